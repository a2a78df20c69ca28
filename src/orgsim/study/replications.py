"""Run the replications of a study: what the ledger knows is taken from it, the rest is done by the workers."""

import math
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass

from orgsim.study.effort import Effort, Progress
from orgsim.study.ledger import FinishedReplication, Ledger
from orgsim.study.measured import Measured
from orgsim.study.memory import affordable
from orgsim.study.sample import Experiment, Job, Sample, gather
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


def replicate(experiment: Experiment, effort: Effort) -> Replications:
    """Run replications 0, 1, 2, … of every scenario until the effort is spent or its precision reached.

    The result is the same for any number of workers, in any order of finishing, and with any ledger. Ctrl-C ends it
    early with the replications that every scenario has finished; raises KeyboardInterrupt when there is none, and
    OrgsimError when workers are lost again and again or the ledger cannot be used.
    """
    results: Results = {}
    try:
        numbers = range(_run_in_rounds(experiment, effort, results))
    except KeyboardInterrupt:
        finished = _finished_everywhere(experiment, effort, results)
        if not finished:
            raise
        return Replications(_samples(experiment, results, finished), finished, complete=False)
    return Replications(_samples(experiment, results, numbers), tuple(numbers), complete=True)


def _run_in_rounds(experiment: Experiment, effort: Effort, results: Results) -> int:
    """Fill `results` round by round; how many replications were wanted in the end."""
    with ExitStack() as stack:
        ledger = None
        if effort.ledger is not None:
            ledger = _StudyLedger(stack.enter_context(Ledger(effort.ledger)), experiment)
            results.update(ledger.known())
        fitting = affordable(effort.workers, map(experiment.memory, experiment.scenarios.values()))
        workers = stack.enter_context(Workers[Job, Measured](experiment, fitting))
        replicator = _Replicator(tuple(experiment.scenarios), workers, results, ledger, effort.progress)
        count = effort.first_round
        replicator.run_up_to(count)
        while (more := effort.next_round(_samples(experiment, results, range(count)), count)) > count:
            count = more
            replicator.run_up_to(count)
        return count


class _StudyLedger:
    """A ledger as one study uses it: replications by the names of its scenarios."""

    def __init__(self, ledger: Ledger, experiment: Experiment) -> None:
        self._ledger = ledger
        self._seed = experiment.seed
        self._fingerprints = {
            name: scenario.fingerprint() + experiment.purpose
            for name, scenario in experiment.scenarios.items()
        }
        self._mechanisms = {name: one.scenario.mechanisms for name, one in experiment.scenarios.items()}

    def known(self) -> Results:
        """The finished replications it holds."""
        return {
            (name, number): measured
            for name, fingerprint in self._fingerprints.items()
            for number, measured in self._ledger.known(
                fingerprint, self._seed, self._mechanisms[name]
            ).items()
        }

    def add(self, job: Job, measured: Measured) -> None:
        """Write one finished replication down."""
        name, number = job
        done = FinishedReplication(self._fingerprints[name], number, measured, self._mechanisms[name])
        self._ledger.add(self._seed, [done])


@dataclass(frozen=True, slots=True)
class _Replicator:
    """Runs the replications that are missing, and keeps their results."""

    scenarios: tuple[str, ...]
    workers: Workers[Job, Measured]
    results: Results
    ledger: _StudyLedger | None
    progress: Progress | None

    def run_up_to(self, count: int) -> None:
        """Run replications 0 to `count` − 1 of every scenario, but for those that are there."""
        # By replication, then scenario: what is cut short is complete in all scenarios but for the last few.
        every = [(name, number) for number in range(count) for name in self.scenarios]
        jobs = [job for job in every if job not in self.results]
        tell = self._teller(len(every), len(jobs))
        for done, (job, measured) in enumerate(self.workers.results(jobs), start=1):
            self.results[job] = measured
            if self.ledger is not None:
                self.ledger.add(job, measured)
            tell(done)

    def _teller(self, total: int, jobs: int) -> Callable[[int], None]:
        begun, progress = time.monotonic(), self.progress

        def tell(done: int) -> None:
            if progress is not None:
                left = (time.monotonic() - begun) / done * (jobs - done) if done else math.nan
                progress(total - jobs + done, total, left)

        tell(0)
        return tell


def _finished_everywhere(experiment: Experiment, effort: Effort, results: Results) -> tuple[int, ...]:
    done = {number for _, number in results if number < effort.most}
    return tuple(sorted(n for n in done if all((name, n) in results for name in experiment.scenarios)))


def _samples(experiment: Experiment, results: Results, numbers: Iterable[int]) -> dict[str, Sample]:
    order = list(numbers)
    return {name: gather([results[name, number] for number in order]) for name in experiment.scenarios}
