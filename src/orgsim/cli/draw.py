"""`orgsim draw`: diagrams of a scenario."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from orgsim.cli import options, streams
from orgsim.language.phrases import Wording


def draw(
    scenario: options.ScenarioName,
    organization: options.OrganizationName = None,
    kind: Annotated[
        Literal["flow", "states", "teams", "loops"],
        typer.Option(
            "--as",
            help="Process flow with rates, states of a lead, teams with their handoffs, or causal loops of the mechanisms.",
        ),
    ] = "flow",
    on: options.OnDay = None,
    settings: options.Settings = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FILE", help="File for the diagram: .svg, .png or .mmd (Mermaid)."
        ),
    ] = None,
    lang: options.Lang = "en",
) -> None:
    """Draw a scenario as a diagram, made from what its files say and which mechanisms act.

    Without a file it prints Mermaid text, which wikis and notebooks draw. A file that is there is replaced. Nothing is run.
    """
    from orgsim.cli.choice import one
    from orgsim.report.diagrams.diagram import check_suffix
    from orgsim.report.diagrams.diagram import draw as drawn
    from orgsim.report.drawing.style import load_without_settings, writes
    from orgsim.writing import check_place

    if out is not None:
        check_suffix(out)
        check_place(out)
        load_without_settings()
    chosen = options.on_day(one(scenario, organization, options.changes(settings, None)), on)
    found = drawn(chosen, kind, lang)
    if out is None:
        streams.show(found.mermaid(), end="")
    else:
        streams.tell(Wording("Written: {save}", save=found.save(out)))
        if lang == "ja" and out.suffix != ".mmd" and writes(lang) != lang:
            streams.tell(options.NO_FONT)
