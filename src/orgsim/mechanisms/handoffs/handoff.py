"""Handoff: passing a case to another team takes time and sometimes confirmation work."""

from collections.abc import Mapping
from typing import Any

from orgsim.engine.world import World
from orgsim.fields import Days, StaffHours
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared


class Handoff(Parameters):
    """What one handoff between teams costs; `[policies.handoff]` in an organization's file."""

    delay: Days = declared(0.25, unit="days", source="none found", status="guess")
    """Elapsed time until the next team sees the case."""
    confirmation: StaffHours = declared(0.2, unit="staff hours", source="none found", status="guess")
    """Staff time the next team spends on reading up, added to its first job."""


class Handovers:
    """What a handoff takes between any two teams, as friction between them has it."""

    def __init__(self, world: World, policy: Handoff) -> None:
        self.friction = world.hooks.handoff_friction
        self.policy = policy

    def taken(self, before: int, team: int) -> tuple[float, float]:
        """Elapsed days and staff hours of a handoff from a team to another (codes)."""
        factor = 1.0
        for friction in self.friction:
            factor *= friction(before, team)
        return self.policy.delay * factor, self.policy.confirmation * factor


def install(world: World, _: None, policies: Mapping[str, Any]) -> None:
    """Let handoffs take time and confirmation work."""
    world.hooks.handoff.add(Handovers(world, policies["handoff"]).taken)


MECHANISM = Mechanism(
    name="handoff",
    title=Phrase("Handoff"),
    meaning=Phrase("A lead or customer that changes teams waits for the handover and costs reading-up time."),
    group="handoffs",
    parameters=Handoff,
    effects=(
        Effect("ready time of the next job", "+ delay when the team changes"),
        Effect("work of the next job", "+ confirmation when the team changes"),
    ),
    claims=("A5", "B11"),
    policies={"handoff": Handoff},
    usual={"handoff": Handoff()},
    install=install,
    links=(Link("handoffs", "load", 1), Link("handoffs", "waiting", 1)),
)
