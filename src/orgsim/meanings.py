"""What the source says below the fields of a plan, read when somebody asks: most who start orgsim never do."""

import ast
import inspect
import linecache
import sys
from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar

from pydantic import BaseModel, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


class Explained(BaseModel):
    """A model whose fields are explained by the texts below them, as attributes are elsewhere."""

    _stands: ClassVar[tuple[str, int] | None] = None
    """The file and line of the statement that made the class, were it in a function or in the cell of a notebook."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Remember where the class stands."""
        super().__init_subclass__(**kwargs)
        frame = inspect.currentframe()
        while frame and frame.f_globals.get("__name__") != cls.__module__:
            frame = frame.f_back
        cls._stands = (frame.f_code.co_filename, frame.f_lineno) if frame else None

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The schema of the model, with the meanings of its fields as their descriptions."""
        schema = handler(core)
        properties = handler.resolve_ref_schema(schema)["properties"]
        for name, text in meanings(cls).items():
            properties[cls.model_fields[name].alias or name]["description"] = text
        return schema


def meanings(model: type[BaseModel]) -> dict[str, str]:
    """What is said of each field of a model, by itself or below it in the source; those of which nothing is said are left out.

    The source has to be there: in files, in an archive, or as a notebook's cell.
    """
    found: dict[str, str] = {}
    for kind in reversed(model.__mro__):
        if issubclass(kind, Explained) and (stands := kind.__dict__.get("_stands")):
            found |= _below(kind.__module__, kind.__name__, *stands)
    said = {name: field.description or found.get(name, "") for name, field in model.model_fields.items()}
    return {name: text for name, text in said.items() if text}


@cache
def _below(module: str, name: str, file: str, line: int) -> Mapping[str, str]:
    """The texts of the class of that name in which the line stands."""
    for node in ast.walk(_tree(module, file)):
        if isinstance(node, ast.ClassDef) and node.name == name:
            first = min([node.lineno, *(mark.lineno for mark in node.decorator_list)])
            if first <= line <= (node.end_lineno or first):
                return texts_below(node)
    return {}


@cache
def _tree(module: str, file: str) -> ast.Module:
    """A file as it is now; empty where it is out of reach, or half edited since it was run."""
    lines = linecache.getlines(file, vars(sys.modules[module]) if module in sys.modules else None)
    try:
        return ast.parse("".join(lines))
    except SyntaxError:
        return ast.Module([], [])


def texts_below(tree: ast.ClassDef) -> dict[str, str]:
    """The text below each attribute of a class, by the attribute's name; attributes without are left out."""
    found = {}
    for node, after in zip(tree.body, tree.body[1:], strict=False):
        aim = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if (
            isinstance(aim, ast.Name)
            and isinstance(after, ast.Expr)
            and isinstance(after.value, ast.Constant)
        ):
            found[aim.id] = inspect.cleandoc(str(after.value.value))
    return found
