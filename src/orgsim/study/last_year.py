"""The last 12 months of a study's runs: whether they are told apart, and their tables (see `orgsim.measures.last_year`)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, get_args

from orgsim.errors import OrgsimError, unusable
from orgsim.measures.last_year import LAST_YEAR_KPIS, too_short
from orgsim.plan.scenario import Scenario
from orgsim.study.quantities import Part, Window, quantities
from orgsim.study.sample import Sample

if TYPE_CHECKING:
    import pandas as pd

PARTS: tuple[Part, ...] = ("kpis", "teams")
"""What has figures of the last 12 months."""


def apart(samples: Mapping[str, Sample]) -> bool:
    """Whether some scenario's runs are long enough that their last 12 months are told apart."""
    return any(True for sample in samples.values() for _ in quantities(sample, "kpis", "last year"))


def check(
    period: Window,
    part: Part,
    kpis: Sequence[str],
    samples: Mapping[str, Sample],
    scenarios: Mapping[str, Scenario],
) -> None:
    """See that there are figures of a period: of a part, and of the KPIs that are asked for; OrgsimError where there are none."""
    if period not in get_args(Window):
        raise unusable('period is {period}; it must be "total" or "last year"', period=repr(period))
    if period == "total":
        return
    if part not in PARTS:
        raise unusable('{part} have no figures of the last year; part must be "kpis" or "teams"', part=part)
    missing = [name for name in kpis if name not in LAST_YEAR_KPIS]
    if missing:
        raise unusable(
            "{missing} has no figure of the last year; there are {last_year_kpis}",
            missing=missing[0],
            last_year_kpis=", ".join(LAST_YEAR_KPIS),
        )
    if not apart(samples):
        longest = max(one.scenario.horizon - one.scenario.warm_up for one in scenarios.values())
        raise OrgsimError(too_short(longest))


def whole(frames: Sequence["pd.DataFrame"], before: str) -> "pd.DataFrame":
    """Tables of the whole and of teams as one, the column `team`, empty for the whole, before another."""
    import pandas as pd

    table = pd.concat(frames, ignore_index=True)
    columns = [name for name in table.columns if name != "team"]
    place = columns.index(before)
    return table.reindex(columns=[*columns[:place], "team", *columns[place:]])
