"""Churn, lifetime value and the value of the firm, by hand: a year is 12 model months, a month is 30.4375 days."""

import math
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest
from logbook import FACTS, NAN, Logbook

from orgsim.measures import formulas
from orgsim.measures.kpis import KPIS
from orgsim.measures.parts import parts
from orgsim.measures.people import work
from orgsim.measures.reading import read
from orgsim.measures.summary import Summary, summarize
from orgsim.plan.load import parse
from orgsim.setup.simulate import run
from orgsim.study.run import simulate
from orgsim.units import MONTH

YEAR = 12 * MONTH


def firm(term: float, years: float, **facts: float) -> Logbook:
    """Nobody yet, under contracts of so many months."""
    return Logbook(replace(FACTS, horizon=years * YEAR, term=term * MONTH, **facts))


def cohort(book: Logbook, term: float, leavers: Iterable[int], first: int = 0, day: float = 0.0) -> Logbook:
    """Ten customers at 10 a month, paid monthly: after each term as many leave as said, the others renew."""
    there = list(range(first, first + 10))
    book.arrive(*there, day=day)
    for lead in there:
        book.change("customer", lead, day, booked=10 * term, mrr=10).pay(lead, day, 100)
    for k, gone in enumerate(leavers, start=1):
        for lead in there[:gone]:
            book.change("churned", lead, day + k * term * MONTH, mrr=-10)
        for lead in there[gone:]:
            book.change("renewed", lead, day + k * term * MONTH, booked=10 * term)
        there = there[gone:]
    return book


def found(book: Logbook) -> dict[str, float]:
    """The KPIs."""
    return summarize(book.read()).kpis


@pytest.mark.parametrize(
    ("term", "years", "per_year"), [(12, 1.5, 0.2), (1, 0.125, 1 - 0.8**12), (36, 4.5, 1 - 0.8 ** (1 / 3))]
)
def test_two_of_ten_who_decide_leave_whatever_the_term(term: float, years: float, per_year: float) -> None:
    """Two of ten leave at the end of the first term: converted to a year; five terms of 10 a month are a lifetime."""
    said = found(cohort(firm(term, years), term, [2]))
    assert said["logo_churn"] == pytest.approx(per_year)
    assert said["ltv"] == pytest.approx(10 * term / 0.2)


def test_who_has_not_decided_yet_counts_on_neither_side() -> None:
    """Ten who decided, two of them leaving, and thirty who came since: the share of leavers stays .2, the value 600."""
    book = cohort(firm(12, 1.5), 12, [2])
    for k in range(3):
        cohort(book, 12, [], first=10 + 10 * k, day=(13 + k) * MONTH)
    said = found(book)
    assert said["logo_churn"] == pytest.approx(0.2)
    assert said["ltv"] == pytest.approx(600)


def test_a_decision_on_the_horizon_counts_and_one_on_the_last_day_of_the_warm_up_does_not() -> None:
    book = cohort(firm(12, 2), 12, [2, 4])
    assert found(book)["logo_churn"] == pytest.approx(6 / 18)
    book.facts = replace(book.facts, warm_up=YEAR)
    said = found(book)
    assert said["logo_churn"] == pytest.approx(4 / 8)
    assert (said["churned"], said["customers_end"], said["mrr"]) == (4, 4, 40)
    assert said["nrr"] == pytest.approx(4 / 8)
    assert summarize(book.read()).series["customers"][-1] == 4
    assert (
        said["bookings"] == 8 * 120
    )  # what is signed on a day belongs to the term that begins with it, as its payment does


def test_what_nobody_can_have_given_up_is_not_kept() -> None:
    """A customer of the first day, half a year of warm-up, and no decision until the horizon: nothing is known of retention."""
    book = cohort(firm(12, 0.75, warm_up=0.5 * YEAR), 12, [])
    assert summarize(book.read()).parts["retention_base"] == 0
    assert math.isnan(found(book)["nrr"])


def test_classes_of_terms_are_weighted_by_customers_held() -> None:
    """Ten yearly customers of whom two leave after a year, ten monthly ones of whom one leaves after a month: over 1.25 years
    the first are held 8 x 15 + 2 x 12 = 144 months, the others 9 x 15 + 1 = 136."""
    book = cohort(cohort(firm(12, 1.25), 12, [2]), 1, [1, *[0] * 14], first=10)
    monthly = 1 - (1 - 1 / (10 + 14 * 9)) ** 12
    assert found(book)["logo_churn"] == pytest.approx((144 * 0.2 + 136 * monthly) / 280)


def test_lifetime_follows_churn_by_age() -> None:
    """Of a hundred 50 leave after a year, 5 of the other 50 after two: then 10 % each year, so .5 x 10 + 1 terms in all."""
    book = firm(12, 2.5)
    for k in range(10):
        cohort(book, 12, [5, 1 if k % 2 else 0], first=10 * k)
    assert found(book)["ltv"] == pytest.approx(10 * 12 * (1 + 0.5 * 10))


def test_an_age_of_few_decisions_takes_the_chance_of_the_age_before_in_part() -> None:
    """Of ten 5 leave after a year and 1 of 5 after two: all ages .4; the first .2 x .5 + .8 x .4, the second a tenth its own."""
    first = 0.2 * 0.5 + 0.8 * 0.4
    second = 0.1 * 0.2 + 0.9 * first
    expected = 1 + (1 - first) / second
    assert found(cohort(firm(12, 2.5), 12, [5, 1]))["ltv"] == pytest.approx(120 * expected)


def test_care_is_taken_off() -> None:
    """Care for 4 a customer-month in the last year leaves 6 of the 10: by hand 10 + 8 x .5 = 9 customers held on average."""
    book = cohort(firm(12, 1.5), 12, [2]).payroll(2, (YEAR / 2, 1.5 * YEAR), hours=1, cost=4 * 9 * 12)
    assert found(book)["ltv"] == pytest.approx(600 - 4 * 12 / 0.2)


def over_runs(name: str, *runs: Summary) -> float:
    """A KPI over replications: a function of the means of its parts."""
    combined = KPIS[name].combined
    assert combined is not None
    return float(
        combined.value(*(np.mean([one.parts[part] for one in runs], axis=0) for part in combined.parts))
    )


def test_runs_in_which_nobody_leaves_count() -> None:
    """In one run two of ten leave, in another none: churn .1, lifetime ten years; alone the second has no lifetime."""
    one, other = (summarize(cohort(firm(12, 1.5), 12, [k]).read()) for k in (2, 0))
    assert math.isnan(other.kpis["ltv"])
    assert over_runs("logo_churn", one, other) == pytest.approx(0.1)
    assert over_runs("ltv", one, other) == pytest.approx(1200)
    assert over_runs("nrr", one, other) == pytest.approx(0.9)


@pytest.mark.parametrize("name", [name for name, kpi in KPIS.items() if kpi.combined is not None])
def test_over_one_run_a_combined_kpi_is_that_of_the_run(name: str) -> None:
    summary = summarize(cohort(firm(12, 2.5), 12, [2, 2]).payroll(0, (0, YEAR), 10, 50).spend(3, 20).read())
    assert over_runs(name, summary) == pytest.approx(summary.kpis[name], nan_ok=True)


def one_customer(due: float, leaving: float, rate: float = 0.0, paid: float = 10.0) -> Logbook:
    """After one year a customer at 10 a month, who bought half a year ago and has paid, and decides so many months ahead."""
    book = firm(12, 1, discount_rate=rate).arrive(0).change("customer", 0, YEAR / 2, booked=120, mrr=10)
    return book.pay(0, YEAR / 2, paid).pending(0, YEAR + due * MONTH, 10 * leaving)


@pytest.mark.parametrize("leaving", [0.5, 0.25])
def test_the_value_of_a_customer_who_has_paid_up_to_the_horizon(leaving: float) -> None:
    """60 in cash. To come: six months for sure; then, as nobody has decided yet, terms at the logged chance: 12 / leaving
    months of which the first stays with 1 - leaving."""
    book = one_customer(6, leaving, paid=60)
    assert found(book)["firm_value"] == pytest.approx(60 + 60 + (1 - leaving) * 120 / leaving)


def test_what_is_paid_ahead_does_not_come_a_second_time() -> None:
    """A year paid in advance: 120 in cash; of the six months to come nothing is left to pay."""
    assert found(one_customer(6, 0.5, paid=120))["firm_value"] == pytest.approx(120 + 0 + 0.5 * 240)


def test_the_value_is_discounted() -> None:
    """At 100 % a year, discounted to day 0: 60 after half a year; then six months, and terms of a year each at half the
    value and half the customers of the one before."""
    force = math.log(2) / 12
    half, whole = (1 - 2**-0.5) / force, 0.5 / force
    later = 10 * whole / (1 - 0.5 * 0.5)
    expected = 60 * 2**-0.5 + 0.5 * (10 * half + 0.5 * 2**-0.5 * later)
    assert found(one_customer(6, 0.5, rate=1.0, paid=60))["firm_value"] == pytest.approx(expected)


def test_care_makes_living_customers_a_burden() -> None:
    """Care that costs 25 a customer-month, where 10 come in: each month to come costs 15."""
    book = one_customer(6, 0.5, paid=60).payroll(2, (0, YEAR), hours=1, cost=150)
    assert found(book)["firm_value"] == pytest.approx(60 - 150 - 15 * (6 + 0.5 * 24))


def test_later_decisions_at_the_churn_of_the_last_year() -> None:
    """Ten bought a year and a half ago, 2 left after a year (in the last 12 months); of 8 the next decision is logged as .5,
    all later ones are .2: 6 months + .5 x 60. They have paid 100 each, of which 180 months x 10 less 2 x 6 are used."""
    book = cohort(firm(12, 1.5), 12, [2])
    for lead in range(2, 10):
        book.pending(lead, 2 * YEAR, 5)
    assert found(book)["firm_value"] == pytest.approx(1000 + 80 * (6 + 0.5 * 60))


def test_who_never_leaves_and_is_not_discounted_has_no_value_that_can_be_stated() -> None:
    assert math.isnan(found(one_customer(6, 0.0))["firm_value"])
    assert found(one_customer(6, 0.0, rate=0.08))["firm_value"] > 0


def test_a_renewal_on_the_horizon_begins_the_term_that_is_pending() -> None:
    book = cohort(firm(12, 1), 12, [2])
    for lead in range(2, 10):
        book.pending(lead, 2 * YEAR, 2)
    said = parts(read(book.read()), work(read(book.read())), NAN)
    assert said["pending_months.year"] == pytest.approx(8 * 12)
    assert said["living.months.year.3"] == pytest.approx(8 * 0.8)


GROWING = """
[scenario]
horizon = "{months} months"
mechanisms = []
[sources.web]
leads = "60 / month"
[journey.close]
work = {{ mean = "0.1 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = 1.0 }} ]
[offering]
kind = "subscription"
price = "100 / month"
term = "{term} months"
[customer]
churn = "12 % / year"
[teams.sales]
headcount = 2
calendar = "continuous"
does = ["close"]
[policies.records]
kind = "crm"
"""


@pytest.mark.parametrize(("months", "term"), [(36, 12), (13, 12), (36, 1), (72, 36)])
def test_churn_of_a_growing_base(months: int, term: int) -> None:
    """Even arrivals, 12 % a year: shown is .12 within 4 standard errors of the share lost, and the value that follows."""
    log = run(parse(GROWING.format(months=months, term=term)), 3, 0)
    said = summarize(log)
    due, lost = (
        sum(v for name, v in said.parts.items() if name.startswith(what) and not name.endswith("_year"))
        for what in ("due.", "lost.")
    )
    chance = 1 - 0.88 ** (term / 12)
    error = math.sqrt(chance * (1 - chance) / due)
    assert abs(lost / due - chance) < 4 * error
    assert said.kpis["logo_churn"] == pytest.approx(1 - (1 - lost / due) ** (12 / term))
    if term != 1:
        assert said.kpis["ltv"] == pytest.approx(100 * term * due / lost, rel=0.25)


CERTAIN = """
[scenario]
horizon = "{months} months"
drain = {drain}
mechanisms = []
[sources.list]
kind = "recorded"
arrivals = [0.0, 0.0, 0.0]
[journey.close]
work = {{ mean = "0 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = 1.0 }} ]
[offering]
price = "100 / month"
[customer]
churn = "{churn} % / year"
[teams.sales]
headcount = 1
calendar = "continuous"
does = ["close"]
[policies.records]
kind = "crm"
"""


@pytest.mark.parametrize("drain", ["true", "false"])
def test_the_engine_decides_on_the_horizon_and_logs_what_is_pending(drain: str) -> None:
    """Bought on day 0 for a year: after 24 months everybody has decided twice, and the next decision is a year ahead."""
    log = run(parse(CERTAIN.format(months=24, churn=0, drain=drain)), 1, 0)
    said = read(log)
    renewed = said.changes.outcome == said.code("renewed")
    assert said.changes.time[renewed].tolist() == [YEAR] * 3 + [2 * YEAR] * 3
    assert said.pending.due.tolist() == [3 * YEAR] * 3
    assert said.pending.expected.tolist() == [0, 0, 0]
    # A third year's month is paid on the horizon, and belongs to the days that begin there.
    assert summarize(log).kpis["revenue"] == pytest.approx(3 * 24 * 100)


def test_the_chance_that_is_logged_is_that_of_the_decision_to_come() -> None:
    log = run(parse(CERTAIN.format(months=13, churn=30, drain="false")), 1, 0)
    said = read(log)
    assert len(said.pending.case) > 0
    assert said.pending.expected == pytest.approx(-30)
    assert said.pending.due == pytest.approx(2 * YEAR)


def test_churn_within_the_window_of_a_run_is_its_table_by_age() -> None:
    shown = simulate(parse(GROWING.format(months=36, term=12)), 3).churn()
    assert shown["class"].tolist() == ["year"] * 2
    assert shown["age"].tolist() == [1, 2]
    assert (shown["lost"] / shown["due"]).to_numpy() == pytest.approx(shown["churn"].to_numpy())
    assert shown["survival"].to_numpy() == pytest.approx(np.cumprod(1 - shown["churn"].to_numpy()))


def test_every_part_a_kpi_names_is_a_sum_of_every_run() -> None:
    named = {part for kpi in KPIS.values() if kpi.combined for part in kpi.combined.parts}
    known = set(summarize(Logbook().read()).parts)
    assert named <= known
    assert set(formulas.VALUE) <= named


def test_the_chance_that_is_logged_knows_health_segment_and_market() -> None:
    """An hour before the decision it is what the decision's own row says: the base .3, moved by what is owed, by the segment
    and by a rival."""
    text = CERTAIN.format(months=12, churn=30, drain="false").replace(
        "mechanisms = []", 'mechanisms = ["health"]'
    )
    text = text.replace(
        "[teams.sales]", 'onboarding = { activity = "onboard", target = "3 days" }\n[teams.sales]'
    )
    text += (
        '[journey.onboard]\nwork = { mean = "1 h" }\noptional = true\n'
        "[segments.only]\nshare = 1.0\nchurn_odds = 2.0\n"
        '[shocks.rival]\nat = "300 days"\nchurn_odds = 1.5\n'
    )
    after = run(parse(text), 1, 0)
    rows = after.rows[
        np.isin(after.rows["outcome"], [after.names.outcomes.index(o) for o in ("renewed", "churned")])
    ]
    assert len(rows) == 3
    moved = np.array([float(row["effect_health"]) + float(row["effect_shock"]) for row in rows])
    assert (moved < 0).all()
    expected = 1 / (1 + (0.7 / 0.3) * np.exp(moved - math.log(2.0)))
    before = read(run(parse(text).replace({"scenario.horizon": "365.2 days"}), 1, 0))
    assert -before.pending.expected / 100 == pytest.approx(expected, rel=1e-3)
