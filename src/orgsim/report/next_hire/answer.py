"""Where the next person goes: the question asked, and its answer with words, tables and a figure."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from orgsim.language import Language
from orgsim.language.phrases import Phrase, counting, say
from orgsim.plan.scenario import Scenario
from orgsim.plan.single_changes import KINDS
from orgsim.report.drawing import style
from orgsim.report.drawing.axis_marks import AxisMarks
from orgsim.report.drawing.chart import Chart
from orgsim.report.drawing.ranking import RankedDot, RankingChart
from orgsim.report.next_hire import numbers, sentences, tables
from orgsim.report.next_hire.words import title
from orgsim.report.study import sentences as of_study
from orgsim.report.study.answer_page import AnswerSheet
from orgsim.report.study.folder import save_answer
from orgsim.report.study.reading import VERDICTS, StudyReading
from orgsim.study.effort import Options
from orgsim.study.next_hire import USUAL, NextHireStudy, rank_changes

if TYPE_CHECKING:
    import pandas as pd


_SHOWN = 16
"""Options that the figure shows at most, so that a slide can be read."""


class NextHire(NextHireStudy):
    """What single changes of a firm are worth, ranked, with a figure."""

    def sentences(self, language: Language = "en") -> list[str]:
        """In short: the answer, how sure it is, what it hangs on, and what to look at."""
        return sentences.summary(StudyReading(self.study, language), self).lines

    def notes(self, language: Language = "en") -> list[str]:
        """What the answer hangs on."""
        return sentences.notes(StudyReading(self.study, language), self)

    def table(self) -> "pd.DataFrame":
        """One row per option and KPI that was asked for, in the order of the ranking: option, kind, target, kpi, difference, low,
        high (95 %), p, p_adjusted (Holm, over all options in the KPI), verdict, chance_best, chance_best_of_kind, may_be_best (of
        its kind), mean_as_it_is, mean, payroll (by how much it changes), unit, count."""
        return numbers.table(self)

    def rules_table(self) -> "pd.DataFrame":
        """One row per rule of thumb: rule, team, activity, value, unit, share_of_runs, difference, low, high, chance_best_of_kind
        (of one more person in that team), behind_low, behind_high (against the best of the other teams), judgement."""
        return numbers.rules(self)

    def plot(self, language: Language = "en") -> Any:
        """The ranking: what each change is worth with its 95 % interval, the best one marked; a matplotlib Figure."""
        return self.charts(style.writes(language))["next-hire"].draw()

    def charts(self, language: Language = "en") -> dict[str, Chart]:
        """The figure as plain values, for `orgsim figure`."""
        reading = StudyReading(self.study, language)
        ranked = [one for one in self.ranking if one.paired.difference.count]
        dots = [
            RankedDot(
                style.drawable(title(self.base, one.change, language), one.change.name, language),
                one.paired.difference.mean,
                one.paired.difference.low,
                one.paired.difference.high,
                one.verdict or "cannot tell",
                sentences.chance(reading, one.chance),
            )
            for one in ranked[:_SHOWN]
        ]
        largest = max(abs(bound) for dot in dots for bound in (dot.middle, *_finite(dot.low, dot.high)))
        words = {verdict: say(VERDICTS[verdict], language) for verdict in ("better", "worse", "cannot tell")}
        words["best"] = say(Phrase("best guess"), language)
        axis = say(
            "{kpi}: more or less than as it is (95% intervals)",
            language,
            kpi=reading.kpi_title(self.kpi.name),
        )
        mark = AxisMarks(language, self.kpi.unit, largest, self.base.market.currency)
        more = len(ranked) - len(dots)
        left_out = counting(
            "{count} option more in the table", "{count} options more in the table", more, count=more
        )
        return {
            "next-hire": RankingChart(
                dots, axis, say("Best of all", language), words, mark, left_out.say(language) if more else ""
            )
        }

    def sheet(self, language: Language = "en") -> AnswerSheet:
        """What stands on its page."""
        reading = StudyReading(self.study, language)
        rules = [tables.rules(reading, self)] if self.rules else []
        return AnswerSheet(
            reading.say("Where the next person goes: {title}", title=self.base.title(language)),
            of_study.about(reading),
            self.sentences(language),
            [tables.options(reading, self), *rules],
            self.notes(language),
            {self.base.name: self.base},
            self.complete,
        )

    def save(self, folder: str | Path, language: Language = "en", *, command: str = "") -> list[Path]:
        """Write index.html, options.csv, rules.csv, study.json, figures.json, and the figure as next-hire.svg and next-hire.png
        into a folder that exists; their paths. command: what to type to get the same again, for the page. Raises
        OrgsimError where one cannot be written."""
        return save_answer(
            self,
            folder,
            "next-hire",
            {"options": self.table(), "rules": self.rules_table()},
            language,
            command=command,
        )

    def to_json(self) -> dict[str, Any]:
        """The whole answer as plain objects, ready for `json.dumps`; null where a number is undefined or a bound infinite."""
        return {**numbers.document(self), "sentences": self.sentences(), "notes": self.notes()}


def _finite(*bounds: float) -> list[float]:
    return [bound for bound in bounds if abs(bound) < float("inf")]


def next_hire(
    scenario: Scenario,
    kpi: str = USUAL,
    *,
    also: Sequence[str] = (),
    kinds: Sequence[str] = KINDS,
    joins: str | float = 0.0,
    training: Mapping[str, Any] | None = None,
    policies: Sequence[str] | None = None,
    seed: int = 1,
    **options: Unpack[Options],
) -> NextHire:
    """What one more person in each team is worth, one training, one point more at each step, one policy more or less.

    Every option is the scenario with one change, run with the same leads and the same luck; they are ranked by what they change
    `kpi` by, told in the KPIs of `also` besides. kinds: of "person", "training", "point", "policy", all when not stated. joins:
    when the person comes, "0 days" (there from the start) or later, as a newcomer. training: its terms, as in
    `[policies.training]`. policies: names of those to try; all that can be when not stated. options: replications=40, workers,
    ledger, progress: see `orgsim.study.effort.Options`.

    Ctrl-C ends it early with what every option has finished (`study.complete` is then False), or raises KeyboardInterrupt. Raises
    OrgsimError for what cannot be tried.
    """
    found = rank_changes(
        scenario,
        kpi,
        also=also,
        kinds=kinds,
        joins=joins,
        training=training,
        policies=policies,
        seed=seed,
        **options,
    )
    return NextHire(**{one.name: getattr(found, one.name) for one in fields(found)})
