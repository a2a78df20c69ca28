"""Reorganization: on a day the teams of another organization take over people, work and cases from those before.

Who is at a job ends it, and moves then. What becomes of all other work is told in `orgsim.engine.work_left`.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from orgsim.engine.entities import Case, Job, Person
from orgsim.engine.moving_journey import MovingJourney
from orgsim.engine.owned_team import OwnedTeam
from orgsim.engine.pausing import Pausing
from orgsim.engine.staffing import Staffing
from orgsim.engine.teams import Team
from orgsim.engine.transfers import Movers, OnTheWay
from orgsim.engine.work_left import WorkLeft
from orgsim.engine.world import World

Amounts = dict[int, int]
"""People, by code of a team."""


@dataclass(frozen=True, slots=True)
class Regrouping:
    """What the plan says of the people of a reorganization; teams by code."""

    day: float
    closing: tuple[int, ...]
    """Teams that are no more."""
    places: Amounts
    """People that each new team is planned to have."""
    changed: Amounts
    """By how many people the plans of teams that go on differ from what they were."""
    moves: Mapping[int, tuple[tuple[float, int], ...]]
    """Changes of headcount planned from then on, of teams for which they are others than before."""
    costs: Mapping[int, float]
    """What a person of each team of the new organization costs per model month."""
    stated: Mapping[int, Amounts]
    """By team that they leave, how many go to which."""
    shared: Mapping[tuple[int, int], float]
    """By team before and after, the reference hours of what both do."""
    notice: float
    """Elapsed days for which those are paid for whom there is no place."""
    delay: float
    """Elapsed days until places are filled for which there is nobody."""


class Takeover(Movers):
    """One reorganization of a run, as it is carried out."""

    def __init__(self, world: World, journey: MovingJourney, plan: Regrouping) -> None:
        super().__init__(world.hooks)
        self.world = world
        self.plan = plan
        self.aims: dict[Person, int] = {}
        """Where everybody goes who moves, by code of the team."""
        self.surplus: set[Person] = set()
        """Those for whom there is no place."""
        self.work = WorkLeft(world, journey, plan.closing)

    def carry_out(self) -> None:
        """Have the people move and the new teams take over; the hooks of the new organization are in place."""
        self.hooks = self.world.hooks
        staffing = self.world.staffing
        for code, cost in self.plan.costs.items():
            staffing[code].pay(cost)
        places = self._assign()
        for told in self.hooks.people_move:
            told(self.aims)
        for code in self.plan.closing:
            self._close(self.world.teams[code], staffing[code])
        spare = {team: team.idles for team in self.world.new}
        for team in spare:
            team.unstaffed, team.idles = not self.plan.places.get(team.code), None
        for mover in self.world.lasting(
            OnTheWay, OnTheWay
        ).movers:  # who was to move and has not, is told anew
            mover.ordered = {one: to for one, to in mover.ordered.items() if not self._tells(one)}
        for person in sorted([*self.aims, *self.surplus], key=lambda person: (person.team, person.number)):
            if person in self.aims:
                self.ordered[person] = staffing[self.aims[person]]
            staffing[person.team].give(person)
        for code in self.plan.closing:
            staffing[code].close_for_good(partial(self._heir, code))
        for code, moves in self.plan.moves.items():
            staffing[code].replan(moves)
        self.work.pass_on()
        self._vacate(places)
        self.work.adopt(self.aims)
        for team, idles in spare.items():
            _let_idle(team, idles)

    def _tells(self, person: Person) -> bool:
        """Whether it says what becomes of somebody."""
        return person in self.aims or person in self.surplus

    def left(self, person: Person) -> None:
        """Who has left the old team joins the new one, or is paid for a while."""
        if person in self.surplus:
            self.surplus.discard(person)
            now, until = self.world.clock.now, self.plan.day + self.plan.notice
            if until > now:
                self.world.staffing[person.team].on_notice.append((now, until))
        super().left(person)

    def is_new(self, person: Person, new: Staffing) -> bool:
        """Whether somebody is a newcomer to the work of the team to which they go: who has done some of it is none."""
        return not self.plan.shared.get((person.team, new.team.code))

    def joined(self, person: Person) -> None:
        """Who comes from another team brings what they know, and the cases that they keep."""
        super().joined(person)
        if self.mover is not None:
            self.mover.now = person
            team = self.world.teams[person.team]
            if isinstance(team, OwnedTeam):
                team.arrive(self.mover, person)

    def _assign(self) -> Amounts:
        """Say who goes where; the places for which there is nobody."""
        plan, gaps = self.plan, self.plan.places | self.plan.changed
        there = defaultdict[int, list[Person]](list)
        for code in {*plan.closing, *plan.changed, *plan.stated}:
            there[code] = [person for person in self.world.teams[code].people if not person.leaving]
        for old, aims in plan.stated.items():
            for new, number in aims.items():
                going = _taken(there[old], number)
                self.aims |= dict.fromkeys(going, new)
                gaps[new] = gaps.get(new, 0) - len(going)
                if old not in plan.closing:
                    gaps[old] = gaps.get(old, 0) + len(going)
        free = {code: there[code] for code in plan.closing}
        free |= {code: self._spare(code, there[code], -gap) for code, gap in gaps.items() if gap < 0}
        pairs = [(old, new) for old in free for new in gaps if old != new]
        for old, new in sorted(pairs, key=lambda pair: (-plan.shared.get(pair, 0.0), pair)):
            going = _taken(free[old], max(0, gaps[new]))
            self.aims |= dict.fromkeys(going, new)
            gaps[new] -= len(going)
        self.surplus = {person for people in free.values() for person in people}
        return {code: gap for code, gap in gaps.items() if gap > 0}

    def _spare(self, code: int, people: list[Person], number: int) -> list[Person]:
        """Who of a team that goes on has no place any more; those who have not come yet need not go, vacant places go first, then
        those who came last."""
        staffing = self.world.staffing[code]
        number -= staffing.call_off(number)
        vacant = min(number, staffing.planned - staffing.staying)
        staffing.resize(staffing.planned - vacant)
        return people[len(people) - (number - vacant) :] if number > vacant else []

    def _close(self, team: Team, staffing: Staffing) -> None:
        """A team is no more: whose cases its people kept, and who goes on with what they leave in the middle."""
        team.leaves = _before(team.leaves, self.left, staffing.gone)
        if isinstance(team, Pausing):
            team.passes_on = self.work.go_on
        if not isinstance(team, OwnedTeam):
            return
        for person in team.people:
            new = self.world.teams[self.aims[person]] if person in self.aims else None
            for case in person.owned.values():
                _expect(team, new, case, person)
            person.owned.clear()
        team.owners.clear()
        for case, person in team.expected.values():
            _expect(team, self._heir(team.code, person).team, case, person)
        team.expected.clear()

    def _heir(self, code: int, _: Person) -> Staffing:
        """Where those go who come to a team that is no more: where most of its work is done now."""
        shared = self.plan.shared
        best = max(self.world.here, key=lambda team: (shared.get((code, team.code), 0.0), -team.code))
        return self.world.staffing[best.code]

    def _vacate(self, places: Amounts) -> None:
        """There is nobody yet for some places; they are filled after a while."""
        for code, number in places.items():
            staffing = self.world.staffing[code]
            staffing.vacate(number)
            for _ in range(number):
                self.world.clock.after(self.plan.delay, self._fill, staffing)

    def _fill(self, staffing: Staffing) -> None:
        """Somebody new begins, when a freeze of hiring is over."""
        thaws = staffing.thaws()
        if thaws is not None:
            self.world.clock.after(thaws - self.world.clock.now, self._fill, staffing)
            return
        if staffing.seek is not None:
            staffing.seek(staffing, staffing.begin)
        else:
            staffing.fill()


def _let_idle(team: Team, idles: Callable[[Person], Job | None] | None) -> None:
    """All work has come to a team: its people may do from now on what they do when nothing waits."""
    team.idles = idles
    for person in list(team.idle):
        if person.job is None:
            team.take_next(person)


def _expect(old: OwnedTeam, new: Team | None, case: Case, person: Person) -> None:
    """A case goes along with who keeps it, where people of the new team keep cases and, if it is a customer, care for such."""
    if isinstance(new, OwnedTeam) and (case.account is None or new.cares):
        new.expected[case.key] = case, person
    else:
        for left in old.owner_left:
            left(case)


def _taken(people: list[Person], number: int) -> list[Person]:
    """The first of some people, taken out of the list."""
    taken = people[:number]
    del people[:number]
    return taken


def _before(
    calls: tuple[Callable[[Person], None], ...],
    one: Callable[[Person], None],
    other: Callable[[Person], None],
) -> tuple[Callable[[Person], None], ...]:
    """Some calls with one more right before another."""
    at = calls.index(other)
    return (*calls[:at], one, *calls[at:])
