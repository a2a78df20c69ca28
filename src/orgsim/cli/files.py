"""`orgsim check`, `schema`, `gallery` and `new`: the files themselves."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from orgsim.cli import options, streams
from orgsim.errors import OrgsimError, unusable
from orgsim.language import Language
from orgsim.language.phrases import Wording

if TYPE_CHECKING:
    from orgsim.plan.gallery import GalleryFile


def check(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Market, organization, scenario, experiment and sweep files."),
    ],
    lang: options.Lang = "en",
) -> None:
    """Check files, each by itself: everything that is wrong, with its line; exit code 2 if anything is.

    Of an experiment, its base and each of its what-ifs are checked; of a sweep file, its scenarios and what it varies.
    """
    from orgsim.language.phrases import say
    from orgsim.plan import experiment, load, sweep

    wrong = 0
    for name in files:
        try:
            if experiment.is_experiment(name):
                notes = experiment.load_experiment(name, force=True).notes_in(lang)
            elif sweep.is_sweep(name):
                notes = sweep.load_sweep(name, force=True).notes_in(lang)
            else:
                notes = load.check(name, lang)
        except OrgsimError as error:
            wrong += 1
            streams.tell(error.say(lang))
        else:
            streams.show("\n  ".join([say("{file} is right", lang, file=name), *notes]))
    if wrong:
        raise typer.Exit(2)


def schema() -> None:
    """Print the JSON Schema of the files, for editors that complete and check TOML."""
    from orgsim.plan.json_schema import json_schema

    streams.say_json(json_schema())


def gallery(
    copy: Annotated[
        str | None,
        typer.Option(metavar="NAME", help='Copy this entry, such as "markets/b2b-saas", and what it names.'),
    ] = None,
    pairs: options.MatchedFor = None,
    like: options.Like = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="DIR", show_default="this folder, for a copy", help="Folder for the files."
        ),
    ] = None,
    shape: Annotated[
        Literal["table", "json"], typer.Option("--format", "-f", help="How the list is printed.")
    ] = "table",
    lang: options.Lang = "en",
) -> None:
    """List the markets, organizations and scenarios that come with orgsim, or copy one to work on.

    With --pairs: organizations with the same work, people, pay, records and policies, which differ in their cut alone (which
    team does what, with how many of the people).
    """
    from orgsim.plan.gallery import copy_entry, entries

    if like is not None and pairs is None:
        raise unusable("--like says whose work matched organizations have: add --pairs MARKET")
    if copy is not None and pairs is not None:
        raise unusable("--copy and --pairs ask for different files: state one of them")
    if copy is not None:
        for path in copy_entry(copy, out or Path()):
            streams.show(Wording("Written: {path}", path=path))
        return
    if pairs is not None:
        _matched(pairs, like, out, shape, lang)
        return
    found = entries()
    if shape == "json":
        listed = [{"kind": entry.kind, "name": entry.name, "title": entry.title} for entry in found]
        streams.say_json(listed)
    else:
        _list(found, lang)


def _list(found: "list[GalleryFile]", language: Language) -> None:
    from orgsim.language.phrases import Phrase

    width = max((len(entry.name) for entry in found), default=0)
    for kind, title in (
        ("market", Phrase("Markets")),
        ("organization", Phrase("Organizations")),
        ("scenario", Phrase("Scenarios")),
    ):
        streams.show(title.say(language))
        for entry in found:
            if entry.kind == kind:
                streams.show(f"  {entry.name:<{width}}  {entry.say(language)}")


def _matched(
    market: str,
    like: str | None,
    out: Path | None,
    shape: Literal["table", "json"],
    language: Language,
) -> None:
    from orgsim.plan.matched import matched_gallery, write

    found = matched_gallery(market, like)
    if out is not None:
        paths = write(found, out)
        for path in paths:
            streams.show(Wording("Written: {path}", path=path))
        streams.show(
            Wording(
                "Compare them: {found}", found=shlex.join(["orgsim", "compare", market, *map(str, paths)])
            )
        )
    elif shape == "json":
        streams.say_json(
            [
                {"name": name, "teams": {team: one.headcount for team, one in scenario.teams.items()}}
                for name, scenario in found.items()
            ]
        )
    else:
        from orgsim.study.labels import team_title

        for name, scenario in found.items():
            teams = (
                f"{team_title(scenario, team, language)} {one.headcount}"
                for team, one in scenario.teams.items()
            )
            streams.show(f"{name}: {', '.join(teams)}")


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Folder to make.")],
    market: Annotated[
        str, typer.Option(metavar="NAME", help="Market of the gallery to begin with.")
    ] = "b2b-saas",
    organization: Annotated[
        str, typer.Option(metavar="NAME", help="Organization of the gallery to begin with.")
    ] = "the-model",
    lang: options.Lang = "en",  # noqa: ARG001 (it is spoken, see spoken.chosen)
) -> None:
    """Make a folder with a market, an organization and a scenario of your own to change."""
    from orgsim.plan.gallery import new_project

    made = new_project(name, Path(), market, organization)
    streams.show(
        Wording(
            "Made {made}/ with scenario.toml, a market and an organization. Try: orgsim run "
            "{made}/scenario.toml",
            made=made,
        )
    )
