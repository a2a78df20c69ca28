"""`orgsim run`: one scenario."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orgsim.cli import options
from orgsim.cli.answer import Wish, answer
from orgsim.errors import OrgsimError

if TYPE_CHECKING:
    from orgsim.plan.scenario import Scenario


def run(
    file: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="A scenario file, or a name from the gallery.")
    ],
    replications: options.Replications = None,
    precision: options.Precision = None,
    seed: options.Seed = 1,
    horizon: options.Horizon = None,
    settings: options.Settings = None,
    workers: options.Workers = None,
    log: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write the event log of the first replication: .csv, .parquet or .xes."
        ),
    ] = None,
    out: options.Out = None,
    shape: options.Shape = "table",
    lang: options.Lang = "en",
    quiet: options.Quiet = False,
    force: options.Force = False,
    kpi: options.Kpi = None,
) -> None:
    """Run one scenario: its funnel, waits, load and money with intervals over replications, and the bottleneck."""
    from orgsim.plan.load import load

    scenario = load(file, changes=options.changes(settings, horizon), force=force)
    wish = Wish(replications, precision, seed, workers, out, shape, lang, quiet, options.named(kpi))
    if log is not None:
        _write_log(scenario, seed, log)
    answer({scenario.name: scenario}, wish)


def _write_log(scenario: "Scenario", seed: int, path: Path) -> None:
    """The event log of replication 0, in a file that was not there before."""
    from orgsim.events import export
    from orgsim.study.run import simulate

    if path.exists():
        raise OrgsimError(f"{path} is there already; name another file with --log")
    export.write(simulate(scenario, seed).events, path)
