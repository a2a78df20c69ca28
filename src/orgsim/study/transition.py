"""Transition: from the organization of today to another at a date, compared with staying, month by month.

Both are run with the same leads and the same luck, and are the same to the last call until the date. What differs from then on is
due to the change: what people have to learn, what handovers lose, who leaves, and what the new division of labour is worth.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from os import PathLike, fspath
from typing import Any, Literal, Unpack

import numpy as np

from orgsim.errors import unusable
from orgsim.language.phrases import Phrase, Wording, within
from orgsim.plan.derived.cost_of_change import CostOfChange, cost_of_change
from orgsim.plan.derived.stages import stages
from orgsim.plan.scenario import Scenario
from orgsim.plan.text.document import meant, nearest, shown
from orgsim.randomness import Floats
from orgsim.study.answer import Study
from orgsim.study.compare import compare
from orgsim.study.crossing import BreakEven, Dip, MeanBand, SignChange, break_even, crossings, dip, mean_band
from orgsim.study.effort import Options
from orgsim.study.sample import Sample
from orgsim.units import DAYS_PER_YEAR, MONTH, days

STAY, CHANGE = "stay", "change"
"""The names of the two scenarios in tables."""
Shape = Literal["cumulated", "monthly"]
"""Sums since the change, or the months by themselves."""
_OUT = ("delivery_cost", "payroll", "development_cost", "spending")


@dataclass(frozen=True, slots=True)
class MonthlyFigure:
    """A figure of which a change is judged month by month."""

    name: str
    title: Phrase
    unit: str
    flows: bool
    """Whether it is an amount of a month, which is summed up, and not what stands at its end, which is compared as it is."""


_MONEY = (
    MonthlyFigure("profit", within("kpi", "Profit"), "money", flows=True),
    MonthlyFigure("arr", within("kpi", "Annual recurring revenue"), "money / year", flows=False),
    MonthlyFigure("revenue", within("kpi", "Revenue"), "money", flows=True),
    MonthlyFigure("bookings", within("kpi", "Bookings"), "money", flows=True),
)
FIGURES: dict[str, MonthlyFigure] = {
    one.name: one
    for one in (
        *_MONEY,
        MonthlyFigure("won", within("kpi", "Customers won"), "count", flows=True),
        MonthlyFigure("customers", within("kpi", "Customers at the end"), "count", flows=False),
    )
}
"""What a transition can be judged by; the first two are always told where they are defined."""


@dataclass(frozen=True, eq=False, repr=False)
class TransitionStudy:
    """A change of the organization against staying."""

    study: Study
    """The two: "stay" first, then "change"."""
    day: float
    """When the organization changes, in days from day 0."""
    figure: MonthlyFigure
    """What the change is judged by."""

    @property
    def complete(self) -> bool:
        """False when it was interrupted before all was run."""
        return self.study.complete

    @property
    def replications(self) -> int:
        """How many of each scenario it rests on."""
        return self.study.replications

    @property
    def first_month(self) -> int:
        """The model month (from 1) in which the organization changes, or which begins with that."""
        return int((self.day + 1e-9) // MONTH) + 1

    @property
    def months(self) -> int:
        """How many months lie between the change and the horizon, the one in which it comes among them."""
        return len(self.study.series(STAY, "days")[0]) - self.first_month + 1

    @cached_property
    def cost(self) -> CostOfChange:
        """What the change costs at once, by its plan."""
        return cost_of_change(self.study.scenarios[CHANGE])

    @property
    def figures(self) -> tuple[MonthlyFigure, ...]:
        """What is told: the figure that it is judged by, then profit and ARR, as far as they are defined."""
        names = dict.fromkeys([self.figure.name, "profit", "arr"])
        return tuple(FIGURES[name] for name in names if self.defined(name))

    def defined(self, figure: str) -> bool:
        """Whether both sides have a figure in every month and replication."""
        return all(np.isfinite(self._monthly(name, figure)).all() for name in (STAY, CHANGE))

    def differences(self, figure: str, shape: Shape) -> Floats:
        """Replication × month from the change on: by how much it is more than with staying; "cumulated": since the change, money
        discounted to the day of it (each month's at its middle). OrgsimError for what stands at the end of months."""
        one = FIGURES[figure]
        gaps = self._monthly(CHANGE, figure) - self._monthly(STAY, figure)
        base = np.maximum(np.abs(self._monthly(CHANGE, figure)), np.abs(self._monthly(STAY, figure)))
        own = np.where(np.abs(gaps) <= 1e-9 * base, 0.0, gaps)[:, self.first_month - 1 :]
        if shape == "monthly":
            return own
        if not one.flows:
            raise unusable("{figure} stands at the end of each month and is not summed up", figure=figure)
        return np.cumsum(own * (self._discount() if one.unit == "money" else 1.0), axis=1)

    def curve(self, figure: str) -> Floats:
        """What a figure is judged by: its sum since the change where it is an amount of a month, else what stands at its end."""
        return self.differences(figure, "cumulated" if FIGURES[figure].flows else "monthly")

    def band(self, figure: str, shape: Shape) -> MeanBand:
        """The mean of these differences with the 95 % interval of each month."""
        return mean_band(self.differences(figure, shape))

    def means(self, name: str, figure: str) -> Floats:
        """The mean of a figure in each month from the change on, with "stay" or "change"."""
        return np.asarray(self._monthly(name, figure).mean(axis=0)[self.first_month - 1 :])

    def break_even(self, figure: str | None = None) -> BreakEven:
        """From which month after the change on it is ahead for good; of the figure it is judged by when none is named."""
        return break_even(self.curve(figure or self.figure.name))

    def dip(self, figure: str, shape: Shape) -> Dip:
        """The largest shortfall against staying."""
        return dip(self.differences(figure, shape))

    def crossings(self, figure: str, shape: Shape) -> list[SignChange]:
        """The months, counted from the change, in which the mean difference changes its sign."""
        return crossings(self.band(figure, shape))

    @property
    def same(self) -> bool:
        """Whether nothing at all differs."""
        return not any(self.differences(one.name, "monthly").any() for one in self.figures)

    def __repr__(self) -> str:
        """What is compared, in one line."""
        after = self.study.scenarios[CHANGE].reorganizations[0].organization.organization.title.en
        before = self.study.scenarios[STAY].title()
        return f"<Transition from {before} to {after} on day {self.day:g}: {self.study.replications} replications>"

    def _monthly(self, name: str, figure: str) -> Floats:
        return monthly_figure(self.study.samples[name], figure)

    def _discount(self) -> Floats:
        """What money of each month from the change on is worth on the day of the change."""
        length = self.study.series(STAY, "days")[0]
        ends = np.cumsum(length)
        middle = ends - length / 2
        years = np.maximum(0.0, middle[self.first_month - 1 :] - self.day) / DAYS_PER_YEAR
        return np.asarray((1 + self.study.scenarios[STAY].scenario.discount_rate) ** -years)


def monthly_figure(sample: Sample, figure: str) -> Floats:
    """A figure in each replication and model month; profit is revenue less all that goes out in the month."""
    if figure != "profit":
        return sample.series[figure]
    gone = [sample.series[name] for name in _OUT]
    return np.asarray(sample.series["revenue"] - np.sum(gone, axis=0))


def stay_or_change(
    before: Scenario,
    after: str | PathLike[str] | Scenario,
    at: str | float,
    *,
    kpi: str = "profit",
    people: Mapping[str, Mapping[str, int]] | None = None,
    notice: str | None = None,
    delay: str | None = None,
    seed: int = 1,
    **options: Unpack[Options],
) -> TransitionStudy:
    """Compare going over to another organization at a date with staying.

    after: the name of an organization of the gallery or the path of its file, or a scenario whose organization it is. at: a time
    from day 0 within the horizon, such as "12 months". kpi: what the change is judged by, one of `FIGURES`. people, notice,
    delay: as in `[[reorganizations]]`. options: replications=40, workers, ledger, progress: see `orgsim.study.effort.Options`.

    Ctrl-C ends it early with what both have finished (`study.complete` is then False); it raises KeyboardInterrupt when that is
    nothing. Raises OrgsimError for what cannot be compared.
    """
    if kpi not in FIGURES:
        near = nearest(kpi, list(FIGURES))
        hint = meant(near, Wording("there are {figures}", figures=", ".join(FIGURES)))
        raise unusable("a change cannot be judged by {kpi}; {hint}", kpi=shown(kpi), hint=hint)
    changed = _changed(before, after, at, {"people": people, "notice": notice, "delay": delay})
    study = compare({STAY: before, CHANGE: changed}, seed=seed, **options)
    found = TransitionStudy(study, stages(changed)[1].begins, FIGURES[kpi])
    if not found.defined(kpi):
        raise unusable(
            "{name} does not define {kpi} in every month; judge the change by another figure, such as won",
            name=before.name,
            kpi=kpi,
        )
    return found


def _changed(
    before: Scenario, after: str | PathLike[str] | Scenario, at: str | float, terms: Mapping[str, Any]
) -> Scenario:
    """The scenario in which another organization takes over."""
    if before.reorganizations:
        raise unusable(
            "another organization takes over in {name} already: name a scenario without [[reorganizations]]",
            name=before.name,
        )
    day = _day(before, at)
    row: dict[str, Any] = {"at": f"{day!r} days", "organization": _organization(after)}
    row |= {name: value for name, value in terms.items() if value is not None}
    return before.replace({"reorganizations": [row]})


def _organization(after: str | PathLike[str] | Scenario) -> Any:
    """What the row says of the organization: its name, or its tables."""
    if not isinstance(after, Scenario):
        return fspath(after)
    if after.transfers:
        raise unusable(
            "{name} has transfers between its teams, which an organization that takes over cannot have",
            name=after.name,
        )
    document = after.document()
    tables = {key: document.get(key) for key in ("organization", "teams", "policies")}
    return {key: table for key, table in tables.items() if table is not None}


def _day(before: Scenario, at: str | float) -> float:
    try:
        day = days(at) if isinstance(at, str) else float(at)
    except ValueError:
        day = 0.0
    if not 0 < day < before.scenario.horizon:
        raise unusable(
            'at is {at}; it must be a time from day 0, above 0 and within the horizon, such as "12 months"',
            at=shown(str(at)),
        )
    return day
