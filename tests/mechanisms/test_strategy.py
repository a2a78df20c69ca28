"""Strategy: which team a review names, who moves, what it costs, and which gates are tightened."""

import math
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from contract import Case
from estimates import SEED, jobs, outcome, scenario

from orgsim.engine.entities import Account
from orgsim.errors import ScenarioError
from orgsim.events.columns import ORGANIZATION, Row
from orgsim.events.log import EventLog
from orgsim.measures.summary import summarize
from orgsim.mechanisms.loops import strategy
from orgsim.mechanisms.loops.losses import Losses
from orgsim.mechanisms.loops.tallies import Tally
from orgsim.mechanisms.people import learning
from orgsim.plan.load import load, parse
from orgsim.setup.build import build, close, core
from orgsim.setup.simulate import run
from orgsim.units import MONTH

TANDEM = """
[scenario]
horizon = "{days} days"
mechanisms = ["strategy"]

[sources.web]
leads = "{leads} / day"

[journey.qualify]
work = {{ mean = "{qualify} h" }}
outcomes = [ {{ to = "close", rate = 0.8 }}, {{ to = "lost", rate = 0.2 }} ]

[journey.close]
work = {{ mean = "{close} h" }}
outcomes = [ {{ to = "customer", rate = 0.1 }}, {{ to = "lost", rate = 0.9 }} ]

[teams.inside]
headcount = 6
cost = "100 / month"
calendar = "continuous"
does = ["qualify"]

[teams.outside]
headcount = 2
cost = "300 / month"
calendar = "continuous"
does = ["close"]
{ownership}

[policies]
strategy = {{ every = "30 days", {policy} }}

[effects.strategy]
{effects}
"""


def text(policy: str = "", **words: object) -> str:
    """Ten leads a day for six people who need an hour each, and two who need four hours: load 10/144 and 32/48 of a day."""
    usual = {"days": 365, "leads": 10, "qualify": 1, "close": 4, "ownership": "", "effects": ""}
    return TANDEM.format(policy=policy or 'rule = "busiest"', **{**usual, **words})


def tandem(policy: str = "", replication: int = 0, **words: object) -> EventLog:
    return run(scenario(text(policy, **words)), SEED, replication)


def people(log: EventLog, team: int, day: float = math.inf) -> int:
    """Headcount of a team, from those who joined and left."""
    rows = log.of(Row.STAFFING)
    rows = rows[(rows["team"] == team) & (rows["end"] <= day)]
    return int(np.where(rows["outcome"] == outcome(log, "left"), -1, 1).sum())


CASE = Case(
    scenario=text(days=40, leads=20),
    neutral={"policies.strategy.every": "100 years"},
    path="policies.strategy.moves",
    grid=(1, 2, 3),
    observed=lambda log: float(people(log, 1)),
    sign=1,
    replications=1,
)


@pytest.mark.parametrize("rule", ["busiest", "longest_wait"])
def test_people_move_to_the_true_bottleneck_and_stay_there(rule: str) -> None:
    """16 leads a day need 51 of the 48 hours a day that two have: the queue grows until more come after the reviews.

    Loads: 51/48 and 16/144; with a third 51/72 and what waits, .75, against 16/120 = .13; with
    a fourth .53 against .17, which is less than the gap: so it stays.
    """
    logs = [tandem(f'rule = "{rule}", gap = 0.5', replication=k, leads=16) for k in range(4)]
    for log in logs:
        assert [people(log, team, 29.9) for team in (0, 1)] == [6, 2]
        assert [people(log, team, 61.0) for team in (0, 1)] == [4, 4]
        assert [people(log, team) for team in (0, 1)] == [4, 4]
    before, after = (
        np.mean(
            [np.mean(rows["start"] - rows["ready"]) for log in logs for rows in [jobs(log, "close", span)]]
        )
        for span in ((15.0, 30.0), (90.0, 300.0))
    )
    assert after < before / 4


def test_those_still_waiting_count_as_waits() -> None:
    """Two people are on one job each for more than a month: no job of theirs that began has waited, but all others do."""
    log = tandem('rule = "longest_wait"', qualify=7, close=1000, days=32)
    assert (jobs(log, "qualify")["start"] - jobs(log, "qualify")["ready"]).max() > 0
    assert people(log, 1) == 3


def test_nobody_is_moved_to_and_fro() -> None:
    """Without any gap people move until it would only turn the loads around, and then no more."""
    for k in range(3):
        log = tandem('rule = "busiest", gap = 0.0, hours = "0 h"', replication=k, leads=16)
        moved = log.of(Row.STAFFING)
        moved = moved[moved["end"] > 0]
        assert (moved["team"][moved["outcome"] == outcome(log, "left")] == 0).all()
        assert [people(log, 0), people(log, 1)] == [2, 6]
    assert strategy.worth_moving(0.9, 0.7, 3 / 4, 0.1) is False
    assert strategy.worth_moving(0.9, 0.7, 5 / 6, 0.1) is True
    assert strategy.worth_moving(0.9, 0.85, 0.99, 0.1) is False


def test_where_all_is_well_nobody_moves() -> None:
    log = tandem("gap = 0.9")
    assert len(log.of(Row.STAFFING)) == 8


@pytest.mark.parametrize("ownership", ["", 'ownership = "person"'])
def test_people_are_neither_made_nor_lost(ownership: str) -> None:
    """Eight people are paid at every moment, each at the cost of the team they are in."""
    log = tandem("gap = 0.2, moves = 2", leads=16, ownership=ownership)
    assert people(log, 1) > 2
    moments = np.unique(log.of(Row.STAFFING)["end"])
    assert all(people(log, 0, day) + people(log, 1, day) == 8 for day in moments)
    pay = log.of(Row.PAYROLL)
    assert pay["hours"].sum() == pytest.approx(8 * 365 * 24)
    for team, cost in ((0, 100), (1, 300)):
        own = pay[pay["team"] == team]
        assert own["cost"].sum() == pytest.approx(own["hours"].sum() / 24 / MONTH * cost)
    assert 0 < summarize(log).teams["outside"]["utilisation"] <= 1


def test_a_planned_change_counts_from_the_plan_and_not_from_who_is_there() -> None:
    """Six planned again changes nothing, however many have been moved; seven is one more."""
    plan = scenario(text())
    log = run(plan, SEED, 0)
    assert people(log, 0) < 6
    for headcount, more in ((6, 0), (7, 1)):
        changes = [{"at": "200 days", "headcount": headcount}]
        planned = run(plan.replace({"teams.inside.changes": changes}), SEED, 0)
        assert people(planned, 0) + people(planned, 1) == 8 + more


def test_who_moves_needs_time_to_settle_in() -> None:
    log = tandem("gap = 0.65", leads=16, effects='settling_in = "30 h"')
    settled = jobs(log, "settling_in")
    assert settled["team"].tolist() == [1]
    assert settled["hours"].tolist() == [30.0]
    joined = log.of(Row.STAFFING)
    joined = joined[joined["end"] > 0]
    joined = joined[joined["outcome"] == outcome(log, "joined")]
    assert settled["start"].tolist() == joined["end"].tolist()
    own = jobs(log, "close")
    assert own[own["person"] == joined["person"][0]]["start"].min() >= settled["end"][0] - 1e-9


def test_hours_of_a_review() -> None:
    """Twelve reviews in a year, one person of each of two teams, 8 h each."""
    log = tandem("gap = 0.9")
    assert jobs(log, "review")["hours"].sum() == pytest.approx(12 * 2 * 8)
    assert set(jobs(log, "review")["person"]) == {0}


def test_who_moves_keeps_ability_and_begins_as_a_novice() -> None:
    """Qualifying takes 1 h and closing 4 h of a trained person; the mover's own pace, alike at both, goes along, and closing is
    new."""
    plan = text('gap = 0.65, hours = "0 h"', leads=16, effects='settling_in = "0 h"')
    plan = plan.replace('mean = "1 h"', 'mean = "1 h", distribution = "constant"')
    plan = plan.replace('mean = "4 h"', 'mean = "4 h", distribution = "constant"')
    plan = plan.replace('["strategy"]', '["strategy", "ability", "learning"]')
    plan += '\n[effects.learning]\nhalf_life = "900000 days"\n[effects.ability]\nalike = 1.0\nacross = 1.0\n'
    log = run(scenario(plan), SEED, 0)
    moved = log.of(Row.STAFFING)
    moved = moved[moved["end"] > 0]
    before, after = (
        moved[moved["outcome"] == outcome(log, name)]["person"].tolist() for name in ("left", "joined")
    )
    assert len(before) == len(after) == 1
    pace = jobs(log, "qualify")
    pace = pace[pace["person"] == before[0]]["hours"][0]
    first = jobs(log, "close")
    first = first[first["person"] == after[0]]["hours"][0]
    novice = learning.slowness(0.0, 4.0, 520.0, learning.exponent(0.95))
    assert first == pytest.approx(4 * pace * novice)
    assert novice > 1.3


STAFF = """
[teams.staff]
headcount = 3
calendar = "continuous"
does = []
"""


def test_a_team_of_its_own_holds_the_reviews() -> None:
    """Twelve reviews, three people, 8 h each; nobody is taken from that team, though it does little."""
    plan = text('team = "staff", gap = 0.5', leads=16).replace("[policies]", STAFF + "[policies]")
    log = run(scenario(plan), SEED, 0)
    held = jobs(log, "review")
    assert set(held["team"]) == {2}
    assert held["hours"].sum() == pytest.approx(12 * 3 * 8)
    assert [people(log, team) for team in (0, 1, 2)] == [4, 4, 3]


def test_only_the_teams_named_are_reviewed() -> None:
    log = tandem('teams = ["inside"], gap = 0.0', leads=16)
    assert [people(log, team) for team in (0, 1)] == [6, 2]
    assert set(jobs(log, "review")["team"]) == {0}


def test_the_last_of_a_team_stays() -> None:
    log = tandem('rule = "lowest_pass_rate", moves = 50', leads=2)
    assert [people(log, team) for team in (0, 1)] == [1, 7]


def test_the_lowest_pass_rate_can_name_the_wrong_team() -> None:
    """Closing passes fewest by nature, though the people who qualify are those who cannot keep up: they lose one more."""
    words = {"qualify": 13, "close": 0.5, "leads": 10, "days": 62}
    wrong = tandem('rule = "lowest_pass_rate"', **words)
    right = tandem('rule = "busiest"', **words)
    assert people(wrong, 0) == 4
    assert people(right, 0) == 7


def test_below_its_base_rate_is_another_matter() -> None:
    """A rival halves the odds of qualifying; closing is as it was: only the comparison with the base finds the step."""
    plan = text('rule = "furthest_below_base", decided = 100', leads=30, close=0.5, days=40)
    plan += '\n[shocks.rival]\nat = "0 days"\nodds = { qualify = 0.2 }\n'
    log = run(scenario(plan), SEED, 0)
    assert people(log, 0) == 7
    few = run(scenario(plan.replace("decided = 100", "decided = 100000")), SEED, 0)
    assert people(few, 0) == 6


GATES = (
    'rule = "busiest", action = "gates", hours = "0 h", tighten_above = 0.9, loosen_below = 0.5, notches = 2'
)


def test_gates_tighten_before_an_overloaded_team_and_loosen_again() -> None:
    """96 h a day are asked of 48: a notch at each review up to two; when the rush is over, back."""
    plan = text(GATES, leads=20, close=6, days=365, effects="step = 0.4")
    plan += '\n[shocks.lull]\nat = "121 days"\nleads = 0.02\n'
    log = run(scenario(plan), SEED, 0)
    rows = jobs(log, "qualify")
    notches = -rows["effect_strategy"] / 0.4
    assert notches[rows["end"] < 30].tolist() == [0.0] * (rows["end"] < 30).sum()
    assert notches[(rows["end"] > 30) & (rows["end"] < 60)] == pytest.approx(1)
    assert notches[(rows["end"] > 60) & (rows["end"] < 120)] == pytest.approx(2)
    assert notches[rows["end"] > 330] == pytest.approx(0)
    assert (jobs(log, "close")["effect_strategy"] == 0).all()
    assert len(log.of(Row.STAFFING)) == 8


def test_a_tightened_gate_passes_as_many_as_its_odds_say() -> None:
    """Odds of 4 at two notches of 0.4 less: 4 exp(-0.8) = 1.80, a share of 0.643."""
    passed, seen = 0, 0
    for k in range(4):
        rows = jobs(
            tandem(GATES, replication=k, leads=20, close=6, days=300, effects="step = 0.4"), "qualify"
        )
        rows = rows[(rows["end"] > 60) & (rows["effect_strategy"] < -0.7)]
        passed += int((rows["outcome"] == outcome(tandem(days=1), "close")).sum())
        seen += len(rows)
    share = 4 * math.exp(-0.8) / (1 + 4 * math.exp(-0.8))
    assert seen > 15_000
    assert abs(passed / seen - share) <= 4 * math.sqrt(share * (1 - share) / seen)


def test_equal_marks_are_told_apart_and_unknown_ones_do_not_count() -> None:
    assert strategy.worst([(1.0, 0.5), (1.0, 2.0), (math.nan, 9.0)]) == 1
    assert strategy.worst([(1.0, 0.5), (1.0, 0.5)]) == 0
    assert strategy.worst([(math.nan, 0.0)]) == -1
    assert strategy.worst([]) == -1


def test_a_name_that_no_team_has(tmp_path: Path) -> None:
    plan = text('team = "stuff", teams = ["inside", "inside"]')
    (tmp_path / "two.toml").write_text(plan)
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path / "two.toml")
    line = 1 + plan[: plan.index("strategy = {")].count("\n")
    assert str(caught.value).splitlines() == [
        "two.toml has 2 problems",
        f'  line {line}  policies.strategy.team is "stuff"; it must be a team; known are "inside" and "outside"',
        f'  line {line}  policies.strategy.teams has "inside" twice',
    ]


def test_bounds_in_the_wrong_order() -> None:
    with pytest.raises(ScenarioError) as caught:
        parse(text("loosen_below = 0.9, tighten_above = 0.8"))
    assert "loosen_below must not be above tighten_above" in str(caught.value)


def test_two_outcomes_that_lead_to_one_step_count_as_one() -> None:
    """A step that passes on .3 + .5 of its leads is not far above its base rate because its first outcome has .3."""
    plain, once = text('rule = "furthest_below_base"', leads=20), '{ to = "close", rate = 0.8 }'
    assert once in plain
    twice = plain.replace(once, '{ to = "close", rate = 0.3 }, { to = "close", rate = 0.5 }')
    logs = [run(scenario(plan), SEED, 0) for plan in (plain, twice)]
    assert len(moved := logs[0].of(Row.STAFFING)) > 8, moved
    assert logs[0].rows.tobytes() == logs[1].rows.tobytes()


def test_every_job_is_counted_in_one_review(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also those that begin in the moment of a review: whole days here, when the teams come on duty."""
    days = 'calendar = { days = ["mon", "tue", "thu"], opens = 0, hours = 24 }'
    policy = 'rule = "longest_wait", action = "gates"'
    changed = text(policy, days=120, leads=20).replace('calendar = "continuous"', days)
    plan = scenario(changed.replace('every = "30 days"', 'every = "1 day"'))
    counted: list[int] = []
    forget = Tally.forget

    def noted(tally: Tally) -> None:
        if hasattr(tally, "since"):
            counted.append(len(tally.begun()))
        forget(tally)

    monkeypatch.setattr(Tally, "forget", noted)
    log = run(plan, SEED, 0)
    rows = log.of(Row.JOB)
    for_leads = rows["entity"] != log.names.entities.index(ORGANIZATION)
    assert sum(counted) == (for_leads & (rows["start"] < 119)).sum() > 1000


PAIR = """
[scenario]
horizon = "9 days"
mechanisms = []
[sources.web]
kind = "recorded"
arrivals = [8.0]
[journey.serve]
work = { mean = "6 h", distribution = "constant" }
outcomes = [ { to = "lost", rate = 1.0 } ]
[teams.pair]
headcount = 2
calendar = "continuous"
does = ["serve"]
"""


@pytest.mark.parametrize(
    ("duty", "spare", "leaves", "busy"),
    [(12, 0, None, 12 / 48), (12, 9, None, 12 / 48), (9, 0, 0.5, 9 / 36), (12, 9, 0.25, 12 / 33)],
)
def test_how_busy_two_people_were_on_a_day(
    duty: float, spare: float, leaves: float | None, busy: float
) -> None:
    """Hours of duties over hours on duty: work for spare time does not count; who leaves was there until the last job is done."""
    world = core(scenario(PAIR), (SEED, 0))
    tally, own, (team,) = Tally(world, world.staffing[0]), world.own_work, world.teams
    world.hooks.own_work_ends.add(tally.attended)
    world.hooks.person_leaves.add(tally.gone)
    close(world)
    world.open()
    own.duty(team, team.people[0], "serve", duty, lambda _: None)
    if spare:
        team.submit(own.job(team, "serve", spare, lambda _: None))
    if leaves is not None:
        world.clock.pass_time(leaves)
        team.dismiss(team.people[1])
    world.clock.pass_time(1.0)
    assert tally.busy() == pytest.approx(busy)


SITTINGS = """
[scenario]
horizon = "9 days"
mechanisms = []
[sources.deal]
kind = "recorded"
entry = "close"
arrivals = [0.0]
[sources.other]
kind = "recorded"
entry = "call"
arrivals = [{call}]
[journey.close]
work = {{ mean = "7 h", distribution = "constant" }}
sittings = {{ length = "3 h", gap = {{ mean = "12 h", distribution = "constant" }} }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]
[journey.call]
work = {{ mean = "2 h", distribution = "constant" }}
urgent = {urgent}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]
[teams.desk]
headcount = 1
calendar = "continuous"
does = ["close", "call"]
"""


def loads(text: str, *hours: float, team: int = 0) -> list[tuple[float, list[float]]]:
    """How busy a team was between reviews held at some hours, and the waits in hours that each of them has counted."""
    world = core(scenario(text), (SEED, 0))
    tally, read, found = Tally(world, world.staffing[team]), 0, []
    close(world)
    world.open()
    for hour in hours:
        world.clock.pass_time(hour / 24)
        tally.look(world.log.worked_since(read, besides=-1))
        read = len(world.log)
        found.append((tally.busy(), [24 * wait for wait in tally.begun()]))
        tally.forget()
    return found


def test_work_in_sittings_is_load_while_it_is_held() -> None:
    """Sittings from 0 to 3, 15 to 18 and 30 to 31: at hour 16 four of 16 hours were worked, until 20 two of four, until 26 none,
    and until 36 one of ten."""
    text = SITTINGS.format(call=8.0, urgent="false")
    found = loads(text, 16, 20, 26, 36)
    assert [busy for busy, _ in found] == pytest.approx([4 / 16, 2 / 4, 0, 1 / 10])
    # Begun at once, in the first of these spans, though put aside when it was reviewed first.
    assert [waits for _, waits in loads(text, 10, 36)] == [[0.0], []]


def test_work_that_is_interrupted_is_load_while_it_is_done() -> None:
    """A sitting from 0 on is put aside from 2 to 4 for a call, done until 5, and goes on from 17 to 20 and from 32 to 33."""
    found = loads(SITTINGS.format(call=2 / 24, urgent="true"), 1, 3, 16, 40)
    assert [busy for busy, _ in found] == pytest.approx([1, 1, 2 / 13, 4 / 24])
    assert [waits for _, waits in found] == [[0.0], [pytest.approx(0.0)], [], []]


JOINT = """
[scenario]
horizon = "9 days"
mechanisms = []
[sources.deal]
kind = "recorded"
entry = "meet"
arrivals = [0.0]
[sources.other]
kind = "recorded"
entry = "plan"
arrivals = [8.0]
[journey.meet]
work = { mean = "6 h", distribution = "constant" }
with = ["experts"]
outcomes = [ { to = "lost", rate = 1.0 } ]
[journey.plan]
work = { mean = "2 h", distribution = "constant" }
outcomes = [ { to = "lost", rate = 1.0 } ]
[teams.desk]
headcount = 1
calendar = "continuous"
does = ["meet"]
[teams.experts]
headcount = 2
calendar = "continuous"
does = ["plan"]
"""


@pytest.mark.parametrize(("team", "people"), [(0, 1), (1, 2)])
def test_joint_work_is_load_of_everybody_in_it(team: int, people: int) -> None:
    """Six hours of one person of each team, reviewed after four of them and when it has been over for two."""
    found = loads(JOINT, 4, 8, team=team)
    assert [busy for busy, _ in found] == pytest.approx([1 / people, 2 / 4 / people])


def test_money_that_lies_moves_people_to_where_it_lies() -> None:
    """At 16 leads a day two people who close are overloaded: what waits there is worth most."""
    log = tandem('rule = "most_lost_money"', leads=16, days=200)
    assert people(log, 1) > 2
    assert people(log, 0) + people(log, 1) == 8


def test_what_is_lost_by_hand() -> None:
    """Nothing is sold: a purchase is worth 1. A lead at the first step is worth .08, for 1 + .8 x 4 h that follow; at the last .1
    for 4 h. A customer who leaves is lost with a year's payments, less the chance of it in the reference."""
    world = build(scenario(text('rule = "most_lost_money"')), SEED, 0)
    losses = Losses(world)
    assert losses.worth(world.activities["qualify"].code) == pytest.approx(1 * 0.08 / 4.2)
    assert losses.worth(world.activities["close"].code) == pytest.approx(4 * 0.1 / 4)
    account = cast(Account, SimpleNamespace(deal=SimpleNamespace(mrr=100.0)))
    losses.decided(account, False, 0.1)
    assert losses.left == pytest.approx(12 * 100 * 0.9)
    losses.decided(account, True, 0.1)
    assert losses.left == pytest.approx(12 * 100 * 0.8)
    losses.forget()
    assert losses.left == 0


CARE = """
[journey.call]
work = { mean = "10 h" }
[offering]
price = "1000 / month"
term = "1 month"
[customer]
churn = "10 % / year"
check_ins = { activity = "call", every = "14 days" }
[teams.care]
headcount = 1
calendar = "continuous"
does = ["call"]
[effects.health]
missed_check_in = 1.0
"""


def test_money_lost_with_customers_sends_people_to_keep_them() -> None:
    """One person cannot call all customers, who leave for it: pass rates name those who close, money those who keep."""
    named = {}
    for rule in ("lowest_pass_rate", "most_lost_money"):
        plain = text(f'rule = "{rule}", decided = 1', leads=10, days=300).replace(
            "headcount = 2", "headcount = 4"
        )
        plan = scenario(plain.replace('["strategy"]', '["strategy", "health"]') + CARE)
        log = run(plan, SEED, 0)
        named[rule] = {team: people(log, code) for code, team in enumerate(log.names.teams)}
    assert named["lowest_pass_rate"]["care"] <= 1
    assert named["most_lost_money"]["care"] > 2
