"""`orgsim figure`: a figure of a study that was run before, for a slide, a paper or a page."""

from pathlib import Path
from typing import Annotated

import typer

from orgsim.cli import options, streams
from orgsim.language.phrases import Wording

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder that a study wrote with --out.")]
Name = Annotated[
    str | None,
    typer.Argument(
        metavar="NAME",
        show_default="the one that answers the study's question",
        help="Which of its figures, such as funnel, load, cash.",
    ),
]
File = Annotated[
    Path | None,
    typer.Option(
        "--out",
        "-o",
        metavar="FILE",
        help="Where to: a file that ends in .png, .svg or .pdf. Without it the names of the figures are listed.",
    ),
]


def figure(folder: Folder, name: Name = None, out: File = None, lang: options.Lang = "en") -> None:
    """Draw a figure of a study from the folder it wrote, in either language; nothing is simulated again.

    Each study has one figure that answers its question: compare the paired differences, run load and waits, next-hire the
    ranking, staff the divisions, sweep the tornado or the map, transition the months, diagnose the weights. A comparison has
    others besides.
    """
    from orgsim.report.drawing.kept import figure as drawn
    from orgsim.report.drawing.kept import kept
    from orgsim.report.drawing.picture_files import draw_to, ending
    from orgsim.report.drawing.style import load_without_settings, writes

    if out is None:
        streams.show("\n".join(kept(folder).figures))
        return
    ending(out)
    load_without_settings()
    draw_to(drawn(folder, name, lang), out)
    if writes(lang) != lang:
        streams.tell(options.NO_FONT)
    streams.tell(Wording("Figure: {out}", out=out))
