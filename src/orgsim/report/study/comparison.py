"""`orgsim.compare`: scenarios under the same luck, with the figures of the report."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orgsim.errors import unusable
from orgsim.language import Language
from orgsim.report.drawing import palette, style
from orgsim.report.drawing.chart import Chart
from orgsim.report.study import parts, precision_chart, warm_up, why
from orgsim.report.study.bars import bars
from orgsim.report.study.figured import figured
from orgsim.report.study.pictures import drawings
from orgsim.report.study.reading import StudyReading
from orgsim.study.answer import Study
from orgsim.study.compare import compare as compared

if TYPE_CHECKING:
    import pandas as pd


class Comparison(Study):
    """Scenarios times replications, answered; with figures."""

    def plot(self, kpi: str | None = None, language: Language = "en", *, figure: str | None = None) -> Any:
        """The figure that answers what was asked: paired differences against the baseline, or for one scenario the load and waits
        of its teams; a matplotlib Figure.

        kpi: instead of that the mean of one KPI in every scenario with its 95 % interval, as matplotlib Axes. figure: another
        figure by its name, as `charts` has it. Raises OrgsimError for a name that there is not.
        """
        written = style.writes(language)
        if kpi is not None:
            with style.style():
                places = dict(zip(self.scenarios, palette.places(self.scenarios), strict=True))
                colours = {name: palette.colour(place) for name, place in places.items()}
                return bars(self.table(), kpi, written, colours)
        every = self.charts(written)
        name = next(iter(every)) if figure is None else figure
        if name not in every:
            raise unusable(
                "there is no figure {name}; there are {every}", name=repr(name), every=", ".join(every)
            )
        return every[name].draw()

    def warm_up(self) -> "pd.DataFrame":
        """How many months are better left out of a steady state, by MSER-5 (see `orgsim.study.warm_up`).

        One row per scenario and monthly series: scenario, series, months (empty where it moves on, or in runs of fewer than 20
        whole months), state ("settled", "short": that many or more, "moving"). Loads, queues, customers and what is won and
        earned, from day 0 on.
        """
        import pandas as pd

        found = [row for name in self.scenarios for row in warm_up.rows(self, name)]
        columns = ["scenario", "series", "months", "state"]
        return pd.DataFrame(found, columns=columns).astype({"months": "Int64"})

    def charts(self, language: Language = "en") -> dict[str, Chart]:
        """Every figure as plain values by name, the one that answers what was asked first: "differences", "funnel", "load",
        "flow", "teams", "bridge", "cash", "value", "staying", "arr", "parts", "precision", "warm-up", as far as the study has
        the numbers."""
        return StudyCharts(StudyReading(self, language)).charts(language)


@dataclass(frozen=True, slots=True)
class StudyCharts:
    """The figures of a study as a reader has it."""

    reading: StudyReading

    def charts(self, language: Language = "en") -> dict[str, Chart]:
        """By name, that which answers the study's question first."""
        found: dict[str, Chart] = {
            name: drawing.chart for name, drawing in drawings(self.reading, language, columns=2).items()
        }
        if (split := parts.chart(self.reading, language)) is not None:
            found["parts"] = split
        if self.reading.why is not None and self.reading.others:
            found["why"] = why.chart(self.reading, self.reading.why, language)
        study = self.reading.study
        if (known := precision_chart.chart(study, language)) is not None:
            found["precision"] = known
        if (
            len(study.scenarios) == 1
            and (advice := warm_up.chart(study, study.baseline, language)) is not None
        ):
            found["warm-up"] = advice
        first = "differences" if "differences" in found else "load"
        return {first: found[first], **found}


compare = figured(compared, Comparison)
