"""The door under fire: whatever is written, a scenario or an error that says what is wrong, and both soon."""

import json
import random
import time
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutations import BYTES, damaged
from places import GALLERY
from searching import examples

from orgsim.errors import OrgsimError
from orgsim.plan.load import load, parse, read_change
from orgsim.plan.text.toml_lines import scan

TEXTS = {
    path.relative_to(GALLERY).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(GALLERY.rglob("*.toml"))
}
WHOLE = load("b2b-saas", "the-model").to_toml()
SHORT = """
[scenario]
horizon = "100 days"
[segments.a]
share = 0.9
journey.serve.work = { mean = "3 h", distribution = "gamma" }
journey.serve.rates = { customer = 0.2, nurture = "80 %" }
journey.serve.patience = { mean = "1 day" }
[segments.b]
share = 0.1
[sources.web]
leads = "4 / day"
segments = { a = 0.5, b = 0.5 }
seasonality = { weekdays = [1, 1, 1, 1, 1, 0, 0] }
[sources.fair]
kind = "event"
every = "9 days"
attendees = { mean = 9, distribution = "exponential" }
leads_per_attendee = "30 %"
activity = "campaign"
[journey.serve]
work = { distribution = "uniform", low = "1 h", high = "2 h" }
patience = { mean = "2 days" }
outcomes = [{ to = "customer", rate = 0.5, after = { mean = "2 days" } }, { to = "nurture", rate = 0.5 }]
[journey.campaign]
work = { mean = "1 h" }
[journey.renew]
work = { mean = "1 h" }
optional = true
[offering]
price = "10 / month"
[customer.renewal]
[shocks.x]
at = "20 days"
odds = { serve = 2 }
[teams.desk]
headcount = 4
does = ["serve", "campaign"]
serves = ["a", "b"]
ownership = "person"
turns = "strict"
calendar = { days = ["mon"], holidays = [2024-01-01] }
changes = [{ at = "30 days", headcount = 5 }]
[teams.floaters]
headcount = 1
does = []
helps = ["serve"]
serves = { score_above = -1, score_below = 2 }
[override]
"teams.desk.headcount" = 3
"""
SECONDS = 5.0
"""Time for one file, on a busy machine."""


def outcome(text: str) -> str:
    """What the door says of a text; empty for a right one, which then has to come back from its own text."""
    begun = time.process_time()
    try:
        scenario = parse(text, "fuzz.toml")
    except OrgsimError as error:
        said = str(error)
        assert len(said) < 100_000
        return said
    finally:
        assert time.process_time() - begun < SECONDS
    assert parse(scenario.to_toml(), "again.toml") == scenario
    return ""


@given(st.integers(min_value=0))
@settings(max_examples=examples(250))
def test_a_damaged_scenario_is_a_scenario_or_an_error(seed: int) -> None:
    dice = random.Random(seed)
    outcome(damaged(dice.choice([SHORT, SHORT, WHOLE, TEXTS["queue.toml"]]), dice))


@given(st.integers(min_value=0))
@settings(max_examples=examples(60))
def test_a_damaged_gallery_file_is_a_scenario_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    dice = random.Random(seed)
    name = dice.choice(list(TEXTS))
    path = tmp_path_factory.mktemp("gallery") / "it.toml"
    path.write_text(damaged(TEXTS[name], dice), encoding="utf-8", errors="surrogatepass")
    other = {"markets": "the-model", "organizations": None}.get(name.split("/")[0])
    try:
        if name.startswith("organizations/"):
            load("b2b-saas", path)
        else:
            load(path, organization=other)
    except OrgsimError as error:
        told = str(error)
    else:
        told = "nothing"
    assert told


@given(
    st.lists(
        st.tuples(st.sampled_from(["teams.desk", "journey.serve", "sources.web"]), st.text(max_size=20)),
        max_size=3,
    )
)
@settings(max_examples=examples(80))
def test_names_of_any_letters_are_names_or_errors(names: list[tuple[str, str]]) -> None:
    text = SHORT
    for old, new in names:
        table, _, name = old.partition(".")
        text = text.replace(f"[{old}]", f"[{table}.{json.dumps(new)}]").replace(f'"{name}"', json.dumps(new))
    outcome(text)


@given(st.text(max_size=60))
@settings(max_examples=examples(200))
def test_any_text_is_a_change_or_an_error(text: str) -> None:
    scenario = parse(SHORT)
    for typed in (text, f"teams.desk.headcount={text}", f"journey.serve.work={text}", f"{text}=1"):
        try:
            told = scenario.replace(dict([read_change(typed)])).fingerprint()
        except OrgsimError as error:
            told = str(error)
        assert told


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.binary(max_size=3)
    | st.sampled_from(["1 h", "2 days", "3 / day", "serve", "lost", "nurture", "30 %"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
PATHS = (
    "scenario.start sources.web sources.web.leads sources.fair.attendees journey.serve.work journey.serve.outcomes.0.to "
    "journey.serve.outcomes journey.serve offering customer customer.renewal shocks.x.odds teams.desk teams.desk.does "
    "teams.desk.calendar teams policies mix segments effects.cooling market organization scenario sources.fair.kind"
)


@given(st.sampled_from(PATHS.split()), VALUES)
@settings(max_examples=examples(120))
def test_any_value_is_a_change_or_an_error(path: str, value: Any) -> None:
    try:
        changed = parse(SHORT).replace({path: value})
    except OrgsimError as error:
        changed, told = parse(SHORT), str(error)
    else:
        told = "nothing"
    assert told
    assert parse(changed.to_toml()) == changed


# -- lines ----------------------------------------------------------------------------------------------------------


def keys(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Path of each key in nested tables, and of each table in a list."""
    if path and isinstance(value, dict):
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key)
            yield from keys(inner, (*path, key))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from keys(inner, (*path, str(position)))


def check_lines(text: str) -> bool:
    """Scan a text; whether it is TOML, and then each of its keys must have a line on which the key can stand."""
    found = scan(text, 100)
    rows = text.split("\n")
    assert all(1 <= line <= len(rows) for line in found.of.values())
    try:
        data = tomllib.loads(text)
    except ValueError:
        return False
    except RecursionError:
        return False
    missing = set(keys(data)) - found.of.keys()
    assert not missing, (missing, text)
    for path, line in found.of.items():
        if path[-1].isidentifier() and path[-1].isascii() and "\\" not in text:
            assert path[-1] in rows[line - 1]
    return True


NAMES = st.text(max_size=4) | st.sampled_from(
    ["a", "b-1", "x y", "é", "#", "]", "'", '"', "=", "0", "\\", "\n"]
)
PLAIN = st.one_of(
    st.integers(min_value=-(2**62), max_value=2**62).map(str),
    st.sampled_from(
        [
            *("true", "1.5e3", "nan", "2024-01-01", "2024-01-01 10:00:00", "10:00:00", "''", "'#]'"),
            '"""a\n"b" #]\\""""',
            "'''\n''''x'''",
        ]
    ),
    st.text(max_size=6).map(json.dumps),
)


@st.composite
def written_values(draw: st.DrawFn, depth: int = 3) -> str:
    """A TOML value: a plain one, a list over several lines, a table in one line."""
    shape = draw(st.integers(0, 3)) if depth else 0
    if shape == 1:
        entries = draw(st.lists(written_values(depth - 1), max_size=3))
        gap = draw(st.sampled_from(["", " ", "\n", "\n  # [no\n"]))
        return (
            "["
            + gap
            + ("," + gap).join(entries)
            + gap
            + draw(st.sampled_from([",", ""]) if entries else st.just(""))
            + "]"
        )
    if shape == 2:
        pairs = draw(st.lists(st.tuples(written_keys(), written_values(depth - 1)), max_size=3))
        return "{ " + ", ".join(f"{key} = {value}" for key, value in pairs) + " }"
    return draw(PLAIN)


@st.composite
def written_keys(draw: st.DrawFn) -> str:
    """A dotted key with parts bare or quoted."""
    parts = draw(st.lists(NAMES, min_size=1, max_size=3))
    quoted = [
        name if name.replace("-", "").isalnum() and name.isascii() else json.dumps(name) for name in parts
    ]
    return draw(st.sampled_from([".", " . "])).join(quoted)


@st.composite
def written_texts(draw: st.DrawFn) -> str:
    """A TOML text, or nearly."""
    rows = []
    for _ in range(draw(st.integers(0, 8))):
        shape = draw(st.integers(0, 4))
        key = draw(written_keys())
        if shape == 0:
            rows.append(f"[{key}]  # {draw(st.sampled_from(['x', '[y]', 'z = 1']))}")
        elif shape == 1:
            rows.append(f"[[ {key} ]]")
        else:
            rows.append(f"{key} = {draw(written_values())}")
    return "\n".join(rows)


@given(written_texts())
@settings(max_examples=examples(300))
def test_every_key_has_its_line(text: str) -> None:
    check_lines(text)


@given(st.text(alphabet=BYTES, max_size=60))
@settings(max_examples=examples(300))
def test_any_text_is_scanned(text: str) -> None:
    check_lines(text)


def test_damaged_files_are_scanned_and_many_are_still_toml() -> None:
    dice = random.Random(7)
    right = sum(check_lines(damaged(dice.choice([*TEXTS.values(), SHORT, WHOLE]), dice)) for _ in range(400))
    assert 100 < right < 400


@pytest.mark.parametrize(
    "text",
    [
        "[" * 300_000,
        "a = " + "[" * 300_000,
        "a = " + "{b=" * 100_000,
        "a." * 150_000 + "a = 1",
        "[" + "a." * 150_000 + "a]",
        "a = [\n" + "1,\n" * 100_000 + "]",
        pytest.param("[[a]]\n" * 50_000, marks=pytest.mark.slow),  # tables of one list, as numbers of one
        'a = "' + "\\" * 300_000,
        '"""' * 100_000,
        "#" * 300_000,
        "a = " + "9" * 300_000,
        "x = 1\n" * 50_000,
        "".join(f"[teams.t{k}]\n" for k in range(13_000)),
        "".join(f"[teams.t{k}]\nheadcount = 0\nx = 1\n" for k in range(450)),
        "[journey]\n" + "".join(f"a{k} = 0\n" for k in range(13_000)),
        SHORT.replace('["serve", "campaign"]', "[" + '"serv", ' * 30_000 + "]"),
        SHORT.replace("odds = {", "odds = {" + ", ".join(f"serv{k} = 1" for k in range(20_000)) + ", "),
        SHORT.replace('to = "nurture"', 'to = "' + "nurtur" * 50_000 + '"'),
        SHORT.replace('"4 / day"', '"' + "1" * 300_000 + ' / day"'),
        SHORT.replace(
            "[segments.a]", "".join(f"[segments.s{k}]\nshare = 1\n" for k in range(5_000)) + "[segments.a]"
        ),
    ],
    ids=lambda text: f"{text[:12]!r}{len(text)}",
)
def test_a_heap_of_malice_is_refused_in_good_time(text: str) -> None:
    begun = time.process_time()
    with pytest.raises(OrgsimError):
        parse(text)
    assert time.process_time() - begun < 4 * SECONDS
