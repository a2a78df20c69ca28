"""What two scenarios differ in: every key that numbers depend on, as files write it, and nothing where numbers are the same."""

from itertools import permutations
from typing import Any

import pytest
from plan.test_experiment import QUEUE

from orgsim.plan.load import load, parse
from orgsim.plan.scenario import Scenario
from orgsim.report.explanation.differing import line, text, to_json

BASE = parse(QUEUE)


def lines(a: Scenario, b: Scenario) -> list[str]:
    """Each difference in words."""
    return [line(one) for one in a.diff(b)]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"teams.desk.headcount": 6}, ["teams.desk.headcount: 4 → 6"]),
        ({"journey.serve.work.mean": "90 min"}, ["journey.serve.work.mean: 2 h → 90 min"]),
        ({"journey.serve.outcomes.0.rate": 0.4, "journey.serve.outcomes.1.rate": "60 %"},
         ["journey.serve.outcomes.0.rate: 0.5 → 0.4", "journey.serve.outcomes.1.rate: 0.5 → 60 %"]),
        ({"scenario.warm_up": "9 days"}, ["scenario.warm_up: 0 days → 9 days"]),
        ({"scenario.horizon": None}, ["scenario.horizon: 40 days → 36 months"]),
        ({"sources.web.growth": "2 % / month"}, ["sources.web.growth: 0 % / month → 2 % / month"]),
        ({"teams.desk.cost": "1_000 / month"}, ["teams.desk.cost: 0 / month → 1_000 / month"]),
        ({"teams.help": None, "journey.nurture": None},
         ["journey.nurture: removed, was { work = { mean = 1 h }, outcomes = [{ to = serve, rate = 1 }] }",
          "teams.help: removed, was { headcount = 1, does = [nurture] }"]),
        ({"shocks.rival": {"at": "9 days", "leads": 0.5}}, ["shocks.rival: added, { at = 9 days, leads = 0.5 }"]),
        ({"shocks.about": {"at": "9 days", "leads": 0.5}}, ["shocks.about: added, { at = 9 days, leads = 0.5 }"]),
        ({"teams.desk.priority": ["close"]}, ["teams.desk.priority: + close"]),
        ({"teams.desk.does": ["close", "serve"]}, ["teams.desk.does: [serve, close] → [close, serve]"]),
        ({"sources.web": {"kind": "event", "every": "9 days", "attendees": {"mean": 3}, "leads_per_attendee": 0.5}},
         ["sources.web.kind: steady → event", "sources.web.leads: removed, was 4 / day",
          "sources.web.growth: removed, was 0 % / month", "sources.web.seasonality: removed, was {  }",
          "sources.web.upkeep: removed, was 7 days", "sources.web.every: added, 9 days",
          "sources.web.attendees: added, { mean = 3 }", "sources.web.leads_per_attendee: added, 0.5"]),
        ({"scenario.mechanisms": ["cooling"]}, ["scenario.mechanisms: + cooling"]),
        ({"scenario.drain": True}, ["scenario.drain: no → yes"]),
    ],
)  # fmt: skip
def test_each_difference_is_told_by_its_key_as_files_write_it(
    changes: dict[str, Any], said: list[str]
) -> None:
    assert lines(BASE, BASE.replace(changes)) == said


def test_of_the_order_of_tables_that_of_the_journey_is_told() -> None:
    entered = QUEUE.replace('leads = "4 / day"', 'leads = "4 / day"\nentry = "serve"')
    before = parse(entered)
    for first, second in (("[teams.desk]", "[teams.help]"), ("[journey.serve]", "[journey.close]")):
        start, middle = entered.index(first), entered.index(second)
        end = entered.index("\n[", middle) + 1
        turned = entered[:start] + entered[middle:end] + entered[start:middle] + entered[end:]
        told = [] if first == "[teams.desk]" else ["journey: in another order, [close, serve, nurture]"]
        assert lines(before, parse(turned)) == told


def test_titles_and_remarks_come_last_and_alone_are_no_difference() -> None:
    titled = BASE.replace({"scenario.title": {"en": "Later", "ja": "後"}, "organization.title": "Desk"})
    assert BASE.diff(titled) == ()
    assert text((), "a", "b") == "a and b give the same numbers: titles and remarks at most differ."
    found = BASE.diff(titled.replace({"teams.desk.headcount": 5}))
    assert text(found, "a", "b").splitlines() == [
        "From a to b",
        "  teams.desk.headcount: 4 → 5",
        "Titles and remarks, on which no number depends",
        "  scenario.title: added, Later",
        "  organization.title: Organization → Desk",
    ]
    assert text(found, "今", "次", "ja").splitlines() == [
        "今から次への変更点",
        "  teams.desk.headcount: 4 → 5",
        "名称と注記（数値には影響しません）",
        "  scenario.title：追加、後",
        "  organization.title: Organization → Desk",
    ]
    assert to_json(found[:1], "a", "b")["differences"] == [
        {"key": "teams.desk.headcount", "kind": "changed", "before": 4, "after": 5, "counts": True}
    ]


def test_other_words_for_the_same_are_no_difference() -> None:
    assert BASE.diff(parse(QUEUE.replace('"2 h"', '"120 min"'))) == ()
    assert BASE.diff(parse(BASE.to_toml())) == ()


def test_something_differs_just_where_numbers_may() -> None:
    """Organizations of the gallery under one market, and every difference undone: no key is overlooked, none is made up."""
    names = ("pre-post-sales", "the-model", "the-model-siloed", "the-model-collaborating", "the-model-sfa")
    found = [load("b2b-saas", name) for name in names]
    for a, b in permutations(found, 2):
        there, back = a.diff(b), b.diff(a)
        assert bool(there) == (a.fingerprint() != b.fingerprint())
        assert {one.key for one in there} == {one.key for one in back}
        stated = [one for one in there if one.counts and one.kind != "reordered"]
        assert all(one.before is not None or one.after is not None for one in stated)
        undone = b.replace({one.key: one.before for one in stated})
        assert {one.kind for one in a.diff(undone) if one.counts} <= {"reordered"}


def test_long_values_are_told_shortly() -> None:
    many = [f"{k} h" for k in range(1, 5000)]
    work = {"distribution": "empirical", "values": many}
    (*_, told) = lines(BASE, BASE.replace({"journey.serve.work": work}))
    assert told.endswith("9 h, 10 h, … (4,999)]")
    names = BASE.replace({"scenario.mechanisms": None})
    assert lines(names, BASE) == [
        f"scenario.mechanisms: {', '.join(f'− {one}' for one in names.scenario.mechanisms[:10])}, − … (27)"
    ]
