"""What diagrams ask of the routes of a scenario: who sells and who cares for customers, and what becomes of 100 new leads."""

from collections.abc import Iterator

from orgsim.plan.derived.contracts import terms
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


def starts(scenario: Scenario) -> dict[str, float]:
    """Of 100 new leads, how many come in at each activity; by the rates of the sources on day 0."""
    amounts = positive({name: weight(source) for name, source in scenario.sources.items()})
    total = sum(amounts.values())
    found: dict[str, float] = {}
    for name, amount in amounts.items():
        place = entry(scenario, name)
        found[place] = found.get(place, 0.0) + 100 * amount / total
    return found


def expected(scenario: Scenario) -> dict[str, float] | None:
    """How often each place is come to for 100 new leads (see `visits`); None where leads go round for ever."""
    return visits(scenario, starts(scenario))
