"""Reference hours: the staff hours that a market asks of each activity, whoever does it and however they are organized."""

import math

import numpy as np

from orgsim.plan.derived.customer_jobs import customer_jobs
from orgsim.plan.derived.leaving import days_seen
from orgsim.plan.derived.mix import positive, weight
from orgsim.plan.derived.routes import entry, jobs, visits
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
    whole = content.model_copy(
        update={"teams": {"all": Team(headcount=1, does=tuple(content.journey))}, "policies": Policies()}
    )
    mix = positive({name: content.mix.get(name, weight(source)) for name, source in content.sources.items()})
    work = {name: activity.work.build().mean for name, activity in content.journey.items()}
    coming = dict[str, float]()
    for source, amount in mix.items():
        place = entry(content, source)
        coming[place] = coming.get(place, 0.0) + amount
    with np.errstate(all="ignore"):
        found = visits(whole, coming)
    if found is None:
        return work
    done = {name: found[name] * jobs(whole, name) for name in content.journey}
    for name, amount in (*_for_sources(content, mix), *_for_customers(content, found["customer"])):
        if name in done:
            done[name] += amount
    hours = {name: amount * work[name] for name, amount in done.items()}
    return hours if all(map(math.isfinite, hours.values())) else work


Jobs = list[tuple[str, float]]
"""Activities, and how often each is done."""


def _for_sources(content: Content, mix: dict[str, float]) -> Jobs:
    """What has to be done so that the leads of the mix come."""
    found: Jobs = []
    for name, source in content.sources.items():
        usual = weight(source)
        if isinstance(source, EventSource) and source.activity is not None and usual > 0:
            found.append((source.activity, mix[name] / usual / source.every))
        elif isinstance(source, SteadySource) and source.activity is not None and usual > 0:
            found.append((source.activity, mix[name] / usual / source.upkeep))
    return found


def _for_customers(content: Content, purchases: float) -> Jobs:
    """What is done for so many new customers, as far as the market states it; the second line is proposed to each once."""
    line = content.second_line
    proposed: Jobs = [] if line is None else [(line.activity, purchases)]
    return [*proposed, *customer_jobs(content, purchases, purchases * days_seen(content, _SEEN))]
