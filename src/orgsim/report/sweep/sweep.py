"""`orgsim.sweep`: what moves a figure, and which setting is best, over what one decides and what one does not know."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any, Unpack

import numpy as np

from orgsim.language import Language
from orgsim.language.phrases import listed, say
from orgsim.measures.kpis import KPIS
from orgsim.plan.factors import Values
from orgsim.plan.scenario import Scenario
from orgsim.plan.sweep import SweepPlan
from orgsim.report.drawing import style, sweeps
from orgsim.report.drawing.axis_marks import AxisMarks
from orgsim.report.drawing.chart import Chart
from orgsim.report.study.answer_page import AnswerSheet
from orgsim.report.study.folder import save_answer
from orgsim.report.sweep import words
from orgsim.report.sweep.tables import LUCK_TITLE, of_sweep
from orgsim.study.effort import Options
from orgsim.study.labels import labels
from orgsim.study.quantities import checked
from orgsim.study.sweep.answer import SweepResult, Swing
from orgsim.study.sweep.designs import Design
from orgsim.study.sweep.sweep import USUAL_REPLICATIONS, effort_of, swept
from orgsim.study.tables import made_by, plain

_SHOWN = 8
"""Bars that the figure shows at most, those of all scenarios together, so that a slide can be read; of each at least two."""


class Sweep(SweepResult):
    """A sweep with its answers as sentences, a figure and files."""

    def sentences(self, kpi: str | None = None, language: Language = "en") -> list[str]:
        """In short: which setting is best and how surely, what moves the KPI most, and what to look at."""
        return words.sentences(self, self._kpi(kpi).name, language).lines

    def notes(self, language: Language = "en") -> list[str]:
        """What a reader has to know."""
        return list(words.notes(self, language))

    def plot(self, kpi: str | None = None, language: Language = "en") -> Any:
        """A matplotlib Figure. A tornado for each scenario: where the KPI lies at either end of what is varied, against the
        scenario as it is, with 95 % intervals; with design "sobol" the Sobol indices of the setting that is best on average,
        and the share of luck."""
        return self._chart(self._kpi(kpi).name, style.writes(language)).draw()

    def charts(self, language: Language = "en") -> dict[str, Chart]:
        """The figure of the first KPI as plain values, and those of the others, for `orgsim figure`."""
        others = {f"sweep-{name}": self._chart(name, language) for name in self.kpis if name != self.kpi}
        return {"sweep": self._chart(self.kpi, language), **others}

    def _chart(self, kpi: str, language: Language) -> sweeps.TornadoChart:
        one = KPIS[kpi]
        titles = labels(self.scenarios, language)
        swings = self.swings(one.name)
        shown = max(2, _SHOWN // len(self.scenarios))
        panels = {
            style.drawable(titles[name], name, language): [
                _bar(swing) for swing in swings if swing.scenario == name
            ][:shown]
            for name in self.scenarios
        }
        reach = max(
            (abs(bound) for bars in panels.values() for bar in bars for bound in (*bar.start, *bar.end)),
            default=1.0,
        )
        currency = next(iter(self.scenarios.values())).market.currency
        return sweeps.TornadoChart(
            panels,
            self._pieces(one.name, language),
            (say("at the lowest value", language), say("at the highest value", language)),
            say("Change of {kpi} against the scenario as it is", language, kpi=one.title),
            AxisMarks(language, one.unit, reach if np.isfinite(reach) else 1.0, currency),
            (say("By itself", language), say("With all others", language)),
            AxisMarks(language, "share"),
        )

    def _pieces(self, kpi: str, language: Language) -> tuple[str, list[sweeps.Piece]] | None:
        if self.design.kind != "sobol":
            return None
        found = self.sobol(kpi)
        order = self.leading(kpi)[0] if KPIS[kpi].better else []
        setting = next((one for one in order if one in found), next(iter(found)))
        indices = found[setting]
        pieces = [
            sweeps.Piece(factor.path, first.share, total.share, total.low, total.high)
            for factor, first, total in zip(self.design.sampled, indices.first, indices.total, strict=True)
        ]
        pieces = sorted(pieces, key=lambda piece: -piece.total)[: max(2, _SHOWN // 2)]
        luck = indices.luck
        pieces.append(sweeps.Piece(say(LUCK_TITLE, language), luck.share, luck.share, luck.low, luck.high))
        title = words.setting_title(self, setting, language)
        return say("Share of the variance of one future: {title}", language, title=title), pieces

    def to_json(self) -> dict[str, Any]:
        """The whole answer as plain objects, ready for `json.dumps`; null where a number is undefined or a bound infinite."""
        told = {
            "settings": _records(self.settings()),
            "tornado": _records(self.tornado()),
            **({"indices": _records(self.indices())} if self.design.kind == "sobol" else {}),
        }
        return {
            "orgsim": made_by(),
            "seed": self.seed,
            "replications": self.replications,
            "complete": self.complete,
            "design": self.design.kind,
            "levers": [one.path for one in self.design.levers],
            "uncertainties": [one.path for one in self.design.uncertainties],
            "kpi": self.kpi,
            "kpis": list(self.kpis),
            "sentences": self.sentences(),
            "notes": self.notes(),
            **told,
            "points": _records(self.table()),
        }

    def sheet(self, language: Language = "en") -> AnswerSheet:
        """What stands on its page."""
        titles = [scenario.title(language) for scenario in self.scenarios.values()]
        return AnswerSheet(
            say(
                "What moves {kpi}: {titles}",
                language,
                kpi=KPIS[self.kpi].title,
                titles=listed(titles, language),
            ),
            say(
                "{points} points, {replications} replications of each, seed {seed}",
                language,
                points=len(self.points),
                replications=self.replications,
                seed=self.seed,
            ),
            self.sentences(language=language),
            list(of_sweep(self, self.kpi, language)),
            self.notes(language),
            self.scenarios,
            self.complete,
        )

    def save(self, folder: str | Path, language: Language = "en", *, command: str = "") -> list[Path]:
        """Write index.html, points.csv, settings.csv, tornado.csv and, with design "sobol", indices.csv, figures.json,
        sweep.json, and the figure as sweep.svg and sweep.png into a folder that exists; their paths. command: what to
        type to get the same again, for the page. Raises OrgsimError where one cannot be written."""
        frames = {"points": self.table(), "settings": self.settings(), "tornado": self.tornado()}
        if self.design.kind == "sobol":
            frames["indices"] = self.indices()
        return save_answer(self, folder, "sweep", frames, language, "sweep.json", command=command)

    def __repr__(self) -> str:
        """What was varied, in one line."""
        paths = ", ".join(one.path for one in (*self.design.levers, *self.design.uncertainties))
        return f"<Sweep of {', '.join(self.scenarios)} over {paths}: {len(self.points)} points, {self.replications} replications>"

    def _repr_html_(self) -> str:
        """Show the sentences and how settings fare in a notebook."""
        said = "".join(f"<li>{escape(line)}</li>" for line in (*self.sentences(), *self.notes()))
        return f"<ul>{said}</ul>{self.settings().to_html(index=False)}"


def sweep(
    scenarios: Mapping[str, Scenario] | SweepPlan,
    *,
    levers: Mapping[str, Values] | None = None,
    uncertainties: Mapping[str, Values] | None = None,
    design: Design | None = None,
    points: int | None = None,
    kpis: Sequence[str] = (),
    seed: int | None = None,
    force: bool = False,
    **options: Unpack[Options],
) -> Sweep:
    """Run scenarios over values of what one decides (`levers`) and of what one does not know (`uncertainties`).

    scenarios: by the names under which they are shown, or what `load_sweep` read, which also says what is not stated here.
    levers, uncertainties: dotted paths with a list of values or a range such as "8 h..16 h" (whole numbers, where both bounds are
    and the scenario states none with a decimal point). Every combination of the levers is a setting; each is run at the same
    sample of the uncertainties, with the same luck at every point. Where there are no uncertainties the levers are sampled.
    design: of that sample: "grid" (every combination; of a range 5 values), "latin" or "sobol" (of `points`, 32 when not stated,
    a power of 2, 16 or more, for "sobol", which runs as many for each factor and twice as many besides, for Sobol indices).
    kpis: the KPIs that matter, the first most; the headline KPIs when none is named. seed: 1 when not stated.
    options: replications=10 of each point, workers, ledger, progress: see `orgsim.study.effort.Options`. force: run even more
    than 20,000 runs, and scenarios too large otherwise.

    Ctrl-C ends it early with the replications that every point has finished (`complete` is then False) and raises
    KeyboardInterrupt when these are fewer than two. Raises OrgsimError for what cannot be run.
    """
    stated = scenarios if isinstance(scenarios, SweepPlan) else SweepPlan(dict(scenarios))
    plan = replace(
        stated,
        levers=dict(stated.levers if levers is None else levers),
        uncertainties=dict(stated.uncertainties if uncertainties is None else uncertainties),
        design=design or stated.design,
        points=stated.points if points is None else points,
        kpis=checked(kpis) or stated.kpis,
        seed=stated.seed if seed is None else seed,
    )
    said = options.copy()
    said["replications"] = options.get("replications") or stated.replications
    found = swept(plan, effort_of(said, USUAL_REPLICATIONS), force)
    return Sweep(**{name: getattr(found, name) for name in SweepResult.__dataclass_fields__})


def _bar(swing: Swing) -> sweeps.Bar:
    low, high = swing.low.difference, swing.high.difference
    return sweeps.Bar(
        f"{swing.factor.path}\n{swing.factor.lowest} … {swing.factor.highest}",
        (low.mean, low.low, low.high),
        (high.mean, high.low, high.high),
    )


def _records(frame: Any) -> list[dict[str, Any]]:
    return [{key: plain(value) for key, value in row.items()} for row in frame.to_dict("records")]
