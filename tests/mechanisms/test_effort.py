"""Effort: planned work moves gates by a stated elasticity, is felt by customers, and makes others wait."""

import math
from typing import Any, cast

import numpy as np
import pytest
from contract import Case
from estimates import SEED, estimate, jobs, outcome, replicate
from theory import mmc_wait

from orgsim.elementary import logistic_block
from orgsim.engine.entities import Activity, Job
from orgsim.engine.queues import DISCIPLINES
from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.mechanisms.people import effort
from orgsim.plan.derived.as_worked import as_worked
from orgsim.plan.derived.capacity import wanted
from orgsim.plan.derived.in_force import acting
from orgsim.plan.load import parse
from orgsim.setup.calibration import calibrate
from orgsim.setup.simulate import run
from orgsim.units import MONTH

DESK = """
[scenario]
horizon = "500 days"
mechanisms = ["effort"]

[sources.web]
leads = "10 / day"

[journey.talk]
work = { mean = "1 h", cv = 0.8 }
outcomes = [{ to = "customer", rate = 0.4 }, { to = "lost", rate = 0.6 }]

[teams.desk]
headcount = 4
calendar = "continuous"
does = ["talk"]

[policies.effort]
talk = 0.5
"""


def passed(log: EventLog) -> float:
    """Share of the talks that sold."""
    done = jobs(log, "talk")
    done = done[~np.isnan(done["end"])]
    return float((done["outcome"] == outcome(log, "customer")).mean())


CASE = Case(
    scenario=DESK,
    neutral={"policies.effort.talk": 1.0},
    path="effects.effort.elasticity",
    grid=(0.0, 0.2, 0.34, 0.8),
    observed=passed,
    sign=-1,
    replications=1,
)


def logit(p: float) -> float:
    return math.log(p / (1 - p))


def logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))


@pytest.mark.parametrize("base", [0.025, 0.25, 0.4, 0.75])
def test_the_share_that_passes_has_the_stated_elasticity_at_the_base_rate(base: float) -> None:
    """d ln p / d ln f at f = 1, by differences: .34 whatever the base rate, as (1 - p) beta = .34."""

    def share(depth: float) -> float:
        return logistic(logit(base) + effort.effect(depth, base, 0.34, 0.75))

    step = 1e-5
    slope = (math.log(share(1 + step)) - math.log(share(1 - step))) / (math.log1p(step) - math.log1p(-step))
    assert slope == pytest.approx(0.34, abs=1e-6)


def test_a_formality_is_moved_less() -> None:
    """At a base rate of .95 the slope stays .34 / .25 = 1.36 per unit of ln f: an elasticity of .05 x 1.36 = .068."""
    assert effort.effect(math.e, 0.95, 0.34, 0.75) == pytest.approx(1.36)
    assert effort.effect(math.e, 0.75, 0.34, 0.75) == pytest.approx(1.36)


def test_returns_diminish() -> None:
    """From a quarter to a half of the work the share gains more than from half to all, and that more than by twice as much."""
    shares = [logistic(logit(0.25) + effort.effect(f, 0.25, 0.34, 0.75)) for f in (0.25, 0.5, 1, 2)]
    gained = np.diff(shares) / np.diff([0.25, 0.5, 1, 2])
    assert shares == sorted(shares)
    assert list(gained) == sorted(gained, reverse=True)


def test_where_readiness_decides_too_the_share_is_a_little_less_elastic() -> None:
    """Shares of leads who differ in readiness: elasticity beta E[q (1 - q)] / p, within the .25 to .34 of the source."""
    plan = parse(DESK).replace({"journey.talk.judgement": 0.8})
    (cut,) = calibrate(plan)["talk", None]
    z = np.linspace(-8, 8, 4001)
    density = np.exp(-0.5 * z * z)
    q = logistic_block(0.8 * z - cut)
    p = float(np.average(q, weights=density))
    assert p == pytest.approx(0.4, abs=1e-6)
    elasticity = 0.34 / 0.6 * float(np.average(q * (1 - q), weights=density)) / p
    assert 0.29 < elasticity < 0.31


def test_half_the_work_takes_half_the_hours_and_moves_the_gate_by_the_closed_form() -> None:
    """logit(.4) + .34/.6 ln .5 = -.798: .3104 pass, each with the same luck; hours are halved one by one."""
    log, usual = run(parse(DESK), SEED, 0), run(parse(DESK).replace({"policies.effort.talk": 1.0}), SEED, 0)
    halved, whole = (jobs(one, "talk")[:4800] for one in (log, usual))
    assert halved["hours"] == pytest.approx(0.5 * whole["hours"])
    shift = 0.34 / 0.6 * math.log(0.5)
    assert halved["effect_effort"] == pytest.approx(shift, abs=1e-6)
    expected = logistic(logit(0.4) + shift)
    assert expected == pytest.approx(0.3104, abs=1e-4)
    assert abs(passed(log) - expected) <= 4 * math.sqrt(expected * (1 - expected) / len(jobs(log, "talk")))
    bought = outcome(log, "customer")
    lost_by_it = (whole["outcome"] == bought) & (halved["outcome"] != bought)
    assert lost_by_it.sum() > 300
    assert not ((whole["outcome"] != bought) & (halved["outcome"] == bought)).any()


@pytest.mark.parametrize("depth", [0.5, pytest.param(1.25, marks=pytest.mark.slow), 1.5])
def test_longer_work_makes_others_wait_by_queueing_theory(depth: float) -> None:
    """M/M/1 with 6 arrivals a day and 2 h of work at a depth of 1: the wait of work that is f times as long."""
    text = DESK.replace("mean = 1 h", "").replace(
        '{ mean = "1 h", cv = 0.8 }', '{ mean = "2 h", distribution = "exponential" }'
    )
    plan = parse(text).replace(
        {
            "sources.web.leads": "6 / day",
            "teams.desk.headcount": 1,
            "scenario.horizon": "900 days",
            "policies.effort.talk": depth,
        }
    )

    def wait(log: EventLog) -> dict[str, float]:
        rows = jobs(log, "talk", (50.0, 890.0))
        return {"wait": float(np.nanmean(rows["start"] - rows["ready"]))}

    waits = estimate(replicate(plan, 12, wait)["wait"])
    assert waits.agrees(mmc_wait(6, depth * 2 / 24, 1), half_width=0.15)


CHAIN = """
[scenario]
horizon = "300 days"
mechanisms = ["handoff", "knowledge", "effort", "learning"]

[sources.web]
kind = "recorded"
arrivals = [{arrivals}]

[journey.ask]
work = {{ mean = "4 h", cv = 0.5 }}
outcomes = [{{ to = "sell", rate = 1.0 }}]

[journey.sell]
work = {{ mean = "4 h", cv = 0.5 }}
outcomes = [{{ to = "customer", rate = 0.4 }}, {{ to = "lost", rate = 0.6 }}]

[teams.front]
headcount = 1
calendar = "continuous"
does = ["ask"]

[teams.field]
headcount = 1
calendar = "continuous"
does = ["sell"]

[policies.handoff]
delay = "1 day"
confirmation = "1 h"

[effects.learning]
initial = 0

[policies.effort]
ask = {ask}
sell = {sell}
"""
FAR_APART = ", ".join(f"{5.0 * k}" for k in range(50))


def test_people_know_and_practise_as_at_a_depth_of_one_and_read_up_as_ever() -> None:
    """Leads come one by one: each job takes its depth times what it takes at 1, but for the hour of reading up (which grows with
    inexperience, as all hours do), and what is known of a case at the second step is the same."""
    one, half = (run(parse(CHAIN.format(arrivals=FAR_APART, ask=f, sell=f)), SEED, 0) for f in (1.0, 0.5))
    assert jobs(half, "ask")["hours"] == pytest.approx(0.5 * jobs(one, "ask")["hours"], rel=1e-6)
    first, second = jobs(one, "sell")[0], jobs(half, "sell")[0]
    slow = math.exp(-float(first["effect_learning"]))
    assert first["hours"] - second["hours"] == pytest.approx(0.5 * (first["hours"] - slow), rel=1e-5)
    assert jobs(half, "sell")["effect_knowledge"] == pytest.approx(jobs(one, "sell")["effect_knowledge"])
    assert (jobs(one, "sell")["effect_knowledge"] < 0).all()


def test_a_job_that_is_passed_on_and_begins_again_is_not_made_longer_twice() -> None:
    depths = effort.Depths(effort.PlannedDepth())
    depths.of = {3: 0.5}
    place = Activity("build", 3, cast("Any", None), [], 10.0, DISCIPLINES["fifo"])
    job = Job(place, cast("Any", None), 0, 10.5, [10.0], 0, lambda _: None, lambda _: None)
    depths.begin(job)
    assert job.hours == 5.5
    job.hours -= 2
    depths.begin(job)
    assert job.hours == 3.5


CLUB = """
[scenario]
horizon = "20 months"
mechanisms = ["health", "effort"]

[sources.web]
kind = "recorded"
arrivals = [{arrivals}]

[journey.join]
work = {{ mean = "0 h", distribution = "constant" }}
outcomes = [{{ to = "customer", rate = 1.0 }}]

[journey.welcome]
work = {{ mean = "6 h", distribution = "constant" }}

[journey.help]
work = {{ mean = "1 h", distribution = "constant" }}

[journey.call]
work = {{ mean = "1 h", distribution = "constant" }}

[journey.renew]
work = {{ mean = "1 h", distribution = "constant" }}

[offering]
price = "100 / month"
term = "10 months"

[customer]
churn = "30 % / year"
onboarding = {{ activity = "welcome" }}
incidents = {{ activity = "help", rate = "0.2 / month" }}
check_ins = {{ activity = "call", every = "3 months" }}
renewal = {{ activity = "renew" }}
upsell = {{ rate = 0.2, value = 0.1 }}

[teams.desk]
headcount = 400
calendar = "continuous"
does = ["join", "welcome", "help", "call", "renew"]

[policies.effort]
{effort}
"""


def club(stated: str, customers: int = 200) -> EventLog:
    """Customers who all join on the first day, served by people who have all the time in the world."""
    return run(parse(CLUB.format(arrivals=", ".join(["0.0"] * customers), effort=stated)), SEED, 0)


@pytest.mark.parametrize(
    ("activity", "at_stake"), [("welcome", 0.8), ("help", 0.4), ("call", 0.15), ("renew", 0.2)]
)
@pytest.mark.parametrize("depth", [0.25, 2.0])
def test_customers_feel_how_thoroughly_they_are_served(activity: str, at_stake: float, depth: float) -> None:
    """Each job moves health by (f^.34 - 1) of what is lost when it is never done, of which .85 a month is left at the decision:
    a quarter of the work loses 1 - .624 of it, twice the work gains .266."""
    log = club(f"{activity} = {depth}")
    done = jobs(log, activity)
    done = done[(done["outcome"] == outcome(log, "done")) & (done["end"] < 10 * MONTH)]
    changes = log.of(Row.CHANGE)
    decisions = changes[np.isin(changes["outcome"], [outcome(log, "renewed"), outcome(log, "churned")])]
    first = decisions[decisions["end"] < 10.5 * MONTH]
    assert len(first) == 200
    expected = []
    for row in first:
        ends = done["end"][(done["number"] == row["number"]) & (done["end"] <= row["end"])]
        left = 0.85 ** ((row["end"] - ends) / MONTH)
        expected.append(at_stake * (depth**0.34 - 1) * left.sum())
    assert first["effect_health"] == pytest.approx(np.array(expected), abs=1e-6)
    assert np.abs(expected).max() > 0.01


def test_a_check_in_sells_more_by_the_same_elasticity() -> None:
    """In the reference .2 of the check-ins sell more; with twice the work logit(.2) + .34/.8 ln 2, .2512 of them."""
    plan = parse(CLUB.format(arrivals=", ".join(["0.0"] * 3000), effort="call = 2.0"))
    log = run(plan.replace({"scenario.mechanisms": ["effort"]}), SEED, 0)
    held = (jobs(log, "call")["outcome"] == outcome(log, "done")).sum()
    sold = (log.of(Row.CHANGE)["outcome"] == outcome(log, "upsold")).sum()
    expected = logistic(logit(0.2) + 0.34 / 0.8 * math.log(2))
    assert expected == pytest.approx(0.2512, abs=1e-4)
    assert abs(sold / held - expected) <= 4 * math.sqrt(expected * (1 - expected) / held)
    assert held > 8000


def test_without_a_policy_it_does_not_act() -> None:
    plan = parse(DESK.split("[policies")[0])
    assert "effort" not in acting(plan)
    assert "effect_effort" not in (run(plan, SEED, 0).rows.dtype.names or ())
    assert as_worked(plan) is plan


def test_the_order_in_which_depths_are_stated_is_nothing() -> None:
    plan = parse(CHAIN.format(arrivals="0.0, 1.0", ask=0.5, sell=2.0))
    turned = CHAIN.format(arrivals="0.0, 1.0", ask=0.5, sell=2.0).replace(
        "ask = 0.5\nsell = 2.0", "sell = 2.0\nask = 0.5"
    )
    assert parse(turned).fingerprint() == plan.fingerprint()
    assert parse(plan.to_toml()) == plan


def test_estimates_of_hours_follow_it() -> None:
    """10 leads a day of 1 h for 500 days: 5,000 h, and half of them at half the depth; what follows comes to fewer leads."""
    assert wanted(parse(DESK))["desk"] == pytest.approx(2500)
    two = DESK.replace('to = "customer", rate = 0.4', 'to = "sell", rate = 0.4').replace(
        "[teams.desk]",
        '[journey.sell]\nwork = { mean = "2 h" }\noutcomes = [{ to = "customer", rate = 1 }]\n[teams.field]\nheadcount = 9\n'
        'does = ["sell"]\n[teams.desk]',
    )
    comes = logistic(logit(0.4) + 0.34 / 0.6 * math.log(0.5))
    assert wanted(parse(two))["field"] == pytest.approx(5000 * comes * 2, rel=1e-6)
    off = parse(two).replace({"scenario.mechanisms": []})
    assert wanted(off)["desk"] == pytest.approx(5000)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"policies.effort.talk": 0.2}, "policies.effort.talk is 0.2; it must be 0.25 or more"),
        ({"policies.effort.talk": 2.5}, "policies.effort.talk is 2.5; it must be 2 or less"),
        ({"policies.effort.talk": "half"}, 'policies.effort.talk is "half"; it must be a number'),
        (
            {"policies.effort.tlak": 0.5},
            'policies.effort.tlak: "tlak" is not an activity of the journey; did you mean talk?',
        ),
        (
            {"policies.effort.stage": 0.5},
            "policies.effort.stage: nobody feels how thorough stage is, which decides nothing and is no onboarding, answer, "
            "check-in, talk before renewal or preparation of events; leave it out, or change its work in the market",
        ),
    ],
)
def test_what_cannot_be_planned_is_refused(changes: dict[str, Any], said: str) -> None:
    stage = '[journey.stage]\nwork = { mean = "1 h" }\n[sources.fair]\nleads = "1 / month"\n'
    stage += 'activity = "stage"\n[teams.desk]'
    text = DESK.replace("[teams.desk]", stage).replace('does = ["talk"]', 'does = ["talk", "stage"]')
    with pytest.raises(ScenarioError) as found:
        parse(text).replace(changes)
    assert said in str(found.value)
