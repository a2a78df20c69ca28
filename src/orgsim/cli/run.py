"""`orgsim run`: one scenario."""

from pathlib import Path
from typing import Annotated

import typer

from orgsim.cli import options
from orgsim.cli.answer import Wish, answer
from orgsim.cli.study_options import StudyOptions, spread

LogFile = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="Write the event log of the first replication: .csv, .parquet or .xes."
    ),
]
StateFolder = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER",
        help="Write who is there at the end of the first replication: CSV files, and a firm.toml to start from.",
    ),
]


@spread
def run(
    file: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="A scenario file, or a name from the gallery.")
    ],
    replications: options.Replications = None,
    precision: options.Precision = None,
    seed: options.Seed = 1,
    horizon: options.Horizon = None,
    settings: options.Settings = None,
    log: LogFile = None,
    state: StateFolder = None,
    kpi: options.Kpi = None,
    warm_up_advice: options.Advice = False,
    *,
    study: StudyOptions,
) -> None:
    """Run one scenario: its funnel, waits, load and money with intervals over replications, and the bottleneck."""
    from orgsim.plan.load import load

    scenario = load(file, changes=options.changes(settings, horizon), force=study.force)
    if state is not None:
        from orgsim.setup.state import prepare
        from orgsim.setup.state import state as at_the_end

        prepare(state)
        at_the_end(scenario, seed).write(state)
    kpis = options.named(kpi)
    wish = Wish(study, replications, precision, seed, kpis, log=log, advice=warm_up_advice)
    answer({scenario.name: scenario}, wish)
