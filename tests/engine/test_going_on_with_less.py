"""Contraction: customers who stay at a renewal and go on with less, by hand; moved by what moves their staying."""

import math

import numpy as np
import pytest
from estimates import SEED, outcome, scenario

from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.events.outcomes import NAMES
from orgsim.measures import conservation
from orgsim.measures.summary import summarize
from orgsim.plan.derived.worth import contract
from orgsim.report.diagrams.content.pen import Pen
from orgsim.report.diagrams.content.states import states
from orgsim.report.explanation.explain import explain
from orgsim.setup.build import close, core
from orgsim.setup.simulate import run

CASE = """
[scenario]
horizon = "18 months"
mechanisms = []
[sources.web]
leads = "200 / month"
[shocks.end_of_campaign]
at = "1 months"
leads = 0
[journey.sign]
work = { mean = "0.01 h", distribution = "constant" }
outcomes = [ { to = "customer", rate = 1.0 } ]
[offering]
kind = "subscription"
price = "100 / month"
term = "12 months"
[customer]
churn = "0 % / year"
contraction = { rate = 0.2, share = 0.5 }
[teams.sales]
headcount = 1
calendar = "continuous"
does = ["sign"]
"""
MANY = CASE.replace('leads = "200 / month"', f'kind = "recorded"\narrivals = {[0.001 * k for k in range(4000)]}').replace(
    '[shocks.end_of_campaign]\nat = "1 months"\nleads = 0\n', ""
)  # fmt: skip


def played(text: str) -> EventLog:
    """A run whose leads and revenue add up."""
    log = run(scenario(text), SEED, 0)
    conservation.check(log)
    return log


def shrunk(log: EventLog) -> np.ndarray:
    """The customers who have gone on with less, one number for each time."""
    rows = log.of(Row.CHANGE)
    return np.asarray(rows[rows["outcome"] == outcome(log, "contracted")]["number"])


def test_fewer_seats_at_renewal() -> None:
    """One in five halves its seats at the one renewal: net and gross retention are 1 - .2 x .5, customer churn is 0, and the
    bridge from the MRR of month 2 to that of month 18 is this contraction alone."""
    log = played(CASE)
    summary = summarize(log)
    said, mrr = summary.kpis, summary.series["mrr"]
    customers, less = said["customers_end"], len(shrunk(log))
    assert abs(less / customers - 0.2) <= 4 * math.sqrt(0.2 * 0.8 / customers)
    assert said["nrr"] == said["grr"] == pytest.approx(1 - 0.5 * less / customers)
    assert said["nrr"] == pytest.approx(0.9, abs=0.06)
    assert said["logo_churn"] == 0
    assert mrr[17] / mrr[1] == pytest.approx(said["nrr"])
    assert said["contraction"] == pytest.approx(50 * less)
    assert sum(summary.series["mrr_contracted"]) == pytest.approx(-50 * less)


def test_the_bridge_adds_up() -> None:
    """Month by month what is new, added, repriced, given up and lost is what MRR has moved by."""
    text = CASE.replace('churn = "0 %', 'churn = "30 %').replace(
        'term = "12 months"', 'term = "3 months"\nprice_rise = "9 % / year"'
    )
    series = summarize(played(text)).series
    parts = ("mrr_new", "mrr_added", "mrr_repriced", "mrr_contracted", "mrr_lost")
    moved = np.sum([series[name] for name in parts], axis=0)
    assert np.diff(series["mrr"], prepend=0.0) == pytest.approx(moved)
    assert all(np.abs(series[name]).sum() > 0 for name in parts if name != "mrr_added")


def test_a_renewal_with_less_is_two_rows_of_one_moment() -> None:
    """100 a month, half given up, 4 % dearer: -50 and then +2; signed are 12 x 52."""
    text = CASE.replace('term = "12 months"', 'term = "12 months"\nprice_rise = "4 % / year"')
    log = played(text)
    rows = log.of(Row.CHANGE)
    own = rows[rows["number"] == shrunk(log)[0]]
    assert [log.names.outcomes[code] for code in own["outcome"]] == ["customer", "contracted", "renewed"]
    assert own["mrr"].tolist() == pytest.approx([100, -50, 2])
    assert own["booked"].tolist() == pytest.approx([1200, 0, 624])
    assert own["end"][1] == own["end"][2]


def test_it_is_moved_by_what_moves_staying() -> None:
    """Log-odds of staying of -ln 4: odds of giving up of 1/4 become 1, a chance of a half. Half of 4,000, and the expected
    change at the next decision is a quarter of what they pay. The log notes what moved it."""
    world = core(
        scenario(
            MANY.replace("[journey.sign]", '[shocks.none]\nat = "0 days"\nchurn_odds = 2\n[journey.sign]')
        ),
        (SEED, 0),
    )
    world.hooks.installing = "shock"
    world.hooks.stay.add(lambda _: -math.log(4))
    close(world)
    world.contracts.shock_column = None
    world.go()
    rows = world.log.since(0)
    less = rows[rows["outcome"] == world.names.outcomes.index("contracted")]
    assert abs(len(less) / 4000 - 0.5) <= 4 * math.sqrt(0.25 / 4000)
    assert less["effect_shock"].tolist() == pytest.approx([-math.log(4)] * len(less))
    coming = rows[rows["kind"] == Row.PENDING]
    assert coming["booked"].min() == pytest.approx(-25)
    assert coming["booked"].max() == pytest.approx(-12.5)


def test_the_same_customers_give_up_in_every_organization() -> None:
    """Luck is the customer's: a slower team changes when it is, not who it is."""
    slow = CASE.replace('mean = "0.01 h"', 'mean = "3 h"')
    first, second = set(shrunk(played(CASE)).tolist()), set(shrunk(played(slow)).tolist())
    assert first == second != set()


def test_lifetime_value_with_contraction() -> None:
    """A tenth leaves, a fifth of the rest halves: each renewal keeps .9 x .9, so 1,200 / (1 - .81); by the shares observed, to
    the digit."""
    text = MANY.replace("0 % / year", "10 % / year").replace('"18 months"', '"30 months"')
    summary = summarize(played(text))
    parts = summary.parts
    fading = parts["given_up.year"] / parts["went_on.year"]
    first, later = (1 - parts[f"lost.year.{age}"] / parts[f"due.year.{age}"] for age in (1, 2))
    kept = 1 - fading
    assert summary.kpis["ltv"] == pytest.approx(1200 * (1 + first * kept / (1 - later * kept)), rel=1e-9)
    assert summary.kpis["ltv"] == pytest.approx(1200 / 0.19, rel=0.05)


def test_the_value_of_the_firm_with_contraction() -> None:
    """A month after the purchase, nobody discounts: 11 months at 100, then of the nine tenths who stay 90 a month on average,
    and of that .81 at each renewal more: 4,000 x (1,100 + .9 x 90 x 12 / .19)."""
    text = MANY.replace("0 % / year", "10 % / year").replace('"18 months"', '"1 months"')
    said = summarize(played(text.replace("mechanisms", "discount_rate = 0\nmechanisms"))).kpis
    expected = 4000 * (1100 + 0.9 * 90 * 12 / 0.19)
    # Customers sign over four days: each has so much less than 11 months before it.
    assert said["firm_value"] - said["discounted_value"] == pytest.approx(expected, rel=0.001)


def test_what_the_plan_expects_of_contraction() -> None:
    """Months weighted with what is paid: 12 / (1 - .9 x .9), at most what 3 terms bring that shrink by a tenth each."""
    plan = scenario(CASE.replace("0 % / year", "10 % / year").replace('"18 months"', '"36 months"'))
    assert contract(plan).months == pytest.approx(12 * (1 - 0.9**3) / 0.1)
    long = scenario(CASE.replace("0 % / year", "10 % / year").replace('"18 months"', '"360 months"'))
    assert contract(long).months == pytest.approx(12 / 0.19)


def test_what_a_reader_is_told_of_contraction() -> None:
    plan = scenario(CASE)
    drawn = " ".join(line for arrow in states(Pen(plan)).arrows for line in arrow.lines)
    assert "20% of them go on with 50% less" in drawn
    assert "20% of the customers who renew go on with 50% less" in " ".join(
        str(explain(plan).text(every=True)).split()
    )


def test_a_log_without_contraction_does_not_know_the_word() -> None:
    """Its codes, and so every byte of it, are as they were."""
    plain = played(CASE.replace("contraction = { rate = 0.2, share = 0.5 }\n", ""))
    assert plain.names.outcomes == (*NAMES, "sign", "all")
    assert played(CASE).names.outcomes == (*NAMES, "sign", "all", "contracted")
    assert summarize(plain).kpis["contraction"] == 0
    never = played(CASE.replace("rate = 0.2", "rate = 0.0"))
    assert never.rows.tobytes() == plain.rows.tobytes()


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("share = 0.5", "share = 1.0", "customer.contraction.share is 1.0; it must be less than 1"),
        ("rate = 0.2", "rate = 2", "customer.contraction.rate is 2; it must be 1 or less"),
        ("rate = 0.2, ", "", "customer.contraction.rate is missing"),
        ("contraction", "contractoin", "customer.contractoin is not known; did you mean contraction?"),
        (
            'kind = "subscription"\nprice = "100 / month"\nterm = "12 months"',
            'kind = "perpetual"\nprice = 900',
            "customer.contraction happens at renewals, and there are none: add [offering] with something that recurs",
        ),
        ("[journey.sign]", '[segments.contracted]\nshare = 1.0\n[journey.sign]', "contracted is a word of the event log"),
    ],
)  # fmt: skip
def test_what_contraction_cannot_be(before: str, after: str, problem: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        scenario(CASE.replace(before, after))
    assert problem in str(raised.value)
