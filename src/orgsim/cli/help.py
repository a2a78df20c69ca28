"""Help in other languages than English, in which typer writes it: the same parts in the same order, lines broken by width."""

import re
import shutil
from collections.abc import Iterator, Sequence
from typing import Any

from typer.core import TyperCommand, TyperGroup

from orgsim.cli import spoken
from orgsim.language.help_texts import as_phrase, paragraphs
from orgsim.language.phrases import Phrase, say

_WIDEST = 80
_NAMES = 32
"""Columns for what is explained, at most."""
_OWN = Phrase("Show this message and exit.")
"""What typer says of its own option, which stands nowhere in this code."""
_FACTS = re.compile(r"  \[([^\[\]]*)\]$")
"""What typer adds to an option's help: its default, that it is required."""


class SpokenCommand(TyperCommand):
    """A command whose help is in the language spoken."""

    def get_help(self, ctx: Any) -> str:
        """Its help."""
        return super().get_help(ctx) if spoken.language() == "en" else _help(self, ctx)

    def get_usage(self, ctx: Any) -> str:
        """How it is used, on one line or more."""
        return _usage(super().get_usage(ctx))


class SpokenGroup(TyperGroup):
    """The commands together, in the same way."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """What is typed speaks the language of the environment until it says otherwise, not that of what was typed before."""
        spoken.begin()
        return super().make_context(info_name, args, parent, **extra)

    def get_help(self, ctx: Any) -> str:
        """Its help."""
        return super().get_help(ctx) if spoken.language() == "en" else _help(self, ctx)

    def get_usage(self, ctx: Any) -> str:
        """How it is used."""
        return _usage(super().get_usage(ctx))


def _helped(text: str) -> str:
    """A text of help in the language spoken."""
    return say(as_phrase(text), spoken.language())


def _usage(text: str) -> str:
    if spoken.language() == "en":
        return text
    return say("Usage: {what}", spoken.language(), what=" ".join(text.removeprefix("Usage: ").split()))


def _help(command: Any, ctx: Any) -> str:
    language, width = spoken.language(), min(shutil.get_terminal_size().columns, _WIDEST) - 2
    lines = [command.get_usage(ctx), ""]
    for part in paragraphs(command.help or ""):
        lines += [f"  {line}" for line in _broken(_helped(part), width - 2)] + [""]
    for title, rows in _sections(command, ctx):
        lines.append(f"{title.say(language)}:")
        lines += _listed(rows, width)
        lines.append("")
    return "\n".join(lines).rstrip("\n")


def _sections(command: Any, ctx: Any) -> Iterator[tuple[Phrase, list[tuple[str, str]]]]:
    params = command.get_params(ctx)
    for kind, title in (("argument", Phrase("Arguments")), ("option", Phrase("Options"))):
        found = [(one, one.get_help_record(ctx)) for one in params if one.param_type_name == kind]
        if rows := [(record[0], _of_option(one, record[1])) for one, record in found if record is not None]:
            yield title, rows
    if isinstance(command, TyperGroup):
        yield (
            Phrase("Commands"),
            [(name, _helped(paragraphs(one.help or "")[0])) for name, one in command.commands.items()],
        )


def _of_option(option: Any, record: str) -> str:
    """The help of an option or argument, with what typer adds to it."""
    text = _helped(option.help) if option.help else ""
    facts = _FACTS.search(record) or re.fullmatch(r"\[([^\[\]]*)\]", record)
    if facts is None:
        return text
    said = "; ".join(_fact(fact, option) for fact in facts[1].split("; "))
    return f"{text}  [{said}]".strip()


def _fact(fact: str, option: Any) -> str:
    language = spoken.language()
    if isinstance(option.show_default, str) and fact.startswith("default: "):
        return say("default: {value}", language, value=_helped(option.show_default))
    if fact.startswith("default: "):
        return say("default: {value}", language, value=fact.removeprefix("default: "))
    if fact.startswith("env var: "):
        return say("environment variable: {name}", language, name=fact.removeprefix("env var: "))
    return say("required", language) if fact == "required" else fact


def _listed(rows: Sequence[tuple[str, str]], width: int) -> list[str]:
    """Names and what is said of them in two columns; a long name has a line of its own."""
    names = min(max(len(name) for name, _ in rows), _NAMES)
    lines = []
    for name, text in rows:
        first, *more = _broken(text, width - names - 4) or [""]
        if len(name) > names:
            lines.append(f"  {name}")
            name = ""
        lines += [f"  {name:<{names}}  {first}".rstrip(), *(" " * (names + 4) + line for line in more)]
    return lines


def _broken(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns, in which a sign of Japanese takes two."""
    from rich.cells import cell_len

    lines, line = [], ""
    for part in re.findall(r"[（「]*(?:[!-~]+|[^!-~（「])[、。」）：]*", text):
        if line and cell_len(line + part) > width:
            lines.append(line.rstrip())
            line = part.lstrip()
        else:
            line += part
    return [*lines, line.rstrip()] if line.strip() else lines
