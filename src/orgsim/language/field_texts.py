"""What fields of tables say of themselves, found for the catalogues: `make phrases` has Babel call this for mechanisms.

A field's text is the docstring below it, from which the schema and the reference are made, too; its unit stands in `declared`.
"""

import ast
from collections.abc import Iterator
from typing import IO, Any

from orgsim.language.help_texts import Found, as_phrase

_NO_TABLES = ("NamedTuple", "Protocol")


def extracted(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Found]:
    """The phrases of a module, and the texts of the fields of its tables."""
    from babel.messages.extract import extract_python

    yield from extract_python(file, keywords, comment_tags, options)
    file.seek(0)
    tree = ast.parse(file.read())
    yield from field_texts(tree)
    yield from units(tree)


def field_texts(tree: ast.Module) -> Iterator[Found]:
    """The docstrings of fields of classes that are tables of files: they derive from another, and are no dataclasses."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and _is_table(node):
            for field, text in zip(node.body, node.body[1:], strict=False):
                if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr):
                    value = text.value
                    if isinstance(value, ast.Constant) and isinstance(value.value, str):
                        yield text.lineno, None, as_phrase(value.value), []


def units(tree: ast.Module) -> Iterator[Found]:
    """The units of declared parameters."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Name) and call.func.id == "declared":
            for one in call.keywords:
                if one.arg == "unit" and isinstance(one.value, ast.Constant) and one.value.value:
                    yield call.lineno, None, as_phrase(str(one.value.value)), []


def _is_table(node: ast.ClassDef) -> bool:
    bases = [ast.unparse(base) for base in node.bases]
    return bool(bases) and not node.decorator_list and not set(bases) & set(_NO_TABLES)
