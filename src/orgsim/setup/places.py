"""Places dealt to activities: whose luck the people of a team have, so that differently cut organizations share it.

A place belongs to one of the activities that its team does, and is the k-th of them: those two are the name of its
draws. The places of a team are dealt one by one in proportion to the market's reference hours, by the method of
Sainte-Laguë (each goes to the activity with the most hours per 2 n + 1, n being what it has). So one more place changes
no other, and the team's name, the order in which teams or activities are written, and all that an organization states
besides who does what, change nothing.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from heapq import heapify, heapreplace
from itertools import count

from orgsim.engine.places import Places
from orgsim.plan.derived.mix import positive
from orgsim.plan.derived.reference_hours import hours_of_lots, reference_hours
from orgsim.plan.derived.serving import Lot, serves, tells_apart
from orgsim.plan.scenario import Scenario
from orgsim.randomness import case_key, entity_key

_LEAST = 0.01
"""Share of an activity's hours that leads of any source and segment are reckoned to ask for at the least."""


def dealt(hours: Mapping[str, float]) -> Iterator[tuple[str, int]]:
    """The activity of each place and its number there from 0, without end, from the reference hours of at least one
    activity; of equals the first in the mapping comes first.

    Hours count to nine digits, and are compared exactly: equals are equal however their hours were added up.
    """
    exact = [Fraction(f"{amount:.9g}") for amount in positive(dict(hours)).values()]
    names = list(hours)
    heap = [(-amount, k, 0) for k, amount in enumerate(exact) if amount > 0]
    heapify(heap)
    while True:
        _, k, number = heap[0]
        yield names[k], number
        heapreplace(heap, (-exact[k] / (2 * number + 3), k, number + 1))


def build_places(scenario: Scenario, seed: tuple[int, int], since: str = "") -> dict[str, Places]:
    """The places of every team of an organization, none of them open yet; `since` tells apart those that take over in a run.

    Those who come under one that has taken over are others than those who were there before and may be there still.
    """
    if not tells_apart(scenario):
        several = any(len(team.does) > 1 for team in scenario.teams.values())
        hours = reference_hours(scenario) if several else dict.fromkeys(scenario.journey, 1.0)
        return {name: Places(_keys(scenario, (name, since), hours, {}, seed)) for name in scenario.teams}
    of_lot = hours_of_lots(scenario)
    found = {}
    for name, team in scenario.teams.items():
        own = {lot: one for lot, one in of_lot.items() if serves(scenario, team, lot)}
        hours = {one: sum(part[one] for part in own.values()) for one in scenario.journey}
        numbers = (
            {one: _own_places(one, of_lot, set(own)) for one in team.does} if team.serves and own else {}
        )
        found[name] = Places(_keys(scenario, (name, since), hours, numbers, seed))
    return found


def _own_places(activity: str, of_lot: Mapping[Lot, Mapping[str, float]], own: set[Lot]) -> Iterator[int]:
    """Which places of an activity fall to a team that serves some leads only, in order.

    They are dealt to leads by source, segment and number, so that those who do an activity for some leads and those who do it for
    others are the people who would do it together. Of a lot that asks for hardly any hours some places are there all the same.
    """
    hours = {lot: one[activity] for lot, one in of_lot.items()}
    least = max(_LEAST * sum(hours.values()), 1e-9)
    names = {" ".join(map(str, lot)): max(amount, least) for lot, amount in hours.items()}
    mine = {" ".join(map(str, lot)) for lot in own}
    return (number for number, (name, _) in enumerate(dealt(names)) if name in mine)


def _keys(
    scenario: Scenario,
    called: tuple[str, str],
    hours: Mapping[str, float],
    numbers: Mapping[str, Iterator[int]],
    seed: tuple[int, int],
) -> Iterator[int]:
    """The keys of the places of a team, by its name and since when it is there; one that does nothing of the journey is known by
    these alone.

    `numbers` are the places of each activity that may be the team's, where it serves some leads only.
    """
    team, since = called
    does = {name: amount for name, amount in hours.items() if name in scenario.teams[team].does}
    names = dealt(does) if does else ((f"team {team}", number) for number in count())
    entities = {name: entity_key(*seed, f"people for {name}{since}") for name in does or [f"team {team}"]}
    for name, number in names:
        yield case_key(entities[name], next(numbers[name]) if name in numbers else number)
