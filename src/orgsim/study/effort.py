"""How much a study runs, where, and when it has enough."""

import math
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from orgsim.errors import OrgsimError
from orgsim.measures.kpis import KPIS
from orgsim.study.notebook import bar_of_notebook
from orgsim.study.processes import usable_cores
from orgsim.study.quantities import Quantity
from orgsim.study.sample import Sample
from orgsim.study.statistics import Estimate, estimate

Progress = Callable[[int, int, float], None]
"""Told after each replication: how many are done, how many there will be, seconds left (NaN as long as nobody knows)."""

FIRST_ROUND = 10
"""Replications before the width of an interval is trusted enough to stop on it."""
_USUAL = 40
_MOST = 1000
MOST_REPLICATIONS = 100_000
"""Replications of a scenario that are run at most: all their jobs and results are held at once."""


class Options(TypedDict, total=False):
    """What a caller may say about a study's effort; None is as good as unsaid. None of it changes what is true."""

    replications: int | None
    """Replications of each scenario, 40 when not stated; with `precision` the most that are run, then 1,000."""
    precision: float | None
    """Run in rounds until, in every scenario, half the interval of `precision_kpi` is at most this share of its mean
    (0.02 = 2 %)."""
    precision_kpi: str | None
    """The KPI meant by `precision`; when not stated the first of the KPIs that the reader named, else revenue, or customers
    won where there is no revenue."""
    workers: int | None
    """Processes at work; as many as cores when not stated, 1 to stay in this process; fewer where memory would not suffice for
    their runs. Results do not depend on it."""
    ledger: str | Path | None
    """A file, or a folder for `ledger.sqlite`, that keeps each finished replication: the same call goes on from there."""
    progress: Progress | None
    """Told after each replication; see `Progress`. In a notebook a bar shows it when this is not stated."""
    executor: Executor | None
    """An executor of `concurrent.futures` that does the runs in place of processes of orgsim's own, `workers` at a time (when not
    stated, as many as it has threads or processes where it says so, else as many as cores). It is not shut down."""
    cluster: str | None
    """The address of a Dask scheduler, such as "tcp://10.0.0.1:8786", whose workers do the runs; needs orgsim[cluster]."""


@dataclass(frozen=True, slots=True)
class Effort:
    """The options of a study, checked and complete.

    With a `precision` the study stops when its interval happens to be narrow, which makes intervals a little too narrow
    (and no estimate of a mean worse): with at least 10 replications and rounds that aim at the number still needed,
    intervals meant to cover 95 % cover 93 to 95 %.
    """

    most: int
    """Replications of each scenario, or the most of them when there is a precision to reach."""
    precision: float | None
    precision_kpi: str | None
    workers: int
    ledger: str | Path | None
    progress: Progress | None
    executor: Executor | None = None
    cluster: str | None = None

    @property
    def first_round(self) -> int:
        """Replications to begin with."""
        return self.most if self.precision is None else min(self.most, FIRST_ROUND)

    def next_round(self, samples: Mapping[str, Sample], count: int) -> int:
        """How many replications are wanted in all when `count` of them are there; `count` when they are enough.

        Raises OrgsimError when the KPI to be known precisely is undefined in all replications of a scenario.
        """
        if self.precision is None or count >= self.most:
            return count
        found = self._known(samples, self._kpi_of(samples)).values()
        wanted = max(_wanted(one, self.precision) for one in found)
        if wanted <= count:
            return count
        # At most twice as many at a time: an early interval says little about how many are needed.
        return min(self.most, max(math.ceil(min(wanted, 2 * count)), count + 2))

    def reached(self, samples: Mapping[str, Sample]) -> "Precision | None":
        """How precisely the study knows what it was asked to know; None where nothing was asked."""
        if self.precision is None:
            return None
        kpi = self._kpi_of(samples)
        found = self._known(samples, kpi)
        return Precision(self.precision, kpi, {name: _width(one) for name, one in found.items()})

    def _known(self, samples: Mapping[str, Sample], kpi: str) -> dict[str, Estimate]:
        return {name: Quantity(KPIS[kpi]).unclipped(sample) for name, sample in samples.items()}

    def _kpi_of(self, samples: Mapping[str, Sample]) -> str:
        sold = any(estimate(sample.column("revenue")).mean > 0 for sample in samples.values())
        kpi = self.precision_kpi or ("revenue" if sold else "won")
        for name, one in self._known(samples, kpi).items():
            if one.count == 0:
                raise OrgsimError(f"the precision of {kpi} cannot be reached: {name} does not define it")
        return kpi


@dataclass(frozen=True, slots=True)
class Precision:
    """A precision that was asked for, and how far it was reached."""

    asked: float
    """Half the interval, as a share of the mean."""
    kpi: str
    reached: Mapping[str, float]
    """The same share in each scenario; infinite where it has no bounds or its mean is 0."""

    @property
    def missed(self) -> list[str]:
        """The scenarios in which the interval is wider."""
        return [name for name, width in self.reached.items() if not width <= self.asked]


def settled(options: Options) -> Effort:
    """Check the options and fill in what was not said.

    Raises OrgsimError for impossible ones, TypeError for one that is not known.
    """
    if unknown := sorted(set(options) - set(Options.__annotations__)):
        raise TypeError(f"unexpected keyword argument {unknown[0]!r}")
    precision, kpi = options.get("precision"), options.get("precision_kpi")
    if precision is not None and not 0 < precision < 1:
        raise OrgsimError(f"precision is {precision}; it must be more than 0 and less than 1 (0.02 is 2 %)")
    if kpi is not None and kpi not in KPIS:
        raise OrgsimError(f"precision_kpi is {kpi!r}; it must be one of {', '.join(KPIS)}")
    most = _count("replications", options.get("replications"), _USUAL if precision is None else _MOST)
    if most > MOST_REPLICATIONS:
        raise OrgsimError(f"replications is {most}; it must be {MOST_REPLICATIONS:,} or fewer")
    executor, cluster = options.get("executor"), options.get("cluster")
    if executor is not None and cluster is not None:
        raise OrgsimError("executor and cluster are both stated; one of them does the runs")
    if cluster is not None and options.get("workers") is not None:
        raise OrgsimError(
            "workers are processes of this machine; a cluster has its own: leave one of them out"
        )
    workers = _count("workers", options.get("workers"), _hands(executor))
    progress = options.get("progress") or bar_of_notebook()
    return Effort(most, precision, kpi, workers, options.get("ledger"), progress, executor, cluster)


def _hands(executor: Executor | None) -> int:
    """How many jobs an executor, or this machine, can do at a time."""
    stated = getattr(executor, "_max_workers", None)
    return stated if isinstance(stated, int) and stated > 0 else usable_cores()


def _count(name: str, value: int | None, usual: int) -> int:
    if value is None:
        return usual
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise OrgsimError(f"{name} is {value}; it must be a whole number, 1 or more")
    return value


def _wanted(one: Estimate, precision: float) -> float:
    """Replications at which the interval would be narrow enough, were the spread what it seems now."""
    width = _width(one)
    return one.count * (width / precision) ** 2 if width > precision else 0.0


def _width(one: Estimate) -> float:
    """Half the interval as a share of the mean."""
    if one.half_width == 0:
        return 0.0
    return one.half_width / abs(one.mean) if math.isfinite(one.half_width) and one.mean else math.inf
