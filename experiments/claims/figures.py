"""The figure of one claim: its effect in each place, and beside it over the values of a number that it may turn on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.claims.results import Result, shown
from experiments.claims.words import contrasts_of, plain, title_of, untold
from orgsim.report.drawing.palette import COLOURS
from orgsim.report.drawing.picture_files import draw_to
from orgsim.report.drawing.style import GREY, INK, folded, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CLEAR = {"holds": COLOURS[2], "does not hold": COLOURS[4], "cannot tell": GREY}
"""The colour of each verdict; its mark says the same."""
MARK = {"holds": "o", "does not hold": "s", "cannot tell": "D"}
PANELS = 2
"""Sweeps shown at most; the page has all."""


def draw(result: Result, path: Path) -> None:
    """Draw a claim's figure into a file."""
    from matplotlib.figure import Figure

    form = shown(result)
    turns = form["turns"][:PANELS]
    estimated = "figures" in form["rows"][0]
    lines, axis = _estimates(form) if estimated else _contrasts(form)
    rows = sum(1 + one.label.count("\n") for one in lines)
    with style():
        heights = [1.0 + 0.26 * rows, 2.8] if turns else [1.0 + 0.26 * rows]
        picture = Figure(figsize=(8.6, 0.3 + sum(heights)), layout="constrained")
        above, *below = picture.subfigures(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0]
        forest = above.subplots()
        _forest(forest, lines, axis, _bound(form) if estimated else "smallest effect that would matter")
        above.legend(*forest.get_legend_handles_labels(), loc="outside upper left", ncols=4, fontsize=9)
        for place, turn in zip(
            below[0].subplots(1, len(turns), squeeze=False)[0] if turns else (), turns, strict=True
        ):
            curve(place, turn, contrasts_of(form)[turn["contrast"] - 1].in_points)
        draw_to(picture, path)


@dataclass(frozen=True)
class ForestLine:
    """One interval of the forest."""

    label: str
    value: float
    low: float
    high: float
    bound: float | None
    """The smallest effect that would matter, or the bound of an estimate."""
    said: str
    """The verdict by itself."""


def _contrasts(form: Mapping[str, Any]) -> tuple[list[ForestLine], str]:
    """The deciding contrast everywhere, then the others in the first place."""
    contrasts, first = contrasts_of(form), form["rows"][0]["contrasts"]
    places = [(row["setting"]["where"], 0, row["contrasts"][0]) for row in form["rows"]]
    places[0] = (f"{contrasts[0].says}, {places[0][0]}", 0, first[0])
    others = [(contrasts[place].says, place, first[place]) for place in range(1, len(first))]
    lines = []
    for label, place, one in (*places, *others):
        other = contrasts[place].kpi != contrasts[0].kpi
        said = f"{label} [{title_of(contrasts[place])}]" if other else label
        value, low, high = (100 * one[key] for key in ("effect", "low", "high"))
        bound = 100 * contrasts[place].delta
        lines.append(ForestLine(folded(said, 44), value, low, high, bound, one["verdict"]))
    units = dict.fromkeys("points" if one.in_points else "%" for one in contrasts)
    return lines, f"{title_of(contrasts[0])}: effect in the claimed direction, {' or '.join(units)}"


def _estimates(form: Mapping[str, Any]) -> tuple[list[ForestLine], str]:
    """Figures with intervals; those of another unit than the first are left to the table."""
    unit = form["rows"][0]["figures"][0]["unit"]
    scale = 100 if unit.startswith("share") else 1
    bound = form["stated"].get("at_least", form["stated"].get("at_most"))
    lines = []
    for row in form["rows"]:
        for place, one in enumerate(row["figures"]):
            if one["unit"] != unit or None in one.values():
                continue
            label = f"{one['says']}, {row['setting']['where']}" if len(form["rows"]) > 1 else one["says"]
            value, low, high = (scale * one[key] for key in ("value", "low", "high"))
            decides = None if place or bound is None else scale * bound
            said = "" if place else row["verdict"]
            lines.append(ForestLine(folded(label, 44), value, low, high, decides, said))
    return lines, "%" if scale == 100 else unit


def _bound(form: Mapping[str, Any]) -> str:
    """What the dotted line of an estimate is."""
    return "claimed: at least" if "at_least" in form["stated"] else "claimed: at most"


def _forest(axes: "Axes", lines: Sequence[ForestLine], axis: str, bound: str) -> None:
    for place, one in enumerate(lines):
        colour, mark = CLEAR.get(one.said, INK), MARK.get(one.said, "o")
        axes.plot([one.low, one.high], [place, place], color=colour, linewidth=2, solid_capstyle="butt")
        axes.plot([one.value], [place], mark, color=colour, markersize=6)
        if one.bound is not None:
            axes.plot([one.bound] * 2, [place - 0.3, place + 0.3], color=INK, linewidth=1, linestyle=":")
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.set_yticks(range(len(lines)), [one.label for one in lines])
    axes.set_ylim(len(lines) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")
    axes.set_xlabel(folded(axis, 64))
    for said in ("holds", "does not hold", "cannot tell"):
        if any(one.said == said for one in lines):
            axes.plot([], [], MARK[said], color=CLEAR[said], label=said)
    axes.plot([], [], color=INK, linewidth=1, linestyle=":", label=bound)


def curve(axes: "Axes", turn: Mapping[str, Any], in_points: bool) -> None:
    """The effect over the values of a number, with the places where it is told to turn."""
    points = turn["points"]
    values = [one["value"] for one in points]
    low, middle, high = ([100 * one[key] for one in points] for key in ("low", "effect", "high"))
    axes.fill_between(values, low, high, color=COLOURS[0], alpha=0.2, linewidth=0)
    axes.plot(values, middle, color=COLOURS[0], marker="o", markersize=4)
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.axvline(turn["now"], color=GREY, linewidth=0.8, linestyle=":")
    for one in () if untold(turn) else turn["crosses"]:
        axes.plot([one["at"]], [0], "v", color=COLOURS[4], markersize=7)
        axes.annotate(
            plain(one["at"]),
            (one["at"], 0),
            xytext=(0, 8),
            textcoords="offset points",
            ha="center",
            color=COLOURS[4],
        )
    axes.set_xlabel(folded(turn["says"].replace("`", ""), 44))
    axes.set_ylabel("effect, points" if in_points else "effect, %")
