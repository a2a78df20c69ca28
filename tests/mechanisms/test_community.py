"""Community: what members keep up among themselves, by how many they are and what is done for it."""

import math

import numpy as np
import pytest
from contract import Case
from estimates import SEED, jobs
from mechanisms.test_adoption import ALL, club, decisions, standing

from orgsim.events.log import EventLog
from orgsim.mechanisms.customers import community
from orgsim.mechanisms.customers.adoption import CustomerUse
from orgsim.plan.load import parse
from orgsim.setup.build import build
from orgsim.setup.simulate import run
from orgsim.units import MONTH


def hosted(customers: int, policy: str = "", does: str = ALL, **words: object) -> str:
    """A club whose members are brought together by a team that has nothing else to do."""
    words = {"mechanisms": '"adoption", "community"', **words}
    hosts = '\n[teams.hosts]\nheadcount = 1\ncalendar = "continuous"\ndoes = []\n\n[policies.community]\nteam = "hosts"\n'
    return club(customers, does, **words) + hosts + policy


CASE = Case(
    scenario=hosted(100),
    neutral={"policies.community.hours": "0 h"},
    path="effects.community.strength",
    grid=(0.0, 0.2, 0.4, 0.6),
    observed=standing,
    sign=1,
    replications=1,
)


def test_the_share_by_hand() -> None:
    """50 members and 8 h a meeting: half of half of .3."""
    assert community.effect(50, 8, 0.3, 50, 8) == pytest.approx(0.3 / 4)
    assert community.effect(0, 8, 0.3, 50, 8) == 0
    assert community.effect(1e9, 1e9, 0.3, 50, 8) == pytest.approx(0.3)
    gains = [community.effect(n, 8, 0.3, 50, 8) for n in (0, 50, 100, 150)]
    assert (np.diff(gains) > 0).all()
    assert (np.diff(gains, 2) < 0).all()


def helped(log_of: str, months: float) -> float:
    """What the members of a club keep up among themselves after so many months."""
    world = build(parse(log_of).replace({"scenario.horizon": f"{months} months"}), SEED, 0)
    world.go()
    use = world.part(CustomerUse)
    assert use is not None
    return use.help


def test_members_are_on_their_own_until_the_first_meeting_has_been_held() -> None:
    assert helped(hosted(50), 0.9) == 0
    assert helped(hosted(50), 1.5) == pytest.approx(0.3 * 0.5 * 16 / 24)


def test_use_fades_toward_what_members_keep_up() -> None:
    """In 30 years without check-ins toward .5 + g x .5, with g = .3 x 50/100 x 16/24 = .1, against .5 in the plan."""
    text = hosted(
        50,
        does=', "welcome"',
        customer='onboarding = { activity = "welcome", target = "10 days" }\ncheck_ins = { every = "99 years" }',
    )
    plan = parse(text).replace({"scenario.horizon": "200 months", "customer.churn": "0 % / year"})
    world = build(plan, SEED, 0)
    world.go()
    use, contracts = world.part(CustomerUse), world.contracts
    assert use is not None
    assert contracts is not None
    found = use.now(next(iter(contracts.accounts.present.values())))
    assert found.use == pytest.approx(0.55, abs=1e-5)
    assert found.plan == pytest.approx(0.5, abs=1e-5)
    assert found.outcome == pytest.approx(0.05, abs=1e-5)


def test_more_members_do_more_for_each() -> None:
    seen = [standing(run(parse(hosted(members)), SEED, 0)) for members in (1, 10, 100, 400)]
    assert seen == sorted(seen)
    assert 0 < seen[0] < 0.02 < seen[-1] < 0.3


def test_meetings_come_in_their_rhythm_and_take_their_hours() -> None:
    log: EventLog = run(parse(hosted(5, 'every = "2 months"\nhours = "12 h"\n')), SEED, 0)
    held = jobs(log, "community")
    assert held["ready"] == pytest.approx(np.arange(1, 6) * 2 * MONTH)
    assert held["hours"] == pytest.approx(12)


def test_a_meeting_that_nobody_holds_helps_nobody() -> None:
    """The one host has a year of other work: what fell due first waits, and no further one is put behind it."""
    text = hosted(50).replace("does = []", 'does = ["talk"]')
    busy = """
[sources.calls]
kind = "recorded"
arrivals = [0.0]
entry = "talk"

[journey.talk]
work = { mean = "99999 h", distribution = "constant" }
outcomes = [{ to = "lost", rate = 1 }]
"""
    plan = parse(text.replace('kind = "recorded"', 'kind = "recorded"\nentry = "join"', 1) + busy)
    log = run(plan, SEED, 0)
    assert len(jobs(log, "community")) == 1
    assert (decisions(log)["effect_adoption"] == 0).all()


def test_without_adoption_it_only_costs_hours() -> None:
    text = hosted(20, mechanisms='"health", "community"')
    log = run(parse(text), SEED, 0)
    assert len(jobs(log, "community")) == 10
    assert math.isfinite(decisions(log)["effect_health"].sum())
