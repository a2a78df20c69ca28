"""Where leads that left a queue or were lost come back to: the step that they left, never past one that was not done."""

import math
from itertools import pairwise

import numpy as np
import pytest
from estimates import SEED, jobs, outcome, scenario

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.plan.derived.routes import POOL, steps, visits, ways
from orgsim.report.diagrams.content.flow import flow
from orgsim.report.diagrams.content.pen import Pen
from orgsim.report.diagrams.content.states import states
from orgsim.report.explanation.explain import explain
from orgsim.setup.simulate import run

FUNNEL = """
[scenario]
horizon = "400 days"
mechanisms = []

[sources.list]
kind = "recorded"
arrivals = [0.01]

[sources.blocker]
kind = "recorded"
arrivals = [0.0]
entry = "audit"

[journey.respond]
work = { mean = "1 h", distribution = "constant" }
patience = { mean = "2 days", distribution = "constant" }
outcomes = [ { to = "qualify", rate = 0.75 }, { to = "lost", rate = 0.25 } ]

[journey.qualify]
work = { mean = "1 h", distribution = "constant" }
patience = { mean = "2 days", distribution = "constant" }
outcomes = [ { to = "develop", rate = 0.40 }, { to = "lost", rate = 0.60 } ]

[journey.develop]
work = { mean = "1 h", distribution = "constant" }
patience = { mean = "2 days", distribution = "constant" }
outcomes = [ { to = "close", rate = 1.0 } ]

[journey.close]
work = { mean = "1 h", distribution = "constant" }
patience = { mean = "2 days", distribution = "constant" }
outcomes = [ { to = "customer", rate = 1.0 } ]

[journey.audit]
work = { mean = "240 h", distribution = "constant" }
outcomes = [ { to = "lost", rate = 1.0 } ]

[journey.nurture]
work = { mean = "1 h", distribution = "constant" }
optional = true
outcomes = [ { to = "develop", rate = 0.025 }, { to = "nurture", rate = 0.975 } ]

[teams.all]
headcount = 1000
calendar = "continuous"
does = ["respond", "qualify", "develop", "close", "nurture", "audit"]
"""
ALWAYS = [{"to": "develop", "rate": 1.0}]
SURE = {
    "journey.respond.outcomes": [{"to": "qualify", "rate": 1.0}],
    "journey.qualify.outcomes": [{"to": "develop", "rate": 1.0}],
    "journey.nurture.outcomes": ALWAYS,
}
BUSY = {"teams.all.headcount": 1}
"""The one person audits for ten days: whoever comes meanwhile goes cold after two."""
LAST = {"kind": "recorded", "arrivals": [399.0], "entry": "respond"}


def way(log: EventLog, lead: int = 0) -> list[tuple[str, str]]:
    """The jobs of a lead of the list in order, with how each ended."""
    rows = jobs_of(log)
    rows = rows[rows["number"] == lead]
    return [(log.names.activities[row["activity"]], log.names.outcomes[row["outcome"]]) for row in rows]


def jobs_of(log: EventLog) -> np.ndarray:
    """Jobs of the leads of the list."""
    rows = log.of(Row.JOB)
    return rows[rows["entity"] == log.names.entities.index("list")]


def lived(changes: dict[str, object], **head: object) -> EventLog:
    """A run of the funnel with sure gates and one person who is busy for ten days, and other changes."""
    log = run(scenario(FUNNEL, **head).replace(SURE | BUSY | changes), SEED, 0)
    conservation.check(log)
    return log


def test_of_a_thousand_enquiries_that_nobody_answered() -> None:
    """Nine touches win back 1 - .975^9 = .204, of whom .75 x .40 come to an appointment: 61 of 1,000, and not 204.

    Every person audits while the enquiries come, and is there for them when they come back.
    """
    plan = scenario(FUNNEL).replace(
        {"sources.list.arrivals": [1.0] * 1000, "sources.blocker.arrivals": [0.0] * 1000}
    )
    won, runs, expected = 0, 4, 1000 * (1 - 0.975**9) * 0.75 * 0.40
    for replication in range(runs):
        log = run(plan, SEED, replication)
        conservation.check(log)
        assert (jobs(log, "respond")["outcome"] == outcome(log, "cold")).sum() == 1000
        won += int((log.of(Row.CHANGE)["outcome"] == outcome(log, "customer")).sum())
    share = expected / 1000
    assert expected == pytest.approx(61, abs=0.3)
    assert abs(won - runs * expected) <= 4 * math.sqrt(runs * 1000 * share * (1 - share))


def test_who_was_never_answered_is_answered_first() -> None:
    assert way(lived({})) == [
        ("respond", "cold"), ("nurture", "develop"), ("respond", "qualify"), ("qualify", "develop"), ("develop", "close"),
        ("close", "customer"),
    ]  # fmt: skip


QUALIFIED_LATE = {
    "sources.blocker.arrivals": [0.02],
    "journey.respond.outcomes": [
        {"to": "qualify", "rate": 1.0, "after": {"mean": "1 day", "distribution": "constant"}}
    ],
}
"""The person answers at once and begins to audit before qualification."""


def test_who_went_cold_behind_the_first_step_goes_on_there() -> None:
    """Answered, then cold while it waited to be qualified: it is qualified before it is developed."""
    assert way(lived(QUALIFIED_LATE)) == [
        ("respond", "qualify"), ("qualify", "cold"), ("nurture", "develop"), ("qualify", "develop"), ("develop", "close"),
        ("close", "customer"),
    ]  # fmt: skip


def test_who_has_come_further_than_a_touch_leads_begins_where_it_leads() -> None:
    """Cold before the close: the market says that a touch leads to development, where this lead has been."""
    late = {
        "sources.list.entry": "develop",
        "sources.last": LAST,
        "sources.blocker.arrivals": [0.02],
        "journey.develop.outcomes": [
            {"to": "close", "rate": 1.0, "after": {"mean": "1 day", "distribution": "constant"}}
        ],
    }
    assert way(lived(late)) == [
        ("develop", "close"), ("close", "cold"), ("nurture", "develop"), ("develop", "close"), ("close", "customer"),
    ]  # fmt: skip


def test_a_touch_sells_nothing_to_those_whom_nobody_answered() -> None:
    sold = {"journey.nurture.outcomes": [{"to": "customer", "rate": 1.0}]}
    assert way(lived(sold))[:3] == [("respond", "cold"), ("nurture", "customer"), ("respond", "qualify")]


def test_those_given_up_for_cold_come_back_to_the_same_step() -> None:
    """`cold = "lost"`: a firm that follows up those it has lost answers them first, too."""
    lost = {"journey.respond.cold": "lost", "policies.nurture": {"recycles": ["lost"]}}
    assert way(lived(lost))[:3] == [("respond", "cold"), ("nurture", "develop"), ("respond", "qualify")]


def test_cold_on_a_way_that_ends_at_rest_by_a_step_left_out() -> None:
    """Cold leads go on to a step that nobody does and rest there: they come back to the queue they left."""
    through = {
        "journey.respond.cold": "demo",
        "journey.demo": {
            "work": {"mean": "1 h"},
            "optional": True,
            "skipped": "nurture",
            "outcomes": [{"to": "close", "rate": 1.0}],
        },
    }
    assert way(lived(through))[:3] == [("respond", "cold"), ("nurture", "develop"), ("respond", "qualify")]


def test_a_touch_that_leads_to_a_step_left_out_leads_to_the_next() -> None:
    """Development falls away: a touch leads to the close, where this lead has been, so the lead closes."""
    out = {
        "teams.all.does": ["respond", "qualify", "close", "nurture", "audit"],
        "journey.develop.optional": True,
        "journey.develop.skipped": "close",
        "sources.list.entry": "close",
        "sources.last": LAST,
    }
    assert way(lived(out)) == [("close", "cold"), ("nurture", "develop"), ("close", "customer")]


def test_the_time_after_a_touch_passes_before_the_lead_is_there() -> None:
    later = [{"to": "develop", "rate": 1.0, "after": {"mean": "5 days", "distribution": "constant"}}]
    log = lived({"journey.nurture.outcomes": later})
    touched, answered = jobs(log, "nurture"), jobs(log, "respond")
    assert answered["ready"][1] == pytest.approx(touched["end"][0] + 5)


def test_who_was_judged_not_ready_comes_back_where_the_market_says() -> None:
    """Cold once and answered then, it is said to be not ready: the next touch leads it to development."""
    doubts = {"journey.respond.outcomes": [{"to": "nurture", "rate": 1.0}, {"to": "qualify", "rate": 0.0}]}
    assert way(lived(doubts)) == [
        ("respond", "cold"), ("nurture", "develop"), ("respond", "nurture"), ("nurture", "develop"), ("develop", "close"),
        ("close", "customer"),
    ]  # fmt: skip


def test_the_routes_of_a_plan_know_the_same_ways() -> None:
    """Who comes in before development goes back to where it left; the close is not come to before it."""
    plan = scenario(FUNNEL)
    assert [way.to for way in ways(plan, POOL) if way.kind == "back"] == ["respond", "qualify"]
    beside = plan.replace({"sources.list.entry": "close", "sources.last": LAST})
    assert [way.to for way in ways(beside, POOL) if way.kind == "back"] == ["close", "respond", "qualify"]
    nobody = plan.replace({"policies.nurture": {"recycles": ["nurture"]}})
    assert [way.kind for way in ways(nobody, POOL)] == ["outcome", "outcome"]
    assert list(steps(plan)) == ["respond", "audit", "qualify", "develop", "close"]
    found = visits(plan, {"respond": 100.0})
    assert found is not None
    assert found["respond"] == 100, "expectations are of a world in which nobody goes cold"


def test_what_a_reader_is_told() -> None:
    plan = scenario(FUNNEL)
    assert "when gone cold there: Respond" in explain(plan).text(every=True)
    arrows = [(one.start, one.end, one.lines) for one in flow(Pen(plan, "en")).arrows]
    assert ("do nurture", "do respond", ("gone cold there",)) in arrows
    said = "Leads gone cold come back to the step whose queue they left, not to one behind it."
    assert said in states(Pen(plan, "en")).notes
    assert said not in states(Pen(plan.replace({"policies.nurture": {"recycles": ["nurture"]}}), "en")).notes


HALF_LOST = [{"to": "customer", "rate": 0.5}, {"to": "lost", "rate": 0.5}]
DEALS = {
    "sources.list.arrivals": [1.0] * 200,
    "journey.develop.outcomes": [{"to": "close", "rate": 0.5}, {"to": "lost", "rate": 0.5}],
    "journey.close.outcomes": HALF_LOST,
    "policies.nurture": {"every": "30 days", "touches": 1, "recycles": ["deals"]},
}


def ended(log: EventLog, step: str, how: str) -> set[int]:
    """The leads of which a step ended so."""
    rows = jobs_of(log)
    at, to = log.names.activities.index(step), log.names.outcomes.index(how)
    return set(rows["number"][(rows["activity"] == at) & (rows["outcome"] == to)].tolist())


def test_of_those_lost_the_deals_alone_are_followed_up() -> None:
    """Four steps lose leads; only who was lost where one buys is touched, and whoever else was not."""
    plan = scenario(FUNNEL).replace(DEALS)
    log = run(plan, SEED, 0)
    conservation.check(log)
    touched = ended(log, "nurture", "develop") | ended(log, "nurture", "nurture")
    lost = {step: ended(log, step, "lost") for step in ("respond", "qualify", "develop", "close")}
    assert all(lost.values())
    assert touched == lost["close"]
    everybody = run(plan.replace({"policies.nurture.recycles": ["lost"]}), SEED, 0)
    touched = ended(everybody, "nurture", "develop") | ended(everybody, "nurture", "nurture")
    assert touched == set.union(*(ended(everybody, step, "lost") for step in lost))


ONLY_DEALS = {
    "journey.develop.outcomes": [{"to": "close", "rate": 1.0}],
    "journey.audit.outcomes": [{"to": "nurture", "rate": 1.0}],
}


def test_where_deals_are_all_that_is_lost_it_is_all_the_same() -> None:
    plan = scenario(FUNNEL).replace(SURE | DEALS | ONLY_DEALS)
    deals, lost = (
        run(plan.replace({"policies.nurture.recycles": [kind]}), SEED, 0) for kind in ("deals", "lost")
    )
    assert len(ended(deals, "close", "lost")) > 50
    assert deals.of(Row.JOB).tobytes() == lost.of(Row.JOB).tobytes()


def test_a_deal_that_went_cold_and_is_lost_is_a_deal() -> None:
    """It is followed up and drawn so; who was lost in the queue before it is not, unless all who were lost are."""
    cold = {"journey.close.cold": "lost", "journey.respond.cold": "lost"}
    straight = {"journey.nurture.outcomes": [{"to": "customer", "rate": 1.0}]}
    plan = scenario(FUNNEL).replace(SURE | cold | straight | {"policies.nurture": {"recycles": ["deals"]}})
    assert [one.to for one in ways(plan, POOL) if one.kind == "back"] == ["close"]
    everybody = plan.replace({"policies.nurture.recycles": ["lost"]})
    assert [one.to for one in ways(everybody, POOL) if one.kind == "back"] == ["respond", "close"]


def test_who_was_turned_away_comes_back_to_the_gate_that_did_it() -> None:
    """Each touch brings a lead back: whom qualification refused is qualified again, and not developed past it."""
    plan = scenario(FUNNEL).replace(
        DEALS | {"journey.nurture.outcomes": ALWAYS, "policies.nurture.recycles": ["lost"]}
    )
    log = run(plan, SEED, 0)
    conservation.check(log)
    rows = jobs_of(log)
    names = log.names.activities
    for lead in np.unique(rows["number"]):
        steps_of = [names[one] for one in rows["activity"][rows["number"] == lead]]
        for before, after in pairwise(steps_of):
            if before == "nurture":
                last = next(
                    one for one in reversed(steps_of[: steps_of.index("nurture")]) if one != "nurture"
                )
                assert after == (last if last in ("respond", "qualify") else "develop"), steps_of
                break
    assert {one.to for one in ways(plan, POOL) if one.kind == "turned"} == {"respond", "qualify", "audit"}


def test_of_a_thousand_who_are_turned_away_few_come_to_an_appointment() -> None:
    """A quarter is lost at the first answer. Each of nine touches wakes .025: .204 of them come back to it, of whom
    .75 x .40 come to an appointment, as everybody does who asks: 15 of 250, and not 51."""
    plan = scenario(FUNNEL).replace(
        {
            "sources.list.arrivals": [1.0] * 1000,
            "policies.nurture.recycles": ["lost"],
            "policies.nurture.cycles": 1,
            "journey.qualify.outcomes": [{"to": "develop", "rate": 0.40}, {"to": "nurture", "rate": 0.60}],
        }
    )
    runs, back, lost, through = 4, 0, 0, 0
    for replication in range(runs):
        log = run(plan, SEED, replication)
        first = ended(log, "respond", "lost")
        woken = ended(log, "nurture", "develop")
        lost, back = lost + len(first), back + len(woken)
        through += len(woken & ended(log, "qualify", "develop"))
        assert woken <= first
    woken_share, passed = 1 - 0.975**9, 0.75 * 0.40
    assert abs(back - lost * woken_share) <= 4 * math.sqrt(lost * woken_share * (1 - woken_share))
    assert abs(through - back * passed) <= 4 * math.sqrt(back * passed * (1 - passed))
