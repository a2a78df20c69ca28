"""The ledger as a study uses it, where it has one: replications of its scenarios, the scenarios themselves, and what failed."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from orgsim.errors import OrgsimError
from orgsim.plan.scenario import Scenario
from orgsim.study.ledger import FinishedReplication, Ledger
from orgsim.study.maker import maker
from orgsim.study.measured import Measured


@dataclass(frozen=True, slots=True)
class Subject:
    """A scenario as a ledger knows it."""

    name: str
    """What the study calls it."""
    fingerprint: str
    mechanisms: tuple[str, ...]
    """Those that are on."""
    make: Callable[[], Scenario]
    """The scenario itself, asked for when its text is to be kept."""

    @classmethod
    def of(cls, name: str, scenario: Scenario) -> "Subject":
        """The subject that a scenario is."""
        return cls(name, scenario.fingerprint(), scenario.scenario.mechanisms, lambda: scenario)


class StudyLedger:
    """What a study remembers for as long as a `with` block lasts; without a path nothing."""

    def __init__(self, path: str | Path | None) -> None:
        self.path = None if path is None else Path(path)
        """What was named: the file, or its folder."""
        self._ledger: Ledger | None = None
        self._described = set[str]()
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Open the file; raises OrgsimError where that cannot be."""
        if self.path is not None:
            self._ledger = self._stack.enter_context(Ledger(self.path))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self._stack.__exit__(kind, error, trace)

    def known(self, subject: Subject, seed: int, measured_as: str = "") -> dict[int, Measured]:
        """The finished replications it holds. measured_as: what is added to fingerprints, so that other measures of the same
        scenario stay apart."""
        if self._ledger is None:
            return {}
        return self._ledger.known(subject.fingerprint + measured_as, seed, subject.mechanisms)

    def add(
        self, seed: int, finished: Iterable[tuple[Subject, int, Measured]], measured_as: str = ""
    ) -> None:
        """Write finished replications down, all or none of them."""
        if self._ledger is None:
            return
        rows = list(finished)
        for subject, _, _ in rows:
            self._describe(subject)
        self._ledger.add(
            seed,
            [
                FinishedReplication(subject.fingerprint + measured_as, number, measured, subject.mechanisms)
                for subject, number, measured in rows
            ],
        )

    def note_failure(
        self, seed: int, subject: Subject, number: int, error: str, measured_as: str = ""
    ) -> None:
        """Keep what a replication failed with."""
        if self._ledger is not None:
            self._describe(subject)
            by = maker(subject.mechanisms)
            self._ledger.note_failure((subject.fingerprint + measured_as, by, str(seed), number), error)

    def _describe(self, subject: Subject) -> None:
        """Keep the scenario itself, once."""
        mark = subject.fingerprint
        if self._ledger is None or mark in self._described:
            return
        self._described.add(mark)
        if not self._ledger.describes(mark):
            try:
                text = subject.make().to_toml()
            except OrgsimError:
                return  # It was not read from files: nobody could read it back.
            # What lies between two organizations is called by its fingerprint, which is no name for a reader.
            name = subject.name if subject.name != mark else f"{subject.make().name} {mark[:8]}"
            self._ledger.describe(mark, name, text)
