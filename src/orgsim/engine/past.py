"""Past: what is known of a lead or customer that is there on day 0."""

from dataclasses import dataclass

from orgsim.engine.entities import Activity, Case


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of a case that is there on day 0."""

    case: Case
    work: tuple[Activity, ...]
    """What was done for it, in order, as far as it matters yet; the last of it by the team that had it last."""
    since: float
    """Day since which it is where it is: at an activity, at rest, a customer."""
    health: float | None = None
    """Of a customer: its health, where it is stated."""
