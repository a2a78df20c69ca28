"""A figure as files: SVG for screens and slides, PNG for everything else."""

import io
from pathlib import Path
from typing import TYPE_CHECKING

from orgsim.report.drawing import svg
from orgsim.report.drawing.style import style
from orgsim.writing import placing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DOTS = 160


def save_picture(figure: "Figure", folder: Path, name: str) -> list[Path]:
    """Write NAME.svg and NAME.png into a folder that is there, each whole or not at all; their paths."""
    paper = io.BytesIO()
    with style():
        figure.savefig(paper, format="png", dpi=_DOTS, facecolor="white", metadata={"Software": None})
    contents = {".svg": svg.document(figure).encode(), ".png": paper.getvalue()}
    for suffix, content in contents.items():
        with placing(folder / f"{name}{suffix}") as draft:
            draft.write_bytes(content)
    return [folder / f"{name}{suffix}" for suffix in contents]
