"""What recurs at renewals: rises, and discounts of first terms that end, by hand."""

import pytest
from estimates import SEED, scenario

from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.measures.summary import summarize
from orgsim.plan.derived.worth import contract
from orgsim.report.diagrams.content.pen import Pen
from orgsim.report.diagrams.content.states import states
from orgsim.report.explanation.explain import explain
from orgsim.setup.simulate import run
from orgsim.units import MONTH

TEXT = """
[scenario]
horizon = "{months} months"
mechanisms = [{mechanisms}]
discount_rate = {rate}
[sources.signed]
kind = "recorded"
arrivals = {arrivals}
[journey.sign]
work = {{ mean = "0 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = 1.0 }} ]
[offering]
price = "100 / month"
term = "12 months"
{offering}
[customer]
churn = "{churn}"
{more}
[teams.sales]
headcount = 1
calendar = "continuous"
does = ["sign"{does}]
"""
RISE = 'price_rise = "7 % / year"'
HALF = 'first_term_discount = "50 %"'


def text(offering: str, **words: object) -> str:
    """Ten customers who sign on day 0, or as many as are asked for."""
    usual = {"months": 30, "rate": 0.0, "churn": "0 % / year", "more": "", "does": "", "mechanisms": ""}
    usual["arrivals"] = str([0.0] * 10)
    return TEXT.format(offering=offering, **usual | words)


def signed(offering: str, **words: object) -> EventLog:
    """A run of them."""
    log = run(scenario(text(offering, **words)), SEED, 0)
    conservation.check(log)
    return log


def test_price_rise_at_renewal() -> None:
    """Ten customers of 100, two renewals: 10 x 100 x 1.07^2; paid 12 x 1,000 + 12 x 1,070 + 6 x 1,144.90."""
    said = summarize(signed(RISE)).kpis
    assert said["mrr"] == pytest.approx(1144.90)
    assert said["nrr"] == pytest.approx(1.07)
    assert said["grr"] == pytest.approx(1.0)
    assert said["revenue"] == pytest.approx(31_709.40)
    assert said["bookings"] == pytest.approx(12_000 + 12_840 + 12 * 1144.90)


def test_a_rise_is_for_the_time_since_the_last_renewal() -> None:
    """Three years: 1.07^3 at once. Half a year: the square root of 1.07 at each."""
    for term, renewals in (("36 months", 1), ("6 months", 6), ("1 month", 36)):
        plan = scenario(text(RISE, months=36.5).replace('term = "12 months"', f'term = "{term}"'))
        log = run(plan, SEED, 0)
        assert summarize(log).kpis["mrr"] == pytest.approx(1000 * 1.07**3)
        rows = log.of(Row.CHANGE)
        assert len(rows[rows["outcome"] == log.names.outcomes.index("renewed")]) == 10 * renewals


def test_a_first_term_at_half_price() -> None:
    """500 a month in the first year, 1,000 after it. Its end counts in net retention, and gross stays at 1."""
    log = signed(HALF, months=18)
    said = summarize(log).kpis
    assert said["revenue"] == pytest.approx(12 * 500 + 6 * 1000)
    assert said["mrr"] == pytest.approx(1000)
    assert said["nrr"] == pytest.approx(2.0)
    assert said["grr"] == pytest.approx(1.0)
    assert said["bookings"] == pytest.approx(6_000 + 12_000)


def test_both_and_a_second_line_that_keeps_its_price() -> None:
    """The second line, 20 a month from the first day, is neither discounted nor dearer: 50 + 20, then 107 + 20."""
    line = (
        '[second_line]\nprice = "20 / month"\nactivity = "propose"\n[journey.propose]\n'
        'work = { mean = "0 h", distribution = "constant" }\noutcomes = [ { to = "customer", rate = 1.0 } ]\n'
        "[effects.cross_selling]\nown = 1.0\n"
    )
    log = signed(RISE + "\n" + HALF, months=18, more=line, does=', "propose"', mechanisms='"cross_selling"')
    steps = log.of(Row.CHANGE)
    own = steps[steps["number"] == 0]["mrr"].tolist()
    assert own == pytest.approx([50, 20, 57])


def ltv(log: EventLog) -> float:
    """Lifetime value, as measured."""
    return summarize(log).kpis["ltv"]


def test_lifetime_value_follows_the_price() -> None:
    """A fifth leaves each year, of the observed share c; a customer pays 50 in the first year, then 107, 114.49, ...: with
    q = 1 - c, 600 + 1,284 q / (1 - 1.07 q)."""
    arrivals = str([round(0.01 * k, 2) for k in range(2000)])
    log = signed(RISE + "\n" + HALF, months=38, churn="20 % / year", arrivals=arrivals)
    parts = summarize(log).parts
    stays = [1 - parts[f"lost.year.{age}"] / parts[f"due.year.{age}"] for age in (1, 2, 3)]
    tail = 12 * 100 * 1.07**3 / (1 - 1.07 * stays[2])
    expected = 600 + stays[0] * (1284 + stays[1] * (12 * 114.49 + stays[2] * tail))
    assert ltv(log) == pytest.approx(expected)
    assert expected == pytest.approx(600 + 1284 * 0.8 / (1 - 1.07 * 0.8), rel=0.15)


def test_the_value_of_the_firm_counts_the_end_of_a_discount_and_no_rise() -> None:
    """One month after the purchase: 11 months at 50, then, of the 80 % who stay, 100 a month for 12 / .2 months; at rate 0."""
    log = signed(RISE + "\n" + HALF, months=1, churn="20 % / year")
    said = summarize(log).kpis
    assert said["firm_value"] - said["discounted_value"] == pytest.approx(
        10 * (50 * 11 + 0.8 * 100 * 12 / 0.2), rel=1e-6
    )


def test_payback_is_by_what_a_new_customer_pays() -> None:
    assert summarize(signed(HALF)).parts["mrr_new"] == pytest.approx(500)


def test_what_the_plan_expects() -> None:
    """Worth: 36 months at most; a quarter leaves at each renewal, the price rises by a fifth, the first year is at half price."""
    plan = scenario(text('price_rise = "20 % / year"\n' + HALF, months=36, churn="25 % / year"))
    most = 12 * (1.2**3 - 1) / 0.2
    assert contract(plan).months == pytest.approx(min(most, 12 / (1 - 0.75 * 1.2)) - 6)
    assert contract(scenario(text(HALF, months=36))).months == pytest.approx(30)


def test_what_a_reader_is_told_of_prices() -> None:
    plan = scenario(text(RISE + "\n" + HALF))
    drawn = " ".join(line for arrow in states(Pen(plan)).arrows for line in arrow.lines)
    assert "7% a year dearer" in drawn
    assert "at first 50% less to pay" in drawn
    told = " ".join(str(explain(plan).text(every=True)).split())
    assert "becomes dearer by 7% a year" in told
    assert "In its first term a customer pays 50% less" in told


def test_off_is_as_not_stated() -> None:
    """Byte for byte."""
    off = signed('price_rise = "0 % / year"\nfirst_term_discount = 0')
    assert off.rows.tobytes() == signed("").rows.tobytes()


@pytest.mark.parametrize(
    ("offering", "problem"),
    [
        (
            "price_rise = 0.07",
            'offering.price_rise is 0.07; it must be growth per time, such as "1 % / month"',
        ),
        ('price_rise = "-7 % / year"', "it must be 0 or more"),
        ('price_raise = "7 % / year"', "offering.price_raise is not known; did you mean price_rise?"),
        ("first_term_discount = 1.0", "it must be less than 1"),
        (
            'price_rise = "10000 % / month"',
            "makes prices more than 1,000,000 times as high within the horizon",
        ),
    ],
)
def test_what_prices_cannot_be(offering: str, problem: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        scenario(text(offering))
    assert problem in str(raised.value)


def test_a_licence_without_maintenance_has_nothing_that_rises() -> None:
    licence = text(RISE).replace(
        'price = "100 / month"\nterm = "12 months"', 'kind = "perpetual"\nprice = 900'
    )
    with pytest.raises(ScenarioError, match="price_rise moves the price of maintenance, and there is none"):
        scenario(licence)


def test_a_discount_that_is_over_is_owed_nothing_at_the_horizon() -> None:
    """The rows of the decisions to come: what is taken off until then, and nothing once it has ended."""
    for months, more in ((6, 50.0), (18, 0.0)):
        rows = signed(HALF, months=months).of(Row.PENDING)
        assert rows["booked"].tolist() == pytest.approx([more] * 10)
        assert rows["ready"].tolist() == pytest.approx([(12 if months == 6 else 24) * MONTH] * 10)


@pytest.mark.parametrize("offering", [RISE, HALF])
def test_a_run_in_which_nobody_buys_is_measured(offering: str) -> None:
    """Leads are lost, and there are no contracts whose prices could move."""
    stated = text(offering, months=1).replace(
        'to = "customer", rate = 1.0 }', 'to = "lost", rate = 1.0 }, { to = "customer", rate = 0.0 }'
    )
    said = summarize(run(scenario(stated), SEED, 0)).kpis
    assert (said["lost"], said["bookings"], said["mrr"]) == (10, 0, 0)
