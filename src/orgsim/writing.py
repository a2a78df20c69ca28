"""Files written whole or not at all, and texts that a spreadsheet will not run."""

import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl

from orgsim.errors import unusable
from orgsim.language.phrases import Phrase, Wording, within
from orgsim.signs import one_line

WRITTEN, MADE, COMPARED = within("doing", "written"), within("doing", "made"), within("doing", "compared")
"""What cannot be done to a place."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell begins with that a spreadsheet takes for a formula (OWASP), in the widths of East Asian scripts too."""
_DRAFTS = ".orgsim-draft-"


@contextmanager
def placing(path: Path) -> Iterator[Path]:
    """Give a place to write a file; once written, it takes the place of `path` in one step.

    Readers see the old file or the new one, never a part. Raises OrgsimError when the place cannot be written.
    """
    with explained(path), aside(path.parent) as folder:
        draft = folder / path.name
        yield draft
        os.replace(draft, path)


@contextmanager
def explained(path: Path, doing: Phrase = WRITTEN) -> Iterator[None]:
    """Turn what the system says of a place into an OrgsimError: `path` cannot be `doing` (written, made), and why."""
    try:
        yield
    except OSError as error:
        raise unusable(
            "{called} cannot be {doing}: {strerror}",
            called=called(path),
            doing=doing,
            strerror=error.strerror or error,
        ) from error


def called(path: Path) -> str:
    """A path as a message shows it: on one line, and its end where it is very long."""
    text = one_line(str(path))
    return text if len(text) <= 200 else f"…{text[-199:]}"


def check_place(path: Path) -> None:
    """Raise OrgsimError where `placing` could not put a file: told before the work whose result it is to hold."""
    with explained(path):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, Wording("it is a folder"))
        with aside(path.parent) as folder:
            (folder / path.name).touch()


@contextmanager
def aside(folder: Path) -> Iterator[Path]:
    """A folder within `folder` for drafts, gone when the block ends. What a program that was killed left is swept first.

    Raises OSError where it cannot be made.
    """
    _sweep(folder)
    made, held = _made(folder)
    try:
        yield made
    finally:
        if held is not None:
            os.close(held)
        shutil.rmtree(made, ignore_errors=True)


def _made(folder: Path) -> tuple[Path, int | None]:
    """A new folder for drafts, and what holds it as long as this program lives."""
    while True:
        made = Path(tempfile.mkdtemp(prefix=_DRAFTS, dir=folder))
        try:
            held = _held(made)
        except BlockingIOError:
            continue  # Another program that swept came before.
        if made.exists():
            return made, held
        if held is not None:
            os.close(held)


def _held(folder: Path) -> int | None:
    """Hold a folder for drafts until the number returned is closed; None where the system cannot.

    Raises BlockingIOError while another program holds it.
    """
    if sys.platform == "win32":
        return None
    number = None
    try:
        number = os.open(folder, os.O_RDONLY)
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if number is not None:
            os.close(number)
        if isinstance(error, BlockingIOError):
            raise
        return None
    return number


def _sweep(folder: Path) -> None:
    """Remove the drafts of programs that live no more; those of others are held by them."""
    for left in folder.glob(f"{_DRAFTS}*"):
        with suppress(BlockingIOError):
            held = _held(left)
            if held is not None:
                shutil.rmtree(left, ignore_errors=True)
                os.close(held)


def harmless(text: str) -> str:
    """The text for a cell of a CSV file: an apostrophe goes in front of what a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def harmless_cell(cell: object) -> object:
    """A cell of a table for a CSV file: `harmless` if it is a text, itself if not."""
    return harmless(cell) if isinstance(cell, str) else cell


def as_meant(text: str) -> str:
    """The text of a cell of a CSV file without the apostrophe that `harmless` put in front of it."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def begins_like_a_formula(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula once somebody edits its cell."""
    return text.startswith(_FORMULA)
