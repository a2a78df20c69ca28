"""Quotas: how far each team is behind its own, and what comes of deals made under that pressure."""

from bisect import bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING

from orgsim.engine.accounts import Account
from orgsim.engine.happenings import Job, Subject
from orgsim.engine.stations import Ending
from orgsim.mechanisms import pressure
from orgsim.mechanisms.pressure import Pressure
from orgsim.plan.counting import counting, fulfilling

if TYPE_CHECKING:
    from orgsim.engine.build import Run

_PROMISED, _DISCOUNT = "promised", "discount"
"""Marks of a subject: passed on or won only because of pressure; shortfall at which its deal was closed."""


class Quota:
    """What a team shall reach in each period, and has reached in the present one."""

    def __init__(self, per_day: float, parameters: Pressure) -> None:
        self.target = per_day * parameters.period
        self.period = parameters.period
        self.late = parameters.late
        self.done = 0
        self._number = 0

    def count(self, now: float) -> None:
        """One more is reached."""
        self._turn(now)
        self.done += 1

    def shortfall(self, now: float) -> float:
        """Part of the quota that is missing now, as far as it presses."""
        self._turn(now)
        return pressure.shortfall(self.target, now / self.period - self._number, self.done, self.late)

    def _turn(self, now: float) -> None:
        number = int(now / self.period)
        if number != self._number:
            self._number, self.done = number, 0


class Quotas:
    """The quotas of one run's teams: what they press and what counts toward them."""

    def __init__(self, run: "Run") -> None:
        self.parameters = run.scenario.effects.pressure
        self.column = run.names.effects.index("pressure")
        self.pressed: dict[int, Quota] = {}
        """By station."""
        self.fulfilled: dict[tuple[int, str], list[Quota]] = defaultdict(list)
        """By station and the name of its outcome."""
        for name, team in run.scenario.teams.items():
            if team.quota:
                quota = Quota(team.quota, self.parameters)
                counted = [run.stations[step] for step in counting(run.scenario, name)]
                self.pressed |= {station.code: quota for station in counted if station.endings}
                for step, target in fulfilling(run.scenario, name):
                    self.fulfilled[run.stations[step].code, target].append(quota)

    def shortfall(self, job: Job) -> float:
        """What presses the gate at the end of a job."""
        quota = self.pressed.get(job.station.code)
        return 0.0 if quota is None else quota.shortfall(job.end)

    def decided(self, job: Job, ending: Ending, effects: tuple[float, ...]) -> None:
        """A gate has decided: was it pressure that did it, and does it count?"""
        shift = effects[self.column]
        if ending.name not in ("nurture", "lost"):
            if shift > 0:
                score = job.score + sum(effects) - shift
                without = bisect_right(job.station.cuts, -score)
                if job.station.endings[without] is not ending:
                    job.subject.mark(_PROMISED, 1.0)
            if ending.name == "customer" and (missing := self.shortfall(job)) > 0:
                job.subject.mark(_DISCOUNT, missing)
        for quota in self.fulfilled.get((job.station.code, ending.name), ()):
            quota.count(job.end)

    def factor(self, subject: Subject) -> float:
        """What the pressure at the closing leaves of a subject's price."""
        return pressure.price(subject.marked(_DISCOUNT), self.parameters.discount)

    @staticmethod
    def forget(subject: Subject, how: str) -> None:  # noqa: ARG004
        """What was promised on one way through the journey ends with it."""
        if subject.marks is not None:
            subject.marks.pop(_PROMISED, None)
            subject.marks.pop(_DISCOUNT, None)


def install(run: "Run") -> None:
    """Let quotas press."""
    quotas = Quotas(run)
    run.facts["shortfall"] = quotas.shortfall
    run.journey.decided = (*run.journey.decided, quotas.decided)
    run.journey.settled = (*run.journey.settled, quotas.forget)
    customers = run.customers
    if customers is None:
        return

    def disappoint(account: Account) -> None:
        """Whoever was promised too much finds out."""
        if account.subject.marked(_PROMISED):
            customers.care.now = run.env.now
            customers.care.move(account, -quotas.parameters.promised)
        quotas.forget(account.subject, "customer")

    customers.price.factors = (*customers.price.factors, quotas.factor)
    customers.bought = (*customers.bought, disappoint)
    customers.sold_more = (*customers.sold_more, disappoint)
