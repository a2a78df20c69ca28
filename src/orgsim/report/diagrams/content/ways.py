"""What diagrams ask of the routes of a scenario: who sells and who cares for customers, and what becomes of 100 new leads."""

from collections.abc import Iterator
from dataclasses import dataclass

from orgsim.plan.derived.contracts import terms
from orgsim.plan.derived.kinds import kinds
from orgsim.plan.derived.mix import positive, weight
from orgsim.plan.derived.routes import customer_work, entry, reached, visits, ways
from orgsim.plan.scenario import Scenario


def closers(scenario: Scenario) -> list[str]:
    """Activities that end in a purchase."""
    return [
        name
        for name in reached(scenario)
        if name in scenario.journey and any(way.to == "customer" for way in ways(scenario, name))
    ]


def care(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Part of a customer's life and the activity that belongs to it, for each that the scenario states."""
    if "customer" in reached(scenario):
        yield from customer_work(scenario).items()


def decides(scenario: Scenario) -> bool:
    """Whether customers decide to stay or to leave: somebody buys, and something recurs."""
    return bool(terms(scenario)) and "customer" in reached(scenario)


@dataclass(frozen=True, slots=True)
class Stream:
    """What becomes of the leads of one kind (see `orgsim.plan.derived.kinds`), of 100 new leads of all kinds."""

    scenario: Scenario
    """As it is for them."""
    starts: dict[str, float]
    """How many come in at each activity; by the rates of the sources on day 0."""
    visits: dict[str, float] | None
    """How often each place is come to (see `visits`); None where leads go round for ever."""


def streams(scenario: Scenario) -> list[Stream]:
    """What becomes of 100 new leads, by kind."""
    amounts = positive({name: weight(source) for name, source in scenario.sources.items()})
    total = sum(amounts.values())
    found = []
    for kind in kinds(scenario):
        starts: dict[str, float] = {}
        for name, share in kind.shares.items():
            place = entry(scenario, name)
            starts[place] = starts.get(place, 0.0) + 100 * amounts[name] * share / total
        assert isinstance(kind.content, Scenario)
        found.append(Stream(kind.content, starts, visits(kind.content, starts)))
    return found
