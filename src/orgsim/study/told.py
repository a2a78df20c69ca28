"""Differences as they are told: each with its sentence, and with what speaks against taking it at its word."""

from collections.abc import Mapping, Sequence

from orgsim.language import Language
from orgsim.language.phrases import Phrase, say
from orgsim.plan.scenario import Scenario
from orgsim.study.differences import Difference
from orgsim.study.fairness import same_demand
from orgsim.study.labels import labels, owner_title
from orgsim.study.notes import Condition, at_figure
from orgsim.study.sentences import SentenceContext, noted, sentence
from orgsim.study.tables import ToldDifference

Conditions = Mapping[str, Mapping[str, tuple[Condition, ...]]]
"""By scenario and key of a figure, why not to take it at its word."""
_OF_THE_YEAR = Phrase("In the last 12 months: {sentence}")


def told(
    scenarios: Mapping[str, Scenario],
    found: Sequence[Difference],
    conditions: Conditions,
    language: Language,
) -> list[ToldDifference]:
    """The differences with their sentences and notes."""
    called = labels(scenarios, language)
    demand = {(a, b): same_demand(scenarios[a], scenarios[b]) for a, b in {(one.a, one.b) for one in found}}
    every = []
    for one in found:
        quantity, first = one.quantity, scenarios[one.a]
        where = owner_title(first, quantity.part, quantity.owner, language) if quantity.owner else ""
        currency = first.market.currency
        context = SentenceContext(called[one.a], called[one.b], currency, demand[one.a, one.b], where)
        said = sentence(one, context, language)
        if quantity.window == "last year":
            said = say(_OF_THE_YEAR, language, sentence=said)
        note = at_figure(_against(one, conditions), language)
        every.append(ToldDifference(one, noted(said, note, language), note, currency))
    return every


def _against(one: Difference, conditions: Conditions) -> list[Condition]:
    """Why not to take a difference at its word: what its interval says, and what is wrong with a side."""
    sides = [
        condition
        for name in (one.a, one.b)
        for condition in conditions[name].get(one.quantity.key, ())
        if condition not in ("clipped", "partly_defined", "few_runs")
    ]
    # A side without a bound rests on so few that a comparison does, too.
    return [
        *one.paired.difference.doubts,
        *("few_runs" if side == "unbounded" else side for side in sides),
    ]
