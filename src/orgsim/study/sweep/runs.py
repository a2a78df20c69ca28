"""The runs of a sweep: many scenarios made when they are needed, a few figures kept of each run, and a ledger to go on from."""

import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, NoReturn, Self

import numpy as np

from orgsim.errors import OrgsimError, unusable
from orgsim.language.phrases import Wording
from orgsim.measures.kpis import KPIS
from orgsim.plan.checks import size
from orgsim.plan.factors import concerns
from orgsim.plan.scenario import Scenario
from orgsim.study.at_work import Failed
from orgsim.study.effort import Effort
from orgsim.study.failures import FailedReplication, end
from orgsim.study.measured import Measured
from orgsim.study.run import simulate
from orgsim.study.sample import Job, Sample, measure
from orgsim.study.study_ledger import StudyLedger, Subject
from orgsim.study.where import workers_of
from orgsim.study.workers import Workers

MOST_RUNS = 20_000
"""Runs of a sweep or a map that are made unless forced."""
KPIS_ALONE = "/kpis"
"""What a ledger adds to the fingerprints of scenarios of which the KPIs alone are kept."""
_SUMS = tuple(dict.fromkeys(name for kpi in KPIS.values() if kpi.combined for name in kpi.combined.parts))


def measure_kpis(scenario: Scenario, seed: int, replication: int) -> Measured:
    """One replication, of which the KPIs and the sums of which some are combined are kept."""
    summary = simulate(scenario, seed, replication).summary
    return Measured(summary.kpis | {f"parts.{name}": summary.parts[name] for name in _SUMS}, {})


def keys_of(kpis: Iterable[str]) -> tuple[str, ...]:
    """What has to be kept of a run to tell these KPIs."""
    combined = [KPIS[name].combined for name in kpis]
    sums = [f"parts.{name}" for one in combined if one is not None for name in one.parts]
    return tuple(dict.fromkeys((*kpis, *sums)))


def check_runs(runs: int, told: str, force: bool) -> None:
    """Raise OrgsimError for more runs than are made unless forced; `told` says what they are."""
    if runs > MOST_RUNS and not force:
        raise unusable(
            "{told}: {runs} runs; at most {most_runs} are made unless forced: take fewer points or "
            "replications, or give --force",
            told=told,
            runs=format(runs, ","),
            most_runs=format(MOST_RUNS, ","),
        )


def check_currency(scenarios: Mapping[str, Scenario]) -> None:
    """Raise OrgsimError for scenarios that count in several currencies, whose amounts cannot be compared."""
    found = sorted({one.market.currency for one in scenarios.values()})
    if len(found) > 1:
        raise unusable(
            "the scenarios count in {found}; they need one currency to be compared", found=" and ".join(found)
        )


@dataclass(frozen=True, slots=True)
class Variants(Mapping[str, Scenario]):
    """Scenarios with changes, each made when it is asked for: a thousand of them are as small as their changes."""

    scenarios: Mapping[str, Scenario]
    changes: Mapping[str, tuple[str, dict[str, Any]]]
    """By the variant's name, the scenario and what is changed in it; what is of teams that only others have is left out."""

    def __getitem__(self, name: str) -> Scenario:
        """One variant; raises ScenarioError for changes that make no scenario."""
        scenario, stated = self.changes[name]
        changes = {path: value for path, value in stated.items() if concerns(path, scenario, self.scenarios)}
        return self.scenarios[scenario].replace(changes) if changes else self.scenarios[scenario]

    def __iter__(self) -> Iterator[str]:
        """Their names."""
        return iter(self.changes)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.changes)


@dataclass(frozen=True, slots=True)
class SweepWork:
    """What is run and measured; sent to each worker once."""

    variants: Variants
    seed: int
    whole: frozenset[str]
    """Variants of which everything is kept, not the KPIs alone: other studies may need it."""
    measure: Callable[[Scenario, int, int], Measured] = measure_kpis
    """What is kept of the others."""

    def __call__(self, job: Job) -> Measured:
        """Do one run."""
        name, replication = job
        taken = measure if name in self.whole else self.measure
        return taken(self.variants[name], self.seed, replication)


@dataclass(frozen=True, slots=True)
class Checked:
    """Variants that can be run, and what has to be known of them."""

    variants: Variants
    fingerprints: Mapping[str, str]
    mechanisms: Mapping[str, tuple[str, ...]]
    memory: float
    """Bytes that a process needs for the largest of them, about."""


def checked_variants(variants: Variants, force: bool) -> Checked:
    """Make every variant once, before any is run; raises OrgsimError for one that is wrong, or too large unless forced."""
    prints, mechanisms, memory = dict[str, str](), dict[str, tuple[str, ...]](), 0.0
    for name, (scenario, changes) in variants.changes.items():
        try:
            made = variants[name]
            if not force:
                size.check(made)
        except OrgsimError as error:
            stated = ", ".join(f"{path}={value}" for path, value in changes.items())
            raise OrgsimError(
                Wording(
                    "{scenario} cannot be run with {stated}: {error}",
                    scenario=scenario,
                    stated=stated,
                    error=error,
                )
                if stated
                else str(error)
            ) from None
        prints[name], mechanisms[name] = made.fingerprint(), made.scenario.mechanisms
        memory = max(memory, size.expected_memory(made))
    return Checked(variants, prints, mechanisms, memory)


@dataclass(slots=True, eq=False)
class Runs:
    """Runs replications of variants for as long as a `with` block lasts; variants of one fingerprint share their runs."""

    checked: Checked
    keys: tuple[str, ...]
    """What is kept of each run."""
    seed: int
    effort: Effort
    total: int
    """Runs that are expected in all, for the progress that is told."""
    measure: Callable[[Scenario, int, int], Measured] = measure_kpis
    """What is kept of a replication; an importable function."""
    purposes: tuple[str, ...] = ("", KPIS_ALONE)
    """What a ledger calls numbers that hold what is kept; new ones get the last of these."""
    _values: dict[tuple[str, int], tuple[float, ...]] = field(default_factory=dict)
    _stack: ExitStack = field(default_factory=ExitStack)
    _ledger: StudyLedger = field(init=False)
    _whole: frozenset[str] = field(init=False)
    """Variants that are one of the scenarios as it is."""
    _workers: Workers[Job, Measured] | None = None
    _known: set[str] = field(default_factory=set)
    _asked: set[tuple[str, int]] = field(default_factory=set)
    _computed: int = 0
    _begun: float = 0.0

    def __post_init__(self) -> None:
        """Find out which variants other studies will meet, too: those are measured whole."""
        self._ledger = StudyLedger(self.effort.ledger)
        as_they_are = {one.fingerprint() for one in self.checked.variants.scenarios.values()}
        prints = self.checked.fingerprints if "" in self.purposes else {}
        self._whole = frozenset(name for name in prints if prints[name] in as_they_are)

    def __enter__(self) -> Self:
        """Open the ledger; workers start with the first run."""
        self._stack.enter_context(self._ledger)
        work = SweepWork(self.checked.variants, self.seed, self._whole, self.measure)
        crew = workers_of(work, self.effort, [self.checked.memory], self._end)
        self._workers = self._stack.enter_context(crew)
        self._begun = time.monotonic()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the workers and close the ledger."""
        self._stack.__exit__(kind, error, trace)

    def run(self, jobs: Iterable[Job]) -> None:
        """Have these replications of variants run, but for those that are there."""
        assert self._workers is not None
        wanted = list(dict.fromkeys((self.checked.fingerprints[name], number) for name, number in jobs))
        names = {mark: name for name, mark in self.checked.fingerprints.items()}
        for mark in dict.fromkeys(mark for mark, _ in wanted):
            self._recall(mark, names[mark])
        missing = [(names[mark], number) for mark, number in wanted if (mark, number) not in self._values]
        self._asked.update(wanted)
        self._tell(left := len(missing))
        for (name, number), measured in self._workers.results(missing):
            mark = self.checked.fingerprints[name]
            self._keep(mark, number, measured)
            self._ledger.add(self.seed, [(self._subject(name), number, measured)], self._measured_as(name))
            self._computed += 1
            self._tell(left := left - 1)

    def finished(self, names: Iterable[str], count: int) -> int:
        """How many of the first replications, up to `count`, every one of some variants has finished."""
        marks = {self.checked.fingerprints[name] for name in names}
        whole = (
            number for number in range(count) if not all((mark, number) in self._values for mark in marks)
        )
        return next(whole, count)

    def sample(self, name: str, numbers: Sequence[int]) -> Sample:
        """Finished replications of a variant as arrays."""
        mark = self.checked.fingerprints[name]
        rows = [self._values[mark, number] for number in numbers]
        return Sample(self.keys, np.array(rows, dtype=float).reshape(len(rows), len(self.keys)), {})

    def _recall(self, mark: str, name: str) -> None:
        """Take what the ledger knows of a variant, of comparisons too."""
        if self.effort.ledger is None or mark in self._known:
            return
        self._known.add(mark)
        for measured_as in self.purposes:
            known = self._ledger.known(self._subject(name), self.seed, measured_as)
            for number, measured in known.items():
                self._keep(mark, number, measured)

    def _subject(self, name: str) -> Subject:
        checked = self.checked
        scenario, changes = checked.variants.changes[name]
        stated = ", ".join(f"{path}={value}" for path, value in changes.items())
        called = f"{scenario} ({stated})" if stated and name not in self._whole else scenario
        return Subject(
            called, checked.fingerprints[name], checked.mechanisms[name], lambda: checked.variants[name]
        )

    def _measured_as(self, name: str) -> str:
        return "" if name in self._whole else self.purposes[-1]

    def _end(self, job: Job, failed: Failed) -> NoReturn:
        """Raise what a run failed with: points that had other replications than their neighbours would not compare."""
        name, number = job
        subject = self._subject(name)
        self._ledger.note_failure(self.seed, subject, number, failed.said, self._measured_as(name))
        end(FailedReplication(subject.name, self.seed, number, failed.said, self._ledger.path), failed)

    def _keep(self, mark: str, number: int, measured: Measured) -> None:
        self._values[mark, number] = tuple(measured.values.get(key, math.nan) for key in self.keys)

    def _tell(self, left: int) -> None:
        if self.effort.progress is not None:
            each = (time.monotonic() - self._begun) / self._computed if self._computed else math.nan
            done, total = len(self._asked) - left, max(self.total, len(self._asked))
            self.effort.progress(done, total, each * (total - done))
