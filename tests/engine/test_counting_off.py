"""Counting off: the leads of each source go to like teams in turn, and stay with the one that they have come to."""

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from estimates import SEED, scenario

from orgsim.events.columns import FIRM, Row
from orgsim.events.log import EventLog
from orgsim.measures.conservation import check
from orgsim.plan.derived.capacity import wanted
from orgsim.plan.derived.serving import counted_to
from orgsim.plan.load import check as check_file
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.report.diagrams.diagram import draw
from orgsim.report.explanation.explain import explain
from orgsim.setup.calibration import calibrate
from orgsim.setup.places import build_places
from orgsim.setup.simulate import run

IN_TURN = """
[scenario]
horizon = "24 months"
mechanisms = []
drain = true
[sources.web]
leads = "100 / month"
[sources.friends]
leads = "50 / month"
[journey.call]
work = { mean = "1 h" }
outcomes = [ { to = "sell", rate = 0.5 }, { to = "lost", rate = 0.5 } ]
[journey.sell]
work = { mean = "2 h" }
outcomes = [ { to = "customer", rate = 0.5 }, { to = "lost", rate = 0.5 } ]
[teams.one]
headcount = 1
calendar = "continuous"
does = ["call", "sell"]
serves = { numbers = [1], of = 3 }
[teams.two]
headcount = 2
calendar = "continuous"
does = ["call", "sell"]
serves = { numbers = [2, 3], of = 3 }
"""


def whole(plan: Scenario) -> Scenario:
    """One team instead of the two, which serves everybody."""
    return plan.replace({"teams": {"two": None, "one": {"headcount": 3, "serves": None}}})


def jobs(log: EventLog, *activities: str) -> np.ndarray:
    """The jobs of some activities."""
    rows = log.of(Row.JOB)
    return rows[np.isin(rows["activity"], [log.names.activities.index(name) for name in activities])]


def of_team(log: EventLog, team: str) -> np.ndarray:
    """The jobs of a team."""
    rows = log.of(Row.JOB)
    return rows[rows["team"] == log.names.teams.index(team)]


def keys(plan: Scenario, team: str, count: int) -> list[int]:
    """The keys of the first places of a team."""
    return list(itertools.islice(build_places(plan, (SEED, 0))[team]._keys, count))


def numbers_of(rows: np.ndarray, of: int) -> set[int]:
    """To which numbers the cases of some rows are counted off."""
    return {int(number) % of + 1 for number in rows["number"]}


def test_the_leads_of_each_source_go_to_teams_in_turn() -> None:
    """The first of each source to one, the second and third to two, the fourth to one again; and all later steps, too."""
    log = run(scenario(IN_TURN), SEED)
    check(log)
    for entity in ("web", "friends"):
        rows = jobs(log, "call", "sell")
        own = rows[rows["entity"] == log.names.entities.index(entity)]
        codes = np.array([log.names.teams.index(name) for name in ("one", "two", "two")])
        assert len(own) > 1_000
        assert np.array_equal(own["team"], codes[own["number"] % 3])
    calls = jobs(log, "call")
    assert len(of_team(log, "one")) > 0
    shares = (calls["team"] == log.names.teams.index("one")).mean()
    assert shares == pytest.approx(1 / 3, abs=2 / len(calls))  # turns, not luck


def test_a_lead_has_the_luck_that_it_has_where_one_team_serves_all() -> None:
    split, fates = scenario(IN_TURN), []
    for plan in (split, whole(split)):
        log = run(plan, SEED)
        rows = jobs(log, "call", "sell")
        order = np.lexsort((rows["activity"], log.case(rows)))
        fates.append((log.case(rows)[order], rows["hours"][order], rows["outcome"][order]))
    assert all(np.array_equal(a, b) for a, b in zip(*fates, strict=True))
    assert calibrate(split) == calibrate(whole(split))


def test_a_team_that_serves_all_numbers_is_one_that_serves_all() -> None:
    all_of_them = whole(scenario(IN_TURN))
    counted = all_of_them.replace({"teams.one.serves": {"numbers": [1, 2], "of": 2}})
    assert counted_to(counted) == 2
    logs = [run(plan, SEED) for plan in (all_of_them, counted)]
    assert logs[0].rows.tobytes() == logs[1].rows.tobytes()


def test_what_is_expected_of_each_team() -> None:
    """150 leads a month ask 150 + .5 x 150 x 2 = 300 hours; a third of one, two thirds of two."""
    assert wanted(scenario(IN_TURN)) == pytest.approx({"one": 24 * 100.0, "two": 24 * 200.0})


def test_people_who_take_turns_are_those_who_would_serve_all() -> None:
    split = scenario(IN_TURN).replace({"journey.call.work.mean": "0.001 h"})
    found = keys(split, "one", 4) + keys(split, "two", 8)
    assert len(set(found)) == 12
    assert sorted(keys(split, "one", 1) + keys(split, "two", 2)) == sorted(keys(whole(split), "one", 3))


def test_scores_and_numbers_go_together() -> None:
    """Friends (score 0.5) go to the first team, those from the web to the other two in turn."""
    friends = {"headcount": 1, "does": ["call", "sell"], "serves": {"score_above": 0.5}}
    plan = scenario(IN_TURN).replace(
        {
            "sources.friends.readiness": 0.5,
            "teams.friends": friends,
            "teams.one.serves.score_below": 0.5,
            "teams.two.serves.score_below": 0.5,
        }
    )
    log = run(plan, SEED)
    for team, entity, numbers in (
        ("friends", "friends", {1, 2, 3}),
        ("one", "web", {1}),
        ("two", "web", {2, 3}),
    ):
        rows = of_team(log, team)
        assert {log.names.entities[code] for code in rows["entity"]} == {entity}
        assert numbers_of(rows, 3) == numbers


def test_who_helps_does_so_for_the_same_numbers() -> None:
    """A helper of each number helps to sell to those who have that number, and to nobody else."""
    changes: dict[str, Any] = {
        f"teams.help_{k}": {
            "headcount": 1,
            "calendar": "continuous",
            "does": [],
            "helps": ["sell"],
            "serves": {"numbers": [k], "of": 3},
        }
        for k in (1, 2)
    }
    log = run(scenario(IN_TURN).replace({**changes, "sources.web.leads": "500 / month"}), SEED)
    check(log)
    for k in (1, 2):
        rows = of_team(log, f"help_{k}")
        assert len(rows) > 100
        assert {log.names.activities[code] for code in rows["activity"]} == {"sell"}
        assert numbers_of(rows, 3) == {k}


def test_customers_of_day_0_are_counted_off() -> None:
    firm = {"customers": 30, "pipeline": {"sell": 9}}
    care = {
        "offering": {"kind": "subscription", "price": "10 / month", "term": "12 months"},
        "customer": {"churn": "5 % / year", "incidents": {"activity": "answer", "rate": "1 / month"}},
        "journey.answer": {"work": {"mean": "1 h"}},
        "teams.one.does": ["call", "sell", "answer"],
        "teams.two.does": ["call", "sell", "answer"],
        "scenario.drain": False,
        "scenario.horizon": "6 months",
    }
    log = run(scenario(IN_TURN).replace({**care, "firm": firm}), SEED)
    entity = log.names.entities.index(FIRM)
    rows = jobs(log, "answer", "sell")
    rows = rows[rows["entity"] == entity]
    assert len(rows) > 60
    for team, numbers in (("one", {1}), ("two", {2, 3})):
        own = rows[rows["team"] == log.names.teams.index(team)]
        assert numbers_of(own, 3) == numbers


def test_from_one_team_to_pods_on_a_day_and_back() -> None:
    """Leads that come to a step after the day go by their number, whoever had them before."""
    split = scenario(IN_TURN, drain=False)
    pods, one = split.document().data["teams"], whole(split).document().data["teams"]
    plan = whole(split).replace(
        {
            "reorganizations": [
                {"at": "100 days", "organization": {"organization": {"title": "Pods"}, "teams": pods}},
                {"at": "300 days", "organization": {"organization": {"title": "One"}, "teams": one}},
            ]
        }
    )
    assert parse(plan.to_toml()) == plan
    log = run(plan, SEED)
    check(log)
    rows = log.of(Row.JOB)
    rows = rows[~np.isnan(rows["start"])]
    during = rows[(rows["ready"] > 101) & (rows["start"] < 300)]
    names = np.array(log.names.teams)[during["team"]]
    assert len(during) > 500
    found = {name: numbers_of(during[names == name], 3) for name in set(names)}
    assert sorted(map(sorted, found.values())) == [[1], [2, 3]]
    after = rows[rows["ready"] > 301]
    assert len(set(after["team"].tolist())) == 1
    assert numbers_of(after, 3) == {1, 2, 3}


def test_it_is_told_who_takes_which() -> None:
    plan = scenario(IN_TURN)
    assert "serves numbers 2, 3 of 3 in turn" in draw(plan, "teams").mermaid()
    assert explain(plan).to_json()["teams"]["two"]["serves"] == {"numbers": [2, 3], "of": 3}


def test_an_organization_by_itself_may_count_off(tmp_path: Path) -> None:
    text = IN_TURN[IN_TURN.index("[teams.one]") :]
    (tmp_path / "pods.toml").write_text(f'[organization]\ntitle = "Pods"\n{text}', encoding="utf-8")
    assert all("serves" not in note for note in check_file(tmp_path / "pods.toml"))
