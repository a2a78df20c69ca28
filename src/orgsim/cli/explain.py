"""`orgsim explain`: what a scenario assumes."""

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from orgsim.cli import options, streams
from orgsim.language import Language
from orgsim.language.phrases import Wording

if TYPE_CHECKING:
    from orgsim.plan.scenario import Scenario


def explain(
    scenario: Annotated[
        str | None,
        typer.Argument(metavar="SCENARIO", help="A scenario file, or a name from the gallery; or a market."),
    ] = None,
    organization: options.OrganizationName = None,
    horizon: options.Horizon = None,
    on: options.OnDay = None,
    settings: options.Settings = None,
    shape: Annotated[
        Literal["table", "json"], typer.Option("--format", "-f", help="What is printed on standard output.")
    ] = "table",
    every: Annotated[
        bool,
        typer.Option(
            "--all",
            help="Also plans, all numbers with their sources, what does not act and what is taken for granted.",
        ),
    ] = False,
    lang: options.Lang = "en",
    moments: Annotated[
        bool,
        typer.Option(
            "--moments", help="Show when mechanisms may act in a run, and who does; alone, without who."
        ),
    ] = False,
) -> None:
    """Explain a scenario on two pages: who does what, what acts, the five numbers that matter most, and how sure all are.

    With --all also every number of the mechanisms in force with its unit, range and source, which mechanisms are off and what
    they would need, and what is taken for granted. Nothing is run.
    """
    from orgsim.cli.choice import one

    if every and (moments or shape == "json"):
        raise typer.BadParameter(Wording("--all is for the text; JSON and --moments have everything"))
    changes = options.changes(settings, horizon)
    chosen = None if scenario is None else options.on_day(one(scenario, organization, changes), on)
    if moments:
        _show_moments(chosen, shape, lang)
        return
    if chosen is None:
        raise typer.BadParameter(Wording("name a scenario, or a market and an organization"))
    _show(chosen, shape, every, lang)


def _show(scenario: "Scenario", shape: str, every: bool, lang: Language) -> None:
    from orgsim.report.explanation.explain import explain as explained

    found = explained(scenario, lang)
    if shape == "json":
        streams.say_json(found.to_json())
        return
    from rich.console import Console

    from orgsim.report.explanation.handout import write

    write(found, Console(width=None if sys.stdout.isatty() else 120), every)


def _show_moments(scenario: "Scenario | None", shape: str, lang: Language) -> None:
    from orgsim.report.explanation.moments import to_json, write
    from orgsim.setup.moments import moments

    found = moments(scenario)
    if shape == "json":
        streams.say_json(to_json(found, lang))
        return
    from rich.console import Console

    write(found, Console(width=None if sys.stdout.isatty() else 120), scenario is not None, lang)
