"""Work bought in: what others do for the organization month by month, at what an hour of its own people costs."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from orgsim.engine.clock import Clock
from orgsim.engine.log import LogWriter
from orgsim.engine.staffing import Staffing
from orgsim.engine.standing import Ending, Rounds
from orgsim.units import MONTH

_MONTHS = 12
"""Model months over which pay per hour on duty is averaged: one with holidays has fewer hours for the same pay."""


@dataclass(slots=True, eq=False)
class BoughtIn:
    """So many staff hours a model month, paid at the end of each at the mean full pay per hour on duty of all who are on the
    payroll, over the last twelve."""

    clock: Clock
    log: LogWriter
    staffing: Sequence[Staffing]
    until: float
    """The horizon: nothing is bought for time after it."""
    monthly: float = 0.0
    """Staff hours a model month; 0 while nothing is bought."""
    since: float = 0.0
    """What was bought before is paid (days)."""
    done: Callable[[float], object] | None = None
    """Told of the staff hours at the end of each month, where somebody asks."""
    _before: tuple[float, float] = (0.0, 0.0)
    """Pay and hours on duty of all until then."""
    _spans: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=_MONTHS))
    """The same of each of the last months."""

    def begin(self, monthly: float) -> Ending:
        """From now on so many staff hours a model month are bought; what ends it."""
        self.monthly, self.since = monthly, self.clock.now
        self._spans.clear()
        self._before = self._paid()
        rounds = Rounds(self.settle)
        self.clock.every(MONTH, rounds.ring, self.until)

        def end() -> None:
            self.settle()
            rounds.end()
            self.monthly = 0.0

        return end

    def settle(self) -> None:
        """Pay for the time since the last payment."""
        now = min(self.clock.now, self.until)
        if not self.monthly or now <= self.since:
            return
        for staffing in self.staffing:
            staffing.settle()
        hours = self.monthly * (now - self.since) / MONTH
        self.log.bought_in((self.since, now), hours, hours * self._rate())
        self.since = now
        if self.done is not None:
            self.done(hours)

    def _rate(self) -> float:
        """Mean full pay per hour on duty; 0 where nobody has been there."""
        before, self._before = self._before, self._paid()
        self._spans.append((self._before[0] - before[0], self._before[1] - before[1]))
        on_duty = sum(hours for _, hours in self._spans)
        return sum(pay for pay, _ in self._spans) / on_duty if on_duty > 0 else 0.0

    def _paid(self) -> tuple[float, float]:
        """Money paid, and hours on duty, of all until the last payday of each team."""
        return sum(one.paid for one in self.staffing), sum(one.on_duty for one in self.staffing)
