"""Automation: hours of analytics build it up, it saves routine work and finds unhappy customers, and decays without upkeep."""

from functools import cache

import numpy as np
import pytest
from contract import Case
from estimates import SEED, jobs

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.mechanisms.loops import automation
from orgsim.plan.load import parse
from orgsim.setup.build import build
from orgsim.setup.facts import facts_of
from orgsim.setup.simulate import run
from orgsim.units import MONTH

WORLD = """
[scenario]
horizon = "{years} years"
mechanisms = ["automation"]

[sources.web]
leads = "1 / day"

[journey.respond]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [{{ to = "close", rate = 0.5 }}, {{ to = "nurture", rate = 0.5 }}]

[journey.close]
work = {{ mean = "3 h", distribution = "constant" }}
outcomes = [{{ to = "customer", rate = 0.5 }}, {{ to = "lost", rate = 0.5 }}]

[journey.nurture]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [{{ to = "close", rate = 0.1 }}, {{ to = "nurture", rate = 0.9 }}]

[journey.help]
work = {{ mean = "1 h", distribution = "constant" }}

[offering]
price = "100 / month"

[customer.incidents]
activity = "help"
rate = "0.1 / month"

[effects.automation]
half_life = "3 months"
saving = 0.4
set_up = "0 h"
{effects}

[teams.sellers]
headcount = 10
does = ["respond", "close", "nurture", "help"]

[teams.analysts]
headcount = 1
does = []

[policies.analytics]
team = "analysts"
{policy}
"""
ON_DUTY = 8 * 5 / 7 * MONTH
"""Staff hours of one person a model month."""


def world(policy: str, effects: str = "", years: float = 3) -> str:
    return WORLD.format(policy=policy, effects=effects, years=years)


def saved(log: EventLog, activity: str = "respond") -> np.ndarray:
    """Share of the hours of each job that automation saved."""
    return 1 - jobs(log, activity)["hours"]


CASE = Case(
    scenario=world("share = 0.4"),
    neutral={"policies.analytics.share": 0, "effects.automation.saving": 0},
    path="policies.analytics.share",
    grid=(0, 0.1, 0.3, 0.6),
    observed=lambda log: float(saved(log).mean()),
    sign=1,
    replications=1,
)


def test_saved_hours_settle_where_upkeep_and_decay_balance() -> None:
    """A = hours / upkeep = .3 x 173.9 / 80 = .652, so that .4 x .652 = .261 of each routine hour is saved."""
    log = run(parse(world("share = 0.3")), SEED, 0)
    rows = jobs(log, "respond")
    late = saved(log)[(rows["start"] > 1.5 * 365) & ~np.isnan(rows["end"])]
    assert len(late) > 400
    assert abs(late.mean() - 0.4 * 0.3 * ON_DUTY / 80) < 0.01


def test_full_automation_saves_no_more_than_stated() -> None:
    log = run(parse(world("left_over = true")), SEED, 0)
    rows = jobs(log, "respond")
    late = saved(log)[(rows["start"] > 1.5 * 365) & ~np.isnan(rows["end"])]
    assert 0.39 < late.min() <= late.max() <= 0.4 + 1e-12


def test_it_serves_entry_touches_and_answers() -> None:
    """What leads and customers need a person's judgement for takes as long as before."""
    log = run(parse(world("left_over = true")), SEED, 0)
    for name in ("respond", "nurture", "help"):
        assert saved(log, name)[-30:-15].mean() > 0.38
    close = jobs(log, "close")
    assert (close["hours"][close["outcome"] != log.names.outcomes.index("open")] == 3).all()


def test_it_serves_what_the_policy_names() -> None:
    log = run(parse(world('left_over = true\nactivities = ["close"]')), SEED, 0)
    assert (jobs(log, "respond")["hours"][:-5] == 1).all()
    assert jobs(log, "close")["hours"][-30:-15].mean() < 3 * 0.62


def test_without_upkeep_it_decays_by_half_each_half_life() -> None:
    """One block of 1,000 h, where 500 h a month keep it full, makes 2 x ln 2 / 3 = .462; nothing is added for 25 weeks.

    It serves as the first routine job of each day finds it.
    """
    block = {"policies.analytics.block": "1000 h", "effects.automation.upkeep": "500 h"}
    log = run(parse(world("share = 1")).replace(block), SEED, 0)
    first, second = jobs(log, "analytics")["end"][:2]
    rows = jobs(log, "respond")
    between = (rows["start"] >= np.ceil(first)) & (rows["start"] < second)
    assert between.sum() > 150
    begun = np.concatenate([jobs(log, name)["start"] for name in ("respond", "nurture", "help")])
    found = np.array([begun[np.floor(begun) == day].min() for day in np.floor(rows["start"][between])])
    passed = found - first
    assert saved(log)[between] == pytest.approx(0.4 * 2 * np.log(2) / 3 * 2 ** (-passed / (3 * MONTH)))


def test_saved_hours_leave_people_free() -> None:
    """Hours worked by the sellers fall by what is saved of their routine jobs."""
    on, off = (run(parse(world("share = 1", effects)), SEED, 0) for effects in ("", 'upkeep = "100_000 h"'))
    sold = [
        rows["hours"][rows["team"] == on.names.teams.index("sellers")].sum()
        for rows in (on.of(Row.JOB), off.of(Row.JOB))
    ]
    assert sold[1] - sold[0] == pytest.approx(
        sum(saved(on, name).sum() for name in ("respond", "nurture", "help")), rel=0.02
    )


def test_errors_of_usage_data_fall_by_the_share_it_aims_at() -> None:
    """Of an accuracy of .7, full automation that removes half of the errors makes .85; none leaves it."""
    assert automation.aimed(0.7, 1.0, 0.5) == pytest.approx(0.85)
    assert automation.aimed(0.7, 0.0, 0.5) == 0.7
    assert automation.aimed(0.7, 1.0, 1.0) == 1.0


def test_usage_data_flags_fewer_customers_in_vain() -> None:
    """All customers are well; a reading flags .2 of them in error, .2 x (1 - .9) = .02 with a full automation that aims at .9."""
    text = world("left_over = true", "aims = 0.9").replace(
        '["automation"]', '["automation", "health", "care", "usage_data"]'
    )
    text = text.replace('rate = "0.1 / month"', 'rate = "0 / month"').replace(
        "[effects.auto", '[customer.check_ins]\nactivity = "help"\nevery = "30 years"\n\n[effects.auto'
    )
    text += "[policies.usage_data]\nsensitivity = 0.7\nspecificity = 0.8\n"
    calls = [
        len(jobs(run(plan, SEED, 0), "help"))
        for plan in (parse(text), parse(text).replace({"effects.automation.aims": 0}))
    ]
    assert calls[1] > 500
    assert calls[0] < 0.35 * calls[1]


def test_paperwork_and_apologies_are_automated_too() -> None:
    """An hour of work, one of paperwork and one for the apology, since every job fails: .6 of three hours, on day 0."""
    plan = parse(world("share = 0")).replace(
        {
            "scenario.mechanisms": ["failures", "automation"],
            "sources.web": {"kind": "recorded", "arrivals": [0.0]},
            "teams.sellers.calendar": "continuous",
            "effects.failures": {"base": 1.0, "most": 1.0, "overload": 0.0, "confirmed": 1.0},
            "policies.recovery": {"kind": "apology", "hours": "1 h"},
            "policies.confirmation": {"hours": "1 h", "activity": "respond"},
        }
    )
    full = build(plan, SEED, 0)
    built = full.part(automation.AutomationLevel)
    assert built is not None
    built.level.add(0.0, 1.0)
    full.go()
    log = full.log.read(facts_of(plan, full))
    assert jobs(log, "respond")["hours"].tolist() == pytest.approx([1.8])


def test_what_it_takes_to_get_into_a_block_of_analytics_is_lost() -> None:
    """Blocks of 8 h with something else between them, of which 2 h are lost: three quarters of the savings are left."""
    plan = parse(world("share = 0.3"))
    late = jobs(run(plan, SEED, 0), "respond")["end"] > 2 * 365.25
    saves = [
        np.nanmean(saved(run(plan.replace({"effects.automation.set_up": f"{h} h"}), SEED, 0))[late])
        for h in (0, 2)
    ]
    assert saves[1] == pytest.approx(0.75 * saves[0], rel=0.01)


@cache
def failing(
    fails: float, kept_up: bool = False, mechanisms: tuple[str, ...] = ("failures", "automation")
) -> EventLog:
    """A year and a half after the day on which all routine had been automated, and nothing fails but automation."""
    plan = parse(world("left_over = true" if kept_up else "share = 0", years=1.5)).replace(
        {
            "scenario.mechanisms": list(mechanisms),
            "sources.web.leads": "8 / day",
            "teams.sellers.headcount": 40,
            "teams.sellers.calendar": "continuous",
            "effects.automation.fails": fails,
            "effects.automation.saving": 0,
            **({"effects.failures.base": 0} if "failures" in mechanisms else {}),
        }
    )
    full = build(plan, SEED, 0)
    built = full.part(automation.AutomationLevel)
    assert built is not None
    for level in (built.level, built.installed):
        level.add(0.0, 1.0)
    full.go()
    return full.log.read(facts_of(plan, full))


def failed(log: EventLog) -> int:
    """How many jobs have failed."""
    rows = log.of(Row.CHANGE)
    return int((rows["outcome"] == log.names.outcomes.index("failed")).sum())


def test_automation_that_nobody_keeps_up_fails_customers_until_it_is_switched_off() -> None:
    """Of a full automation 2^(-t/3) is kept up after t months and 2^(-t/12) in use: what lies between fails one job in ten."""
    log = failing(0.1)
    served = np.concatenate([jobs(log, name) for name in ("respond", "nurture", "help")])
    ended = served[~np.isnan(served["end"])]
    months = np.floor(ended["start"]) / MONTH
    chance = 0.1 * (2 ** (-months / 12) - 2 ** (-months / 3))
    assert failed(log) == pytest.approx(chance.sum(), abs=4 * np.sqrt(chance.sum()) + 0.002 * len(ended))
    assert chance.sum() > 200


def test_automation_that_is_kept_up_fails_hardly_anybody() -> None:
    assert failed(failing(0.1, kept_up=True)) < 0.05 * failed(failing(0.1))


def test_it_fails_nobody_where_it_stops_in_time_or_failures_are_not_in_force() -> None:
    """Nor does any draw move: rows are the same byte for byte."""
    assert failed(failing(0.0)) == 0
    alone = [failing(fails, mechanisms=("automation",)).rows.tobytes() for fails in (0.0, 0.1)]
    assert alone[0] == alone[1]


def test_what_is_out_of_date() -> None:
    assert automation.outdated(0.8, 0.5) == pytest.approx(0.3)
    assert automation.outdated(0.5, 0.8) == 0.0
