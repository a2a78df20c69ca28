"""Hours, capacity, cost and the teams' KPIs, worked out in the head."""

from dataclasses import replace

import numpy as np
import pytest
from logbook import FACTS, NAN, Logbook

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
    assert [found[name]["kpi_value"] for name in found] == pytest.approx([2, 36, 1 - 1 / 2])


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
