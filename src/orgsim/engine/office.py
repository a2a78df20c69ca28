"""Office: what the people of an organization do for it, and not for a lead or customer: meetings, training, development."""

from collections.abc import Callable
from dataclasses import dataclass, field

from orgsim.engine.clock import Clock
from orgsim.engine.gates import Gate
from orgsim.engine.happenings import Job, Person, Subject
from orgsim.engine.log import Recorder
from orgsim.engine.stations import Station, build_station
from orgsim.engine.teams import Crew, OwningCrew
from orgsim.plan.model.journey import Activity
from orgsim.randomness import subject_key


@dataclass(slots=True, eq=False)
class Office:
    """Makes jobs for such work and notes them in the log."""

    env: Clock
    log: Recorder
    entity: int
    """Code of the entity."""
    key: int
    """Key of the entity; each job is a subject of its own."""
    codes: dict[str, int]
    """Codes of its activities."""
    done: tuple[Callable[[Job], None], ...] = ()
    """Called when such a job is done, before what follows from it."""
    _count: int = 0
    _stations: dict[tuple[int, str, bool], Station] = field(default_factory=dict)

    def job(
        self, crew: Crew, activity: str, hours: float, done: Callable[[Job], None], duty: bool = False
    ) -> Job:
        """A job of `hours` staff hours for a team, as a duty or not; `done` is called when it is finished and noted."""
        subject = Subject(subject_key(self.key, self._count), self.entity, self._count)
        self._count += 1

        def finished(job: Job) -> None:
            self._note(crew, job, "done")
            for observe in self.done:
                observe(job)
            done(job)

        return Job(self._station(crew, activity, duty), subject, 0, hours, 0.0, finished, self._dropped(crew))

    def duty(
        self, crew: Crew, person: Person, activity: str, hours: float, done: Callable[[Job], None]
    ) -> None:
        """Have a person do something before any other job."""
        crew.assign(person, self.job(crew, activity, hours, done, duty=True))

    def spend(self, cost: float, team: int = -1) -> None:
        """Money goes out now for something that no source asked for; `team` is the code of the team it is for, -1 for all."""
        subject = Subject(subject_key(self.key, self._count), self.entity, self._count)
        self._count += 1
        self.log.spending(self.env.now, subject, cost, team)

    def _station(self, crew: Crew, activity: str, duty: bool) -> Station:
        name = crew.code, activity, duty
        if name not in self._stations:
            self._stations[name] = self._new_station(crew, activity, duty)
        return self._stations[name]

    def _new_station(self, crew: Crew, activity: str, duty: bool) -> Station:
        plan = Activity.model_validate({"work": {"mean": "1 h"}})
        station = build_station(activity, self.codes[activity], plan, Gate(()))
        station.crew, station.team, station.rank, station.duty = crew, crew.code, _LAST, duty
        return station

    def _dropped(self, crew: Crew) -> Callable[[Job], None]:
        return lambda job: self._note(crew, job, "cancelled")

    def _note(self, crew: Crew, job: Job, outcome: str) -> None:
        self.log.job(job, self.log.outcomes[outcome], self.log.no_effects)
        if isinstance(crew, OwningCrew):
            crew.release(job.subject)


_LAST = 1000
"""Rank behind all work for leads and customers, for such jobs as wait in a team's queue."""
