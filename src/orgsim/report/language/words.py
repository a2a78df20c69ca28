"""What reports say, in English and Japanese, and what they call teams and activities."""

from orgsim.fields import Language, Titled
from orgsim.mechanisms import MECHANISMS
from orgsim.plan.scenario import Scenario
from orgsim.report.language.diagram_phrases import DIAGRAMS
from orgsim.report.language.explanation_phrases import EXPLANATION
from orgsim.report.language.report_phrases import JAPANESE

_PHRASES = JAPANESE | DIAGRAMS | EXPLANATION


def say(text: str, language: Language, **values: object) -> str:
    """A phrase of this house in that language, its {gaps} filled; KeyError for a phrase without a translation."""
    return (_PHRASES[text] if language == "ja" else text).format(**values)


def plain(name: str) -> str:
    """A name from a file as a reader would write it: "inside_sales" is "Inside sales"."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def titled(name: str, title: "Titled | None", language: Language) -> str:
    """The title given in the file, else the name."""
    return title.say(language) if title else plain(name)


def team_title(scenario: Scenario, team: str, language: Language) -> str:
    """What a team is called."""
    return titled(team, scenario.teams[team].title, language)


def activity_title(scenario: Scenario, activity: str, language: Language) -> str:
    """What an activity is called, one of the journey or the organization's own work."""
    if activity in scenario.journey:
        return titled(activity, scenario.journey[activity].title, language)
    return titled(
        activity, next((r.work[activity] for r in MECHANISMS.values() if activity in r.work), None), language
    )
