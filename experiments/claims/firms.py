"""The sides of claims: packaged firms over 36 months, and what is changed in them."""

from collections.abc import Mapping
from typing import Any

import orgsim
from orgsim.plan.matched import matched
from orgsim.plan.scenario import Scenario

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
