"""Care of ledgers: what one holds and how old it is, what can be removed from it, and several put into one."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orgsim.errors import unusable
from orgsim.language.numbers import number
from orgsim.study.ledger import Ledger, LedgerSet, Merged
from orgsim.study.maker import maker
from orgsim.units import days

if TYPE_CHECKING:
    import pandas as pd

_DAY = 86_400.0


@dataclass(frozen=True)
class LedgerContents:
    """What a ledger holds."""

    path: Path
    size: int
    """Bytes of the file."""
    now: float
    """When this was looked at, in seconds since 1970."""
    sets: tuple[LedgerSet, ...]
    """Scenario by scenario and seed by seed, the latest first."""
    failures: int
    """Replications that failed and have not succeeded since."""

    @property
    def replications(self) -> int:
        """How many replications it holds."""
        return sum(one.replications for one in self.sets)

    @property
    def stale(self) -> int:
        """How many of them no study would take, since other code has made them."""
        return sum(one.replications for one in self.sets if not one.current)

    def age(self, moment: float | None) -> float | None:
        """Days since a moment; None where it is not known."""
        return None if moment is None else max(0.0, (self.now - moment) / _DAY)

    def table(self) -> "pd.DataFrame":
        """One row per scenario and seed: scenario (its name), fingerprint, seed, replications, bytes, oldest and latest (days
        ago; NaN where it is not known), current (whether studies take them), orgsim (who made them)."""
        import pandas as pd

        columns = ["scenario", "fingerprint", "seed", "replications", "bytes"]
        columns += ["oldest", "latest", "current", "orgsim"]
        rows = [
            (one.name, one.scenario, one.seed, one.replications, one.size, self.age(one.first), self.age(one.last),
             one.current, one.orgsim)
            for one in self.sets
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=columns)

    def to_json(self) -> dict[str, Any]:
        """All of it as plain objects."""
        table = self.table().astype(object)
        return {
            "orgsim": maker(),
            "ledger": str(self.path),
            "bytes": self.size,
            "replications": self.replications,
            "stale": self.stale,
            "failures": self.failures,
            "sets": table.where(table.notna(), None).to_dict("records"),
        }

    def _repr_html_(self) -> str:
        """Show it in a notebook."""
        head = f"<p>{number(self.replications, 'en')} replications, {number(self.size, 'en')} bytes</p>"
        return head + self.table().to_html(index=False)


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was removed from a ledger."""

    replications: int
    freed: int
    """Bytes by which the file got smaller."""


def ledger(path: str | Path) -> LedgerContents:
    """What a ledger holds, how large and how old it is. path: the file, or the folder of a study.

    Raises OrgsimError where there is none.
    """
    with Ledger(path, existing=True) as opened:
        sets, failures = tuple(opened.contents()), len(opened.failures())
        return LedgerContents(opened.path, opened.path.stat().st_size, time.time(), sets, failures)


def prune(path: str | Path, older: str | None = None) -> Pruned:
    """Remove from a ledger what no study would take any more: what other code has made, and what is damaged.

    older: what was written longer ago is removed, too, such as "90 days"; what is asked for again is then computed anew.
    Raises OrgsimError where there is no ledger, and for a time that is none.
    """
    before = None
    if older is not None:
        try:
            before = time.time() - days(older) * _DAY
        except ValueError:
            raise unusable(
                'older is {older}; it must be a time such as "90 days"', older=repr(older)
            ) from None
    with Ledger(path, existing=True) as opened:
        size = opened.path.stat().st_size
        count = opened.prune(before)
        return Pruned(count, max(0, size - opened.path.stat().st_size))


def merge(sources: Iterable[str | Path], into: str | Path) -> Merged:
    """Put ledgers, such as those of several machines, into one, which is made where it is not there.

    A replication that several hold is kept once. Raises OrgsimError where one of them is not there, and where two hold the same
    replication with different numbers: of such a ledger nothing is taken.
    """
    paths = list(sources)
    if not paths:
        raise unusable("there is no ledger to merge")
    for path in paths:
        with Ledger(path, existing=True):
            pass  # All of them are looked for before any is taken.
    taken = known = damaged = 0
    with Ledger(into) as whole:
        for path in paths:
            with Ledger(path, existing=True) as part:
                if part.path.resolve() == whole.path.resolve():
                    raise unusable("{path} cannot be merged into itself", path=path)
                found = whole.take(part)
                taken, known, damaged = taken + found.taken, known + found.known, damaged + found.damaged
    return Merged(taken, known, damaged)
