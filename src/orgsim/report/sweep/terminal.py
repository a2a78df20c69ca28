"""A sweep or a map on the terminal: what to take away first, then tables, then what to know."""

import sys
from collections.abc import Iterable, Sequence

from orgsim.report.study.tables import ReportTable
from orgsim.report.study.terminal import grid, lines


def show(sentences: Sequence[str], tables: Iterable[ReportTable], notes: Sequence[str]) -> None:
    """Print an answer on standard output, as wide as the terminal, or 120 columns where there is none."""
    from rich.console import Console

    paper = Console(width=None if sys.stdout.isatty() else 120)
    lines(paper, sentences)
    paper.print()
    for table in tables:
        grid(paper, table)
    lines(paper, notes)
