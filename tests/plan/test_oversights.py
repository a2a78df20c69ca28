"""What was hardly meant: each word with the plan that gets it, worked out by hand, and the nearest plan that gets none."""

from pathlib import Path
from typing import Any

import pytest

from orgsim.plan.checks.oversights import oversights
from orgsim.plan.derived.capacity import available, jobs_of_kinds, overloaded, wanted
from orgsim.plan.derived.headcounts import people
from orgsim.plan.gallery import gallery, gallery_names
from orgsim.plan.load import check, load, parse
from orgsim.plan.scenario import Scenario

TWO = """
[scenario]
horizon = "12 months"
mechanisms = []
[sources.web]
leads = "8 / day"
[journey.answer]
work = { mean = "2 h" }
outcomes = [{ to = "close", rate = 0.5 }, { to = "lost", rate = 0.5 }]
[journey.close]
work = { mean = "4 h" }
outcomes = [{ to = "lost", rate = 1.0 }]
[teams.desk]
headcount = 4
calendar = { days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], hours = 8 }
does = ["answer"]
[teams.field]
headcount = 3
calendar = { days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], hours = 8 }
does = ["close"]
"""
"""Each day 16 of the desk's 32 hours are asked for, and 16 of the field team's 24."""
NURTURE = """
[journey.nurture]
work = { mean = "1 h" }
outcomes = [{ to = "nurture", rate = 1.0 }]
"""


def said(plan: Scenario) -> list[str]:
    """The words for a plan."""
    return [phrase.say("en") for phrase in oversights(plan, plan.document())]


def two(changes: dict[str, Any] | None = None) -> Scenario:
    """The plan of two teams with some changes."""
    return parse(TWO).replace(changes or {})


def test_hours_asked_for_and_there_by_hand() -> None:
    days = 365.25
    plan = two()
    assert wanted(plan) == pytest.approx({"desk": 16 * days, "field": 16 * days})
    assert available(plan, "desk") == pytest.approx(32 * days)
    growing = two({"teams.desk.changes": [{"at": "6 months", "headcount": 8}]})
    assert people(growing, "desk") == pytest.approx(6)
    assert available(growing, "desk") == pytest.approx(48 * days)
    kept = two({"policies.development": {"team": "desk", "share": 0.25}})
    assert available(kept, "desk") == pytest.approx(24 * days)


def test_customers_ask_for_what_their_life_brings() -> None:
    sold = TWO.replace('{ to = "lost", rate = 1.0 }', '{ to = "customer", rate = 1.0 }')
    sold = sold.replace('does = ["close"]', 'does = ["close", "support", "renew"]')
    for name in ("support", "renew"):
        sold += f'[journey.{name}]\nwork = {{ mean = "1 h" }}\n'
    sold += '[offering]\nprice = "1 / month"\nterm = "1 month"\n[customer]\nchurn = "0 % / year"\n'
    ((_, jobs),) = jobs_of_kinds(
        parse(sold + 'incidents = { rate = "2 / month" }\nrenewal = { notice = "1 day" }\n')
    )
    customers = 4 * 365.25
    assert jobs["support"] == pytest.approx(customers * 6 * 2)  # half a year each on average
    assert jobs["renew"] == pytest.approx(customers * 6)


def test_a_team_that_is_asked_for_more_than_it_has() -> None:
    assert said(two()) == []
    assert said(two({"teams.desk.headcount": 1})) == [
        "teams.desk is asked for 2 times the hours it has (487 of 244 staff hours a month by the base rates, if every lead is "
        "served): its queue grows, or leads go cold; 2 people would have to be there for all of it"
    ]
    assert said(two({"teams.desk.headcount": 2}))[0].startswith(
        "teams.desk is asked for 1 times the hours it has"
    )


def test_a_team_behind_a_narrow_one_gets_only_what_comes_through() -> None:
    # The field team is asked for 16 of 16 hours a day, but for 8 of them once the desk serves half.
    assert overloaded(two({"teams.field.headcount": 2})) == ("field",)
    assert overloaded(two({"teams.field.headcount": 2, "teams.desk.headcount": 1})) == ("desk",)
    assert overloaded(two({"teams.field.headcount": 1, "teams.desk.headcount": 1})) == ("desk", "field")


def test_where_people_go_where_the_work_is_only_all_together_are_asked_for_too_much() -> None:
    policy = {"every": "10 days", "rule": "longest_wait", "action": "people"}
    moved = {"policies.strategy": policy, "scenario.mechanisms": ["strategy"], "teams.desk.headcount": 1}
    assert said(two({**moved, "teams.field.headcount": 4})) == []
    assert len(said(two({**moved, "teams.field.headcount": 2}))) == 1


def test_leads_at_rest_that_come_before_new_ones() -> None:
    resting = TWO.replace('{ to = "lost", rate = 0.5 }', '{ to = "nurture", rate = 0.5 }') + NURTURE
    resting = resting.replace('does = ["answer"]', 'does = ["answer", "nurture"]')
    plan = parse(resting).replace({"policies.nurture": {"every": "5 days", "touches": 9}})
    # Each day 4 leads come to rest, and 9 touches of each are made: 36 hours beside 16, of 32.
    assert said(plan) == [
        "teams.desk follows up leads at rest in turn with new ones: touches are 69% of the work that is asked of it, and that is "
        '1.62 times its hours, so new leads wait behind old ones: add priority = ["answer"] to [teams.desk]'
    ]
    first = said(plan.replace({"teams.desk.priority": ["answer"]}))
    assert len(first) == 1
    assert first[0].startswith("teams.desk is asked for 1.62 times the hours it has")
    assert said(plan.replace({"policies.nurture.touches": 3})) == []


def test_free_staff() -> None:
    assert said(two({"teams.desk.cost": "10 / month"})) == [
        "teams.field costs nothing, so that cost per customer, payback and cash count these people as free: state cost, in pay "
        "per person"
    ]
    assert said(two({"teams.desk.cost": "10 / month", "teams.field.cost": "10 / month"})) == []
    priced = parse(
        TWO.replace('{ to = "lost", rate = 1.0 }', '{ to = "customer", rate = 1.0 }')
        + '[offering]\nprice = "9 / month"'
    )
    assert said(priced)[0].startswith("no team costs anything, so that")


@pytest.mark.parametrize(
    ("desk", "field", "words"),
    [
        ("500_000 / month", "600_000 / month", None),
        ("500_000 / month", "2_900_000 / month", None),
        (
            "500_000 / month",
            "6_000_000 / month",
            "teams.field costs 6,000,000 a month for each person, and no other team more than 500,000: if this is the pay of a "
            'year, write cost = "6000000 / year"',
        ),
        (
            "500_000 / month",
            "600_000 / year",
            "teams.field costs 50,000 a month for each person, and no other team less than 500,000: if its pay of a month was "
            'written for a year, write cost = "600000 / month"',
        ),
    ],
)
def test_pay_of_a_month_and_of_a_year(desk: str, field: str, words: str | None) -> None:
    found = said(two({"teams.desk.cost": desk, "teams.field.cost": field}))
    if words is not None and len(found) == 2:  # from the other team it looks the other way round
        assert found[0].startswith("teams.desk costs")
        found = found[1:]
    assert found == ([] if words is None else [words])


def test_a_what_if_that_planned_changes_take_back() -> None:
    plan = parse(TWO.replace("headcount = 4", 'headcount = 4\nchanges = [{ at = "90 days", headcount = 6 }]'))
    assert said(plan) == []
    assert said(plan.replace({"teams.desk.headcount": 12})) == [
        "teams.desk.headcount is set to 12, but the changes planned in scenario.toml make it 6 on day 90: set teams.desk.changes "
        "too ([] for none)"
    ]
    assert said(plan.replace({"teams.desk.headcount": 12, "teams.desk.changes": []})) == []
    assert said(plan.replace({"teams.desk.headcount": 12, "teams.desk.changes.0.headcount": 13})) == []
    assert said(plan.replace({"teams.desk.headcount": 12, "teams.desk.changes.0.at": "400 days"})) == []


def test_an_override_that_planned_changes_take_back(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(
        TWO.replace("headcount = 4", 'headcount = 4\nchanges = [{ at = "90 days", headcount = 6 }]'),
        encoding="utf-8",
    )
    top = tmp_path / "top.toml"
    top.write_text('extends = "base.toml"\n[override]\n"teams.desk.headcount" = 12\n', encoding="utf-8")
    assert [note for note in check(top) if "changes planned in base.toml make it 6 on day 90" in note]


def test_a_what_if_on_a_mechanism_that_does_not_act() -> None:
    assert said(two({"effects.turnover.per_year": "50 % / year"})) == [
        "effects.turnover.per_year is set, but turnover does not act in this scenario, so that it changes nothing"
    ]
    on = {"effects.turnover.per_year": "50 % / year", "scenario.mechanisms": ["turnover"]}
    assert said(two(on)) == []


def test_a_run_that_would_be_refused_is_told_by_the_check(tmp_path: Path) -> None:
    path = tmp_path / "it.toml"
    path.write_text(TWO.replace('"8 / day"', '"1e6 / day"'), encoding="utf-8")
    assert [
        note
        for note in check(path)
        if "this is a run of about" in note and note.endswith("with --force alone")
    ]


def test_what_the_gallery_is_told() -> None:
    alone = {path.relative_to(gallery()).as_posix(): check(path) for path in gallery().rglob("*.toml")}
    assert {name for name, notes in alone.items() if notes} == {
        "growing-firm.toml",
        "pair.toml",
        "solo-founder.toml",
    }  # "renew"
    told = set()
    for organization in {*gallery_names("organization")} - {"jeweller", "olist", "by-segment"}:
        plan = load("b2b-saas", organization)
        told |= {(organization, note.split(" ")[0]) for note in said(plan)}
    # One person for the leads of an inside sales team of nine.
    assert told == {("pair", "teams.partner"), ("solo-founder", "teams.founder")}
