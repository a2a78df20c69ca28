"""A phase map: over two parameters, which organization wins where, where it cannot be told, and where the frontier runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.errors import unusable
from orgsim.measures.kpis import KPIS
from orgsim.plan.factors import Factor, axis_of
from orgsim.plan.scenario import Scenario
from orgsim.randomness import Floats
from orgsim.study.effort import Effort
from orgsim.study.quantities import Quantity
from orgsim.study.sweep.answer import pseudo_values
from orgsim.study.sweep.explore import LEAST, Explored, Want, cost, explore, replications_of
from orgsim.study.sweep.frontier import Crossing, crossings
from orgsim.study.sweep.outlook import Outlook, alike, outlooks
from orgsim.study.sweep.runs import Runs, Variants, check_currency, check_runs, checked_variants, keys_of
from orgsim.study.tables import in_currency

if TYPE_CHECKING:
    import pandas as pd

CELLS = 16
"""Values along an axis that is a range."""
USUAL_MAP = 20
"""Replications of a map when nothing is said."""


@dataclass(frozen=True, eq=False, repr=False)
class MapResult:
    """A map, run and ready to be asked."""

    scenarios: Mapping[str, Scenario]
    axes: tuple[Factor, Factor]
    values: tuple[Sequence[Any], Sequence[Any]]
    """The values along x and along y, as files state them."""
    kpi: str
    explored: Explored
    seed: int

    @property
    def complete(self) -> bool:
        """False when it was interrupted; it then rests on the runs that were finished."""
        return self.explored.complete

    @property
    def runs(self) -> int:
        """Runs of each scenario behind the map."""
        return int(self.explored.counts.sum())

    def cells(self) -> "pd.DataFrame":
        """One row per point of the map: a column for each path, winner (empty where it cannot be told), chance that it is (the
        highest of all), a column "chance of NAME" for each scenario, best and second by what is expected, lead (of the best over
        the second, in the direction in which more is better) with its 95 % interval low and high, unit, runs of each scenario
        there (0 where the map is interpolated alone)."""
        import pandas as pd

        names = list(self.scenarios)
        chances, winners = self.explored.chances, self.explored.winners
        rows = []
        for place, (best, second) in enumerate(zip(*self.explored.leaders(), strict=True)):
            column, row = divmod(place, len(self.values[1]))
            winner = int(winners[place])
            rows.append({
                self.axes[0].path: self.values[0][column],
                self.axes[1].path: self.values[1][row],
                "winner": "" if winner < 0 else names[winner],
                "chance": chances[place].max(),
                **{f"chance of {name}": chances[place, k] for k, name in enumerate(names)},
                "best": names[best],
                "second": names[second],
                **self._lead(place, int(best), int(second)),
                "unit": self.unit,
                "runs": self.explored.counts[place],
            })  # fmt: skip
        return pd.DataFrame(rows)

    def frontier(self) -> "pd.DataFrame":
        """Where the better side changes, along each row and each column of the map: along (the path on which `at` lies), beside
        (the value of the other path), at, low, high (95 %; infinite where it may lie beyond the map), below and above (who is
        better on either side)."""
        import pandas as pd

        names = list(self.scenarios)
        paths = {"x": self.axes[0].path, "y": self.axes[1].path}
        rows = [
            {
                "along": paths[one.along],
                "beside": one.beside,
                "at": one.at,
                "low": one.low,
                "high": one.high,
                "below": names[one.before],
                "above": names[one.after],
            }
            for one in self.crossings()
        ]
        return pd.DataFrame(rows, columns=["along", "beside", "at", "low", "high", "below", "above"])

    def crossings(self) -> list[Crossing]:
        """The frontier."""
        return self._crossings

    @cached_property
    def _crossings(self) -> list[Crossing]:
        return crossings(self.explored, self.seed)

    def shares(self) -> dict[str, float]:
        """The share of the map on which each scenario wins, and under "" that on which it cannot be told."""
        winners = self.explored.winners
        found = {name: float((winners == k).mean()) for k, name in enumerate(self.scenarios)}
        return found | {"": float((winners < 0).mean())}

    @cached_property
    def outlooks(self) -> list[Outlook]:
        """What 4 and 16 times the runs would probably tell; empty where nothing is grey."""
        return outlooks(self.explored)

    @cached_property
    def alike(self) -> float:
        """The share of the map on which the best two come to the same in every replication, so that no run tells them apart."""
        return alike(self.explored)

    @property
    def unit(self) -> str:
        """What the KPI is counted in."""
        return in_currency(KPIS[self.kpi].unit, next(iter(self.scenarios.values())).market.currency)

    def _lead(self, place: int, best: int, second: int) -> dict[str, float]:
        pair = (min(best, second), max(best, second))
        surface = self.explored.surfaces[pair]
        lead = float(surface.mean[place]) * (1 if best < second else -1)
        reach = 1.96 * float(surface.spread[place])
        return {"lead": lead, "low": lead - reach, "high": lead + reach}


def mapped(
    scenarios: Mapping[str, Scenario],
    axes: tuple[Factor, Factor],
    kpi: str,
    seed: int,
    effort: Effort,
    force: bool,
) -> MapResult:
    """Explore the map of some scenarios over two factors; raises OrgsimError for one that cannot be made."""
    if len(scenarios) < 2:
        raise unusable("a map needs two scenarios or more: it shows which of them wins where")
    check_currency(scenarios)
    better = KPIS[kpi].better
    if better == 0:
        raise unusable("{kpi} has no better side, so nobody wins in it; name another KPI", kpi=kpi)
    if effort.most < LEAST:
        raise unusable(
            "replications is {most}; a map needs {least} or more, to tell how much luck there is",
            most=effort.most,
            least=LEAST,
        )
    if axes[0].path == axes[1].path:
        raise unusable("{path} cannot be both axes of a map", path=axes[0].path)
    (columns, x), (rows, y) = (axis_of(one, CELLS) for one in axes)
    most = cost(len(x), len(y), effort.most) * len(scenarios)
    check_runs(most, f"a map of {len(x)} by {len(y)} points for {len(scenarios)} scenarios", force)
    field = _Field(tuple(scenarios), kpi, len(x) * len(y))
    changes = {
        field.variant(name, i * len(y) + j): (name, {axes[0].path: columns[i], axes[1].path: rows[j]})
        for i in range(len(x))
        for j in range(len(y))
        for name in scenarios
    }
    checked = checked_variants(Variants(dict(scenarios), changes), force)
    with Runs(checked, keys_of([kpi]), seed, effort, most) as runs:
        field.runs = runs
        explored = explore(field.draw, x, y, len(scenarios), better, effort.most)
    return MapResult(dict(scenarios), axes, (columns, rows), kpi, explored, seed)


class _Field:
    """The map as it is drawn from: places of scenarios become runs, and runs values."""

    runs: Runs

    def __init__(self, scenarios: tuple[str, ...], kpi: str, places: int) -> None:
        self._scenarios, self._kpi, self._places = scenarios, kpi, places

    def variant(self, scenario: str, place: int) -> str:
        """What a scenario at a place is called."""
        return f"{place} {scenario}"

    def draw(self, wants: Sequence[Want]) -> list[Floats]:
        """Replication × scenario for each want."""
        self.runs.run(
            (self.variant(name, want.place), number)
            for want in wants
            for number in replications_of(want, self._places)
            for name in self._scenarios
        )
        return [self._values(want) for want in wants]

    def _values(self, want: Want) -> Floats:
        numbers = replications_of(want, self._places)
        quantity = Quantity(KPIS[self._kpi])
        columns = [
            pseudo_values(quantity, self.runs.sample(self.variant(name, want.place), numbers))
            for name in self._scenarios
        ]
        found = np.column_stack(columns)
        if not np.isfinite(found).all():
            raise unusable(
                "{kpi} is not defined everywhere on this map; name another KPI, or run longer", kpi=self._kpi
            )
        return found
