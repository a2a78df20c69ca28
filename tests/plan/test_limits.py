"""How many events are expected; worked out by hand, and beside what runs make."""

import math

import pytest

from orgsim.plan.checks.size import expected_events
from orgsim.plan.load import load, parse

QUEUE = """
[scenario]
horizon = "100 days"
mechanisms = ["turnover"]
[sources.web]
leads = "10 / day"
[journey.serve]
work = { mean = "2 h" }
outcomes = [{ to = "lost", rate = 1.0 }]
[teams.desk]
headcount = 4
does = ["serve"]
"""
OVERHEAD = 4 + 100 / (365.25 / 12) + 4 * 4 * -math.log(1 - 0.27) * 100 / 365.25
"""Four people who join, pay by the month, and for each who leaves at the usual rate: one goes, one comes, two cuts of pay."""


def leads(text: str) -> float:
    """Leads that a queue is expected to get: each arrives, is served once and lost."""
    return (expected_events(parse(text)) - OVERHEAD) / 3


def test_each_lead_comes_is_served_and_goes() -> None:
    assert leads(QUEUE) == pytest.approx(1000)


def test_growth_is_compounded() -> None:
    months = 100 / (365.25 / 12)
    grown = leads(QUEUE.replace('"10 / day"', '"10 / day"\ngrowth = "50 % / month"'))
    assert grown == pytest.approx(10 * 100 * (1.5**months - 1) / (months * math.log(1.5)))


def test_seasons_and_shocks_count() -> None:
    season = QUEUE.replace('"10 / day"', '"10 / day"\nseasonality = { weekdays = [2, 2, 2, 2, 2, 0, 0] }')
    assert leads(season) == pytest.approx(1000 * 10 / 7)
    shock = (
        QUEUE
        + '[shocks.a]\nat = "20 days"\nlasts = "40 days"\nleads = 3\n[shocks.b]\nat = "90 days"\nleads = 0\n'
    )
    assert leads(shock) == pytest.approx(10 * (20 + 3 * 40 + 30))


def test_loops_are_followed_to_their_end() -> None:
    loop = QUEUE.replace(
        '{ to = "lost", rate = 1.0 }', '{ to = "lost", rate = 0.2 }, { to = "serve", rate = 0.8 }'
    )
    assert expected_events(parse(loop)) - OVERHEAD == pytest.approx(1000 * (2 + 5))


def test_touches_of_leads_at_rest_count() -> None:
    text = QUEUE.replace('"lost"', '"nurture"').replace('["serve"]', '["serve", "nurture"]')
    text = text.replace('"100 days"', '"1000 days"') + '[journey.nurture]\nwork = { mean = "1 h" }\n'
    text += 'outcomes = [{ to = "lost", rate = 0.1 }, { to = "nurture", rate = 0.9 }]\n'
    touches = (1 - 0.9**9) / 0.1
    overhead = 4 + 10 * (OVERHEAD - 4)
    assert expected_events(parse(text)) - overhead == pytest.approx(10_000 * (2 + 1 + touches))


def test_events_and_records_are_counted() -> None:
    fair = 'kind = "event"\nevery = "5 days"\nattendees = { mean = 30 }\nleads_per_attendee = 0.5'
    fair = QUEUE.replace('leads = "10 / day"', fair)
    assert expected_events(parse(fair)) - OVERHEAD == pytest.approx(20 * 15 * 3 + 3 * 20)
    assert leads(
        QUEUE.replace('leads = "10 / day"', 'kind = "recorded"\narrivals = [1, 2, 99, 101]')
    ) == pytest.approx(3)


@pytest.mark.parametrize("churn", [0.0, 0.3])
def test_customers_pay_renew_and_bring_incidents_while_they_stay(churn: float) -> None:
    text = (
        QUEUE.replace('"lost"', '"customer"')
        .replace('["serve"]', '["serve", "support"]')
        .replace('"100 days"', '"36 months"')
    )
    text += '[journey.support]\nwork = { mean = "1 h" }\n[offering]\nprice = "9 / month"\nterm = "6 months"\n'
    text += f'[customer]\nchurn = "{churn:.0%} / year"\n[customer.incidents]\nrate = "2 / month"\n'.replace(
        "%", " %"
    )
    spans = [k / 1000 * 3 for k in range(1001)]
    hazard = -math.log(1 - churn)
    stay = [12 * span if churn == 0 else 12 * (1 - math.exp(-hazard * span)) / hazard for span in spans]
    customers, months = 10 * 36 * 365.25 / 12, sum(stay) / len(stay)
    monthly = 1 + 2 / 6 + 2
    expected = customers * (2 + 1 + 1 + months * monthly) + 36 + 4
    assert expected_events(parse(text)) == pytest.approx(expected, rel=1e-3)


def test_nothing_overflows() -> None:
    endless = QUEUE.replace('"10 / day"', '"10 / day"\ngrowth = "9000 % / month"').replace(
        '"100 days"', '"1_000_000 days"'
    )
    with pytest.raises(Exception, match="more than a million million events"):
        parse(endless)


@pytest.mark.parametrize("name", ["queue", "the-model", pytest.param("generalist", marks=pytest.mark.slow)])
def test_the_estimate_is_of_the_size_of_a_run(name: str) -> None:
    from orgsim.setup.simulate import run

    scenario = load(name)
    scenario = scenario.replace({"scenario.horizon": f"{scenario.scenario.horizon / 4} days"})
    log = run(scenario, seed=1, replication=0)
    assert 0.5 < expected_events(scenario) / len(log.rows) < 2
