"""A diagnosis as a table of words."""

from orgsim.language import Language
from orgsim.language.numbers import NOTHING as DASH
from orgsim.language.numbers import percent
from orgsim.language.phrases import say
from orgsim.report.diagnosis import words
from orgsim.report.diagnosis.sentences import interval_of_size, month_text, weight_text
from orgsim.report.study.tables import Cell, ReportTable
from orgsim.study.diagnosis.diagnose import CauseWeight, DiagnosisResult


def weights(found: DiagnosisResult, language: Language) -> ReportTable:
    """One row per cause, the heaviest first."""
    heads = (
        say("Cause", language),
        say("As a what-if", language),
        say("Weight", language),
        say("Beforehand", language),
        *([] if found.known else [say("Since month", language)]),
        say("Size", language),
    )
    rows = tuple(_row(found, one, language) for one in found.weights)
    note = say(
        "Behind each month and size: between which it lies with 90%, if it is that cause. A what-if goes into [what_if.NAME] of"
        " an experiment, or behind --set.",
        language,
    )
    return ReportTable(say("What may explain the figures", language), heads, rows, texts=2, note=note)


def _row(found: DiagnosisResult, one: CauseWeight, language: Language) -> tuple[Cell, ...]:
    named = Cell(words.begun(words.title(found.scenario, one.name, language)))
    heavy = one is found.best and found.verdict in ("a cause", "nothing")
    weight = Cell(weight_text(one.weight, language), tone="better" if heavy else "plain")
    prior = Cell(percent(one.prior, language, 2))
    if one.month is None or one.size is None:
        empty = [Cell(DASH)] * (1 if found.known else 2)
        return (named, Cell(""), weight, prior, *empty)
    cause = found.cause(one.name)
    stated = words.what_if(found.scenario, cause, int(one.month.middle), one.size.middle)
    size = Cell(interval_of_size(found, one, language))
    month = [] if found.known else [Cell(month_text(one.month, language))]
    return (named, Cell(stated), weight, prior, *month, size)
