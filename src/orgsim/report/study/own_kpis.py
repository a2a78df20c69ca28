"""What each team is measured on beside what the whole comes to."""

from orgsim.language.phrases import Phrase
from orgsim.measures.kpis import KPIS
from orgsim.report.study.reading import StudyReading, finite
from orgsim.report.study.tables import Cell, Marks, ReportTable, estimate
from orgsim.study.labels import MEASURED_ON, team_title

_UNITS = {"bookings": "money", "retention": "share / year", "lifetime_value": "money"}
"""Of what a team may be measured on; leads and appointments are counted."""
_LEADING = 2
"""Figures of the whole that stand beside those of the teams."""
_NOTE = Phrase(
    "A team can do well by its own figure while the whole does not, and the other way round. Leads, bookings, retention and"
    " lifetime value are those of the whole firm; appointments are the team's own."
)


def table(reading: StudyReading) -> ReportTable | None:
    """One row for each team that is measured on something, then the leading figures of the whole; for each organization. None
    where no team is measured on anything."""
    rows: list[tuple[Cell, ...]] = []
    marks, measured = Marks(), False
    for name in reading.titles:
        own = _teams(reading, name, marks)
        measured = measured or bool(own)
        rows += [*own, *_whole(reading, name, marks)]
    if not measured:
        return None
    if not any(row[-1].text for row in rows):
        rows = [row[:-1] for row in rows]
    heads = (
        reading.say("Organization"),
        reading.say("Team"),
        reading.say("Measured on"),
        reading.say("Comes to"),
        reading.say("Quota reached"),
    )
    title = reading.say("Each team's own figure, and the whole")
    return ReportTable(
        title, heads[: len(rows[0])], tuple(rows), texts=3, note=marks.below(reading.say(_NOTE))
    )


def _teams(reading: StudyReading, name: str, marks: Marks) -> list[tuple[Cell, ...]]:
    scenario = reading.study.scenarios[name]
    rows: list[tuple[Cell, ...]] = []
    for team, stated in scenario.all_teams.items():
        if stated.kpi not in MEASURED_ON:
            continue
        found = reading.results[name]["teams"][team]
        value, quota = found.get("kpi_value"), found.get("quota_attainment")
        reached = Cell("")
        if quota is not None and finite(quota["mean"]):
            reached = estimate(reading, quota, "share", marks)
        rows.append(
            (
                Cell(reading.titles[name]),
                Cell(team_title(scenario, team, reading.language)),
                Cell(reading.say(MEASURED_ON[stated.kpi])),
                estimate(reading, value, _UNITS.get(stated.kpi, "count"), marks),
                reached,
            )
        )
    return rows


def _whole(reading: StudyReading, name: str, marks: Marks) -> list[tuple[Cell, ...]]:
    kpis = reading.results[name]["kpis"]
    return [
        (
            Cell(reading.titles[name]),
            Cell(reading.say("The whole")),
            Cell(reading.kpi_title(kpi)),
            estimate(reading, kpis.get(kpi), KPIS[kpi].unit, marks, reading.noted(name, kpi)),
            Cell(""),
        )
        for kpi in reading.headline[:_LEADING]
    ]
