"""Commission: what a team is paid for the contracts it closes, and pays back of those that are soon lost."""

from dataclasses import dataclass

from orgsim.engine.clock import Clock
from orgsim.engine.entities import Account, Case, Reason
from orgsim.engine.log import LogWriter
from orgsim.engine.quotas import Target

_MONTHS = 12
"""Model months of recurring revenue that count."""
_SLACK = 1e-6
"""Days, or contracts, by which a term or a quota may seem to fall short of what it is: sums of floats miss it by less."""


@dataclass(frozen=True, slots=True)
class CommissionPlan:
    """What the plan says of the commission of a team."""

    share: float
    """Of the first-year value of a contract."""
    above_quota: float
    """The same of a contract beyond the quota of its period."""
    claw_back: float
    """Days within which what was paid for a contract comes back when the customer leaves; 0 for never."""


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
        self.paid: dict[Account, tuple[float, float]] = {}
        """For contracts that may be lost too soon: what was paid, and when."""

    def signed(self, account: Account) -> None:
        """A contract is signed: it is paid at once if this team has closed it."""
        if account.sold_by != self.team:
            return
        value = account.deal.once + _MONTHS * account.deal.mrr
        paid = self._share() * value
        if paid > 0:
            self.log.commission(self.clock.now, self.team, account.case, paid)
            if self.plan.claw_back:
                self.paid[account] = paid, self.clock.now

    def _share(self) -> float:
        """What is paid for the contract just signed, the quota of the period counting it."""
        if self.target is None:
            return self.plan.share
        self.target.count()
        return self.plan.above_quota if self.target.done > self.target.whole() + _SLACK else self.plan.share

    def ended(self, case: Case, reason: Reason) -> None:
        """A customer has left: what was paid for it comes back if that is too soon."""
        if reason is not Reason.CHURNED or case.account is None:
            return
        paid, since = self.paid.pop(case.account, (0.0, 0.0))
        if paid and self.clock.now - since < self.plan.claw_back - _SLACK:
            self.log.commission(self.clock.now, self.team, case, -paid)
