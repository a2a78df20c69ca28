"""What the scenarios of a study, their activities and teams are called in text."""

from collections.abc import Mapping

from orgsim.language import Language
from orgsim.language.phrases import Phrase, Sayable, say
from orgsim.mechanisms import MECHANISMS
from orgsim.plan.scenario import Scenario

MEASURED_ON = {
    "leads": Phrase("leads"),
    "appointments": Phrase("appointments"),
    "bookings": Phrase("bookings"),
    "retention": Phrase("retention"),
    "lifetime_value": Phrase("lifetime value"),
}
"""What a team may be measured on, by the words of the files."""


def labels(scenarios: Mapping[str, Scenario], language: Language) -> dict[str, str]:
    """A name for each scenario, as sentences use it.

    The title of the scenario or of its organization when the study calls it by its file's name and no other so called has
    that title; else the study's own name in quotation marks.
    """
    titles = {name: scenario.title(language) for name, scenario in scenarios.items()}
    shown = [title for name, title in titles.items() if name in (scenarios[name].name, title)]
    return {
        name: title
        if (name == scenarios[name].name and shown.count(title) == 1) or name == title
        else _quoted(name, language)
        for name, title in titles.items()
    }


def label(scenarios: Mapping[str, Scenario], name: str, language: Language) -> str:
    """What sentences call one of the scenarios."""
    return labels(scenarios, language)[name]


def owner_title(scenario: Scenario, part: str, owner: str, language: Language) -> str:
    """What an activity ("activities"), one of the journey or the organization's own work, or a team ("teams") is called.

    The work of one of several teams at an activity is "Close (Field sales)" (see `orgsim.measures.shared`).
    """
    activity, _, team = owner.removesuffix(")").partition(" (")
    if team:
        stated = scenario.all_teams.get(team)
        by = plain(team) if stated is None or stated.title is None else stated.title.say(language)
        return say(
            "{title} ({text})", language, title=owner_title(scenario, part, activity, language), text=by
        )
    title: Sayable | None
    if part == "teams":
        title = scenario.all_teams[owner].title
    elif owner in scenario.journey:
        title = scenario.journey[owner].title
    else:
        title = next((one.work[owner] for one in MECHANISMS.values() if owner in one.work), None)
    return title.say(language) if title else plain(owner)


def team_title(scenario: Scenario, team: str, language: Language) -> str:
    """What a team is called."""
    return owner_title(scenario, "teams", team, language)


def segment_title(scenario: Scenario, segment: str, language: Language) -> str:
    """What a segment is called."""
    title = scenario.segments[segment].title
    return plain(segment) if title is None else title.say(language)


def activity_title(scenario: Scenario, activity: str, language: Language) -> str:
    """What an activity is called, one of the journey or the organization's own work."""
    return owner_title(scenario, "activities", activity, language)


def plain(name: str) -> str:
    """A name from a file as a reader would write it: "inside_sales" is "Inside sales"."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _quoted(name: str, language: Language) -> str:
    return say("“{name}”", language, name=name)
