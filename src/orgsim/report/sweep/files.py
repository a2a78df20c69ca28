"""The folder of a sweep or a map: its numbers as JSON, its figure, and its tables beside the ledger to go on from."""

import json
from pathlib import Path
from typing import Any

from orgsim.report.drawing.picture_files import save_picture
from orgsim.writing import placing


def save(folder: Path, name: str, document: dict[str, Any], figure: Any) -> Path:
    """Write NAME.json, NAME.svg and NAME.png, each whole or not at all; the path of the PNG. figure: of matplotlib."""
    numbers = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    with placing(folder / f"{name}.json") as draft:
        draft.write_text(numbers, encoding="utf-8")
    return save_picture(figure, folder, name)[-1]
