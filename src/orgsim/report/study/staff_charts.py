"""The figure of a staffing study: divisions ranked with their bounds, or the front of two goals."""

from math import isfinite

from orgsim.language import Language
from orgsim.language.phrases import Phrase, say
from orgsim.measures.kpis import KPIS
from orgsim.report.drawing import style
from orgsim.report.drawing.axis_marks import AxisMarks
from orgsim.report.drawing.divisions import DividedPoint, DividedRow, DivisionsChart, FrontChart, Span
from orgsim.study.staff_answer import StaffAnswer, State
from orgsim.study.staff_words import division
from orgsim.study.statistics import Estimate

STATES: dict[State, Phrase] = {
    "selected": Phrase("selected"),
    "open": Phrase("not told from it"),
    "out": Phrase("eliminated"),
    "on the front": Phrase("not surely beaten"),
    "beaten": Phrase("beaten in both"),
}
"""What became of a division, as a reader meets it."""
_LONGEST = 48
_SHOWN = 16
"""Divisions that the figure shows at most, so that a slide can be read."""


def chart(found: StaffAnswer, language: Language) -> DivisionsChart | FrontChart:
    """The figure as plain values."""
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


def _ranked(found: StaffAnswer, language: Language) -> DivisionsChart:
    """One row per division: its difference from the selected one, and between which bounds its lead over all others lies."""
    places, kpi = found.ranked()[:_SHOWN], found.kpi
    today = say("today's proportions", language)
    rows = []
    for place, text in zip(places, names(found), strict=False):
        label = f"{text} ({today})" if place == 0 else text
        rows.append(DividedRow(label, found.state(place), _span(found.figure(place))))
    bounds = [abs(bound) for row in rows for bound in (row.difference.low, row.difference.high)]
    largest = max(filter(isfinite, bounds), default=1.0) or 1.0
    axis = say("{kpi}: difference from the selected division, with bounds (95%)", language, kpi=kpi.title)
    mark = AxisMarks(language, kpi.unit, largest, found.currency)
    return DivisionsChart(rows, axis, _teams(found, language), _states(found, places, language), mark)


def _front(found: StaffAnswer, language: Language) -> FrontChart:
    """One goal over the other, each division with its intervals."""
    places = found.ranked()[:_SHOWN]
    points = [
        DividedPoint(text, found.state(place), _span(found.mean(place, 0)), _span(found.mean(place, 1)))
        for place, text in zip(places, names(found), strict=False)
    ]
    across, up = (KPIS[name] for name in found.kpis)
    marks = (
        AxisMarks(language, across.unit, max(abs(one.across.middle) for one in points), found.currency),
        AxisMarks(language, up.unit, max(abs(one.up.middle) for one in points), found.currency),
    )
    goals = across.title.say(language), up.title.say(language)
    return FrontChart(points, goals, _teams(found, language), _states(found, places, language), marks)


def _span(one: Estimate) -> Span:
    return Span(one.mean, one.low, one.high)


def _states(found: StaffAnswer, places: list[int], language: Language) -> dict[str, str]:
    """The states that occur, each with what it is called."""
    return {state: STATES[state].say(language) for state in dict.fromkeys(map(found.state, places))}


def _teams(found: StaffAnswer, language: Language) -> str:
    """What the numbers of a division count, in their order; for several organizations nothing."""
    if len(found.scenarios) == 1:
        one = found.divisions[found.ranked()[0]]
        people = division(found, one, language)
        return say("People: {people}", language, people=style.drawable(people, names(found)[0], language))
    return ""
