"""Commission: what a team is paid for the contracts it closes and for what it sells later, and pays back of what is soon lost."""

from dataclasses import dataclass

from orgsim.engine.clock import Clock
from orgsim.engine.deal import FIRST_YEAR
from orgsim.engine.entities import Account, Case, Reason
from orgsim.engine.log import LogWriter
from orgsim.engine.quotas import Target

_SLACK = 1e-6
"""Days, or contracts, by which a term or a quota may seem to fall short of what it is: sums of floats miss it by less."""


@dataclass(frozen=True, slots=True)
class CommissionPlan:
    """What the plan says of the commission of a team."""

    share: float
    """Of the first-year value of a contract."""
    above_quota: float
    """The same of a contract beyond the quota of its period."""
    expansion: float
    """The same of what a customer takes later."""
    claw_back: float
    """Days within which what was paid for a sale comes back when the customer leaves; 0 for never."""


Paid = tuple[float, float, int]
"""For a sale that may be lost too soon: what was paid, when, and the outcome (code) that it was; -1 for a contract."""


class Commissions:
    """The commission of one team."""

    def __init__(
        self, clock: Clock, log: LogWriter, team: int, plan: CommissionPlan, target: Target | None
    ) -> None:
        """`team` is its code; `target` what it shall close in each period, None where nothing is paid above it."""
        self.clock = clock
        self.log = log
        self.team = team
        self.plan = plan
        self.target = target
        self.paid: dict[Account, list[Paid]] = {}

    def signed(self, account: Account) -> None:
        """A contract is signed: it is paid at once if this team has closed it."""
        if account.sold_by != self.team:
            return
        value = account.deal.once + FIRST_YEAR * account.deal.mrr
        self._pay(account, self._share() * value, -1)

    def added(self, account: Account, team: int, outcome: int, value: float) -> None:
        """A customer takes more, of some first-year value: it is paid at once if this team has sold it."""
        if team == self.team:
            self._pay(account, self.plan.expansion * value, outcome)

    def _pay(self, account: Account, paid: float, outcome: int) -> None:
        if paid > 0:
            self.log.commission(self.clock.now, self.team, account.case, paid, outcome)
            if self.plan.claw_back:
                self.paid.setdefault(account, []).append((paid, self.clock.now, outcome))

    def _share(self) -> float:
        """What is paid for the contract just signed, the quota of the period counting it."""
        if self.target is None:
            return self.plan.share
        self.target.count()
        return self.plan.above_quota if self.target.done > self.target.whole() + _SLACK else self.plan.share

    def ended(self, case: Case, reason: Reason) -> None:
        """A customer has left: what was paid for each sale to it comes back if that is too soon."""
        if reason is not Reason.CHURNED or case.account is None:
            return
        for paid, since, outcome in self.paid.pop(case.account, ()):
            if self.clock.now - since < self.plan.claw_back - _SLACK:
                self.log.commission(self.clock.now, self.team, case, -paid, outcome)
