"""The causal loops that the mechanisms in force make with the flow of work."""

from collections.abc import Iterator

from orgsim.language.phrases import Sayable, counting
from orgsim.mechanisms.shared.declaration import GROUPS
from orgsim.mechanisms.shared.variables import VARIABLES
from orgsim.plan.derived.in_force import acting
from orgsim.plan.derived.routes import reached
from orgsim.plan.scenario import Scenario
from orgsim.report.diagrams.content.cycles import Loop, loops
from orgsim.report.diagrams.content.graph import Arrow, Box, Graph, merged
from orgsim.report.diagrams.content.heaviest import LinkInForce, families, heaviest, in_force, local, pairs
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


def links(scenario: Scenario) -> list[LinkInForce]:
    """The causal links in force: those of the flow, then those of each mechanism, where the scenario has both ends."""
    absent = frozenset[str]()
    if "customer" not in reached(scenario):
        absent |= _BUYING
    if not decides(scenario):
        absent |= _RECURRING
    return in_force(scenario, absent)


def heaviest_loops(pen: Pen) -> Graph:
    """The causal links that matter most in a scenario, each with the loops it is part of."""
    every = links(pen.scenario)
    shown = heaviest(pen.scenario, every)
    if len(shown) == len(every):
        return causal_loops(pen)
    found = loops(one.link for one in shown)
    named: dict[tuple[str, str], list[str]] = {}
    for loop in found:
        for pair in sorted(pairs(loop)):
            named.setdefault(pair, []).append(loop.name)
    left = len(every) - len(shown)
    rule = (
        pen.say(
            "Shown are the {shown} links that matter most here: those of the loops that move chances most for their length, by "
            "the log-odds that mechanisms state in this scenario.",
            shown=len(shown),
        ),
        pen.say(
            counting("{count} more link is in force.", "{count} more links are in force.", left, count=left)
        ),
    )
    return _graph(pen, shown, named, (*_notes(pen, found), *rule))


def causal_loops(pen: Pen) -> Graph:
    """The causal-loop diagram of a scenario with every link in force."""
    found = links(pen.scenario)
    return _graph(pen, found, {}, tuple(_notes(pen, loops(one.link for one in found))))


def _graph(
    pen: Pen, found: list[LinkInForce], named: dict[tuple[str, str], list[str]], notes: tuple[str, ...]
) -> Graph:
    variables = dict.fromkeys(name for one in found for name in (one.link.cause, one.link.effect))
    stocks = _COUNTED | {name for mechanism in acting(pen.scenario).values() for name in mechanism.stocks}
    arrows = []
    for one in found:
        pair = one.link.cause, one.link.effect
        part = (pen.say(", ").join(sorted(named[pair], key=_reinforcing_first)),) if pair in named else ()
        arrows.append(Arrow(*pair, part, sign=one.link.sign, family=one.family or ""))
    return Graph(
        title=pen.say("Causal loops: {scenario}", scenario=pen.scenario_title()),
        boxes=tuple(
            Box(name, (variable(pen, name),), "stock" if name in stocks else "variable") for name in variables
        ),
        arrows=merged(arrows),
        notes=notes,
        families={name: pen.say(title) for name, title in GROUPS.items() if name in families(found)},
    )


def _reinforcing_first(name: str) -> tuple[bool, int]:
    """The order of loops by their names, such as R1."""
    return name[0] == "B", int(name[1:])


def variable(pen: Pen, name: str) -> str:
    """What a variable is called."""
    found: Sayable | None = VARIABLES.get(name)
    if found is None:
        named = {key: title for one in acting(pen.scenario).values() for key, title in one.variables.items()}
        found = named.get(name)
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
        name = loop.name
        if local(pen.scenario, loop):
            name = pen.say("{title} ({text})", title=name, text=pen.say("a local gain that hurts the whole"))
        yield pen.say("{title}: {text}", title=name, text=round_trip)
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
