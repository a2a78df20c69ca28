"""Staffing: the best division where a closed form or trying all tells it; the same answer wherever it runs; what is refused."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from theory import erlang_a

from orgsim.errors import OrgsimError
from orgsim.plan.budget import payroll
from orgsim.plan.load import load, parse
from orgsim.plan.scenario import Scenario
from orgsim.report.study.staffing import staff
from orgsim.study.allocation import shares
from orgsim.study.divisions import pool
from orgsim.study.front import beaten, ranks
from orgsim.study.ledger import Ledger
from orgsim.study.staff_runs import Division, seed_of_search

HEAD = """
[scenario]
horizon = "{days} days"
warm_up = "{warm_up} days"
mechanisms = []
[market]
title = "Desks"
currency = "USD"
"""
DESK = """
[sources.{name}]
leads = "{rate} / day"
entry = "serve_{name}"
[journey.serve_{name}]
work = {{ mean = "24 h", distribution = "exponential" }}
patience = {{ mean = "1 day" }}
cold = "lost"
outcomes = [ {{ to = "{to}", rate = 1.0 }} ]
[teams.{name}]
headcount = {people}
cost = "{cost} / year"
calendar = "continuous"
does = ["serve_{name}"]
"""
RATES = {"one": 0.7, "two": 2.2, "three": 4.4}


def desks(
    people: Sequence[int] = (3, 3, 3), days: int = 120, costs: Sequence[int] = (100, 100, 100)
) -> Scenario:
    """Three desks beside one another, each with a stream of leads of its own, of whom those who are served in time buy."""
    parts = [
        DESK.format(name=name, rate=rate, to="customer", people=count, cost=cost)
        for (name, rate), count, cost in zip(RATES.items(), people, costs, strict=True)
    ]
    return parse(HEAD.format(days=days, warm_up=days // 6) + "".join(parts))


def served(counts: Sequence[int]) -> float:
    """Leads served a day, by Erlang's A for each desk."""
    return sum(
        rate * (1 - erlang_a(rate, 1.0, n, 1.0)[0]) for rate, n in zip(RATES.values(), counts, strict=True)
    )


def quick(scenario: Any, **options: Any) -> Any:
    """A study of few runs, in this process."""
    usual: dict[str, Any] = {"kpi": "won", "workers": 1, "search": 84, "shortlist": 6, "replications": 60}
    return staff(scenario, **(usual | options))


def test_the_best_division_is_that_of_erlang() -> None:
    """28 divisions of 9 people; the search tries all, and the final selects the one of which Erlang's A says it serves most."""
    scenario = desks(days=96)
    every = list(pool(scenario, 9, None).all())
    best = max(every, key=served)
    assert served(best) - sorted(map(served, every))[-2] > 0.01 * served(best)
    study = quick(scenario, delta="1 %", shortlist=4)
    assert (study.searched.tried, study.searched.possible) == (28, 28)
    assert study.best.counts == best
    assert study.reached
    gap = 80 * (served(best) - served((3, 3, 3)))
    assert study.divisions[0].counts == (3, 3, 3)
    assert study.gain().low <= gap <= study.gain().high


@pytest.mark.slow
def test_the_climb_finds_it_too() -> None:
    """With runs for a quarter of the divisions of 12 people, the search climbs to the best one."""
    scenario = desks((4, 4, 4), days=60)
    best = max(pool(scenario, 12, None).all(), key=served)
    study = quick(scenario, search=60, shortlist=4, delta="2 %", replications=40)
    assert study.searched.tried < study.searched.possible == 55
    assert served(best) - served(study.best.counts) <= 0.02 * served((4, 4, 4))
    assert sum(study.best.counts) == 12


LINE = """
[scenario]
horizon = "120 days"
[market]
title = "A line"
currency = "USD"
[sources.web]
leads = "2 / day"
[journey.first]
work = { mean = "9 h", cv = 0.5 }
patience = { mean = "2 days" }
outcomes = [ { to = "second", rate = 0.6 }, { to = "lost", rate = 0.4 } ]
[journey.second]
work = { mean = "10 h", cv = 0.5 }
patience = { mean = "3 days" }
outcomes = [ { to = "third", rate = 0.7 }, { to = "lost", rate = 0.3 } ]
[journey.third]
work = { mean = "12 h", cv = 0.5 }
patience = { mean = "4 days" }
outcomes = [ { to = "customer", rate = 0.5 }, { to = "lost", rate = 0.5 } ]
[teams.alpha]
headcount = 2
does = ["first"]
[teams.beta]
headcount = 3
does = ["second"]
[teams.gamma]
headcount = 3
does = ["third"]
"""


@pytest.mark.slow
def test_the_best_by_long_runs_of_all_is_found() -> None:
    """A line of three teams with all mechanisms on: all 21 divisions of 8 people, 150 times each, on luck of their own."""
    scenario = parse(LINE)
    every = list(pool(scenario, 8, None).all())
    means = {counts: np.mean([won(scenario, counts, number) for number in range(150)]) for counts in every}
    study = quick(scenario, delta="3 %", search=63, shortlist=6, replications=150)
    assert max(means.values()) - means[study.best.counts] <= 0.03 * means[2, 3, 3] + 0.2


def won(scenario: Scenario, counts: Sequence[int], number: int) -> float:
    from orgsim.study.run import simulate

    people = {f"teams.{team}.headcount": n for team, n in zip(scenario.teams, counts, strict=True)}
    return simulate(scenario.replace(people), 99, number).summary.kpis["won"]


def test_a_budget_is_divided_by_what_people_cost(tmp_path: Path) -> None:
    scenario = desks((3, 3, 3), days=16, costs=(100, 300, 200))
    study = quick(scenario, budget="today", search=9, shortlist=2, replications=10, ledger=tmp_path)
    assert study.divisions[0].counts == (3, 3, 3)
    for one in study.divisions:
        left = payroll(scenario) - payroll(study.scenario(one))
        assert 0 <= left + 1e-9 < 100 / 12
    stated = quick(scenario, budget="1.8k / year", search=9, shortlist=2, replications=10, ledger=tmp_path)
    assert stated.to_json() == study.to_json()


def test_workers_and_ledger_change_no_byte(tmp_path: Path) -> None:
    scenario = desks(days=16)
    options: dict[str, Any] = {"search": 12, "shortlist": 2, "replications": 12, "delta": "3 %"}
    alone = json.dumps(quick(scenario, **options).to_json())
    told: list[tuple[int, int]] = []
    two = quick(scenario, workers=2, ledger=tmp_path, progress=lambda *seen: told.append(seen[:2]), **options)
    assert json.dumps(two.to_json()) == alone
    runs = two.searched.runs + sum(two.runs)
    assert len(told) <= runs + 8
    assert all(done <= wanted for done, wanted in told)
    again = quick(
        scenario, ledger=tmp_path, progress=lambda *_: pytest.fail("a run was done again"), **options
    )
    assert json.dumps(again.to_json()) == alone


def test_the_search_and_the_final_meet_other_luck(tmp_path: Path) -> None:
    scenario = desks(days=16)
    study = quick(scenario, seed=5, ledger=tmp_path, search=9, shortlist=2, replications=12)
    fingerprint = study.scenario(study.divisions[0]).fingerprint()
    with Ledger(tmp_path) as ledger:
        assert sorted(ledger.known(fingerprint, 5)) == list(range(study.runs[0]))
        assert len(ledger.known(fingerprint, seed_of_search(5))) >= 3
    assert seed_of_search(5) != 5


def test_an_interrupted_final_says_what_is_known() -> None:
    scenario, seen = desks(days=16), []

    def stop(done: int, _wanted: int, _left: float) -> None:
        seen.append(done)
        if done == 36 + 4 * 10 + 9:
            raise KeyboardInterrupt

    study = quick(scenario, delta="0.01 %", progress=stop, search=36, shortlist=4)
    assert (study.complete, study.reached) == (False, False)
    assert 10 <= min(study.runs) <= max(study.runs) < 60
    assert study.selection.behind > study.zone.amount
    assert "Interrupted" in study.notes()[0]


@pytest.mark.parametrize(
    ("search", "headline", "guarantee", "last"),
    [
        (3, "One division alone was in the final: One 3", "There is no guarantee, since", "Give it more runs (--search)."),
        (6, "The better of two divisions: ", "Had one of these two divisions been ahead of the other by", ""),
        (9, "Best of the 3 divisions compared: ", "Had one of these 3 divisions been ahead of all others", ""),
    ],
)  # fmt: skip
def test_one_two_and_many_divisions_are_told_apart(
    search: int, headline: str, guarantee: str, last: str
) -> None:
    study = quick(desks(days=20), search=search, replications=4)
    assert study.headline().startswith(headline)
    assert study.guarantee().startswith(guarantee)
    assert study.sentences()[2].endswith(last)
    assert ("others" in study.headline() + study.guarantee()) == (search == 9)
    assert study.headline("ja") != study.headline()


def test_what_is_out_of_reach_is_said() -> None:
    study = quick(desks(days=30), delta="0.05 %", replications=12, search=28, shortlist=4)
    assert study.complete
    assert not study.reached
    assert study.selection.zone > study.zone.amount
    assert any("not reached" in note for note in study.notes())
    assert study.to_json()["reached"]["delta"] is False


def test_a_time_limit_ends_it() -> None:
    study = quick(desks(days=16), delta="0.01 %", replications=5000, search=3000, seconds=0.7)
    assert study.complete
    assert study.searched.runs < 3000
    assert max(study.runs) < 5000


def test_two_goals_have_a_front() -> None:
    """Who is called beaten has another one above it in both; each is run as often."""
    found = quick(desks(days=16), kpi="won,time_to_win_median", search=24, shortlist=4, replications=12)
    assert found.runs == (12,) * 4
    means = found.values.mean(axis=0) * np.array([1, -1])
    for place, state in enumerate(map(found.state, range(4))):
        others = [other for other in range(4) if (means[other] > means[place]).all()]
        assert state == "on the front" or others
    assert "on the front" in set(found.table()["state"])
    with pytest.raises(OrgsimError, match="a front of them"):
        _ = found.best


def test_ranks_of_a_front_by_hand() -> None:
    means = np.array([[3.0, 1.0], [1.0, 3.0], [2.0, 0.5], [0.5, 0.4], [3.0, 1.0]])
    assert ranks(means).tolist() == [0, 0, 1, 2, 0]


def test_few_are_called_beaten_that_are_not() -> None:
    """Four systems alike in the first goal, apart in the second: none is beaten, and in 95 % of repeats none is called so."""
    luck = np.random.default_rng(1)
    repeats = 400
    values = luck.standard_normal((repeats, 20, 4, 2)) + np.array([[0.0, 2.0 * k] for k in range(4)])
    wrong = np.mean([beaten(one).any() for one in values])
    assert wrong <= 0.05 + 4 * np.sqrt(0.05 * 0.95 / repeats)
    sure = beaten(luck.standard_normal((20, 2, 2)) + np.array([[0.0, 0.0], [3.0, 3.0]]))
    assert sure.tolist() == [True, False]


def test_runs_go_where_the_best_is_in_doubt() -> None:
    """By hand: gaps 1 and 2 at spread 1 share 4 : 1, and the best has the root of 4² + 1² of it."""
    found = shares(np.array([3.0, 2.0, 1.0]), np.ones(3))
    assert found[1] / found[2] == pytest.approx(4)
    assert found[0] / found[2] == pytest.approx(np.sqrt(17))
    assert found.sum() == pytest.approx(1)


def test_policies_and_organizations_take_part() -> None:
    scenario = desks(days=16)
    slow = scenario.replace({f"journey.serve_{name}.work.mean": "40 h" for name in RATES})
    study = quick({"quick": scenario, "slow": slow}, search=12, shortlist=2, replications=10)
    assert study.best.variant == "quick"
    tried = quick(
        scenario, policies={"teams.one.priority": [["serve_one"]]}, search=12, shortlist=2, replications=10
    )
    assert {one.variant for one in tried.divisions} <= set(tried.scenarios)
    assert [name.rpartition(", ")[2] for name in tried.scenarios][1] == "teams.one.priority = ['serve_one']"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"people": 2}, "too little to divide in scenario: 2 people are left for 3 teams (one, two, three)"),
        ({"people": 9, "budget": "1k / year"}, "people and budget are both stated"),
        ({"budget": "much"}, "budget is 'much'; it must be pay per time"),
        (
            {"budget": "100 / year"},
            "too little to divide in scenario: 8 a month is left for a person in each of 3 teams",
        ),
        ({"kpi": "leads"}, "of leads neither more nor less is better"),
        ({"kpi": "win_rate"}, "win_rate follows from sums over all runs"),
        ({"kpi": "won,arr,lost"}, "kpi names 3 KPIs"),
        ({"kpi": "wno"}, "there is no KPI"),
        ({"kpi": "arr"}, "arr is undefined in a run of scenario"),
        ({"delta": "0"}, "delta is '0'; it must be more than 0"),
        ({"delta": "2 % of arr"}, "delta is a share of arr (money / year), and won is told in count"),
        ({"keep": ["twoo"]}, "is no team of scenario; did you mean two?"),
        ({"keep": ["two", "one"]}, 'people are divided among two teams or more; scenario has "three"'),
        ({"shortlist": 1}, "shortlist is 1; it must be a whole number from 2 to 100"),
        ({"precision": 0.02}, "not to a precision; state delta"),
        ({"kpi": "won,lost", "delta": "2 %"}, "two have a front, which needs none"),
        ({"seconds": 0}, "seconds is 0; it must be more than 0"),
    ],
)
def test_what_cannot_be_is_refused(options: dict[str, Any], said: str) -> None:
    with pytest.raises(OrgsimError) as refused:
        quick(desks(days=16), **options)
    assert said in str(refused.value)


def test_a_team_that_is_kept_keeps_its_people() -> None:
    study = quick(desks((3, 2, 4), days=16), keep=["two"], search=12, shortlist=3, replications=10)
    assert all(study.scenario(one).teams["two"].headcount == 2 for one in study.divisions)
    assert {sum(one.counts) for one in study.divisions} == {7}


def test_what_a_folder_holds(tmp_path: Path) -> None:
    study = quick(desks(days=16), search=12, shortlist=3, replications=10)
    paths = study.save(tmp_path, "ja")
    assert sorted(path.name for path in paths) == [
        "divisions.csv",
        "divisions.png",
        "divisions.svg",
        "figures.json",
        "index.html",
        "study.json",
    ]
    assert json.loads((tmp_path / "study.json").read_text())["sentences"] == study.sentences()
    assert study.sentences()[0] == study.headline()
    assert (tmp_path / "divisions.png").read_bytes()[:4] == b"\x89PNG"
    table = study.table()
    assert table["state"].tolist()[0] == "selected"
    assert (table[["one", "two", "three"]].sum(axis=1) == 9).all()
    ahead = table["high"][1:]
    assert (table["low"] <= 0).all()
    assert (ahead >= 0).all()


def test_changes_are_scaled_with_their_team() -> None:
    """Two of four sellers leave for a month: where there is one seller, he stays."""
    scenario = load("scenarios/firms/mid-market.toml")
    one = Division("firm", (5, 1, 2, 4))
    from orgsim.study.staff_runs import StaffWork

    work = StaffWork({"firm": scenario}, {"firm": pool(scenario, 12, None)})
    assert work.possible(one)
    sellers = work.scenario(one).teams["sellers"]
    assert (sellers.headcount, [change.headcount for change in sellers.changes]) == (1, [1, 1])
