"""Developers: what becomes of an hour of development when several develop, and when they do other work as well."""

from dataclasses import dataclass, field

from orgsim.elementary import power
from orgsim.engine.clock import Clock
from orgsim.engine.entities import Job, Person
from orgsim.engine.stocks import Level


def worth(developed: float, other: float, elasticity: float) -> float:
    """Worth of an hour of development, in (0, 1], over that of a person who does nothing else.

    `developed` (> 0) and `other` are staff hours of the person's work that still count as experience. Who spends a share s of
    their work on development has s times the experience after the same time, and output follows a power of it.
    """
    return power(developed / (developed + other), elasticity)


@dataclass(slots=True, eq=False)
class Developer:
    """What counts of one person's work."""

    developed: Level
    """Staff hours of development."""
    other: Level
    """Staff hours for leads and customers."""
    behind: float = 0.0
    """Staff hours it takes to catch up with what others have changed."""


@dataclass(slots=True, eq=False)
class Developers:
    """Those who develop a product, their experience, and what they have to tell one another."""

    clock: Clock
    elasticity: float
    half_life: float
    """Elapsed days in which half of what somebody has done no longer counts."""
    catching_up: float
    """Staff hours it takes each of the others to follow one of development."""
    _known: dict[Person, Developer] = field(default_factory=dict)

    def of(self, person: Person) -> Developer:
        """What is known of a person; who begins has nothing to catch up with."""
        if person not in self._known:
            now = self.clock.now
            self._known[person] = Developer(Level(self.half_life, seen=now), Level(self.half_life, seen=now))
        return self._known[person]

    def work(self, job: Job) -> None:
        """A job is done; meetings and what else a person does for the organization take nothing from a developer's experience,
        who has them, too."""
        if not job.activity.own:
            self.of(job.person).other.add(self.clock.now, job.hours)  # type: ignore[arg-type]

    def develop(self, person: Person, hours: float) -> float:
        """A person has been at development for so many staff hours: what they are worth, in hours of who does nothing else and
        has nobody to ask."""
        now, one = self.clock.now, self.of(person)
        caught_up = min(hours, one.behind)
        one.behind -= caught_up
        changed = hours - caught_up
        for other, known in self._known.items():
            if other is not person and known.developed.amount > 0.0:
                known.behind += self.catching_up * changed
        return changed * worth(one.developed.add(now, hours), one.other.level(now), self.elasticity)

    def move(self, before: Person, person: Person) -> None:
        """Who comes from another team has done what they did."""
        if before in self._known:
            self._known[person] = self._known[before]

    def go(self, person: Person) -> None:
        """Somebody is gone."""
        self._known.pop(person, None)
