"""What was hardly meant: a plan that is allowed, and whose answer would be about something else than its author thinks."""

import math
from collections.abc import Iterator
from functools import partial

from orgsim.language import Language
from orgsim.language.numbers import number, percent
from orgsim.language.phrases import Phrase, counting, listed, say
from orgsim.plan.derived.capacity import available, jobs_of_kinds, overloaded, wanted
from orgsim.plan.derived.headcounts import people
from orgsim.plan.derived.in_force import acting
from orgsim.plan.derived.posts import leaving_by_team
from orgsim.plan.derived.reaching import part_of_work
from orgsim.plan.derived.routes import POOL, arrives, entry
from orgsim.plan.model.content import Content
from orgsim.plan.model.organization import Team
from orgsim.plan.text.document import Document, Origin
from orgsim.units import DAYS_PER_YEAR, MONTH

_APART = 6.0
"""Pay that is so many times that of all other teams, or less than theirs by it, was hardly meant: a year has twelve months."""
_NOTABLE = 0.1
"""Share of a team's hours from which on touches of leads at rest are worth a word."""


def oversights(content: Content, document: Document) -> Iterator[Phrase]:
    """What is worth a second look, in words; only what an organization by itself can be told where the market is a stand-in."""
    yield from _pay(content, document.whole)
    yield from _undone(content, document)
    yield from _without_effect(content, document)
    waits = document.waits or any(one.when is not None for one in content.reorganizations)
    if document.whole and not waits:  # else nobody knows for how long each of the teams is there
        yield from _overload(content)
        yield from _dwindling(content)


def _overload(content: Content) -> Iterator[Phrase]:
    """Teams that are asked for more hours than they have, and those where leads at rest come before new ones."""
    asked, horizon = wanted(content), content.scenario.horizon
    has = {name: available(content, name) for name in content.teams}
    if _shared(content) and sum(asked.values()) < sum(has.values()):
        return  # people go where the work is
    for name in overloaded(content):
        team, load = content.teams[name], asked[name] / has[name] if has[name] > 0 else math.inf
        if not math.isfinite(load):
            continue
        touched = _touched(content, name)
        if touched >= _NOTABLE * asked[name] and (first := _overtaken(content, team)):
            yield Phrase(
                "teams.{team} follows up leads at rest in turn with new ones: touches are {share} of the work that is asked of"
                " it, and that is {load} times its hours, so new leads wait behind old ones: add priority = [{first}] to"
                " [teams.{team}]",
                team=name,
                share=partial(percent, touched / asked[name], digits=2),
                load=partial(number, load),
                first=", ".join(_quoted(first)),
            )
            if asked[name] - touched < has[name]:
                continue
        months = horizon / MONTH
        needed = math.ceil(people(content, name) * load)
        yield counting(
            "teams.{team} is asked for {load} times the hours it has ({asked} of {has} staff hours a month by the base rates, if"
            " every lead is served): its queue grows, or leads go cold; {needed} person would have to be there for all of it",
            "teams.{team} is asked for {load} times the hours it has ({asked} of {has} staff hours a month by the base rates, if"
            " every lead is served): its queue grows, or leads go cold; {needed} people would have to be there for all of it",
            needed,
            team=name,
            load=partial(number, load),
            asked=_whole(asked[name] / months),
            has=_whole(has[name] / months),
            needed=_whole(needed),
        )


def _dwindling(content: Content) -> Iterator[Phrase]:
    """People who leave faster than others can be found."""
    candidates = content.market.candidates
    if candidates is None or "turnover" not in acting(content):
        return
    leaving = sum(leaving_by_team(content).values())
    if leaving > candidates * DAYS_PER_YEAR:
        yield Phrase(
            "about {leaving} people would leave within a year, and {found} can be found (market.candidates): places stay vacant",
            leaving=partial(number, leaving),
            found=partial(number, candidates * DAYS_PER_YEAR),
        )


def _shared(content: Content) -> bool:
    """Whether people are moved to where work waits."""
    policy = content.policies.strategy
    return policy is not None and policy.action == "people" and "strategy" in acting(content)


def _touched(content: Content, team: str) -> float:
    """Staff hours of touches of leads at rest that a team is expected to make within the horizon."""
    if POOL not in content.teams[team].does or POOL not in content.journey:
        return 0.0
    return sum(
        float(jobs[POOL] * kind.content.journey[POOL].work.build().mean) * part_of_work(kind.content, POOL)
        for kind, jobs in jobs_of_kinds(content)
        if POOL in kind.content.teams[team].does
    )


def _overtaken(content: Content, team: Team) -> list[str]:
    """The activities where leads come in that a team does no sooner than touches of leads at rest."""
    entries = dict.fromkeys(arrives(content, entry(content, source)) for source in content.sources)
    touches = _rank(team, POOL)
    return [name for name in entries if name in team.does and name != POOL and _rank(team, name) >= touches]


def _rank(team: Team, activity: str) -> int:
    return team.priority.index(activity) if activity in team.priority else len(team.priority)


def _whole(value: float) -> object:
    """A number without decimals, as a gap of a phrase takes it."""
    return partial(number, round(value), digits=1)


def _named(names: list[str], language: Language) -> str:
    """Names as a sentence lists them, the first twenty of very many."""
    quoted = _quoted(names)
    if len(names) > 20:
        return say(
            "{names} and {count} more", language, names=listed(quoted[:20], language), count=len(names) - 20
        )
    return say("{names} and {last}", language, names=listed(quoted[:-1], language), last=quoted[-1])


def _quoted(names: list[str]) -> list[str]:
    return [f'"{name}"' for name in names]


def _pay(content: Content, sold: bool) -> Iterator[Phrase]:
    """Teams that cost nothing, or so much more or less than all others as a year is longer than a month; all teams cost nothing
    is worth a word only where it is known what they sell."""
    cost = {name: team.cost for name, team in content.teams.items()}
    paid = {name: one for name, one in cost.items() if one > 0}
    free = [name for name in cost if name not in paid]
    if free and (paid or (sold and content.offering is not None)):
        many = Phrase(
            "the teams {teams} cost nothing, so that cost per customer, payback and cash count these people as free: state"
            " cost, in pay per person",
            teams=partial(_named, free),
        )
        one_team = Phrase(
            "teams.{team} costs nothing, so that cost per customer, payback and cash count these people as free: state cost, in"
            " pay per person",
            team=free[0],
        )
        none = Phrase(
            "no team costs anything, so that cost per customer, payback and cash count these people as free: state cost, in pay"
            " per person"
        )
        yield none if not paid else one_team if len(free) == 1 else many
    for name, one in paid.items():
        others = [other for which, other in paid.items() if which != name]
        if not others:
            continue
        if one >= _APART * max(others):
            yield Phrase(
                "teams.{team} costs {cost} a month for each person, and no other team more than {most}: if this is the pay of a"
                ' year, write cost = "{right} / year"',
                team=name,
                cost=_whole(one),
                most=_whole(max(others)),
                right=format(one, ".0f"),
            )
        elif one * _APART <= min(others):
            yield Phrase(
                "teams.{team} costs {cost} a month for each person, and no other team less than {least}: if its pay of a month"
                ' was written for a year, write cost = "{right} / month"',
                team=name,
                cost=_whole(one),
                least=_whole(min(others)),
                right=format(12 * one, ".0f"),
            )


def _undone(content: Content, document: Document) -> Iterator[Phrase]:
    """A headcount that was set by itself, and that planned changes of another file take back."""
    for name, team in content.teams.items():
        stated = document.origin(("teams", name, "headcount"))
        for k, change in enumerate(team.changes):
            planned = document.origin(("teams", name, "changes", str(k), "headcount"))
            if isinstance(change.headcount, str):
                continue  # it goes on from what is set
            if change.at < content.scenario.horizon and not _together(stated, planned):
                yield Phrase(
                    "teams.{team}.headcount is set to {set}, but the changes planned in {file} make it {planned} on day {day}:"
                    " set teams.{team}.changes too ([] for none)",
                    team=name,
                    set=_whole(team.headcount),
                    file=planned.file,
                    planned=_whole(change.headcount),
                    day=partial(number, change.at, digits=6),
                )
                break


def _together(one: Origin, other: Origin) -> bool:
    """Whether two values were stated by the same hand: in one file, or both set apart from files."""
    return one.file == other.file or one.line == other.line == 0


def _without_effect(content: Content, document: Document) -> Iterator[Phrase]:
    """Numbers of mechanisms that were set by themselves, where these do not act."""
    off = content.effects.__class__.model_fields.keys() - acting(content).keys()
    for path, origin in document.origins.items():
        if len(path) > 1 and path[0] == "effects" and path[1] in off and origin.line == 0 and _set(origin):
            yield Phrase(
                "{path} is set, but {mechanism} does not act in this scenario, so that it changes nothing",
                path=".".join(path),
                mechanism=path[1],
            )


def _set(origin: Origin) -> bool:
    return origin.file.startswith(("--set ", "change "))
