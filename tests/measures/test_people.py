"""Hours, capacity, cost and the teams' KPIs, worked out in the head."""

import math
from dataclasses import replace

import numpy as np
import pytest
from logbook import FACTS, NAN, Logbook

from orgsim.measures.bins import Bins
from orgsim.measures.people import TeamWork, work
from orgsim.measures.reading import read
from orgsim.measures.summary import summarize
from orgsim.units import MONTH


def team(book: Logbook, name: str = "inside") -> dict[str, float]:
    """The figures of a team."""
    return summarize(book.read()).teams[name]


def test_utilisation_is_hours_worked_over_hours_on_duty() -> None:
    book = Logbook().payroll(0, (0, 10), hours=60, cost=1000)
    book.job("qualify", 0, (0, 1, 2), hours=12).job("qualify", 1, (0, 9, NAN), "open", hours=6)
    found = team(book)
    assert found["hours"] == pytest.approx(18)
    assert found["capacity_hours"] == pytest.approx(60)
    assert found["utilisation"] == pytest.approx(0.3)
    assert found["cost"] == pytest.approx(1000)


def test_only_the_part_inside_the_window_counts() -> None:
    book = (
        Logbook(replace(FACTS, warm_up=4.0, drained=True))
        .payroll(0, (0, 5), hours=50, cost=500)
        .payroll(0, (5, 10), hours=10)
    )
    book.job("qualify", 0, (3, 3, 5), hours=8).job("qualify", 1, (8, 8, 12), hours=8).job(
        "qualify", 2, (5, 5, 5), hours=3
    )
    found = team(book)
    assert found["hours"] == pytest.approx(8 / 2 + 8 / 2 + 3)
    assert found["capacity_hours"] == pytest.approx(50 / 5 + 10)
    assert found["cost"] == pytest.approx(100)


def test_a_job_open_at_the_horizon_was_worked_until_then() -> None:
    book = Logbook(replace(FACTS, warm_up=4.0)).job("qualify", 0, (2, 2, NAN), "open", hours=8)
    assert team(book)["hours"] == pytest.approx(6)


def test_a_team_without_hours_on_duty_has_no_utilisation() -> None:
    found = team(Logbook().payroll(0, (0, 10), hours=60), "care")
    assert np.isnan(found["utilisation"])
    assert found["hours"] == found["capacity_hours"] == 0


def test_monthly_utilisation_shares_a_job_over_months() -> None:
    book = Logbook(replace(FACTS, horizon=2 * MONTH))
    book.payroll(0, (0, MONTH), hours=100, cost=7).payroll(0, (MONTH, 2 * MONTH), hours=50, cost=9)
    book.job("qualify", 0, (0, MONTH - 3, MONTH + 1), hours=40)
    series = summarize(book.read()).series
    assert series["utilisation.inside"] == pytest.approx([30 / 100, 10 / 50])
    assert series["payroll"] == pytest.approx([7, 9])


OFFICE = tuple(day + hour / 24 for day in (0, 1, 4, 5) for hour in (9, 17))
"""Nine to five on days 0 and 1; closed on days 2 and 3; nine to five again."""


def shifts(*turns: tuple[float, ...], **facts: float) -> Logbook:
    """A log of teams that are on duty at those times."""
    return Logbook(replace(FACTS, on_duty=turns, **facts))


def parts(book: Logbook, *edges: float) -> TeamWork:
    """What was worked, on duty and paid between consecutive days."""
    return work(replace(read(book.read()), bins=Bins(np.array(edges), np.arange(len(edges) - 1), 0)))


def test_hours_lie_on_duty_and_not_at_night_or_while_closed() -> None:
    """A job from 15 o'clock of day 0 to 11 o'clock of day 4: two hours, eight, none, two; as many are there, pay is even."""
    book = shifts(OFFICE, OFFICE, OFFICE).payroll(0, (0, 6), hours=32, cost=600)
    book.job("qualify", 0, (0, 15 / 24, 4 + 11 / 24), hours=12)
    found = parts(book, 0, 0.9, 2, 4, 6)
    assert found.hours[0] == pytest.approx([2, 8, 0, 2])
    assert found.capacity[0] == pytest.approx([8, 8, 0, 16])
    assert found.cost[0] == pytest.approx([90, 110, 200, 200])


def test_each_team_has_its_own_hours() -> None:
    """The same span, from noon of day 0 to noon of day 1: 5 + 3 hours in the office, 12 + 12 where somebody is always there."""
    always = (0.0, math.inf)
    book = shifts(OFFICE, always, OFFICE).job("qualify", 0, (0, 0.5, 1.5), hours=8)
    book.job("close", 0, (0, 0.5, 1.5), hours=24)
    found = parts(book, 0, 1, 10)
    assert found.hours.tolist() == [pytest.approx([5, 3]), pytest.approx([12, 12]), [0, 0]]


def test_work_before_and_after_a_purchase_is_split_at_the_edge_of_a_window() -> None:
    """From Friday 16:00 to Monday 10:00 for a lead, an hour on either side of the weekend; then three for the customer."""
    book = shifts(OFFICE, OFFICE, OFFICE, warm_up=3.0)
    monday = 4 + 10 / 24
    book.arrive(0).job("qualify", 0, (0, 1 + 16 / 24, monday), hours=2).change("customer", 0, monday)
    book.job("qualify", 0, (monday, monday, monday + 3 / 24), hours=3)
    reading = read(book.read())
    found = work(reading)
    assert reading.bins.window(found.before)[0] == pytest.approx(1)
    assert reading.bins.window(found.after)[0] == pytest.approx(3)


def test_work_of_another_log_that_was_done_off_duty_is_not_lost() -> None:
    """In the night from day 0 to day 1, or where a team is never on duty: shared evenly over the time it took."""
    book = shifts(OFFICE, (), OFFICE).job("qualify", 0, (0, 0.75, 1.25), hours=6)
    book.job("close", 0, (0, 0, 4), hours=8)
    found = parts(book, 0, 1, 10)
    assert found.hours.tolist() == [pytest.approx([3, 3]), pytest.approx([2, 6]), [0, 0]]


def test_headcount_is_averaged_over_time() -> None:
    book = (
        Logbook(replace(FACTS, warm_up=2.0))
        .staff(0, "joined", 0)
        .staff(0, "joined", 6, person=1)
        .staff(0, "left", 8)
    )
    assert team(book)["headcount"] == pytest.approx((8 + 4 - 2) / 8)


def test_an_appointment_is_a_best_outcome_for_another_team() -> None:
    facts = replace(FACTS, team_kpi=("appointments", "appointments", "appointments"), warm_up=2.0)
    book = Logbook(facts)
    book.job("qualify", 0, (1, 1, 3), "close").job("qualify", 1, (1, 3, 4), "nurture").job(
        "qualify", 2, (0, 0, 1), "close"
    )
    book.job("close", 0, (3, 3, 5), "customer")
    found = summarize(book.read()).teams
    assert found["inside"]["kpi_value"] == 1  # the first; the third ended in the warm-up
    assert found["field"]["kpi_value"] == 0  # a purchase is not an appointment
    alone = replace(facts, team_does=(("qualify", "close"), (), ("onboard",)))
    book.facts = alone
    assert summarize(book.read()).teams["inside"]["kpi_value"] == 0  # it keeps its leads


def test_other_kpis_are_those_of_the_whole() -> None:
    facts = replace(FACTS, team_kpi=("leads", "bookings", "retention"), horizon=365.25)
    book = (
        Logbook(facts)
        .arrive(0, 1)
        .change("customer", 0, 0, booked=12, mrr=1)
        .change("customer", 1, 0, booked=12, mrr=1)
    )
    book.change("renewed", 0, 365.25, booked=12).change("churned", 1, 365.25, mrr=-1)  # both on the horizon
    found = summarize(book.read()).teams
    assert [found[name]["kpi_value"] for name in found] == pytest.approx([2, 24, 1 - 1 / 2])


def test_what_an_organization_does_for_itself_is_work_but_no_acquisition() -> None:
    """Inside works for a lead and meets, care works for a customer and meets: only the pay of inside wins customers."""
    from logbook import NAMES

    book = Logbook(names=replace(NAMES, entities=("web", "organization")))
    book.arrive(0).change("customer", 0, 1.0).payroll(0, (0, 10), hours=80, cost=800).payroll(
        2, (0, 10), hours=80, cost=500
    )
    book.job("qualify", 0, (0, 0, 1), hours=10).job("onboard", 0, (2, 2, 3), hours=5)
    book.job("qualify", 0, (4, 4, 6), hours=30, entity=1).job("onboard", 1, (4, 4, 6), hours=20, entity=1)
    found = summarize(book.read())
    assert found.teams["inside"]["hours"] == pytest.approx(40)
    assert found.kpis["acquisition_cost"] == pytest.approx(800)
