"""Leaving: customers who differ in how likely they are to leave, against the closed form of two cohorts of others."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from estimates import SEED, outcome, scenario

from orgsim.engine import odds
from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.plan.derived.worth import contract
from orgsim.plan.load import load
from orgsim.plan.model.customer import UnevenChurn
from orgsim.report.diagrams.content.flow import flow
from orgsim.report.diagrams.content.pen import Pen
from orgsim.report.explanation.explain import explain
from orgsim.setup.simulate import run

TEXT = """
[scenario]
horizon = "{years} years"
mechanisms = [{mechanisms}]
[sources.cohort]
kind = "recorded"
arrivals = {arrivals}
[journey.sign]
work = {{ mean = "0 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = 1.0 }} ]
[journey.support]
work = {{ mean = "1 h" }}
optional = true
[offering]
price = "100 / month"
term = "{term}"
[customer]
churn = {churn}
[customer.incidents]
rate = "{incidents} / month"
{more}
[teams.sales]
headcount = 300
calendar = "continuous"
does = ["sign"{does}]
"""


def cohort(customers: int = 2000, **words: Any) -> EventLog:
    """Customers who all sign within the first hours, in order that none decides on the horizon."""
    filled = {
        "years": 7.5,
        "mechanisms": "",
        "term": "12 months",
        "churn": '"12 % / year"',
        "more": "",
        "does": "",
    }
    filled["incidents"] = "0"
    filled["arrivals"] = [0.001 + 0.1 * k / customers for k in range(customers)]
    log = run(scenario(TEXT.format(**filled | words)), SEED, 0)
    conservation.check(log)
    return log


def uneven(a: float, b: float) -> str:
    """Churn as a file states it, from the shapes of the beta distribution."""
    mean, cv = a / (a + b), math.sqrt(b / (a * (a + b + 1)))
    return f'{{ mean = "{mean * 100!r} % / year", cv = {cv!r} }}'


def stay(a: float, b: float, years: float) -> float:
    """Share of a cohort that is there after so many years: B(a, b + t) / B(a, b)."""
    return math.exp(math.lgamma(b + years) + math.lgamma(a + b) - math.lgamma(b) - math.lgamma(a + b + years))


def left(log: EventLog) -> np.ndarray:
    """When each customer left (days), in order."""
    rows = log.of(Row.CHANGE)
    return np.sort(rows[rows["outcome"] == outcome(log, "churned")]["end"])


COHORTS = [(0.668, 3.806), (0.704, 1.182)]
"""Fader & Hardie 2007: two cohorts of 1,000 contracts."""


TERMS = {"12 months": 1.0, "3 months": 0.25, "24 months": 2.0}
QUICK = {("3 months", COHORTS[0]), ("24 months", COHORTS[1])}


@pytest.mark.parametrize(
    ("term", "shapes"),
    [
        pytest.param(term, shapes, marks=() if (term, shapes) in QUICK else pytest.mark.slow)
        for term in TERMS
        for shapes in COHORTS
    ],
)
def test_a_cohort_is_the_shifted_beta_geometric(term: str, shapes: tuple[float, float]) -> None:
    """After each term the closed form, within 4 standard errors; and of those who decide fewer leave from term to term."""
    gone, n, length = left(cohort(churn=uneven(*shapes), term=term)), 2000, TERMS[term]
    there = [stay(*shapes, k * length) for k in range(int(7 / length) + 1)]
    ends = [0, *((gone < k * length * 365.25 + 1).sum() for k in range(1, len(there)))]
    for end, expected in zip(ends[1:], there[1:], strict=True):
        assert abs(1 - end / n - expected) <= 4 * math.sqrt(expected * (1 - expected) / n)
    early, late = (ends[1] / n, (ends[-1] - ends[-2]) / (n - ends[-2]))
    assert late < early * 0.75
    assert there[-1] / there[-2] > there[1]


def test_where_all_are_alike_churn_does_not_fall() -> None:
    """The check of the check above: a tenth of those who are there leaves each year."""
    gone = left(cohort(churn='"10 % / year"'))
    ends = np.array([0, *((gone < k * 365.25 + 1).sum() for k in range(1, 8))])
    hazard = np.diff(ends) / (2000 - ends[:-1])
    assert hazard == pytest.approx(np.full(7, 0.1), abs=4 * math.sqrt(0.09 / 950))


def test_a_customer_has_its_chance_whoever_cares_for_it() -> None:
    """Answering incidents changes nothing where no health is in force: the same customers leave on the same days."""
    churn = uneven(*COHORTS[1])
    words = {"churn": churn, "incidents": 0.1}
    alone, cared = cohort(500, **words), cohort(500, does=', "support"', **words)
    stories = []
    for log in (alone, cared):
        rows = log.of(Row.CHANGE)
        gone = rows[rows["outcome"] == outcome(log, "churned")]
        stories.append(dict(zip(gone["number"].tolist(), gone["end"].tolist(), strict=True)))
    assert stories[0] == stories[1]
    assert len(stories[0]) > 200


def test_its_draw_moves_no_other() -> None:
    """All incidents of those who are there in either run fall on the same days."""
    words = {"does": ', "support"', "incidents": 0.1}
    same, differ = cohort(300, **words), cohort(300, churn='{ mean = "12 % / year", cv = 0.6 }', **words)
    incidents = []
    for log in (same, differ):
        rows = log.of(Row.JOB)
        incidents.append({(row["number"], row["ready"]) for row in rows if row["ready"] < 365})
    assert incidents[0] == incidents[1]
    assert len(incidents[0]) > 300
    assert left(same).tolist() != left(differ).tolist()


def test_nearly_alike_is_as_alike() -> None:
    """As the cv goes to 0 customers decide as where nothing is said of it: by the same luck."""
    same, nearly = cohort(1000), cohort(1000, churn='{ mean = "12 % / year", cv = 0.001 }')
    differ = set(left(same).tolist()) ^ set(left(nearly).tolist())
    assert len(differ) <= 4


def test_a_segment_shifts_the_odds_of_each() -> None:
    """Odds three times as high, of each customer's own chance: the mean over the beta distribution, by quadrature."""
    a, b = COHORTS[0]
    log = cohort(years=1.5, churn=uneven(a, b), more="[segments.fickle]\nshare = 1.0\nchurn_odds = 3.0")
    from scipy.stats import beta

    chance = beta(a, b).ppf((np.arange(200_000) + 0.5) / 200_000)
    expected = float((3 * chance / (1 + 2 * chance)).mean())
    share = (left(log) < 366).sum() / 2000
    assert abs(share - expected) <= 4 * math.sqrt(expected * (1 - expected) / 2000)
    assert expected > stay(a, b, 0) - stay(a, b, 1) + 0.05


def test_health_shifts_the_odds_of_each() -> None:
    """Nobody answers incidents: of each who decides the log says by how much, and the odds of its own chance move by that."""
    a, b = COHORTS[0]
    log = cohort(years=1.5, churn=uneven(a, b), mechanisms='"health"', incidents=0.1)
    rows = log.of(Row.CHANGE)
    first = rows[(rows["outcome"] == outcome(log, "churned")) | (rows["outcome"] == outcome(log, "renewed"))]
    first = first[first["end"] < 366]
    assert len(first) == 2000
    from scipy.stats import beta

    chance = beta(a, b).ppf((np.arange(2_000) + 0.5) / 2_000)
    moved = np.exp(-first["effect_health"].astype(float))[:, None]
    each = (moved * chance / (1 - chance + moved * chance)).mean(axis=1)
    share = (first["outcome"] == outcome(log, "churned")).mean()
    assert abs(share - each.mean()) <= 4 * math.sqrt((each * (1 - each)).sum()) / 2000
    assert each.mean() > a / (a + b) + 0.01


def plan(churn: str, **words: Any) -> Any:
    """A small scenario with a churn."""
    filled = {
        "years": 7,
        "mechanisms": "",
        "term": "12 months",
        "more": "",
        "does": "",
        "arrivals": [0.0],
        "incidents": 0,
    }
    return scenario(TEXT.format(**filled | words, churn=churn))


@pytest.mark.parametrize(
    ("churn", "said"),
    [
        ("0.12", 'customer.churn is 0.12; it must be a share lost per time, from 0 % to below 100 %, such as "12 % / year"'),
        ('{ mean = "12 % / year" }', "customer.churn.cv is missing"),
        ("{ cv = 0.6 }", "customer.churn.mean is missing"),
        ('{ mean = "12 % / year", cv = 2.9 }', "customer.churn: its cv must be less than 2.708 with a mean of 12 % / year"),
        ('{ mean = "0 % / year", cv = 0.5 }', "customer.churn: the mean must be more than 0 where customers differ"),
        ('{ mean = "12 % / year", cv = 0 }', "customer.churn.cv is 0; it must be 0.001 or more"),
        ('{ mean = "9 % / year", cv = 1, shape = 1 }', "customer.churn.shape is not known; known here: mean, cv"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(churn: str, said: str) -> None:
    with pytest.raises(ScenarioError) as error:
        plan(churn)
    assert str(error.value).splitlines()[1:] == [f"  line 18  {said}"]


def test_what_a_reader_is_told() -> None:
    alike, differ = plan('"12 % / year"'), plan('{ mean = "12 % / year", cv = 0.6 }')
    assert "all of a segment are equally likely to" in " ".join(explain(alike).text(every=True).split())
    told = " ".join(explain(differ).text(every=True).split())
    assert "a beta distribution with a coefficient of variation of 0.6" in told
    assert "equally likely" not in told
    arrows = {(one.start, one.end): one.lines for one in flow(Pen(differ, "en")).arrows}
    assert arrows["end customer", "end churned"] == ("12% a year on average",)


@pytest.mark.parametrize("head", ["[override]\ncustomer.", "[override.customer]\n"])
def test_a_file_may_set_a_table_where_a_text_stood(head: str, tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(f'extends = "the-model"\n{head}churn = {{ mean = "9 % / year", cv = 0.5 }}\n')
    changed = load(mine).customer
    assert changed is not None
    assert changed.churn == UnevenChurn.model_validate({"mean": "9 % / year", "cv": 0.5})


def test_what_customers_who_differ_are_worth() -> None:
    """As many months as the cohort is there on average, at most the horizon: less early than late."""
    a, b = COHORTS[1]
    found = contract(plan(uneven(a, b), years=5))
    from scipy.stats import beta

    chance = beta(a, b).ppf((np.arange(100_000) + 0.5) / 100_000)
    assert found.months == pytest.approx(np.minimum(60, 12 / chance).mean(), rel=0.005)
    assert found.churn == pytest.approx(a / (a + b), rel=0.005)
    alike = contract(plan(f'"{a / (a + b) * 100!r} % / year"', years=5))
    assert found.months > 1.2 * alike.months
    assert alike.months == pytest.approx(12 / odds.term_churn(a / (a + b), 1))
