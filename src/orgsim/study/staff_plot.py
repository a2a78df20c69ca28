"""The figure of a staffing study: divisions ranked with their intervals, or the front of two goals."""

from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.fields import Language
from orgsim.language.numbers import marks
from orgsim.language.phrases import Phrase, say
from orgsim.measures.kpis import KPIS
from orgsim.study.staff_answer import StaffAnswer, State
from orgsim.study.staff_words import division

if TYPE_CHECKING:
    import pandas as pd

_LOOKS: dict[State, tuple[str, str]] = {
    "selected": ("#009e73", "^"),
    "open": ("#e69f00", "o"),
    "out": ("#888888", "o"),
    "on the front": ("#0072b2", "o"),
    "beaten": ("#888888", "v"),
}
STATES: dict[State, Phrase] = {
    "selected": Phrase("selected"),
    "open": Phrase("not told from it"),
    "out": Phrase("eliminated"),
    "on the front": Phrase("not surely beaten"),
    "beaten": Phrase("beaten in both"),
}
"""What became of a division, as a reader meets it."""
_LONGEST = 60


def plot(found: StaffAnswer, language: Language) -> Any:
    """Draw a study; the matplotlib Axes."""
    return _ranked(found, language) if found.selection is not None else _front(found, language)


def names(found: StaffAnswer) -> list[str]:
    """Short names of the divisions in their order of rank: numbers of people, after the organization where there are several."""
    several = len(found.scenarios) > 1
    said = []
    for place in found.ranked():
        one = found.divisions[place]
        counts = "-".join(str(count) for count in one.counts)
        said.append(f"{one.variant} {counts}" if several else counts)
    return [text if len(text) <= _LONGEST else f"…{text[1 - _LONGEST :]}" for text in said]


def _paper(frame: "pd.DataFrame", height: float) -> Any:
    # A frame draws in a figure of its own; a series would draw over whatever figure is open.
    axes: Any = frame.plot(legend=False, figsize=(8.6, height), linestyle="none")
    axes.figure.set_layout_engine("constrained")
    axes.clear()
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.set_axisbelow(True)
    return axes


def _ranked(found: StaffAnswer, language: Language) -> Any:
    """One row per division: its difference from the selected one, and between which bounds its lead over all others lies."""
    import pandas as pd

    places, kpi = found.ranked(), found.kpi
    figures = [found.figure(place) for place in places]
    frame = pd.DataFrame({"difference": [one.mean for one in figures]})
    axes = _paper(frame, 1.6 + 0.32 * len(places))
    for row, (place, one) in enumerate(zip(places, figures, strict=True)):
        colour, mark = _LOOKS[found.state(place)]
        axes.plot([one.low, one.high], [row, row], color=colour, linewidth=2, solid_capstyle="butt")
        axes.plot([one.mean], [row], mark, color=colour, markersize=7)
    axes.axvline(0, color="#010203", linewidth=1)
    labels = names(found)
    today = say("today's proportions", language)
    shown = [f"{text} ({today})" if place == 0 else text for place, text in zip(places, labels, strict=True)]
    axes.set_yticks(range(len(places)), shown)
    axes.invert_yaxis()
    axes.grid(False, axis="y")
    axes.grid(True, axis="x", color="#888888", alpha=0.25)
    widest = max(abs(bound) for one in figures for bound in (one.low, one.high) if np.isfinite(bound))
    axes.xaxis.set_major_formatter(_marks(widest or 1.0, kpi.unit, found.currency, language))
    axes.set_xlabel(
        say("{kpi}: difference from the selected division, with bounds (95%)", language, kpi=kpi.title)
    )
    axes.set_title(_teams(found, language), loc="left", fontsize=9)
    _legend(axes, found, language)
    return axes


def _front(found: StaffAnswer, language: Language) -> Any:
    """One goal over the other, each division with its intervals."""
    import pandas as pd

    places, (across, up) = found.ranked(), (KPIS[name] for name in found.kpis)
    means = [(found.mean(place, 0), found.mean(place, 1)) for place in places]
    axes = _paper(pd.DataFrame({"y": [y.mean for _, y in means]}), 5.2)
    for text, place, (x, y) in zip(names(found), places, means, strict=True):
        colour, mark = _LOOKS[found.state(place)]
        axes.plot([x.low, x.high], [y.mean, y.mean], color=colour, linewidth=1, alpha=0.6)
        axes.plot([x.mean, x.mean], [y.low, y.high], color=colour, linewidth=1, alpha=0.6)
        axes.plot([x.mean], [y.mean], mark, color=colour, markersize=7)
        # Neighbours along the first goal have their names above and below, so that they do not meet.
        above = sorted(one.mean for one, _ in means).index(x.mean) % 2 == 0
        axes.annotate(
            text, (x.mean, y.mean), (5, 5 if above else -12), textcoords="offset points", fontsize=8
        )
    for axis, kpi, side in ((axes.xaxis, across, 0), (axes.yaxis, up, 1)):
        largest = max(abs(one[side].mean) for one in means)
        axis.set_major_formatter(_marks(largest or 1.0, kpi.unit, found.currency, language))
        axis.set_label_text(kpi.title.say(language))
    axes.grid(True, color="#888888", alpha=0.25)
    axes.margins(0.12)
    axes.set_title(_teams(found, language), loc="left", fontsize=9)
    _legend(axes, found, language)
    return axes


def _marks(largest: float, unit: str, currency: str, language: Language) -> Any:
    write = marks(largest, unit, currency, language)
    return lambda value, _: write(value)


def _teams(found: StaffAnswer, language: Language) -> str:
    """What the numbers of a division count, in their order; for several organizations what is selected, in full."""
    if len(found.scenarios) == 1:
        one = found.divisions[found.ranked()[0]]
        return say("People: {people}", language, people=division(found, one, language))
    return ""


def _legend(axes: Any, found: StaffAnswer, language: Language) -> None:
    for state in dict.fromkeys(found.state(place) for place in found.ranked()):
        colour, mark = _LOOKS[state]
        axes.plot([], [], mark, color=colour, label=STATES[state].say(language))
    axes.figure.legend(loc="outside lower left", ncols=3, frameon=False, fontsize=8)
