"""Signs that no text may bring to a reader: the one place that takes them out of titles, tables, messages and pages."""

import re

UNFIT = "\ufffd"
"""Stands for a sign that is not shown."""
_ACTING = re.compile(
    # Controls (escape sequences, NUL, those of 8 bits); marks and overrides of the direction of writing; signs without
    # width in which text can hide; ends of line that are none to a terminal; halves of pairs, which no encoding can write.
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_BREAKS = re.compile(r"[\t\n]+")


def clean(text: str) -> str:
    """The text with each sign that a terminal or a browser would act on, rather than show, as U+FFFD; it keeps its lines."""
    return _ACTING.sub(UNFIT, text)


def one_line(text: str) -> str:
    """The text clean and on one line: a title, a name."""
    return _BREAKS.sub(" ", clean(text))
