"""Gates: first-time leads pass at the rates of the file, and passing more of them on is paid for downstream."""

import math
from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest
from estimates import SEED, Rows, jobs, outcome, scenario
from scipy.integrate import quad
from scipy.optimize import brentq

import orgsim
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures.summary import summarize
from orgsim.setup.simulate import run

CHAIN = """
[scenario]
horizon = "{horizon} days"
drain = true
mechanisms = []

[sources.web]
leads = "60 / day"
readiness = 0.5
[sources.fair]
leads = "40 / day"
readiness = -0.8

[journey.qualify]
work = {{ mean = "1 h" }}
judgement = {judgement}
outcomes = [ {{ to = "meet", rate = 0.40 }}, {{ to = "nurture", rate = 0.35 }}, {{ to = "lost", rate = 0.25 }} ]
[journey.meet]
work = {{ mean = "2 h" }}
judgement = {judgement}
outcomes = [
  {{ to = "close", rate = 0.50 }},
  {{ to = "meet", rate = 0.15, after = {{ mean = "4 days" }} }},
  {{ to = "nurture", rate = 0.15 }},
  {{ to = "lost", rate = 0.20 }},
]
[journey.close]
work = {{ mean = "3 h" }}
judgement = {judgement}
outcomes = [ {{ to = "customer", rate = 0.30 }}, {{ to = "nurture", rate = 0.30 }}, {{ to = "lost", rate = 0.40 }} ]
[journey.nurture]
work = {{ mean = "0.5 h" }}
judgement = {judgement}
outcomes = [ {{ to = "qualify", rate = 0.40 }}, {{ to = "nurture", rate = 0.40 }}, {{ to = "lost", rate = 0.20 }} ]

[teams.sales]
headcount = 100
calendar = "continuous"
does = ["qualify", "meet", "close", "nurture"]
"""
GATES = {
    "qualify": {"meet": 0.40, "nurture": 0.35, "lost": 0.25},
    "meet": {"close": 0.50, "meet": 0.15, "nurture": 0.15, "lost": 0.20},
    "close": {"customer": 0.30, "nurture": 0.30, "lost": 0.40},
}
PUSH = '\n[shocks.push]\nat = "0 days"\nodds = { qualify = 4.0 }\n'


@cache
def chain(judgement: float, horizon: int = 240, more: str = "") -> EventLog:
    """One run of the chain of three gates with two sources and a nurture loop, which several tests look at."""
    return run(scenario(CHAIN.format(judgement=judgement, horizon=horizon) + more), SEED, 0)


@pytest.fixture(autouse=True, scope="module")
def forgotten() -> Iterator[None]:
    """The logs are large: none outlives this file."""
    yield
    chain.cache_clear()


def first_time(log: EventLog, activity: str) -> Rows:
    """The jobs of leads that had come to no activity twice before, and not been at rest."""
    rows = log.of(Row.JOB)
    case = log.case(rows)
    order = np.lexsort((rows["ready"], case))
    repeats = np.cumsum(rows["visit"][order] > 0)
    begins = np.flatnonzero(np.diff(case[order], prepend=-1))
    before = np.concatenate([[0], repeats[begins[1:] - 1]])
    again = np.empty(len(rows), dtype=bool)
    again[order] = repeats > np.repeat(before, np.diff(begins, append=len(rows)))
    return rows[~again & (rows["activity"] == log.names.activities.index(activity))]


def share(log: EventLog, rows: Rows, target: str) -> tuple[float, float]:
    """Share of jobs with an outcome, and its standard error."""
    p = float((rows["outcome"] == outcome(log, target)).mean())
    return p, math.sqrt(p * (1 - p) / len(rows))


@pytest.mark.parametrize("judgement", [0.0, pytest.param(0.5, marks=pytest.mark.slow), 1.0, 2.0])
def test_first_time_leads_pass_at_the_rates_of_the_file(judgement: float) -> None:
    """Each gate changes who comes to the next, yet every outcome of every gate has the share that the file states."""
    log = chain(judgement)
    for activity, rates in GATES.items():
        rows = first_time(log, activity)
        assert len(rows) > 4_000
        for target, rate in rates.items():
            found, _ = share(log, rows, target)
            assert abs(found - rate) <= 4 * math.sqrt(rate * (1 - rate) / len(rows)), (activity, target)


FORK = """
[scenario]
horizon = "200 days"
drain = true
mechanisms = []

[sources.web]
leads = "100 / day"

[journey.qualify]
work = { mean = "1 h" }
judgement = 2.0
outcomes = [ { to = "meet", rate = 0.30 }, { to = "send", rate = 0.40 }, { to = "lost", rate = 0.30 } ]
[journey.meet]
work = { mean = "1 h" }
judgement = 2.0
outcomes = [ { to = "customer", rate = 0.50 }, { to = "lost", rate = 0.50 } ]
[journey.send]
work = { mean = "1 h" }
judgement = 2.0
outcomes = [ { to = "customer", rate = 0.50 }, { to = "lost", rate = 0.50 } ]

[teams.sales]
headcount = 100
calendar = "continuous"
does = ["qualify", "meet", "send"]
"""


@pytest.fixture(scope="module")
def forked() -> EventLog:
    return run(scenario(FORK), SEED, 0)


@pytest.mark.parametrize("activity", ["meet", "send"])
def test_a_step_behind_the_second_outcome_passes_at_the_rate_of_the_file(
    activity: str, forked: EventLog
) -> None:
    """The readiest go one way, the middle another: each way is calibrated on those who go it, and half of both buy."""
    rows = jobs(forked, activity)
    assert len(rows) > 5_000
    assert abs(share(forked, rows, "customer")[0] - 0.5) <= 4 * math.sqrt(0.25 / len(rows))


def test_the_first_pass_rate_that_is_measured() -> None:
    """The measure counts the same leads as this file does, up to the horizon."""
    log = chain(1.0, horizon=100)
    said = summarize(log).activities
    for activity, target in (("qualify", "meet"), ("meet", "close"), ("close", "customer")):
        rows = first_time(log, activity)
        expected, _ = share(log, rows[rows["ready"] < 100], target)
        assert said[activity]["first_pass_rate"] == pytest.approx(expected, abs=1e-12)


def passing(cut: float, judgement: float, readiness: float) -> float:
    """Share of leads with readiness N(readiness, 1) that pass a cut-point, by integration."""

    def density(z: float) -> float:
        return (
            math.exp(-((z - readiness) ** 2) / 2)
            / math.sqrt(2 * math.pi)
            / (1 + math.exp(cut - judgement * z))
        )

    return float(quad(density, readiness - 9, readiness + 9)[0])


def test_each_source_passes_at_the_rate_of_its_readiness() -> None:
    """Within the mix of 60 ready and 40 unready leads that passes at 0.40, each source has its own rate."""
    judgement, rows = 1.5, first_time(log := chain(1.5, horizon=200), "qualify")
    cut = brentq(
        lambda c: 0.6 * passing(c, judgement, 0.5) + 0.4 * passing(c, judgement, -0.8) - 0.40, -20, 20
    )
    for entity, readiness in (("web", 0.5), ("fair", -0.8)):
        own = rows[rows["entity"] == log.names.entities.index(entity)]
        expected = passing(cut, judgement, readiness)
        assert abs(share(log, own, "meet")[0] - expected) <= 4 * math.sqrt(
            expected * (1 - expected) / len(own)
        )


def test_an_odds_ratio_multiplies_the_odds_of_every_outcome_or_better() -> None:
    """At judgement 0, odds of 0.40 / 0.60 times 4 are a share of 8/11, and odds of 3 times 4 a share of 12/13."""
    log = chain(0.0, more=PUSH)
    rows = first_time(log, "qualify")
    for targets, expected in ((("meet",), 8 / 11), (("meet", "nurture"), 12 / 13)):
        found = np.isin(rows["outcome"], [outcome(log, target) for target in targets]).mean()
        assert abs(found - expected) <= 4 * math.sqrt(expected * (1 - expected) / len(rows))


@pytest.mark.parametrize("judgement", [1.0, 2.0])
def test_passing_more_leads_on_lowers_the_pass_rate_of_the_next_gate(judgement: float) -> None:
    """The extra leads are the less ready ones; the fall is beyond 4 standard errors, and the more the better the judgement."""
    as_it_was, pushed = (chain(judgement, more=more) for more in ("", PUSH))
    before, error_before = share(as_it_was, first_time(as_it_was, "meet"), "close")
    after, error_after = share(pushed, first_time(pushed, "meet"), "close")
    assert len(first_time(pushed, "meet")) > 1.3 * len(first_time(as_it_was, "meet"))
    assert before - after > 4 * math.hypot(error_before, error_after)


def test_passing_more_leads_on_changes_nothing_downstream_where_readiness_does_not_count() -> None:
    """At judgement 0 the next gate is a plain coin: the rates stay, and every lead that passed before meets the same fate."""
    as_it_was, pushed = (chain(0.0, more=more) for more in ("", PUSH))
    for activity in ("meet", "close"):
        fates = []
        for log in (as_it_was, pushed):
            rows = first_time(log, activity)
            for target, rate in GATES[activity].items():
                assert abs(share(log, rows, target)[0] - rate) <= 4 * math.sqrt(rate * (1 - rate) / len(rows))
            fates.append(dict(zip(log.case(rows).tolist(), rows["outcome"].tolist(), strict=True)))
        both = fates[0].keys() & fates[1].keys()
        assert len(both) > 0.99 * len(fates[0])
        assert all(fates[0][lead] == fates[1][lead] for lead in both)


def test_a_share_of_nothing_and_a_share_of_all() -> None:
    """Rates of 0 and 1 are kept exactly, by any judgement and against any odds."""
    text = CHAIN.format(judgement=2.0, horizon=20)
    text = text.replace('"meet", rate = 0.40', '"meet", rate = 1.0').replace(
        '"nurture", rate = 0.35', '"nurture", rate = 0.0'
    )
    text = text.replace('"lost", rate = 0.25', '"lost", rate = 0.0')
    log = run(scenario(text + PUSH.replace("4.0", "0.001")), SEED, 0)
    assert share(log, jobs(log, "qualify"), "meet")[0] == 1


LOOKED_UP = {"scenario.horizon": "90 days", "policies.effort": {"close": 0.8}}


@pytest.fixture(scope="module")
def looked_up() -> EventLog:
    return run(orgsim.load("b2b-saas", "the-model").replace(LOOKED_UP), SEED, 0)


@pytest.mark.parametrize(
    ("kind", "by"),
    [
        ("Remembered", "knowledge"),
        ("OfPerson", "ability"),
        ("OfTheSlow", "learning"),
        ("OfForm", "effort"),
        ("ByForm", "cooling"),
    ],
)
def test_what_is_looked_up_is_felt_as_what_is_called(
    kind: str, by: str, looked_up: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A gate that looks an effect up (what is remembered of a case, what hangs on the person alone, what there is for slow people
    alone, what hangs on the activity's form alone, or has rules of its own there) decides and notes what it would if it called
    for it."""
    monkeypatch.setattr(f"orgsim.setup.columns.{kind}", type("NoOther", (), {}))
    called = run(orgsim.load("b2b-saas", "the-model").replace(LOOKED_UP), SEED, 0)
    assert looked_up.rows.tobytes() == called.rows.tobytes()
    assert (looked_up.rows[f"effect_{by}"] < 0).any()
