"""Staleness: how long a lead has been at rest when it is touched."""

from typing import TYPE_CHECKING

from orgsim.engine.happenings import Job, Subject

if TYPE_CHECKING:
    from orgsim.engine.build import Run


def install(run: "Run") -> None:
    """Remember when leads come to rest, and let gates ask for it."""

    def rests(subject: Subject, how: str) -> None:
        if how != "customer":
            subject.ended = run.env.now

    def rested(job: Job) -> float:
        """Elapsed days from coming to rest to the touch."""
        return job.start - job.subject.ended

    run.journey.settled = (*run.journey.settled, rests)
    run.facts["rested"] = rested
    run.places["ageing"] = {run.stations["nurture"].code}
