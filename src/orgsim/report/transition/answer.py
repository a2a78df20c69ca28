"""Going over to another organization: the question asked, and its answer with words, tables and a figure."""

from collections.abc import Mapping
from dataclasses import fields
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from orgsim.language import Language
from orgsim.language.phrases import Phrase, say
from orgsim.plan.scenario import Scenario
from orgsim.report.drawing import style
from orgsim.report.drawing.axis_marks import AxisMarks
from orgsim.report.drawing.chart import Chart
from orgsim.report.drawing.months import MarkedMonth, MonthChart, MonthPanel
from orgsim.report.study import sentences as of_study
from orgsim.report.study.answer_page import AnswerSheet
from orgsim.report.study.folder import save_answer
from orgsim.report.study.reading import StudyReading
from orgsim.report.transition import numbers, sentences, tables
from orgsim.study.effort import Options
from orgsim.study.transition import CHANGE, STAY, Shape, TransitionStudy, stay_or_change

if TYPE_CHECKING:
    import pandas as pd
_SIDES = {STAY: Phrase("Staying"), CHANGE: Phrase("Changing")}
"""What the two sides are called on the page."""


class Transition(TransitionStudy):
    """A change of the organization against staying, with a figure."""

    def sentences(self, language: Language = "en") -> list[str]:
        """In short: the answer, how sure it is, what it hangs on, and what to look at."""
        return sentences.summary(StudyReading(self.study, language), self).lines

    def notes(self, language: Language = "en") -> list[str]:
        """What the answer hangs on."""
        return sentences.notes(StudyReading(self.study, language), self)

    def table(self) -> "pd.DataFrame":
        """One row per figure and month from the change on: kpi, month (from day 0), after (months after the change, from 1),
        means with staying (stay) and with the change (change), difference, low, high (95 %), cumulated, cumulated_low,
        cumulated_high, crossing ("up", "down", with "?" where it is not sure), unit."""
        return numbers.months(self)

    def summary(self) -> "pd.DataFrame":
        """One row per figure and shape: kpi, shape, break_even, break_even_low, break_even_high (months after the change,
        infinite: not within the horizon), share_within, dip, dip_low, dip_high, dip_month, end, end_low, end_high (at the
        horizon), unit."""
        return numbers.summary(self)

    def plot(self, language: Language = "en") -> Any:
        """The difference of each month in its 95 % band, and its sum with the month of break-even; a matplotlib Figure."""
        return self.charts(style.writes(language))["transition"].draw()

    def charts(self, language: Language = "en") -> dict[str, Chart]:
        """The figure as plain values, for `orgsim figure`."""
        shapes: tuple[Shape, ...] = ("monthly", "cumulated") if self.figure.flows else ("monthly",)
        panels = [self._panel(shape, language) for shape in shapes]
        months = say("Months after the change", language)
        return {"transition": MonthChart(panels, months, self._marked(language))}

    def sheet(self, language: Language = "en") -> AnswerSheet:
        """What stands on its page."""
        reading = StudyReading(self.study, language)
        return AnswerSheet(
            reading.say(
                "Going over from {before} to {after}",
                before=sentences.before(self),
                after=sentences.after(self),
            ),
            of_study.about(reading),
            self.sentences(language),
            [tables.summary(reading, self), tables.months(reading, self)],
            self.notes(language),
            {reading.say(_SIDES[name]): scenario for name, scenario in self.study.scenarios.items()},
            self.complete,
        )

    def save(self, folder: str | Path, language: Language = "en", *, command: str = "") -> list[Path]:
        """Write index.html, months.csv, summary.csv, study.json, figures.json, and the figure as transition.svg and
        transition.png into a folder that exists; their paths. command: what to type to get the same again, for the page.
        Raises OrgsimError where one cannot be written."""
        return save_answer(
            self,
            folder,
            "transition",
            {"months": self.table(), "summary": self.summary()},
            language,
            command=command,
        )

    def to_json(self) -> dict[str, Any]:
        """The whole answer as plain objects, ready for `json.dumps`; null where a month is not within the horizon."""
        return {**numbers.document(self), "sentences": self.sentences(), "notes": self.notes()}

    def _panel(self, shape: Shape, language: Language) -> MonthPanel:
        band, figure = self.band(self.figure.name, shape), self.figure
        ends = np.concatenate([band.mean, band.low[np.isfinite(band.low)], band.high[np.isfinite(band.high)]])
        currency = self.study.scenarios["stay"].market.currency
        mark = AxisMarks(language, figure.unit, float(np.abs(ends).max()), currency)
        if shape == "monthly":
            title = say("{kpi}: difference of each month", language, kpi=figure.title)
        else:
            title = say("{kpi}: sum of the differences since the change", language, kpi=figure.title)
        return MonthPanel(title, band.mean.tolist(), band.low.tolist(), band.high.tolist(), mark)

    def _marked(self, language: Language) -> MarkedMonth:
        even = self.break_even()
        month = partial(sentences.month_in, even)
        label = say("Ahead for good: {month}", language, month=month)
        return MarkedMonth(label, even.month, even.low, even.high)


def transition(
    before: Scenario,
    after: str | PathLike[str] | Scenario,
    at: str | float,
    *,
    kpi: str = "profit",
    people: Mapping[str, Mapping[str, int]] | None = None,
    notice: str | None = None,
    delay: str | None = None,
    seed: int = 1,
    **options: Unpack[Options],
) -> Transition:
    """Whether and when going over to another organization at a date pays for itself, against staying.

    after: the name of an organization of the gallery or the path of its file, or a scenario whose organization it is. at: a time
    from day 0 within the horizon, such as "12 months". kpi: what the change is judged by: "profit" (summed up since the change
    and discounted to its day), "revenue", "bookings", "won", "arr" or "customers". people, notice, delay: as in
    `[[reorganizations]]`. options: replications=40, workers, ledger, progress: see `orgsim.study.effort.Options`.

    Ctrl-C ends it early with what both have finished (`study.complete` is then False), or raises KeyboardInterrupt. Raises
    OrgsimError for what cannot be compared.
    """
    found = stay_or_change(
        before, after, at, kpi=kpi, people=people, notice=notice, delay=delay, seed=seed, **options
    )
    return Transition(**{one.name: getattr(found, one.name) for one in fields(found)})
