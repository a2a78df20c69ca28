"""The organizations of a run in words: the teams of each with their people, and what becomes of people when one takes over."""

from collections.abc import Iterator
from itertools import pairwise

from orgsim.language import Language
from orgsim.language.numbers import number
from orgsim.language.phrases import listed, say
from orgsim.language.spans import span
from orgsim.plan.derived.moments import condition, said_of
from orgsim.plan.derived.stages import Stage, stages
from orgsim.plan.scenario import Scenario
from orgsim.study.labels import team_title


def people(scenario: Scenario, language: Language) -> Iterator[str]:
    """The teams of the first organization with their people on day 0, then those of each that takes over, with when it does."""
    for stage in stages(scenario):
        teams = [
            f"{team_title(scenario, name, language)} {number(stage.planned(key), language)}"
            for key, name in stage.names.items()
        ]
        said = say(", ", language).join(teams)
        yield said if stage.by is None else said_of(stage, said, language)


def takeovers(scenario: Scenario, language: Language) -> Iterator[str]:
    """What the plan says of each organization that takes over, and of the people of the one before."""
    found = stages(scenario)
    for before, after in pairwise(found):
        yield from _takeover(scenario, before, after, language)


def _takeover(
    scenario: Scenario, before: Stage[Scenario], after: Stage[Scenario], language: Language
) -> Iterator[str]:
    by = after.by
    assert by is not None
    title = by.organization.organization.title.say(language)
    if by.when is None:
        days = span(after.begins, language)
        yield say(
            "after {days} the organization {organization} takes over", language, days=days, organization=title
        )
    else:
        stated = condition(by.when, language)
        yield say(
            "when {condition} the organization {organization} takes over",
            language,
            condition=stated,
            organization=title,
        )
    going_on = [name for name in before.names.values() if name in after.names.values()]
    if going_on:
        teams = listed([team_title(scenario, name, language) for name in going_on], language)
        yield say("then these go on as they are: {teams}", language, teams=teams)
    for old, aims in by.people.items():
        for new, count in aims.items():
            yield say(
                "then {count} of {old} go to {new}",
                language,
                count=count,
                old=team_title(scenario, before.names[old], language),
                new=team_title(scenario, after.names[new], language),
            )
    if by.notice:
        lasts = span(by.notice, language)
        yield say("then those for whom there is no place are paid for {lasts} more", language, lasts=lasts)
