"""How much a study runs, where, and when it has enough."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from orgsim.errors import unusable
from orgsim.language.phrases import Wording
from orgsim.measures.kpis import KPIS
from orgsim.study.notebook import bar_of_notebook
from orgsim.study.precision import FIRST_ROUND, Precision, PrecisionGoal
from orgsim.study.processes import usable_cores
from orgsim.study.sample import Sample

Progress = Callable[[int, int, float], None]
"""Told after each replication: how many are done, how many there will be, seconds left (NaN as long as nobody knows)."""

_USUAL = 40
_MOST = 1000
MOST_REPLICATIONS = 100_000
"""Replications of a scenario that are run at most: all their jobs and results are held at once."""


class Options(TypedDict, total=False):
    """What a caller may say about a study's effort; None is as good as unsaid. None of it changes what is true."""

    replications: int | None
    """Replications of each scenario, 40 when not stated; with `precision` the most that are run, then 1,000."""
    precision: float | None
    """Run in rounds until half the interval of each `precision_kpi` is at most this share of its mean (0.02 = 2 %) in every
    scenario, and half that of its differences at most this share of the mean they are told against."""
    precision_kpi: str | Sequence[str] | None
    """The KPI meant by `precision`, or several; when not stated those that the reader named, else revenue, or customers won
    where there is no revenue."""
    foreseen: Callable[[Precision, int], None] | None
    """Told after each round that did not suffice for the `precision`: how far it is, and the most replications that are run."""
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

    With a `precision` the study stops when its interval is narrow, and has been for a while (see `orgsim.study.precision`).
    """

    most: int
    """Replications of each scenario, or the most of them when there is a precision to reach."""
    goal: PrecisionGoal | None
    """What is to be known precisely."""
    workers: int
    ledger: str | Path | None
    progress: Progress | None
    foreseen: Callable[[Precision, int], None] | None = None
    executor: Executor | None = None
    cluster: str | None = None

    @property
    def first_round(self) -> int:
        """Replications to begin with."""
        return self.most if self.goal is None else min(self.most, FIRST_ROUND)

    def next_round(self, samples: Mapping[str, Sample], count: int) -> int:
        """How many replications are wanted in all when `count` of them are there; `count` when they are enough.

        Raises OrgsimError when a KPI to be known precisely is undefined in all replications of a scenario.
        """
        if self.goal is None or count >= self.most:
            return count
        wanted = min(self.most, self.goal.wanted(samples, count))
        found = self.goal.precision(samples)
        if found.missed and wanted > count and self.foreseen is not None:
            self.foreseen(found, self.most)
        return wanted

    def reached(self, samples: Mapping[str, Sample]) -> Precision | None:
        """How precisely the study knows what it was asked to know; None where nothing was asked."""
        return None if self.goal is None else self.goal.precision(samples)


def settled(options: Options) -> Effort:
    """Check the options and fill in what was not said.

    Raises OrgsimError for impossible ones, TypeError for one that is not known.
    """
    if unknown := sorted(set(options) - set(Options.__annotations__)):
        raise TypeError(Wording("unexpected keyword argument {unknown}", unknown=repr(unknown[0])))
    precision, named = options.get("precision"), options.get("precision_kpi")
    kpis = (named,) if isinstance(named, str) else tuple(named or ())
    if precision is not None and not 0 < precision < 1:
        raise unusable(
            "precision is {precision}; it must be more than 0 and less than 1 (0.02 is 2 %)",
            precision=precision,
        )
    for kpi in kpis:
        if kpi not in KPIS:
            raise unusable(
                "precision_kpi is {kpi}; it must be one of {kpis}", kpi=repr(kpi), kpis=", ".join(KPIS)
            )
    most = _count("replications", options.get("replications"), _USUAL if precision is None else _MOST)
    if most > MOST_REPLICATIONS:
        raise unusable(
            "replications is {most}; it must be {most_replications} or fewer",
            most=most,
            most_replications=format(MOST_REPLICATIONS, ","),
        )
    executor, cluster = options.get("executor"), options.get("cluster")
    if executor is not None and cluster is not None:
        raise unusable("executor and cluster are both stated; one of them does the runs")
    if cluster is not None and options.get("workers") is not None:
        raise unusable("workers are processes of this machine; a cluster has its own: leave one of them out")
    workers = _count("workers", options.get("workers"), _hands(executor))
    goal = None if precision is None else PrecisionGoal(precision, kpis)
    progress = options.get("progress") or bar_of_notebook()
    told = (options.get("ledger"), progress, options.get("foreseen"))
    return Effort(most, goal, workers, *told, executor, cluster)


def _hands(executor: Executor | None) -> int:
    """How many jobs an executor, or this machine, can do at a time."""
    stated = getattr(executor, "_max_workers", None)
    return stated if isinstance(stated, int) and stated > 0 else usable_cores()


def _count(name: str, value: int | None, usual: int) -> int:
    if value is None:
        return usual
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise unusable("{name} is {value}; it must be a whole number, 1 or more", name=name, value=value)
    return value
