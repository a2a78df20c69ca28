"""Mechanisms from outside, for tests: the example of the documentation, and packages written into a folder."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from places import ROOT

from orgsim.mechanisms import MECHANISMS, outside
from orgsim.mechanisms.outside import BROKEN, ORIGINS
from orgsim.plan import registration

EXAMPLE = ROOT / "docs" / "examples" / "discount_approval"

TIRING = '''"""Tiring: a lead that is asked again and again loses patience."""

from orgsim.fields import Title
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared


class Tiring(Parameters):
    """How repeated visits to a step wear a lead out."""

    per_visit: float = declared(0.2, unit="log-odds per visit", source="none found", status="guess", ge=0)
    """Log-odds lost for each earlier visit to the same step."""


def effect(visit: float, per_visit: float) -> float:
    """Log-odds of a step at the `visit`-th return (0 = first time)."""
    return 0.0 - per_visit * visit


MECHANISM = Mechanism(
    name="tiring",
    title=Title(en="Tiring"),
    meaning=Title(en="A lead that is asked again and again loses patience."),
    group="leads",
    parameters=Tiring,
    effects=(Effect("every gate", "-per_visit × earlier visits"),),
    claims=(),
    gate=effect,
    links=(Link("returns", "annoyance", 1), Link("annoyance", "win_rate", -1)),
    variables={"annoyance": Title(en="Annoyance")},
)
'''
"""A module with a small mechanism that acts at gates alone."""

SCENARIO = """
[scenario]
horizon = "60 days"
mechanisms = ["tiring"]

[sources.web]
kind = "steady"
leads = "2 / day"

[journey.call]
work = { mean = "1 h" }
outcomes = [ { to = "customer", rate = 0.2 }, { to = "call", rate = 0.5 }, { to = "lost", rate = 0.3 } ]

[teams.sales]
headcount = 2
does = ["call"]

[effects.tiring]
per_visit = 0.3
"""
"""A whole scenario in which it acts."""


@contextmanager
def taken_out_after() -> Iterator[None]:
    """What is registered within is taken out of the list again."""
    registration.discover()
    before = set(MECHANISMS)
    try:
        yield
    finally:
        for name in MECHANISMS.keys() - before:
            ORIGINS.setdefault(name, outside.Provenance("", ""))
            outside.remove(name)
        BROKEN.clear()
        registration.renew()


@contextmanager
def imported(folder: Path, name: str) -> Iterator[ModuleType]:
    """A module of a folder, which workers can import as well, forgotten afterwards."""
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))
        sys.modules.pop(name, None)


def module(folder: Path, name: str, text: str = TIRING) -> Path:
    """Write a module into a folder."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return folder


def package(folder: Path, name: str, entries: dict[str, str], version: str = "1.0") -> Path:
    """Write what makes a folder on the path an installed package with mechanisms, by the names of their entry points."""
    info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    lines = [f"{entry} = {value}" for entry, value in entries.items()]
    (info / "entry_points.txt").write_text("\n".join(["[orgsim.mechanisms]", *lines, ""]))
    return folder
