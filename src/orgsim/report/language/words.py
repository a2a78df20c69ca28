"""What reports say, in English and Japanese, and what they call teams and activities."""

from orgsim.fields import Language, Titled
from orgsim.plan.scenario import Scenario
from orgsim.report.language.diagram_phrases import DIAGRAMS
from orgsim.report.language.explanation_phrases import EXPLANATION
from orgsim.report.language.report_phrases import JAPANESE
from orgsim.study.labels import owner_title, plain

_PHRASES = JAPANESE | DIAGRAMS | EXPLANATION


def say(text: str, language: Language, **values: object) -> str:
    """A phrase of this house in that language, its {gaps} filled; KeyError for a phrase without a translation."""
    return (_PHRASES[text] if language == "ja" else text).format(**values)


def titled(name: str, title: "Titled | None", language: Language) -> str:
    """The title given in the file, else the name."""
    return title.say(language) if title else plain(name)


def team_title(scenario: Scenario, team: str, language: Language) -> str:
    """What a team is called."""
    return owner_title(scenario, "teams", team, language)


def segment_title(scenario: Scenario, segment: str, language: Language) -> str:
    """What a segment is called."""
    return titled(segment, scenario.segments[segment].title, language)


def activity_title(scenario: Scenario, activity: str, language: Language) -> str:
    """What an activity is called, one of the journey or the organization's own work."""
    return owner_title(scenario, "activities", activity, language)
