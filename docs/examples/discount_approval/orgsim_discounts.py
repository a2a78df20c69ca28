"""Discount approval: a deal with a discount is signed only after a manager has approved it."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from orgsim.engine.entities import End, Job, Outcome
from orgsim.engine.world import World
from orgsim.fields import Plan, Share, StaffHours, Title
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared
from orgsim.randomness import purpose, uniform

_DISCOUNTED = purpose("discounted", "whether a deal needs a manager's approval")
_REFUSED = purpose("refused", "whether a manager refuses to approve a deal")


class Approval(Parameters):
    """How often deals need approval, and how often they get none."""

    discounted: Share = declared(0.4, unit="share", source="none found", status="guess")
    """Share of deals with a discount; the others need no approval."""
    refused: Share = declared(0.1, unit="share", source="none found", status="guess")
    """Share of these that the manager refuses."""


class ApprovalPolicy(Plan):
    """Who approves discounts."""

    team: str
    """The team whose people do it."""
    hours: StaffHours = 0.5
    """Work on one approval."""


class Desk:
    """Where deals wait for approval."""

    def __init__(self, world: World, parameters: Approval, policy: ApprovalPolicy) -> None:
        self.world = world
        self.parameters = parameters
        self.hours = policy.hours
        (self.team,) = world.teams_named([policy.team])

    def ask(self, job: Job, outcome: Outcome) -> bool:
        """A gate has decided: a deal with a discount goes to the manager first."""
        if outcome.end is not End.CUSTOMER or not self.drawn(job, _DISCOUNTED, self.parameters.discounted):
            return False
        done = partial(self.decide, job, outcome)
        self.team.submit(self.world.own_work.job(self.team, "approval", self.hours, done))
        return True

    def decide(self, job: Job, outcome: Outcome, _: Job) -> None:
        """The manager is done: the deal is signed, or goes where the last outcome of its activity leads."""
        if self.drawn(job, _REFUSED, self.parameters.refused):
            outcome = job.activity.outcomes[-1]
        self.world.journey.follow(job, outcome)

    def drawn(self, job: Job, what: int, share: float) -> bool:
        """Whether the luck of a case at this visit falls within a share."""
        return uniform(job.case.key, what, job.visit) < share


def install(world: World, parameters: Approval, policies: Mapping[str, Any]) -> None:
    """Let outcomes that lead to a purchase wait for approval."""
    desk = Desk(world, parameters, policies["approval"])
    sells = {activity.code for activity in world.activities.values() if activity.sells}
    world.hooks.outcome_taken.add(desk.ask, at=sells)


MECHANISM = Mechanism(
    name="approval",
    title=Title(en="Discount approval"),
    meaning=Title(en="Deals with a discount wait for a manager, who refuses some."),
    group="incentives",
    parameters=Approval,
    effects=(
        Effect("deals won", "a share `discounted` waits for approval; a share `refused` of these is lost"),
        Effect("load of the team that approves", "+ policies.approval.hours for each"),
    ),
    claims=(),
    needs=("policies.approval",),
    policies={"approval": ApprovalPolicy},
    work={"approval": Title(en="Approve a discount")},
    install=install,
    links=(Link("won", "approvals", 1), Link("approvals", "load", 1), Link("approvals", "won", -1)),
    variables={"approvals": Title(en="Approvals of discounts")},
)
