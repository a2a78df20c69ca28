"""Files written whole or not at all, and never over what orgsim did not write."""

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orgsim.errors import OrgsimError

if TYPE_CHECKING:
    import pandas as pd

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(path: Path, content: str | bytes) -> None:
    """Put `content` (text as UTF-8) at `path` in one step: readers see the old file or the new one, never a part.

    Raises OrgsimError when the place cannot be written.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".orgsim-") as aside:
            whole = Path(aside) / path.name
            whole.write_bytes(data)
            os.replace(whole, path)
    except OSError as error:
        raise OrgsimError(f"{path} cannot be written: {error.strerror}") from error


def claim(folder: Path) -> None:
    """Make sure that `folder` may hold a report: it is absent, empty, or has one of orgsim's own.

    Raises OrgsimError otherwise, before any work is done.
    """
    if folder.is_file():
        raise OrgsimError(f"{folder} is a file; --out takes a folder")
    if not folder.exists() or not any(folder.iterdir()) or _is_ours(folder / "study.json"):
        return
    raise OrgsimError(f"{folder} holds files that are not an orgsim report; name another folder with --out")


def _is_ours(path: Path) -> bool:
    try:
        return "orgsim" in json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False


def spreadsheet(table: "pd.DataFrame") -> str:
    """The table as CSV; texts that a spreadsheet would run as a formula get a quote in front."""
    safe = table.copy()
    for column in safe.select_dtypes(include=["object", "string"]).columns:
        safe[column] = [_safe(value) for value in safe[column]]
    return safe.to_csv(index=False)


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
