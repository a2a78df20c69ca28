"""Care: what check-ins repair, and a rhythm of the organization's own."""

import numpy as np
import pytest
from contract import Case
from estimates import SEED, Rows, jobs, outcome

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.mechanisms.customers import care
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run
from orgsim.units import MONTH

CLUB = """
[scenario]
horizon = "{months} months"
mechanisms = ["health", "care"]

[sources.web]
kind = "recorded"
arrivals = [{arrivals}]

[journey.join]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [{{ to = "customer", rate = 1.0 }}]

[journey.check_in]
work = {{ mean = "1 h", distribution = "constant" }}
optional = true

[offering]
price = "100 / month"
term = "13 months"

[customer]
churn = "30 % / year"
check_ins = {{ every = "3 months" }}
{customer}

[teams.desk]
headcount = 900
calendar = "continuous"
does = ["join"{does}]
"""


def incidents(rate: str) -> str:
    """Incidents at a rate, which nobody answers."""
    return f"""incidents = {{ activity = "support", rate = "{rate}" }}

[journey.support]
work = {{ mean = "1 h", distribution = "constant" }}
optional = true
"""


UNANSWERED = incidents("3 / year")
LATE = UNANSWERED.replace("1 h", "192 h")
"""The same where answering takes eight days, a week more than customers expect."""
ANSWERS = ', "check_in", "support"'


def club(customers: int = 1, **words: object) -> str:
    """Customers who all join on the first day."""
    arrivals = ", ".join(["0.0"] * customers)
    return CLUB.format(
        **{"months": 14, "customer": "", "does": ', "check_in"', "arrivals": arrivals, **words}
    )


def decisions(log: EventLog) -> Rows:
    """Customers who decided to stay or to leave."""
    rows = log.of(Row.CHANGE)
    return rows[np.isin(rows["outcome"], [outcome(log, "renewed"), outcome(log, "churned")])]


def standing(log: EventLog) -> float:
    """Mean health, as log-odds of staying, at the decisions."""
    return float(decisions(log)["effect_health"].mean())


CASE = Case(
    scenario=club(300, customer=LATE, does=ANSWERS),
    neutral={"effects.care.repair": 0.0},
    path="effects.care.repair",
    grid=(0.0, 0.3, 0.6, 1.0),
    observed=standing,
    sign=1,
    replications=1,
)


def test_a_check_in_repairs_what_is_lost_and_no_more() -> None:
    assert care.repaired(-0.8, 0.25) == pytest.approx(0.2)
    assert care.repaired(0.8, 0.25) == 0.0
    assert care.repaired(-0.8, 1.0) == pytest.approx(0.8)


def test_one_customer_by_hand() -> None:
    """Welcomed 30 days late, called three times in the first year: each call leaves 0.7 of what is missing."""
    welcome = '[journey.welcome]\nwork = { mean = "1056 h", distribution = "constant" }\n'
    life = 'onboarding = { activity = "welcome", target = "14 days" }\n\n' + welcome
    log = run(
        parse(club(months=12.5, customer=life, does=', "check_in", "welcome"').replace("13 m", "11 m")),
        SEED,
        0,
    )
    (decision,) = decisions(log)
    calls = jobs(log, "check_in")
    assert (calls["outcome"][:3] == outcome(log, "done")).all()
    months = (11 * MONTH - 44) / MONTH
    expected = -0.8 * (1 - np.exp(-1)) * 0.85**months * 0.7**3
    assert decision["effect_health"] == pytest.approx(expected, rel=1e-5)


def own(every: str, **words: object) -> Scenario:
    """The club with a rhythm of the organization's own, and nothing repaired."""
    return parse(club(**words)).replace({"policies.care": {"every": every}, "effects.care.repair": 0.0})


def test_the_rhythm_of_the_plan_changes_nothing() -> None:
    plain = parse(club(20, months=30, customer=UNANSWERED)).replace({"effects.care.repair": 0.0})
    stated = plain.replace({"policies.care": {"every": "3 months"}})
    assert run(stated, SEED, 0).rows.tobytes() == run(plain, SEED, 0).rows.tobytes()


def test_fewer_check_ins_than_planned_are_felt_as_missed() -> None:
    """Called after 6 and 12 months: the spans that end after 6 and 12 had none, and fade for 7 months and for 1."""
    log = run(own("6 months"), SEED, 0)
    (decision,) = decisions(log)
    assert len(jobs(log, "check_in")) == 2
    assert decision["effect_health"] == pytest.approx(-0.15 * (0.85**7 + 0.85), rel=1e-5)


def test_more_check_ins_than_planned_are_held_and_none_is_missed() -> None:
    log = run(own("1 month"), SEED, 0)
    (decision,) = decisions(log)
    assert (jobs(log, "check_in")["ready"] < 13 * MONTH).sum() == 12
    assert decision["effect_health"] == 0


@pytest.mark.parametrize("every", ["1 month", "3 months"])
def test_more_check_ins_do_not_sell_more(every: str) -> None:
    """Every check-in of the plan sells: after 3, 6, ..., 24 months, with three times the check-ins as well."""
    life = 'upsell = { rate = 1.0, value = "10 %" }'
    log = run(own(every, customer=life, months=24.5).replace({"customer.churn": "0 % / year"}), SEED, 0)
    sold = log.of(Row.CHANGE)
    assert (sold["outcome"] == outcome(log, "upsold")).sum() == 8


def test_nobody_does_the_check_ins() -> None:
    """A rhythm on paper is none: the plan's check-ins are missed as they would be without it."""
    plain = parse(club(20, does=""))
    stated = plain.replace({"policies.care": {"every": "1 month"}})
    assert run(stated, SEED, 0).rows.tobytes() == run(plain, SEED, 0).rows.tobytes()


def test_a_licence_without_decisions() -> None:
    text = club(3, months=7).replace(
        'price = "100 / month"\nterm = "13 months"', 'kind = "perpetual"\nprice = 100'
    )
    log = run(parse(text).replace({"policies.care": {"every": "1 month"}}), SEED, 0)
    assert len(jobs(log, "check_in")) == 3 * 6


def test_a_check_in_repairs_nothing_of_what_is_only_owed() -> None:
    """Nobody ever welcomes the customer: what that costs is owed until the end of the term, and calls leave it as it is."""
    welcome = '[journey.welcome]\nwork = { mean = "1 h", distribution = "constant" }\noptional = true\n'
    life = 'onboarding = { activity = "welcome", target = "14 days" }\n\n' + welcome
    log = run(parse(club(customer=life)), SEED, 0)
    (decision,) = decisions(log)
    assert (jobs(log, "check_in")["outcome"] == outcome(log, "done")).sum() == 4
    assert decision["effect_health"] == pytest.approx(-0.8 * (1 - np.exp(-(13 * MONTH - 14) / 30)), rel=1e-6)
