"""Use: how a customer stands with the product, and how that goes on while nobody does anything. Plain arithmetic."""

from typing import NamedTuple

from orgsim.mechanisms.shared.relaxation import faded, following


class Use(NamedTuple):
    """How a customer stands."""

    use: float
    """What it uses."""
    plan: float
    """What it would use if all that is planned were done on time."""
    outcome: float
    """How far what it gets out of the product lies from what it would get then."""


class Pace(NamedTuple):
    """How fast customers come to what they keep up by themselves."""

    half_life: float
    """Elapsed days in which use makes up half of its distance from that."""
    follows: float
    """Elapsed days in which the outcome makes up half of its distance from use."""


def use_later(known: Use, days: float, keeps: float, pace: Pace) -> float:
    """What a customer uses so many elapsed days later, who keeps up a use of `keeps` by itself."""
    return faded(known.use, keeps, days, pace.half_life)


def outcome_later(known: Use, days: float, keeps: float, plan_keeps: float, pace: Pace) -> float:
    """The outcome then, where a customer cared for as planned would keep up `plan_keeps`."""
    apart, rest = known.use - known.plan, keeps - plan_keeps
    return following(known.outcome, apart, rest, days, pace.half_life, pace.follows)


def later(known: Use, days: float, keeps: float, plan_keeps: float, pace: Pace) -> Use:
    """How a customer stands then."""
    return Use(
        use_later(known, days, keeps, pace),
        faded(known.plan, plan_keeps, days, pace.half_life),
        outcome_later(known, days, keeps, plan_keeps, pace),
    )
