"""Prices: how what recurs moves at renewals, and what customers would pay without that."""

from dataclasses import dataclass

import numpy as np

from orgsim.measures.bins import Bools, Floats, Ints, sums
from orgsim.measures.reading import CONTRACTED, LogReading
from orgsim.measures.terms import CLASSES, NEVER, ContractTerms
from orgsim.units import MONTH


@dataclass(frozen=True, slots=True)
class _Story:
    """The changes of all customers, ordered by case and time."""

    case: Ints
    time: Floats
    mrr: Floats
    before: Floats
    """Recurring revenue of the case before each change."""
    renewed: Bools
    shrunk: Bools
    """Whether the customer goes on with less; it renews with the next change."""
    opened: Ints
    """Where each term begins, ascending as terms are ordered by case and time."""


def _story(reading: LogReading, found: ContractTerms) -> _Story:
    changes = reading.changes
    order = np.argsort(changes.case, kind="stable")
    case, mrr, outcome = changes.case[order], changes.mrr[order], changes.outcome[order]
    before = np.cumsum(mrr) - mrr
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return _Story(
        case=case,
        time=changes.time[order],
        mrr=mrr,
        before=before - before[np.searchsorted(case, case)],
        renewed=outcome == reading.code("renewed"),
        shrunk=outcome == reading.code(CONTRACTED),
        opened=place[found.opened],
    )


def moved(reading: LogReading, found: ContractTerms) -> dict[str, float]:
    """moved.CLASS: recurring revenue that would have accrued more in the window at the full prices of first terms, without
    rises and contraction since and discounts then (below 0: less). rise: growth per model month that comes at renewals;
    discount: share that is taken off in a first term. early_hazard: that of leaving within a term, per year; bill.CLASS: model
    months of all terms begun, each counted with that between two payments which are not paid back (0 where they are)."""
    facts = reading.contracts
    more = np.zeros(len(CLASSES))
    if len(found.case) and (facts.rise or facts.discount or _shrinks(reading)):
        story, kind = _story(reading, found), found.kind
        which = np.flatnonzero(kind < NEVER)
        by_term = _accrued(reading, found, story) * (1 / _levels(reading, found, story) - 1)
        more = sums(kind[which], by_term[which], len(CLASSES))
    named = {f"moved.{name}": float(value) for name, value in zip(CLASSES, more, strict=True)}
    return (
        named
        | {"rise": facts.rise, "discount": facts.discount, "early_hazard": facts.early}
        | _bills(reading, found)
    )


def _bills(reading: LogReading, found: ContractTerms) -> dict[str, float]:
    kept = np.zeros(len(found.case)) if reading.contracts.refund else reading.bill[found.case] / MONTH
    months = sums(found.kind, np.minimum(np.nan_to_num(kept), found.months), NEVER + 1)
    return {f"bill.{name}": float(months[place]) for place, name in enumerate(CLASSES)}


def given_up(reading: LogReading, found: ContractTerms, since: float, end: str = "") -> dict[str, float]:
    """Of the customers who renewed after a day and until the horizon, by class of terms: recurring revenue before
    (went_on.CLASS), and what of it they gave up (given_up.CLASS). `end` closes each name."""
    names = ("went_on", "given_up")
    totals = np.zeros((len(names), NEVER + 1))
    if _shrinks(reading):
        story = _story(reading, found)
        within = story.renewed & (story.time > since) & (story.time <= reading.facts.horizon)
        at = np.flatnonzero(within)
        kind = found.kind[np.searchsorted(story.opened, at) - 1]
        lost = _lost(story, at)
        totals = np.array([sums(kind, one, NEVER + 1) for one in (story.before[at] + lost, lost)])
    return {
        f"{name}.{kind}{end}": float(values[place])
        for name, values in zip(names, totals, strict=True)
        for place, kind in enumerate(CLASSES)
    }


def _shrinks(reading: LogReading) -> bool:
    """Whether anybody has gone on with less."""
    return bool((reading.changes.outcome == reading.code(CONTRACTED)).any())


def _lost(story: _Story, renewals: Ints) -> Floats:
    """What customers gave up at renewals (places in the story)."""
    return np.where(story.shrunk[renewals - 1], -story.mrr[renewals - 1], 0.0)


def _levels(reading: LogReading, found: ContractTerms, story: _Story) -> Floats:
    """Per term, its price over the full price of the first; 1 for customers without a contract of terms."""
    facts = reading.contracts
    months = np.where(np.isinf(found.months), 0.0, found.months)
    level = (1 + facts.rise) ** (months * (found.age - 1))
    kept = np.ones(len(found.case))
    again = np.flatnonzero(found.age > 1)
    lost = _lost(story, story.opened[again])
    standing = story.before[story.opened[again]] + lost
    kept[again] = 1 - np.divide(lost, standing, out=np.zeros_like(lost), where=standing > 0)
    logs = np.cumsum(np.log(kept))
    first = np.arange(len(kept)) - (found.age - 1)
    level = level * np.exp(logs - logs[first])
    return np.asarray(np.where(found.age == 1, level * (1 - facts.discount), level))


def _accrued(reading: LogReading, found: ContractTerms, story: _Story) -> Floats:
    """Per term, recurring revenue accrued in it within the window."""
    facts = reading.facts
    since, until = np.maximum(found.begin, facts.warm_up), np.minimum(found.end, facts.horizon)
    places = np.arange(len(story.case))
    term = np.searchsorted(story.opened, places, side="right") - 1
    added = (term >= 0) & (found.case[term] == story.case) & (places > story.opened[term])
    at = term[added]
    left = np.clip(until[at] - np.maximum(story.time[added], since[at]), 0, None)
    standing = story.before[story.opened] + story.mrr[story.opened]
    whole = standing * np.clip(until - since, 0, None)
    return np.asarray((whole + sums(at, story.mrr[added] * left, len(found.case))) / MONTH)
