"""Replications that fail whenever they are run: where they are few, a study leaves them out on all sides and says so."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NoReturn

from orgsim.language import Language
from orgsim.language.phrases import Phrase, Sayable, counting, say, within
from orgsim.study.at_work import Failed
from orgsim.study.sample import Job
from orgsim.study.study_ledger import StudyLedger, Subject

TOLERATED = 0.05
"""Share of the replications that may fail; with more, or in a study of fewer than 20, the first that is too many ends it."""
_NAMED = 3
"""Failures that a remark names at most."""


@dataclass(frozen=True, slots=True)
class FailedReplication:
    """A replication that fails whenever it is run."""

    scenario: str
    """Its name in the study."""
    seed: int
    replication: int
    error: str
    ledger: Path | None = None
    """Where the scenario is kept, too."""

    @property
    def command(self) -> str:
        """What runs it again, alone: a command where there is a ledger, else a call in Python."""
        if self.ledger is None:
            return f"orgsim.simulate(scenarios[{self.scenario!r}], {self.seed}, {self.replication})"
        words = ["orgsim", "verify", str(self.ledger), "--replication", str(self.replication)]
        return shlex.join([*words, "--scenario", self.scenario, "--seed", str(self.seed)])


class StudyFailures:
    """Those of a study; called with each job that failed, it raises the error of one that is too many."""

    def __init__(
        self,
        subjects: Mapping[str, Subject],
        seed: int,
        ledger: StudyLedger,
        measured_as: str = "",
        tolerant: bool = True,
    ) -> None:
        """tolerant: whether any may be left out."""
        self.wanted = 0
        """Replications that are wanted in all."""
        self._subjects, self._seed, self._ledger = subjects, seed, ledger
        self._measured_as, self._tolerant = measured_as, tolerant
        self._found: dict[Job, FailedReplication] = {}

    def __call__(self, job: Job, failed: Failed) -> None:
        """Keep what failed; raise its error, with a note that says how to run it again, where it is one too many."""
        name, number = job
        self._ledger.note_failure(self._seed, self._subjects[name], number, failed.said, self._measured_as)
        found = FailedReplication(name, self._seed, number, failed.said, self._ledger.path)
        self._found[job] = found
        if not self._tolerant or len(self.numbers) > int(TOLERATED * self.wanted):
            end(found, failed)

    @property
    def numbers(self) -> frozenset[int]:
        """Replications that failed in some scenario."""
        return frozenset(number for _, number in self._found)

    @property
    def found(self) -> tuple[FailedReplication, ...]:
        """All of them, in order."""
        return tuple(sorted(self._found.values(), key=lambda one: (one.replication, one.scenario)))


def end(found: FailedReplication, failed: Failed) -> NoReturn:
    """Raise what a replication failed with, with a note that says how to run it again."""
    failed.error.add_note(
        f"It ended replication {found.replication} of {found.scenario} (seed {found.seed}), to be run again with: "
        f"{found.command}"
    )
    failed.raise_again()


def remark(failures: Sequence[FailedReplication], called: Mapping[str, object]) -> list[Sayable]:
    """What a reader has to know of them; `called`: the scenarios by their names in the study."""
    if not failures:
        return []
    count = len({one.replication for one in failures})
    places = [
        Phrase(
            "replication {number} of {scenario} ({error}; to run it again: {command})",
            number=one.replication,
            scenario=called[one.scenario],
            error=one.error,
            command=one.command,
        )
        for one in failures[:_NAMED]
    ]
    return [
        counting(
            "{count} replication fails whenever it is run and is left out of every organization: {places}. All figures are those"
            " of the others alone; if what fails is an extreme, the extremes are missing.",
            "{count} replications fail whenever they are run and are left out of every organization: {places}. All figures are"
            " those of the others alone; if what fails are the extremes, the extremes are missing.",
            count,
            count=count,
            places=partial(_several, places, len(failures) - len(places)),
        )
    ]


def _several(places: Sequence[Phrase], more: int, language: Language) -> str:
    said = say(within("notes", "; "), language).join(one.say(language) for one in places)
    return said if not more else Phrase("{places}; and {more} more", places=said, more=more).say(language)
