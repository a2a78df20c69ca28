"""An organization takes over when the firm has come so far: when that is, and who is there then, worked out by hand."""

from typing import Any

import pytest
from people_worlds import simulated
from taking_over import ONE, SECOND, TWO, again_when, moves, paid, team

from orgsim.errors import OrgsimError, ScenarioError
from orgsim.events.log import EventLog
from orgsim.measures.summary import summarize
from orgsim.plan.checks.size import expected_events
from orgsim.plan.derived.stages import stages
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.report.diagrams.diagram import draw
from orgsim.report.explanation.explain import explain
from orgsim.report.explanation.organizations import people
from orgsim.report.explanation.plans import plans
from orgsim.units import MONTH

GROWING = {"teams.one.changes": [{"at": "40 days", "headcount": "+1"}]}
"""Three people from the second month on: 2 at the end of the first, 3 at those of all others."""
ALL = {"teams": {"all": team("first", "second", headcount=3)}}
STEADY = TWO.replace('kind = "recorded"\narrivals = [0.0]', 'leads = "90 / month"')
STAYS = {"teams": {"one": ONE, "two": SECOND}}


def firm(*rows: dict[str, Any], **changes: Any) -> Scenario:
    """Two teams of one person each, and organizations that take over."""
    return parse(TWO).replace({"reorganizations": list(rows), "scenario.horizon": "24 months", **changes})


def taken_over(log: EventLog, name: str) -> float:
    """In which month after day 0 the first of a team was there."""
    return min(day for day, joined, _, how in moves(log) if (joined, how) == (name, "joined")) / MONTH


@pytest.mark.parametrize(
    ("when", "month"),
    [("people >= 3", 4), ("people > 2.5", 3), ("people >= 2", 3), ("people > 3", None), ("people < 3", 3)],
)
def test_people_are_the_mean_of_three_month_ends(when: str, month: int | None) -> None:
    """2, 3 and 3 at the ends of the first three months, then 3, 3 and 3."""
    log = simulated(firm({"when": when, "organization": ALL}, **GROWING))
    assert (log.names.teams, len(moves(log)) > 1) == (("one", "two", "all"), month is not None)
    if month is not None:
        assert taken_over(log, "all") == pytest.approx(month)


def test_cash_is_the_mean_of_three_balances() -> None:
    """Pay of 400 a month: -400, -800 and -1,200 have a mean of -800, a month later it is -1,200."""
    log = simulated(
        firm({"when": "cash <= -1_000", "organization": {"teams": {"all": team("first", "second")}}})
    )
    assert taken_over(log, "all") == pytest.approx(4)
    assert paid(log) == pytest.approx({"one": 400, "two": 1200, "all": 2000})


SOLD = """
[scenario]
horizon = "12 months"
mechanisms = []
[sources.web]
kind = "recorded"
arrivals = [1.0, 40.0, 70.0]
[journey.close]
work = { mean = "2 h", distribution = "constant" }
outcomes = [ { to = "customer", rate = 1.0 } ]
[offering]
price = "10 / month"
term = "36 months"
[teams.one]
headcount = 1
calendar = "continuous"
does = ["close"]
"""


@pytest.mark.parametrize(
    ("when", "month"), [("customers >= 2", 3), ("customers >= 3", 5), ("customers > 3", None)]
)
def test_customers_are_the_mean_of_three_month_ends(when: str, month: int | None) -> None:
    """1, 2 and 3 at the ends of three months, then 3."""
    new = {"teams": {"all": {"headcount": 1, "does": ["close"]}}}
    log = simulated(parse(SOLD).replace({"reorganizations": [{"when": when, "organization": new}]}))
    assert len(moves(log)) == (0 if month is None else 2)
    if month is not None:
        assert taken_over(log, "all") == pytest.approx(month)


def test_a_team_hires_by_customers_too() -> None:
    plan = parse(SOLD).replace({"policies.hiring": {"one": {"when": "customers >= 3", "most": 2}}})
    assert [day / MONTH for day, *_ in moves(simulated(plan))] == pytest.approx([5])


def test_they_follow_one_another_in_their_order_each_once_and_after_three_months_at_the_earliest() -> None:
    """On day 45 by its date; three months later four people are found to be there, though the third waits for fewer."""
    log = simulated(
        firm(
            {"at": "45 days", "organization": {"teams": {"a": team("first", "second", headcount=4)}}},
            {"when": "people >= 4", "organization": {"teams": {"b": team("first", "second", headcount=5)}}},
            {"when": "people > 1", "organization": {"teams": {"c": team("first", "second", headcount=2)}}},
        )
    )
    days = [taken_over(log, name) * MONTH for name in ("a", "b", "c")]
    assert days == pytest.approx([45, 45 + 3 * MONTH, 45 + 6 * MONTH])
    assert [how for _, name, _, how in moves(log) if name == "b"] == ["joined"] * 5 + ["left"] * 5
    assert paid(log)["b"] == pytest.approx(5 * 100 * 3)


def test_nothing_is_looked_at_on_the_horizon_or_after_it() -> None:
    row = {"when": "people >= 2", "organization": ALL}
    assert moves(simulated(firm(row, **{"scenario.horizon": f"{3 * MONTH} days"}))) == []
    assert moves(simulated(firm(row, **{"scenario.horizon": f"{3 * MONTH + 1} days"}))) != []


@pytest.mark.parametrize("when", ["people >= 2", "people > 99"])
def test_the_same_organization_takes_over_unnoticed(when: str) -> None:
    plan = firm(**GROWING)
    assert simulated(again_when(plan, when)).rows.tobytes() == simulated(plan).rows.tobytes()


def test_one_firm_grows_by_hiring_and_keeps_whom_it_has_hired() -> None:
    """Work for all of the day: somebody is hired after three months, and three months later one of two does the second step."""
    busy = {"sources.web.arrivals": [0.0] * 2000, "teams.two": None, "teams.one.does": ["first", "second"]}
    busy |= {"policies.hiring": {"one": {"when": "load > 0.9", "most": 2}}}
    log = simulated(firm({"when": "people >= 2", "organization": STAYS}, **busy))
    assert log.names.teams == ("one", "one 2", "two")
    assert [(round(day / MONTH), name, how) for day, name, _, how in moves(log)] == [
        (3, "one", "joined"),
        (6, "one 2", "joined"),
        (6, "one", "left"),
        (6, "two", "joined"),
        (6, "one", "left"),
    ]


def test_who_was_hired_beyond_the_places_leaves_and_a_note_says_so_before() -> None:
    rules = {"policies.hiring": {"one": {"when": "load >= 0", "most": 4}}}
    plan = firm({"when": "people >= 3", "organization": ALL}, **rules)
    assert plan.notes == (
        "reorganizations.0: by their rules of hiring 5 people may be there by then whose teams close, and 3 place(s) begin; "
        "whoever finds none leaves",
    )
    log = simulated(plan)
    there = {
        name: sum(m[1:] != () and m[1] == name and m[3] == "joined" for m in moves(log))
        for name in log.names.teams
    }
    assert there == {"one": 2, "two": 0, "all": 3}
    assert sum(how == "left" for *_, how in moves(log)) == 4


def test_a_quota_holds_for_the_days_of_its_team_whenever_they_begin() -> None:
    """A lead a day, done in half a day: 638 of 21 months' days; who is at work at the takeover ends that in the old team."""
    asked = {"teams": {"a": team("first", kpi="leads", quota="1 / day"), "two": SECOND}}
    daily = {"sources.web.arrivals": [float(day) for day in range(730)], "journey.first.work.mean": "12 h"}
    log = simulated(firm({"when": "people >= 2", "organization": asked}, **daily))
    assert summarize(log).teams["a"]["quota_attainment"] == pytest.approx(638 / (21 * MONTH))


def test_people_who_come_by_it_are_others_than_those_of_before() -> None:
    """The key of each person's draws, of places that open at day 0 and at the takeover: all different."""
    new = team("first", headcount=3)
    plan = firm(
        {"when": "people >= 2", "organization": {"teams": {"a": new, "two": SECOND}}},
        {"when": "people >= 4", "organization": {"teams": {"b": new, "two": SECOND}}},
    )
    from orgsim.setup.simulate import lived

    world = lived(plan.in_order(), 1, 0)
    keys = [staffing.places._opened for staffing in world.staffing]
    every = [key for one in keys for key in one]
    assert len(every) == len(set(every)) >= 4


def test_the_past_of_a_firm_that_is_taken_over_counts_no_month() -> None:
    """A year under another organization, whose people stay; three months after day 0 the next one takes over."""
    past = {"firm": {"after": {"organization": STAYS, "months": 12}}}
    rows = [{"when": "people >= 2", "organization": ALL}]
    log = simulated(parse(STEADY).replace({"reorganizations": rows, "scenario.horizon": "24 months", **past}))
    assert taken_over(log, "all") == pytest.approx(3)


# -- before a run ------------------------------------------------------------------------------------------------------


def test_a_run_may_have_as_many_rows_as_the_largest_of_those_who_may_be_there() -> None:
    """Three months are sure to be under the first organization; then either may be in force, and one does more."""
    changes = {
        "journey.second.optional": True,
        "journey.second.skipped": "lost",
        "scenario.horizon": "12 months",
    }
    first, later = (parse(STEADY).replace(changes | more) for more in ({}, {"teams.two": None}))
    one = {"teams": {"one": ONE}}
    waits = first.replace({"reorganizations": [{"when": "people > 9", "organization": one}]})
    assert expected_events(later) < expected_events(first)
    assert expected_events(waits) == pytest.approx(expected_events(first), rel=1e-3)
    back = later.replace({"reorganizations": [{"when": "people > 9", "organization": STAYS}]})
    assert expected_events(back) == pytest.approx(
        (expected_events(later) + 3 * expected_events(first)) / 4, rel=1e-2
    )


def test_what_is_said_of_it() -> None:
    plan = firm({"when": "people>=4", "organization": ALL | {"organization": {"title": "All as one"}}})
    assert list(plans(plan, "en")) == ["when people >= 4 the organization All as one takes over"]
    assert list(plans(plan, "ja")) == ["people >= 4 になると組織「All as one」が引き継ぐ"]
    assert list(people(plan, "en")) == ["One 1, Two 1", "when people >= 4: All 3"]
    (told,) = explain(plan).to_json()["reorganizations"]
    assert (told["when"], "day" in told) == ("people >= 4", False)
    assert plan.on(0.0) == plan.on(91.0) == parse(TWO).replace({"scenario.horizon": "24 months"})
    with pytest.raises(OrgsimError) as caught:
        plan.on(3 * MONTH)
    assert str(caught.value) == (
        "nobody knows before a run who is in force on that day: All as one takes over when people >= 4, on day 91.3125 at the "
        "earliest; give an earlier day, or explain and draw its organization by itself in the market"
    )
    assert draw(plan, "teams").mermaid() == draw(plan.on(0.0), "teams").mermaid()
    assert parse(plan.to_toml()) == plan
    assert plan.fingerprint() != firm({"when": "people >= 5", "organization": ALL}).fingerprint()


def test_notes_of_what_comes_later_or_never() -> None:
    late = {
        "teams": {"all": team("first", "second", headcount=2, changes=[{"at": "99 years", "headcount": 3}])}
    }
    row = {"when": "customers >= 4", "organization": late}
    assert firm(row).notes == (
        "reorganizations.0 compares customers, and there are none without [offering]",
        "when customers >= 4: teams.all plans 1 change(s) of headcount after the horizon, which never happen",
    )
    assert (
        firm(row).notes_in("ja")[0]
        == "reorganizations.0：顧客数を条件にしていますが、[offering] がないため顧客は生まれません"
    )
    short = firm({"when": "people > 1", "organization": ALL}, **{"scenario.horizon": "2 months"})
    assert short.notes == (
        "reorganizations.0 can come after 3 months at the earliest, after the horizon, and never happens",
    )
    assert [stage.earliest / MONTH for stage in stages(short)] == [0, 3]


ROW = {"when": "people >= 4", "organization": ALL}
WRONG: dict[str, tuple[list[dict[str, Any]], str]] = {
    "neither": (
        [{"organization": ALL}],
        'reorganizations.0 does not say when: add at = "12 months" or when = "people >= 4"',
    ),
    "both": ([ROW | {"at": "3 days"}], "reorganizations.0 states at and when; keep one of the two"),
    "a day after a condition": (
        [ROW, {"at": "3 days", "organization": STAYS}],
        "reorganizations.1.at must stand before the reorganizations that wait for a condition (when), as this comes at a day",
    ),
    "a team's": (
        [ROW | {"when": "load > 0.9"}],
        'reorganizations.0.when is "load > 0.9"; it must be one comparison of cash, people or customers with a number, such as '
        '"people >= 4" or "customers > 100": load is that of a team',
    ),
    "unknown": ([ROW | {"when": "poeple > 9"}], '"customers > 100"; did you mean people?'),
    "percentage": (
        [ROW | {"when": "people > 9 %"}],
        'when is "people > 9 %"; a percentage is compared with load alone',
    ),
    "people without a place": (
        [ROW | {"people": {"one": {"all": 4}}}],
        'reorganizations.0.people sends 4 to "all", which has 3 places by then',
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong(what: str) -> None:
    rows, told = WRONG[what]
    with pytest.raises(ScenarioError) as caught:
        firm(*rows)
    assert told in str(caught.value)


def test_transfers_have_no_day_where_nobody_knows_the_teams() -> None:
    rows = [{"at": "5 days", "from": "one", "to": "two"}]
    with pytest.raises(ScenarioError) as caught:
        firm(ROW, transfers=rows)
    assert (
        "transfers are between the teams of a day, and nobody knows those of a day where reorganizations.0 waits for a "
        "condition: state people in the reorganization" in str(caught.value)
    )


def test_more_may_be_told_to_go_than_are_planned_where_hiring_may_bring_them() -> None:
    rules = {"policies.hiring": {"one": {"when": "load >= 0", "most": 3}}}
    plan = firm({"when": "people >= 3.5", "organization": ALL, "people": {"one": {"all": 3}}}, **rules)
    log = simulated(plan)
    assert sum(name == "all" and how == "joined" for _, name, _, how in moves(log)) == 3
