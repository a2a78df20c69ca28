"""The exercises with hidden numbers can be solved from the data that a class gets, as the answers say."""

from io import StringIO

import pandas as pd
import pytest

from orgsim.cli.lesson import data
from orgsim.plan.lessons import lesson_called, lessons
from orgsim.units import MONTH

NUMBERS = (1, 2)


def asked(name: str, number: int) -> tuple[pd.DataFrame, dict[str, str]]:
    """The data of an exercise, and its key."""
    exercise = lesson_called(name).exercise(number)
    return pd.read_csv(StringIO(data(exercise))), exercise.told


def value(text: str) -> float:
    return float(text.split()[0])


@pytest.mark.parametrize("name", [lesson.name for lesson in lessons()])
def test_different_numbers_hide_different_values(name: str) -> None:
    lesson = lesson_called(name)
    keys = [str(lesson.exercise(number).told) for number in range(1, 7)]
    assert len(set(keys)) > 2
    assert str(lesson.exercise(1).told) == keys[0]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_desk_is_known_by_its_rows(number: int) -> None:
    rows, key = asked("littles-law", number)
    done = rows.dropna()
    assert len(rows) / 60 == pytest.approx(value(key["sources.web.leads"]), abs=2.8)
    assert 24 * (done["end"] - done["start"]).mean() == pytest.approx(
        value(key["journey.answer.work.mean"]), rel=0.09
    )


def test_patience_is_known_by_all_that_waited() -> None:
    rows, key = asked("funnel-and-queues", 1)
    first = rows[rows["activity"] == "qualify"]
    waited = first["start"].fillna(first["end"]) - first["ready"]
    left = (first["outcome"] == "cold").sum()
    assert waited.sum() / left == pytest.approx(_days(key["journey.qualify.patience.mean"]), rel=0.2)
    assert len(first) / 15 == pytest.approx(value(key["sources.web.leads"]), rel=0.08)


def _days(text: str) -> float:
    number, unit = text.split()
    return float(number) * (MONTH if unit.startswith("month") else 1)


@pytest.mark.parametrize("number", NUMBERS)
def test_the_bar_shows_in_the_pass_rate(number: int) -> None:
    rows, key = asked("soft-appointments", number)
    decided = rows[(rows["activity"] == "qualify") & rows["outcome"].isin(["close", "lost"])]
    rates = {-1.0: 0.146, -0.5: 0.194, 0.5: 0.317, 1.0: 0.389, 1.5: 0.460}
    assert (decided["outcome"] == "close").mean() == pytest.approx(
        rates[key["policies.criteria.qualify"]], abs=0.035
    )


@pytest.mark.parametrize("number", NUMBERS)
def test_owners_show_in_the_persons(number: int) -> None:
    rows, key = asked("pooled-or-owned", number)
    begun = rows[rows["person"] >= 0].dropna(subset="start")
    one = (begun.groupby("case")["person"].nunique() == 1)[begun.groupby("case").size() > 1]
    assert one.all() == (key["teams.sales.ownership"] == "person")
    assert begun["person"].nunique() == key["teams.sales.headcount"]


@pytest.mark.parametrize("number", NUMBERS)
def test_pressure_shows_in_the_pass_rate(number: int) -> None:
    rows, key = asked("local-kpis", number)
    decided = rows[(rows["activity"] == "qualify") & rows["outcome"].isin(["close", "lost"])]
    rate = (decided["outcome"] == "close").mean()
    quota = key["teams.inside_sales.quota"]
    usual = (
        0.25 if key["policies.goal.kind"] == "shared" else {"65 / month": 0.285, "110 / month": 0.335}[quota]
    )
    assert rate == pytest.approx(usual, abs=0.025)


@pytest.mark.parametrize("number", NUMBERS)
def test_leavers_show_in_the_staffing(number: int) -> None:
    rows, key = asked("who-leaves", number)
    left, joined = (rows[rows["outcome"] == word]["end"].clip(lower=0) for word in ("left", "joined"))
    years = (left.sum() - joined.sum() + (len(joined) - len(left)) * 60 * MONTH) / 365.25
    share = value(key["effects.turnover.per_year"]) / 100
    assert 1 - 2.718282 ** (-len(left) / years) == pytest.approx(share, rel=0.35)
    assert (200 - years) * 12 / len(left) == pytest.approx(value(key["effects.turnover.delay"]), rel=0.3)


@pytest.mark.parametrize("number", NUMBERS)
def test_churn_shows_in_the_decisions(number: int) -> None:
    rows, key = asked("keeping-and-winning", number)
    counts = rows[rows["end"] >= 0]["outcome"].value_counts()
    monthly = counts["churned"] / (counts["churned"] + counts["renewed"])
    assert 1 - (1 - monthly) ** 12 == pytest.approx(value(key["customer.churn"]) / 100, rel=0.3)
    assert ((rows["outcome"] == "customer") & (rows["end"] < 0)).sum() == key["firm.customers"]


@pytest.mark.parametrize("number", NUMBERS)
def test_headcounts_show_in_the_persons(number: int) -> None:
    rows, key = asked("moving-bottleneck", number)
    for team, people in rows[rows["person"] >= 0].groupby("team")["person"]:
        assert people.nunique() == key[f"teams.{team}.headcount"]


@pytest.mark.parametrize("number", NUMBERS)
def test_attendance_and_leads_show_in_the_events(number: int) -> None:
    rows, key = asked("leads-from-attendance", number)
    events, leads = (rows[rows["kind"] == kind] for kind in ("event", "arrival"))
    assert events["visit"].mean() == pytest.approx(key["sources.seminar.attendees.mean"], rel=0.25)
    assert len(leads) / events["visit"].sum() == pytest.approx(
        key["sources.seminar.leads_per_attendee"], abs=0.04
    )


@pytest.mark.parametrize("number", NUMBERS)
def test_what_happened_shows_in_leads_and_rates(number: int) -> None:
    rows, key = asked("dashboard", number)
    begins = value(key["shocks.change.at"]) * MONTH
    after, before = (
        rows[mask & (rows["ready"] > 3 * MONTH)] for mask in (rows["ready"] > begins, rows["ready"] <= begins)
    )
    for step, best in (("qualify", "close"), ("close", "customer")):
        rates = [
            (part[part["activity"] == step]["outcome"] == best).sum()
            / part[(part["activity"] == step) & part["outcome"].isin([best, "lost"])].shape[0]
            for part in (before, after)
        ]
        assert (rates[1] < 0.8 * rates[0]) == (f"shocks.change.odds.{step}" in key)
    assert lesson_called("dashboard").exercise(number).scenario.shocks["change"].leads == key.get(
        "shocks.change.leads", 1
    )
