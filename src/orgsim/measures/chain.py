"""The funnel as a chain: rates of consecutive steps whose product is exactly the share of leads that became customers.

The steps are the activities on the best way from where leads come in to the purchase. A lead counts as come to a step when
it came to it or to a later one, or bought, and as contacted there when somebody began to work on it there, or it got
further: so each number is part of the one before, whatever ways leads take. Leads are counted by the day they arrived,
and what they reached by the end of the log; the youngest may get further yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from orgsim.measures.bins import Bools, Floats, Ints, ratios, sums
from orgsim.measures.reading import LogReading

CUSTOMER = "customer"
"""The step behind the last one: who came to it has bought."""
COUNTS = ("came", "contacted", "worked", "again", "days")
"""What is counted per step: leads that came to it, that were contacted there, with whom work began there itself, with whom it
began there more than once before they bought (proposed to again), and the days from arrival to the first of it, summed."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Per step of the chain and lead, what became of it."""

    steps: tuple[str, ...]
    """Activities in their order, then CUSTOMER."""
    arrived: Floats
    """Day of each lead."""
    counts: dict[str, Floats]
    """For each of COUNTS: step × lead."""

    def within(self, which: Bools) -> dict[str, Floats]:
        """Each of COUNTS by step, over some leads."""
        return {name: table[:, which].sum(axis=1) for name, table in self.counts.items()}

    def by(self, group: Ints, groups: int) -> dict[str, Floats]:
        """Each of COUNTS by step and group of leads, for groups from 0; leads of other groups do not count."""
        kept = (group >= 0) & (group < groups)
        return {
            name: np.array([sums(group[kept], row[kept], groups) for row in table])
            for name, table in self.counts.items()
        }


def chain(reading: LogReading) -> Chain:
    """The chain of a log."""
    steps, jobs, case = best_way(reading), reading.jobs, reading.arrivals.case
    arrived, bought = reading.arrivals.time, reading.bought[case]
    lead = np.full(reading.cases, -1, dtype=np.int64)
    lead[case] = np.arange(len(case))
    own = np.flatnonzero((lead[jobs.case] >= 0) & (jobs.ready <= reading.bought[jobs.case]))
    place = np.array([steps.index(name) if name in steps else -1 for name in reading.names.activities])
    own = own[place[jobs.activity[own]] >= 0]
    step, who, begun = place[jobs.activity[own]], lead[jobs.case[own]], jobs.started[own]
    furthest = np.zeros(len(case), dtype=np.int64)
    np.maximum.at(furthest, who, step)
    furthest[np.isfinite(bought)] = len(steps)
    shape = (len(steps) + 1, len(case))
    times = np.zeros(shape)
    np.add.at(times, (step[begun], who[begun]), 1.0)
    first = np.full(shape, np.inf)
    np.minimum.at(first, (step[begun], who[begun]), jobs.start[own][begun])
    times[-1], first[-1] = np.isfinite(bought), bought
    came = furthest >= np.arange(shape[0])[:, None]
    further = furthest >= np.arange(1, shape[0] + 1)[:, None]
    worked = times > 0
    tables = {
        "came": came,
        "contacted": worked | further,
        "worked": worked,
        "again": times > 1,
        "days": np.where(worked, first - arrived, 0.0),
    }
    return Chain(
        (*steps, CUSTOMER), arrived, {name: np.asarray(table, float) for name, table in tables.items()}
    )


def best_way(reading: LogReading) -> list[str]:
    """Activities on the best way from where leads come in, that some team does."""
    names, ways = reading.names.activities, reading.facts.gates
    done = {name for does in reading.facts.team_does for name in does}
    found: list[str] = []
    here = reading.facts.entry
    while here in names and here not in found:
        found.append(here)
        way = ways[names.index(here)]
        here = way[0] if way else ""
    return [name for name in found if name in done]


def rates(counts: Mapping[str, Floats]) -> dict[str, Floats]:
    """Rates from COUNTS, by step (first axis), of one run or means over replications.

    contact_rate: contacted / came; pass_rate: came to the next step / contacted; rate: their product, for the last step won /
    all leads; reproposal_rate: worked with again there / worked with; days: mean from arrival to the first contact there, or
    to the purchase. Over all steps but the last the contact and pass rates multiply to the last rate.
    """
    came, contacted, worked = counts["came"], counts["contacted"], counts["worked"]
    onward = np.concatenate((came[1:], np.full_like(came[:1], np.nan)))
    contact, passed = ratios(contacted, came), ratios(onward, contacted)
    contact[-1] = np.nan
    rate = ratios(onward, came)
    rate[-1] = ratios(came[-1], came[0])
    again = ratios(counts["again"], worked)
    again[-1] = np.nan
    return {
        "contact_rate": contact,
        "pass_rate": passed,
        "rate": rate,
        "reproposal_rate": again,
        "days": ratios(counts["days"], worked),
    }


def window(reading: LogReading, found: Chain) -> dict[str, dict[str, float]]:
    """COUNTS by step, of the leads that arrived in the window."""
    counted = found.within(reading.counted(found.arrived))
    return {step: {name: float(counted[name][k]) for name in COUNTS} for k, step in enumerate(found.steps)}


def monthly(reading: LogReading, found: Chain) -> dict[str, list[float]]:
    """COUNTS of the leads of each model month, under keys such as "funnel.came.qualify"."""
    counted = found.by(reading.bins.month(found.arrived), reading.bins.months)
    return {
        f"funnel.{name}.{step}": counted[name][k].tolist()
        for name in COUNTS
        for k, step in enumerate(found.steps)
    }
