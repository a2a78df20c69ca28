"""People, load and waits of every team month by month, as a figure."""

from math import ceil

import numpy as np

from orgsim.language.numbers import NOTHING, number, quantity
from orgsim.language.phrases import Phrase, within
from orgsim.plan.derived.headcounts import planned_on
from orgsim.plan.derived.stages import stages
from orgsim.plan.scenario import Scenario
from orgsim.report.drawing.team_months import TeamMonths, TeamMonthsChart
from orgsim.report.study.lettered import FigureLabels, Illustration
from orgsim.report.study.load import longest_wait
from orgsim.report.study.reading import StudyReading, finite
from orgsim.units import MONTH

_COLUMNS = (within("kpi", "People"), Phrase("Load"), Phrase("Longest wait"))
_CAPTION = Phrase(
    "Each row is a team from the first month to the last, each curve in the scale of its column. People: who were there (area:"
    " mean over replications, shade: 8 of 10 replications) and the plan (line). Load: share of the hours on duty spent on jobs."
    " Longest wait: elapsed hours of the activity that waits longest for the team. Beside them: people in the first and the last"
    " month, else the means of the days counted, as in the table."
)
_NEAR = 0.05
"""People by which a mean may differ from the plan and still be written like it."""


def team_months(labels: FigureLabels, abreast: int) -> Illustration:
    """The figure."""
    scenarios = labels.reading.study.scenarios
    rows = [_row(labels, name, team) for name in scenarios for team in scenarios[name].all_teams]
    people, load, wait = (labels.say(title) for title in _COLUMNS)
    months = len(_month_starts(labels.reading.first))
    about = labels.say("Left to right: month 1 to {last}", last=months)
    busy = labels.say("Dotted: the load above which waits grow quickly")
    chart = TeamMonthsChart(rows, (people, load, wait), about, busy, labels.language, abreast)
    return Illustration(chart, Phrase("People, load and waits over the months"), _CAPTION)


def _row(labels: FigureLabels, name: str, team: str) -> TeamMonths:
    reading = labels.reading
    scenario, found = reading.study.scenarios[name], reading.results[name]
    slowest = longest_wait(reading, name, team)
    wait = found["activities"][slowest]["wait_hours"]["mean"] if slowest else None
    load = found["teams"][team]["utilisation"]["mean"]
    plan = [planned(scenario, team, day) for day in _month_starts(scenario)]
    people = _means(reading, name, f"headcount.{team}", len(plan))
    said = (
        _people(labels, people, plan),
        *(_told(labels, value, unit) for value, unit in ((load, "share"), (wait, "hours"))),
    )
    return TeamMonths(
        labels.scenarios[name],
        labels.places[name],
        labels.team(name, team),
        people,
        _means(reading, name, f"utilisation.{team}", len(people)),
        _means(reading, name, f"wait_hours.{slowest}", len(people)),
        (said[0], said[1], said[2]),
        plan,
        _reach(reading, name, f"headcount.{team}"),
    )


def _people(labels: FigureLabels, there: list[float], plan: list[int]) -> str:
    """People of the first and the last month; beside them the plan of the last, where that is another number."""
    first, last = (number(round(value, 1), labels.language) for value in (there[0], there[-1]))
    said = first if first == last else f"{first} → {last}"
    if abs(there[-1] - plan[-1]) < _NEAR:
        return said
    beside = labels.say("plan {count}", count=plan[-1])
    return f"{said}\n{beside}"


def _reach(reading: StudyReading, name: str, key: str) -> tuple[list[float], list[float]]:
    """Between what a monthly series lies in 8 of 10 replications; nothing where there is none."""
    series = reading.study.samples[name].series.get(key)
    if series is None:
        return [], []
    return np.quantile(series, 0.1, axis=0).tolist(), np.quantile(series, 0.9, axis=0).tolist()


def _told(labels: FigureLabels, value: float | None, unit: str) -> str:
    return quantity(value, unit, "", labels.language) if finite(value) else NOTHING


def _month_starts(scenario: Scenario) -> list[float]:
    """The day on which each month of a run begins."""
    return [k * MONTH for k in range(max(1, ceil(scenario.scenario.horizon / MONTH - 1e-9)))]


def planned(scenario: Scenario, team: str, day: float) -> int:
    """How many people a team of a run is planned to have on a day, by the organization that is in force then; 0 where that
    has no such team."""
    now = [stage for stage in stages(scenario) if stage.begins <= day][-1]
    keys = [key for key, called in now.names.items() if called == team]
    return planned_on(now.plan, keys[0], day) if keys else 0


def _means(reading: StudyReading, name: str, key: str, months: int) -> list[float]:
    """A monthly series as means over the replications that define a month; NaN for months of none, and where there is none."""
    series = reading.study.samples[name].series.get(key)
    if series is None:
        return [float("nan")] * months
    known = np.isfinite(series)
    counted = known.sum(axis=0)
    totals = np.where(known, series, 0.0).sum(axis=0)
    return np.where(counted > 0, totals / np.maximum(counted, 1), np.nan).tolist()  # type: ignore[no-any-return]
