"""Neglected customers: who is one, who touches them, what comes of it, and that they stay customers."""

import math

import numpy as np
import pytest
from contract import Case
from estimates import SEED, Rows, jobs, outcome

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.mechanisms.customers import neglected
from orgsim.plan.checks.size import expected_events
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.report.diagrams.content.pen import Pen
from orgsim.report.diagrams.content.states import states
from orgsim.setup.simulate import run
from orgsim.units import MONTH

CLUB = """
[scenario]
horizon = "{months} months"
mechanisms = ["neglected"]

[sources.web]
kind = "recorded"
arrivals = {arrivals}

[journey.join]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [{{ to = "customer", rate = 0.5 }}, {{ to = "nurture", rate = 0.5 }}]

[journey.nurture]
work = {{ mean = "0.5 h", distribution = "constant" }}
optional = true
outcomes = [{{ to = "join", rate = 0.0 }}, {{ to = "nurture", rate = 1.0 }}]

[journey.check_in]
work = {{ mean = "1 h", distribution = "constant" }}
optional = true

[offering]
price = "100 / month"
term = "36 months"

[customer]
churn = "30 % / year"
check_ins = {{ every = "3 months" }}
upsell = {{ rate = 0.4, value = 0.25 }}

[policies.nurture]
recycles = []

[policies.neglected]
after = "{after} months"

[teams.desk]
headcount = 900
calendar = "continuous"
does = ["join", "nurture"{does}]
"""


def club(
    leads: int = 600, months: float = 14, after: float = 6, does: str = "", **changes: object
) -> Scenario:
    """Leads who all come on the first day, and half of whom buy and are customers until the end."""
    words = {"arrivals": [0.0] * leads, "months": months, "after": after, "does": does}
    return parse(CLUB.format(**words)).replace(
        {name.replace("__", "."): value for name, value in changes.items()}
    )


def changed(log: EventLog, word: str) -> Rows:
    """The changes of a kind."""
    rows = log.of(Row.CHANGE)
    return rows[rows["outcome"] == outcome(log, word)]


CASE = Case(
    scenario=CLUB.format(arrivals=[0.0] * 300, months=14, after=6, does=""),
    neutral={"policies.neglected.after": "14.5 months"},
    path="effects.neglected.sells",
    grid=(0.0, 0.5, 1.0),
    observed=lambda log: len(changed(log, "upsold")),
    sign=1,
    replications=1,
)


def test_who_is_never_called_is_touched_every_so_often_and_stays_a_customer() -> None:
    """Nobody checks in: after 6 and 12 months each customer is touched, and none of those who did not buy."""
    log = run(club(), SEED, 0)
    conservation.check(log)
    bought, touched = changed(log, "customer"), jobs(log, "nurture")
    assert 250 < len(bought) < 350
    assert sorted(touched["number"]) == sorted([*bought["number"]] * 2)
    assert (touched["outcome"] == outcome(log, "done")).all()
    assert touched["ready"] == pytest.approx(
        [1 / 24 + 6 * MONTH] * len(bought) + [1 / 16 + 12 * MONTH] * len(bought)
    )
    assert len(changed(log, "neglected")) == len(touched)
    assert not len(changed(log, "returned"))


def test_who_is_checked_in_with_is_not_neglected() -> None:
    log = run(club(does=', "check_in"'), SEED, 0)
    assert len(jobs(log, "check_in")) > 0
    assert not len(changed(log, "neglected"))


def test_an_answer_is_no_follow_up() -> None:
    """Customers who ask every week have been called by nobody."""
    asked = parse(
        CLUB.format(arrivals=[0.0] * 20, months=7, after=6, does=', "support"').replace(
            "upsell =", 'incidents = { rate = "4 / month" }\nupsell ='
        )
        + '\n[journey.support]\nwork = { mean = "1 h" }\n'
    )
    log = run(asked, SEED, 0)
    assert len(jobs(log, "support")) > 100
    assert len(changed(log, "neglected")) == len(changed(log, "customer"))


@pytest.mark.parametrize(
    ("sells", "after", "chance"),
    [pytest.param(1.0, 6, 0.4, marks=pytest.mark.slow), (0.5, 6, 0.2), (0.5, 1.5, 0.1), (0.0, 6, 0.0)],
)
def test_a_touch_sells_a_share_of_what_a_check_in_does(sells: float, after: float, chance: float) -> None:
    """Twice as often as the market plans to call sells half as much each time."""
    log = run(club(3000, months=after + 0.5, after=after, effects__neglected__sells=sells), SEED, 0)
    touched, more = len(jobs(log, "nurture")), changed(log, "upsold")
    assert touched > 1300
    assert abs(len(more) / touched - chance) <= 4 * math.sqrt(chance * (1 - chance) / touched)
    assert more["mrr"] == pytest.approx(25)


def test_what_is_lost_of_health_is_made_good_in_part() -> None:
    """Two check-ins are missed before the touch, whose effect is felt at the decision two weeks later."""
    felt = {}
    for repair in (0.0, 0.15, 1.0):
        plan = club(20, months=7, offering__term="6.5 months", effects__neglected__repair=repair)
        plan = plan.replace({"scenario.mechanisms": ["health", "neglected"], "effects.neglected.sells": 0.0})
        rows = run(plan, SEED, 0).of(Row.CHANGE)
        felt[repair] = rows["effect_health"][rows["effect_health"] != 0]
    assert len(felt[0.0]) > 5
    # A third check-in is missed in between at no moment: two at 3 and 6 months, the touch an hour after the second.
    assert felt[0.15] == pytest.approx(0.85 * felt[0.0], rel=1e-3)
    assert len(felt[1.0]) == 0 or np.abs(felt[1.0]).max() < 1e-3


REACH = {"scenario.mechanisms": ["neglected", "touches"], "effects.touches.hours": 0.2}


def test_one_who_is_not_reached_is_tried_again_and_then_left_in_peace() -> None:
    """Reached with .4: the k-th try is the one with .6^(k-1) x .4; after three in vain half a year passes."""
    log = run(club(4000, months=10, journey__nurture__reach=0.4).replace(REACH), SEED, 0)
    conservation.check(log)
    touched = jobs(log, "nurture")
    vain = touched["outcome"] == outcome(log, "unreached")
    times = np.bincount(touched["number"][~vain], minlength=4000)
    tried = np.bincount(touched["number"], minlength=4000)
    customers = int((tried > 0).sum())
    assert customers == len(changed(log, "customer")) == len(changed(log, "neglected"))
    for k in (1, 2, 3):
        share, expected = ((tried == k) & (times == 1)).sum() / customers, 0.6 ** (k - 1) * 0.4
        assert abs(share - expected) <= 4 * math.sqrt(expected * (1 - expected) / customers)
    assert (tried[(tried > 0) & (times == 0)] == 3).all()
    assert touched["hours"][vain] == pytest.approx(0.1)


def test_who_has_left_is_touched_no_more() -> None:
    """Everybody leaves after five months: what was planned for them comes to nothing."""
    gone = club(100, offering__term="5 months", customer__churn="99.9 % / year")
    log = run(gone, SEED, 0)
    conservation.check(log)
    left = {row["number"]: row["end"] for row in changed(log, "churned")}
    assert len(left) > 40
    assert all(row["ready"] < left.get(row["number"], math.inf) for row in jobs(log, "nurture"))


def test_where_nobody_follows_up_leads_nobody_follows_up_customers() -> None:
    log = run(club(20, teams__desk__does=["join"]), SEED, 0)
    assert not len(changed(log, "neglected"))
    assert not len(jobs(log, "nurture"))


def test_a_touch_that_goes_cold_is_repeated() -> None:
    """One person is busy for two months with the touch of another; whoever is not touched in two days is tried a month later."""
    busy = {
        "teams.desk.changes": [{"at": "2 months", "headcount": 1}],
        "journey.nurture.work": {"mean": "120 h", "distribution": "constant"},
        "journey.nurture.patience": {"mean": "2 days", "distribution": "constant"},
    }
    log = run(club(20, months=8).replace(busy), SEED, 0)
    touched = jobs(log, "nurture")
    cold = touched["outcome"] == outcome(log, "cold")
    assert cold.sum() > 0
    who = touched["number"] == touched["number"][cold][0]
    assert touched["ready"][who][1] == pytest.approx(touched["ready"][who][0] + 2 + 30)


def test_a_policy_that_takes_over_begins_with_those_who_are_there() -> None:
    """From month 3 on customers are touched after two months: first in month 5."""
    before = CLUB.partition("[policies.neglected]")
    after = before[2].partition("[teams.desk]")
    text = before[0] + "[teams.desk]" + after[2]
    text = text.format(arrivals=[0.0] * 20, months=8, after=2, does="")
    later = """
[[reorganizations]]
at = "3 months"

[reorganizations.organization.organization]
title = "later"

[reorganizations.organization.teams.desk]
headcount = 900
calendar = "continuous"
does = ["join", "nurture"]

[reorganizations.organization.policies.nurture]
recycles = []

[reorganizations.organization.policies.neglected]
after = "2 months"
"""
    log = run(parse(text + later), SEED, 0)
    conservation.check(log)
    seen = sorted(set(np.round(jobs(log, "nurture")["ready"] / MONTH, 2)))
    assert seen[0] == pytest.approx(5.0, abs=0.01)
    assert len(seen) == 2


def test_equations() -> None:
    assert neglected.share(0.5, 6 * MONTH, 3 * MONTH) == 0.5
    assert neglected.share(0.5, MONTH, 4 * MONTH) == pytest.approx(0.125)
    assert neglected.repaired(-0.8, 0.25) == pytest.approx(0.2)
    assert neglected.repaired(0.3, 0.25) == 0.0


def test_how_much_work_it_is_expected_to_be() -> None:
    plan, without = club(600, months=24), club(600, months=24, policies__neglected=None)
    rows = len(run(plan, SEED, 0)) - len(run(without, SEED, 0))
    more = expected_events(plan) - expected_events(without)
    assert 0 < rows < more < 4 * rows


def test_the_states_show_who_is_touched_written_to_and_invited() -> None:
    plan = parse(
        CLUB.format(arrivals=[0.0], months=14, after=6, does="")
        .replace('["neglected"]', '["neglected", "touches", "mail", "invitations"]')
        .replace("[journey.nurture]", "[journey.nurture]\nreach = 0.4")
        .replace(
            "[policies.nurture]\nrecycles = []",
            '[policies.mail]\nteam = "desk"\n\n[sources.talks]\nkind = "event"\nevery = "30 days"\ninvites = 0.02\n'
            "attendees = { mean = 20, cv = 0.4 }\nleads_per_attendee = 0.3",
        )
    )
    found = {(one.start, one.end, one.lines) for one in states(Pen(plan, "en")).arrows}
    touched = ("Desk: Nurture", "every 30 days", "9 touches at most", "0% a touch", "40% of touches reach")
    assert ("rest", "due join", touched) in found
    assert ("rest", "due join", ("Desk: Mailing to leads at rest", "every month")) in found
    assert ("rest", "due join", ("Talks", "2% come to each event")) in found
    assert ("customer", "customer", ("Desk: Nurture", "not followed up for 6 months")) in found
