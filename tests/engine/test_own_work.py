"""Own work: what people do for the organization, beside and before the work for leads and customers."""

import pytest
from estimates import SEED, scenario

from orgsim.engine.entities import Job
from orgsim.engine.owned_team import OwnedTeam
from orgsim.setup.build import close, core

DESK = """
[scenario]
horizon = "9 days"
mechanisms = []

[sources.web]
kind = "recorded"
arrivals = [0.25, 0.25, 0.25]

[journey.serve]
work = { mean = "12 h", distribution = "constant" }
outcomes = [ { to = "nurture", rate = 1.0 } ]

[teams.desk]
headcount = 1
calendar = "continuous"
ownership = "OWNERSHIP"
priority = ["serve"]
does = ["serve"]
"""


@pytest.mark.parametrize("ownership", ["pooled", "person"])
def test_duties_go_before_all_other_work_and_the_rest_behind_it(ownership: str) -> None:
    """Twelve hours each: begun at 0 the first of three that wait, a duty given at noon, leads, and the other two at last."""
    world = core(scenario(DESK.replace("OWNERSHIP", ownership)), (SEED, 0))
    team, own, told = world.teams[0], world.own_work, []
    world.hooks.job_starts.add(lambda job: told.append((job.activity.duty, job.case.entity, job.start)))
    close(world)
    world.open()
    for _ in range(3):
        team.submit(own.job(team, "serve", 12.0, lambda _: None))
    world.clock.pass_time(0.4)
    own.duty(team, team.people[0], "serve", 12.0, lambda _: None)
    world.clock.pass_time(9.0)
    leads, firm = 0, own.entity
    assert told == [
        (False, firm, 0.0),
        (True, firm, 0.5),
        *((False, leads, day) for day in (1.0, 1.5, 2.0)),
        *((False, firm, day) for day in (2.5, 3.0)),
    ]


def test_nobody_keeps_what_was_done_for_the_organization() -> None:
    """Whether it was finished or dropped; the leads at rest stay with their person."""
    world = core(scenario(DESK.replace("OWNERSHIP", "person")), (SEED, 0))
    team, own = world.teams[0], world.own_work
    assert isinstance(team, OwnedTeam)
    ended: list[Job] = []
    world.hooks.own_work_ends.add(ended.append)
    close(world)
    world.open()
    jobs = [own.job(team, "serve", 12.0, lambda _: None) for _ in range(2)]
    for job in jobs:
        team.submit(job)
    assert len(team.owners) == len(team.people[0].owned) == 2
    team.withdraw(jobs[1])
    jobs[1].cold(jobs[1])
    world.clock.pass_time(9.0)
    assert ended == jobs[:1]
    assert [case.entity for case in team.people[0].owned.values()] == [0, 0, 0]
    assert team.owners.keys() == team.people[0].owned.keys()
