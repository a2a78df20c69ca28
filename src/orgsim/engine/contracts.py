"""Contracts: terms, what is paid, who stays and who buys more."""

import math
from collections.abc import Callable
from functools import partial

from orgsim.engine import odds
from orgsim.engine.accounts import Accounts
from orgsim.engine.contract_plan import ContractPlan
from orgsim.engine.deal import FIRST_YEAR
from orgsim.engine.deals import Price, discount_left, for_the_rest, term_value, unpaid, unused
from orgsim.engine.entities import CHURNED, Account, Case, Duty, Job, Reason, Talk
from orgsim.engine.hooks import Hooks
from orgsim.engine.journey import Journey
from orgsim.engine.log import CHURNED as CHURNED_ROW
from orgsim.engine.log import CUSTOMER, RENEWED, RETIRED, UPSOLD
from orgsim.engine.offering_change import LaterPrice
from orgsim.engine.service import Service
from orgsim.events.luck import Drawn
from orgsim.randomness import purpose
from orgsim.units import DAYS_PER_YEAR, MONTH

_PRONE = purpose("churn of a customer", "how likely a customer is to leave, where they differ")
_CHURN = purpose("churn", "whether a customer leaves at the end of a term")
_CONTRACTION = purpose("contraction", "whether a customer who stays goes on with less")
_SKIP = purpose("skip", "whether a customer who stays skips an order")
_EARLY = purpose("early leaving", "when a customer leaves within a term")
_HEIR = purpose("heir", "whether somebody takes over a contract whose holder leaves")
_UPSELL = purpose("upsell", "whether a check-in sells more")
_LOYALTY = purpose("loyalty", "whether who has to replace a product comes back")
_SLACK = 1e-9


class Contracts:
    """The contracts of one run's customers, until the horizon."""

    def __init__(
        self, journey: Journey, hooks: Hooks, price: Price, plan: ContractPlan, service: Service
    ) -> None:
        self.journey = journey
        self.clock = journey.clock
        self.log = journey.log
        self.hooks = hooks
        self.price = price
        self.later = price if isinstance(price, LaterPrice) else None
        """Where another offering follows the first."""
        self.plan = plan
        self.service = service
        self.accounts: Accounts = service.accounts
        service.upsell = self.offer_more
        self.stay: tuple[tuple[int, Callable[[Account], float]], ...] = ()
        """Log-odds of staying, and of buying more, with the column of each in the log."""
        self.stay_alone: tuple[tuple[int, Callable[[Account], float]], ...] = ()
        """The same of staying alone."""
        self.shock_column: int | None = None

    def buy(self, case: Case) -> None:
        """A lead becomes a customer."""
        before = case.account
        number = 0 if before is None else before.number + 1
        deal = self.price.deal(case, self.clock.now, number)
        # Who buys again decides with luck of its own: ordinals go on where the earlier relation ended.
        account = case.account = Account(case, deal, case.team, before, number)
        account.second_line = deal.alone
        if before is not None:
            account.term, account.incidents = before.term + 1, before.incidents
            account.holders = before.holders + 1
        chances = self.plan.churn[case.segment]
        account.churn = chances.quantile(case.luck(_PRONE)) if chances.cv else chances.mean
        self.accounts.present[case.key] = account
        self.note(account, CUSTOMER, deal.once + term_value(account), deal.mrr)
        if before is None and (draw := self.price.drawn(case)) is not None:
            self.log.drawn(self.clock.now, case, Drawn.SIZE, draw, (deal.once / draw[1], deal.mrr / draw[1]))
        if deal.once:
            self.pay(account, deal.once)
        self.begin_term(account)
        if deal.replaced is not None:
            self.accounts.decides(account, deal.replaced, self.replace)
        self.plan_early(account)
        self.service.begin(account)
        for begins in self.hooks.customer_begins:
            begins(account)

    def note(self, account: Account, outcome: int, booked: float, mrr: float) -> None:
        """Note a change of a customer that no effects have moved."""
        if booked or mrr:
            self.log.decision(self.clock.now, account.case, outcome, (booked, mrr))
        else:
            self.log.move(self.clock.now, account.case, outcome)

    def begin_term(self, account: Account) -> None:
        """A term begins: payments, the talk before its end, the decision at its end."""
        deal = account.deal
        if deal.term is None:
            return
        account.signed_to = self.clock.now + deal.term
        if deal.monthly:
            self.pay_months(math.ceil(deal.term / MONTH - _SLACK), deal.term, account)
        else:
            account.paid_to = account.signed_to
            self.pay(account, term_value(account))
        self.accounts.decides(account, deal.term, self.end_term)
        if self.plan.notice is not None:
            self.accounts.at(account, max(0.0, deal.term - self.plan.notice), self.service.talk_due)

    def pay_months(self, months: int, days_left: float, account: Account) -> None:
        """Pay this month, and the others of the term as they come; a last broken month in proportion."""
        account.paid_to = account.signed_to - max(0.0, days_left - MONTH if months > 1 else 0.0)
        account.billed = account.deal.mrr
        self.pay(account, account.deal.mrr * min(1.0, days_left / MONTH))
        if months > 1:
            self.pay_later(account, MONTH, months - 1, days_left - MONTH)

    def pay_later(self, account: Account, delay: float, months: int, days_left: float) -> None:
        """Pay the last `months` of a term, which has so many days left when the first of them falls due."""
        self.accounts.at(account, delay, partial(self.pay_months, months, days_left))

    def pay(self, account: Account, money: float) -> None:
        """Money comes in, and what delivering it costs goes out."""
        if money > 0:
            self.log.payment(self.clock.now, account.case, money, (1 - self.price.terms.margin) * money)

    def bill(self, account: Account) -> None:
        """A customer without a contract of terms pays what recurs of other things, and will again in each model month."""
        account.paid_to = self.clock.now + MONTH
        self.pay(account, account.deal.mrr)
        self.accounts.at(account, MONTH, self.bill)

    def end_term(self, account: Account) -> None:
        """The customer decides to stay or to leave."""
        self.service.close(account, Talk.RENEWAL, Duty.RENEWAL_TALK)
        luck = account.case.luck(_CHURN, account.term)
        leaves, effects = self.decide(account, self.base(account), luck)
        account.term += 1
        if leaves:
            value = (0.0, 0.0 - account.deal.mrr)
            self.log.decision(self.clock.now, account.case, CHURNED_ROW, value, effects)
            self.leave(account)
        else:
            if self.later is not None and self.later.goes_over(account, self.clock.now):
                more = self.later.convert(account)
                self.note(account, self.later.conversion.code, 0.0, more)
            if self.plan.skipping is not None:
                account.deal.skipped = self.skips(account, effects)
            self.shrink(account, effects)
            more = self.price.renew(account, self.clock.now)
            value = (term_value(account), more)
            self.log.decision(self.clock.now, account.case, RENEWED, value, effects)
            self.begin_term(account)
            for renewed in self.hooks.renewed:
                renewed(account)

    def shrink(self, account: Account, effects: list[float]) -> None:
        """A customer who stays may go on with less; what moved its staying moves that."""
        shrinking = self.plan.shrinking
        if shrinking is None:
            return
        pull = sum(effects[column] for column, _ in (*self.stay, *self.stay_alone))
        chance = shrinking.chance(pull)
        shrinks = account.case.luck(_CONTRACTION, account.term) < chance
        stake = (0.0, shrinking.share * account.deal.mrr)
        self.log.drawn(self.clock.now, account.case, Drawn.GIVES_UP, (chance, shrinks), stake)
        if shrinks:
            less = account.deal.shrink(shrinking.share)
            self.log.decision(self.clock.now, account.case, shrinking.code, (0.0, 0.0 - less), effects)

    def skips(self, account: Account, effects: list[float]) -> bool:
        """Whether a customer who stays skips the order that is due; what moved its staying moves that."""
        skipping = self.plan.skipping
        assert skipping is not None
        pull = sum(effects[column] for column, _ in (*self.stay, *self.stay_alone))
        luck = account.case.luck(_SKIP, account.term)
        if luck >= skipping.chance(account.deal.skipped, pull):
            return False
        self.log.decision(self.clock.now, account.case, skipping.code, (0.0, 0.0), effects)
        return True

    def base(self, account: Account) -> float:
        """Chance that a customer leaves at the end of its term, in the reference."""
        assert account.deal.term is not None
        return odds.term_churn(account.churn, account.deal.term / DAYS_PER_YEAR)

    def settle(self) -> None:
        """The horizon has come: who decides on it does so, and for the others it is noted when, and how likely they leave as
        things stand."""
        self.accounts.settle()
        pulls = [pull for _, pull in (*self.stay, *self.stay_alone)]
        for account in self.accounts.present.values():
            if account.deal.term is not None:
                pull = sum([one(account) for one in pulls])
                leaves = odds.churn(self.base(account), pull, self.shift(account))
                moved = (leaves * account.deal.mrr, self.expected(account, pull))
                self.log.pending(self.clock.now, account.case, account.signed_to, moved)

    def expected(self, account: Account, pull: float) -> float:
        """What a customer who stays is expected to pay more from then on: without the discount, less what it may give up."""
        more, shrinking = discount_left(account), self.plan.shrinking
        if shrinking is None:
            return more
        return more - shrinking.chance(pull) * shrinking.share * (account.deal.mrr + more)

    def shift(self, account: Account) -> float:
        """Log-odds on churn of a customer's segment and of the market as it is now."""
        return self.plan.segment_odds[account.case.segment] + self.plan.shifts.at(self.clock.now)

    def decide(self, account: Account, base: float, luck: float) -> tuple[bool, list[float]]:
        """Whether a customer leaves, by its `luck` in (0, 1) and the chance in the reference, and the effects that moved it."""
        pulls = [(column, pull(account)) for column, pull in (*self.stay, *self.stay_alone)]
        shift = self.shift(account)
        chance = odds.churn(base, sum(pull for _, pull in pulls), shift)
        leaves = luck < chance
        self.log.drawn(self.clock.now, account.case, Drawn.LEAVES, (chance, leaves), (0.0, account.deal.mrr))
        for decided in self.hooks.decided:
            decided(account, not leaves, odds.churn(base, 0.0, shift))
        effects = list(self.log.no_effects)
        for column, pull in pulls:
            effects[column] = pull
        if self.shock_column is not None:
            effects[self.shock_column] = 0.0 - self.plan.shifts.at(self.clock.now)
        return leaves, effects

    def replace(self, account: Account) -> None:
        """What the customer bought has to be replaced: a loyal one comes back as a lead, the others are gone."""
        if account.deal.replaced is None:  # it has gone over to something that lasts
            return
        luck = account.case.luck(_LOYALTY, account.number)
        leaves, effects = self.decide(account, 1 - self.price.terms.loyalty, luck)
        # What goes on with the product ends with it: its rest is neither paid nor owed.
        value = (0.0 - unpaid(account), 0.0 - account.deal.mrr)
        outcome = CHURNED_ROW if leaves else RETIRED
        self.log.decision(self.clock.now, account.case, outcome, value, effects)
        if leaves:
            self.leave(account)
        else:
            self.end(account)
            self.journey.tell(account.case, Reason.RETIRED)
            self.journey.come_back(account.case, self.plan.entries[account.case.entity])

    def plan_early(self, account: Account) -> None:
        """Draw when a customer leaves within a term."""
        mortality = self.plan.mortality
        if mortality is not None and mortality.hazard > 0 and account.deal.term is not None:
            luck = account.case.luck(_EARLY, account.holders)
            self.accounts.at(account, odds.gap(luck, mortality.hazard), self.leave_early)

    def leave_early(self, account: Account) -> None:
        """A customer leaves within a term, or an heir takes over: what the one has not paid is owed no more, and what is unused
        may be paid back; with the other the contract goes on."""
        mortality = self.plan.mortality
        assert mortality is not None
        if mortality.heirs and account.case.luck(_HEIR, account.holders) < mortality.heirs:
            self.log.move(self.clock.now, account.case, mortality.code)
            account.holders += 1
            for inherited in self.hooks.inherited:
                inherited(account)
            self.plan_early(account)
            return
        back = unused(account, self.clock.now) if mortality.refund else 0.0
        if back > 0:
            self.log.payment(self.clock.now, account.case, -back, 0.0 - (1 - self.price.terms.margin) * back)
        self.note(account, CHURNED_ROW, 0.0 - unpaid(account) - back, 0.0 - account.deal.mrr)
        self.leave(account)

    def leave(self, account: Account) -> None:
        """A customer is gone; it may be followed up like a lead."""
        self.end(account)
        self.journey.tell(account.case, Reason.CHURNED)
        self.journey.follow_up(account.case, Reason.CHURNED)

    def end(self, account: Account) -> None:
        """A relation ends; what waits for the customer is cancelled."""
        account.case.state = CHURNED
        del self.accounts.present[account.case.key]
        self.service.cancel_all(account)
        self.journey.release(account.case)
        for ends in self.hooks.customer_ends:
            ends(account)

    def offer_more(self, account: Account, job: Job) -> None:
        """A check-in has been held; it may sell more."""
        if self.plan.upsell is not None:
            self.offer(account, job.activity.team, account.case.luck(_UPSELL, job.visit))

    def offer(self, account: Account, team: int, luck: float, share: float = 1.0, seen: bool = False) -> None:
        """A team (its code) talks to a customer, who by its `luck` in (0, 1) may buy more: with a `share` of the chance that a
        check-in has. `seen`: it talks to this one because of that luck, so that it is no surprise any more."""
        upsell = self.plan.upsell
        if upsell is None:
            return
        log_odds = sum(pull(account) for _, pull in self.stay)
        for more in self.hooks.buy_more:
            log_odds += more(account)
        chance = share * odds.upsell(upsell.rate, log_odds)
        if not seen:
            stake = (0.0, upsell.value * account.deal.mrr)
            self.log.drawn(self.clock.now, account.case, Drawn.BUYS_MORE, (chance, luck < chance), stake)
        if luck >= chance:
            return
        if upsell.activity is None:
            self.expand(account, team)
        elif self.service.somebody_does(account, upsell.activity):
            self.journey.submit(self.service.order(account, upsell.activity, self.upsold))

    def upsold(self, job: Job) -> None:
        """The staffed work that closes an expansion is done."""
        account = self.service.finish(job)
        if account.active:
            self.expand(account, job.activity.team)

    def expand(self, account: Account, team: int) -> None:
        """The customer buys more of what it has from a team (its code)."""
        assert self.plan.upsell is not None
        more = account.deal.mrr * self.plan.upsell.value
        if account.deal.alone:
            account.deal.beside += more
        self.add(account, team, UPSOLD, more)

    def add(self, account: Account, team: int, outcome: int, monthly: float, once: float = 0.0) -> float:
        """A customer takes more in mid-term, sold by a team (its code): `once`, and a price per model month for the rest of the
        term; what it signs by that.

        Who pays by the term pays that rest at once, who pays by the month begins with the next payment.
        """
        recurring = for_the_rest(account, monthly, self.clock.now)
        self.note(account, outcome, once + recurring, monthly)
        self.pay(account, once if account.deal.monthly else once + recurring)
        account.deal.mrr += monthly
        for added in self.hooks.added:
            added(account, team, outcome, once + FIRST_YEAR * monthly)
        return once + recurring
