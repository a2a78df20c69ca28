"""Random small scenarios: every kind of source, step, team, policy and customer life, in any combination."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from orgsim.mechanisms import MECHANISMS

World = dict[str, Any]
NAMES = sorted(MECHANISMS)
CUSTOMER_WORK = ("onboard", "support", "check_in", "renew", "expand")

work_times = st.one_of(
    st.builds(
        lambda m, cv: {"mean": f"{m} h", "cv": cv},
        st.sampled_from([0.5, 2, 6, 20]),
        st.sampled_from([0.3, 1.0, 2.0]),
    ),
    st.builds(lambda m: {"mean": f"{m} h", "distribution": "exponential"}, st.sampled_from([1, 5])),
    st.builds(lambda m: {"mean": f"{m} h", "distribution": "constant"}, st.sampled_from([0, 1, 8])),
    st.just({"low": "1 h", "high": "3 h", "distribution": "uniform"}),
    st.just({"values": ["1 h", "2 h", "10 h"], "distribution": "empirical"}),
)
delays = st.one_of(
    st.none(),
    st.sampled_from(
        [
            {"mean": "3 days"},
            {"mean": "1 day", "distribution": "constant"},
            {"mean": "5 days", "distribution": "exponential"},
        ]
    ),
)

OFFERINGS: list[World | None] = [
    None,
    {"kind": "subscription", "price": "100 / month", "term": "1 month"},
    {
        "kind": "subscription",
        "price": "100 / month",
        "term": "45 days",
        "billing": "term",
        "deal_size": {"mean": 2.0, "cv": 0.5},
    },
    {"kind": "flat_fee", "price": "30 / month"},
    {"kind": "reorder", "price": 50, "every": "12 days", "margin": 0.4},
    {
        "kind": "perpetual",
        "price": 900,
        "maintenance": {"price": "10 / month", "uptake": 0.5, "term": "2 months"},
    },
    {"kind": "perpetual", "price": 900, "replaced": {"mean": "12 days"}, "loyalty": 0.7},
]


@st.composite
def outcomes(draw: st.DrawFn, best: str, others: list[str]) -> list[World]:
    """The ways a step can end, the best with a share of at least 0.2, so that no loop is endless."""
    targets = [best, *draw(st.lists(st.sampled_from(others), max_size=3)), "lost"]
    weights = [draw(st.integers(2, 8)), *(draw(st.integers(0, 5)) for _ in targets[1:])]
    found = []
    for target, weight in zip(targets, weights, strict=True):
        after = draw(delays) if target not in ("nurture", "lost") else None
        rate = weight / sum(weights)
        found.append({"to": target, "rate": rate} | ({} if after is None else {"after": after}))
    return found


@st.composite
def steps(draw: st.DrawFn, nurtured: bool) -> World:
    """A purchase in one to three steps, with loops, patience and judgement."""
    names = ["first", "second", "third"][: draw(st.integers(1, 3))]
    journey: World = {}
    for k, name in enumerate(names):
        best = names[k + 1] if k + 1 < len(names) else "customer"
        step = {"work": draw(work_times), "outcomes": draw(outcomes(best, [*names[: k + 1], "nurture"]))}
        step["judgement"] = draw(st.sampled_from([0.0, 0.8, 2.0]))
        step["order"] = draw(st.sampled_from(["fifo", "fifo", "newest", "score"]))
        if draw(st.booleans()):
            step["patience"] = {"mean": draw(st.sampled_from(["4 h", "3 days"]))}
            step["cold"] = draw(st.sampled_from(["nurture", "lost", *names[:k][:1]]))
        journey[name] = step
    if nurtured:
        journey["nurture"] = {
            "work": draw(work_times),
            "outcomes": draw(outcomes(names[0], ["nurture"])),
            "optional": True,
        }
        journey["nurture"] |= draw(st.sampled_from([{}, {"reach": 0.4}, {"reach": 1.0}]))
    return journey


@st.composite
def sources(draw: st.DrawFn, entries: list[str]) -> World:
    """One to three sources; those that need staffed work name it, and all but one may skip steps."""
    found: World = {}
    for kind in draw(
        st.lists(st.sampled_from(["steady", "event", "recorded"]), min_size=1, max_size=3, unique=True)
    ):
        source: World = {
            "readiness": draw(st.sampled_from([-1.0, 0.0, 0.7])),
            "cost": draw(st.sampled_from([0.0, 10.0])),
        }
        if kind == "steady":
            source["leads"] = draw(st.sampled_from(["0.3 / day", "2 / day"]))
            source["growth"] = draw(st.sampled_from(["0 % / month", "8 % / month"]))
            source |= draw(st.sampled_from([{}, {"seasonality": {"weekdays": [1, 2, 1, 1, 1, 0, 0]}}]))
            source |= draw(st.sampled_from([{}, {"activity": "content", "upkeep": "5 days"}]))
        elif kind == "event":
            source |= {"every": "9 days", "attendees": {"mean": 20, "cv": 0.4}, "leads_per_attendee": 0.3}
            source |= draw(st.sampled_from([{}, {"activity": "campaign"}]))
            source |= draw(st.sampled_from([{}, {"invites": 0.2}]))
        else:
            source["arrivals"] = sorted(
                draw(st.lists(st.integers(0, 400).map(lambda n: n / 8), min_size=1, max_size=30))
            )
        if found and draw(st.booleans()):
            source["entry"] = draw(st.sampled_from(entries))
        found[kind] = {"kind": kind} | source
    if draw(st.booleans()):
        found["friends"] = {"kind": "referral", "rate": "0.05 / day", "readiness": 0.5}
    if draw(st.booleans()):
        told = {"explained": entries[0], "returns": 0.3, "after": "6 days", "rate": "0.02 / day"}
        found["talk"] = {"kind": "word_of_mouth"} | told
    return found


@st.composite
def customer_lives(draw: st.DrawFn) -> World:
    """An offering and what customers need; empty where nothing is sold."""
    offering = draw(st.sampled_from(OFFERINGS))
    if offering is None:
        return {}
    life: World = {"churn": draw(st.sampled_from(["0 % / year", "40 % / year", "99 % / year"]))}
    parts = {
        "onboarding": {"activity": "onboard", "target": "3 days"},
        "incidents": {"activity": "support", "rate": "0.2 / day", "target": "1 day"},
        "check_ins": {"activity": "check_in", "every": "9 days"},
        "renewal": {"activity": "renew", "notice": "10 days"},
    }
    life |= {name: part for name, part in parts.items() if draw(st.booleans())}
    if "check_ins" in life and draw(st.booleans()):
        life["upsell"] = {"rate": 0.4, "value": 0.2} | draw(st.sampled_from([{}, {"activity": "expand"}]))
    return {"offering": offering, "customer": life}


calendars = st.sampled_from(
    [
        "continuous",
        "office",
        {"days": ["mon", "wed", "sat"], "opens": 13.5, "hours": 5.0},
        {
            "days": ["mon", "tue", "thu"],
            "opens": 0.0,
            "hours": 24.0,
            "holidays": [date(2024, 1, 4), date(2024, 1, 15)],
        },
    ]
)


@st.composite
def teams(
    draw: st.DrawFn, needed: list[str], optional: list[str], ownerships: list[str], fewest: int = 1
) -> World:
    """One to three teams, `fewest` at least if there is enough to do, that share the work; optional work may stay undone."""
    names = ["red", "green", "blue"][: draw(st.integers(min(fewest, len(needed)), min(3, len(needed))))]
    does: dict[str, list[str]] = {name: [] for name in names}
    for k, activity in enumerate(needed):
        does[names[k] if k < len(names) else draw(st.sampled_from(names))].append(activity)
    for activity in optional:
        name = draw(st.sampled_from([*names, None]))
        if name is not None:
            does[name].append(activity)
    found: World = {}
    for name in names:
        team: World = {"headcount": draw(st.integers(1, 4)), "cost": "3000 / month", "does": does[name]}
        team["calendar"] = draw(calendars)
        team["ownership"] = draw(st.sampled_from(ownerships))
        team["priority"] = draw(st.lists(st.sampled_from(does[name]), max_size=2, unique=True))
        team |= draw(st.sampled_from([{}, {"turnover": "99.9 % / year"}]))
        team |= draw(
            st.sampled_from(
                [
                    {},
                    {"kpi": "appointments", "quota": "20 / month"},
                    {"kpi": "bookings", "quota": "9 / month"},
                ]
            )
        )
        team |= draw(st.sampled_from([{}, {"kpi": "retention"}, {"kpi": "leads"}]))
        days = sorted(draw(st.sets(st.integers(1, 60), max_size=2)))
        team["changes"] = [{"at": f"{day}.4 days", "headcount": draw(st.integers(1, 5))} for day in days]
        found[name] = team
    return found


def _needed(world: World) -> tuple[list[str], list[str]]:
    """Activities that some team has to do, and those that may stay undone; work for sources and customers is added."""
    journey = world["journey"]
    needed = [name for name in journey if name != "nurture"]
    for source in world["sources"].values():
        if "activity" in source:
            journey[source["activity"]] = {"work": {"mean": "4 h"}}
            needed.append(source["activity"])
    optional = ["nurture"] if "nurture" in journey else []
    for part in world.get("customer", {}).values():
        if isinstance(part, dict) and "activity" in part:
            journey[part["activity"]] = {
                "work": {"mean": "1 h"},
                "optional": True,
                "patience": {"mean": "9 days"},
            }
            optional.append(part["activity"])
    return needed, optional


chosen = st.one_of(st.just(NAMES), st.lists(st.sampled_from(NAMES), unique=True))
"""Mechanisms that are on: all of them, or any."""


@st.composite
def policies(draw: st.DrawFn, names: list[str]) -> World:
    """What an organization with teams of these names decides; any part may be left out."""
    team = st.sampled_from(names)
    hours = st.sampled_from(["0 h", "1 h", "12 h"])
    every = st.sampled_from(["2 days", "10 days", "40 days"])

    def reserved(length: str) -> st.SearchStrategy[World]:
        share = st.sampled_from([{"share": 0.1}, {"share": 0.3}, {"left_over": True}])
        return st.builds(lambda name, how: {"team": name, "block": length} | how, team, share)

    choices: dict[str, st.SearchStrategy[World]] = {
        "training": st.fixed_dictionaries(
            {
                "hours": hours,
                "who": st.sampled_from(["newcomers", "all"]),
                "every": every,
                "cost": st.just(50),
            }
        ),
        "goal": st.fixed_dictionaries({"kind": st.sampled_from(["local", "shared"])}),
        "meetings": st.fixed_dictionaries({"every": every, "hours": hours}),
        "rotation": st.fixed_dictionaries({"every": every, "lasts": st.sampled_from(["1 day", "8 days"])}),
        "strategy": st.fixed_dictionaries(
            {
                "every": every,
                "rule": st.sampled_from(["busiest", "longest_wait", "lowest_pass_rate"]),
                "action": st.sampled_from(["people", "gates"]),
                "gap": st.sampled_from([0.0, 0.2]),
            }
        ),
        "care": st.fixed_dictionaries({"every": every}),
        "usage_data": st.fixed_dictionaries(
            {"every": every, "sensitivity": st.sampled_from([0.0, 0.8]), "cost": st.just("70 / month")}
        ),
        "recovery": st.fixed_dictionaries(
            {"kind": st.sampled_from(["none", "excuse", "apology", "prevention"])}
        ),
        "confirmation": st.fixed_dictionaries({"hours": hours}),
        "development": reserved("2 h"),
        "assurance": reserved("1 h"),
        "analytics": reserved("3 h"),
        "stories": st.fixed_dictionaries({"team": team, "renewals": st.booleans()}),
        "mail": st.fixed_dictionaries({"team": team, "every": every, "hours": hours}),
        "neglected": st.fixed_dictionaries({"after": every, "every": every, "touches": st.integers(1, 3)}),
        "community": st.fixed_dictionaries({"team": team, "every": every, "hours": hours}),
    }
    found = {name: draw(choice) for name, choice in choices.items() if draw(st.booleans())}
    if "development" not in found:
        found.pop("assurance", None)  # it guides development, and cannot stand alone
    return found


@st.composite
def worlds(
    draw: st.DrawFn,
    ownerships: tuple[str, ...] = ("pooled", "person"),
    mechanisms: bool = True,
    fewest: int = 1,
) -> World:
    """The tables of a whole scenario of some weeks, with leads by the dozen and `fewest` teams at least."""
    world: World = {"journey": draw(steps(draw(st.booleans())))}
    entries = list(world["journey"])[: draw(st.integers(1, 3))]
    world["sources"] = draw(sources([entry for entry in entries if entry != "nurture"]))
    world |= draw(customer_lives())
    world["teams"] = draw(teams(*_needed(world), list(ownerships), fewest))
    head: World = {
        "horizon": f"{draw(st.integers(20, 90))} days",
        "start": date(2024, 1, 1),
        "drain": draw(st.booleans()),
    }
    head["mechanisms"] = draw(chosen) if mechanisms else []
    world["scenario"] = head
    recycled = draw(st.sampled_from([["nurture", "cold"], ["lost", "nurture"], ["churned", "unworked"]]))
    world["policies"] = {
        "records": {"kind": draw(st.sampled_from(["personal", "sfa", "crm"]))},
        "nurture": {"every": "6 days", "touches": draw(st.integers(1, 4)), "recycles": recycled},
    }
    world["policies"] |= draw(policies(list(world["teams"])))
    if mechanisms and draw(st.booleans()):
        world["shocks"] = {
            "rival": {
                "at": "15 days",
                "lasts": "20 days",
                "leads": 1.5,
                "odds": {"first": 0.3},
                "delays": {"first": 2.5},
                "churn_odds": 2,
            }
        }
    if draw(st.booleans()):
        world["segments"] = {
            "small": {"share": 0.75},
            "large": {"share": 0.25, "readiness": -0.5, "size": 4, "churn_odds": 0.5},
        }
    return world


@st.composite
def founded(draw: st.DrawFn) -> World:
    """A world that begins with a firm at work: customers, leads in process and at rest, people of some tenure."""
    world: World = draw(worlds())
    found_firm(draw, world)
    return world


def found_firm(draw: st.DrawFn, world: World) -> None:
    """Let a world begin with a firm at work."""
    done = {name for team in world["teams"].values() for name in team["does"]}
    steps = [name for name in ("first", "second", "third") if name in world["journey"] and name in done]
    ages = st.sampled_from(
        [{}, {"age": {"mean": "5 days"}}, {"age": {"mean": "40 days", "distribution": "constant"}}]
    )
    waiting = {name: {"leads": draw(st.integers(0, 8))} | draw(ages) for name in steps if draw(st.booleans())}
    firm: World = {"pipeline": waiting, "resting": {"leads": draw(st.integers(0, 20))} | draw(ages)}
    if "offering" in world:
        firm["customers"] = draw(st.integers(0, 25))
        firm["tenure"] = draw(
            st.sampled_from([{"mean": "200 days"}, {"mean": "3 days"}, {"mean": "700 days", "cv": 0.3}])
        )
        recurs = world["offering"]["kind"] != "perpetual" or "maintenance" in world["offering"]
        if firm["customers"] and recurs:
            firm |= draw(st.sampled_from([{}, {"mrr": "5000 / month"}]))
        if firm["customers"] and "segments" in world:
            firm |= draw(st.sampled_from([{}, {"segments": {"small": 0.4, "large": 0.6}}]))
    firm |= draw(st.sampled_from([{}, {"staff_tenure": {"mean": "90 days"}}]))
    world["firm"] = firm
