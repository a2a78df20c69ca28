"""Names of cases: one lead has one name under every organization, and two leads never share one."""

from functools import cache
from pathlib import Path

import pandas as pd
from estimates import SEED, scenario

from orgsim.events.export import write
from orgsim.events.identity import CaseNames, Giver
from orgsim.events.log import EventLog
from orgsim.setup.build import build
from orgsim.setup.facts import facts_of

ENTITIES = ("web", "web events", "friends", "talk")
MARKET = """
[scenario]
horizon = "2 years"
mechanisms = ["referrals", "word_of_mouth"]

[sources.web]
leads = "1 / day"

[sources.friends]
kind = "referral"
rate = "0.5 / month"

[sources.talk]
kind = "word_of_mouth"
explained = "explain"
returns = 0.5
after = "20 days"
rate = "0.3 / month"

[journey.explain]
work = { mean = "4 h" }
patience = { mean = "8 h" }
outcomes = [ { to = "customer", rate = 0.2 }, { to = "lost", rate = 0.8 } ]

[offering]
price = "100 / month"

[teams.sales]
headcount = PEOPLE
does = ["explain"]
"""


def test_names_by_hand() -> None:
    """web-7 brought a friend by its third chance, who told somebody of the second occasion, who was the first to listen then."""
    givers = {2: [Giver(0, 7, 0, 2)], 3: [Giver(2, 0, 1, 0), Giver(0, 7, 0, 0)]}
    named = CaseNames(ENTITIES, givers).of
    assert named(0, 7) == "web-7"
    assert named(1, 0) == "web events-0"
    assert named(2, 0) == "friends-2 of web-7"
    assert named(3, 0) == "talk-1.0 of friends-2 of web-7"
    assert named(3, 1) == "talk-0 of web-7"
    assert named(-1, -1) == ""


def test_long_lines_of_givers_have_names_of_bounded_length() -> None:
    """Each of 5,000 friends was brought by the one before; the names are all different, and asked in any order the same."""
    givers = {2: [Giver(0, 0, 0, 0), *(Giver(2, k, 0, 0) for k in range(4999))]}
    forward, backward = CaseNames(ENTITIES, givers), CaseNames(ENTITIES, givers)
    names = [forward.of(2, k) for k in range(5000)]
    assert [backward.of(2, k) for k in reversed(range(5000))] == names[::-1]
    assert len(set(names)) == 5000
    assert max(map(len, names)) < 230


@cache
def log_of(people: int) -> tuple[EventLog, dict[int, str]]:
    """A run under a team of so many, and of each lead that was brought the key of its draws, by its name."""
    plan = scenario(MARKET.replace("PEOPLE", str(people)))
    world = build(plan, SEED, 0)
    keys: dict[tuple[int, int], int] = {}
    come = world.journey.enter

    def enter(case, activity):  # type: ignore[no-untyped-def]
        keys[case.entity, case.number] = case.key
        come(case, activity)

    world.journey.enter = enter  # type: ignore[method-assign]
    world.go()
    log = world.log.read(facts_of(plan, world))
    named = log.case_names().of
    return log, {key: named(*case) for case, key in keys.items()}


def test_the_same_lead_has_the_same_name_under_every_organization() -> None:
    """Same name, same draws, and the other way round; counted, hundreds of them are different people."""
    (small, few), (large, many) = log_of(1), log_of(3)
    both = few.keys() & many.keys()
    assert {key: few[key] for key in both} == {key: many[key] for key in both}
    assert len({few[key] for key in both}) == len(both)
    assert not {few[key] for key in few.keys() - both} & {many[key] for key in many.keys() - both}
    brought = [frame(log) for log in (small, large)]
    shared = pd.merge(*brought, on="case")
    assert len(shared) > 100
    assert (shared["number_x"] != shared["number_y"]).sum() > 100


def frame(log: EventLog) -> pd.DataFrame:
    """The arrivals of leads that were brought."""
    table = log.frame()
    found = table[(table["kind"] == "arrival") & table["case"].str.contains(" of ")]
    assert set(found["entity"]) == {"friends", "talk"}
    assert found["case"].is_unique
    return found


def test_every_format_calls_a_lead_the_same(tmp_path: Path) -> None:
    log, _ = log_of(3)
    names = set(log.frame()["case"]) - {""}
    assert any(" of " in name for name in names)
    write(log, tmp_path / "log.csv")
    assert set(pd.read_csv(tmp_path / "log.csv")["case"].dropna()) == names
    write(log, tmp_path / "log.xes")
    traces = (tmp_path / "log.xes").read_text(encoding="utf-8").split("<trace>")[1:]
    assert {trace.split('"')[3] for trace in traces} == names
