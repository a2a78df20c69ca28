"""What holds for every scenario in which leads are told apart: nothing is lost, and each is served by whom the plan says."""

import numpy as np
import tomli_w
from estimates import SEED, scenario
from hypothesis import given, settings
from hypothesis import strategies as st
from searching import examples
from segmented_worlds import segmented
from small_worlds import World

from orgsim.events.columns import Row
from orgsim.measures import conservation
from orgsim.measures.summary import summarize
from orgsim.plan.derived.serving import counted_to, serves
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.report.diagrams.diagram import draw
from orgsim.setup.simulate import run


def plan_of(world: World) -> Scenario:
    """The scenario that a world's file says."""
    return scenario(tomli_w.dumps(world))


@settings(max_examples=examples(60))
@given(segmented())
def test_each_lead_is_served_by_a_team_that_serves_it(world: World) -> None:
    """By the team that does the activity for it or one that helps; nobody is lost, and no team works more than it can."""
    plan = plan_of(world)
    log = run(plan, SEED)
    conservation.check(log)
    arrivals = log.of(Row.ARRIVAL)
    lot = {
        case: (log.names.entities[entity], log.names.outcomes[segment], number % counted_to(plan))
        for case, entity, segment, number in zip(
            log.case(arrivals).tolist(),
            arrivals["entity"].tolist(),
            arrivals["outcome"].tolist(),
            arrivals["number"].tolist(),
            strict=True,
        )
    }
    rows = log.of(Row.JOB)
    for case, team, activity in set(
        zip(log.case(rows).tolist(), rows["team"].tolist(), rows["activity"].tolist(), strict=True)
    ):
        name = log.names.activities[activity]
        if case in lot and team >= 0 and name in plan.journey:
            stated = plan.teams[log.names.teams[team]]
            assert serves(plan, stated, lot[case])
            assert name in (*stated.does, *stated.helps)
    said = summarize(log)
    for team in said.teams.values():
        assert not team["utilisation"] > 1 + 1e-6


@settings(max_examples=examples(30))
@given(segmented())
def test_what_is_told_apart_is_read_back_and_drawn(world: World) -> None:
    """A scenario written is the same again, and every diagram of it can be made."""
    plan = plan_of(world)
    again = parse(plan.to_toml())
    assert again == plan
    assert again.fingerprint() == plan.fingerprint()
    for view in ("flow", "teams", "states"):
        assert draw(plan, view).mermaid()


@settings(max_examples=examples(30))
@given(segmented(mechanisms=False), st.integers(2, 5))
def test_leads_keep_their_luck_whoever_serves_them(world: World, headcount: int) -> None:
    """In teams of other sizes each first visit takes the same hours, and ends the same, if it is made."""
    seen = []
    for people in (1, headcount):
        table = world | {
            "teams": {name: team | {"headcount": people} for name, team in world["teams"].items()}
        }
        log = run(plan_of(table), SEED)
        rows = log.of(Row.JOB)
        rows = rows[(rows["visit"] == 0) & ~np.isnan(rows["end"]) & ~np.isnan(rows["start"])]
        seen.append(
            {
                (case, activity): (round(hours, 9), outcome)
                for case, activity, hours, outcome in zip(
                    log.case(rows).tolist(),
                    rows["activity"].tolist(),
                    rows["hours"].tolist(),
                    rows["outcome"].tolist(),
                    strict=True,
                )
            }
        )
    assert all(seen[0][key] == seen[1][key] for key in seen[0].keys() & seen[1].keys())
