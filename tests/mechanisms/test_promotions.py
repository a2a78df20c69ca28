"""Promotions to customers: how many take them, what they take, who is left alone, and what a promotion takes."""

import math

import numpy as np
import pytest
from contract import Case
from estimates import SEED, jobs, outcome, scenario

from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.mechanisms.customers.promotions import share
from orgsim.plan.derived.in_force import acting
from orgsim.setup.simulate import run
from orgsim.units import MONTH

CLUB = """
[scenario]
horizon = "{months} months"
mechanisms = [{mechanisms}]

[sources.web]
kind = "recorded"
arrivals = {arrivals}

[journey.join]
work = {{ mean = "0 h", distribution = "constant" }}
outcomes = [{{ to = "customer", rate = 1.0 }}]

[journey.check_in]
work = {{ mean = "1 h" }}
optional = true

[offering]
price = "100 / month"
term = "60 months"

[customer]
churn = "0 % / year"
check_ins = {{ every = "50 months" }}
upsell = {{ rate = 0.4, value = 0.25 }}

[policies.promotions]
team = "desk"
every = "{every} months"
hours = "{hours} h"

[effects.promotions]
worth = {worth}
tires = {tires}

[teams.desk]
headcount = {people}
calendar = "continuous"
does = ["join"]
"""


def club(customers: int = 3000, *, every: float = 3, months: float = 13, **words: object) -> str:
    """Customers of the first moment, who are offered more four times."""
    usual = {"worth": 0.5, "tires": 0.0, "hours": 16, "people": 2, "mechanisms": '"promotions"'}
    return CLUB.format(arrivals=[0.0] * customers, every=every, months=months, **usual | words)


def sold(log: EventLog) -> np.ndarray:
    """The changes of those who have taken more."""
    rows = log.of(Row.CHANGE)
    return rows[rows["outcome"] == outcome(log, "upsold")]


CASE = Case(
    scenario=club(300, hours=0).replace(str([0.0] * 300), str([1.3 * k for k in range(300)])),
    neutral={"effects.promotions.worth": 0.0},
    path="effects.promotions.worth",
    grid=(0.0, 0.2, 0.8),
    observed=lambda log: len(sold(log)),
    sign=1,
    replications=1,
)


@pytest.mark.parametrize("tires", [0.0, 0.1])
def test_who_takes_what_is_offered(tires: float) -> None:
    """Each of four sells to .5 x .4 of those who have not had enough, a quarter more of what they pay then, at once."""
    log = run(scenario(club(tires=tires)), SEED, 0)
    conservation.check(log)
    rows = sold(log)
    listed = [3000 * (1 - tires) ** k for k in range(4)]
    expected = 0.2 * sum(listed)
    assert len(rows) == pytest.approx(expected, abs=4 * math.sqrt(0.16 * sum(listed) + tires * 3000))
    firsts = rows[np.unique(rows["number"], return_index=True)[1]]
    assert firsts["mrr"] == pytest.approx([25.0] * len(firsts))
    assert rows["mrr"].max() == pytest.approx(25 * 1.25**3)


def test_promotions_that_come_more_often_sell_less_each() -> None:
    """Every month in place of every three: a third of the chance, three times as often."""
    rows = sold(run(scenario(club(every=1, months=12.5)), SEED, 0))
    expected = 12 * 3000 * 0.2 / 3
    assert len(rows) == pytest.approx(expected, abs=4 * math.sqrt(expected))


def test_a_promotion_is_some_hours_however_many_it_goes_to() -> None:
    """Prepared by one after the other; it begins when it is prepared, and what it sells is the team's."""
    log = run(scenario(club(200)), SEED, 0)
    prepared = jobs(log, "promotion")
    assert prepared["hours"] == pytest.approx([16.0] * 4)
    assert prepared["ready"] == pytest.approx([3 * MONTH * k for k in range(1, 5)])
    assert prepared["person"].tolist() == [0, 1, 0, 1]
    assert set(np.round(sold(log)["end"], 6)) <= set(np.round(prepared["end"], 6))


def test_where_nobody_is_there_nothing_is_offered() -> None:
    plan = scenario(club(50)).replace({"teams.desk.changes": [{"at": "1 months", "headcount": 0}]})
    log = run(plan, SEED, 0)
    assert not len(jobs(log, "promotion"))
    assert not len(sold(log))


def test_the_same_customers_take_it_whoever_else_does() -> None:
    def takers(worth: float) -> set[int]:
        return set(sold(run(scenario(club(400, worth=worth, months=4)), SEED, 0))["number"].tolist())

    assert takers(0.2) < takers(0.6)


def test_off_is_off_byte_for_byte() -> None:
    """Where nobody holds promotions, or there is nothing more to sell."""
    on = scenario(club(100))
    without = on.replace({"policies.promotions": None})
    assert "promotions" not in acting(without)
    nothing = on.replace({"customer.upsell": None})
    assert "promotions" not in acting(nothing)
    off = scenario(club(100, mechanisms=""))
    assert run(without, SEED, 0).rows.tobytes() == run(off, SEED, 0).rows.tobytes()


def test_a_team_that_is_not_there() -> None:
    with pytest.raises(ScenarioError) as error:
        scenario(club().replace('team = "desk"', 'team = "dsek"'))
    assert 'policies.promotions.team is "dsek"; it must be a team; did you mean "desk"?' in str(error.value)


def test_the_chance_of_a_promotion() -> None:
    assert share(0.1, 90.0, 90.0) == share(0.1, 180.0, 90.0) == 0.1
    assert share(0.1, 30.0, 90.0) == pytest.approx(0.1 / 3)
