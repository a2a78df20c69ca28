"""The house rules that a program can check: sizes, docstrings, and what is never written."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from places import SOURCE

MODULE_LINES = 330
FUNCTION_LINES = 50

Function = ast.FunctionDef | ast.AsyncFunctionDef
RULED = (*Function.__args__, ast.ClassDef, ast.Call, ast.ExceptHandler, ast.Import, ast.ImportFrom)
"""What a rule looks at of the trees."""
STANDING = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
TOO_WIDE = {"Exception", "BaseException"}
NEVER_CALLED = {"eval", "exec"}
NEVER_IMPORTED = {"pickle", "yaml", "marshal", "shelve", "dill"}

PLAN_AND_RUN = ("Activity", "Outcome", "SecondLine", "Team", "Upsell")
"""Nouns that `plan` (what is written of it) and `engine` (what becomes of it in a run) share: each has a class of that name."""


def sources(root: Path) -> Iterator[tuple[str, str]]:
    """Each module's path under `root` and its text."""
    for path in sorted(root.rglob("*.py")):
        yield path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")


def nodes(root: Path) -> Iterator[tuple[str, ast.AST]]:
    """Every node of every module's tree that some rule is about, with the module's path."""
    for name, text in sources(root):
        yield from ((name, node) for node in looked_at(text))


@cache
def looked_at(text: str) -> tuple[ast.AST, ...]:
    """What some rule is about in a module: functions, classes, calls, imports and handlers, gathered once for all rules."""
    return tuple(node for node in ast.walk(tree(text)) if isinstance(node, RULED))


@cache
def tree(text: str) -> ast.Module:
    """The tree of a module, parsed once for all rules."""
    return ast.parse(text)


def long_modules(root: Path) -> dict[str, int]:
    """The modules of more lines than at which a room is missing, with their lines."""
    return {name: n for name, text in sources(root) if (n := text.count("\n")) > MODULE_LINES}


def long_functions(root: Path) -> list[str]:
    """Functions beyond the size at which one is missing."""
    return [
        f"{name}:{node.lineno} {node.name} has {n} lines"
        for name, node in nodes(root)
        if isinstance(node, Function) and (n := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
    ]


def caught(handler: ast.ExceptHandler) -> set[str]:
    """The names a handler catches; a bare `except` catches everything."""
    if handler.type is None:
        return {"BaseException"}
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return {node.id for node in types if isinstance(node, ast.Name)}


def undoes(handler: ast.ExceptHandler) -> bool:
    """Whether a handler only undoes what was begun, for whatever reason, and passes the reason on."""
    last = handler.body[-1]
    return caught(handler) == {"BaseException"} and isinstance(last, ast.Raise) and last.exc is None


def offence(node: ast.AST) -> str | None:
    """What is wrong with a node, if anything."""
    if isinstance(node, ast.ExceptHandler) and caught(node) & TOO_WIDE and not undoes(node):
        return "catches everything"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NEVER_CALLED:
        return f"calls {node.func.id}"
    if isinstance(node, ast.Import):
        names = {alias.name.partition(".")[0] for alias in node.names}
    elif isinstance(node, ast.ImportFrom):
        names = {(node.module or "").partition(".")[0]}
    else:
        return None
    return f"imports {sorted(names & NEVER_IMPORTED)[0]}" if names & NEVER_IMPORTED else None


def offences(root: Path) -> list[str]:
    """Handlers that catch everything, calls of eval and exec, imports of what can run a file's content."""
    return [f"{name}:{node.lineno} {said}" for name, node in nodes(root) if (said := offence(node))]  # type: ignore[attr-defined]


def left_standing(root: Path) -> list[str]:
    """Comments that put work off."""
    return [
        f"{name}:{token.start[0]} {token.string}"
        for name, text in sources(root)
        if STANDING.search(text)
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT and STANDING.search(token.string)
    ]


def public(body: list[ast.stmt], owner: str) -> Iterator[tuple[str, Function | ast.ClassDef]]:
    """Public functions, classes and the public functions within them, by dotted name."""
    for node in body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield owner + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body, f"{owner}{node.name}.")


def shared_names(root: Path) -> dict[str, list[str]]:
    """The names of classes that there are more than once, with the rooms they stand in; nouns of plan and run left out."""
    rooms: dict[str, list[str]] = {}
    for name, node in nodes(root):
        if isinstance(node, ast.ClassDef):
            rooms.setdefault(node.name, []).append(name.partition("/")[0])
    return {
        name: places
        for name, places in rooms.items()
        if len(places) > 1 and not (name in PLAN_AND_RUN and sorted(places) == ["engine", "plan"])
    }


def silent(root: Path) -> list[str]:
    """Modules, and public functions and classes, without a docstring."""
    found = []
    for name, text in sources(root):
        module = tree(text)
        if not ast.get_docstring(module):
            found.append(name)
        found += [
            f"{name}:{node.lineno} {said}"
            for said, node in public(module.body, "")
            if not ast.get_docstring(node)
        ]
    return found


def test_modules_are_short() -> None:
    assert long_modules(SOURCE) == {}


def test_functions_are_short() -> None:
    assert long_functions(SOURCE) == []


def test_nothing_catches_everything_or_runs_a_files_content() -> None:
    assert offences(SOURCE) == []


def test_no_work_is_put_off_in_a_comment() -> None:
    assert left_standing(SOURCE) == []


def test_every_public_thing_says_what_it_means() -> None:
    assert silent(SOURCE) == []


def test_no_two_classes_have_one_name() -> None:
    assert shared_names(SOURCE) == {}


def room(folder: Path, text: str, name: str = "room.py") -> Path:
    """Write one module to try the checks on."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


def test_a_long_module_is_found(tmp_path: Path) -> None:
    assert long_modules(room(tmp_path, "x = 1\n" * 330)) == {}
    assert long_modules(room(tmp_path, "x = 1\n" * 331)) == {"room.py": 331}


def test_a_long_function_is_found(tmp_path: Path) -> None:
    assert long_functions(room(tmp_path, "def f():\n" + "    x = 1\n" * 49)) == []
    assert long_functions(room(tmp_path, "class A:\n  def f(self):\n" + "    x = 1\n" * 50)) == [
        "room.py:2 f has 51 lines"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("try:\n    x = 1\nexcept Exception:\n    pass\n", "room.py:3 catches everything"),
        ("try:\n    x = 1\nexcept (OSError, Exception) as e:\n    pass\n", "room.py:3 catches everything"),
        ("try:\n    x = 1\nexcept:\n    pass\n", "room.py:3 catches everything"),
        ("try:\n    x = 1\nexcept BaseException:\n    pass\n", "room.py:3 catches everything"),
        ("try:\n    x = 1\nexcept Exception:\n    raise\n", "room.py:3 catches everything"),
        ("def f():\n    return eval('1')\n", "room.py:2 calls eval"),
        ("import os, pickle\n", "room.py:1 imports pickle"),
        ("from pickle import loads\n", "room.py:1 imports pickle"),
    ],
)
def test_what_is_never_written_is_found(tmp_path: Path, text: str, said: str) -> None:
    assert offences(room(tmp_path, text)) == [said]


@pytest.mark.parametrize("caught", ["(OSError, ValueError)", "BaseException"])
def test_handlers_that_name_what_they_catch_or_pass_it_on_are_right(tmp_path: Path, caught: str) -> None:
    assert (
        offences(room(tmp_path, f"try:\n    import tomllib\nexcept {caught}:\n    x = 1\n    raise\n")) == []
    )


def test_work_put_off_is_found_in_comments_alone(tmp_path: Path) -> None:
    word = "TO" + "DO"
    assert left_standing(room(tmp_path, f"x = '{word}'\ny = 2  # {word}: later\n")) == [
        f"room.py:2 # {word}: later"
    ]


def test_two_classes_of_one_name_are_found(tmp_path: Path) -> None:
    room(tmp_path, "class Queue:\n    class Entry: ...\n", "engine/queues.py")
    assert shared_names(room(tmp_path, "class Entry: ...\n", "plan/gallery.py")) == {
        "Entry": ["engine", "plan"]
    }


def test_plan_and_run_alone_may_share_a_noun_and_have_it_once_each(tmp_path: Path) -> None:
    room(tmp_path, "class Team: ...\n", "plan/model.py")
    assert shared_names(room(tmp_path, "class Team: ...\n", "engine/teams.py")) == {}
    thrice = room(tmp_path, "class Team: ...\n", "plan/load.py")
    assert shared_names(thrice) == {"Team": ["engine", "plan", "plan"]}


def test_missing_docstrings_are_found(tmp_path: Path) -> None:
    text = '"""Room."""\nclass A:\n    """A."""\n    def f(self): ...\n    def _g(self): ...\ndef h():\n    def inner(): ...\n'
    assert silent(room(tmp_path, text)) == ["room.py:4 A.f", "room.py:6 h"]
    assert silent(room(tmp_path, "x = 1\n")) == ["room.py"]
