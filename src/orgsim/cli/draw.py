"""`orgsim draw`: diagrams of a scenario."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from orgsim.cli import options, streams
from orgsim.language import Language
from orgsim.language.phrases import Wording

if TYPE_CHECKING:
    from orgsim.plan.scenario import Scenario
    from orgsim.report.diagrams.diagram import Kind


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
    every: Annotated[
        bool,
        typer.Option(
            "--all",
            help="With --as loops: all causal links in force, not only the ten that matter most here.",
        ),
    ] = False,
    lang: options.Lang = "en",
) -> None:
    """Draw a scenario as a diagram, made from what its files say and which mechanisms act.

    Without a file it prints Mermaid text, which wikis and notebooks draw. A file that is there is replaced. Nothing is run.
    """
    from orgsim.cli.choice import one

    if every and kind != "loops":
        raise typer.BadParameter(
            Wording("--all is for --as loops; a diagram as {kind} has everything", kind=kind)
        )
    _check(out)
    chosen = options.on_day(one(scenario, organization, options.changes(settings, None)), on)
    _show(chosen, kind, every, out, lang)


def _check(out: Path | None) -> None:
    """Refuse a place at which no diagram can be written, before anything is read."""
    from orgsim.report.diagrams.diagram import check_suffix
    from orgsim.report.drawing.style import load_without_settings
    from orgsim.writing import check_place

    if out is not None:
        check_suffix(out)
        check_place(out)
        load_without_settings()


def _show(scenario: "Scenario", kind: "Kind", every: bool, out: Path | None, lang: Language) -> None:
    """Print the diagram, or write it and say where."""
    from orgsim.report.diagrams.diagram import draw as drawn
    from orgsim.report.drawing.style import writes

    found = drawn(scenario, kind, lang, every=every)
    if out is None:
        streams.show(found.mermaid(), end="")
        return
    streams.tell(Wording("Written: {save}", save=found.save(out)))
    if lang == "ja" and out.suffix != ".mmd" and writes(lang) != lang:
        streams.tell(options.NO_FONT)
