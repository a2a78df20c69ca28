"""Building a world: once the list of hooks is closed, each acts where and as its moment says, and nowhere else."""

from collections.abc import Callable
from typing import Any

import pytest
from estimates import SEED, scenario

from orgsim.engine.entities import Job
from orgsim.engine.world import World
from orgsim.errors import OrgsimError
from orgsim.events.columns import Row
from orgsim.setup.build import build, close, core
from orgsim.setup.facts import facts_of

FIRM = """
[scenario]
horizon = "13 months"
mechanisms = []

[sources.web]
kind = "recorded"
arrivals = [{arrivals}]

[journey.call]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "close", rate = 1.0 }} ]
[journey.close]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = {wins} }}, {{ to = "lost", rate = {loses} }} ]
[journey.check_in]
work = {{ mean = "1 h", distribution = "constant" }}

[offering]
price = "100 / month"
term = "12 months"

[customer]
churn = "50 % / year"
check_ins = {{ every = "3 months" }}
upsell = {{ rate = 0.5, value = "10 %" }}

[teams.inside]
headcount = 200
calendar = "continuous"
does = ["call"]
[teams.field]
headcount = 200
calendar = "continuous"
does = ["close", "check_in"]

[shocks.rival]
at = "20 months"
churn_odds = 2
"""
"""Leads who come on day 0, and a shock beyond the horizon, in whose column tests can write."""


def firm(leads: int = 100, wins: float = 1.0) -> tuple[Any, World]:
    """A plan and its world before any mechanism; what a test adds acts in the name of market changes."""
    arrivals = ", ".join(["0.0"] * leads)
    plan = scenario(FIRM.format(arrivals=arrivals, wins=wins, loses=1 - wins))
    world = core(plan, (SEED, 0))
    world.hooks.installing = "shock"
    return plan, world


def lived(add: Callable[[World], None], **words: Any) -> Any:
    """The table of a run to which a test has added its acts."""
    plan, world = firm(**words)
    add(world)
    close(world)
    world.go()
    return world.log.read(facts_of(plan, world)).frame()


def sold(table: Any) -> list[tuple[str, float]]:
    """Who bought more and when, before the first term ends."""
    rows = table[(table["outcome"] == "upsold") & (table["end"] < 360)]
    return list(zip(rows["case"], rows["end"], strict=True))


def test_what_moves_staying_alone_sells_nothing_more() -> None:
    """With log-odds of 50 nobody leaves; three check-ins in the first term sell to the same half as without."""
    usual = lived(lambda _: None)
    alone = lived(lambda world: world.hooks.stay_alone.add(lambda _: 50.0))
    both = lived(lambda world: world.hooks.stay.add(lambda _: 50.0))
    assert 10 < (usual["outcome"] == "churned").sum() < 90
    assert (alone["outcome"] == "churned").sum() == (both["outcome"] == "churned").sum() == 0
    assert sold(alone) == sold(usual)
    assert 100 < len(sold(usual)) < 200
    assert len(sold(both)) == 300


def test_what_moves_buying_alone_keeps_nobody() -> None:
    """With log-odds of 50 every check-in sells, and the same customers leave as without."""
    usual = lived(lambda _: None)
    more = lived(lambda world: world.hooks.buy_more.add(lambda _: 50.0))
    left = [table[table["outcome"] == "churned"]["case"].tolist() for table in (usual, more)]
    assert left[0] == left[1]
    assert len(sold(more)) == 300


@pytest.mark.parametrize("moment", ["gate", "gate_daily"])
@pytest.mark.parametrize(("at", "bought"), [(None, 100), ([1], 100), ([0], 0), ([], 0)])
def test_an_effect_moves_the_gates_where_it_acts(moment: str, at: list[int] | None, bought: int) -> None:
    """Nobody in a million buys, unless log-odds of 50 act at the second step; the log notes them where they acted."""
    table = lived(lambda world: getattr(world.hooks, moment).add(lambda _: 50.0, at=at), wins=1e-6)
    assert (table["outcome"] == "customer").sum() == 2 * bought
    jobs = table[table["kind"] == "job"]
    for code, name in enumerate(("call", "close")):
        felt = jobs[jobs["activity"] == name]["effect_shock"]
        assert (felt == (50.0 if at is None or code in at else 0.0)).all()


def test_who_acts_on_jobs_is_told_of_those_of_its_teams() -> None:
    told: list[tuple[str, str]] = []

    def tell(what: str) -> Callable[[Job], None]:
        return lambda job: told.append((what, job.activity.name))

    def add(world: World) -> None:
        world.hooks.job_starts.add(tell("starts"), at=[0])
        world.hooks.job_ends.add(tell("ends"), at=[1])
        world.hooks.gate_decided.add(
            lambda job, outcome, _: told.append((outcome.name, job.activity.name)), at=[0]
        )

    lived(add, leads=1, wins=0.0)
    assert told == [("starts", "call"), ("close", "call"), ("ends", "close")]


def test_who_leaves_is_told_of_before_the_log_notes_it() -> None:
    """So that who moves to another team has joined it before having left the old one."""
    _, world = firm(leads=1)
    noted: list[int] = []
    left = world.names.outcomes.index("left")

    def gone(_: object) -> None:
        rows = world.log.since(0)
        noted.append(int(((rows["kind"] == Row.STAFFING) & (rows["outcome"] == left)).sum()))

    world.hooks.person_leaves.add(gone, at=[1])
    close(world)
    world.open()
    for staffing in (world.staffing[0], world.staffing[1], world.staffing[1]):
        staffing.change(-1)
    assert noted == [1, 2]


def test_the_list_is_closed_once_a_world_is_built() -> None:
    plan, _ = firm(leads=1)
    with pytest.raises(OrgsimError, match="price: nobody can begin to act once the run has begun"):
        build(plan, SEED, 0).hooks.price.add(lambda _: 1.0)
