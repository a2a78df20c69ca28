"""What a study takes for granted: the mechanisms that act in each organization, and how far their numbers can be trusted."""

from collections.abc import Mapping

from orgsim.language import Language
from orgsim.language.phrases import Phrase, say
from orgsim.mechanisms import MECHANISMS
from orgsim.plan.scenario import Scenario
from orgsim.report.explanation.facts import STATUSES, ScenarioFacts
from orgsim.report.explanation.parameters import STATUSES as SAID
from orgsim.report.study.tables import Cell, ReportTable
from orgsim.study.labels import labels

_COUNTS = Phrase("Numbers of the mechanisms in force")
_NOTE = Phrase(
    "Numbers of the mechanisms in force, by what they rest on; those of the market and the organization carry their sources as"
    " comments in their files. orgsim explain lists each with its value, source and range."
)
Scenarios = Mapping[str, Scenario]
"""By the names of a study."""


def in_force(scenarios: Scenarios) -> dict[str, list[str]]:
    """The mechanisms that act in each scenario, by its name: as `orgsim explain` has them, which leaves out those that are
    switched on and do not find what they need."""
    return {name: list(ScenarioFacts(scenario).in_force) for name, scenario in scenarios.items()}


def sentences(scenarios: Scenarios, language: Language) -> list[str]:
    """Which mechanisms act: those of all organizations, then what acts in single ones besides."""
    found, called = in_force(scenarios), labels(scenarios, language)
    common = [name for name in MECHANISMS if all(name in own for own in found.values())]
    said = [say("Mechanisms in force: {names}.", language, names=_titles(common, language))]
    for name, own in found.items():
        more = [one for one in own if one not in common]
        if more:
            besides = {"title": called[name], "names": _titles(more, language)}
            said.append(say("Besides in force in {title}: {names}.", language, **besides))
    return said


def _titles(names: list[str], language: Language) -> str:
    titles = (MECHANISMS[name].title.say(language) for name in names)
    return say(", ", language).join(titles) or say("none", language)


def table(scenarios: Scenarios, language: Language) -> ReportTable:
    """One row per organization: how many mechanisms act, and how many of their numbers have which status."""
    rows = []
    for name, title in labels(scenarios, language).items():
        facts = ScenarioFacts(scenarios[name], language)
        counts = [facts.statuses[status] for status in STATUSES]
        numbers = (len(facts.in_force), sum(counts), *counts, facts.changed)
        rows.append((Cell(title), *(Cell(str(count)) for count in numbers)))
    heads = (
        say("Organization", language),
        say("Mechanisms in force", language),
        say("Numbers", language),
        *(say(SAID[status], language) for status in STATUSES),
        say("changed by the files", language),
    )
    return ReportTable(say(_COUNTS, language), heads, tuple(rows), note=say(_NOTE, language))


def granted(scenarios: Scenarios, language: Language) -> list[str]:
    """What the model takes for granted in every organization of the study, in sentences."""
    each = [
        [one.says.say(language) for one in ScenarioFacts(scenario, language).assumptions]
        for scenario in scenarios.values()
    ]
    return [said for said in each[0] if all(said in own for own in each)]
