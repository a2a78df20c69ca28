"""The page of a replay as a file: what is packed is the log, figures are those of the measures, and names are mere text."""

import base64
import hashlib
import re
from collections.abc import Mapping
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tomli_w
from estimates import SEED, scenario
from hypothesis import given, settings
from hypothesis import strategies as st
from replays import APART, TOGETHER, by_hand, firm, jobs_of, minute, of_log, read_back, small, unfolded
from searching import examples
from small_worlds import World, founded, worlds

from orgsim.errors import OrgsimError
from orgsim.events.columns import Row
from orgsim.events.outcomes import OUTCOMES
from orgsim.language.numbers import quantity
from orgsim.measures.duty import on_duty
from orgsim.measures.kpis import KPIS
from orgsim.measures.monthly import monthly
from orgsim.plan.load import load
from orgsim.report.replay.columns import LARGEST, packed
from orgsim.report.replay.fates import fates
from orgsim.report.replay.record import turns
from orgsim.report.replay.replay import Replay, replay
from orgsim.report.replay.script import FOLDER, script
from orgsim.report.replay.words import CHANGES, RESULTS, templates
from orgsim.study.run import simulate

HOSTILE = "</script><img src=x onerror=alert(1)> {title} \"'& <!--script--> \u202e"


@pytest.fixture(scope="module")
def said() -> dict[str, Any]:
    """What the page of the small firm holds."""
    return read_back(small().html)


numbers = st.integers(-LARGEST, LARGEST)


@given(
    st.dictionaries(st.sampled_from("abc"), st.lists(st.one_of(numbers, st.integers(-3, 300)), max_size=30))
)
def test_packed_columns_are_read_back_to_the_last_number(columns: dict[str, list[int]]) -> None:
    heads, content = packed({name: np.array(column, dtype=np.int64) for name, column in columns.items()})
    at, found = 0, dict[str, list[int]]()
    for head in heads:
        size = head["count"] * head["bytes"]
        found[head["name"]] = unfolded(content[at : at + size], dict(head))
        at += size
    assert found == columns
    assert at == len(content)


def test_a_number_too_large_for_a_column_is_refused() -> None:
    with pytest.raises(OrgsimError, match="a replay cannot hold this run"):
        packed({"a": np.array([LARGEST + 1])})


def coded(said: Mapping[str, Any], outcome: int) -> str:
    return str(said["outcomes"][outcome]["name"])


def packed_jobs(
    said: Mapping[str, Any], columns: Mapping[str, list[int]], activities: list[str]
) -> list[tuple[Any, ...]]:
    """The jobs of a page in the form of `jobs_of`."""
    names = ("case", "activity", "team", "person", "outcome", "ready", "wait", "length", "hours")
    rows = zip(*(columns[f"job.{name}"] for name in names), strict=True)
    return [
        (
            said["cases"][case] if case >= 0 else "",
            activities[activity],
            team,
            person,
            coded(said, outcome),
            ready,
            None if wait < 0 else ready + wait,
            None if length < 0 else ready + length,
            hours,
        )
        for case, activity, team, person, outcome, ready, wait, length, hours in rows
    ]


@pytest.mark.parametrize("number", [0, 1])
def test_what_is_packed_is_the_log_to_the_minute(said: dict[str, Any], number: int) -> None:
    log, columns = list(small().runs.values())[number].events, said["organizations"][number]["columns"]
    ours = jobs_of(log)
    assert len(ours) > 200
    activities = list(log.names.activities)
    assert sorted(packed_jobs(said, columns, activities), key=str) == sorted(ours, key=str)
    named = log.case_names().of
    changes = [
        (
            named(row["entity"], row["number"]),
            log.names.outcomes[row["outcome"]],
            minute(row["end"]),
            round(row["mrr"]),
        )
        for row in log.of(Row.CHANGE)
    ]
    parts = (columns[f"change.{name}"] for name in ("case", "outcome", "time", "mrr"))
    assert [
        (said["cases"][case], coded(said, outcome), time, mrr)
        for case, outcome, time, mrr in zip(*parts, strict=True)
    ] == changes
    arrivals = {named(row["entity"], row["number"]): minute(row["end"]) for row in log.of(Row.ARRIVAL)}
    came = zip(columns["case.id"], columns["case.arrival"], strict=True)
    assert {said["cases"][one]: time for one, time in came} == arrivals
    staff = [
        (row["team"], row["person"], log.names.outcomes[row["outcome"]], minute(row["end"]))
        for row in log.of(Row.STAFFING)
    ]
    parts = (columns[f"staff.{name}"] for name in ("team", "person", "outcome", "time"))
    assert [
        (team, person, coded(said, outcome), time) for team, person, outcome, time in zip(*parts, strict=True)
    ] == staff


@settings(max_examples=examples(40))
@given(st.one_of(worlds(), founded()))
def test_any_run_is_packed_to_the_minute_and_every_stretch_finds_its_job(world: World) -> None:
    run = simulate(scenario(tomli_w.dumps(world)), SEED)
    said = read_back(Replay({"one": run}).html)
    columns = said["organizations"][0]["columns"]
    packed_now = packed_jobs(said, columns, list(run.events.names.activities))
    assert sorted(packed_now, key=str) == sorted(jobs_of(run.events), key=str)
    for row, job in zip(run.events.of(Row.STRETCH), columns["stretch.job"], strict=True):
        assert columns["job.ready"][job] == minute(row["ready"])
        assert columns["job.activity"][job] == row["activity"]


def test_stretches_are_those_of_the_log_and_belong_to_their_jobs() -> None:
    run = simulate(load("b2b-saas", "the-model", {"scenario.horizon": "2 months"}), seed=2)
    columns = read_back(Replay({"one": run}).html)["organizations"][0]["columns"]
    rows = run.events.of(Row.STRETCH)
    assert len(rows) > 50
    assert columns["stretch.start"] == [minute(row["start"]) for row in rows]
    assert columns["stretch.person"] == rows["person"].tolist()
    for row, job in zip(rows, columns["stretch.job"], strict=True):
        assert columns["job.ready"][job] == minute(row["ready"])
        assert columns["job.activity"][job] == row["activity"]


def test_the_same_lead_has_one_number_in_all_organizations(said: dict[str, Any]) -> None:
    together, apart = (one["columns"] for one in said["organizations"])
    first, second = (dict(zip(one["case.id"], one["case.arrival"], strict=True)) for one in (together, apart))
    both = first.keys() & second.keys()
    assert len(both) > 100
    assert [first[one] for one in both] == [second[one] for one in both]


def test_figures_are_those_of_the_measures(said: dict[str, Any]) -> None:
    runs = list(small().runs.values())
    tables = [monthly(run.events) for run in runs]
    assert {"arr", "customers", "won", "utilisation.field", "queue_length.qualify", "wait_hours.close"} <= {
        figure["key"] for figure in said["figures"]
    }
    for figure in said["figures"]:
        for table, values, texts in zip(tables, figure["values"], figure["texts"], strict=True):
            if figure["key"] not in table.columns:
                assert values is None
                continue
            assert np.array_equal(
                np.array(values, dtype=float), table[figure["key"]].to_numpy(), equal_nan=True
            )
            assert len(texts) == len(values)
    arr = next(figure for figure in said["figures"] if figure["key"] == "arr")
    assert arr["texts"][0][-1] == quantity(arr["values"][0][-1], "money / year", "JPY", "en")
    for title, *texts in said["totals"]:
        kpi = next(kpi for kpi in KPIS.values() if kpi.title.say("en") == title)
        assert texts == [quantity(run.summary.kpis[kpi.name], kpi.unit, "JPY", "en") for run in runs]
    loads = [run.people() for run in runs]
    for load_of, one in zip(loads, said["organizations"], strict=True):
        assert [person["jobs"] for person in one["people"]] == [f"{jobs:.0f}" for jobs in load_of["jobs"]]


def test_moments_that_mattered_are_found(said: dict[str, Any]) -> None:
    shocks = [
        (jump["minute"], jump["organization"], jump["text"])
        for jump in said["jumps"]
        if jump["kind"] == "shock"
    ]
    assert shocks == [
        (20 * 1440, -1, "The market changes: A rival"),
        (30 * 1440, -1, "The market is as before: A rival is over"),
    ]
    gone = [
        (jump["minute"], jump["organization"], jump["text"])
        for jump in said["jumps"]
        if jump["kind"] == "leaves"
    ]
    assert (15 * 1440, 1, "Inside: no. 2 leaves") in gone
    assert [jump["minute"] for jump in said["jumps"]] == sorted(jump["minute"] for jump in said["jumps"])
    field = monthly(small().runs["Apart"].events)["utilisation.field"]
    full = [jump for jump in said["jumps"] if jump["kind"] == "load" and jump["text"].startswith("Field")]
    assert (field >= 0.95).any()
    month = int((field >= 0.95).to_numpy().argmax()) + 1
    assert (
        full[0]["text"] == f"Field overloaded for the first time: {100 * field[month]:.0f}% in month {month}"
    )


def test_what_has_become_of_leads_is_told_by_their_last_state() -> None:
    assert fates(by_hand()) == {
        "web-0": "won",
        "web-1": "open",
        "web-2": "lost",
        "web-3": "open",
        "web-4": "open",
    }


def test_leads_to_follow_have_different_ends(said: dict[str, Any]) -> None:
    assert said["followed"]
    for one in said["followed"]:
        name, _, ends = one["text"].partition(": ")
        assert name == one["name"] in said["cases"]
        assert len(set(ends.split(" / "))) == 2
    assert read_back(Replay({"one": of_log(by_hand())}).html)["followed"] == []


@pytest.mark.parametrize(
    "kept", [(0.0, 100.0), (0.25, 0.5, 1.25, 1.5), (0.25, 0.5, 1.25, 1.5, 7.25, 7.5, 8.0), (), (7.0,)]
)
def test_hours_on_duty_are_spelled_out_as_the_measures_count_them(kept: tuple[float, ...]) -> None:
    found = turns(kept, 30.0)
    assert (np.diff(found) >= 0).all()
    days = np.linspace(0, 30, 301)
    if len(kept) < 2:
        assert not found.size
        return
    clock = on_duty(kept, 30.0)(days) * 60
    spelled = [np.clip(day * 1440 - found[0::2], 0, found[1::2] - found[0::2]).sum() for day in days]
    assert spelled == pytest.approx(clock.tolist(), abs=1e-6)


def test_every_outcome_has_its_sentence_in_both_languages() -> None:
    for outcome in OUTCOMES:
        if Row.JOB in outcome.rows:
            assert outcome.name in RESULTS
        if Row.CHANGE in outcome.rows:
            assert outcome.name in CHANGES
    english, japanese = templates("en"), templates("ja")
    for kind, phrases in english.items():
        for name, phrase in phrases.items():
            gaps = re.findall(r"\{\w+\}", phrase)
            assert sorted(gaps) == sorted(re.findall(r"\{\w+\}", japanese[kind][name]))


def test_the_program_is_one_module_of_all_that_lie_in_the_folder() -> None:
    text = script()
    assert not re.search(r"^(import|export) ", text, re.MULTILINE)
    sources = sorted(FOLDER.glob("*.js"))
    assert len(sources) > 10
    for path in sources:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 330, path.name
        assert max(map(len, lines)) <= 130, path.name
        assert lines[0].startswith("// ")
        assert lines[-1] in text
    # Nothing in it writes markup or runs a text.
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|new Function|fetch\(|XMLHttp", text
    )


def digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_the_page_allows_its_own_script_and_style_and_nothing_else() -> None:
    page = small().html
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    program = re.search(r'<script type="module">(.*?)</script>', page, re.DOTALL)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert policy is not None
    assert program is not None
    assert style is not None
    assert policy[1] == (
        f"default-src 'none'; script-src '{digest(program[1])}'; style-src '{digest(style[1])}'; base-uri 'none';"
        " form-action 'none'"
    )
    assert not re.search(
        r"\b(src|href|style|on\w+)=", re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    )
    assert "http" not in re.sub(r"http://www.w3.org/2000/svg", "", page).replace("http-equiv", "")


def test_names_from_files_are_mere_text() -> None:
    plan = firm("Apart", APART).replace(
        {"market.title": HOSTILE, "teams.inside.title": HOSTILE, "sources.web.title": HOSTILE}
    )
    page = Replay({HOSTILE: simulate(plan)}).html
    assert "<img" not in page
    assert "\u202e" not in page
    assert page.count("</script>") == 2
    title = re.search(r"<title>(.*?)</title>", page)
    assert title is not None
    assert unescape(title[1]).startswith("</script><img")
    said = read_back(page)
    assert said["organizations"][0]["teams"][2]["title"].startswith("</script><img src=x")


def test_the_same_runs_give_the_same_page() -> None:
    assert Replay(small().runs).html == small().html


def test_a_small_page_is_small() -> None:
    size = len(small().html.encode())
    rows = sum(len(run.events) for run in small().runs.values())
    assert size < 90_000 + 16 * rows


@pytest.mark.slow
def test_four_organizations_over_three_years_stay_below_three_megabytes() -> None:
    names = ("pre-post-sales", "the-model", "the-model-siloed", "the-model-collaborating")
    plans = {name: load("b2b-saas", name, {"scenario.horizon": "36 months"}) for name in names}
    english = replay(plans, equal_payroll=True)
    for page in (english.html, Replay(english.runs, "ja").html):
        assert 500_000 < len(page.encode()) < 3_000_000
    assert sum(len(one["columns"]["job.case"]) for one in read_back(english.html)["organizations"]) > 100_000


def test_more_than_a_browser_can_replay_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orgsim.report.replay.document.MOST_ROWS", 20)
    with pytest.raises(
        OrgsimError, match="25 events are more than a browser can replay; name a shorter --horizon"
    ):
        _ = Replay({"one": of_log(by_hand())}).html


def test_what_cannot_be_shown_side_by_side_is_refused(tmp_path: Path) -> None:
    one = firm("Together", TOGETHER)
    with pytest.raises(OrgsimError, match="a replay shows one to 6 scenarios side by side; these are 7"):
        replay({str(number): one for number in range(7)})
    with pytest.raises(OrgsimError, match="these are 0"):
        replay({})
    with pytest.raises(OrgsimError, match="start on different days"):
        replay({"a": one, "b": one.replace({"scenario.start": date(2025, 1, 1)})})
    with pytest.raises(OrgsimError, match=r"name a file that ends in \.html"):
        small().save(tmp_path / "replay.pdf")
    assert small().save(tmp_path / "replay.html").read_text(encoding="utf-8") == small().html
