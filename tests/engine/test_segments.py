"""Segments: leads of a segment have rates, work and patience of their own, and each source its own mix of them."""

import math

import numpy as np
import pytest
from estimates import SEED, Rows, jobs, outcome, scenario

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.plan.checks.size import expected_events
from orgsim.plan.derived.capacity import wanted
from orgsim.plan.derived.demand import expected_jobs
from orgsim.plan.derived.reference_hours import reference_hours
from orgsim.plan.derived.worth import contract, per_hour
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run

MARKET = """
[scenario]
horizon = "200 days"
drain = true
mechanisms = []

[segments.small]
share = 0.7
[segments.large]
share = 0.3
readiness = 1.0

[sources.web]
leads = "60 / day"
[sources.fair]
leads = "40 / day"

[journey.qualify]
work = { mean = "1 h" }
judgement = 1.0
outcomes = [ { to = "meet", rate = 0.40 }, { to = "nurture", rate = 0.35 }, { to = "lost", rate = 0.25 } ]
[journey.meet]
work = { mean = "2 h", cv = 0.5 }
judgement = 1.0
outcomes = [ { to = "customer", rate = 0.50 }, { to = "nurture", rate = 0.20 }, { to = "lost", rate = 0.30 } ]

[teams.sales]
headcount = 100
calendar = "continuous"
does = ["qualify", "meet"]
"""
OWN = {"segments.large.journey.meet.rates": {"customer": 0.8, "lost": 0.15, "nurture": 0.05}}


def of(log: EventLog, segment: str) -> Rows:
    """Numbers of the cases of a segment."""
    rows = log.of(Row.ARRIVAL)
    return np.asarray(log.case(rows)[rows["outcome"] == outcome(log, segment)])


def share(log: EventLog, activity: str, target: str, segment: str | None = None) -> tuple[float, int]:
    """Share of the jobs of an activity that end so, and of how many, perhaps of one segment alone."""
    rows = jobs(log, activity)
    if segment is not None:
        rows = rows[np.isin(log.case(rows), of(log, segment))]
    return float((rows["outcome"] == outcome(log, target)).mean()), len(rows)


def near(found: tuple[float, int], rate: float) -> bool:
    """Whether a share is the rate, within 4 standard errors of at least 1,000 jobs."""
    return found[1] >= 1000 and abs(found[0] - rate) <= 4 * math.sqrt(rate * (1 - rate) / found[1])


def test_the_rates_of_a_segment_hold_for_its_leads_and_those_of_the_step_for_all_others() -> None:
    """At meet each half has the rates stated for it; at qualify, where nothing is, all have 0.40 together."""
    log = run(scenario(MARKET).replace(OWN), SEED)
    for target, rate in {"customer": 0.8, "nurture": 0.05, "lost": 0.15}.items():
        assert near(share(log, "meet", target, "large"), rate)
    for target, rate in {"customer": 0.5, "nurture": 0.2, "lost": 0.3}.items():
        assert near(share(log, "meet", target, "small"), rate)
    assert near(share(log, "qualify", "meet"), 0.40)
    large, small = (share(log, "qualify", "meet", one)[0] for one in ("large", "small"))
    assert large > small + 0.1  # readiness tells there


def test_behind_own_rates_the_next_gate_is_solved_on_who_comes_through_them() -> None:
    """Large leads are let through as they come; so at meet, where all are solved together, the mix is another, and 0.50 holds."""
    change = {"segments.large.journey.qualify.rates": {"meet": 0.9, "nurture": 0.05, "lost": 0.05}}
    log = run(scenario(MARKET).replace(change), SEED)
    assert near(share(log, "qualify", "meet", "large"), 0.9)
    assert near(share(log, "qualify", "meet", "small"), 0.4)
    assert near(share(log, "meet", "customer"), 0.5)


def test_what_a_segment_states_as_it_is_changes_no_row() -> None:
    """Where readiness tells nothing, the same rates, work and patience stated for a segment are no difference at all."""
    change = {"journey.meet.judgement": 0.0, "journey.meet.patience": {"mean": "5 days"}}
    plain = scenario(MARKET, horizon="40 days").replace(change)
    same = {
        "segments.large.journey": {
            "meet": {
                "rates": {"customer": 0.5, "nurture": 0.2, "lost": 0.3},
                "work": {"mean": "2 h"},
                "patience": {"mean": "5 days"},
            }
        }
    }
    assert run(plain.replace(same), SEED).rows.tobytes() == run(plain, SEED).rows.tobytes()


def test_the_work_of_a_segment_takes_over_the_shape_of_the_step() -> None:
    """60 h instead of 2 h with the same cv: each large lead takes 30 times what it took, each small one what it took."""
    plain = scenario(MARKET, horizon="40 days")
    before, after = (
        run(plan, SEED) for plan in (plain, plain.replace({"segments.large.journey.meet.work.mean": "60 h"}))
    )
    large = of(before, "large")
    for one, factor in ((True, 30.0), (False, 1.0)):
        hours = []
        for log in (before, after):
            rows = jobs(log, "meet")
            rows = rows[np.isin(log.case(rows), large) == one]
            hours.append(dict(zip(log.case(rows).tolist(), rows["hours"].tolist(), strict=True)))
        assert hours[0].keys() == hours[1].keys()
        assert hours[0]
        assert all(hours[1][case] == pytest.approx(factor * hours[0][case]) for case in hours[0])


def test_the_patience_of_a_segment_is_that_of_its_leads_alone() -> None:
    """One person for a crowd: large leads leave after a day exactly, small ones wait for ever."""
    plan = scenario(MARKET, horizon="20 days", drain=False).replace(
        {
            "teams.sales.headcount": 1,
            "segments.large.journey.qualify.patience": {"mean": "1 day", "distribution": "constant"},
        }
    )
    log = run(plan, SEED)
    rows = jobs(log, "qualify")
    cold = rows[rows["outcome"] == outcome(log, "cold")]
    assert len(cold) > 100
    assert set(log.case(cold).tolist()) <= set(of(log, "large").tolist())
    assert np.allclose(cold["end"] - cold["ready"], 1.0)


# -- a source's own mix ---------------------------------------------------------------------------------------------

MIXED = {"sources.fair.segments": {"large": 0.75, "small": 0.25}}


def test_a_source_has_its_own_mix_and_the_others_keep_theirs() -> None:
    log = run(scenario(MARKET).replace(MIXED), SEED)
    arrivals = log.of(Row.ARRIVAL)
    for source, rate in (("web", 0.3), ("fair", 0.75)):
        rows = arrivals[arrivals["entity"] == log.names.entities.index(source)]
        assert near((float((rows["outcome"] == outcome(log, "large")).mean()), len(rows)), rate)
    assert near(share(log, "qualify", "meet"), 0.40)  # solved on the mix that comes
    assert near(share(log, "meet", "customer"), 0.50)


def test_segments_that_a_source_does_not_name_do_not_come_from_it() -> None:
    log = run(scenario(MARKET, horizon="20 days").replace({"sources.fair.segments": {"large": 1}}), SEED)
    arrivals = log.of(Row.ARRIVAL)
    fair = arrivals[arrivals["entity"] == log.names.entities.index("fair")]
    assert set(fair["outcome"].tolist()) == {outcome(log, "large")}


def test_the_mix_of_the_market_stated_again_changes_no_row() -> None:
    plain = scenario(MARKET, horizon="20 days")
    same = plain.replace({"sources.fair.segments": {"small": 0.7, "large": 0.3}})
    assert run(same, SEED).rows.tobytes() == run(plain, SEED).rows.tobytes()


REFERRED = """
[scenario]
horizon = "17 months"
mechanisms = ["referrals"]
[segments.small]
share = 0.9
[segments.large]
share = 0.1
[sources.web]
leads = "100 / month"
[sources.friends]
kind = "referral"
rate = "1 / month"
segments = { large = 0.5, small = 0.5 }
[journey.meet]
work = { mean = "1 h" }
outcomes = [ { to = "customer", rate = 0.20 }, { to = "lost", rate = 0.80 } ]
[offering]
price = "10 / month"
[customer]
churn = "50 % / year"
[teams.sales]
headcount = 100
calendar = "continuous"
does = ["meet"]
"""


def test_leads_that_others_bring_are_of_the_mix_of_their_source() -> None:
    log = run(scenario(REFERRED), SEED)
    arrivals = log.of(Row.ARRIVAL)
    brought = arrivals[arrivals["entity"] == log.names.entities.index("friends")]
    assert near((float((brought["outcome"] == outcome(log, "large")).mean()), len(brought)), 0.5)


# -- what is expected -----------------------------------------------------------------------------------------------


def hand() -> Scenario:
    """Per day 60 web leads (42 small, 18 large) and 40 of the fair (10 small, 30 large); large ones take 6 h and buy at 0.8."""
    return scenario(MARKET).replace(MIXED | OWN | {"segments.large.journey.meet.work.mean": "6 h"})


def test_expected_jobs_by_hand() -> None:
    """Of 10 leads of each source 4 come to meet; of 6 small and 1.8 + 7.5 large of the 20 buy .5 and .8."""
    found, customers = expected_jobs(hand(), {"web": 10.0, "fair": 10.0})
    small, large = 7 + 2.5, 3 + 7.5
    assert found == pytest.approx({"qualify": 20.0, "meet": 0.4 * 20})
    assert customers == pytest.approx(0.4 * (small * 0.5 + large * 0.8))


def test_staff_hours_by_hand() -> None:
    small, large = 52.0, 48.0
    a_day = 100 * 1 + 0.4 * (small * 2 + large * 6)
    assert wanted(hand())["sales"] == pytest.approx(200 * a_day)
    assert sum(reference_hours(hand()).values()) == pytest.approx(a_day)


def test_the_size_of_a_run_knows_the_rates_of_segments() -> None:
    """Nobody comes to meet but large leads: a row for each of 30 a day there, and one for the half that buys."""
    none = {"journey.qualify.outcomes": [{"to": "meet", "rate": 0}, {"to": "lost", "rate": 1}]}
    own = {"segments.large.journey": {"qualify": {"rates": {"meet": 1, "lost": 0}}}}
    plan = scenario(MARKET).replace(none)
    assert expected_events(plan.replace(own)) - expected_events(plan) == pytest.approx(
        200 * 30 * 1.5, rel=0.01
    )


def test_the_mean_size_of_deals_is_that_of_the_mix() -> None:
    """Sizes 1 and 11: 0.3 large leads of web and 0.75 of the fair, by 60 and 40 leads, are 0.48; a deal is 5.8."""
    sold = {"offering": {"kind": "perpetual", "price": 100}, "segments.large.size": 11}
    assert contract(scenario(MARKET).replace(MIXED | sold)).worth == pytest.approx(580)


def test_the_worth_of_an_hour_is_the_mean_over_the_kinds_of_leads() -> None:
    """Meet takes small leads (52 %) 2 h for 0.5 × 100, large ones (48 %) 6 h for 0.8 × 1,000."""
    sold = {"offering": {"kind": "perpetual", "price": 100}, "segments.large.size": 10}
    assert per_hour(hand().replace(sold))["meet"] == pytest.approx(0.52 * 50 / 2 + 0.48 * 800 / 6)
