"""Memory: what is known about each subject, as it grows with work and suffers from changes of person."""

from collections.abc import Callable

from orgsim.engine.happenings import CUSTOMER, Job, Subject
from orgsim.engine.teams import Crew
from orgsim.mechanisms.handoffs import knowledge
from orgsim.mechanisms.handoffs.knowledge import Knowledge, Records


class Memory:
    """Applies the knowledge mechanism to the subjects of one run."""

    def __init__(self, parameters: Knowledge, records: Records) -> None:
        self.odds = parameters.odds
        self._kept_lead = knowledge.kept(records, False, parameters)
        self._kept_customer = knowledge.kept(records, True, parameters)
        self.kept: Callable[[float, Crew, Crew], float] | None = None
        """What is kept when a subject goes from a team to another, of which the records keep a share; that share when not
        stated."""

    def meet(self, job: Job) -> None:
        """Work begins: another person than the last starts with what the records keep."""
        subject = job.subject
        last = subject.person
        if last is not None and (last is not job.person or subject.crew is not job.station.crew):
            share = self._kept_customer if subject.state >= CUSTOMER else self._kept_lead
            before, crew = subject.crew, job.station.crew
            if self.kept is not None and before is not None and crew is not None and before is not crew:
                share = self.kept(share, before, crew)
            subject.known *= share

    def learn(self, job: Job) -> None:
        """Work is done: the person knows more, and so would the one who never changed."""
        # Who is slow does not get to know a customer better by it: what counts is the hours of a trained person.
        subject, hours = job.subject, job.person.usual  # type: ignore[union-attr]
        unknown = knowledge.unlearned(hours, job.station.learning_scale)
        subject.known = 1 - (1 - subject.known) * unknown
        subject.reference = 1 - (1 - subject.reference) * unknown

    def effect(self, subject: Subject) -> float:
        """Log-odds that missing knowledge takes from a step."""
        known, reference = subject.known, subject.reference
        return knowledge.effect(known, reference, self.odds) if known < reference else 0.0

    def felt(self, job: Job) -> float:
        """Log-odds that missing knowledge takes from the step of a job."""
        return self.effect(job.subject)

    def missing(self, subject: Subject) -> float:
        """Knowledge missing against the reference, in [0, 1]."""
        return max(0.0, subject.reference - subject.known)
