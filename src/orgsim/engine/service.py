"""Service: what is done for customers, when it falls due, and what happens when it is not done."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from orgsim.engine.accounts import Accounts, account_of
from orgsim.engine.entities import NOBODY, Account, Activity, Duty, Job, Person, Talk
from orgsim.engine.hooks import Hooks
from orgsim.engine.journey import Journey
from orgsim.engine.log import CANCELLED, COLD, DONE, MISSED
from orgsim.engine.odds import gap
from orgsim.randomness import purpose

_INCIDENT = purpose("incident", "elapsed days to a customer's next incident")


@dataclass(frozen=True, slots=True)
class ServicePlan:
    """What the market plans to be done for a customer; None for what is not."""

    onboarding: tuple[Activity, float] | None = None
    """The work that starts the relation, and elapsed days to its end that count as on time."""
    incidents: tuple[Activity, float, float] | None = None
    """The work that answers, elapsed days to the answer that count as on time, incidents per customer and day."""
    check_ins: tuple[Activity, float] | None = None
    """The planned talk, and elapsed days between two of them."""
    renewal: tuple[Activity, float] | None = None
    """The talk before the end of a term, and elapsed days before it."""


class Service:
    """Onboarding, incidents, check-ins and talks before renewal of the customers of one run."""

    def __init__(self, accounts: Accounts, journey: Journey, hooks: Hooks, plan: ServicePlan) -> None:
        self.accounts = accounts
        self.journey = journey
        self.clock = journey.clock
        self.log = journey.log
        self.hooks = hooks
        self.plan = plan
        self.upsell: Callable[[Account, Job], None]
        """What a check-in that may sell more starts; said once, by the contracts."""
        self.met: dict[int, tuple[int, Person]] = {}
        """By case, team and person who were there at the purchase and go on with it, where there is joint work."""

    def begin(self, account: Account) -> None:
        """A relation begins."""
        self.onboard(account)
        if self.plan.incidents is not None:
            self.plan_incident(account)
        if self.plan.check_ins is not None:
            self.accounts.at(account, self.rhythm(), self.check_in_due)

    def go_on(self, account: Account, age: float) -> None:
        """A relation of so many elapsed days goes on: what was due before has been done."""
        if self.plan.incidents is not None:
            self.plan_incident(account)
        if self.plan.check_ins is not None and math.isfinite(rhythm := self.rhythm()):
            self.accounts.at(account, rhythm - age % rhythm, self.check_in_due)

    def onboard(self, account: Account) -> None:
        """Onboarding begins, after the handoff if another team does it."""
        if self.plan.onboarding is None:
            return
        activity, target = self.plan.onboarding
        account.onboarding_due = self.clock.now + target
        if self.somebody_does(account, activity):
            case = account.case
            if case.key in self.met:
                case.team, case.person = self.met.pop(case.key)
            self.hand_over(self.job(account, activity, self.onboarded))

    def onboarded(self, job: Job) -> None:
        """Onboarding is finished."""
        account = self.finish(job)
        if account.active:
            if account.onboarding_due is not None:
                for onboarded in self.hooks.onboarded:
                    onboarded(account, self.clock.now - account.onboarding_due)
            account.onboarding_due = None
            self.cared_for(account)
            self.met_by(account, job, Duty.ONBOARDING)

    def plan_incident(self, account: Account) -> None:
        """Draw when the next incident happens."""
        assert self.plan.incidents is not None
        rate = self.plan.incidents[2]
        if rate > 0:
            u = account.case.luck(_INCIDENT, account.incidents)
            account.incidents += 1
            self.accounts.at(account, gap(u, rate), self.incident)

    def incident(self, account: Account) -> None:
        """A customer needs help."""
        assert self.plan.incidents is not None
        activity, target, _ = self.plan.incidents
        self.plan_incident(account)
        if not self.somebody_does(account, activity):  # as in a queue that nobody works off
            account.unanswered += (self.clock.now + target,)
            return
        job = self.order(account, activity, self.answered)
        account.answers_due[job] = self.clock.now + target
        self.journey.submit(job)

    def answered(self, job: Job) -> None:
        """An incident is answered."""
        account = self.finish(job)
        if account.active:
            due = account.answers_due.pop(job)
            for answered in self.hooks.answered:
                answered(account, self.clock.now - due)
            self.answer_the_rest(account)
            self.cared_for(account)
            self.met_by(account, job, Duty.ANSWER)

    def answer_the_rest(self, account: Account) -> None:
        """Who answers a customer whom nobody has answered before answers all that was left open."""
        left, account.unanswered = account.unanswered, ()
        for due in left:
            for answered in self.hooks.answered:
                answered(account, self.clock.now - due)

    def rhythm(self) -> float:
        """Elapsed days between two check-ins with a customer."""
        chosen = self.hooks.check_in_rhythm.chosen
        if chosen is not None:
            return chosen()
        return math.inf if self.plan.check_ins is None else self.plan.check_ins[1]

    def check_in_due(self, account: Account) -> None:
        """A planned check-in falls due; one still waiting is overtaken."""
        assert self.plan.check_ins is not None
        self.accounts.at(account, self.rhythm(), self.check_in_due)
        self.close(account, Talk.CHECK_IN, Duty.CHECK_IN)
        activity = self.plan.check_ins[0]
        skipped = self.hooks.check_in_skipped.chosen
        if self.nobody_does(account, activity) or (skipped is not None and skipped(account)):
            self.leave_out(account, activity)
            self.missed(account, Duty.CHECK_IN)
            return
        job = account.planned[Talk.CHECK_IN] = self.order(account, activity, self.checked_in)
        self.journey.submit(job)

    def check_in_now(self, account: Account) -> None:
        """Call a customer out of turn, if check-ins are done at all and none is waiting."""
        if self.plan.check_ins is None or Talk.CHECK_IN in account.planned or Talk.AIMED in account.planned:
            return
        activity = self.plan.check_ins[0]
        if not self.nobody_does(account, activity):
            job = account.planned[Talk.AIMED] = self.order(account, activity, self.checked_in)
            self.journey.submit(job)

    def somebody_does(self, account: Account, activity: Activity) -> bool:
        """Whether a team does an activity for a customer."""
        return self.journey.form(account.case, activity).team != NOBODY

    def nobody_does(self, account: Account, activity: Activity) -> bool:
        """Whether a talk that falls due now is not held: no team does it, or one that has nobody by its plan."""
        team = self.journey.form(account.case, activity).team
        return team == NOBODY or self.journey.teams[team].unstaffed

    def checked_in(self, job: Job) -> None:
        """A check-in is held; if it was planned it may sell more."""
        account = account_of(job)
        planned = account.planned.get(Talk.CHECK_IN) is job
        self.finish(job)
        if not account.active:
            return
        self.cared_for(account)
        for held in self.hooks.check_in_held:
            held(account, job)
        sells = self.hooks.check_in_sells.chosen
        if planned and (sells is None or sells(account)):
            self.upsell(account, job)

    def talk_due(self, account: Account) -> None:
        """The talk before the end of the term falls due."""
        assert self.plan.renewal is not None
        activity = self.plan.renewal[0]
        if not self.somebody_does(account, activity):
            self.leave_out(account, activity)
            self.missed(account, Duty.RENEWAL_TALK)
            return
        job = account.planned[Talk.RENEWAL] = self.order(account, activity, self.talked)
        self.journey.submit(job)

    def talked(self, job: Job) -> None:
        """The talk is held."""
        account = self.finish(job)
        if account.active:
            self.cared_for(account)
            self.met_by(account, job, Duty.RENEWAL_TALK)

    def close(self, account: Account, talk: Talk, duty: Duty) -> None:
        """A talk not begun before the next one, or the end of the term, is missed."""
        job = account.planned.get(talk)
        if job is not None and job.waiting:
            self.withdraw(job, MISSED)
            self.missed(account, duty)

    def cared_for(self, account: Account) -> None:
        """Let those who care know that something was done for a customer."""
        for cared in self.hooks.cared_for:
            cared(account)

    def met_by(self, account: Account, job: Job, duty: Duty) -> None:
        """Let those who have something to propose know that somebody has met a customer."""
        for met in self.hooks.customer_met:
            met(account, job, duty)

    def missed(self, account: Account, duty: Duty) -> None:
        """Let those who care know that something owed will not be done; who sets the rhythm of check-ins tells of those."""
        if duty is not Duty.CHECK_IN or not self.hooks.check_in_rhythm:
            for missed in self.hooks.service_missed:
                missed(account, duty)

    def job(self, account: Account, activity: Activity, done: Callable[[Job], None]) -> Job:
        """A job for a customer, to be handed over to its team."""
        job = self.journey.job(account.case, activity, done, self.gave_up)
        account.open[job] = None
        return job

    def order(self, account: Account, activity: Activity, done: Callable[[Job], None]) -> Job:
        """A job for a customer that its team takes up by itself."""
        job = self.job(account, activity, done)
        self.journey.read_up(job)
        return job

    def hand_over(self, job: Job) -> None:
        """Bring a job to its team, after a handoff if another team had the case."""
        self.journey.hand_over(job, self._arrive)

    def _arrive(self, job: Job) -> None:
        if job in account_of(job).open:  # else the customer has left while it was on its way
            self.journey.submit(job)

    def finish(self, job: Job) -> Account:
        """Note a finished job in the log; give its account."""
        self.log.plain_job(job, DONE)
        return self.forget(job)

    def forget(self, job: Job) -> Account:
        """A job is no longer open."""
        account = account_of(job)
        account.open.pop(job, None)
        for talk, planned in list(account.planned.items()):
            if planned is job:
                del account.planned[talk]
        return account

    def gave_up(self, job: Job) -> None:
        """A customer has left the queue; an unanswered incident stays unanswered."""
        self.log.plain_job(job, COLD)
        account = account_of(job)
        if account.answers_due.pop(job, None) is not None:
            self.missed(account, Duty.ANSWER)
        if account.planned.get(Talk.CHECK_IN) is job:
            self.missed(account, Duty.CHECK_IN)
        if account.planned.get(Talk.RENEWAL) is job:
            self.missed(account, Duty.RENEWAL_TALK)
        self.forget(job)

    def cancel_all(self, account: Account) -> None:
        """What waits for a customer who is gone, or is on its way to another team, is cancelled."""
        for job in list(account.open):
            if job.waiting:
                self.withdraw(job, CANCELLED)
            elif job.person is None:
                job.ready = job.end = self.clock.now
                self.log.plain_job(job, CANCELLED)
                self.forget(job)

    def withdraw(self, job: Job, outcome: int) -> None:
        """Take a waiting job back."""
        self.journey.call_off(job, outcome)
        self.forget(job)

    def leave_out(self, account: Account, activity: Activity) -> None:
        """A planned talk that nobody does."""
        job = self.journey.order(account.case, activity, self.talked, self.gave_up)
        job.ready = job.end = self.clock.now
        self.log.plain_job(job, MISSED)
