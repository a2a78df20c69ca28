"""Who is there and when, in sentences: the working time of every team, and what a firm that exists has on day 0."""

from collections.abc import Iterator

from orgsim.language import Language
from orgsim.language.numbers import number, percent
from orgsim.language.phrases import counting, listed, say
from orgsim.plan.derived.firm import contracts_there
from orgsim.plan.derived.routes import POOL
from orgsim.plan.scenario import Scenario
from orgsim.report.diagrams.content import day_0
from orgsim.report.diagrams.content.working_time import away, closed, on_duty, usual
from orgsim.study.labels import activity_title, segment_title, team_title


def working_time(scenario: Scenario, language: Language) -> Iterator[str]:
    """When the people of each team are there; those in office hours, who are never away, together and last."""
    for name, team in scenario.teams.items():
        if not usual(team):
            for one in (*on_duty(team, language), *closed(team, language), *away(team, language)):
                yield say("{title}: {text}", language, title=team_title(scenario, name, language), text=one)
    office = [name for name, team in scenario.teams.items() if usual(team)]
    if office:
        titles = listed((team_title(scenario, name, language) for name in office), language)
        (hours,) = on_duty(scenario.teams[office[0]], language)
        yield say("{title}: {text}", language, title=titles, text=hours)


def on_day_0(scenario: Scenario, language: Language) -> Iterator[str]:
    """Customers, leads in process by activity, and leads at rest of a firm that exists."""
    count = day_0.customers(scenario)
    if count:
        yield _customers(scenario, count, language)
    for name, waiting in day_0.leads(scenario).items():
        where = (
            say("At rest", language)
            if name == POOL or name not in scenario.journey
            else activity_title(scenario, name, language)
        )
        there = counting("{count} lead", "{count} leads", waiting, count=number(waiting, language))
        yield say("{title}: {text}", language, title=where, text=there)
    if signing := day_0.decided(scenario):
        yield say("{count} have decided to buy", language, count=number(signing, language))


def _customers(scenario: Scenario, count: int, language: Language) -> str:
    there = say(
        counting("{count} customer", "{count} customers", count), language, count=number(count, language)
    )
    if len(scenario.segments) < 2:
        return there
    parts = [
        say(
            "{share} {segment}",
            language,
            share=percent(one.share, language),
            segment=segment_title(scenario, name, language),
        )
        for name, one in zip(scenario.segments, contracts_there(scenario), strict=False)
    ]
    return say("{title}: {text}", language, title=there, text=listed(parts, language))
