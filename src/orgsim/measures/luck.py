"""The luck of the decisions, and in people: what was drawn in a run beyond what was to be expected before each draw.

Before a gate decides, the chance of each outcome is known, whatever the organization has done until then; so is that of a
customer to leave or to buy more, and the mean size of a deal. A draw less its expectation, times a weight that is known before
the draw, has mean 0 given all that came before it: under every organization, and however it decides whom to work on (a
martingale difference). So have their sums over a run, which serve as control variates of paired differences (Henderson and Glynn
2002; `orgsim.study.control`). The weights decide how much they explain, never whether they are right: a gate's draw counts by the
reference's chances of a purchase behind its outcomes, money by the list's prices and the reference's churn.

How able people are is drawn apart from who joins when and how long they would stay; so how able they happen to be, for as long as
that, has mean 0 as well. At gates it counts by what the reference's leads gain, in the same sums; how fast work for customers is
done has sums of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from orgsim.elementary import exp_block, expm1_block, log1p_block, logistic_block
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.events.luck import Drawn, Luck
from orgsim.measures.bins import Bools, Floats, Ints
from orgsim.measures.reading import LogReading
from orgsim.units import DAYS_PER_YEAR, MONTH

KINDS = ("stock", "customers", "flow", "count")
"""What figures are, as far as luck reaches them: recurring revenue at the horizon, customers at the horizon, money of the window,
purchases in the window."""
FELT: dict[str, str] = {
    "arr": "stock",
    "mrr": "stock",
    "revenue": "flow",
    "profit": "flow",
    "cash_end": "flow",
    "discounted_value": "flow",
    "customers_end": "customers",
    "won": "count",
    "win_rate": "count",
    "cac": "count",
    "cac_plain": "count",
}
"""Of which kind a KPI is; those that are not here feel luck too little, or otherwise."""
CARE = "care"
"""What luck the work for customers is owed to: how fast those happen to be who do it."""
MONEY = ("stock", "flow")
"""Kinds that feel how fast work for customers is done, and the customers of day 0."""
BOOK = "book"
"""What luck the recurring revenue of day 0 is owed to: how large the customers happen to be who are there."""
PREFIX = "luck."
"""What the names of the sums of luck begin with, among the parts of a summary; the kind follows."""
_NODES, _REACH = 97, 8.0
"""Of readiness, between which chances of a purchase are interpolated, and how far they lie from 0 at most; the same in every run,
since weights hang on nothing that a run draws."""
_STEPS = 64
"""Steps ahead that chances of a purchase look."""
_MOST = 700.0
"""Log-odds beyond which a chance is 0 or 1."""
_RESTING = 0.5
"""Share of the leads at rest whom an organization follows up, as far as weights go."""
_AGAIN = 0.95
"""Share of those who rest on after a touch whom another one reaches, as far as weights go."""
_REST = "nurture"
_BOUGHT = "customer"
_SIGNS = {Drawn.SIZE: 1.0, Drawn.LEAVES: -1.0, Drawn.BUYS_MORE: 1.0, Drawn.GIVES_UP: -1.0}


@dataclass(frozen=True, slots=True)
class Decisions:
    """What the gate of one activity has decided on the leads of one segment."""

    activity: int
    segment: int
    rows: Ints
    """Which rows of the log these are."""
    readiness: Floats
    """Of each lead."""
    targets: tuple[str, ...]
    """What its outcomes lead to, best first."""
    chances: Floats
    """Decision × target: the chance that it had before the draw."""
    drawn: Ints
    """The place of what was drawn among the targets."""


@dataclass(frozen=True, slots=True)
class Surprises:
    """Draws less their expectations, with what they move if nothing else happens; each has mean 0 given all that came before."""

    time: Floats
    """Days."""
    customers: Floats
    """Purchases to come, or customers there."""
    purchases: Floats
    """Purchases to come alone."""
    once: Floats
    """Money paid at once."""
    mrr: Floats
    """Money per model month."""
    decay: Floats
    """Rate per year at which such customers leave in the reference."""
    skills: npt.NDArray[np.void]
    """How able those are who have joined (see `orgsim.events.luck.SKILL_TYPE`)."""


def decisions(log: EventLog) -> list[Decisions]:
    """What gates on the way to a first purchase have decided, by activity and segment; none for a log without its luck."""
    luck = log.luck
    if luck is None:
        return []
    rows = log.rows
    place = np.flatnonzero(
        (rows["kind"] == Row.JOB)
        & ~np.isnan(rows["start"])
        & ~np.isnan(rows["end"])
        & _ways(log)[rows["activity"]]
    )
    jobs = rows[place]
    known = _of_leads(log, luck, log.case(jobs))
    pull = np.zeros(len(jobs))
    for name in log.names.effects:
        pull += jobs[f"effect_{name}"]
    found = []
    for (activity, segment), cuts in luck.cuts.items():
        if cuts:
            own = np.flatnonzero((jobs["activity"] == activity) & (known.segment == segment))
            score = luck.judgement[activity] * known.readiness[own] + pull[own]
            found.append(
                _decided(log, (activity, segment), place[own], known.readiness[own], _chances(score, cuts))
            )
    return found


@dataclass(frozen=True, slots=True)
class _Leads:
    readiness: Floats
    segment: Ints


def _ways(log: EventLog) -> Bools:
    """Per activity, and behind them for -1, whether its gate decides."""
    return np.array([*(bool(way) for way in log.facts.gates), False])


def _of_leads(log: EventLog, luck: Luck, case: Ints) -> _Leads:
    """Readiness and segment of the lead of each of some cases; 0 and the first one for what is no lead."""
    came = log.of(Row.ARRIVAL)
    leads = log.case(came)
    order = np.argsort(leads, kind="stable")
    if not order.size:
        return _Leads(np.zeros(len(case)), np.zeros(len(case), dtype=np.int64))
    at = order[np.minimum(np.searchsorted(leads[order], case), len(order) - 1)]
    is_lead = leads[at] == case
    place = np.zeros(len(log.names.outcomes), dtype=np.int64)
    for number, name in enumerate(log.names.segments):
        place[log.names.outcomes.index(name)] = number
    return _Leads(
        np.where(is_lead, luck.readiness[at], 0.0), np.where(is_lead, place[came["outcome"][at]], 0)
    )


def _chances(score: Floats, cuts: tuple[float, ...]) -> Floats:
    """Chance of each outcome, from the best to the last, by the score without its draw."""
    above = [np.clip(score - cut, -_MOST, _MOST) for cut in cuts]
    bounds = np.stack([np.zeros_like(score), *map(logistic_block, above), np.ones_like(score)], axis=-1)
    return np.diff(bounds, axis=-1)


def _decided(log: EventLog, at: tuple[int, int], rows: Ints, readiness: Floats, chances: Floats) -> Decisions:
    """Outcomes of the same target are one."""
    ways = log.facts.gates[at[0]]
    targets = tuple(dict.fromkeys(ways))
    merged = np.stack(
        [chances[:, [k for k, way in enumerate(ways) if way == target]].sum(axis=1) for target in targets],
        axis=1,
    )
    codes = np.array([log.names.outcomes.index(target) for target in targets])
    same = log.rows["outcome"][rows][:, None] == codes
    told = same.any(axis=1)
    return Decisions(*at, rows[told], readiness[told], targets, merged[told], same[told].argmax(axis=1))


def surprises(log: EventLog) -> Surprises | None:
    """What gates and customers have drawn beyond what was to be expected; None for a log without its luck, or without sales."""
    luck = log.luck
    if luck is None or not luck.prices:
        return None
    worth = {segment: _Worth(log, luck, segment) for segment in range(len(luck.prices))}
    found: list[tuple[Floats, ...]] = [_of_customers(log, luck)]
    found += [_of_people(log, luck, one) for one in worth.values()]
    for one in decisions(log):
        ahead = worth[one.segment].behind(one)
        gained = ahead[np.arange(len(one.drawn)), one.drawn] - (one.chances * ahead).sum(axis=1)
        once, mrr = luck.prices[one.segment]
        churn = np.full(len(gained), luck.churn[one.segment])
        found.append((log.rows["end"][one.rows], gained, gained, gained * once, gained * mrr, churn))
    day, there, bought, paid, monthly, leave = (np.concatenate(column) for column in zip(*found, strict=True))
    return Surprises(day, there, bought, paid, monthly, 0.0 - log1p_block(0.0 - leave), luck.skills)


def _of_customers(log: EventLog, luck: Luck) -> tuple[Floats, ...]:
    """What customers have drawn: day, customers, purchases, money at once and per model month, and churn of their segment."""
    draws = luck.draws
    gained = (draws["drawn"] - draws["expected"]) * np.array([_SIGNS[what] for what in Drawn])[draws["what"]]
    leads = _of_leads(log, luck, log.case(draws))
    gone = np.where(draws["what"] == Drawn.LEAVES, gained, 0.0)
    money = (gained * draws["once"], gained * draws["mrr"])
    return draws["time"], gone, np.zeros(len(gone)), *money, np.array(luck.churn)[leads.segment]


def _of_people(log: EventLog, luck: Luck, worth: "_Worth") -> tuple[Floats, ...]:
    """How well those who have joined do what gates decide, month by month for as long as they stay, as what it moves of the
    reference's leads of one segment: as `_of_customers`."""
    skills, segment = luck.skills, worth.segment
    days = np.arange(0.5 * MONTH, log.facts.horizon, MONTH)
    slopes = np.array([worth.slope(code) for code in range(len(luck.flows))])
    leads = luck.mix[segment] * MONTH * np.array(luck.flows) * slopes
    gained = leads[skills["activity"]] * skills["share"] * skills["log_odds"]
    there = (skills["since"][:, None] <= days) & (days < skills["until"][:, None])
    monthly = (gained[:, None] * there).sum(axis=0)
    once, mrr = luck.prices[segment]
    return days, monthly, monthly, monthly * once, monthly * mrr, np.full(len(days), luck.churn[segment])


class _Worth:
    """Chances of a purchase in the reference, by what lies ahead of a lead of one segment and by its readiness."""

    def __init__(self, log: EventLog, luck: Luck, segment: int) -> None:
        self.segment = segment
        self._log, self._luck = log, luck
        codes = [activity for activity, own in luck.cuts if own == segment]
        names = log.names.activities
        self._place = {names[code]: place for place, code in enumerate(codes)}
        self._grid = np.linspace(-_REACH, _REACH, _NODES)
        moves, buys = np.zeros((_NODES, len(codes), len(codes))), np.zeros((_NODES, len(codes)))
        for place, code in enumerate(codes):
            chances = _chances(luck.judgement[code] * self._grid, luck.cuts[code, segment])
            for target, chance in zip(log.facts.gates[code], chances.T, strict=True):
                if target == _BOUGHT:
                    buys[:, place] += chance
                elif target in self._place:
                    moves[:, place, self._place[target]] += chance * (_AGAIN if target == _REST else 1.0)
        self._found = buys
        for _ in range(_STEPS):
            self._found = buys + (moves * self._found[:, None, :]).sum(axis=-1)

    def behind(self, one: Decisions) -> Floats:
        """Of each decision and target, the chance of a purchase behind it."""
        return self._ahead(one.targets, one.readiness)

    def slope(self, activity: int) -> float:
        """By how much the chance of a purchase rises per log-odds at the gate of an activity, for a lead of readiness 0; 0 where
        no gate is on the way to one."""
        cuts = self._luck.cuts.get((activity, self.segment), ())
        if not cuts:
            return 0.0
        ahead = self._ahead(self._log.facts.gates[activity], np.zeros(1))
        rise = np.diff(_chances(np.array([-0.5, 0.5]), cuts), axis=0)
        return float((rise * ahead).sum())

    def _ahead(self, targets: Sequence[str], readiness: Floats) -> Floats:
        """Of each lead and target, the chance of a purchase behind it."""
        found = np.zeros((len(readiness), len(targets)))
        for place, target in enumerate(targets):
            if target == _BOUGHT:
                found[:, place] = 1.0
            elif target in self._place:
                ahead = np.interp(readiness, self._grid, self._found[:, self._place[target]])
                found[:, place] = ahead * (_RESTING if target == _REST else 1.0)
        return found


def controls(found: Surprises | None, reading: LogReading, end: str = "") -> dict[str, float]:
    """The sum of all surprises of a run before the horizon, as figures of each of KINDS feel them, by names of parts that close
    with `end`; none where nobody knows them.

    Money of a day flows until the horizon, or the customer's leaving in the reference, as far as the window reaches.
    """
    if found is None:
        return {}
    facts = reading.facts
    before = found.time < facts.horizon
    left = np.where(before, facts.horizon - found.time, 0.0) / DAYS_PER_YEAR
    waits = np.where(before, np.maximum(facts.warm_up - found.time, 0.0), 0.0) / DAYS_PER_YEAR
    there, inside = before * exp_block(0.0 - found.decay * left), before & (found.time >= facts.warm_up)
    months = (_held(found.decay, left) - _held(found.decay, waits)) * DAYS_PER_YEAR / MONTH
    sums = (
        found.mrr * there,
        found.customers * there,
        found.once * inside + found.mrr * months,
        found.purchases * inside,
    )
    early = np.minimum(found.time, 0.0) / DAYS_PER_YEAR
    book = float((found.mrr * (early < 0) * exp_block(found.decay * early)).sum())
    named = {f"{PREFIX}{kind}{end}": float(one.sum()) for kind, one in zip(KINDS, sums, strict=True)}
    return named | {f"{PREFIX}{BOOK}": book} | _of_care(found.skills, (facts.warm_up, facts.horizon), end)


def _of_care(skills: npt.NDArray[np.void], window: tuple[float, float], end: str) -> dict[str, float]:
    """By how much more is done for customers than by people of mean speed: in years of a person until the horizon, as stocks feel
    it, and these times the years of the window that are left, as flows do."""
    start, horizon = (day / DAYS_PER_YEAR for day in window)
    since, until = (np.minimum(skills[name] / DAYS_PER_YEAR, horizon) for name in ("since", "until"))
    faster = skills["care"] * skills["speed"]
    before = np.minimum(until, start) - np.minimum(since, start)
    left = horizon - np.maximum(since, start), horizon - np.maximum(until, start)
    stock = faster * (until - since)
    flow = faster * (before * (horizon - start) + (left[0] * left[0] - left[1] * left[1]) / 2)
    return {
        f"{PREFIX}{CARE}_{kind}{end}": float(one.sum())
        for kind, one in zip(MONEY, (stock, flow), strict=True)
    }


def _held(decay: Floats, years: Floats) -> Floats:
    """Years for which customers are there within some years, on the mean."""
    return np.divide(0.0 - expm1_block(0.0 - decay * years), decay, out=years.copy(), where=decay > 0)
