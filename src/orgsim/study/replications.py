"""Run the replications of a study: what the ledger knows is taken from it, the rest is done by the workers."""

import math
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass

from orgsim.study.effort import Effort, Progress
from orgsim.study.ledger import FinishedReplication, Ledger
from orgsim.study.measured import Measured
from orgsim.study.sample import Experiment, Job, Sample, gather
from orgsim.study.workers import Workers

Results = dict[Job, Measured]


@dataclass(frozen=True, slots=True, eq=False)
class Harvest:
    """What the replications yielded."""

    samples: Mapping[str, Sample]
    """By scenario; row by row the same replications in each."""
    numbers: tuple[int, ...]
    """Which replications these are, in order: those finished in every scenario."""
    complete: bool
    """False when the study was interrupted before it had enough."""


def replicate(experiment: Experiment, effort: Effort) -> Harvest:
    """Do the work for replications 0, 1, 2, … of every scenario until the effort is spent or its precision reached.

    The result is the same for any number of workers, in any order of finishing, and with any ledger. Ctrl-C ends it
    early with the replications that every scenario has finished; raises KeyboardInterrupt when there is none, and
    OrgsimError when workers are lost again and again or the ledger cannot be used.
    """
    results: Results = {}
    try:
        numbers = range(_work_through(experiment, effort, results))
    except KeyboardInterrupt:
        finished = _finished_everywhere(experiment, effort, results)
        if not finished:
            raise
        return Harvest(_samples(experiment, results, finished), finished, complete=False)
    return Harvest(_samples(experiment, results, numbers), tuple(numbers), complete=True)


def _work_through(experiment: Experiment, effort: Effort, results: Results) -> int:
    """Fill `results` round by round; how many replications were wanted in the end."""
    with ExitStack() as stack:
        memory = None
        if effort.ledger is not None:
            memory = _Memory(stack.enter_context(Ledger(effort.ledger)), experiment)
            results.update(memory.recall())
        workers = stack.enter_context(Workers[Job, Measured](experiment, effort.workers))
        bench = _Bench(tuple(experiment.scenarios), workers, results, memory, effort.progress)
        count = effort.first_round
        bench.reach(count)
        while (more := effort.next_round(_samples(experiment, results, range(count)), count)) > count:
            count = more
            bench.reach(count)
        return count


class _Memory:
    """The part of a ledger that belongs to this study."""

    def __init__(self, ledger: Ledger, experiment: Experiment) -> None:
        self._ledger = ledger
        self._seed = experiment.seed
        self._marks = {
            name: scenario.fingerprint() + experiment.purpose
            for name, scenario in experiment.scenarios.items()
        }

    def recall(self) -> Results:
        """What is known already."""
        return {
            (name, number): measured
            for name, mark in self._marks.items()
            for number, measured in self._ledger.known(mark, self._seed).items()
        }

    def keep(self, job: Job, measured: Measured) -> None:
        """Write one result down."""
        name, number = job
        self._ledger.add(self._seed, [FinishedReplication(self._marks[name], number, measured)])


@dataclass(frozen=True, slots=True)
class _Bench:
    """Where replications are made and put down."""

    scenarios: tuple[str, ...]
    workers: Workers[Job, Measured]
    results: Results
    memory: _Memory | None
    progress: Progress | None

    def reach(self, count: int) -> None:
        """Have replications 0 to `count` − 1 of every scenario."""
        # By replication, then scenario: what is cut short is complete in all scenarios but for the last few.
        every = [(name, number) for number in range(count) for name in self.scenarios]
        jobs = [job for job in every if job not in self.results]
        tell = self._teller(len(every), len(jobs))
        for done, (job, measured) in enumerate(self.workers.results(jobs), start=1):
            self.results[job] = measured
            if self.memory is not None:
                self.memory.keep(job, measured)
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
