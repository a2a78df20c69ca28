"""As worked: a plan with the hours that its organization plans for a job, and the rates that follow from them and from its bars.

The rates are estimates: log-odds are added to the shares of all leads together, as if all were equally ready.
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from orgsim.elementary import exp
from orgsim.fields import WorkTime
from orgsim.mechanisms.incentives import criteria
from orgsim.mechanisms.people import effort
from orgsim.plan.derived.in_force import acts
from orgsim.plan.derived.kinds import Kind, kinds
from orgsim.plan.model.content import Content
from orgsim.plan.model.journey import Activity, Outcome
from orgsim.plan.model.sources import EventSource


def kinds_as_worked(content: Content) -> tuple[Kind, ...]:
    """The kinds of leads, each with the plan as it is worked for them."""
    return tuple(replace(kind, content=as_worked(kind.content)) for kind in kinds(content))


def as_worked(content: Content) -> Content:
    """The plan with planned hours and moved rates written into the journey, and stated no more as policies."""
    policies = content.policies
    if not (policies.effort or policies.criteria):
        return content
    depths: Mapping[str, float] = policies.effort if acts(content, "effort") else {}
    bars: Mapping[str, float] = policies.criteria if acts(content, "criteria") else {}
    rules, followed = content.effects.effort, content.effects.criteria.followed
    journey = dict(content.journey)
    for name in (*depths, *(one for one in bars if one not in depths)):
        activity, depth = content.journey[name], depths.get(name, 1.0)
        shift = effort.effect(depth, _base(activity), rules.elasticity, rules.steepest)
        shift += criteria.effect(bars.get(name, 0.0), followed)
        journey[name] = activity.model_copy(
            update={"work": scaled(activity.work, depth), "outcomes": moved(activity.outcomes, shift)}
        )
    stated = policies.model_copy(update={"effort": {}, "criteria": {}})
    return content.model_copy(update={"journey": journey, "policies": stated})


def leads_per_attendee(content: Content, source: EventSource) -> float:
    """Share of those who come to an event and become leads, as it is prepared."""
    share, depth = source.leads_per_attendee, content.policies.effort.get(source.activity or "", 1.0)
    if depth == 1 or not 0 < share < 1 or not acts(content, "effort"):
        return share
    rules = content.effects.effort
    return share / (share + (1 - share) * exp(-effort.effect(depth, share, rules.events, rules.steepest)))


def scaled(work: WorkTime, depth: float) -> WorkTime:
    """Staff hours `depth` times as long."""
    changes: dict[str, Any] = {
        key: value * depth for key in ("mean", "low", "high") if (value := getattr(work, key)) is not None
    }
    if work.values is not None:
        changes["values"] = tuple(value * depth for value in work.values)
    return work.model_copy(update=changes)


def moved(outcomes: tuple[Outcome, ...], shift: float) -> tuple[Outcome, ...]:
    """Outcomes with log-odds added to the shares of the better ones."""
    total, reached = 0.0, [0.0]
    for way in outcomes:
        total = min(total + way.rate, 1.0)
        reached.append(total / (total + (1 - total) * exp(-shift)))
    return tuple(
        way.model_copy(update={"rate": after - before})
        for way, (before, after) in zip(outcomes, pairwise(reached), strict=True)
    )


def _base(activity: Activity) -> float:
    """Share of first-time leads that come to where the first outcome leads."""
    return sum(way.rate for way in activity.outcomes if way.to == activity.outcomes[0].to)
