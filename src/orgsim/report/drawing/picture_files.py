"""A figure as files: SVG for screens and slides, PDF for print, PNG for everything else."""

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from orgsim.errors import unusable
from orgsim.report.drawing import svg
from orgsim.report.drawing.style import style
from orgsim.writing import called, placing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DOTS = 160
_UNSAID = ("Creator", "Producer", "CreationDate")
"""What would differ from day to day, or says who made it."""


def save_picture(figure: "Figure", folder: Path, name: str) -> list[Path]:
    """Write NAME.svg and NAME.png into a folder that is there, each whole or not at all; their paths."""
    paths = [folder / f"{name}{suffix}" for suffix in (".svg", ".png")]
    for path in paths:
        draw_to(figure, path)
    return paths


def draw_to(figure: "Figure", path: Path) -> None:
    """Write a figure as what the file's ending says, whole or not at all; the same bytes each time. Raises OrgsimError."""
    content = _FORMS[ending(path)](figure)
    with placing(path) as draft:
        draft.write_bytes(content)


def ending(path: Path) -> str:
    """The ending of a file's name, in lower case; raises OrgsimError where it is none of a picture's."""
    if path.suffix.lower() not in _FORMS:
        raise unusable(
            "{called} must end in {forms}, which says what is written",
            called=called(path),
            forms=", ".join(_FORMS),
        )
    return path.suffix.lower()


def _png(figure: "Figure") -> bytes:
    paper = io.BytesIO()
    with style():
        figure.savefig(paper, format="png", dpi=_DOTS, facecolor="white", metadata={"Software": None})
    return paper.getvalue()


def _pdf(figure: "Figure") -> bytes:
    paper = io.BytesIO()
    with style():
        figure.savefig(paper, format="pdf", facecolor="white", metadata=dict.fromkeys(_UNSAID))
    return paper.getvalue()


def _svg(figure: "Figure") -> bytes:
    return svg.document(figure).encode()


_FORMS: Mapping[str, Callable[["Figure"], bytes]] = {".png": _png, ".svg": _svg, ".pdf": _pdf}
