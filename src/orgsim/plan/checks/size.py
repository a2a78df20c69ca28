"""How much work a scenario is, estimated before it is run."""

import math
from collections.abc import Mapping
from functools import cache, partial

import numpy as np

from orgsim.errors import unusable
from orgsim.language.numbers import number
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.people.training import TrainingPolicy
from orgsim.plan.checks.customer_rows import (
    COMMISSIONS,
    failed,
    lapses,
    per_month,
    proposed,
    stories,
    won_back,
)
from orgsim.plan.checks.second_offers import per_programme, programmes
from orgsim.plan.derived.capacity import jobs_of_kinds, stretches
from orgsim.plan.derived.cold_rounds import cold_rows
from orgsim.plan.derived.contracts import contracts
from orgsim.plan.derived.demand import expected_jobs, expected_leads
from orgsim.plan.derived.firm import billed_apart, contracts_there, months_held, past_rows
from orgsim.plan.derived.headcounts import comings_and_goings, newcomers, peak, people
from orgsim.plan.derived.leaving import months_of_life
from orgsim.plan.derived.posts import leaving_by_team
from orgsim.plan.derived.stages import stages
from orgsim.plan.derived.taken_over import whole
from orgsim.plan.derived.working_hours import on_duty
from orgsim.plan.model.content import Content
from orgsim.plan.model.sources import EventSource, ReferralSource, Seasonality, Source, SteadySource
from orgsim.units import DAYS_PER_YEAR, MONTH

MOST_EVENTS = 20_000_000
"""Rows of the event log above which a scenario is run only when forced."""


MOST_ATTENDEES = 50_000_000
"""People who come to all events, each of whom is asked for interest, above which a scenario is not run."""
MOST_RATES = 20_000_000
"""Days with a rate of their own, over all sources, above which a scenario is run only when forced."""
_MEMORY, _MEMORY_PER_ROW, _MEMORY_PER_PERSON = 150e6, 700.0, 2500.0
"""Bytes: of a process with its libraries; of a row with the case and whatever waits for it; of a person."""
_GENEROUS = 3
"""A run may make so many times the rows that were expected: an estimate knows neither queues nor luck."""


def check(content: Content) -> None:
    """Raise OrgsimError for a scenario of more work than is run without being forced."""
    said = too_large(content)
    if said is not None:
        raise unusable("{say}, or give --force to run it anyway", say=said)


def too_large(content: Content) -> Phrase | None:
    """Why a scenario is run only when forced, and what would make it smaller; None for one that is run."""
    events = expected_events(content)
    if events > MOST_EVENTS:
        about = Phrase(
            "this is a run of about {events} million events (leads, jobs, customers' months); at most {most} million are run:"
            " {advice}",
            events=partial(number, round(min(events, 1e12) / 1e6), digits=1),
        )
        beyond = Phrase(
            "this is a run of more than a million million events (leads, jobs, customers' months); at most {most} million are"
            " run: {advice}"
        )
        circle = Phrase(
            "most of them of leads that leave a queue and soon come back to it: give them more patience, or let them come back"
            " later"
        )
        circles = cold_rows(content) > events / 2 or math.isinf(cold_rows(content))
        return (about if events < 1e12 else beyond).filled(
            most=MOST_EVENTS // 10**6,
            advice=circle if circles else Phrase("shorten the horizon or lower the leads"),
        )
    if (rates := _rates(content)) > MOST_RATES:
        return Phrase(
            "the rates of the sources change on {days} million days (growth, seasons and shocks of each source apart); at most"
            " {most} million are run: shorten the horizon",
            days=partial(number, round(rates / 1e6), digits=1),
            most=MOST_RATES // 10**6,
        )
    return None


def meant_rows(content: Content) -> float:
    """Rows that may have been meant for a run: some times as many as were expected; none where these are without end."""
    rows = _GENEROUS * expected_events(content)
    return rows if math.isfinite(rows) else 0.0


def may_make(content: Content, rows: float) -> bool:
    """Whether a run may make so many rows, forced or not; how many were meant is asked only beyond what any run may make."""
    return rows <= MOST_EVENTS or rows <= meant_rows(content)


def expected_memory(content: Content) -> float:
    """Bytes that a process needs to run a scenario once and to measure it, about; of no more rows than any run may make."""
    places = sum(peak(stage.plan, team) for stage in stages(whole(content)) for team in stage.plan.teams)
    return (
        _MEMORY + _MEMORY_PER_ROW * min(expected_events(content), MOST_EVENTS) + _MEMORY_PER_PERSON * places
    )


def _rates(content: Content) -> float:
    """Days, over all steady sources, on each of which a rate has to be worked out; a hundred shocks cost about as much."""
    changes = sum(
        1 if one.seasonality.hours is None else 24
        for one in content.sources.values()
        if isinstance(one, SteadySource) and (one.growth or one.seasonality != Seasonality())
    )
    return changes * content.scenario.horizon * (1 + len(content.shocks) / 100)


def expected_events(content: Content) -> float:
    """Rows of the event log to expect; under each organization as many as it would have, by the share of its time; the most that
    there may be where nobody knows yet which of several is in force."""
    laid_out = whole(content)
    horizon = laid_out.scenario.horizon
    found = [stage for stage in stages(laid_out) if stage.earliest < horizon]
    rows = most = 0.0
    for stage, ends in zip(found, [*(one.earliest for one in found[1:]), horizon], strict=True):
        here = _expected_events(stage.plan)
        most = here if stage.dated else max(most, here)
        rows += most * (ends - stage.earliest) / horizon
    return rows


def _expected_events(content: Content) -> float:
    """The same under one organization: leads, their visits by the rates of the journey, and what customers bring."""
    with np.errstate(all="ignore"):
        leads = expected_leads(content)
        jobs, customers = expected_jobs(content, leads, there=True)
        seen, held = customers * months_of_life(content), months_held(content)
        visits = sum(jobs.values())
        visits += won_back(content, visits, customers)
        months = content.scenario.horizon / MONTH
        places = sum(people(content, team) for team in content.teams)
        changed = (
            2 * sum(leads.values())
            + _moments(content, leads)
            + visits * (1 + failed(content))
            + customers * (1 + proposed(content))
            + seen * per_month(content, contracts(content))
            + held * per_month(content, contracts_there(content))
            + past_rows(content)
            + months * billed_apart(content)
        )
        upkeep = sum(_upkeep(source, content.scenario.horizon) for source in content.sources.values())
        usage = content.policies.usage_data
        upkeep += 0.0 if usage is None else content.scenario.horizon / usage.every
        interviews = content.policies.interviews
        upkeep += 0.0 if interviews is None else content.scenario.horizon / interviews.every
        upkeep += places * _per_place(content) + _leavers(content) + _reviews(content, len(content.teams))
        upkeep += sum(_planned(content, team) for team in content.teams)
        upkeep += customers * COMMISSIONS * any(team.commission for team in content.teams.values())
        upkeep += (
            _background(content) + (seen + held) * (stories(content) + lapses(content)) + _meetings(content)
        )
        upkeep += programmes(content)
        rows = cache(partial(jobs_of_kinds, content, leads=leads))  # asked by both, or by neither
        total = changed + upkeep + months * len(content.teams)
        total = total + cold_rows(content, rows) + stretches(content, rows)
    return total if total >= 0 else math.inf


def _planned(content: Content, team: str) -> int:
    """Rows that the plan of a team brings: who is there on day 0, who joins and leaves, what finding them costs, and the pay that
    is cut there."""
    stated = content.teams[team]
    found = newcomers(content, team) * _found(content, team)
    return 2 * comings_and_goings(content, team) + len(stated.changes) + stated.headcount + found


def _moments(content: Content, leads: Mapping[str, float]) -> float:
    """Moments at which customers could refer somebody and do not: as much work as a row, though they leave none."""
    if "referrals" not in content.scenario.mechanisms:
        return 0.0
    brought = sum(leads[name] for name, one in content.sources.items() if isinstance(one, ReferralSource))
    return float(brought * (content.effects.referrals.most - 1))


def _per_place(content: Content) -> float:
    """Rows that a place brings besides its work: trainings, meetings, stays in another team, news of customers."""
    policy, horizon = content.policies.training, content.scenario.horizon
    held = horizon / policy.every if policy is not None and policy.who == "all" else 0.0
    meetings, rotation = content.policies.meetings, content.policies.rotation
    gatherings = 0.0 if meetings is None or not meetings.hours else horizon / meetings.every
    stays = 0.0 if rotation is None else horizon / rotation.every
    interviews, news = content.policies.interviews, content.policies.customer_news
    read = 0.0 if interviews is None or news is None or not news.hours else horizon / interviews.every
    return held * _training(policy) + gatherings + stays + read


def _training(policy: TrainingPolicy | None) -> float:
    """Rows of one training of one person: the hours, and the money if it costs any."""
    return 0.0 if policy is None else 1.0 + (policy.cost > 0)


def _found(content: Content, team: str) -> bool:
    """Whether finding somebody new for a team costs anything."""
    in_force = "turnover" in content.scenario.mechanisms
    return in_force and content.effects.turnover.cost * content.teams[team].cost > 0


def _leavers(content: Content) -> float:
    """Rows that people bring who leave and are replaced: one goes, one comes, each cuts a month of the team's pay in two, and
    the newcomer may cost something to find and to train."""
    if "turnover" not in content.scenario.mechanisms:
        return 0.0
    training = content.policies.training
    trained = _training(training) if training is not None and training.who == "newcomers" else 0.0
    skills, total = content.policies.skills, 0.0
    for name, leaving in leaving_by_team(content).items():
        rows = 4 + _found(content, name) + trained
        if skills is None or skills.teams is None or name in skills.teams:
            rows += per_programme(content)
        total += leaving * rows
    return total * content.scenario.horizon / DAYS_PER_YEAR


def _reviews(content: Content, teams: int) -> float:
    """Rows that strategy reviews bring: who holds them, and for each who is moved at most that they leave, join and settle in,
    and the pay of two teams that is cut there."""
    policy = content.policies.strategy
    if policy is None:
        return 0.0
    holding = teams if policy.team is None else content.teams[policy.team].headcount
    moved = policy.moves if policy.action == "people" else 0
    return float((holding + 5 * moved) * content.scenario.horizon / policy.every)


def _upkeep(source: Source, horizon: float) -> float:
    """Rows that a source makes besides its leads."""
    if isinstance(source, EventSource):
        return 3 * horizon / source.every
    if isinstance(source, SteadySource) and source.activity is not None:
        return horizon / source.upkeep
    return 0.0


def _background(content: Content) -> float:
    """Rows at most of work that teams do for the organization in reserved hours or in those left over."""
    policies, total, head = content.policies, 0.0, content.scenario
    for plan in (policies.development, policies.assurance, policies.analytics):
        if plan is not None and plan.team in content.teams:
            team = content.teams[plan.team]
            share = 1.0 if plan.left_over else plan.share or 0.0
            hours = peak(content, plan.team) * on_duty(team, head.start, head.horizon) * head.horizon
            total += share * hours / plan.stretch
    return total


def _meetings(content: Content) -> float:
    """Rows of a community's meetings, and of preparing promotions."""
    held = content.policies.community, content.policies.promotions
    return sum(float(content.scenario.horizon / policy.every) for policy in held if policy is not None)
