"""Attendance: a table of the events that sources held, from their rows in the log."""

from typing import TYPE_CHECKING

import numpy as np

from orgsim.events.columns import Row
from orgsim.events.log import EventLog

if TYPE_CHECKING:
    import pandas as pd

_SUFFIX = " events"


def attendance(log: EventLog) -> "pd.DataFrame":
    """One row per event, in the order in which they were held or called off.

    source, number: which event; planned, held: days (`held` is NaN for one that was called off); attended: people who came;
    leads: those of them who became leads; hours: staff hours of its preparation; cost: money spent on it.
    """
    import pandas as pd

    rows, arrivals = log.of(Row.EVENT), log.of(Row.ARRIVAL)
    held = rows["outcome"] == log.names.outcomes.index("done")
    keys, came = np.unique(np.stack([arrivals["entity"], arrivals["end"]]), axis=1, return_counts=True)
    leads = dict(zip(map(tuple, keys.T.tolist()), came.tolist(), strict=True))
    hours, cost = _sums(log, Row.JOB, "hours"), _sums(log, Row.SPENDING, "cost")
    entities, numbers, ends = rows["entity"].tolist(), rows["number"].tolist(), rows["end"].tolist()
    cases = list(zip(entities, numbers, strict=True))
    return pd.DataFrame(
        {
            "source": [log.names.entities[entity].removesuffix(_SUFFIX) for entity in entities],
            "number": numbers,
            "planned": rows["ready"],
            "held": np.where(held, rows["end"], np.nan),
            "attended": rows["visit"],
            "leads": [
                # The events of a source are the entity behind that of its leads.
                leads.get((entity - 1, end), 0) if there else 0
                for entity, end, there in zip(entities, ends, held.tolist(), strict=True)
            ],
            "hours": [hours.get(case, 0.0) for case in cases],
            "cost": [cost.get(case, 0.0) for case in cases],
        }
    )


def _sums(log: EventLog, kind: Row, column: str) -> dict[tuple[int, int], float]:
    """Sums of a column over the rows of a kind, by entity and number."""
    rows, total = log.of(kind), dict[tuple[int, int], float]()
    of_events = np.isin(
        rows["entity"], [k for k, name in enumerate(log.names.entities) if name.endswith(_SUFFIX)]
    )
    for entity, number, value in rows[of_events][["entity", "number", column]].tolist():
        total[entity, number] = total.get((entity, number), 0.0) + value
    return total
