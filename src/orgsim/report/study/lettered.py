"""What every figure of a page is made with: labels in one language, no two alike, a heading and a caption beside the values."""

from collections.abc import Mapping
from dataclasses import dataclass

from orgsim.language import Language
from orgsim.language.phrases import Phrase, say
from orgsim.measures.kpis import KPIS
from orgsim.report.drawing import style
from orgsim.report.drawing.chart import Chart
from orgsim.report.drawing.palette import places
from orgsim.report.study.reading import StudyReading
from orgsim.study.labels import activity_title, labels, plain, team_title

_LONGEST = 44
"""Signs of the longest label of a figure."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One figure: its name, its heading, an SVG element, a caption, and a text in its place."""

    name: str
    title: str
    svg: str
    caption: str
    alternative: str


@dataclass(frozen=True, slots=True)
class Illustration:
    """What a picture is made from: its values, its heading and its caption."""

    chart: Chart
    title: Phrase
    caption: Phrase
    left_out: tuple[str, ...] = ()
    """Titles of KPIs that cannot be drawn."""


@dataclass(frozen=True, slots=True)
class FigureLabels:
    """What stands in the figures, in one language."""

    reading: StudyReading
    language: Language
    scenarios: Mapping[str, str]
    """What each scenario is called in the figures."""
    places: Mapping[str, int]
    """The place of each scenario in the palette."""

    def say(self, text: str | Phrase, /, **values: object) -> str:
        """A phrase."""
        return say(text, self.language, **values)

    def team(self, name: str, team: str) -> str:
        """What a team is called."""
        title = team_title(self.reading.study.scenarios[name], team, self.language)
        return short(style.drawable(title, plain(team), self.language))

    def activity(self, activity: str) -> str:
        """What an activity is called."""
        title = activity_title(self.reading.holder(activity), activity, self.language)
        return short(style.drawable(title, plain(activity), self.language))

    def kpi(self, name: str) -> str:
        """What a KPI is called."""
        return KPIS[name].title.say(self.language)


def short(label: str) -> str:
    """A label that leaves room for the figure."""
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"


def scenario_labels(titles: Mapping[str, str], language: Language = "en") -> dict[str, str]:
    """A label for each scenario, no two alike."""
    found: dict[str, str] = {}
    for name, title in titles.items():
        label = short(style.drawable(title, name, language))
        found[name] = label if label not in found.values() else f"{label} ({len(found) + 1})"
    return found


def lettered(reading: StudyReading, language: Language) -> FigureLabels:
    """The labels of a study's figures in a language."""
    scenarios = reading.study.scenarios
    titles = scenario_labels(labels(scenarios, language), language)
    return FigureLabels(reading, language, titles, dict(zip(scenarios, places(scenarios), strict=True)))
