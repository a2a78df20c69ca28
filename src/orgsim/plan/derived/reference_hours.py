"""Reference hours: the staff hours that a market asks of each activity, whoever does it and however they are organized."""

import math

import numpy as np

from orgsim.plan.derived.customer_jobs import customer_jobs
from orgsim.plan.derived.kinds import kinds
from orgsim.plan.derived.leaving import days_seen
from orgsim.plan.derived.meetings import proposals
from orgsim.plan.derived.mix import EVERYONE, usual_mix, weight
from orgsim.plan.derived.routes import entry, jobs, visits
from orgsim.plan.derived.serving import Lot, counted_to, pairs
from orgsim.plan.model.content import Content
from orgsim.plan.model.in_files import Policies
from orgsim.plan.model.organization import Team
from orgsim.plan.model.sources import EventSource, SteadySource
from orgsim.units import MONTH

_SEEN = 36 * MONTH
"""Days over which customers are counted, whatever the horizon: a longer run has the same people."""


def reference_hours(content: Content) -> dict[str, float]:
    """Expected staff hours of each activity of the journey, for as many leads as the market's mix has in a day.

    Everything is done, nobody goes cold, leads at rest are followed up as usual, customers are those of three years of
    even purchases. So the hours are the market's alone: no team, policy or horizon changes them. Where leads would go
    round for ever, or are too many to count, each activity has the mean hours of one job.
    """
    whole, mix = _whole(content), usual_mix(content)
    found = [
        _hours(kind.content, {name: mix[name] * share for name, share in kind.shares.items()})
        for kind in kinds(whole)
    ]
    hours = {name: sum(one[name] for one in found if one is not None) for name in content.journey}
    if None in found or not all(map(math.isfinite, hours.values())):
        return {name: activity.work.build().mean for name, activity in content.journey.items()}
    return hours


def hours_of_lots(content: Content) -> dict[Lot, dict[str, float]]:
    """The same for the leads of each lot; one for each job where they cannot be told."""
    whole, mix = _whole(content), usual_mix(content)
    own = {segment: kind.content for kind in kinds(whole) for segment in kind.segments or (EVERYONE,)}
    found, of = dict[Lot, dict[str, float]](), counted_to(content)
    for (source, segment), share in pairs(content).items():
        hours = _hours(own[segment], {source: mix[source] * share / of})
        known = hours is not None and all(map(math.isfinite, hours.values()))
        told = hours if hours is not None and known else dict.fromkeys(content.journey, 1.0)
        found |= {(source, segment, number): told for number in range(of)}
    return found


def _whole(content: Content) -> Content:
    """The plan with one team that does everything, and no policies of its own."""
    return content.model_copy(
        update={"teams": {"all": Team(headcount=1, does=tuple(content.journey))}, "policies": Policies()}
    )


def _hours(whole: Content, mix: dict[str, float]) -> dict[str, float] | None:
    """The hours for so many leads of each source, all of one kind; None where they go round for ever."""
    coming = dict[str, float]()
    for source, amount in mix.items():
        place = entry(whole, source)
        coming[place] = coming.get(place, 0.0) + amount
    with np.errstate(all="ignore"):
        found = visits(whole, coming)
    if found is None:
        return None
    done = {name: found[name] * jobs(whole, name) for name in whole.journey}
    for name, amount in (*_for_sources(whole, mix), *_for_customers(whole, found["customer"])):
        if name in done:
            done[name] += amount
    return {name: amount * whole.journey[name].work.build().mean for name, amount in done.items()}


Jobs = list[tuple[str, float]]
"""Activities, and how often each is done."""


def _for_sources(content: Content, mix: dict[str, float]) -> Jobs:
    """What has to be done so that the leads of the mix come."""
    found: Jobs = []
    for name in mix:
        source = content.sources[name]
        usual = weight(source)
        if isinstance(source, EventSource) and source.activity is not None and usual > 0:
            found.append((source.activity, mix[name] / usual / source.every))
        elif isinstance(source, SteadySource) and source.activity is not None and usual > 0:
            found.append((source.activity, mix[name] / usual / source.upkeep))
    return found


def _for_customers(content: Content, purchases: float) -> Jobs:
    """What is done for so many new customers, as far as the market states it; the line that they have not is proposed to
    each once."""
    return [
        *proposals(content, purchases),
        *customer_jobs(content, purchases, purchases * days_seen(content, _SEEN)),
    ]
