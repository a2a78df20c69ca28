"""Serving: an activity is done by the team that serves the lead, told by its segment or by its score."""

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from estimates import SEED, jobs, outcome, scenario

import orgsim
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures.conservation import check
from orgsim.measures.summary import summarize
from orgsim.plan.checks.size import expected_events
from orgsim.plan.derived.capacity import wanted
from orgsim.plan.derived.kpi_work import counting, fulfilling
from orgsim.plan.derived.purposes import acquisition_shares
from orgsim.plan.load import check as check_file
from orgsim.plan.scenario import Scenario
from orgsim.report.study.folder import save
from orgsim.report.study.reading import StudyReading
from orgsim.setup.build import build
from orgsim.setup.places import build_places
from orgsim.setup.simulate import run
from orgsim.study.labels import owner_title

LARGE_BUYERS = """
[scenario]
horizon = "60 months"
mechanisms = []
drain = true

[segments.small]
share = 0.8
[segments.large]
share = 0.2
size = 10
journey.sell = { work = { mean = "4 h" }, rates = { customer = 0.2, lost = 0.8 } }

[sources.web]
leads = "100 / month"

[journey.triage]
work = { mean = "0.1 h", distribution = "constant" }
outcomes = [ { to = "sell", rate = 1.0 } ]
[journey.sell]
work = { mean = "1 h", distribution = "constant" }
outcomes = [ { to = "customer", rate = 0.5 }, { to = "lost", rate = 0.5 } ]

[offering]
kind = "perpetual"
price = 100

[teams.desk]
headcount = 1
calendar = "continuous"
does = ["triage"]
[teams.inside]
headcount = 1
calendar = "continuous"
does = ["sell"]
serves = ["small"]
[teams.field]
headcount = 1
calendar = "continuous"
does = ["sell"]
serves = ["large"]
"""


def of_team(log: EventLog, team: str) -> np.ndarray:
    """The jobs of a team."""
    rows = log.of(Row.JOB)
    return rows[rows["team"] == log.names.teams.index(team)]


def together(plan: Scenario) -> Scenario:
    """One team instead of the two, which serves everybody."""
    return plan.replace({"teams": {"field": None, "inside": {"headcount": 2, "serves": None}}})


def test_large_buyers_to_the_field_team() -> None:
    """Of 100 leads 80 small are phoned (won .5, worth 100 each), 20 large visited (won .2, worth 1,000): 8,000, half by the
    field."""
    log = run(scenario(LARGE_BUYERS), SEED)
    said, leads = summarize(log), len(log.of(Row.ARRIVAL))
    assert leads > 5_000
    money = log.of(Row.CHANGE)
    booked = dict(zip(log.case(money).tolist(), money["booked"].tolist(), strict=True))
    by_team = {}
    for team, work, won, worth in (("inside", 1.0, 0.5, 100.0), ("field", 4.0, 0.2, 1000.0)):
        rows = of_team(log, team)
        assert np.allclose(rows["hours"], work)
        buys = rows["outcome"] == outcome(log, "customer")
        assert buys.mean() == pytest.approx(won, abs=4 * (won * (1 - won) / len(rows)) ** 0.5)
        by_team[team] = sum(booked[case] for case in log.case(rows)[buys].tolist())
        assert by_team[team] == buys.sum() * worth
    assert len(of_team(log, "inside")) / leads == pytest.approx(0.8, abs=0.02)
    assert said.kpis["win_rate"] == pytest.approx(0.44, abs=0.03)
    assert said.kpis["bookings"] == sum(by_team.values())
    assert said.kpis["bookings"] / leads == pytest.approx(80.0, rel=0.08)
    assert by_team["field"] / sum(by_team.values()) == pytest.approx(0.5, abs=0.06)


def test_every_lead_has_the_luck_that_it_has_where_one_team_serves_all() -> None:
    """Who works changes nothing of a lead: the same work, and the same fate, in the same visits."""
    split = scenario(LARGE_BUYERS)
    fates = []
    for plan in (split, together(split)):
        log = run(plan, SEED)
        rows = jobs(log, "sell")
        order = np.argsort(log.case(rows))
        fates.append((log.case(rows)[order], rows["hours"][order], rows["outcome"][order]))
    assert all(np.array_equal(a, b) for a, b in zip(*fates, strict=True))


def test_what_is_expected_of_each_team() -> None:
    """A month: 80 h of phoning, 20 visits of 4 h; a quota of bookings counts what the team itself closes."""
    plan = scenario(LARGE_BUYERS).replace({"teams.field.kpi": "bookings", "teams.inside.kpi": "bookings"})
    hours = wanted(plan)
    assert hours == pytest.approx({"desk": 600.0, "inside": 4800.0, "field": 4800.0})
    assert acquisition_shares(plan) == {"desk": 1.0, "inside": 1.0, "field": 1.0}
    assert counting(plan, "field") == ("sell",)
    assert fulfilling(plan, "field") == {("sell", "customer")}
    written = len(run(plan, SEED).rows)
    assert written / 1.1 < expected_events(plan) < written * 1.3


# -- scores ---------------------------------------------------------------------------------------------------------

SCORED = """
[scenario]
horizon = "100 days"
mechanisms = []
[segments.cool]
share = 0.5
readiness = -0.2
[segments.warm]
share = 0.5
readiness = 0.2
[sources.web]
leads = "10 / day"
[sources.friends]
leads = "10 / day"
readiness = 0.4
[journey.call]
work = { mean = "0.1 h" }
judgement = 1
outcomes = [ { to = "customer", rate = 0.5 }, { to = "lost", rate = 0.5 } ]
[teams.hot]
headcount = 1
does = ["call"]
serves = { score_above = 0.2 }
[teams.rest]
headcount = 1
does = ["call"]
serves = { score_below = 0.2 }
"""


def test_a_score_is_the_readiness_of_source_and_segment() -> None:
    """web: -0.2 and 0.2; friends: 0.2 (not 0.2 to the last bit, but to nine digits) and 0.6. A bound belongs to those above."""
    log = run(scenario(SCORED), SEED)
    arrivals = log.of(Row.ARRIVAL)
    who = {
        case: (log.names.entities[entity], log.names.outcomes[segment])
        for case, entity, segment in zip(
            log.case(arrivals).tolist(),
            arrivals["entity"].tolist(),
            arrivals["outcome"].tolist(),
            strict=True,
        )
    }
    seen = {team: {who[case] for case in log.case(of_team(log, team)).tolist()} for team in ("hot", "rest")}
    assert seen == {
        "hot": {("web", "warm"), ("friends", "cool"), ("friends", "warm")},
        "rest": {("web", "cool")},
    }


def test_scores_between_two_bounds() -> None:
    middle = {"headcount": 1, "does": ["call"], "serves": {"score_above": 0, "score_below": 0.5}}
    plan = scenario(SCORED).replace(
        {"teams.hot.serves.score_above": 0.5, "teams.rest.serves.score_below": 0.0, "teams.middle": middle}
    )
    log = run(plan, SEED)
    assert all(len(of_team(log, team)) > 0 for team in ("hot", "middle", "rest"))
    assert len(of_team(log, "middle")) > 1.5 * len(of_team(log, "hot"))


# -- people ---------------------------------------------------------------------------------------------------------


def keys(plan: Scenario, team: str, count: int) -> list[int]:
    """The keys of the first places of a team."""
    places = build_places(plan, (SEED, 0))[team]
    return list(itertools.islice(places._keys, count))


def test_people_who_serve_some_are_those_who_would_serve_all() -> None:
    """Half of the hours of sell are for each segment: the two teams of 3 are the 6 people of one team, and nobody is in both."""
    split = scenario(LARGE_BUYERS)
    inside, field = keys(split, "inside", 3), keys(split, "field", 3)
    assert sorted(inside + field) == sorted(keys(together(split), "inside", 6))
    assert keys(split, "inside", 4)[:3] == inside


def test_a_team_whose_leads_are_not_reckoned_with_has_people_all_the_same() -> None:
    plan = scenario(LARGE_BUYERS).replace({"segments.small.share": 1.0, "segments.large.share": 0.0})
    assert len(set(keys(plan, "field", 5) + keys(plan, "inside", 5))) >= 5
    assert len(of_team(run(plan.replace({"scenario.horizon": "2 months"}), SEED), "field")) == 0


# -- with mechanisms ------------------------------------------------------------------------------------------------

FIRM = {
    "segments": {"small": {"share": 0.7}, "large": {"share": 0.3, "size": 5, "readiness": 0.5}},
    "scenario.horizon": "18 months",
}


def pods() -> Scenario:
    """The packaged market, every team of the model twice: once for small and once for large customers."""
    plan = orgsim.load("b2b-saas", "the-model").replace(FIRM)
    teams: dict[str, Any] = dict.fromkeys(plan.teams)
    hiring: dict[str, Any] = dict.fromkeys(plan.policies.hiring)
    alone = {"campaign", "event"}
    rules = plan.document().data["policies"]["hiring"]
    for name, team in plan.document().data["teams"].items():
        shared = [one for one in team["does"] if one in alone or one in _for_sources(plan)]
        for segment in ("small", "large"):
            does = [one for one in team["does"] if segment == "small" or one not in shared]
            if does:
                kept = [one for one in team.get("priority", []) if one in does]
                teams[f"{name}_{segment}"] = team | {"does": does, "serves": [segment], "priority": kept}
                hiring[f"{name}_{segment}"] = rules[name]
    return plan.replace({"teams": teams, "policies.hiring": hiring})


def _for_sources(plan: Scenario) -> set[str]:
    return {str(source.activity) for source in plan.sources.values() if getattr(source, "activity", None)}


def test_pods_do_all_for_their_own_customers_under_all_mechanisms() -> None:
    """Nurture, onboarding, support and all the rest of a lead is done by the teams of its segment; nobody gets lost."""
    plan = pods()
    log = run(plan, SEED)
    arrivals = log.of(Row.ARRIVAL)
    segment = dict(zip(log.case(arrivals).tolist(), arrivals["outcome"].tolist(), strict=True))
    done = set()
    rows = log.of(Row.JOB)
    for case, team, activity in zip(
        log.case(rows).tolist(), rows["team"].tolist(), rows["activity"].tolist(), strict=True
    ):
        if case in segment and team >= 0:
            assert log.names.teams[team].endswith(log.names.outcomes[segment[case]])
            done.add(log.names.activities[activity])
    assert {"nurture", "close", "onboard"} <= done
    check(log)


def test_a_quota_presses_and_counts_at_the_team_s_own_jobs_alone() -> None:
    plan = scenario(LARGE_BUYERS).replace(
        {
            "scenario.mechanisms": ["pressure"],
            "scenario.horizon": "6 months",
            "teams.field.kpi": "bookings",
            "teams.field.quota": "50 / month",
            "teams.inside.kpi": "bookings",
            "teams.inside.quota": "1 / month",
        }
    )
    world = build(plan, SEED, 0)
    forms = {world.teams[form.team].name: form for form in world.forms if form.name == "sell"}
    assert set(forms) == {"inside", "field"}
    quotas = next(act.call.__self__ for act in world.hooks.gate_decided.acts)  # type: ignore[attr-defined]
    assert quotas.pressed[forms["field"]].target > 10 * quotas.pressed[forms["inside"]].target
    assert [len(quotas.fulfilled[form.outcomes[0]]) for form in forms.values()] == [1, 1]


def test_activities_that_several_teams_do_are_measured_for_each() -> None:
    """The parts add to the whole; a lead's wait and fate are those of the team that serves it."""
    plan = scenario(LARGE_BUYERS)
    log = run(plan, SEED)
    said = summarize(log).activities
    whole, inside, field = said["sell"], said["sell (inside)"], said["sell (field)"]
    assert list(said) == ["triage", "sell", "sell (field)", "sell (inside)"]
    for key in ("arrived", "done", "queue_length"):
        assert inside[key] + field[key] == pytest.approx(whole[key])
    for team, found in (("inside", inside), ("field", field)):
        rows = of_team(log, team)
        rows = rows[rows["ready"] < plan.scenario.horizon]
        assert found["wait_hours"] == pytest.approx(float((rows["start"] - rows["ready"]).mean() * 24))
        assert found["pass_rate"] == pytest.approx(
            float((rows["outcome"] == outcome(log, "customer")).mean())
        )


@pytest.mark.usefixtures("undrawn")
def test_a_study_tells_them_apart(tmp_path: Path) -> None:
    plan = scenario(LARGE_BUYERS, horizon="3 months")
    study = orgsim.compare({"split": plan, "together": together(plan)}, replications=2, seed=1)
    table = study.table(part="activities")
    found = dict(zip(table[table["scenario"] == "split"]["activity"], table["mean"], strict=False))
    assert {"sell", "sell (inside)", "sell (field)"} <= set(found)
    assert owner_title(plan, "activities", "sell (field)", "en") == "Sell (Field)"
    save(StudyReading(study), tmp_path / "report")
    assert "Sell (Field)" in (tmp_path / "report" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("quota", "noted"), [("4 / month", False), ("44 / month", True)])
def test_a_quota_is_held_against_what_the_team_s_own_leads_give(quota: str, noted: bool) -> None:
    """Of 20 large leads a month 4 buy; the 40 small ones who do are not the field's."""
    plan = scenario(LARGE_BUYERS).replace({"teams.field.kpi": "bookings", "teams.field.quota": quota})
    assert any("teams.field has a quota of" in note for note in plan.notes) == noted
    if noted:
        assert any("the rates of the journey give about 4 / month" in note for note in plan.notes)


def test_an_organization_by_itself_may_serve_segments_of_any_market(tmp_path: Path) -> None:
    text = """
    [organization]
    title = "Pods"
    [teams.inside]
    headcount = 1
    does = ["sell"]
    serves = ["small"]
    helps = ["visit"]
    [teams.field]
    headcount = 1
    does = ["sell", "visit"]
    serves = ["large"]
    """
    (tmp_path / "pods.toml").write_text(text, encoding="utf-8")
    assert all("serves" not in note for note in check_file(tmp_path / "pods.toml"))
