"""Own work: what the people of an organization do for it, and not for a lead or customer: meetings, training, development."""

from collections.abc import Callable
from dataclasses import dataclass, field

from orgsim.engine.clock import Clock
from orgsim.engine.draws import Draw, VisitDraws
from orgsim.engine.entities import Activity, Case, Job, Person
from orgsim.engine.hooks import Hooks
from orgsim.engine.log import CANCELLED, DONE, LogWriter
from orgsim.engine.owned_team import OwnedTeam
from orgsim.engine.queues import DISCIPLINES
from orgsim.engine.teams import Team
from orgsim.randomness import case_key

_LAST = 1000
"""Rank behind all work for leads and customers, for such jobs as wait in a team's queue."""


@dataclass(slots=True, eq=False)
class OwnJob:
    """What follows a job of own work when it is finished, or dropped."""

    work: "OwnWork"
    team: Team
    then: Callable[[Job], None]

    def finished(self, job: Job) -> None:
        """The job is done."""
        self.work.note(self.team, job, DONE)
        for ends in self.work.hooks.own_work_ends:
            ends(job)
        self.then(job)

    def dropped(self, job: Job) -> None:
        """Nobody will do it."""
        self.work.note(self.team, job, CANCELLED)


@dataclass(slots=True, eq=False)
class OwnWork:
    """Makes jobs for such work and notes them in the log."""

    clock: Clock
    log: LogWriter
    hooks: Hooks
    entity: int
    """Code of the entity."""
    key: int
    """Key of the entity; each job is a case of its own."""
    codes: dict[str, int]
    """Codes of its activities."""
    blank: list[float]
    """What mechanisms remember of a new case."""
    _count: int = 0
    _activities: dict[tuple[int, str, bool], Activity] = field(default_factory=dict)

    def job(
        self, team: Team, activity: str, hours: float, done: Callable[[Job], None], duty: bool = False
    ) -> Job:
        """A job of `hours` staff hours for a team, as a duty or not; `done` is called when it is finished and noted."""
        own = OwnJob(self, team, done)
        return Job(
            self._activity(team, activity, duty), self._case(), 0, hours, (), 0, own.finished, own.dropped
        )

    def duty(
        self, team: Team, person: Person, activity: str, hours: float, done: Callable[[Job], None]
    ) -> None:
        """Have a person do something before any other job."""
        team.assign(person, self.job(team, activity, hours, done, duty=True))

    def spend(self, cost: float, team: int = -1) -> None:
        """Money goes out now for something that no source asked for; `team` is the code of the team it is for, -1 for all."""
        self.log.spending(self.clock.now, self._case(), cost, team)

    def note(self, team: Team, job: Job, outcome: int) -> None:
        """Note a job that has ended; nobody keeps its case."""
        self.log.plain_job(job, outcome)
        if isinstance(team, OwnedTeam):
            team.release(job.case)

    def _case(self) -> Case:
        number = self._count
        self._count += 1
        return Case(case_key(self.key, number), None, 0, self.entity, number, self.blank.copy())

    def _activity(self, team: Team, activity: str, duty: bool) -> Activity:
        name = team.code, activity, duty
        found = self._activities.get(name)
        if found is None:
            found = self._activities[name] = Activity(
                activity, self.codes[activity], _NO_DRAWS, [], 1.0, DISCIPLINES["fifo"],
                team=team.code, rank=_LAST, duty=duty, own=True,
            )  # fmt: skip
        return found


_NO_DRAW = Draw(0, 0, lambda _, u: u, lambda _, __, u: u)
_NO_DRAWS = VisitDraws(0, _NO_DRAW, _NO_DRAW)
"""The hours of own work are stated when it is ordered, and it decides nothing."""
