"""The program of the page: its modules put into one, in the order in which they import one another."""

import re
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent / "page"
"""Where the page's source lies: template, style and modules."""
MAIN = "main.js"
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([a-z]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)


def script() -> str:
    """All modules as one that imports nothing: a name that one of them gives to the others means the same everywhere."""
    return "".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in _in_order(MAIN, set()))


def _in_order(name: str, done: set[str]) -> Iterator[str]:
    """The texts of a module and of all that it needs, each once, behind what it needs."""
    done.add(name)
    text = (FOLDER / name).read_text(encoding="utf-8")
    for needed in _IMPORT.findall(text):
        if needed not in done:
            yield from _in_order(needed, done)
    yield text
