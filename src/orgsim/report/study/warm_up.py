"""Advice on a warm-up in words: a sentence, a table and a figure."""

from collections.abc import Sequence
from typing import Any

from orgsim.language import Language
from orgsim.language.phrases import Phrase, Sayable, listed, say
from orgsim.measures.kpis import KPIS
from orgsim.plan.scenario import Scenario
from orgsim.report.drawing import style
from orgsim.report.drawing.axis_marks import AxisMarks
from orgsim.report.drawing.runs import WarmUpChart, WarmUpPanel
from orgsim.report.study.reading import StudyReading
from orgsim.report.study.tables import Cell, ReportTable
from orgsim.study.answer import Study
from orgsim.study.labels import activity_title, team_title
from orgsim.study.warm_up import BATCH, FEWEST_BATCHES, WarmUp, advised, whole_months

_PANELS = 5
_TITLES: dict[str, Sayable] = {
    "won": KPIS["won"].title,
    "customers": Phrase("Customers"),
    "mrr": KPIS["mrr"].title,
    "revenue": KPIS["revenue"].title,
}
_UNITS = {"utilisation": "share", "mrr": "money / month", "revenue": "money / month"}


def rows(study: Study, name: str) -> list[dict[str, Any]]:
    """The advice as plain rows: scenario, series, months (None: it moves on), state."""
    return [
        {"scenario": name, "series": one.series, "months": one.months, "state": one.state}
        for one in advised(study.samples[name])
    ]


def advised_document(reading: StudyReading) -> dict[str, Any]:
    """The study as its JSON document, with the advice where it is asked for."""
    if not reading.advice:
        return reading.document
    names = reading.study.scenarios
    advice = {
        name: {"sentence": sentence(reading, name), "series": rows(reading.study, name)} for name in names
    }
    return {**reading.document, "warm_up": advice}


def sentence(reading: StudyReading, name: str) -> str:
    """What follows for `warm_up`."""
    months, found = whole_months(reading.study.samples[name]), advised(reading.study.samples[name])
    if months < BATCH * FEWEST_BATCHES or not found:
        return reading.say(
            "Advice on a warm-up needs {least} whole months or more; there are {count}.",
            least=BATCH * FEWEST_BATCHES,
            count=months,
        )
    scenario = reading.study.scenarios[name]
    titles = {one.series: _title(scenario, one.series, reading.language) for one in found}
    moving = [titles[one.series] for one in found if one.state == "moving"]
    if moving:
        return reading.say(
            "No warm-up makes this a steady state within {count} months, since these still move at the end: {series}. Look at a"
            " longer horizon; or ask what happens within this one, from day 0, and state no warm-up.",
            count=months,
            series=listed(moving, reading.language),
        )
    most = max(one.months or 0 for one in found)
    if short := [titles[one.series] for one in found if one.state == "short"]:
        return reading.say(
            "For a steady state leave out the first {most} months or more; {count} months are too short to tell how many by"
            " MSER-5 for: {series}. A longer horizon tells.",
            most=most,
            count=months,
            series=listed(short, reading.language),
        )
    if most == 0:
        return reading.say("By MSER-5 nothing has to be left out: no warm-up is needed for a steady state.")
    return reading.say(
        'For a steady state leave out the first {count} months: warm_up = "{count} months" (MSER-5, by the series that takes'
        " longest).",
        count=most,
    )


def table(reading: StudyReading, name: str) -> ReportTable:
    """One row per series: how many months are better left out."""
    scenario, language = reading.study.scenarios[name], reading.language
    body = [
        (Cell(_title(scenario, one.series, language)), _cell(reading, one))
        for one in advised(reading.study.samples[name])
    ]
    note = reading.say(
        "MSER-5 on the mean of {count} replications, from day 0: it tells months in fives, and at most half of them.",
        count=reading.study.replications,
    )
    heads = (reading.say("Monthly series"), reading.say("Months better left out"))
    return ReportTable(reading.say("Advice on a warm-up"), heads, tuple(body), note=note)


def _cell(reading: StudyReading, one: WarmUp) -> Cell:
    if one.months is None:
        return Cell(reading.say("still moves"), tone="unsure")
    if one.state == "short":
        return Cell(reading.say("{count} or more", count=one.months), tone="unsure")
    return Cell(reading.quantity(one.months, "count"))


def chart(study: Study, name: str, language: Language) -> WarmUpChart | None:
    """The series that take longest to settle; None where the runs are too short to tell."""
    scenario, sample = study.scenarios[name], study.samples[name]
    found = advised(sample)
    if whole_months(sample) < BATCH * FEWEST_BATCHES or not found:
        return None
    panels = [_panel(scenario, one, language) for one in _longest(found)]
    return WarmUpChart(
        panels,
        say("Month", language),
        say("Means of {count} months", language, count=BATCH),
        say("better left out; hatched: still moves", language),
        BATCH,
    )


def _longest(found: Sequence[WarmUp]) -> list[WarmUp]:
    """Those that take longest, in their own order."""
    ordered = sorted(found, key=lambda one: -len(one.means) if one.months is None else -one.months)
    return [one for one in found if one in ordered[:_PANELS]]


def _panel(scenario: Scenario, one: WarmUp, language: Language) -> WarmUpPanel:
    unit = _UNITS.get(one.series.partition(".")[0], "")
    mark = AxisMarks(language, unit, max(map(abs, one.means)), scenario.market.currency)
    plain = one.series.rpartition(".")[2]
    title = style.drawable(_title(scenario, one.series, language), plain, language)
    return WarmUpPanel(title, list(one.means), one.months, mark)


def _title(scenario: Scenario, series: str, language: Language) -> str:
    kind, _, owner = series.partition(".")
    if kind == "utilisation":
        return Phrase("Load: {team}", team=team_title(scenario, owner, language)).say(language)
    if kind == "queue_length":
        return Phrase("Waiting: {activity}", activity=activity_title(scenario, owner, language)).say(language)
    return _TITLES[series].say(language)
