"""Every KPI of a run once more, from its event log alone and in other code: do both agree to 1e-6?

    python experiments/benchmark_kpis.py             # all markets and organizations of the gallery that go together
    python experiments/benchmark_kpis.py b2b-saas    # one market

Nothing of `orgsim.measures` is used but its answers: the log is walked row by row, case by case, as docs/reference/kpis.md
defines each figure. Prints a line per pair with the largest relative difference, and exits with 1 where one is above 1e-6.
"""

import bisect
import math
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import orgsim
from orgsim.errors import ScenarioError
from orgsim.events.log import EventLog
from orgsim.plan.gallery import gallery_names

MONTH, YEAR = 365.25 / 12, 365.25
LAGS = (0, 0.5, 1, 2, 3, 4, 6, 9, 12, 18, 24)
AGES, ENOUGH = 6, 50
DECISIONS = ("renewed", "churned", "retired")
AT_DECISIONS = (*DECISIONS, "contracted", "converted")
NAN = math.nan
STRETCH = 9
BOUGHT_IN = 12
"""Kind of the rows that tell of hours worked on a job in one go."""
Case = tuple[int, int]
Row = dict[str, Any]


def per(above: float, below: float) -> float:
    """A quotient; NaN over nothing."""
    return above / below if below else NAN


@dataclass
class Relation:
    """One customer relation, from a purchase on."""

    case: Case
    begin: float
    mrr: float
    booked: float
    term: float
    """Days; infinite for nobody who decides."""
    decided: list[tuple[float, str]] = field(default_factory=list)
    """Decisions at the ends of terms."""
    ended: tuple[float, str] | None = None
    """What ended it within a term."""
    renewals: list[tuple[float, float, float]] = field(default_factory=list)
    """Of each renewal the day, recurring revenue before it and what of that was given up."""

    @property
    def gone(self) -> float:
        """When it ended; infinite if it did not."""
        if self.ended:
            return self.ended[0]
        return self.decided[-1][0] if self.decided and self.decided[-1][1] == "churned" else math.inf

    @property
    def kind(self) -> str:
        """Its class of terms."""
        months = round(self.term / MONTH, 6)
        return "never" if math.isinf(months) else "short" if months < 8 else "year" if months < 18 else "long"

    def terms(self, horizon: float) -> Iterator[tuple[float, float]]:
        """Begin and end of each term begun before the horizon."""
        begins = [self.begin, *(time for time, what in self.decided if what == "renewed")]
        ends = [*(time for time, _ in self.decided), *([self.ended[0]] if self.ended else []), math.inf]
        return ((a, b) for a, b in zip(begins, ends, strict=False) if a < horizon)


class Book:
    """The rows of a log by what they tell."""

    def __init__(self, log: EventLog) -> None:
        self.facts, self.names, self.contracts = log.facts, log.names, log.contracts
        self.horizon, self.warm_up = log.facts.horizon, log.facts.warm_up
        self.by_kind: dict[int, list[Row]] = defaultdict(list)
        self.duty: dict[int, list[float]] = {}
        ends = [time for time in log.rows["end"].tolist() if not math.isnan(time)]
        self.until = max([self.horizon, *(ends if log.facts.drained else [])])
        fields = log.rows.dtype.names or ()
        for values in log.rows.tolist():
            row = dict(zip(fields, values, strict=True))
            row["case"] = (row["entity"], row["number"])
            row["what"] = self.names.outcomes[row["outcome"]] if row["outcome"] >= 0 else ""
            self.by_kind[row["kind"]].append(row)
        self.arrivals, self.jobs, self.changes, self.payments, self.payroll, self.spending = (
            self.by_kind[kind] for kind in range(6)
        )
        self.bought_in = self.by_kind[BOUGHT_IN]
        self.arrived = {row["case"]: row["end"] for row in self.arrivals}
        by_segment = dict(zip(log.names.segments, log.contracts.terms, strict=False))
        bills = dict(zip(log.names.segments, log.contracts.bills, strict=False))
        self.bill = {row["case"]: bills.get(row["what"], 0.0) for row in self.arrivals}
        self.term = {row["case"]: by_segment.get(row["what"], log.facts.term) for row in self.arrivals}
        self.history: dict[Case, list[Row]] = defaultdict(list)
        for row in self.changes:
            self.history[row["case"]].append(row)
        self.bought = {
            case: next((row["end"] for row in rows if row["what"] == "customer"), math.inf)
            for case, rows in self.history.items()
        }
        self.relations = [one for rows in self.history.values() for one in self._relations(rows)]
        stretches = self.by_kind[STRETCH]
        in_parts = {place(row) for row in stretches}
        self.worked = [row for row in self.jobs if place(row) not in in_parts] + stretches
        share = log.facts.acquisition
        self.before = [0.0 if math.isnan(one) else one for one in share]
        self.after = [0.0 if math.isnan(one) else 1 - one for one in share]
        own = self.names.entities[-1] == "organization"
        self.own = len(self.names.entities) - 1 if own else None

    def _relations(self, rows: list[Row]) -> list[Relation]:
        found: list[Relation] = []
        paid = lost = 0.0
        for row in rows:
            time, what = row["end"], row["what"]
            if what == "contracted":
                lost = -row["mrr"]
            elif what == "renewed" and time <= self.horizon:
                found[-1].renewals.append((time, paid + lost, lost))
                lost = 0.0
            paid += row["mrr"]
            if what == "customer":
                term = self.term[row["case"]] if any(one["mrr"] for one in rows) else math.inf
                term = term if term > 0 else math.inf
                found.append(Relation(row["case"], time, row["mrr"], row["booked"], term))
            elif what in DECISIONS and time <= self.horizon:
                last = found[-1]
                began = last.decided[-1][0] if last.decided else last.begin
                if what != "retired" and abs(time - began - last.term) < 1e-6:
                    last.decided.append((time, what))
                else:
                    last.ended = (time, what)
        return found

    def counts(self, row: Row) -> bool:
        """Whether a change lies in the days counted: decisions belong to the days that end with them."""
        if row["what"] in AT_DECISIONS:
            return self.warm_up < row["end"] <= self.horizon
        return self.warm_up <= row["end"] < self.horizon

    def stands(self, row: Row, day: float) -> bool:
        """Whether a change is part of the state on a day."""
        return row["end"] < day or (row["what"] in AT_DECISIONS and row["end"] <= day)

    def within(self, rows: list[Row], until: float = math.inf, since: float = -1.0) -> Iterator[Row]:
        """Rows from the warm-up's end (or `since`, if later) to before the horizon (or `until`)."""
        since, until = max(since, self.warm_up), min(until, self.horizon)
        return (row for row in rows if since <= row["end"] < until)

    def pay(self, since: float, until: float) -> list[float]:
        """Pay by team between two days."""
        found = [0.0] * len(self.names.teams)
        for row in self.payroll:
            length = row["end"] - row["start"]
            days = min(row["end"], until) - max(row["start"], since)
            if length > 0:
                found[row["team"]] += row["cost"] * max(0.0, days) / length
        return found


def place(row: Row) -> tuple[Any, ...]:
    """What tells the job apart that was worked in stretches."""
    return row["case"], row["activity"], row["visit"], row["team"]


def leads(book: Book) -> dict[str, float]:
    """What became of the leads of the window."""
    came = [case for case, day in book.arrived.items() if book.warm_up <= day < book.horizon]
    state: dict[str, int] = defaultdict(int)
    days = []
    for case in came:
        if book.bought.get(case, math.inf) < math.inf:
            days.append(book.bought[case] - book.arrived[case])
            state["won"] += 1
            continue
        moves = [r["what"] for r in book.history[case] if r["what"] not in ("flagged", "failed", "recovered")]
        state[moves[-1] if moves and moves[-1] in ("lost", "resting") else "open"] += 1
    won, total = state["won"], len(came)
    return {
        "leads": total,
        "open_leads": state["open"],
        "at_rest": state["resting"],
        "lost": state["lost"],
        "win_rate": per(won, total),
        "win_rate_decided": per(won, total - state["open"]),
        "open_share": per(state["open"], total),
        "time_to_win_median": quantile(days, 0.5),
        "time_to_win_p90": quantile(days, 0.9),
    }


def quantile(values: list[float], share: float) -> float:
    """Linear between order statistics."""
    if not values:
        return NAN
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


def money(book: Book) -> dict[str, float]:
    """Sums over the window and the balance of cash."""
    sells = not math.isnan(book.facts.term)
    paid = list(book.within(book.payments))
    revenue, delivery = sum(r["money"] for r in paid), sum(r["cost"] for r in paid)
    payroll = sum(book.pay(book.warm_up, book.horizon))
    bought_in = sum(
        row["cost"] * max(0.0, row["end"] - max(row["start"], book.warm_up)) / (row["end"] - row["start"])
        for row in book.bought_in
    )
    spending = sum(r["cost"] for r in book.within(book.arrivals)) + sum(
        r["cost"] for r in book.within(book.spending)
    )
    flows: dict[float, float] = defaultdict(float)
    for rows in (book.payments, book.arrivals, book.spending):
        for row in rows:
            if 0 <= row["end"] < book.horizon:
                flows[row["end"]] += row["money"] - row["cost"]
    for row in book.payroll + book.bought_in:
        time = math.nextafter(row["end"], 0)
        if time < book.horizon:
            flows[time] -= row["cost"]
    balance = lowest = 0.0
    for time in sorted(flows):
        balance += flows[time]
        lowest = min(lowest, balance)
    known = 1.0 if sells else NAN
    return {
        "bookings": sum(r["booked"] for r in book.within(book.changes)) * known,
        "revenue": revenue * known,
        "delivery_cost": delivery * known,
        "payroll": payroll,
        "development_cost": bought_in,
        "spending": spending,
        "profit": (revenue - delivery - payroll - bought_in - spending) * known,
        "cash_end": balance * known,
        "cash_valley": lowest * known,
        "discounted_value": discounted(book) * known,
    }


def discounted(book: Book) -> float:
    """The flows of the window, discounted to its first day."""
    total, rate = 0.0, 1 + book.facts.discount_rate
    for rows in (book.payments, book.arrivals, book.spending):
        total += sum(
            (r["money"] - r["cost"]) / rate ** ((r["end"] - book.warm_up) / YEAR) for r in book.within(rows)
        )
    for row in book.payroll + book.bought_in:
        length = row["end"] - row["start"]
        part = max(0.0, row["end"] - max(row["start"], book.warm_up)) / length if length > 0 else 0.0
        total -= row["cost"] * part / rate ** ((row["end"] - book.warm_up) / YEAR)
    return total


def customers(book: Book) -> dict[str, float]:
    """Stocks and purchases."""
    sells = not math.isnan(book.facts.term)
    there = [row for row in book.changes if book.stands(row, book.horizon)]
    step = {"customer": 1, "churned": -1, "retired": -1}
    mrr = sum(row["mrr"] for row in there)
    recurs = sells and (math.isfinite(book.facts.term) or any(row["mrr"] for row in book.changes))
    counted = [row["what"] for row in book.changes if book.counts(row)]
    before = sum(step.get(row["what"], 0) for row in book.changes if book.stands(row, book.warm_up))
    return {
        "customers_end": sum(step.get(row["what"], 0) for row in there),
        "churned": counted.count("churned"),
        "cross_sold": counted.count("cross_sold"),
        "contraction": sum(
            -row["mrr"] for row in book.changes if row["what"] == "contracted" and book.counts(row)
        )
        if recurs
        else NAN,
        "won": counted.count("customer"),
        "mrr": mrr if recurs else NAN,
        "arr": 12 * mrr if recurs else NAN,
        "decisions_per_customer": per(
            sum(what in DECISIONS for what in counted), before + counted.count("customer")
        ),
    }


def offerings(book: Book) -> dict[str, float]:
    """What there is of a later offering, told apart from the earlier one."""
    names = ("converted", "arr_later", "revenue_later", "churn_earlier", "churn_later")
    begins = book.contracts.later
    if math.isinf(begins) or math.isnan(book.facts.term):
        return dict.fromkeys(names, NAN)
    since = {
        case: next(
            (
                row["end"]
                for row in rows
                if row["what"] == "converted" or (row["what"] == "customer" and row["end"] >= begins)
            ),
            math.inf,
        )
        for case, rows in book.history.items()
    }
    mrr = sum(
        row["mrr"]
        for row in book.changes
        if since[row["case"]] <= book.horizon and book.stands(row, book.horizon)
    )
    due, lost = {True: 0, False: 0}, {True: 0, False: 0}
    for one in book.relations:
        for (began, _), (time, what) in zip(one.terms(math.inf), one.decided, strict=False):
            if book.warm_up < time <= book.horizon:
                due[began >= since[one.case]] += 1
                lost[began >= since[one.case]] += what == "churned"
    earlier, later = (
        1 - (1 - lost[kind] / due[kind]) ** (YEAR / book.facts.term) if due[kind] else NAN
        for kind in (False, True)
    )
    return {
        "converted": sum(row["what"] == "converted" and book.counts(row) for row in book.changes),
        "arr_later": 12 * mrr,
        "revenue_later": sum(
            row["money"] for row in book.within(book.payments) if row["end"] >= since[row["case"]]
        ),
        "churn_earlier": earlier,
        "churn_later": later,
    }


def retention(book: Book) -> dict[str, float]:
    """NRR and GRR."""
    since = max(book.warm_up, book.horizon - YEAR)
    decided = any(r["what"] in DECISIONS and since < r["end"] <= book.horizon for r in book.changes)
    then: dict[Case, float] = defaultdict(float)
    now: dict[Case, float] = defaultdict(float)
    for row in book.changes:
        then[row["case"]] += row["mrr"] * book.stands(row, since)
        now[row["case"]] += row["mrr"] * book.stands(row, book.horizon)
    mean = per(sum(then.values()), sum(value != 0 for value in then.values()))
    cohort = [case for case, value in then.items() if value > 1e-6 * mean]
    base = sum(then[case] for case in cohort)
    if not decided or not base:
        return {"nrr": NAN, "grr": NAN}
    years = (book.horizon - since) / YEAR
    net = sum(now[case] for case in cohort) / base
    gross = sum(min(now[case], then[case]) for case in cohort) / base
    return {"nrr": max(0.0, net) ** (1 / years), "grr": max(0.0, gross) ** (1 / years)}


@dataclass
class Tally:
    """Decisions of some days, by class and age; replacements apart."""

    due: dict[tuple[str, int], int]
    lost: dict[tuple[str, int], int]
    spans: list[tuple[float, bool]]
    """Months and whether the customer was lost, of replacements without a contract."""
    early: int

    def all(self, kind: str) -> tuple[int, int]:
        """Decisions and leavers of a class."""
        return tuple(  # type: ignore[return-value]
            sum(found.get((kind, age), 0) for age in range(1, AGES + 1)) for found in (self.due, self.lost)
        )


def tally(book: Book, since: float) -> Tally:
    """Count the decisions after a day, up to the horizon."""
    found = Tally(defaultdict(int), defaultdict(int), [], 0)
    for one in book.relations:
        for age, (time, what) in enumerate(one.decided, start=1):
            if since < time <= book.horizon:
                found.due[one.kind, min(age, AGES)] += 1
                found.lost[one.kind, min(age, AGES)] += what == "churned"
        if one.ended and since < one.ended[0] <= book.horizon:
            time, what = one.ended
            if one.kind == "never":
                found.spans.append(((time - one.begin) / MONTH, what == "churned"))
            else:
                found.early += what == "churned"
    return found


def held(book: Book, kind: str, since: float, here: bool = False) -> float:
    """Customer-months of a class from a day to the horizon; `here`: of relations begun on day 0 or later."""
    return sum(
        max(0.0, min(one.gone, book.horizon) - max(one.begin, since)) / MONTH
        for one in book.relations
        if one.kind == kind and one.begin < book.horizon and (one.begin >= 0 or not here)
    )


def term(book: Book, kind: str) -> float:
    """Months of the terms of a class, on average."""
    months = [one.term / MONTH for one in book.relations if one.kind == kind for _ in one.terms(book.horizon)]
    return per(sum(months), len(months))


def churn(book: Book, counted: Tally) -> float:
    """Share lost per year."""
    above = below = 0.0
    for kind in ("short", "year", "long"):
        due, lost = counted.all(kind)
        weight = held(book, kind, book.warm_up)
        if due and weight:
            above += weight * (1 - (1 - lost / due) ** (12 / term(book, kind)))
            below += weight
    weight = held(book, "never", book.warm_up)
    if counted.spans and weight:
        months = sum(span for span, _ in counted.spans) / len(counted.spans)
        chance = sum(lost for _, lost in counted.spans) / len(counted.spans)
        above += weight * (1 - (1 - chance) ** (12 / months))
        below += weight
    return per(above, below)


def by_age(book: Book, counted: Tally, kind: str) -> list[float]:
    """The chance to leave at each age, few decisions leaning on the age before."""
    due, lost = counted.all(kind)
    here = lost / due if due else 1 - (1 - churn(book, counted)) ** (term(book, kind) / 12)
    found = []
    for age in range(1, AGES + 1):
        own = counted.due.get((kind, age), 0)
        if own:
            weight = min(1.0, own / ENOUGH)
            here = weight * counted.lost.get((kind, age), 0) / own + (1 - weight) * here
        found.append(here)
    return found


def annuity(months: float, rate: float, hazard: float = 0.0) -> float:
    """Discounted months of a stream that may end at any moment, at a hazard per year."""
    force = (math.log(1 + rate) + hazard) / 12
    return (1 - math.exp(-force * months)) / force if force else months


def kept(book: Book, bill: float, rate: float) -> float:
    """What is paid over what is lived of the months between two payments (days), where nothing is paid back."""
    if book.contracts.refund or not bill:
        return 1.0
    return annuity(bill / MONTH, rate) / annuity(bill / MONTH, rate, book.contracts.early)


def kept_of_class(book: Book, kind: str, rate: float) -> float:
    """The same at the mean months between two payments of a class."""
    bills = [
        min(book.bill[one.case], one.term)
        for one in book.relations
        if one.kind == kind
        for _ in one.terms(book.horizon)
    ]
    return kept(book, sum(bills) / len(bills), rate)


def ahead(
    book: Book, chances: list[float], age: int, months: float, rate: float, growth: float = 1.0
) -> float:
    """Expected discounted months of who begins the term that ends with the decision of an age (from 1), weighted with what
    prices have grown by then."""
    hazard = book.contracts.early
    keep = growth * (1 + rate) ** (-months / 12) * math.exp(-hazard * months / 12)
    total, weight = 0.0, 1.0
    for chance in chances[age - 1 : -1]:
        total += weight * annuity(months, rate, hazard)
        weight *= keep * (1 - chance)
    goes_on = keep * (1 - chances[-1])
    return NAN if goes_on >= 1 else total + weight * annuity(months, rate, hazard) / (1 - goes_on)


def care(book: Book) -> float:
    """What caring for a customer for a month costs in the last 12 months."""
    since = max(book.warm_up, book.horizon - YEAR)
    cost = sum(a * b for a, b in zip(book.pay(since, book.horizon), book.after, strict=True))
    for row in book.within(book.spending, since=since):
        cost += row["cost"] * book.after[row["team"]] if row["team"] >= 0 else 0.0
    months = sum(
        max(0.0, min(one.gone, book.horizon) - max(one.begin, since)) / MONTH
        for one in book.relations
        if one.begin < book.horizon
    )
    return per(cost, months) if cost > 0 and months > 0 else 0.0


def prices(book: Book) -> tuple[float, float, float]:
    """Margin, and one-off price and MRR of a new customer."""
    paid = list(book.within(book.payments))
    margin = 1 - per(sum(r["cost"] for r in paid), sum(r["money"] for r in paid))
    new = [one for one in book.relations if book.warm_up <= one.begin < book.horizon]
    once = sum(one_off(one) for one in new)
    return margin, per(once, len(new)), per(sum(one.mrr for one in new), len(new))


def one_off(one: Relation) -> float:
    """What a customer signed beyond the recurring revenue of its first term."""
    return one.booked - (one.mrr * one.term / MONTH if one.mrr else 0.0)


def at_first_prices(book: Book, kind: str) -> float:
    """What would have accrued more in the window, had nobody's price moved from that of a full first term."""
    total, rise, discount = 0.0, 1 + book.contracts.rise, book.contracts.discount
    for one in book.relations:
        if one.kind != kind:
            continue
        for age, (begin, end) in enumerate(one.terms(book.horizon)):
            level = rise ** (age * one.term / MONTH) * (1 - discount if age == 0 else 1)
            for _, before, lost in one.renewals[:age]:
                level *= 1 - lost / before if before else 1
            since, until = max(begin, book.warm_up), min(end, book.horizon)
            months = 0.0
            for row in book.history[one.case]:
                leaving = row["end"] == end and row["what"] in AT_DECISIONS
                if one.begin <= row["end"] < until and not leaving:
                    months += row["mrr"] * max(0.0, until - max(row["end"], since)) / MONTH
            total += months * (1 / level - 1)
    return total


def fading(book: Book, kind: str, since: float) -> float:
    """Share of their recurring revenue that customers of a class gave up who renewed after a day; NaN where none did."""
    found = [
        (before, lost)
        for one in book.relations
        if one.kind == kind
        for day, before, lost in one.renewals
        if since < day <= book.horizon
    ]
    shrinks = any(row["what"] == "contracted" for row in book.changes)
    return per(sum(lost for _, lost in found), sum(before for before, _ in found)) if shrinks else NAN


def lifetime_value(book: Book) -> float:
    """Margin on what a new customer pays over its lifetime, less care."""
    counted = tally(book, book.warm_up)
    margin, once, _ = prices(book)
    cost = care(book)
    new = [one for one in book.relations if book.warm_up <= one.begin < book.horizon]
    own = {one.case: one.kind for one in book.relations if one.begin < book.horizon}
    worth = 0.0
    for kind in ("short", "year", "long", "never"):
        share = per(sum(one.kind == kind for one in new), len(new))
        months = held(book, kind, book.warm_up)
        if not share > 0 or not months:
            continue
        accrued = sum(
            row["mrr"] * max(0.0, book.horizon - max(row["end"], book.warm_up)) / MONTH
            for row in book.changes
            if own.get(row["case"], "never") == kind
        )
        paid = None
        if kind != "never":
            chances, length = by_age(book, counted, kind), term(book, kind)
            life = ahead(book, chances, 1, length, 0.0)
            growth = (1 + book.contracts.rise) ** length
            lost = fading(book, kind, book.warm_up)
            growth *= 1 - (0.0 if math.isnan(lost) else lost)
            paid = ahead(book, chances, 1, length, 0.0, growth)
            paid -= book.contracts.discount * annuity(length, 0.0, book.contracts.early)
            paid *= kept_of_class(book, kind, 0.0)
            accrued += at_first_prices(book, kind)
        elif counted.spans:
            life = sum(span for span, _ in counted.spans) / len(counted.spans)
        else:
            life = held(book, kind, book.warm_up, here=True) / sum(one.kind == kind for one in new)
        worth += share * (margin * accrued / months * (life if paid is None else paid) - cost * life)
    return worth + margin * once


def living_value(book: Book) -> float:
    """What the customers of the horizon will still bring less their care, on the day of the horizon."""
    counted = tally(book, max(book.warm_up, book.horizon - YEAR))
    rate, cost, early = book.facts.discount_rate, care(book), book.contracts.early
    margin = prices(book)[0] if any(True for _ in book.within(book.payments)) else 1.0
    pending = book.by_kind[7]
    last = {one.case: one for one in book.relations if one.begin <= book.horizon}
    mrr = {
        case: sum(row["mrr"] for row in rows if book.stands(row, book.horizon))
        for case, rows in book.history.items()
    }
    chance = {
        row["case"]: per(-row["mrr"], mrr[row["case"]]) if mrr[row["case"]] > 0 else 0.0 for row in pending
    }
    paid = _paid_ahead(book, last)
    of_class = {
        kind: [r for r in pending if last[r["case"]].kind == kind] for kind in ("short", "year", "long")
    }
    shares = {row["case"]: _expected_less(book, row, last[row["case"]], mrr[row["case"]]) for row in pending}
    worth = 0.0
    for row in pending:
        case, months = row["case"], (row["ready"] - book.horizon) / MONTH
        one = last[case]
        kind, age = one.kind, min(len(one.decided) + 2, AGES)
        covered = min(paid[case] / mrr[case], months) if mrr[case] > 0 else 0.0
        peers = [r["case"] for r in of_class[kind]]
        usual = sum(chance[peer] for peer in peers) / len(peers)
        length = sum(last[peer].term for peer in peers) / len(peers) / MONTH
        chances = by_age(book, counted, kind) if counted.all(kind)[0] else [usual] * AGES
        less = fading(book, kind, max(book.warm_up, book.horizon - YEAR))
        less = sum(shares[peer] for peer in peers) / len(peers) if math.isnan(less) else less
        lived, hazard = annuity(months, rate, early), 0.0 if book.contracts.refund else early
        to_pay = lived - annuity(covered, rate, hazard)
        worth += margin * mrr[case] * to_pay * kept(book, book.bill[case], rate) - cost * lived
        stays = (1 - chance[case]) / (1 + rate) ** (months / 12) * math.exp(-early * months / 12)
        if stays > 0:
            then = margin * (mrr[case] + row["booked"])
            worth += (
                stays
                * then
                * kept_of_class(book, kind, rate)
                * ahead(book, chances, age, length, rate, 1 - less)
            )
            worth -= stays * cost * ahead(book, chances, age, length, rate)
    return worth


def _expected_less(book: Book, row: Row, one: Relation, mrr: float) -> float:
    """The share of what a customer pays in full that it is expected to give up if it stays."""
    full = mrr if one.decided else mrr / (1 - book.contracts.discount)
    return min(1.0, max(0.0, (full - mrr - row["booked"]) / full)) if full > 0 else 0.0


def _paid_ahead(book: Book, last: dict[Case, Relation]) -> dict[Case, float]:
    """What each customer has paid for the time behind the horizon; the only payment before day 0 is the last one before it."""
    found = {case: -one_off(one) for case, one in last.items()}
    known = {case: one.begin for case, one in last.items()}
    for row in book.payments:
        if row["end"] < 0 and row["case"] in known:
            known[row["case"]] = max(known[row["case"]], row["end"])
    for row in book.payments:
        if row["case"] in known and known[row["case"]] <= row["end"] < book.horizon:
            found[row["case"]] += row["money"]
    for row in book.changes:
        one = last.get(row["case"])
        if one is not None and row["end"] >= one.begin and book.stands(row, book.horizon):
            found[row["case"]] -= row["mrr"] * (book.horizon - max(row["end"], known[row["case"]])) / MONTH
    return {case: max(0.0, value) for case, value in found.items()}


def winning(book: Book) -> list[Row]:
    """Jobs, or the stretches they were worked in, that win customers: begun before the purchase, or steps that decide after a
    customer has left and before it is back; none of the organization's own."""
    times: dict[Case, tuple[list[float], list[bool]]] = {}
    for case, rows in book.history.items():
        moves = [
            (r["end"], r["what"] != "customer")
            for r in rows
            if r["what"] in ("customer", "churned", "retired")
        ]
        times[case] = ([time for time, _ in moves], [gone for _, gone in moves])
    found = []
    for row in book.worked:
        if row["team"] < 0 or math.isnan(row["start"]) or row["entity"] == book.own:
            continue
        moments, gone = times.get(row["case"], ([], []))
        at = bisect.bisect_right(moments, row["start"]) - 1
        away = at >= 0 and gone[at] and bool(book.facts.gates[row["activity"]])
        if row["start"] < book.bought.get(row["case"], math.inf) or away:
            found.append(row)
    return found


def spent(book: Book, until: float) -> float:
    """Spending on sources, and on people by the share of their team, before a day."""
    total = sum(row["cost"] for row in book.within(book.arrivals, until))
    for row in book.within(book.spending, until):
        share = book.before[row["team"]] if row["team"] >= 0 else float(row["entity"] != book.own)
        total += row["cost"] * share
    return total


def overlap(book: Book, row: Row) -> float:
    """The share of a span's hours on duty within the window, of elapsed time where it has none; of a span without length,
    whether it lies there."""
    start, end = row["start"], book.until if math.isnan(row["end"]) else row["end"]
    if end <= start:
        return float(book.warm_up <= start < book.horizon)
    since, until = max(start, book.warm_up), min(end, book.horizon)
    if until <= since:
        return 0.0
    whole = on_duty(book, row["team"], end) - on_duty(book, row["team"], start)
    if whole <= 0:
        return (until - since) / (end - start)
    return (on_duty(book, row["team"], until) - on_duty(book, row["team"], since)) / whole


def on_duty(book: Book, team: int, day: float) -> float:
    """Days on duty of a team by a day."""
    turns = book.facts.on_duty[team]
    if team not in book.duty:
        total, passed = 0.0, []
        for begin, end in zip(turns[::2], turns[1::2], strict=True):
            passed.append(total)
            total += end - begin
        book.duty[team] = passed
    at = bisect.bisect_right(turns, day) - 1
    if at < 0:
        return 0.0
    begin, end = turns[at - at % 2], turns[at - at % 2 + 1]
    return book.duty[team][at // 2] + min(day, end) - begin


def acquisition(book: Book, p90: float) -> tuple[float, float, float]:
    """Acquisition cost, and cost and customers of the same leads."""
    window = book.horizon - book.warm_up
    allowed = [lag for lag in LAGS if lag * MONTH <= window / 2]
    enough = [lag for lag in allowed if not lag * MONTH < p90 - 1e-9]
    lag = 0 if book.facts.drained else enough[0] if enough else allowed[-1]
    cut = book.horizon - lag * MONTH
    teams = range(len(book.names.teams))
    worked, cohort, capacity = ([0.0] * len(book.names.teams) for _ in range(3))
    for row in winning(book):
        worked[row["team"]] += row["hours"] * overlap(book, row)
        if book.warm_up <= book.arrived.get(row["case"], row["start"]) < cut:
            cohort[row["team"]] += row["hours"]
    for row in book.payroll:
        capacity[row["team"]] += row["hours"] * overlap(book, row)
    whole, part = book.pay(book.warm_up, book.horizon), book.pay(book.warm_up, cut)
    cost = spent(book, cut)
    for team in teams:
        paid = whole[team] * book.before[team]
        hours = max(capacity[team] * book.before[team], worked[team])
        rate = paid / hours if hours else 0.0
        cost += rate * cohort[team]
        cost += max(0.0, paid - rate * worked[team]) * (part[team] / whole[team] if whole[team] else 0.0)
    total = sum(whole[team] * book.before[team] for team in teams) + spent(book, book.horizon)
    won = sum(
        row["what"] == "customer" and book.warm_up <= book.arrived.get(row["case"], -1) < cut
        for row in book.changes
    )
    return total, cost, won


def payback(book: Book, cost: float) -> float:
    """Months until a customer has earned what it cost."""
    margin, once, mrr = prices(book)
    owed = cost - margin * once
    if math.isnan(owed) or math.isnan(margin * mrr):
        return NAN
    return 0.0 if owed <= 0 else per(owed, margin * mrr)


def handoffs(book: Book) -> float:
    """Changes of team per first purchase, up to the first job after it."""
    buyers = {
        case: day
        for case, day in book.bought.items()
        if book.warm_up <= day < book.horizon and book.arrived[case] >= 0
    }
    jobs: dict[Case, list[Row]] = defaultdict(list)
    for row in book.jobs:
        if row["team"] >= 0 and not math.isnan(row["start"]) and row["case"] in buyers:
            jobs[row["case"]].append(row)
    changed = 0
    for case, rows in jobs.items():
        rows.sort(key=lambda row: row["start"])
        changed += sum(a["team"] != b["team"] and a["start"] < buyers[case] for a, b in pairwise(rows))
    return per(changed, len(buyers))


def recomputed(log: EventLog) -> dict[str, float]:
    """Every KPI from a log."""
    book = Book(log)
    found = {**leads(book), **money(book), **customers(book), **offerings(book), **retention(book)}
    counted = tally(book, book.warm_up)
    total, cost, won = acquisition(book, found["time_to_win_p90"])
    years = sum(held(book, kind, book.warm_up) for kind in ("short", "year", "long")) / 12
    value = lifetime_value(book)
    rate = 1 + book.facts.discount_rate
    living = living_value(book) / rate ** ((book.horizon - book.warm_up) / YEAR)
    return found | {
        "logo_churn": churn(book, counted),
        "early_leaving": per(counted.early, years),
        "acquisition_cost": total,
        "cac": per(cost, won),
        "cac_plain": per(total, found["won"]),
        "payback_months": payback(book, per(cost, won)),
        "payback_plain": payback(book, per(total, found["won"])),
        "ltv": value,
        "ltv_cac": value / per(cost, won) if per(cost, won) else NAN,
        "firm_value": found["discounted_value"] + living,
        "handoffs_per_customer": handoffs(book),
    }


def difference(a: float, b: float) -> float:
    """Relative; infinite where one is undefined and the other is not."""
    if math.isnan(a) or math.isnan(b):
        return 0.0 if math.isnan(a) and math.isnan(b) else math.inf
    return abs(a - b) / max(1.0, abs(a), abs(b))


def largest(scenario: orgsim.Scenario, seed: int = 1) -> tuple[float, str]:
    """The largest difference of one run, and the KPI in which it is."""
    run = orgsim.simulate(scenario, seed)
    found = recomputed(run.events)
    shown = run.summary.kpis
    missing = set(shown) ^ set(found)
    if missing:
        return math.inf, ", ".join(sorted(missing))
    return max((difference(shown[name], found[name]), name) for name in shown)


def pairs(markets: list[str]) -> Iterator[tuple[str, orgsim.Scenario]]:
    """All that go together, counted from day 0 and, every other one, after a third of the horizon and more."""
    number = 0
    for market in markets:
        for organization in gallery_names("organization"):
            try:
                scenario = orgsim.load(market, organization)
            except ScenarioError:
                continue
            number += 1
            days = f"{scenario.scenario.horizon / 2.7:.0f} days"
            changes = {"scenario.warm_up": days} if number % 2 else {}
            yield f"{market} {organization}{' after ' + days if changes else ''}", scenario.replace(changes)


def main() -> int:
    """Check the pairs asked for; 1 where one differs."""
    wrong = 0
    for name, scenario in pairs(sys.argv[1:] or list(gallery_names("market"))):
        gap, kpi = largest(scenario)
        wrong += gap > 1e-6
        print(f"{'WRONG' if gap > 1e-6 else 'equal'}  {gap:.1e}  {kpi:24}  {name}", flush=True)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
