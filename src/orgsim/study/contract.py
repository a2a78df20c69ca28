"""The contract that all mechanisms share, those from outside included: a case of each, and what it fails to show.

In the tests of a package: `assert broken("approval", CASE) == []`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from orgsim.events.columns import COLUMNS
from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.plan.derived.in_force import acting
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run

SEED = 20240101


@dataclass(frozen=True)
class MechanismCase:
    """One small scenario for one mechanism."""

    scenario: str
    """TOML of a whole scenario in which the mechanism is on and acts; it runs in a second or less."""
    neutral: Mapping[str, Any]
    """Changes (as `Scenario.replace` takes them) with which it is still on and does nothing at all."""
    path: str
    """Dotted path of the parameter or policy value whose strength is tried."""
    grid: tuple[Any, ...]
    """At least three values of it, from weak to strong."""
    observed: Callable[[EventLog], float]
    """What the strength moves, read from the log; averaged over `replications`."""
    sign: int
    """+1: the stronger, the more of it; -1: the less."""
    replications: int = 3


def broken(name: str, case: MechanismCase) -> list[str]:
    """In which points a mechanism breaks the contract; nothing where it keeps it."""
    return [said for point in POINTS for said in point(name, case)]


def acts(name: str, case: MechanismCase) -> Iterator[str]:
    """It is in force in its case, and every lead and hour of the log is accounted for."""
    scenario = parse(case.scenario)
    if name not in acting(scenario):
        yield f"{name} is not in force in its case"
    for log in _logs(scenario, case.replications):
        conservation.check(log)


def silent_when_neutral(name: str, case: MechanismCase) -> Iterator[str]:
    """With parameters that do nothing, every row is what it is with the mechanism off."""
    scenario = parse(case.scenario)
    others = [other for other in scenario.scenario.mechanisms if other != name]
    off = run(scenario.replace({"scenario.mechanisms": others}), SEED, 0)
    neutral = run(scenario.replace(case.neutral), SEED, 0)
    if _shared(neutral, off.names.effects) != _shared(off, off.names.effects):
        yield f"with {dict(case.neutral)} the log is not what it is without {name}"


def grows(name: str, case: MechanismCase) -> Iterator[str]:
    """What its strength moves goes one way, from weak to strong."""
    if len(case.grid) < 3:
        yield f"the case of {name} tries {len(case.grid)} strengths; it must try 3 or more"
    seen = []
    for value in case.grid:
        scenario = parse(case.scenario).replace({case.path: value})
        seen.append(float(np.mean([case.observed(log) for log in _logs(scenario, case.replications)])))
    steps = np.diff(seen) * case.sign
    if (steps < -1e-9).any() or not steps.sum() > 0:
        yield f"what {case.path} moves does not go {'up' if case.sign > 0 else 'down'} with it: {seen}"


POINTS = (acts, silent_when_neutral, grows)
"""The points of the contract."""


def _logs(scenario: Scenario, replications: int) -> list[EventLog]:
    return [run(scenario, SEED, number) for number in range(replications)]


def _shared(log: EventLog, effects: tuple[str, ...]) -> bytes:
    """The bytes of the fixed columns, and of the columns of some effects."""
    names = [column.name for column in COLUMNS] + [f"effect_{name}" for name in effects]
    return b"".join(np.ascontiguousarray(log.rows[name]).tobytes() for name in names)
