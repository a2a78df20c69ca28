"""How much work a scenario is, estimated before it is run."""

import math

import numpy as np

from orgsim.errors import OrgsimError
from orgsim.plan.derived.demand import expected_jobs, expected_leads
from orgsim.plan.model.content import Content
from orgsim.plan.model.sources import EventSource, Source, SteadySource
from orgsim.units import DAYS_PER_YEAR, MONTH

MOST_EVENTS = 20_000_000
"""Rows of the event log above which a scenario is run only when forced."""


def check(content: Content) -> None:
    """Raise OrgsimError for a scenario of more events than are run without being forced."""
    events = expected_events(content)
    if events > MOST_EVENTS:
        size = (
            f"of about {events / 1e6:,.0f} million events"
            if events < 1e12
            else "of more than a million million events"
        )
        raise OrgsimError(
            f"this is a run {size} (leads, jobs, customers' months); at most {MOST_EVENTS // 10**6} million are run: "
            "shorten the horizon or lower the leads, or give --force to run it anyway"
        )


def expected_events(content: Content) -> float:
    """Rows of the event log to expect: leads, their visits by the rates of the journey, and what customers bring."""
    with np.errstate(all="ignore"):
        leads = expected_leads(content)
        jobs, customers = expected_jobs(content, leads)
        visits = sum(jobs.values())
        visits += _won_back(content, visits, customers)
        months = content.scenario.horizon / MONTH
        people = sum(team.headcount for team in content.teams.values())
        happenings = (
            2 * sum(leads.values())
            + visits
            + customers * (1 + _months_of_life(content) * _per_month(content) + _proposed(content))
        )
        upkeep = sum(_upkeep(source, content.scenario.horizon) for source in content.sources.values())
        usage = content.policies.usage_data
        upkeep += 0.0 if usage is None else content.scenario.horizon / usage.every
        upkeep += people * _per_place(content) + _leavers(content) + _reviews(content, len(content.teams))
        upkeep += _background(content) + customers * _months_of_life(content) * _stories(content)
        total = happenings + upkeep + months * len(content.teams) + people
    return total if total >= 0 else math.inf


def _per_place(content: Content) -> float:
    """Rows that a place brings besides its work: trainings, meetings, stays in another team."""
    policy, horizon = content.policies.training, content.scenario.horizon
    trainings = horizon / policy.every if policy is not None and policy.who == "all" else 0.0
    meetings, rotation = content.policies.meetings, content.policies.rotation
    gatherings = 0.0 if meetings is None or not meetings.hours else horizon / meetings.every
    stays = 0.0 if rotation is None else horizon / rotation.every
    return trainings + gatherings + stays


def _leavers(content: Content) -> float:
    """Rows that people bring who leave, are replaced, and cost something to replace."""
    if "turnover" not in content.scenario.mechanisms:
        return 0.0
    usual, years = content.effects.turnover.per_year, content.scenario.horizon / DAYS_PER_YEAR
    rates = [
        (team.headcount, usual if team.turnover is None else team.turnover) for team in content.teams.values()
    ]
    return 3 * years * sum(people * -math.log1p(-rate) for people, rate in rates)


def _reviews(content: Content, teams: int) -> float:
    """Rows that strategy reviews bring: who holds them, and who leaves, joins and settles in."""
    policy = content.policies.strategy
    if policy is None:
        return 0.0
    holding = teams if policy.team is None else content.teams[policy.team].headcount
    return (holding + 3 * policy.moves) * content.scenario.horizon / policy.every


def _upkeep(source: Source, horizon: float) -> float:
    """Rows that a source makes besides its leads."""
    if isinstance(source, EventSource):
        return 2 * horizon / source.every
    if isinstance(source, SteadySource) and source.activity is not None:
        return horizon / source.upkeep
    return 0.0


def _won_back(content: Content, visits: float, customers: float) -> float:
    """Visits of customers who left and are followed up, or whose product has to be replaced."""
    offering, nurture, horizon = content.offering, content.policies.nurture, content.scenario.horizon
    total = 0.0
    if "churned" in nurture.recycles:
        total += customers * min(nurture.touches, horizon / nurture.every)
    if offering is not None and offering.lifetime is not None:
        total += visits * horizon / max(1.0, offering.lifetime.build().mean)
    return total


def _months_of_life(content: Content) -> float:
    """Months a customer is seen on average, when purchases are spread evenly over the horizon."""
    churn = 0.0 if content.customer is None else content.customer.churn
    years = content.scenario.horizon / DAYS_PER_YEAR
    hazard = -math.log1p(-churn)
    if hazard * years < 1e-3:
        return 6 * years
    return 12 * (1 / hazard + math.expm1(-hazard * years) / (hazard**2 * years))


def _background(content: Content) -> float:
    """Rows at most of work that teams do for the organization in reserved hours or in those left over."""
    policies, total = content.policies, 0.0
    for plan in (policies.development, policies.assurance, policies.analytics):
        if plan is not None and plan.team in content.teams:
            team = content.teams[plan.team]
            people = max([team.headcount, *(change.headcount for change in team.changes)])
            hours = 24.0 if team.calendar == "continuous" else 40 / 7
            share = 1.0 if plan.left_over else plan.share or 0.0
            total += people * share * hours * content.scenario.horizon / plan.stretch
    return total


def _stories(content: Content) -> float:
    """Rows per customer-month at most of success stories."""
    if content.policies.stories is None:
        return 0.0
    return MONTH * content.effects.stories.rate * content.effects.stories.most


def _called(content: Content) -> float:
    """Rows per customer-month at most of an organization's own rhythm of check-ins and of its readings of usage data."""
    rhythm, usage = content.policies.care, content.policies.usage_data
    total = 0.0 if rhythm is None else 2 * MONTH / rhythm.every
    if usage is not None:
        total += MONTH / usage.every * (1 + 2 * max(usage.sensitivity, 1 - usage.specificity))
    return total


def _proposed(content: Content) -> float:
    """Rows that the second line makes per customer at most: proposals, the sale, and what is then billed by itself."""
    line, chances, life = content.second_line, content.effects.cross_selling, content.customer
    if line is None or "cross_selling" not in content.scenario.mechanisms:
        return 0.0
    months = _months_of_life(content)
    talks = 1.0 if life is None or life.check_ins is None else 1 + months * MONTH / life.check_ins.every
    # Who has no contract of terms is billed for the second line alone.
    billed = months * (1 - content.offering.uptake) if content.offering is not None and line.price else 0.0
    return talks * max(chances.own, chances.asked, chances.unasked) + 3 + billed


def _per_month(content: Content) -> float:
    """Rows that a customer makes per month: payments, decisions, and the parts of its life that are stated."""
    offering, life = content.offering, content.customer
    term = math.inf if offering is None else offering.term_days
    total = 2 * MONTH / term
    if offering is not None and offering.billed_monthly:
        total += 1.0
    if life is None:
        return total
    if life.incidents is not None:
        total += MONTH * life.incidents.rate
    if life.check_ins is not None:
        total += 2 * MONTH / life.check_ins.every + _called(content)
    if life.renewal is not None:
        total += MONTH / term
    return total
