"""The answer of a study that is no comparison as one page, made of the same parts as the report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orgsim.language import Language
from orgsim.language.phrases import Phrase, say
from orgsim.plan.scenario import Scenario
from orgsim.report.drawing import svg
from orgsim.report.drawing.chart import Chart
from orgsim.report.study import assumed
from orgsim.report.study.page import paper
from orgsim.report.study.tables import ReportTable

KEEP_IN_MIND = Phrase("What to keep in mind")


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """What stands on the page, in one language."""

    title: str
    about: str
    """What was run, in one line."""
    sentences: Sequence[str]
    """In short: the answer, how sure it is, what it hangs on, what to look at."""
    tables: Sequence[ReportTable]
    notes: Sequence[str]
    """What the answer hangs on."""
    scenarios: Mapping[str, Scenario]
    """Whose assumptions it rests on."""
    complete: bool = True


def render(sheet: AnswerSheet, charts: Mapping[str, Chart], language: Language, command: str = "") -> str:
    """The page as HTML. charts: its figures by name, in the language that the fonts at hand allow. command: what to type to get
    the same again; left out where that is not known."""
    names = [f"figure{number}" for number in range(len(charts))]  # ids of a page are letters and digits
    elements = [svg.element(chart.draw(), name) for name, chart in zip(names, charts.values(), strict=True)]
    shelf, drawn = svg.shared(elements)
    contents: dict[str, Phrase] = {
        "short": Phrase("In short"),
        "figures": Phrase("Figures"),
        "tables": Phrase("Tables"),
        "notes": KEEP_IN_MIND,
        "assumptions": Phrase("Assumptions"),
        "again": Phrase("How to get this again"),
    }
    left_out = {"figures": not drawn, "tables": not sheet.tables, "notes": not sheet.notes}
    headings = [(key, say(text, language)) for key, text in contents.items() if not left_out.get(key)]
    return paper(
        "answer",
        language,
        title=sheet.title,
        about=sheet.about,
        complete=sheet.complete,
        contents=headings,
        shelf=shelf,
        sheet=sheet,
        drawn=drawn,
        command=command,
        mechanisms=assumed.sentences(sheet.scenarios, language),
        assumed=assumed.table(sheet.scenarios, language),
        granted=assumed.granted(sheet.scenarios, language),
        fingerprints={name: one.fingerprint() for name, one in sheet.scenarios.items()},
    )
