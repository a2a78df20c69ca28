"""The solved market: what THE MODEL shows in it, what solving starts from, and references that are found again."""

import sys

import pytest
from places import ROOT

import orgsim
from orgsim import Study
from orgsim.plan.scenario import Scenario

sys.path.insert(0, str(ROOT / "experiments"))

import reference

ANCHORS = [
    ("b2b-saas", "the-model"),
    ("b2b-saas-generalist", "generalist"),
    ("b2b-saas-pre-post-sales", "pre-post-sales"),
]
"""Each solved market, and the organization that it is solved for."""
SEED = 1
"""Luck that was not used to solve, as reference.py has it to tell of figures."""
RUNS = 24


@pytest.mark.parametrize(("market", "anchor"), ANCHORS, ids="-".join)
def test_solving_starts_from_the_packaged_firm_itself(market: str, anchor: str) -> None:
    """What is solved for, put back where it was read, changes nothing."""
    base = orgsim.load(market, anchor)
    same = base.replace(reference.unknowns(base).changes(base))
    assert same.fingerprint() == base.fingerprint()


def test_a_base_rate_moves_by_the_log_odds_that_its_figure_lacks() -> None:
    assert reference.moved(0.2, 0.2, 0.2) == pytest.approx(0.2)
    once = reference.logit(reference.moved(0.2, 0.1, 0.15)) - reference.logit(0.2)
    assert once == pytest.approx(reference.PATIENT * (reference.logit(0.15) - reference.logit(0.1)))


def first_year(market: str, anchor: str) -> Scenario:
    """The first year of a solved market with the organization that it is solved for."""
    return orgsim.load(market, anchor).replace({"scenario.horizon": "12 months"})


def shown(market: str, anchor: str) -> Study:
    """Its runs."""
    return reference.Effort(RUNS, 1, 1).run(first_year(market, anchor), RUNS, SEED)


@pytest.mark.slow
def test_the_model_shows_in_its_first_year_what_firms_report() -> None:
    """Each solved figure, and what is said of it, in its range; each team as busy as people in a firm are."""
    study = shown("b2b-saas", "the-model")
    found = reference.measured(study, reference.IT)
    for target in (*reference.TARGETS, reference.SHOWN[0]):
        assert target.low <= reference.mean(found[target.name]) <= target.high, target.name
    low, high = reference.LOADS
    values = study.values(reference.IT)
    for team in first_year("b2b-saas", "the-model").teams:
        assert low <= reference.mean(values[f"teams.{team}.utilisation"].tolist()) <= high, team


@pytest.mark.slow
@pytest.mark.parametrize(("market", "anchor"), ANCHORS[1:], ids="-".join)
def test_other_anchors_show_what_firms_report_where_they_can(market: str, anchor: str) -> None:
    """Who calls no customer keeps too few and sells no more to them, whatever is solved."""
    found = reference.measured(shown(market, anchor), reference.IT)
    outside = {
        target.name
        for target in reference.TARGETS
        if not target.low <= reference.mean(found[target.name]) <= target.high
    }
    calls_nobody = {"net revenue retention", "expansion in new ARR"}
    assert outside == (calls_nobody if anchor == "pre-post-sales" else set())


@pytest.mark.slow
def test_a_known_reference_is_found_again() -> None:
    """Two firms drawn at random: what is solved for their figures shows these figures, within the luck of the runs."""
    base = first_year("b2b-saas", "the-model")
    for known, apart in reference.recovered(base, 2, reference.Effort(8, 8, 1)):
        assert set(apart) == {target.name for target in reference.TARGETS}
        assert all(abs(one) <= 3 for one in apart.values()), (known, apart)
