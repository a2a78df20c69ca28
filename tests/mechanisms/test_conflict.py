"""Conflict of new teams: what handovers feel of it, when it is settled, and who has it behind them."""

import pytest
from contract import Case
from estimates import SEED, jobs, scenario
from mechanisms.test_understanding import TWO_TEAMS, WEEKLY, handover_hours

from orgsim.events.log import EventLog
from orgsim.mechanisms.handoffs import conflict
from orgsim.mechanisms.handoffs.understanding import toll
from orgsim.setup.simulate import run

ALL = '"handoff", "understanding", "conflict"'


def two_teams(days: int = 30, effects: str = "", **words: object) -> EventLog:
    """Leads that one new team qualifies and another closes."""
    return run(scenario(_text(days, effects, **words)), SEED, 0)


def _text(days: int, effects: str = "", **words: object) -> str:
    filled = {"days": days, "mechanisms": ALL, "arrivals": [1.0], "policies": "", "effects": ""}
    text = TWO_TEAMS.format(**{**filled, **words})
    return f"{text}\n[effects.conflict]\n{effects}\n"


CASE = Case(
    scenario=_text(120, 'half_life = "40 days"', arrivals=[k / 4 for k in range(400)]),
    neutral={"effects.conflict.strength": 0.0},
    path="effects.conflict.strength",
    grid=(0.0, 0.3, 1.0),
    observed=handover_hours,
    sign=1,
    replications=1,
)


def test_new_teams_are_farther_apart_than_strangers_and_get_over_it() -> None:
    """0.2 h of reading up take half as much again among strangers, and 0.5 x 0.4 more among new teams, halved in 30 days."""
    log = two_teams(
        days=200, effects='strength = 0.4\nhalf_life = "30 days"', arrivals=[k + 0.01 for k in range(190)]
    )
    found = jobs(log, "close")
    for day in (1, 30, 60, 150):
        row = found[found["number"] == day]
        # The first handover of a day says it for the day: that of this lead.
        age = row["ready"][0] - 0.25 - (toll(0, 0.5) - 1) * 0.25  # nearly: the delay itself is longer
        expected = 1 + 0.2 * (1.5 + 0.5 * conflict.effect(age, 0.4, 30.0))
        assert row["hours"] == pytest.approx([expected], rel=1e-3)


def test_meetings_take_it_off_sooner() -> None:
    words = {"effects": "strength = 0.5", "arrivals": [29.0]}
    assert handover_hours(two_teams(policies=WEEKLY, **words)) < handover_hours(two_teams(**words))


def test_two_teams_are_never_farther_apart_than_minus_one() -> None:
    log = two_teams(effects="strength = 2.0", arrivals=[0.5])
    assert jobs(log, "close")["hours"] == pytest.approx([1 + 0.2 * 2.0])


def test_a_firm_that_exists_has_it_behind_it() -> None:
    text = _text(30) + "\n[firm]\npipeline = { qualify = 1 }\n"
    assert jobs(run(scenario(text), SEED, 0), "close")["hours"] == pytest.approx([1.3, 1.3])


def test_after_a_reorganization_only_new_teams_quarrel() -> None:
    """On day 400 nothing changes, or the goal, with the same work by teams that are new; or one team is cut in two."""
    plan = scenario(
        _text(420, 'half_life = "20 days"', arrivals=[395.0, 405.0]).replace("headcount = 5", "headcount = 4")
    )
    own = {key: plan.document().data[key] for key in ("teams", "policies")}
    same = plan.replace({"reorganizations": [{"at": "400 days", "organization": own}]})
    settled = jobs(run(same, SEED, 0), "close")["hours"]
    assert settled == pytest.approx([1.3, 1.3], abs=1e-6)
    shared = {**own, "policies": {**own["policies"], "goal": {"kind": "shared"}}}
    same = plan.replace({"reorganizations": [{"at": "400 days", "organization": shared}]})
    assert jobs(run(same, SEED, 0), "close")["hours"] == pytest.approx([1.3, 1.3], abs=1e-6)
    teams = {"all": {**own["teams"]["outside"], "headcount": 7, "does": ["qualify", "close"]}}
    one_team = {**own, "teams": teams}
    changes = [{"at": "1 days", "organization": one_team}, {"at": "400 days", "organization": own}]
    split = scenario(_text(420, arrivals=[405.0])).replace({"reorganizations": changes})
    calm = split.replace({"effects.conflict.strength": 0.0})
    found, without = (jobs(run(one, SEED, 0), "close") for one in (split, calm))
    assert found["hours"] - without["hours"] == pytest.approx(0.2 * 0.5 * 0.3 * 0.5 ** (5 / 90), rel=0.01)
