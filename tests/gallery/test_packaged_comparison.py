"""The packaged comparison: what its verdicts hang on is what the market says of them, and what the script has found."""

import json
from pathlib import Path
from typing import Any

import pytest

import orgsim

KEPT = Path(__file__).parents[2] / "docs" / "findings" / "packaged-comparison.json"
PAGE = KEPT.with_suffix(".md")
MARKET = "b2b-saas"
WORDS = {"won": "more customers won", "cac": "what a customer costs to win"}
"""How the market's caution calls a KPI of which some verdict turns."""
SAME = {
    "arr": "ARR",
    "revenue": "revenue",
    "profit": "profit",
    "firm_value": "value of the firm",
    "nrr": "retention",
    "logo_churn": "churn",
}
"""How it calls those of which none does."""


def kept() -> dict[str, dict[str, dict[str, Any]]]:
    """What was found: by variant and verdict, its difference."""
    found: dict[str, dict[str, dict[str, Any]]] = json.loads(KEPT.read_text(encoding="utf-8"))["found"]
    return found


def turning() -> set[str]:
    """KPIs of which some pair has a difference told apart from 0 in one direction here and in the other there."""
    found = kept()
    told = {
        (key, one["verdict"])
        for there in found.values()
        for key, one in there.items()
        if one["verdict"] in ("better", "worse")
    }
    return {
        key.rpartition(": ")[2] for key, verdict in told if verdict == "better" and (key, "worse") in told
    }


def test_the_market_says_which_verdicts_turn() -> None:
    caution = orgsim.load(MARKET, "the-model").market.caution
    assert caution is not None
    assert turning() == set(WORDS)
    assert all(word in caution.en for word in (*WORDS.values(), *SAME.values()))
    assert caution.ja is not None


def test_verdicts_of_the_rest_hold_in_every_variant() -> None:
    """Each difference of these figures is told apart from 0 in the packaged market, and has the same sign in all others."""
    found = kept()
    assert len(found) == 8
    for key, packaged in found["packaged"].items():
        if packaged["kpi"] in SAME:
            assert packaged["verdict"] in ("better", "worse")
            assert {there[key]["verdict"] for there in found.values()} == {packaged["verdict"]}


def test_a_comparison_says_the_caution_first() -> None:
    plans = {
        name: orgsim.load(MARKET, name, {"scenario.horizon": "3 days"})
        for name in ("pre-post-sales", "the-model")
    }
    caution = plans["the-model"].market.caution
    assert caution is not None
    study = orgsim.compare(plans, replications=2, workers=1)
    assert study.notes()[0] == caution.en
    assert study.notes("ja")[0] == caution.ja
    alone = orgsim.compare({"it": plans["the-model"]}, replications=2, workers=1)
    assert caution.en not in alone.notes()


def test_another_market_made_of_it_does_not_say_it() -> None:
    for name, organization in ((f"{MARKET}-quiet", "the-model"), ("mid-market", None)):
        plan = orgsim.load(name, organization, {"scenario.horizon": "3 days"})
        study = orgsim.compare({"a": plan, "b": plan}, replications=2, workers=1)
        assert not any(note.startswith("Looked at with other anchors") for note in study.notes())


def test_the_page_shows_what_was_kept() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for key, one in kept()["packaged"].items():
        if one["kpi"] in ("arr", "revenue", "won"):
            said = f"{100 * one['relative']:+.0f} %".replace("-", "−")
            assert said in page, key


@pytest.mark.slow
@pytest.mark.parametrize("market", [MARKET, f"{MARKET}-generalist", f"{MARKET}-pre-post-sales"])
def test_signs_under_three_anchors(market: str) -> None:
    """Fewer runs than were kept, with luck of their own: the same signs of what is told apart from 0."""
    plans = {name: orgsim.load(market, name) for name in ("pre-post-sales", "the-model")}
    table = orgsim.compare(plans, replications=6, seed=41).differences()
    verdicts = dict(zip(table["kpi"], table["verdict"], strict=True))
    assert {name: verdicts[name] for name in SAME} == dict.fromkeys(SAME, "better")
