"""Helping: people who have nothing of their own to do take jobs that wait for another team.

A helper takes a job only when neither duties nor jobs of their own wait, interrupts nobody, and is another face for the case.
"""

from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from itertools import count

from orgsim.engine.calendar import Calendar
from orgsim.engine.clock import Clock
from orgsim.engine.entities import Activity, Case, Job, Person
from orgsim.engine.journey import Journey
from orgsim.engine.teams import Team


class Offer:
    """Jobs of one form of an activity that wait for their team, and that the people of another may take."""

    def __init__(
        self, helper: Team, form: Activity, whom: Sequence[Sequence[bool]] | None, of: int = 1
    ) -> None:
        self.helper = helper
        self.form = form
        """What the activity is when the helper does it."""
        self.whom = whom
        """By entity of a case, and by segment and number counted off, whether the helper works for it; None for all."""
        self.of = of
        """To how many cases are counted off."""
        self._jobs: list[tuple[float, int, Job]] = []
        self._arrivals = count()

    def serves(self, case: Case) -> bool:
        """Whether the helper works for a case."""
        return self.whom is None or self.whom[case.entity][case.segment * self.of + case.number % self.of]

    def add(self, job: Job) -> None:
        """A job waits; it goes in the order of its activity."""
        self._forget()
        activity = job.activity
        heappush(self._jobs, (activity.order(job) + activity.behind, next(self._arrivals), job))

    def take(self) -> Job | None:
        """The next job that still waits, taken out of its queue; None where none does."""
        self._forget()
        if not self._jobs:
            return None
        job = heappop(self._jobs)[2]
        assert job.queue is not None
        job.queue.withdraw(job)
        return job

    def waits(self) -> bool:
        """Whether any job waits."""
        self._forget()
        return bool(self._jobs)

    def _forget(self) -> None:
        """Drop the foremost that wait no longer."""
        while self._jobs and self._jobs[0][2].queue is None:
            heappop(self._jobs)


class Help:
    """What the people of a team do when they have nothing of their own to do: help, and else what they did without it."""

    def __init__(self, journey: Journey, offers: list[Offer]) -> None:
        self.journey = journey
        self.offers = offers
        """In the order in which they help."""
        self.then: Callable[[Person], Job | None] | None = None
        """Work for spare time, where there is any."""
        self.seeks: Callable[[], bool] = bool
        """Whether there may be such work."""

    def __call__(self, person: Person) -> Job | None:
        """What an idle person takes, if anything."""
        for offer in self.offers:
            job = offer.take()
            if job is not None:
                self.take_over(job, offer.form)
                return job
        return None if self.then is None else self.then(person)

    def waits(self) -> bool:
        """Whether there is anything to do: jobs of others that wait, or work for spare time."""
        return self.seeks() or any(offer.waits() for offer in self.offers)

    def take_over(self, job: Job, form: Activity) -> None:
        """A job is the helper's, who reads up in place of the team that it waited for; what waited at once costs no days."""
        handoff = self.journey.handing(job.case.team, form.team)
        job.activity = form
        job.hours = job.luck[job.at] + (0.0 if handoff is None else handoff[1])


class Helped(Team):
    """A team whose waiting jobs others may take; to be put on top of any kind of team."""

    def __init__(self, clock: Clock, code: int, name: str, calendar: Calendar, ranked: bool) -> None:
        super().__init__(clock, code, name, calendar, ranked)
        self.offers: dict[Activity, list[Offer]] = {}
        """By form of an activity, what is offered to whom."""

    def submit(self, job: Job) -> None:
        """Give a job to whoever is free here, else let it wait, offered to those who help."""
        super().submit(job)
        self._offer(job)

    def take_in(self, job: Job, ready: float) -> None:
        """Take a job in that has been ready since a day; it is offered too if it waits."""
        super().take_in(job, ready)
        self._offer(job)

    def adopt(self, jobs: list[Job]) -> None:
        """Take in jobs that waited for another team; what still waits is offered to those who help."""
        super().adopt(jobs)
        for job in jobs:
            self._offer(job)

    def _offer(self, job: Job) -> None:
        if job.queue is not None:
            for offer in self.offers.get(job.activity, ()):
                if offer.serves(job.case):
                    offer.add(job)
            # Not before who is just finishing a job here could take it.
            self.clock.at_last(self._ask, job)

    def _ask(self, job: Job) -> None:
        """Let the idle people of other teams look at what waits, or look when they come on duty."""
        for offer in self.offers.get(job.activity, ()):
            for person in tuple(offer.helper.idle):
                if job.queue is None:
                    return
                if person.job is None:
                    offer.helper.take_next(person)
