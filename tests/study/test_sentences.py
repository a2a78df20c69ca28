"""Sentences about differences, word for word."""

import math
from dataclasses import replace

import numpy as np
import pytest

from orgsim.errors import OrgsimError
from orgsim.measures.kpis import KPIS
from orgsim.measures.steps import ACTIVITY_KPIS, TEAM_KPIS
from orgsim.study.differences import Difference, differences, pairs_of
from orgsim.study.paired import PairedDifference
from orgsim.study.quantities import Quantity
from orgsim.study.sample import Sample
from orgsim.study.sentences import SentenceContext, noted, sentence
from orgsim.study.statistics import Estimate, Verdict
from orgsim.study.words import _NOUNS, _VERBS

ENGLISH = SentenceContext("Pre-/post-sales", "THE MODEL", "JPY", same_demand=True)
JAPANESE = SentenceContext("プリ／ポストセールス", "THE MODEL型", "JPY", same_demand=True)


def found(kpi: str, base: float, interval: tuple[float, float, float], verdict: Verdict) -> Difference:
    """A difference of `interval` (low, mean, high) against a mean of `base`."""
    low, mean, high = interval
    paired = PairedDifference(base, base + mean, Estimate(mean, low, high, 40), 0.01, 0.9, 0.9)
    return Difference("a", "b", Quantity(KPIS[kpi]), paired, True, 0.01, verdict)


OPEN = "同じ需要のもとで、THE MODEL型の"
SAME = "同じ需要のもとで、どの反復でもTHE MODEL型の"
THAN = "プリ／ポストセールスより"

CASES = [
    (
        found("arr", 100e6, (8e6, 12e6, 15e6), "better"),
        "Facing the same demand, THE MODEL ends with 12% more ARR than Pre-/post-sales (between 8% and 15%, 95% sure).",
        f"{OPEN}年間経常収益（ARR）は{THAN}12%多いです（95%の確からしさで8%から15%）。",
    ),
    (
        found("arr", 100e6, (-3e6, 1e6, 5e6), "cannot tell"),
        "We cannot tell whether THE MODEL ends with more or less ARR than Pre-/post-sales: "
        "the difference lies between −3% and +5% (95% sure).",
        "THE MODEL型の年間経常収益（ARR）がプリ／ポストセールスより多いか少ないかは判断できません"
        "（差は95%の確からしさで−3%から+5%）。",
    ),
    (
        found("won", 200, (-44, -20, -3), "worse"),
        "Facing the same demand, THE MODEL wins 10% fewer customers than Pre-/post-sales (between 1.5% and 22%, 95% sure).",
        f"{OPEN}受注数は{THAN}10%少ないです（95%の確からしさで1.5%から22%）。",
    ),
    (
        found("cac", 400_000, (-60_000, -48_000, -20_000), "better"),
        "Facing the same demand, the cost of winning a customer is 12% lower under THE MODEL than under Pre-/post-sales "
        "(between 5% and 15%, 95% sure).",
        f"{OPEN}顧客獲得単価（CAC）は{THAN}12%低いです（95%の確からしさで5%から15%）。",
    ),
    (
        found("logo_churn", 0.2, (-0.031, -0.025, -0.004), "better"),
        "Facing the same demand, yearly customer churn is 2.5 percentage points lower under THE MODEL than under "
        "Pre-/post-sales (between 0.4 and 3.1 percentage points, 95% sure).",
        f"{OPEN}解約率（顧客数）は{THAN}2.5ポイント低いです（95%の確からしさで0.4から3.1ポイント）。",
    ),
    (
        found("profit", -5e6, (12_000, 12.34e6, 1.5e9), "better"),
        "Facing the same demand, THE MODEL makes ¥12.3M more profit than Pre-/post-sales "
        "(between ¥12K and ¥1.5B, 95% sure).",
        f"{OPEN}利益は{THAN}1,230万円多いです（95%の確からしさで1.2万円から15億円）。",
    ),
    (
        found("cash_valley", -9e6, (-3e6, -2e6, -1e6), "worse"),
        "Facing the same demand, the lowest cash balance is ¥2M lower under THE MODEL than under Pre-/post-sales "
        "(between ¥1M and ¥3M, 95% sure).",
        f"{OPEN}資金残高の谷は{THAN}200万円低いです（95%の確からしさで100万円から300万円）。",
    ),
    (
        found("time_to_win_median", 40, (2, 4, 6), "worse"),
        "Facing the same demand, the median time from lead to purchase is 10% longer under THE MODEL than under "
        "Pre-/post-sales (between 5% and 15%, 95% sure).",
        f"{OPEN}リードから受注までの日数（中央値）は{THAN}10%長いです（95%の確からしさで5%から15%）。",
    ),
    (
        found("revenue", 100e6, (1e6, 5e6, 9e6), "cannot tell"),
        "We cannot tell whether THE MODEL earns more or less revenue than Pre-/post-sales: the difference lies between "
        "+1% and +9% (95% sure), but among so many comparisons that may be chance.",
        "THE MODEL型の売上がプリ／ポストセールスより多いか少ないかは判断できません"
        "（差は95%の確からしさで+1%から+9%。ただし、多くの比較を同時にしているため偶然かもしれません）。",
    ),
    (
        found("won", 200, (0, 0, 0), "cannot tell"),
        "Facing the same demand, THE MODEL wins exactly as many customers as Pre-/post-sales in every replication.",
        f"{SAME}受注数はプリ／ポストセールスと同じです。",
    ),
    (
        found("nrr", 1.0, (0, 0, 0), "cannot tell"),
        "Facing the same demand, net revenue retention is the same under THE MODEL as under Pre-/post-sales "
        "in every replication.",
        f"{SAME}売上継続率（NRR）はプリ／ポストセールスと同じです。",
    ),
    (
        found("payroll", 50e6, (5e6, 5e6, 5e6), "worse"),
        "Facing the same demand, the payroll is 10% higher under THE MODEL than under Pre-/post-sales (in every replication).",
        f"{OPEN}人件費は{THAN}10%高いです（どの反復でも）。",
    ),
    (
        found("leads", 400, (20, 40, 60), ""),
        "Facing the same demand, THE MODEL receives 10% more leads than Pre-/post-sales (between 5% and 15%, 95% sure).",
        f"{OPEN}リード数は{THAN}10%多いです（95%の確からしさで5%から15%）。",
    ),
    (
        found("won", 200, (math.nan, 3, math.nan), "cannot tell"),
        "We cannot tell whether THE MODEL wins more or fewer customers than Pre-/post-sales: there are too few replications.",
        "THE MODEL型の受注数がプリ／ポストセールスより多いか少ないかは、反復回数が足りないため判断できません。",
    ),
    (
        found("won", 0, (3, 4, 5), "better"),
        "Facing the same demand, THE MODEL wins 4 more customers than Pre-/post-sales (between 3 and 5, 95% sure).",
        f"{OPEN}受注数は{THAN}4多いです（95%の確からしさで3から5）。",
    ),
]


@pytest.mark.parametrize(("difference", "english", "japanese"), CASES)
def test_sentences(difference: Difference, english: str, japanese: str) -> None:
    assert sentence(difference, ENGLISH) == english
    assert sentence(difference, JAPANESE, "ja") == japanese


def test_another_demand_is_said() -> None:
    context = SentenceContext("A", "B", "USD", same_demand=False)
    difference = found("profit", 10, (1.5e6, 2e6, 2.5e6), "better")
    assert sentence(difference, context) == (
        "Each facing its own demand, B makes $2M more profit than A (between $1.5M and $2.5M, 95% sure)."
    )
    assert sentence(difference, context, "ja").startswith(
        "それぞれの需要のもとで、Bの利益はAより$200万多いです"
    )


def test_percentages_have_the_bounds_of_the_quotient() -> None:
    """The base of a percentage is an estimate, too: its bounds are those of b / a, where they say the same of the direction."""
    one = found("cac", 100.0, (40.0, 100.0, 160.0), "worse")
    quotient = replace(one, paired=replace(one.paired, relative=Estimate(1.0, 0.5, 2.0, 40)))
    assert sentence(quotient, ENGLISH) == (
        "Facing the same demand, the cost of winning a customer is 100% higher under THE MODEL than under Pre-/post-sales "
        "(between 50% and 200%, 95% sure)."
    )
    at_odds = replace(one, paired=replace(one.paired, relative=Estimate(1.0, -0.1, 3.0, 40)))
    assert "between 40% and 160%" in sentence(at_odds, ENGLISH)


def test_a_figure_of_a_step_names_its_activity() -> None:
    quantity = Quantity(ACTIVITY_KPIS["wait_hours"], "activities", "qualify")
    paired = PairedDifference(10.0, 8.0, Estimate(-2.0, -3.0, -1.0, 40), 0.001, 0.9, 0.9)
    one = Difference("a", "b", quantity, paired, True, 0.001, "better")
    context = SentenceContext("A", "B", "JPY", True, "Qualify")
    assert sentence(one, context) == (
        "Facing the same demand, the mean wait at Qualify is 20% shorter under B than under A "
        "(between 10% and 30%, 95% sure)."
    )
    assert sentence(one, replace(context, where="見極め"), "ja") == (
        "同じ需要のもとで、Bの見極めの平均待ち時間はAより20%短いです（95%の確からしさで10%から30%）。"
    )
    rate = replace(
        one, quantity=Quantity(ACTIVITY_KPIS["pass_rate"], "activities", "qualify"), verdict="lower"
    )
    rate = replace(rate, paired=replace(paired, mean_a=0.5, difference=Estimate(-0.1, -0.15, -0.05, 40)))
    assert "the share of best outcomes at Qualify is 10 percentage points lower under B" in sentence(
        rate, context
    )


def test_a_difference_without_a_bound_is_not_told() -> None:
    one = found("cac", 100.0, (-math.inf, 50.0, math.inf), "cannot tell")
    said = noted(sentence(one, ENGLISH), "too few runs: they set no bound", "en")
    assert said == (
        "We cannot tell whether the cost of winning a customer is higher or lower under THE MODEL than under Pre-/post-sales: "
        "there are too few replications. Note: too few runs: they set no bound."
    )


def test_every_kpi_has_its_phrase() -> None:
    assert set(_NOUNS) | set(_VERBS) == {*KPIS, *ACTIVITY_KPIS, *TEAM_KPIS}
    # What ranks changes speaks of these figures by name, what compares organizations by what they do.
    assert set(_NOUNS) & set(_VERBS) == {"arr", "revenue", "profit", "won", "cash_end"}


def sample(**columns: list[float]) -> Sample:
    return Sample(tuple(columns), np.array(list(columns.values()), dtype=float).T, {})


def test_headline_kpis_are_judged_together_and_the_others_apart() -> None:
    # Gaps of one p each: t with 2 degrees of freedom of 2, 4, 6 about its mean is 4 / (2/√3) = 3.4641, p = .0742.
    base = [0.0, 0.0, 0.0]
    a = sample(arr=base, revenue=base, cac=base, bookings=base, leads=base)
    b = sample(arr=[2, 4, 6], revenue=[1, 1.0001, 1], cac=[5, 5.0001, 5], bookings=[2, 4, 6], leads=[2, 2, 2])
    table = {one.kpi.name: one for one in differences({"a": a, "b": b}, [("a", "b")])}
    p = 1 - 1 / math.sqrt(1 + 2 / 12)
    assert table["arr"].paired.p == pytest.approx(p)
    assert {name: one.verdict for name, one in table.items()} == {
        "arr": "cannot tell",
        "revenue": "better",
        "cac": "worse",
        "bookings": "cannot tell",
        "leads": "",
    }
    assert table["arr"].p_adjusted == pytest.approx(p)
    assert table["bookings"].p_adjusted == pytest.approx(p)
    assert math.isnan(table["leads"].p_adjusted)


def test_a_side_more_changes_no_verdict() -> None:
    """Each pair is a family of its own: what b is against a does not depend on who else is in the table."""
    gaps = [2.0, 4.0, 6.0]
    zero = sample(arr=[0.0, 0.0, 0.0], won=[0.0, 0.0, 0.0])
    samples = {"a": zero, "b": sample(arr=gaps, won=gaps), "c": sample(arr=gaps, won=gaps)}
    p = 1 - 1 / math.sqrt(1 + 2 / 12)
    two = differences(samples, [("a", "b")])
    assert [one.p_adjusted for one in two] == pytest.approx([2 * p, 2 * p])
    three = differences(samples, pairs_of(("a", "b", "c"), "a", "all"))
    assert three[:2] == two
    assert [(one.a, one.b) for one in three[::2]] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert pairs_of(("a", "b", "c"), "c", "baseline") == [("c", "a"), ("c", "b")]
    with pytest.raises(OrgsimError, match='pairs is \'each\'; it must be "baseline" or "all"'):
        pairs_of(("a", "b"), "a", "each")  # type: ignore[arg-type]


def test_the_family_is_what_the_reader_names() -> None:
    gaps = [2.0, 4.0, 6.0]
    samples = {
        "a": sample(arr=[0.0, 0.0, 0.0], won=[0.0, 0.0, 0.0], leads=[0.0, 0.0, 0.0]),
        "b": sample(arr=gaps, won=gaps, leads=[2, 2, 2]),
    }
    p = 1 - 1 / math.sqrt(1 + 2 / 12)
    named = differences(samples, [("a", "b")], ["won", "leads"])
    assert [(one.kpi.name, one.leading) for one in named] == [("won", True), ("leads", True), ("arr", False)]
    # Named, a KPI without a better side is judged, too: three equal gaps have p 1/4, twice that is above p.
    assert [one.p_adjusted for one in named] == pytest.approx([2 * p, 0.25, p])
    assert [one.p_adjusted for one in differences(samples, [("a", "b")], ["won"])][:2] == pytest.approx(
        [p, p]
    )


def test_what_one_side_never_defines_is_not_compared() -> None:
    samples = {"a": sample(arr=[1, 2], cac=[math.nan, math.nan]), "b": sample(arr=[1, 2], cac=[3, 4])}
    assert [one.kpi.name for one in differences(samples, [("a", "b")])] == ["arr"]


def test_money_in_two_currencies_is_not_compared() -> None:
    samples = {"a": sample(arr=[1, 2], won=[1, 2]), "b": sample(arr=[1, 2], won=[3, 4])}
    assert [one.kpi.name for one in differences(samples, [("a", "b")], money=False)] == ["won"]
