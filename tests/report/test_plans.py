"""The plans of people and pay in explanations and diagrams."""

import json

import pytest

from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.report.diagrams.diagram import draw
from orgsim.report.explanation.explain import explain
from orgsim.report.explanation.plans import plans

TEXT = """
[scenario]
horizon = "36 months"
mechanisms = []
[sources.web]
leads = "10 / month"
cost = 3
[journey.qualify]
work = { mean = "1 h" }
outcomes = [{ to = "close", rate = 0.4 }, { to = "lost", rate = 0.6 }]
[journey.close]
work = { mean = "1 h" }
outcomes = [{ to = "customer", rate = 0.4 }, { to = "lost", rate = 0.6 }]
[offering]
price = "10 / month"
[teams.inside]
headcount = 2
does = ["qualify"]
[teams.field]
title = { en = "Field", ja = "外勤" }
headcount = 0
does = ["close"]
kpi = "bookings"
quota = { per_person = "2 / month" }
ramp = [0, 0.5]
commission = { share = 0.1, above_quota = 0.15, claw_back = "12 months" }
changes = [{ at = "1 month", headcount = 1 }, { at = "2 months", headcount = "+1" }, { at = "40 months", headcount = 9 }]
[policies.hiring]
field = { when = "load > 90%", most = 5 }
[[transfers]]
at = "6 months"
from = "inside"
to = "field"
[[freezes]]
what = "hiring"
at = "12 months"
lasts = "3 months"
[[freezes]]
what = "spending"
at = "24 months"
lasts = "1 month"
"""


@pytest.fixture(scope="module")
def planned() -> Scenario:
    """A firm with all kinds of plans."""
    return parse(TEXT)


def test_plans_in_sentences(planned: Scenario) -> None:
    assert list(plans(planned, "en")) == [
        "Inside: 2 → 1 people by its plan",
        "Field: 0 → 1 → 2 → 3 people by its plan",
        "Field: newcomers at 0% → 50% of a trained person's speed, month by month",
        "Field: a quota of 2 a month for each trained person",
        "Field: is paid 10% of the first-year value of what it closes",
        "Field: is paid 15% of that beyond its quota",
        "Field: pays that back for customers who leave within 12 months",
        "Field: hires one a month while load > 0.9, up to 5",
        "after 6 months 1 of Inside go to Field",
        "nobody is hired for 3 months from 12 months on",
        "nothing is spent on leads for 1 month from 24 months on",
    ]
    assert len(list(plans(planned, "ja"))) == 11
    assert "Plans of people and pay" in explain(planned).text(every=True)


def test_a_commission_on_later_sales_alone_in_sentences() -> None:
    stated = 'commission = { expansion = 0.05, claw_back = "6 months" }'
    sold = parse(
        TEXT.replace('commission = { share = 0.1, above_quota = 0.15, claw_back = "12 months" }', stated)
    )
    assert [said for said in plans(sold, "en") if "paid" in said or "back" in said] == [
        "Field: is paid 5% of the first-year value of what it sells to customers later",
        "Field: pays that back for customers who leave within 6 months",
    ]
    assert "外勤：既存顧客に追加で販売したものの初年度価値の5%を歩合で受け取る" in plans(sold, "ja")


def test_plans_as_plain_objects(planned: Scenario) -> None:
    found = json.loads(json.dumps(explain(planned).to_json()))["teams"]
    assert [one["people"] for one in found["field"]["headcounts"]] == [0, 1, 2, 3, 9]
    assert found["field"]["ramp"] == [0.0, 0.5]
    assert found["field"]["quota_per_person_and_month"] == pytest.approx(2)
    assert found["field"]["commission"]["share"] == 0.1
    assert found["field"]["hiring"] == {
        "when": {"quantity": "load", "comparison": ">", "value": 0.9},
        "most": 5,
        "begins": 0,
    }
    assert found["inside"].keys() == {"headcounts", "headcount", "cost_per_month", "kpi", "ownership", "does"}


def test_a_diagram_shows_the_headcounts_of_the_plan(planned: Scenario) -> None:
    said = draw(planned, "teams").mermaid()
    assert "0 → 1 → 2 → 3 people" in said
    assert "2 → 1 people" in said


def test_nothing_is_said_where_nothing_is_planned() -> None:
    plain = parse(
        TEXT.split("[policies.hiring]")[0].split("kpi =")[0].replace("headcount = 0", "headcount = 1")
    )
    assert list(plans(plain, "en")) == []
    assert "Plans of people" not in explain(plain).text(every=True)
