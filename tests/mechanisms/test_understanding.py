"""Mutual understanding: what meetings cost and build, and what handovers feel of it."""

import math
from pathlib import Path

import numpy as np
import pytest
from contract import Case
from estimates import SEED, jobs, outcome, scenario

from orgsim.engine import stocks
from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures.summary import summarize
from orgsim.mechanisms.handoffs import understanding
from orgsim.plan.load import load
from orgsim.setup.simulate import run

TWO_TEAMS = """
[scenario]
horizon = "{days} days"
mechanisms = [{mechanisms}]

[sources.web]
kind = "recorded"
arrivals = {arrivals}

[journey.qualify]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "close", rate = 1.0 }} ]

[journey.close]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]

[teams.inside]
headcount = 3
calendar = "continuous"
does = ["qualify"]

[teams.outside]
headcount = 5
calendar = "continuous"
does = ["close"]

[policies]
records = {{ kind = "crm" }}
handoff = {{ delay = "6 h", confirmation = "0.2 h" }}
{policies}

[effects.understanding]
friction = 0.5
{effects}
"""
BOTH = '"handoff", "understanding"'
WEEKLY = 'meetings = { every = "7 days", hours = "1 h" }'


def two_teams(days: int = 30, **words: object) -> EventLog:
    """Leads that one team qualifies and another closes."""
    filled = {"days": days, "mechanisms": BOTH, "arrivals": [1.0], "policies": "", "effects": ""}
    return run(scenario(TWO_TEAMS.format(**{**filled, **words})), SEED, 0)


def handover_hours(log: EventLog) -> float:
    """Mean reading-up time at the second team."""
    return float((jobs(log, "close")["hours"] - 1).mean())


CASE = Case(
    scenario=TWO_TEAMS.format(
        days=120,
        mechanisms=BOTH,
        arrivals=[k / 4 for k in range(400)],
        policies=WEEKLY,
        effects="",
    ),
    neutral={
        "policies.meetings.hours": "0 h",
        "effects.understanding.friction": 0.0,
        "effects.understanding.per_hour": 0.0,
    },
    path="policies.meetings.hours",
    grid=("0.5 h", "1 h", "2 h"),
    observed=handover_hours,
    sign=-1,
    replications=1,
)


def test_teams_that_never_talk_pay_friction_at_every_handover() -> None:
    """6 h of delay and 0.2 h of reading up, each half as much again."""
    log = two_teams()
    first, second = jobs(log, "qualify"), jobs(log, "close")
    assert second["ready"] - first["end"] == pytest.approx([0.375])
    assert second["hours"] == pytest.approx([1.3])
    off = two_teams(mechanisms='"handoff"')
    assert jobs(off, "close")["ready"] - jobs(off, "qualify")["end"] == pytest.approx([0.25])
    assert jobs(off, "close")["hours"] == pytest.approx([1.2])


def test_one_team_alone_has_no_friction() -> None:
    text = TWO_TEAMS.format(days=30, mechanisms=BOTH, arrivals=[1.0], policies="", effects="")
    text = text.replace('does = ["qualify"]', 'does = ["qualify", "close"]')
    head, tail = text.split("[teams.outside]")
    log = run(scenario(head + tail[tail.index("[policies]") :]), SEED, 0)
    assert jobs(log, "close")["hours"] == pytest.approx([1.0])
    assert jobs(log, "close")["ready"] == pytest.approx(jobs(log, "qualify")["end"])


def test_hours_in_meetings_are_people_times_meetings_times_hours() -> None:
    """8 people, 4 meetings of 1.5 h in 30 days; they count as work of their teams and nothing else."""
    log = two_teams(policies='meetings = { every = "7 days", hours = "1.5 h" }', arrivals=[29.0])
    held = jobs(log, "meeting")
    assert held["hours"].sum() == pytest.approx(8 * 4 * 1.5)
    assert np.unique(held["ready"]).tolist() == [7.0, 14.0, 21.0, 28.0]
    assert (held["outcome"] == outcome(log, "done")).all()
    assert {log.names.entities[code] for code in held["entity"]} == {"organization"}
    duty = log.of(Row.PAYROLL)
    for team, people in ((0, 3), (1, 5)):
        assert held["hours"][held["team"] == team].sum() == pytest.approx(people * 4 * 1.5)
        assert duty["hours"][duty["team"] == team].sum() == pytest.approx(people * 30 * 24)
    teams = summarize(log).teams
    assert teams["inside"]["utilisation"] == pytest.approx((3 * 4 * 1.5 + 1) / (3 * 30 * 24), rel=1e-6)
    assert teams["outside"]["hours"] == pytest.approx(5 * 4 * 1.5 + 1.2, abs=0.1)


def test_only_the_teams_that_are_to_meet_do() -> None:
    log = two_teams(policies='meetings = { every = "7 days", teams = ["outside"] }')
    assert set(jobs(log, "meeting")["team"]) == {1}
    assert handover_hours(two_teams(policies=WEEKLY, arrivals=[29.0])) < 0.3 - 1e-3
    alone = two_teams(policies='meetings = { every = "7 days", teams = ["outside"] }', arrivals=[29.0])
    assert handover_hours(alone) == pytest.approx(0.3)


def test_understanding_settles_where_inflow_meets_decay() -> None:
    """0.02 a week over a rate of decay of ln 2 / 60 days; leads all day long sample the level between the meetings."""
    log = two_teams(
        days=800,
        policies=WEEKLY,
        effects='per_hour = 0.02\nhalf_life = "60 days"',
        arrivals=[k / 24 + 0.01 for k in range(800 * 24 - 10)],
        mechanisms=BOTH,
    )
    late = jobs(log, "close", (700.0, 700.0 + 7 * 13))
    level = 1 - ((late["hours"] - 1) / 0.2 - 1) / 0.5
    assert stocks.steady(0.02 / 7, 60.0) == pytest.approx(0.02 / 7 / (math.log(2) / 60))
    assert level.mean() == pytest.approx(stocks.steady(0.02 / 7, 60.0), rel=0.01)
    peak = 0.02 / (1 - 0.5 ** (7 / 60))
    # Handovers feel it as the first of the day does, so that the peak is up to a day old: ln 2 / 60 of it.
    assert level.max() == pytest.approx(peak, rel=0.013)
    assert level.min() == pytest.approx(peak - 0.02, rel=0.013)


def test_understanding_never_exceeds_one() -> None:
    log = two_teams(policies=WEEKLY, effects="per_hour = 9.0", arrivals=[7.5, 8.0])
    assert jobs(log, "close")["hours"].min() >= 1.2 - 1e-9
    assert jobs(log, "close")["hours"][0] == pytest.approx(1.2, abs=2e-3)


def test_knowledge_kept_across_teams_by_hand() -> None:
    """Half of full understanding: of 0.8 kept by the records and 0.95 under full understanding, 0.875.

    After an hour of work 1 - 1/e is known; of it the share kept is lost to the next hour's ending as (1 - share)(1 - 1/e)/e.
    """
    assert understanding.kept(0.8, 0.5, 0.95) == pytest.approx(0.875)
    assert understanding.kept(0.97, 0.5, 0.95) == 0.97
    words = {
        "mechanisms": '"knowledge", "understanding"',
        "effects": 'per_hour = 0.5\nhalf_life = "900000 days"',
    }
    log = two_teams(policies=WEEKLY, arrivals=[1.0, 10.0, 20.0], **words)
    lost = jobs(log, "close")["effect_knowledge"]
    shares = np.array([0.8, 0.875, 0.95])
    assert lost == pytest.approx(-(1 - shares) * (1 - math.exp(-1)) * math.exp(-1), rel=1e-4)


def test_within_a_team_the_records_decide() -> None:
    """A lead comes back a day later and meets a colleague: 0.8 is kept, however much the teams talk."""
    text = TWO_TEAMS.format(
        days=30,
        mechanisms='"knowledge", "understanding"',
        arrivals=[20.0],
        policies=WEEKLY,
        effects="per_hour = 1.0",
    )
    text = text.replace('does = ["qualify"]', 'does = ["qualify", "close"]')
    text = text.replace('does = ["close"]', 'does = ["care"]')
    text = text.replace(
        '{ to = "close", rate = 1.0 }', '{ to = "close", rate = 1.0, after = { mean = "1 day" } }'
    )
    text = text.replace('{ to = "lost", rate = 1.0 }', '{ to = "care", rate = 1.0 }')
    text += '[journey.care]\nwork = { mean = "1 h" }\noutcomes = [{ to = "lost", rate = 1.0 }]\n'
    log = run(scenario(text), SEED, 0)
    first, second = jobs(log, "qualify"), jobs(log, "close")
    assert first["person"][0] != second["person"][0]
    assert second["effect_knowledge"] == pytest.approx(-0.2 * (1 - math.exp(-1)) * math.exp(-1), rel=1e-4)


def test_a_name_that_no_team_has(tmp_path: Path) -> None:
    text = TWO_TEAMS.format(
        days=30,
        mechanisms=BOTH,
        arrivals=[1.0],
        policies='meetings = { teams = ["inside", "outsid", "inside"] }',
        effects="",
    )
    (tmp_path / "two.toml").write_text(text)
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path / "two.toml")
    line = 1 + text[: text.index("meetings =")].count("\n")
    assert str(caught.value).splitlines() == [
        "two.toml has 2 problems",
        f'  line {line}  policies.meetings.teams has "inside" twice',
        f'  line {line}  policies.meetings.teams.1 is "outsid"; it must be a team; did you mean "outside"?',
    ]


def test_an_activity_called_like_the_meetings(tmp_path: Path) -> None:
    text = TWO_TEAMS.format(days=30, mechanisms=BOTH, arrivals=[1.0], policies=WEEKLY, effects="")
    text = text.replace("qualify", "meeting")
    (tmp_path / "two.toml").write_text(text)
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path / "two.toml")
    line = 1 + text[: text.index("[journey.meeting]")].count("\n")
    told = "meeting is the work of [policies.meetings]; choose another name for the activity"
    assert str(caught.value).splitlines()[1:] == [f"  line {line}  journey.meeting: {told}"]
    (tmp_path / "two.toml").write_text(text.replace(WEEKLY, ""))
    assert load(tmp_path / "two.toml").journey.keys() == {"meeting", "close"}
