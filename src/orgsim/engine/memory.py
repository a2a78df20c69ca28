"""Memory: what is known about each subject, as it grows with work and suffers from changes of person."""

from collections.abc import Callable

from orgsim.engine.happenings import CUSTOMER, Job, Subject
from orgsim.mechanisms import knowledge
from orgsim.mechanisms.knowledge import Knowledge, Records


class Memory:
    """Applies the knowledge mechanism to the subjects of one run."""

    def __init__(self, parameters: Knowledge, records: Records) -> None:
        self.parameters = parameters
        self._kept_lead = knowledge.kept(records, False, parameters)
        self._kept_customer = knowledge.kept(records, True, parameters)
        self.kept: Callable[[float], float] | None = None
        """What of a share kept by the records is kept in truth; all of it when not stated."""

    def meet(self, job: Job) -> None:
        """Work begins: another person than the last starts with what the records keep."""
        subject = job.subject
        if subject.person is not None and (
            subject.person is not job.person or subject.crew is not job.station.crew
        ):
            share = self._kept_customer if subject.state >= CUSTOMER else self._kept_lead
            subject.known *= share if self.kept is None else self.kept(share)

    def learn(self, job: Job) -> None:
        """Work is done: the person knows more, and so would the one who never changed."""
        subject, scale = job.subject, job.station.learning_scale
        subject.known = knowledge.learned(subject.known, job.hours, scale)
        subject.reference = knowledge.learned(subject.reference, job.hours, scale)

    def effect(self, subject: Subject) -> float:
        """Log-odds that missing knowledge takes from a step."""
        return knowledge.effect(subject.known, subject.reference, self.parameters.odds)

    def missing(self, subject: Subject) -> float:
        """Knowledge missing against the reference, in [0, 1]."""
        return max(0.0, subject.reference - subject.known)
