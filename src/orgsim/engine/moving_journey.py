"""The journey of a run in which one organization takes over from another: what an activity is for a case may change on a day."""

from collections.abc import Callable

from orgsim.engine.clock import Clock
from orgsim.engine.entities import Activity, Case, Job
from orgsim.engine.log import LogWriter
from orgsim.engine.routing import CountingJourney, Forms, RoutedJourney
from orgsim.engine.teams import Team


class MovingJourney(RoutedJourney):
    """Gives each job the form that its activity has for the case under the organization in force."""

    def __init__(self, clock: Clock, log: LogWriter, teams: list[Team], until: float, forms: Forms) -> None:
        super().__init__(clock, log, teams, until, forms)
        self._submits = [self.submit] * len(teams)
        self._closed: dict[int, Callable[[Job], None]] = {}
        """By code of a team that is no more, who takes in what still comes to it."""

    def take_over(self, forms: Forms, closing: tuple[int, ...], redirect: Callable[[Job], None]) -> None:
        """From now on activities have other forms, and some teams are no more."""
        self.forms = forms
        self._handoffs_until = 0.0
        for code in [*self._closed, *closing]:
            self._closed[code] = redirect

    def submit(self, job: Job) -> None:
        """Bring a job to its team at once, or to the one that does its work now."""
        code = job.activity.team
        if code in self._closed:
            self._closed[code](job)
        else:
            self.teams[code].submit(job)

    def job(
        self, case: Case, activity: Activity, done: Callable[[Job], None], cold: Callable[[Job], None]
    ) -> Job:
        """A job for a case's next visit."""
        self.settle(case)
        return super().job(case, activity, done, cold)

    def begin(self, job: Job) -> None:
        """A job begins, perhaps by the very person who had the case before, in another team."""
        self.settle(job.case)

    def resume(self, job: Job, _: float) -> None:
        """The same of a job that is taken up again."""
        self.settle(job.case)

    def settle(self, case: Case) -> None:
        """A case is with the team to which the person has gone who worked on it last."""
        while case.person is not None and (now := case.person.now) is not None:
            case.person, case.team = now, now.team


class MovingCountingJourney(MovingJourney, CountingJourney):
    """Such a journey, on which one of the organizations counts cases off."""
