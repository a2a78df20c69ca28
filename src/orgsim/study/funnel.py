"""The funnel as a table: the chain of rates of each step, per month, quarter or over the days counted."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from orgsim.errors import unusable
from orgsim.measures.chain import COUNTS, rates
from orgsim.randomness import Floats

if TYPE_CHECKING:
    import pandas as pd

Period = Literal["total", "quarter", "month"]
"""What the leads are grouped by: the day they arrived."""
_MONTHS = {"month": 1, "quarter": 3}


def funnel(
    values: Mapping[str, float], series: Mapping[str, Sequence[float] | Floats], period: Period
) -> "pd.DataFrame":
    """One row per period (from 1) and step: came, contacted, passed, and the rates of `orgsim.measures.chain.rates`.

    values, series: counts under keys such as "funnel.close.came" over the days counted, and "funnel.came.close" by model
    month; of one run, or means over replications. Raises OrgsimError for a period that there is not.
    """
    import pandas as pd

    if period not in get_args(Period):
        raise unusable('period is {period}; it must be "total", "quarter" or "month"', period=repr(period))
    steps = [key.split(".")[1] for key in values if key.startswith("funnel.") and key.endswith(".came")]
    if period == "total":
        counted = {
            name: np.array([[values[f"funnel.{step}.{name}"]] for step in steps], float) for name in COUNTS
        }
    else:
        months = {
            name: np.array([series[f"funnel.{name}.{step}"] for step in steps], float) for name in COUNTS
        }
        starts = np.arange(0, months["came"].shape[1], _MONTHS[period])
        counted = {name: np.add.reduceat(one, starts, axis=1) for name, one in months.items()}
    came = counted["came"]
    passed = np.concatenate((came[1:], np.full_like(came[:1], np.nan)))
    columns = {"came": came, "contacted": counted["contacted"], "passed": passed, **rates(counted)}
    frames = [
        pd.DataFrame(
            {"period": number + 1, "step": steps} | {key: one[:, number] for key, one in columns.items()}
        )
        for number in range(came.shape[1])
    ]
    return pd.concat(frames, ignore_index=True)


def document(values: Mapping[str, float]) -> dict[str, dict[str, float | None]]:
    """The same over the days counted, by step, as plain objects; None where a rate is undefined, empty without any counts."""
    if not any(key.startswith("funnel.") for key in values):
        return {}
    rows = funnel(values, {}, "total").drop(columns="period").set_index("step").to_dict("index")
    return {
        str(step): {str(name): float(value) if math.isfinite(value) else None for name, value in row.items()}
        for step, row in rows.items()
    }
