"""Leavers: people who go of their own accord, and the newcomers who take their places."""

from typing import TYPE_CHECKING

from orgsim.engine.happenings import Person
from orgsim.engine.luck import person_key
from orgsim.engine.staffing import Payroll
from orgsim.mechanisms.people import turnover
from orgsim.randomness import name_key, uniform

if TYPE_CHECKING:
    from orgsim.engine.build import Run

_TENURE = name_key("tenure")


class Leavers:
    """Turnover of one team."""

    def __init__(self, run: "Run", payroll: Payroll, team: str) -> None:
        parameters, plan = run.scenario.effects.turnover, payroll.team
        self.env = run.env
        self.office = run.office
        self.seed = run.seed
        self.until = run.scenario.scenario.horizon
        self.payroll = payroll
        self.team = team
        self.per_year = parameters.per_year if plan.turnover is None else plan.turnover
        self.delay = parameters.delay
        self.cost = parameters.cost * plan.cost

    def welcome(self, person: Person) -> None:
        """Somebody has joined: the day they leave is already known to luck."""
        days = turnover.tenure(
            uniform(person_key(self.seed, self.team, person.number), _TENURE), self.per_year
        )
        if self.env.now + days < self.until:
            self.env.after(days, self.leave, person)

    def leave(self, person: Person) -> None:
        """Somebody leaves, unless they had to go before."""
        if not person.leaving:
            self.payroll.lose(person)
            self.env.after(self.delay, self.replace, None)

    def replace(self, _: None) -> None:
        """Somebody new begins, unless the place has been cut or given to somebody else."""
        if self.payroll.fill() is not None and self.cost:
            self.office.spend(self.cost, self.payroll.crew.code)


def install(run: "Run") -> None:
    """Let people leave every team, and be replaced."""
    for (crew, payroll), team in zip(run.crews, run.scenario.teams, strict=True):
        crew.joined = (*crew.joined, Leavers(run, payroll, team).welcome)
