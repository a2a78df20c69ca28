"""The folder of a report: the page, the numbers it shows, and the ledger to go on from."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from orgsim.errors import unusable
from orgsim.language import Language
from orgsim.report.drawing import style
from orgsim.report.drawing.kept import Charted, keep
from orgsim.report.drawing.picture_files import save_picture
from orgsim.report.replay.replay import replay
from orgsim.report.study import answer_page, page
from orgsim.report.study.answer_page import AnswerSheet
from orgsim.report.study.comparison import StudyCharts
from orgsim.report.study.in_short import document
from orgsim.report.study.reading import StudyReading
from orgsim.study.ledger import FILE, Ledger
from orgsim.study.tables import write
from orgsim.writing import MADE, called, explained, placing

if TYPE_CHECKING:
    import pandas as pd

PAGE = "index.html"
_NUMBERS = "study.json"
_REPLAY = "replay.html"


def claim(folder: Path, ledger: Path | None = None) -> None:
    """Make the folder of a report with the ledger of its work, or take it over if it is empty or holds a report of orgsim.

    ledger: where finished work is kept, if not in the folder.

    Raises OrgsimError where that cannot be; called before any work is done.
    """
    with explained(folder, MADE):
        if folder.is_symlink() and not folder.exists():
            raise unusable(
                "{called} is a link that leads nowhere; name another folder with --out", called=called(folder)
            )
        if folder.exists() and not folder.is_dir():
            raise unusable("{called} is a file; --out takes a folder", called=called(folder))
        if folder.exists() and not _may_be_taken(folder):
            raise unusable(
                "{called} holds files that are not an orgsim report; name another folder with --out",
                called=called(folder),
            )
        folder.mkdir(parents=True, exist_ok=True)
    with Ledger(ledger or folder):
        pass


def _may_be_taken(folder: Path) -> bool:
    return not any(folder.iterdir()) or (folder / FILE).is_file() or any(map(_is_ours, folder.glob("*.json")))


def _is_ours(path: Path) -> bool:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return isinstance(found, dict) and "orgsim" in found
    except (OSError, ValueError):
        return False


def save(reading: StudyReading, folder: Path) -> Path:
    """Write the page, study.json, figures.json and the tables as CSV, and a replay where the reading asks for it, each whole or
    not at all; the page's path. What an earlier study wrote there and this one does not is removed."""
    text = page.render(reading)
    with explained(folder, MADE):
        folder.mkdir(parents=True, exist_ok=True)
    written = [*reading.study.save(folder), write_numbers(document(reading), folder)]
    if reading.replay:
        played = replay(reading.study.scenarios, seed=reading.study.seed, language=reading.language)
        written.append(played.save(folder / _REPLAY))
    shown = _written(text, folder / PAGE)
    keep(StudyCharts(reading), folder, [*written, shown])
    return shown


def _written(text: str, path: Path) -> Path:
    with placing(path) as draft:
        draft.write_text(text, encoding="utf-8")
    return path


def write_numbers(document: Mapping[str, Any], folder: Path, name: str = _NUMBERS) -> Path:
    """Write an answer's JSON document, by which a folder is known as orgsim's, whole or not at all; its path."""
    with placing(folder / name) as draft:
        draft.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return folder / name


class Saveable(Charted, Protocol):
    """An answer with tables and one figure."""

    def to_json(self) -> dict[str, Any]:
        """All of it as plain objects."""

    def plot(self, *, language: Language = "en") -> Any:
        """Its figure; a matplotlib Figure."""

    def sheet(self, language: Language = "en") -> AnswerSheet:
        """What stands on its page."""


def save_answer(
    answer: Saveable,
    folder: str | Path,
    figure: str,
    tables: Mapping[str, "pd.DataFrame"],
    language: Language,
    numbers: str = _NUMBERS,
    *,
    command: str = "",
) -> list[Path]:
    """Write an answer into a folder that exists: its page, each table as NAME.csv, its JSON document, figures.json, and its
    figure as SVG and PNG, each whole or not at all; their paths. What an earlier study wrote there and this one does not is
    removed. command: what to type to get it again, for the page. Raises
    OrgsimError where one cannot be written."""
    aim = Path(folder)
    text = answer_page.render(
        answer.sheet(language), answer.charts(style.writes(language)), language, command
    )
    written = [
        _written(text, aim / PAGE),
        *(write(frame, aim / f"{name}.csv") for name, frame in tables.items()),
        write_numbers(answer.to_json(), aim, numbers),
    ]
    drawn = save_picture(answer.plot(language=language), aim, figure)
    return [*written, keep(answer, aim, [*written, *drawn]), *drawn]
