"""Reputation: customers who stay or leave, against what the reference has, are felt where leads come in, and forgotten."""

import pytest
from contract import Case
from estimates import SEED, jobs, outcome, scenario

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.mechanisms.loops.reputation import effect, surprise, weight
from orgsim.setup.simulate import run

TEXT = """
[scenario]
horizon = "{horizon}"
mechanisms = [{mechanisms}]

[sources.early]
kind = "recorded"
arrivals = {early}
entry = "close"

[sources.late]
kind = "recorded"
arrivals = {late}

[journey.greet]
work = {{ mean = "0 h", distribution = "constant" }}
outcomes = [ {{ to = "close", rate = 0.5 }}, {{ to = "lost", rate = 0.5 }} ]

[journey.close]
work = {{ mean = "0 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = 1.0 }} ]

[journey.check_in]
work = {{ mean = "1 h" }}
optional = true

[offering]
price = "100 / month"
term = "{term}"

[customer]
churn = "{churn}"
check_ins = {{ activity = "check_in", every = "1 month" }}

[effects.reputation]
known = 1000

[teams.all]
headcount = 3
calendar = "continuous"
does = ["greet", "close"{does}]
"""


def text(early: int = 500, late: tuple[float, ...] = (400.0, 600.0), **words: object) -> str:
    """Customers who buy on day 0, and leads who come later."""
    filled = {"horizon": "700 days", "mechanisms": '"reputation"', "churn": "30 % / year", "does": ""}
    filled |= {"early": [0.0] * early, "late": list(late), "term": "12 months"}
    return TEXT.format(**{**filled, **words})


def counts(log: EventLog) -> tuple[int, int]:
    """Decisions to stay and to leave."""
    rows = log.of(Row.CHANGE)["outcome"]
    return int((rows == outcome(log, "renewed")).sum()), int((rows == outcome(log, "churned")).sum())


NEGLECT = text(
    early=120,
    late=tuple(map(float, range(100, 600))),
    horizon="600 days",
    mechanisms='"health", "reputation"',
    churn="20 % / year",
    term="1 month",
)
NEGLECT = NEGLECT.replace("known = 1000", "known = 20")
CASE = Case(
    scenario=NEGLECT,
    neutral={"effects.reputation.strength": 0.0},
    path="effects.reputation.strength",
    grid=(0.0, 1.0, 4.0),
    observed=lambda log: float((jobs(log, "greet")["outcome"] == outcome(log, "close")).sum()),
    sign=-1,
    replications=1,
)


def test_reputation_by_hand() -> None:
    """After one round of decisions: (stayed x 0.3 - left x 0.7) / 1000, halved each year; felt at the first gate alone."""
    log = run(scenario(text()), SEED, 0)
    stayed, left = counts(log)
    assert stayed + left == 500
    made = (0.3 * stayed - 0.7 * left) / 1000
    assert made != 0
    assert jobs(log, "greet")["effect_reputation"].tolist() == pytest.approx(
        [made * 0.5 ** ((day - 365.25) / 365.25) for day in (400, 600)], rel=1e-5
    )
    # Where nothing was decided yet there is none; later steps are moved where other leads come in, and nowhere else.
    assert (jobs(log, "close", (0.0, 1.0))["effect_reputation"] == 0).all()


def test_in_the_reference_it_stays_near_nothing() -> None:
    """Stays and leaves cancel out: with 500 decisions of variance 0.21 the sum is within 4 roots of their number."""
    stayed, left = counts(run(scenario(text()), SEED, 1))
    assert abs(0.3 * stayed - 0.7 * left) <= 4 * (0.21 * 500) ** 0.5


def test_only_gates_where_leads_come_in_feel_it() -> None:
    one_entry = text().replace('entry = "close"\n', "")
    log = run(scenario(one_entry), SEED, 0)
    assert (jobs(log, "close")["effect_reputation"] == 0).all()
    assert (jobs(log, "greet", (366.0, 700.0))["effect_reputation"] != 0).all()


def test_neglect_is_heard_of() -> None:
    """More leave than in the reference: reputation falls, and so do purchases."""
    log = run(scenario(NEGLECT), SEED, 0)
    felt = jobs(log, "greet")["effect_reputation"]
    assert felt[0] > felt[-1]
    assert felt[-1] < -0.05


def test_a_shock_to_the_whole_market_is_nobodys_fault() -> None:
    """A competitor doubles the odds of leaving: the reference leaves as often, so that what is said still cancels out."""
    log = run(scenario(text() + '[shocks.rival]\nat = "0 days"\nchurn_odds = 2.0\n'), SEED, 0)
    stayed, left = counts(log)
    base = 6 / 13
    felt = jobs(log, "greet")["effect_reputation"][0]
    assert felt == pytest.approx(
        (base * stayed - (1 - base) * left) / 1000 * 0.5 ** ((400 - 365.25) / 365.25), rel=1e-5
    )


def test_work_that_fails_customers_is_heard_of() -> None:
    """Every check-in fails, nobody leaves: reputation is what those failures say, fading since; those of leads say nothing."""
    care = {"does": ', "check_in"', "mechanisms": '"failures", "reputation"', "churn": "0 % / year"}
    everything = {
        "effects.failures.base": 1.0,
        "effects.failures.most": 1.0,
        "effects.failures.overload": 0.0,
    }
    log = run(scenario(text(early=40, **care)).replace(everything), SEED, 0)
    calls = jobs(log, "check_in", (0.0, 400.0))
    calls = calls[calls["end"] < 400]
    assert len(calls) == 40 * 13
    expected = -0.1 / 1000 * (0.5 ** ((400 - calls["end"]) / 365.25)).sum()
    assert jobs(log, "greet")["effect_reputation"][0] == pytest.approx(expected, rel=1e-4)


def test_it_is_bounded() -> None:
    plan = scenario(NEGLECT).replace(
        {"effects.reputation.voice": 100.0, "effects.reputation.known": 1.0, "effects.health.odds": 20.0}
    )
    felt = jobs(run(plan, SEED, 0), "greet")["effect_reputation"]
    assert felt.min() >= -1
    assert felt.min() < -0.9


def test_the_numbers() -> None:
    assert surprise(True, 0.3) == 0.3
    assert surprise(False, 0.3) == pytest.approx(-0.7)
    assert weight(2.0, 10, 40.0) == 0.05
    assert weight(2.0, 80, 40.0) == 0.025
    assert effect(-0.5, 2.0) == -1.0
