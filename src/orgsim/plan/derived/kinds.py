"""Kinds of leads: those that are treated alike, with the same rates, work and patience at every step, by the same teams.

The plan as it is for the leads of one kind is a plan without segments of their own journey and in which one team does each
activity, so that all that is known of such plans holds for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from orgsim.fields import Spread
from orgsim.plan.derived.mix import EVERYONE, positive, usual_mix
from orgsim.plan.derived.serving import everyone, for_sources_alone, lots, serves, tells_apart
from orgsim.plan.model.content import Content
from orgsim.plan.model.journey import Activity
from orgsim.plan.model.market import SegmentStep


@dataclass(frozen=True, slots=True)
class Kind:
    """Leads that are treated alike."""

    content: Content
    """The plan as it is for them."""
    shares: Mapping[str, float]
    """Their share of the leads of each source."""
    among: Mapping[str, float]
    """Their share of the leads of each segment that they are of."""

    @property
    def segments(self) -> tuple[str, ...]:
        """The segments they are of."""
        return tuple(self.among)


_Key = tuple[str | None, tuple[str, ...]]
"""The segment that has a journey of its own, and the teams that serve it."""


def kinds(content: Content) -> tuple[Kind, ...]:
    """The kinds of leads that a plan tells apart, of the leads that there are, and of a firm's of day 0 whose
    segment no source brings; one where it treats all alike."""
    if not tells_apart(content) and not any(segment.journey for segment in content.segments.values()):
        all_of_them = dict.fromkeys(content.segments or (EVERYONE,), 1.0)
        return (Kind(content, dict.fromkeys(content.sources, 1.0), all_of_them),)
    mix = usual_mix(content)
    shares: dict[_Key, dict[str, float]] = {}
    amounts: dict[_Key, dict[str, float]] = {}
    brought = lots(content)
    told = {segment for _, segment, _ in brought}
    of_day_0 = [lot for lot in everyone(content) if lot not in brought and lot[1] not in told]
    for lot in [*brought, *of_day_0]:
        source, segment, _ = lot
        share = brought.get(lot, 0.0)
        own = segment if segment in content.segments and content.segments[segment].journey else None
        serving = tuple(name for name, team in content.teams.items() if serves(content, team, lot))
        of, among = shares.setdefault((own, serving), {}), amounts.setdefault((own, serving), {})
        among[segment] = among.get(segment, 0.0) + mix.get(source, 0.0) * share
        if share > 0:
            of[source] = of.get(source, 0.0) + share
    total: dict[str, float] = {}
    for found in amounts.values():
        total |= {name: total.get(name, 0.0) + amount for name, amount in found.items()}
    return tuple(
        Kind(
            _for(content, key, positive(amounts[key])),
            shares[key],
            {name: amount / total[name] if total[name] > 0 else 1.0 for name, amount in amounts[key].items()},
        )
        for key in shares
    )


def _for(content: Content, key: _Key, amounts: Mapping[str, float]) -> Content:
    """The plan as it is for the leads of some segments, of whom so many come, and whom some teams serve."""
    own, serving = key
    total = sum(amounts.values())
    kept = {
        name: content.segments[name].model_copy(update={"journey": {}, "share": amount / total})
        for name, amount in amounts.items()
        if name in content.segments
    }
    sources = {name: one.model_copy(update={"segments": None}) for name, one in content.sources.items()}
    alone = for_sources_alone(content)
    teams = {
        name: team.model_copy(
            update={
                "does": tuple(one for one in team.does if name in serving or one in alone),
                "helps": team.helps if name in serving else (),
                "serves": None,
            }
        )
        for name, team in content.teams.items()
    }
    journey = content.journey if own is None else journey_of(content, own)
    return content.model_copy(
        update={"journey": journey, "segments": kept, "sources": sources, "teams": teams}
    )


def journey_of(content: Content, segment: str) -> dict[str, Activity]:
    """The journey of the leads of a segment: its own rates, work and patience where it states them."""
    return {name: step_of(content, segment, name) for name in content.journey}


def step_of(content: Content, segment: str, name: str) -> Activity:
    """One activity of it."""
    steps = content.segments[segment].journey if segment in content.segments else {}
    activity = content.journey[name]
    return _merged(activity, steps[name]) if name in steps else activity


def _merged(activity: Activity, own: SegmentStep) -> Activity:
    changes: dict[str, Any] = {}
    if own.work is not None:
        changes["work"] = inherited(own.work, activity.work)
    if own.patience is not None:
        changes["patience"] = inherited(own.patience, activity.patience)
    if own.rates is not None:
        rates = own.rates
        changes["outcomes"] = tuple(
            way.model_copy(update={"rate": rates.get(way.to, 0.0)}) for way in activity.outcomes
        )
    return activity.model_copy(update=changes)


def inherited(own: "Spread[Any]", usual: "Spread[Any] | None") -> Any:
    """A distribution whose shape and cv are another's where it does not state them."""
    if usual is None:
        return own
    changes: dict[str, object] = {}
    if own.distribution is None:
        changes["distribution"] = usual.distribution
    shape = own.distribution or usual.distribution
    if own.cv is None and shape in (None, "lognormal", "gamma"):
        changes["cv"] = usual.cv
    return own.model_copy(update=changes)
