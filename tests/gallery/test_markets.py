"""The markets M1 to M8: what is characteristic of each is there, in the log."""

import math

import numpy as np
import pytest
from estimates import estimate
from galleries import SEED, changes, ended, jobs, joined, logs

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.plan.scenario import Scenario
from orgsim.setup.arrivals import steady_times
from orgsim.units import MONTH

YEAR = 12 * MONTH
PLAIN = {"scenario__mechanisms": []}
"""Queues, gates and routing alone: what the market yields by itself."""


def bought_at(log: EventLog) -> dict[int, float]:
    """When each customer bought for the first time, by case; before day 0 for those who are there on it."""
    rows = changes(log, "customer")
    return dict(zip(log.case(rows)[::-1].tolist(), rows["end"][::-1].tolist(), strict=True))


def arrivals(log: EventLog, source: str) -> np.ndarray:
    """Days on which the leads of a source arrived."""
    rows = log.of(Row.ARRIVAL)
    return rows["end"][rows["entity"] == log.names.entities.index(source)]


def leaving(log: EventLog, chance: float) -> float:
    """How far the customers who left at the end of a term are from those expected, in standard errors.

    What customers of day 0 decided before it is not counted: only those are there who stayed.
    """
    left, stayed = ((changes(log, name)["end"] > 0).sum() for name in ("churned", "renewed"))
    return (left - chance * (left + stayed)) / math.sqrt(chance * (1 - chance) * (left + stayed))


def test_licences_are_paid_once_and_half_of_early_customers_return() -> None:
    """M1, with a product that lasts half a year: the loyal come back as leads, the others are gone."""
    short = {"offering__replaced": {"mean": "6 months", "cv": 0.1}, "scenario__horizon": "18 months"}
    (log,) = logs(joined("perpetual", "pre-post-sales", **short, **PLAIN))
    back, gone = len(changes(log, "retired")), len(changes(log, "churned"))
    assert back > 10
    early = [case for case, day in bought_at(log).items() if day < 8 * MONTH]
    decided = np.concatenate([changes(log, "retired"), changes(log, "churned")])
    assert set(early) <= set(log.case(decided).tolist())
    assert abs(back - 0.5 * (back + gone)) < 4 * math.sqrt(0.25 * (back + gone))
    assert set(log.case(changes(log, "retired"))) <= set(log.case(changes(log, "returned")))
    paid = log.of(Row.PAYMENT)
    bought = {case: day for case, day in bought_at(log).items() if day > 0}
    licences = sum(
        day == pytest.approx(bought[case])
        for case, day in zip(log.case(paid), paid["end"], strict=True)
        if case in bought
    )
    assert licences >= len(bought) > 20


@pytest.mark.parametrize("there_on_day_0", [False, True])
def test_subscriptions_are_paid_monthly_decided_yearly_and_customers_refer(there_on_day_0: bool) -> None:
    """M2: referrals come at their rate per customer month, and from nobody else; of the firm's customers from day 0 on."""
    only = {"scenario__mechanisms": ["referrals"], "scenario__horizon": "18 months"}
    scenario = joined("b2b-saas", "pre-post-sales", sources__referral__rate="0.2 / month", **only)
    runs = logs(scenario if there_on_day_0 else scenario.replace({"firm": None}), 1)
    for log in runs:
        bought = bought_at(log)
        decided = np.concatenate([changes(log, "renewed"), changes(log, "churned")])
        assert len(decided) > 5
        ages = [row["end"] - bought[case] for row, case in zip(decided, log.case(decided), strict=True)]
        years = np.maximum(1, np.round(np.array(ages) / YEAR))
        assert ages == pytest.approx((years * YEAR).tolist())
        assert (years.max() > 1) == there_on_day_0
        assert arrivals(log, "referral").min() > max(0, min(bought.values()))
        months = sum(log.facts.horizon - max(0, day) for day in bought.values()) / MONTH
        gone = changes(log, "churned")
        months -= (log.facts.horizon - gone["end"]).sum() / MONTH
        assert abs(len(arrivals(log, "referral")) - 0.2 * months) < 4 * math.sqrt(0.2 * months)


def test_offices_order_again_each_month_or_no_more() -> None:
    """M3: every order is paid, a month after the last; one in 24 is the last."""
    (log,) = logs(joined("recurring-orders", "pre-post-sales", scenario__horizon="11 months", **PLAIN))
    paid = log.of(Row.PAYMENT)
    bought = bought_at(log)
    orders = {case: paid["end"][log.case(paid) == case] for case in (*list(bought)[:40], *list(bought)[-40:])}
    assert min(bought.values()) < 0 < max(bought.values())
    assert all(np.diff(days) == pytest.approx(MONTH) for days in orders.values())
    assert abs(leaving(log, 1 - 0.6 ** (1 / 12))) < 4
    assert len(changes(log, "churned")) > 50


def test_visitors_who_were_told_come_back_and_tell() -> None:
    """M4: only where somebody explains; who was told before day 0 is not counted."""
    half = {"scenario__horizon": "5 months", "firm": None}
    (told,) = logs(joined("jeweller", "jeweller", **half))
    (silent,) = logs(joined("jeweller", "the-model", **half))
    back = changes(told, "returned")
    back = back[back["activity"] == told.names.activities.index("explain")]
    assert len(back) > 50
    assert set(told.case(back)) <= set(told.case(jobs(told, "explain")))
    assert len(arrivals(told, "told")) > 50
    assert len(jobs(silent, "explain")) == 0
    assert "told" not in silent.names.entities or len(arrivals(silent, "told")) == 0


def grown(scenario: Scenario, span: tuple[float, float], base: tuple[float, float]) -> float:
    """How many times as many web enquiries come in a span of days as in another, per day."""
    found = np.zeros(2)
    for replication in range(20):
        times = steady_times(scenario, "web", (SEED, replication))
        found += [((times >= begin) & (times < end)).sum() / (end - begin) for begin, end in (span, base)]
    return float(found[0] / found[1])


def test_enquiries_grow_and_decisions_take_ever_longer() -> None:
    """M5: 2 % a month; the buyers' part of the time after closing is 1.96 times as long in the third year."""
    market = joined("informed-buyers", "the-model", scenario__horizon="36 months")
    assert grown(market, (2 * YEAR, 3 * YEAR), (0, YEAR)) == pytest.approx(1.02**24, rel=0.05)
    scenario = market.replace(
        {"scenario.horizon": "28 months", "scenario.drain": True, "scenario.mechanisms": []}
    )
    (log,) = logs(scenario)
    first, third = (estimate(deciding(log, *span)) for span in ((0, YEAR), (2 * YEAR, math.inf)))
    factor = third.mean / first.mean
    assert abs(factor - 1.4**2) < 4 * factor * math.hypot(first.error / first.mean, third.error / third.mean)
    assert factor > 1.4


def deciding(log: EventLog, since: float, until: float) -> list[float]:
    """Days from the end of each closing in a span to what came of it."""
    closed = jobs(log, "close")
    closed = closed[(closed["end"] >= since) & (closed["end"] < until) & (closed["hours"] > 0)]
    moved = log.of(Row.CHANGE)
    cases = log.case(moved)
    return [
        float(moved["end"][(cases == case) & (moved["end"] >= row["end"])].min() - row["end"])
        for row, case in zip(closed, log.case(closed), strict=True)
        if row["outcome"] != log.names.outcomes.index("cold")
    ]


def test_the_market_changes_on_its_days() -> None:
    """M6: arrivals against those of the unchanged market, and the log-odds at gates and at the end of terms."""
    changing, steady = (
        joined(name, "the-model", scenario__horizon="36 months") for name in ("changing-market", "b2b-saas")
    )
    surge, later = (6 * MONTH, 9 * MONTH), (12 * MONTH, 36 * MONTH)
    for span, factor in ((surge, 1.6), (later, 0.85), ((0, 6 * MONTH), 1.0)):
        against = grown(changing, span, (0, 6 * MONTH)) / grown(steady, span, (0, 6 * MONTH))
        assert against == pytest.approx(factor, rel=0.05)
    (log,) = logs(joined("changing-market", "pre-post-sales", scenario__horizon="26 months", **PLAIN))
    for step, day, odds in (("close", YEAR, 0.7), ("develop", 1.5 * YEAR, 0.8), ("qualify", 1.5 * YEAR, 0.8)):
        rows = jobs(log, step)
        rows = rows[rows["hours"] > 0]
        before, after = rows[rows["end"] < day], rows[rows["end"] >= day]
        assert not before["effect_shock"].any()
        assert after["effect_shock"] == pytest.approx(math.log(odds))
    for outcome in ("renewed", "churned"):
        rows = changes(log, outcome)
        felt = np.where(rows["end"] >= 2 * YEAR, -math.log(1.6), 0.0)
        assert rows["effect_shock"] == pytest.approx(felt)


def test_members_may_leave_at_the_end_of_any_month() -> None:
    """M7: decided every month, one in 42 leaves; everybody pays the same months as they stay."""
    (log,) = logs(joined("membership", "pre-post-sales", scenario__horizon="11 months", **PLAIN))
    bought = bought_at(log)
    gone = changes(log, "churned")
    months = np.array(
        [(row["end"] - bought[case]) / MONTH for row, case in zip(gone, log.case(gone), strict=True)]
    )
    assert months == pytest.approx(np.round(months))
    assert len(np.unique(np.round(months))) > 5
    assert abs(leaving(log, 1 - 0.95 ** (1 / 12))) < 4
    assert len(gone) > 20


def test_leads_come_from_many_sources_each_in_its_own_way() -> None:
    """M8: exhibitions bring a burst, seminars a few each fortnight, lists people who buy less than those of web ads."""
    runs = logs(joined("lead-sources", "the-model", scenario__horizon="8 months", **PLAIN), 3)
    for log in runs:
        shown = arrivals(log, "exhibition")
        assert len(np.unique(shown)) == 1
        assert 40 < len(shown) < 450  # 600 visitors x .30, lognormal with cv .3
        assert len(np.unique(arrivals(log, "seminar"))) > 12
        assert len(arrivals(log, "web_ads")) > len(arrivals(log, "list")) > 200
    rates = [np.mean([going_on(log, source) for log in runs]) for source in ("web_ads", "list")]
    assert rates[0] > rates[1]


def going_on(log: EventLog, source: str) -> float:
    """Share of a source's leads that qualify passes on."""
    rows = jobs(log, "qualify")
    rows = rows[(rows["entity"] == log.names.entities.index(source)) & ~np.isnan(rows["end"])]
    return len(ended(log, rows, "develop")) / len(rows)
