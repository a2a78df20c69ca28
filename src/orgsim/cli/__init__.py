"""The command line: words in, one call, answer out.

Each command imports what it needs when it runs, so that `orgsim --help` stays quick.
"""

import sys
import warnings
from typing import Annotated, TextIO

import typer

from orgsim.cli.compare import compare
from orgsim.cli.draw import draw
from orgsim.cli.explain import explain
from orgsim.cli.files import check, gallery, new, schema
from orgsim.cli.run import run
from orgsim.errors import OrgsimError, OrgsimWarning

app = typer.Typer(
    name="orgsim",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"orgsim {version('orgsim')}")
        raise typer.Exit


@app.callback()
def orgsim(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Simulate sales organizations: the same market and the same luck meet every way of dividing the work."""


for command in (compare, run, explain, draw, check, schema, gallery, new):
    app.command()(command)


def _warn(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Print a warning; for one of orgsim's own the place in the code says nothing."""
    if issubclass(category, OrgsimWarning):
        print(f"Warning: {message}", file=sys.stderr)
    else:
        _usually(message, category, filename, lineno, file, line)


_usually = warnings.showwarning


def main() -> None:
    """Run the command that was typed; exit with 0 when done, 2 on bad input, 130 after Ctrl-C."""
    warnings.showwarning = _warn
    try:
        app()
    except OrgsimError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
