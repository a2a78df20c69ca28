"""How precisely a study knows its figures, when a precision is reached for good, and how many replications that takes.

The look-ahead rule is that of Hoad, Robinson and Davies (2010), Automated selection of the number of replications for a
discrete-event simulation, Journal of the Operational Research Society 61: a precision counts as reached only when it is still
reached some replications later, since an early interval may be narrow by chance.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from orgsim.errors import unusable
from orgsim.measures.kpis import KPIS
from orgsim.study.differences import Pairs, pairs_of
from orgsim.study.quantities import Quantity
from orgsim.study.sample import Sample
from orgsim.study.statistics import ALPHA, Estimate, estimate, t_quantile

FIRST_ROUND = 10
"""Replications before the width of an interval is trusted enough to stop on it."""
FIRST_LOOKED_AT = FIRST_ROUND // 2
"""The fewest replications of which an interval counts when it is asked since when they are narrow enough."""
_LOOK_AHEAD, _PER = 5, 100
_MOST = 10**9
"""No more replications are foreseen than these."""


@dataclass(frozen=True, slots=True)
class RunsNeeded:
    """Replications at which a figure would be known as precisely as is asked, as those that are there scatter."""

    runs: int
    low: int
    high: int
    """Between these with 95 %, were the replications normal."""


@dataclass(frozen=True, slots=True)
class Width:
    """Half of one interval, as a share of a mean."""

    kpi: str
    scenario: str
    against: str | None
    """The scenario it is compared with, where it is the interval of a difference; the share is then of that one's mean."""
    share: float
    """Infinite where the interval has no bounds or the mean is 0."""


@dataclass(frozen=True, slots=True)
class Precision:
    """A precision that was asked for, and how far it was reached."""

    asked: float
    """Half the interval, as a share of the mean."""
    count: int
    """Replications of each scenario."""
    widths: tuple[Width, ...]
    """Of each KPI that was meant: of its mean in every scenario, and of every difference that is told."""

    @property
    def kpis(self) -> tuple[str, ...]:
        """The KPIs that were meant."""
        return tuple(dict.fromkeys(one.kpi for one in self.widths))

    @property
    def missed(self) -> list[Width]:
        """The intervals that are wider than was asked for."""
        return [one for one in self.widths if not one.share <= self.asked]

    @property
    def reached(self) -> dict[str, float]:
        """The widest share of each scenario, its differences included."""
        names = dict.fromkeys(one.scenario for one in self.widths)
        return {name: max(one.share for one in self.widths if one.scenario == name) for name in names}

    @property
    def needed(self) -> RunsNeeded | None:
        """How many replications all of it takes; None where that cannot be told yet, or nothing is missed."""
        found = [runs_needed(one.share, self.count, self.asked) for one in self.missed]
        known = [one for one in found if one is not None]
        if not known or len(known) < len(found):
            return None
        return RunsNeeded(
            max(one.runs for one in known), max(one.low for one in known), max(one.high for one in known)
        )


@dataclass(frozen=True, slots=True)
class PrecisionGoal:
    """What shall be known precisely."""

    asked: float
    kpis: tuple[str, ...] = ()
    """Revenue, or customers won where there is no revenue, when none is named."""
    pairs: Pairs | None = "baseline"
    """Which differences, too: each scenario with the first, every two, or none of them."""

    def precision(self, samples: Mapping[str, Sample]) -> Precision:
        """How far it is reached. Raises OrgsimError for a KPI that is undefined in all replications of a scenario."""
        count = len(next(iter(samples.values())).values)
        return Precision(self.asked, count, tuple(self._widths(samples, self._meant(samples))))

    def wanted(self, samples: Mapping[str, Sample], count: int) -> int:
        """How many replications are wanted in all when `count` of them are there; `count` when they are enough."""
        found = self.precision(samples)
        if found.missed:
            wanted = max(_wanted(one.share, count, self.asked) for one in found.missed)
            # At most twice as many at a time: an early interval says little about how many are needed.
            return max(math.ceil(min(wanted, 2 * count)), count + 2)
        kpis = found.kpis

        def narrow(fewer: int) -> bool:
            part = {name: sample.first(fewer) for name, sample in samples.items()}
            return all(one.share <= self.asked for one in self._widths(part, kpis))

        return count + still_to_see(narrow, count)

    def _meant(self, samples: Mapping[str, Sample]) -> tuple[str, ...]:
        sold = any(estimate(sample.column("revenue")).mean > 0 for sample in samples.values())
        kpis = self.kpis or ("revenue" if sold else "won",)
        for kpi in kpis:
            for name, sample in samples.items():
                if Quantity(KPIS[kpi]).unclipped(sample).count == 0:
                    raise unusable(
                        "the precision of {kpi} cannot be reached: {name} does not define it",
                        kpi=kpi,
                        name=name,
                    )
        return kpis

    def _widths(self, samples: Mapping[str, Sample], kpis: Sequence[str]) -> Iterator[Width]:
        names = tuple(samples)
        pairs = pairs_of(names, names[0], self.pairs) if self.pairs and len(names) > 1 else ()
        for kpi in kpis:
            what = Quantity(KPIS[kpi])
            for name in names:
                found = what.unclipped(samples[name])
                yield Width(kpi, name, None, _share(found, found.mean))
            for a, b in pairs:
                paired = what.compare(samples[a], samples[b])
                yield Width(kpi, b, a, _share(paired.difference, paired.mean_a))


def look_ahead(count: int) -> int:
    """For how many replications more a precision has to stay reached: 5, and 5 % from 100 replications on."""
    return _LOOK_AHEAD * max(count, _PER) // _PER


def still_to_see(narrow: Callable[[int], bool], count: int) -> int:
    """How many replications more have to be looked at before a precision that `count` of them reach counts as reached.

    narrow: whether the interval of the first so many replications is as narrow as is asked.
    """
    start = count
    while start > FIRST_LOOKED_AT and count - start < look_ahead(start) and narrow(start - 1):
        start -= 1
    return max(0, look_ahead(start) - (count - start))


def reached_from(widths: Sequence[float], first: int, asked: float) -> int | None:
    """The fewest replications from which on a precision is reached and stays so for the look-ahead; None where it never is.

    widths: half the interval with `first` replications, with one more, and so on.
    """
    for place, count in enumerate(range(first, first + len(widths))):
        seen = widths[place : place + look_ahead(count) + 1]
        if len(seen) > look_ahead(count) and all(width <= asked for width in seen):
            return count
    return None


def runs_needed(width: float, count: int, asked: float) -> RunsNeeded | None:
    """At how many replications half an interval that is `width` with `count` of them would be `asked`.

    Were the replications normal, the standard deviation by which they scatter lies between two bounds with 95 % (chi-squared,
    count − 1 degrees of freedom); `low` and `high` are what it takes at these. That the mean is not known either is left out.
    None where nothing can be told: without an interval. The look-ahead comes on top.
    """
    from scipy.special import chdtri

    if count < 2 or not math.isfinite(width):
        return None
    spread, free = width * math.sqrt(count) / t_quantile(count), count - 1
    # chdtri takes the chance above: the smaller one belongs to the larger value.
    large, small = chdtri(free, ALPHA / 2), chdtri(free, 1 - ALPHA / 2)
    sure = (spread * math.sqrt(free / large), spread * math.sqrt(free / small))
    return RunsNeeded(_runs(spread, asked), *(_runs(bound, asked) for bound in sure))


def _runs(spread: float, asked: float) -> int:
    """The fewest replications, two or more, with which t × spread / √n is at most `asked`."""
    low, high = 1, 2
    while high < _MOST and t_quantile(high) * spread / math.sqrt(high) > asked:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if t_quantile(middle) * spread / math.sqrt(middle) > asked:
            low = middle
        else:
            high = middle
    return high


def _wanted(width: float, count: int, asked: float) -> float:
    """Replications at which the interval would be narrow enough, were the spread what it seems now."""
    return count * (width / asked) ** 2


def _share(found: Estimate, mean: float) -> float:
    """Half an interval as a share of a mean."""
    if found.half_width == 0:
        return 0.0
    return found.half_width / abs(mean) if math.isfinite(found.half_width) and mean else math.inf
