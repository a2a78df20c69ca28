"""Parts: the sums of one run from which its ratios are made, and those over replications (see `Kpi.combined`)."""

import numpy as np

from orgsim.measures import offerings
from orgsim.measures.acquisition import LAGS, acquisition_cost, care_cost, lag, matched
from orgsim.measures.bins import Floats, Ints, counts, sums
from orgsim.measures.customers import customer_months, decided, retention, sells
from orgsim.measures.lifetimes import annuity, kept_of_bills, leaving_early
from orgsim.measures.money import discounted_value
from orgsim.measures.people import TeamWork
from orgsim.measures.prices import given_up, moved
from orgsim.measures.reading import LogReading
from orgsim.measures.terms import (
    AGES,
    CLASSES,
    YEAR,
    ContractTerms,
    cells,
    decisions,
    held,
    kinds,
    last_year,
    terms,
)
from orgsim.units import DAYS_PER_YEAR, MONTH


def parts(reading: LogReading, work: TeamWork, days_to_win: float) -> dict[str, float]:
    """Every sum by its name; money in the market's currency. `days_to_win`: the time within which leads count as decided."""
    facts, found, year = reading.facts, terms(reading), last_year(reading)
    return {
        **decisions(found, facts.warm_up, facts.horizon),
        **decisions(found, year, facts.horizon, YEAR),
        **held(reading, found),
        **offerings.decisions(reading, found),
        **decided(reading),
        **retention(reading),
        **_new_customers(reading, found),
        **_living(reading, found),
        **_costs(reading, work, days_to_win),
        f"care{YEAR}": care_cost(reading, year),
        f"customer_months{YEAR}": customer_months(reading, year),
        "discounted_value": discounted_value(reading),
        "discount_rate": facts.discount_rate,
        **moved(reading, found),
        **given_up(reading, found, facts.warm_up),
        **given_up(reading, found, year, YEAR),
    }


def _costs(reading: LogReading, work: TeamWork, days_to_win: float) -> dict[str, float]:
    """Acquisition, whole and matched: matched_cost.LAG and matched_won.LAG for each lag in model months, and without one for
    that of this run; a run that was drained knows what became of all its leads."""
    found = matched(reading, work)
    window = reading.days
    own = 0.0 if reading.facts.drained else lag(days_to_win, window)
    named = {
        f"{name}.{months:g}": float(value)
        for name, values in (("matched_cost", found.cost), ("matched_won", found.won))
        for months, value in zip(LAGS, values, strict=True)
    }
    return named | {
        "acquisition_cost": acquisition_cost(reading),
        "matched_cost": named[f"matched_cost.{own:g}"],
        "matched_won": named[f"matched_won.{own:g}"],
    }


def _new_customers(reading: LogReading, found: ContractTerms) -> dict[str, float]:
    """Of the purchases of the window: how many (won), their one-off prices (once) and recurring revenue (mrr_new); and what
    customers paid (paid) and what delivering that cost (delivered)."""
    payments = reading.payments
    new = (found.age == 1) & reading.counted(found.begin)
    paid = reading.counted(payments.time) & sells(reading)
    return {
        "won": reading.purchases(),
        "once": float(_once(reading, found)[new].sum()),
        "mrr_new": float(reading.changes.mrr[found.opened[new]].sum()),
        "paid": float(payments.money[paid].sum()),
        "delivered": float(payments.cost[paid].sum()),
    }


def _once(reading: LogReading, found: ContractTerms) -> Floats:
    """The one-off price with which each term began: what is signed beyond its recurring revenue, such as a licence."""
    months = np.where(np.isinf(found.months), 0.0, found.months)
    changes = reading.changes
    return changes.booked[found.opened] - changes.mrr[found.opened] * months


def _living(reading: LogReading, found: ContractTerms) -> dict[str, float]:
    """What firm_value needs of the customers of the horizon, all discounted to the warm-up's end.

    living.months, living.money: months to their next decision, and recurring revenue of those of them that are not paid yet;
    by class and age of the decision after it living.months.CLASS.AGE, living.money.CLASS.AGE: customers, and their recurring
    revenue, expected to begin the term behind it. pending.CLASS, pending_months.CLASS, leaving.CLASS: how many customers
    decide, the length of their terms, and their chances of leaving; fading.CLASS: the shares of their recurring revenue that
    they are expected to give up if they stay.
    """
    facts, pending = reading.facts, reading.pending
    last, relation = _last_terms(found, reading.cases)
    begun = last[pending.case]
    renewed = found.renewed[begun]
    begin = np.where(renewed, found.end[begun], found.begin[begun])  # renewed on the horizon itself
    length, ahead = (pending.due - begin) / MONTH, (pending.due - facts.horizon) / MONTH
    kind = kinds(length)
    age = np.minimum(found.age[begun] + renewed + 1, AGES)
    mrr = _standing(reading)[pending.case]
    chance = np.divide(-pending.expected, mrr, out=np.zeros_like(mrr), where=mrr > 0).clip(0.0, 1.0)
    _, early = _rates(reading, len(kind))
    now = (1 + facts.discount_rate) ** (-reading.days / DAYS_PER_YEAR)
    months = now * annuity(ahead, early)
    paid = _paid_ahead(reading, found, relation[pending.case], pending.case)
    covered = np.divide(paid, mrr, out=np.zeros_like(mrr), where=mrr > 0).clip(0.0, ahead)
    stays = now * (1 - chance) * (1 + early) ** (-ahead / 12)
    full = np.where(age == 2, mrr / (1 - reading.contracts.discount), mrr)
    fading = np.divide(full - mrr - pending.more, full, out=np.zeros_like(mrr), where=full > 0).clip(0.0, 1.0)
    cell, size = kind * AGES + age - 1, len(CLASSES) * AGES
    sizes = len(CLASSES)
    by_class = {
        "pending": counts(kind, sizes),
        "pending_months": sums(kind, length, sizes),
        "leaving": sums(kind, chance, sizes),
        "fading": sums(kind, fading, sizes),
    }
    by_cell = {
        "living.months": sums(cell, stays, size),
        "living.money": sums(cell, stays * (mrr + pending.more), size),
    }
    return {
        "living.months": float(months.sum()),
        "living.money": float((mrr * now * _to_pay(reading, pending.case, ahead, covered)).sum()),
        **{f"{name}.{k}": float(v[p]) for name, v in by_class.items() for p, k in enumerate(CLASSES)},
        **{f"{name}.{k}": float(v[p]) for name, v in by_cell.items() for p, k in enumerate(cells())},
    }


def _rates(reading: LogReading, customers: int) -> tuple[Floats, Floats]:
    """The discount rate per year, and one that counts leaving within a term too, for so many customers."""
    rate = np.full(customers, reading.facts.discount_rate)
    return rate, leaving_early(rate, np.full(customers, reading.contracts.early))


def _to_pay(reading: LogReading, case: Ints, ahead: Floats, covered: Floats) -> Floats:
    """Discounted months, of those `ahead` of the next decision of each customer, that it is still to pay: of which so many are
    `covered`, and may be paid back or not."""
    rate, early = _rates(reading, len(case))
    if reading.contracts.refund:
        return annuity(ahead, early) - annuity(covered, rate)
    bill = np.nan_to_num(reading.bill[case]) / MONTH
    more = kept_of_bills(bill, rate, np.full(len(case), reading.contracts.early))
    return (annuity(ahead, early) - annuity(covered, early)) * more


def _last_terms(found: ContractTerms, cases: int) -> tuple[Ints, Ints]:
    """Per case, the place of its last term and of the first term of that relation; 0 for a case without any."""
    last = np.zeros(cases, dtype=np.int64)
    last[found.case] = np.arange(len(found.case))
    return last, last - (found.age[last] - 1 if len(found.age) else 0)


def _standing(reading: LogReading) -> Floats:
    """Recurring revenue of each case at the horizon."""
    changes = reading.changes
    there = changes.moment < reading.facts.horizon
    return sums(changes.case[there], changes.mrr[there], reading.cases)


def _paid_ahead(reading: LogReading, found: ContractTerms, first: Ints, case: Ints) -> Floats:
    """What each of some customers has paid for months behind the horizon; `first`: the first term of the relation of each.

    Of one who was a customer before day 0 the log has the last payment before it: what was due by then had been paid.
    """
    changes, payments, horizon = reading.changes, reading.payments, reading.facts.horizon
    begin = np.full(reading.cases, np.inf)
    begin[case] = found.begin[first]
    early, since = payments.time < 0, begin.copy()
    since[payments.case[early]] = np.maximum(begin[payments.case[early]], payments.time[early])
    own = (payments.time >= since[payments.case]) & (payments.time < horizon)
    money = sums(payments.case[own], payments.money[own], reading.cases)
    moved = (changes.time >= begin[changes.case]) & (changes.moment < horizon)
    running = horizon - np.maximum(changes.time[moved], since[changes.case[moved]])
    owed = sums(changes.case[moved], changes.mrr[moved] * running / MONTH, reading.cases)
    return np.clip(money[case] - owed[case] - _once(reading, found)[first], 0.0, None)
