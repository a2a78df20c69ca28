"""How the work of activities is laid out: what is stated of it goes together."""

from collections.abc import Iterator
from typing import Any

from orgsim.language.phrases import Wording, counting
from orgsim.plan.checks.complaints import Complaint, misnamed
from orgsim.plan.checks.draft import Sketch, tables, texts
from orgsim.plan.derived.routes import ENDS, POOL
from orgsim.plan.text.document import shown, written


def urgent(sketch: Sketch) -> Iterator[Complaint]:
    """No priority says that something goes before urgent work."""
    for team, does in sketch.does.items():
        path = ("teams", team, "priority")
        listed = [name for name in texts(sketch.document.get(*path)) if name in sketch.activities]
        hurried = [name for name in does if sketch.activities.get(name, {}).get("urgent") is True]
        first = next((name for name in listed if name not in hurried), None)
        if first is None:
            continue
        behind = [name for name in hurried if name not in listed[: listed.index(first)]]
        if behind:
            yield (
                path,
                Wording(
                    "{path} puts {first} before {behind}, which is urgent and goes before all that is not: name "
                    "{behind} first, or drop {found}",
                    path=written(path),
                    first=shown(first),
                    behind=shown(behind[0]),
                    found=written(("journey", behind[0], "urgent")),
                ),
            )


def reached(sketch: Sketch) -> Iterator[Complaint]:
    """Only a touch may fail to reach its lead."""
    for name, table in sketch.activities.items():
        if name != POOL and table.get("reach") is not None:
            yield (
                ("journey", name, "reach"),
                Wording(
                    "journey.{name}.reach is about touches of leads at rest: state it in [journey.nurture], or "
                    "drop it",
                    name=name,
                ),
            )


def together(sketch: Sketch) -> Iterator[Complaint]:
    """Joint work takes people of other teams, each once, who are there at the same hours."""
    teams = tables(sketch.document.get("teams"))
    for name, table in sketch.activities.items():
        others, path, own = texts(table.get("with")), ("journey", name, "with"), sketch.teams_of(name)
        if "with_patience" in table and not others:
            yield (
                ("journey", name, "with_patience"),
                Wording(
                    "journey.{name}.with_patience is about joint work, and the activity has no with: name the "
                    "teams, or drop it",
                    name=name,
                ),
            )
        if table.get("urgent") is True and "sittings" in table:
            yield (
                ("journey", name, "sittings"),
                Wording(
                    "journey.{name} is urgent and has sittings: what cannot wait is worked in one go; drop one "
                    "of the two",
                    name=name,
                ),
            )
        if others and "sittings" in table:
            yield (
                path,
                Wording(
                    "journey.{name} has both with and sittings: people of several teams meet for one job in one "
                    "go; drop one of the two, or make each sitting an activity of its own",
                    name=name,
                ),
            )
        if others and table.get("urgent") is True:
            yield (
                path,
                Wording(
                    "journey.{name} is urgent and has with: what interrupts other work is done by one person; "
                    "drop one of the two",
                    name=name,
                ),
            )
        yield from _partners(path, others, own, teams)


def _partners(
    path: tuple[str, ...], others: list[str], own: list[str], teams: dict[str, dict[str, Any]]
) -> Iterator[Complaint]:
    """Who is named as taking part is another team, named once, and on duty at the same hours."""
    for k, other in enumerate(others):
        at = (*path, str(k))
        if other not in teams:
            if teams:
                yield misnamed(at, other, Wording("a team"), list(teams))
        elif other in own:
            yield (
                at,
                Wording(
                    "{path} has {other}, which does it itself; one of its people is there anyway",
                    path=written(path),
                    other=shown(other),
                ),
            )
        elif other in others[:k]:
            yield (
                at,
                Wording(
                    "{path} has {other} twice; one person of each team takes part",
                    path=written(path),
                    other=shown(other),
                ),
            )
        elif apart := [one for one in own if _calendar(teams[other]) != _calendar(teams[one])]:
            yield (
                at,
                Wording(
                    "{path} has {other}, which keeps another calendar than {apart}: people who meet have to be "
                    "on duty at the same hours, so state one calendar for both",
                    path=written(path),
                    other=shown(other),
                    apart=shown(apart[0]),
                ),
            )


def hours_apart(sketch: Sketch) -> Iterator[Complaint]:
    """Who takes part in joint work has the hours of all others in it."""
    teams = tables(sketch.document.get("teams"))
    for name, table in sketch.activities.items():
        others = [other for other in texts(table.get("with")) if other in teams]
        for team in dict.fromkeys([*others, *(sketch.teams_of(name) if others else [])]):
            if key := _of_their_own(teams[team]):
                yield (
                    ("journey", name, "with"),
                    Wording(
                        "journey.{name} has with, and teams.{team} has {key}: people who meet have to be on duty at "
                        "the same hours, so leave one of the two out",
                        name=name,
                        team=team,
                        key=key,
                    ),
                )


def _of_their_own(team: dict[str, Any]) -> str | None:
    """What gives the people of a team hours of their own, in words; None where all have the same."""
    calendar = team.get("calendar")
    stated = {**calendar, **team} if isinstance(calendar, dict) else team
    if stated.get("closing") == "finish":
        return 'closing = "finish"'
    return next((key for key in ("shifts", "absence", "absences") if stated.get(key)), None)


def _calendar(team: dict[str, Any]) -> Any:
    return team.get("calendar", "office")


def side_by_side(sketch: Sketch) -> Iterator[Complaint]:
    """Steps that a lead goes to at once are steps, all lead to where they join, and nothing else leads to them."""
    groups = dict[str, tuple[tuple[str, ...], object]]()
    for name in sketch.activities:
        for k, row in sketch.rows(name):
            path, aims, join = ("journey", name, "outcomes", str(k)), row.get("to"), row.get("join")
            if not isinstance(aims, list):
                if "join" in row:
                    message = Wording(
                        "{found} says where several steps join, and to names one: list them, or drop it",
                        found=written((*path, "join")),
                    )
                    yield (*path, "join"), message
                continue
            yield from _fork(sketch, path, texts(aims), join)
            for step in texts(aims):
                if groups.setdefault(step, (tuple(texts(aims)), join)) != (tuple(texts(aims)), join):
                    message = Wording(
                        "{found} has {step}, listed elsewhere with other steps or another join",
                        found=written((*path, "to")),
                        step=shown(step),
                    )
                    yield (
                        (*path, "to"),
                        Wording("{message}: list the same steps with the same join", message=message),
                    )
    yield from _other_ways(sketch, groups)


def _fork(sketch: Sketch, path: tuple[str, ...], aims: list[str], join: object) -> Iterator[Complaint]:
    to, known = (*path, "to"), list(sketch.activities)
    if len(aims) < 2:
        yield (
            to,
            Wording(
                "{to} lists {steps}; list two or more, or name one without brackets",
                to=written(to),
                steps=counting("{count} step", "{count} steps", len(aims), count=len(aims)),
            ),
        )
    if not isinstance(join, str):
        yield (
            path,
            Wording(
                "{path} leads to several steps at once and does not say where they join: add join",
                path=written(path),
            ),
        )
    elif join not in (*known, *ENDS):
        yield misnamed(
            (*path, "join"),
            join,
            Wording("an activity of the journey, customer, nurture or lost"),
            [*known, *ENDS],
        )
    for k, step in enumerate(aims):
        if step in ENDS or step == path[1]:
            what = "itself" if step == path[1] else Wording("an end of the journey")
            yield (
                to,
                Wording(
                    "{to} has {step}, {found}; steps side by side are other activities",
                    to=written(to),
                    step=shown(step),
                    found=what,
                ),
            )
        elif step in aims[:k]:
            yield to, Wording("{to} has {step} twice", to=written(to), step=shown(step))
        elif step in known and isinstance(join, str):
            yield from _step(sketch, step, aims, join)


def _step(sketch: Sketch, step: str, aims: list[str], join: str) -> Iterator[Complaint]:
    """A step side by side with others leads to where they join, or elsewhere, but to none of the others."""
    rows, at = sketch.rows(step), ("journey", step, "outcomes")
    if step == join:
        yield (
            at,
            Wording(
                "journey.{step} is done side by side with other steps and cannot be where they join",
                step=step,
            ),
        )
    elif rows and rows[0][1].get("to") != join:
        yield (
            (*at, str(rows[0][0]), "to"),
            Wording(
                "journey.{step} is done side by side with steps that join at {join}: its first outcome must "
                "lead there",
                step=step,
                join=shown(join),
            ),
        )
    for k, row in rows:
        if isinstance(row.get("to"), list) or row.get("to") in aims:
            message = Wording(
                "journey.{step} is done side by side with other steps: each outcome leads to one place, none "
                "of them",
                step=step,
            )
            yield (*at, str(k), "to"), message
    skipped = sketch.activities[step].get("skipped")
    if isinstance(skipped, str) and skipped != join:
        message = Wording(
            "journey.{step}.skipped is {skipped}; left undone, the step counts as passed: it must be {join}",
            step=step,
            skipped=shown(skipped),
            join=shown(join),
        )
        yield ("journey", step, "skipped"), message


def _other_ways(sketch: Sketch, groups: dict[str, tuple[tuple[str, ...], object]]) -> Iterator[Complaint]:
    """Leads come to steps side by side by those outcomes alone."""
    said = Wording(
        "is done side by side with other steps, so leads come to it by those outcomes alone: add an "
        "activity of its own"
    )
    for name, table in sketch.activities.items():
        for k, row in sketch.rows(name):
            if isinstance(row.get("to"), str) and row["to"] in groups:
                yield (
                    ("journey", name, "outcomes", str(k), "to"),
                    Wording("journey.{to} {said}", to=row["to"], said=said),
                )
        for key in ("cold", "skipped"):
            if isinstance(table.get(key), str) and table[key] in groups:
                yield ("journey", name, key), Wording("journey.{table} {said}", table=table[key], said=said)
    for step in groups:
        if step in sketch.entries():
            yield ("journey", step), Wording("journey.{step} {said}", step=step, said=said)


def passed_over(sketch: Sketch) -> Iterator[Complaint]:
    """A limit on how long work is passed over belongs to an order in which some is, of work that else goes by time."""
    for name, table in tables(sketch.document.get("teams")).items():
        if "passed_over" not in table:
            continue
        path = ("teams", name, "passed_over")
        if not table.get("priority") and table.get("kpi", "none") == "none":
            yield (
                path,
                Wording(
                    "{path} limits how long work is passed over, and the team has neither priority nor kpi, so "
                    "none is: state one of them, or drop it",
                    path=written(path),
                ),
            )
        for activity in sketch.does.get(name, []):
            order = sketch.activities.get(activity, {}).get("order", "fifo")
            if order != "fifo":
                yield (
                    path,
                    Wording(
                        "{path} counts days in a line by time, but journey.{activity} has order = {order}: set it to "
                        '"fifo", or drop passed_over',
                        path=written(path),
                        activity=activity,
                        order=shown(order),
                    ),
                )
