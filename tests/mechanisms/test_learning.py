"""Learning: the power law of practice, what is forgotten, and what it means for specialists and for idle people."""

import math

import numpy as np
import pytest
from contract import Case
from people_worlds import desk, simulated, worked

from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.mechanisms.people import learning

NEVER_FORGET = '[effects.learning]\nhalf_life = "1_000_000 days"\nhours = "520 h"\n'


def mean_hours(log: EventLog) -> float:
    return float(worked(log)["hours"].mean())


CASE = Case(
    scenario="""
[scenario]
horizon = "6 months"
mechanisms = ["learning", "turnover", "cooling"]

[sources.web]
leads = "3 / day"

[journey.qualify]
work = { mean = "2 h", cv = 0.9 }
judgement = 0.8
outcomes = [ { to = "close", rate = 0.5 }, { to = "lost", rate = 0.5 } ]

[journey.close]
work = { mean = "4 h", cv = 0.9 }
outcomes = [ { to = "customer", rate = 0.5 }, { to = "lost", rate = 0.5 } ]

[teams.sales]
headcount = 4
does = ["qualify", "close"]
turnover = "90 % / year"
""",
    neutral={"effects.learning.progress": 1.0},
    path="effects.learning.progress",
    grid=(1.0, 0.95, 0.9, 0.8),
    observed=mean_hours,
    sign=1,
    replications=1,
)


def newcomer(**words: object) -> EventLog:
    """A second person joins a desk on day 10, when there is work for two."""
    team = '[[teams.desk.changes]]\nat = "10 days"\nheadcount = 2\n'
    return simulated(desk("learning", team=team, arrivals=[10.0] * 600, **words))


def test_the_power_law_of_practice() -> None:
    """Log of work time falls by b for each unit of log practice: b = .074, read back from one newcomer's jobs."""
    log = newcomer(days=100, effects=NEVER_FORGET)
    hours = worked(log, person=1)["hours"][:200]
    practice = 2.0 * np.arange(len(hours)) + 2.0  # the work of earlier jobs as trained people count it, and w
    slope, level = np.polyfit(np.log(practice), np.log(hours), 1)
    assert slope == pytest.approx(math.log2(0.95), abs=1e-5)
    assert math.exp(level) == pytest.approx(2.0 * 522**0.0740006, rel=1e-5)


def test_each_doubling_leaves_the_progress_ratio() -> None:
    b = learning.exponent(0.95)
    assert learning.slowness(62, 2, 1e6, b) / learning.slowness(30, 2, 1e6, b) == pytest.approx(0.95)
    assert learning.slowness(520, 2, 520, b) == learning.slowness(9999, 2, 520, b) == 1.0


def test_people_of_day_0_are_trained_and_newcomers_become_so() -> None:
    log = newcomer(days=200, effects=NEVER_FORGET)
    assert worked(log, person=0)["hours"] == pytest.approx(2.0)
    late = worked(log, person=1)["hours"]
    assert (np.diff(late) <= 1e-12).all()
    assert late[260:] == pytest.approx(np.full(len(late[260:]), 2.0))
    assert late[259] > 2.0


def test_what_is_forgotten() -> None:
    """After one half-life without work 260 of 520 hours are left: (262 / 522)^-.074 times as long."""
    log = simulated(
        desk("learning", arrivals=[100.0], effects='[effects.learning]\nhalf_life = "100 days"\n')
    )
    assert worked(log)["hours"] == pytest.approx([2 * (262 / 522) ** math.log2(0.95)])


def test_the_odds_of_a_beginner() -> None:
    """odds (log of how much longer they take), in the log's column of effects."""
    plan = desk("learning", arrivals=[1.0], effects="[effects.learning]\ninitial = 0.0\nodds = 2.0\n")
    row = worked(simulated(plan))[0]
    assert row["hours"] == pytest.approx(2 * 261 ** -math.log2(0.95))
    assert row["effect_learning"] == pytest.approx(-2 * math.log(row["hours"] / 2))


def test_an_activity_may_take_longer_to_learn() -> None:
    plan = desk("learning", arrivals=[1.0], effects="[effects.learning]\ninitial = 0.0\n")
    longer = plan.replace({"journey.serve.practice": "1_000 h"})
    assert worked(simulated(longer))["hours"] == pytest.approx([2 * 501 ** -math.log2(0.95)])


def test_more_people_than_the_work_needs_keep_less_skill() -> None:
    """2 leads a day for n people: a place practises 4/n hours a day and remembers 4/n x 100/ln 2; from 520 / 577 people on that
    is too little to stay trained, and in the end jobs take ((h + w) / (520 + w))^-.074 times as long."""

    def late_hours(people: int) -> float:
        arrivals = [k / 2 for k in range(2 * 1500)]
        effects = '[effects.learning]\nhalf_life = "100 days"\n'
        rows = worked(
            simulated(desk("learning", arrivals=arrivals, people=people, days=1500, effects=effects))
        )
        return float(rows["hours"][rows["start"] > 1000].mean())

    for people in (1, 4, 20):
        remembered = 4 / people * 100 / math.log(2)
        expected = 2 * max(1.0, ((remembered + 2) / 522) ** math.log2(0.95))
        assert late_hours(people) == pytest.approx(expected, rel=0.02)
    assert late_hours(1) == pytest.approx(2.0)


@pytest.mark.parametrize(("transfer", "gain"), [(0.0, True), (1.0, False)])
def test_newcomers_become_trained_sooner_on_one_step(transfer: float, gain: bool) -> None:
    """E6: with all three steps to learn, it takes three times as long until jobs take at most a twentieth more; unless
    an hour of one step teaches as much about the others."""

    def days_until_able(*steps: str) -> float:
        effects = f"{NEVER_FORGET}initial = 0.0\ntransfer = {transfer}\n"
        latest_first = "priority = [" + ", ".join(f'"{name}"' for name in reversed(steps)) + "]"
        plan = desk(
            "learning", steps=steps, arrivals=[0.0] * 600, days=300, effects=effects, team=latest_first
        )
        rows = worked(simulated(plan))
        slow = rows[rows["hours"] > 2.0 * 1.05]
        return float(slow["end"].max())

    one, three = days_until_able("serve"), days_until_able("qualify", "develop", "close")
    assert (three / one == pytest.approx(3.0, rel=0.05)) == gain
    if not gain:
        assert three == pytest.approx(one, rel=0.05)


def test_internal_work_is_learned_and_what_takes_no_time_is_not() -> None:
    plan = desk("learning", hours=0.0, arrivals=[1.0], effects="[effects.learning]\ninitial = 0.0\n")
    row = worked(simulated(plan))[0]
    assert (row["hours"], row["effect_learning"]) == (0.0, 0.0)


def test_knowledge_of_a_subject_grows_with_the_work_and_not_with_slowness() -> None:
    """A beginner who takes 50 % longer knows the lead as well afterwards: missing knowledge is that of trained people."""
    beginner = desk(
        "learning",
        "knowledge",
        steps=("qualify", "close"),
        people=2,
        effects="[effects.learning]\ninitial = 0.0\n",
    )
    trained = beginner.replace({"effects.learning.initial": 1.0})
    first, second = (worked(simulated(plan))["effect_knowledge"] for plan in (beginner, trained))
    assert first == pytest.approx(second)


def test_nothing_changes_where_nobody_works() -> None:
    log = simulated(desk("learning", arrivals=[399.999]))
    assert len(log.of(Row.JOB)) == 1


def test_who_is_slow_by_nature_does_not_learn_faster_by_it() -> None:
    """Two beginners of different ability serve 2 h jobs: before the n-th each has practised 2 (n - 1) h, whatever it took.

    Their own factor on work time is read off a run without learning; the n-th job then takes it times
    2 h ((2 (n - 1) + 2) / (520 + 2))^-b.
    """
    words: dict[str, object] = {"people": 2, "arrivals": [0.0] * 80, "days": 60}
    untaught = simulated(desk("ability", **words))
    effects = f"{NEVER_FORGET}initial = 0.0\n"
    learned = simulated(desk("ability", "learning", effects=effects, **words))
    factors = [worked(untaught, person)["hours"][0] / 2 for person in (0, 1)]
    assert abs(factors[0] - factors[1]) > 0.1
    for person, factor in enumerate(factors):
        hours = worked(learned, person)["hours"]
        assert len(hours) >= 10
        n = np.arange(1, len(hours) + 1)
        assert hours == pytest.approx(factor * 2 * (2 * n / 522) ** math.log2(0.95), rel=1e-5)


def test_what_one_activity_teaches_of_another() -> None:
    """After 2 h of serving each worth a quarter of closing, a beginner's first closing is as after .5 h: 2 (2.5 / 522)^-.074 h;
    by a `transfer` of .1, which holds where nothing is stated, as after .2 h. Closing teaches serving nothing."""

    def second(transfer: float, **teaches: float) -> float:
        effects = f"{NEVER_FORGET}initial = 0.0\ntransfer = {transfer}\n"
        plan = desk("learning", steps=("serve", "close"), arrivals=[1.0], effects=effects)
        plan = plan.replace({"journey.serve.teaches": teaches}) if teaches else plan
        serve, close = worked(simulated(plan))["hours"]
        assert serve == pytest.approx(2 * 261 ** -math.log2(0.95))
        return float(close)

    def after(hours: float) -> float:
        return 2 * ((hours + 2) / 522) ** math.log2(0.95)

    assert second(0.0) == pytest.approx(after(0.0))
    assert second(0.0, close=0.25) == pytest.approx(after(0.5))
    assert second(0.1) == pytest.approx(after(0.2))
    assert second(0.1, close=0.25) == pytest.approx(after(0.5))
    assert second(0.1, close=0.0) == pytest.approx(after(0.0))


def test_what_is_taught_is_another_activity() -> None:
    plan = desk("learning", steps=("serve", "close"))
    with pytest.raises(ScenarioError) as error:
        plan.replace({"journey.serve.teaches": {"clos": 0.5, "serve": 1.0}})
    said = str(error.value)
    assert '"clos" is not an activity of the journey; did you mean close?' in said
    assert "says what an hour is worth as practice of itself, which is 1; name another activity" in said
