"""Taken over: a scenario that goes on from another organization's run, laid out as the one run that it is.

The run begins so many days earlier, under the organization that was there before; the scenario's own takes over when they have
passed. All days of the scenario are moved by them, and the market is the same all along: growth is reckoned back.
"""

from datetime import timedelta
from typing import Any, TypeVar

from orgsim.plan.model.content import Content
from orgsim.plan.model.firm import Predecessor
from orgsim.plan.model.organization import Team
from orgsim.plan.model.reorganization import Reorganization, Successor, TakenOver
from orgsim.plan.model.sources import SteadySource
from orgsim.units import MONTH

C = TypeVar("C", bound=Content)


def days_before(content: Content) -> float:
    """Whole days of the run before day 0; 0 where nothing is taken over."""
    before = None if content.firm is None else content.firm.after
    return 0.0 if before is None else float(int(before.months * MONTH))


def whole(content: C) -> C:
    """The whole run of a scenario that takes over from another; any other as it is. Its day 0 is that of the run before."""
    before = None if content.firm is None else content.firm.after
    if before is None:
        return content
    days, head = days_before(content), content.scenario
    update: dict[str, Any] = {
        "scenario": head.model_copy(
            update={
                "horizon": head.horizon + days,
                "warm_up": head.warm_up + days,
                "start": head.start - timedelta(days=days),
            }
        ),
        "firm": None,
        "sources": {
            name: one.model_copy(update={"leads": one.leads * (1 + one.growth) ** (-days / MONTH)})
            if isinstance(one, SteadySource)
            else one
            for name, one in content.sources.items()
        },
        "shocks": {name: _later(one, days) for name, one in content.shocks.items()},
        "reorganizations": (
            _takeover(content, before, days),
            *(_organized(one, days) for one in content.reorganizations),
        ),
        **{name: tuple(_later(one, days) for one in getattr(content, name)) for name in _DATED},
        **{name: getattr(before.organization, name) for name in type(before.organization).model_fields},
    }
    return content.model_copy(update=update)


_DATED = ("price_lists", "offerings", "transfers", "freezes")
"""Tables of things that happen on a day."""


def _later(one: Any, days: float) -> Any:
    """Something that happens so many days later."""
    return one.model_copy(update={"at": one.at + days})


def _organized(one: Reorganization, days: float) -> Reorganization:
    at = None if one.at is None else one.at + days
    return one.model_copy(update={"at": at, "organization": _moved(one.organization, days)})


def _moved(organization: Successor, days: float) -> Successor:
    """An organization whose plans are for so many days later."""
    teams = {name: _team(team, days) for name, team in organization.teams.items()}
    return organization.model_copy(update={"teams": teams})


def _team(team: Team, days: float) -> Team:
    absences = tuple(
        one.model_copy(update={"from_": one.from_ + days}) if isinstance(one.from_, float) else one
        for one in team.absences
    )
    changes = tuple(_later(one, days) for one in team.changes)
    return team.model_copy(update={"changes": changes, "absences": absences})


def _takeover(content: Content, before: Predecessor, days: float) -> TakenOver:
    own = Successor(organization=content.organization, teams=content.teams, policies=content.policies)
    return TakenOver.model_construct(
        at=days,
        organization=_moved(own, days),
        people=before.people,
        notice=before.notice,
        delay=before.delay,
    )
