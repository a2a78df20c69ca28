"""Pay that follows what is sold: what it needs to be paid at all."""

from collections.abc import Iterator

from orgsim.language.phrases import Phrase, Wording
from orgsim.plan.checks.complaints import Complaint
from orgsim.plan.derived.routes import arrives
from orgsim.plan.model.content import Content


def unearned(content: Content) -> Iterator[Complaint]:
    """Shares of what is beyond a quota that nobody has."""
    for name, team in content.teams.items():
        if team.commission is None or team.commission.above_quota is None:
            continue
        if team.quota is None or team.kpi != "bookings":
            yield (
                ("teams", name, "commission", "above_quota"),
                Wording(
                    "teams.{name}.commission.above_quota is paid beyond a quota of purchases: state "
                    'teams.{name}.quota, and kpi = "bookings" beside it',
                    name=name,
                ),
            )


def unpaid(content: Content) -> Iterator[Phrase]:
    """Commissions that are never paid, in words."""
    more = _sells_more(content)
    for name, team in content.teams.items():
        if team.commission is None:
            continue
        work = (*team.does, *team.helps)
        later = team.commission.expansion > 0
        for_contracts = team.commission.share > 0 or team.commission.above_quota is not None or not later
        if content.offering is None:
            yield Phrase("teams.{team} has a commission, but nothing is sold, so it is never paid", team=name)
            continue
        if for_contracts and not any(_closes(content, activity) for activity in work):
            yield Phrase(
                "teams.{team} has a commission, but does nothing that ends in a purchase, so it is never paid",
                team=name,
            )
        if later and not more.intersection(work):
            yield Phrase(
                "teams.{team} has a commission on expansion, but does nothing that sells more to customers, so it is never paid",
                team=name,
            )


def _closes(content: Content, activity: str) -> bool:
    stated = content.journey.get(activity)
    return stated is not None and any(arrives(content, way.to) == "customer" for way in stated.outcomes)


def _sells_more(content: Content) -> set[str]:
    """The activities that sell more to customers: check-ins, or what closes an upsell, and what sells the second line."""
    life, line, found = content.customer, content.second_line, set[str]()
    if life is not None and life.upsell is not None and life.check_ins is not None:
        found.add(life.upsell.activity or life.check_ins.activity)
    if line is not None and "cross_selling" in content.scenario.mechanisms:
        found.update(line.activities)
    return found
