"""Switching: who turns to another kind of work has to get set up for it."""

from collections.abc import Mapping
from typing import Any

from orgsim.engine.entities import NOBODY, Job, Person
from orgsim.engine.world import World
from orgsim.fields import StaffHours
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared


class Switching(Parameters):
    """What a change of activity costs."""

    set_up: StaffHours = declared(0.15, unit="staff hours", source="none found", status="guess")
    """Staff time before a job whose activity differs from the person's last one. Meetings and training neither cost it nor
    count as the last activity: one comes back to the work one left."""


def set_up(last: int, activity: int, hours: float) -> float:
    """Staff hours lost before a job of `activity` by a person whose last one was `last` (codes; below 0: none yet)."""
    return hours if last >= 0 and last != activity else 0.0


class LastWork:
    """What everybody did last."""

    def __init__(self, hours: float) -> None:
        self.hours = hours
        self.last: dict[Person, int] = {}
        """Code of the activity."""

    def begin(self, job: Job) -> None:
        """A job takes longer for who has to get set up for it."""
        try:
            if self.last[job.person] == job.activity.code:  # type: ignore[index]
                return
        except KeyError:  # their first job
            pass
        self.turn(job)

    def turn(self, job: Job) -> None:
        """A job is not like the person's last one."""
        activity = job.activity
        if not activity.duty:
            person: Person = job.person  # type: ignore[assignment]
            job.hours += set_up(self.last.get(person, NOBODY), activity.code, self.hours)
            self.last[person] = activity.code

    def resume(self, job: Job, _: float) -> None:
        """A job that was put aside takes longer, too, for who has done other work since."""
        self.begin(job)


def install(world: World, parameters: Switching, _: Mapping[str, Any]) -> None:
    """Let a change of activity cost time."""
    last = world.lasting(LastWork, lambda: LastWork(parameters.set_up))
    world.hooks.job_starts.add(last.begin)
    world.hooks.job_resumed.add(last.resume)


MECHANISM = Mechanism(
    name="switching",
    title=Phrase("Switching"),
    meaning=Phrase("Turning from one kind of work to another costs time."),
    group="people",
    parameters=Switching,
    effects=(Effect("work of a job", "+ set_up when its activity differs from the person's last one"),),
    claims=("B8", "C1"),
    install=install,
    links=(Link("switching", "load", 1),),
)
