"""Why organizations differ, in tables and a figure: what structure and each family of mechanisms carries."""

from math import isfinite

from orgsim.language import Language
from orgsim.language.phrases import Phrase
from orgsim.measures.kpis import KPIS
from orgsim.mechanisms import MECHANISMS
from orgsim.report.drawing import style, svg
from orgsim.report.drawing.axis_marks import AxisMarks
from orgsim.report.study import figures
from orgsim.report.study.lettered import Picture
from orgsim.report.study.reading import StudyReading
from orgsim.report.study.tables import Cell, ReportTable
from orgsim.study.attribution import TITLES, Attribution
from orgsim.study.labels import labels
from orgsim.study.statistics import Estimate

_SHOWN = 8
"""Single mechanisms that a table lists."""


def tables(reading: StudyReading) -> list[ReportTable]:
    """For each comparison with the baseline: the parts of the difference, then the mechanisms that weigh most."""
    if reading.why is None:
        return []
    return [
        table
        for b in reading.others
        for table in (_parts(reading, reading.why, b), _single(reading, reading.why, b))
    ]


def picture(reading: StudyReading) -> Picture | None:
    """Bars of what each part carries, one panel for each comparison with the baseline."""
    why = reading.why
    if why is None or not reading.others:
        return None
    title = reading.say("Why they differ: {kpi}", kpi=reading.kpi_title(reading.kpi_apart))
    caption = reading.say(
        "Bars: what each part carries; lines: 95% intervals. The numbers are in the tables below."
    )
    drawn = svg.element(chart(reading, why, style.writes(reading.language)).draw(), "why")
    return Picture("why", title, drawn, caption, f"{title}. {caption}")


def chart(reading: StudyReading, why: Attribution, language: Language) -> figures.PartsChart:
    """The same as plain values, in a language."""
    parts = why.parts()
    kpi = reading.kpi_apart
    names = labels(reading.study.scenarios, language)
    panels = {
        style.drawable(names[b], b, language): [why.share(b, kpi, part) for part in parts]
        for b in reading.others
    }
    titles = [TITLES[part].say(language) for part in parts]
    bars = {
        name: [figures.Part(one.mean, one.low, one.high) for one in found] for name, found in panels.items()
    }
    mark = marks_of(reading, kpi, [one for found in panels.values() for one in found], language)
    return figures.PartsChart(titles, bars, KPIS[kpi].title.say(language), mark)


def marks_of(reading: StudyReading, kpi: str, found: list[Estimate], language: Language) -> AxisMarks:
    """How the marks of the axis are written."""
    largest = max(
        (abs(bound) for one in found for bound in (one.low, one.high) if isfinite(bound)), default=1.0
    )
    return AxisMarks(language, KPIS[kpi].unit, largest, reading.first.market.currency)


def _parts(reading: StudyReading, why: Attribution, b: str) -> ReportTable:
    kpi = reading.kpi_apart
    rows = []
    for part in why.parts():
        found = why.share(b, kpi, part)
        cut = why.ablation(b, kpi, part) if part in why.parts()[1:-1] else None
        rows.append(
            (
                Cell(TITLES[part].say(reading.language)),
                *_change(reading, kpi, found),
                *_cut(reading, kpi, cut),
            )
        )
    heads = (
        reading.say("Part"),
        reading.say("Carries"),
        reading.say("95% interval"),
        reading.say("Without it the difference shrinks by"),
    )
    note = reading.say(
        "Mean over {replications} replications. Structure and families add up to the whole difference (Shapley values).",
        replications=why.replications,
    )
    if reading.study.control:
        left_in = reading.say(
            "The luck of the decisions is left in here, so that the whole difference may be a little off the one above."
        )
        note = f"{note} {left_in}"
    return ReportTable(_title(reading, Phrase("Why: {kpi}, {pair}"), b), heads, tuple(rows), note=note)


def _single(reading: StudyReading, why: Attribution, b: str) -> ReportTable:
    kpi = reading.kpi_apart
    found = [(name, why.ablation(b, kpi, name)) for name in why.mechanisms()]
    found.sort(key=lambda one: -abs(one[1].mean) if one[1].count else 0.0)
    rows = [
        (Cell(MECHANISMS[name].title.say(reading.language)), *_change(reading, kpi, one))
        for name, one in found[:_SHOWN]
        if one.count and one.mean
    ]
    heads = (
        reading.say("Mechanism"),
        reading.say("Without it the difference shrinks by"),
        reading.say("95% interval"),
    )
    note = reading.say("Switched off alone, in both organizations; these need not add up.")
    return ReportTable(
        _title(reading, Phrase("Single mechanisms: {kpi}, {pair}"), b),
        heads,
        tuple(rows),
        note=note,
    )


def _title(reading: StudyReading, text: Phrase, b: str) -> str:
    return reading.say(text, kpi=reading.kpi_title(reading.kpi_apart), pair=reading.pair(b))


def _change(reading: StudyReading, kpi: str, found: Estimate) -> tuple[Cell, Cell]:
    unit = KPIS[kpi].unit
    return Cell(reading.change(found.mean, unit)), Cell(reading.changes(found.low, found.high, unit))


def _cut(reading: StudyReading, kpi: str, found: Estimate | None) -> tuple[Cell]:
    if found is None:
        return (Cell(""),)
    unit = KPIS[kpi].unit
    return (Cell(reading.change(found.mean, unit), reading.changes(found.low, found.high, unit)),)
