"""`orgsim.phase_map`: over two parameters, which organization wins where."""

from collections.abc import Mapping
from dataclasses import asdict
from html import escape
from pathlib import Path
from typing import Any, Unpack

from orgsim.language import Language
from orgsim.language.phrases import say
from orgsim.measures.kpis import KPIS
from orgsim.plan.factors import Values, factors_of
from orgsim.plan.scenario import Scenario
from orgsim.report.drawing import style, sweeps
from orgsim.report.drawing.axis_marks import AxisMarks
from orgsim.report.drawing.chart import Chart
from orgsim.report.drawing.palette import places
from orgsim.report.study.answer_page import AnswerSheet
from orgsim.report.study.folder import save_answer
from orgsim.report.sweep import map_words as words
from orgsim.report.sweep.tables import of_map
from orgsim.study.effort import Options
from orgsim.study.labels import labels
from orgsim.study.quantities import checked
from orgsim.study.sweep.phase import USUAL_MAP, MapResult, mapped
from orgsim.study.sweep.sweep import effort_of
from orgsim.study.tables import made_by, plain


class PhaseMap(MapResult):
    """A phase map with its answer as a sentence, a figure and files."""

    def sentences(self, language: Language = "en") -> list[str]:
        """In short: who wins on how much of the map, how sure that is, what it hangs on, and what to look at."""
        return words.map_sentences(self, language).lines

    def outlook(self, language: Language = "en") -> list[str]:
        """What more runs would probably tell of it, in sentences; none where nothing is left to be told."""
        return list(words.map_outlook(self, language))

    def notes(self, language: Language = "en") -> list[str]:
        """What a reader has to know."""
        return list(words.map_notes(self, language))

    def plot(self, language: Language = "en") -> Any:
        """A matplotlib Figure: cells in the colour of who wins there, grey where it cannot be told, and the frontier with its
        95 % band."""
        return self.charts(style.writes(language))["map"].draw()

    def charts(self, language: Language = "en") -> dict[str, Chart]:
        """The figure as plain values, for `orgsim figure`."""
        explored = self.explored
        shape = len(explored.x), len(explored.y)
        titles = labels(self.scenarios, language)
        chart = sweeps.MapChart(
            explored.x.tolist(),
            explored.y.tolist(),
            explored.winners.reshape(shape).astype(int).tolist(),
            explored.counts.reshape(shape).astype(float).tolist(),
            [
                say("{title} wins", language, title=style.drawable(titles[name], name, language))
                for name in self.scenarios
            ],
            places(self.scenarios),
            self._lines(),
            (_axis(self.axes[0].path, self.axes[0].unit), _axis(self.axes[1].path, self.axes[1].unit)),
            words.unknown(self, language),
            say("frontier (dashed: 95%)", language),
            say("runs made here", language),
            say("Who is best: {kpi}", language, kpi=KPIS[self.kpi].title),
            AxisMarks(language),
        )
        return {"map": chart}

    def to_json(self) -> dict[str, Any]:
        """The whole map as plain objects, ready for `json.dumps`; null where a bound is infinite."""
        return {
            "orgsim": made_by(),
            "seed": self.seed,
            "runs": self.runs,
            "complete": self.complete,
            "kpi": self.kpi,
            "x": self.axes[0].path,
            "y": self.axes[1].path,
            "sentences": self.sentences(),
            "outlook": self.outlook(),
            "more_runs": [asdict(one) for one in self.outlooks],
            "alike": self.alike,
            "notes": self.notes(),
            "shares": {name or "cannot tell": share for name, share in self.shares().items()},
            "cells": _records(self.cells()),
            "frontier": _records(self.frontier()),
        }

    def sheet(self, language: Language = "en") -> AnswerSheet:
        """What stands on its page."""
        return AnswerSheet(
            say("Who is best where: {kpi}", language, kpi=KPIS[self.kpi].title),
            say("{runs} runs of each organization, seed {seed}", language, runs=self.runs, seed=self.seed),
            self.sentences(language),
            list(of_map(self, language)),
            self.notes(language),
            self.scenarios,
            self.complete,
        )

    def save(self, folder: str | Path, language: Language = "en", *, command: str = "") -> list[Path]:
        """Write index.html, cells.csv, frontier.csv, figures.json, map.json, and the figure as map.svg and map.png into a folder
        that exists; their paths. command: what to type to get the same again, for the page. Raises OrgsimError where one
        cannot be written."""
        frames = {"cells": self.cells(), "frontier": self.frontier()}
        return save_answer(self, folder, "map", frames, language, "map.json", command=command)

    def __repr__(self) -> str:
        """What was mapped, in one line."""
        x, y = self.axes
        return f"<PhaseMap of {', '.join(self.scenarios)}: {self.kpi} over {x.path} and {y.path}, {self.runs} runs each>"

    def _repr_html_(self) -> str:
        """Show the sentences and the frontier in a notebook."""
        said = "".join(f"<li>{escape(line)}</li>" for line in (*self.sentences(), *self.notes()))
        return f"<ul>{said}</ul>{self.frontier().to_html(index=False)}"

    def _lines(self) -> list[sweeps.Frontier]:
        """The frontier as lines, along the axis on which it is seen at more places, cut where it jumps to other sides."""
        every = self.crossings()
        along = max(("x", "y"), key=lambda axis: len({one.beside for one in every if one.along == axis}))
        sides: dict[tuple[int, int], list[Any]] = {}
        for one in every:
            if one.along == along:
                sides.setdefault((one.before, one.after), []).append(one)
        return [
            sweeps.Frontier(
                along,
                [one.beside for one in own],
                [one.at for one in own],
                [one.low for one in own],
                [one.high for one in own],
            )
            for own in sides.values()
        ]


def phase_map(
    scenarios: Mapping[str, Scenario],
    x: tuple[str, Values],
    y: tuple[str, Values],
    kpi: str,
    *,
    seed: int = 1,
    force: bool = False,
    **options: Unpack[Options],
) -> PhaseMap:
    """Find out which of some scenarios is best in a KPI where, over two parameters.

    x, y: a dotted path and a range such as "0.5..1.5" (16 values; whole numbers one by one) or a rising list of numbers. Runs are
    spent where it is in doubt who wins: in all about as many as 6 by 6 points would take at `replications` (20) each. A point is
    given to a scenario that wins there with a chance of 90 % or more.
    options: replications=20, workers, ledger, progress: see `orgsim.study.effort.Options`. force: run even more than 20,000 runs.

    Ctrl-C ends it early with a map of what is finished (`complete` is then False), and raises KeyboardInterrupt when that is too
    little for any. Raises OrgsimError for what cannot be run.
    """
    (name,) = checked([kpi])
    axes = tuple(factors_of({path: values}, scenarios)[0] for path, values in (x, y))
    found = mapped(scenarios, (axes[0], axes[1]), name, seed, effort_of(options, USUAL_MAP), force)
    return PhaseMap(**{name: getattr(found, name) for name in MapResult.__dataclass_fields__})


def _axis(path: str, unit: str) -> str:
    return f"{path} ({unit})" if unit else path


def _records(frame: Any) -> list[dict[str, Any]]:
    return [{key: plain(value) for key, value in row.items()} for row in frame.to_dict("records")]
