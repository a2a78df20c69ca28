"""The runs of a staffing study: any division on any replication of a stream of luck, done once, kept in the ledger."""

import math
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, NoReturn, Self

import numpy as np

from orgsim.errors import ScenarioError, unusable
from orgsim.measures.kpis import KPIS, Kpi
from orgsim.plan.budget import staffed
from orgsim.plan.checks.size import expected_memory
from orgsim.plan.scenario import Scenario
from orgsim.randomness import Floats, entity_key
from orgsim.study.at_work import Failed
from orgsim.study.divisions import Counts, Pool
from orgsim.study.effort import Effort
from orgsim.study.failures import FailedReplication, end
from orgsim.study.measured import Measured
from orgsim.study.sample import measure
from orgsim.study.study_ledger import StudyLedger, Subject
from orgsim.study.where import workers_of

RUN_BY_RUN = ("firm_value",)
"""KPIs that follow from sums over all runs, and of which the mean over the runs is taken here all the same: nearly all of their
sums stand in them as they are."""
_SEEDS = 2**31
_BUILT = 128
"""Scenarios that a process keeps ready."""


@dataclass(frozen=True, slots=True, order=True)
class Division:
    """So many people in each team of one of the organizations or policies of a study."""

    variant: str
    counts: Counts


Job = tuple[Division, int, int]
"""A division, a seed and a replication."""


@dataclass(frozen=True)
class StaffWork:
    """What is run: the organizations, and the teams whose people are divided; sent to each worker once."""

    scenarios: Mapping[str, Scenario]
    pools: Mapping[str, Pool]
    _ready: dict[Division, Scenario] = field(default_factory=dict)

    def scenario(self, division: Division) -> Scenario:
        """The organization with so many people; raises ScenarioError where that cannot be."""
        if division not in self._ready:
            if len(self._ready) >= _BUILT:
                self._ready.clear()
            people = dict(zip(self.pools[division.variant].teams, division.counts, strict=True))
            self._ready[division] = staffed(self.scenarios[division.variant], people)
        return self._ready[division]

    def possible(self, division: Division) -> bool:
        """Whether there can be such an organization."""
        try:
            self.scenario(division)
        except ScenarioError:
            return False
        return True

    def __reduce__(self) -> tuple[Any, ...]:
        """Sent to workers without what is ready here."""
        return StaffWork, (self.scenarios, self.pools)

    def __call__(self, job: Job) -> Measured:
        """Do one run."""
        division, seed, replication = job
        return measure(self.scenario(division), seed, replication)


def seed_of_search(seed: int) -> int:
    """The seed of the luck by which a study with such a seed searches: one of its own, so that the final runs are fresh."""
    return entity_key(seed, 0, "search for the best division") % _SEEDS


class StaffRuns:
    """Runs divisions for as long as a `with` block lasts; a run that is known, here or in the ledger, is not done again."""

    def __init__(self, work: StaffWork, kpis: Sequence[str], effort: Effort) -> None:
        self.work, self.kpis = work, tuple(kpis)
        self.seconds = 0.0
        """Spent on runs so far, ..."""
        self.timed = 0
        """... and how many these were."""
        self.done = 0
        """Runs done or found so far."""
        self.planned = 0
        """Runs that there will be, about."""
        self._effort = effort
        self._known: dict[Job, tuple[float, ...]] = {}
        self._loads: dict[tuple[Division, int], dict[str, float]] = {}
        self._read: set[tuple[Division, int]] = set()
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Open the ledger; workers start with the first run."""
        effort = self._effort
        self._ledger = self._stack.enter_context(StudyLedger(effort.ledger))
        needs = map(expected_memory, self.work.scenarios.values())
        self._workers = self._stack.enter_context(workers_of(self.work, effort, needs, self._end))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the workers and close the ledger."""
        self._stack.__exit__(kind, error, trace)

    def values(self, divisions: Sequence[Division], seed: int, first: int, last: int) -> Floats:
        """The KPIs: replication `first` to `last` − 1 × division × KPI.

        Raises OrgsimError where a run does not define one, KeyboardInterrupt after Ctrl-C; what is finished is kept.
        """
        wanted = [(division, seed, number) for number in range(first, last) for division in divisions]
        for division in divisions:
            self._take_from_ledger(division, seed)
        missing = [job for job in wanted if job not in self._known]
        self.done += len(wanted) - len(missing)
        self._run(missing)
        found = np.array([self._known[job] for job in wanted], dtype=float)
        return found.reshape(last - first, len(divisions), len(self.kpis))

    def load(self, division: Division, seed: int) -> dict[str, float]:
        """The share of its hours that each team works in the first replication of a division, which has to be there."""
        return self._loads[division, seed]

    def tell(self, planned: int) -> None:
        """Say how many runs there will be in all, about."""
        self.planned = max(planned, self.done)

    def _run(self, jobs: Sequence[Job]) -> None:
        begun = time.monotonic()
        try:
            for (division, seed, number), measured in self._workers.results(jobs):
                self._take(division, seed, number, measured)
                self.done += 1
                self.timed += 1
                self._ledger.add(seed, [(self._subject(division), number, measured)])
                self._report(begun)
        finally:
            self.seconds += time.monotonic() - begun

    def _report(self, begun: float) -> None:
        if self._effort.progress is not None:
            spent = self.seconds + time.monotonic() - begun
            left = max(self.planned, self.done) - self.done
            self._effort.progress(
                self.done, self.done + left, spent / self.done * left if spent else math.nan
            )

    def _take(self, division: Division, seed: int, number: int, measured: Measured) -> None:
        values = tuple(measured.values.get(name, math.nan) for name in self.kpis)
        for name, value in zip(self.kpis, values, strict=True):
            if not math.isfinite(value):
                raise unusable(
                    "{name} is undefined in a run of {variant}, and the best cannot be told by it: name another "
                    "with --kpi, such as {one}",
                    name=name,
                    variant=division.variant,
                    one=", ".join(one for one in ("firm_value", "arr", "won") if one != name),
                )
        self._known[division, seed, number] = values
        if number == 0:
            teams = self.work.pools[division.variant].teams
            busy = {team: measured.values.get(f"teams.{team}.utilisation", math.nan) for team in teams}
            self._loads[division, seed] = {team: load for team, load in busy.items() if math.isfinite(load)}

    def _subject(self, division: Division) -> Subject:
        people = ", ".join(map(str, division.counts))
        return Subject.of(f"{division.variant} ({people})", self.work.scenario(division))

    def _end(self, job: Job, failed: Failed) -> NoReturn:
        """Raise what a run failed with: the guarantee of a selection leaves none out."""
        division, seed, number = job
        subject = self._subject(division)
        self._ledger.note_failure(seed, subject, number, failed.said)
        end(FailedReplication(subject.name, seed, number, failed.said, self._ledger.path), failed)

    def _take_from_ledger(self, division: Division, seed: int) -> None:
        if self._effort.ledger is None or (division, seed) in self._read:
            return
        self._read.add((division, seed))
        kept = self._ledger.known(self._subject(division), seed)
        for number, measured in sorted(kept.items()):
            if (division, seed, number) not in self._known:
                self._take(division, seed, number, measured)


def refuse(kpis: Sequence[str]) -> None:
    """Raise OrgsimError for KPIs by which no division can be chosen."""
    usable = [one.name for one in KPIS.values() if one.headline and one.better and _of_each_run(one)]
    for name in kpis:
        if KPIS[name].better == 0:
            raise unusable(
                "of {name} neither more nor less is better; choose by one of {usable}",
                name=name,
                usable=", ".join(usable),
            )
        if not _of_each_run(KPIS[name]):
            raise unusable(
                "{name} follows from sums over all runs and has no value of its own in each, which a "
                "selection with a guarantee needs; choose by one of {usable}",
                name=name,
                usable=", ".join(usable),
            )


def _of_each_run(kpi: Kpi) -> bool:
    """Whether a run has a value of it of its own."""
    return kpi.combined is None or kpi.name in RUN_BY_RUN
