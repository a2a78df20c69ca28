"""The sides of claims: packaged firms over 36 months, and what is changed in them."""

from collections.abc import Mapping
from typing import Any

import orgsim
from orgsim.plan.budget import dealt, staffed
from orgsim.plan.matched import matched
from orgsim.plan.model.people import PersonQuota
from orgsim.plan.model.sources import EventSource, SteadySource
from orgsim.plan.scenario import Scenario
from orgsim.units import MONTH

MARKET = "b2b-saas"
HORIZON = {"scenario.horizon": "36 months"}
CRM: Mapping[str, Any] = {"policies.records": {"kind": "crm"}}
SFA: Mapping[str, Any] = {"policies.records": {"kind": "sfa"}}
DESK: Mapping[str, Any] = {"teams.customer_success.ownership": "pooled"}


def firm(market: str, organization: str = "the-model", *changes: Mapping[str, Any]) -> Scenario:
    """A packaged organization in a market, with changes one after the other."""
    scenario = orgsim.load(market, organization, HORIZON)
    for change in changes:
        scenario = scenario.replace(change)
    return scenario


def cut(market: str, organization: str) -> Scenario:
    """An organization's division of labour, with the work, people, pay, records and policies of THE MODEL."""
    return matched(firm(market), firm(market, organization))


def turnover(scenario: Scenario, per_year: str) -> dict[str, str]:
    """The same turnover for every team."""
    return {f"teams.{name}.turnover": per_year for name in scenario.teams}


def people(scenario: Scenario, team: str, more: int) -> dict[str, int]:
    """A team's headcount with some more, or less; and as many more or less it may grow to."""
    planned = {f"teams.{team}.headcount": scenario.teams[team].headcount + more}
    hiring = scenario.policies.hiring
    if hiring and team in hiring:
        planned[f"policies.hiring.{team}.most"] = hiring[team].most + more
    return planned


def odds(**steps: float) -> dict[str, Any]:
    """So many times the odds of some steps, for good."""
    return {"shocks.always": {"at": "0 days", "odds": steps}}


def leads(scenario: Scenario, factor: float) -> dict[str, Any]:
    """So many times the leads: of enquiries the rate, of seminars those who come."""
    web, seminar = scenario.sources["web"], scenario.sources["seminar"]
    assert isinstance(web, SteadySource)
    assert isinstance(seminar, EventSource)
    assert seminar.attendees.mean is not None
    rate = web.leads * MONTH * factor
    return {
        "sources.web.leads": f"{rate:.10g} / month",
        "sources.seminar.attendees.mean": float(f"{seminar.attendees.mean * factor:.10g}"),
    }


def busier(scenario: Scenario) -> float:
    """How many times the enquiries of the packaged market a market has."""
    usual, here = (one.sources["web"] for one in (firm(MARKET), scenario))
    assert isinstance(usual, SteadySource)
    assert isinstance(here, SteadySource)
    return here.leads / usual.leads


def quotas(scenario: Scenario) -> dict[str, str]:
    """Quotas per person as far above what is reached as in the packaged market: in proportion to the leads that come."""
    more = busier(scenario)
    return {
        f"teams.{name}.quota.per_person": f"{team.quota.per_person * MONTH * more:.10g} / month"
        for name, team in scenario.teams.items()
        if isinstance(team.quota, PersonQuota)
    }


def smaller(scenario: Scenario, part: int = 3) -> Scenario:
    """The same firm at a part of its size (the third when not stated): leads, customers and leads under way, and whole people by
    the largest remainder of today's headcounts, one in each team at least. Events come less often, as large as they are.

    Of THE MODEL's 14 people a third is 1, 2, 1 and 1, which keeps every team as busy as it is; a quarter would leave each team
    one person, and inside sales with more than it can do.
    """
    heads = {name: team.headcount for name, team in scenario.teams.items()}
    people = max(len(heads), round(sum(heads.values()) / part))
    whole = dealt(heads, dict.fromkeys(heads, 1.0), people, float(people), least=1)
    return staffed(scenario, whole).replace({**_fewer_leads(scenario, part), **_fewer_there(scenario, part)})


def _fewer_leads(scenario: Scenario, part: int) -> dict[str, str]:
    """A part of the leads of every source that brings them first hand."""
    found = {}
    for name, source in scenario.sources.items():
        if isinstance(source, SteadySource):
            found[f"sources.{name}.leads"] = f"{source.leads * MONTH / part:.6g} / month"
        elif isinstance(source, EventSource):
            found[f"sources.{name}.every"] = f"{source.every * part:.6g} days"
    return found


def _fewer_there(scenario: Scenario, part: int) -> dict[str, int]:
    """A part of the customers, of the leads in process and of those at rest of day 0."""
    there: Mapping[str, Any] = scenario.document().data.get("firm", {})
    counts = {"customers": there.get("customers"), "resting.leads": there.get("resting", {}).get("leads")}
    counts |= {f"pipeline.{step}": count for step, count in there.get("pipeline", {}).items()}
    return {f"firm.{key}": round(count / part) for key, count in counts.items() if isinstance(count, int)}
