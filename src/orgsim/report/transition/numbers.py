"""Tidy tables of a change of the organization, and the same as one JSON document."""

from math import nan
from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.study.tables import in_currency, made_by, plain
from orgsim.study.transition import MonthlyFigure, Shape, TransitionStudy

if TYPE_CHECKING:
    import pandas as pd


def months(found: TransitionStudy) -> "pd.DataFrame":
    """See `Transition.table`."""
    import pandas as pd

    return pd.concat([_months(found, one) for one in found.figures], ignore_index=True)


def _months(found: TransitionStudy, figure: MonthlyFigure) -> "pd.DataFrame":
    import pandas as pd

    band, after = found.band(figure.name, "monthly"), np.arange(1, found.months + 1)
    turns = dict.fromkeys(after.tolist(), "")
    for one in found.crossings(figure.name, "monthly"):
        turns[one.month] = ("up" if one.upwards else "down") + ("" if one.sure else "?")
    unknown = np.full(found.months, nan)
    sums = found.band(figure.name, "cumulated") if figure.flows else None
    stays, changes = (found.means(name, figure.name) for name in ("stay", "change"))
    columns = {
        "kpi": figure.name,
        "month": after + found.first_month - 1,
        "after": after,
        "stay": stays,
        "change": changes,
        "difference": band.mean,
        "low": band.low,
        "high": band.high,
        "cumulated": unknown if sums is None else sums.mean,
        "cumulated_low": unknown if sums is None else sums.low,
        "cumulated_high": unknown if sums is None else sums.high,
        "crossing": list(turns.values()),
        "unit": _unit(found, figure),
    }
    return pd.DataFrame(columns)


def summary(found: TransitionStudy) -> "pd.DataFrame":
    """See `Transition.summary`."""
    import pandas as pd

    shapes: tuple[tuple[Shape, bool], ...] = (("cumulated", True), ("monthly", False))
    rows = [
        _row(found, one, shape) for one in found.figures for shape, sums in shapes if one.flows or not sums
    ]
    return pd.DataFrame(rows)


def _row(found: TransitionStudy, figure: MonthlyFigure, shape: Shape) -> dict[str, Any]:
    band, lowest = found.band(figure.name, shape), found.dip(figure.name, shape)
    judged = (shape == "cumulated") is figure.flows
    even = found.break_even(figure.name) if judged else None
    return {
        "kpi": figure.name,
        "shape": shape,
        "break_even": nan if even is None else even.month,
        "break_even_low": nan if even is None else even.low,
        "break_even_high": nan if even is None else even.high,
        "share_within": nan if even is None else even.share_within,
        "dip": lowest.depth.mean,
        "dip_low": lowest.depth.low,
        "dip_high": lowest.depth.high,
        "dip_month": lowest.month,
        "end": float(band.mean[-1]),
        "end_low": float(band.low[-1]),
        "end_high": float(band.high[-1]),
        "unit": _unit(found, figure),
    }


def document(found: TransitionStudy) -> dict[str, Any]:
    """See `Transition.to_json`."""
    cost = found.cost
    return {
        "orgsim": made_by(),
        "scenario": found.study.scenarios["stay"].name,
        "day": found.day,
        "seed": found.study.seed,
        "replications": found.study.replications,
        "complete": found.study.complete,
        "kpi": found.figure.name,
        "cost": {
            "leaving": dict(cost.leaving),
            "vacant": dict(cost.vacant),
            "notice": cost.notice,
            "finding": cost.finding,
        },
        "summary": _records(summary(found)),
        "months": _records(months(found)),
    }


def _unit(found: TransitionStudy, figure: MonthlyFigure) -> str:
    return in_currency(figure.unit, found.study.scenarios["stay"].market.currency)


def _records(frame: "pd.DataFrame") -> list[dict[str, Any]]:
    return [
        {
            str(key): plain(value.item() if isinstance(value, np.generic) else value)
            for key, value in row.items()
        }
        for row in frame.to_dict("records")
    ]
