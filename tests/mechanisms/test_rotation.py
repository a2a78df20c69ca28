"""Rotation: who goes where for how long, who stands in meanwhile, and what it builds."""

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
from orgsim.mechanisms.people.learning import Practice
from orgsim.plan.load import load
from orgsim.setup.build import build
from orgsim.setup.simulate import run
from orgsim.units import MONTH

TEAMS = """
[scenario]
horizon = "{days} days"
mechanisms = ["handoff", "understanding", "rotation"]

[sources.web]
kind = "recorded"
arrivals = {arrivals}

[journey.qualify]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "close", rate = 1.0 }} ]

[journey.close]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "care", rate = 0.5, after = {{ mean = "5 days" }} }}, {{ to = "lost", rate = 0.5 }} ]

[journey.care]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "care", rate = 0.9, after = {{ mean = "5 days" }} }}, {{ to = "lost", rate = 0.1 }} ]

[teams.inside]
headcount = {inside}
calendar = "continuous"
does = ["qualify"]

[teams.outside]
headcount = 4
cost = "100 / month"
calendar = {calendar}
does = ["close", "care"]
ownership = "{ownership}"

[policies]
handoff = {{ delay = "6 h", confirmation = "0.2 h" }}
rotation = {{ {rotation} }}
"""
TEN_DAYS = 'every = "30 days", lasts = "10 days"'


def teams(rotation: str = TEN_DAYS, **words: object) -> EventLog:
    """Two teams, three people and four."""
    return run(scenario(text(rotation, **words)), SEED, 0)


def text(rotation: str = TEN_DAYS, **words: object) -> str:
    usual = {"days": 100, "arrivals": [0.0], "inside": 3, "calendar": '"continuous"', "ownership": "pooled"}
    return TEAMS.format(rotation=rotation, **{**usual, **words})


CASE = Case(
    scenario=text(arrivals=[k / 4 for k in range(380)]),
    neutral={"policies.rotation.every": "100 years"},
    path="policies.rotation.people",
    grid=(1, 2, 3),
    observed=lambda log: float(jobs(log, "rotation")["hours"].sum()),
    sign=1,
    replications=1,
)


def test_stays_by_hand() -> None:
    """On days 30, 60 and 90 one of each team goes for 10 days, the longest at home first; the last stay is cut by the horizon."""
    log = teams()
    stays = jobs(log, "rotation")
    assert stays["ready"].tolist() == [30.0, 30.0, 60.0, 60.0, 90.0, 90.0]
    assert stays["hours"] == pytest.approx([240.0] * 6)
    assert [log.names.outcomes[code] for code in stays["outcome"]] == ["done"] * 4 + ["open"] * 2
    assert stays["person"][stays["team"] == 0].tolist() == [0, 1, 2]
    assert stays["person"][stays["team"] == 1].tolist() == [0, 1, 2]


def test_the_payroll_stays_as_it_was() -> None:
    with_, without = teams(), teams('every = "100 years"')
    for column in ("hours", "cost", "team", "end"):
        assert with_.of(Row.PAYROLL)[column].tolist() == without.of(Row.PAYROLL)[column].tolist()
    busy = summarize(with_).teams
    assert busy["inside"]["utilisation"] == pytest.approx((3 * 240 + 1) / (3 * 2400))
    assert busy["inside"]["capacity_hours"] == pytest.approx(3 * 2400)


def test_office_hours_away_are_hours_on_duty() -> None:
    """Ten days from Wednesday 31 January 2024 are 8 working days: 64 h, from the next morning at nine."""
    stays = jobs(teams(calendar='"office"'), "rotation")
    away = stays[(stays["team"] == 1) & (stays["ready"] == 30.0)]
    assert away["hours"].tolist() == [64.0]
    assert away["start"] == pytest.approx([30 + 9 / 24])


def test_nobody_leaves_a_team_alone() -> None:
    assert set(jobs(teams(inside=1), "rotation")["team"]) == {1}
    many = jobs(teams(TEN_DAYS + ", people = 50", inside=2), "rotation")
    assert np.bincount(many["team"]).tolist() == [3, 9]


def test_one_team_alone_has_nowhere_to_go() -> None:
    plan = text().replace('does = ["qualify"]', 'does = ["qualify", "close", "care"]')
    head, tail = plan.split("[teams.outside]")
    log = run(scenario(head + tail[tail.index("[policies]") :]), SEED, 0)
    assert "rotation" in log.names.activities
    assert len(jobs(log, "rotation")) == 0


def test_colleagues_stand_in_and_owned_subjects_stay() -> None:
    """Nobody works while away; whoever cared for a lead before a stay does so after it, though others did meanwhile."""
    log = teams(ownership="person", arrivals=[k / 2 for k in range(58)], days=130)
    for team in (0, 1):
        rows = log.of(Row.JOB)
        rows = rows[(rows["team"] == team) & (rows["start"] == rows["start"]) & (rows["end"] == rows["end"])]
        for person in set(rows["person"]):
            own = np.sort(rows[rows["person"] == person], order="start")
            assert (own["start"][1:] >= own["end"][:-1] - 1e-9).all()
    cared = jobs(log, "care")
    cared = cared[cared["outcome"] != outcome(log, "open")]
    stay = jobs(log, "rotation")[1]
    owned = [n for n in set(cared["number"]) if cared[(cared["number"] == n)]["person"][0] == stay["person"]]
    assert owned
    stood_in = 0
    for number in owned:
        own = cared[cared["number"] == number]
        during = own[(own["ready"] > stay["start"]) & (own["ready"] < stay["end"])]
        after = own[(own["ready"] >= stay["end"]) & (own["ready"] < 60)]
        assert (during["person"] != stay["person"]).all()
        assert (after["person"] == stay["person"]).all()
        stood_in += len(during)
    assert stood_in


def test_what_stays_build_by_hand() -> None:
    """Two stays of 10 days ended on day 40, 7 people: each adds 10 / 30.4 / 7; half of it is left 20 days later."""
    words = {"arrivals": [39.0, 40.5, 60.4]}
    plan = text(**words) + '[effects.understanding]\nfriction = 1.0\nhalf_life = "20 days"\n'
    log = run(scenario(plan), SEED, 0)
    rows = jobs(log, "close")[:3]
    built = 2 * (10 / MONTH) / 7
    levels = [0.0, *(stocks.decayed(built, moment - 40, 20) for moment in (40.5 + 1 / 24, 60.4 + 1 / 24))]
    assert rows["hours"] == pytest.approx([1 + 0.2 * (2 - level) for level in levels], rel=1e-9)


def test_three_teams_see_all_others_in_turn() -> None:
    plan = text(days=130).replace('does = ["close", "care"]', 'does = ["close"]')
    plan += '\n[teams.success]\nheadcount = 2\ncalendar = "continuous"\ndoes = ["care"]\n'
    plan = plan.replace("every =", 'teams = ["inside", "outside", "success"], every =')
    log = run(scenario(plan), SEED, 0)
    assert np.bincount(jobs(log, "rotation")["team"]).tolist() == [4, 4, 4]


def test_guests_learn_what_their_hosts_do() -> None:
    """Half of 240 h, in equal parts for the two things the hosts do; with a half-life that forgets nothing."""
    plan = text().replace('"rotation"', '"rotation", "learning"')
    plan += '[effects.learning]\nhalf_life = "900000 days"\n[effects.rotation]\npractice = 0.5\n'
    world = build(scenario(plan), SEED, 0)
    world.go()
    practice, guest = world.part(Practice), world.teams[0].people[0]
    assert practice is not None
    codes = [world.activities[name].code for name in ("close", "care")]
    assert [practice.known(guest, code, world.clock.now) for code in codes] == pytest.approx(
        [60, 60], rel=1e-3
    )


def test_a_name_that_no_team_has(tmp_path: Path) -> None:
    plan = text('teams = ["inside", "outsid"]')
    (tmp_path / "two.toml").write_text(plan)
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path / "two.toml")
    line = 1 + plan[: plan.index("rotation = {")].count("\n")
    assert str(caught.value).splitlines() == [
        "two.toml has 1 problem",
        f'  line {line}  policies.rotation.teams.1 is "outsid"; it must be a team; did you mean "outside"?',
    ]
