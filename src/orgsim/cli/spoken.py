"""Which language the command line speaks: what was typed comes before the environment, and English is usual."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import cast, get_args

import typer

from orgsim.errors import unusable
from orgsim.language import Language

VARIABLE = "ORGSIM_LANG"
"""The environment variable that says which language is spoken where no option does."""
_NOW: ContextVar[Language] = ContextVar("language", default="en")


def language() -> Language:
    """The language that is spoken now."""
    return _NOW.get()


@contextmanager
def for_a_command() -> Iterator[None]:
    """What a command speaks is forgotten when it is done; not after a fault, of which something is still to be said."""
    before = _NOW.set("en")
    try:
        yield
    except SystemExit:
        _NOW.reset(before)
        raise


def begin() -> None:
    """Speak the language of the environment; raises OrgsimError for one that orgsim does not speak."""
    stated = os.environ.get(VARIABLE) or "en"
    if stated not in get_args(Language):
        raise unusable('{variable} is "{stated}"; it must be "en" or "ja"', variable=VARIABLE, stated=stated)
    _NOW.set(cast(Language, stated))


def chosen(context: typer.Context, option: typer.CallbackParam, stated: Language) -> Language:
    """The language of an answer, which is that of help and errors from here on: the one typed, else the one spoken already."""
    source = context.get_parameter_source(option.name or "")
    if source is not None and source.name == "COMMANDLINE":
        _NOW.set(stated)
    return language()
