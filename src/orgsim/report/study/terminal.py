"""A study on the terminal: sentences first, then tables."""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from orgsim.language.phrases import Phrase, within
from orgsim.report.study import last_year, load, parts, sentences, tables, warm_up, why
from orgsim.report.study.reading import StudyReading
from orgsim.signs import clean, one_line

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_HOLM = Phrase("Verdicts allow for the number of figures judged at once in each pair (Holm's correction).")
_STYLES = {"plain": "", "better": "green", "worse": "red", "unsure": "dim"}


def answer(reading: StudyReading) -> None:
    """Print a study on standard output, as wide as the terminal, or 120 columns where there is none."""
    paper = console()
    if reading.others:
        comparison(reading, paper)
    else:
        single(reading, paper)


def console() -> "Console":
    """Standard output as wide as the terminal, or 120 columns where there is none."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 120)


def comparison(reading: StudyReading, paper: "Console") -> None:
    """Print what a comparison found: verdicts, KPIs, paired differences, load, and what nobody does."""
    lines(paper, [sentences.about(reading)])
    paper.print()
    lines(paper, [*parts.sentences(reading), *sentences.summaries(reading)])
    told = [*sentences.payrolls(reading), *reading.study.notes(reading.language)]
    lines(paper, [*told, *parts.unsplit(reading)])
    paper.print()
    grid(paper, tables.organizations(reading))
    for table in (tables.kpis(reading, reading.headline), *last_year.tables(reading)):
        grid(paper, table)
    for pair in reading.pairs:
        grid(paper, tables.differences(reading, pair, reading.headline))
        steps = tables.steps(reading, pair, sure=True)
        if steps.rows:
            grid(paper, steps)
    lines(paper, [reading.say(_HOLM)])
    paper.print()
    for table in (*parts.tables(reading), *why.tables(reading)):
        grid(paper, table)
    grid(paper, load.teams(reading, list(reading.titles)))
    lines(paper, notes(reading))


def single(reading: StudyReading, paper: "Console") -> None:
    """Print what one scenario comes to: bottleneck, funnel, load and waits, all KPIs, and what nobody does."""
    title = reading.titles[reading.baseline]
    lines(paper, [reading.say("{title}: {text}", title=title, text=sentences.about(reading))])
    paper.print()
    lines(paper, [*sentences.bottleneck(reading, reading.baseline), *reading.study.notes(reading.language)])
    for table in (
        tables.funnel(reading),
        tables.chain(reading, reading.baseline),
        load.teams(reading, [reading.baseline]),
        tables.activities(reading, reading.baseline),
        tables.kpis(reading, reading.all_kpis),
        *last_year.tables(reading),
    ):
        grid(paper, table)
    if reading.advice:
        grid(paper, warm_up.table(reading, reading.baseline))
        lines(paper, [warm_up.sentence(reading, reading.baseline)])
    lines(paper, notes(reading))


def notes(reading: StudyReading) -> list[str]:
    """What a scenario's plan leaves undone, a line for each scenario that leaves something."""
    joint = reading.say(within("notes", "; "))
    return [
        reading.say("{title}: {text}.", title=reading.titles[name], text=joint.join(said))
        for name, scenario in reading.study.scenarios.items()
        if (said := scenario.notes_in(reading.language))
    ]


def lines(paper: "Console", said: Iterable[str]) -> None:
    """Print sentences, each as a line of its own."""
    for line in said:
        paper.print(one_line(line), markup=False, highlight=False)


def grid(paper: "Console", table: tables.ReportTable) -> None:
    """Print a table."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    shown = Table(title=Text(clean(table.title)), box=box.SIMPLE_HEAD, caption=Text(clean(table.note)))
    shown.title_justify = shown.caption_justify = "left"
    for number, head in enumerate(table.columns):
        shown.add_column(
            Text(clean(head)), justify="left" if number < table.texts else "right", overflow="fold"
        )
    for row in table.rows:
        shown.add_row(*(_cell(cell) for cell in row))
    paper.print(shown)
    paper.print()


def _cell(cell: tables.Cell) -> "Text":
    from rich.text import Text

    text = Text(clean(cell.text), style=_STYLES[cell.tone])
    return text.append(f"\n{clean(cell.below)}", style="dim") if cell.below else text


def told(first: Iterable[str], grids: Iterable[tables.ReportTable], last: Iterable[str]) -> None:
    """Print lines, tables and lines below them, as wide as the terminal, or 120 columns where there is none."""
    from rich.console import Console

    paper = Console(width=None if sys.stdout.isatty() else 120)
    lines(paper, first)
    paper.print()
    for table in grids:
        grid(paper, table)
    lines(paper, last)
