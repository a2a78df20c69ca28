"""Nurture: touches of cases at rest, one after another, until they come back or have had their share."""

from collections.abc import Callable
from dataclasses import dataclass, field

from orgsim.engine.clock import Clock
from orgsim.engine.entities import CUSTOMER, IN_PROCESS, NOBODY, Activity, Case, Job, Reason
from orgsim.engine.log import CANCELLED, COLD, LogWriter


@dataclass(frozen=True, slots=True)
class NurturePlan:
    """How often whom is touched."""

    every: float
    """Elapsed days between two touches of a case."""
    touches: int
    """After so many touches in vain it is left in peace."""
    recycles: frozenset[Reason]
    """Who is followed up, by how they ended."""
    deals: frozenset[int]
    """Codes of the activities at which who is lost is followed up, whoever else is lost."""
    cycles: int | None
    """Who has come back so often is not followed up again; None for no limit."""

    def follows(self, case: Case, reason: Reason) -> bool:
        """Whether a case is followed up that ended so."""
        return reason in self.recycles or (reason is Reason.LOST and case.step in self.deals)


@dataclass(slots=True, eq=False)
class Nurture:
    """Follows up the cases of one run that are at rest, lost or gone."""

    clock: Clock
    log: LogWriter
    until: float
    """The horizon: no touch is planned after it."""
    activity: Activity
    rules: NurturePlan | None
    """None while nobody follows up."""
    order: Callable[[Case, Activity, Callable[[Job], None], Callable[[Job], None]], Job]
    """Makes the job of a touch; this and the next three are steps of the `Journey`."""
    submit: Callable[[Job], None]
    """Brings it to its team."""
    decide: Callable[[Job], None]
    """Decides on it when it is done."""
    call_off: Callable[[Job], None]
    """Takes it back."""
    unreached: int = NOBODY
    """Code of the outcome of a touch that does not reach its lead, where that can be."""
    reaches: Callable[[Job], bool] | None = None
    """Whether a touch reaches its lead (see `Hooks.touch_reaches`); None where each does."""
    touching: dict[int, Job] = field(default_factory=dict)
    """Touches that fell due and are not yet made, by the key of their case."""
    left_alone: dict[int, tuple[Case, Reason, int]] | None = None
    """Where other rules may come to hold: who is not followed up by these, how they ended, and how often they had come back."""

    def change(self, rules: NurturePlan | None) -> None:
        """From now on others are followed up, or otherwise, or nobody is: who was not until now is as if just ended."""
        self.rules = rules
        waiting, self.left_alone = self.left_alone or {}, {}
        for case, reason, returns in waiting.values():
            if case.returns == returns and case.state is not IN_PROCESS and case.state is not CUSTOMER:
                self.begin(case, reason)

    def begin(self, case: Case, reason: Reason) -> None:
        """Plan the first touch of a case, if such are followed up and it has not come back too often."""
        plan = self.rules
        if (
            plan is not None
            and plan.follows(case, reason)
            and (plan.cycles is None or case.returns < plan.cycles)
        ):
            case.touches = 0
            self.plan(case)
        elif self.left_alone is not None and reason is not Reason.BOUGHT:
            self.left_alone[case.key] = case, reason, case.returns

    def plan(self, case: Case) -> None:
        """Plan the next touch, unless it has had its share."""
        plan = self.rules
        if plan is None:
            return
        if case.touches < plan.touches and self.clock.now + plan.every <= self.until:
            case.touches += 1
            self.clock.after(plan.every, self._due, (case, case.returns))

    def go_on(self, case: Case, reason: Reason, rested: float) -> None:
        """A case has been at rest for so many elapsed days, and was touched in its turn until now."""
        plan = self.rules
        if plan is None or not plan.follows(case, reason) or plan.cycles == 0:
            self.begin(case, reason)
            return
        made = int(rested // plan.every)
        case.touches = min(made, plan.touches)
        case.visits[self.activity.code] = case.touches
        delay = (made + 1) * plan.every - rested
        if case.touches < plan.touches and self.clock.now + delay <= self.until:
            case.touches += 1
            self.clock.after(delay, self._due, (case, case.returns))

    def _due(self, planned: tuple[Case, int]) -> None:
        case, returns = planned
        if self.rules is None:
            if self.left_alone is not None:
                self.left_alone[case.key] = case, Reason.NURTURE, returns
        elif case.returns == returns:  # else it has come back by itself meanwhile
            job = self.touching[case.key] = self.order(case, self.activity, self.touched, self.missed)
            self.submit(job)

    def touched(self, job: Job) -> None:
        """A touch is made; it decides nothing for somebody whom it does not reach, or who has come back meanwhile."""
        if self.touching.get(job.case.key) is not job:
            self.log.plain_job(job, CANCELLED)
            return
        del self.touching[job.case.key]
        if self.reaches is None or self.reaches(job):
            self.decide(job)
        else:
            self.log.plain_job(job, self.unreached)
            self.plan(job.case)

    def missed(self, job: Job) -> None:
        """A touch was not made in time; the next one may be."""
        del self.touching[job.case.key]
        self.log.plain_job(job, COLD)
        self.plan(job.case)

    def leave_alone(self, case: Case) -> None:
        """A case comes back by itself: a touch that waits is called off."""
        job = self.touching.pop(case.key, None)
        if job is not None and job.waiting:
            self.call_off(job)
