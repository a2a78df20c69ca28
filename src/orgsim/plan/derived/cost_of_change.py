"""What a reorganization costs at once by its plan: pay for those for whom there is no place, and finding people for new ones.

Counted for people as they are planned: vacancies and people hired by a rule are not foreseen. What is lost while people settle in
is in no plan; runs show it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from orgsim.plan.derived.headcounts import planned_on
from orgsim.plan.derived.in_force import acting
from orgsim.plan.derived.reference_hours import reference_hours
from orgsim.plan.derived.stages import Stage, continuing, stages
from orgsim.plan.model.content import Content
from orgsim.units import MONTH


@dataclass(frozen=True, slots=True)
class CostOfChange:
    """The people for whom there is no place, the places for which there is nobody, and what both cost within the horizon."""

    leaving: Mapping[str, int]
    """By team that they leave."""
    vacant: Mapping[str, int]
    """By team that is to be filled up."""
    notice: float
    """Money for those who leave, for the time of their notice."""
    finding: float
    """Money to find people for vacant places; 0 where turnover, which says what that costs, is not in force."""

    @property
    def total(self) -> float:
        """Both together."""
        return self.notice + self.finding


def cost_of_change(content: Content) -> CostOfChange:
    """What the first reorganization of a scenario costs at once, by its plan; it has a day."""
    before, after = stages(content)[:2]
    by = after.by
    assert by is not None
    leaving, vacant = _assigned(before, after)
    horizon, day = content.scenario.horizon, after.begins
    paid = min(by.notice, max(0.0, horizon - day)) / MONTH
    notice = sum(number * _cost(before, after, team) * paid for team, number in leaving.items())
    turnover = "turnover" in acting(after.plan)
    rules = content.effects.turnover
    delay = by.delay if by.delay is not None else rules.delay if turnover else 0.0
    months = rules.cost if turnover and day + delay < horizon else 0.0
    finding = sum(number * after.plan.teams[team].cost * months for team, number in vacant.items())
    return CostOfChange(leaving, vacant, notice, finding)


def _cost(before: Stage[Content], after: Stage[Content], team: str) -> float:
    """What somebody of a team costs per model month once the new organization is in force."""
    goes_on = team in continuing(before.plan, after.plan)
    return (after if goes_on else before).plan.teams[team].cost


def _assigned(before: Stage[Content], after: Stage[Content]) -> tuple[dict[str, int], dict[str, int]]:
    """Who is left over, by old team, and what is left vacant, by new team, in the order in which people are given places.

    As `orgsim.engine.reorganization` does it, with everybody there who is planned.
    """
    going_on = continuing(before.plan, after.plan)
    there = {team: planned_on(before.plan, team, after.begins) for team in before.plan.teams}
    places = {team: after.planned(team) for team in after.plan.teams}
    gaps = {team: places[team] - (there[team] if team in going_on else 0) for team in places}
    closing = [team for team in there if team not in going_on]
    by = after.by
    assert by is not None
    for old, aims in by.people.items():
        for new, number in aims.items():
            going = min(there[old], number)
            there[old] -= going
            gaps[new] -= going
            if old in going_on:
                gaps[old] += going
    free = {team: there[team] for team in closing}
    free |= {team: min(there[team], -gap) for team, gap in gaps.items() if gap < 0 and team in going_on}
    shared = _shared(before, after)
    pairs = [(old, new) for old in free for new in gaps if not (old == new and old in going_on)]
    for old, new in sorted(pairs, key=lambda pair: -shared[pair]):
        going = min(free[old], max(0, gaps[new]))
        free[old] -= going
        gaps[new] -= going
    vacant = {team: gap for team, gap in gaps.items() if gap > 0}
    return {team: number for team, number in free.items() if number}, vacant


def _shared(before: Stage[Content], after: Stage[Content]) -> dict[tuple[str, str], float]:
    """By team before and after, the reference hours of what both do."""
    hours = reference_hours(after.plan)
    return {
        (old, new): sum(hours.get(one, 0.0) for one in set(stated.does) & set(other.does))
        for old, stated in before.plan.teams.items()
        for new, other in after.plan.teams.items()
    }
