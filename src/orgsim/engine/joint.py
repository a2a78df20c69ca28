"""Joint work: jobs that take one person of each of several teams at the same time."""

from bisect import insort
from collections import deque
from collections.abc import Callable, Sequence
from heapq import heapify, heappop, heappush
from operator import itemgetter

from orgsim.engine.calendar import Calendar
from orgsim.engine.clock import Clock
from orgsim.engine.course import urgent_in
from orgsim.engine.entities import Activity, Case, End, Job, Outcome, Person, Queue
from orgsim.engine.owned_team import OwnedTeam
from orgsim.engine.pausing import Pausing
from orgsim.engine.strict_queue import StrictQueue

Overdue = tuple[float, int, float, int, int, int, Job]
"""When a job had been passed over long enough, and then as in the queue: its rank, when it was ready, its case and visit."""

Line = tuple[Activity, Queue | None]
Kept = dict[Person, tuple[Job, float]]
NextStep = Callable[[Case, Activity | None], Activity | None]


class Joint(Pausing):
    """A team that does joint work, or whose people take part in that of others.

    A joint job waits in the queue of the team that does it, and begins when one of its people and one of each team it takes
    people of are free; else it is passed over. Who takes part first does what waits in their own team. Once it has been passed
    over for long enough, those who become free next are kept for it (see `Reservations`).
    """

    reservations: "Reservations"

    def __init__(self, clock: Clock, code: int, name: str, calendar: Calendar, ranked: bool) -> None:
        super().__init__(clock, code, name, calendar, ranked)
        self.borrowers: list[Joint] = []
        """The teams in whose joint work its people take part."""
        self.together: dict[Job, list[tuple[Joint, Person]]] = {}
        """Who else is in each of the joint jobs that it does now, with their team."""

    def take_next(self, person: Person) -> None:
        """Let an idle person do what they are kept for, else what waits in the team, else take part where others need them."""
        if self.on_duty() and not person.duties and self.reservations.keeps(person):
            return
        super().take_next(person)
        if person.job is not None and person in self.reservations.kept:  # a duty goes first
            self.reservations.settle()
        if person.job is None and not self.on_duty() and any(team.waiting() for team in self.borrowers):
            self.open_later()  # others may wait for somebody who has become free at closing time
        while person.job is None and self.on_duty():
            waiting = [(one, team) for team in self.borrowers if (one := team.first_meeting()) is not None]
            if not waiting:
                return
            min(waiting, key=itemgetter(0))[1].meet()

    def next_waiting(self, person: Person) -> Job | None:
        """What a person takes from the queue next, if anything waits that can begin; joint jobs that cannot are passed over."""
        queue = person.queue
        assert isinstance(queue, StrictQueue)
        job = queue.take(self.can_begin)
        for other in queue.passed_over(self.can_begin):
            self.reservations.pass_over(self, other)
        return job

    def first_meeting(self) -> tuple[float, int, int] | None:
        """Of the joint jobs for which everybody is free now, the one that goes first: when it was ready, and its case."""
        queues = self._free_queues().values()
        found = [job for queue in queues if (job := queue.first_joint(self.can_begin)) is not None]
        return min(((job.ready, job.case.entity, job.case.number) for job in found), default=None)

    def meet(self) -> None:
        """Begin the joint job for which everybody is free now that goes first, if there is one."""
        first = self.first_meeting()
        for person, queue in self._free_queues().items():
            job = queue.first_joint(self.can_begin)
            if job is not None and (job.ready, job.case.entity, job.case.number) == first:
                queue.take(self.can_begin, alone=False)
                self.idle.remove(person)
                self.begin(person, job, self.clock.now)
                return

    def _free_queues(self) -> dict[Person, StrictQueue]:
        """Those who are free and kept for nothing, each with the queue they take work from."""
        kept = self.reservations.kept
        return {
            person: person.queue
            for person in (self.idle if self.on_duty() else ())
            if person.job is None and person not in kept and isinstance(person.queue, StrictQueue)
        }

    def can_begin(self, activity: Activity) -> bool:
        """Whether somebody of every other team that a joint job takes is free, and kept for nothing else."""
        return all(self.reservations.teams[code].spare() is not None for code in activity.shape.lent)

    def spare(self, case: Case | None = None, overdue: bool = False) -> Person | None:
        """Who could take part in a joint job now: who keeps the case, else who has been free for longest. Only if it is `overdue`
        somebody for whom other work waits."""
        if not self.on_duty():
            return None
        kept = self.reservations.kept
        free = [
            one
            for one in self.idle
            if one.job is None and one not in kept and (overdue or not self.has_own_work(one))
        ]
        keeper = (one for one in free if case is not None and case.key in one.owned)
        return next(keeper, free[0] if free else None)

    def has_own_work(self, person: Person) -> bool:
        """Whether work waits for a person that needs nobody else."""
        queue = person.queue
        waits = bool(person.duties) or (isinstance(queue, StrictQueue) and queue.has_alone())
        return waits or bool(self._due_for(person))

    def begin(self, person: Person, job: Job, now: float) -> None:
        """Begin work, a joint job with those of the other teams who are free."""
        for code in () if job in self.together else job.activity.shape.lent:
            team = self.reservations.teams[code]
            other = team.spare(job.case)
            assert other is not None
            self.join_in(job, team, other)
        super().begin(person, job, now)

    def join_in(self, job: Job, team: "Joint", person: Person) -> None:
        """Somebody of another team takes part in a job."""
        team.idle.remove(person)
        person.job = job
        self.together.setdefault(job, []).append((team, person))

    def _finish(self, job: Job) -> None:
        others = self.together.get(job, ())
        for team, person in others:
            self.log.stretch(job, (job.start, self.clock.now), job.hours, (team.code, person.number))
        super()._finish(job)
        if others:
            del self.together[job]
        for team, person in others:
            person.job = None
            team.turn_to_next(person)

    def stay(self, job: Job, outcome: Outcome, _: Sequence[float]) -> None:
        """Who was in a joint job and is in the team that comes next keeps the case: nothing is handed over."""
        buys, case = outcome.end is End.CUSTOMER, job.case
        code = self.reservations.next_team(case, outcome)
        for team, person in self.together.get(job, ()):
            if team.code != code:
                continue
            team.keep(case, person)
            if buys:
                self.reservations.met[case.key] = code, person
            else:
                case.team, case.person = code, person

    def keep(self, case: Case, person: Person) -> None:
        """A person goes on with a case, where each keeps their own."""

    def press(self, queue: Queue) -> None:
        """Have the urgent jobs of a queue begun; who was kept for something else may do them, too."""
        if urgent_in(queue):
            super().press(queue)
            self.reservations.settle()

    def go(self, person: Person) -> None:
        """A person is gone, and kept for nothing."""
        super().go(person)
        self.reservations.settle()

    def withdraw(self, job: Job) -> None:
        """Take a waiting job out of its queue; nobody is kept for it any longer."""
        super().withdraw(job)
        self.reservations.settle()

    def close(self, job: Job) -> float:
        """Staff hours worked on a job that has begun, when the log ends; those of others in it are noted."""
        hours = super().close(job)
        for team, person in self.together.get(job, ()):
            self.log.stretch(job, (job.start, self.clock.now), hours, (team.code, person.number))
        return hours


class JointTeam(Joint):
    """The same with one queue for all."""


class JointOwnedTeam(Joint, OwnedTeam):
    """The same where each person keeps the cases they began with: a joint job waits for the case's owner, or who stands in."""

    def keep(self, case: Case, person: Person) -> None:
        """A person goes on with a case, if nobody of the team keeps it."""
        if case.key not in self.owners and not person.leaving:
            self.give(case, person)


class Reservations:
    """The joint work of one run: which jobs have been passed over for long enough, and who is kept free for them.

    The jobs get the people who are free in the order in which they became overdue, so that the first of them always gets whoever
    it lacks as soon as they are free; nobody is kept by two jobs, so no two can wait for one another for ever.
    """

    def __init__(self, clock: Clock, teams: dict[int, Joint], next_step: NextStep) -> None:
        """`teams` by code those that take part in joint work; `next_step` as `Journey.next_step`."""
        self.clock, self.teams, self.next_step = clock, teams, next_step
        self.onboards: Activity | None = None
        """What is the first to be done for a new customer."""
        self.met: dict[int, tuple[int, Person]] = {}
        """By case, who of that team was there when it bought."""
        self.overdue: dict[Line, deque[Overdue]] = {}
        """By activity and queue, since those who are in one line need the same people; in their order."""
        self._late: set[Job] = set()
        self.kept: Kept = {}
        """Who is kept free, for which job and since when (days)."""

    def pass_over(self, team: Joint, job: Job) -> None:
        """A job cannot begin though somebody of its team is free: from now on its patience runs."""
        shape, now = job.activity.shape, self.clock.now
        self.clock.after(team.calendar.finish(now, shape.held_after) - now, self._keep, job)

    def _keep(self, job: Job) -> None:
        if job.queue is None or job in self._late:
            return
        self._late.add(job)
        case, now = job.case, self.clock.now
        self._stand((now, job.activity.rank, job.ready, case.entity, case.number, job.visit, job))
        self.teams[job.activity.team].look_later()

    def _stand(self, entry: Overdue) -> None:
        """A job that is overdue stands in the line of its activity and queue, behind those that have been so for longer."""
        job = entry[-1]
        insort(self.overdue.setdefault((job.activity, job.queue), deque()), entry)

    def keeps(self, person: Person) -> bool:
        """Whether somebody who is free has been given a job that was overdue, or is kept for one."""
        if not self.overdue:
            return False
        self.settle()
        return person.job is not None or person in self.kept

    def settle(self) -> None:
        """Give those who are free to the jobs that are overdue, in their order, and begin those that have all they need."""
        if not (self.overdue or self.kept):
            return
        before, self.kept = self.kept, {}
        waiting: dict[Line, list[Overdue]] = {}
        heads = [(line[0], name) for name, line in self.overdue.items() if line]
        heapify(heads)
        while heads:
            entry, name = heappop(heads)
            line = self.overdue[name]
            line.popleft()
            found = self._serve(entry, name, before)
            if found is not None:
                waiting.setdefault(name, []).append(entry)
            if line and found is None:  # those behind it need the same people, and wait for it
                heappush(heads, (line[0], name))
        for name, entries in waiting.items():
            self.overdue[name].extendleft(reversed(entries))
        self.overdue = {name: line for name, line in self.overdue.items() if line}
        self._note(before)

    def _serve(self, entry: Overdue, name: Line, before: Kept) -> list[tuple[Joint, Person]] | None:
        """Begin a job that is overdue, if all it needs are free; else, who is kept for it, perhaps nobody. None where it waits no
        more in this line."""
        job = entry[-1]
        if job.queue is not name[1]:
            if job.queue is None:
                self._late.discard(job)
            else:
                self._stand(entry)
            return None
        own = self.teams[job.activity.team]
        found = self._found(own, job, before)
        if len(found) <= len(job.activity.shape.lent):
            return found
        self._begin(own, job, found)
        return None

    def _found(self, own: Joint, job: Job, before: Kept) -> list[tuple[Joint, Person]]:
        """Who is free for a job that is overdue; they are kept for it from now on, or still. Nobody is until one of its own team
        can be: they would wait for somebody who may be busy for long."""
        kept, found = self.kept, list[tuple[Joint, Person]]()
        if own.on_duty():
            free = (one for one in own.idle if one.queue is job.queue and one.job is None and one not in kept)
            found = [(own, person) for person in free][:1]
        for code in job.activity.shape.lent if found else ():
            team = self.teams[code]
            person = team.spare(job.case, overdue=True)
            if person is not None:
                found.append((team, person))
        now = self.clock.now
        for _, person in found:
            kept[person] = job, before[person][1] if person in before else now
        return found

    def _begin(self, own: Joint, job: Job, found: list[tuple[Joint, Person]]) -> None:
        person = found[0][1]
        self._late.discard(job)
        job.queue.withdraw(job)  # type: ignore[union-attr]
        own.idle.remove(person)
        for team, other in found[1:]:
            own.join_in(job, team, other)
        own.begin(person, job, self.clock.now)

    def _note(self, before: Kept) -> None:
        """Note in the log how long those were kept who are so no longer, and let them turn to other work."""
        now = self.clock.now
        self.kept = {person: one for person, one in self.kept.items() if person.job is None}
        for person, (job, since) in before.items():
            if person in self.kept:
                continue
            team = self.teams[person.team]
            if now > since:
                hours = team.calendar.hours_between(since, now)
                team.log.held(job, (since, now), hours, (team.code, person.number))
            if person.job is None and not person.leaving:
                team.look_later()

    def next_team(self, case: Case, outcome: Outcome) -> int:
        """Code of the team that a case comes to by an outcome, steps left undone skipped; -1 for none."""
        activity = self.onboards if outcome.end is End.CUSTOMER else outcome.activity
        step = self.next_step(case, activity)
        return -1 if step is None else step.team

    def close(self) -> None:
        """Note how long those were kept who still are, when the log ends."""
        before, self.kept = self.kept, {}
        self._note(before)
