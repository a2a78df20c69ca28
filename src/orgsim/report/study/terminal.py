"""An answer on the terminal as its report begins: the four sentences first, then tables, then what to keep in mind."""

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from orgsim.language import Language
from orgsim.language.phrases import Phrase, say, within
from orgsim.report.study import last_year, load, parts, sentences, tables, warm_up, why
from orgsim.report.study.answer_page import KEEP_IN_MIND, AnswerSheet
from orgsim.report.study.in_short import in_short
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
    """Print what a comparison found: in short, verdicts, KPIs, paired differences, load, and what to keep in mind."""
    _beginning(paper, in_short(reading).lines, sentences.about(reading))
    _points(paper, reading.say("Findings"), sentences.summaries(reading))
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
    told = [*sentences.payrolls(reading), *reading.study.notes(reading.language), *parts.unsplit(reading)]
    _points(paper, reading.say(KEEP_IN_MIND), [*told, *notes(reading)])


def single(reading: StudyReading, paper: "Console") -> None:
    """Print what one scenario comes to: in short, funnel, load and waits, all KPIs, and what to keep in mind."""
    _beginning(paper, in_short(reading).lines, sentences.about(reading))
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
        paper.print()
    told = [*sentences.bottleneck(reading, reading.baseline), *reading.study.notes(reading.language)]
    _points(paper, reading.say(KEEP_IN_MIND), [*told, *notes(reading)])


def sheet(found: AnswerSheet, language: Language) -> None:
    """Print an answer that is no comparison on standard output, as its page has it."""
    paper = console()
    _beginning(paper, found.sentences, found.title, found.about)
    for table in found.tables:
        grid(paper, table)
    _points(paper, say(KEEP_IN_MIND, language), found.notes)


def _beginning(paper: "Console", short: Sequence[str], *about: str) -> None:
    """The four sentences, the answer apart, and what was run."""
    lines(paper, short[:1], style="bold")
    lines(paper, short[1:])
    paper.print()
    lines(paper, about)
    paper.print()


def _points(paper: "Console", heading: str, said: Sequence[str]) -> None:
    """Sentences under a heading, each marked where it begins; nothing where there are none."""
    from rich.table import Table
    from rich.text import Text

    if not said:
        return
    lines(paper, [heading], style="italic")
    shown = Table.grid(padding=(0, 1))
    shown.add_column()
    shown.add_column(overflow="fold")  # Japanese has no spaces to break at: what does not fit would be cut
    for line in said:
        shown.add_row("-", Text(one_line(line)))
    paper.print(shown)
    paper.print()


def notes(reading: StudyReading) -> list[str]:
    """What a scenario's plan leaves undone, a line for each scenario that leaves something."""
    joint = reading.say(within("notes", "; "))
    return [
        reading.say("{title}: {text}.", title=reading.titles[name], text=joint.join(said))
        for name, scenario in reading.study.scenarios.items()
        if (said := scenario.notes_in(reading.language))
    ]


def lines(paper: "Console", said: Iterable[str], style: str = "") -> None:
    """Print sentences, each as a line of its own."""
    for line in said:
        paper.print(one_line(line), markup=False, highlight=False, style=style)


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
    paper = console()
    lines(paper, first)
    paper.print()
    for table in grids:
        grid(paper, table)
    lines(paper, last)
