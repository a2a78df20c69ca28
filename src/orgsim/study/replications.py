"""Run the replications of a study: what the ledger knows is taken from it, the rest is done by the workers."""

import math
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from orgsim.study.effort import Effort, Progress
from orgsim.study.failures import FailedReplication, StudyFailures
from orgsim.study.measured import Measured
from orgsim.study.sample import Experiment, Job, Sample, gather
from orgsim.study.study_ledger import StudyLedger, Subject
from orgsim.study.where import workers_of
from orgsim.study.workers import Workers

Results = dict[Job, Measured]


@dataclass(frozen=True, slots=True, eq=False)
class Replications:
    """The finished replications of a study, as samples."""

    samples: Mapping[str, Sample]
    """By scenario; row by row the same replications in each."""
    numbers: tuple[int, ...]
    """Which replications these are, in order: those finished in every scenario."""
    complete: bool
    """False when the study was interrupted before it had enough."""
    failures: tuple[FailedReplication, ...] = ()
    """What failed and is left out, in every scenario."""


def replicate(experiment: Experiment, effort: Effort, tolerant: bool = False) -> Replications:
    """Run replications 0, 1, 2, … of every scenario until the effort is spent or its precision reached.

    The result is the same for any number of workers, in any order of finishing, and with any ledger. Ctrl-C ends it
    early with the replications that every scenario has finished; raises KeyboardInterrupt when there is none, and
    OrgsimError when a cluster or the ledger cannot be used. A replication that fails ends it with its error; where it is
    `tolerant`, one in twenty may fail, which are left out in every scenario.
    """
    run = _Study(experiment, effort, tolerant)
    try:
        with run.ledger:
            numbers = run.in_rounds()
    except KeyboardInterrupt:
        finished = run.finished_everywhere()
        if not finished:
            raise
        return Replications(run.samples(finished), finished, complete=False, failures=run.failures.found)
    return Replications(run.samples(numbers), numbers, complete=True, failures=run.failures.found)


class _Study:
    """A study at work, and its results."""

    def __init__(self, experiment: Experiment, effort: Effort, tolerant: bool) -> None:
        self._experiment, self._effort = experiment, effort
        self._results: Results = {}
        self._subjects = {name: Subject.of(name, one) for name, one in experiment.scenarios.items()}
        self.ledger = StudyLedger(effort.ledger)
        told = (self._subjects, experiment.seed, self.ledger, experiment.purpose, tolerant)
        self.failures = StudyFailures(*told)

    def in_rounds(self) -> tuple[int, ...]:
        """Run round by round; the replications that were wanted in the end, but for those that failed."""
        for name, subject in self._subjects.items():
            known = self.ledger.known(subject, self._experiment.seed, self._experiment.purpose)
            self._results |= {(name, number): measured for number, measured in known.items()}
        needs = map(self._experiment.memory, self._experiment.scenarios.values())
        with workers_of(self._experiment, self._effort, needs, self.failures) as workers:
            count = self._effort.first_round
            self._run_up_to(count, workers)
            while (more := self._effort.next_round(self.samples(self._whole(count)), count)) > count:
                count = more
                self._run_up_to(count, workers)
        return self._whole(count)

    def samples(self, numbers: Iterable[int]) -> dict[str, Sample]:
        """Some replications of every scenario."""
        order = list(numbers)
        return {
            name: gather([self._results[name, number] for number in order])
            for name in self._experiment.scenarios
        }

    def finished_everywhere(self) -> tuple[int, ...]:
        """The replications that every scenario has finished."""
        done = {number for _, number in self._results if number < self._effort.most}
        names = self._experiment.scenarios
        return tuple(sorted(n for n in done if all((name, n) in self._results for name in names)))

    def _whole(self, count: int) -> tuple[int, ...]:
        return tuple(number for number in range(count) if number not in self.failures.numbers)

    def _run_up_to(self, count: int, workers: Workers[Job, Measured]) -> None:
        """Run replications 0 to `count` − 1 of every scenario, but for those that are there or have failed."""
        self.failures.wanted = count
        failed = self.failures.numbers
        # By replication, then scenario: what is cut short is complete in all scenarios but for the last few.
        every = [(name, number) for number in range(count) for name in self._experiment.scenarios]
        jobs = [job for job in every if job not in self._results and job[1] not in failed]
        tell, done = _teller(len(every), len(jobs), self._effort.progress), 0
        for batch in workers.batches(jobs):
            self._keep(batch)
            for job, measured in batch:
                self._results[job] = measured
                tell(done := done + 1)

    def _keep(self, batch: Iterable[tuple[Job, Measured]]) -> None:
        rows = [(self._subjects[name], number, measured) for (name, number), measured in batch]
        self.ledger.add(self._experiment.seed, rows, self._experiment.purpose)


def _teller(total: int, jobs: int, progress: Progress | None) -> Callable[[int], None]:
    begun = time.monotonic()

    def tell(done: int) -> None:
        if progress is not None:
            left = (time.monotonic() - begun) / done * (jobs - done) if done else math.nan
            progress(total - jobs + done, total, left)

    tell(0)
    return tell
