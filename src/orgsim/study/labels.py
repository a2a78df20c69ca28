"""What the scenarios of a study, their activities and teams are called in text."""

from collections.abc import Mapping

from orgsim.fields import Language
from orgsim.mechanisms import MECHANISMS
from orgsim.plan.scenario import Scenario


def labels(scenarios: Mapping[str, Scenario], language: Language) -> dict[str, str]:
    """A name for each scenario, as sentences use it.

    The title of the scenario or of its organization when the study calls it by its file's name and no other has that
    title; else the study's own name in quotation marks.
    """
    titles = {name: scenario.title(language) for name, scenario in scenarios.items()}
    shown = list(titles.values())
    return {
        name: title
        if (name == scenarios[name].name and shown.count(title) == 1) or name == title
        else _quoted(name, language)
        for name, title in titles.items()
    }


def owner_title(scenario: Scenario, part: str, owner: str, language: Language) -> str:
    """What an activity ("activities"), one of the journey or the organization's own work, or a team ("teams") is called.

    The work of one of several teams at an activity is "Close (Field sales)" (see `orgsim.measures.shared`).
    """
    activity, _, team = owner.removesuffix(")").partition(" (")
    if team:
        stated = scenario.teams.get(team)
        by = plain(team) if stated is None or stated.title is None else stated.title.say(language)
        return f"{owner_title(scenario, part, activity, language)} ({by})"
    if part == "teams":
        title = scenario.teams[owner].title
    elif owner in scenario.journey:
        title = scenario.journey[owner].title
    else:
        title = next((one.work[owner] for one in MECHANISMS.values() if owner in one.work), None)
    return title.say(language) if title else plain(owner)


def plain(name: str) -> str:
    """A name from a file as a reader would write it: "inside_sales" is "Inside sales"."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _quoted(name: str, language: Language) -> str:
    return f"「{name}」" if language == "ja" else f"“{name}”"
