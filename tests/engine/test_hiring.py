"""Hiring that follows load, queue, cash, people or customers: who comes when, worked out by hand."""

from typing import Any

import pytest
from estimates import SEED, scenario
from people_worlds import desk, simulated, staffing

from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures.summary import summarize
from orgsim.plan.checks.size import expected_events
from orgsim.plan.derived.headcounts import hires, peak, people
from orgsim.plan.model.hiring import Condition
from orgsim.plan.scenario import Scenario
from orgsim.report.explanation.plans import plans
from orgsim.setup.simulate import run
from orgsim.units import MONTH

DAILY = [float(day) for day in range(400)]


def hiring(
    when: str, most: int = 9, mechanisms: tuple[str, ...] = (), rest: str = "", **words: Any
) -> Scenario:
    """A desk always on duty that hires by a rule; its leads take a day of work each unless said otherwise."""
    effects = f'[policies.hiring]\ndesk = {{ when = "{when}", most = {most} }}\n{rest}'
    usual = {"hours": 24, "arrivals": DAILY, "effects": effects} | words
    return desk(*mechanisms, **usual)


def joined(log: EventLog, team: int = 0) -> list[float]:
    """In which months after day 0 somebody has joined a team, counted from the beginning."""
    rows = staffing(log, "joined")
    return [float(row["end"] / MONTH) for row in rows if row["end"] > 0 and row["team"] == team]


def test_somebody_comes_while_the_mean_load_of_three_months_is_above() -> None:
    """One is asked for all of a day each day: after three months a second comes, and in month 4 the load is 1/2.

    The means of three months are then 3/4 (hours of 1, 1 and 1 over 1, 1 and 2 people), 3/5 and 1/2.
    """
    assert joined(simulated(hiring("load > 0.9"))) == pytest.approx([3])
    assert joined(simulated(hiring("load > 0.7"))) == pytest.approx([3, 4])
    assert joined(simulated(hiring("load >= 74 %"))) == pytest.approx([3, 4])
    assert joined(simulated(hiring("load > 1"))) == []


def test_one_a_month_at_most_and_no_more_than_stated() -> None:
    log = simulated(hiring("load > 0.9", most=3, arrivals=[0.0] * 2000))
    assert joined(log) == pytest.approx([3, 4])
    assert summarize(log).teams["desk"]["headcount"] == pytest.approx(1 + (800 - 7 * MONTH) / 400)
    assert joined(simulated(hiring("load > 0.9", most=1))) == []


def test_the_delay_of_turnover_is_waited_for_and_who_is_on_the_way_counts() -> None:
    """Ordered after 3 and 4 months, each there 42 days later, with room for two more."""
    plan = hiring(
        "load > 0.9", most=3, mechanisms=("turnover",), team='turnover = "0 % / year"', arrivals=[0.0] * 2000
    )
    assert joined(simulated(plan)) == pytest.approx([3 + 42 / MONTH, 4 + 42 / MONTH])


def test_nobody_is_hired_before_the_rule_begins() -> None:
    """A team that is full from day 0: the end of month 6 is the first on or after the 170th day."""
    busy = {"most": 3, "arrivals": [0.0] * 2000}
    plan = hiring("load > 0.9", **busy)
    later = plan.replace({"policies.hiring.desk.begins": "170 days"})
    assert joined(simulated(later)) == pytest.approx([6, 7])
    assert hires(later, "desk") == pytest.approx([6 * MONTH, 7 * MONTH])
    same = plan.replace({"policies.hiring.desk.begins": "91 days"})
    assert simulated(same).rows.tobytes() == simulated(plan).rows.tobytes()


def test_a_rule_that_begins_after_the_horizon_is_noted() -> None:
    plan = hiring("load > 0.9").replace({"policies.hiring.desk.begins": "400 days"})
    assert "policies.hiring.desk begins after the horizon and hires nobody" in plan.notes
    assert "hires one a month from 170 days on while" in " ".join(
        plans(hiring("load > 0.9").replace({"policies.hiring.desk.begins": "170 days"}), "en")
    )


def test_who_is_hired_by_a_rule_costs_what_a_replacement_costs() -> None:
    """Two of 3,000 a month come 42 days after the ends of months 3 and 4, each for a month and a half of that."""
    effects = {"effects.turnover.cost": 1.5}
    plan = hiring(
        "load > 0.9",
        most=3,
        mechanisms=("turnover",),
        team='turnover = "0 % / year"\ncost = "3_000 / month"',
        arrivals=[0.0] * 2000,
    )
    log = simulated(plan.replace(effects))
    spent = log.of(Row.SPENDING)
    assert spent["end"] / MONTH == pytest.approx([3 + 42 / MONTH, 4 + 42 / MONTH])
    assert spent["cost"].tolist() == [4500, 4500]
    assert summarize(log).kpis["spending"] == 9000
    alone = hiring("load > 0.9", most=3, team='cost = "3_000 / month"', arrivals=[0.0] * 2000)
    assert not len(simulated(alone).of(Row.SPENDING))


def test_a_rule_that_looks_at_cash_sees_what_hiring_costs() -> None:
    """11,600, 11,200 and 10,800 at the ends of three months let somebody come, and 10,000 a month later the next, with a mean of
    10,667; where finding the first costs half a month of 400, 9,800 and a mean of 10,600 do not."""
    asked = FIRM.replace("mechanisms = []", 'mechanisms = ["turnover"]')
    asked += '[effects.turnover]\nper_year = "0 % / year"\ndelay = "0 days"\ncost = {cost}\n'
    for cost, months in ((0.0, [3, 4]), (0.5, [3])):
        text = asked.format(when="cash > 10_650", cost=cost).replace("most = 1", "most = 2")
        assert joined(run(scenario(text), SEED, 0), 1) == pytest.approx(months)


def test_what_finding_people_costs_is_in_the_estimate_of_the_size() -> None:
    plan = hiring(
        "load > 0.9", most=6, mechanisms=("turnover",), team='turnover = "0 % / year"\ncost = "1 / month"'
    )
    without = plan.replace({"effects.turnover.cost": 0})
    assert expected_events(plan) - expected_events(without) == pytest.approx(5)


@pytest.mark.parametrize("ownership", ["pooled", "person"])
def test_somebody_comes_while_too_many_wait(ownership: str) -> None:
    """Two come a day and one is served: 91 wait after three months, 45 on average."""
    twice = sorted(DAILY[:91] * 2)
    team = f'ownership = "{ownership}"'
    assert joined(simulated(hiring("queue > 44", arrivals=twice, team=team)))[:1] == pytest.approx([3])
    assert joined(simulated(hiring("queue > 90", arrivals=twice, team=team))) == []


SITTINGS = """
[scenario]
horizon = "6 months"
mechanisms = []
[sources.web]
kind = "recorded"
arrivals = [0.0]
[journey.close]
work = {{ mean = "720 h", distribution = "constant" }}
{shape}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]
[journey.plan]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]
[sources.other]
kind = "recorded"
entry = "plan"
arrivals = [182.0]
[teams.desk]
headcount = 1
calendar = "continuous"
does = ["close"]
[teams.experts]
headcount = 1
calendar = "continuous"
does = ["plan"]
[policies.hiring]
{team} = {{ when = "{when}", most = 2 }}
"""


def test_work_in_sittings_is_load_while_it_is_held() -> None:
    """Thirty days of work on days 0 to 10, 30 to 40 and 60 to 70: of the 91.3 days of three months, 33 %."""
    shape = 'sittings = { length = "240 h", gap = { mean = "20 days", distribution = "constant" } }'
    hired = [
        joined(run(scenario(SITTINGS.format(shape=shape, team="desk", when=when)), SEED, 0))
        for when in ("load > 32.8 %", "load > 32.9 %")
    ]
    assert hired == [pytest.approx([3]), []]


def test_joint_work_is_load_of_who_was_lent() -> None:
    """An expert takes part in thirty days of work, which are 33 % of the first three months."""
    hired = [
        joined(
            run(scenario(SITTINGS.format(shape='with = ["experts"]', team="experts", when=when)), SEED, 0), 1
        )
        for when in ("load > 32.8 %", "load > 32.9 %")
    ]
    assert hired == [pytest.approx([3]), []]


FIRM = """
[scenario]
horizon = "12 months"
mechanisms = []
[sources.web]
kind = "recorded"
arrivals = [1.0]
[journey.close]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = 1.0 }} ]
[journey.check_in]
work = {{ mean = "1 h", distribution = "constant" }}
[offering]
price = "1_000 / month"
term = "12 months"
billing = "term"
[customer.check_ins]
every = "1 month"
[teams.sales]
headcount = 1
cost = "400 / month"
does = ["close"]
changes = [ {{ at = "5.5 months", headcount = 2 }} ]
[teams.success]
headcount = 0
cost = "400 / month"
does = ["check_in"]
[policies.hiring]
success = {{ when = "{when}", most = 1 }}
"""


def test_somebody_comes_when_the_firm_has_the_money() -> None:
    """12,000 come in on day 1, 400 a month go out: 11,600, 11,200 and so on at the ends of months, 11,200 on average of three."""
    assert joined(run(scenario(FIRM.format(when="cash > 11_199")), SEED, 0), 1) == pytest.approx([3])
    assert joined(run(scenario(FIRM.format(when="cash > 11_201")), SEED, 0), 1) == []
    assert joined(run(scenario(FIRM.format(when="cash < 10_801")), SEED, 0), 1) == pytest.approx([4])


def test_somebody_comes_when_the_firm_has_grown() -> None:
    """A second seller in the middle of month 6: two of the last three month ends after month 7, all after month 8."""
    assert joined(run(scenario(FIRM.format(when="people >= 2")), SEED, 0), 1) == pytest.approx([8])
    assert joined(run(scenario(FIRM.format(when="people > 1.5")), SEED, 0), 1) == pytest.approx([7])


def test_what_is_read_from_a_text() -> None:
    plan = hiring("  load>=90 % ")
    assert plan.policies.hiring["desk"].when == Condition("load", ">=", 0.9)
    assert hiring("cash < -1_000.5").policies.hiring["desk"].when == Condition("cash", "<", -1000.5)
    assert plan.fingerprint() != hiring("load > 0.9").fingerprint()
    assert scenario(plan.to_toml()) == plan


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (
            {"when": "load", "most": 3},
            'policies.hiring.desk.when is "load"; it must be one comparison of load, queue, cash, people or customers '
            'with a number, such as "load > 0.9" or "queue >= 30"',
        ),
        ({"when": "laod > 0.9", "most": 3}, "did you mean load?"),
        ({"when": "load > 0.9 and queue > 3", "most": 3}, "it must be one comparison of load"),
        ({"when": "__import__('os')", "most": 3}, "it must be one comparison of load"),
        ({"when": 0.9, "most": 3}, "policies.hiring.desk.when is 0.9; it must be one comparison of load"),
        (
            {"when": "queue > 9 %", "most": 3},
            'when is "queue > 9 %"; a percentage is compared with load alone',
        ),
        ({"when": "cash > 1" + "0" * 20, "most": 3}, "its number must be 10^15 at most in size"),
        ({"when": "load > 0.9"}, "policies.hiring.desk.most is missing"),
        ({"when": "load > 0.9", "most": 0}, "policies.hiring.desk.most is 0; it must be 1 or more"),
        ({"when": "load > 0.9", "mots": 3}, "policies.hiring.desk.mots is not known; did you mean most?"),
    ],
)
def test_rules_that_cannot_be(rule: dict[str, object], told: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        desk().replace({"policies.hiring": {"desk": rule}})
    assert told in str(caught.value)


def test_a_rule_for_nobody_is_told() -> None:
    with pytest.raises(ScenarioError) as caught:
        desk().replace({"policies.hiring": {"desks": {"when": "load > 0.9", "most": 3}}})
    assert 'policies.hiring.desks: "desks" is not a team; did you mean desk?' in str(caught.value)


def test_the_size_of_a_plan_counts_those_who_may_come() -> None:
    plan = hiring("load > 0.9", most=3)
    assert hires(plan, "desk") == pytest.approx([3 * MONTH, 4 * MONTH])
    assert peak(plan, "desk") == 3
    assert people(plan, "desk") == pytest.approx(1 + (800 - 7 * MONTH) / 400)
    assert expected_events(plan) > expected_events(desk(hours=24, arrivals=DAILY))


def test_a_rule_that_never_hires_is_noted() -> None:
    told = "policies.hiring.desk hires nobody while the team has 2 or more, and it has 3 on day 0"
    assert told in hiring("load > 0.9", most=2, people=3).notes
    assert not any("policies.hiring" in note for note in hiring("load > 0.9", most=4, people=3).notes)
