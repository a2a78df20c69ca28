"""Switching: who turns to another kind of work has to get set up for it."""

from orgsim.fields import StaffHours, Title
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared


class Switching(Parameters):
    """What a change of activity costs."""

    set_up: StaffHours = declared(0.15, unit="staff hours", source="none found", status="guess")
    """Staff time before a job whose activity differs from the person's last one. Meetings and training neither cost it nor
    count as the last activity: one comes back to the work one left."""


def set_up(last: str, activity: str, hours: float) -> float:
    """Staff hours lost before a job of `activity` by a person whose last one was `last` (empty: none yet)."""
    return hours if last and last != activity else 0.0


MECHANISM = Mechanism(
    name="switching",
    title=Title(en="Switching", ja="作業の切り替え"),
    meaning=Title(
        en="Turning from one kind of work to another costs time.",
        ja="違う種類の作業に移るたびに段取りの時間がかかる。",
    ),
    group="people",
    parameters=Switching,
    effects=(Effect("work of a job", "+ set_up when its activity differs from the person's last one"),),
    claims=("B8", "C1"),
    links=(Link("switching", "load", 1),),
)
