"""Who serves whom: every activity is done for every lead by exactly one team."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Literal

from orgsim.language.phrases import Wording
from orgsim.language.phrases import listed as in_a_row
from orgsim.plan.checks.complaints import Complaint, misnamed
from orgsim.plan.checks.draft import Sketch, tables, texts
from orgsim.plan.derived.routes import source_work
from orgsim.plan.derived.serving import (
    Lot,
    counted_to,
    everyone,
    for_sources_alone,
    score,
    serves,
    teams_of,
    tells_apart,
)
from orgsim.plan.model.content import Content
from orgsim.plan.model.organization import Whom
from orgsim.plan.text.document import shown, written


def segments(sketch: Sketch) -> Iterator[Complaint]:
    """Teams serve segments that there are, each once; an organization by itself has no market to name them."""
    known = list(tables(sketch.document.get("segments")))
    for team in sketch.does if sketch.document.whole else ():
        named = texts(sketch.document.get("teams", team, "serves"))
        for k, name in enumerate(named):
            path = ("teams", team, "serves", str(k))
            if name not in known:
                yield misnamed(path, name, Wording("one of [segments]"), known)
            elif name in named[:k]:
                yield path, Wording("{path} has {name} twice", path=written(path[:3]), name=shown(name))


def helping(sketch: Sketch) -> Iterator[Complaint]:
    """Teams help with what others do and they do not."""
    done = list(dict.fromkeys(name for does in sketch.does.values() for name in does))
    for team, does in sketch.does.items():
        named = texts(sketch.document.get("teams", team, "helps"))
        for k, name in enumerate(named):
            path = ("teams", team, "helps", str(k))
            if name in does:
                yield (
                    path,
                    Wording(
                        "{path} has {name}, which the team does itself; it helps with what others do",
                        path=written(path[:3]),
                        name=shown(name),
                    ),
                )
            elif name not in done:
                others = [one for one in done if one not in does]
                yield misnamed(path, name, Wording("an activity that another team does"), others)
            elif name in named[:k]:
                yield path, Wording("{path} has {name} twice", path=written(path[:3]), name=shown(name))
            elif texts(sketch.activities.get(name, {}).get("with")):
                yield (
                    path,
                    Wording(
                        "{path} has {name}, which is joint work: who is free may take part where journey.{name_2} "
                        "names the team in with, and nobody helps with it beside that; drop one of the two",
                        path=written(path[:3]),
                        name=shown(name),
                        name_2=name,
                    ),
                )


def coverage(content: Content) -> Iterator[Complaint]:
    """Every activity that somebody does is done for every lead, by one team."""
    counted = list(_counted(content))
    yield from counted
    apart = tells_apart(content) and not counted
    alone = for_sources_alone(content) if apart else set()
    for activity in content.journey if apart else ():
        teams = teams_of(content, activity)
        if len(teams) > 1 and activity in source_work(content).values():
            yield (
                ("teams", teams[1], "does"),
                Wording(
                    "{named} do {activity}, which is work for sources and of no segment: let one team do it",
                    named=_named(teams),
                    activity=shown(activity),
                ),
            )
        elif teams and activity not in alone:
            yield from _covered(content, activity, teams)
            yield from _lent(content, activity)


def _counted(content: Content) -> Iterator[Complaint]:
    """Leads are counted off once, for all teams."""
    rules = {name: team.serves for name, team in content.teams.items()}
    of = {name: rule.of for name, rule in rules.items() if isinstance(rule, Whom) and rule.of is not None}
    first = next(iter(of), "")
    for name, number in of.items():
        if number != of[first]:
            yield (
                ("teams", name, "serves", "of"),
                Wording(
                    "teams.{name}.serves.of is {number}, but teams.{first}.serves.of is {of}: leads are counted "
                    "off once, for all teams; a team may serve several numbers",
                    name=name,
                    number=number,
                    first=first,
                    of=of[first],
                ),
            )


def _lent(content: Content, activity: str) -> Iterator[Complaint]:
    """Who takes part in joint work does so for all leads."""
    for k, name in enumerate(content.journey[activity].with_):
        left_out = [lot for lot in everyone(content) if not serves(content, content.teams[name], lot)]
        if left_out:
            whom = _whom(content, left_out[0], [name])
            yield (
                ("journey", activity, "with", str(k)),
                Wording(
                    "journey.{activity}.with has {name}, which does not serve {whom}: who takes part in joint "
                    "work does so for all leads, so drop teams.{name_2}.serves, or let another team take part",
                    activity=activity,
                    name=shown(name),
                    whom=whom,
                    name_2=name,
                ),
            )


def _covered(content: Content, activity: str, teams: tuple[str, ...]) -> Iterator[Complaint]:
    """One complaint for each segment that no team or several serve there; for each source too where scores decide, and for each
    number where leads are counted off."""
    seen: set[str] = set()
    for lot in everyone(content):
        doing = [name for name in teams if serves(content, content.teams[name], lot)]
        whom = _whom(content, lot, teams)
        if len(doing) == 1 or whom in seen:
            continue
        seen.add(whom)
        if doing:
            yield (
                ("teams", doing[1], "serves" if content.teams[doing[1]].serves is not None else "does"),
                Wording(
                    "{named} do {activity} for {whom}; one team does each activity for each lead",
                    named=_named(doing),
                    activity=shown(activity),
                    whom=whom,
                ),
            )
        else:
            yield (
                ("teams", teams[0], "serves"),
                Wording(
                    "nobody does {activity} for {whom}: let {named} serve them, or add it to the does of a team "
                    "that does",
                    activity=shown(activity),
                    whom=whom,
                    named=_named(teams, "or"),
                ),
            )


def _whom(content: Content, lot: Lot, teams: Sequence[str]) -> str:
    """Leads of a lot, by what some teams go by."""
    source, segment, number = lot
    rules = [rule for name in teams if isinstance(rule := content.teams[name].serves, Whom)]
    found = (
        Wording("leads of the segment {segment}", segment=shown(segment))
        if segment in content.segments
        else Wording("leads")
    )
    if any(rule.scored for rule in rules):
        found = Wording(
            "{leads} from {source} (score {score})",
            leads=found,
            source=source,
            score=format(score(content, source, segment), "g"),
        )
    if any(rule.numbers is not None for rule in rules):
        found = Wording(
            "{leads} with number {number} of {counted_to}",
            leads=found,
            number=number + 1,
            counted_to=counted_to(content),
        )
    return found


def _named(teams: Sequence[str], word: Literal["and", "or"] = "and") -> str:
    """Teams by their paths, in a sentence."""
    *first, last = (f"teams.{name}" for name in teams)
    if not first:
        return last
    if word == "or":
        return Wording("{names} or {last}", names=partial(in_a_row, first), last=last)
    return Wording("{names} and {last}", names=partial(in_a_row, first), last=last)
