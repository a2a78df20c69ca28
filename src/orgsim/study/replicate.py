"""Run the replications of a study: what the ledger knows is taken from it, the rest is done by the crew."""

import math
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass

from orgsim.study.crew import Crew
from orgsim.study.effort import Effort
from orgsim.study.ledger import Entry, Ledger
from orgsim.study.measured import Measured
from orgsim.study.sample import Job, Sample, Work, gather

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


def replicate(work: Work, effort: Effort) -> Harvest:
    """Do the work for replications 0, 1, 2, … of every scenario until the effort is spent or its precision reached.

    The result is the same for any number of workers, in any order of finishing, and with any ledger. Ctrl-C ends it
    early with the replications that every scenario has finished; raises KeyboardInterrupt when there is none, and
    OrgsimError when workers are lost again and again or the ledger cannot be used.
    """
    results: Results = {}
    try:
        numbers = range(_work_through(work, effort, results))
    except KeyboardInterrupt:
        finished = _finished_everywhere(work, effort, results)
        if not finished:
            raise
        return Harvest(_samples(work, results, finished), finished, complete=False)
    return Harvest(_samples(work, results, numbers), tuple(numbers), complete=True)


def _work_through(work: Work, effort: Effort, results: Results) -> int:
    """Fill `results` round by round; how many replications were wanted in the end."""
    with ExitStack() as stack:
        ledger = None if effort.ledger is None else stack.enter_context(Ledger(effort.ledger))
        crew = stack.enter_context(Crew[Job, Measured](work, effort.workers))
        bench = _Bench(work, crew, results, ledger, effort)
        bench.recall()
        count = effort.first_round
        bench.reach(count)
        while (more := effort.next_round(_samples(work, results, range(count)), count)) > count:
            count = more
            bench.reach(count)
        return count


@dataclass(frozen=True, slots=True)
class _Bench:
    """Where replications are made and put down."""

    work: Work
    crew: Crew[Job, Measured]
    results: Results
    ledger: Ledger | None
    effort: Effort

    def recall(self) -> None:
        """Take what the ledger knows."""
        if self.ledger is not None:
            for name, scenario in self.work.scenarios.items():
                known = self.ledger.known(scenario.fingerprint(), self.work.seed)
                self.results.update({(name, number): measured for number, measured in known.items()})

    def reach(self, count: int) -> None:
        """Have replications 0 to `count` − 1 of every scenario."""
        # By replication, then scenario: what is cut short is complete in all scenarios but for the last few.
        every = [(name, number) for number in range(count) for name in self.work.scenarios]
        jobs = [job for job in every if job not in self.results]
        tell = self._teller(len(every), len(jobs))
        for done, (job, measured) in enumerate(self.crew.results(jobs), start=1):
            self._put_down(job, measured)
            tell(done)

    def _put_down(self, job: Job, measured: Measured) -> None:
        name, number = job
        self.results[job] = measured
        if self.ledger is not None:
            mark = self.work.scenarios[name].fingerprint()
            self.ledger.add(self.work.seed, [Entry(mark, number, measured)])

    def _teller(self, total: int, jobs: int) -> Callable[[int], None]:
        begun, progress = time.monotonic(), self.effort.progress

        def tell(done: int) -> None:
            if progress is not None:
                left = (time.monotonic() - begun) / done * (jobs - done) if done else math.nan
                progress(total - jobs + done, total, left)

        tell(0)
        return tell


def _finished_everywhere(work: Work, effort: Effort, results: Results) -> tuple[int, ...]:
    done = {number for _, number in results if number < effort.most}
    return tuple(sorted(n for n in done if all((name, n) in results for name in work.scenarios)))


def _samples(work: Work, results: Results, numbers: Iterable[int]) -> dict[str, Sample]:
    order = list(numbers)
    return {name: gather([results[name, number] for number in order]) for name in work.scenarios}
