"""Divisions of so many people, or of a budget, among teams: which there are, and which lie beside one another."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, permutations

from orgsim.errors import unusable
from orgsim.language.phrases import Wording
from orgsim.plan.budget import payroll
from orgsim.plan.model.people import MOST_IN_TEAM
from orgsim.plan.scenario import Scenario
from orgsim.plan.text.document import listed, meant, nearest, shown

Counts = tuple[int, ...]
"""People of each team, in the order of the pool's teams."""
COUNTED = 100_000
"""Divisions are counted up to this."""
_ROUNDING = 1e-9
"""Share of a budget below which an amount is nothing."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Teams among which something is divided: people, each of whom costs 1, or a budget per month.

    Each team has at least one person, and nobody more could be paid. So a division is told by all teams but the cheapest, which
    gets what the others leave.
    """

    teams: tuple[str, ...]
    costs: tuple[float, ...]
    """Of one person in each team, more than 0."""
    budget: float
    """What there is for these teams."""

    @property
    def cheapest(self) -> int:
        """The place of the team that gets what is left: the last of those that cost least."""
        return min(reversed(range(len(self.teams))), key=self.costs.__getitem__)

    @property
    def others(self) -> list[int]:
        """The places of all other teams."""
        return [place for place in range(len(self.teams)) if place != self.cheapest]

    def filled(self, counts: Sequence[int]) -> Counts | None:
        """The division with these people, and in the cheapest team as many as can be paid; None where that is no division."""
        rest = self.budget - sum(self.costs[k] * counts[k] for k in self.others)
        last = math.floor(rest / self.costs[self.cheapest] + self.budget * _ROUNDING)
        found = tuple(last if k == self.cheapest else n for k, n in enumerate(counts))
        return found if all(1 <= n <= MOST_IN_TEAM for n in found) else None

    def dealt(self, weights: Sequence[float]) -> Counts:
        """The division nearest to some weights: one person each, then one by one whom most is missing, as long as anybody can be
        paid."""
        whole = sum(weight * cost for weight, cost in zip(weights, self.costs, strict=True))
        ideal = [weight * self.budget / whole if whole > 0 else 1.0 for weight in weights]
        counts = [1] * len(self.teams)
        rest = self.budget * (1 + _ROUNDING) - sum(self.costs)
        while open_to := [k for k, n in enumerate(counts) if self.costs[k] <= rest and n < MOST_IN_TEAM]:
            place = max(open_to, key=lambda k: ideal[k] - counts[k])
            counts[place] += 1
            rest -= self.costs[place]
        return tuple(counts)

    def beside(self, counts: Counts) -> list[Counts]:
        """The divisions next to one: a person more or fewer in one team, or moved from one to another; the cheapest makes up."""
        moves = [{k: step} for k in self.others for step in (1, -1)]
        moves += [{k: -1, j: 1} for k, j in permutations(self.others, 2)]
        found = (self.filled([n + move.get(k, 0) for k, n in enumerate(counts)]) for move in moves)
        return [one for one in dict.fromkeys(found) if one is not None and one != counts]

    def all(self) -> Iterator[Counts]:
        """Every division."""
        counts = [1] * len(self.teams)

        def walk(places: list[int], rest: float) -> Iterator[Counts]:
            if not places:
                if (found := self.filled(counts)) is not None:
                    yield found
                return
            place, *later = places
            least = sum(self.costs[k] for k in later) + self.costs[self.cheapest]
            most = math.floor((rest - least) / self.costs[place] + self.budget * _ROUNDING)
            for counts[place] in range(1, min(most, MOST_IN_TEAM) + 1):
                yield from walk(later, rest - self.costs[place] * counts[place])

        yield from walk(self.others, self.budget)

    def number(self) -> int:
        """How many divisions there are; `COUNTED` + 1 for more than that."""
        return sum(1 for _ in islice(self.all(), COUNTED + 1))


def pool(scenario: Scenario, people: int | None, budget: float | None, kept: Sequence[str] = ()) -> Pool:
    """What is divided in a scenario: so many people in all, a payroll per month, or as many people as there are on day 0.

    Teams in `kept` stay as they are, those without people on day 0, too; what they take is theirs. Raises OrgsimError where
    nothing can be divided.
    """
    name = scenario.name
    if scenario.reorganizations:
        raise unusable(
            "{name} changes its organization on the way, and people are divided in one: take it away "
            "with --set reorganizations=[], or name the organization alone",
            name=name,
        )
    teams = tuple(team for team, one in scenario.teams.items() if one.headcount > 0 and team not in kept)
    if len(teams) < 2:
        raise unusable(
            "people are divided among two teams or more; {name} has {teams}",
            name=name,
            teams=listed(list(teams)) or "none",
        )
    fixed = [team for team, one in scenario.teams.items() if team not in teams and one.headcount > 0]
    if budget is None:
        there = {team: one.headcount for team, one in scenario.teams.items()}
        total = sum(there.values()) if people is None else people
        return _possible(
            name, Pool(teams, (1.0,) * len(teams), total - sum(there[one] for one in fixed)), "people"
        )
    free = [team for team in teams if not scenario.teams[team].cost > 0]
    if free:
        raise unusable(
            "a budget divides people who cost something, and teams.{free} of {name} states no cost: "
            "state it, or use --people",
            free=free[0],
            name=name,
        )
    spent = sum(scenario.teams[one].headcount * scenario.teams[one].cost for one in fixed)
    costs = tuple(scenario.teams[team].cost for team in teams)
    return _possible(name, Pool(teams, costs, budget - spent), "budget")


def unknown_team(team: str, scenario: Scenario) -> str:
    """What is said of a team that a scenario has not."""
    near = nearest(team, list(scenario.teams))
    hint = meant(near, Wording("it has {teams}", teams=listed(list(scenario.teams))))
    return f"{shown(team)} is no team of {scenario.name}; {hint}"


def _possible(name: str, found: Pool, what: str) -> Pool:
    least, most = sum(found.costs), MOST_IN_TEAM * sum(found.costs)
    if found.budget < least * (1 - _ROUNDING):
        short = (
            Wording(
                "{people} people are left for {count} teams",
                people=format(found.budget, "g"),
                count=len(found.teams),
            )
            if what == "people"
            else Wording(
                "{money} a month is left for a person in each of {count} teams, who cost {least}",
                money=format(found.budget, ",.0f"),
                count=len(found.teams),
                least=format(least, ",.0f"),
            )
        )
        raise unusable(
            "too little to divide in {name}: {short} ({teams})",
            name=name,
            short=short,
            teams=", ".join(found.teams),
        )
    if found.budget > most:
        raise unusable(
            "too much to divide in {name}: a team has at most {most_in_team} people",
            name=name,
            most_in_team=MOST_IN_TEAM,
        )
    return found


def weights(scenario: Scenario, own: Pool, load: Mapping[str, float] | None = None) -> list[float]:
    """People of each team on day 0, times its load where that is known: weights to divide by."""
    people = [float(scenario.teams[team].headcount) for team in own.teams]
    if load is None:
        return people
    return [count * max(load.get(team, 0.0), 0.01) for count, team in zip(people, own.teams, strict=True)]


def spent(scenario: Scenario) -> float:
    """What the teams cost per month as they are: the budget that is today's."""
    return payroll(scenario)
