"""Standard output and standard error: usable however orgsim was started, and a word where they cannot be written."""

import codecs
import errno
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO, cast

from orgsim.cli import spoken
from orgsim.errors import unusable
from orgsim.language.phrases import said
from orgsim.signs import clean

_INSTEAD = {
    "−": "-", "–": "-", "→": "->", "…": "...", "×": "x", "“": '"', "”": '"', "〜": "-",
    "¥": "JPY ", "€": "EUR ", "£": "GBP ", "₩": "KRW ", "₹": "INR ",
    **{mark: f"({number})" for number, mark in enumerate("¹²³⁴⁵⁶⁷⁸⁹", start=1)},
}  # fmt: skip
"""For encodings that lack a sign: what is read for it. Anything else becomes a question mark."""
_HANDLER = "orgsim.instead"


def show(text: str, end: str = "\n") -> None:
    """Print a text on standard output, in the language spoken, without signs that a terminal would act on."""
    print(clean(said(text, spoken.language())), end=end)


def tell(text: str) -> None:
    """Print a message on standard error in the same way."""
    print(clean(said(text, spoken.language())), file=sys.stderr)


def say_json(found: Any) -> None:
    """Print one JSON document on standard output, its signs as escapes where the encoding may lack some."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower()
    print(clean(json.dumps(found, ensure_ascii=not encoding.startswith("utf"), indent=2)))


@contextmanager
def usable() -> Iterator[None]:
    """While the block lasts both streams can be written.

    Closed ones lead nowhere; signs that their encoding lacks are replaced; a reader who has left (| head) is no fault; and
    output that finds no room raises OrgsimError.
    """
    _occupy()
    codecs.register_error(_HANDLER, _replaced)
    before = sys.stdout, sys.stderr
    sys.stdout = cast(TextIO, _Stream(before[0], "standard output"))
    sys.stderr = cast(TextIO, _Stream(before[1], None))
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def _occupy() -> None:
    """Keep the numbers of closed streams from files that are opened later: a stray message would be written into one."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)


def _replaced(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    lacking = error.object[error.start : error.end]
    return "".join(_INSTEAD.get(sign, "?") for sign in lacking), error.end


class _Stream:
    """A stream that goes on leading nowhere when it cannot be written any more."""

    def __init__(self, stream: TextIO | None, name: str | None) -> None:
        """`name` is what is said to be unwritable; None where nothing can be said."""
        self._name = name
        self._stream = _nowhere() if stream is None else stream
        if getattr(self._stream, "errors", None) == "strict":
            cast(Any, self._stream).reconfigure(errors=_HANDLER)

    def write(self, text: str) -> int:
        """Write a text."""
        return self._tried(lambda: self._stream.write(text)) or 0

    def flush(self) -> None:
        """Write what is held back."""
        self._tried(self._stream.flush)

    def __getattr__(self, name: str) -> Any:
        """Whatever else is asked of the stream."""
        return getattr(self._stream, name)

    def _tried(self, do: Callable[[], int | None]) -> int | None:
        try:
            return do()
        except OSError as error:
            self._leave()
            # A pipe whose reader has left is EPIPE; on Windows, EINVAL.
            if self._name is not None and error.errno not in (errno.EPIPE, errno.EINVAL):
                raise unusable(
                    "{name} cannot be written: {strerror}", name=self._name, strerror=error.strerror
                ) from None
            return None

    def _leave(self) -> None:
        """Lead nowhere, so that the end of the program does not try once more."""
        with suppress(OSError, ValueError), open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), self._stream.fileno())
        self._stream = _nowhere()


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")
