"""Random whole firms: everything that a scenario may state at once, in small worlds of a few months."""

from typing import Any

from customer_lives import offerings, price_lists
from hypothesis import strategies as st
from planned_people import feasible, plan_people
from segmented_worlds import divide, tell_apart
from small_worlds import World, delays, found_firm, worlds
from test_working_time import calendars

SIDE_BY_SIDE = ("legal", "security")
NIGHTS = [0.0] * 8 + [1.0] * 10 + [0.2] * 6
"""Factors of the hours of a day on which little comes outside the office's."""


@st.composite
def whole_firms(draw: st.DrawFn) -> World:
    """A firm that exists or is new, its market, its journey, its people and its policies, with anything that goes together."""
    world: World = draw(worlds(fewest=2))
    world["scenario"]["horizon"] = f"{draw(st.integers(25, 120))} days"
    if draw(st.booleans()):
        world["scenario"]["warm_up"] = "9 days"
    if world["scenario"]["drain"]:  # else somebody might come back for ever
        world["policies"]["nurture"]["cycles"] = 2
        for step in world["journey"].values():
            step.pop("cold", None)
    sell(draw, world)
    if draw(st.booleans()):
        fork(draw, world)
    if draw(st.integers(0, 3)):
        tell_apart(draw, world)
        divide(draw, world)
        price_apart(draw, world)
    else:
        world.pop("segments", None)
    if "offering" in world and draw(st.booleans()):
        lists = draw(price_lists(world["offering"], world.get("segments", {})))
        if all("price" in segment for segment in world.get("segments", {"all": {}}).values()):
            lists = [{key: one[key] for key in ("at", "segments")} for one in lists]
        world["price_lists"] = lists
    come(draw, world)
    answer(draw, world)
    plan_people(draw, world)
    shape(draw, world)
    work(draw, world, feasible(world))
    queue(draw, world)
    if draw(st.booleans()):
        found_firm(draw, world)
        list_firm(draw, world)
    return world


def sell(draw: st.DrawFn, world: World) -> None:
    """Let what is sold, if anything is, be any offering, with all that may happen to its contracts and a second line."""
    if "offering" not in world:
        return
    if draw(st.booleans()):
        world["offering"] = draw(offerings())
    life, offering = world["customer"], world["offering"]
    if offering["kind"] != "perpetual" or "maintenance" in offering:
        if draw(st.booleans()):
            life["contraction"] = {"rate": 0.5, "share": 0.3}
        if draw(st.booleans()):
            refund = draw(st.sampled_from(["unused", "none"]))
            life["early_leaving"] = {"rate": "90 % / year", "refund": refund, "heirs": 0.5}
    if draw(st.booleans()):
        life["churn"] = {"mean": "50 % / year", "cv": 0.5}
    if draw(st.booleans()):
        line = draw(st.sampled_from([{"once": 300}, {"price": "20 / month"}]))
        world["second_line"] = {**line, "talks": ["purchase", "check_in"]}
        ways = [{"to": "customer", "rate": 0.6}, {"to": "lost", "rate": 0.4}]
        world["journey"]["propose"] = {"work": {"mean": "2 h"}, "outcomes": ways}
        next(iter(world["teams"].values()))["does"].append("propose")
        world["policies"]["incentive"] = {}


def fork(draw: st.DrawFn, world: World) -> None:
    """Put two steps side by side before the purchase."""
    journey = world["journey"]
    last = [name for name in ("first", "second", "third") if name in journey][-1]
    best = journey[last]["outcomes"][0]
    join, best["to"], best["join"] = best["to"], list(SIDE_BY_SIDE), best["to"]
    teams = list(world["teams"].values())
    for name in SIDE_BY_SIDE:
        other = draw(st.sampled_from(["lost", "nurture", "first"]))
        ways: list[World] = [{"to": join, "rate": 0.75}, {"to": other, "rate": 0.25}]
        after = draw(delays)
        if after is not None:
            ways[0]["after"] = after
        journey[name] = {
            "work": {"mean": "2 h"},
            "judgement": draw(st.sampled_from([0, 1])),
            "outcomes": ways,
        }
        if draw(st.booleans()):
            journey[name]["patience"] = {"mean": "3 days"}
        draw(st.sampled_from(teams))["does"].append(name)


def price_apart(draw: st.DrawFn, world: World) -> None:
    """Let segments have contracts of their own."""
    for segment in world["segments"].values() if "offering" in world else ():
        if draw(st.booleans()):
            segment["churn"] = draw(st.sampled_from(["60 % / year", {"mean": "30 % / year", "cv": 0.5}]))
        kind = world["offering"]["kind"]
        if draw(st.booleans()):
            segment.pop("size", None)
            segment["price"] = {"subscription": "40 / month", "flat_fee": "70 / month"}.get(kind, 25)
        if kind == "subscription":
            own = {
                "term": st.sampled_from(["12 days", "2 months"]),
                "billing": st.sampled_from(["term", "monthly"]),
            }
            segment |= draw(st.fixed_dictionaries({}, optional=own))


def come(draw: st.DrawFn, world: World) -> None:
    """Let enquiries come by the hours of the day, and markets change."""
    for source in world["sources"].values():
        if source["kind"] == "steady" and draw(st.booleans()):
            source["seasonality"] = source.get("seasonality", {}) | {"hours": NIGHTS}
    if draw(st.booleans()):
        moved = {"at": f"{draw(st.integers(0, 40))} days", "leads": 2.0, "delays": {"first": 2.0}}
        world.setdefault("shocks", {})["boom"] = moved


def answer(draw: st.DrawFn, world: World) -> None:
    """Let people be hard to find, competitors answer, sources be forgotten, and customers skip orders and take promotions."""
    on, effects = world["scenario"]["mechanisms"], world.setdefault("effects", {})
    if draw(st.booleans()):
        found = draw(st.sampled_from(["2 / month", "20 / month"]))
        world.setdefault("market", {"title": "Town"})["candidates"] = found
    for source in world["sources"].values():
        if source["kind"] == "steady" and "activity" in source and draw(st.booleans()):
            source["fades"] = "3 days"
    if draw(st.booleans()):
        on += [name for name in ("competitors",) if name not in on]
        effects["competitors"] = {"noticed": "0.1 / day", "half_life": "20 days"}
    if "offering" not in world:
        return
    life, offering = world["customer"], world["offering"]
    if offering["kind"] == "reorder" and "early_leaving" not in life and draw(st.booleans()):
        offering |= draw(st.sampled_from([{"skips": 0.3}, {"skips": 0.3, "again": 0.6}]))
    if life.get("upsell") and draw(st.booleans()):
        on += [name for name in ("promotions",) if name not in on]
        world["policies"]["promotions"] = {
            "team": next(iter(world["teams"])),
            "every": "9 days",
            "hours": "1 h",
        }
        effects["promotions"] = {"worth": 0.8, "ripens": "9 days", "tires": 0.1}


def shape(draw: st.DrawFn, world: World) -> None:
    """Lay the work of activities out: urgent, in sittings, or jointly with people of teams that serve everybody."""
    journey, teams = world["journey"], world["teams"]
    jointly, helped = (
        draw(st.integers(0, 3)) > 0,
        {one for team in teams.values() for one in team.get("helps", ())},
    )
    for name in sorted({name for team in teams.values() for name in team["does"]}):
        doing = [team for team in teams if name in teams[team]["does"]]
        others = [team for team in teams if team not in doing and "serves" not in teams[team]]
        shapes: list[World] = [
            {},
            {},
            {"urgent": True},
            {"sittings": {"length": "1 h", "gap": {"mean": "1 day"}}},
        ]
        if jointly and others and name not in helped:
            patience = draw(st.sampled_from(["0 h", "1 day"]))
            shapes += [{"with": draw(several(others)), "with_patience": patience}] * 2
        journey[name] |= draw(st.sampled_from(shapes))
        if draw(st.integers(0, 3)) == 0:
            targets = [{"within": "4 h", "clock": "office"}, {"within": "2 days"}]
            journey[name]["target"] = draw(st.sampled_from(targets))


def several(names: list[str]) -> st.SearchStrategy[list[str]]:
    """One or more of some names, each once."""
    return st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)


def work(draw: st.DrawFn, world: World, planned: dict[str, list[tuple[float, int]]]) -> None:
    """Draw hours for all teams, and absences of people who are there then; people who meet have the same hours."""
    if any("with" in step for step in world["journey"].values()):
        calendar = draw(st.sampled_from(["office", "continuous", {"hours": 9.0, "breaks": ["12:00-13:00"]}]))
        for team in world["teams"].values():
            team["calendar"] = calendar
        return
    for name, team in world["teams"].items():
        if draw(st.booleans()):
            team["calendar"] = draw(calendars())
        days = draw(st.lists(st.integers(0, 60), max_size=2))
        there = [day for day in days if [count for since, count in planned[name] if since <= day][-1] > 0]
        team["absences"] = [
            {"from": f"{day} days", "lasts": f"{draw(st.integers(1, 20))} days"} for day in there
        ]
        once = isinstance(team["calendar"], dict) and len(team["calendar"].get("days", "seven")) == 1
        team["absence"] = draw(
            st.sampled_from(["0 days / year", "5 days / year" if once else "50 days / year"])
        )


def queue(draw: st.DrawFn, world: World) -> None:
    """Draw who is served next: urgent work first, priorities, limits to being passed over, ties."""
    journey = world["journey"]
    for team in world["teams"].values():
        urgent = [name for name in team["does"] if journey[name].get("urgent")]
        if team["priority"]:
            team["priority"] = list(dict.fromkeys([*urgent, *team["priority"]]))
        team["ties"] = draw(st.sampled_from(["events", "priority"]))
        alike = all(journey[name].get("order", "fifo") == "fifo" for name in team["does"])
        if alike and (team["priority"] or team.get("kpi", "none") != "none") and draw(st.booleans()):
            team["passed_over"] = draw(st.sampled_from(["4 h", "6 days"]))


def list_firm(draw: st.DrawFn, world: World) -> None:
    """State the customers and the leads of day 0 one by one, in some firms."""
    firm, done = world["firm"], {name for team in world["teams"].values() for name in team["does"]}
    segments = list(world.get("segments", ()))
    if firm.get("customers") and draw(st.booleans()):
        count = firm["customers"]
        columns: dict[str, st.SearchStrategy[Any]] = {"owner": st.sampled_from(["ann", "bob", "cy"])}
        if segments:
            columns["segment"] = st.sampled_from(segments)
        if "tenure" not in firm or draw(st.booleans()):
            firm.pop("tenure", None)
            columns["since"] = st.integers(-900, -1).map(float)
        firm["customers"] = {name: [draw(one) for _ in range(count)] for name, one in columns.items()}
        if segments:
            firm.pop("segments", None)
    if draw(st.booleans()):
        steps = [
            name
            for name in ("first", "second", "third", *SIDE_BY_SIDE)
            if name in world["journey"] and name in done
        ]
        places = [*steps, "nurture", *(["customer"] if "offering" in world else [])]
        rows = [draw(st.sampled_from(places)) for _ in range(draw(st.integers(1, 8)))]
        firm["pipeline"] = {"activity": rows, "entered": [draw(st.integers(-40, 12)) + 0.5 for _ in rows]}
        if segments:
            firm["pipeline"]["segment"] = [draw(st.sampled_from(segments)) for _ in rows]
        firm.pop("resting", None)
