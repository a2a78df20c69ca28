"""Which team the usual rules of thumb name as the bottleneck: lowest pass rate, busiest, longest queue, most leads lost.

They look at the figures of the firm as it is. Whether one more person there is worth most is another question.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite, nan
from typing import Literal

import numpy as np

from orgsim.measures.chain import CUSTOMER
from orgsim.measures.shared import named
from orgsim.measures.steps import ACTIVITY_KPIS, TEAM_KPIS
from orgsim.plan.checks.own_work import always_busy
from orgsim.plan.scenario import Scenario
from orgsim.randomness import Floats
from orgsim.study.quantities import Quantity
from orgsim.study.sample import Sample

Rule = Literal["lowest_pass_rate", "busiest", "longest_queue", "most_lost"]


@dataclass(frozen=True, slots=True)
class RuleOfThumb:
    """What one rule names."""

    rule: Rule
    team: str
    activity: str
    """The step that makes it name the team; empty for a rule on teams."""
    value: float
    """The figure: a share for pass rate and load, jobs waiting at a time, leads that came no further."""
    share: float
    """Share of the replications in which the rule, looking at that one alone, names the same team."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A figure of a step or a team, by which a rule chooses."""

    team: str
    activity: str
    value: float
    """Over all replications."""
    each: Floats
    """In each replication."""


def rules_of_thumb(scenario: Scenario, sample: Sample) -> tuple[RuleOfThumb, ...]:
    """What each rule names in a scenario, for the rules that have something to name."""
    rules: Mapping[Rule, tuple[Callable[[Scenario, Sample], list[_Place]], int]] = {
        "lowest_pass_rate": (_pass_rates, -1),
        "busiest": (_loads, 1),
        "longest_queue": (_queues, 1),
        "most_lost": (_lost, 1),
    }
    found = (_named(rule, places(scenario, sample), sign) for rule, (places, sign) in rules.items())
    return tuple(one for one in found if one is not None)


def _named(rule: Rule, places: list[_Place], sign: int) -> RuleOfThumb | None:
    """The place with the largest value times `sign`, the first of equals; None where none is known, or all are 0."""
    known = [one for one in places if isfinite(one.value)]
    if not any(one.value for one in known):
        return None
    chosen = max(known, key=lambda one: sign * one.value)
    each = sign * np.array([one.each for one in known])
    first = np.argmax(np.where(np.isfinite(each), each, -np.inf), axis=0)
    same = [known[k].team == chosen.team for k in first]
    return RuleOfThumb(rule, chosen.team, chosen.activity, chosen.value, float(np.mean(same)))


def _work(scenario: Scenario, sample: Sample) -> list[tuple[str, str, str]]:
    """Each team with each activity that it does, and what its own part of that is called."""
    return [
        (
            team,
            activity,
            own if f"activities.{(own := named(activity, team))}.done" in sample.keys else activity,
        )
        for team, stated in scenario.teams.items()
        for activity in stated.does
    ]


def _chain(sample: Sample) -> list[str]:
    """The steps of the purchase, from the first."""
    steps = [key.split(".")[1] for key in sample.keys if key.startswith("funnel.") and key.endswith(".came")]
    return [step for step in steps if step != CUSTOMER]


def _pass_rates(scenario: Scenario, sample: Sample) -> list[_Place]:
    """The share of best outcomes at each step of the purchase."""
    steps, quantity = _chain(sample), ACTIVITY_KPIS["pass_rate"]
    return [
        _place(team, activity, Quantity(quantity, "activities", own), sample)
        for team, activity, own in _work(scenario, sample)
        if activity in steps
    ]


def _loads(scenario: Scenario, sample: Sample) -> list[_Place]:
    """The load of each team; who fills spare hours with work for the organization is always busy, which says nothing."""
    filled = always_busy(scenario)
    return [
        _place(team, "", Quantity(TEAM_KPIS["utilisation"], "teams", team), sample)
        for team in scenario.teams
        if team not in filled
    ]


def _queues(scenario: Scenario, sample: Sample) -> list[_Place]:
    """The jobs that wait for each team at a time, with the activity that most of them wait for."""
    found: dict[str, list[_Place]] = {}
    for team, activity, own in _work(scenario, sample):
        quantity = Quantity(ACTIVITY_KPIS["queue_length"], "activities", own)
        found.setdefault(team, []).append(_place(team, activity, quantity, sample))
    return [
        _Place(
            team,
            max(own, key=lambda one: one.value if isfinite(one.value) else -1.0).activity,
            float(np.nansum([one.value for one in own])),
            np.nansum([one.each for one in own], axis=0),
        )
        for team, own in found.items()
    ]


def _lost(scenario: Scenario, sample: Sample) -> list[_Place]:
    """The leads that came to each step and no further (gone cold, lost, at rest or still there), at the team that does most of
    it."""
    steps, work = _chain(sample), _work(scenario, sample)
    came = {step: sample.column(f"funnel.{step}.came") for step in [*steps, CUSTOMER]}
    found = []
    for step, after in zip(steps, [*steps[1:], CUSTOMER], strict=True):
        doing = [(team, own) for team, activity, own in work if activity == step]
        if doing:
            team = max(doing, key=lambda one: _mean(sample.column(f"activities.{one[1]}.done")))[0]
            stopped = came[step] - came[after]
            found.append(_Place(team, step, _mean(stopped), stopped))
    return found


def _place(team: str, activity: str, quantity: Quantity, sample: Sample) -> _Place:
    return _Place(team, activity, quantity.estimate(sample).mean, sample.column(quantity.key))


def _mean(values: Floats) -> float:
    return float(np.mean(values)) if len(values) else nan
