"""Claims put to the test: the rule of verdicts, stages, turning values and effects by hand, and sides that exist."""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from experiments.claims import staffing
from experiments.claims.firms import firm, smaller
from experiments.claims.runs import quick, runs_needed
from experiments.claims.settings import Setting, settings
from experiments.claims.sides import ESTIMATES, SIDES
from experiments.claims.stated import Claim, Contrast, claims
from experiments.claims.trial import Found, effect, found, verdict, verdict_of_estimate
from experiments.claims.turning import crossings, value_now, with_value
from orgsim.plan.derived.in_force import acts
from orgsim.study.ratios import Replicated, replicated_mean
from orgsim.study.sample import Sample
from orgsim.study.statistics import NO_FIT, Fit, t_quantile
from orgsim.units import MONTH

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


@pytest.mark.parametrize(
    ("bounds", "low", "high", "said"),
    [
        ({"at_most": 0.2}, 0.1, 0.2, "holds"),
        ({"at_most": 0.2}, 0.21, 0.3, "does not hold"),
        ({"at_most": 0.2}, 0.1, 0.3, "cannot tell"),
        ({"at_least": 0.5}, 0.5, 0.6, "holds"),
        ({"at_least": 0.5}, 0.1, 0.4, "does not hold"),
        ({"at_least": 0.5}, 0.4, 0.6, "cannot tell"),
        ({"at_least": 0.5}, NAN, 0.6, "cannot tell"),
    ],
)
def test_the_rule_of_estimates(bounds: dict[str, float], low: float, high: float, said: str) -> None:
    claim = Claim("X", "t", "t", "m", "d", (), "m", kind="estimate", holds_when="it is near", **bounds)  # type: ignore[arg-type]
    assert verdict_of_estimate(claim, low, high) == said


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


def test_effects_are_freed_of_the_luck_of_the_decisions() -> None:
    """Customers won differ by 10 and by twice the luck of a run: without it the effect is 10 in every run, a tenth of a's 100; of
    four sides the luck of both pairs counts."""
    draws = np.random.default_rng(7).normal(0, 4, (3, 40))

    def side(won: np.ndarray, luck: np.ndarray) -> Sample:
        return numbers(won=list(won), **{"parts.luck.count": list(luck), "parts.luck.book": [0.0] * 40})

    level, one, other = np.full(40, 100.0), draws[0], draws[1]
    study = SimpleNamespace(
        samples={
            "a": side(level, 0 * one),
            "b": side(level + 10 + 2 * one, one),
            "c": side(level, 0 * one),
            "d": side(level + 5 + 2 * other, other),
        }
    )
    two = Contrast("more", "a", "b", "won", 0.02)
    four = Contrast("more than the others", "a", "b", "won", 0.02, less=("c", "d"))
    for contrast, truth in ((two, 0.1), (four, 0.05)):
        free = found(study, contrast)
        assert [free.effect, free.low, free.high] == pytest.approx([truth] * 3, abs=1e-9)
        assert abs(effect(study, contrast).value - truth) > 0.002


def test_shares_differ_by_points() -> None:
    one = found(STUDY, Contrast("fewer are kept", "a", "b", "grr", 0.05, -1))
    assert one.effect == pytest.approx(0.1)
    assert one.contrast.in_points


@pytest.mark.parametrize("half", [0.004, 0.01, 0.03, 0.2])
def test_the_first_stage_asks_for_runs_that_always_decide(half: float) -> None:
    """With as many runs half the interval is δ / 2 or less, with one run fewer it is more (2 of them tell a spread)."""
    contrast = Contrast("more", "a", "b", "won", 0.02)
    needed = runs_needed(Found(contrast, (1.0, 1.0), 0.0, -half, half, 1.0))
    spread = half * 20**0.5 / t_quantile(20)
    assert spread * t_quantile(needed) / needed**0.5 <= 0.01
    assert needed == 2 or spread * t_quantile(needed - 1) / (needed - 1) ** 0.5 > 0.01


def test_a_turning_value_by_hand() -> None:
    """An effect that goes straight from -1 at 0 to 1 at 2 in every replication, each shifted by its own luck, crosses 0 at 1."""
    luck = np.array([-0.2, -0.1, 0.0, 0.1, 0.2])
    curve = [(replicated_mean(level + luck), NO_FIT) for level in (-1.0, 0.0, 1.0)]
    (one,) = crossings((0.0, 1.0, 2.0), curve)
    reach = t_quantile(5) * np.std(luck, ddof=1) / 5**0.5
    assert [one.at, one.low, one.high] == pytest.approx([1.0, 1 - reach, 1 + reach], abs=0.01)
    (one,) = crossings((0.0, 1.0, 2.0), [*curve[:2], (curve[2][0], Fit(1, 1.5))])
    reach *= 1.5 * t_quantile(4) / t_quantile(5)
    assert [one.low, one.high] == pytest.approx([1 - reach, 1 + reach], abs=0.01)


def test_a_turning_value_that_no_value_bounds_is_open() -> None:
    luck = np.array([-3.0, 3.0, 0.0])
    (one,) = crossings((0.0, 2.0), [(replicated_mean(level + luck), NO_FIT) for level in (-1, 1)])
    assert (one.at, one.low, one.high) == (pytest.approx(1.0), -float("inf"), float("inf"))
    never = [(Replicated(level, level * np.ones(3)), NO_FIT) for level in (1.0, 2.0)]
    assert crossings((0.0, 2.0), never) == []


def test_a_firm_of_a_third_is_as_busy() -> None:
    whole, small = firm("b2b-saas"), smaller(firm("b2b-saas"))
    assert {name: team.headcount for name, team in small.teams.items()} == {
        "marketing": 1,
        "inside_sales": 2,
        "field_sales": 1,
        "customer_success": 1,
    }
    web, seminar = small.sources["web"], small.sources["seminar"]
    assert web.leads * MONTH == pytest.approx(160 / 3, rel=1e-4)  # type: ignore[union-attr]
    assert (seminar.every, seminar.attendees) == (42, whole.sources["seminar"].attendees)  # type: ignore[union-attr]
    assert small.firm is not None
    assert (small.firm.customers, small.firm.pipeline["close"]) == (33, 10)
    assert small.policies.hiring["inside_sales"].most == 4


def test_every_claim_has_sides_that_can_be_run() -> None:
    estimated = {key for key, claim in KNOWN.items() if claim.kind == "estimate"}
    assert (set(SIDES), set(ESTIMATES)) == (set(KNOWN) - estimated, estimated)
    for key in KNOWN.keys() - estimated:
        sides, claim = SIDES[key]("b2b-saas"), KNOWN[key]
        assert {side for one in claim.contrasts for side in one.sides} <= set(sides), key
        assert all(one.delta > 0 for one in claim.contrasts)
        for turn in claim.turns:
            name = (turn.sides or claim.contrasts[turn.contrast - 1].sides[1:])[0]
            now = turn.now or value_now(sides[name], turn)
            assert turn.values == tuple(sorted(turn.values))
            assert turn.values[0] <= now <= turn.values[-1], turn.path
            other = turn.values[0] if now == turn.values[-1] else turn.values[-1]
            moved = with_value({name: sides[name]}, turn, other)[name]
            assert moved.fingerprint() != sides[name].fingerprint(), turn.path


def test_what_a_claim_hangs_on_acts_on_one_of_its_sides() -> None:
    """A number of a mechanism that nowhere acts could be moved for ever without a word."""
    for key, claim in KNOWN.items():
        if claim.kind == "estimate":
            continue
        sides = SIDES[key]("b2b-saas")
        named = {name for one in claim.hangs_on for name in re.findall(r"effects\.(\w+)", one)}
        asked = [(name, tuple(sides)) for name in named]
        for turn in claim.turns:
            moved = turn.sides or claim.contrasts[turn.contrast - 1].sides
            asked += [(path.split(".")[1], moved) for path in turn.paths if path.startswith("effects.")]
        for name, where in asked:
            assert any(acts(sides[side], name) for side in where), (key, name)


def test_where_claims_are_asked() -> None:
    """The packaged firm decides; a claim about the cut is asked at best staffing, one about keeping at 36 and 84 months."""
    cut = settings(KNOWN["B8"], "full")
    assert cut[:2] == [Setting(), Setting(staffed=True)]
    assert {one.market for one in cut} == {
        "b2b-saas",
        *(f"b2b-saas-{name}" for name in ("pre-post-sales", "generalist", "quiet", "busy")),
    }
    kept = [one for one in settings(KNOWN["D3"], "full") if one.small]
    assert [one.months for one in kept] == [36, 84]
    assert settings(KNOWN["D3"], "quick") == [Setting(), Setting(months=84, small=True)]
    assert (
        Setting(months=84, small=True).sides(KNOWN["D3"], ["as it is"])["as it is"].scenario.horizon
        == 84 * MONTH
    )
    assert settings(KNOWN["C2"], "full") == settings(KNOWN["B8"], "quick") == [Setting()]


def test_a_side_has_the_people_that_were_searched_for_its_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim, side = KNOWN["B8"], SIDES["B8"]("b2b-saas")["specialists"]
    people = {"marketing": 2, "inside_sales": 5, "field_sales": 4, "customer_success": 3}
    path = tmp_path / "staffing.json"
    path.write_text(json.dumps({staffing.cut_of(claim, side): {"people": people}}), encoding="utf-8")
    monkeypatch.setattr(staffing, "KEPT", path)
    best = staffing.best_staffed(claim, side)
    assert {name: team.headcount for name, team in best.teams.items()} == people
    alone = SIDES["B8"]("b2b-saas")["generalists"]
    assert staffing.best_staffed(claim, alone) is alone


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("[X]\nunknown = 1", "X states unknown"),
        ('[X]\nkind = "guess"\ncontrasts = []', "X is of kind 'guess'"),
        ('[X]\nkind = "estimate"\nholds_when = "near"', "state at_least or at_most"),
        ('[X]\nkind = "estimate"\nat_least = 1', "state holds_when"),
        ("[X]", "X states no contrast"),
    ],
)
def test_what_cannot_be_tried_is_refused(text: str, wrong: str, tmp_path: Path) -> None:
    said = 'title = "t"\nja = "t"\nmeaning = "m"\ndesign = "d"\nhangs_on = []\nmind = "m"\n'
    path = tmp_path / "claims.toml"
    path.write_text(f"{text}\n{said}", encoding="utf-8")
    with pytest.raises(ValueError, match=wrong):
        claims(path)


def test_the_quick_form_asks_what_few_sides_are_enough_for() -> None:
    """The contrast that decides, and those after it, until one would take a fourth side."""
    asked = {
        key: [KNOWN[key].contrasts.index(one) + 1 for one in quick(KNOWN[key], Setting())]
        for key in ("A1", "B1", "E6")
    }
    assert asked == {"A1": [1, 2], "B1": [1, 2], "E6": [1, 2]}
    assert quick(KNOWN["D3"], Setting(months=84, small=True)) == KNOWN["D3"].contrasts[:1]
