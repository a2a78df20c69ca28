"""What a sweep answers: every point, how settings fare, what moves a figure most, and what its variance comes from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.errors import unusable
from orgsim.measures.kpis import KPIS, Kpi
from orgsim.plan.factors import Factor
from orgsim.plan.scenario import Scenario
from orgsim.randomness import Floats
from orgsim.study.paired import PairedDifference
from orgsim.study.quantities import Quantity, checked
from orgsim.study.sample import Sample
from orgsim.study.statistics import Estimate
from orgsim.study.sweep.designs import Point, SweepDesign
from orgsim.study.sweep.fares import Fare, fares, leading
from orgsim.study.sweep.indices import SobolIndices, sobol
from orgsim.study.tables import in_currency

if TYPE_CHECKING:
    import pandas as pd

LUCK = "luck"
"""What stands in the place of a path for what replications differ in."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One organization with one choice of what is decided."""

    scenario: str
    levers: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Swing:
    """What one factor moves a figure by, all others as the scenario states them."""

    scenario: str
    factor: Factor
    base: float
    moved: PairedDifference
    """At its highest value against its lowest."""
    low: PairedDifference
    """At its lowest against the scenario as it is."""
    high: PairedDifference
    """At its highest against the scenario as it is."""


@dataclass(frozen=True, eq=False, repr=False)
class SweepResult:
    """The points of a sweep, run and ready to be asked."""

    scenarios: Mapping[str, Scenario]
    design: SweepDesign
    kpis: tuple[str, ...]
    """The first is told of where none is named."""
    points: tuple[Point, ...]
    samples: Mapping[str, Sample]
    """By the key of a point."""
    replications: int
    seed: int
    complete: bool
    """False when it was interrupted; it then rests on the replications that every point had finished."""
    idle: tuple[str, ...] = ()
    """Paths that change nothing from their lowest to their highest value, in any scenario."""

    @property
    def kpi(self) -> str:
        """The KPI that is told of first."""
        return self.kpis[0]

    def table(self) -> "pd.DataFrame":
        """One row per point and KPI: scenario, a column for each path (empty where the scenario is left as it is), role
        ("sample", "indices", "tornado"), kpi, mean, low, high (95 %, of luck alone), unit, count of replications that define
        it."""
        import pandas as pd

        paths = [one.path for one in (*self.design.levers, *self.design.uncertainties)]
        columns = ["scenario", *paths, "role", "kpi", "mean", "low", "high", "unit", "count"]
        # As objects: a whole number would become one with a decimal point beside empty cells.
        found = pd.DataFrame(list(self._rows(paths)), columns=columns, dtype=object)
        return found.astype({"mean": float, "low": float, "high": float, "count": int})

    def settings(self, kpi: str | None = None) -> "pd.DataFrame":
        """How each setting of what is decided fares over what is not known: scenario, levers, kpi, mean, low, high (95 %, of
        luck), worst_decile, share_best, share_sure (see `Fare`), points (that define the KPI in all settings), unit."""

        one = self._kpi(kpi)
        points, found = self.fares(one.name)
        rows = [
            {
                "scenario": setting.scenario,
                **self._levers(setting),
                "kpi": one.name,
                **_numbers(fare.mean),
                "worst_decile": fare.worst_decile,
                "share_best": fare.share_best,
                "share_sure": fare.share_sure,
                "points": points,
                "unit": self._unit(one),
            }
            for setting, fare in found.items()
        ]
        return _frame(rows, list(self._levers()))

    def tornado(self, kpi: str | None = None) -> "pd.DataFrame":
        """What each factor moves by itself, all else as the scenario states it, the largest first: scenario, path, from, to, kpi,
        base, change, low, high (95 %) of `to` against `from`, at_from and at_to against the base with theirs, unit."""
        import pandas as pd

        one = self._kpi(kpi)
        rows = [
            {
                "scenario": swing.scenario,
                "path": swing.factor.path,
                "from": swing.factor.lowest,
                "to": swing.factor.highest,
                "kpi": one.name,
                "base": swing.base,
                **_numbers(swing.moved.difference, "change"),
                "at_from": swing.low.difference.mean,
                "at_from_low": swing.low.difference.low,
                "at_from_high": swing.low.difference.high,
                "at_to": swing.high.difference.mean,
                "at_to_low": swing.high.difference.low,
                "at_to_high": swing.high.difference.high,
                "unit": self._unit(one),
            }
            for swing in self.swings(one.name)
        ]
        return pd.DataFrame(rows)

    def indices(self, kpi: str | None = None) -> "pd.DataFrame":
        """Sobol indices of each setting, and the share of luck: scenario, levers, path ("luck" for what replications differ in),
        kpi, first, first_low, first_high, total, total_low, total_high. All are shares of the variance of one future (see
        `orgsim.study.sweep.indices`). Raises OrgsimError for another design than "sobol"."""

        one = self._kpi(kpi)
        rows = []
        for setting, found in self.sobol(one.name).items():
            told = {"scenario": setting.scenario, **self._levers(setting)}
            for factor, first, total in zip(self.design.sampled, found.first, found.total, strict=True):
                bounds = {"total": total.share, "total_low": total.low, "total_high": total.high}
                own = {"first": first.share, "first_low": first.low, "first_high": first.high}
                rows.append({**told, "path": factor.path, "kpi": one.name, **own, **bounds})
            luck = found.luck
            own = {"first": luck.share, "first_low": luck.low, "first_high": luck.high}
            same = {"total": luck.share, "total_low": luck.low, "total_high": luck.high}
            rows.append({**told, "path": LUCK, "kpi": one.name, **own, **same})
        return _frame(rows, list(self._levers()))

    def fares(self, kpi: str) -> tuple[int, dict[Setting, Fare]]:
        """How settings fare, and at how many points all of them define the KPI."""
        values, settings = self._by_setting(kpi)
        return values.shape[1], dict(zip(settings, fares(values, KPIS[kpi].better), strict=True))

    def leading(self, kpi: str) -> tuple[list[Setting], float]:
        """The settings, the best on average first, and the chance that it truly is (see `fares.leading`)."""
        values, settings = self._by_setting(kpi)
        order, chance = leading(values, KPIS[kpi].better)
        return [settings[k] for k in order.tolist()], chance

    def undefined(self, kpi: str) -> int:
        """At how many points of the sample some setting leaves a KPI undefined in a replication."""
        every = {point.uncertainties for point in self.points if point.role == "sample"}
        return len(every) - self.fares(kpi)[0] if self.design.uncertainties else 0

    def spread(self, kpi: str, setting: Setting) -> Floats:
        """A figure's mean at each point of a setting's sample."""
        values, settings = self._by_setting(kpi)
        return np.asarray(values[settings.index(setting)].mean(axis=1))

    def swings(self, kpi: str) -> list[Swing]:
        """What each factor moves, in each scenario the largest first."""
        quantity, found = Quantity(KPIS[kpi]), []
        for name in self.scenarios:
            base = self.samples[Point(name, (), ()).key]
            own = []
            for factor in self.design.sampled:
                low, high = (self.samples[point.key] for point in self.design.ends(name, factor))
                three = quantity.compare(low, high), quantity.compare(base, low), quantity.compare(base, high)
                own.append(Swing(name, factor, quantity.estimate(base).mean, *three))
            found += sorted(own, key=lambda one: -abs(np.nan_to_num(one.moved.difference.mean)))
        return found

    def sobol(self, kpi: str) -> dict[Setting, SobolIndices]:
        """Sobol indices by setting; raises OrgsimError for another design than "sobol"."""
        if self.design.kind != "sobol":
            raise unusable(
                'a sweep of design "{kind}" has no Sobol indices: ask for design="sobol"',
                kind=self.design.kind,
            )
        count, found = self.design.points, {}
        for setting, points in self._blocks().items():
            values = np.array([self._pseudo(point, kpi) for point in points])
            a, b, *mixed = (values[k : k + count] for k in range(0, len(values), count))
            found[setting] = sobol(a, b, np.array(mixed), self.seed)
        return found

    def _blocks(self) -> dict[Setting, list[Point]]:
        """The points of the design by setting, in the order in which they were laid out."""
        found: dict[Setting, list[Point]] = {}
        for point in self.points:
            if point.role != "tornado":
                # Where everything is known the sample is over what is decided, and belongs together.
                levers = point.levers if self.design.uncertainties else ()
                found.setdefault(Setting(point.scenario, levers), []).append(point)
        return found

    def _by_setting(self, kpi: str) -> tuple[Floats, list[Setting]]:
        """Setting × point × replication, at the points at which every setting defines the KPI."""
        return self._grouped[kpi] if kpi in self._grouped else self._grouped.setdefault(kpi, self._group(kpi))

    @cached_property
    def _grouped(self) -> dict[str, tuple[Floats, list[Setting]]]:
        return {}

    def _group(self, kpi: str) -> tuple[Floats, list[Setting]]:
        found: dict[Setting, list[Floats]] = {}
        for point in self.points:
            if point.role == "sample":
                own = found.setdefault(Setting(point.scenario, point.levers), [])
                if self.design.uncertainties or not own:
                    own.append(self._pseudo(point, kpi))
        values = np.array(list(found.values()))
        known = np.isfinite(values).all(axis=(0, 2))
        if not known.any():
            raise unusable(
                "{kpi} is defined at no point in every setting and replication; name another KPI", kpi=kpi
            )
        return values[:, known], list(found)

    def _pseudo(self, point: Point, kpi: str) -> Floats:
        """A number per replication whose mean is the figure."""
        return pseudo_values(Quantity(KPIS[kpi]), self.samples[point.key])

    def _levers(self, setting: Setting | None = None) -> dict[str, Any]:
        """A column for each path that is decided; None where the setting has none."""
        stated = dict(setting.levers) if setting is not None else {}
        return {one.path: stated.get(one.path) for one in self.design.levers}

    def _kpi(self, name: str | None) -> Kpi:
        (chosen,) = checked([self.kpi if name is None else name])
        if chosen not in self.kpis:
            raise unusable(
                "this sweep was not asked for {chosen}; it has {kpis}",
                chosen=chosen,
                kpis=", ".join(self.kpis),
            )
        return KPIS[chosen]

    def _unit(self, kpi: Kpi) -> str:
        return in_currency(kpi.unit, next(iter(self.scenarios.values())).market.currency)

    def _rows(self, paths: list[str]) -> Iterator[dict[str, Any]]:
        for point in self.points:
            for name in self.kpis:
                found = Quantity(KPIS[name]).estimate(self.samples[point.key])
                told = {"scenario": point.scenario, **{path: point.changes.get(path) for path in paths}}
                numbers = _numbers(found)
                yield {
                    **told,
                    "role": point.role,
                    "kpi": name,
                    **numbers,
                    "unit": self._unit(KPIS[name]),
                    "count": found.count,
                }


def pseudo_values(quantity: Quantity, sample: Sample) -> Floats:
    """A number per replication whose mean is the figure: its own, or the jackknife's pseudo-value of what follows from sums."""
    found = quantity.replicated(sample)
    return sample.column(quantity.key) if found is None else found.pseudo


def _numbers(found: Estimate, name: str = "mean") -> dict[str, float]:
    return {name: found.mean, "low": found.low, "high": found.high}


def _frame(rows: list[dict[str, Any]], paths: Sequence[str]) -> "pd.DataFrame":
    """A table of rows, the columns of paths as objects: beside empty cells a whole number would get a decimal point."""
    import pandas as pd

    columns = {
        name: pd.Series([row[name] for row in rows], dtype=object if name in paths else None)
        for name in rows[0]
    }
    return pd.DataFrame(columns)
