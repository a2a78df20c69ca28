"""People, load and waits of every team month by month, as rows of small curves beside their means."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from orgsim.language import Language
from orgsim.language.numbers import percent
from orgsim.report.drawing.palette import colour
from orgsim.report.drawing.paper import boxed
from orgsim.report.drawing.style import GREY, INK, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_BUSY = 0.85
"""Load from which on waits grow quickly; a line marks it."""
_LEFTS, _WIDE = (0.0, 1.98, 3.56), 1.0
"""Where columns begin, and how broad their curves are; the numbers stand in between, those of people the broadest."""


@dataclass(frozen=True, slots=True)
class TeamMonths:
    """One team; three curves over the same months, with a number beside each."""

    organization: str
    place: int
    """In the palette."""
    team: str
    people: Sequence[float]
    """Who were there, means over replications."""
    load: Sequence[float]
    """Share of the hours on duty."""
    wait: Sequence[float]
    """Elapsed hours; NaN where nobody waited for anything."""
    said: tuple[str, str, str]
    """People, mean load and mean wait in words."""
    planned: Sequence[float] = ()
    """People by plan; a line over those who were there."""
    reach: tuple[Sequence[float], Sequence[float]] = ((), ())
    """Between which numbers of people 8 of 10 replications lie, month by month."""


@dataclass(frozen=True, slots=True)
class TeamMonthsChart:
    """A row for each team, below a heading for each organization."""

    rows: Sequence[TeamMonths]
    columns: tuple[str, str, str]
    months: str
    busy: str
    """What the line in the loads is called."""
    language: Language
    abreast: int = 1
    """Columns of organizations: 2 for a slide."""

    def draw(self) -> "Figure":
        """The figure."""
        from matplotlib.figure import Figure

        shares = _shared_out(self.rows, self.abreast)
        heights = [len(share) + len({row.organization for row in share}) for share in shares]
        there = [curve for row in self.rows for curve in (row.people, row.planned, row.reach[1])]
        most = _largest(there), _largest([row.wait for row in self.rows])
        with style():
            size = (5.2 * len(shares), 0.95 + 0.4 * max(heights))
            figure = Figure(figsize=size, layout="constrained")
            for axes, share in zip(figure.subplots(1, len(shares), squeeze=False)[0], shares, strict=True):
                self._panel(axes, share, max(heights), (most[0], 1.0, most[1]))
            about = f"{self.months}. {self.busy}: {percent(_BUSY, self.language)}"
            figure.supxlabel(boxed(about, 76 * len(shares)), fontsize=9)
        return figure

    def _panel(
        self, axes: "Axes", rows: Sequence[TeamMonths], height: int, scales: tuple[float, float, float]
    ) -> None:
        place, ticks, heads = 0.0, [], list(dict.fromkeys(row.organization for row in rows))
        for column, said in enumerate(self.columns):
            axes.text(_LEFTS[column], -0.1, boxed(said, 20, 1), fontsize=9, va="bottom")
        for head in heads:
            axes.annotate(
                boxed(head, 60, 1), (0, place + 0.68), (0, 0), xycoords=("axes fraction", "data"),
                textcoords="offset points", fontsize=9, va="center", fontweight="bold" if head.isascii() else "normal",
                annotation_clip=False,
            )  # fmt: skip
            place += 1
            for row in (one for one in rows if one.organization == head):
                ticks.append((place + 0.62, row.team))
                for column, (values, scale) in enumerate(
                    zip((row.people, row.load, row.wait), scales, strict=True)
                ):
                    _curve(axes, (_LEFTS[column], place + 0.95), values, scale, colour(row.place))
                    if not column:
                        _plan(axes, (0.0, place + 0.95), row, scale)
                    axes.text(
                        _LEFTS[column] + _WIDE + 0.04,
                        place + 0.62,
                        row.said[column],
                        fontsize=8.5,
                        va="center",
                    )
                busy = place + 0.95 - 0.72 * _BUSY
                axes.plot(
                    [_LEFTS[1], _LEFTS[1] + _WIDE], [busy, busy], color=INK, linewidth=0.8, linestyle=":"
                )
                place += 1
        axes.set_xlim(-0.02, _LEFTS[2] + _WIDE + 0.58)
        axes.set_ylim(height + 0.1, -0.9)
        axes.set_xticks([])
        axes.set_yticks([at for at, _ in ticks], [boxed(said, 18) for _, said in ticks], fontsize=9)
        axes.tick_params(axis="y", length=0)
        axes.grid(False)
        for spine in axes.spines.values():
            spine.set_visible(False)


def _largest(curves: Sequence[Sequence[float]]) -> float:
    """What the highest of some curves reaches; 1 where none has a value above 0."""
    return max((value for curve in curves for value in curve if isfinite(value)), default=1.0) or 1.0


def _curve(
    axes: "Axes", corner: tuple[float, float], values: Sequence[float], scale: float, paint: str
) -> None:
    """An area above a line of its own, as steps from month to month; months without a value have none."""
    left, ground = corner
    edges = left + _WIDE * np.arange(len(values) + 1) / len(values)
    tops = ground - 0.72 * np.clip(np.asarray(values, dtype=float) / scale, 0.0, 1.0)
    # Months alike are one step of the curve.
    new = np.append(True, ~((tops[1:] == tops[:-1]) | (np.isnan(tops[1:]) & np.isnan(tops[:-1]))))
    starts = np.append(edges[:-1][new], edges[-1])
    axes.stairs(tops[new], starts, baseline=ground, fill=True, color=paint, alpha=0.55, linewidth=0)
    axes.plot([left, left + _WIDE], [ground, ground], color=GREY, linewidth=0.6)


def _plan(axes: "Axes", corner: tuple[float, float], row: TeamMonths, scale: float) -> None:
    """Over the people who were there: how far replications differ, and the plan as a line."""
    left, ground = corner

    def tops(values: Sequence[float]) -> list[float]:
        return [ground - 0.72 * value / scale for value in values]

    low, high = row.reach
    edges = left + _WIDE * np.arange(len(row.people) + 1) / len(row.people)
    if low:
        axes.stairs(tops(high), edges, baseline=tops(low), fill=True, color=INK, alpha=0.22, linewidth=0)
    if row.planned:
        axes.stairs(tops(row.planned), edges, baseline=None, color=INK, linewidth=0.9)


def _shared_out(rows: Sequence[TeamMonths], columns: int) -> list[list[TeamMonths]]:
    """The rows in so many columns, those of one organization together."""
    heads = list(dict.fromkeys(row.organization for row in rows))
    each = -(-len(heads) // columns)
    groups = [heads[start : start + each] for start in range(0, len(heads), each)]
    return [[row for row in rows if row.organization in group] for group in groups]
