"""Quotas: how far each team is behind its own, and what comes of deals made under that pressure.

A team can pass on whom it likes, so its gates to other teams are bent. It cannot make anybody buy: the gate of the
purchase stays as it is, and pressure shows in the price, and in what is promised to those who only just bought.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from orgsim.engine.accounts import Account
from orgsim.engine.happenings import Job, Subject
from orgsim.engine.stations import Ending, Station
from orgsim.mechanisms.incentives import pressure
from orgsim.mechanisms.incentives.pressure import Pressure
from orgsim.plan.derived.kpi_work import counting, fulfilling

if TYPE_CHECKING:
    from orgsim.engine.build import Run

_PROMISED, _DISCOUNT, _MISLED = "promised", "discount", "misled"
"""Marks of a subject: passed on only because of pressure, or only just won under it; shortfall at which its deal was closed;
a customer who was promised too much and has not decided about it yet."""


class Quota:
    """What a team shall reach in each period, and has reached in the present one."""

    def __init__(self, per_day: float, parameters: Pressure) -> None:
        self.target = per_day * parameters.period
        self.period = parameters.period
        self.late = parameters.late
        self.done = 0
        self._short = (-1.0, 0.0)
        """When the shortfall was last asked for, and what it was."""
        self._number = 0
        """Of the present period."""
        self._ends = self.period
        self.presses = self.period * (1 - self.late)
        """Days on which it ends, and on which it begins to press: nothing is short before."""

    def count(self, now: float) -> None:
        """One more is reached."""
        if now >= self._ends:
            self._turn(now)
        self.done += 1
        self._short = (-1.0, 0.0)

    def shortfall(self, now: float) -> float:
        """Part of the quota that is missing now, as far as it presses."""
        if now != self._short[0]:
            if now >= self._ends:
                self._turn(now)
            elapsed = now / self.period - self._number
            self._short = now, pressure.shortfall(self.target, elapsed, self.done, self.late)
        return self._short[1]

    def _turn(self, now: float) -> None:
        self._number = max(self._number + 1, int(now / self.period))
        self._ends = (self._number + 1) * self.period
        self.presses = self._ends - self.late * self.period
        self.done = 0


class Quotas:
    """The quotas of one run's teams: what they press and what counts toward them."""

    def __init__(self, run: "Run") -> None:
        self.parameters = run.scenario.effects.pressure
        self.strength = self.parameters.strength
        self.column = run.names.effects.index("pressure")
        self.pressed: dict[int, Quota] = {}
        """By station."""
        self.bent: set[int] = set()
        """Stations whose gates are the team's own to bend: those that end in no purchase."""
        self.fulfilled: dict[Ending, list[Quota]] = defaultdict(list)
        """Quotas for which an outcome counts."""
        for name, team in run.scenario.teams.items():
            if team.quota:
                quota = Quota(team.quota, self.parameters)
                counted = [run.stations[step] for step in counting(run.scenario, name)]
                self.pressed |= {station.code: quota for station in counted if station.endings}
                self.bent |= {station.code for station in counted if not sells(station)}
                for step, target in fulfilling(run.scenario, name):
                    for ending in run.stations[step].endings:
                        if ending.name == target:
                            self.fulfilled[ending].append(quota)

    def bending(self, job: Job) -> float:
        """Log-odds that pressure adds to a gate."""
        quota = self.pressed.get(job.station.code)
        return 0.0 if quota is None else pressure.effect(quota.shortfall(job.end), self.strength)

    def decided(self, job: Job, ending: Ending, effects: Sequence[float]) -> None:
        """A gate has decided: was it pressure that did it, and does it count?"""
        quota = self.pressed.get(job.station.code)
        missing = 0.0 if quota is None or job.end < quota.presses else quota.shortfall(job.end)
        if missing > 0 and ending.name not in ("nurture", "lost"):
            shift = pressure.effect(missing, self.strength)
            without = bisect_right(job.station.cuts, -(job.score + sum(effects) - shift))
            if job.station.endings[without] is not ending:
                job.subject.mark(_PROMISED, 1.0)
            if ending.name == "customer":
                job.subject.mark(_DISCOUNT, missing)
        for target in self.fulfilled.get(ending, ()):
            target.count(job.end)

    def factor(self, subject: Subject) -> float:
        """What the pressure at the closing leaves of a subject's price."""
        return pressure.price(subject.marked(_DISCOUNT), self.parameters.discount)

    @staticmethod
    def forget(subject: Subject, how: str) -> None:  # noqa: ARG004
        """What was promised on one way through the journey ends with it."""
        if subject.marks is not None:
            subject.marks.pop(_PROMISED, None)
            subject.marks.pop(_DISCOUNT, None)


def sells(station: Station) -> bool:
    """Whether somebody buys at the gate of a station."""
    return any(ending.name == "customer" for ending in station.endings)


def install(run: "Run") -> None:
    """Let quotas press."""
    quotas = Quotas(run)
    run.forces["pressure"] = quotas.bending
    run.places["pressure"] = quotas.bent
    for station in run.stations.values():
        counts = any(ending in quotas.fulfilled for ending in station.endings)
        if counts or station.code in quotas.pressed:
            station.decided = (*station.decided, quotas.decided)
    run.journey.settled = (*run.journey.settled, quotas.forget)
    customers = run.customers
    if customers is None:
        return

    def disappoint(account: Account) -> None:
        """Whoever was promised too much finds out before the first decision."""
        if account.subject.marked(_PROMISED):
            account.subject.mark(_MISLED, 1.0)
        quotas.forget(account.subject, "customer")

    def reconcile(account: Account) -> None:
        """Who stays knows by now what there is to have."""
        if account.subject.marks is not None:
            account.subject.marks.pop(_MISLED, None)

    customers.price.factors = (*customers.price.factors, quotas.factor)
    customers.bought = (*customers.bought, disappoint)
    customers.sold_more = (*customers.sold_more, disappoint)
    customers.renewed = (*customers.renewed, reconcile)
    customers.pulls["pressure"] = lambda account: pressure.misled(
        account.subject.marked(_MISLED), quotas.parameters.promised
    )
