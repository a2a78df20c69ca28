"""Handoff: passing a subject to another team takes time and sometimes confirmation work."""

from orgsim.fields import Days, StaffHours, Title
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared


class Handoff(Parameters):
    """What one handoff between teams costs; `[policies.handoff]` in an organization's file."""

    delay: Days = declared(0.25, unit="days", source="none found", status="guess")
    """Elapsed time until the next team sees the subject."""
    confirmation: StaffHours = declared(0.2, unit="staff hours", source="none found", status="guess")
    """Staff time the next team spends on reading up, added to its first job."""


MECHANISM = Mechanism(
    name="handoff",
    title=Title(en="Handoff", ja="引き継ぎ"),
    meaning=Title(
        en="A lead or customer that changes teams waits for the handover and costs reading-up time.",
        ja="チームをまたぐ引き継ぎには待ち時間と確認の手間がかかる。",
    ),
    group="handoffs",
    parameters=Handoff,
    effects=(
        Effect("ready time of the next job", "+ delay when the team changes"),
        Effect("work of the next job", "+ confirmation when the team changes"),
    ),
    claims=("A5", "B11"),
    policies={"handoff": Handoff},
    links=(Link("handoffs", "load", 1), Link("handoffs", "waiting", 1)),
)
