"""What a study takes for granted: the mechanisms that act in each organization, and how far their numbers can be trusted."""

from orgsim.language.phrases import Phrase
from orgsim.mechanisms import MECHANISMS
from orgsim.report.explanation.facts import STATUSES, ScenarioFacts
from orgsim.report.explanation.handout import STATUSES as SAID
from orgsim.report.study.reading import StudyReading
from orgsim.report.study.tables import Cell, ReportTable

_COUNTS = Phrase("Numbers of the mechanisms in force")
_NOTE = Phrase(
    "Numbers of the mechanisms in force, by what they rest on; those of the market and the organization carry their sources as"
    " comments in their files. `orgsim explain` lists each with its value, source and range."
)


def in_force(reading: StudyReading) -> dict[str, list[str]]:
    """The mechanisms that act in each scenario, by its name: as `orgsim explain` has them, which leaves out those that are
    switched on and do not find what they need."""
    return {
        name: list(ScenarioFacts(scenario, reading.language).in_force)
        for name, scenario in reading.study.scenarios.items()
    }


def sentences(reading: StudyReading) -> list[str]:
    """Which mechanisms act: those of all organizations, then what acts in single ones besides."""
    found = in_force(reading)
    common = [name for name in MECHANISMS if all(name in own for own in found.values())]
    several = len(found) > 1
    first = (
        Phrase("Mechanisms in force in all organizations: {names}.")
        if several
        else Phrase("Mechanisms in force: {names}.")
    )
    said = [reading.say(first, names=_titles(reading, common))]
    for name, own in found.items():
        more = [one for one in own if one not in common]
        if more:
            titles = _titles(reading, more)
            said.append(
                reading.say("Besides, in {title}: {names}.", title=reading.titles[name], names=titles)
            )
    return said


def _titles(reading: StudyReading, names: list[str]) -> str:
    titles = (MECHANISMS[name].title.say(reading.language) for name in names)
    return reading.say(", ").join(titles) or reading.say("none")


def table(reading: StudyReading) -> ReportTable:
    """One row per organization: how many mechanisms act, and how many of their numbers have which status."""
    rows = []
    for name, scenario in reading.study.scenarios.items():
        facts = ScenarioFacts(scenario, reading.language)
        counts = [facts.statuses[status] for status in STATUSES]
        numbers = (len(facts.in_force), sum(counts), *counts, facts.changed)
        rows.append((Cell(reading.titles[name]), *(Cell(str(count)) for count in numbers)))
    heads = (
        reading.say("Organization"),
        reading.say("Mechanisms in force"),
        reading.say("Numbers"),
        *(reading.say(SAID[status]) for status in STATUSES),
        reading.say("changed by the files"),
    )
    return ReportTable(reading.say(_COUNTS), heads, tuple(rows), note=reading.say(_NOTE))


def granted(reading: StudyReading) -> list[str]:
    """What the model takes for granted in every organization of the study, in sentences."""
    each = [
        [one.says.say(reading.language) for one in ScenarioFacts(scenario, reading.language).assumptions]
        for scenario in reading.study.scenarios.values()
    ]
    return [said for said in each[0] if all(said in own for own in each)]
