"""Registration: mechanisms from outside join the list, and from then on files may say what they say of the house's own."""

import warnings
from collections.abc import Iterable, Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Literal

from pydantic.fields import FieldInfo

from orgsim.errors import OrgsimError, OrgsimWarning
from orgsim.fields import Plan
from orgsim.mechanisms import MECHANISMS, outside
from orgsim.mechanisms.outside import BROKEN, GROUP, ORIGINS, Broken, Provenance
from orgsim.mechanisms.shared.declaration import Mechanism
from orgsim.plan.checks.outside import flaws, nameable
from orgsim.plan.model.content import Content, ScenarioHead
from orgsim.plan.model.firm import Firm, Predecessor
from orgsim.plan.model.in_files import Effects, Policies, effect_fields, policy_fields
from orgsim.plan.model.reorganization import Reorganization, Successor
from orgsim.plan.text.document import shown

_IMPORT_FAILS = (
    ArithmeticError, AssertionError, AttributeError, EOFError, ImportError, LookupError, NameError, OrgsimError, OSError,
    RuntimeError, SyntaxError, TypeError, ValueError, Warning,
)  # fmt: skip
"""What the code of a package may raise while it is imported, all but an order to stop."""
_found: set[str] = set()
"""The groups of entry points that have been looked through."""


def register(mechanism: Mechanism) -> None:
    """Let a mechanism from outside act, behind those that are there; scenarios loaded from now on may name it.

    Scenarios loaded before keep what they mean. The same mechanism again changes nothing. Raises OrgsimError for what is no
    mechanism, says too little of itself or has a name that is taken.
    """
    discover()
    _register(mechanism, None)


def discover() -> None:
    """Let the mechanisms of installed packages join, once: the entry points of the group `orgsim.mechanisms`, sorted by name.

    One that gives no mechanism is left out with a warning; files that name it have a problem.
    """
    if GROUP in _found:
        return
    _found.add(GROUP)
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value)):
        try:
            _enter(entry)
        except _IMPORT_FAILS as error:
            why = str(error) if isinstance(error, OrgsimError) else f"{type(error).__name__}: {error}"
            package, version = ("?", "") if entry.dist is None else (entry.dist.name, entry.dist.version)
            broken = BROKEN[entry.name] = Broken(entry.name, package, version, why)
            warnings.warn(f"{broken}", OrgsimWarning, stacklevel=2)


def _enter(entry: EntryPoint) -> None:
    mechanism = entry.load()
    if isinstance(mechanism, Mechanism) and mechanism.name != entry.name:
        raise OrgsimError(f"the entry point gives a mechanism called {shown(mechanism.name)}")
    _register(mechanism, entry)


def join(origins: Iterable[Provenance]) -> None:
    """In a worker process: let the mechanisms join that the process which started it knows, and no others."""
    _found.add(GROUP)
    for found in origins:
        outside.add(found.load(), found)
    renew()


def _register(mechanism: object, entry: EntryPoint | None) -> None:
    if not isinstance(mechanism, Mechanism):
        raise OrgsimError(f"{shown(mechanism)} is no mechanism: a Mechanism is wanted")
    name = mechanism.name
    if MECHANISMS.get(name) is mechanism:
        return
    if not nameable(name):
        raise OrgsimError(f"{shown(name)} cannot name a mechanism; use letters, digits and _")
    if name in MECHANISMS:
        whose = f"from {ORIGINS[name]}" if name in ORIGINS else "of orgsim itself"
        raise OrgsimError(f"there is a mechanism {name} already, {whose}; choose another name")
    if wrong := flaws(mechanism):
        raise OrgsimError(f"the mechanism {name} cannot be registered: {'; '.join(wrong)}")
    outside.add(mechanism, outside.origin(mechanism, entry))
    try:
        renew()
    except BaseException:
        outside.remove(name)
        renew()
        raise


def renew() -> None:
    """Let files say what the list of mechanisms says now; the models stay the classes they are."""
    names = tuple(MECHANISMS)
    _give(Effects, effect_fields())
    _give(Policies, policy_fields())
    mechanisms = FieldInfo.from_annotated_attribute(tuple[Literal[names], ...], names)  # type: ignore[valid-type]
    ScenarioHead.model_fields["mechanisms"] = mechanisms
    later = (Successor, Reorganization, Predecessor, Firm)
    models: tuple[type[Plan], ...] = (
        Effects,
        Policies,
        ScenarioHead,
        *later,
        Content,
        *Content.__subclasses__(),
    )
    for model in models:
        model.model_rebuild(force=True)


def _give(model: type[Plan], tables: Mapping[str, tuple[Any, Any]]) -> None:
    """Have a model hold these tables, each with its type and default; those it has stay as they are."""
    fields = model.model_fields
    for name in fields.keys() - tables.keys():
        del fields[name]
    for name, (kind, default) in tables.items():
        if name not in fields:
            fields[name] = FieldInfo.from_annotated_attribute(kind, default)
