"""Which causal links of a scenario matter most: those on the loops that move chances most for their length."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from orgsim.mechanisms.shared.declaration import Group, Link, Mechanism
from orgsim.mechanisms.shared.variables import FLOW
from orgsim.plan.derived.bought_in import bought_in
from orgsim.plan.derived.in_force import acting
from orgsim.plan.scenario import Scenario
from orgsim.report.diagrams.content.cycles import Loop, loops
from orgsim.report.explanation.parameters import Parameter, parameters

SHOWN = 10
"""Links that people follow in a meeting."""
_CHANCES = frozenset({"win_rate", "churn", "returns", "cross_sales", "referrals"})
"""Variables that are chances: a mechanism's odds count where one of its links ends in one of them."""
_OF_QUOTAS = frozenset({"pressure", "soft", "promises", "blame"})
_OF_KPIS = frozenset({"neglect"})
"""Variables that stand for what a team does for its own number at the cost of others."""


@dataclass(frozen=True, slots=True)
class LinkInForce:
    """A link with who brings it."""

    link: Link
    family: Group | None
    """None for the flow of work, which is there without any mechanism."""
    weight: float
    """Size of the log-odds by which its mechanism moves the chance it ends in; 0 where it ends in none."""


def in_force(scenario: Scenario, absent: frozenset[str]) -> list[LinkInForce]:
    """The causal links in force, those of the flow first, without those of variables that are `absent`; each once, and with
    the heaviest of those who bring it."""
    found: dict[Link, LinkInForce] = {link: LinkInForce(link, None, 0.0) for link in FLOW}
    for mechanism in acting(scenario).values():
        pull = max((one.pull for one in moving(scenario, mechanism)), default=0.0)
        for link in mechanism.links:
            one = LinkInForce(link, mechanism.group, pull if link.effect in _CHANCES else 0.0)
            known = found.get(link)
            if known is None or (known.family is not None and known.weight < one.weight):
                found[link] = one
    return [one for link, one in found.items() if not {link.cause, link.effect} & absent]


def moving(scenario: Scenario, mechanism: Mechanism) -> list[Parameter]:
    """The numbers of a mechanism in force by which it moves chances here: none of a product that is kept at the standard."""
    if mechanism.name == "product" and bought_in(scenario):
        return []
    return [one for one in parameters(scenario, mechanism) if one.pull]


def local(scenario: Scenario, loop: Loop) -> bool:
    """Whether a loop goes through what a team does for a number of its own at the cost of the whole."""
    goal = scenario.policies.goal
    own = _OF_QUOTAS | (_OF_KPIS if goal is None or goal.kind == "local" else frozenset())
    return bool(own & set(loop.variables))


def heaviest(scenario: Scenario, found: list[LinkInForce], most: int = SHOWN) -> list[LinkInForce]:
    """At most `most` links, whole loops of them where any is closed.

    A loop counts by the weights of its links, added up and divided by their number. The heaviest loop that is a local gain and
    hurts the whole comes first, then loop by loop the heaviest of all that meet those, each if its links still find room. Where
    no loop is closed, the heaviest links.
    """
    weights: dict[tuple[str, str], float] = {}
    for one in found:
        pair = one.link.cause, one.link.effect
        weights[pair] = max(weights.get(pair, 0.0), one.weight)
    closed = sorted(loops(one.link for one in found), key=lambda loop: -_mean(loop, weights))
    first = next((loop for loop in closed if local(scenario, loop)), None)
    chosen: set[tuple[str, str]] = set()
    for loop in closed if first is None else [first, *closed]:
        met = not chosen or any(set(pair) & set(loop.variables) for pair in chosen)
        if met and len(chosen | pairs(loop)) <= most:
            chosen |= pairs(loop)
    if not chosen:
        return sorted(found, key=lambda one: -one.weight)[:most]
    return [one for one in found if (one.link.cause, one.link.effect) in chosen]


def pairs(loop: Loop) -> set[tuple[str, str]]:
    """The links of a loop, by their ends."""
    return set(zip(loop.variables, (*loop.variables[1:], loop.variables[0]), strict=True))


def _mean(loop: Loop, weights: Mapping[tuple[str, str], float]) -> float:
    return sum(weights[pair] for pair in pairs(loop)) / len(loop.variables)


def families(found: Iterable[LinkInForce]) -> set[Group]:
    """The families that bring links."""
    return {one.family for one in found if one.family is not None}
