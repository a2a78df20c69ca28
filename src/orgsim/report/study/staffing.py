"""A staffing study as a reader meets it: on the terminal, as a picture, and in a folder."""

from pathlib import Path
from typing import Any

from orgsim.language import Language
from orgsim.language.numbers import interval, number, quantity
from orgsim.language.phrases import Phrase, listed, say
from orgsim.measures.kpis import KPIS
from orgsim.plan.budget import payroll
from orgsim.report.drawing import style
from orgsim.report.drawing.chart import Chart
from orgsim.report.study import staff_charts
from orgsim.report.study.answer_page import AnswerSheet
from orgsim.report.study.figured import figured
from orgsim.report.study.folder import save_answer
from orgsim.report.study.short import guessed, in_four
from orgsim.report.study.staff_charts import STATES
from orgsim.report.study.tables import Cell, ReportTable, Tone
from orgsim.study.labels import team_title
from orgsim.study.staff import staff as best
from orgsim.study.staff_words import division, gain, searched
from orgsim.study.staffing import StaffStudy

PICTURE = "divisions"
_TONES: dict[str, Tone] = {"selected": "better", "on the front": "better", "open": "unsure"}

_LEADS = Phrase(
    "Below the differences: bounds of the division's lead over the best of all others, for all at once (95%)."
)
_MEANS = Phrase("Below each mean: its 95% interval over the replications.")
_COSTS = Phrase("the figure shows what more of the one goal costs of the other.")
_SEARCH = Phrase("with more runs of the search (--search) there are divisions to compare.")


class StaffComparison(StaffStudy):
    """Divisions of people among teams, searched, and compared on fresh luck; with their figure."""

    def sentences(self, language: Language = "en") -> list[str]:
        """In short: the answer, what is guaranteed, what it hangs on, and what it brings against today."""
        beside = gain(self, language) or say(_COSTS if len(self.divisions) > 1 else _SEARCH, language)
        return in_four(
            language,
            self.headline(language),
            certainty=[self.guarantee(language)],
            hangs_on=[guessed(self.scenarios, language), searched(self, language)],
            look_at=[beside],
        ).lines

    def to_json(self) -> dict[str, Any]:
        """The whole answer as plain objects, ready for `json.dumps`; null where a number is undefined."""
        return {**super().to_json(), "sentences": self.sentences()}

    def plot(self, language: Language = "en") -> Any:
        """The short list with its intervals, best at the top, or for two goals the front; a matplotlib Figure."""
        return self.charts(style.writes(language))[PICTURE].draw()

    def charts(self, language: Language = "en") -> dict[str, Chart]:
        """The figure as plain values, for `orgsim figure`."""
        return {PICTURE: staff_charts.chart(self, language)}

    def sheet(self, language: Language = "en") -> AnswerSheet:
        """What stands on its page."""
        titles = [scenario.title(language) for scenario in self.scenarios.values()]
        runs = number(max(self.runs), language)
        return AnswerSheet(
            say("How to divide the people: {titles}", language, titles=listed(titles, language)),
            say(
                "{runs} runs of each division in the final at most, seed {seed}",
                language,
                runs=runs,
                seed=self.seed,
            ),
            self.sentences(language),
            [table(self, language)],
            self.notes(language),
            self.scenarios,
            self.complete,
        )

    def save(self, folder: str | Path, language: Language = "en", *, command: str = "") -> list[Path]:
        """Write index.html, divisions.csv, study.json, figures.json, and the figure as divisions.svg and divisions.png into a
        folder that exists; their paths. command: what to type to get the same again, for the page. Raises OrgsimError
        where one cannot be written."""
        return save_answer(self, folder, PICTURE, {"divisions": self.table()}, language, command=command)


def table(study: StaffStudy, language: Language) -> ReportTable:
    """The divisions, best first: people of each team, pay, each goal, the runs of the final, and what became of them."""
    heads, texts = _heads(study, language)
    paid = any(one.cost > 0 for scenario in study.scenarios.values() for one in scenario.teams.values())
    goals = [KPIS[name].title.say(language) for name in study.kpis]
    if study.selection is not None:
        goals.append(say("Difference from the selected", language))
    columns = [*heads, *([say("Pay per year", language)] if paid else []), *goals]
    columns += [say("Runs", language), say("State", language)]
    rows = tuple(_row(study, place, paid, language) for place in study.ranked())
    alone = len(study.divisions) == 1
    below = "" if alone and study.selection else say(_LEADS if study.selection else _MEANS, language)
    return ReportTable(say("Divisions", language), tuple(columns), rows, texts, below)


def _heads(study: StaffStudy, language: Language) -> tuple[list[str], int]:
    """Columns that tell the division, and how many of them hold words."""
    if len(study.scenarios) > 1:
        return [say("Division", language)], 1
    scenario = next(iter(study.scenarios.values()))
    teams = next(iter(study.pools.values())).teams
    return [team_title(scenario, team, language) for team in teams], 0


def _row(study: StaffStudy, place: int, paid: bool, language: Language) -> tuple[Cell, ...]:
    one, currency = study.divisions[place], study.currency
    whole = [division(study, one, language)] if len(study.scenarios) > 1 else [str(n) for n in one.counts]
    cells = [Cell(text) for text in whole]
    if paid:
        cells.append(Cell(quantity(12 * payroll(study.scenario(one)), "money", currency, language)))
    for goal, name in enumerate(study.kpis):
        mean, unit = study.mean(place, goal), KPIS[name].unit
        reach = interval(mean.low, mean.high, unit, currency, language)
        cells.append(
            Cell(quantity(mean.mean, unit, currency, language), "" if study.selection is not None else reach)
        )
    if study.selection is not None:
        found, unit = study.figure(place), study.kpi.unit
        bounds = interval(found.low, found.high, unit, currency, language)
        cells.append(Cell(quantity(found.mean, unit, currency, language, signed=True), bounds))
    state = study.state(place)
    said = STATES[state].say(language)
    if place == 0:
        said = say("{state} (today's proportions)", language, state=said)
    return (*cells, Cell(number(study.runs[place], language)), Cell(said, tone=_TONES.get(state, "plain")))


staff = figured(best, StaffComparison)
