"""CAC with one lag for all sides, and what a comparison says of its horizon."""

import numpy as np
import pytest

import orgsim
from orgsim.measures.acquisition import LAGS
from orgsim.plan.load import parse
from orgsim.study.horizon import HorizonReading, read_horizon
from orgsim.study.matching import common_lag
from orgsim.study.run import simulate

BUYERS = """
[scenario]
horizon = "24 months"
mechanisms = []
[sources.web]
leads = "20 / month"
cost = 1000
[journey.close]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [
  {{ to = "customer", rate = 0.5, after = {{ mean = "{after}", distribution = "constant" }} }}, {{ to = "lost", rate = 0.5 }},
]
[offering]
price = "300 / month"
term = "12 months"
[customer]
churn = "{churn} % / year"
[teams.sales]
headcount = 1
cost = "1_000 / month"
calendar = "continuous"
does = ["close"]
[policies.records]
kind = "crm"
"""


def buyers(after: str = "5 days", churn: int = 10) -> orgsim.Scenario:
    """Half of the leads buy after so long."""
    return parse(BUYERS.format(after=after, churn=churn))


def test_all_sides_have_the_lag_of_the_slowest() -> None:
    """Buyers who take 80 days need 3 months, those who take 5 days half a month: both are counted until 3 before the end."""
    sides = {"quick": buyers(), "slow": buyers("80 days")}
    study = orgsim.compare(sides, replications=3, workers=1)
    assert common_lag(study.samples, sides) == 3
    for name, scenario in sides.items():
        for k in range(3):
            parts = simulate(scenario, 1, k).summary.parts
            cac = parts["matched_cost.3"] / parts["matched_won.3"]
            assert study.values(name)["cac"][k] == pytest.approx(cac)
            assert study.values(name)["payback_months"][k] == pytest.approx(cac / 300)
            assert study.values(name)["ltv_cac"][k] == pytest.approx(study.values(name)["ltv"][k] / cac)
    note = "count the leads that came until 3 months before the end"
    assert [note in one.say("en") for one in study.remarks].count(True) == 1
    assert any("期末の3か月前まで" in one.say("ja") for one in study.remarks)
    alone = simulate(sides["quick"], 1).summary.parts
    assert alone["matched_cost"] == alone["matched_cost.0.5"] != alone["matched_cost.3"]


def test_drained_sides_need_no_lag_and_no_word_about_it() -> None:
    drained = buyers("80 days").replace({"scenario.drain": True})
    study = orgsim.compare({"a": drained}, replications=2, workers=1)
    assert common_lag(study.samples, study.scenarios) == 0
    assert study.remarks == ()


def test_the_lag_leaves_half_of_the_shortest_window() -> None:
    short = buyers("80 days").replace({"scenario.horizon": "5 months"})
    study = orgsim.compare({"a": short, "b": buyers("80 days")}, replications=2, workers=1)
    assert common_lag(study.samples, study.scenarios) == max(one for one in LAGS if one <= 2.5)


def test_how_often_customers_have_decided_is_said_where_it_is_less_than_once() -> None:
    """Even arrivals over 24 months of yearly terms: those of the first year decide once, of the others nobody does."""
    study = orgsim.compare({"a": buyers(), "b": buyers(churn=20)}, replications=3, workers=1)
    found = read_horizon(study.samples, study.scenarios)
    assert found is not None
    runs = [simulate(study.scenarios["a"], 1, k).summary.parts for k in range(3)]
    expected = sum(one["decisions"] for one in runs) / sum(one["customers"] for one in runs)
    assert found.decisions["a"] == pytest.approx(expected)
    assert 0.4 < expected < 0.6
    assert study.remarks[-1].say("en").startswith("Within this horizon an average customer has decided 0.")
    assert study.remarks[-1].say("ja").startswith("この期間に顧客が継続するかを判断した回数は、平均0.")


def test_it_is_said_when_cash_and_value_rank_the_sides_differently() -> None:
    """Who asks 10 % more and loses half of the customers a year has more cash after two years, and a firm of less value."""
    greedy = buyers(churn=60).replace({"offering.price": "400 / month"})
    study = orgsim.compare({"greedy": greedy, "patient": buyers(churn=5)}, replications=3, workers=1)
    found = read_horizon(study.samples, study.scenarios)
    assert found is not None
    assert found.by_cash == ("greedy", "patient")
    assert found.by_value == ("patient", "greedy")
    assert (
        study.remarks[-1]
        .say("en")
        .endswith(
            "By cash (profit) the order is “greedy”, “patient”; by the value of the firm “patient”, “greedy”."
        )
    )


def test_a_long_horizon_and_one_order_need_no_word() -> None:
    assert not HorizonReading({"a": 1.0, "b": 2.0}, ("a", "b"), ("a", "b")).short
    assert not HorizonReading({"a": 1.0, "b": 2.0}, ("a", "b"), ("a", "b")).ranks_differ
    assert HorizonReading({"a": 1.0, "b": 0.9}, ("a", "b"), ("b", "a")).ranks_differ
    assert not HorizonReading({"a": 1.0}, ("a", "b"), ()).ranks_differ
    years = buyers().replace({"scenario.horizon": "60 months"})
    study = orgsim.compare({"a": years, "b": years}, replications=2, workers=1)
    assert not any("Within this horizon" in one for one in study.notes())


def test_nothing_is_said_where_customers_have_nothing_to_decide() -> None:
    text = BUYERS.format(after="5 days", churn=0)
    free = parse(text[: text.index("[offering]")] + text[text.index("[teams.sales]") :])
    study = orgsim.compare({"a": free, "b": free}, replications=2, workers=1)
    assert read_horizon(study.samples, study.scenarios) is None
    assert np.isnan(study.values("a")["firm_value"]).all()
