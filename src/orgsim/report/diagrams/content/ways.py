"""The ways of a scenario's subjects as it is staffed: who does what, what leads where, and how many take each way."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from orgsim.fields import ElapsedTime
from orgsim.plan.derived.mix import weight
from orgsim.plan.model.market import Source
from orgsim.plan.scenario import Scenario
from orgsim.setup.customers import terms_of

POOL = "nurture"
"""The word of outcomes for leads that come to rest, and the activity that follows them up."""
ENDS = ("customer", POOL, "lost")
CARE = ("onboarding", "incidents", "check_ins", "renewal", "upsell")
"""The parts of a customer's life that staffed work belongs to, in the order in which they come."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way on from an activity."""

    to: str
    """An activity, or an end of the journey."""
    kind: Literal["outcome", "cold", "skipped"]
    rate: float = 0.0
    """Share of first-time leads that take it in the reference condition; of those that went cold nobody knows it."""
    after: ElapsedTime | None = None


def doer(scenario: Scenario, activity: str) -> str | None:
    """The team that does an activity."""
    return next((name for name, team in scenario.teams.items() if activity in team.does), None)


def ways(scenario: Scenario, name: str) -> list[Way]:
    """The ways on from an activity of the journey, as the teams do it or leave it."""
    activity = scenario.journey[name]
    if doer(scenario, name) is None:
        return [] if activity.skipped is None else [Way(activity.skipped, "skipped", 1.0)]
    found = [Way(one.to, "outcome", one.rate, one.after) for one in activity.outcomes]
    return found if activity.patience is None or name == POOL else [*found, Way(activity.cold, "cold")]


def entries(scenario: Scenario) -> dict[str, str]:
    """The activity where the leads of each source come in."""
    first = next(iter(scenario.journey))
    return {name: source.entry or first for name, source in scenario.sources.items()}


def needed(source: Source) -> str:
    """The staffed work of a source; empty where it needs none."""
    return getattr(source, "activity", None) or ""


def reached(scenario: Scenario) -> list[str]:
    """Activities and ends that leads can come to, in the order in which they do; the pool's activity is none of them."""
    ahead = list(dict.fromkeys(entries(scenario).values()))
    found: dict[str, None] = {}
    while ahead:
        name = ahead.pop(0)
        if name in found:
            continue
        found[name] = None
        if name == POOL and doer(scenario, POOL) is None:
            continue
        if name in scenario.journey:
            ahead += [way.to for way in ways(scenario, name)]
    return list(found)


def closers(scenario: Scenario) -> list[str]:
    """Activities that end in a purchase."""
    return [
        name
        for name in reached(scenario)
        if name in scenario.journey and any(way.to == "customer" for way in ways(scenario, name))
    ]


def care(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Part of a customer's life and the activity that belongs to it, for each that the scenario states."""
    if scenario.customer is None or "customer" not in reached(scenario):
        return
    for part in CARE:
        stated = getattr(scenario.customer, part, None)
        if stated is not None and stated.activity in scenario.journey:
            yield part, stated.activity


def term(scenario: Scenario) -> float | None:
    """Elapsed days after which a customer decides to stay or to leave; None where nobody buys or nothing recurs."""
    if scenario.offering is None or "customer" not in reached(scenario):
        return None
    stated = terms_of(scenario.offering).term
    length = math.inf if stated is None else stated
    return length if math.isfinite(length) else None


def starts(scenario: Scenario) -> dict[str, float]:
    """Of 100 new leads, how many come in at each activity; by the rates of the sources on day 0."""
    amounts = {name: weight(source) for name, source in scenario.sources.items()}
    total = sum(amounts.values())
    if total <= 0:
        amounts, total = dict.fromkeys(amounts, 1.0), float(len(amounts))
    found: dict[str, float] = {}
    for name, entry in entries(scenario).items():
        found[entry] = found.get(entry, 0.0) + 100 * amounts[name] / total
    return found


def expected(scenario: Scenario) -> dict[str, float] | None:
    """Visits of each activity and end for 100 new leads, by the base rates, leads at rest followed up as planned.

    Nobody goes cold and every lead has its way to the end, as in the reference. None where leads go round for ever.
    """
    names = [*scenario.journey, *(end for end in ENDS if end not in scenario.journey)]
    place = {name: k for k, name in enumerate(names)}
    share = np.zeros((len(names), len(names)))
    for name in scenario.journey:
        for way in _taken(scenario, name):
            share[place[name], place[way.to]] += way.rate
    begin = np.zeros(len(names))
    for name, amount in starts(scenario).items():
        begin[place[name]] += amount
    system = np.eye(len(names)) - share.T
    if np.linalg.cond(system) > 1e12:
        return None
    visits = np.linalg.solve(system, begin)
    return {name: float(max(0.0, visits[k])) for name, k in place.items()}


def _taken(scenario: Scenario, name: str) -> list[Way]:
    """The ways that leads take from an activity in the reference; from the pool, with the chance of all its touches."""
    taken = [way for way in ways(scenario, name) if way.kind != "cold"]
    if name != POOL:
        return taken
    stay = sum(way.rate for way in taken if way.to == POOL)
    touches = scenario.policies.nurture.touches
    # At stay = 1 nobody leaves; below, the chance to have left after so many touches, divided among the ways out.
    leave = 0.0 if stay >= 1 else -math.expm1(touches * math.log(stay)) if stay > 0 else 1.0
    return [
        Way(way.to, way.kind, way.rate * leave / (1 - stay)) for way in taken if way.to != POOL and stay < 1
    ]
