"""`orgsim ledger`, `orgsim merge`, `orgsim verify`: what is kept of finished work, put together, and tried again."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from orgsim.cli import options, progress, streams

DIFFERENT = 3
"""What `orgsim verify` exits with when a replication comes out otherwise than it stands in the ledger, or is damaged."""

Kept = Annotated[
    Path,
    typer.Argument(metavar="DIR", help="A ledger: the folder of a study (its --out), or the file itself."),
]
Printed = Annotated[
    Literal["table", "json"], typer.Option("--format", "-f", help="What is printed on standard output.")
]


def ledger(
    folder: Kept,
    prune: Annotated[
        bool,
        typer.Option(
            "--prune",
            help="Remove what no study would take any more (made by other code, or damaged), and shrink the file.",
        ),
    ] = False,
    older: Annotated[
        str | None,
        typer.Option(
            metavar="TIME", help='With --prune: remove what was written longer ago, too, such as "90 days".'
        ),
    ] = None,
    shape: Printed = "table",
    lang: options.Lang = "en",
) -> None:
    """Tell what a ledger holds: scenarios, replications, size and age; with --prune, remove what is of no use any more."""
    from orgsim.errors import unusable
    from orgsim.report.study import ledgers, terminal
    from orgsim.study import ledger_care

    if older is not None and not prune:
        raise unusable("--older says what --prune removes: give both")
    if prune:
        streams.tell(ledgers.pruned(ledger_care.prune(folder, older), lang))
    found = ledger_care.ledger(folder)
    if shape == "json":
        streams.say_json(found.to_json())
        return
    terminal.told(ledgers.contents(found, lang), [ledgers.table(found, lang)] if found.sets else [], ())


def merge(
    folders: Annotated[
        list[Path],
        typer.Argument(
            metavar="DIR...", help="Ledgers: folders of studies (their --out), or the files themselves."
        ),
    ],
    into: Annotated[
        Path,
        typer.Option(
            metavar="DIR", help="The ledger that takes them: a folder or a file, made where it is not there."
        ),
    ],
    lang: options.Lang = "en",
) -> None:
    """Put the ledgers of several machines into one, from which the same command goes on.

    A replication that several hold is kept once. Where two hold it with different numbers, nothing is taken of the second, and an
    error says so.
    """
    from orgsim.report.study import ledgers, terminal
    from orgsim.study import ledger_care

    found = ledger_care.merge(folders, into)
    terminal.lines(terminal.console(), ledgers.merged(found, into, lang))


def verify(
    folder: Kept,
    sample: Annotated[int, typer.Option(min=1, help="Replications that are run again.")] = 10,
    scenario: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Those of this scenario alone, by its name in the ledger."),
    ] = None,
    replication: Annotated[int | None, typer.Option(min=0, help="This replication alone.")] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Those on this seed alone.", show_default="every seed")
    ] = None,
    workers: options.Workers = None,
    cluster: options.Cluster = None,
    shape: Printed = "table",
    lang: options.Lang = "en",
    quiet: options.Quiet = False,
) -> None:
    """Run replications of a ledger again, here and now, and compare every number with what stands there, to the last bit.

    Tells what differs, and exits with 3 when anything does or is damaged. Replications that failed in a study are tried again,
    too.
    """
    from orgsim.report.study import ledgers, terminal
    from orgsim.study.verify import verify as again

    with progress.shown(quiet) as told:
        found = again(
            folder, sample, scenario=scenario, seed=seed, replication=replication,
            workers=workers, cluster=cluster, progress=told,
        )  # fmt: skip
    if shape == "json":
        streams.say_json(found.to_json())
    else:
        terminal.lines(terminal.console(), ledgers.verified(found, lang))
    if not found.agrees:
        raise typer.Exit(DIFFERENT)
