"""Reorganization: on a day the teams of another organization take over people, waiting jobs and cases from those before.

Who is at a job ends it, and moves then. Jobs that wait keep the time since when they were ready and their patience. A handoff is
charged where none of those who were to do a job is in the team that will.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from orgsim.engine.course import Course
from orgsim.engine.entities import NOBODY, Activity, Job, Person
from orgsim.engine.log import CANCELLED
from orgsim.engine.moving_journey import MovingJourney
from orgsim.engine.owned_team import OwnedTeam
from orgsim.engine.pausing import Pausing
from orgsim.engine.side_by_side import SideBySide
from orgsim.engine.staffing import Staffing
from orgsim.engine.teams import Team
from orgsim.engine.transfers import Movers
from orgsim.engine.world import World

Amounts = dict[int, int]
"""People, by code of a team."""


@dataclass(frozen=True, slots=True)
class Regrouping:
    """What the plan says of the people of a reorganization; teams by code."""

    day: float
    closing: tuple[int, ...]
    """Teams that are no more."""
    places: Amounts
    """People that each new team is planned to have."""
    changed: Amounts
    """By how many people the plans of teams that go on differ from what they were."""
    moves: Mapping[int, tuple[tuple[float, int], ...]]
    """Changes of headcount planned from then on, of teams for which they are others than before."""
    costs: Mapping[int, float]
    """What a person of each team of the new organization costs per model month."""
    stated: Mapping[int, Amounts]
    """By team that they leave, how many go to which."""
    shared: Mapping[tuple[int, int], float]
    """By team before and after, the reference hours of what both do."""
    notice: float
    """Elapsed days for which those are paid for whom there is no place."""
    delay: float
    """Elapsed days until places are filled for which there is nobody."""
    fee: float
    """What filling one costs, in months of what a person of the team costs."""


@dataclass(slots=True, eq=False)
class Backlog:
    """What waited for a team that is no more."""

    team: Team
    jobs: list[Job]
    owners: dict[Job, Person | None]
    """Who was to do a job, where that was one person's."""


class Takeover(Movers):
    """One reorganization of a run, as it is carried out."""

    def __init__(self, world: World, journey: MovingJourney, plan: Regrouping) -> None:
        super().__init__(world.hooks)
        self.world = world
        self.journey = journey
        self.plan = plan
        self.aims: dict[Person, int] = {}
        """Where everybody goes who moves, by code of the team."""
        self.surplus: set[Person] = set()
        """Those for whom there is no place."""
        self.waiting: list[Backlog] = []
        self.steps = list(world.activities.values())
        """What all forms of an activity are forms of, by code."""

    def take_out(self) -> None:
        """Take up what waits for teams that are no more."""
        for code in self.plan.closing:
            team = self.world.teams[code]
            jobs = team.queued()
            owners = team.owners if isinstance(team, OwnedTeam) else dict[int, Person]()
            self.waiting.append(Backlog(team, jobs, {job: owners.get(job.case.key) for job in jobs}))
            for job in jobs:
                team.withdraw(job)
                job.end = math.nan

    def carry_out(self) -> None:
        """Have the people move and the new teams take over; the hooks of the new organization are in place."""
        self.hooks = self.world.hooks
        staffing = self.world.staffing
        for code, cost in self.plan.costs.items():
            staffing[code].pay(cost)
        places = self._assign()
        for told in self.hooks.people_move:
            told(self.aims)
        for code in self.plan.closing:
            self._close(self.world.teams[code], staffing[code])
        for team in self.world.new:
            team.unstaffed = not self.plan.places.get(team.code)
        known = {(person.team, new) for person, new in self.aims.items()}
        for person in sorted([*self.aims, *self.surplus], key=lambda person: (person.team, person.number)):
            if person in self.aims:
                self.ordered[person] = staffing[self.aims[person]]
            staffing[person.team].give(person)
        for code in self.plan.closing:
            staffing[code].close_for_good(partial(self._heir, code))
        for code, moves in self.plan.moves.items():
            staffing[code].replan(moves)
        self._vacate(places)
        self._adopt(known)

    def left(self, person: Person) -> None:
        """Who has left the old team joins the new one, or is paid for a while."""
        if person in self.surplus:
            self.surplus.discard(person)
            now, until = self.world.clock.now, self.plan.day + self.plan.notice
            if until > now:
                self.world.staffing[person.team].on_notice.append((now, until))
        super().left(person)

    def is_new(self, person: Person, new: Staffing) -> bool:
        """Whether somebody is a newcomer to the work of the team to which they go: who has done some of it is none."""
        return not self.plan.shared.get((person.team, new.team.code))

    def joined(self, person: Person) -> None:
        """Who comes from another team brings what they know, and the cases that they keep."""
        super().joined(person)
        if self.mover is not None:
            self.mover.now = person
            team = self.world.teams[person.team]
            if isinstance(team, OwnedTeam):
                team.arrive(self.mover, person)

    def _assign(self) -> Amounts:
        """Say who goes where; the places for which there is nobody."""
        plan, gaps = self.plan, self.plan.places | self.plan.changed
        there = defaultdict[int, list[Person]](list)
        for code in {*plan.closing, *plan.changed, *plan.stated}:
            there[code] = [person for person in self.world.teams[code].people if not person.leaving]
        for old, aims in plan.stated.items():
            for new, number in aims.items():
                going = _taken(there[old], number)
                self.aims |= dict.fromkeys(going, new)
                gaps[new] = gaps.get(new, 0) - len(going)
                if old not in plan.closing:
                    gaps[old] = gaps.get(old, 0) + len(going)
        free = {code: there[code] for code in plan.closing}
        free |= {code: self._spare(code, there[code], -gap) for code, gap in gaps.items() if gap < 0}
        pairs = [(old, new) for old in free for new in gaps if old != new]
        for old, new in sorted(pairs, key=lambda pair: (-plan.shared.get(pair, 0.0), pair)):
            going = _taken(free[old], max(0, gaps[new]))
            self.aims |= dict.fromkeys(going, new)
            gaps[new] -= len(going)
        self.surplus = {person for people in free.values() for person in people}
        return {code: gap for code, gap in gaps.items() if gap > 0}

    def _spare(self, code: int, people: list[Person], number: int) -> list[Person]:
        """Who of a team that goes on has no place any more; vacant places go first, then those who came last."""
        staffing = self.world.staffing[code]
        vacant = min(number, staffing.planned - staffing.staying)
        staffing.resize(staffing.planned - vacant)
        return people[len(people) - (number - vacant) :] if number > vacant else []

    def _close(self, team: Team, staffing: Staffing) -> None:
        """A team is no more: whose cases its people kept, and who goes on with what they leave in the middle."""
        team.leaves = _before(team.leaves, self.left, staffing.gone)
        if isinstance(team, Pausing):
            team.passes_on = self.go_on
        if not isinstance(team, OwnedTeam):
            return
        for person in team.people:
            new = self.world.teams[self.aims[person]] if person in self.aims else None
            for case in person.owned.values():
                if isinstance(new, OwnedTeam) and (case.account is None or new.cares):
                    new.expected[case.key] = case, person
                else:
                    for left in team.owner_left:
                        left(case)
            person.owned.clear()
        team.owners.clear()

    def _heir(self, code: int, _: Person) -> Staffing:
        """Where those go who come to a team that is no more: where most of its work is done now."""
        shared = self.plan.shared
        best = max(self.world.here, key=lambda team: (shared.get((code, team.code), 0.0), -team.code))
        return self.world.staffing[best.code]

    def _vacate(self, places: Amounts) -> None:
        """There is nobody yet for some places; they are filled after a while."""
        for code, number in places.items():
            staffing = self.world.staffing[code]
            staffing.vacate(number)
            for _ in range(number):
                self.world.clock.after(self.plan.delay, self._fill, staffing)

    def _fill(self, staffing: Staffing) -> None:
        """Somebody new begins, when a freeze of hiring is over."""
        thaws = staffing.thaws()
        if thaws is not None:
            self.world.clock.after(thaws - self.world.clock.now, self._fill, staffing)
            return
        fee = self.plan.fee * staffing.cost
        if staffing.fill() is not None and fee:
            self.world.own_work.spend(fee, staffing.team.code)

    def _adopt(self, known: set[tuple[int, int]]) -> None:
        """The new teams take in what waited for the old ones; `known`: from which team somebody has gone to which."""
        taken = defaultdict[int, list[Job]](list)
        for waited in self.waiting:
            for job in waited.jobs:
                form = self._form(job)
                if form is None:
                    continue
                owner, old = waited.owners[job], waited.team.code
                with_it = (old, form.team) in known if owner is None else self.aims.get(owner) == form.team
                handoff = None if with_it else self.journey.handing(old, form.team)
                job.activity = form
                if handoff is None:
                    taken[form.team].append(job)
                else:
                    job.hours += handoff[1]
                    self.world.clock.after(handoff[0], self._arrives, job)
        for code, jobs in taken.items():
            self.world.teams[code].adopt(sorted(jobs, key=_place))

    def _arrives(self, job: Job) -> None:
        """A job that waited comes to its new team, unless it was called off on the way."""
        if math.isnan(job.end):
            self.world.teams[job.activity.team].adopt([job])

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
        form = self._form(job)
        if form is None:
            return
        team = self.world.teams[form.team]
        job.activity = form
        if not isinstance(team, Pausing):  # it puts nothing aside, and begins with what is left to do
            job.hours -= course.worked
            job.person = None
            team.adopt([job])
            return
        team.courses[job] = course
        before: Person = job.person  # type: ignore[assignment]
        person = before.now
        if person is None or person.team != form.team or person.leaving:
            team.pass_on(job)
            return
        job.person = person
        self.journey.settle(job.case)
        team.goes_on(person, job)


def _taken(people: list[Person], number: int) -> list[Person]:
    """The first of some people, taken out of the list."""
    taken = people[:number]
    del people[:number]
    return taken


def _before(
    calls: tuple[Callable[[Person], None], ...],
    one: Callable[[Person], None],
    other: Callable[[Person], None],
) -> tuple[Callable[[Person], None], ...]:
    """Some calls with one more right before another."""
    at = calls.index(other)
    return (*calls[:at], one, *calls[at:])


def _place(job: Job) -> tuple[int, float, float, int, int]:
    """The place of a job among others that wait."""
    activity, case = job.activity, job.case
    return activity.rank, activity.order(job) + activity.behind, job.ready, case.entity, case.number
