"""What a mechanism from outside has to state before files may name it."""

import inspect
from collections.abc import Iterator

from orgsim.events.outcomes import RESERVED, WORDS
from orgsim.fields import Plan, Title
from orgsim.mechanisms import MECHANISMS
from orgsim.mechanisms.shared.declaration import GROUPS, Mechanism, Parameters
from orgsim.mechanisms.shared.facts import FACTS
from orgsim.mechanisms.shared.variables import VARIABLES
from orgsim.plan.checks.needs import unfound
from orgsim.plan.model.in_files import policy_fields
from orgsim.plan.text.document import listed, shown

_ABOUT = ("unit", "source", "status")


def flaws(mechanism: Mechanism) -> list[str]:
    """All that is wrong with a mechanism that is to join the list; nothing where it may."""
    rules = (_titles, _parameters, _policies, _work, _links, _gate, _needs)
    return [flaw for rule in rules for flaw in rule(mechanism)]


def nameable(name: object) -> bool:
    """Whether files and Python can call something so."""
    return (
        isinstance(name, str) and name.isidentifier() and not name.startswith("_") and not hasattr(Plan, name)
    )


def _titles(mechanism: Mechanism) -> Iterator[str]:
    for key in ("title", "meaning"):
        if not _is_a(type(getattr(mechanism, key)), Title):
            yield f'its {key} is no Title; write {key}=Title(en="...")'
    if mechanism.group not in GROUPS:
        yield f"its group is {shown(mechanism.group)}; it must be one of {listed(list(GROUPS), 'or')}"


def _parameters(mechanism: Mechanism) -> Iterator[str]:
    if not _is_a(mechanism.parameters, Parameters):
        yield "its parameters are no subclass of Parameters"
        return
    for name, field in mechanism.parameters.model_fields.items():
        about = field.json_schema_extra
        missing = [key for key in _ABOUT if not (isinstance(about, dict) and about.get(key))]
        if missing:
            yield f"its parameter {name} states no {listed(missing, 'and')}; write {name}: ... = declared(...)"
        if field.is_required():
            yield f"its parameter {name} has no default"


def _policies(mechanism: Mechanism) -> Iterator[str]:
    taken = policy_fields()
    for name in (*mechanism.policies, *mechanism.by_activity):
        if not nameable(name):
            yield f"{shown(name)} cannot name a policy; use letters, digits and _"
        elif name in taken:
            yield f"there is a policy {name} already; choose another name"
    for name, plan in mechanism.policies.items():
        if not _is_a(plan, Plan):
            yield f"its policy {name} is no subclass of Plan"
    for name in mechanism.usual:
        if name not in mechanism.policies:
            yield f"its usual policy {name} is none of its policies"


def _work(mechanism: Mechanism) -> Iterator[str]:
    taken = {name for other in MECHANISMS.values() for name in other.work}
    for name, title in mechanism.work.items():
        if not nameable(name):
            yield f"{shown(name)} cannot name work; use letters, digits and _"
        elif name in WORDS or name in RESERVED:
            yield f"its work {name} is called like a word of the event log; choose another name"
        elif name in taken:
            yield f"there is work called {name} already; choose another name"
        if not _is_a(type(title), Title):
            yield f'the title of its work {name} is no Title; write Title(en="...")'


def _links(mechanism: Mechanism) -> Iterator[str]:
    known = {*VARIABLES, *(name for one in (*MECHANISMS.values(), mechanism) for name in one.variables)}
    for name in dict.fromkeys(name for link in mechanism.links for name in (link.cause, link.effect)):
        if name not in known:
            yield f"its links name {name}, which is no variable; give it a title in variables"


def _gate(mechanism: Mechanism) -> Iterator[str]:
    if mechanism.gate is None or not _is_a(mechanism.parameters, Parameters):
        return
    own = mechanism.parameters.model_fields
    arguments = list(inspect.signature(mechanism.gate).parameters)
    known = [name in own for name in arguments]
    if known != sorted(known):
        yield "the arguments of its gate are not facts first, then parameters"
    for name in arguments:
        if mechanism.install is None and name not in own and name not in FACTS:
            yield f"its gate asks for {name}, which is neither a fact ({', '.join(FACTS)}) nor a parameter"


def _needs(mechanism: Mechanism) -> Iterator[str]:
    if _is_a(mechanism.parameters, Parameters):
        yield from unfound(mechanism)


def _is_a(found: object, kind: type) -> bool:
    return isinstance(found, type) and issubclass(found, kind)
