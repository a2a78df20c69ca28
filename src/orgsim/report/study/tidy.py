"""A study as one tidy table for other programs: estimates, then differences."""

from typing import TYPE_CHECKING

from orgsim.writing import harmless_cell

if TYPE_CHECKING:
    import pandas as pd

    from orgsim.study.answer import Study

_COLUMNS = (
    "part", "scenario", "against", "kpi", "value", "low", "high", "unit", "count", "p_adjusted", "verdict", "variance_reduction",
)  # fmt: skip


def tidy(study: "Study") -> "pd.DataFrame":
    """One row per estimate (part "estimate": a mean) and per paired difference (part "difference": scenario less against)."""
    import pandas as pd

    means = study.table().rename(columns={"mean": "value"}).assign(part="estimate")
    gaps = (
        study.differences()
        .rename(columns={"a": "against", "b": "scenario", "difference": "value"})
        .assign(part="difference")
    )
    found = [frame.reindex(columns=list(_COLUMNS)).astype(object) for frame in (means, gaps) if len(frame)]
    table = pd.concat(found, ignore_index=True)
    return table.map(harmless_cell)
