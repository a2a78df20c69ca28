"""Random small scenarios in which other organizations take over: some of their teams go on, others are new."""

from typing import Any

from hypothesis import strategies as st
from segmented_worlds import divide, segmented
from small_worlds import World, founded, policies, teams, worlds


@st.composite
def reorganized(
    draw: st.DrawFn, mechanisms: bool = True, ownerships: tuple[str, ...] = ("pooled", "person")
) -> World:
    """A small world in which another organization takes over on a day, sometimes a third one later."""
    first: list[st.SearchStrategy[World]] = [worlds(ownerships, mechanisms)]
    if len(ownerships) > 1:
        first += [segmented(mechanisms), *([founded()] if mechanisms else [])]
    world: World = draw(st.one_of(first))
    horizon = int(world["scenario"]["horizon"].split()[0])
    days = sorted(draw(st.sets(st.integers(1, 4 * horizon), min_size=1, max_size=2)))
    rows, before = [], world
    for day in days:
        row: World = {"at": f"{day / 4} days", "organization": draw(organization(world, before, ownerships))}
        row |= draw(st.sampled_from([{}, {"notice": "10 days"}, {"notice": "400 days"}]))
        row |= draw(st.sampled_from([{}, {"delay": "0 days"}, {"delay": "6 days"}]))
        people = draw(moves(before["teams"], row["organization"]["teams"]))
        rows.append(row | ({"people": people} if people else {}))
        before = row["organization"]
    world["reorganizations"] = rows
    if world["scenario"]["drain"]:  # else somebody might come back for ever
        for step in world["journey"].values():
            step.pop("cold", None)
        for one in (world, *(row["organization"] for row in rows)):
            one["policies"].setdefault("nurture", {})["cycles"] = 2
            one["policies"]["nurture"].setdefault("every", "6 days")
    return world


@st.composite
def organization(draw: st.DrawFn, world: World, before: World, ownerships: tuple[str, ...]) -> World:
    """Another organization for the same market: the one before with other plans or policies, or teams of its own."""
    kept = {name: dict(team) for name, team in before["teams"].items()}
    how = draw(st.sampled_from(["policies", "plans", "one team", "anew", "anew"]))
    if how == "anew":
        needed = [name for name, step in world["journey"].items() if not step.get("optional")]
        optional = [name for name, step in world["journey"].items() if step.get("optional")]
        found: World = draw(teams(needed, optional, list(ownerships)))
        own = {"teams": found}
        if "middle" in world.get("segments", {}) and len(ownerships) > 1 and draw(st.booleans()):
            divide(draw, {"teams": found, "sources": world["sources"]})
    else:
        own = {"teams": kept}
    for team in kept.values() if how == "plans" else ():
        team["headcount"] = draw(st.integers(1, 5))
        days = sorted(draw(st.sets(st.integers(1, 80), max_size=2)))
        team["changes"] = [{"at": f"{day}.2 days", "headcount": draw(st.integers(1, 5))} for day in days]
        team["cost"] = draw(st.sampled_from(["3000 / month", "4500 / month"]))
    if how == "one team":
        changed = kept[draw(st.sampled_from(sorted(kept)))]
        changed["calendar"] = draw(st.sampled_from(["continuous", "office"]))
        changed["ownership"] = draw(st.sampled_from(ownerships))
        changed.pop("turns", None)
    own["policies"] = {
        "records": {"kind": draw(st.sampled_from(["personal", "sfa", "crm"]))},
        **draw(policies(list(own["teams"]))),
    }
    if draw(st.booleans()):
        own["policies"]["nurture"] = {
            "every": "4 days",
            "touches": 2,
            "recycles": ["nurture", "cold", "lost"],
            "cycles": 2,
        }
    if how != "anew" and draw(st.booleans()):
        own["policies"] = before["policies"]
    return own


@st.composite
def moves(draw: st.DrawFn, before: World, after: World) -> dict[str, dict[str, int]]:
    """Some people who are told where to go; plans may have fewer by then, or fewer places."""
    found: dict[str, dict[str, int]] = {}
    for _ in range(draw(st.integers(0, 2))):
        old, new = draw(st.sampled_from(sorted(before))), draw(st.sampled_from(sorted(after)))
        found.setdefault(old, {})[new] = draw(st.integers(1, 2))
    return found


def without_people(world: World) -> World:
    """The same with nobody told where to go."""
    rows: list[Any] = [{k: v for k, v in row.items() if k != "people"} for row in world["reorganizations"]]
    return {**world, "reorganizations": rows}


WHEN = ("load > 0.2", "queue >= 1", "people < 4")
SHAPES: tuple[World, ...] = (
    {},
    {"urgent": True},
    {"sittings": {"length": "1 h", "gap": {"mean": "8 h"}}},
    {"sittings": {"length": "3 h", "gap": {"mean": "2 days"}}},
)


@st.composite
def of_all_kinds(draw: st.DrawFn) -> World:
    """The same with work that is put aside, done together or in sittings, and with all kinds of plans of people and pay."""
    world: World = draw(reorganized())
    parts = [world, *(row["organization"] for row in world["reorganizations"])]
    steps = [name for name in ("first", "second", "third") if name in world["journey"]]
    for name in steps:
        world["journey"][name] |= draw(st.sampled_from(SHAPES))
    if any("urgent" in world["journey"][name] for name in steps):  # which goes before whatever is preferred
        for one in parts:
            for team in one["teams"].values():
                team["priority"] = []
    everywhere = set.intersection(*({*one["teams"]} for one in parts))
    doing = {team for one in parts for team, stated in one["teams"].items() if steps[0] in stated["does"]}
    apart = any("serves" in team for one in parts for team in one["teams"].values())
    others = [] if apart else sorted(everywhere - doing)
    if others and not {"sittings", "urgent"} & {*world["journey"][steps[0]]} and draw(st.booleans()):
        world["journey"][steps[0]] |= {
            "with": others[:1],
            "with_patience": draw(st.sampled_from(["0 h", "1 day"])),
        }
        for one in parts:
            for team in one["teams"].values():
                team["calendar"] = "continuous"
                team.pop("helps", None)
    for one in parts:
        plan(draw, one, "with" in world["journey"][steps[0]])
    names = list(world["teams"])
    if len(names) > 1:
        days = draw(st.lists(st.integers(1, 60), max_size=3))
        world["transfers"] = [{"at": f"{day} days", "from": names[0], "to": names[1]} for day in days]
    frozen = draw(st.lists(st.sampled_from(["hiring", "spending"]), max_size=2))
    world["freezes"] = [
        {"what": what, "at": f"{draw(st.integers(0, 60))} days", "lasts": "9 days"} for what in frozen
    ]
    return world


def plan(draw: Any, own: World, meets: bool) -> None:
    """Ramps, quotas of persons, commissions, shifts, absences and hiring in an organization."""
    for team in own["teams"].values():
        if draw(st.booleans()):
            team["ties"] = draw(st.sampled_from(["events", "priority"]))
        if draw(st.booleans()):
            team["ramp"] = sorted(draw(st.lists(st.sampled_from([0, 0.25, 1.0]), min_size=1, max_size=2)))
        if draw(st.booleans()):
            team["kpi"], team["quota"] = "bookings", {"per_person": "4 / month"}
        if draw(st.booleans()):
            team["commission"] = {"share": 0.1, "claw_back": "2 months"}
            if isinstance(team.get("quota"), dict):
                team["commission"]["above_quota"] = 0.2
        if not meets and draw(st.booleans()):
            team["absence"] = "5 days / year"
    hires = [name for name in own["teams"] if draw(st.booleans())]
    own.setdefault("policies", {})["hiring"] = {
        name: {"when": draw(st.sampled_from(WHEN)), "most": draw(st.integers(1, 4))} for name in hires
    }
