"""What a staffing study has found, in numbers: the best division, how surely, and what became of the others."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np

from orgsim.errors import unusable
from orgsim.measures.kpis import KPIS, Kpi
from orgsim.plan.budget import staffed
from orgsim.plan.scenario import Scenario
from orgsim.randomness import Floats
from orgsim.study.divisions import Pool
from orgsim.study.front import beaten
from orgsim.study.paired import paired_difference
from orgsim.study.selection import Selection
from orgsim.study.staff_runs import Division
from orgsim.study.staff_search import Searched
from orgsim.study.statistics import Estimate, estimate, is_skewed

State = Literal["selected", "out", "open", "on the front", "beaten"]


@dataclass(frozen=True, slots=True)
class Zone:
    """The indifference zone: the lead that does not matter."""

    share: float
    """Of a KPI; the amount itself where none is named."""
    kpi: str
    asked: str
    """As it was asked for."""
    amount: float = math.nan
    """In the unit of the KPI that is compared; known once the KPI of which it is a share is."""

    def settled(self, level: float) -> "Zone":
        """With its amount; `level` is the mean of the KPI that it is a share of.

        Raises OrgsimError where that is 0 or less, of which a share says nothing.
        """
        if not self.kpi:
            return replace(self, amount=self.share)
        if not level > 0:
            raise unusable(
                "delta is {asked}, and {kpi} is {level} as people are divided today, of which a share says "
                "nothing: state delta as an amount",
                asked=repr(self.asked),
                kpi=self.kpi,
                level=format(level, ".4g"),
            )
        return replace(self, amount=self.share * level)


@dataclass(frozen=True, eq=False)
class StaffAnswer:
    """Divisions of people among teams, searched, and compared on fresh luck; the first one is that in today's proportions."""

    scenarios: Mapping[str, Scenario]
    """The organizations, and each under the policies tried, as they were before people were divided."""
    pools: Mapping[str, Pool]
    """What was divided in each."""
    kpis: tuple[str, ...]
    """One KPI to be best in, or two goals."""
    seed: int
    divisions: tuple[Division, ...]
    """The short list."""
    searched: Searched
    values: Floats
    """Of the final: replication × division × KPI; NaN from where a division was out."""
    selection: Selection | None = None
    """For one KPI: what was selected and what is known."""
    zone: Zone | None = None
    """For one KPI: the lead that does not matter."""
    complete: bool = True
    """False when the final was interrupted."""

    @property
    def kpi(self) -> Kpi:
        """The first goal."""
        return KPIS[self.kpis[0]]

    @property
    def currency(self) -> str:
        """In which money is told."""
        return next(iter(self.scenarios.values())).market.currency

    @property
    def best(self) -> Division:
        """The division that is selected; for two goals raises OrgsimError, since there is a front of them."""
        if self.selection is None:
            raise unusable("two goals have no best division, but a front of them: see the table")
        return self.divisions[self.selection.chosen]

    @property
    def reached(self) -> bool:
        """Whether the best division is known to be ahead of the selected one by no more than was asked for."""
        asked = math.inf if self.zone is None else self.zone.amount * (1 + 1e-9)
        return self.selection is None or self.selection.behind <= asked

    @property
    def runs(self) -> tuple[int, ...]:
        """Runs of each division in the final."""
        return tuple(int(count) for count in np.isfinite(self.values[:, :, 0]).sum(axis=0))

    def scenario(self, division: Division | None = None) -> Scenario:
        """The scenario with its people so divided: the best division when none is named."""
        chosen = self.best if division is None else division
        return staffed(self.scenarios[chosen.variant], self.people(chosen))

    def people(self, division: Division) -> dict[str, int]:
        """People of each team that takes part, by its name."""
        return dict(zip(self.pools[division.variant].teams, division.counts, strict=True))

    def state(self, place: int) -> State:
        """What became of a division of the short list, by its place."""
        if self.selection is None:
            return "beaten" if self._beaten[place] else "on the front"
        if place == self.selection.chosen:
            return "selected"
        return "open" if place in self.selection.inside else "out"

    @cached_property
    def skewed(self) -> bool:
        """Whether differences from the selected division lean so far to one side that they are not normal."""
        if self.selection is None:
            return False
        own = self.values[:, self.selection.chosen, 0]
        gaps = (self.values[:, place, 0] - own for place in range(len(self.divisions)))
        return any(is_skewed(gap[np.isfinite(gap)]) for gap in gaps)

    def ranked(self) -> list[int]:
        """The places of the short list, best first; for two goals the front first, along the first goal."""
        if self.selection is None:
            means = self.kpi.better * self.values[:, :, 0].mean(axis=0)
            return sorted(range(len(self.divisions)), key=lambda k: (bool(self._beaten[k]), -means[k]))
        chosen = self.selection.chosen
        rest = [place for place in range(len(self.divisions)) if place != chosen]
        found = self.selection
        return [chosen, *sorted(rest, key=lambda place: -found.difference(place, chosen))]

    def figure(self, place: int, goal: int = 0) -> Estimate:
        """A division's difference, with bounds.

        One KPI: from the selected one, replication by replication; the bounds are of its lead over the best of all others, and
        hold for all divisions at once, with 95 %. Two goals: from the division in today's proportions, with a 95 % interval.
        """
        values = self.values[:, :, goal]
        if self.selection is None:
            return paired_difference(values[:, 0], values[:, place]).difference
        low, high = self.selection.lead(place)
        sign = self.kpi.better
        gap = (
            sign * self.selection.difference(place, self.selection.chosen)
            if place != self.selection.chosen
            else 0.0
        )
        low, high = (low, high) if sign > 0 else (-high, -low)
        return Estimate(gap, low, high, self.runs[place])

    def mean(self, place: int, goal: int = 0) -> Estimate:
        """A KPI of a division with the interval of its own replications.

        One KPI: the mean of the selected one, and for others this and their paired difference from it, since a division that went
        out early has met less luck than the others.
        """
        if self.selection is None:
            return estimate(self.values[:, place, goal])
        own = estimate(self.values[:, self.selection.chosen, 0])
        if place == self.selection.chosen:
            return own
        return Estimate(own.mean + self.figure(place).mean, math.nan, math.nan, self.runs[place])

    def gain(self) -> Estimate:
        """The selected division less the one in today's proportions, with 95 % bounds that hold whenever the study ended."""
        if self.selection is None:
            raise unusable("two goals have no best division: see the table for the differences from today's")
        chosen, sign = self.selection.chosen, self.kpi.better
        if chosen == 0:
            return Estimate(0.0, 0.0, 0.0, self.runs[0])
        low, high = self.selection.against(chosen, 0)
        gap = sign * self.selection.difference(chosen, 0)
        low, high = (low, high) if sign > 0 else (-high, -low)
        return Estimate(gap, low, high, min(self.runs[0], self.runs[chosen]))

    @cached_property
    def _beaten(self) -> list[bool]:
        signs = np.array([KPIS[name].better for name in self.kpis], dtype=float)
        return [bool(one) for one in beaten(self.values * signs)]
