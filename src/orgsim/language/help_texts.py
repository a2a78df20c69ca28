"""The texts of help, found in the code for the catalogues: `make phrases` has Babel call this for the command line.

Help stands where typer reads it: in the docstrings of commands, and in `help` and `show_default` of options.
"""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

Found = tuple[int, Any, Any, Any]
"""What Babel wants of each: its line, the function it stands in, the text or texts, and no comments."""
OPTIONS = ("help", "show_default")


def extracted(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Found]:
    """The phrases of a module, and the texts of its help."""
    from babel.messages.extract import extract_python

    yield from extract_python(file, keywords, comment_tags, options)
    file.seek(0)
    yield from help_texts(ast.parse(file.read()), commands(Path(file.name)))


def commands(module: Path) -> set[str]:
    """The names of the commands that the room of a module puts together, and of the function that stands for all of them."""
    tree = ast.parse(module.with_name("__init__.py").read_text(encoding="utf-8"))
    loops = [node.iter for node in tree.body if isinstance(node, ast.For)]
    listed = {name.id for loop in loops for name in ast.walk(loop) if isinstance(name, ast.Name)}
    return listed | {
        node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.decorator_list
    }


def help_texts(tree: ast.Module, names: set[str]) -> Iterator[Found]:
    """The paragraphs of the docstrings of commands, and what options say of themselves."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in names:
            for part in paragraphs(ast.get_docstring(node) or ""):
                yield node.lineno, None, as_phrase(part), []
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        for one in call.keywords:
            if (
                one.arg in OPTIONS
                and isinstance(one.value, ast.Constant)
                and isinstance(one.value.value, str)
            ):
                yield call.lineno, None, as_phrase(one.value.value), []


def as_phrase(text: str) -> str:
    """A text of help as a phrase without gaps, on one line."""
    return " ".join(text.split()).replace("{", "{{").replace("}", "}}")


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a docstring, each on one line."""
    return [" ".join(part.split()) for part in inspect.cleandoc(text).split("\n\n") if part.strip()]
