"""What is said of the fields of a plan: read from the source when asked, wherever the class stands."""

import linecache
import sys
from pathlib import Path
from types import ModuleType
from typing import Annotated, Generic, TypeVar

import pytest
from pydantic import Field

from orgsim.fields import Plan
from orgsim.meanings import meanings

T = TypeVar("T")
CELL = '''from orgsim.fields import Plan

def table():
    class Told(Plan):
        one: int = 1
        """Of the first."""
    return Told

First = table()

class Told(Plan):
    one: int = 1
    """Of the second,
    on two lines."""
    two: int = 2
'''


class Lot(Plan, Generic[T]):
    """A table."""

    size: T
    """How many."""
    from_: Annotated[int, Field(alias="from")]
    """Where it begins."""
    silent: int = 0
    said: int = Field(0, description="By itself.")
    """Not this."""


class Boxes(Lot[float]):
    """A table of a kind."""

    size: float = 1.0
    weight: float = 1.0
    """In kg."""


def test_the_text_below_a_field_is_its_meaning_unless_it_has_one_of_its_own() -> None:
    told = {"size": "How many.", "from_": "Where it begins.", "said": "By itself."}
    assert meanings(Lot) == meanings(Lot[int]) == told


def test_tables_take_over_what_is_said_of_the_fields_they_take_over() -> None:
    assert meanings(Boxes) == {**meanings(Lot), "weight": "In kg."}


def test_schemas_say_it_under_the_names_that_files_use() -> None:
    said = Boxes.model_json_schema()["properties"]
    assert {name: part.get("description") for name, part in said.items()} == {
        "size": "How many.",
        "from": "Where it begins.",
        "silent": None,
        "said": "By itself.",
        "weight": "In kg.",
    }


@pytest.fixture
def cell(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Code that stands in no file and was run line by line, as a notebook's."""
    module = ModuleType("cell")
    monkeypatch.setitem(sys.modules, "cell", module)
    monkeypatch.setitem(
        linecache.cache, "<cell 1>", (len(CELL), None, CELL.splitlines(keepends=True), "<cell 1>")
    )
    exec(compile(CELL, "<cell 1>", "exec"), vars(module))
    return module


def test_classes_of_one_name_in_a_notebook_are_told_apart(cell: ModuleType) -> None:
    assert meanings(cell.First) == {"one": "Of the first."}
    assert meanings(cell.Told) == {"one": "Of the second,\non two lines."}


@pytest.mark.parametrize(
    "now", ["", "class Lost(Plan:", "class Other:\n    one = 1\n    '''Of another.'''\n"]
)
def test_nothing_is_said_where_the_source_is_gone_or_edited(tmp_path: Path, now: str) -> None:
    file = tmp_path / "lost.py"
    file.write_text("class Lost(Plan):\n    one: int = 1\n    '''Of one.'''\n", encoding="utf-8")
    names = {"Plan": Plan, "__name__": "lost"}
    exec(compile(file.read_text(encoding="utf-8"), str(file), "exec"), names)
    file.write_text(now, encoding="utf-8")
    assert meanings(names["Lost"]) == {}
