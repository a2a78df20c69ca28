"""How the work of activities is laid out: what is stated of it goes together."""

from collections.abc import Iterator
from typing import Any

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
                f"{written(path)} puts {shown(first)} before {shown(behind[0])}, which is urgent and goes before all that is "
                f"not: name {shown(behind[0])} first, or drop {written(('journey', behind[0], 'urgent'))}",
            )


def reached(sketch: Sketch) -> Iterator[Complaint]:
    """Only a touch may fail to reach its lead."""
    for name, table in sketch.activities.items():
        if name != POOL and table.get("reach") is not None:
            yield (
                ("journey", name, "reach"),
                f"journey.{name}.reach is about touches of leads at rest: state it in [journey.nurture], or drop it",
            )


def together(sketch: Sketch) -> Iterator[Complaint]:
    """Joint work takes people of other teams, each once, who are there at the same hours."""
    teams = tables(sketch.document.get("teams"))
    for name, table in sketch.activities.items():
        others, path, own = texts(table.get("with")), ("journey", name, "with"), sketch.teams_of(name)
        if "with_patience" in table and not others:
            yield (
                ("journey", name, "with_patience"),
                f"journey.{name}.with_patience is about joint work, and the activity has no with: name the teams, or drop it",
            )
        if table.get("urgent") is True and "sittings" in table:
            yield (
                ("journey", name, "sittings"),
                f"journey.{name} is urgent and has sittings: what cannot wait is worked in one go; drop one of the two",
            )
        if others and "sittings" in table:
            yield (
                path,
                f"journey.{name} has both with and sittings: people of several teams meet for one job in one go; drop one of "
                "the two, or make each sitting an activity of its own",
            )
        if others and table.get("urgent") is True:
            yield (
                path,
                f"journey.{name} is urgent and has with: what interrupts other work is done by one person; drop one of the two",
            )
        for k, other in enumerate(others):
            at = (*path, str(k))
            if other not in teams:
                if teams:
                    yield misnamed(at, other, "a team", list(teams))
            elif other in own:
                yield (
                    at,
                    f"{written(path)} has {shown(other)}, which does it itself; one of its people is there anyway",
                )
            elif other in others[:k]:
                yield at, f"{written(path)} has {shown(other)} twice; one person of each team takes part"
            elif apart := [one for one in own if _calendar(teams[other]) != _calendar(teams[one])]:
                yield (
                    at,
                    f"{written(path)} has {shown(other)}, which keeps another calendar than {shown(apart[0])}: people who meet "
                    "have to be on duty at the same hours, so state one calendar for both",
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
                    f"journey.{name} has with, and teams.{team} has {key}: people who meet have to be on duty at the same hours, "
                    "so leave one of the two out",
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
                    message = f"{written((*path, 'join'))} says where several steps join, and to names one: list them, or drop it"
                    yield (*path, "join"), message
                continue
            yield from _fork(sketch, path, texts(aims), join)
            for step in texts(aims):
                if groups.setdefault(step, (tuple(texts(aims)), join)) != (tuple(texts(aims)), join):
                    message = f"{written((*path, 'to'))} has {shown(step)}, listed elsewhere with other steps or another join"
                    yield (*path, "to"), f"{message}: list the same steps with the same join"
    yield from _other_ways(sketch, groups)


def _fork(sketch: Sketch, path: tuple[str, ...], aims: list[str], join: object) -> Iterator[Complaint]:
    to, known = (*path, "to"), list(sketch.activities)
    if len(aims) < 2:
        yield (
            to,
            f"{written(to)} lists {len(aims)} step{'s' * (not aims)}; list two or more, or name one without brackets",
        )
    if not isinstance(join, str):
        yield (
            path,
            f"{written(path)} leads to several steps at once and does not say where they join: add join",
        )
    elif join not in (*known, *ENDS):
        yield misnamed(
            (*path, "join"), join, "an activity of the journey, customer, nurture or lost", [*known, *ENDS]
        )
    for k, step in enumerate(aims):
        if step in ENDS or step == path[1]:
            what = "itself" if step == path[1] else "an end of the journey"
            yield to, f"{written(to)} has {shown(step)}, {what}; steps side by side are other activities"
        elif step in aims[:k]:
            yield to, f"{written(to)} has {shown(step)} twice"
        elif step in known and isinstance(join, str):
            yield from _step(sketch, step, aims, join)


def _step(sketch: Sketch, step: str, aims: list[str], join: str) -> Iterator[Complaint]:
    """A step side by side with others leads to where they join, or elsewhere, but to none of the others."""
    rows, at = sketch.rows(step), ("journey", step, "outcomes")
    if step == join:
        yield at, f"journey.{step} is done side by side with other steps and cannot be where they join"
    elif rows and rows[0][1].get("to") != join:
        yield (
            (*at, str(rows[0][0]), "to"),
            f"journey.{step} is done side by side with steps that join at {shown(join)}: its first outcome must lead there",
        )
    for k, row in rows:
        if isinstance(row.get("to"), list) or row.get("to") in aims:
            message = f"journey.{step} is done side by side with other steps: each outcome leads to one place, none of them"
            yield (*at, str(k), "to"), message
    skipped = sketch.activities[step].get("skipped")
    if isinstance(skipped, str) and skipped != join:
        message = f"journey.{step}.skipped is {shown(skipped)}; left undone, the step counts as passed: it must be {shown(join)}"
        yield ("journey", step, "skipped"), message


def _other_ways(sketch: Sketch, groups: dict[str, tuple[tuple[str, ...], object]]) -> Iterator[Complaint]:
    """Leads come to steps side by side by those outcomes alone."""
    said = "is done side by side with other steps, so leads come to it by those outcomes alone: add an activity of its own"
    for name, table in sketch.activities.items():
        for k, row in sketch.rows(name):
            if isinstance(row.get("to"), str) and row["to"] in groups:
                yield ("journey", name, "outcomes", str(k), "to"), f"journey.{row['to']} {said}"
        for key in ("cold", "skipped"):
            if isinstance(table.get(key), str) and table[key] in groups:
                yield ("journey", name, key), f"journey.{table[key]} {said}"
    for step in groups:
        if step in sketch.entries():
            yield ("journey", step), f"journey.{step} {said}"


def passed_over(sketch: Sketch) -> Iterator[Complaint]:
    """A limit on how long work is passed over belongs to an order in which some is, of work that else goes by time."""
    for name, table in tables(sketch.document.get("teams")).items():
        if "passed_over" not in table:
            continue
        path = ("teams", name, "passed_over")
        if not table.get("priority") and table.get("kpi", "none") == "none":
            yield (
                path,
                f"{written(path)} limits how long work is passed over, and the team has neither priority nor kpi, so none is: "
                "state one of them, or drop it",
            )
        for activity in sketch.does.get(name, []):
            order = sketch.activities.get(activity, {}).get("order", "fifo")
            if order != "fifo":
                yield (
                    path,
                    f"{written(path)} counts days in a line by time, but journey.{activity} has order = {shown(order)}: set it "
                    'to "fifo", or drop passed_over',
                )
