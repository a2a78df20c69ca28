"""The pages of claims say what was kept of their runs: verdicts over many claims, and every number on every page."""

import json
import re
from typing import Any

import pytest
from matplotlib.figure import Figure
from places import ROOT

from experiments.claims.doubts import doubts
from experiments.claims.figures import curve
from experiments.claims.index import index
from experiments.claims.lead import PAGES, broken, by_itself, filled, renewed
from experiments.claims.page import page
from experiments.claims.results import FOLDER, name_of, shown
from experiments.claims.stated import claims
from experiments.claims.verdicts import answers
from experiments.claims.words import filled_in, sentence, verdict_words

KNOWN = claims()
RESULTS = {
    path.name.partition("-")[0]: json.loads(path.read_text(encoding="utf-8"))
    for path in FOLDER.glob("*.json")
}
RESULTS = {key: RESULTS[key] for key in KNOWN if key in RESULTS}


def kept(effect: float, half: float, p: float = 0.0001, **other: Any) -> dict[str, Any]:
    """A row with one contrast, of which 2 % would matter."""
    low, high = effect - half, effect + half
    said = "holds" if low > 0 else "does not hold" if high < 0.02 else "cannot tell"
    one = {"effect": effect, "low": low, "high": high, "p": p, "verdict": said, "a": 100.0, "b": 104.0}
    return {"setting": {"where": "there", **other}, "replications": 20, "contrasts": [one]}


def result(*rows: dict[str, Any], turns: tuple[Any, ...] = (), **other: Any) -> dict[str, Any]:
    """A result in which b is claimed to win more than a."""
    contrast = {"says": "b wins more", "a": "a", "b": "b", "kpi": "won", "delta": 0.02, "sign": 1}
    return {"quick": {"stated": {"contrasts": [contrast], **other}, "rows": list(rows), "turns": list(turns)}}


def test_what_holds_by_luck_among_many_is_not_said_to_hold() -> None:
    many = {str(k): result(kept(0.03, 0.02, p)) for k, p in enumerate((0.001, 0.04))}
    more = {
        **many,
        "2": result(kept(-0.01, 0.01, 0.5)),
        "3": result(kept(0.03, 0.02, 0.04), kind="construction"),
    }
    words = {key: one.word for key, one in answers(more).items()}
    assert words == {"2": "does not hold", "1": "cannot tell", "0": "holds", "3": "true by construction"}
    assert list(words) == ["2", "1", "0", "3"]


def test_a_place_turns_a_verdict_only_where_its_effect_is_told_apart() -> None:
    apart = result(kept(0.05, 0.01), kept(-0.05, 0.01, where="where it rains"))
    near = result(kept(0.02, 0.015), kept(0.004, 0.01))
    found = answers({"apart": apart, "near": near})
    assert (found["apart"].word, found["near"].word) == ("holds when", "holds")
    assert verdict_words(found["apart"]) == "holds, except where it rains"
    there = result(kept(-0.05, 0.01), kept(0.05, 0.01, where="where it rains"))
    assert verdict_words(answers({"1": there})["1"]) == "holds where it rains; not as packaged"
    lucky = {**kept(-0.05, 0.01), "same_runs": kept(0.045, 0.01)["contrasts"]}
    same = result(lucky, kept(0.05, 0.01, where="where it rains"))
    assert verdict_words(answers({"1": same})["1"]) == "does not hold", "the luck of the runs that both have"


@pytest.mark.parametrize(
    ("effects", "said"), [((-0.01, 0.01), "every interval holds 0"), ((-0.01, 0.03), "crosses 0 at 0.5")]
)
def test_no_turn_is_told_where_every_interval_holds_0(effects: tuple[float, ...], said: str) -> None:
    form, answer = RESULTS["C3"]["full"], answers(RESULTS)["C3"]
    points = [
        {"value": k, "effect": one, "low": one - 0.02, "high": one + 0.02} for k, one in enumerate(effects)
    ]
    turn = {**form["turns"][0], "points": points, "crosses": [{"at": 0.5, "low": None, "high": None}]}
    assert said in page("C3", {"full": {**form, "turns": [turn]}}, answer)


def sweep(*verdicts: str, crosses: int = 1) -> dict[str, Any]:
    points = [{"value": k, "verdict": one} for k, one in enumerate(verdicts)]
    at = [{"at": 1.5, "low": 1.2, "high": None}] * crosses
    return {"says": "the rain", "contrast": 1, "points": points, "crosses": at}


@pytest.mark.parametrize(
    ("turn", "said"),
    [
        (sweep("does not hold", "cannot tell", "holds"), "holds when the rain is above 1.5 (at least 1.2)"),
        (sweep("holds", "holds", "does not hold"), "holds when the rain is below 1.5 (at least 1.2)"),
        (sweep("cannot tell", "cannot tell", "holds"), "holds"),
        (sweep("does not hold", "does not hold", "holds", crosses=2), "holds"),
    ],
)
def test_a_sweep_turns_a_verdict_where_both_of_its_sides_are_told(turn: dict[str, Any], said: str) -> None:
    assert verdict_words(answers({"1": result(kept(0.05, 0.01), turns=(turn,))})["1"]) == said


def test_an_estimate_is_answered_by_its_first_figure() -> None:
    figure = {"says": "The error of a year", "unit": "share", "value": 0.07, "low": 0.05, "high": 0.09}
    row = {"setting": {"where": "there"}, "replications": 20, "figures": [figure], "verdict": "holds"}
    stated = {"kind": "estimate", "at_most": 0.1, "holds_when": "It was to be 10 % at most"}
    form = {"stated": stated, "rows": [row], "turns": []}
    answer = answers({"1": {"quick": form}})["1"]
    assert (answer.word, answer.size) == ("holds", pytest.approx(0.3))
    assert (
        sentence(answer, form)
        == "It holds: the error of a year is 7.0 % (5.0 to 9.0 %); it was to be 10 % at most."
    )


@pytest.mark.parametrize(
    ("effect", "half", "said"),
    [
        (0.04, 0.01, 'It holds: with "b" customers won are 4.0 % higher than with "a" (3.0 to 5.0 %).'),
        (0.01, 0.005, "which is less than the 2 % that would matter."),
        (
            -0.01,
            0.02,
            'It does not hold: with "b" customers won are 1.0 % lower than with "a" (−3.0 to +1.0 %), and 2 % more',
        ),
        (0.01, 0.02, "It cannot be told from 20 runs: with"),
    ],
)
def test_the_answer_in_one_sentence(effect: float, half: float, said: str) -> None:
    one = result(kept(effect, half))
    assert said in sentence(answers({"1": one})["1"], one["quick"])


def test_a_claims_own_words_are_filled_from_its_numbers() -> None:
    own = {"always": "{verdict}: {size} ({low} to {high}), {a} and {b}, {runs} runs."}
    one = result(kept(0.04, 0.01), answers=own)
    said = sentence(answers({"1": one})["1"], one["quick"])
    assert said == "It holds: 4.0 % (+3.0 % to +5.0 %), 100.0 and 104.0, 20 runs."


def test_what_was_kept_is_of_claims_that_are_stated() -> None:
    kept_of = {path.name.partition("-")[0] for path in FOLDER.glob("*.json")}
    assert kept_of <= set(KNOWN)
    assert len(KNOWN) == 39


def test_the_index_names_what_was_not_run() -> None:
    few = {key: RESULTS[key] for key in ("B3", "B8")}
    said = index(KNOWN, few, answers(few), "en")
    named = said.partition("were not run yet:")[2]
    assert "- E7 " in named
    assert "- B8 " not in named
    assert "not run yet" not in index(few, few, answers(few), "en")  # type: ignore[arg-type]


@pytest.mark.parametrize("key", RESULTS)
def test_a_page_says_what_was_kept(key: str) -> None:
    name, found = name_of(key, shown(RESULTS[key])["stated"]["title"]), answers(RESULTS)
    assert (FOLDER / f"{name}.md").read_text(encoding="utf-8") == page(key, RESULTS[key], found[key])
    assert (FOLDER / f"{name}.svg").read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize(("language", "name"), [("en", "index.md"), ("ja", "index.ja.md")])
def test_the_index_says_what_was_kept(language: str, name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == index(KNOWN, RESULTS, answers(RESULTS), language)


@pytest.mark.parametrize("name", PAGES)
def test_the_answers_in_short_say_what_was_kept(name: str) -> None:
    page = (ROOT / name).read_text(encoding="utf-8")
    assert page == renewed(page, name, RESULTS), "run: python -m experiments.claims --pages"


def test_the_answers_in_short_were_written_for_these_verdicts() -> None:
    """Words that no longer fit are in experiments/claims/lead.toml, to be written anew."""
    assert list(broken(RESULTS, answers(RESULTS))) == []


def test_gaps_are_filled_as_the_figure_moves() -> None:
    one = result(kept(0.04, 0.01))
    one["quick"]["stated"]["contrasts"][0]["sign"] = -1
    said = "{B1.1} less ({B1.1 ends}), {B1.1 signed} ({B1.1 range}); {B1.1 matters}"
    assert filled(said, {"B1": one}, "en") == "4.0 % less (3.0 to 5.0 %), −4.0 % (−5.0 to −3.0 %); 2 %"
    assert filled("{B1.1 signed}（{B1.1 range}）", {"B1": one}, "ja") == "−4.0%（−5.0〜−3.0%）"


def test_words_that_no_longer_fit_are_told() -> None:
    moved = {**RESULTS, "D3": {"quick": {**RESULTS["D3"]["quick"], "rows": RESULTS["C1"]["quick"]["rows"]}}}
    (said,) = broken(moved, {**answers(RESULTS), "D3": answers(moved)["D3"]})
    assert said.endswith("D3 was written for 'does not hold', now it is 'holds'")


@pytest.mark.parametrize(
    ("low", "high", "said"), [(0.1, 0.2, "above 0"), (-0.1, 0.2, "around 0"), (-0.2, -0.1, "below 0")]
)
def test_a_figure_by_itself_lies_on_a_side_of_0(low: float, high: float, said: str) -> None:
    assert by_itself({"figures": [{"low": low, "high": high}]}, 0) == said


def test_whoever_doubts_a_verdict_is_answered() -> None:
    """Words for another verdict than was found are in experiments/claims/doubts.toml, to be written anew."""
    found = {key: one.word for key, one in answers(RESULTS).items()}
    said = {key: one.verdict for key, one in doubts().items()}
    assert {key: found[key] for key in said} == said
    assert {key for key, word in found.items() if word == "does not hold"} <= said.keys()
    for key, one in doubts().items():
        assert one.because in page(key, RESULTS[key], answers(RESULTS)[key])


NUMBER = re.compile(r"(?<![\w.`])[−-]?(?:\d[\d,]*)?\.?\d+(?![\w`])")


def told(text: str) -> list[str]:
    """The numbers of a text, names of files, commands and code left out."""
    bare = re.sub(r"`[^`]*`|\]\([^)]*\)|^    .*$", " ", text, flags=re.MULTILINE)
    return [one.replace(",", "").replace("−", "-") for one in NUMBER.findall(bare)]


def held(found: Any) -> set[float]:
    """Every number that a result holds, those in its texts and lists included."""
    if isinstance(found, dict):
        return set().union(*map(held, found.values()))
    if isinstance(found, list):
        return set().union({float(len(found))}, *map(held, found))
    if isinstance(found, str):
        return {float(one.replace(",", "").replace("−", "-")) for one in NUMBER.findall(found)}
    return {float(found)} if isinstance(found, int | float) and not isinstance(found, bool) else set()


def stands(number: str, kept: set[float]) -> bool:
    """Whether a number is one that is kept, as it is, in percent or in millions, rounded as it is shown."""
    value, digits = abs(float(number)), len(number.partition(".")[2])
    return any(
        abs(value - abs(one) * scale) <= 0.5000001 * 10.0**-digits
        or abs(value - abs(one) * scale) <= 5.1e-4 * abs(one) * scale
        for one in kept
        for scale in (1.0, 100.0, 1e-6)
    )


@pytest.mark.parametrize("key", RESULTS)
def test_every_number_on_a_page_stands_in_its_results(key: str) -> None:
    name = name_of(key, shown(RESULTS[key])["stated"]["title"])
    kept_ = held(RESULTS[key]) | {
        95.0,
        20.0,
        0.0,
    }  # the level of intervals, the runs of a first stage, what effects cross
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    assert [one for one in told(text) if not stands(one, kept_)] == []


def test_a_number_that_was_not_kept_is_found() -> None:
    assert told("It is −4.1 % of 1,200, `not.2` nor [there](x-3.md).") == ["-4.1", "1200"]
    assert stands("-4.1", {0.0412})
    assert not stands("4.1", {0.0434, 7.0})


@pytest.mark.parametrize("key", RESULTS)
def test_results_belong_to_the_claim_as_it_is_stated(key: str) -> None:
    """Who changes a claim's contrasts runs it again."""
    found, claim = shown(RESULTS[key])["stated"], KNOWN[key]
    assert found["title"] == claim.title
    assert [(one["a"], one["b"], one["kpi"], one["delta"]) for one in found.get("contrasts", ())] == [
        (one.a, one.b, one.kpi, one.delta) for one in claim.contrasts
    ]


def test_nothing_leads_to_the_page_that_was() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md")}
    assert [path.name for path, text in texts.items() if "findings/claims.md" in text] == []


def test_sentences_end_where_their_gaps_cannot_be_filled() -> None:
    words = "{verdict}: {fact}; {fact_2}; and {fact_3}. As for winning, {fact_4}."
    filled = {"verdict": "It holds", "fact": "more is won", "fact_4": "less is lost"}
    assert filled_in(words, filled) == "It holds: more is won. As for winning, less is lost."
    assert (
        filled_in(words, {**filled, "fact_2": "sooner"})
        == "It holds: more is won; sooner. As for winning, less is lost."
    )
    assert filled_in("{verdict}: {fact}. As for training, {fact_5}.", filled) == "It holds: more is won."


@pytest.mark.parametrize(("half", "marks"), [(0.005, 1), (0.02, 0)])
def test_a_figure_marks_no_turn_that_is_not_told(half: float, marks: int) -> None:
    points = [
        {"value": k, "effect": one, "low": one - half, "high": one + half}
        for k, one in enumerate((-0.01, 0.01))
    ]
    turn = {"points": points, "crosses": [{"at": 0.5, "low": 0.2, "high": 0.8}], "now": 1, "says": "a number"}
    axes = Figure().subplots()
    curve(axes, turn, in_points=False)
    assert sum(line.get_marker() == "v" for line in axes.lines) == marks
