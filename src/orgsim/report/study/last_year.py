"""The last 12 months of a study apart from the whole; nothing of it where its runs are too short."""

from collections.abc import Sequence
from typing import Any

from orgsim.language.phrases import Phrase
from orgsim.measures.last_year import LAST_YEAR_KPIS
from orgsim.report.study.reading import StudyReading, finite
from orgsim.report.study.tables import (
    DIFFERENCE_HEADS,
    Cell,
    Marks,
    ReportTable,
    difference,
    estimate,
    kpi,
)
from orgsim.study.sample import LAST_YEAR

_NOTE = Phrase(
    "The same runs and definitions, counted over their last 12 months. Below each mean: its 95% interval over the replications."
)
_NO_TELLING = Phrase("{pair}: no difference in the leading figures of these months can be told.")


def tables(reading: StudyReading) -> list[ReportTable]:
    """KPIs down, scenarios across; then for each pair the differences in leading KPIs that can be told."""
    if not reading.study.last_year:
        return []
    found = reading.year_differences
    leading = found[found["headline"].astype(bool)]
    # A pair of which a side is too short, or where no figure of the year leads, has nothing that could be told.
    pairs = [pair for pair in reading.pairs if pair in set(zip(leading["a"], leading["b"], strict=True))]
    gaps = {pair: _differences(reading, pair) for pair in pairs}
    silent = [
        reading.say(_NO_TELLING, pair=reading.pair(b, a)) for (a, b), table in gaps.items() if not table.rows
    ]
    return [_results(reading, silent), *(table for table in gaps.values() if table.rows)]


def _results(reading: StudyReading, silent: Sequence[str]) -> ReportTable:
    marks = Marks()
    found = {name: _of(reading, name)["kpis"] for name in reading.titles}
    known = [
        name
        for name in LAST_YEAR_KPIS
        if any(name in own and finite(own[name]["mean"]) for own in found.values())
    ]
    rows = [
        (
            kpi(reading, name),
            *(
                estimate(
                    reading,
                    own.get(name),
                    LAST_YEAR_KPIS[name].unit,
                    marks,
                    reading.noted(scenario, f"{LAST_YEAR}{name}"),
                )
                for scenario, own in found.items()
            ),
        )
        for name in known
    ]
    note = "\n".join((*silent, reading.say(_NOTE)))
    heads = (reading.say("KPI"), *reading.titles.values())
    return ReportTable(reading.say("In the last 12 months"), heads, tuple(rows), note=marks.below(note))


def _differences(reading: StudyReading, pair: tuple[str, str]) -> ReportTable:
    marks, (a, b) = Marks(), pair
    found = reading.year_differences
    told = found[
        (found["a"] == a) & (found["b"] == b) & found["headline"] & (found["verdict"] != "cannot tell")
    ]
    rows = [
        (
            kpi(reading, row["kpi"]),
            *difference(reading, row, LAST_YEAR_KPIS[row["kpi"]].unit, marks),
        )
        for row in told.to_dict("records")
    ]
    heads = (reading.say("KPI"), *map(reading.say, DIFFERENCE_HEADS))
    title = reading.say("In the last 12 months: {pair}", pair=reading.pair(b, a))
    return ReportTable(title, heads, tuple(rows), note=marks.below())


def load(reading: StudyReading, scenario: str, team: str, marks: Marks) -> list[Cell]:
    """The load of a team in the last 12 months as one cell; none where they are not told apart."""
    if not reading.study.last_year:
        return []
    found = _of(reading, scenario)["teams"].get(team, {}).get("utilisation")
    said = reading.noted(scenario, f"{LAST_YEAR}teams.{team}.utilisation")
    return [estimate(reading, found, "share", marks, said)]


def _of(reading: StudyReading, scenario: str) -> dict[str, Any]:
    own: dict[str, Any] = reading.document["last_year"]["scenarios"][scenario]
    return own
