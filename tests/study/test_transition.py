"""Going over to another organization: by hand in a firm whose second seller comes at a date, and against itself."""

import json
from itertools import pairwise
from math import inf
from typing import Any

import numpy as np
import pytest
from single_changes_worlds import PAY, PRICE, firm

from orgsim import transition
from orgsim.errors import OrgsimError
from orgsim.measures.summary import summarize
from orgsim.plan.derived.cost_of_change import cost_of_change
from orgsim.plan.load import load
from orgsim.plan.scenario import Scenario
from orgsim.report.transition.answer import Transition
from orgsim.setup.simulate import run
from orgsim.study.run import simulate
from orgsim.units import DAYS_PER_YEAR, MONTH

QUICK: dict[str, Any] = {"replications": 3, "workers": 1}
MONTHS = 6
DECIDES = 40.0
"""Days that buyers take to decide."""
SELLER = 32.5 * PRICE
"""What a person of the back team costs here a month, about half of what one more of them sells."""
ARRIVALS = [round(0.25 * k, 6) for k in range(1, 4 * 31 * MONTHS)]


def slow(**changes: Any) -> Scenario:
    """The firm of two desks over six months, in which buyers take their time."""
    return firm(
        scenario__horizon=f"{MONTHS} months",
        sources__web__arrivals=ARRIVALS,
        journey__sell__outcomes=[
            {"to": "customer", "rate": 1, "after": {"mean": f"{DECIDES:g} days", "distribution": "constant"}}
        ],
        teams__back__cost=f"{SELLER:g} / month",
        **changes,
    )


def with_two(before: Scenario) -> Scenario:
    """The same with two people in the back team."""
    return before.replace({"teams.back.headcount": 2})


@pytest.fixture(scope="module")
def by_hand() -> Transition:
    before = slow()
    return transition(before, with_two(before), "1 month", **QUICK)


def expected() -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The differences of each month after the change: every second lead that comes after it is sold to, too, and buys 0.45 + 40
    days after it was greeted; one person more is paid."""
    greeted = np.array(ARRIVALS) + 1 / 24
    more = [time + 0.45 + DECIDES for k, time in enumerate(greeted, 1) if k % 2 == 0 and time > MONTH]
    edges = MONTH * np.arange(1, MONTHS + 1)
    bought = [sum(start <= time < end for time in more) for start, end in pairwise(edges)]
    return PRICE * np.array(bought) - SELLER


def test_each_month_differs_by_what_is_sold_more_less_pay(by_hand: Transition) -> None:
    wanted = expected()
    assert wanted[0] == -SELLER
    assert by_hand.first_month == 2
    assert by_hand.months == MONTHS - 1
    band = by_hand.band("profit", "monthly")
    assert band.mean == pytest.approx(wanted, rel=1e-9)
    assert band.low == pytest.approx(wanted, rel=1e-9)
    assert by_hand.band("profit", "cumulated").mean == pytest.approx(np.cumsum(wanted), rel=1e-9)


def test_it_pays_for_itself_in_the_month_worked_out_by_hand(by_hand: Transition) -> None:
    """A second seller costs 32,500 a month and sells two a day more, 60,900 a month, from 40.5 days after the change on: 32,500
    behind after one month, 24,500 after two, 3,900 ahead after three."""
    sums = np.cumsum(expected())
    assert [round(one, -3) for one in sums[:3].tolist()] == [-32_000, -24_000, 4_000]
    found = by_hand.break_even()
    assert (found.month, found.low, found.high, found.share_within) == (3, 3, 3, 1)
    lowest = by_hand.dip("profit", "cumulated")
    assert (lowest.month, lowest.depth.mean) == (1, pytest.approx(-SELLER, rel=1e-9))
    assert by_hand.dip("profit", "monthly").depth.mean == pytest.approx(-SELLER)
    (turn,) = by_hand.crossings("profit", "monthly")
    assert (turn.month, turn.upwards, turn.sure) == (2, True, True)
    first = by_hand.sentences()[0]
    assert first == (
        "Going over from Two desks to Two desks pays for itself in month 3 after the change (in that very month, 95% sure)."
    )


def test_money_is_discounted_to_the_day_of_the_change() -> None:
    before = slow(scenario__discount_rate="30 %")
    found = transition(before, with_two(before), "1 month", **QUICK)
    years = (np.arange(MONTHS - 1) + 0.5) * MONTH / DAYS_PER_YEAR
    assert found.band("profit", "cumulated").mean == pytest.approx(
        np.cumsum(expected() * 1.3**-years), rel=1e-9
    )
    assert found.band("profit", "monthly").mean == pytest.approx(expected(), rel=1e-9)


def test_customers_are_counted_and_not_discounted(by_hand: Transition) -> None:
    found = by_hand.band("won", "cumulated").mean
    assert found == pytest.approx(np.cumsum((expected() + SELLER) / PRICE))
    with pytest.raises(OrgsimError, match="customers stands at the end of each month and is not summed up"):
        by_hand.band("customers", "cumulated")
    assert by_hand.break_even("customers").month == 2


def test_a_change_that_never_pays_says_so() -> None:
    before = slow()
    idle = before.replace({"teams.front.headcount": 2})
    found = transition(before, idle, "1 month", **QUICK)
    assert found.band("profit", "monthly").mean == pytest.approx([-PAY] * (MONTHS - 1))
    even = found.break_even()
    assert (even.month, even.low, even.high, even.share_within) == (inf, inf, inf, 0)
    assert "does not pay for itself within the 5 months looked at (95% sure)" in found.sentences()[0]
    table = found.summary().set_index(["kpi", "shape"])
    assert table.loc[("profit", "cumulated"), "break_even"] == inf
    assert json.loads(json.dumps(found.to_json(), allow_nan=False))["summary"][0]["break_even"] is None


def test_going_over_to_the_same_organization_changes_nothing_at_all() -> None:
    """With every mechanism of the packaged firm, by its name and by its tables."""
    before = load("b2b-saas", "pre-post-sales", changes={"scenario.horizon": "2 months"})
    for after in ("pre-post-sales", before):
        found = transition(before, after, "1 month", replications=2, workers=1)
        assert found.same
        for figure in found.figures:
            assert not found.differences(figure.name, "monthly").any()
        assert found.cost.total == 0
        said = found.sentences()[0]
        assert said.endswith("changes nothing: every figure is the same in every run.")


def test_what_a_month_begins_with_the_change_in_its_middle() -> None:
    before = slow()
    found = transition(before, with_two(before), "45 days", **QUICK)
    assert found.first_month == 2
    paid = SELLER * (2 * MONTH - 45) / MONTH
    assert found.band("profit", "monthly").mean[0] == pytest.approx(-paid)


def other_teams(people: int) -> dict[str, Any]:
    """An organization whose back team works office hours, and is therefore another team."""
    table = firm().document().data["teams"]
    return {**table, "back": {**table["back"], "headcount": people, "calendar": "office"}}


def changed(people: int, notice: str, turnover: bool = False) -> Scenario:
    row = {
        "at": "20 days",
        "organization": {"organization": {"title": "Other"}, "teams": other_teams(people)},
        "notice": notice,
    }
    on = ["turnover"] if turnover else []
    return firm(teams__back__headcount=3).replace(
        {
            "scenario.mechanisms": on,
            "effects.turnover": {"per_year": "0 % / year", "delay": "3 days", "cost": 1.5},
            "reorganizations": [row],
        }
    )


def test_notice_costs_what_the_plan_says() -> None:
    """One of three has no place and is paid for ten days more; a job that they are at is ended first, and paid in any case."""
    plans = {days: changed(2, f"{days} days") for days in (0, 10)}
    found = cost_of_change(plans[10])
    assert (dict(found.leaving), dict(found.vacant)) == ({"back": 1}, {})
    assert found.notice == pytest.approx(2 * PAY * 10 / MONTH)
    paid = {days: summarize(run(plan, 1, 0)).kpis["payroll"] for days, plan in plans.items()}
    assert 0 < paid[10] - paid[0] <= found.notice + 1e-9
    assert paid[10] - paid[0] == pytest.approx(found.notice, abs=2 * PAY * 0.45 / MONTH)
    assert cost_of_change(changed(2, "99 months")).notice == pytest.approx(2 * PAY * 41 / MONTH)


def test_places_to_fill_cost_what_finding_people_takes() -> None:
    found = cost_of_change(changed(5, "0 days", turnover=True))
    assert (dict(found.leaving), dict(found.vacant)) == ({}, {"back": 2})
    assert found.finding == pytest.approx(2 * 1.5 * 2 * PAY)
    assert cost_of_change(changed(5, "0 days")).finding == 0
    spent = simulate(changed(5, "0 days", turnover=True)).summary.kpis["spending"]
    assert spent == pytest.approx(found.finding)


def test_who_is_told_where_to_go_leaves_a_gap() -> None:
    base = firm(teams__back__headcount=3)
    row = {
        "at": "20 days",
        "organization": {"organization": {"title": "Other"}, "teams": other_teams(3)},
        "people": {"back": {"front": 1}},
    }
    found = cost_of_change(base.replace({"reorganizations": [row]}))
    assert (dict(found.leaving), dict(found.vacant)) == ({}, {})


def test_a_month_that_the_horizon_cuts_short_is_told(by_hand: Transition) -> None:
    before = firm()
    found = transition(before, with_two(before), "20 days", **QUICK)
    assert "The last month is cut short by the horizon." in found.notes()
    assert "The last month is cut short by the horizon." not in by_hand.notes()
    assert "By its plan it costs no money at once." in found.sentences()[2]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"at": "0 days"}, "above 0 and within the horizon"),
        ({"at": "7 months"}, "above 0 and within the horizon"),
        ({"at": "later"}, "above 0 and within the horizon"),
        ({"kpi": "profits"}, "a change cannot be judged by .*; did you mean profit"),
        ({"after": "the-modell"}, "the-model"),
        ({"notice": "soon"}, "notice"),
    ],
)
def test_what_cannot_be_asked_is_said(asked: dict[str, Any], said: str) -> None:
    words: dict[str, Any] = {"after": slow(), "at": "1 month", **asked}
    with pytest.raises(OrgsimError, match=said):
        transition(slow(), **words, **QUICK)


def test_a_firm_that_changes_already_and_one_that_sells_nothing_are_refused() -> None:
    with pytest.raises(OrgsimError, match="another organization takes over in scenario already"):
        transition(changed(2, "0 days"), firm(), "1 month", **QUICK)
    free = firm().replace({"offering": None})
    with pytest.raises(
        OrgsimError, match="does not define profit in every month; judge the change by another figure"
    ):
        transition(free, with_two(free), "20 days", **QUICK)
    assert transition(free, with_two(free), "20 days", kpi="won", **QUICK).break_even().month == 1


def test_the_figure_marks_the_month(by_hand: Transition) -> None:
    monthly, sums = by_hand.plot().axes
    assert monthly.get_title(loc="left") == "Profit: difference of each month"
    (legend,) = by_hand.plot("en").legends
    assert [text.get_text() for text in legend.get_texts()] == ["Ahead for good: month 3 (95% sure)"]
    marked = [line for line in sums.lines if line.get_marker() == "D"]
    assert marked[0].get_xdata() == [3]
