"""Posts: what the people of a team do by the market's reference hours, and how often they leave for what they do."""

import math

from orgsim.plan.derived.headcounts import people
from orgsim.plan.derived.reference_hours import hours_of_lots, reference_hours
from orgsim.plan.derived.serving import serves, tells_apart
from orgsim.plan.model.content import Content
from orgsim.plan.model.organization import Team

Hours = dict[str, dict[str, float]]
"""By team and activity."""


def hours_by_team(content: Content) -> Hours:
    """The market's reference hours of every activity of the journey that a team does, for the leads it does it for."""
    if not tells_apart(content):
        hours = reference_hours(content)
        return {name: _own(content, team, hours) for name, team in content.teams.items()}
    of_lot = hours_of_lots(content)
    found = {}
    for name, team in content.teams.items():
        own = [one for lot, one in of_lot.items() if serves(content, team, lot)]
        found[name] = _own(content, team, {one: sum(part[one] for part in own) for one in content.journey})
    return found


def _own(content: Content, team: Team, hours: dict[str, float]) -> dict[str, float]:
    return {one: hours[one] for one in team.does if one in content.journey}


def turnover_by_team(content: Content) -> dict[str, float | None]:
    """The chance to leave within a year of the people of every team: its own where it states one, else the mean over what they
    do, weighted by reference hours; None where neither it nor what it does says anything."""
    journey = content.journey
    found = {name: team.turnover for name, team in content.teams.items()}
    open_ = {
        name: [one for one in team.does if one in journey]
        for name, team in content.teams.items()
        if team.turnover is None
        and any(one in journey and journey[one].turnover is not None for one in team.does)
    }
    hours = hours_by_team(content) if any(len(does) > 1 for does in open_.values()) else {}
    for name, does in open_.items():
        weights = [hours[name][one] if name in hours else 1.0 for one in does]
        if not sum(weights) > 0:
            weights = [1.0] * len(does)
        rates = [_rate(content, one) for one in does]
        found[name] = sum(w * rate for w, rate in zip(weights, rates, strict=True)) / sum(weights)
    return found


def leaving_by_team(content: Content) -> dict[str, float]:
    """People who leave each team within a year, where all its places are filled."""
    usual: float = content.effects.turnover.per_year
    stated = turnover_by_team(content)
    return {
        name: -people(content, name) * math.log1p(-(usual if own is None else own))
        for name, own in stated.items()
    }


def _rate(content: Content, activity: str) -> float:
    stated = content.journey[activity].turnover
    usual: float = content.effects.turnover.per_year
    return usual if stated is None else stated
