"""Accounts: a customer relation with its contract, its health and what it is owed."""

from dataclasses import dataclass, field
from typing import Optional

from orgsim.engine.deals import Deal
from orgsim.engine.happenings import CUSTOMER, Job, Subject
from orgsim.engine.memory import Memory
from orgsim.mechanisms.customers import health
from orgsim.mechanisms.customers.health import Health
from orgsim.units import MONTH


@dataclass(slots=True, eq=False)
class Account:
    """A customer after the purchase."""

    subject: Subject
    deal: Deal
    care: "Care"
    before: Optional["Account"] = None
    """The earlier relation of one who buys again."""
    number: int = 0
    """How many earlier relations there are."""
    term: int = 0
    """Terms completed, those of earlier relations included."""
    health: float = 0.0
    seen: float = 0.0
    """When `health` was last brought up to date (days)."""
    incidents: int = 0
    check_ins: int = 0
    second_line: bool = False
    """Whether it has bought the second line."""
    onboarding_due: float | None = None
    """When onboarding should be finished, while it is not."""
    planned: dict[str, Job] = field(default_factory=dict)
    """Planned talks not yet finished: "check_in", "renewal", "proposal"."""
    open: dict[int, Job] = field(default_factory=dict)
    """All its unfinished jobs, by identity."""
    answers_due: dict[int, float] = field(default_factory=dict)
    """When its unanswered incidents should be answered, by job."""

    @property
    def active(self) -> bool:
        """Whether it is still a customer, by this contract."""
        return self.subject.state is CUSTOMER and self.subject.account is self

    def lose_owner(self) -> None:
        """The person who owned the account leaves."""
        self.care.lose_owner(self)


class Care:
    """What moves the health of accounts; with no parameters nothing does."""

    def __init__(self, parameters: Health | None, memory: Memory | None) -> None:
        self.parameters = parameters
        self.memory = memory
        self.now = 0.0
        """Set by whoever calls: the present (days)."""

    def move(self, account: Account, change: float) -> None:
        """Bring an account's health up to date and change it."""
        if self.parameters is None:
            return
        account.health = self.health(account) + change
        account.seen = self.now

    def health(self, account: Account) -> float:
        """Health now, without what is still owed."""
        if self.parameters is None:
            return 0.0
        months = (self.now - account.seen) / MONTH
        return health.decayed(account.health, months, self.parameters.persistence)

    def known(self, account: Account) -> None:
        """Care was given; by people who miss what was known before, it does harm."""
        if self.parameters is not None and self.memory is not None:
            self.move(account, -self.parameters.unknown_customer * self.memory.missing(account.subject))

    def onboarded(self, account: Account) -> None:
        """Onboarding is finished."""
        if self.parameters is not None and account.onboarding_due is not None:
            self.move(account, self._onboarding_late(account.onboarding_due))
        account.onboarding_due = None

    def answered(self, account: Account, job: int) -> None:
        """An incident is answered."""
        due = account.answers_due.pop(job)
        if self.parameters is not None:
            self.move(account, self._answer_late(due))

    def unanswered(self, account: Account) -> None:
        """Nobody will ever answer an incident."""
        if self.parameters is not None:
            self.move(account, -self.parameters.late_answer)

    def missed_check_in(self, account: Account) -> None:
        """A planned check-in is not held."""
        if self.parameters is not None:
            self.move(account, -self.parameters.missed_check_in)

    def missed_talk(self, account: Account) -> None:
        """The term ends without the planned talk."""
        if self.parameters is not None:
            self.move(account, -self.parameters.missed_renewal_talk)

    def lose_owner(self, account: Account) -> None:
        """The person who owned the account leaves."""
        if self.parameters is not None and account.active:
            self.move(account, -self.parameters.new_owner)

    def standing(self, account: Account) -> float:
        """Health as the customer feels it: what is owed and already late counts."""
        if self.parameters is None:
            return 0.0
        owed = sum(self._answer_late(due) for due in account.answers_due.values())
        if account.onboarding_due is not None:
            owed += self._onboarding_late(account.onboarding_due)
        return self.health(account) + owed

    def odds(self, account: Account) -> float:
        """Log-odds of staying that health adds."""
        return 0.0 if self.parameters is None else self.parameters.odds * self.standing(account)

    def _onboarding_late(self, due: float) -> float:
        assert self.parameters is not None
        return health.late(
            self.now - due, self.parameters.late_onboarding, self.parameters.late_onboarding_scale
        )

    def _answer_late(self, due: float) -> float:
        assert self.parameters is not None
        return health.late(self.now - due, self.parameters.late_answer, self.parameters.late_answer_scale)
