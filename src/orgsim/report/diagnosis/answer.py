"""Why the figures changed: the question asked, and its answer with words, a table and a figure."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from orgsim.errors import unusable
from orgsim.language import Language
from orgsim.language.numbers import percent
from orgsim.language.phrases import say
from orgsim.plan.causes import KINDS
from orgsim.plan.scenario import Scenario
from orgsim.report.diagnosis import numbers, sentences, tables, words
from orgsim.report.drawing import style
from orgsim.report.drawing.chart import Chart
from orgsim.report.drawing.weighing import DeviationDot, WeighingChart, WeighingWords, WeightBar
from orgsim.report.study.answer_page import AnswerSheet
from orgsim.report.study.folder import save_answer
from orgsim.study.diagnosis import logs, observed
from orgsim.study.diagnosis.diagnose import (
    LEVEL,
    SURE,
    DiagnosisResult,
    Question,
    chosen_from_log,
    explained,
    pattern_of,
)
from orgsim.study.diagnosis.observed import Observation
from orgsim.study.diagnosis.training import figures_of
from orgsim.study.effort import Options
from orgsim.study.run import Run
from orgsim.units import MONTH

if TYPE_CHECKING:
    import pandas as pd

_ROWS = 14
"""Causes and figures that are drawn, so that a slide can be read: the heaviest, and those that lie farthest off."""
_STILL = 1e-9
"""Standard deviations within which a figure that never moves lies."""


class Diagnosis(DiagnosisResult):
    """What explains monthly figures, with sentences, a table and a figure."""

    def sentences(self, language: Language = "en") -> list[str]:
        """In short: the answer, how sure it is, what it hangs on, and what to look at."""
        return sentences.summary(self, language).lines

    def notes(self, language: Language = "en") -> list[str]:
        """What the answer hangs on."""
        return list(sentences.notes(self, language))

    def table(self) -> "pd.DataFrame":
        """One row per cause, and of nothing, the heaviest first: cause, weight, prior, month, month_low, month_high (model
        month in which it began, 90 %), size, size_low, size_high (90 %, in the unit of `orgsim.plan.causes.SIZES`), what_if."""
        return numbers.weights(self)

    def deviations(self) -> "pd.DataFrame":
        """One row per figure and block of months: figure, scale ("count", "share", "mean", "stock"), from_month, to_month,
        observed (how far from what is expected if nothing has changed, in standard deviations), explained (by the heaviest
        cause)."""
        return numbers.deviations(self)

    def plot(self, language: Language = "en") -> Any:
        """The weights as bars, and beside them the figures of the last months that lie farthest off; a matplotlib Figure."""
        return self.charts(style.writes(language))["diagnosis"].draw()

    def charts(self, language: Language = "en") -> dict[str, Chart]:
        """The figure as plain values, for `orgsim figure`."""
        answer = self.best.name if self.verdict in ("a cause", "nothing") else ""
        bars = [
            WeightBar(
                style.drawable(
                    words.begun(words.title(self.scenario, one.name, language)), one.name, language
                ),
                one.weight,
                sentences.weight_text(one.weight, language),
                one.name == answer,
            )
            for one in self.weights[:_ROWS]
        ]
        block = self.model.runs.blocks.of[-1]
        told = WeighingWords(
            say("Weight of each cause", language),
            say("weight; a cause is named above {share}", language, share=percent(SURE, language)),
            say(
                "Months {first} to {last} against the scenario",
                language,
                first=block[0],
                last=block[-1],
            ),
            say("standard deviations", language),
            say("observed", language),
            say("explained by the heaviest cause", language),
        )
        return {"diagnosis": WeighingChart(bars, self._dots(language), SURE, told)}

    def _dots(self, language: Language) -> list[DeviationDot]:
        """The figures of the last months that lie farthest off."""
        titles = {
            one.figure: style.drawable(words.figure_title(self.scenario, one, language), one.figure, language)
            for one in self.model.runs.figures
        }
        last = self.deviations().groupby("figure", sort=False).tail(1)
        last = last[last[["observed", "explained"]].abs().max(axis=1) > _STILL]
        order = last["observed"].abs().sort_values(ascending=False, kind="stable").index
        far = last.loc[order[:_ROWS]]
        return [
            DeviationDot(titles[row["figure"]], row["observed"], row["explained"])
            for row in far.to_dict("records")
        ]

    def sheet(self, language: Language = "en") -> AnswerSheet:
        """What stands on its page."""
        return AnswerSheet(
            say("Why the figures changed: {title}", language, title=self.scenario.title(language)),
            say("{runs} runs of each cause, seed {seed}", language, runs=self.replications, seed=self.seed),
            self.sentences(language),
            [tables.weights(self, language)],
            self.notes(language),
            {self.scenario.name: self.scenario},
        )

    def save(self, folder: str | Path, language: Language = "en", *, command: str = "") -> list[Path]:
        """Write index.html, weights.csv, deviations.csv, study.json, figures.json, and the figure as diagnosis.svg and
        diagnosis.png into a folder that exists; their paths. command: what to type to get the same again, for the page.
        Raises OrgsimError where one cannot be written."""
        return save_answer(
            self,
            folder,
            "diagnosis",
            {"weights": self.table(), "deviations": self.deviations()},
            language,
            command=command,
        )

    def to_json(self) -> dict[str, Any]:
        """The whole answer as plain objects, ready for `json.dumps`; null where there is no number."""
        return {**numbers.document(self), "sentences": self.sentences(), "notes": self.notes()}


def read(scenario: Scenario, source: Any, first: int = 1) -> Observation:
    """What was observed, from whatever it is in; raises OrgsimError or ScenarioError for what cannot be used.

    source: the path of a CSV of monthly figures or of an event log, or of a folder that holds one; a DataFrame with `month`; a
    run; or figures by name, the first of them that of the model month `first`.
    """
    begins, known = scenario.scenario.start, _known(scenario)
    if isinstance(source, Run):
        return chosen_from_log(logs.whole_months(source.events, "the run"))
    if isinstance(source, Mapping):
        return observed.typed(source, first, known)
    if hasattr(source, "columns"):
        return observed.from_frame(source, begins, known)
    return _from_path(scenario, Path(source), begins, known)


def _from_path(scenario: Scenario, path: Path, begins: date, known: Sequence[str]) -> Observation:
    if path.is_dir():
        path = logs.log_in(path)
    table = logs.columns_of(path) if path.suffix.lower() == ".parquet" else observed.table_of(path)
    if not logs.is_log(table.columns):
        return observed.from_table(table, begins, known)
    _, pattern = pattern_of(scenario, ceil(logs.horizon_of(table) / MONTH - 1e-9))
    return chosen_from_log(logs.from_log(table, pattern))


def _known(scenario: Scenario) -> list[str]:
    """The figures that a scenario has."""
    _, pattern = pattern_of(scenario, 1)
    return list(figures_of(pattern))


def diagnose(
    scenario: Scenario,
    observed: Any,
    *,
    first: int = 1,
    since: int | tuple[int, int] | None = None,
    causes: Sequence[str] = KINDS,
    sizes: Mapping[str, tuple[float, float]] | None = None,
    prior: Mapping[str, float] | None = None,
    level: float = LEVEL,
    seed: int = 1,
    force: bool = False,
    **options: Unpack[Options],
) -> Diagnosis:
    """Which of several causes explains observed monthly figures of a scenario's firm best, since when, and of which size.

    observed: the path of a CSV with a column `month` (model months from day 0, or such as 2026-04) and one for each figure; of
    an event log that orgsim wrote, or a folder with one; a DataFrame; a `Run`; or figures by name, such as {"won": [12, 11,
    9]}, from the model month `first` on. since: the model month in which a cause would have begun, or the first and the last
    that it may have; any when not stated. causes: of `orgsim.plan.causes.KINDS`. sizes: between which each is believed to lie,
    `SIZES` where none are stated. prior: relative weights of causes and of "nothing" beforehand, 1 where none is stated. level:
    how far the level of a figure may lie from the scenario's (standard deviation, a share). force: run even what is very large.
    options: replications=30 (runs of each cause, and twice as many without any), workers, ledger, progress: see
    `orgsim.study.effort.Options`.

    Raises OrgsimError for what cannot be diagnosed, and KeyboardInterrupt after Ctrl-C; a ledger keeps what is finished.
    """
    span = (since, since) if isinstance(since, int) else since
    question = Question(span, tuple(causes), sizes, prior, level)
    if not isinstance(scenario, Scenario):
        raise unusable("diagnose takes a scenario first: load one with orgsim.load")
    seen = read(scenario, observed, first)
    found = explained(scenario, seen, question, seed=seed, force=force, **options)
    return Diagnosis(**{one.name: getattr(found, one.name) for one in fields(found)})
