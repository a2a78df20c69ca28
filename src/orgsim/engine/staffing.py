"""Staffing: who is there from the start, planned changes, and the payroll of every month."""

from collections.abc import Generator

from simpy import Event, Timeout

from orgsim.engine.happenings import Person
from orgsim.engine.journey import Journey
from orgsim.engine.teams import Crew
from orgsim.plan.model.organization import Team
from orgsim.units import MONTH


class Payroll:
    """Pays a team for each model month, cut where its headcount changes."""

    def __init__(self, journey: Journey, crew: Crew, team: Team) -> None:
        self.env = journey.env
        self.log = journey.log
        self.until = journey.until
        self.crew = crew
        self.team = team
        self.headcount = 0
        """People who are paid now."""
        self.planned = 0
        """People the plan has now; more than `headcount` while places are vacant."""
        self.paid_until = 0.0

    def open(self) -> None:
        """Everyone planned for day 0 joins."""
        self.crew.left = (*self.crew.left, self.gone)
        self.resize(self.team.headcount)

    def months(self) -> Generator[Event, object, None]:
        """Pay at the end of each model month."""
        while self.env.now + MONTH < self.until:
            yield Timeout(self.env, MONTH)
            self.settle()

    def changes(self) -> Generator[Event, object, None]:
        """Carry out the planned changes of headcount."""
        before = self.team.headcount
        for change in [change for change in self.team.changes if change.at < self.until]:
            yield Timeout(self.env, change.at - self.env.now)
            self.settle()
            # By how many the plan changes: who has been moved in the meantime stays moved.
            self.resize(max(0, self.planned + change.headcount - before))
            before = change.headcount

    def settle(self) -> None:
        """Pay for the time since the last payment; nothing is paid for time after the horizon."""
        span = (self.paid_until, min(self.env.now, self.until))
        if span[1] > span[0]:
            hours = self.headcount * self.crew.calendar.hours_between(*span)
            self.log.payroll(
                self.crew.code, span, hours, self.headcount * self.team.cost * (span[1] - span[0]) / MONTH
            )
            self.paid_until = span[1]

    def resize(self, headcount: int) -> None:
        """Bring the team to a planned headcount: people join, or those who came last leave; vacant places go first."""
        while self.planned < headcount:
            self.planned += 1
            self.fill()
        while self.planned > headcount:
            self.planned -= 1
            if self.headcount > self.planned:
                self.headcount -= 1
                self.crew.leave()

    def fill(self) -> Person | None:
        """Somebody new joins, if a place is vacant."""
        if self.headcount >= self.planned:
            return None
        self.settle()
        self.headcount += 1
        number = self.crew.hired
        self.log.staffing(self.env.now, self.crew.code, number, "joined")
        return self.crew.join()

    def lose(self, person: Person) -> None:
        """Somebody leaves; the place is vacant from now on."""
        self.settle()
        self.headcount -= 1
        self.crew.dismiss(person)

    def gone(self, person: Person) -> None:
        """Note that a person has left."""
        self.log.staffing(self.env.now, self.crew.code, person.number, "left")
