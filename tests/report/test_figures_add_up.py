"""The figures of the page: their numbers are those of study.json and of the measures, and what is cut into parts adds up."""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from long_desks import desk, growing

import orgsim
from orgsim.language.numbers import quantity
from orgsim.measures.customers import BRIDGE
from orgsim.measures.kpis import KPIS
from orgsim.measures.steps import TEAM_KPIS
from orgsim.mechanisms import MECHANISMS
from orgsim.plan.load import parse
from orgsim.report.drawing import svg
from orgsim.report.drawing.bridges import BridgeChart
from orgsim.report.drawing.curves import CurveChart
from orgsim.report.drawing.flows import FlowChart
from orgsim.report.drawing.staying import StayChart
from orgsim.report.drawing.team_months import TeamMonthsChart
from orgsim.report.drawing.values import ValueChart
from orgsim.report.study import assumed, cohorts, in_short, own_kpis, page, worth
from orgsim.report.study.pictures import drawings, pictures
from orgsim.report.study.reading import StudyReading
from orgsim.report.study.team_months import planned
from orgsim.study.quantities import Quantity
from orgsim.study.sample import Sample
from orgsim.units import MONTH


@pytest.fixture(scope="module")
def reading() -> StudyReading:
    """Two desks over three years."""
    study = orgsim.compare({"today": desk(), "grown": growing()}, replications=5, seed=3, workers=1)
    return StudyReading(study, command="orgsim compare here")


@pytest.fixture(scope="module")
def document(reading: StudyReading) -> dict[str, dict[str, object]]:
    """What study.json holds of the scenarios."""
    return json.loads(json.dumps(reading.document))["scenarios"]  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def html(reading: StudyReading) -> str:
    """The page."""
    return page.render(reading)


def chart(reading: StudyReading, name: str) -> object:
    return drawings(reading, "en")[name].chart


def test_every_lead_goes_one_of_three_ways_at_each_step(reading: StudyReading, document: dict) -> None:  # type: ignore[type-arg]
    found = chart(reading, "flow")
    assert isinstance(found, FlowChart)
    for flow, (name, told) in zip(found.flows, document.items(), strict=True):
        assert flow.steps, name
        for step in flow.steps:
            assert step.on + step.stopped + step.untouched == pytest.approx(step.came)
            assert min(step.on, step.stopped, step.untouched) >= 0
        assert all(one.on == after.came for one, after in pairwise(flow.steps))
        assert flow.steps[0].came == pytest.approx(told["kpis"]["leads"]["mean"])
        stopped = sum(step.stopped + step.untouched for step in flow.steps)
        fates = sum(told["kpis"][fate]["mean"] for fate in ("lost", "at_rest", "open_leads"))
        assert stopped == pytest.approx(fates)
        assert flow.steps[-1].on == pytest.approx(told["funnel"]["customer"]["came"])


def test_the_bridge_leads_from_the_first_revenue_to_the_last(reading: StudyReading, document: dict) -> None:  # type: ignore[type-arg]
    found = chart(reading, "bridge")
    assert isinstance(found, BridgeChart)
    for bridge, (name, told) in zip(found.bridges, document.items(), strict=True):
        moved = sum(step.amount for step in bridge.steps)
        assert bridge.start + moved == pytest.approx(bridge.end)
        assert bridge.end == pytest.approx(told["kpis"]["arr"]["mean"])
        by_month = [reading.study.series(name, key).sum(axis=1).mean() for key in BRIDGE]
        assert moved == pytest.approx(12 * sum(by_month))
        assert any(step.amount < 0 for step in bridge.steps)


def test_a_bridge_begins_where_the_warm_up_ends() -> None:
    late = desk().replace({"scenario.warm_up": "12 months"})
    study = orgsim.compare({"late": late}, replications=2, workers=1)
    found = chart(StudyReading(study), "bridge")
    assert isinstance(found, BridgeChart)
    [bridge] = found.bridges
    mrr = study.series("late", "mrr").mean(axis=0)
    assert bridge.start == pytest.approx(12 * mrr[11])
    assert bridge.start + sum(step.amount for step in bridge.steps) == pytest.approx(12 * mrr[-1])


def test_the_value_of_a_firm_is_its_two_parts(reading: StudyReading, document: dict) -> None:  # type: ignore[type-arg]
    found = chart(reading, "value")
    assert isinstance(found, ValueChart)
    for firm, told in zip(found.firms, document.values(), strict=True):
        assert firm.so_far + firm.ahead == pytest.approx(told["kpis"]["firm_value"]["mean"])
        assert firm.so_far == told["kpis"]["discounted_value"]["mean"]
        assert (firm.low, firm.high) == (
            told["kpis"]["firm_value"]["low"],
            told["kpis"]["firm_value"]["high"],
        )


def test_customers_stay_by_the_decisions_of_each_age(reading: StudyReading) -> None:
    found = chart(reading, "staying")
    assert isinstance(found, StayChart)
    for line, name in zip(found.lines, reading.study.scenarios, strict=True):
        means = reading.study.samples[name].means
        kinds = [kind for kind in ("short", "year", "long") if means[f"parts.terms.{kind}"]]
        assert len(kinds) == 1
        assert (line.months[0], line.shares[0]) == (0, 1)
        left = 1.0
        for age, share in enumerate(line.shares[1:], 1):
            due, lost = (means[f"parts.{what}.{kinds[0]}.{age}"] for what in ("due", "lost"))
            left -= left * lost / due
            assert share == pytest.approx(left)
        assert list(line.shares) == sorted(line.shares, reverse=True)
        assert line.shares[-1] < 1


def test_the_rows_of_teams_are_those_of_the_series_and_the_table(
    reading: StudyReading, document: dict
) -> None:  # type: ignore[type-arg]
    found = chart(reading, "teams")
    assert isinstance(found, TeamMonthsChart)
    expected = [(name, team) for name, plan in reading.study.scenarios.items() for team in plan.all_teams]
    assert len(found.rows) == len(expected)
    for row, (name, team) in zip(found.rows, expected, strict=True):
        told = document[name]
        assert row.said[1] == quantity(told["teams"][team]["utilisation"]["mean"], "share")
        series = reading.study.series(name, f"utilisation.{team}")
        assert row.load == pytest.approx(series.mean(axis=0).tolist(), nan_ok=True)
        waits = [
            told["activities"][one]["wait_hours"]["mean"]
            for one in reading.study.scenarios[name].teams[team].does
        ]
        assert row.said[2] == quantity(max(wait for wait in waits if wait is not None), "hours")
        there = reading.study.series(name, f"headcount.{team}")
        assert row.people == pytest.approx(there.mean(axis=0).tolist())
        assert row.reach[0] == pytest.approx(np.quantile(there, 0.1, axis=0).tolist())
        assert row.planned == [planned(reading.study.scenarios[name], team, k * MONTH) for k in range(30)]
        assert len(row.people) == len(row.load) == len(row.wait) == len(row.planned) == 30


def test_who_stays_is_the_share_of_each_cohort(reading: StudyReading) -> None:
    """Counted again from the series; cohorts add up to the customers of each month."""
    assert len(cohorts.tables(reading)) == 2
    for table, name in zip(cohorts.tables(reading), reading.study.scenarios, strict=True):
        series = reading.study.samples[name].series
        assert table.columns[2:5] == ("at their end", "3 months later", "6 months later")
        rows = {row[0].text: [cell.text for cell in row[1:]] for row in table.rows}
        assert set(rows) >= {"months 1 to 3", "months 28 to 30"}
        first = series["bought_first"][:, :3].sum()
        assert rows["months 1 to 3"][0] == quantity(first / 5, "count")
        for column, month in ((1, 2), (2, 5), (3, 8)):
            assert rows["months 1 to 3"][column] == quantity(
                series["cohort.1"][:, month].sum() / first, "share"
            )
        assert rows["months 28 to 30"][2:] == ["–"] * (len(table.columns) - 3)
        own = sum(values for key, values in series.items() if key.startswith("cohort."))
        assert own == pytest.approx(series["customers"])


def test_people_who_were_not_there_as_planned_are_told_beside(reading: StudyReading) -> None:
    team = next(iter(reading.first.all_teams))
    key = f"headcount.{team}"
    own = reading.study.samples["today"]
    there = np.full_like(own.series[key], 0.5)
    samples = {**reading.study.samples, "today": Sample(own.keys, own.values, own.series | {key: there})}
    [row, *_] = chart(StudyReading(replace(reading.study, samples=samples)), "teams").rows  # type: ignore[attr-defined]
    assert row.said[0] == f"0.5\nplan {row.planned[-1]}"


def test_people_are_those_of_the_plan_month_by_month() -> None:
    plan = desk()
    team = next(iter(plan.teams))
    changed = plan.replace({f"teams.{team}.changes": [{"at": "2 months", "headcount": 9}]})
    days = [0.0, 59.0, 62.0, 400.0]
    assert [planned(changed, team, day) for day in days] == [plan.teams[team].headcount] * 2 + [9, 9]


def test_a_ring_stands_on_the_line_where_cash_crosses_for_good(reading: StudyReading) -> None:
    ahead = np.array([[-1.0, 1.0, -1.0, 2.0, 3.0]] * 6) * 1e6
    said = worth.crossings(crossed(reading, ahead))
    assert said == ["“grown” has more cash than “today” from month 4 on (95%: month 4 to 4)."]
    found = chart(crossed(reading, ahead), "cash")
    assert isinstance(found, CurveChart)
    assert [(one.month, one.value) for one in found.crossings] == [(4, 2e6 + 5e6)]
    assert found.lines[1].middle[3] == 7e6
    always = worth.crossings(crossed(reading, -np.abs(ahead)))
    assert always == ["“grown” has less cash than “today” from the first month on."]
    assert worth.crossings(crossed(reading, 0 * ahead)) == []


def crossed(reading: StudyReading, ahead: np.ndarray) -> StudyReading:  # type: ignore[type-arg]
    """The same study with other cash: that of "grown" is ahead by so much, replication × month."""
    cash = np.full_like(ahead, 5e6)
    samples = {}
    for name, money in (("today", cash), ("grown", cash + ahead)):
        own = reading.study.samples[name].first(len(ahead))
        samples[name] = Sample(own.keys, own.values, own.series | {"cash": money})
    return StudyReading(replace(reading.study, samples=samples))


def test_what_a_team_is_measured_on_stands_beside_the_whole(reading: StudyReading) -> None:
    assert own_kpis.table(reading) is None
    plans = {}
    for name, plan in reading.study.scenarios.items():
        team = next(iter(plan.teams))
        plans[name] = plan.replace({f"teams.{team}.kpi": "bookings"})
    study = orgsim.compare(plans, replications=2, workers=1)
    told = StudyReading(study)
    table = own_kpis.table(told)
    assert table is not None
    [own, whole, *_] = table.rows
    team = next(iter(plans["today"].teams))
    bookings = told.results["today"]["teams"][team]["kpi_value"]["mean"]
    assert bookings == told.results["today"]["kpis"]["bookings"]["mean"]
    assert own[3].text == told.quantity(bookings, "money")
    assert whole[3].text.startswith(
        told.quantity(told.results["today"]["kpis"]["arr"]["mean"], "money / year")
    )


def test_numbers_on_the_page_are_those_of_the_document(
    reading: StudyReading, html: str, document: dict
) -> None:  # type: ignore[type-arg]
    """Each mean and each bound of a leading figure stands in its row as study.json has it."""
    results = html[html.index('<section id="results">') :]
    for kpi in reading.headline:
        row = re.search(rf'<th scope="row">{re.escape(reading.kpi_title(kpi))}.*?</tr>', results, re.DOTALL)
        assert row is not None, kpi
        shown = re.sub(r"</?span[^>]*>", "", row[0])
        for told in document.values():
            figure = told["kpis"][kpi]
            unit = _unit(kpi)
            assert f">{reading.quantity(figure['mean'], unit)}" in shown
            if figure["low"] is not None and figure["high"] is not None:
                assert reading.interval(figure["low"], figure["high"], unit) in shown


def _unit(kpi: str) -> str:
    return KPIS[kpi].unit


def test_mechanisms_in_force_are_those_that_explain_names() -> None:
    """The gallery's organizations state different policies, so that different mechanisms find what they need."""
    names = ("pre-post-sales", "the-model-collaborating")
    plans = {name: orgsim.load("b2b-saas", name) for name in names}
    said = assumed.sentences(plans, "en")
    listed = [set(line.removesuffix(".").partition(": ")[2].split(", ")) for line in said]
    for k, (name, plan) in enumerate(plans.items()):
        explained = orgsim.explain(plan).to_json()
        acting = {MECHANISMS[one].title.say("en") for one in explained["mechanisms"]}
        besides = [
            own for line, own in zip(said[1:], listed[1:], strict=True) if f"in {plan.title('en')}: " in line
        ]
        assert listed[0].union(*besides) == acting, (k, name)
        assert set(explained["not_in_force"]).isdisjoint(assumed.in_force(plans)[name])
        row = assumed.table(plans, "en").rows[k]
        counted = [int(cell.text) for cell in row[1:]]
        assert counted[0] == len(acting)
        assert counted[1] == sum(explained["statuses"].values()) == sum(counted[2:6])
    assert assumed.in_force(plans)[names[0]] != plans[names[0]].scenario.mechanisms


def test_the_page_leads_to_each_of_its_sections(html: str) -> None:
    links = re.findall(r'<a href="([^"]+)"', html)
    assert links == [f"#{name}" for name in re.findall(r'<section id="([^"]+)"', html)]
    assert len(links) > 8


def test_every_cell_knows_the_head_of_its_column(html: str) -> None:
    """On a phone the cells of a row stand one below the other, each behind the head of its column."""
    tables = re.findall(r"<table>.*?</table>", html, re.DOTALL)
    assert len(tables) > 6
    for table in tables:
        heads = re.findall(r"<th scope=\"col\"[^>]*>([^<]*)", table)
        for row in re.findall(r"<tr>(?!<th scope=\"col\").*?</tr>", table, re.DOTALL):
            assert re.findall(r'data-head="([^"]*)"', row) == heads[1:]


def test_pictures_share_the_outlines_of_signs(html: str, reading: StudyReading) -> None:
    every = [picture.svg for picture in pictures(reading)]
    shelf, bare = svg.shared(every)
    outlines = re.findall(r'id="([^"]+)"', shelf)
    assert len(outlines) == len(set(outlines)) > 40
    asked = set(re.findall(r'href="#([^"]+)"', "".join(bare)))
    there = set(re.findall(r'\sid="([^"]+)"', shelf + "".join(bare)))
    assert asked <= there
    assert set(outlines) <= asked
    assert len(shelf) + sum(map(len, bare)) < 0.75 * sum(map(len, every))
    assert set(re.findall(r"url\(#([^)]+)\)", html)) <= set(re.findall(r'\sid="([^"]+)"', html))


def sure(reading: StudyReading) -> Iterator[dict[str, object]]:
    for row in reading.against_baseline("grown", reading.headline):
        if row["verdict"] in ("better", "worse"):
            yield row


def test_a_study_in_four_sentences(reading: StudyReading) -> None:
    told = in_short.in_short(reading)
    better = [row for row in sure(reading) if row["verdict"] == "better"]
    assert better
    assert told.answer.startswith(
        ("“grown” does better than “today” in ", "Going from “today” to “grown” is an exchange: ")
    )
    first = better[0]
    assert reading.change(first["difference"], _unit(str(first["kpi"]))) in told.answer
    count = len(list(sure(reading)))
    assert told.certainty.startswith(
        f"How sure: {count} of {len(reading.headline)} leading differences can be told"
    )
    assert "What it hangs on: the numbers of the files alone" in told.hangs_on
    busiest = max(
        found["utilisation"]["mean"]
        for name in reading.results
        for found in reading.results[name]["teams"].values()
    )
    assert reading.quantity(busiest, "share") in told.look_at


def test_of_three_the_answer_names_who_may_be_best(reading: StudyReading) -> None:
    """Two alike cannot be told from one another, so that none is called the best alone."""
    samples = {**reading.study.samples, "again": reading.study.samples["today"]}
    plans = {**reading.study.scenarios, "again": reading.study.scenarios["today"]}
    three = StudyReading(replace(reading.study, scenarios=plans, samples=samples))
    answer = in_short.in_short(three).answer
    assert answer.startswith("Annual recurring revenue: ")
    rows = three.study.best(["arr"])
    able = set(rows["scenario"][rows["may_be_best"]])
    first = answer.partition(" (95% sure). ")[0]
    assert all((f"“{name}”" in first) == (name in able) for name in plans) or len(able) == len(plans)


def test_one_scenario_says_what_it_comes_to(reading: StudyReading) -> None:
    alone = StudyReading(
        replace(
            reading.study,
            scenarios={"today": reading.study.scenarios["today"]},
            samples={"today": reading.study.samples["today"]},
        )
    )
    told = in_short.in_short(alone)
    arr = alone.results["today"]["kpis"]["arr"]
    assert alone.quantity(arr["mean"], "money / year") in told.answer
    assert alone.interval(arr["low"], arr["high"], "money / year") in told.certainty


def test_no_interval_of_a_share_leaves_what_is_possible(reading: StudyReading) -> None:
    for told in reading.results.values():
        shares = [one["utilisation"] for one in told["teams"].values()]
        shares += [one["cold_share"] for one in told["activities"].values()]
        for share in shares:
            if share["low"] is not None:
                assert 0 <= share["low"] <= share["mean"] <= share["high"] <= 1
        for activity in told["activities"].values():
            low = activity["wait_hours"]["low"]
            assert low is None or low >= 0 or math.isclose(low, 0)


def test_two_shares_differ_by_one_at_most() -> None:
    """Two replications of each: a t-interval alone would reach far beyond."""
    key = "teams.desk.utilisation"
    low, high = (Sample((key,), np.array([[a], [b]]), {}) for a, b in ((0.1, 0.5), (0.9, 0.6)))
    found = Quantity(TEAM_KPIS["utilisation"], "teams", "desk").compare(low, high).difference
    assert (found.low, found.high) == (-1, 1)
    assert found.mean == pytest.approx(0.45)
    assert "clipped" in found.doubts
    money = Quantity(KPIS["profit"])
    made, spent = (Sample(("profit",), np.array([[a], [b]]), {}) for a, b in ((1.0, 5.0), (9.0, 6.0)))
    assert money.compare(made, spent).difference.high > 30


def test_without_leads_there_is_no_flow() -> None:
    text = """
[scenario]
horizon = "30 days"
mechanisms = []
[market]
title = "Desk"
currency = "EUR"
[sources.web]
leads = "0 / day"
[journey.serve]
work = { mean = "2 h" }
outcomes = [ { to = "customer", rate = 0.4 }, { to = "lost", rate = 0.6 } ]
[offering]
price = "100 / month"
[teams.desk]
headcount = 1
does = ["serve"]
"""
    study = orgsim.compare({"empty": parse(text, "empty.toml")}, replications=2, workers=1)
    assert {"flow", "bridge", "staying"}.isdisjoint(drawings(StudyReading(study), "en"))
