"""The command line: words in, one call, answer out.

Each command imports what it needs when it runs, so that `orgsim --help` stays quick.
"""

import os
import sys
import warnings
from types import TracebackType
from typing import Annotated, TextIO

import typer

from orgsim.cli import options, spoken, streams, usage
from orgsim.cli.compare import compare
from orgsim.cli.diagnose import diagnose
from orgsim.cli.diff import diff
from orgsim.cli.draw import draw
from orgsim.cli.explain import explain
from orgsim.cli.export import export
from orgsim.cli.figure import figure
from orgsim.cli.files import check, gallery, new, schema
from orgsim.cli.help import SpokenCommand, SpokenGroup
from orgsim.cli.ledger import ledger, merge, verify
from orgsim.cli.lesson import lesson
from orgsim.cli.next_hire import next_hire
from orgsim.cli.replay import replay
from orgsim.cli.run import run
from orgsim.cli.staff import staff
from orgsim.cli.sweep import sweep
from orgsim.cli.transition import transition
from orgsim.errors import OrgsimError, OrgsimWarning, unusable
from orgsim.language.phrases import Wording

FAULT = Wording(
    "This is a fault of orgsim, not of your files. Please report it to its developers: the lines above, the command, the "
    "files it names, and what `orgsim --version` says."
)
"""Said below the traceback of an error that nobody foresaw."""

_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""What libraries of linear algebra read when numpy is imported: how many threads they take."""

app = typer.Typer(
    name="orgsim",
    cls=SpokenGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        streams.show(f"orgsim {version('orgsim')}")
        raise typer.Exit


@app.callback()
def orgsim(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
    lang: options.Lang = "en",
) -> None:
    """Simulate sales organizations: the same market and the same luck meet every way of dividing the work."""


for command in (
    compare,
    run,
    next_hire,
    staff,
    transition,
    sweep,
    figure,
    replay,
    export,
    diagnose,
    explain,
    draw,
    diff,
    check,
    schema,
    gallery,
    new,
    lesson,
    ledger,
    merge,
    verify,
):
    app.command(cls=SpokenCommand)(command)


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
        streams.tell(Wording("Warning: {message}", message=str(message)))
    else:
        _usually(message, category, filename, lineno, file, line)


_usually = warnings.showwarning


def main() -> None:
    """Run the command that was typed.

    Exits with 0 when done, 2 for what the user can mend, 3 when `verify` finds numbers that differ, 130 after Ctrl-C; with 1,
    by a traceback that says where to report it, for a fault of orgsim itself, and for nothing else.
    """
    # The cores are for workers: beside them, threads of linear algebra wait for one another for longer than one takes.
    for name in _ONE_THREAD:
        os.environ.setdefault(name, "1")
    warnings.showwarning, sys.excepthook = _warn, _tell_of_fault
    with streams.usable(), spoken.for_a_command():
        sys.exit(_code())


def _code() -> int:
    """How the command ended."""
    try:
        return _run()
    except OrgsimError as error:
        streams.tell(error.say(spoken.language()))
        for note in getattr(error, "__notes__", ()):
            streams.tell(note)
    except MemoryError:
        streams.tell(Wording("There is not enough memory for this: try --workers 1, or a shorter --horizon."))
    except KeyboardInterrupt:
        return 130
    return 2


def _run() -> int:
    spoken.begin()
    _check_surroundings()
    try:
        # Not by way of the app itself, which would put a word of its own in place of that on faults.
        code: int | None = typer.main.get_command(app)(prog_name="orgsim", standalone_mode=False)
    except usage.UsageError as error:
        streams.tell(usage.told(error))
        code = 2
    sys.stdout.flush()
    return code or 0


def _check_surroundings() -> None:
    """Raise OrgsimError when words cannot be written down, as reports do, or when there is no folder to work in."""
    for word in sys.argv[1:]:
        try:
            word.encode()
        except UnicodeEncodeError:
            raise unusable(
                '"{word}" is not UTF-8 text: type it anew, or rename what it names', word=word
            ) from None
    try:
        os.getcwd()
    except OSError as error:
        raise unusable("the folder you are in cannot be used: {strerror}", strerror=error.strerror) from None


def _tell_of_fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say what to do about an error that orgsim did not foresee."""
    sys.__excepthook__(kind, error, trace)
    if sys.stderr is not None:
        print(f"\n{FAULT.say(spoken.language())}", file=sys.stderr)
