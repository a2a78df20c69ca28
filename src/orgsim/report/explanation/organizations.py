"""The organizations of a run in words: the teams of each with their people, and what becomes of people when one takes over."""

from collections.abc import Iterator
from itertools import pairwise

from orgsim.fields import Language
from orgsim.language.numbers import number
from orgsim.language.phrases import listed, say
from orgsim.language.spans import span
from orgsim.plan.derived.headcounts import planned_on
from orgsim.plan.derived.stages import Stage, stages
from orgsim.plan.scenario import Scenario
from orgsim.study.labels import team_title


def people(scenario: Scenario, language: Language) -> Iterator[str]:
    """The teams of the first organization with their people on day 0, then those of each that takes over, with when it does."""
    for stage in stages(scenario):
        teams = [
            f"{team_title(scenario, name, language)} {number(planned_on(stage.plan, key, stage.begins), language)}"
            for key, name in stage.names.items()
        ]
        said = say(", ", language).join(teams)
        if stage.by is None:
            yield said
        else:
            yield say("after {days}: {teams}", language, days=span(stage.begins, language), teams=said)


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
    days, title = span(after.begins, language), by.organization.organization.title.say(language)
    yield say(
        "after {days} the organization {organization} takes over", language, days=days, organization=title
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
