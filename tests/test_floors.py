"""The floors of the house: imports go down only, no circle, and each big library lives in one room."""

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

import pytest
from places import SOURCE

FLOORS = {
    "errors": 1,
    "signs": 1,
    "language": 1,
    "units": 1,
    "elementary": 1,
    "randomness": 1,
    "distributions": 1,
    "ramps": 1,
    "meanings": 1,
    "fields": 1,
    "writing": 1,
    "events": 1,
    "engine": 2,
    "measures": 2,
    "mechanisms": 3,
    "plan": 4,
    "setup": 5,
    "study": 6,
    "report": 7,
    "cli": 8,
}
"""Each room's floor; `engine` and `measures` stand side by side and do not know each other."""

HOMES = {
    "simpy": ("engine.clock",),
    "tomllib": ("plan.text.toml_files",),
    "matplotlib": (
        "report.drawing",
        "report.study.figures",
        "report.diagrams.drawing.lettering",
        "report.diagrams.drawing.ink",
    ),
    "graphlay": ("report.diagrams.drawing.layered",),
    "typer": ("cli",),
    "rich": ("report", "cli"),
    "babel": ("language",),
}
"""Where a library may be imported: modules and rooms, without the leading `orgsim.`."""

JOB_PATH = {"errors", "events", "randomness", "units", "distributions", "elementary", "ramps"}
"""All that the engine takes from other rooms, so that a kernel of the same rules can stand beside it."""


def modules(root: Path) -> dict[str, Path]:
    """Every module under `root` by its name without the leading `orgsim.`; the package face is ''."""
    found = {}
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def statements(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The line and the dotted name of everything imported, wherever it stands, for types alone too."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = "." * node.level + (node.module or "")
            yield from ((node.lineno, f"{start}.{alias.name}") for alias in node.names)
        elif not isinstance(node, ast.expr):  # nothing is imported within one
            yield from statements(node)


@functools.cache
def imports(root: Path) -> dict[str, list[tuple[int, str]]]:
    """For each module the lines and names of its imports."""
    trees = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in modules(root).items()}
    return {name: list(statements(tree)) for name, tree in trees.items()}


def target(known: dict[str, Path], name: str) -> str | None:
    """The module an imported name is or lives in ('' for the package face); None for other libraries."""
    if name != "orgsim" and not name.startswith("orgsim."):
        return None
    inside = name.removeprefix("orgsim").removeprefix(".")
    while inside and inside not in known:
        inside = inside.rpartition(".")[0]
    return inside


def edges(root: Path) -> Iterator[tuple[str, int, str]]:
    """Every import of one module of the house by another: who, on which line, whom."""
    known = modules(root)
    for module, found in imports(root).items():
        for line, name in found:
            aim = target(known, name)
            if aim is not None and aim != module:
                yield module, line, aim


def room(module: str) -> str:
    """The room a module stands in: its first word."""
    return module.partition(".")[0]


def wrong_ways(root: Path) -> list[str]:
    """Imports that go up, into a room beside, or through the package face; relative ones; rooms with no floor."""
    unknown = sorted({room(module) for module in modules(root)} - set(FLOORS) - {""})
    wrong = [f"{name} has no floor" for name in unknown]
    for module, line, aim in edges(root):
        if module == "" or room(module) == room(aim) or room(module) in unknown:
            continue
        here, there = FLOORS[room(module)], FLOORS.get(room(aim), 99)
        if aim == "":
            wrong.append(f"{module}:{line} imports the package face")
        elif there > here or (there == here and here != 1):
            wrong.append(f"{module}:{line} (floor {here}) imports {aim} (floor {there})")
    for module, found in imports(root).items():
        wrong += [f"{module}:{line} imports relatively" for line, name in found if name.startswith(".")]
    return wrong


def circle(root: Path) -> list[str]:
    """One circle of modules that import one another, first and last the same; empty when there is none.

    Imports inside functions count, and so do those for types alone.
    """
    graph: dict[str, set[str]] = {}
    for module, _, aim in edges(root):
        if module and aim:
            graph.setdefault(module, set()).add(aim)
    done: set[str] = set()

    def walk(module: str, way: list[str]) -> list[str]:
        if module in way:
            return [*way[way.index(module) :], module]
        if module not in done:
            for aim in sorted(graph.get(module, ())):
                if found := walk(aim, [*way, module]):
                    return found
            done.add(module)
        return []

    return next((found for module in sorted(graph) if (found := walk(module, []))), [])


def report_of_engine(root: Path) -> dict[str, set[str]]:
    """The modules of the report that import the engine, for types alone too, and what they import of it."""
    found: dict[str, set[str]] = {}
    for module, _, aim in edges(root):
        if (room(module), room(aim)) == ("report", "engine"):
            found.setdefault(module, set()).add(aim)
    return found


def strangers(root: Path) -> list[str]:
    """Imports of a library outside its home."""
    return [
        f"{module}:{line} imports {name}"
        for module, found in imports(root).items()
        for line, name in found
        for homes in [HOMES.get(room(name))]
        if homes is not None and not any(module == home or module.startswith(f"{home}.") for home in homes)
    ]


def house(folder: Path, files: dict[str, str]) -> Path:
    """Write a small house to try the checks on."""
    for name, text in {"__init__.py": "", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_imports_go_down_only() -> None:
    assert wrong_ways(SOURCE) == []


def test_no_modules_import_one_another_in_a_circle() -> None:
    assert circle(SOURCE) == []


def test_each_big_library_stays_in_its_room() -> None:
    assert strangers(SOURCE) == []


def test_a_report_needs_no_engine() -> None:
    assert report_of_engine(SOURCE) == {}


def test_the_engine_is_a_closed_core() -> None:
    """It knows neither plan nor mechanism nor pydantic, and no more of the rest of the house than the ground floor."""
    taken = {room(aim) for module, _, aim in edges(SOURCE) if room(module) == "engine"} - {"engine"}
    assert taken <= JOB_PATH
    libraries = {
        name.partition(".")[0]
        for module, found in imports(SOURCE).items()
        if room(module) == "engine"
        for _, name in found
    }
    assert not libraries & {"pydantic", "scipy", "pandas"}


def test_the_walk_sees_the_house() -> None:
    assert ("fields", "units") in {(module, aim) for module, _, aim in edges(SOURCE)}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"plan/files.py": "def f():\n    from orgsim.study import run\n"},
            "plan.files:2 (floor 4) imports study (floor 6)",
        ),
        (
            {"engine/a.py": "from orgsim.measures.b import c\n", "measures/b.py": ""},
            "engine.a:1 (floor 2) imports measures.b (floor 2)",
        ),
        ({"plan/a.py": "import orgsim\n"}, "plan.a:1 imports the package face"),
        ({"plan/a.py": "from orgsim import __version__\n"}, "plan.a:1 imports the package face"),
        ({"plan/a.py": "from . import b\n"}, "plan.a:1 imports relatively"),
        ({"lobby/a.py": ""}, "lobby has no floor"),
    ],
)
def test_a_wrong_way_is_found(tmp_path: Path, files: dict[str, str], said: str) -> None:
    rooms = {"engine/__init__.py": "", "measures/__init__.py": "", "study/__init__.py": ""}
    assert said in wrong_ways(house(tmp_path, rooms | files))


def test_imports_downwards_and_within_a_room_are_right(tmp_path: Path) -> None:
    files = {
        "plan/a.py": "from orgsim import units\nfrom orgsim.plan import b\n",
        "plan/b.py": "import numpy\nfrom orgsim.units import MONTH\n",
        "units.py": "",
        "fields.py": "from orgsim.units import MONTH\n",
    }
    tree = house(tmp_path, files)
    assert wrong_ways(tree) == []
    assert circle(tree) == []
    assert strangers(tree) == []


def test_a_circle_is_found(tmp_path: Path) -> None:
    files = {
        "plan/a.py": "from orgsim.plan.b import x\n",
        "plan/b.py": "def f():\n    from orgsim.plan import c\n",
        "plan/c.py": "import orgsim.plan.a\n",
    }
    assert circle(house(tmp_path, files)) == ["plan.a", "plan.b", "plan.c", "plan.a"]


TYPES_OF_B = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from orgsim.{room}.b import B\n"


def test_a_circle_of_types_is_found(tmp_path: Path) -> None:
    files = {"plan/a.py": TYPES_OF_B.format(room="plan"), "plan/b.py": "from orgsim.plan.a import A\n"}
    assert circle(house(tmp_path, files)) == ["plan.a", "plan.b", "plan.a"]


def test_a_report_that_asks_the_engine_is_found(tmp_path: Path) -> None:
    files = {
        "report/study/a.py": "def f():\n    from orgsim.engine.b import B\n",
        "report/c.py": "from orgsim.study.run import simulate\n",
        "study/run.py": "from orgsim.engine.b import B\n",
        "engine/b.py": "",
    }
    assert report_of_engine(house(tmp_path, files)) == {"report.study.a": {"engine.b"}}


def test_imports_for_types_alone_may_not_go_up(tmp_path: Path) -> None:
    files = {"plan/a.py": TYPES_OF_B.format(room="setup"), "setup/b.py": ""}
    assert wrong_ways(house(tmp_path, files)) == ["plan.a:3 (floor 4) imports setup.b (floor 5)"]


@pytest.mark.parametrize(
    ("place", "line", "said"),
    [
        ("study/a.py", "import simpy\n", "study.a:1 imports simpy"),
        ("plan/gallery.py", "import tomllib\n", "plan.gallery:1 imports tomllib"),
        ("report/page.py", "from matplotlib import pyplot\n", "report.page:1 imports matplotlib.pyplot"),
        ("report/a.py", "import typer\n", "report.a:1 imports typer"),
        ("study/a.py", "from rich.table import Table\n", "study.a:1 imports rich.table.Table"),
    ],
)
def test_a_library_outside_its_home_is_found(tmp_path: Path, place: str, line: str, said: str) -> None:
    assert strangers(house(tmp_path, {place: line})) == [said]


def test_a_library_at_home_is_right(tmp_path: Path) -> None:
    files = {
        "engine/clock.py": "import simpy\n",
        "report/tables.py": "import rich\n",
        "cli.py": "import typer, rich\n",
    }
    assert strangers(house(tmp_path, files)) == []
