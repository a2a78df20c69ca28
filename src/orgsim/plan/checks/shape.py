"""How the work of activities is laid out: what is stated of it goes together."""

from collections.abc import Iterator
from typing import Any

from orgsim.plan.checks.complaints import Complaint, misnamed
from orgsim.plan.checks.draft import Sketch, tables, texts
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


def together(sketch: Sketch) -> Iterator[Complaint]:
    """Joint work takes people of other teams, each once, who are there at the same hours."""
    teams = tables(sketch.document.get("teams"))
    for name, table in sketch.activities.items():
        others, path, own = texts(table.get("with")), ("journey", name, "with"), sketch.team_of(name)
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
            elif other == own:
                yield (
                    at,
                    f"{written(path)} has {shown(other)}, which does it itself; one of its people is there anyway",
                )
            elif other in others[:k]:
                yield at, f"{written(path)} has {shown(other)} twice; one person of each team takes part"
            elif own is not None and _calendar(teams[other]) != _calendar(teams[own]):
                yield (
                    at,
                    f"{written(path)} has {shown(other)}, which keeps another calendar than {shown(own)}: people who meet have "
                    "to be on duty at the same hours, so state one calendar for both",
                )


def hours_apart(sketch: Sketch) -> Iterator[Complaint]:
    """Who takes part in joint work has the hours of all others in it."""
    teams = tables(sketch.document.get("teams"))
    for name, table in sketch.activities.items():
        others = [other for other in texts(table.get("with")) if other in teams]
        own = sketch.team_of(name)
        for team in dict.fromkeys([*others, *([own] if own is not None and others else [])]):
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
