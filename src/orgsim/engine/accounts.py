"""Accounts: the customers of one run, and what is planned for each of them."""

import math
from collections.abc import Callable

from orgsim.engine.clock import Clock
from orgsim.engine.entities import Account, Job

_SLACK = 1e-9
"""Days by which sums of terms may pass the horizon by rounding alone."""


class Accounts:
    """Present customers, and calls to come that hold only as long as they are customers."""

    def __init__(self, clock: Clock, until: float) -> None:
        self.clock = clock
        self.until = until
        """The horizon: nothing is planned after it."""
        self.present: dict[int, Account] = {}
        """By the key of their case."""
        self._last: list[tuple[Account, Callable[[Account], None]]] = []
        """Decisions that fall on the horizon."""

    def at(self, account: Account, delay: float, then: Callable[[Account], None]) -> bool:
        """Call `then` after `delay` elapsed days if the account is still a customer and the horizon not yet passed; whether that
        may happen."""
        ahead = self.clock.now + delay <= self.until
        if ahead:
            self.clock.after(delay, _ring, (account, then))
        return ahead

    def decides(self, account: Account, delay: float, then: Callable[[Account], None]) -> None:
        """As `at`, for a decision: one that falls on the horizon belongs to the days that end there (see `settle`)."""
        if math.isclose(self.clock.now + delay, self.until, rel_tol=0, abs_tol=_SLACK):
            self._last.append((account, then))
        else:
            self.at(account, delay, then)

    def settle(self) -> None:
        """At the horizon, in the order in which they were planned: the decisions that fall on it."""
        for due in self._last:
            _ring(due)


def _ring(due: tuple[Account, Callable[[Account], None]]) -> None:
    account, then = due
    if account.active:
        then(account)


def account_of(job: Job) -> Account:
    """The account for which a job was ordered: an earlier one where its customer has left and bought again meanwhile."""
    account = job.case.account
    assert account is not None
    while job not in account.open and account.before is not None:
        account = account.before
    return account
