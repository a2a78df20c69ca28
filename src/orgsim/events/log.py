"""The event log as an answer: frozen columns and what their codes mean."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from orgsim.events.columns import (
    ALIKE,
    COLUMNS,
    ONE_TERM,
    PAUSED,
    ContractFacts,
    Facts,
    HoursFacts,
    Names,
    Row,
)  # fmt: skip
from orgsim.events.identity import CaseNames, Givers
from orgsim.events.luck import Luck
from orgsim.events.quotas import StatedQuota

if TYPE_CHECKING:
    import pandas as pd

_NUMPY = {"B": "u1", "h": "<i2", "i": "<i4", "d": "<f8"}


def row_format(effects: tuple[str, ...], pauses: bool = False) -> str:
    """The struct format of one row: the fixed columns (`pauses`: with that of pauses), then one float per effect."""
    fixed = (*COLUMNS, PAUSED) if pauses else COLUMNS
    return "<" + "".join(column.code for column in fixed) + "f" * len(effects)


def row_dtype(effects: tuple[str, ...], pauses: bool = False) -> np.dtype[np.void]:
    """The numpy type of one row, field by field as `row_format` packs it."""
    fixed = [(column.name, _NUMPY[column.code]) for column in ((*COLUMNS, PAUSED) if pauses else COLUMNS)]
    return np.dtype(fixed + [(f"effect_{name}", "<f4") for name in effects])


@dataclass(frozen=True, slots=True, eq=False)
class EventLog:
    """One run's rows in the order they happened, with the names and facts needed to read them."""

    rows: npt.NDArray[np.void]
    """Structured array, one record per row, fields as in `row_dtype`."""
    names: Names
    facts: Facts
    givers: Givers = field(default_factory=dict)
    """Who brought the leads that others bring."""
    quotas: tuple[StatedQuota | None, ...] = ()
    """Per team, what it shall reach, None for nothing; empty where no team has a quota."""
    contracts: ContractFacts = ONE_TERM
    hours: HoursFacts = ALIKE
    luck: Luck | None = None
    """What tells luck from chances; None where nobody knows, as of a log that is not of a run."""

    def __len__(self) -> int:
        """How many rows."""
        return len(self.rows)

    def of(self, kind: Row) -> npt.NDArray[np.void]:
        """The rows of one kind, in order."""
        return np.asarray(self.rows[self.rows["kind"] == kind])

    def case(self, rows: npt.NDArray[np.void]) -> npt.NDArray[np.int64]:
        """One integer per row that is the same exactly for rows of the same case."""
        return (rows["entity"].astype(np.int64) << 32) | (rows["number"].astype(np.int64) & 0xFFFFFFFF)

    def case_names(self) -> CaseNames:
        """What each case is called, such as "web-17" (see `CaseNames`)."""
        return CaseNames(self.names.entities, self.givers)

    def frame(self) -> "pd.DataFrame":
        """The log as a DataFrame: names in place of codes (categories), and `case` (see `case_names`)."""
        import pandas as pd

        table: dict[str, object] = {}
        coded = {
            "kind": tuple(row.name.lower() for row in Row),
            "activity": self.names.activities,
            "team": self.names.teams,
            "outcome": self.names.outcomes,
            "entity": self.names.entities,
        }
        named = self.case_names().of
        table["case"] = list(map(named, self.rows["entity"].tolist(), self.rows["number"].tolist()))
        for name in self.rows.dtype.names or ():
            if name in coded:
                table[name] = pd.Categorical.from_codes(
                    self.rows[name].astype(np.int16), pd.Index(list(coded[name]))
                )
            else:
                table[name] = self.rows[name]
        return pd.DataFrame(table)
