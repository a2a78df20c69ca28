"""Reorganizations: in order of time, with people who are there, and places for them."""

from collections.abc import Iterator
from functools import partial
from itertools import pairwise

from orgsim.plan.checks.complaints import Complaint, misnamed_key
from orgsim.plan.checks.headcounts import impossible
from orgsim.plan.derived.headcounts import planned_on
from orgsim.plan.derived.routes import doers, source_work
from orgsim.plan.derived.stages import Stage, stages
from orgsim.plan.derived.taken_over import days_before, whole
from orgsim.plan.model.content import Content
from orgsim.plan.text.document import Document, shown, written
from orgsim.plan.text.toml_lines import Path


def reorganizations(content: Content) -> Iterator[Complaint]:
    """What cannot be carried out of what is planned."""
    days = [one.at for one in content.reorganizations]
    for k, day in enumerate(days[1:], 1):
        if day <= days[k - 1]:
            path = ("reorganizations", str(k), "at")
            yield (
                path,
                f"{written(path)} must come after the reorganization before it, on day {days[k - 1]:g}",
            )
            return
    found = stages(whole(content))
    for k, (before, after) in enumerate(pairwise(found), len(days) + 1 - len(found)):
        at: Path = ("reorganizations", str(k)) if k >= 0 else ("firm", "after")
        yield from _people((*at, "people"), before, after)
        yield from _sources((*at, "organization"), before, after)
    since = days_before(content)
    for k, transfer in enumerate(content.transfers):
        plan = next((one.plan for one in found if one.begins <= transfer.at + since < one.ends), content)
        for key, name in (("from", transfer.from_), ("to", transfer.to)):
            if name not in plan.teams:
                path = ("transfers", str(k), key)
                message = f"{written(path)} is {shown(name)}, which is no team of the organization of day {transfer.at:g}"
                yield path, message


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
            yield misnamed_key((*path, old), "a team of the organization before", list(before.plan.teams))
            continue
        for new in aims:
            if new not in after.plan.teams:
                yield misnamed_key(
                    (*path, old, new), "a team of the organization that takes over", list(after.plan.teams)
                )
            elif before.names[old] == after.names[new]:
                message = f"{written((*path, old, new))}: the team goes on as it is; those who are not named stay in it"
                yield (*path, old, new), message
        there = planned_on(before.plan, old, after.begins)
        if (going := sum(aims.values())) > there:
            message = f"{written((*path, old))} tells {going:,} to go; teams.{old} has {there:,} by then"
            yield (*path, old), message
    coming = dict.fromkeys(after.plan.teams, 0)
    for aims in after.by.people.values():
        for new, number in aims.items():
            coming[new] = coming.get(new, 0) + number
    for new, number in coming.items():
        places = planned_on(after.plan, new, after.begins) if new in after.plan.teams else number
        if number and number > places:
            yield (
                path,
                f"{written(path)} sends {number:,} to {shown(new)}, which has {places:,} places by then",
            )


def _sources(path: Path, before: Stage[Content], after: Stage[Content]) -> Iterator[Complaint]:
    """Work without which a source brings no leads is done by both organizations or by neither."""
    sooner, later = doers(before.plan), doers(after.plan)
    for source, activity in source_work(before.plan).items():
        if (activity in sooner) != (activity in later):
            who = "the organization before does it" if activity in sooner else "it is done from then on"
            message = f'sources.{source} needs "{activity}", and {who} alone; let both organizations do it, or neither'
            yield path, message
