"""`orgsim diff`: what two scenarios differ in."""

from typing import Annotated, Literal

import typer

from orgsim.cli import options, streams


def diff(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="A B",
            help="Two scenarios; or a market and two organizations; or an experiment and one or two of its what-ifs.",
        ),
    ],
    shape: Annotated[
        Literal["table", "json"], typer.Option("--format", "-f", help="What is printed on standard output.")
    ] = "table",
    lang: options.Lang = "en",
) -> None:
    """Tell what two scenarios differ in, key by key; nothing where both give the same numbers. Nothing is run.

    Scenarios are files or names from the gallery. One what-if of an experiment is compared with its base. A market and an
    organization may be named twice.
    """
    from orgsim.cli.choice import pair
    from orgsim.report.explanation.differing import text, to_json

    (a, before), (b, after) = pair(names)
    found = before.diff(after)
    if shape == "json":
        streams.say_json(to_json(found, a, b))
    else:
        streams.show(text(found, a, b, lang))
