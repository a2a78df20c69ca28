"""Claims put to the test: the rule of verdicts, effects by hand, sides that exist, and a page that says what was kept."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from experiments.claims.__main__ import KEPT
from experiments.claims.page import adjusted, final, page
from experiments.claims.sides import ESTIMATES, SIDES
from experiments.claims.stated import Contrast, claims
from experiments.claims.trial import found, verdict
from orgsim.study.sample import Sample

KNOWN = claims()
NAN = float("nan")


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.01, 0.05, "holds"),
        (0.001, 0.015, "holds"),
        (-0.01, 0.015, "does not hold"),
        (-0.05, -0.02, "does not hold"),
        (-0.01, 0.03, "cannot tell"),
        (0.0, 0.03, "cannot tell"),
        (NAN, 0.03, "cannot tell"),
    ],
)
def test_the_rule_of_verdicts_at_a_smallest_effect_of_two_percent(low: float, high: float, said: str) -> None:
    assert verdict(low, high, 0.02) == said


def numbers(**columns: list[float]) -> Sample:
    """A side of a study, of which only these KPIs are known."""
    return Sample(tuple(columns), np.array(list(columns.values())).T, {})


STUDY = SimpleNamespace(
    samples={
        "a": numbers(won=[90.0, 100.0, 110.0], grr=[0.8, 0.9, 1.0]),
        "b": numbers(won=[99.0, 110.0, 121.0], grr=[0.7, 0.8, 0.9]),
        "c": numbers(won=[200.0, 200.0, 200.0], grr=[0.5, 0.5, 0.5]),
        "d": numbers(won=[204.0, 204.0, 204.0], grr=[0.5, 0.5, 0.5]),
    }
)


def test_effects_by_hand() -> None:
    """b has a tenth more than a in every replication, d a fiftieth more than c: .1, and .08 more than the others have."""
    one = found(STUDY, Contrast("more", "a", "b", "won", 0.02))
    assert (one.figures, one.verdict) == ((100.0, 110.0), "holds")
    assert [one.effect, one.low, one.high] == pytest.approx([0.1] * 3)
    less = found(STUDY, Contrast("less", "a", "b", "won", 0.02, -1))
    assert less.effect == pytest.approx(-0.1)
    assert less.verdict == "does not hold"
    apart = found(STUDY, Contrast("more than the others", "a", "b", "won", 0.02, less=("c", "d")))
    assert apart.effect == pytest.approx(0.08)


def test_shares_differ_by_points() -> None:
    one = found(STUDY, Contrast("fewer are kept", "a", "b", "grr", 0.05, -1))
    assert one.effect == pytest.approx(0.1)
    assert one.contrast.in_points


def test_holm_by_hand() -> None:
    assert adjusted([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])


def test_what_holds_by_luck_among_many_is_not_said_to_hold() -> None:
    many = {
        str(number): {"contrasts": [{"p": p, "verdict": "holds"}]} for number, p in enumerate((0.001, 0.04))
    }
    more = {**many, "2": {"contrasts": [{"p": 0.5, "verdict": "does not hold"}]}}
    assert final(more) == {"0": "holds", "1": "cannot tell", "2": "does not hold"}


def test_every_claim_has_sides_that_can_be_run() -> None:
    estimated = {key for key, claim in KNOWN.items() if claim.kind == "estimate"}
    assert (set(SIDES), set(ESTIMATES)) == (set(KNOWN) - estimated, estimated)
    for key, claim in KNOWN.items():
        if key in estimated:
            continue
        sides = SIDES[key]("b2b-saas")
        named = {side for one in claim.contrasts for side in (one.a, one.b, *(one.less or ()))}
        assert named <= set(sides), key
        assert all(one.delta > 0 for one in claim.contrasts)


def test_the_page_says_what_was_kept() -> None:
    results = json.loads(KEPT.read_text(encoding="utf-8"))
    assert set(results) == set(KNOWN)
    assert KEPT.with_suffix(".md").read_text(encoding="utf-8") == page(KNOWN, results)
