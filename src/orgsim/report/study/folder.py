"""The folder of a report: the page, the numbers it shows, and the ledger to go on from."""

import json
from pathlib import Path

from orgsim.errors import OrgsimError
from orgsim.report.study import page
from orgsim.report.study.reading import StudyReading
from orgsim.study.ledger import FILE
from orgsim.writing import placing

PAGE = "index.html"
_NUMBERS = "study.json"


def claim(folder: Path) -> None:
    """Make sure that `folder` may hold a report: it is absent, empty, or holds one of orgsim's already.

    Raises OrgsimError otherwise; called before any work is done.
    """
    if folder.exists() and not folder.is_dir():
        raise OrgsimError(f"{folder} is a file; --out takes a folder")
    if (
        not folder.exists()
        or not any(folder.iterdir())
        or (folder / FILE).is_file()
        or _is_ours(folder / _NUMBERS)
    ):
        return
    raise OrgsimError(f"{folder} holds files that are not an orgsim report; name another folder with --out")


def _is_ours(path: Path) -> bool:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return isinstance(found, dict) and "orgsim" in found
    except (OSError, ValueError):
        return False


def save(reading: StudyReading, folder: Path) -> Path:
    """Write the page, study.json and the tables as CSV, each whole or not at all; the page's path."""
    text = page.render(reading)
    folder.mkdir(parents=True, exist_ok=True)
    reading.study.save(folder)
    numbers = json.dumps(reading.document, ensure_ascii=False, indent=2) + "\n"
    for name, content in ((_NUMBERS, numbers), (PAGE, text)):
        with placing(folder / name) as draft:
            draft.write_text(content, encoding="utf-8")
    return folder / PAGE
