"""Work left: what becomes of the jobs of teams that are no more when another organization takes over.

Jobs that wait keep the time since when they were ready and their patience. A handoff is charged where none of those who were to
do a job is in the team that will. What is in the middle is gone on with by who was at it, where they do it in their new team.
"""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from orgsim.engine.course import Course
from orgsim.engine.entities import IN_PROCESS, NOBODY, Activity, Job, Person
from orgsim.engine.log import CANCELLED
from orgsim.engine.moving_journey import MovingJourney
from orgsim.engine.owned_team import OwnedTeam
from orgsim.engine.pausing import Pausing
from orgsim.engine.side_by_side import SideBySide
from orgsim.engine.teams import Team
from orgsim.engine.world import World


@dataclass(slots=True, eq=False)
class Backlog:
    """What waited for a team that is no more."""

    team: Team
    jobs: list[Job]
    owners: dict[Job, Person | None]
    """Who was to do a job, where that was one person's."""


class WorkLeft:
    """The work of the teams that one reorganization closes."""

    def __init__(self, world: World, journey: MovingJourney, closing: tuple[int, ...]) -> None:
        self.world = world
        self.journey = journey
        self.closing = closing
        """Codes of the teams."""
        self.waiting: list[Backlog] = []
        self.steps = list(world.activities.values())
        """What all forms of an activity are forms of, by code."""

    def take_out(self) -> None:
        """Take up what waits for teams that are no more."""
        for code in self.closing:
            team = self.world.teams[code]
            jobs = team.queued()
            owners = team.owners if isinstance(team, OwnedTeam) else dict[int, Person]()
            self.waiting.append(Backlog(team, jobs, {job: owners.get(job.case.key) for job in jobs}))
            for job in jobs:
                team.withdraw(job)
                job.end = math.nan

    def pass_on(self) -> None:
        """What is in the middle and was to be gone on with by whoever of its team would be free first comes to another."""
        for team in map(self.world.teams.__getitem__, self.closing):
            if isinstance(team, Pausing):
                for job in team.back.pop(None, ()):
                    team.pass_on(job)

    def adopt(self, aims: Mapping[Person, int]) -> None:
        """The new teams take in what waited for the old ones; `aims` says to which team everybody goes who moves."""
        known = {(person.team, new) for person, new in aims.items()}
        taken = defaultdict[int, list[Job]](list)
        for waited in self.waiting:
            for job in waited.jobs:
                form = self._form(job)
                if form is None:
                    continue
                owner, old = waited.owners[job], waited.team.code
                with_it = (old, form.team) in known if owner is None else aims.get(owner) == form.team
                handoff = None if with_it else self.journey.handing(old, form.team)
                job.activity = form
                if handoff is not None:
                    job.hours += handoff[1]
                if handoff is None or not self._travels(job):
                    taken[form.team].append(job)
                else:
                    self._send(job, handoff[0])
        for code, jobs in taken.items():
            self.world.teams[code].adopt(sorted(jobs, key=_place))

    def _travels(self, job: Job) -> bool:
        """Whether it takes days to hand a job over: what a team takes up by itself, for a customer or at rest, does not."""
        contracts = self.world.contracts
        onboarding = None if contracts is None else contracts.service.plan.onboarding
        return job.case.state is IN_PROCESS or (
            onboarding is not None and job.activity.code == onboarding[0].code
        )

    def _send(self, job: Job, days: float) -> None:
        """A job that waited is on its way to its new team for so many days; its patience may end meanwhile."""
        patience, now = job.activity.patience, self.world.clock.now
        ends = math.inf if patience is None else max(0.0, job.ready) + patience.of(job.case, job.visit)
        if ends - now < days:
            self.world.clock.after(max(0.0, ends - now), self._gives_up, job)
        else:
            self.world.clock.after(days, self._arrives, job)

    def _gives_up(self, job: Job) -> None:
        """A job has lost its patience on the way, unless it was called off before."""
        if self._is_wanted(job):
            job.end = self.world.clock.now
            job.cold(job)

    def _arrives(self, job: Job) -> None:
        """A job that waited comes to the team that does it now, unless it was called off on the way."""
        if self._is_wanted(job) and (form := self._form(job)) is not None:
            job.activity = form
            self.world.teams[form.team].adopt([job])

    def _is_wanted(self, job: Job) -> bool:
        """Whether a job on its way is still to be done: not where another step has ended those beside it."""
        steps = SideBySide.of(job)
        if steps is not None and steps.over:
            job.end = self.world.clock.now
            self.world.log.plain_job(job, CANCELLED)
        return math.isnan(job.end)

    def _form(self, job: Job) -> Activity | None:
        """What the activity of a job is now; None where nobody does it, and what that means has been done."""
        if job.activity.code >= len(self.steps):  # own work of a team that is no more
            job.end = self.world.clock.now
            job.cold(job)
            return None
        step = self.steps[job.activity.code]
        form = self.journey.form(job.case, step)
        if form.team != NOBODY:
            return form
        self._leave_undone(job, step)
        return None

    def _leave_undone(self, job: Job, step: Activity) -> None:
        """Nobody does a job any more: a lead goes on as if it came now, all else is as if its patience had ended."""
        job.end = self.world.clock.now
        steps = SideBySide.of(job)
        if steps is None and job.cold != self.journey.grow_cold:
            job.cold(job)
            return
        self.world.log.plain_job(job, CANCELLED)
        if steps is None:
            self.journey.enter(job.case, step)
        else:
            steps.passed(job)

    def redirect(self, job: Job) -> None:
        """A job comes to a team that is no more."""
        form = self._form(job)
        if form is not None:
            job.activity = form
            self.world.teams[form.team].submit(job)

    def go_on(self, job: Job, course: Course) -> None:
        """Somebody of the new teams goes on with a job that is in the middle: who was at it, where they do it there, too."""
        hours, job.hours = job.hours, course.worked
        form = self._form(job)
        if form is None:
            return
        job.hours, job.activity = hours, form
        team = self.world.teams[form.team]
        assert isinstance(team, Pausing)  # only what is done in sittings is passed on
        team.courses[job] = course
        before: Person = job.person  # type: ignore[assignment]
        person = before.now
        if person is None or person.team != form.team or person.leaving:
            team.pass_on(job)
            return
        job.person = person
        self.journey.settle(job.case)
        team.goes_on(person, job)


def _place(job: Job) -> tuple[int, float, float, int, int]:
    """The place of a job among others that wait."""
    activity, case = job.activity, job.case
    return activity.rank, activity.order(job) + activity.behind, job.ready, case.entity, case.number
