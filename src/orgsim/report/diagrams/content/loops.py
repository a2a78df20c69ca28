"""The causal loops that the mechanisms in force make with the flow of work."""

from collections.abc import Iterator

from orgsim.mechanisms.shared.declaration import Link
from orgsim.mechanisms.shared.variables import FLOW, VARIABLES
from orgsim.plan.derived.in_force import acting
from orgsim.plan.derived.routes import reached
from orgsim.plan.scenario import Scenario
from orgsim.report.diagrams.content.cycles import Loop, loops
from orgsim.report.diagrams.content.graph import Arrow, Box, Graph, merged
from orgsim.report.diagrams.content.pen import Pen
from orgsim.report.diagrams.content.ways import decides

_BUYING = frozenset({"won", "win_rate", "customers"})
"""Variables of a journey that can end in a purchase."""
_RECURRING = frozenset({"churn", "health", "revenue"})
"""Variables of a relation that goes on after the purchase."""
_COUNTED = frozenset({"customers", "resting"})
"""What the flow itself heaps up; the stocks of mechanisms come from their declarations."""
_LISTED = 8
"""Loops named in the caption."""


def links(scenario: Scenario) -> list[Link]:
    """The causal links in force: those of the flow, then those of each mechanism, where the scenario has both ends."""
    absent: set[str] = set()
    if "customer" not in reached(scenario):
        absent |= _BUYING
    if not decides(scenario):
        absent |= _RECURRING
    found = [*FLOW, *(link for mechanism in acting(scenario).values() for link in mechanism.links)]
    return [link for link in dict.fromkeys(found) if not {link.cause, link.effect} & absent]


def causal_loops(pen: Pen) -> Graph:
    """The causal-loop diagram of a scenario."""
    found = links(pen.scenario)
    named = dict.fromkeys(name for link in found for name in (link.cause, link.effect))
    stocks = _COUNTED | {name for mechanism in acting(pen.scenario).values() for name in mechanism.stocks}
    arrows = [Arrow(link.cause, link.effect, sign=link.sign) for link in found]
    return Graph(
        title=pen.say("Causal loops: {scenario}", scenario=pen.scenario_title()),
        boxes=tuple(
            Box(name, (variable(pen, name),), "stock" if name in stocks else "variable") for name in named
        ),
        arrows=merged(arrows),
        notes=tuple(_notes(pen, loops(found))),
        round=True,
    )


def variable(pen: Pen, name: str) -> str:
    """What a variable is called."""
    brought = {key: title for one in acting(pen.scenario).values() for key, title in one.variables.items()}
    found = VARIABLES.get(name, brought.get(name))
    return name if found is None else found.say(pen.language)


def _notes(pen: Pen, found: list[Loop]) -> Iterator[str]:
    yield pen.say(
        "+: more of the cause makes more of the effect than there would have been; −: less. Boxes: stocks. "
        "R loops reinforce a change, B loops balance it."
    )
    if not found:
        yield pen.say("No loop is closed.")
        return
    for loop in _shortest(found):
        round_trip = " → ".join(variable(pen, name) for name in (*loop.variables, loop.variables[0]))
        yield pen.say("{title}: {text}", title=loop.name, text=round_trip)
    left = len(found) - len(_shortest(found))
    if left:
        yield pen.say("{count} longer ones are not listed.", count=left)


def _shortest(found: list[Loop]) -> list[Loop]:
    """The shortest loops, some of each kind."""
    by_kind = [[loop for loop in found if loop.kind == kind][: _LISTED // 2] for kind in ("R", "B")]
    kept = {loop.name for kind in by_kind for loop in kind}
    for loop in found:
        if len(kept) >= min(_LISTED, len(found)):
            break
        kept.add(loop.name)
    return sorted(
        (loop for loop in found if loop.name in kept), key=lambda loop: (loop.kind == "B", loop.number)
    )
