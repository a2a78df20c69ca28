"""Figures kept as plain values in a folder, in every language, so that they are drawn again without the study.

`figures.json` holds {"orgsim": version, "figures": {name: {language: {"kind": …, values}}}, "files": […]}; the
first name is the figure that answers the study's question, the files are those that the study wrote beside them.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Protocol, get_args

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from orgsim.errors import OrgsimError, unusable
from orgsim.language import Language
from orgsim.report.drawing import style
from orgsim.report.drawing.bridges import BridgeChart
from orgsim.report.drawing.chart import Chart
from orgsim.report.drawing.curves import CurveChart
from orgsim.report.drawing.divisions import DivisionsChart, FrontChart
from orgsim.report.drawing.flows import FlowChart
from orgsim.report.drawing.months import MonthChart
from orgsim.report.drawing.ranking import RankingChart
from orgsim.report.drawing.runs import PrecisionChart, WarmUpChart
from orgsim.report.drawing.staying import StayChart
from orgsim.report.drawing.sweeps import MapChart, TornadoChart
from orgsim.report.drawing.team_months import TeamMonthsChart
from orgsim.report.drawing.values import ValueChart
from orgsim.report.drawing.weighing import WeighingChart
from orgsim.report.study.figures import ForestChart, FunnelChart, LoadChart, PartsChart
from orgsim.signs import clean
from orgsim.study.tables import made_by
from orgsim.writing import called, explained, placing

FILE = "figures.json"
_KINDS: Mapping[str, type[Chart]] = {
    "bridge": BridgeChart,
    "curves": CurveChart,
    "divisions": DivisionsChart,
    "flow": FlowChart,
    "forest": ForestChart,
    "front": FrontChart,
    "funnel": FunnelChart,
    "load": LoadChart,
    "map": MapChart,
    "months": MonthChart,
    "parts": PartsChart,
    "precision": PrecisionChart,
    "ranking": RankingChart,
    "staying": StayChart,
    "team months": TeamMonthsChart,
    "tornado": TornadoChart,
    "value": ValueChart,
    "warm-up": WarmUpChart,
    "weighing": WeighingChart,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_WRITTEN = (".html", ".csv", ".json", ".svg", ".png")
"""Kinds of files that a study writes."""
_MOST = 50_000_000
"""Bytes of a file of figures that is read at most."""


class Charted(Protocol):
    """A study that has figures."""

    def charts(self, language: Language = "en") -> Mapping[str, Chart]:
        """Its figures by name, that which answers its question first."""


@dataclass(frozen=True, slots=True)
class KeptFigures:
    """The figures of a folder, as they were written."""

    path: Path
    figures: Mapping[str, Mapping[str, Any]]

    def chart(self, name: str | None, language: Language) -> Chart:
        """The figure of a name, or the first one. Raises OrgsimError where there is none, or it is damaged."""
        found = next(iter(self.figures), "") if name is None else name
        if found not in self.figures:
            there = ", ".join(self.figures)
            raise unusable(
                "{called} has no figure {clean}; it has {there}",
                called=called(self.path.parent),
                clean=repr(clean(found)),
                there=there,
            )
        try:
            content = dict(self.figures[found][language])
            return _reader(content.pop("kind")).validate_python(content)
        except (KeyError, TypeError, ValueError, ValidationError) as error:
            raise OrgsimError(_damaged(self.path)) from error


def keep(study: Charted, folder: Path, written: Iterable[Path] = ()) -> Path:
    """Write the figures of a study into a folder that exists, whole or not at all; the file's path.

    written: the other files of the study there. They are listed beside the figures; what the list of an earlier study has and
    this one has not is removed first, so that nothing in the folder is of another study than its page.
    """
    names = sorted({path.name for path in written})
    for path in (folder / name for name in sorted({*_listed(folder / FILE)} - {*names, FILE})):
        if path.is_file():
            with explained(path):
                path.unlink()
    languages: tuple[Language, ...] = get_args(Language)
    found: dict[str, dict[str, Any]] = {}
    for language in languages:
        for name, chart in study.charts(language).items():
            found.setdefault(name, {})[language] = _plain(chart)
    document = {"orgsim": made_by(), "figures": found, "files": names}
    with placing(folder / FILE) as draft:
        draft.write_text(json.dumps(document, ensure_ascii=False) + "\n", encoding="utf-8")
    return folder / FILE


def _listed(path: Path) -> list[str]:
    """The files that the study of a folder has written there, as far as they are of kinds that studies write; nothing where its
    list is missing or damaged."""
    try:
        names = json.loads(path.read_text(encoding="utf-8"))["files"] if path.stat().st_size <= _MOST else []
        return [name for name in names if Path(name).name == name and Path(name).suffix in _WRITTEN]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def kept(folder: Path) -> KeptFigures:
    """The figures that a study wrote into its folder; raises OrgsimError where there are none."""
    path = folder / FILE
    if not folder.is_dir():
        raise unusable("{called} is no folder; name one that a study wrote with --out", called=called(folder))
    if not path.is_file():
        raise unusable(
            "{called} holds no figures ({file}): run the study's command with --out {called}; what its "
            "ledger holds is not simulated again",
            called=called(folder),
            file=FILE,
        )
    try:
        if path.stat().st_size > _MOST:
            raise ValueError
        document = json.loads(clean(path.read_text(encoding="utf-8")))
        figures = {name: dict(each) for name, each in document["figures"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise OrgsimError(_damaged(path)) from error
    if not figures:
        raise unusable("the study of {called} has no figures", called=called(folder))
    return KeptFigures(path, figures)


def figure(folder: str | Path, name: str | None = None, language: Language = "en") -> Any:
    """A figure of a study from the folder it wrote, without a run: the one that answers its question, or that of a name.

    A matplotlib Figure, in English where no font at hand can write Japanese. Raises OrgsimError where there is none.
    """
    return kept(Path(folder)).chart(name, style.writes(language)).draw()


def _damaged(path: Path) -> str:
    return f"{called(path)} is damaged or of another version of orgsim: run the study's command again with the same --out"


def _plain(chart: Chart) -> dict[str, Any]:
    """A chart as plain objects; what is not finite as a text, since JSON has no sign for it."""
    values = {one.name: getattr(chart, one.name) for one in fields(chart)}
    return {"kind": _NAMES[type(chart)], **json.loads(to_json(values, inf_nan_mode="strings"))}


@cache
def _reader(kind: str) -> TypeAdapter[Chart]:
    return TypeAdapter(_KINDS[kind])
