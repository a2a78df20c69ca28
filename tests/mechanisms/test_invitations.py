"""Invitations: which leads at rest come to events, where they come in, and until when."""

import math

import numpy as np
import pytest
from contract import Case
from estimates import SEED, jobs, outcome, scenario

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.mechanisms.leads.invitations import brought_back
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run

TEXT = """
[scenario]
horizon = "105 days"
mechanisms = ["invitations"]

[sources.list]
kind = "recorded"
arrivals = {arrivals}

[sources.seminar]
kind = "event"
every = "10 days"
attendees = {{ mean = 1, cv = 0.5 }}
leads_per_attendee = 0.0
invites = {invites}
entry = "listen"

[journey.call]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = {buys} }}, {{ to = "nurture", rate = {rests} }} ]

[journey.listen]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = {convinced} }}, {{ to = "nurture", rate = {doubts} }} ]

[teams.all]
headcount = {people}
calendar = "continuous"
does = ["call", "listen"]
"""


def text(leads: int = 3000, buys: float = 0.0, invites: float = 0.05, convinced: float = 1.0) -> str:
    """Leads who all come on day 0 and rest, and ten events, on days 10 to 100."""
    words = {"arrivals": [0.0] * leads, "buys": buys, "rests": 1 - buys, "people": leads, "invites": invites}
    return TEXT.format(**words, convinced=convinced, doubts=1 - convinced)


def prepared(hours: float) -> Scenario:
    """The same, each of whose events takes so many hours of preparation."""
    work = f'[journey.campaign]\nwork = {{ mean = "{hours} h", distribution = "constant" }}\n\n[teams.all]'
    said = text(leads=200).replace("[teams.all]", work).replace('"listen"]', '"listen", "campaign"]')
    return scenario(said.replace('kind = "event"', 'kind = "event"\nactivity = "campaign"'))


def returned(log: EventLog) -> np.ndarray:
    """The changes of those who came back."""
    rows = log.of(Row.CHANGE)
    return rows[rows["outcome"] == outcome(log, "returned")]


CASE = Case(
    scenario=text(leads=300, buys=0.3),
    neutral={"effects.invitations.lasts": "1 min"},
    path="sources.seminar.invites",
    grid=(0.01, 0.05, 0.3),
    observed=lambda log: len(returned(log)),
    sign=1,
    replications=1,
)


def test_the_share_that_events_bring_back() -> None:
    """Ten events to each of which .05 of those left come: 1 - .95^10 = .401; they come in where the source's leads do."""
    log = run(scenario(text()), SEED, 0)
    conservation.check(log)
    expected, back = brought_back(0.05, 10), returned(log)
    assert expected == pytest.approx(1 - 0.95**10)
    assert abs(len(back) / 3000 - expected) <= 4 * math.sqrt(expected * (1 - expected) / 3000)
    assert set(np.round(back["end"], 9)) == {10.0 * k for k in range(1, 11)}
    assert sorted(jobs(log, "listen")["number"]) == sorted(back["number"])
    assert (back["activity"] == -1).all()


def test_who_is_not_convinced_may_come_again() -> None:
    """Nobody is: 3,000 leads come to .05 x 10 events each on average, binomially."""
    back = returned(run(scenario(text(convinced=0.0)), SEED, 0))
    assert abs(len(back) / 3000 - 0.5) <= 4 * math.sqrt(10 * 0.05 * 0.95 / 3000)
    assert np.bincount(back["number"]).max() > 1


def test_an_event_that_is_not_held_brings_nobody_back() -> None:
    """The preparation is noted as what brought them back; without hands there is no event."""
    log = run(prepared(1), SEED, 0)
    assert (returned(log)["activity"] == log.names.activities.index("campaign")).all()
    assert len(returned(log)) > 20
    assert not len(returned(run(prepared(9000), SEED, 0)))


def test_who_has_been_at_rest_for_too_long_does_not_come() -> None:
    back = returned(run(scenario(text(leads=500)).replace({"effects.invitations.lasts": "45 days"}), SEED, 0))
    assert set(np.round(back["end"], 9)) == {10.0, 20.0, 30.0, 40.0}


def test_the_same_leads_come_whoever_else_is_invited() -> None:
    few, many = (
        set(returned(run(scenario(text(leads=300, invites=share)), SEED, 0))["number"].tolist())
        for share in (0.02, 0.1)
    )
    assert few < many
