"""Rotation: sending people to other teams for a while, in turn, and welcoming them back."""

from typing import TYPE_CHECKING

from orgsim.engine.happenings import Job, Person
from orgsim.engine.teams import Crew
from orgsim.engine.understanding import crews_of
from orgsim.mechanisms.handoffs import rotation
from orgsim.mechanisms.handoffs.rotation import RotationPolicy
from orgsim.units import MONTH

if TYPE_CHECKING:
    from orgsim.engine.build import Run


class Rotations:
    """Who goes where, and what it leaves behind."""

    def __init__(self, run: "Run", policy: RotationPolicy) -> None:
        self.run = run
        self.policy = policy
        self.crews = crews_of(run, policy.teams)
        self.rounds = 0
        self.back: dict[Person, float] = {}
        """When each last came back (days)."""

    def depart(self) -> None:
        """People of every team go to the next one; each round the way is one team longer, until all have been seen."""
        others = len(self.crews) - 1
        if others < 1:
            return
        step = 1 + self.rounds % others
        self.rounds += 1
        for k, crew in enumerate(self.crews):
            host = self.crews[(k + step) % (others + 1)]
            for person in self.turn(crew):
                self.send(crew, person, host)

    def turn(self, crew: Crew) -> list[Person]:
        """Whose turn it is: those longest at home, as long as somebody stays."""
        present = crew.present()
        longest = sorted(present, key=lambda person: self.back.get(person, person.since))
        return longest[: min(self.policy.people, len(present) - 1)]

    def send(self, crew: Crew, person: Person, host: Crew) -> None:
        """Somebody goes as soon as free, for the hours on duty of a stay."""
        now = self.run.env.now
        hours = crew.calendar.hours_between(now, now + self.policy.lasts)
        if hours > 0:
            crew.send_away(person)
            self.run.office.duty(crew, person, "rotation", hours, lambda job: self.returned(job, crew, host))

    def returned(self, job: Job, crew: Crew, host: Crew) -> None:
        """Somebody is back, and understands the other team."""
        assert job.person is not None
        self.back[job.person] = self.run.env.now
        crew.welcome_back(job.person)
        self.learned(job.person, job, host)
        mutual = self.run.understanding
        if mutual is not None:
            people = max(1, len(crew.people) + len(host.people))
            gain = self.run.scenario.effects.rotation.gain
            mutual.exchange(crew, host, rotation.gained(self.policy.lasts / MONTH, people, gain))

    def learned(self, person: Person, job: Job, host: Crew) -> None:
        """A guest has practised a little of everything the hosts do."""
        practice = None if self.run.pace is None else self.run.pace.practice
        hours = self.run.scenario.effects.rotation.practice * job.hours
        if practice is None or hours <= 0:
            return
        does = [station.name for station in self.run.stations.values() if station.crew is host]
        for name in does:
            practice.add(person, name, hours / len(does), job.end)


def install(run: "Run") -> None:
    """Plan the departures."""
    policy = run.scenario.policies.rotation
    assert policy is not None
    run.env.every(policy.every, Rotations(run, policy).depart, run.journey.until)
