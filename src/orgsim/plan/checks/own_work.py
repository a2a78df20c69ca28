"""What policies that give a team work for the organization itself have to say, together and with the teams."""

from collections.abc import Iterator

from orgsim.language.phrases import Wording
from orgsim.plan.checks.complaints import Complaint
from orgsim.plan.checks.draft import Sketch, tables, texts
from orgsim.plan.derived.stages import stages
from orgsim.plan.model.content import Content
from orgsim.plan.text.document import written

BACKGROUND = ("development", "assurance", "analytics")
"""Policies of work done in a reserved share of a team's hours, or in what other work leaves over."""


def background(sketch: Sketch) -> Iterator[Complaint]:
    """Each such policy says when it is done, in one way, and none is in vain."""
    policies = tables(sketch.document.get("policies"))
    stated = {name: policies[name] for name in BACKGROUND if name in policies}
    for name, table in stated.items():
        path = ("policies", name)
        left_over = table.get("left_over") is True
        if left_over and table.get("share", 0) != 0:
            yield (
                (*path, "left_over"),
                Wording("{path} has both share and left_over = true; state one of them", path=written(path)),
            )
        elif not left_over and "share" not in table:
            yield (
                path,
                Wording(
                    "{path} does not say when it is done: add share = 0.3 or left_over = true",
                    path=written(path),
                ),
            )
    if "assurance" in stated and "development" not in stated:
        message = Wording("policies.assurance guides development: add [policies.development]")
        yield ("policies", "assurance"), message
    if "customer_news" in policies and "interviews" not in policies:
        message = Wording("policies.customer_news shares what interviews tell: add [policies.interviews]")
        yield ("policies", "customer_news"), message


def idle(sketch: Sketch) -> Iterator[Complaint]:
    """A team that does nothing of the journey has work by a policy, helps others, or takes part in their work."""
    named = (table.get("team") for table in tables(sketch.document.get("policies")).values())
    busy = {team for team in named if isinstance(team, str)}
    busy |= set(texts(sketch.document.get("policies", "approvals", "teams")))
    busy |= {team for activity in sketch.activities.values() for team in texts(activity.get("with"))}
    for name, table in tables(sketch.document.get("teams")).items():
        if table.get("does") == [] and name not in busy and not table.get("helps"):
            path = ("teams", name, "does")
            yield (
                path,
                Wording(
                    "{path} is empty; it must have at least one entry, or the team must help others, take part "
                    "in joint work, or have work by a policy",
                    path=written(path),
                ),
            )


def overbooked(content: Content) -> Iterator[Complaint]:
    """No team keeps more hours for such work than it has."""
    reserved: dict[str, float] = {}
    for name in BACKGROUND:
        plan = getattr(content.policies, name)
        if plan is not None and plan.share and not plan.left_over:
            total = reserved[plan.team] = reserved.get(plan.team, 0.0) + plan.share
            if total > 1 + 1e-9:
                message = Wording(
                    "policies keep {total} of the hours of teams.{team}; it must be 1 or less",
                    total=format(total, ".6g"),
                    team=plan.team,
                )
                yield ("policies", name, "share"), message


def always_busy(content: Content) -> set[str]:
    """Teams of a run whose people fill every spare hour with work for the organization, under whichever one."""
    return {stage.names[key] for stage in stages(content) for key in _always_busy(stage.plan)}


def _always_busy(content: Content) -> set[str]:
    """Teams that give all hours which customer work leaves over to the organization's own work."""
    policies = content.policies
    own = (policies.development, policies.assurance, policies.analytics)
    return {policy.team for policy in own if policy is not None and policy.left_over}
