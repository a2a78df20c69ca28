"""The file of a ledger: SQLite, founded where it is new, brought up to date where it is old, explained where it is neither."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from orgsim.errors import OrgsimError, unusable
from orgsim.language.phrases import Wording, within
from orgsim.writing import MADE, called, explained

FILE = "ledger.sqlite"
"""Its name in a study's folder."""
_MARK = 0x4F524753
"""SQLite's application id of a ledger: "ORGS"."""
_LAYOUT = 3
"""1 had no digests: numbers could be damaged and nobody would know. 2 knew neither when a replication was written, nor the
scenarios themselves, nor what failed; it is brought up to date when it is opened."""
_WITHOUT_TIMES = 2
_PATIENCE = 60.0
"""Seconds to wait while another process writes."""
_CREATE = """
create table if not exists replications (
    scenario text not null,     -- fingerprint of the scenario, and what was measured where that is not all
    orgsim text not null,       -- version of orgsim and of the code that makes the numbers, mechanisms from outside included
    seed text not null,
    replication integer not null,
    measured text not null,     -- JSON: values by key, monthly series by name; null where undefined
    digest text not null,       -- of all of these: a row in which a single bit has changed is not believed
    written real,               -- seconds since 1970; null where it was written before this was kept
    primary key (scenario, orgsim, seed, replication)
)
"""
_CREATE_SCENARIOS = """
create table if not exists scenarios (
    fingerprint text primary key,
    name text not null,         -- what a study called it first
    text blob not null          -- the whole scenario in TOML, deflated
)
"""
_CREATE_FAILURES = """
create table if not exists failures (
    scenario text not null,     -- as in replications, these four
    orgsim text not null,
    seed text not null,
    replication integer not null,
    error text not null,        -- what it ended with
    written real not null,
    primary key (scenario, orgsim, seed, replication)
)
"""


class LedgerFile:
    """An SQLite file marked as a ledger, open for the length of a `with` block; several processes may use it at the same time.

    path: the file, made when it is not there, or a folder that holds or will hold `ledger.sqlite`; what is not there and has
    no ending is taken for a folder and made. existing: it has to be there.
    Raises OrgsimError when the file is something else, damaged, cannot be written, or is not there and has to be.
    """

    def __init__(self, path: str | Path, existing: bool = False) -> None:
        if existing:
            _check_there(Path(path))
        self.path = _file(Path(path))
        with self._explained():
            self._file = sqlite3.connect(self.path, timeout=_PATIENCE, isolation_level=None)
            # What is no text any more is not what was written; the digest says so.
            self._file.text_factory = lambda raw: raw.decode(errors="replace")
        try:
            with self._explained():
                self._claim()
        except OrgsimError:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        """The ledger itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        """Close the file."""
        self._file.close()

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
        if self._pragma("user_version") == _WITHOUT_TIMES:
            with self._transaction():
                self._renew()
        layout = self._pragma("user_version")
        if layout != _LAYOUT:
            whose = Wording("an earlier") if layout < _LAYOUT else Wording("a later")
            raise unusable(
                "{called} is a ledger of {whose} version of orgsim, whose numbers this one would compute "
                "anew in any case: move it away, or name another place",
                called=called(self.path),
                whose=whose,
            )
        self._pragma("journal_mode = wal")
        # A power cut may take the last replications with it, which are then run again; it damages nothing, and no run waits for
        # the disk.
        self._pragma("synchronous = normal")

    def _found(self) -> None:
        # Another process may have founded it while this one waited for the lock.
        if self._pragma("application_id") == _MARK:
            return
        if self._file.execute("select count(*) from sqlite_master").fetchone()[0]:
            raise unusable(
                "{called} is an SQLite file, but no ledger of orgsim; name another file",
                called=called(self.path),
            )
        for table in (_CREATE, _CREATE_SCENARIOS, _CREATE_FAILURES):
            self._file.execute(table)
        self._pragma(f"application_id = {_MARK}")
        self._pragma(f"user_version = {_LAYOUT}")

    def _renew(self) -> None:
        """Bring the layout without times up to date; what it holds stays as it is."""
        if self._pragma("user_version") == _WITHOUT_TIMES:
            self._file.execute("alter table replications add column written real")
            self._file.execute(_CREATE_SCENARIOS)
            self._file.execute(_CREATE_FAILURES)
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
            raise unusable(
                "the ledger {called} cannot be used: {error}", called=called(self.path), error=error
            ) from error
        except (sqlite3.DatabaseError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise unusable(
                "{called} is damaged or no ledger of orgsim ({error}); name another file, or move this one "
                "away and what it held is simulated again",
                called=called(self.path),
                error=error,
            ) from error


def _check_there(path: Path) -> None:
    if not (path / FILE if path.is_dir() else path).is_file():
        place = within("ledger", "in") if path.is_dir() else within("ledger", "at")
        raise unusable(
            "there is no ledger {place} {called}; name the file, or the folder of a study (its --out) "
            "that holds {file}",
            place=place,
            called=called(path),
            file=FILE,
        )


def _file(path: Path) -> Path:
    """The file of a ledger that was named by itself or by its folder; a folder that is not there yet is made."""
    if not path.suffix and not os.path.lexists(path):
        with explained(path, MADE):
            path.mkdir(parents=True, exist_ok=True)
    return path / FILE if path.is_dir() else path
