"""A study as one tidy table for other programs: estimates, then differences."""

from typing import TYPE_CHECKING

from orgsim.study.last_year import PARTS
from orgsim.writing import harmless_cell

if TYPE_CHECKING:
    import pandas as pd

    from orgsim.study.answer import Study
    from orgsim.study.quantities import Part, Window

_COLUMNS = (
    "part", "scenario", "against", "owner", "kpi", "value", "low", "high", "unit", "count", "p_adjusted", "verdict",
    "variance_reduction", "note",
)  # fmt: skip


def tidy(study: "Study") -> "pd.DataFrame":
    """One row per estimate (part "estimate": a mean) and per paired difference (part "difference": scenario less against).

    Those of activities and teams (parts "step" and "team") have their name in `owner`; of a difference that is split (part
    "due to") `owner` is "cut", "work", "policies" or "total". Parts "last year" and "last year, difference" are those of the
    last 12 months, with the team, if any, in `owner`; there are none in shorter runs.
    """
    import pandas as pd

    means = study.table().rename(columns={"mean": "value"}).assign(part="estimate")
    gaps = [
        _gaps(study, "kpis", "difference"),
        _gaps(study, "activities", "step"),
        _gaps(study, "teams", "team"),
    ]
    if study.split is not None:
        names = {"a": "against", "b": "scenario", "mean": "value", "part": "owner"}
        gaps.append(study.parts().rename(columns=names).assign(part="due to"))
    if study.last_year:
        gaps += [_of_year(study, part) for part in PARTS]
        gaps += [_gaps(study, part, "last year, difference", "last year") for part in PARTS]
    found = [frame.reindex(columns=list(_COLUMNS)).astype(object) for frame in (means, *gaps) if len(frame)]
    table = pd.concat(found, ignore_index=True)
    return table.map(harmless_cell)


def _of_year(study: "Study", part: "Part") -> "pd.DataFrame":
    return (
        study.table(part, "last year")
        .rename(columns={"mean": "value", "team": "owner"})
        .assign(part="last year")
    )


def _gaps(study: "Study", part: "Part", name: str, period: "Window" = "total") -> "pd.DataFrame":
    names = {"a": "against", "b": "scenario", "difference": "value", "activity": "owner", "team": "owner"}
    return study.differences(part=part, period=period).rename(columns=names).assign(part=name)
