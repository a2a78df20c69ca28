"""Moves: people whom a review sends to another team, each as soon as free, and what settling in takes."""

from orgsim.engine.entities import Job, Person
from orgsim.engine.staffing import Staffing
from orgsim.engine.transfers import Movers
from orgsim.engine.world import World


class Moves(Movers):
    """People who change teams: each as soon as free, with all they know, and with time to settle in."""

    def __init__(self, world: World, settling_in: float) -> None:
        super().__init__(world.hooks)
        self.world = world
        self.settling_in = settling_in
        """Staff hours."""

    def free(self, staffing: Staffing) -> list[Person]:
        """Who of a team could be moved so that somebody stays; those who came last first."""
        present = [person for person in staffing.team.present() if person not in self.ordered]
        return present[:0:-1] if staffing.planned > 1 else []

    def order(self, person: Person, old: Staffing, new: Staffing) -> None:
        """Somebody is to move, at once if free, else when the present job is done."""
        self.ordered[person] = new
        if person.job is None:
            self.go(person, old)
        else:
            person.job.first(lambda _: self.go(person, old))

    def go(self, person: Person, old: Staffing) -> None:
        """Somebody leaves the old team for the new one, unless they have notice, would leave nobody or are told otherwise."""
        if person not in self.ordered:
            return
        if person.leaving or old.planned <= 1 or len(old.team.present()) <= 1:
            del self.ordered[person]
            return
        old.give(person)

    def joined(self, person: Person) -> None:
        """Who comes from another team brings what they know, and settles in."""
        super().joined(person)
        if self.mover is None:
            return
        if self.settling_in > 0:
            team = self.world.teams[person.team]
            self.world.own_work.duty(team, person, "settling_in", self.settling_in, nothing)


def nothing(_: Job) -> None:
    """Nothing follows."""
