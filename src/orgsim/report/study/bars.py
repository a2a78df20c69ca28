"""One KPI in every scenario of a study as bars, for a notebook."""

from collections.abc import Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.errors import unusable
from orgsim.language import Language
from orgsim.measures.kpis import KPIS

if TYPE_CHECKING:
    import pandas as pd


def bars(table: "pd.DataFrame", kpi: str, language: Language, colours: Mapping[str, str]) -> Any:
    """Draw a KPI's mean in every scenario of a table of estimates with its 95 % interval; returns the matplotlib Axes.

    colours: by scenario.

    Raises OrgsimError for a KPI that there is not, or that no replication defines.
    """
    if kpi not in KPIS:
        raise unusable("there is no KPI {kpi}; there are {kpis}", kpi=repr(kpi), kpis=", ".join(KPIS))
    own = table[table["kpi"] == kpi].set_index("scenario")
    if own.empty:
        raise unusable("{kpi} is defined in no replication of this study", kpi=kpi)
    reach = [own["mean"] - own["low"], own["high"] - own["mean"]]
    # An interval without a bound is drawn without that arm.
    margin = np.array([[[size if isfinite(size) else 0.0 for size in arm] for arm in reach]])
    # A frame draws in a figure of its own; a series would draw over whatever figure is open.
    axes = own[["mean"]].plot(
        kind="bar", yerr=margin, capsize=4, rot=0, title=KPIS[kpi].title.say(language), legend=False
    )
    for bar, name in zip(axes.patches, own.index, strict=True):
        bar.set_facecolor(colours[name])
    axes.set_xlabel("")
    axes.set_ylabel(own["unit"].iloc[0])
    return axes
