"""The training runs of a diagnosis: the firm as it is, and with each cause at dates and of sizes that are drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.measures.bins import Bools
from orgsim.measures.reading import read
from orgsim.measures.watched import watched
from orgsim.plan.causes import Cause
from orgsim.plan.scenario import Scenario
from orgsim.randomness import Floats
from orgsim.setup.simulate import run
from orgsim.study.diagnosis.model import CauseRuns, TrainingRuns, filled
from orgsim.study.diagnosis.response import Occasions
from orgsim.study.diagnosis.statistics import Blocks, Months, Summarized, scale_of, told
from orgsim.study.effort import Effort
from orgsim.study.measured import Measured
from orgsim.study.sample import Job
from orgsim.study.sweep.runs import Runs, Variants, check_runs, checked_variants

AS_IT_IS = "as it is"
PURPOSE = "/watched"
BASE = 2
"""So many times as many runs without any change as of each cause: their luck stands behind everything."""
SIZES = 16
"""Sizes of each cause that are weighed."""
_DEFINED = 0.8
"""A statistic that is undefined in more runs than the rest is left out."""


def figures_of(log: EventLog) -> dict[str, list[float]]:
    """The monthly figures of a log that a diagnosis can use."""
    return {name: values for name, values in watched(read(log)).items() if scale_of(name) is not None}


def measure_months(scenario: Scenario, seed: int, replication: int) -> Measured:
    """One replication, of which the figures of each month are kept under keys such as "won@3"."""
    log = run(scenario, seed, replication)
    conservation.check(log)
    return Measured({_key(name, month): value for name, values in figures_of(log).items()
                     for month, value in enumerate(values, start=1)}, {})  # fmt: skip


def _key(figure: str, month: int) -> str:
    return f"{figure}@{month}"


@dataclass(frozen=True, slots=True, eq=False)
class DrawnCause:
    """A cause with a date, a size and a luck for each of its training runs."""

    cause: Cause
    months: tuple[int, ...]
    sizes: tuple[float, ...]
    replications: tuple[int, ...]

    @property
    def occasions(self) -> Occasions:
        """The same as numbers."""
        strengths = [self.cause.strength(size) for size in self.sizes]
        return Occasions(np.array(self.months, dtype=float), np.array(strengths))

    def name(self, place: int) -> str:
        """What one of its runs is called."""
        return f"{self.cause.name} {self.sizes[place]:g} from month {self.months[place]}"


def drawn(causes: Sequence[Cause], months: Sequence[int], runs: int, seed: int) -> tuple[DrawnCause, ...]:
    """Dates (any of `months`) and sizes of so many runs of each cause, by a Latin hypercube; replications are dealt evenly."""
    from scipy.stats import qmc

    found = []
    for number, cause in enumerate(causes):
        points = qmc.LatinHypercube(2, rng=np.random.default_rng([seed, number])).random(runs)
        at = tuple(months[min(len(months) - 1, int(share * len(months)))] for share in points[:, 0])
        sizes = tuple(cause.size(float(share)) for share in points[:, 1])
        luck = tuple((number * runs + place) % (BASE * runs) for place in range(runs))
        found.append(DrawnCause(cause, at, sizes, luck))
    return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class Belief:
    """The dates and sizes of a cause that are weighed, each as likely as the others."""

    months: tuple[int, ...]
    sizes: tuple[float, ...]
    occasions: Occasions


def belief(cause: Cause, months: Sequence[int]) -> Belief:
    """Every date with sizes spread evenly over what is believed."""
    sizes = [cause.size((place + 0.5) / SIZES) for place in range(SIZES)]
    pairs = [(month, size) for month in months for size in sizes]
    strengths = np.array([cause.strength(size) for _, size in pairs])
    at = tuple(month for month, _ in pairs)
    return Belief(at, tuple(size for _, size in pairs), Occasions(np.array(at, dtype=float), strengths))


@dataclass(frozen=True, slots=True, eq=False)
class RawRuns:
    """The training runs as figures of months."""

    base: Months
    causes: Mapping[str, Months]
    drawn: tuple[DrawnCause, ...]


def simulated(
    scenario: Scenario,
    figures: Sequence[str],
    months: Sequence[int],
    plans: Sequence[DrawnCause],
    seed: int,
    effort: Effort,
    force: bool = False,
) -> RawRuns:
    """Run everything; each run is made once per ledger. Raises OrgsimError for what cannot be run."""
    base = BASE * effort.most
    check_runs(base + effort.most * len(plans), f"{len(plans)} causes, {effort.most:,} runs each", force)
    changes = {AS_IT_IS: ("firm", dict[str, object]())}
    jobs: list[Job] = [(AS_IT_IS, number) for number in range(base)]
    for place in range(effort.most):
        for plan in plans:
            name = plan.name(place)
            changes[name] = ("firm", plan.cause.changes(plan.months[place], plan.sizes[place]))
            jobs.append((name, plan.replications[place]))
    ready = checked_variants(Variants({"firm": scenario}, changes), force)
    keys = tuple(_key(name, month) for name in figures for month in months)
    with Runs(ready, keys, seed, effort, len(jobs), measure_months, (PURPOSE,)) as runs:
        runs.run(jobs)
        shape = len(figures), len(months)
        own = runs.sample(AS_IT_IS, range(base)).values.reshape(base, *shape)
        found = {}
        for plan in plans:
            rows = [
                runs.sample(plan.name(place), [number]).values[0].reshape(shape)
                for place, number in enumerate(plan.replications)
            ]
            found[plan.cause.name] = _by_figure(figures, np.array(rows))
    return RawRuns(_by_figure(figures, own), found, tuple(plans))


def _by_figure(figures: Sequence[str], values: Floats) -> dict[str, Floats]:
    return {name: values[:, place, :] for place, name in enumerate(figures)}


def summed_up(raw: RawRuns, figures: Sequence[Summarized], blocks: Blocks, observed: Bools) -> TrainingRuns:
    """The runs as statistics. observed: by statistic, whether the observation defines it."""
    base = told(figures, blocks, raw.base)
    defined = np.isfinite(base.values).mean(axis=0)
    causes = {
        one.cause.name: CauseRuns(
            filled(told(figures, blocks, raw.causes[one.cause.name]).values),
            np.array(one.replications),
            one.occasions,
        )
        for one in raw.drawn
    }
    kept = observed & (defined >= _DEFINED)
    return TrainingRuns(filled(base.values), causes, tuple(figures), blocks, base.level, base.reach, kept)
