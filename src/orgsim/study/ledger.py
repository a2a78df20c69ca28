"""The ledger: a file that remembers every finished replication, so that the same command goes on where it stopped."""

import time
import warnings
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from orgsim.errors import OrgsimError, OrgsimWarning, unusable
from orgsim.language.phrases import Wording, counting
from orgsim.mechanisms.outside import ORIGINS
from orgsim.study.ledger_file import FILE, LedgerFile
from orgsim.study.maker import is_of_this_code, maker
from orgsim.study.measured import Measured
from orgsim.study.stored import figures, read, row_digest, written
from orgsim.writing import called

__all__ = ["FILE", "FinishedReplication", "Key", "Ledger", "LedgerSet", "Merged", "split_subject"]

_FINGERPRINT = 64
"""Characters of a fingerprint; what follows in a row says what was measured."""
_SHOWN = 3
"""Replications that a message names at most."""
_CREATE_OUTSIDE = """
create table if not exists outside (
    mechanism text primary key, -- a mechanism from outside that numbers were made with
    origin text not null,       -- the package that brings it, with its version, or the module that defines it
    package text not null       -- its name alone; empty for a module
)
"""
"""A table that is made with the first such mechanism."""
_INSERT = "insert or replace into replications (scenario, orgsim, seed, replication, measured, digest, written) values "
_ROWS = "select scenario, orgsim, seed, replication, measured, digest, written from replications"

Key = tuple[str, str, str, int]
"""Of a row: scenario, maker, seed and replication."""


@dataclass(frozen=True, slots=True)
class FinishedReplication:
    """One finished replication."""

    scenario: str
    """The scenario's fingerprint."""
    replication: int
    measured: Measured
    mechanisms: tuple[str, ...] = ()
    """Those that are on."""


@dataclass(frozen=True, slots=True)
class LedgerSet:
    """The replications of one scenario on one seed that the same code has made."""

    name: str
    """What a study called the scenario first; empty where only its fingerprint is kept."""
    scenario: str
    """Fingerprint, and what was measured where that is not all."""
    orgsim: str
    """Who made the numbers."""
    seed: int
    replications: int
    size: int
    """Bytes of their numbers."""
    first: float | None
    """When the first of them was written, in seconds since 1970; None where that was not kept."""
    last: float | None

    @property
    def current(self) -> bool:
        """Whether the code of today would make these numbers, so that studies take them."""
        return is_of_this_code(self.orgsim)


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of putting one ledger into another."""

    taken: int
    """Replications that were not there before."""
    known: int
    """That were there, to the last bit."""
    damaged: int
    """That changed since they were written, and were left out."""


class Ledger(LedgerFile):
    """A ledger as studies use it, open for the length of a `with` block; see `LedgerFile` for its path.

    Raises OrgsimError also when it holds what a mechanism has made that is not here; it is then left as it is.
    """

    def __init__(self, path: str | Path, existing: bool = False) -> None:
        super().__init__(path, existing)
        try:
            with self._explained():
                brought = self._brought()
            self._check(brought)
        except OrgsimError:
            self._file.close()
            raise

    def known(self, scenario: str, seed: int, mechanisms: Iterable[str] = ()) -> dict[int, Measured]:
        """The finished replications of a scenario (by fingerprint, with the mechanisms that are on), by their numbers.

        Those that are not what was written are left out, so that they are computed anew, with an OrgsimWarning.
        """
        key = (scenario, maker(mechanisms), str(seed))
        with self._explained():
            rows = self._file.execute(
                "select replication, measured, digest from replications where scenario = ? and orgsim = ? and seed = ?",
                key,
            ).fetchall()
            whole = {
                number: text for number, text, digest in rows if digest == row_digest(*key, number, text)
            }
            found = {number: read(text) for number, text in whole.items()}
        if spoilt := len(rows) - len(whole):
            message = Wording(
                "{called} is damaged: {said} in it changed since they were written; computed anew",
                called=called(self.path),
                said=counting("{count} replication", "{count} replications", spoilt, count=spoilt),
            )
            warnings.warn(message, OrgsimWarning, stacklevel=2)
        return found

    def add(self, seed: int, finished: Iterable[FinishedReplication]) -> None:
        """Write finished replications, all or none of them; one that is there already stays as it is, unless it is damaged."""
        every, now = list(finished), time.time()
        rows = [
            (e.scenario, maker(e.mechanisms), str(seed), e.replication, written(e.measured)) for e in every
        ]
        brought = {name: ORIGINS[name] for e in every for name in e.mechanisms if name in ORIGINS}
        with self._explained(), self._transaction():
            if brought:
                self._bring((name, str(origin), origin.package) for name, origin in brought.items())
            missing = [(*row, row_digest(*row), now) for row in rows if self.text(row[:4]) is None]
            self._file.executemany(f"{_INSERT}(?, ?, ?, ?, ?, ?, ?)", missing)
            self._file.executemany(
                "delete from failures where (scenario, orgsim, seed, replication) = (?, ?, ?, ?)",
                [row[:4] for row in rows],
            )

    def describes(self, fingerprint: str) -> bool:
        """Whether the text of a scenario is there."""
        with self._explained():
            found = self._file.execute("select 1 from scenarios where fingerprint = ?", (fingerprint,))
            return found.fetchone() is not None

    def describe(self, fingerprint: str, name: str, text: str) -> None:
        """Keep a scenario itself: its name, and its whole text in TOML, so that its replications can be done again."""
        row = (fingerprint, name, zlib.compress(text.encode()))
        with self._explained():
            self._file.execute("insert or ignore into scenarios values (?, ?, ?)", row)

    def description(self, fingerprint: str) -> tuple[str, str] | None:
        """Name and text of a scenario; None where it is not kept, or damaged."""
        with self._explained():
            found = self._file.execute(
                "select name, text from scenarios where fingerprint = ?", (fingerprint,)
            ).fetchone()
        if found is None:
            return None
        try:
            return found[0], zlib.decompress(found[1]).decode()
        except (zlib.error, TypeError, UnicodeDecodeError):
            return None

    def note_failure(self, key: Key, error: str) -> None:
        """Keep what a replication failed with, until it succeeds."""
        with self._explained():
            self._file.execute(
                "insert or replace into failures values (?, ?, ?, ?, ?, ?)", (*key, error, time.time())
            )

    def failures(self) -> dict[Key, str]:
        """What failed and has not succeeded since, with the errors."""
        with self._explained():
            rows = self._file.execute(
                "select scenario, orgsim, seed, replication, error from failures order by 1, 2, 3, 4"
            )
            return {(row[0], row[1], row[2], row[3]): row[4] for row in rows}

    def keys(self) -> tuple[list[Key], int]:
        """Every replication that is whole, in order, and how many are not."""
        found, damaged = list[Key](), 0
        with self._explained():
            for *key, text, digest, _ in self._file.execute(f"{_ROWS} order by 1, 2, 3, 4"):
                if digest == row_digest(*key, text):
                    found.append((key[0], key[1], key[2], key[3]))
                else:
                    damaged += 1
        return found, damaged

    def text(self, key: Key) -> str | None:
        """The numbers of a replication as they stand there; None where it is not there, or damaged."""
        with self._explained():
            found = self._file.execute(
                "select measured, digest from replications where (scenario, orgsim, seed, replication) = (?, ?, ?, ?)",
                key,
            ).fetchone()
        return found[0] if found is not None and found[1] == row_digest(*key, found[0]) else None

    def contents(self) -> list[LedgerSet]:
        """What it holds, the latest first."""
        with self._explained():
            rows = self._file.execute(
                "select coalesce(name, ''), scenario, orgsim, seed, count(*), sum(length(measured)), min(written), max(written)"
                f" from replications left join scenarios on fingerprint = substr(scenario, 1, {_FINGERPRINT})"
                " group by scenario, orgsim, seed order by coalesce(max(written), 0) desc, scenario, seed"
            ).fetchall()
            return [LedgerSet(row[0], row[1], row[2], int(row[3]), *row[4:]) for row in rows]

    def prune(self, before: float | None = None) -> int:
        """Remove what no study would take (made by other code, or damaged), and what was written before a moment (in seconds
        since 1970) where one is given; how many replications these were. The file gets as small as what is left."""
        gone = {one.orgsim for one in self.contents() if not one.current}
        with self._explained():
            with self._transaction():
                spoilt = [key for *key, text, digest, _ in self._file.execute(_ROWS)
                          if key[1] in gone or digest != row_digest(*key, text)]  # fmt: skip
                self._file.executemany(
                    "delete from replications where (scenario, orgsim, seed, replication) = (?, ?, ?, ?)",
                    spoilt,
                )
                count = len(spoilt)
                if before is not None:
                    old = "delete from {} where coalesce(written, 0) < ?"
                    count += self._file.execute(old.format("replications"), (before,)).rowcount
                    self._file.execute(old.format("failures"), (before,))
                self._file.executemany(
                    "delete from failures where orgsim = ?",
                    [(by,) for by in self._makers_of_failures() if not is_of_this_code(by)],
                )
                self._file.execute(
                    "delete from scenarios where fingerprint not in"
                    f" (select substr(scenario, 1, {_FINGERPRINT}) from replications"
                    f" union select substr(scenario, 1, {_FINGERPRINT}) from failures)"
                )
            self._file.execute("vacuum")
            self._pragma("wal_checkpoint(truncate)")
        return count

    def take(self, other: "Ledger") -> Merged:
        """Put what another ledger holds into this one, all or nothing.

        Raises OrgsimError where both hold the same replication with different numbers: one of two machines does not compute what
        it should, and nobody can say which.
        """
        taken = known = damaged = 0
        differing = list[Key]()
        with self._explained(), self._transaction():
            if brought := other._brought():
                self._bring(brought)
            for *key, text, digest, when in other._file.execute(_ROWS):
                row: Key = (key[0], key[1], key[2], key[3])
                if digest != row_digest(*row, text):
                    damaged += 1
                elif (own := self.text(row)) is None:
                    self._file.execute(f"{_INSERT}(?, ?, ?, ?, ?, ?, ?)", (*row, text, digest, when))
                    taken += 1
                elif own == text or figures(own) == figures(text):
                    known += 1
                else:
                    differing.append(row)
            if differing:
                raise self._contradiction(other, differing)
            for table, gaps in (("scenarios", "?, ?, ?"), ("failures", "?, ?, ?, ?, ?, ?")):
                rows = other._file.execute(f"select * from {table}").fetchall()
                self._file.executemany(f"insert or ignore into {table} values ({gaps})", rows)
            self._file.execute(
                "delete from failures where (scenario, orgsim, seed, replication) in"
                " (select scenario, orgsim, seed, replication from replications)"
            )
        return Merged(taken, known, damaged)

    def _contradiction(self, other: "Ledger", differing: list[Key]) -> OrgsimError:
        shown = []
        for subject, _, seed, number in differing[:_SHOWN]:
            mark = split_subject(subject)[0]
            name, _ = self.description(mark) or other.description(mark) or (mark[:12], "")
            shown.append(f"replication {number} of {name} (seed {seed})")
        more = f" and {len(differing) - _SHOWN} more" if len(differing) > _SHOWN else ""
        return unusable(
            "{called} and {called_2} contradict one another on {shown}{more}: the same code, seed and "
            "scenario have given different numbers. Nothing was merged; orgsim verify, on each machine, "
            "tells which of them computes what it should",
            called=called(self.path),
            called_2=called(other.path),
            shown=", ".join(shown),
            more=more,
        )

    def _makers_of_failures(self) -> list[str]:
        return [row[0] for row in self._file.execute("select distinct orgsim from failures").fetchall()]

    def _bring(self, mechanisms: Iterable[tuple[str, str, str]]) -> None:
        """Note mechanisms from outside: name, where from, package."""
        self._file.execute(_CREATE_OUTSIDE)
        self._file.executemany("insert or replace into outside values (?, ?, ?)", mechanisms)

    def _brought(self) -> list[tuple[str, str, str]]:
        """Mechanisms from outside that its numbers were made with: name, where from, package."""
        if not self._file.execute("select 1 from sqlite_master where name = 'outside'").fetchall():
            return []
        return self._file.execute(
            "select mechanism, origin, package from outside order by mechanism"
        ).fetchall()

    def _check(self, brought: list[tuple[str, str, str]]) -> None:
        """See that all these mechanisms are here."""
        for mechanism, origin, package in brought:
            if mechanism not in ORIGINS:
                remedy = Wording("register it (orgsim.register)")
                if package:
                    remedy = Wording("install it again (pip install {package})", package=package)
                raise unusable(
                    "{called} holds results of the mechanism {mechanism} from {origin}, which is not here: "
                    "{remedy}, or name another file",
                    called=called(self.path),
                    mechanism=mechanism,
                    origin=origin,
                    remedy=remedy,
                )


def split_subject(scenario: str) -> tuple[str, str]:
    """The fingerprint of a row's scenario, and what was measured of it; empty where that is all."""
    return scenario[:_FINGERPRINT], scenario[_FINGERPRINT:]
