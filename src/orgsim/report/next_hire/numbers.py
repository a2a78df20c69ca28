"""Tidy tables of what single changes are worth, and the same as one JSON document."""

from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.language.phrases import said
from orgsim.study.next_hire import NextHireStudy, OptionWorth
from orgsim.study.tables import in_currency, made_by, plain

if TYPE_CHECKING:
    import pandas as pd

RULE_UNITS = {"lowest_pass_rate": "share", "busiest": "share", "longest_queue": "jobs", "most_lost": "count"}
"""In what the figure of each rule of thumb is counted."""


def table(found: NextHireStudy) -> "pd.DataFrame":
    """See `NextHire.table`."""
    import pandas as pd

    order = [one.change.name for one in found.ranking]
    rows = []
    for kpi in found.study.kpis:
        own = {one.change.name: one for one in found.worth(kpi)}
        rows += [_row(found, own[name]) for name in order]
    return pd.DataFrame(rows)


def _row(found: NextHireStudy, one: OptionWorth) -> dict[str, Any]:
    gap, currency = one.paired.difference, found.base.market.currency
    return {
        "option": one.change.name,
        "kind": one.change.kind,
        "target": one.change.target,
        "kpi": one.kpi.name,
        "difference": gap.mean,
        "low": gap.low,
        "high": gap.high,
        "p": one.paired.p,
        "p_adjusted": one.p_adjusted,
        "verdict": one.verdict,
        "chance_best": one.chance,
        "chance_best_of_kind": one.chance_of_kind,
        "may_be_best": one.may_be_best,
        "mean_as_it_is": one.paired.mean_a,
        "mean": one.paired.mean_b,
        "payroll": found.payroll(one.change.name),
        "unit": in_currency(one.kpi.unit, currency),
        "count": gap.count,
    }


def rules(found: NextHireStudy) -> "pd.DataFrame":
    """See `NextHire.rules_table`."""
    import pandas as pd

    columns = [
        "rule", "team", "activity", "value", "unit", "share_of_runs", "difference", "low", "high", "chance_best_of_kind",
        "behind_low", "behind_high", "judgement",
    ]  # fmt: skip
    rows = [
        (
            one.named.rule,
            one.named.team,
            one.named.activity,
            one.named.value,
            RULE_UNITS[one.named.rule],
            one.named.share,
            one.worth.paired.difference.mean,
            one.worth.paired.difference.low,
            one.worth.paired.difference.high,
            one.worth.chance_of_kind,
            one.low,
            one.high,
            one.judgement,
        )
        for one in found.rules
    ]
    return pd.DataFrame(rows, columns=columns)


def document(found: NextHireStudy) -> dict[str, Any]:
    """See `NextHire.to_json`."""
    return {
        "orgsim": made_by(),
        "scenario": found.base.name,
        "seed": found.study.seed,
        "replications": found.study.replications,
        "complete": found.study.complete,
        "kpi": found.kpi.name,
        "chance_none_is_better": plain(found.chance_of_none),
        "options": _records(table(found)),
        "rules": _records(rules(found)),
        "left_out": {name: said(reason, "en") for name, reason in found.left_out.items()},
    }


def _records(frame: "pd.DataFrame") -> list[dict[str, Any]]:
    return [
        {str(key): plain(_python(value)) for key, value in row.items()} for row in frame.to_dict("records")
    ]


def _python(value: Any) -> Any:
    """A value of numpy's as Python's own."""
    return value.item() if isinstance(value, np.generic) else value
