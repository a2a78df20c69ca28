"""Files written whole or not at all, and texts that a spreadsheet will not run."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orgsim.errors import OrgsimError

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@contextmanager
def placing(path: Path) -> Iterator[Path]:
    """Give a place to write a file; once written, it takes the place of `path` in one step.

    Readers see the old file or the new one, never a part. Raises OrgsimError when the place cannot be written.
    """
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".orgsim-") as aside:
            draft = Path(aside) / path.name
            yield draft
            os.replace(draft, path)
    except OSError as error:
        raise OrgsimError(f"{path} cannot be written: {error.strerror or error}") from error


def harmless(text: str) -> str:
    """The text for a cell of a CSV file: an apostrophe goes in front of what a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def harmless_cell(cell: object) -> object:
    """A cell of a table for a CSV file: `harmless` if it is a text, itself if not."""
    return harmless(cell) if isinstance(cell, str) else cell
