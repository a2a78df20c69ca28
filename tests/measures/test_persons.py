"""What each person has done by themselves: by hand, and adding up to the figures of teams and of the whole."""

import math
from dataclasses import replace

import numpy as np
import pytest
from logbook import FACTS, NAN, Logbook

import orgsim
from orgsim.events.columns import ORGANIZATION
from orgsim.measures.persons import persons
from orgsim.measures.reading import read


def book(warm_up: float = 0.0) -> Logbook:
    """Two in field sales, one of whom leaves on day 6; one inside."""
    return (
        Logbook(replace(FACTS, warm_up=warm_up))
        .staff(0, "joined", 0.0)
        .staff(1, "joined", 0.0)
        .staff(1, "joined", 2.0, person=1)
        .staff(1, "left", 6.0, person=1)
    )


def of(found: dict[str, np.ndarray], name: str) -> list[float]:
    """A column."""
    return np.asarray(found[name], dtype=float).tolist()


def test_who_was_there_and_how_much_of_it_they_worked() -> None:
    """Always on duty: 24 hours a day from joining to leaving, of the days counted; an open job counts until the horizon."""
    log = book(warm_up=1.0).job("close", 0, (0, 0, 3), "lost").job("close", 1, (8, 8, NAN), "open")
    log.job("close", 2, (2, 2, 4), "lost", person=1)
    found = persons(read(log.read()))
    assert of(found, "team") == [0, 1, 1]
    assert of(found, "person") == [0, 0, 1]
    assert of(found, "joined") == [0, 0, 2]
    assert of(found, "left") == pytest.approx([NAN, NAN, 6], nan_ok=True)
    assert of(found, "duty_hours") == pytest.approx([216, 216, 96])
    assert of(found, "hours") == pytest.approx([0, 48 + 48, 48])
    assert of(found, "utilisation") == pytest.approx([0, 96 / 216, 0.5])
    assert of(found, "jobs") == [0, 1, 1]


def test_who_closed_has_won_and_not_who_had_the_lead_before() -> None:
    """The job that ended in the purchase counts, though it was signed two days later; one signed before the window does not."""
    log = book(warm_up=2.0).arrive(0, 1, 2)
    log.job("qualify", 0, (0, 0, 1), "close").job("close", 0, (1, 1, 3), "customer").change(
        "customer", 0, 5.0, booked=120
    )
    log.job("close", 1, (0, 0.5, 1), "customer").change("customer", 1, 1.0, booked=70)
    log.job("close", 2, (2, 3, 4), "nurture", person=1).job(
        "close", 2, (5, 5, 6), "customer", person=0, visit=1
    )
    log.change("customer", 2, 6.0, booked=50)
    found = persons(read(log.read()))
    assert of(found, "won") == [0, 2, 0]
    assert of(found, "booked") == [0, 170, 0]
    assert of(found, "decided") == [0, 2, 1]
    assert of(found, "pass_rate") == pytest.approx([NAN, 1, 0], nan_ok=True)
    assert of(found, "share") == pytest.approx([NAN, 2 / 3, 1 / 3], nan_ok=True)


def test_how_often_a_customer_meets_the_same_face() -> None:
    """Of three jobs for somebody known to the firm one is for whom the same person had worked last."""
    log = book()
    log.job("close", 0, (0, 0, 1), "nurture").job("close", 0, (2, 2, 3), "nurture", visit=1)
    log.job("close", 1, (2, 2.5, 3), "nurture", person=1).job("close", 1, (3, 3, 4), "nurture", visit=1)
    log.job("close", 0, (4, 4, 5), "nurture", visit=2, person=1)
    assert of(persons(read(log.read())), "known") == pytest.approx([NAN, 1 / 2, 0], nan_ok=True)


def test_work_for_the_organization_is_hours_and_no_job() -> None:
    names = replace(book().names, entities=("web", "web events", ORGANIZATION))
    log = Logbook(FACTS, names).staff(0, "joined", 0.0)
    log.job("qualify", 0, (0, 0, 1), "lost").job("qualify", 0, (1, 1, 2), "done", entity=2)
    log.job("qualify", 0, (2, 2, 3), "done", entity=1)
    found = persons(read(log.read()))
    assert of(found, "hours") == pytest.approx([72])
    assert of(found, "jobs") == of(found, "share") == [1]


@pytest.mark.parametrize("organization", ["the-model", "continuous"])
def test_people_add_up_to_their_teams_and_to_the_whole(organization: str) -> None:
    plan = orgsim.load("b2b-saas", organization).replace(
        {"scenario.horizon": "9 months", "scenario.warm_up": "2 months"}
    )
    run = orgsim.simulate(plan, seed=3)
    table, teams = run.people(), run.summary.teams
    assert list(table.columns)[:4] == ["team", "person", "joined", "left"]
    summed = table.groupby("team")[["hours", "duty_hours"]].sum()
    for name, figures in teams.items():
        assert summed.loc[name, "hours"] == pytest.approx(figures["hours"], rel=1e-9)
        assert summed.loc[name, "duty_hours"] == pytest.approx(figures["capacity_hours"], rel=1e-9)
    assert table["won"].sum() == run.summary.kpis["won"]
    assert table["booked"].sum() <= run.summary.kpis["bookings"] * (1 + 1e-9)
    shares = table.groupby("team")["share"].sum()
    assert all(math.isclose(share, 1) for share in shares if share)
