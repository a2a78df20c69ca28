"""What an experiment file holds: a base, changes to it by name, and how they are compared."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from orgsim.fields import Plan, Share, Span

MOST_WHAT_IFS = 100
MOST_VALUES = 2_000
"""Values that the what-ifs of a file may change together."""


class ExperimentHead(Plan):
    """`[experiment]`: what the what-ifs change, and how they are compared with it; what is typed after a command comes first."""

    base: str | None = None
    """A scenario file, relative to this one, or the name of one in the gallery."""
    market: str | None = None
    """In place of `base`, with `organization`: a market file, or the name of one in the gallery."""
    organization: str | None = None
    """With `market`: an organization file, or the name of one in the gallery."""
    horizon: Span | None = None
    """Time simulated; that of the base when not stated."""
    kpis: tuple[str, ...] = ()
    """The KPIs that matter: verdicts and `precision` are about these; the headline KPIs when not stated."""
    replications: Annotated[int, Field(ge=2, le=100_000)] | None = None
    """Of each scenario; 40 when not stated, with `precision` the most that are run."""
    precision: Annotated[Share, Field(gt=0, lt=1)] | None = None
    """Run until half the interval is at most this share of the mean."""
    seed: Annotated[int, Field(ge=0, le=10**15)] = 1
    """The same seed gives the same numbers."""
    pairs: Literal["baseline", "all"] = "baseline"
    """Each what-if is compared with the base, or every two scenarios."""
    equal: Literal["payroll", "nothing"] = "nothing"
    """Whether headcounts are scaled to the payroll of the base."""


class WhatIf(Plan):
    """`[what_if.NAME]`: changes to the base; beside these two, any keys of a scenario, nested or dotted."""

    model_config = ConfigDict(extra="allow")

    extends: str | None = None
    """Another what-if of the file, whose changes come before these."""
    remove: tuple[str, ...] = ()
    """Dotted paths of what is taken away, such as "teams.field_sales", before anything is set."""


class ExperimentTables(Plan):
    """Everything an experiment file says."""

    experiment: ExperimentHead
    what_if: Annotated[dict[str, WhatIf], Field(min_length=1, max_length=MOST_WHAT_IFS)]
