"""What differences are due to, in sentences, tables and a figure: the division of labour, the work done, policies and records."""

from dataclasses import replace
from math import isfinite

from orgsim.language import Language
from orgsim.language.phrases import Phrase
from orgsim.measures.kpis import KPIS
from orgsim.report.drawing import style, svg
from orgsim.report.study import figures
from orgsim.report.study.lettered import Picture
from orgsim.report.study.reading import StudyReading
from orgsim.report.study.tables import Cell, ReportTable
from orgsim.report.study.why import marks_of
from orgsim.study.split import SHARES, Pair, Split
from orgsim.study.statistics import Estimate

_CARRIES = Phrase(
    "{pair}: the division of labour moves {kpi} by {cut}, the work that is done by {work}, policies and records by {policies};"
    " {total} in all."
)
_CANNOT_TELL = Phrase(
    "{pair}: whether the division of labour moves {kpi} cannot be told: {cut}; the work that is done moves it by {work},"
    " policies and records by {policies}; {total} in all."
)
_NOTHING = Phrase(
    "{pair}: nothing of the difference in {kpi} is due to the division of labour; the work that is done moves it by {work},"
    " policies and records by {policies}; {total} in all."
)


def sentences(reading: StudyReading) -> list[str]:
    """Of each pair that is split, what its difference in the first leading KPI is due to."""
    split = reading.study.split
    if split is None:
        return []
    return [
        said for pair in reading.pairs if pair in split.corners for said in _sentence(reading, split, pair)
    ]


def _sentence(reading: StudyReading, split: Split, pair: Pair) -> list[str]:
    kpi = reading.kpi_apart
    found = {part: split.part(pair, kpi, part) for part in SHARES}
    if not found["total"].count:
        return []
    cut = found["cut"]
    same = cut.mean == 0 and cut.low == cut.high
    phrase = _NOTHING if same else _CANNOT_TELL if not (cut.low > 0 or cut.high < 0) else _CARRIES
    told = {part: _told(reading, kpi, one) for part, one in found.items()}
    name = reading.pair(pair[1], pair[0])
    return [reading.say(phrase, pair=name, kpi=reading.kpi_title(kpi), **told)]


def _told(reading: StudyReading, kpi: str, found: Estimate) -> str:
    unit = KPIS[kpi].unit
    if found.low == found.high:
        return reading.change(found.mean, unit)
    return reading.say(
        "{size} ({interval})",
        size=reading.change(found.mean, unit),
        interval=reading.changes(found.low, found.high, unit),
    )


def unsplit(reading: StudyReading) -> list[str]:
    """Which differences are not split, and why."""
    split = reading.study.split
    return [
        reading.say(
            "{pair} is not split into division of labour, work and policies: {reason}.",
            pair=reading.pair(b, a),
            reason=reason,
        )
        for (a, b), reason in ({} if split is None else split.unsplit).items()
    ]


def tables(reading: StudyReading) -> list[ReportTable]:
    """For each pair that is split: its leading KPIs, and what each part carries of their differences."""
    split = reading.study.split
    return [
        _table(reading, split, pair) for pair in reading.pairs if split is not None and pair in split.corners
    ]


def _table(reading: StudyReading, split: Split, pair: Pair) -> ReportTable:
    rows = []
    for kpi in reading.headline:
        found = {part: split.part(pair, kpi, part) for part in SHARES}
        if found["total"].count:
            rows.append((Cell(reading.kpi_title(kpi)), *(_cell(reading, kpi, one) for one in found.values())))
    heads = (reading.say("KPI"), *(reading.say(title) for title in SHARES.values()))
    return ReportTable(
        reading.say("What the difference is due to: {pair}", pair=reading.pair(pair[1], pair[0])),
        heads,
        tuple(rows),
        note=reading.say(_NOTES[split.order]),
    )


_NOTES = {
    "path": Phrase(
        "The parts add up: first the work of the second organization, then its policies and records, at last its division of"
        " labour, headcounts included."
    ),
    "shapley": Phrase(
        "The parts add up: means over all six orders in which they can change (Shapley values)."
    ),
}


def _cell(reading: StudyReading, kpi: str, found: Estimate) -> Cell:
    unit = KPIS[kpi].unit
    sure = found.low > 0 or found.high < 0
    return Cell(
        reading.change(found.mean, unit),
        reading.changes(found.low, found.high, unit) if isfinite(found.low) else "",
        "plain" if sure else "unsure",
    )


def picture(reading: StudyReading) -> Picture | None:
    """Bars of what each part carries of the first leading KPI, one panel for each pair."""
    drawn = chart(reading, style.writes(reading.language))
    if drawn is None:
        return None
    title = reading.say("What the difference is due to: {kpi}", kpi=reading.kpi_title(reading.kpi_apart))
    caption = reading.say(
        "Bars: what each part carries; lines: 95% intervals. The numbers are in the tables below."
    )
    return Picture("parts", title, svg.element(drawn.draw(), "parts"), caption, f"{title}. {caption}")


def chart(reading: StudyReading, language: Language) -> figures.PartsChart | None:
    """The same as plain values, in a language; None where nothing is split."""
    split, kpi = reading.study.split, reading.kpi_apart
    pairs = [] if split is None else [pair for pair in reading.pairs if pair in split.corners]
    if split is None or not pairs:
        return None
    found = {pair: [split.part(pair, kpi, part) for part in SHARES] for pair in pairs}
    told = replace(reading, language=language)
    panels = {
        style.drawable(told.pair(b, a), f"{b}: {a}", language): [
            figures.Part(one.mean, one.low, one.high) for one in found[a, b]
        ]
        for a, b in pairs
    }
    titles = [title.say(language) for title in SHARES.values()]
    mark = marks_of(reading, kpi, [one for own in found.values() for one in own], language)
    return figures.PartsChart(titles, panels, KPIS[kpi].title.say(language), mark)
