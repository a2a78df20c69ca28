"""The journey: leads go from activity to activity until they buy, rest or are lost."""

from collections.abc import Callable, Iterator

from orgsim.engine.clock import Clock
from orgsim.engine.entities import (
    CUSTOMER,
    IN_PROCESS,
    LOST,
    NOBODY,
    RESTING,
    TO_CUSTOMER,
    TO_LOST,
    TO_REST,
    Activity,
    Case,
    End,
    Job,
    Outcome,
    Reason,
    State,
)
from orgsim.engine.gates import Gates
from orgsim.engine.log import CANCELLED, COLD, RETURNED, LogWriter
from orgsim.engine.log import LOST as LOST_ROW
from orgsim.engine.log import RESTING as RESTING_ROW
from orgsim.engine.nurture import Nurture
from orgsim.engine.owned_team import OwnedTeam
from orgsim.engine.side_by_side import Fork, SideBySide
from orgsim.engine.teams import Team

_NOT_READY, _GIVEN_UP, _BOUGHT = Reason.NURTURE, Reason.LOST, Reason.BOUGHT


class Journey:
    """Carries every lead of one run along the activities."""

    def __init__(self, clock: Clock, log: LogWriter, teams: list[Team], until: float) -> None:
        self.clock = clock
        self.log = log
        self.gates = Gates(clock, log)
        self.teams = teams
        """By code."""
        self.until = until
        """The horizon: nothing new is planned after it."""
        self.nurture: Nurture | None = None
        """Who follows up cases at rest, where somebody does."""
        self.purchase: Callable[[Case], None]
        """What a purchase starts; said once, when the customers' side is there."""
        self.handoff: Callable[[int, int], tuple[float, float]] | None = None
        """Elapsed days, and staff hours of reading up, that a handoff from a team to another takes; None where none takes any."""
        self.ends: tuple[Callable[[Case, Reason], None], ...] = ()
        """Who acts when a lead or customer has ended up somewhere (see `Hooks.journey_ends`)."""
        self._handoffs: dict[tuple[int, int], tuple[float, float]] = {}
        self._handoffs_until = 0.0
        self._gate = self.gates.decide
        self._submits = [team.submit for team in teams]
        self._held: dict[Job, tuple[int, Callable[[Job, Outcome], None]]] = {}
        """Jobs whose outcome somebody has put something before: how often the case had come back by then, and what follows."""
        self._owned = [team for team in teams if isinstance(team, OwnedTeam)]
        self._decide, self._grow_cold = self.decide, self.grow_cold  # bound once, not for every job

    def enter(self, case: Case, activity: Activity) -> None:
        """A lead comes to an activity: its team gets a job, after the handoff if the team changes."""
        case.step = activity.code
        code = activity.team
        while code < 0:  # one step left undone may lead to the next
            if isinstance(activity, Fork):
                assert activity.join is not None
                SideBySide(self, case, activity.join).begin(activity)
                return
            skipped = activity.skipped
            assert skipped is not None
            if skipped.activity is None:
                self.go(case, skipped)
                return
            activity = skipped.activity
            case.step = activity.code
            code = activity.team
        job = self.job(case, activity, self._decide, self._grow_cold)
        before = case.team
        if self.handoff is None or before == code or before < 0:
            self._submits[code](job)
        else:
            days, hours = self.handoff_today(before, code)
            job.hours += hours
            self.clock.after(days, self._submits[code], job)

    def hand_over(self, job: Job, arrives: Callable[[Job], None]) -> None:
        """Bring a job to its team, which takes it in by `arrives`: after the days of a handoff if another team had the case."""
        days = self.read_up(job)
        if days is None:
            arrives(job)
        else:
            self.clock.after(days, arrives, job)

    def read_up(self, job: Job) -> float | None:
        """Add the staff hours of a handoff to a job, if another team had the case; the elapsed days of it, None if none did."""
        handoff = self.handing(job.case.team, job.activity.team)
        if handoff is None:
            return None
        job.hours += handoff[1]
        return handoff[0]

    def handing(self, before: int, team: int) -> tuple[float, float] | None:
        """Elapsed days and staff hours that it takes to hand a case from a team to another, as the first handoff of the day
        finds it; None where nothing is handed over."""
        if self.handoff is None or before < 0 or team < 0 or before == team:
            return None
        return self.handoff_today(before, team)

    def handoff_today(self, before: int, team: int) -> tuple[float, float]:
        """What a handoff takes from a team to another one, where handoffs take anything."""
        if self.clock.now >= self._handoffs_until:
            self._handoffs_until = self.clock.tomorrow()
            self._handoffs.clear()
        try:
            return self._handoffs[before, team]
        except KeyError:
            assert self.handoff is not None
            found = self._handoffs[before, team] = self.handoff(before, team)
            return found

    def form(self, case: Case, activity: Activity) -> Activity:  # noqa: ARG002
        """What an activity is for a case: the same for all, unless the journey is routed (see `orgsim.engine.routing`)."""
        return activity

    def submit(self, job: Job) -> None:
        """Bring a job to its team at once."""
        self.teams[job.activity.team].submit(job)

    def job(
        self, case: Case, activity: Activity, done: Callable[[Job], None], cold: Callable[[Job], None]
    ) -> Job:
        """A job for a case's next visit."""
        visit = case.visits.get(activity.code, 0)
        case.visits[activity.code] = visit + 1
        luck, at = activity.draws.of(case, visit)
        return Job(activity, case, visit, luck[at], luck, at, done, cold)

    def order(
        self, case: Case, activity: Activity, done: Callable[[Job], None], cold: Callable[[Job], None]
    ) -> Job:
        """A job for a case's next visit that its team takes up by itself: reading-up time if the team changes, and no days."""
        job = self.job(case, activity, done, cold)
        self.read_up(job)
        return job

    def call_off(self, job: Job, outcome: int = CANCELLED) -> None:
        """Take back a job that waits, and note it."""
        self.teams[job.activity.team].withdraw(job)
        self.log.plain_job(job, outcome)

    def decide(self, job: Job) -> None:
        """A step is done: the lead goes where its gate says."""
        outcome = self._gate(job)
        if job.activity.taken is None:
            self.follow_outcome(job, outcome)
        else:
            self.put_first(job, outcome, self.follow_outcome)

    def put_first(self, job: Job, outcome: Outcome, then: Callable[[Job, Outcome], None]) -> None:
        """Let whoever chooses so put a job of theirs before what follows from an outcome."""
        self._held[job] = job.case.returns, then
        taken: Callable[[Job, Outcome], bool] = job.activity.taken  # type: ignore[assignment]
        if not taken(job, outcome):
            self.follow(job, outcome)

    def follow(self, job: Job, outcome: Outcome) -> None:
        """What was held back follows, by the outcome drawn or another; a case at rest that has come back by itself meanwhile goes
        its own way."""
        returns, then = self._held.pop(job)
        if job.case.returns == returns:
            then(job, outcome)

    def follow_outcome(self, job: Job, outcome: Outcome) -> None:
        """A case goes where an outcome leads, after the time that takes; one at rest only if the outcome wakes it."""
        case, after = job.case, outcome.after
        if case.state is not IN_PROCESS:
            left = case.left
            if not self.wakes(case, outcome):
                return
            if left is not None and self._never_came_to(case, outcome):
                outcome = Outcome(left.name, outcome.code, End.ACTIVITY, left)
        elif outcome.end is TO_LOST:
            case.left = job.activity
        if after is not None:
            delay = after.of(case, job.visit)
            if job.activity.delays.spans:
                delay *= job.activity.delays.at(job.end)
            self.clock.after(delay, self._there, (case, outcome))
        elif outcome.activity is not None:
            self.enter(case, outcome.activity)
        else:
            self.go(case, outcome)

    def _there(self, aim: tuple[Case, Outcome]) -> None:
        self.go(*aim)

    def on_the_way(self) -> Iterator[tuple[float, Case, Outcome]]:
        """Leads for whom a step has been decided and who are not yet where it sends them: when they will be."""
        for time, then, value in self.clock.ahead():
            if then == self._there:
                yield time, *value

    def go(self, case: Case, outcome: Outcome) -> None:
        """A lead goes where an outcome leads."""
        if outcome.activity is not None:
            self.enter(case, outcome.activity)
        elif outcome.end is TO_CUSTOMER:
            case.state = CUSTOMER
            self.purchase(case)
            self.tell(case, _BOUGHT)
        elif outcome.end is TO_LOST:
            self.rest(case, LOST, _GIVEN_UP)
        else:
            self.rest(case, RESTING, _NOT_READY)

    def grow_cold(self, job: Job) -> None:
        """A lead has left the queue."""
        self.log.plain_job(job, COLD)
        case, cold = job.case, job.activity.cold
        assert cold is not None
        if cold.end is TO_REST:
            self.rest(case, RESTING, Reason.UNWORKED if case.person is None else Reason.COLD)
        else:
            self.go(case, cold)
        if case.state is RESTING or case.state is LOST:
            case.left = job.activity

    def rest(self, case: Case, state: State, reason: Reason) -> None:
        """A lead comes to rest; if leads like it are followed up, the next touch is planned."""
        case.state = state
        self.log.move(self.clock.now, case, LOST_ROW if state is LOST else RESTING_ROW, case.step)
        if state is LOST:
            self.release(case)
        if self.ends:
            self.tell(case, reason)
        if self.nurture is not None:
            self.nurture.begin(case, reason)

    def tell(self, case: Case, reason: Reason) -> None:
        """Let those who care know how a lead or customer has ended up."""
        for ends in self.ends:
            ends(case, reason)

    def follow_up(self, case: Case, reason: Reason) -> None:
        """Let somebody at rest, lost or gone be followed up, where such are."""
        if self.nurture is not None:
            self.nurture.begin(case, reason)

    def wakes(self, case: Case, outcome: Outcome) -> bool:
        """Whether a touch brings a case at rest back into the journey; if not, it stays as it was or is lost."""
        assert self.nurture is not None
        if outcome.end is TO_REST:
            self.nurture.plan(case)
            return False
        if outcome.end is TO_LOST:
            if case.state is RESTING:
                case.state = LOST
                self.log.move(self.clock.now, case, LOST_ROW, self.nurture.activity.code)
                self.release(case)
                self.tell(case, Reason.LOST)
            return False
        self.wake(case, self.nurture.activity.code)
        return True

    def wake(self, case: Case, by: int) -> None:
        """Somebody is back in the journey; `by` is the code of the activity that did it, -1 for none."""
        case.state = IN_PROCESS
        case.left = None
        case.returns += 1
        self.log.move(self.clock.now, case, RETURNED, by)

    def come_back(self, case: Case, activity: Activity, by: int = NOBODY) -> None:
        """Somebody at rest, lost or gone comes back to an activity, unasked; `by` as for `wake`."""
        if self.nurture is not None:
            self.nurture.leave_alone(case)
        self.wake(case, by)
        self.enter(case, activity)

    def recall(self, case: Case, outcome: Outcome, by: int = NOBODY) -> None:
        """Somebody at rest comes back, without a touch, to where an outcome of one leads: to the queue in which it went cold, if
        it has never come further."""
        left = case.left
        aim = left if left is not None and self._never_came_to(case, outcome) else outcome.activity
        assert aim is not None
        self.come_back(case, aim, by)

    def release(self, case: Case) -> None:
        """Nobody keeps a case that has ended."""
        for team in self._owned:
            team.release(case)

    def next_step(self, case: Case, aim: Activity | None) -> Activity | None:
        """What an aim is for a case: steps that nobody does lead on to the next; None where that is no activity."""
        while aim is not None and self.form(case, aim).team < 0:
            aim = None if aim.skipped is None else aim.skipped.activity
        return None if aim is None else self.form(case, aim)

    def _never_came_to(self, case: Case, outcome: Outcome) -> bool:
        """Whether a case has never come to where an outcome leads, steps that nobody does left out; to a purchase it has not."""
        step = self.next_step(case, outcome.activity)
        return step is None or step.code not in case.visits
