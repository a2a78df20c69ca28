"""Mechanisms from outside: which of the list are not the house's own, where they come from, and which cannot be used."""

import hashlib
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint
from operator import attrgetter
from pathlib import Path

from orgsim.errors import OrgsimError
from orgsim.mechanisms import MECHANISMS
from orgsim.mechanisms.shared.declaration import Mechanism

GROUP = "orgsim.mechanisms"
"""The group of entry points under which an installed package names its mechanisms."""
_SCRIPT = "__main__"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a mechanism from outside comes from."""

    module: str
    """The module that defines it."""
    attribute: str
    """Its name there; empty where it has none."""
    package: str = ""
    """The installed package that brings it; empty where a script has registered it."""
    version: str = ""
    """That of the package."""

    def __str__(self) -> str:
        """The package with its version, or the module."""
        return f"{self.package} {self.version}".strip() if self.package else f"the module {self.module}"

    def load(self) -> Mechanism:
        """The mechanism itself, imported."""
        found: Mechanism = attrgetter(self.attribute)(import_module(self.module))
        return found


@dataclass(frozen=True, slots=True)
class Broken:
    """An entry point that gives no mechanism."""

    name: str
    package: str
    version: str
    why: str

    def __str__(self) -> str:
        """What is wrong, and what can be done."""
        return (
            f"the mechanism {self.name} of {self.package} {self.version} cannot be used ({self.why}); "
            f"mend the package, or remove it: pip uninstall {self.package}"
        )


ORIGINS: dict[str, Provenance] = {}
"""The mechanisms from outside, by name."""
BROKEN: dict[str, Broken] = {}
"""The entry points that give none, by name."""


def origin(mechanism: Mechanism, entry: EntryPoint | None = None) -> Provenance:
    """Where a mechanism comes from: its entry point, or the module that defines it, searched for its name."""
    if entry is not None:
        package, version = ("", "") if entry.dist is None else (entry.dist.name, entry.dist.version)
        return Provenance(entry.module, entry.attr, package, version)
    behind = _modules(mechanism)
    others = [name for name in sys.modules if name != _SCRIPT]
    for name in (*behind, *others, _SCRIPT):
        for attribute, value in list(getattr(sys.modules.get(name), "__dict__", {}).items()):
            if value is mechanism:
                return Provenance(name, attribute)
    return Provenance(behind[0] if behind else _SCRIPT, "")


def _modules(mechanism: Mechanism) -> list[str]:
    """The modules of its parts, the parameters' first, without those of orgsim."""
    parts = (mechanism.install, mechanism.gate)
    names = [mechanism.parameters.__module__, *(part.__module__ for part in parts if part is not None)]
    return list(dict.fromkeys(name for name in names if not name.startswith("orgsim.")))


def for_workers() -> tuple[Provenance, ...]:
    """The mechanisms from outside as worker processes can import them, in the order of their list.

    Raises OrgsimError for one that cannot be imported: it was defined by a script or a notebook, or within a function.
    """
    for name, found in ORIGINS.items():
        module = sys.modules.get(found.module)
        if found.module == _SCRIPT or not found.attribute or module is None or module.__spec__ is None:
            raise OrgsimError(
                f"worker processes cannot import the mechanism {name}: put it into a file of its own, at the top level, and "
                "import it from there, or use workers=1"
            )
    return tuple(ORIGINS.values())


def code(names: Iterable[str]) -> dict[str, str]:
    """Version and digest of the code of some mechanisms, those from outside among them.

    Raises OrgsimError for one that is in no file.
    """
    outside = {name: ORIGINS[name] for name in sorted({*names} & ORIGINS.keys())}
    return {name: f"{found.version}/{_digest(name, found.module)}" for name, found in outside.items()}


@cache
def _digest(name: str, module: str) -> str:
    """A digest of the package, or of the files, that define a mechanism and its parts."""
    digest = hashlib.sha256()
    modules = dict.fromkeys((module, *_modules(MECHANISMS[name])))
    for file in dict.fromkeys(file for one in modules for file in _files(name, one)):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _files(name: str, module: str) -> list[Path]:
    top = sys.modules[module.partition(".")[0]]
    if hasattr(top, "__path__") and top.__file__ is not None:
        return sorted(Path(top.__file__).parent.rglob("*.py"))
    file = getattr(sys.modules[module], "__file__", None)
    if file is None or not Path(file).is_file():
        raise OrgsimError(
            f"a ledger cannot tell whether the mechanism {name} has changed, since it is in no file: put it into one, or "
            "name no ledger"
        )
    return [Path(file)]


def add(mechanism: Mechanism, found: Provenance) -> None:
    """Put a mechanism at the end of the list."""
    MECHANISMS[mechanism.name] = mechanism
    ORIGINS[mechanism.name] = found


def remove(name: str) -> None:
    """Take a mechanism from outside off the list again."""
    del MECHANISMS[name]
    del ORIGINS[name]
