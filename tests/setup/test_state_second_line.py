"""Customers of day 0 who have bought the second line: written, read again, paid for, and not sold to once more."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from estimates import outcome

import orgsim
from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.measures.summary import summarize
from orgsim.plan.checks.size import expected_events
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.setup.build import build
from orgsim.setup.simulate import run
from orgsim.setup.state import state
from orgsim.units import MONTH

HEAD = """
[scenario]
horizon = "{days} days"
start = {start}
mechanisms = ["cross_selling"]
{firm}
"""
MARKET = """
[sources.web]
leads = "{leads} / month"
[journey.close]
work = {{ mean = "1 h" }}
outcomes = [ {{ to = "customer", rate = 0.5 }}, {{ to = "lost", rate = 0.5 }} ]
[journey.check_in]
work = {{ mean = "1 h" }}
[journey.propose]
work = {{ mean = "1 h" }}
outcomes = [ {{ to = "customer", rate = 0.6 }}, {{ to = "lost", rate = 0.4 }} ]
[offering]
{offering}
[customer]
churn = "20 % / year"
check_ins = {{ every = "2 months" }}
upsell = {{ rate = 0.1, value = 0.2 }}
{life}
[second_line]
{line}
[teams.all]
headcount = 40
cost = "1 / month"
calendar = "continuous"
does = ["close", "check_in", "propose"]
{rest}
"""
SUBSCRIPTION = (
    'kind = "subscription"\nprice = "100 / month"\nterm = "6 months"\nbilling = "{billing}"\nmargin = 1.0'
)
RISING = 'first_term_discount = 0.1\nprice_rise = "6 % / year"'
LICENCE = 'kind = "perpetual"\nprice = 900\nmargin = 1.0'
SHRINKS = "contraction = { rate = 0.2, share = 0.3 }"
LINE = 'once = 300\nprice = "20 / month"'
LONG = 731
"""Days until the state is taken, at the beginning of 2026."""


def text(days: float = LONG, start: str = "2024-01-01", **words: Any) -> str:
    """A firm whose customers buy a second line at check-ins, and now and then more of the first."""
    filled = {
        "leads": 20,
        "offering": SUBSCRIPTION.format(billing="monthly"),
        "life": "",
        "line": LINE,
        "rest": "",
    }
    filled |= words
    return HEAD.format(days=days, start=start, firm=filled.pop("firm", "")) + MARKET.format(**filled)


def again(folder: Path, days: float, **words: Any) -> Scenario:
    """The same firm two years later, from the files of its state."""
    path = folder / "again.toml"
    path.write_text(text(days, "2026-01-01", firm='firm = "firm.toml"', **words))
    return orgsim.load(path)


def mrr_of_day_0(log: EventLog) -> float:
    """What all customers of day 0 pay per month."""
    rows = log.of(Row.CHANGE)
    return float(rows["mrr"][rows["end"] < 0].sum())


OFFERINGS = {
    "paid by the month": {},
    "paid by the term": {"offering": SUBSCRIPTION.format(billing="term") + "\n" + RISING},
    "given up in part": {"life": SHRINKS},
    "a licence": {"offering": LICENCE},
    "paid once alone": {"line": "once = 300"},
}


@pytest.mark.parametrize("words", OFFERINGS.values(), ids=OFFERINGS)
def test_who_has_bought_the_second_line_has_it_after_a_restart(words: dict[str, str], tmp_path: Path) -> None:
    """Recurring revenue on day 0 is that of the end, and all who have it are known, though no file says what it was sold for."""
    plan = parse(text(**words))
    found, before = state(plan, 5), summarize(run(plan, 5, 0)).kpis
    found.write(tmp_path)
    more = again(tmp_path, 1.0, **words)
    log, world = run(more, 6, 0), build(more, 6, 0)
    conservation.check(log)
    assert mrr_of_day_0(log) == pytest.approx(before["mrr"])
    assert 12 * mrr_of_day_0(log) == pytest.approx(before["arr"])
    assert world.start is not None
    there = [one.account for one in world.start.customers]
    assert len(there) == before["customers_end"] > 100
    having = found.customers["second_line"] != ""
    assert [one.second_line for one in there] == having.tolist()
    assert 0.3 < having.mean() < 0.95
    beside = found.customers["second_line"][having].astype(float).sum()
    assert sum(one.deal.beside for one in there) == pytest.approx(beside)


@pytest.mark.parametrize("words", OFFERINGS.values(), ids=OFFERINGS)
def test_a_year_later_nobody_has_bought_it_twice(words: dict[str, str], tmp_path: Path) -> None:
    found = state(parse(text(**words)), 5)
    found.write(tmp_path)
    plan = again(tmp_path, 400.0, **words | {"leads": 0.001})
    log = run(plan, 6, 0)
    conservation.check(log)
    assert len(log) <= 1.3 * expected_events(plan)
    rows = log.of(Row.CHANGE)
    firm = log.names.entities.index("firm")
    sold = rows[(rows["outcome"] == outcome(log, "cross_sold")) & (rows["entity"] == firm)]["number"].tolist()
    had = np.flatnonzero((found.customers["second_line"] != "").to_numpy()).tolist()
    assert sold
    assert not set(had) & set(sold)


LISTED = """
[firm.customers]
since = [-100.0, -100.0]
mrr = [{mrr}]
second_line = [{second}]
"""


def listed(mrr: str, second: str, **words: Any) -> Scenario:
    """Two customers who are stated one by one, and next to nobody besides."""
    return parse(text(90, leads=0.001, rest=LISTED.format(mrr=mrr, second=second), **words))


def test_what_is_paid_for_it_is_part_of_what_is_paid() -> None:
    """Of 120 a month 20 are for the second line: they rise like those of 100, at the renewal after 82.6 days."""
    plan = listed("120, 100", '20, ""', offering=SUBSCRIPTION.format(billing="monthly") + "\n" + RISING)
    still = {"customer.upsell": None, "customer.churn": "0 % / year", "effects.cross_selling": {"own": 0}}
    log = run(plan.replace(still | {"offering.first_term_discount": 0}), 1, 0)
    rows, rise = log.of(Row.CHANGE), 100 * (1.06**0.5 - 1)
    renewed = rows[rows["outcome"] == outcome(log, "renewed")]
    assert renewed["mrr"].tolist() == pytest.approx([rise, rise])
    assert mrr_of_day_0(log) == pytest.approx(220)
    paid = log.of(Row.PAYMENT)
    expected = [100, 100, 100 + rise, 120, 120, 120 + rise]
    assert sorted(paid["money"][paid["end"] > 0]) == pytest.approx(expected)


def test_who_has_no_contract_of_terms_pays_it_by_the_month() -> None:
    """Bought 100 days ago: months of that day are over after 21.75, 52.2 and 82.6 days."""
    plan = listed("0, 0", '20, ""', offering=LICENCE).replace({"effects.cross_selling": {"own": 0}})
    paid = run(plan.replace({"customer.upsell": None}), 1, 0).of(Row.PAYMENT)
    paid = paid[paid["end"] > 0]
    assert paid["money"].tolist() == [20, 20, 20]
    assert paid["end"].tolist() == pytest.approx([k * MONTH - 100 for k in (4, 5, 6)])


def test_prices_are_those_of_the_file_where_mrr_is_not_stated() -> None:
    plan = listed("120, 100", '20, ""').replace({"firm.customers.mrr": None})
    assert mrr_of_day_0(run(plan, 1, 0)) == pytest.approx(220)
    assert mrr_of_day_0(run(plan.replace({"firm.mrr": "620 / month"}), 1, 0)) == pytest.approx(620)


@pytest.mark.parametrize(
    ("mrr", "second", "changes", "told"),
    [
        (
            "120, 100",
            '20, "much"',
            {},
            'firm.customers.second_line.1 is "much"; it must be a number, 0 or more, or an empty text for who does not have it',
        ),
        (
            "120, 100",
            '"", 130',
            {},
            "firm.customers.second_line is 130 for a customer whose mrr, of which it is a part, is 100",
        ),
        (
            "120, 100",
            '20, ""',
            {"second_line": None, "journey.propose": None, "teams.all.does": ["close", "check_in"]},
            "firm.customers.second_line is stated, but the market has none: add [second_line]",
        ),
        (
            "120, 100",
            '20, ""',
            {"firm.customers.mrr": None, "firm.mrr": "20 / month"},
            "firm.customers.second_line comes to 20 a month, and firm.mrr, of which it is a part, to 20",
        ),
        ("120, 100", "20", {}, "its columns have different lengths: since 2, mrr 2, second_line 1"),
    ],
)
def test_what_cannot_be(mrr: str, second: str, changes: dict[str, Any], told: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        listed(mrr, second).replace(changes)
    assert told in str(caught.value)


def test_cells_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text(
        'since,mrr,line\n2025-10-01,"1.120,5","20,5"\n2025-10-01,100,\n2025-10-01,100,0\n'
    )
    (tmp_path / "firm.toml").write_text(
        '[firm]\ncustomers = { file = "customers.csv", second_line = "line" }\n'
    )
    plan = again(tmp_path, 1.0)
    assert plan.firm is not None
    assert plan.firm.customers.second_line == (20.5, "", 0.0)  # type: ignore[union-attr]
    (tmp_path / "customers.csv").write_text("since,mrr,line\n2025-10-01,100,no\n")
    with pytest.raises(ScenarioError, match='line is "no"; it must be a number, 0 or more'):
        again(tmp_path, 1.0)
