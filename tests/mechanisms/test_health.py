"""Health: what neglect leaves at the end of a term."""

import math

import pytest
from contract import Case
from estimates import SEED, jobs, outcome

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.plan.load import parse
from orgsim.setup.simulate import run
from orgsim.units import MONTH

CLUB = """
[scenario]
horizon = "20 months"
mechanisms = ["health"]

[sources.web]
kind = "recorded"
arrivals = [{arrivals}]

[journey.join]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [{{ to = "customer", rate = 1.0 }}]

[journey.welcome]
work = {{ mean = "1 h", distribution = "constant" }}
optional = true

[journey.check_in]
work = {{ mean = "1 h", distribution = "constant" }}
optional = true

[offering]
price = "100 / month"
term = "10 months"

[customer]
churn = "30 % / year"
check_ins = {{ every = "3 months" }}
onboarding = {{ activity = "welcome" }}

[teams.desk]
headcount = 400
calendar = "continuous"
does = ["join"]
"""


def club(customers: int) -> str:
    """Customers who all join on the first day, whom nobody welcomes or calls."""
    return CLUB.format(arrivals=", ".join(["0.0"] * customers))


def left(log: EventLog) -> float:
    """How many customers left."""
    return float((log.of(Row.CHANGE)["outcome"] == outcome(log, "churned")).sum())


CASE = Case(
    scenario=club(400),
    neutral={"effects.health.odds": 0.0},
    path="effects.health.odds",
    grid=(0.0, 0.5, 1.0, 3.0),
    observed=left,
    sign=1,
    replications=1,
)


def test_what_neglect_comes_to_at_the_end_of_a_term_by_hand() -> None:
    """Check-ins missed after 3, 6 and 9 of 10 months fade by 0.85 a month; what is owed of the welcome does not."""
    log = run(parse(club(1)), SEED, 0)
    (decision,) = [row for row in log.of(Row.CHANGE) if row["effect_health"]][:1]
    late = 10 * MONTH - 14
    expected = -0.15 * (0.85**7 + 0.85**4 + 0.85) - 0.8 * (1 - math.exp(-late / 30))
    assert decision["effect_health"] == pytest.approx(expected, abs=1e-6)
    assert len(jobs(log, "check_in")) >= 3


def test_as_many_leave_as_their_health_says() -> None:
    """Odds of the base within a term of 10 months, times exp(-x): the share that leaves at the first decision."""
    log = run(parse(club(1000)), SEED, 0)
    rows = log.of(Row.CHANGE)
    first = rows[(rows["effect_health"] != 0) & (rows["end"] < 11 * MONTH)]
    base = 1 - 0.7 ** (10 / 12)
    odds = base / (1 - base) * math.exp(-float(first["effect_health"][0]))
    expected = odds / (1 + odds)
    assert len(first) == 1000
    assert abs((first["outcome"] == outcome(log, "churned")).mean() - expected) <= 4 * math.sqrt(
        expected * (1 - expected) / 1000
    )


def test_a_base_of_nobody_leaving_stays_so() -> None:
    log = run(parse(club(50)).replace({"customer.churn": "0 % / year"}), SEED, 0)
    assert left(log) == 0
