"""Charts: which team does what; one organization's chart for the work of another, and whose team is whose."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from orgsim.plan.derived.posts import Hours, hours_by_team
from orgsim.plan.derived.reference_hours import reference_hours
from orgsim.plan.derived.routes import customer_work, source_work
from orgsim.plan.derived.serving import teams_of
from orgsim.plan.model.content import Content

Chart = dict[str, tuple[str, ...]]
"""What each team does."""


def chart_of(content: Content) -> Chart:
    """What each team of a plan does of the journey."""
    return {name: team.does for name, team in content.teams.items()}


def chart(cut: Content, work: Content) -> Chart:
    """The chart of one organization for the work that is done in another, in the same market.

    Work that it does not have there is left out. Work that it lacks goes to the team whose other work is just that of the team
    which does it in `work`; where there is none, to the team of the nearest earlier activity of the journey on the same side of
    the purchase, the nearest later one where none is earlier, any team's where that side is empty.
    """
    wanted, before = _done(work), chart_of(cut)
    found = {name: tuple(one for one in does if one in wanted) for name, does in before.items()}
    for activity in cut.journey:
        if activity in wanted and not _doing(found, activity):
            for team in _takers(cut, work, found, activity):
                found[team] = (*found[team], activity)
    orders = {frozenset(team.does): team.does for team in work.teams.values()}
    return {
        name: does if does == before[name] else orders.get(frozenset(does), does)
        for name, does in found.items()
    }


def _done(content: Content) -> set[str]:
    return {name for team in content.teams.values() for name in team.does if name in content.journey}


def _doing(does: Chart, activity: str) -> list[str]:
    return [team for team, own in does.items() if activity in own]


def _takers(cut: Content, work: Content, found: Chart, activity: str) -> list[str]:
    """The teams that take over an activity: several where each does its neighbour for leads of its own."""
    both = {name for own in found.values() for name in own}
    for team in teams_of(work, activity):
        shared = set(work.teams[team].does) & both
        twins = [
            name for name, own in found.items() if shared and set(own) & _done(work) - {activity} == shared
        ]
        if twins:
            return twins
    doing = _doing(found, next(_neighbours(cut, both, activity), ""))
    alone = activity in source_work(cut).values()
    return doing[:1] if alone else doing or list(found)[:1]


def _neighbours(cut: Content, done: Iterable[str], activity: str) -> Iterator[str]:
    """Activities that are done, the nearest to one first: earlier ones on its side of the purchase, later ones, then others."""
    order, later = list(cut.journey), _after_purchase(cut)
    here = order.index(activity)
    near = sorted(done, key=lambda name: (order.index(name) > here, abs(order.index(name) - here)))
    yield from sorted(near, key=lambda name: (name in later) != (activity in later))


def _after_purchase(content: Content) -> set[str]:
    line = content.second_line
    return {*customer_work(content).values(), *(() if line is None else (line.activity,))}


@dataclass(frozen=True, slots=True)
class Donors:
    """The teams of an organization by whose words those of another chart live."""

    content: Content
    hours: Mapping[str, float]
    """The market's reference hours of each activity."""
    by_team: Hours
    words: Mapping[str, Mapping[str, Any]]
    """Their tables as their files state them."""

    @classmethod
    def of(cls, content: Content, words: Mapping[str, Mapping[str, Any]]) -> "Donors":
        """The donors of an organization."""
        return cls(content, reference_hours(content), hours_by_team(content), words)

    def team(self, name: str, does: Iterable[str], serves: object) -> str | None:
        """The team that does, of some activities, the one on which the market asks most hours; of several first who serves the
        same, then the larger one. Of a team without work of the journey, one like it. None where there is none."""
        teams = self.content.teams
        common = [one for one in does if teams_of(self.content, one)]
        if not common:
            idle = [one for one, team in teams.items() if not team.does and not tuple(does)]
            return name if name in idle else next(iter(idle), None)
        heaviest = max(common, key=lambda one: self.hours[one])
        doing = teams_of(self.content, heaviest)
        return max(doing, key=lambda one: (teams[one].serves == serves, one == name, teams[one].headcount))

    def pay(self, does: Iterable[str]) -> float | None:
        """Mean pay per person of the people who do some activities, each counted for the hours that the market asks; None where
        nobody does any of them."""
        weights, teams = dict[str, float](), self.content.teams
        for activity in does:
            for name in teams_of(self.content, activity):
                whole = sum(self.by_team[name].values())
                share = self.by_team[name][activity] / whole if whole > 0 else 1 / len(teams[name].does)
                weights[name] = weights.get(name, 0.0) + share * max(teams[name].headcount, 1)
        pays = {teams[name].cost for name in weights}
        total = sum(weights.values())
        if len(pays) < 2 or not total > 0:
            return next(iter(pays), None)
        return sum(weight * teams[name].cost for name, weight in weights.items()) / total

    def counterpart(self, team: str, does: Chart, heads: Mapping[str, int]) -> str:
        """The team of a chart that takes the place of one of the donors in their policies: who does the heaviest of its work;
        of a team without work of the journey, one like it, else the largest."""
        own = [one for one in self.content.teams[team].does if _doing(does, one)]
        if own:
            found = _doing(does, max(own, key=lambda one: self.hours[one]))
        else:
            found = [name for name, names in does.items() if not names] or list(does)
        return max(found, key=lambda name: (name == team, heads[name]))
