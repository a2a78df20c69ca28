"""What policies may plan for an activity: work that somebody feels, and a bar where the organization judges."""

from collections.abc import Iterator

from orgsim.language.phrases import Wording
from orgsim.plan.checks.complaints import Complaint
from orgsim.plan.derived.routes import customer_work
from orgsim.plan.model.content import Content
from orgsim.plan.model.sources import EventSource


def unfelt(content: Content) -> Iterator[Complaint]:
    """Other work than the market's at an activity whose thoroughness nobody would feel: hours would cost or save nothing else."""
    life = customer_work(content)
    served = {name for part, name in life.items() if part != "upsell"}
    served |= {
        one.activity for one in content.sources.values() if isinstance(one, EventSource) and one.activity
    }
    for name in content.policies.effort:
        if name in content.journey and not content.journey[name].outcomes and name not in served:
            yield (
                ("policies", "effort", name),
                Wording(
                    "policies.effort.{name}: nobody feels how thorough {name} is, which decides nothing and is "
                    "no onboarding, answer, check-in, talk before renewal or preparation of events; leave it "
                    "out, or change its work in the market",
                    name=name,
                ),
            )


def unjudged(content: Content) -> Iterator[Complaint]:
    """A bar where the buyer decides, where nothing is decided, and where luck alone decides."""
    for name in content.policies.criteria:
        activity = content.journey.get(name)
        if activity is None:
            continue
        path, said = ("policies", "criteria", name), f"policies.criteria.{name}"
        if not activity.outcomes:
            yield (
                path,
                Wording(
                    "{said}: {name} decides nothing, so there is no bar to set; leave it out",
                    said=said,
                    name=name,
                ),
            )
        elif any(way.to == "customer" for way in activity.outcomes):
            yield (
                path,
                Wording(
                    "{said}: at {name} somebody buys, and that gate is the buyer's; state a step before it, or "
                    "work at {name} in policies.effort.{name}",
                    said=said,
                    name=name,
                ),
            )
        elif activity.judgement == 0:
            yield (
                path,
                Wording(
                    "{said}: {name} judges nothing (its judgement is 0), so that a looser bar would pass on "
                    "leads who are just as ready; state journey.{name}.judgement in the market",
                    said=said,
                    name=name,
                ),
            )
