"""Reorganizations: in order of time, with people who are there, and places for them."""

from collections.abc import Iterator
from functools import partial
from itertools import pairwise

from orgsim.language.phrases import Phrase, Wording
from orgsim.plan.checks.complaints import Complaint, misnamed_key
from orgsim.plan.checks.headcounts import impossible
from orgsim.plan.derived.headcounts import headcounts as planned_headcounts
from orgsim.plan.derived.headcounts import peak, planned_on
from orgsim.plan.derived.routes import doers, source_work
from orgsim.plan.derived.stages import Stage, stages
from orgsim.plan.derived.taken_over import days_before, whole
from orgsim.plan.model.content import Content
from orgsim.plan.model.people import MOST_IN_TEAM
from orgsim.plan.text.document import Document, shown, written
from orgsim.plan.text.toml_lines import Path


def reorganizations(content: Content) -> Iterator[Complaint]:
    """What cannot be carried out of what is planned."""
    if wrong := list(_moments(content)):
        yield from wrong
        return
    found = stages(whole(content))
    for k, (before, after) in enumerate(pairwise(found), len(content.reorganizations) + 1 - len(found)):
        at: Path = ("reorganizations", str(k)) if k >= 0 else ("firm", "after")
        yield from _people((*at, "people"), before, after)
        yield from _sources((*at, "organization"), before, after)
    since = days_before(content)
    for k, transfer in enumerate(content.transfers):
        plan = next((one.plan for one in found if one.begins <= transfer.at + since < one.ends), content)
        for key, name in (("from", transfer.from_), ("to", transfer.to)):
            if name not in plan.teams:
                path = ("transfers", str(k), key)
                message = Wording(
                    "{path} is {name}, which is no team of the organization of day {at}",
                    path=written(path),
                    name=shown(name),
                    at=format(transfer.at, "g"),
                )
                yield path, message


def _moments(content: Content) -> Iterator[Complaint]:
    """Each has a day or a condition: days in their order, then conditions, after which nobody knows the teams of a day."""
    rows = content.reorganizations
    for k, (one, before) in enumerate(zip(rows, (None, *rows), strict=False)):
        path: Path = ("reorganizations", str(k))
        at = (*path, "at")
        if one.at is None and one.when is None:
            yield (
                path,
                Wording(
                    '{path} does not say when: add at = "12 months" or when = "people >= 4"',
                    path=written(path),
                ),
            )
        elif one.at is not None and one.when is not None:
            yield (
                (*path, "when"),
                Wording("{path} states at and when; keep one of the two", path=written(path)),
            )
        elif one.at is not None and before is not None and before.when is not None:
            yield (
                at,
                Wording(
                    "{at} must stand before the reorganizations that wait for a condition (when), as this comes "
                    "at a day",
                    at=written(at),
                ),
            )
            return
        elif one.at is not None and before is not None and before.at is not None and one.at <= before.at:
            yield (
                at,
                Wording(
                    "{at} must come after the reorganization before it, on day {at_2}",
                    at=written(at),
                    at_2=format(before.at, "g"),
                ),
            )
            return
    waits = next((k for k, one in enumerate(rows) if one.when is not None), None)
    if content.transfers and waits is not None:
        yield (
            ("transfers", "0"),
            Wording(
                "transfers are between the teams of a day, and nobody knows those of a day where "
                "reorganizations.{waits} waits for a condition: state people in the reorganization",
                waits=waits,
            ),
        )


def surplus(content: Content) -> Iterator[Phrase]:
    """Reorganizations for which rules of hiring may bring more people than there are places for."""
    found = stages(content)
    for number, (before, after) in enumerate(pairwise(found)):
        closing = [key for key, name in before.names.items() if name not in after.names.values()]
        begin = [key for key, name in after.names.items() if name not in before.names.values()]
        there, places = sum(peak(before.plan, key) for key in closing), sum(map(after.planned, begin))
        if there > places and any(key in before.plan.policies.hiring for key in closing):
            yield Phrase(
                "reorganizations.{number}: by their rules of hiring {there} people may be there by then whose teams close, and"
                " {places} place(s) begin; whoever finds none leaves",
                number=number,
                there=there,
                places=places,
            )


def headcounts(content: Content, document: Document) -> Iterator[Complaint]:
    """Plans of headcounts that cannot be carried out, under each organization of a run."""
    for number, stage in enumerate(stages(content)):
        yield from impossible(stage.plan, document, partial(_place, content, stage, number))


def _place(content: Content, stage: Stage[Content], number: int, path: Path) -> Path:
    """Where stands what stands at a path of an organization's plan."""
    if path[0] == "transfers":
        kept = [
            k for k, one in enumerate(content.transfers) if any(one is own for own in stage.plan.transfers)
        ]
        return ("transfers", str(kept[int(path[1])]), *path[2:])
    return path if number == 0 else ("reorganizations", str(number - 1), "organization", *path)


def _people(path: Path, before: Stage[Content], after: Stage[Content]) -> Iterator[Complaint]:
    """Who is told to go has to be there, and has to go to another team."""
    assert after.by is not None
    for old, aims in after.by.people.items():
        if old not in before.plan.teams:
            yield misnamed_key(
                (*path, old), Wording("a team of the organization before"), list(before.plan.teams)
            )
            continue
        for new in aims:
            if new not in after.plan.teams:
                yield misnamed_key(
                    (*path, old, new),
                    Wording("a team of the organization that takes over"),
                    list(after.plan.teams),
                )
            elif before.names[old] == after.names[new]:
                message = Wording(
                    "{found}: the team goes on as it is; those who are not named stay in it",
                    found=written((*path, old, new)),
                )
                yield (*path, old, new), message
        there = planned_on(before.plan, old, after.begins) if after.dated else MOST_IN_TEAM
        if (going := sum(aims.values())) > there:
            message = Wording(
                "{found} tells {going} to go; teams.{old} has {there} by then",
                found=written((*path, old)),
                going=format(going, ","),
                old=old,
                there=format(there, ","),
            )
            yield (*path, old), message
    coming = dict.fromkeys(after.plan.teams, 0)
    for aims in after.by.people.values():
        for new, number in aims.items():
            coming[new] = coming.get(new, 0) + number
    for new, number in coming.items():
        places = _places(after, new) if new in after.plan.teams else number
        if number and number > places:
            yield (
                path,
                Wording(
                    "{path} sends {number} to {new}, which has {places} places by then",
                    path=written(path),
                    number=format(number, ","),
                    new=shown(new),
                    places=format(places, ","),
                ),
            )


def _places(stage: Stage[Content], team: str) -> int:
    """How many places a team has when its organization takes over, or at the most where nobody knows the day."""
    if stage.dated:
        return planned_on(stage.plan, team, stage.begins)
    return max(count for _, count in planned_headcounts(stage.plan, team))


def _sources(path: Path, before: Stage[Content], after: Stage[Content]) -> Iterator[Complaint]:
    """Work without which a source brings no leads is done by both organizations or by neither."""
    sooner, later = doers(before.plan), doers(after.plan)
    for source, activity in source_work(before.plan).items():
        if (activity in sooner) != (activity in later):
            who = (
                Wording("the organization before does it")
                if activity in sooner
                else Wording("it is done from then on")
            )
            message = Wording(
                'sources.{source} needs "{activity}", and {who} alone; let both organizations do it, or '
                "neither",
                source=source,
                activity=activity,
                who=who,
            )
            yield path, message
