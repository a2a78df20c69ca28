"""The difference in three parts: known answers, exact sums, and what is run for it."""

from itertools import chain, combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from orgsim.errors import OrgsimError
from orgsim.measures.kpis import KPIS
from orgsim.plan.hybrids import FAMILIES
from orgsim.plan.load import load, parse
from orgsim.plan.matched import matched
from orgsim.plan.scenario import Scenario
from orgsim.report.study import parts
from orgsim.report.study.reading import StudyReading
from orgsim.study.compare import Study, compare, with_parts
from orgsim.study.ledger import Ledger
from orgsim.study.sample import Sample
from orgsim.study.split import SHARES, Order, Split

SMALL = """
[scenario]
horizon = "90 days"

[market]
title = "Small"
currency = "JPY"

[sources.web]
leads = "2 / day"
cost = 1_000

[journey.qualify]
work = { mean = "2 h" }
patience = { mean = "5 days" }
judgement = 0.8
outcomes = [ { to = "close", rate = 0.6 }, { to = "nurture", rate = 0.4 } ]

[journey.close]
work = { mean = "3 h" }
patience = { mean = "9 days" }
judgement = 0.8
outcomes = [ { to = "customer", rate = 0.5 }, { to = "nurture", rate = 0.3 }, { to = "lost", rate = 0.2 } ]

[journey.nurture]
work = { mean = "0.25 h" }
optional = true
outcomes = [ { to = "qualify", rate = 0.3 }, { to = "nurture", rate = 0.7 } ]

[journey.support]
work = { mean = "1 h" }
optional = true

[offering]
kind = "subscription"
price = "90_000 / month"
term = "1 month"

[customer]
churn = "40 % / year"

[customer.incidents]
rate = "0.5 / month"
activity = "support"

[policies.nurture]
every = "20 days"

[policies.records]
kind = "personal"

[teams.sellers]
headcount = 3
cost = "6_000_000 / year"
does = ["qualify", "close"]

[teams.desk]
headcount = 2
cost = "6_000_000 / year"
does = ["support"]
"""
BASE = parse(SMALL)
ONE_TEAM = BASE.replace(
    {
        "teams.sellers": None,
        "teams.desk": None,
        "teams.everybody": {
            "headcount": 5,
            "cost": "6_000_000 / year",
            "does": ["qualify", "close", "support"],
        },
    }
)
FOLLOWS_UP = BASE.replace({"teams.sellers.does": ["qualify", "close", "nurture"]})
SHARED = BASE.replace({"policies.records.kind": "crm"})
PAIR = ("a", "b")


def study(a: Scenario, b: Scenario, order: Order = "path", replications: int = 3) -> Study:
    return compare({"a": a, "b": b}, parts=order, replications=replications, workers=1)


def found(done: Study, kpi: str) -> dict[str, float]:
    table = done.parts()
    own = table[table["kpi"] == kpi]
    return dict(zip(own["part"], own["mean"], strict=True))


def carried(table: pd.DataFrame, part: str) -> set[str]:
    """The KPIs whose difference some other part than this one carries, by a table of the parts of one pair."""
    others = table[~table["part"].isin([part, "total"])]
    assert len(others)
    return set(others["kpi"][(others["mean"] != 0) | (others["low"] != 0) | (others["high"] != 0)])


ALONE: dict[str, tuple[Scenario, str]] = {
    "cut": (ONE_TEAM, "cut"),
    "headcount": (BASE.replace({"teams.sellers.headcount": 4}), "cut"),
    "follow-up": (FOLLOWS_UP, "work"),
    "records": (SHARED, "policies"),
    "ownership": (BASE.replace({"teams.sellers.ownership": "person"}), "policies"),
    "pay": (BASE.replace({"teams.desk.cost": "9_000_000 / year"}), "policies"),
}
"""Organizations that differ from the base in one thing, and the part that this belongs to."""


@pytest.fixture(scope="module")
def alone() -> Study:
    """The base against each of them."""
    return compare({"a": BASE} | {name: b for name, (b, _) in ALONE.items()}, replications=2, workers=1)


@pytest.mark.parametrize("order", ["path", "shapley"])
def test_what_differs_alone_carries_all_of_it(alone: Study, order: Order) -> None:
    """Cut, headcount, follow-up, records, ownership, pay: nothing is left to the other parts, and nothing more is run."""
    done = with_parts(alone, order, workers=1)
    assert done.split is not None
    assert not done.split.between
    every = done.parts()
    for name, (_, part) in ALONE.items():
        own = every[every["b"] == name]
        assert carried(own, part) == set()
        table = own.pivot(index="kpi", columns="part", values="mean")
        assert table[part].to_numpy() == pytest.approx(table["total"].to_numpy(), rel=1e-12)
        assert (table["total"] != 0).any()


def test_identical_organizations_differ_in_nothing() -> None:
    done = study(BASE, parse(SMALL))
    numbers = done.parts()[["mean", "low", "high"]].to_numpy()
    assert len(numbers)
    assert not numbers.any()


@pytest.fixture(scope="module")
def all_three() -> Study:
    """One team that follows up and shares its records, against two that do not."""
    b = ONE_TEAM.replace(
        {"teams.everybody.does": ["qualify", "close", "support", "nurture"], "policies.records.kind": "crm"}
    )
    return study(BASE, b, replications=4)


@pytest.fixture(scope="module")
def in_order(all_three: Study) -> dict[Order, Study]:
    """Its parts, in order and over all orders."""
    return {"path": all_three, "shapley": with_parts(all_three, "shapley", workers=1)}


@pytest.mark.parametrize("order", ["path", "shapley"])
def test_parts_add_up_in_every_replication(in_order: dict[Order, Study], order: Order) -> None:
    """Of plain figures, and of the jackknife's pseudo-values of those that follow from sums."""
    split = in_order[order].split
    assert split is not None
    assert len(split.between) == (2 if order == "path" else 6)
    kinds = set()
    for kpi in KPIS.values():
        whole = split.gaps(PAIR, kpi.name, "total")
        known = np.isfinite(whole)
        shares = [split.gaps(PAIR, kpi.name, part)[known] for part in ("cut", "work", "policies")]
        scale = max((np.abs(one).max(initial=0.0) for one in shares), default=0.0)
        assert np.sum(shares, axis=0) == pytest.approx(whole[known], rel=1e-9, abs=1e-9 * scale)
        kinds |= {kpi.combined is None} if known.any() else set()
    assert kinds == {True, False}


@pytest.mark.parametrize("order", ["path", "shapley"])
def test_means_add_up(in_order: dict[Order, Study], order: Order) -> None:
    done = in_order[order]
    table = done.parts().pivot(index="kpi", columns="part", values="mean")
    rest = (table["cut"] + table["work"] + table["policies"] - table["total"]).abs()
    assert (rest <= 1e-9 * table.abs().max(axis=1)).all()
    assert set(done.parts()["part"]) == set(SHARES)


def test_the_whole_difference_is_that_of_the_comparison(all_three: Study) -> None:
    whole = all_three.parts().query("part == 'total'").set_index("kpi")
    told = all_three.differences().set_index("kpi")
    for kpi in ("won", "arr", "cac", "profit"):
        assert whole.loc[kpi, ["mean", "low", "high"]].tolist() == pytest.approx(
            told.loc[kpi, ["difference", "low", "high"]].tolist()
        )


def game(order: Order) -> Split:
    """By hand: the work is worth 10, the cut 4, both together 6 more, policies nothing; in one replication twice as much."""
    corners, samples = {}, {}
    for on in chain.from_iterable(combinations(FAMILIES, k) for k in range(4)):
        worth = 10.0 * ("work" in on) + 4.0 * ("cut" in on) + 6.0 * ({"work", "cut"} <= {*on})
        corners[frozenset(on)] = "+".join(on)
        samples["+".join(on)] = Sample(("won",), np.array([[worth], [2 * worth]]), {})
    return Split(order, {PAIR: corners}, samples, {}, {})


def test_in_order_what_two_do_together_falls_to_the_later_one() -> None:
    parts_ = {part: game("path").part(PAIR, "won", part).mean for part in SHARES}
    assert parts_ == pytest.approx({"work": 15, "policies": 0, "cut": 15, "total": 30})


def test_over_all_orders_it_is_shared_evenly() -> None:
    """The Shapley values: work 10 + 3, cut 4 + 3; times 1.5 on average of the replications."""
    parts_ = {part: game("shapley").part(PAIR, "won", part).mean for part in SHARES}
    assert parts_ == pytest.approx({"work": 19.5, "policies": 0, "cut": 10.5, "total": 30})
    assert game("shapley").gaps(PAIR, "won", "work") == pytest.approx([13, 26])


def test_pairs_share_what_lies_between(tmp_path: Path) -> None:
    """Two sides with the same work have the same first step; the ledger keeps it, and a second study runs nothing."""
    crm, owned = SHARED, BASE.replace({"teams.sellers.ownership": "person"})
    sides = {
        "base": ONE_TEAM,
        "records": crm.replace({"teams.sellers.does": ["qualify", "close", "nurture"]}),
        "owners": owned.replace({"teams.sellers.does": ["qualify", "close", "nurture"]}),
    }
    done = compare(sides, parts="path", replications=2, workers=1, ledger=tmp_path)
    assert done.split is not None
    assert len(done.split.between) == 3  # the work, and the policies of either
    told: list[tuple[int, int]] = []
    again = with_parts(
        done, workers=1, ledger=tmp_path, progress=lambda ran, all_, _: told.append((ran, all_))
    )
    assert told == [(6, 6)]
    assert again.parts().equals(done.parts())
    with Ledger(tmp_path) as ledger:
        mark = next(iter(done.split.between))
        assert len(dict(ledger.known(mark, 1, BASE.scenario.mechanisms))) == 2


def test_all_pairs_are_split(all_three: Study) -> None:
    sides = {"one": BASE, "two": ONE_TEAM, "three": FOLLOWS_UP}
    done = compare(sides, parts="path", pairs="all", replications=2, workers=1)
    assert set(zip(done.parts()["a"], done.parts()["b"], strict=True)) == {
        ("one", "two"),
        ("one", "three"),
        ("two", "three"),
    }
    assert all_three.pairs == "baseline"


def test_what_differs_in_more_is_not_split() -> None:
    done = study(BASE, BASE.replace({"sources.web.leads": "3 / day"}), replications=2)
    assert done.parts().empty
    document = done.to_json()["parts"]
    assert document["rows"] == []
    assert document["unsplit"] == [
        {"a": "a", "b": "b", "reason": "they differ in more than their organizations (sources)"}
    ]
    assert parts.sentences(StudyReading(done)) == []
    assert parts.unsplit(StudyReading(done)) == [
        "“b” against “a” is not split into division of labour, work and policies: they differ in more than their organizations"
        " (sources)."
    ]


def test_a_study_without_parts_says_how_to_get_them() -> None:
    done = compare({"a": BASE, "b": SHARED}, replications=2, workers=1)
    with pytest.raises(OrgsimError) as said:
        done.parts()
    assert str(said.value) == 'this study has no parts: ask for them with compare(..., parts="path")'
    assert "parts" not in done.to_json()


def test_an_order_that_there_is_not() -> None:
    with pytest.raises(OrgsimError) as said:
        compare({"a": BASE, "b": SHARED}, replications=2, workers=1, parts="alphabet")  # type: ignore[arg-type]
    assert str(said.value) == 'parts is "alphabet"; it must be "path" or "shapley"'


def test_json_and_csv_have_the_parts(all_three: Study, tmp_path: Path) -> None:
    document = all_three.to_json()["parts"]
    assert document["order"] == "path"
    row = next(one for one in document["rows"] if (one["kpi"], one["part"]) == ("won", "cut"))
    assert row["mean"] == found(all_three, "won")["cut"]
    assert row["unit"] == "count"
    assert "parts.csv" in {path.name for path in all_three.save(tmp_path)}


def test_matched_organizations_differ_in_the_cut_alone() -> None:
    """matched-pair-generator: whatever the two are, all of the difference is the cut's."""
    model = load("b2b-saas", "the-model", {"scenario.horizon": "4 months"})
    a = matched(model, load("b2b-saas", "pre-post-sales", {"scenario.horizon": "4 months"}))
    done = study(a, matched(model, model), replications=2)
    assert done.split is not None
    assert not done.split.between
    assert carried(done.parts(), "cut") == set()
    assert found(done, "won")["total"] != 0 or found(done, "cash_end")["total"] != 0


def test_the_first_sentence_says_what_is_due_to_the_division() -> None:
    """Where the cut carries all, something that cannot be told, and nothing."""
    same = parts.sentences(StudyReading(study(BASE, SHARED), why_kpi="won"))
    assert len(same) == 1
    assert same[0].startswith(
        "“b” against “a”: nothing of the difference in Customers won is due to the division of labour; the work that is done"
        " moves it by 0"
    )
    split = study(BASE, BASE.replace({"teams.sellers.headcount": 0, "teams.desk.headcount": 9}))
    sure = parts.sentences(StudyReading(split, why_kpi="won"))[0]
    assert sure.startswith("“b” against “a”: the division of labour moves Customers won by −")
    little = study(BASE, ONE_TEAM, replications=2)
    unsure = parts.sentences(StudyReading(little, why_kpi="won"))[0]
    assert "whether the division of labour moves Customers won cannot be told: " in unsure
