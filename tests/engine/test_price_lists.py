"""Price lists that change: for new contracts from their day on, for customers at their next renewal."""

import pytest
from estimates import SEED, scenario

from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.measures.summary import summarize
from orgsim.plan.derived.worth import contract
from orgsim.report.explanation.explain import explain
from orgsim.setup.simulate import run
from orgsim.units import MONTH

TEXT = """
[scenario]
horizon = "30 months"
mechanisms = []
[sources.signed]
kind = "recorded"
arrivals = {arrivals}
{names}
[journey.sign]
work = {{ mean = "0 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = 1.0 }} ]
[offering]
{offering}
{lists}
[customer]
churn = "0 % / year"
[teams.sales]
headcount = 1
calendar = "continuous"
does = ["sign"]
"""
YEARLY = 'price = "100 / month"\nterm = "12 months"'
DEARER = '[[price_lists]]\nat = "6 months"\nprice = "150 / month"\n'


def text(
    lists: str, offering: str = YEARLY, arrivals: tuple[float, ...] = (0.0, 200.0), names: str = ""
) -> str:
    """One who signs on day 0, and one on day 200, after the sixth month."""
    return TEXT.format(arrivals=list(arrivals), lists=lists, offering=offering, names=names)


def played(lists: str, **words: object) -> EventLog:
    """A run of them."""
    log = run(scenario(text(lists, **words)), SEED, 0)  # type: ignore[arg-type]
    conservation.check(log)
    return log


def steps(log: EventLog, number: int) -> list[float]:
    """How the recurring revenue of a customer moves."""
    rows = log.of(Row.CHANGE)
    return rows[rows["number"] == number]["mrr"].tolist()


def test_new_contracts_at_once_and_customers_at_their_renewal() -> None:
    """From month 6 on 150: the first customer pays 100 for its year and 150 after it, the second 150 at once. Paid in 30 months
    by the first: 12 x 100 + 18 x 150; by the second, who signs after 200 / 30.4375 = 6.57 months, 24 bills of 150."""
    log = played(DEARER)
    assert steps(log, 0) == pytest.approx([100, 50, 0])
    assert steps(log, 1) == pytest.approx([150, 0])
    said = summarize(log).kpis
    assert said["revenue"] == pytest.approx(12 * 100 + 18 * 150 + 24 * 150)
    assert said["mrr"] == pytest.approx(300)
    changed = log.of(Row.CHANGE)
    assert changed["end"][changed["mrr"] == 50].tolist() == pytest.approx([12 * MONTH])


def test_one_list_after_the_other_with_a_rise_and_a_discount() -> None:
    """100, in its first year at half: 50. At month 12 the list says 150: 100 x 1.5 x 1.1 = 165. At month 24 it says 60, and what
    has risen keeps its rise: 165 x .4 x 1.1 = 72.6."""
    lists = DEARER + '[[price_lists]]\nat = "20 months"\nprice = "60 / month"\n'
    offering = YEARLY + '\nprice_rise = "10 % / year"\nfirst_term_discount = 0.5'
    assert steps(played(lists, offering=offering), 0) == pytest.approx([50, 115, 72.6 - 165])


def test_prices_of_segments() -> None:
    """A segment with a price of its own goes by its own lists, and stays as it is where these say nothing of it."""
    names = (
        'arrival_segments = ["small", "large"]\n[segments.small]\nshare = 0.5\n[segments.large]\nshare = 0.5\n'
        'price = "900 / month"'
    )
    lists = DEARER + '[[price_lists]]\nat = "20 months"\nsegments = { large = "1_000 / month" }\n'
    log = played(lists, names=names, arrivals=(0.0, 0.0))
    assert steps(log, 0) == pytest.approx([100, 50, 0])
    assert steps(log, 1) == pytest.approx([900, 0, 100])


def test_licences_and_orders() -> None:
    """A licence of 900, from month 6 on 500, and its maintenance as before; an order of 50 every 30 days, from day 45 on 80."""
    licence = 'kind = "perpetual"\nprice = 900\nmaintenance = { price = "10 / month" }'
    log = played('[[price_lists]]\nat = "6 months"\nprice = 500', offering=licence)
    rows = log.of(Row.CHANGE)
    assert rows[rows["outcome"] == 0]["booked"].tolist() == pytest.approx([1020, 620])
    assert steps(log, 0) == pytest.approx([10, 0, 0])
    orders = 'kind = "reorder"\nprice = 50\nevery = "30 days"'
    paid = played('[[price_lists]]\nat = "45 days"\nprice = 80', offering=orders).of(Row.PAYMENT)
    assert paid[paid["number"] == 0]["money"].tolist()[:4] == pytest.approx([50, 50, 80, 80])


def test_the_list_of_today_changes_nothing() -> None:
    """Byte for byte."""
    same = played('[[price_lists]]\nat = "6 months"\nprice = "100 / month"')
    assert same.rows.tobytes() == played("").rows.tobytes()


def test_what_the_plan_expects_of_lists() -> None:
    """The mean price of 30 months: 6 at 100, 24 at 150."""
    assert contract(scenario(text(DEARER))).monthly == pytest.approx((6 * 100 + 24 * 150) / 30)


def test_what_a_reader_is_told_of_lists() -> None:
    assert "Other prices hold from a later day on (1 price list)" in " ".join(
        str(explain(scenario(text(DEARER))).text(every=True)).split()
    )
    late = scenario(text(DEARER.replace("6 months", "31 months")))
    assert "price_lists.0 begins after the horizon and never holds" in late.notes


@pytest.mark.parametrize(
    ("lists", "problem"),
    [
        ('[[price_lists]]\nprice = "9 / month"', "line 15  price_lists.0.at is missing"),
        ('[[price_lists]]\nat = "1 month"', "price_lists.0: it must have a price, or segments with a price each"),
        ('[[price_lists]]\nat = "1 month"\nprice = 9', "price_lists.0.price is 9; it must be an amount per time"),
        ('[[price_lists]]\nat = "1 month"\nprise = "9 / month"', "price_lists.0.prise is not known; did you mean price?"),
        (DEARER + DEARER, "price_lists.1.at must come after the list before it"),
        ('[[price_lists]]\nat = "1 month"\nprice = "0 / month"', "price_lists.0.price is 0; it must be more than 0 where"),
        (
            '[[price_lists]]\nat = "1 month"\nsegments = { lage = "9 / month" }\n[segments.large]\nshare = 1.0\n'
            'price = "1 / month"',
            '"lage" is not a segment with a price of its own; did you mean large?',
        ),
        (
            DEARER + '[segments.large]\nshare = 1.0\nprice = "1 / month"',
            "price_lists.0.price is nobody's: all segments have prices of their own",
        ),
    ],
)  # fmt: skip
def test_what_lists_cannot_say(lists: str, problem: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        scenario(text(lists))
    assert problem in str(raised.value)


def test_lists_of_nothing() -> None:
    nothing = (
        text(DEARER).replace("[offering]\n" + YEARLY, "").replace('[customer]\nchurn = "0 % / year"', "")
    )
    with pytest.raises(ScenarioError, match=r"price_lists are stated, but nothing is sold: add \[offering\]"):
        scenario(nothing)
