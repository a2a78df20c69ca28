"""What typer says of words that it cannot use, in any language.

It speaks English alone, so that its sentences are known by their form.
"""

import re
from functools import cache
from typing import Any, cast

import typer

from orgsim.cli import spoken
from orgsim.language.phrases import Phrase, Wording, say

UsageError = cast("type[Exception]", typer.BadParameter.__mro__[1])
"""What typer raises for such words, wherever it takes that from."""
_SENTENCES = (
    Phrase("No such option: {name} (Possible options: {names})"),
    Phrase("No such option: {name}"),
    Phrase("No such command {name}. Did you mean {names}?"),
    Phrase("No such command {name}."),
    Phrase("Missing command."),
    Phrase("Missing argument {name}."),
    Phrase("Missing option {name}."),
    Phrase("Got unexpected extra argument(s) ({words})"),
    Phrase("Option {name} requires an argument."),
    Phrase("Option {name} does not take a value."),
    Phrase("Invalid value for {name}: {what}"),
    Phrase("Invalid value: {what}"),
    Phrase("Value error, {what}"),
    Phrase("{value} is not one of {choices}."),
)
_IN_PLAIN_WORDS = {
    "Input should be a valid integer, unable to parse string as an integer": Phrase(
        "it must be a whole number"
    ),
    "Input should be a valid number, unable to parse string as a number": Phrase("it must be a number"),
    "Input should be greater than or equal to {number}": Phrase("it must be {number} or more"),
    "Input should be less than or equal to {number}": Phrase("it must be {number} at most"),
}
"""What it hands on from the library that reads values, and how orgsim says that."""


def told(error: Any) -> str:
    """A usage error as it is printed: how the command is used, where help is, and what is wrong."""
    language, lines = spoken.language(), list[str]()
    if error.ctx is not None and error.message == error.ctx.get_help():
        return str(error.message)
    if error.ctx is not None:
        lines.append(error.ctx.get_usage())
        if error.ctx.command.get_help_option(error.ctx) is not None:
            lines.append(say("Try '{command} --help' for help.", language, command=error.ctx.command_path))
        lines.append("")
    what = translated(error.format_message(), error.message)
    return "\n".join([*lines, say("Error: {what}", language, what=what)])


def translated(text: str, own: str = "") -> str:
    """What typer says in the language spoken now; `own` is a part of it that is orgsim's. As it is where its form is unknown."""
    language = spoken.language()
    if text == own and isinstance(own, Wording):
        return own.say(language)
    for form, sentence in (*_IN_PLAIN_WORDS.items(), *((one.text, one) for one in _SENTENCES)):
        if match := _form(form).fullmatch(text):
            gaps = {name: translated(part, own) for name, part in match.groupdict().items()}
            return sentence.say(language, **gaps)
    return text


@cache
def _form(sentence: str) -> re.Pattern[str]:
    """The sentence with anything in its gaps."""
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(sentence)), re.DOTALL)
