"""`orgsim replay`: one run of each of some organizations as a page to play."""

from pathlib import Path
from typing import Annotated

import typer

from orgsim.cli import options, streams
from orgsim.language.phrases import Wording

Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SCENARIO",
        help="A scenario, several, a market and organizations for it, or an experiment: files, or names from the gallery.",
        show_default="those of orgsim compare",
    ),
]
Page = Annotated[
    Path, typer.Option("--out", "-o", metavar="FILE", help="The page, a file that ends in .html.")
]
Replication = Annotated[
    int, typer.Option(min=0, help="Which of the runs of a study with this seed is shown, from 0.")
]


def replay(
    names: Names = None,
    seed: options.StatedSeed = None,
    replication: Replication = 0,
    horizon: options.Horizon = None,
    settings: options.Settings = None,
    equal: options.Equal = None,
    out: Page = Path("replay.html"),
    lang: options.Lang = "en",
    force: options.Force = False,
) -> None:
    """Write a page on which one run of each organization can be played, side by side: the same leads, the same luck.

    Leads walk the journey as dots, queues pile up, people are busy, come and leave, customers grow and go; a dot tells its story
    when it is clicked, a person their day. The page needs no network and no server: it opens from a stick. A file that is there
    is replaced. One run is an example, not a result: for that, orgsim compare makes many.
    """
    from orgsim.cli.choice import one_or_more
    from orgsim.report.replay.replay import check_suffix
    from orgsim.report.replay.replay import replay as played
    from orgsim.writing import check_place

    check_suffix(out)
    choice = one_or_more(names or [], options.changes(settings, horizon), force)
    check_place(out)
    found = played(
        choice.scenarios,
        seed=choice.seed if seed is None else seed,
        replication=replication,
        equal_payroll=choice.equal_payroll if equal is None else equal == "payroll",
        language=lang,
    )
    streams.tell(Wording("Replay: {save}", save=found.save(out)))
