"""What goes between teams without a case: what they share, reviews, feedback, and what some make for others."""

from collections.abc import Iterable, Iterator

from orgsim.language.numbers import counted, number
from orgsim.language.spans import every, span
from orgsim.plan.derived.in_force import acting
from orgsim.plan.derived.routes import POOL, arrives, entry, source_work, steps
from orgsim.plan.derived.serving import teams_of
from orgsim.report.diagrams.content.graph import Arrow, Box
from orgsim.report.diagrams.content.pen import Pen
from orgsim.report.diagrams.content.ways import care, closers

_TALKS = ("check_ins", "renewal")
"""Parts of a customer's life at which is felt how good the product is."""


def shared(pen: Pen) -> Iterator[tuple[Box, list[Arrow]]]:
    """What teams have in common, a box for each set of two teams or more: a goal, meetings, reviews, people who change places."""
    found: dict[tuple[str, ...], list[str]] = {}
    for teams, said in _shared(pen):
        if len(teams) > 1:
            found.setdefault(teams, []).append(said)
    for k, (teams, lines) in enumerate(found.items()):
        box = Box(f"shared {k}", (pen.say("Shared by these teams"), *lines), "state")
        yield box, [Arrow(box.name, team, style="weak") for team in teams]


def _shared(pen: Pen) -> Iterator[tuple[tuple[str, ...], str]]:
    policies, on, language = pen.scenario.policies, acting(pen.scenario), pen.language
    all_teams = tuple(pen.scenario.teams)
    if "attention" in on and policies.goal is not None and policies.goal.kind == "shared":
        measured = tuple(name for name, team in pen.scenario.teams.items() if team.kpi != "none")
        yield measured, pen.say("one goal: each does first what is worth most to the whole")
    if "understanding" in on and policies.meetings is not None:
        meetings = policies.meetings
        hours = counted(meetings.hours, "hours", language)
        rhythm = every(meetings.every, language)
        yield (
            meetings.teams or all_teams,
            pen.say("meetings {every}, {hours} each", every=rhythm, hours=hours),
        )
    if "strategy" in on and policies.strategy is not None and policies.strategy.team is None:
        rhythm = every(policies.strategy.every, language)
        yield _reviewed(pen), pen.say("reviews of the whole {every}, by one of each team", every=rhythm)
    if "rotation" in on and policies.rotation is not None:
        rotation = policies.rotation
        said = pen.say(
            "{people} of each team as guests in others {every}, for {time}",
            people=number(rotation.people, language),
            every=every(rotation.every, language),
            time=span(rotation.lasts, language),
        )
        yield rotation.teams or all_teams, said


def _reviewed(pen: Pen) -> tuple[str, ...]:
    """The teams that the strategy reviews look at."""
    reviews = pen.scenario.policies.strategy
    if reviews is not None and reviews.teams is not None:
        return tuple(reviews.teams)
    return tuple(name for name, team in pen.scenario.teams.items() if team.does)


def guided(pen: Pen) -> Iterator[Arrow]:
    """What goes from one team to others: reviews by a team of their own, feedback, the product, automation, stories, and what
    customers said; and what is done for sources of leads."""
    policies, on = pen.scenario.policies, acting(pen.scenario)
    if "strategy" in on and policies.strategy is not None and policies.strategy.team is not None:
        yield from _sent(pen, policies.strategy.team, _reviewed(pen), "Strategy reviews")
    if "product" in on and policies.development is not None:
        built = policies.development.team
        if policies.assurance is not None:
            yield from _sent(pen, policies.assurance.team, [built], "Assured customer feedback")
        felt = [*closers(pen.scenario), *(step for part, step in care(pen.scenario) if part in _TALKS)]
        yield from _sent(pen, built, _doing(pen, felt), "Product quality")
    if "automation" in on and policies.analytics is not None:
        served = policies.analytics.activities or _routine(pen)
        yield from _sent(pen, policies.analytics.team, _doing(pen, served), "Automation")
    if "stories" in on and policies.stories is not None:
        told = policies.stories.feeds or tuple(steps(pen.scenario))
        yield from _sent(pen, policies.stories.team, _doing(pen, told), "Success stories")
    if (
        "customer_understanding" in on
        and policies.interviews is not None
        and policies.customer_news is not None
    ):
        readers = policies.customer_news.teams or tuple(pen.scenario.teams)
        yield from _sent(pen, policies.interviews.team, readers, "Interviews with customers")
    for source, activity in source_work(pen.scenario).items():
        for team in teams_of(pen.scenario, activity):
            yield Arrow(team, "leads", (pen.source(source),), "weak")


def _routine(pen: Pen) -> tuple[str, ...]:
    """The activities that automation serves where no others are stated."""
    entries = (arrives(pen.scenario, entry(pen.scenario, name)) for name in pen.scenario.sources)
    return (*entries, POOL, *(step for part, step in care(pen.scenario) if part == "incidents"))


def _doing(pen: Pen, activities: Iterable[str]) -> list[str]:
    """The teams that do some of these activities, each once."""
    known = (name for name in activities if name in pen.scenario.journey)
    return list(dict.fromkeys(team for name in known for team in teams_of(pen.scenario, name)))


def _sent(pen: Pen, team: str, others: Iterable[str], what: str) -> Iterator[Arrow]:
    for other in others:
        if other != team:
            yield Arrow(team, other, (pen.say(what),), "weak")
