"""The funnel and the handoffs, worked out in the head."""

from dataclasses import replace

import numpy as np
import pytest
from logbook import FACTS, NAN, Logbook

from orgsim.measures.kpis import KPIS
from orgsim.measures.summary import summarize


def five_leads() -> Logbook:
    """Leads 0 to 4, one a day: won after 4 days, won after 6 and churned, lost, at rest, in process (back from rest)."""
    book = Logbook()
    for lead in range(5):
        book.arrive(lead, day=float(lead))
    book.change("customer", 0, 4.0).change("customer", 1, 7.0).change("churned", 1, 8.0)
    book.change("resting", 2, 4.0).change("lost", 2, 5.0).change("resting", 3, 5.0)
    return book.change("resting", 4, 5.0).change("returned", 4, 6.0)


def test_leads_are_in_one_state_each() -> None:
    kpis = summarize(five_leads().read()).kpis
    assert (kpis["leads"], kpis["won"], kpis["lost"], kpis["at_rest"], kpis["open_leads"]) == (5, 2, 1, 1, 1)
    assert kpis["win_rate"] == pytest.approx(2 / 5)
    assert kpis["win_rate_decided"] == pytest.approx(2 / 4)
    assert kpis["open_share"] == pytest.approx(1 / 5)
    assert kpis["time_to_win_median"] == pytest.approx(5)
    assert kpis["time_to_win_p90"] == pytest.approx(5.8)


def test_the_cohort_is_what_arrived_after_the_warm_up() -> None:
    book = five_leads()
    book.facts = replace(FACTS, warm_up=1.0)
    kpis = summarize(book.read()).kpis
    assert kpis["leads"] == 4
    assert kpis["won"] == 2  # purchases in the window, although lead 0 arrived before it
    assert kpis["win_rate"] == pytest.approx(1 / 4)
    assert kpis["leads"] == kpis["open_leads"] + kpis["at_rest"] + kpis["lost"] + 1


def test_the_window_ends_before_the_horizon() -> None:
    book = (
        Logbook(replace(FACTS, warm_up=2.0))
        .arrive(0, day=2.0)
        .arrive(1, day=10.0)
        .change("customer", 0, 10.0)
    )
    kpis = summarize(book.read()).kpis
    assert kpis["leads"] == 1
    assert kpis["won"] == kpis["customers_end"] == 0


def test_draining_decides_the_cohort_after_the_horizon() -> None:
    book = (
        Logbook(replace(FACTS, drained=True))
        .arrive(0, 1, day=9.0)
        .change("customer", 0, 12.0)
        .change("lost", 1, 11.0)
    )
    kpis = summarize(book.read()).kpis
    assert kpis["win_rate"] == pytest.approx(1 / 2)
    assert kpis["time_to_win_median"] == pytest.approx(3)
    assert kpis["open_leads"] == 0
    assert kpis["won"] == kpis["customers_end"] == 0  # sums of the window stop at the horizon


def test_no_leads_no_rates() -> None:
    kpis = summarize(Logbook().read()).kpis
    assert kpis["leads"] == kpis["won"] == 0
    for name in (
        "win_rate",
        "open_share",
        "time_to_win_median",
        "cac",
        "handoffs_per_customer",
        "nrr",
        "logo_churn",
    ):
        assert np.isnan(kpis[name]), name


def test_handoffs_up_to_the_first_job_after_the_purchase() -> None:
    book = Logbook().arrive(0, 1, 2)
    book.job("qualify", 0, (0, 0, 1), "close").job("close", 0, (1, 1, 2), "customer").change(
        "customer", 0, 2.0
    )
    book.job("onboard", 0, (2, 2, 3)).job(
        "qualify", 0, (3, 3, 4)
    )  # 2 handoffs; the one after onboarding is not counted
    book.job("close", 1, (1, 1, 2), "customer").job("close", 1, (0, 0, 1), "nurture").change(
        "customer", 1, 2.0
    )
    book.job("onboard", 1, (2, NAN, NAN), "open")  # 0 handoffs: the care team has not begun
    book.job("qualify", 2, (0, 0, 1), "close").job("close", 2, (1, 1, 2), "lost")  # not a buyer
    assert summarize(book.read()).kpis["handoffs_per_customer"] == pytest.approx(2 / 2)


def test_headline_figures() -> None:
    headline = [name for name, kpi in KPIS.items() if kpi.headline]
    assert headline == [
        "arr",
        "revenue",
        "profit",
        "firm_value",
        "won",
        "nrr",
        "logo_churn",
        "cac",
        "cash_valley",
    ]
    assert [name for name in headline if KPIS[name].better == -1] == ["logo_churn", "cac"]
    assert KPIS["arr"].title.say("ja") == "年間経常収益（ARR）"
