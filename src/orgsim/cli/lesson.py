"""`orgsim lesson`: lessons for a class, their files, and exercises with hidden numbers."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orgsim.cli import options, streams
from orgsim.errors import unusable
from orgsim.language import Language
from orgsim.language.phrases import Wording

if TYPE_CHECKING:
    from orgsim.plan.lessons import Exercise

MINUTES = 24 * 60
"""Of a day."""


def lesson(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="A lesson, by its name or number; all when left out.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="DIR", help="Folder for the lesson and the files it works on."),
    ] = None,
    exercise: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            help="Write the data of an exercise, exercise-N.csv, into DIR or this folder; each N hides other numbers.",
        ),
    ] = None,
    answers: Annotated[
        bool,
        typer.Option("--answers", help="Worked answers and notes for teachers; with --exercise, its key."),
    ] = False,
    lang: options.Lang = "en",
) -> None:
    """List the lessons that come with orgsim, print one, or put one into a folder with the files it works on.

    Each takes 20 to 40 minutes: a question, a prediction to write down, what to run, what to see, exercises. Worked answers
    and notes for teachers are printed by --answers.
    """
    from orgsim.plan.lessons import lesson_called

    if name is None:
        if out is not None or exercise is not None or answers:
            raise unusable("name a lesson, such as: orgsim lesson littles-law --out littles-law")
        _list(lang)
        return
    found = lesson_called(name)
    if exercise is not None:
        asked = found.exercise(exercise)
        if answers:
            _tell_key(asked, lang)
        else:
            _write_data(asked, (out or Path()) / f"exercise-{exercise}.csv")
    elif out is not None:
        for path in found.write(out, lang, answers):
            streams.show(Wording("Written: {path}", path=path))
    else:
        streams.show(found.answers(lang) if answers else found.text(lang), end="")


def _list(language: Language) -> None:
    from orgsim.language.phrases import say
    from orgsim.language.spans import span
    from orgsim.plan.lessons import lessons

    found = lessons()
    width = max(len(one.name) for one in found)
    for one in found:
        time = span(one.minutes / MINUTES, language)
        streams.show(f"{one.number:>2}  {one.name:<{width}}  {one.title(language)} ({time})")
        streams.show(f"{'':{width + 6}}{one.question(language)}")
    command = f"orgsim lesson {found[0].name} --out {found[0].name}"
    command += "" if language == "en" else f" --lang {language}"
    streams.show(say("To begin with one: {command}", language, command=command))


def _tell_key(asked: "Exercise", language: Language) -> None:
    from orgsim.language.phrases import say

    streams.show(say("Hidden in exercise {number}:", language, number=asked.number))
    for path, value in asked.told.items():
        streams.show(f"  {path} = {value}")


def data(asked: "Exercise") -> str:
    """What a class gets to see of one run: CSV, times in days."""
    from orgsim.study.run import simulate

    log = simulate(asked.scenario, asked.number).log
    rows = log.loc[log["kind"].isin(asked.kinds), list(asked.columns)].round(4)
    return rows.to_csv(index=False, lineterminator="\n")


def _write_data(asked: "Exercise", aim: Path) -> None:
    from orgsim.plan.gallery import write_new

    write_new(aim, data(asked).encode())
    streams.show(Wording("Written: {aim}", aim=aim))
