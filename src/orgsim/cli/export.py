"""`orgsim export`: the tables of a study that was run before, as a workbook."""

from pathlib import Path
from typing import Annotated

import typer

from orgsim.cli import options, streams
from orgsim.cli.figure import Folder
from orgsim.language.phrases import Wording

Workbook = Annotated[
    Path, typer.Option("--xlsx", metavar="FILE", help="The workbook to write; its name ends in .xlsx.")
]


def export(
    folder: Folder,
    xlsx: Workbook,
    lang: options.Lang = "en",  # noqa: ARG001 (it is spoken, see spoken.chosen)
) -> None:
    """Write the tables of a study's folder as one workbook: a sheet for each, and one with its sentences and notes.

    Texts stay texts: no cell is a formula, whatever a scenario calls its teams. Needs openpyxl: pip install 'orgsim[xlsx]'.
    """
    from orgsim.report.workbook import export as exported

    streams.tell(Wording("Workbook: {exported}", exported=exported(folder, xlsx)))
