"""What the scenarios of a study are called in text."""

from collections.abc import Mapping

from orgsim.fields import Language
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


def _quoted(name: str, language: Language) -> str:
    return f"「{name}」" if language == "ja" else f"“{name}”"
