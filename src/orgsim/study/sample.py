"""Replications as numbers: what one of them measured, and the table that those of one scenario make."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from orgsim.measures.summary import Summary
from orgsim.plan.checks.size import expected_memory
from orgsim.plan.scenario import Scenario
from orgsim.randomness import Floats
from orgsim.study.measured import Measured
from orgsim.study.run import simulate

LAST_YEAR = "last_year."
"""What the keys of figures of the last 12 months begin with."""
Job = tuple[str, int]
"""One replication to run: the scenario's name in the study, and the replication's number."""


def flatten(summary: Summary) -> Measured:
    """A run's summary under flat keys."""
    values = summary.kpis | {f"parts.{name}": amount for name, amount in summary.parts.items()}
    places = {"activities": summary.activities, "teams": summary.teams, "funnel": summary.funnel}
    year = summary.last_year
    if year is not None:
        values |= {f"{LAST_YEAR}{name}": value for name, value in year.kpis.items()}
        places[f"{LAST_YEAR}teams"] = year.teams
    for place, groups in places.items():
        for owner, numbers in groups.items():
            values |= {f"{place}.{owner}.{name}": number for name, number in numbers.items()}
    return Measured(values, dict(summary.series))


def measure(scenario: Scenario, seed: int, replication: int) -> Measured:
    """Run one replication, check it, and keep its numbers alone."""
    return flatten(simulate(scenario, seed, replication).summary)


@dataclass(frozen=True, slots=True)
class Experiment:
    """What is run and measured: scenarios, a seed and a measure; sent to each worker of a study once."""

    scenarios: Mapping[str, Scenario]
    seed: int
    measure: Callable[[Scenario, int, int], Measured] = measure
    """From scenario, seed and replication to numbers; an importable function."""
    memory: Callable[[Scenario], float] = expected_memory
    """Bytes that a process needs to do one job, about."""
    purpose: str = ""
    """What a ledger adds to the fingerprints of the scenarios, so that other measures of the same scenarios stay apart."""

    def __call__(self, job: Job) -> Measured:
        """Do one job."""
        name, replication = job
        return self.measure(self.scenarios[name], self.seed, replication)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Sample:
    """The replications of one scenario as arrays."""

    keys: tuple[str, ...]
    values: Floats
    """Replication × key; NaN where a replication leaves a key undefined."""
    series: dict[str, Floats]
    """By name: replication × month."""

    def column(self, key: str) -> Floats:
        """One number per replication; all NaN for a key this scenario does not have."""
        if key not in self.keys:
            return np.full(len(self.values), np.nan)
        return np.asarray(self.values[:, self.keys.index(key)])

    def first(self, count: int) -> "Sample":
        """The first so many replications alone."""
        return Sample(
            self.keys, self.values[:count], {name: values[:count] for name, values in self.series.items()}
        )

    @property
    def means(self) -> dict[str, float]:
        """The mean of each key over the replications; NaN where one leaves it undefined."""
        return dict(zip(self.keys, self.values.mean(axis=0).tolist(), strict=True))


def gather(measured: Sequence[Measured]) -> Sample:
    """Put the replications of one scenario, in order, into arrays."""
    keys = tuple(dict.fromkeys(key for one in measured for key in one.values))
    names = tuple(dict.fromkeys(name for one in measured for name in one.series))
    rows = [[one.values.get(key, np.nan) for key in keys] for one in measured]
    series = {name: np.array([one.series[name] for one in measured], dtype=float) for name in names}
    return Sample(keys, np.array(rows, dtype=float).reshape(len(rows), len(keys)), series)
