"""Start: the firm that exists on day 0, what the log tells of it, and how the organization takes it over.

Who is there is the market's, the same under every organization; who keeps, knows and follows up whom is a matter of its
rules. Nothing is charged for that: no handoff, no payment that was made before.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from orgsim.engine.contracts import Contracts
from orgsim.engine.entities import (
    CUSTOMER,
    NOBODY,
    RESTING,
    Account,
    Activity,
    Case,
    End,
    Outcome,
    Person,
    Reason,
)
from orgsim.engine.hooks import Hooks
from orgsim.engine.journey import Journey
from orgsim.engine.log import CUSTOMER as CUSTOMER_ROW
from orgsim.engine.log import RENEWED
from orgsim.engine.log import RESTING as RESTING_ROW
from orgsim.engine.owned_team import OwnedTeam
from orgsim.engine.past import Past
from orgsim.engine.pausing import Pausing
from orgsim.engine.teams import Team
from orgsim.events.luck import Drawn
from orgsim.units import MONTH

_SLACK = 1e-9
Row = tuple[float, Callable[[], None]]


@dataclass(slots=True)
class CustomerThere:
    """A customer of day 0."""

    account: Account
    begun: float
    """Day of its purchase, below 0."""
    terms: int
    """Terms that it has completed since."""
    work: tuple[Activity, ...]
    """What has been done for it, in order; of long ago the purchase alone."""
    health: float | None
    owner: int
    """Number of who keeps it, dealt in turn."""

    @property
    def term_begun(self) -> float:
        """Day on which its present term began."""
        return self.begun + self.terms * (self.account.deal.term or 0.0)

    @property
    def paid(self) -> tuple[float, int, float] | None:
        """When it last paid what recurs, for how many months of the term that was the last but so many, and the days of the term
        left then; None for nothing that recurs."""
        deal = self.account.deal
        if deal.mrr <= 0:
            return None
        if deal.term is None:  # by the month, on the day of the purchase
            return self.begun + int(-self.begun / MONTH) * MONTH, 0, MONTH
        if not deal.monthly:
            return self.term_begun, 0, deal.term
        months = math.ceil(deal.term / MONTH - _SLACK)
        gone = min(months - 1, int(-self.term_begun / MONTH))
        return self.term_begun + gone * MONTH, months - 1 - gone, deal.term - gone * MONTH


@dataclass(slots=True)
class LeadThere:
    """A lead of day 0 in process."""

    case: Case
    activity: Activity | None
    """Where it waits; None for one who has decided to buy."""
    entered: float
    """Day on which it came to the activity, or will come there, or will sign."""
    work: tuple[Activity, ...]
    """The steps that were done for it."""


@dataclass(slots=True)
class RestingThere:
    """A lead of day 0 at rest."""

    case: Case
    since: float
    """Day on which it came to rest."""
    step: int
    """Code of the step at which it was."""
    left: Activity | None = None
    """That step, where it went cold in its queue."""


@dataclass(slots=True)
class Start:
    """The firm that exists on day 0."""

    journey: Journey
    contracts: Contracts | None
    hooks: Hooks
    entry: Activity
    """Where its leads came in."""
    segment_codes: list[int]
    """Outcome code of each segment."""
    care: tuple[Activity, ...] = ()
    """What is done for customers."""
    customers: list[CustomerThere] = field(default_factory=list)
    leads: list[LeadThere] = field(default_factory=list)
    resting: list[RestingThere] = field(default_factory=list)

    def note(self) -> None:
        """Write what happened before day 0, in order of time."""
        rows = [row for one in self.customers for row in self._of_customer(one)]
        rows += [self._arrival(one.case, min(one.entered, -_SLACK)) for one in self.leads]
        for rests in self.resting:
            rows.append(self._arrival(rests.case, rests.since))
            rows.append((rests.since, self._rested(rests)))
        for _, write in sorted(rows, key=lambda row: row[0]):
            write()
        for one in self.customers:
            self._note_size(one.account)

    def _note_size(self, account: Account) -> None:
        """Note how large a customer happens to be, where that is drawn."""
        assert self.contracts is not None
        if (draw := self.contracts.price.drawn(account.case)) is not None:
            stake = (0.0, (account.deal.mrr - account.deal.beside) / draw[1])
            self.journey.log.drawn(-_SLACK, account.case, Drawn.SIZE, draw, stake)

    def _arrival(self, case: Case, time: float) -> Row:
        log, segment = self.journey.log, self.segment_codes[case.segment]
        return time, lambda: log.arrival(time, case, self.entry.code, segment, 0.0)

    def _rested(self, one: RestingThere) -> Callable[[], None]:
        return lambda: self.journey.log.move(one.since, one.case, RESTING_ROW, one.step)

    def _of_customer(self, one: CustomerThere) -> list[Row]:
        account, term = one.account, one.account.deal.term or 0.0
        mrr = self._recurred(one)
        rows = [
            self._arrival(account.case, one.begun),
            self._change(account, one.begun, CUSTOMER_ROW, (mrr[0] * term / MONTH, mrr[0])),
        ]
        for k in range(1, one.terms + 1):
            value = (mrr[k] * term / MONTH, mrr[k] - mrr[k - 1])
            rows.append(self._change(account, one.begun + k * term, RENEWED, value))
        if (paid := one.paid) is not None:
            time, _, days = paid
            money = account.deal.mrr * (min(MONTH, days) if account.deal.monthly else days) / MONTH
            rows.append(self._payment(account, time, money))
        return rows

    def _recurred(self, one: CustomerThere) -> list[float]:
        """Recurring revenue in each term up to the present one: it has risen at renewals, after a cheaper first term; what is
        paid beside the offering is taken for what it was."""
        deal = one.account.deal
        found = [deal.mrr - deal.beside]
        if one.terms:
            assert self.contracts is not None
            terms = self.contracts.price.by_segment[one.account.case.segment]
            for _ in range(one.terms):
                found.append(found[-1] / terms.rise)
            found[-1] *= 1 - terms.discount
        return [own + deal.beside for own in found[::-1]]

    def _change(self, account: Account, time: float, outcome: int, value: tuple[float, float]) -> Row:
        log = self.journey.log
        if any(value):
            return time, lambda: log.decision(time, account.case, outcome, value)
        return time, lambda: log.move(time, account.case, outcome)

    def _payment(self, account: Account, time: float, money: float) -> Row:
        assert self.contracts is not None
        cost = (1 - self.contracts.price.terms.margin) * money
        return time, lambda: self.journey.log.payment(time, account.case, money, cost)

    def take_over(self) -> None:
        """Everyone has joined: customers get who keeps them and what is planned for them, leads wait or rest."""
        for one in self.customers:
            self._take_customer(one)
        for lead in sorted(self.leads, key=lambda lead: lead.entered):
            self._take_lead(lead)
        for rests in self.resting:
            self._take_resting(rests)
        for team in self.journey.teams:
            _begin(team)

    def _take_customer(self, one: CustomerThere) -> None:
        assert self.contracts is not None
        contracts, account, now = self.contracts, one.account, self.journey.clock.now
        case, deal = account.case, account.deal
        case.state, case.account = CUSTOMER, account
        self._worked(case, one.work, one.owner)
        for team in self.journey.teams:
            if isinstance(team, OwnedTeam) and team.people and self._cares(team, case):
                _give(team, case, one.owner)
        contracts.accounts.present[case.key] = account
        if deal.replaced is not None:
            contracts.accounts.decides(account, one.begun + deal.replaced - now, contracts.replace)
        if deal.term is not None:
            self._go_on(one, deal.term)
        elif (paid := one.paid) is not None:
            account.signed_to = account.paid_to = paid[0] + MONTH
            contracts.accounts.at(account, account.paid_to - now, contracts.bill)
        contracts.plan_early(account)
        contracts.service.go_on(account, now - one.begun)
        self._tell(Past(case, one.work, one.begun, one.health))

    def _cares(self, team: Team, case: Case) -> bool:
        """Whether a team does any of the customers' work for this one."""
        return any(self.journey.form(case, activity).team == team.code for activity in self.care)

    def _go_on(self, one: CustomerThere, term: float) -> None:
        """The present term goes on: what is still to be paid of it, the talk before its end, the decision at its end."""
        contracts, account, now = self.contracts, one.account, self.journey.clock.now
        assert contracts is not None
        account.term = one.terms
        account.signed_to = account.paid_to = one.term_begun + term
        if account.deal.monthly and (paid := one.paid) is not None:
            time, months, days = paid
            account.billed = account.deal.mrr
            if months:
                account.paid_to = time + MONTH
                contracts.pay_later(account, time + MONTH - now, months, days - MONTH)
        contracts.accounts.decides(account, account.signed_to - now, contracts.end_term)
        notice = contracts.plan.notice
        if notice is not None and account.signed_to - notice >= now:  # an earlier one has been held
            contracts.accounts.at(account, account.signed_to - notice - now, contracts.service.talk_due)

    def _take_lead(self, lead: LeadThere) -> None:
        case, activity, now = lead.case, lead.activity, self.journey.clock.now
        self._worked(case, lead.work, case.number)
        self._tell(Past(case, lead.work, lead.entered))
        if activity is None or lead.entered > now:
            case.step = lead.work[-1].code if lead.work else self.entry.code
            self.journey.clock.after(max(0.0, lead.entered - now), self._comes, lead)
            return
        case.step = activity.code
        job = self.journey.job(case, activity, self.journey.decide, self.journey.grow_cold)
        self.journey.teams[job.activity.team].take_in(job, lead.entered)

    def _comes(self, lead: LeadThere) -> None:
        if lead.activity is None:
            self.journey.go(lead.case, Outcome("customer", CUSTOMER_ROW, End.CUSTOMER))
        else:
            self.journey.enter(lead.case, lead.activity)

    def _take_resting(self, rests: RestingThere) -> None:
        case = rests.case
        case.state, case.step = RESTING, rests.step
        case.left = rests.left
        case.visits[rests.step] = 1
        self._tell(Past(case, (), rests.since))
        if self.journey.nurture is not None:
            reason = (
                Reason.NURTURE
                if rests.left is None
                else Reason.UNWORKED
                if rests.left is self.entry
                else Reason.COLD
            )
            self.journey.nurture.go_on(case, reason, self.journey.clock.now - rests.since)

    def _worked(self, case: Case, work: tuple[Activity, ...], number: int) -> None:
        """Work was done for a case, the last of it by the people of one team in turn."""
        for activity in work:
            case.visits[activity.code] = case.visits.get(activity.code, 0) + 1
        if work:
            case.team = self.journey.form(case, work[-1]).team
            case.person = _in_turn(self.journey.teams[case.team], number)

    def _tell(self, past: Past) -> None:
        for there in self.hooks.case_there:
            there(past)


def _begin(team: Team) -> None:
    """Who is free takes up what waits, now or at the end of the instant."""
    if isinstance(team, Pausing):
        team.look_later()
        return
    for person in list(team.idle):
        if person.job is None:
            team.take_next(person)


def _in_turn(team: Team, number: int) -> Person | None:
    return team.people[number % len(team.people)] if team.people else None


def _give(team: OwnedTeam, case: Case, number: int) -> None:
    """Let the people of a team keep a case, in turn."""
    person = team.people[number % len(team.people)]
    team.give(case, person)
    if case.team == team.code or case.team == NOBODY:
        case.person = person
