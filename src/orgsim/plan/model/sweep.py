"""What a sweep file holds: scenarios, and what is varied in them."""

from typing import Annotated, Any, Literal

from pydantic import Field

from orgsim.fields import Plan, Span

MOST_SCENARIOS = 20


class SweepHead(Plan):
    """`[sweep]`: what is run, and how; what is typed after a command comes first."""

    scenarios: Annotated[tuple[str, ...], Field(max_length=MOST_SCENARIOS)] = ()
    """Scenario files, relative to this one, or names of some in the gallery."""
    market: str | None = None
    """In place of `scenarios`, with `organizations`: a market file, or the name of one in the gallery."""
    organizations: Annotated[tuple[str, ...], Field(max_length=MOST_SCENARIOS)] = ()
    """With `market`: organization files, or names of some in the gallery."""
    horizon: Span | None = None
    """Time simulated; that of each scenario when not stated."""
    kpis: tuple[str, ...] = ()
    """The KPIs that matter, the first most; the headline KPIs when not stated."""
    design: Literal["grid", "latin", "sobol"] = "grid"
    """How what is not known is sampled: every combination, a Latin hypercube, or a Sobol sequence for Sobol indices."""
    points: Annotated[int, Field(ge=2, le=65_536)] | None = None
    """Of a Latin hypercube or a Sobol sequence; 32 when not stated."""
    replications: Annotated[int, Field(ge=2, le=100_000)] | None = None
    """Of each point; 10 when not stated, 20 for a map."""
    seed: Annotated[int, Field(ge=0, le=10**15)] = 1
    """The same seed gives the same numbers."""
    map: Annotated[tuple[str, ...], Field(min_length=2, max_length=2)] | None = None
    """Two of the paths below, x and y of a map of who wins where; a sweep of all of them when not stated."""


class SweepTables(Plan):
    """Everything a sweep file says."""

    sweep: SweepHead
    levers: dict[str, Any] = {}
    """What one decides: paths of the scenario, each with a list of values or a range such as "8 h..16 h"."""
    uncertainties: dict[str, Any] = {}
    """What one does not know, likewise."""
