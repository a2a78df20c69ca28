"""Mail: how many it brings back, where they come to, who is left alone, and what a mailing takes."""

import math

import numpy as np
import pytest
from contract import Case
from estimates import SEED, jobs, outcome, scenario

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.mechanisms.leads.mail import brought_back, chance
from orgsim.setup.simulate import run
from orgsim.units import MONTH

TEXT = """
[scenario]
horizon = "{months} months"
mechanisms = ["mail"]

[sources.list]
kind = "recorded"
arrivals = {arrivals}

[journey.call]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = {buys} }}, {{ to = "nurture", rate = {rests} }} ]

[journey.again]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = 1.0 }} ]

[journey.nurture]
work = {{ mean = "1 h", distribution = "constant" }}
optional = true
outcomes = [ {{ to = "again", rate = {wakes} }}, {{ to = "nurture", rate = {sleeps} }} ]

[teams.all]
headcount = {people}
calendar = "continuous"
does = ["call", "again"]

[policies.mail]
team = "all"
every = "1 month"
hours = "{hours} h"
"""


def text(
    leads: int = 3000, buys: float = 0.0, wakes: float = 0.5, months: float = 10.5, hours: float = 2
) -> str:
    """Leads who all come on day 0 and rest, whom nobody touches, and who are written to ten times."""
    words = {"arrivals": [0.0] * leads, "buys": buys, "rests": 1 - buys, "people": leads, "hours": hours}
    return TEXT.format(**words, wakes=wakes, sleeps=1 - wakes, months=months)


def returned(log: EventLog) -> np.ndarray:
    """The changes of those who came back."""
    rows = log.of(Row.CHANGE)
    return rows[rows["outcome"] == outcome(log, "returned")]


CASE = Case(
    scenario=text(leads=300, buys=0.3, hours=0),
    neutral={"effects.mail.worth": 0.0},
    path="effects.mail.worth",
    grid=(0.0, 0.1, 0.5),
    observed=lambda log: len(returned(log)),
    sign=1,
    replications=1,
)


@pytest.mark.parametrize("tires", [0.0, 0.05])
def test_the_share_that_mailings_bring_back(tires: float) -> None:
    """Each brings back .1 x .5 of those on the list and loses the share that tires: p / (p + u) (1 - (1 - p - u)^10)."""
    plan = scenario(text()).replace({"effects.mail.worth": 0.1, "effects.mail.tires": tires})
    log = run(plan, SEED, 0)
    conservation.check(log)
    expected = brought_back(0.05, tires, 10)
    assert expected == pytest.approx(1 - 0.95**10 if not tires else 0.5 * (1 - 0.9**10))
    back = returned(log)
    assert abs(len(back) / 3000 - expected) <= 4 * math.sqrt(expected * (1 - expected) / 3000)
    assert (back["activity"] == -1).all()
    assert len(jobs(log, "again")) == len(back)


def test_mails_that_come_more_often_bring_less_each() -> None:
    """Forty a year in place of ten: a quarter of the chance each, so about as many come back, and more are tired of them."""
    weekly = {"policies.mail.every": "0.25 months", "effects.mail.worth": 0.1, "effects.mail.tires": 0.01}
    back = returned(run(scenario(text()).replace(weekly), SEED, 0))
    expected = brought_back(0.05 / 4, 0.01, 41)
    assert expected < brought_back(0.05, 0.01, 10)
    assert abs(len(back) / 3000 - expected) <= 4 * math.sqrt(expected * (1 - expected) / 3000)


def test_a_mailing_is_a_few_hours_however_many_it_goes_to() -> None:
    """Ten mailings of two hours, which go out when they are written."""
    log = run(scenario(text(leads=400)).replace({"effects.mail.worth": 0.4}), SEED, 0)
    written = jobs(log, "mailing")
    assert written["hours"] == pytest.approx([2.0] * 10)
    assert written["ready"] == pytest.approx([MONTH * k for k in range(1, 11)])
    assert set(np.round(returned(log)["end"], 6)) <= set(np.round(written["end"], 6))


def test_who_has_left_the_rest_is_written_to_no_more() -> None:
    """Everybody answers the first mail and buys: nobody comes back twice."""
    sure = {"effects.mail.worth": 1.0, "journey.nurture.outcomes": [{"to": "again", "rate": 1.0}]}
    back = returned(run(scenario(text(leads=50)).replace(sure), SEED, 0))
    assert len(back) == 50
    assert back["end"] == pytest.approx(MONTH + 2 / 24)


def test_who_went_cold_unanswered_is_answered_first() -> None:
    """As after a touch: who never came to the step that a touch leads to comes back to the queue that it left."""
    cold = {
        "effects.mail.worth": 1.0,
        "journey.nurture.outcomes": [{"to": "again", "rate": 1.0}],
        "teams.all.headcount": 1,
        "journey.call.work": {"mean": "240 h", "distribution": "constant"},
        "journey.call.patience": {"mean": "1 day", "distribution": "constant"},
    }
    log = run(scenario(text(leads=2, buys=1.0)).replace(cold), SEED, 0)
    (back,) = returned(log)
    visits = jobs(log, "call")
    visits = visits[visits["number"] == back["number"]]
    assert visits["outcome"].tolist() == [outcome(log, "cold"), outcome(log, "customer")]


def test_where_nobody_is_there_nothing_is_sent() -> None:
    plan = scenario(text(leads=20)).replace(
        {"effects.mail.worth": 1.0, "teams.all.changes": [{"at": "15 days", "headcount": 0}]}
    )
    log = run(plan, SEED, 0)
    assert not len(jobs(log, "mailing"))
    assert not len(returned(log))


def test_the_same_leads_answer_whoever_else_is_written_to() -> None:
    """Luck is the lead's and the mailing's: a mail that is worth more wins the same and others."""

    def first(worth: float) -> set[int]:
        log = run(scenario(text(leads=400, months=1.5)).replace({"effects.mail.worth": worth}), SEED, 0)
        return set(returned(log)["number"].tolist())

    assert first(0.1) < first(0.3)


def test_the_chance_of_a_mail() -> None:
    assert chance(0.05, 0.025, 30.0, 30.0) == pytest.approx(0.00125)
    assert chance(0.05, 0.025, 90.0, 30.0) == pytest.approx(0.00125)
    assert chance(0.05, 0.025, 10.0, 30.0) == pytest.approx(0.00125 / 3)
    assert brought_back(0.0, 0.0, 5) == 0.0
