"""`orgsim explain`: what a scenario assumes."""

import json
import sys
from typing import Annotated, Literal

import typer

from orgsim.cli import options


def explain(
    scenario: options.ScenarioName,
    organization: options.OrganizationName = None,
    horizon: options.Horizon = None,
    settings: options.Settings = None,
    shape: Annotated[
        Literal["table", "json"], typer.Option("--format", "-f", help="What is printed on standard output.")
    ] = "table",
    lang: options.Lang = "en",
) -> None:
    """Explain a scenario: who does what, and the mechanisms in force with their numbers, units, ranges and sources.

    Says what each number means as an odds ratio, which mechanisms are off and what they would need, what is taken for granted,
    and how many numbers are guesses. Nothing is run.
    """
    from orgsim.cli.choice import one
    from orgsim.report.explanation.explain import explain as explained

    found = explained(one(scenario, organization, options.changes(settings, horizon)), lang)
    if shape == "json":
        print(json.dumps(found.to_json(), ensure_ascii=False, indent=2))
        return
    from rich.console import Console

    from orgsim.report.explanation.handout import write

    write(found, Console(width=None if sys.stdout.isatty() else 120))
