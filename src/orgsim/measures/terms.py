"""Terms: the contract of each customer cut into terms, each with the decision that ends it, and the sums of which churn is made.

A decision belongs to the days that end with it, so that one on the horizon counts and one on the last day of the warm-up
does not. Contracts of similar terms make a class (`CLASSES`); a term's age is the number of the decision that ends it,
counted from the purchase, from `AGES` on all in one. What ends a relation within a term is no decision on it and counts
apart: who leaves then is early, and the replacement of a product without a contract lies between two relations.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from orgsim.measures.bins import Bools, Floats, Ints, counts, sums
from orgsim.measures.reading import LogReading
from orgsim.units import DAYS_PER_YEAR, MONTH

CLASSES = ("short", "year", "long")
"""Classes of contracts: terms below 8 months, from 8 to 18, and from 18 on."""
NEVER = len(CLASSES)
"""The class of customers who have no contract of terms."""
AGES = 6
"""Ages told apart, the last one open."""
YEAR = "_year"
"""What the names of sums over the last 12 months end with."""
_EDGES = (8.0, 18.0)
_SAME = 1e-6
"""Days by which two spans of the same length differ by rounding."""


@dataclass(frozen=True, slots=True)
class ContractTerms:
    """The terms of all customers before the horizon, ordered by case and time."""

    case: Ints
    opened: Ints
    """The change that began it, a purchase or a renewal, as a place in the log's changes."""
    begin: Floats
    end: Floats
    """When it was decided upon, or the relation ended; infinite for one that has not."""
    age: Ints
    """The number of its decision in the relation, from 1."""
    months: Floats
    """Its length in model months; infinite without a contract of terms."""
    renewed: Bools
    lost: Bools
    """Whether the customer left at its end."""
    between: Bools
    """Whether the relation ended otherwise: before the end of the term, or without any."""
    gone: Bools
    """Of those, whether the customer was lost (and is not about to buy again)."""

    @property
    def kind(self) -> Ints:
        """The class of each, as a place in CLASSES, or NEVER."""
        return kinds(self.months)


def kinds(months: Floats) -> Ints:
    """The class of terms of so many months, as a place in CLASSES; NEVER for infinite ones."""
    found = np.searchsorted(_EDGES, np.round(months, 6), side="right")
    return np.where(np.isinf(months), NEVER, found).astype(np.int64)


def terms(reading: LogReading) -> ContractTerms:
    """Cut the log's customers into terms."""
    changes, horizon = reading.changes, reading.facts.horizon
    names = ("customer", "renewed", "churned", "retired")
    bought, renewed, lost, retired = (changes.outcome == reading.code(name) for name in names)
    place = np.flatnonzero((bought | renewed | lost | retired) & (changes.time <= horizon))
    place = place[np.argsort(changes.case[place], kind="stable")]
    begins = np.flatnonzero((bought | renewed)[place] & (changes.time[place] < horizon))
    case, begin = changes.case[place[begins]], changes.time[place[begins]]
    following = np.minimum(begins + 1, len(place) - 1)
    then = place[following]
    ended = (following > begins) & (changes.case[then] == case) & ~bought[then]
    end = np.where(ended, changes.time[then], np.inf)
    first = np.maximum.accumulate(np.where(bought[place], np.arange(len(place)), 0))[begins]
    length = _lengths(reading, case, begin, np.where(ended & renewed[then], end, np.nan))
    length = _agreeing(length, end - begin, reading.term)
    decided = np.isclose(begin + length, np.where(ended, end, np.nan), rtol=0, atol=_SAME) & ~retired[then]
    return ContractTerms(
        case=case,
        opened=place[begins],
        begin=begin,
        end=end,
        age=begins - first + 1,
        months=length / MONTH,
        renewed=decided & renewed[then],
        lost=decided & lost[then],
        between=ended & ~decided,
        gone=ended & ~decided & lost[then],
    )


def _lengths(reading: LogReading, case: Ints, begin: Floats, renewed: Floats) -> Floats:
    """Days of each term: to its renewal (days; NaN for none), or to the decision that is pending; where neither tells, as the
    offering has it, infinite for customers from whom nothing recurs."""
    pending, usual = reading.pending, reading.term[case]
    due = np.full(reading.cases, np.nan)
    due[pending.case] = pending.due
    open_ones = np.append(case[1:] != case[:-1], True)[: len(case)] & np.isnan(renewed)
    told = np.where(open_ones, due[case], renewed) - begin
    recurs = sums(reading.changes.case, np.abs(reading.changes.mrr), reading.cases)[case] > 0
    stated = np.where(np.isfinite(usual) & (usual > 0), usual, np.inf)
    return np.where(np.isnan(told), np.where(recurs, stated, np.inf), told)


def _agreeing(length: Floats, span: Floats, usual: Floats) -> Floats:
    """The lengths, but for a relation that ended after the length of another term: that was then its own."""
    known = np.unique(np.round(np.append(length[np.isfinite(length)], usual), 6))
    known = known[np.isfinite(known)]
    if not known.size or not span.size:
        return length
    near = known[np.minimum(np.searchsorted(known, span - _SAME), len(known) - 1)]
    return np.where(np.isfinite(span) & (np.abs(near - span) <= _SAME), span, length)


def decisions(found: ContractTerms, since: float, until: float, end: str = "") -> dict[str, float]:
    """Decisions due and customers lost in (since, until], by class and age: due.CLASS.AGE, lost.CLASS.AGE; apart the ends of
    relations without a contract of terms: due.between, lost.between, months.between (the sum of their spans); and how many
    left within a term: early. `end` closes each name."""
    within = (found.end > since) & (found.end <= until)
    size = (NEVER + 1) * AGES
    cell = found.kind * AGES + np.minimum(found.age, AGES) - 1
    due = counts(cell[within & (found.renewed | found.lost)], size)
    lost = counts(cell[within & found.lost], size)
    sudden = within & found.between & (found.kind == NEVER)
    spans = (found.end - found.begin)[sudden] / MONTH
    named = {f"due.{name}{end}": float(due[place]) for place, name in enumerate(cells())}
    named |= {f"lost.{name}{end}": float(lost[place]) for place, name in enumerate(cells())}
    return named | {
        f"due.between{end}": float(sudden.sum()),
        f"lost.between{end}": float((sudden & found.gone).sum()),
        f"months.between{end}": float(spans.sum()),
        f"early{end}": float((within & found.gone & (found.kind < NEVER)).sum()),
    }


def cells() -> list[str]:
    """The names of classes and ages, in the order of their numbers: "short.1" to "long.6"."""
    return [f"{kind}.{age}" for kind in CLASSES for age in range(1, AGES + 1)]


def held(reading: LogReading, found: ContractTerms) -> dict[str, float]:
    """By class, and "never": customer-months in the window (held; in the last 12 months: held.CLASS_year; of those who bought on
    day 0 or later: won_here.never), recurring revenue accrued in it (accrued), purchases in it (new), terms begun before the
    horizon (terms) and their months (months)."""
    facts, kinds = reading.facts, NEVER + 1
    kind, case = found.kind, found.case
    days = _days_held(reading, found, facts.warm_up)
    months = sums(kind, days / MONTH, kinds)
    of_year = sums(kind, _days_held(reading, found, last_year(reading)) / MONTH, kinds)
    own = np.full(reading.cases, NEVER, dtype=np.int64)
    own[case] = kind
    changes = reading.changes
    left = np.clip(facts.horizon - np.maximum(changes.time, facts.warm_up), 0, None) / MONTH
    accrued = sums(own[changes.case], changes.mrr * left, kinds)
    new = counts(kind[(found.age == 1) & reading.counted(found.begin)], kinds)
    own_months = days[(kind == NEVER) & (found.begin >= 0)].sum() / MONTH
    begun = counts(kind, kinds)
    lengths = sums(kind, np.where(kind < NEVER, found.months, 0.0), kinds)
    table = {"held": months, "accrued": accrued, "new": new, "terms": begun, "months": lengths}
    labels = (*CLASSES, "never")
    named = {
        f"{name}.{label}": float(values[place])
        for name, values in table.items()
        for place, label in enumerate(labels)
    }
    named |= {f"held.{label}{YEAR}": float(of_year[place]) for place, label in enumerate(labels)}
    return named | {"won_here.never": float(own_months)}


def _days_held(reading: LogReading, found: ContractTerms, since: float) -> Floats:
    """How much of each term lies between a day and the horizon (days)."""
    until = np.minimum(found.end, reading.facts.horizon)
    return np.asarray(np.clip(until - np.maximum(found.begin, since), 0, None))


def last_year(reading: LogReading) -> float:
    """The day from which on the last 12 months are counted; the warm-up's end if that is later."""
    return max(reading.facts.warm_up, reading.facts.horizon - DAYS_PER_YEAR)


def by_age(parts: Mapping[str, float]) -> dict[str, list[float | str | int]]:
    """Churn by age as columns: class, age, due, lost, churn, survival; for ages at which somebody had to decide."""
    rows: list[tuple[float | str | int, ...]] = []
    for kind in CLASSES:
        stays = 1.0
        for age in range(1, AGES + 1):
            due, lost = (parts[f"{what}.{kind}.{age}"] for what in ("due", "lost"))
            if due:
                stays *= 1 - lost / due
                rows.append((kind, age, due, lost, lost / due, stays))
    names = ("class", "age", "due", "lost", "churn", "survival")
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}
