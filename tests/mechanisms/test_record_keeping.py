"""Record keeping: what entries take, how records go out of date, and how those fall out of use that nobody reads."""

import math

import numpy as np
import pytest
from contract import Case
from estimates import SEED, jobs
from mechanisms.test_knowledge import TWO_STEPS, sold_and_cared

from orgsim.events.log import EventLog
from orgsim.mechanisms.handoffs import record_keeping
from orgsim.mechanisms.handoffs.record_keeping import RecordEntries
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.setup.build import close, core, install
from orgsim.setup.simulate import run

ALL_FILLED = {"reported": 1.0}
BOTH = ["knowledge", "record_keeping"]


def two_steps(records: str = "crm", **changes: object) -> Scenario:
    """Leads who meet one team for two hours and are closed by another in one."""
    plan = parse(TWO_STEPS).replace({"scenario.mechanisms": BOTH, "policies.records.kind": records})
    return plan.replace({name.replace("__", "."): value for name, value in changes.items()})


def mean_hours(log: EventLog) -> float:
    """Staff hours of a job on average."""
    return float(np.mean(jobs(log, "meet")["hours"])) + float(np.mean(jobs(log, "close")["hours"]))


CASE = Case(
    scenario=two_steps().to_toml(),
    neutral={"effects.record_keeping": {"entry": "0 h", "reported": 1.0}},
    path="effects.record_keeping.entry",
    grid=("0 h", "6 min", "30 min"),
    observed=mean_hours,
    sign=1,
    replications=1,
)


@pytest.mark.parametrize(
    ("policy", "takes"),
    [
        ({"kind": "personal"}, 0.0),
        ({"kind": "personal", "entry": "6 min"}, 0.1),
        ({"kind": "sfa"}, 0.05),
        ({"kind": "crm"}, 0.05),
        ({"kind": "crm", "entry": "15 min"}, 0.25),
        ({"kind": "crm", "entry": "0 h"}, 0.0),
    ],
)
def test_what_entries_take_by_hand(policy: dict[str, str], takes: float) -> None:
    log = run(two_steps(effects__record_keeping=ALL_FILLED, policies__records=policy), SEED, 0)
    for activity, hours in (("meet", 2), ("close", 1)):
        done = jobs(log, activity)
        assert done["hours"][~np.isnan(done["end"])] == pytest.approx(hours + takes)


def test_records_of_deals_and_of_all_are_the_same_before_the_purchase() -> None:
    sfa, crm = (run(two_steps(kind), SEED, 0) for kind in ("sfa", "crm"))
    assert sfa.rows.tobytes() == crm.rows.tobytes()


@pytest.mark.parametrize(
    ("records", "kept", "entries"), [("personal", 0.2, 0.0), ("sfa", 0.2, 0.0), ("crm", 0.8, 0.1)]
)
def test_they_differ_after_the_purchase(records: str, kept: float, entries: float) -> None:
    """Of 1 - 1/e known at the sale `kept` comes to the onboarding a moment later, whose entry takes time with `crm` alone."""
    days = 3 * 30.4375
    words = {
        "days": days + 1,
        "term": "3 months",
        "mechanisms": '"knowledge", "health", "record_keeping"',
        "customer": 'onboarding = { activity = "care", target = "10 days" }\n'
        '[effects.record_keeping]\nreported = 1.0\nentry = "0.1 h"\n',
    }
    log = sold_and_cared(1, records, **words)
    assert jobs(log, "care")["hours"] == pytest.approx([1 + entries])
    decision = log.rows[log.rows["effect_health"] != 0][0]
    missing = (1 - kept) * (1 - math.exp(-1)) * math.exp(-1)
    months = (days - (1 + entries) / 24) / 30.4375
    assert decision["effect_health"] == pytest.approx(-0.3 * missing * 0.85**months, rel=1e-4)


@pytest.mark.parametrize(("half_life", "left"), [(30.0, 0.4), (10.0, 0.2)])
@pytest.mark.parametrize("records", ["personal", "sfa", "crm"])
def test_a_record_of_some_half_lives_ago_by_hand(records: str, half_life: float, left: float) -> None:
    """Thirty whole days pass after the meeting: of what is kept (.8) a half is left, or an eighth, which is less than what a
    colleague tells from personal notes (.2); then it is those that count. Notes lose nothing."""
    later = [{"to": "close", "rate": 1.0, "after": {"mean": "30.5 days", "distribution": "constant"}}]
    rules = ALL_FILLED | {"half_life": f"{half_life} days"}
    plan = two_steps(records, effects__record_keeping=rules).replace({"journey.meet.outcomes": later})
    closed = jobs(run(plan, SEED, 0), "close")
    kept = 0.2 if records == "personal" else left
    missing = (1 - kept) * (1 - math.exp(-1)) * math.exp(-1)
    assert closed["effect_knowledge"][~np.isnan(closed["end"])] == pytest.approx(-missing, abs=1e-6)


ALONE = """
[scenario]
horizon = "40 days"
mechanisms = ["knowledge", "record_keeping"]

[sources.web]
kind = "recorded"
arrivals = {arrivals}

[journey.meet]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [{{ to = "close", rate = 1.0 }}]

[journey.close]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [{{ to = "customer", rate = 0.5 }}, {{ to = "lost", rate = 0.5 }}]

[teams.field]
headcount = 1
calendar = "continuous"
does = {first}

[policies.records]
kind = "sfa"
entry = "0.5 h"

[effects.record_keeping]
habit = 10
reported = 0.4
read = 6
"""


def share_filled(log: EventLog, number: int) -> float:
    """Share of the record that is filled in at the first job for a lead, of which all takes half an hour."""
    met = jobs(log, "meet")
    return float((met["hours"][met["number"] == number][0] - 1) / 0.5)


def test_a_daily_report_falls_out_of_use_by_hand() -> None:
    """One person does all alone, and nobody reads it: six entries of a day draw a habit of ten toward .4."""
    plan = parse(ALONE.format(arrivals=[0.0, 0.0, 0.0, 2.0], first='["meet", "close"]'))
    log = run(plan, SEED, 0)
    assert [share_filled(log, number) for number in range(3)] == pytest.approx([1.0, 1.0, 1.0])
    assert share_filled(log, 3) == pytest.approx(0.4 + 0.6 * math.exp(-6 / 10))


def test_a_record_that_the_next_team_works_with_stays_in_use_by_hand() -> None:
    """Three entries and three readers, each for six entries: 21 draw the habit toward (3 x .4 + 18) / 21."""
    text = ALONE.format(arrivals=[0.0, 0.0, 0.0, 2.0], first='["meet"]')
    desk = '\n[teams.desk]\nheadcount = 1\ncalendar = "continuous"\ndoes = ["close"]\n'
    log = run(parse(text.replace("\n[policies", desk + "\n[policies")), SEED, 0)
    aim = (3 * 0.4 + 18) / 21
    assert share_filled(log, 3) == pytest.approx(aim + (1 - aim) * math.exp(-21 / 10))


def test_meetings_keep_a_record_in_use() -> None:
    """The longer the less, but for those who go through it together."""
    plan = parse(ALONE.format(arrivals=[k / 6 for k in range(180)], first='["meet", "close"]'))
    plan = plan.replace({"scenario.mechanisms": [*BOTH, "understanding"]})
    alone = share_filled(run(plan, SEED, 0), 179)
    met = [
        share_filled(
            run(plan.replace({"policies.meetings": {"every": every, "hours": "0.1 h"}}), SEED, 0), 179
        )
        for every in ("7 days", "1 day")
    ]
    assert alone == pytest.approx(0.4, abs=0.01)
    assert alone < met[0] < met[1] < 1.0


def test_what_is_not_entered_is_known_as_from_personal_notes() -> None:
    assert record_keeping.used(0.8, 0.2, 1.0) == 1.0
    assert 0.8 * record_keeping.used(0.8, 0.2, 0.0) == pytest.approx(0.2)
    assert 0.8 * record_keeping.used(0.8, 0.2, 0.5) == pytest.approx(0.5)
    assert (
        record_keeping.used(0.2, 0.2, 0.0)
        == record_keeping.used(0.1, 0.2, 0.3)
        == record_keeping.used(0.0, 0.0, 0.5)
        == 1.0
    )


def test_a_record_filled_in_by_half_keeps_the_middle_by_hand() -> None:
    """Nobody but the next team reads, and each reader is for nothing: .4 of the record is filled in after months, so that
    .2 + .6 x .4 is kept."""
    rules = {"reported": 0.4, "read": 0.0, "habit": 1.0}
    log = run(two_steps(effects__record_keeping=rules), SEED, 0)
    closed = jobs(log, "close")
    closed = closed[(closed["start"] > 100) & ~np.isnan(closed["end"])]
    missing = (1 - 0.44) * (1 - math.exp(-1)) * math.exp(-1)
    assert closed["effect_knowledge"] == pytest.approx(-missing, abs=1e-6)


def test_new_records_begin_filled_in_and_old_ones_go_on() -> None:
    """Another kind of record is new to all; the same one under another organization is as used as it was."""
    plan = two_steps("crm")
    world = core(plan, (SEED, 0))
    install(world, plan)
    close(world)
    entries = world.part(RecordEntries)
    assert entries is not None
    world.open()
    entries._filled[:] = [0.5, 0.9]
    entries.follow(plan.policies.records)
    assert entries._filled == [0.5, 0.9]
    (one, *_), (other, *_) = (team.people for team in world.teams)
    entries.regroup([1], {one: 1, other: 1})
    assert entries._filled == pytest.approx([0.5, 0.7])
    world.clock.pass_time(20.0)
    entries.follow(plan.policies.records.model_copy(update={"kind": "sfa"}))
    assert (entries._filled, entries.since) == ([1.0, 1.0], 20.0)


def test_without_knowledge_entries_take_time_and_nothing_else() -> None:
    plan = two_steps(scenario__mechanisms=["record_keeping"], effects__record_keeping=ALL_FILLED)
    assert mean_hours(run(plan, SEED, 0)) == pytest.approx(3.1, abs=1e-3)
