"""Routes: who does what and what leads where in a checked plan, and how often leads are expected to come to each place.

Expectations are those of the reference: outcomes by the base rates of the market, nobody goes cold in a queue, and every
lead has the time to go its way to the end. A place is an activity of the journey or an end; `POOL` is both.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt

from orgsim.fields import ElapsedTime
from orgsim.plan.derived.reaching import reach
from orgsim.plan.derived.walks import walk
from orgsim.plan.model.content import Content
from orgsim.plan.model.journey import Outcome
from orgsim.plan.model.sources import FirstHandSource

POOL = "nurture"
"""The word of outcomes for leads that come to rest, and the activity that follows them up."""
ENDS = ("customer", POOL, "lost")
"""Where outcomes lead besides activities."""
_GOES_ON = 1 - 2e-9
"""Factor on the chance to go on to another activity: just short of all, even where rates add to a rounding more than 1, so
that leads who go round for ever come to an end and gather nothing."""
_FOR_EVER = 1e8
"""Places that a lead comes to from which on it is said to go round for ever."""

Floats = npt.NDArray[np.float64]
Served = Mapping[tuple[str, str], float]
"""Shares, by team and activity; the team of steps left undone is ""."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way on from an activity."""

    to: str
    """An activity, or an end of the journey."""
    kind: Literal["outcome", "cold", "skipped", "back", "turned"]
    """"back" leads from rest to the step in whose queue leads went cold, "turned" to the step whose gate has lost them, where a
    touch would lead past it."""
    rate: float = 0.0
    """Share of first-time leads that take it in the reference condition; of those that went cold nobody knows it."""
    after: ElapsedTime | None = None
    flow: float = 0.0
    """What it counts for among all that leads take on from here; but for steps side by side that is its rate."""
    beside: bool = False
    """Whether leads that take it go to other steps at the same time."""
    own: tuple[tuple[str, float], ...] = ()
    """Segments that state rates of their own here, each with the share of its leads; `rate` is then that of all others."""

    @property
    def taken(self) -> bool:
        """Whether some first-time leads take it, by the rates of any segment."""
        return self.rate > 0 or any(rate > 0 for _, rate in self.own)


def doers(content: Content) -> dict[str, str]:
    """The team that does each activity done."""
    return {name: team for team, plan in content.teams.items() for name in plan.does}


def doer(content: Content, activity: str) -> str | None:
    """The team that does an activity, if one does."""
    return doers(content).get(activity)


def lending(content: Content) -> dict[str, tuple[str, ...]]:
    """The other teams that take part in each activity which is done together."""
    done = doers(content)
    return {name: one.with_ for name, one in content.journey.items() if one.with_ and name in done}


def source_work(content: Content) -> dict[str, str]:
    """The staffed work of each source that needs some."""
    return {
        name: source.activity
        for name, source in content.sources.items()
        if isinstance(source, FirstHandSource) and source.activity is not None
    }


def customer_work(content: Content) -> dict[str, str]:
    """The staffed work of each part of a customer's life, in the order in which the parts come."""
    return {} if content.customer is None else content.customer.work()


def entry(content: Content, source: str) -> str:
    """The activity where the leads of a source come in."""
    return content.sources[source].entry or next(iter(content.journey))


def arrives(content: Content, target: str) -> str:
    """Where a lead sent to `target` comes to: an activity that somebody does, or an end; steps left undone are skipped."""
    done = doers(content)
    while target in content.journey and target != POOL and target not in done:
        target = content.journey[target].skipped or "lost"
    return target


def ways(content: Content, name: str) -> list[Way]:
    """The ways on from an activity of the journey, as the teams do it or leave it; none from a pool that nobody follows up."""
    found, activity = _ahead(content, name), content.journey[name]
    if doer(content, name) is None:
        return found
    if name == POOL:
        return [*found, *_come_back(content)]
    own = (one.journey[name] for one in content.segments.values() if name in one.journey)
    patient = activity.patience is not None or any(step.patience is not None for step in own)
    return [*found, Way(activity.cold, "cold")] if patient else found


def _ahead(content: Content, name: str) -> list[Way]:
    """The ways on by the outcomes of an activity, or past it where nobody does it; none from a pool that nobody follows up."""
    activity = content.journey[name]
    if doer(content, name) is None:
        skipped = activity.skipped
        return [] if name == POOL or skipped is None else [Way(skipped, "skipped", 1.0, flow=1.0)]
    return [
        Way(aim, "outcome", one.rate, one.after, flow, one.join is not None, _own_rates(content, name, one))
        for one, flow in zip(activity.outcomes, _flows(content, name), strict=True)
        for aim in _begun(content, one)
    ]


def _own_rates(content: Content, name: str, outcome: Outcome) -> tuple[tuple[str, float], ...]:
    """The rates of an outcome for the leads of each segment that states its own there."""
    stated = [
        (segment, one.journey[name].rates) for segment, one in content.segments.items() if name in one.journey
    ]
    return tuple((segment, rates.get(outcome.to, 0.0)) for segment, rates in stated if rates is not None)


def side_by_side(content: Content) -> dict[str, tuple[str, ...]]:
    """By step that leads go through at the same time as others: all of these that somebody does, itself included."""
    done, found = doers(content), dict[str, tuple[str, ...]]()
    for activity in content.journey.values():
        for outcome in activity.outcomes:
            if outcome.join is not None:
                steps = tuple(aim for aim in outcome.aims if aim in done)
                found |= dict.fromkeys(steps, steps)
    return found


def _begun(content: Content, outcome: Outcome) -> tuple[str, ...]:
    """The activities or ends that leads come to by an outcome: of steps side by side those that somebody does."""
    if outcome.join is None:
        return outcome.aims
    done = doers(content)
    return tuple(aim for aim in outcome.aims if aim in done) or (outcome.join,)


def _flows(content: Content, name: str) -> list[float]:
    """What each outcome of an activity counts for among the ways on from it: its rate.

    Of n steps side by side each sends on the n-th part of the leads that pass all of them, if the steps decide apart from one
    another; those who do not pass leave by the other outcomes in proportion to their rates, whichever step comes first.
    """
    outcomes = content.journey[name].outcomes
    steps = side_by_side(content).get(name, ())
    if len(steps) < 2:
        return [one.rate for one in outcomes]
    passed = [_best_rate(content, step) for step in steps]
    every, failing = math.prod(passed), sum(1 - one for one in passed)
    own = _best_rate(content, name)
    best = every / (len(steps) * own) if own > 0 else 0.0
    other = (1 - every) / failing if failing > 0 else 0.0
    return [one.rate * (best if one.to == outcomes[0].to else other) for one in outcomes]


def _best_rate(content: Content, name: str) -> float:
    """Share of first-time leads that a step sends where its first outcome leads."""
    outcomes = content.journey[name].outcomes
    return sum(one.rate for one in outcomes if one.to == outcomes[0].to)


def _come_back(content: Content) -> list[Way]:
    """The ways from rest to steps that a touch would lead past: in whose queue leads that are followed up go cold, or whose
    gates lose them."""
    reasons, found = set(content.policies.nurture.recycles), list[Way]()
    for name in _come_to_untouched(content):
        loses = "lost" in reasons or ("deals" in reasons and _sells(content, name))
        followed = {
            *([POOL] if reasons & {"cold", "unworked"} else []), *(["lost"] if loses else [])
        }  # fmt: skip
        on = ways(content, name)
        if any(way.kind == "cold" and arrives(content, way.to) in followed for way in on):
            found.append(Way(name, "back"))
        if loses and any(way.kind == "outcome" and way.to == "lost" and way.taken for way in on):
            found.append(Way(name, "turned"))
    return found


def _come_to_untouched(content: Content) -> list[str]:
    """Steps of the journey to which leads come before they have come to one to which a touch leads."""
    touched = [
        arrives(content, one.to)
        for one in content.journey[POOL].outcomes
        if one.rate > 0 or any(rate > 0 for _, rate in _own_rates(content, POOL, one))
    ]
    found = dict[str, None]()
    for aim in dict.fromkeys(touched):
        if aim in (POOL, "lost"):
            continue

        def onward(name: str, aim: str = aim) -> list[str]:
            passed = name in (aim, POOL) or name not in content.journey
            return [] if passed else [way.to for way in ways(content, name)]

        come_to = walk((entry(content, source) for source in content.sources), onward)
        found |= dict.fromkeys(name for name in come_to if name != aim)
    return [name for name in found if name in content.journey and name != POOL]


def _sells(content: Content, name: str) -> bool:
    """Whether one buys at a step."""
    return any(one.to == "customer" for one in content.journey[name].outcomes)


def reached(content: Content) -> list[str]:
    """Activities, left undone or not, and ends that leads can come to, in the order in which they do."""

    def onward(name: str) -> list[str]:
        return [way.to for way in ways(content, name)] if name in content.journey else []

    return walk((entry(content, source) for source in content.sources), onward)


def steps(content: Content) -> dict[str, tuple[str, ...]]:
    """The activities that leads in process come to and somebody does, each with where its outcomes of a rate above 0 lead to.

    Following up leads at rest is none of them; what it leads to is, whoever came to rest.
    """

    known = dict[str, list[Way]]()

    def onward(name: str) -> list[str]:
        found = known[name] = ways(content, name) if name in content.journey else []
        return [
            arrives(content, way.to) for way in found if way.kind in ("cold", "back", "turned") or way.taken
        ]

    starts = [arrives(content, entry(content, source)) for source in content.sources]
    come_to = [name for name in walk([*starts, POOL], onward) if name in content.journey and name != POOL]
    return {
        name: tuple(arrives(content, way.to) for way in known[name] if way.kind == "outcome" and way.taken)
        for name in come_to
    }


def touches(content: Content, within: float = math.inf) -> float:
    """Touches that a lead at rest is expected to get in so many days, by the base rates; 0 where nobody follows it up."""
    if POOL not in content.journey or doer(content, POOL) is None:
        return 0.0
    stays = sum(way.rate for way in content.journey[POOL].outcomes if way.to == POOL)
    if reach(content) < 1:
        stays = 1 - reach(content) * (1 - stays)
    most = min(content.policies.nurture.touches, within / content.policies.nurture.every)
    return most if stays >= 1 else (1 - stays**most) / (1 - stays)


def jobs(content: Content, place: str, within: float = math.inf) -> float:
    """Jobs that are expected each time a lead comes to a place, as the teams are staffed; at rest within so many days."""
    if place == POOL:
        return touches(content, within)
    return float(place in content.journey and doer(content, place) is not None)


def visits(
    content: Content,
    coming: Mapping[str, float],
    within: float = math.inf,
    served: Served = MappingProxyType({}),
) -> dict[str, float] | None:
    """How often leads are expected to come to each place, from how many come in where; None where some go round for ever.

    Steps left undone are not come to. Leads at rest are touched within so many days. Of those who come to a team only the
    share `served` goes on from there, all where none is stated.
    """
    places, system = _system(content, within, served)
    entering = np.zeros(len(places))
    for place, amount in coming.items():
        entering[places.index(arrives(content, place))] += amount
    found = np.linalg.solve(system.T, entering)
    endless = np.linalg.solve(system, np.ones(len(places))) > _FOR_EVER
    if not np.isfinite(found).all() or (found[endless] > 1e-9 * entering.sum()).any():
        return None
    return dict(zip(places, np.maximum(found, 0.0).tolist(), strict=True))


def gathered(content: Content, gains: Mapping[str, float]) -> dict[str, float]:
    """What a lead at each place is expected to gather from there on, from what it gains each time it comes to a place."""
    places, system = _system(content, math.inf)
    found = np.linalg.solve(system, np.array([gains.get(place, 0.0) for place in places]))
    return dict(zip(places, found.tolist(), strict=True))


def _system(
    content: Content, within: float, served: Served = MappingProxyType({})
) -> tuple[list[str], Floats]:
    """All places, and the identity less the chance to come from each to each other next."""
    places = [*(name for name in content.journey if name != POOL), POOL, "customer", "lost"]
    at = {place: k for k, place in enumerate(places)}
    system = np.eye(len(places))
    done = doers(content)
    for name in places[:-2]:
        share = served.get((done.get(name, ""), name), 1.0)
        for target, chance in _onward(content, name, within):
            rate = share * chance
            system[at[name], at[target]] -= rate if target in ("customer", "lost") else _GOES_ON * rate
    return places, system


def _onward(content: Content, name: str, within: float) -> Iterator[tuple[str, float]]:
    """Where leads go from a place next and with which chance; from rest, where they go at last, after all touches."""
    count = touches(content, within) * reach(content) if name == POOL else 1.0
    for way in _ahead(content, name) if name in content.journey else ():
        if (name, way.to) != (POOL, POOL):
            yield arrives(content, way.to), way.flow * count
