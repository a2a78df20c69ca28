"""What a customer costs to win, by hand: idle people, long cycles, work of two kinds."""

from dataclasses import replace

import numpy as np
import pytest
from logbook import FACTS, NAN, Logbook

from orgsim.measures.acquisition import LAGS, lag
from orgsim.measures.summary import summarize
from orgsim.plan.derived.purposes import acquisition_shares
from orgsim.plan.load import load, parse
from orgsim.setup.simulate import run
from orgsim.units import MONTH

TEN = 10 * MONTH


def test_the_lag_covers_the_time_to_win_and_leaves_half_of_the_window() -> None:
    assert lag(2 * MONTH, 36 * MONTH) == 2
    assert lag(2.1 * MONTH, 36 * MONTH) == 3
    assert lag(0.0, 36 * MONTH) == 0
    assert lag(20 * MONTH, 12 * MONTH) == 6
    assert lag(NAN, 12 * MONTH) == 0
    assert max(LAGS) == 24


def leads_of_ten_months() -> Logbook:
    """One lead on the first day of each month, which costs 5; the lead of an even month buys four months later."""
    book = Logbook(replace(FACTS, horizon=TEN))
    for month in range(10):
        book.arrive(month, day=month * MONTH, cost=5)
        if month % 2 == 0 and month < 6:
            book.change("customer", month, (month + 4) * MONTH)
    return book


def test_leads_too_young_to_have_bought_do_not_make_customers_dear() -> None:
    """Three of the six leads of the first six months have bought: 10 each, where spending over customers says 50 / 3."""
    said = summarize(leads_of_ten_months().read())
    assert said.kpis["time_to_win_p90"] == pytest.approx(4 * MONTH)
    assert said.kpis["cac"] == pytest.approx(10)
    assert said.kpis["cac_plain"] == pytest.approx(50 / 3)


def test_work_goes_with_its_lead_and_idle_pay_with_the_days() -> None:
    """100 for 200 hours on duty: 20 hours on the early leads, also those worked after month 6, and 10 on a late one; of the
    rest of the pay, 85, six tenths."""
    book = leads_of_ten_months().payroll(0, (0, TEN), hours=200, cost=100)
    book.job("qualify", 0, (0, 0, 1), hours=8).job("qualify", 5, (0, 8 * MONTH, 8 * MONTH + 1), hours=12)
    book.job("qualify", 8, (8 * MONTH, 8 * MONTH, 8 * MONTH + 1), hours=10)
    assert summarize(book.read()).kpis["cac"] == pytest.approx((30 + 0.5 * 20 + 0.6 * 85) / 3)


def test_one_hour_more_costs_what_an_hour_costs() -> None:
    """A team that waits is acquisition; when one hour of work comes, the cost moves by that hour at most."""
    idle = leads_of_ten_months().payroll(0, (0, TEN), hours=2000, cost=1000)
    before = summarize(idle.read()).kpis["cac"]
    after = summarize(idle.job("qualify", 9, (TEN - 1, TEN - 1, TEN - 0.5), hours=1).read()).kpis["cac"]
    assert before == pytest.approx((30 + 600) / 3)
    assert after == pytest.approx((30 + 600 - 0.6 * 0.5) / 3)


def test_a_team_of_both_sides_counts_by_its_share() -> None:
    """Three quarters of 100 are acquisition, at half a unit an hour: 16 hours, and six tenths of the other 67."""
    book = leads_of_ten_months().payroll(0, (0, TEN), hours=200, cost=100)
    book.facts = replace(book.facts, acquisition=(0.75, NAN, 0.0))
    book.job("qualify", 0, (0, 0, 1), hours=16)
    assert summarize(book.read()).kpis["cac"] == pytest.approx((30 + 0.5 * 16 + 0.6 * 67) / 3)
    assert summarize(book.read()).parts["care_year"] == pytest.approx(25)


def test_work_beyond_its_share_costs_no_more_than_the_team_is_paid_for_it() -> None:
    """A quarter of 100 is acquisition, for 50 of 200 hours; it worked 80, of which 60 on early leads: three quarters of 25."""
    book = leads_of_ten_months().payroll(0, (0, TEN), hours=200, cost=100)
    book.facts = replace(book.facts, acquisition=(0.25, NAN, 0.0))
    book.job("qualify", 0, (0, 0, 1), hours=60).job("qualify", 9, (TEN - 2, TEN - 2, TEN - 1), hours=20)
    assert summarize(book.read()).kpis["cac"] == pytest.approx((30 + 0.75 * 25) / 3)


def test_a_drained_run_counts_all_its_leads_and_who_buys_after_the_horizon() -> None:
    book = leads_of_ten_months()
    book.facts = replace(book.facts, drained=True)
    book.change("customer", 6, TEN + 5).change("customer", 8, TEN + 60)
    assert summarize(book.read()).kpis["cac"] == pytest.approx(50 / 5)


def test_events_count_on_the_day_they_are_held() -> None:
    book = leads_of_ten_months().spend(5 * MONTH, 12).spend(7 * MONTH, 99)
    assert summarize(book.read()).kpis["cac"] == pytest.approx((30 + 12) / 3)


IDLE = """
[scenario]
horizon = "12 months"
mechanisms = []
[sources.web]
leads = "10 / month"
[journey.qualify]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = 0.5 }}, {{ to = "enterprise", rate = {rate} }}, {{ to = "lost", rate = {rest} }} ]
[journey.enterprise]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = 1.0 }} ]
[offering]
price = "1_000 / month"
[teams.small]
headcount = 1
cost = "100_000 / year"
does = ["qualify"]
[teams.big]
headcount = 9
cost = "100_000 / year"
does = ["enterprise"]
[policies.records]
kind = "crm"
"""


@pytest.mark.parametrize("rate", [0.0, 0.01])
def test_idle_team_and_cost_per_customer(rate: float) -> None:
    """All ten only win customers: 1,000,000 a year."""
    scenario = parse(IDLE.format(rate=rate, rest=0.5 - rate))
    assert list(acquisition_shares(scenario).values()) == [1, 1]
    for replication in range(6):
        said = summarize(run(scenario, 1, replication)).kpis
        assert said["acquisition_cost"] == pytest.approx(1_000_000)
        assert said["cac_plain"] == pytest.approx(1_000_000 / said["won"])
        assert said["cac"] == pytest.approx(said["cac_plain"], rel=0.1)  # the last half month is left out


LONG = """
[scenario]
horizon = "6 months"
mechanisms = []
drain = {drain}
[sources.web]
leads = "100 / month"
cost = 1000
[journey.close]
work = {{ mean = "0 h", distribution = "constant" }}
outcomes = [
  {{ to = "customer", rate = 0.5, after = {{ mean = "2 months", distribution = "constant" }} }}, {{ to = "lost", rate = 0.5 }},
]
[offering]
kind = "perpetual"
price = 3000
[teams.sales]
headcount = 1
calendar = "continuous"
does = ["close"]
[policies.records]
kind = "crm"
"""


@pytest.mark.parametrize(("drain", "months"), [("true", 6), ("false", 4)])
def test_cost_per_customer_with_a_long_cycle(drain: str, months: int) -> None:
    """A lead costs 1,000 and half of them buy: 2,000, over the leads of six months drained, of four where they are not."""
    plan = parse(LONG.format(drain=drain))
    runs = [summarize(run(plan, 1, k)) for k in range(8)]
    cost, won = (np.mean([one.parts[name] for one in runs]) for name in ("matched_cost", "matched_won"))
    leads = 100 * months
    assert cost == pytest.approx(1000 * leads, abs=4 * 1000 * np.sqrt(leads / 8))
    assert cost / won == pytest.approx(2000, abs=4 * 2000 * np.sqrt(0.5 / (0.5 * leads * 8)))
    plain = np.mean([one.kpis["acquisition_cost"] for one in runs]) / np.mean(
        [one.kpis["won"] for one in runs]
    )
    assert plain > 2700


FEW = LONG.replace('"6 months"', '"12 months"').replace('"100 / month"\ncost = 1000', '"10 / month"')
FEW = FEW.replace(
    'rate = 0.5, after = {{ mean = "2 months", distribution = "constant" }}', "rate = 0.00833333333"
)
FEW = FEW.replace('{{ to = "lost", rate = 0.5 }}', '{{ to = "lost", rate = 0.99166666667 }}')
FEW = FEW.replace("headcount = 1", 'headcount = 1\ncost = "100_000 / year"').replace(
    'kind = "perpetual"\nprice = 3000', 'price = "10_000 / month"'
)


def test_cost_per_customer_when_some_runs_win_nobody() -> None:
    """One customer a year on average, in 37 % of the years none: 100,000 each and ten months, not 77,000 and 7.7."""
    from orgsim.measures.kpis import KPIS

    plan = parse(FEW.format(drain="false"))
    runs = [summarize(run(plan, 1, k)).parts for k in range(120)]
    assert sum(one["won"] == 0 for one in runs) > 30

    def shown(name: str) -> float:
        combined = KPIS[name].combined
        assert combined is not None
        return float(combined.value(*(np.mean([one[part] for one in runs]) for part in combined.parts)))

    error = 1 / np.sqrt(120)
    assert shown("cac_plain") == pytest.approx(100_000, rel=4 * error)
    assert shown("cac") == pytest.approx(100_000, rel=4 * error)
    assert shown("payback_months") == pytest.approx(10, rel=4 * error)
    assert shown("payback_plain") == pytest.approx(10, rel=4 * error)


BOTH = """
[scenario]
horizon = "12 months"
mechanisms = []
[sources.web]
leads = "10 / month"
[journey.close]
work = {{ mean = "2 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = 0.5 }}, {{ to = "lost", rate = 0.5 }} ]
[journey.onboard]
work = {{ mean = "3 h", distribution = "constant" }}
optional = true
[offering]
price = "1_000 / month"
[customer]
onboarding = {{ activity = "onboard", target = "3 days" }}
{teams}
[policies.records]
kind = "crm"
"""
ONE = '[teams.all]\nheadcount = 1\ndoes = ["close", "onboard"]'
TWO = '[teams.sales]\nheadcount = 1\ndoes = ["close"]\n[teams.care]\nheadcount = 1\ndoes = ["onboard"]'


def test_shares_follow_the_work_that_the_market_asks_for() -> None:
    """Of 120 leads 60 buy: 240 hours before, 180 after; who does one side alone is there for that alone."""
    assert acquisition_shares(parse(BOTH.format(teams=ONE))) == {"all": pytest.approx(240 / 420)}
    assert acquisition_shares(parse(BOTH.format(teams=TWO))) == {"sales": 1, "care": 0}
    assert np.isnan(acquisition_shares(load("b2b-saas", "continuous"))["development"])
