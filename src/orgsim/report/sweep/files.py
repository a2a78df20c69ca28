"""The folder of a sweep or a map: its numbers as JSON, its figure, and its tables beside the ledger to go on from."""

import io
import json
from pathlib import Path
from typing import Any

from orgsim.report.drawing import svg
from orgsim.report.drawing.style import style
from orgsim.writing import placing

_DPI = 160


def save(folder: Path, name: str, document: dict[str, Any], figure: Any) -> Path:
    """Write NAME.json, NAME.svg and NAME.png, each whole or not at all; the path of the PNG. figure: of matplotlib."""
    numbers = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    picture = io.BytesIO()
    with style():
        figure.savefig(picture, format="png", dpi=_DPI, metadata={"Software": None})
    contents = {"json": numbers.encode(), "svg": svg.document(figure).encode(), "png": picture.getvalue()}
    for ending, content in contents.items():
        with placing(folder / f"{name}.{ending}") as draft:
            draft.write_bytes(content)
    return folder / f"{name}.png"
