"""When people are there, and what is there on day 0, in explanations and diagrams."""

import json
from typing import Any

import pytest

from orgsim.language.dates import between, country, weekdays
from orgsim.plan.load import load, parse
from orgsim.plan.scenario import Scenario
from orgsim.report.diagrams.content import day_0
from orgsim.report.diagrams.diagram import draw
from orgsim.report.explanation.explain import explain
from orgsim.report.explanation.there import on_day_0, working_time

TEXT = """
[scenario]
mechanisms = []
horizon = "12 months"
start = 2026-01-05
[segments.small]
share = 0.8
[segments.large]
share = 0.2
[sources.web]
leads = "10 / month"
[journey.qualify]
work.mean = "1 h"
outcomes = [{ to = "demo", rate = 0.4 }, { to = "nurture", rate = 0.5 }, { to = "lost", rate = 0.1 }]
[journey.demo]
work.mean = "1 h"
optional = true
skipped = "close"
outcomes = [{ to = "close", rate = 1 }]
[journey.close]
work.mean = "2 h"
outcomes = [{ to = "customer", rate = 0.25 }, { to = "lost", rate = 0.75 }]
[journey.nurture]
work.mean = "1 h"
outcomes = [{ to = "qualify", rate = 0.1 }, { to = "nurture", rate = 0.9 }]
[journey.support]
work.mean = "1 h"
[offering]
price = "10 / month"
[customer]
incidents.rate = "1 / month"
[firm]
customers = 50
pipeline = { qualify = 7, demo = 5, close = { leads = 10, age.mean = "9 days" } }
resting = 30
[teams.desk]
headcount = 4
does = ["qualify", "nurture"]
absence = "1 day / year"
absences = [{ from = 2026-03-02, to = 2026-03-15 }, { people = 2, from = "9 months", lasts = "1 week" }]
[teams.desk.calendar]
days = ["mon", "wed", "fri", "sat"]
breaks = ["12:00-13:00", "15:30-15:45"]
holidays = ["JP", "US-CA", 2026-12-30, 2026-12-31]
shifts = [ { people = 2, opens = 8, hours = 8 }, { people = 2, days = ["sat"], opens = 22, hours = 8 } ]
closing = "finish"
[teams.small_field]
headcount = 2
calendar = "continuous"
does = ["close", "support"]
serves = ["small"]
[teams.large_field]
headcount = 1
does = ["close", "support"]
serves = ["large"]
"""
"""A desk with everything that can be said of working time; two teams that sell to and care for a segment each."""
DESK = [
    "shift of 2, Mon, Wed, Fri, Sat 8:00–16:00",
    "shift of 2, Sat 22:00–6:00",
    "breaks 12:00–13:00, 15:30–15:45",
]
AWAY = [
    "1 working day off a year each",
    "1 person away from 2026-03-02 to 2026-03-15",
    "2 people away for 7 days, 9 months after the start",
]


@pytest.fixture(scope="module")
def firm() -> Scenario:
    """A firm of three teams that exists."""
    return parse(TEXT)


def boxes(scenario: Scenario, kind: Any, language: Any = "en") -> dict[str, tuple[str, ...]]:
    """The lines below the title of each box of a diagram."""
    return {box.name: box.lines[1:] for box in draw(scenario, kind, language).graph().boxes}


def test_working_time_in_sentences(firm: Scenario) -> None:
    desk = [
        *DESK,
        "closed on the public holidays of Japan, United States (CA)",
        "closed on 2026-12-30, 2026-12-31",
        "what is begun is finished beyond closing time",
        *AWAY,
    ]
    assert list(working_time(firm, "en")) == [
        *(f"Desk: {one}" for one in desk),
        "Small field: always on duty",
        "Large field: Mon–Fri 9:00–17:00",
    ]
    assert list(working_time(firm, "ja"))[:3] == [
        "Desk：2人のシフト、月、水、金、土 8:00〜16:00",
        "Desk：2人のシフト、土 22:00〜6:00",
        "Desk：休憩12:00〜13:00、15:30〜15:45",
    ]
    assert len(list(working_time(firm, "ja"))) == 11


def test_what_is_there_on_day_0_in_sentences(firm: Scenario) -> None:
    """The 5 leads at the demo that nobody gives wait with the 10 at close."""
    assert list(on_day_0(firm, "en")) == [
        "50 customers: 80% Small, 20% Large",
        "Qualify: 7 leads",
        "Close: 15 leads",
        "At rest: 30 leads",
    ]
    assert "400社：中小企業 85%、大企業 15%" in on_day_0(load("mid-market"), "ja")


def test_an_explanation_holds_both(firm: Scenario) -> None:
    said = explain(firm).text(every=True)
    assert "Working time\n  • Desk: shift of 2, Mon, Wed, Fri, Sat 8:00–16:00" in said
    assert "There on day 0\n  • 50 customers: 80% Small, 20% Large" in said
    found = json.loads(json.dumps(explain(firm).to_json()))
    assert found["on_day_0"] == {"customers": 50, "leads": {"qualify": 7, "close": 15, "nurture": 30}}
    desk = found["teams"]["desk"]
    assert desk["calendar"]["closing"] == "finish"
    assert desk["calendar"]["holidays"] == ["JP", "US-CA", "2026-12-30", "2026-12-31"]
    assert desk["absence_days_per_year"] == 1
    assert [one["from"] for one in desk["absences"]] == ["2026-03-02", 273.9375]
    assert "calendar" not in found["teams"]["large_field"]


def test_teams_show_their_hours_and_what_they_have_on_day_0(firm: Scenario) -> None:
    """Of 50 customers 40 are small; of the 15 leads at close, whose segments are drawn, 12."""
    shown = boxes(firm, "teams")
    assert shown["desk"][1:7] == (*DESK, *AWAY)
    assert "• Qualify (7 on day 0)" in shown["desk"]
    assert "• Nurture (30 on day 0)" in shown["desk"]
    assert {"always on duty", "40 customers on day 0", "• Close (12 on day 0)"} <= set(shown["small_field"])
    assert {"10 customers on day 0", "• Close (3 on day 0)", "• Support"} <= set(shown["large_field"])
    assert not any("9:00" in line for line in shown["large_field"])


def test_deals_of_a_stated_segment_are_with_the_team_that_serves_it() -> None:
    """29 small and 6 large deals are developed, 28 and 2 closed, in the packaged firm's CSV."""
    found = day_0.leads_by_team(load("mid-market"))
    assert found == pytest.approx(
        {
            ("phone", "qualify"): 40,
            ("phone", "nurture"): 1500,
            ("sellers", "develop"): 29,
            ("enterprise", "develop"): 6,
            ("sellers", "close"): 28,
            ("enterprise", "close"): 2,
        }
    )
    assert day_0.customers_by_team(load("mid-market")) == pytest.approx({"success": 400})


def test_the_flow_shows_who_is_where_on_day_0_and_the_hours_below(firm: Scenario) -> None:
    shown = boxes(firm, "flow")
    assert shown["do qualify"] == ("Desk", "7 on day 0")
    assert shown["do close"][-1] == "15 on day 0"
    assert shown["end nurture"] == ("30 on day 0",)
    assert shown["end customer"][-1] == "50 on day 0"
    for name in ("do demo", "do nurture", "do support", "end lost"):
        assert not any("day 0" in line for line in shown[name])
    notes = draw(firm, "flow").graph().notes
    assert notes[-2:] == ("Desk: " + "; ".join((*DESK, *AWAY)), "Small field: always on duty")
    assert boxes(firm, "flow", "ja")["do qualify"] == ("Desk", "0日目に7件")


def test_mermaid_text_shows_day_0_inside_of_teams(firm: Scenario) -> None:
    assert '["Qualify<br/>7 on day 0"]' in draw(firm, "flow").mermaid()


def test_those_who_have_decided_are_counted_apart() -> None:
    decided = 'pipeline = { activity = ["customer", "close", "nurture"], entered = [3, -1, -1] }'
    plan = parse(TEXT.replace("pipeline = { qualify = 7, demo = 5,", f"{decided} # "))
    assert list(on_day_0(plan, "en"))[1:] == ["Close: 1 lead", "At rest: 31 leads", "1 have decided to buy"]


def test_long_lists_are_cut() -> None:
    week = [f"2026-02-{day:02}" for day in range(2, 9)]
    shifts = ", ".join("{ people = 1, opens = 8, hours = 8 }" for _ in range(10))
    absences = ", ".join(f"{{ from = {day}, lasts = '1 day' }}" for day in week)
    team = f"headcount = 1\nabsences = [{absences}]"
    plan = TEXT.replace("headcount = 4", team).replace("absences = [{ from = 2026-03-02", "#")
    plan = plan.replace("shifts = [ { people", f"shifts = [{shifts}] # {{ people")
    plan = plan.replace("holidays = [", f"holidays = [{', '.join(week)}] # [")
    said = [one.removeprefix("Desk: ") for one in working_time(parse(plan), "en")]
    assert "and 2 more shifts" in said
    assert "and 2 more planned absences" in said
    assert "closed on 2026-02-02, 2026-02-03, 2026-02-04, 2026-02-05 and 3 more" in said


def test_in_office_hours_without_a_firm_diagrams_say_nothing_of_either() -> None:
    plain = load("the-model").replace({"firm": None})
    titles = "Marketing, Inside sales, Field sales, Customer success"
    assert list(working_time(plain, "en")) == [f"{titles}: Mon–Fri 9:00–17:00"]
    assert list(on_day_0(plain, "en")) == []
    for kind in ("teams", "flow"):
        said = draw(plain, kind).mermaid()  # type: ignore[arg-type]
        assert "day 0" not in said
        assert "9:00" not in said
    assert "on_day_0" not in explain(plain).to_json()


@pytest.mark.parametrize(
    ("days", "english", "japanese"),
    [
        (("mon", "tue", "wed"), "Mon–Wed", "月〜水"),
        (("sun", "sat"), "Sat, Sun", "土、日"),
        (("mon", "wed", "thu"), "Mon, Wed, Thu", "月、水、木"),
    ],
)
def test_days_of_the_week(days: tuple[str, ...], english: str, japanese: str) -> None:
    assert weekdays(days, "en") == english
    assert weekdays(days, "ja") == japanese


@pytest.mark.parametrize(
    ("begins", "ends", "said"), [(9, 17.5, "9:00–17:30"), (22, 30, "22:00–6:00"), (0, 24, "0:00–24:00")]
)
def test_times_of_the_day(begins: float, ends: float, said: str) -> None:
    assert between(begins, ends, "en") == said


def test_countries() -> None:
    assert country("JP", "en") == "Japan"
    assert country("US-CA", "ja") == "アメリカ合衆国（CA）"
