"""The gallery: every file loads, what is said of its numbers holds, and a new sign on the door changes nothing."""

import re
import sys
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from galleries import GALLERY, header, joined
from places import ROOT

import orgsim
from orgsim.errors import ScenarioError
from orgsim.plan.budget import payroll
from orgsim.plan.derived.kinds import step_of
from orgsim.plan.model.hiring import Condition
from orgsim.plan.model.organization import Team
from orgsim.plan.model.working_time import Hours
from orgsim.setup.calibration import calibrate
from orgsim.setup.simulate import run
from orgsim.units import DAYS_PER_YEAR, MONTH

sys.path.insert(0, str(ROOT / "experiments"))

import reference

MARKETS = (
    "b2b-saas", "b2b-saas-busy", "b2b-saas-generalist", "b2b-saas-pre-post-sales", "b2b-saas-quiet", "b2b-segments",
    "changing-market", "informed-buyers", "jeweller", "lead-sources", "membership", "olist", "perpetual", "recurring-orders",
    "two-divisions", "young-firm",
)  # fmt: skip
FOURTEEN = (
    "continuous", "continuous-strategy", "generalist", "membership-first", "pre-post-sales", "renamed", "the-model",
    "pods", "the-model-collaborating", "the-model-sfa", "the-model-siloed", "two-divisions", "two-divisions-incentive",
)  # fmt: skip
"""Organizations of 14 posts, some of them perhaps of half the hours, for whatever market."""
ORGANIZATIONS = (*FOURTEEN, "pair", "solo-founder")
OWN = ("jeweller", "olist")
"""Organizations for the market of their name."""
DIVIDED = ("by-segment",)
"""Organizations for markets with small and large accounts."""
APART = {("jeweller", "pods"), ("olist", "pods")}
"""Without seminars there is nothing for the half posts to do that pods have for them."""
BEFORE = {"respond", "qualify", "develop", "close"}
NEW = ("young-firm", "olist")
"""Markets without a firm of day 0: founders begin with nothing, and of Olist's the records say nothing."""


@pytest.mark.parametrize(
    ("market", "organization"), sorted({*product(MARKETS, ORGANIZATIONS)} - APART), ids="-".join
)
def test_every_market_meets_every_organization(market: str, organization: str) -> None:
    scenario = joined(market, organization)
    undone = set(scenario.journey) - {name for team in scenario.teams.values() for name in team.does}
    assert all(scenario.journey[name].optional for name in undone)
    assert scenario.market.title.ja is not None
    assert scenario.organization.title.ja is not None
    assert all(activity.title is not None and activity.title.ja for activity in scenario.journey.values())


@pytest.mark.parametrize("path", sorted(GALLERY.glob("*.toml")), ids=lambda path: path.stem)
def test_every_scenario_loads(path: Path) -> None:
    assert orgsim.load(path).name == path.stem


def test_the_list_above_is_the_gallery() -> None:
    assert {path.stem for path in (GALLERY / "markets").glob("*.toml")} == set(MARKETS)
    assert {path.stem for path in (GALLERY / "organizations").glob("*.toml")} == {
        *ORGANIZATIONS,
        *OWN,
        *DIVIDED,
    }


@pytest.mark.parametrize(("market", "organization"), sorted(APART), ids="-".join)
def test_pods_ask_for_seminars(market: str, organization: str) -> None:
    with pytest.raises(ScenarioError, match=r"teams\.marketing does nothing that the journey has"):
        joined(market, organization)


def test_a_division_by_segment_asks_for_segments() -> None:
    assert set(joined("b2b-segments", "by-segment").segments) == {"small", "large"}
    with pytest.raises(
        ScenarioError, match=r'teams\.small_sales\.serves\.0 is "small"; it must be one of \[segments\]'
    ):
        joined("b2b-saas", "by-segment")


def test_a_new_name_for_the_support_desk_changes_no_draw() -> None:
    half_a_year = {"scenario.horizon": "6 months"}
    before = run(joined("b2b-saas", "pre-post-sales").replace(half_a_year), 1, 0)
    after = run(joined("b2b-saas", "renamed").replace(half_a_year), 1, 0)
    assert before.rows.tobytes() == after.rows.tobytes()
    assert before.names == after.names
    titles = [joined("b2b-saas", name).teams["support_desk"].title for name in ("pre-post-sales", "renamed")]
    assert titles[0] != titles[1]


def by_hand(sum_of_pay: str) -> float:
    """The value of a sum such as 3 x 8 + 5 x 7.4, which a header states of the pay."""
    terms = re.sub(r"(\d) x ([\d(])", r"\1 * \2", sum_of_pay.replace(" M", ""))
    assert re.fullmatch(r"[\d. +*()]+", terms), sum_of_pay
    return float(eval(terms))


SAYS_PAY = (
    *(name for name in FOURTEEN if "Pay: " in header("organizations", name)),
    "jeweller",
    "by-segment",
)
"""The others extend one of them."""


@pytest.mark.parametrize("name", SAYS_PAY)
def test_pay_is_what_the_header_says_by_hand(name: str) -> None:
    told = re.search(r"Pay: (.+?) = (\d+) M a year", header("organizations", name))
    assert told is not None
    market = {"jeweller": "jeweller", "by-segment": "b2b-segments"}.get(name, "b2b-saas")
    assert by_hand(told[1]) == pytest.approx(float(told[2]), abs=0.002)
    assert payroll(joined(market, name)) * 12 == pytest.approx(1e6 * float(told[2]))


def test_organizations_cost_the_same() -> None:
    assert len(SAYS_PAY) == 10
    for organization in FOURTEEN:
        assert payroll(joined("b2b-saas", organization)) == pytest.approx(112e6 / 12)
    assert payroll(joined("jeweller", "jeweller")) == pytest.approx(112e6 / 12)
    assert payroll(joined("b2b-segments", "by-segment")) == pytest.approx(112e6 / 12)
    pair, founder = payroll(joined("young-firm", "pair")), payroll(joined("young-firm", "solo-founder"))
    assert pair == pytest.approx(2 * founder)


@pytest.mark.parametrize("name", [*FOURTEEN, "jeweller", "by-segment"])
def test_every_organization_has_the_same_14_posts_and_the_same_rule_of_hiring(name: str) -> None:
    """Who works for leads and customers may be hired, after the first year, up to twice as many; others stay as they are."""
    scenario = joined({"jeweller": "jeweller", "by-segment": "b2b-segments"}.get(name, "b2b-saas"), name)
    posts = sum(team.headcount * share_of_a_day(team) for team in scenario.teams.values())
    assert posts == (13.5 if name == "pods" else 14)
    same = Condition("load", ">", 0.95)
    assert {team for team, stated in scenario.teams.items() if stated.does} == set(scenario.policies.hiring)
    for team, rule in scenario.policies.hiring.items():
        assert (rule.when, rule.begins) == (same, DAYS_PER_YEAR)
        assert rule.most == 2 * scenario.teams[team].headcount


def share_of_a_day(team: Team) -> float:
    """Hours on duty of a working day, of eight."""
    return team.calendar.hours / 8 if isinstance(team.calendar, Hours) else 1.0


@pytest.mark.parametrize("market", MARKETS)
def test_firms_exist_for_five_years_from_day_0_on_but_for_founders_and_olist(market: str) -> None:
    scenario = joined(market, "the-model")
    if market in NEW:
        assert scenario.firm is None
        return
    assert scenario.firm is not None
    assert scenario.scenario.horizon == pytest.approx(60 * MONTH)
    assert scenario.firm.customer_count >= 60
    assert {"respond", "close"} <= set(scenario.firm.pipeline)
    assert scenario.firm.resting is not None


@pytest.mark.parametrize("name", ["the-model", "generalist"])
def test_packaged_scenarios_are_of_five_years(name: str) -> None:
    scenario = orgsim.load(GALLERY / f"{name}.toml")
    assert scenario.scenario.horizon == pytest.approx(60 * MONTH)
    assert scenario.firm == joined("b2b-saas", name).firm


def test_the_models_differ_in_records_alone() -> None:
    crm, sfa = joined("b2b-saas", "the-model"), joined("b2b-saas", "the-model-sfa")
    assert (crm.policies.records.kind, sfa.policies.records.kind) == ("crm", "sfa")
    assert crm.teams == sfa.teams
    assert crm.policies.model_copy(update={"records": sfa.policies.records}) == sfa.policies


@pytest.mark.parametrize("market", ["perpetual", "lead-sources"])
def test_markets_share_the_way_to_the_purchase(market: str) -> None:
    saas, other = joined("b2b-saas", "the-model"), joined(market, "the-model")
    assert {name: saas.journey[name] for name in BEFORE} == {name: other.journey[name] for name in BEFORE}
    assert saas.journey["nurture"] == other.journey["nurture"]
    if market == "perpetual":
        assert saas.sources == other.sources
    else:
        assert (saas.offering, saas.customer) == (other.offering, other.customer)


def test_small_and_large_accounts_are_on_average_those_of_b2b_saas() -> None:
    saas, told = joined("b2b-saas", "the-model"), joined("b2b-segments", "the-model")
    small, large = told.segments["small"], told.segments["large"]
    assert (small.share, large.share) == (0.8, 0.2)

    def mean(one: float, other: float) -> float:
        return small.share * one + large.share * other

    for name, activity in saas.journey.items():
        one, other = (step_of(told, segment, name).work.build().mean for segment in ("small", "large"))
        assert mean(one, other) == pytest.approx(activity.work.build().mean)
        assert told.journey[name] == activity
    assert small.churn is not None
    assert large.churn is not None
    assert saas.customer is not None
    assert mean(small.size, large.size) == pytest.approx(1)
    assert mean(float(small.churn), float(large.churn)) == pytest.approx(saas.customer.churn)
    spread = mean(small.size**2, large.size**2) * (1 + told.offering.deal_size.cv**2)
    assert spread == pytest.approx(1 + saas.offering.deal_size.cv**2, abs=0.01)


@pytest.mark.parametrize("anchor", ["generalist", "pre-post-sales"])
def test_markets_solved_with_another_anchor_differ_in_what_is_solved_alone(anchor: str) -> None:
    usual, other = joined("b2b-saas", "the-model"), joined(f"b2b-saas-{anchor}", "the-model")
    solved = reference.unknowns(other)
    assert usual.replace(solved.changes(usual)).firm == other.firm
    assert usual.replace(solved.changes(usual)).customer == other.customer
    assert usual.replace(solved.changes(usual)).offering == other.offering
    assert {**usual.journey, "close": None} == {**other.journey, "close": None}
    assert usual.sources == other.sources


def test_readiness_of_lead_sources_is_that_of_the_rates_it_stands_for() -> None:
    """Exhibitions stand for display ads, lists for email, against paid search, in Olist's leads won."""
    scenario = joined("lead-sources", "the-model")
    gates = calibrate(scenario)
    grid = np.arange(-9, 9, 0.01)

    def buying(shift: float) -> float:
        density = np.exp(-0.5 * (grid - shift) ** 2)
        for name in ("respond", "qualify", "develop", "close"):
            density = density / (1 + np.exp(gates[name, None][0] - scenario.journey[name].judgement * grid))
        return float(density.sum())

    against = {name: buying(source.readiness) / buying(0) for name, source in scenario.sources.items()}
    assert against["web_ads"] == 1.0
    assert against["exhibition"] == pytest.approx(0.067 / 0.148, abs=0.01)
    assert against["list"] == pytest.approx(0.040 / 0.148, abs=0.01)
    assert against["referral"] == pytest.approx(0.114 / 0.148, abs=0.01)
