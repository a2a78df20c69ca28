"""Orders that customers skip, and pauses of several: by hand and against the chain of two states."""

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
from orgsim.report.diagrams.content.pen import Pen
from orgsim.report.diagrams.content.relation import repriced
from orgsim.report.explanation.explain import explain
from orgsim.setup.simulate import run
from orgsim.units import MONTH

CASE = """
[scenario]
horizon = "{months} months"
mechanisms = [{mechanisms}]
[sources.web]
kind = "recorded"
arrivals = {arrivals}
[journey.sign]
work = {{ mean = "0 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = 1.0 }} ]
{step}
[offering]
kind = "reorder"
price = 100
every = "1 month"
{skips}
[customer]
churn = "{churn} % / year"
{life}
[teams.sales]
headcount = 1
calendar = "continuous"
does = ["sign"]
"""


def text(
    skips: str = "skips = 0.2",
    customers: int = 400,
    months: int = 25,
    churn: int = 0,
    life: str = "",
    *,
    health: bool = False,
) -> str:
    """So many customers who buy on day 0."""
    arrivals, mechanisms = [0.001] * customers, '"health", "care"' if health else ""
    step = '[journey.check_in]\nwork = { mean = "1 h" }\noptional = true' if health else ""
    return CASE.format(
        skips=skips,
        arrivals=arrivals,
        months=months,
        churn=churn,
        life=life,
        mechanisms=mechanisms,
        step=step,
    )


def played(plan: str) -> EventLog:
    """A run whose leads and revenue add up."""
    log = run(scenario(plan), SEED, 0)
    conservation.check(log)
    return log


def orders(log: EventLog, customers: int = 400, months: int = 24) -> np.ndarray:
    """Whether each customer has skipped each order after the first. Shape (customers, orders)."""
    rows = log.of(Row.CHANGE)
    skipped = rows[rows["outcome"] == outcome(log, "skipped")]
    found = np.zeros((customers, months + 1), dtype=bool)
    found[skipped["number"], np.rint(skipped["end"] / MONTH).astype(int)] = True
    return found[:, 1:]


def test_who_skips_pays_nothing_and_stays() -> None:
    """One order in five: 24 x 400 orders after the first; 100 is paid for each that is not skipped, and nobody is lost."""
    log = played(text())
    skipped = orders(log)
    assert skipped.mean() == pytest.approx(0.2, abs=4 * math.sqrt(0.16 / skipped.size))
    said = summarize(log).kpis
    paid = 100 * (400 + skipped.size - skipped.sum())
    assert said["revenue"] == pytest.approx(paid)
    assert said["bookings"] == pytest.approx(paid)
    assert said["customers_end"] == 400
    assert said["logo_churn"] == 0
    assert said["arr"] == pytest.approx(400 * 80 * 12)
    assert said["nrr"] == pytest.approx(1)


def test_pauses_last_as_long_as_they_are_said_to() -> None:
    """One in ten begins a pause, three in four go on with it: .1 / (1 - .75 + .1) = .286 of the orders in the long run."""
    log = played(text("skips = 0.1\nagain = 0.75", customers=1000, months=41))
    skipped = orders(log, 1000, 40)
    before, now = skipped[:, :-1], skipped[:, 1:]
    for was, rate in ((True, 0.75), (False, 0.1)):
        tried = (before == was).sum()
        assert now[before == was].mean() == pytest.approx(rate, abs=4 * math.sqrt(rate * (1 - rate) / tried))
    long_run = 0.1 / 0.35
    assert skipped[:, 20:].mean() == pytest.approx(long_run, abs=0.02)
    assert summarize(log).kpis["mrr"] == pytest.approx(1000 * 100 * (1 - long_run))


def test_what_moves_staying_moves_skipping() -> None:
    """Nobody holds the check-ins of every month: the log-odds of each order are in the log, and so are those who skip it."""
    life = 'check_ins = { every = "1 month" }'
    log = played(text("skips = 0.2", customers=1000, churn=10, life=life, health=True))
    rows = log.of(Row.CHANGE)
    decided = rows[np.isin(rows["outcome"], [outcome(log, "renewed")])]
    pull = decided["effect_health"].astype(float)
    chance = 1 / (1 + np.exp(-(math.log(0.2 / 0.8) - pull)))
    skipped = (rows["outcome"] == outcome(log, "skipped")).sum()
    assert chance.mean() > 0.25
    assert skipped == pytest.approx(chance.sum(), abs=4 * math.sqrt((chance * (1 - chance)).sum()))


def test_the_same_customers_stay_and_leave_whoever_skips() -> None:
    with_skips, without = (played(text(skips, churn=40)) for skips in ("skips = 0.3", ""))
    gone = [
        sorted(rows[rows["outcome"] == outcome(log, "churned")][["number", "end"]].tolist())
        for log in (with_skips, without)
        for rows in (log.of(Row.CHANGE),)
    ]
    assert gone[0] == gone[1]
    assert gone[0]


def test_off_is_off_byte_for_byte() -> None:
    none, stated = played(text("", churn=40)), played(text("skips = 0", churn=40))
    assert none.rows.tobytes() == stated.rows.tobytes()
    assert none.names.outcomes[: len(NAMES)] == NAMES
    assert "skipped" not in none.names.outcomes


def test_who_goes_on_with_less_pays_less_for_the_orders_that_are_placed() -> None:
    """Everybody halves the order of the first month, 50 for it where it is placed and nothing where it is skipped."""
    plan = scenario(text()).replace({"customer.contraction": {"rate": 0.9999, "share": 0.5}})
    log = run(plan, SEED, 0)
    paid = log.of(Row.PAYMENT)
    second = paid[(paid["end"] > 0.5 * MONTH) & (paid["end"] < 1.5 * MONTH)]["money"]
    assert set(np.round(second, 6)) == {50.0}
    assert len(second) == 400 - orders(log)[:, 0].sum()


def test_it_is_said() -> None:
    plan = scenario(text("skips = 0.1\nagain = 0.75"))
    assert "10% of the customers who stay skip an order" in explain(plan).text(500, every=True)
    assert list(repriced(Pen(plan, "en"))) == ["28.6% of them skip an order"]


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        (text("again = 0.5"), "again says how pauses go on, and nobody skips an order: state skips"),
        (text("skips = 1"), "offering.skips is 1; it must be less than 1"),
        (text("again = 1\nskips = 0.1"), "offering.again is 1; it must be less than 1"),
        (text("skip = 0.1"), "offering.skip is not known; did you mean skips?"),
        (
            text(life='early_leaving = { rate = "5 % / year" }'),
            "customer.early_leaving happens within terms, and where orders may be skipped (offering.skips) nothing is signed"
            " between two of them: state customer.churn alone",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be(plan: str, says: str) -> None:
    with pytest.raises(ScenarioError) as error:
        scenario(plan)
    assert says in str(error.value)
