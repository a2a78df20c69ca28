"""The ledger: a file that remembers every finished replication, so that the same command goes on where it stopped."""

import hashlib
import json
import math
import os
import sqlite3
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from orgsim.errors import OrgsimError, OrgsimWarning
from orgsim.mechanisms.outside import ORIGINS, code
from orgsim.study.measured import Measured
from orgsim.writing import called, explained

FILE = "ledger.sqlite"
"""Its name in a study's folder."""
_MARK = 0x4F524753
"""SQLite's application id of a ledger: "ORGS"."""
_LAYOUT = 2
"""1 had no digests: numbers could be damaged and nobody would know."""
_ABOVE = ("study", "report", "cli")
"""Rooms whose code makes none of a replication's numbers; that of every other room counts, one that is added included."""
_PATIENCE = 60.0
"""Seconds to wait while another process writes."""
_CREATE = """
create table if not exists replications (
    scenario text not null,     -- fingerprint of the scenario
    orgsim text not null,       -- version of orgsim and of the code that makes the numbers, mechanisms from outside included
    seed text not null,
    replication integer not null,
    measured text not null,     -- JSON: values by key, monthly series by name; null where undefined
    digest text not null,       -- of all of these: a row in which a single bit has changed is not believed
    primary key (scenario, orgsim, seed, replication)
)
"""
_CREATE_OUTSIDE = """
create table if not exists outside (
    mechanism text primary key, -- a mechanism from outside that numbers were made with
    origin text not null,       -- the package that brings it, with its version, or the module that defines it
    package text not null       -- its name alone; empty for a module
)
"""
"""A table that ledgers from before have not; it is made with the first such mechanism."""


def maker(mechanisms: Iterable[str] = ()) -> str:
    """Who makes the numbers: orgsim's version and a digest of the code they depend on, so that stale ones are not taken; and
    the same of those `mechanisms` that come from outside."""
    brought = "".join(f" {name} {made}" for name, made in code(mechanisms).items())
    return f"{version('orgsim')}+{_own()}{brought}"


@cache
def _own() -> str:
    return _digest(Path(__file__).parents[1])


def _digest(home: Path) -> str:
    """A digest of all code in and below a folder but for that of the rooms above."""
    digest = hashlib.sha256()
    for path in sorted(home.rglob("*.py")):
        place = path.relative_to(home)
        if place.parts[0] not in _ABOVE:
            digest.update(place.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class FinishedReplication:
    """One finished replication."""

    scenario: str
    """The scenario's fingerprint."""
    replication: int
    measured: Measured
    mechanisms: tuple[str, ...] = ()
    """Those that are on."""


class Ledger:
    """An SQLite file, open for the length of a `with` block; several processes may use it at the same time.

    path: the file, made when it is not there, or a folder that holds or will hold `ledger.sqlite`; what is not there and has
    no ending is taken for a folder and made.
    Raises OrgsimError when the file is something else, damaged, or cannot be written, or holds what a mechanism has made that
    is not here; it is then left as it is.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = _file(Path(path))
        with self._explained():
            self._file = sqlite3.connect(self.path, timeout=_PATIENCE, isolation_level=None)
            # What is no text any more is not what was written; the digest says so.
            self._file.text_factory = lambda raw: raw.decode(errors="replace")
        try:
            with self._explained():
                self._claim()
                brought = self._brought()
            self._check(brought)
        except OrgsimError:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        """The ledger itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        """Close the file."""
        self._file.close()

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
                number: text for number, text, digest in rows if digest == _row_digest(*key, number, text)
            }
            found = {number: _read(text) for number, text in whole.items()}
        if spoilt := len(rows) - len(whole):
            said = "1 replication" if spoilt == 1 else f"{spoilt} replications"
            message = (
                f"{called(self.path)} is damaged: {said} in it changed since they were written; computed anew"
            )
            warnings.warn(message, OrgsimWarning, stacklevel=2)
        return found

    def add(self, seed: int, finished: Iterable[FinishedReplication]) -> None:
        """Write finished replications, all or none of them; one that is there already stays as it is, unless it is damaged."""
        every = list(finished)
        rows = [
            (e.scenario, maker(e.mechanisms), str(seed), e.replication, _written(e.measured)) for e in every
        ]
        brought = {name: ORIGINS[name] for e in every for name in e.mechanisms if name in ORIGINS}
        with self._explained(), self._transaction():
            if brought:
                self._file.execute(_CREATE_OUTSIDE)
                origins = [(name, str(origin), origin.package) for name, origin in brought.items()]
                self._file.executemany("insert or replace into outside values (?, ?, ?)", origins)
            missing = [(*row, _row_digest(*row)) for row in rows if not self._has(*row[:4])]
            self._file.executemany("insert or replace into replications values (?, ?, ?, ?, ?, ?)", missing)

    def _has(self, scenario: str, by: str, seed: str, replication: int) -> bool:
        """Whether a replication is there, undamaged."""
        key = (scenario, by, seed, replication)
        found = self._file.execute(
            "select measured, digest from replications where (scenario, orgsim, seed, replication) = (?, ?, ?, ?)",
            key,
        ).fetchone()
        return found is not None and found[1] == _row_digest(*key, found[0])

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
                remedy = (
                    f"install it again (pip install {package})"
                    if package
                    else "register it (orgsim.register)"
                )
                raise OrgsimError(
                    f"{called(self.path)} holds results of the mechanism {mechanism} from {origin}, which is not here: "
                    f"{remedy}, or name another file"
                )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._file.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._file.execute("rollback")
            raise
        self._file.execute("commit")

    def _claim(self) -> None:
        """Make a new file a ledger, and see that an old one is."""
        if self._pragma("application_id") != _MARK:
            with self._transaction():
                self._found()
        layout = self._pragma("user_version")
        if layout != _LAYOUT:
            whose = "an earlier" if layout < _LAYOUT else "a later"
            raise OrgsimError(
                f"{called(self.path)} is a ledger of {whose} version of orgsim, whose numbers this one would compute anew in "
                "any case: move it away, or name another place"
            )
        self._pragma("journal_mode = wal")

    def _found(self) -> None:
        # Another process may have founded it while this one waited for the lock.
        if self._pragma("application_id") == _MARK:
            return
        if self._file.execute("select count(*) from sqlite_master").fetchone()[0]:
            raise OrgsimError(
                f"{called(self.path)} is an SQLite file, but no ledger of orgsim; name another file"
            )
        self._file.execute(_CREATE)
        self._pragma(f"application_id = {_MARK}")
        self._pragma(f"user_version = {_LAYOUT}")

    def _pragma(self, words: str) -> Any:
        row = self._file.execute(f"pragma {words}").fetchone()
        return row[0] if row else None

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what SQLite or a spoilt row says into words that help."""
        try:
            yield
        except (sqlite3.OperationalError, OSError) as error:
            raise OrgsimError(f"the ledger {called(self.path)} cannot be used: {error}") from error
        except (sqlite3.DatabaseError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise OrgsimError(
                f"{called(self.path)} is damaged or no ledger of orgsim ({error}); name another file, or move this one away "
                "and what it held is simulated again"
            ) from error


def _file(path: Path) -> Path:
    """The file of a ledger that was named by itself or by its folder; a folder that is not there yet is made."""
    if not path.suffix and not os.path.lexists(path):
        with explained(path, "made"):
            path.mkdir(parents=True, exist_ok=True)
    return path / FILE if path.is_dir() else path


def _row_digest(*row: object) -> str:
    """A digest of fingerprint, maker, seed, number and text of a replication."""
    return hashlib.sha256("\0".join(map(str, row)).encode()).hexdigest()


def _written(measured: Measured) -> str:
    values = {key: _or_null(value) for key, value in measured.values.items()}
    series = {name: [_or_null(value) for value in row] for name, row in measured.series.items()}
    return json.dumps({"values": values, "series": series}, separators=(",", ":"))


def _or_null(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _read(text: str) -> Measured:
    stored = json.loads(text)
    values = {key: _or_nan(value) for key, value in stored["values"].items()}
    series = {name: [_or_nan(value) for value in row] for name, row in stored["series"].items()}
    return Measured(values, series)


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else float(value)
