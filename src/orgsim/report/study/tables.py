"""Tables of a study in words: the same cells for the terminal and for the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from orgsim.language.phrases import Phrase
from orgsim.measures.chain import CUSTOMER
from orgsim.measures.kpis import KPIS
from orgsim.measures.steps import ACTIVITY_KPIS, TEAM_KPIS
from orgsim.plan.budget import payroll
from orgsim.plan.derived.bought_in import bought_in, bought_in_cost
from orgsim.report.explanation.organizations import people
from orgsim.report.study.reading import VERDICTS, StudyReading, does, finite
from orgsim.study.labels import activity_title, owner_title

Tone = Literal["plain", "better", "worse", "unsure"]
TONES: dict[str, Tone] = {
    "better": "better",
    "worse": "worse",
    "higher": "plain",
    "lower": "plain",
    "cannot tell": "unsure",
    "": "plain",
}
_MARKS = "¹²³⁴⁵⁶⁷⁸⁹"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, a smaller line below it, and how it is to be seen."""

    text: str
    below: str = ""
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A titled table of cells; the first `texts` columns hold words, the others numbers."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    texts: int = 1
    note: str = ""


class Marks:
    """The marks at figures that are not to be taken at their word, and what they say below the table."""

    def __init__(self) -> None:
        self._said: list[str] = []

    def at(self, cell: Cell, said: str) -> Cell:
        """The cell with the mark of what is said of it, if anything is."""
        if not said:
            return cell
        if said not in self._said:
            self._said.append(said)
        place = self._said.index(said)
        mark = _MARKS[place] if place < len(_MARKS) else f"({place + 1})"
        return replace(cell, text=f"{cell.text} {mark}")

    def below(self, note: str = "") -> str:
        """A table's note, and a line for each mark."""
        lines = [f"{self.at(Cell(''), said).text.strip()} {said}" for said in self._said]
        return "\n".join([note, *lines] if note else lines)


def estimate(
    reading: StudyReading,
    found: Mapping[str, Any] | None,
    unit: str,
    marks: Marks | None = None,
    said: str = "",
) -> Cell:
    """A mean above its 95% interval, with a mark where something is said of it; a dash where there is none."""
    if found is None or not finite(found["mean"]):
        return Cell(reading.quantity(None, unit))
    cell = Cell(
        reading.quantity(found["mean"], unit),
        reading.interval(found["low"], found["high"], unit) if finite(found["low"]) else "",
    )
    return marks.at(cell, said) if marks is not None else cell


def kpis(reading: StudyReading, names: Sequence[str]) -> ReportTable:
    """KPIs down, scenarios across, each a mean with its 95% interval."""
    marks = Marks()
    rows = [
        (
            kpi(reading, name),
            *(
                estimate(
                    reading,
                    reading.results[scenario]["kpis"].get(name),
                    KPIS[name].unit,
                    marks,
                    reading.noted(scenario, name),
                )
                for scenario in reading.titles
            ),
        )
        for name in names
    ]
    note = reading.say("Below each mean: its 95% interval over the replications.")
    heads = (reading.say("KPI"), *reading.titles.values())
    return ReportTable(reading.say("Results"), heads, tuple(rows), note=marks.below(note))


def kpi(reading: StudyReading, name: str) -> Cell:
    """What a KPI is called, and below what it is per."""
    return Cell(reading.kpi_title(name), reading.say("per year") if KPIS[name].unit == "share / year" else "")


DIFFERENCE_HEADS = (
    Phrase("Difference"), Phrase("95% interval"), Phrase("Verdict"), Phrase("Variance reduced by pairing"),
)  # fmt: skip
"""What is told of a difference, as `difference` has it."""


def differences(reading: StudyReading, pair: tuple[str, str], names: Sequence[str]) -> ReportTable:
    """One row per KPI: the difference of b against a, its interval, the verdict and what pairing gained."""
    marks, (a, b) = Marks(), pair
    rows = [
        (kpi(reading, row["kpi"]), *difference(reading, row, KPIS[row["kpi"]].unit, marks))
        for row in reading.against(a, b, names)
    ]
    heads = (reading.say("KPI"), *map(reading.say, DIFFERENCE_HEADS))
    return ReportTable(reading.pair(b, a), heads, tuple(rows), note=marks.below())


def difference(reading: StudyReading, row: Mapping[Any, Any], unit: str, marks: Marks) -> tuple[Cell, ...]:
    """The difference, its interval, the verdict and what pairing gained."""
    return (
        marks.at(Cell(reading.change(row["difference"], unit)), row["note"]),
        Cell(reading.changes(row["low"], row["high"], unit)),
        Cell(reading.say(VERDICTS[row["verdict"]]) if row["verdict"] else "", tone=TONES[row["verdict"]]),
        Cell(reading.quantity(row["variance_reduction"], "share")),
    )


def steps(reading: StudyReading, pair: tuple[str, str], sure: bool = False) -> ReportTable:
    """One row per activity or team and leading figure: pass rates, waits, what goes cold, loads; `sure`: those told apart."""
    marks, (a, b) = Marks(), pair
    table = reading.step_differences
    own = table[(table["a"] == a) & (table["b"] == b) & table["headline"]]
    rows = []
    for row in own.to_dict("records"):
        if sure and row["verdict"] == "cannot tell":
            continue
        place, owner = row["place"], row["owner"]
        holder = reading.holder(owner) if place == "activities" else reading.study.scenarios[a]
        title = owner_title(holder, place, owner, reading.language)
        measured = (ACTIVITY_KPIS if place == "activities" else TEAM_KPIS)[row["kpi"]]
        figure = Cell(measured.title.say(reading.language))
        rows.append((Cell(title), figure, *difference(reading, row, measured.unit, marks)))
    heads = (reading.say("Step or team"), reading.say("Figure"), *map(reading.say, DIFFERENCE_HEADS))
    title = reading.say("Steps and teams: {pair}", pair=reading.pair(b, a))
    return ReportTable(title, heads, tuple(rows), texts=2, note=marks.below())


def organizations(reading: StudyReading) -> ReportTable:
    """One row per scenario: its teams with their people, and its payroll a month with what it buys in beside that."""
    rows = []
    for name, scenario in reading.study.scenarios.items():
        first, *later = people(scenario, reading.language)
        cost = reading.quantity(payroll(scenario), "money")
        bought = reading.quantity(bought_in_cost(scenario), "money")
        beside = reading.say("+ {cost} for bought-in development", cost=bought) if bought_in(scenario) else ""
        rows.append((Cell(reading.titles[name]), Cell(first, " ".join(later)), Cell(cost, beside)))
    heads = (reading.say("Organization"), reading.say("People"), reading.say("Payroll a month"))
    return ReportTable(reading.say("The organizations"), heads, tuple(rows), texts=2)


def funnel(reading: StudyReading) -> ReportTable:
    """Steps of the purchase down, scenarios across: how many came, and below the share that passed on."""
    rows = []
    for step in reading.steps():
        title = activity_title(reading.holder(step), step, reading.language)
        rows.append((Cell(title), *(_step(reading, name, step) for name in reading.titles)))
    won = [
        estimate(reading, found["kpis"].get("won"), KPIS["won"].unit) for found in reading.results.values()
    ]
    rows.append((Cell(reading.kpi_title("won")), *won))
    note = reading.say(
        "Below each step: the share of decided jobs that took its best outcome. A lead may come to a step again."
    )
    return ReportTable(
        reading.say("Funnel"), (reading.say("Step"), *reading.titles.values()), tuple(rows), note=note
    )


def _step(reading: StudyReading, name: str, step: str) -> Cell:
    if not does(reading.study.scenarios[name], step):
        return Cell(reading.say("nobody does it"), tone="unsure")
    found = reading.results[name]["activities"][step]
    passed = found["pass_rate"]["mean"]
    return Cell(
        reading.quantity(found["arrived"]["mean"], "count"),
        reading.quantity(passed, "share") if finite(passed) else "",
    )


_CHAIN_COLUMNS = (
    (Phrase("Leads"), "came", "count"),
    (Phrase("Contacted"), "contact_rate", "share"),
    (Phrase("Of these, passed on"), "pass_rate", "share"),
    (Phrase("Worked on again"), "reproposal_rate", "share"),
    (Phrase("Since arrival"), "days", "days"),
)


def chain(reading: StudyReading, name: str) -> ReportTable:
    """One row per step of the purchase: how many leads came so far, and the rates whose product is the share that bought."""
    found = reading.results[name]["funnel"]
    bought = found.get(CUSTOMER)
    rows = [
        (
            Cell(
                reading.kpi_title("won")
                if step == CUSTOMER
                else activity_title(reading.study.scenarios[name], step, reading.language)
            ),
            *(Cell(reading.quantity(row[key], unit)) for _, key, unit in _CHAIN_COLUMNS),
        )
        for step, row in found.items()
    ]
    share = reading.quantity(bought and bought["rate"], "share")
    note = reading.say(
        "Leads that came since day 0, each once at the furthest step it reached: the two rates of all steps multiply to {share}.",
        share=share,
    )
    title = reading.say("Funnel as a chain: {name}", name=reading.titles[name])
    heads = (reading.say("Step"), *(reading.say(head) for head, _, _ in _CHAIN_COLUMNS))
    return ReportTable(title, heads, tuple(rows), note=note)


_ACTIVITY_COLUMNS = (
    (Phrase("Arrived"), "arrived", "count"),
    (Phrase("Done"), "done", "count"),
    (Phrase("Wait (mean)"), "wait_hours", "hours"),
    (Phrase("Wait (9 of 10 below)"), "wait_p90_hours", "hours"),
    (Phrase("Gone cold"), "cold_share", "share"),
    (Phrase("Best outcome"), "pass_rate", "share"),
    (Phrase("Waiting at a time"), "queue_length", "count"),
    (Phrase("Begun in time"), "in_time_share", "share"),
    (Phrase("Wait (office hours)"), "wait_office_hours", "hours"),
)


def activities(reading: StudyReading, name: str) -> ReportTable:
    """One row per activity that somebody does, the organization's own work last: jobs, waits, gate and queue."""
    scenario = reading.study.scenarios[name]
    rows, marks = [], Marks()
    measured = reading.results[name]["activities"]
    place = {activity: k for k, activity in enumerate(scenario.journey)}
    ordered = sorted(measured, key=lambda activity: place.get(activity.partition(" (")[0], len(place)))
    promised = any(activity.target is not None for activity in scenario.journey.values())
    columns = _ACTIVITY_COLUMNS if promised else _ACTIVITY_COLUMNS[:-2]
    for activity in ordered:
        if does(scenario, activity) or activity not in scenario.journey:
            found, path = measured[activity], f"activities.{activity}"
            cells = [
                estimate(reading, found.get(key), unit, marks, reading.noted(name, f"{path}.{key}"))
                for _, key, unit in columns
            ]
            rows.append((Cell(activity_title(scenario, activity, reading.language)), *cells))
    heads = (reading.say("Activity"), *(reading.say(head) for head, _, _ in columns))
    title = reading.say("Activities: {name}", name=reading.titles[name])
    return ReportTable(title, heads, tuple(rows), note=marks.below())
