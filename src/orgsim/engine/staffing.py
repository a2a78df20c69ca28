"""Staffing: who is there from the start, planned changes, and the payroll of every month.

Who is told to go finishes the present job, on duty and paid until then; the place is vacant from the day they are told.
"""

from collections.abc import Callable

from orgsim.engine.clock import Clock
from orgsim.engine.entities import Person
from orgsim.engine.freezes import Freezes, thaw
from orgsim.engine.log import JOINED, LEFT, LogWriter
from orgsim.engine.places import Places
from orgsim.engine.teams import Team
from orgsim.units import MONTH


class Staffing:
    """The places of one team: planned, filled, vacant; and its pay, for each model month, cut where somebody comes, has to go or
    is gone."""

    def __init__(
        self,
        clock: Clock,
        log: LogWriter,
        team: Team,
        cost: float,
        headcount: int,
        moves: tuple[tuple[float, int], ...],
        places: Places,
    ) -> None:
        """`cost` is a person's per model month; `headcount` people are there on day 0, and `moves` says on which days, in order,
        by how many that changes; `places` has none yet."""
        self.clock = clock
        self.log = log
        self.team = team
        self.cost = cost
        self.first = headcount
        self.moves = moves
        self.places = places
        self.until = 0.0
        """The horizon: nothing is paid for time after it."""
        self.headcount = 0
        """People who are there and paid, those who finish their last job among them."""
        self.staying = 0
        """Of them, those who fill a place: nobody has told them to go."""
        self.planned = 0
        """People the plan has now; more than `staying` while places are vacant."""
        self.paid_until = 0.0
        self.paid = self.on_duty = 0.0
        """Money paid, and staff hours on duty, until then."""
        self.freezes: Freezes = ()
        """When nobody is hired."""
        self.postponed = 0
        """People who were to join in a freeze and come when it is over."""
        self.sought = 0
        """People who were to join and are still looked for: the plan has them when they are found."""
        self.seek: Callable[[Staffing, Callable[[], bool]], None] | None = None
        """Looks for somebody, who begins when found; None where people can be found at once."""
        self.heir: Callable[[Person], Staffing] | None = None
        """Where those go who come after the team has been closed for good."""
        self.on_notice: list[tuple[float, float]] = []
        """From when to when each of those is paid who do no more work."""
        self.moved_in = -1
        """Code of the outcome of those who join and are no newcomers, where the log has one."""
        self._plan = 0
        """How often the planned changes have been replaced: those of earlier plans are void."""

    def open(self, until: float) -> None:
        """Everyone planned for day 0 joins; months are paid and changes carried out until the horizon."""
        self.until = until
        self.resize(self.first)
        self.clock.every(MONTH, self.settle, until)
        self._plan_changes()

    def _plan_changes(self) -> None:
        for day, by in self.moves:
            if day < self.until:
                self.clock.after(day - self.clock.now, self._change_as_planned, (self._plan, by))

    def _change_as_planned(self, planned: tuple[int, int]) -> None:
        if planned[0] == self._plan:
            self.change(planned[1])

    def replan(self, moves: tuple[tuple[float, int], ...]) -> None:
        """Changes planned from now on take the place of those that were planned."""
        self._plan += 1
        self.moves = moves
        self._plan_changes()

    def close_for_good(self, heir: Callable[[Person], "Staffing"]) -> None:
        """Everybody has been told to go: nobody comes any more, and who is on the way goes to the `heir`."""
        self.replan(())
        self.postponed = self.sought = 0
        self.resize(0)
        self.heir = heir

    def vacate(self, places: int) -> None:
        """So many places more, for which there is nobody yet."""
        for _ in range(places):
            self.planned += 1
            self.places.open()
        self._note_whether_staffed()

    def change(self, by: int) -> None:
        """The plan changes by so many people: who has been moved in the meantime stays moved."""
        if self.heir is not None:
            return
        self.settle()
        thaws = self.thaws()
        if by > 0 and thaws is not None:
            if not self.postponed:
                self.clock.after(thaws - self.clock.now, self._catch_up, None)
            self.postponed += by
            return
        if by > 0 and self.seek is not None:
            self.sought += by
            for _ in range(by):
                self.seek(self, self._found)
            return
        if by < 0:
            by += self.call_off(-by)
        self.resize(max(0, self.planned + by))

    def call_off(self, places: int) -> int:
        """Who has not come yet need not go: of so many places, how many are struck off for which nobody has come."""
        postponed = min(self.postponed, places)
        self.postponed -= postponed
        sought = min(self.sought, places - postponed)
        self.sought -= sought
        return postponed + sought

    def _found(self) -> bool:
        """Somebody has been found who was to join, if they are still wanted."""
        if not self.sought:
            return False
        self.sought -= 1
        self.resize(self.planned + 1)
        return True

    def begin(self) -> bool:
        """Somebody new begins who has been found; False where no place is vacant any more."""
        return self.fill() is not None

    def thaws(self) -> float | None:
        """When the freeze of hiring ends that holds now; None where none does."""
        return thaw(self.freezes, self.clock.now) if self.freezes else None

    def _catch_up(self, _: None) -> None:
        coming, self.postponed = self.postponed, 0
        if coming and self.clock.now < self.until:
            self.change(coming)

    def pay(self, cost: float) -> None:
        """From now on a person costs so much per model month."""
        if cost != self.cost:
            self.settle()
            self.cost = cost

    def settle(self) -> None:
        """Pay for the time since the last payment."""
        span = (self.paid_until, min(self.clock.now, self.until))
        if span[1] > span[0]:
            idle = sum(max(0.0, min(until, span[1]) - max(since, span[0])) for since, until in self.on_notice)
            presence = self.team.presence
            hours = (
                self.headcount * self.team.calendar.hours_between(*span)
                if presence is None
                else presence.hours_between(*span)
            )
            cost = self.headcount * self.cost * (span[1] - span[0]) / MONTH + idle * self.cost / MONTH
            self.log.payroll(self.team.code, span, hours, cost)
            self.paid += cost
            self.on_duty += hours
            self.paid_until = span[1]

    def resize(self, headcount: int) -> None:
        """Bring the team to a planned headcount: people join, or those who came last leave; vacant places go first."""
        while self.planned < headcount:
            self.planned += 1
            self.places.open()
            self.fill()
        while self.planned > headcount:
            self.planned -= 1
            if self.staying > self.planned:
                self.staying -= 1
                self.places.vacate(self.team.leave().place)
            self.places.close()
        self._note_whether_staffed()

    def _note_whether_staffed(self) -> None:
        """Let the team know whether anybody is planned to be there."""
        if self.team.unstaffed and self.planned:
            self.team.found()
        self.team.unstaffed = self.planned == 0

    def fill(self) -> Person | None:
        """Somebody new joins, if a place is vacant."""
        if self.staying >= self.planned:
            return None
        place = self.places.fill()
        return self._join(self.places.hire(place), place)

    def _join(self, key: int, place: int, newcomer: bool = True) -> Person:
        self.settle()
        self.staying += 1
        self.headcount += 1
        how = JOINED if newcomer or self.moved_in < 0 else self.moved_in
        self.log.staffing(self.clock.now, self.team.code, self.team.hired, how)
        return self.team.join(key, place, newcomer)

    def lose(self, person: Person) -> None:
        """Somebody is to leave, at once if free; the place is vacant from now on."""
        self.places.vacate(person.place)
        self._dismiss(person)

    def _dismiss(self, person: Person) -> None:
        self.settle()
        self.staying -= 1
        self.team.dismiss(person)

    def give(self, person: Person) -> None:
        """Somebody leaves for another team, and there is one place less."""
        self.planned -= 1
        self._note_whether_staffed()
        self.places.vacate(person.place)
        self.places.close()
        self._dismiss(person)

    def take(self, person: Person, newcomer: bool = True) -> None:
        """Somebody comes from another team, the same person as there, to one place more; perhaps no `newcomer` to its work."""
        if self.heir is not None:
            self.heir(person).take(person, newcomer)
            return
        self.planned += 1
        self.places.open()
        self._join(person.key, self.places.fill(), newcomer)
        self._note_whether_staffed()

    def gone(self, person: Person) -> None:
        """Somebody has left, and is paid until now."""
        self.settle()
        self.headcount -= 1
        self.log.staffing(self.clock.now, self.team.code, person.number, LEFT)
