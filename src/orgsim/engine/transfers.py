"""Transfers: people who change teams, with all they know, each when the present job is done."""

from dataclasses import dataclass, field
from functools import partial

from orgsim.engine.entities import Person
from orgsim.engine.hooks import Hooks
from orgsim.engine.staffing import Staffing
from orgsim.engine.world import World


class Movers:
    """People on their way from one team to another."""

    def __init__(self, hooks: Hooks) -> None:
        self.hooks = hooks
        self.ordered: dict[Person, Staffing] = {}
        """Who is to move, and to which team."""
        self.mover: Person | None = None
        """Who is just moving, under the old name."""

    def left(self, person: Person) -> None:
        """Who has left the old team joins the new one."""
        new = self.ordered.pop(person, None)
        if new is not None:
            self.mover = person
            new.take(person, self.is_new(person, new))
            self.mover = None

    def is_new(self, person: Person, new: Staffing) -> bool:  # noqa: ARG002
        """Whether somebody is a newcomer to the work of the team to which they go."""
        return True

    def joined(self, person: Person) -> None:
        """Who comes from another team brings what they know."""
        if self.mover is not None:
            for moves in self.hooks.person_moves:
                moves(self.mover, person)


@dataclass(slots=True)
class OnTheWay:
    """All who send people from one team to another in a run: some may be on their way when another organization takes over."""

    movers: list[Movers] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PlannedTransfer:
    """Some people change teams on a day."""

    day: float
    old: int
    """Code of the team they leave."""
    new: int
    people: int


class Transfers(Movers):
    """The planned transfers of one run."""

    def __init__(self, world: World, planned: tuple[PlannedTransfer, ...]) -> None:
        super().__init__(world.hooks)
        self.world = world
        self.planned = planned

    def open(self) -> None:
        """Plan them; at one instant they come before changes of headcount, which are planned when people join."""
        for transfer in self.planned:
            if transfer.day < self.world.until:
                delay = transfer.day - self.world.clock.now
                self.world.clock.after(delay, partial(self.move, transfer), None)

    def move(self, transfer: PlannedTransfer, _: None = None) -> None:
        """Who came last goes first; at once if free, else when the present job is done. Nobody who is not there can go."""
        old, new = self.world.staffing[transfer.old], self.world.staffing[transfer.new]
        for person in old.team.present()[::-1][: transfer.people]:
            self.ordered[person] = new
            old.give(person)
