"""Pace: the hours a job takes the person at hand, by practice, ability and set-up, from those it takes a trained one."""

from typing import TYPE_CHECKING

from orgsim.engine.happenings import Job, Person
from orgsim.engine.luck import person_key
from orgsim.mechanisms.people import ability, learning, switching
from orgsim.randomness import name_key, uniform

if TYPE_CHECKING:
    from orgsim.engine.build import Run
    from orgsim.engine.stations import Station
    from orgsim.engine.teams import Crew

_ABILITY = name_key("ability")
_NEVER = (0.0, 0.0)
_ANY = ""
"""In a person's practice: that of all activities together."""


class Practice:
    """What people have practised, and how slow that leaves them."""

    def __init__(self, run: "Run") -> None:
        self.parameters = run.scenario.effects.learning
        self.exponent = learning.exponent(self.parameters.progress)
        self._trained = {
            name: self.parameters.hours if activity.practice is None else activity.practice
            for name, activity in run.scenario.journey.items()
        }
        self._half_life, self._transfer = self.parameters.half_life, self.parameters.transfer
        self._steps: dict[str, tuple[float, float]] = {}
        """Mean work and practice until trained, by activity."""

    def trained(self, activity: str) -> float:
        """Staff hours of practice after which a person is trained in an activity."""
        return self._trained.get(activity, self.parameters.hours)

    def begin_with(self, person: Person, activities: list[str]) -> None:
        """Somebody who is there on day 0 has done this work before."""
        for name in activities:
            self.add(person, name, self.parameters.initial * self.trained(name), 0.0)

    def known(self, person: Person, activity: str, now: float) -> float:
        """Staff hours of practice of an activity itself that a person remembers."""
        hours, counted = person.practice.get(activity, _NEVER)
        return learning.remembered(hours, now - counted, self.parameters.half_life) if hours else 0.0

    def add(self, person: Person, activity: str, hours: float, now: float) -> None:
        """Count practice."""
        person.practice[activity] = (self.known(person, activity, now) + hours, now)
        if self.parameters.transfer:
            person.practice[_ANY] = (self.known(person, _ANY, now) + hours, now)

    def slowness(self, person: Person, station: "Station", hours: float, now: float) -> float:
        """Work time of a job that begins over that of a trained person; its hours count as practice from now on."""
        name = station.name
        step = self._steps.get(name)
        if step is None:
            step = self._steps[name] = self._step(station)
        practice, counted = person.practice.get(name, _NEVER)
        if practice:
            practice = learning.remembered(practice, now - counted, self._half_life)
        person.practice[name] = practice + hours, now
        if self._transfer:
            whole = self.known(person, _ANY, now)
            person.practice[_ANY] = whole + hours, now
            practice += self._transfer * max(0.0, whole - practice)
        # Most people are trained, and those are the reference.
        return 1.0 if practice >= step[1] else learning.slowness(practice, *step, self.exponent)

    def _step(self, station: "Station") -> tuple[float, float]:
        """Mean work and practice until trained; what takes no time needs no practice."""
        work = station.learning_scale
        return work, self.trained(station.name) if work > _NO_TIME else 0.0


class Pace:
    """Changes the hours of jobs when they begin."""

    def __init__(self) -> None:
        self.practice: Practice | None = None
        self.set_up = 0.0
        """Staff hours lost when a person turns to another activity."""

    def begin(self, job: Job) -> None:
        """A job begins: it takes its person longer, or less long, than a trained person of average ability."""
        person: Person = job.person  # type: ignore[assignment]
        station = job.station
        if station.duty:
            person.slowness = 1.0
            return
        hours = job.hours * person.ability
        if self.practice is not None:
            person.slowness = slowness = self.practice.slowness(person, station, job.hours, job.start)
            hours *= slowness
        name = station.name
        if name != person.last:
            hours += switching.set_up(person.last, name, self.set_up)
            person.last = name
        job.hours = hours


def pace_of(run: "Run") -> Pace:
    """The pace of a run, which mechanisms share so that a job's hours are changed in one place."""
    if run.pace is None:
        run.pace = Pace()
        for crew, _ in run.crews:
            crew.beginning = (*crew.beginning, run.pace.begin)
    return run.pace


def learn(run: "Run") -> None:
    """Let people become better by practice."""
    practice = pace_of(run).practice = Practice(run)
    odds = practice.parameters.odds

    def unsure(job: Job) -> float:
        """Log-odds that a gate lacks because of who did the job; none for who is trained."""
        slowness = job.person.slowness  # type: ignore[union-attr]
        return learning.effect(slowness, odds) if slowness > 1.0 else 0.0

    run.forces["learning"] = unsure
    own_work = [name for room in run.acting.values() for name in room.work]
    for (crew, _), team in zip(run.crews, run.scenario.teams.values(), strict=True):
        done = [name for name in team.does if name in run.stations]
        _greet(crew, practice, (done, own_work))


def _greet(crew: "Crew", practice: Practice, activities: tuple[list[str], list[str]]) -> None:
    def welcome(person: Person) -> None:
        if person.since <= 0:
            practice.begin_with(person, activities[0])
            for name in activities[1]:  # known by itself; it teaches nothing about leads and customers
                person.practice[name] = (practice.parameters.initial * practice.trained(name), 0.0)

    crew.joined = (*crew.joined, welcome)


def switch(run: "Run") -> None:
    """Let a change of activity cost time."""
    pace_of(run).set_up = run.scenario.effects.switching.set_up


def differ(run: "Run") -> None:
    """Let people differ in speed, the same persons under every what-if."""
    pace_of(run)
    for (crew, _), team in zip(run.crews, run.scenario.teams, strict=True):
        _endow(run, crew, team)


def _endow(run: "Run", crew: "Crew", team: str) -> None:
    from scipy.special import ndtri

    cv = run.scenario.effects.ability.cv

    def welcome(person: Person) -> None:
        normal = float(ndtri(uniform(person_key(run.seed, team, person.number), _ABILITY)))
        person.ability = ability.factor(normal, cv)

    crew.joined = (*crew.joined, welcome)


_NO_TIME = 1e-9
"""Mean work (staff hours) at or below which an activity takes no time."""
