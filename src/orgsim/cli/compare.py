"""`orgsim compare`: organizations under the same market."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from orgsim.cli import options
from orgsim.cli.answer import Wish, answer


def compare(
    market: Annotated[
        str | None,
        typer.Argument(
            help="A market: a file, or a name from the gallery; or a scenario file.", metavar="MARKET"
        ),
    ] = None,
    organizations: Annotated[
        list[str] | None,
        typer.Argument(
            help="Organizations for the market, and scenario files, which bring their own.",
            metavar="ORGANIZATION",
        ),
    ] = None,
    replications: options.Replications = None,
    precision: options.Precision = None,
    seed: options.Seed = 1,
    horizon: options.Horizon = None,
    settings: options.Settings = None,
    equal: Annotated[
        Literal["payroll", "nothing"] | None,
        typer.Option(
            help="Scale headcounts to the payroll of the first organization, or leave them.",
            show_default="payroll where orgsim chooses the organizations, else nothing",
        ),
    ] = None,
    workers: options.Workers = None,
    out: options.Out = Path("report"),
    shape: options.Shape = "table",
    lang: options.Lang = "en",
    quiet: options.Quiet = False,
    force: options.Force = False,
    why: options.Why = False,
    kpi: options.Kpi = None,
    pairs: options.Pairs = "baseline",
) -> None:
    """Compare organizations under the same market, with the same leads and the same luck.

    The first organization is the one the others are measured against. Without arguments: pre-/post-sales, THE MODEL, THE
    MODEL in silos and THE MODEL working together, under the packaged market, at equal payroll. Writes a report to look at.
    """
    from orgsim.cli.choice import chosen

    names = [market, *(organizations or [])] if market is not None else []
    choice = chosen(names, options.changes(settings, horizon), force)
    kpis = options.named(kpi)
    wish = Wish(replications, precision, seed, workers, out, shape, lang, quiet, kpis, pairs)
    answer(choice.scenarios, wish, equal == "payroll" or (equal is None and choice.is_usual), why)
