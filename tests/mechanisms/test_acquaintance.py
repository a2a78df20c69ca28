"""Acquaintance: what a new face costs at gates and decisions, by hand, and against hours counted anew from the log."""

import math
from collections import defaultdict
from typing import Any

import numpy as np
import pytest
from contract import Case
from estimates import SEED, jobs, outcome

from orgsim.errors import OrgsimError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.mechanisms.handoffs.acquaintance import acquaintance, lasting
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run

TWO_STEPS = """
[scenario]
horizon = "200 days"
mechanisms = ["acquaintance"]

[sources.web]
leads = "10 / day"

[journey.meet]
work = { mean = "20 h", distribution = "constant" }
outcomes = [{ to = "close", rate = 1.0 }]

[journey.close]
work = { mean = "10 h", distribution = "constant" }
outcomes = [{ to = "customer", rate = 0.5 }, { to = "lost", rate = 0.5 }]

[teams.field]
headcount = 40
calendar = "continuous"
does = ["meet"]

[teams.desk]
headcount = 40
calendar = "continuous"
does = ["close"]

[effects.acquaintance]
hours = "20 h"
recorded = 0.0
"""


def won(log: EventLog) -> float:
    """Share of the talks that closed."""
    closed = jobs(log, "close")
    return float((closed["outcome"] == outcome(log, "customer")).mean())


CASE = Case(
    scenario=TWO_STEPS,
    neutral={"effects.acquaintance.odds": 0.0},
    path="effects.acquaintance.odds",
    grid=(0.0, 1.0, 3.0, 6.0),
    observed=won,
    sign=-1,
    replications=1,
)
ALONE = math.exp(-0.5) - math.exp(-1.5)
"""What somebody lacks who has spent 10 of 30 hours, where 20 make 63 %."""


def felt(log: EventLog, activity: str) -> Any:
    """The effect at the gates of an activity that have decided."""
    found = jobs(log, activity)
    return found["effect_acquaintance"][~np.isnan(found["end"])]


def test_what_a_second_face_lacks_by_hand() -> None:
    """Of 30 hours the closer has spent 10: exp(-10/20) - exp(-30/20); who meets first lacks nothing."""
    log = run(parse(TWO_STEPS), SEED, 0)
    assert felt(log, "close") == pytest.approx(-ALONE, abs=1e-6)
    assert (felt(log, "meet") == 0).all()


def test_odds_fall_by_what_is_lacking() -> None:
    """With odds of 3 a base rate of one half becomes logistic(-3 x what is lacking)."""
    log = run(parse(TWO_STEPS).replace({"effects.acquaintance.odds": 3.0}), SEED, 0)
    expected = 1 / (1 + math.exp(3 * ALONE))
    error = math.sqrt(expected * (1 - expected) / len(jobs(log, "close")))
    assert error < 0.02
    assert abs(won(log) - expected) <= 4 * error


ONE_TEAM = {"teams.desk": None, "teams.field.does": ["meet", "close"]}


def test_the_same_person_is_the_reference() -> None:
    log = run(parse(TWO_STEPS).replace({**ONE_TEAM, "teams.field.ownership": "person"}), SEED, 0)
    assert len(jobs(log, "close")) > 1000
    assert (felt(log, "close") == 0).all()


def test_in_a_pooled_team_it_is_nothing_where_the_same_person_happens_to_answer() -> None:
    log = run(
        parse(TWO_STEPS).replace({**ONE_TEAM, "teams.field.headcount": 2, "sources.web.leads": "1 / day"}),
        SEED,
        0,
    )
    seen = np.unique(felt(log, "close").round(5))
    assert seen == pytest.approx([-ALONE, 0.0], abs=1e-5)


@pytest.mark.parametrize(("records", "kept"), [("personal", 0.2), ("crm", 0.8)])
def test_records_spare_part_of_it(records: str, kept: float) -> None:
    """Knowledge after a job of mean length is 1 - 1/e, of which `kept` survives; the share known after the second spares."""
    changes = {
        "scenario.mechanisms": ["knowledge", "acquaintance"],
        "policies.records.kind": records,
        "effects.acquaintance.recorded": 0.5,
    }
    log = run(parse(TWO_STEPS).replace(changes), SEED, 0)
    first, other = 1 - math.exp(-1), math.exp(-1)
    share = (1 - (1 - kept * first) * other) / (1 - (1 - first) * other)
    assert felt(log, "close") == pytest.approx(-ALONE * (1 - 0.5 * share), abs=1e-6)


SOLD = """
[scenario]
horizon = "{days} days"
mechanisms = [{mechanisms}]

[sources.web]
kind = "recorded"
arrivals = {arrivals}

[journey.close]
work = {{ mean = "30 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = 1.0 }} ]

[journey.care]
work = {{ mean = "10 h", distribution = "constant" }}

[offering]
price = "100 / month"
term = "{term}"

[customer]
churn = "30 % / year"
{customer}

[teams.sales]
headcount = 4
calendar = "continuous"
does = ["close"]
ownership = "person"

[teams.desk]
headcount = 4
calendar = "continuous"
does = ["care"]

[effects.acquaintance]
hours = "20 h"
recorded = 0.0
longevity = 0.3
"""
"""Thirty hours of a seller; a desk of four cares for ten hours at a time."""
SOLD_ALONE = """
[scenario]
horizon = "400 days"
mechanisms = ["acquaintance"]

[sources.web]
kind = "recorded"
arrivals = [0.0]

[journey.close]
work = { mean = "30 h" }
outcomes = [ { to = "customer", rate = 1.0 } ]

[offering]
price = "100 / month"
term = "12 months"

[teams.sales]
headcount = 4
does = ["close"]
ownership = "person"
"""
ONBOARDED = 'onboarding = { activity = "care", target = "10 days" }'


def sold(customer: str = ONBOARDED, **words: object) -> Scenario:
    filled = {"days": 400, "term": "12 months", "mechanisms": '"acquaintance"', "arrivals": [0.0]}
    return parse(SOLD.format(customer=customer, **filled | words))


def decision(plan: Scenario, k: int = 0) -> float:
    """The effect at the k-th decision to stay or leave."""
    rows = run(plan, SEED, 0).of(Row.CHANGE)
    found = [one for one in rows["effect_acquaintance"].tolist() if one]
    return float(found[k])


def gone(known: float, hours: float) -> float:
    """What a customer of so many hours lacks with people of a mean acquaintance of `known`."""
    return 1 - math.exp(-hours / 20) - known


def test_a_purchase_from_which_a_pooled_desk_goes_on() -> None:
    """At the decision one of the four is known by ten hours of forty, the others not at all."""
    assert decision(sold()) == pytest.approx(-gone((1 - math.exp(-0.5)) / 4, 40), abs=1e-6)


def test_an_owner_is_better_known_than_a_pooled_desk_when_nobody_leaves() -> None:
    owned = sold().replace({"teams.desk.ownership": "person"})
    assert decision(owned) == pytest.approx(-gone(1 - math.exp(-0.5), 40), abs=1e-6)
    kept = sold().replace({"teams.desk": None, "teams.sales.does": ["close", "care"]})
    assert not run(kept, SEED, 0).of(Row.CHANGE)["effect_acquaintance"].any()


def test_who_was_let_go_at_the_purchase_knows_nobody() -> None:
    """Nothing has been done since: the desk is a stranger, and with nobody to serve it the seller still is who is there."""
    assert decision(sold(customer='incidents = { activity = "care", rate = "0 / month" }')) == pytest.approx(
        -gone(0.0, 30), abs=1e-6
    )
    alone = parse(SOLD_ALONE)
    assert not run(alone, SEED, 0).of(Row.CHANGE)["effect_acquaintance"].any()


def test_most_for_what_lasts_long() -> None:
    """Three years count 3^0.3 times one; three months as much as a year."""
    year = decision(sold())
    assert decision(sold(term="36 months", days=1200)) == pytest.approx(3**0.3 * year, rel=1e-5)
    assert decision(sold(term="3 months")) == pytest.approx(year, rel=1e-5)
    assert lasting(3650, 0.0) == 1


def test_a_product_counts_by_the_time_until_it_is_replaced() -> None:
    replaced = {"mean": "48 months", "distribution": "constant"}
    text = SOLD.replace('price = "100 / month"\nterm = "{term}"', 'kind = "perpetual"\nprice = 1000')
    words = {"mechanisms": '"acquaintance"', "days": 1500, "arrivals": [0.0], "customer": ONBOARDED}
    plan = parse(text.format(**words)).replace({"offering.replaced": replaced})
    rows = run(plan, SEED, 0).of(Row.CHANGE)
    said = rows["effect_acquaintance"][rows["effect_acquaintance"] != 0]
    assert said[0] == pytest.approx(-(4**0.3) * gone((1 - math.exp(-0.5)) / 4, 40), rel=1e-5)


LEAVERS = {
    "teams.desk.ownership": "person",
    "teams.desk.changes": [{"at": "100 days", "headcount": 0}, {"at": "101 days", "headcount": 4}],
}


def test_a_leaver_leaves_a_stranger() -> None:
    """All of the desk are others by then."""
    assert decision(sold().replace(LEAVERS)) == pytest.approx(-gone(0.0, 40), abs=1e-6)


def test_an_heir_knows_nobody_and_misses_nobody() -> None:
    heirs = 'early_leaving = { rate = "99 % / year", heirs = 1.0 }\n' + ONBOARDED
    log = run(sold(customer=heirs, days=300, term="6 months"), SEED, 0)
    rows = log.of(Row.CHANGE)
    assert (rows["outcome"] == outcome(log, "inherited")).any()
    assert not rows["effect_acquaintance"].any()


def test_who_holds_a_check_in_sells_by_their_own_acquaintance() -> None:
    """Odds of 4: half would buy more; who has 10 of 40 hours sells to logistic(-4 x what is lacking)."""
    customer = (
        'check_ins = { activity = "care", every = "60 days" }\nupsell = { rate = 0.5, value = "10 %" }\n'
    )
    plan = sold(customer=customer, days=100, arrivals=[0.0] * 700)
    many = {"teams.sales.headcount": 700, "teams.desk.headcount": 700, "effects.acquaintance.odds": 4.0}
    log = run(plan.replace(many), SEED, 0)
    share = (log.of(Row.CHANGE)["outcome"] == outcome(log, "upsold")).sum() / 700
    expected = 1 / (1 + math.exp(4 * gone(1 - math.exp(-0.5), 40)))
    error = math.sqrt(expected * (1 - expected) / 700)
    assert 4 * error < 0.5 - expected
    assert abs(share - expected) <= 4 * error


def test_a_handover_in_person_at_the_purchase_by_hand() -> None:
    """Two hours of both, with an introduction of two: 1 - 1/e of the seller's acquaintance passes, and ten hours come on top."""
    plan = sold().replace({"policies.handover": {"hours": "2 h"}, "teams.desk.ownership": "person"})
    log = run(plan, SEED, 0)
    assert jobs(log, "handover")[["team", "hours"]].tolist() == [(log.names.teams.index("sales"), 2.0)]
    assert jobs(log, "care")["hours"].tolist() == [12.0]
    known = (1 - math.exp(-1)) * (1 - math.exp(-1.5))
    assert acquaintance(30, 20) == pytest.approx(1 - math.exp(-1.5))
    expected = gone(1 - (1 - known) * math.exp(-12 / 20), 42)
    assert decision(plan) == pytest.approx(-expected, abs=1e-6)
    assert expected < gone(1 - math.exp(-0.5), 40)


def test_teams_may_hand_over_in_person_whenever_a_case_changes_them() -> None:
    plan = parse(TWO_STEPS).replace({"policies.handover": {"hours": "1 h", "at": "teams"}})
    log = run(plan, SEED, 0)
    handed = jobs(log, "handover")
    assert set(handed["team"]) == {log.names.teams.index("field")}
    assert len(handed) == len(jobs(log, "close"))
    closed = jobs(log, "close", (0.0, 190.0))
    assert set(closed["hours"]) == {11.0}
    share = 1 - math.exp(-0.5)
    known = share * (1 - math.exp(-1))
    assert felt(log, "close") == pytest.approx(
        -(1 - math.exp(-31 / 20) - (1 - (1 - known) * math.exp(-11 / 20))), abs=1e-6
    )
    never = parse(TWO_STEPS).replace({"policies.handover": {"hours": "1 h"}})
    assert "handover" not in [log.names.activities[k] for k in run(never, SEED, 0).of(Row.JOB)["activity"]]


def test_who_has_left_introduces_nobody() -> None:
    left = {"teams.sales.changes": [{"at": "40 h", "headcount": 0}], "policies.handover": {"hours": "2 h"}}
    slow = {"offering.term": "12 months", "policies.handoff": {"delay": "5 days", "confirmation": "0 h"}}
    plan = sold(mechanisms='"acquaintance", "handoff"').replace({**left, **slow})
    log = run(plan, SEED, 0)
    assert len(jobs(log, "care")) == 1
    assert len(jobs(log, "handover")) == 0


def test_who_moves_to_another_team_is_no_new_face() -> None:
    """The desk's four go to a new desk, with what they know; a no-op reorganization changes nothing either."""
    own = sold().replace({"teams.desk.ownership": "person"})
    teams = own.document().get("teams")
    renamed = {"sales": teams["sales"], "service": teams["desk"]}
    moved = own.replace({"reorganizations": [{"at": "200 days", "organization": {"teams": renamed}}]})
    assert decision(moved) == decision(own)
    pooled = moved.replace({"reorganizations.0.organization.teams.service.ownership": "pooled"})
    assert decision(pooled) == decision(sold())


def test_customers_of_day_0_know_who_keeps_them() -> None:
    """Thirty hours of a seller and ten of whoever onboarded, who keeps the account or is one of four."""
    plan = sold(arrivals=[300.0], term="12 months").replace(
        {"firm": {"customers": 1, "tenure": {"mean": "100 days", "distribution": "constant"}}}
    )
    first = gone((1 - math.exp(-0.5)) / 4, 40)
    assert decision(plan) == pytest.approx(-first, abs=1e-6)
    owned = plan.replace({"teams.desk.ownership": "person"})
    assert decision(owned) == pytest.approx(-gone(1 - math.exp(-0.5), 40), abs=1e-6)


def test_the_old_key_is_told_where_to_go() -> None:
    with pytest.raises(OrgsimError) as said:
        sold().replace({"effects.health.new_owner": 1.0})
    assert (
        "effects.health.new_owner is no more: a new owner is a new face; say what that costs by "
        "effects.acquaintance.odds" in str(said.value)
    )


TOGETHER = """
[scenario]
horizon = "20 days"
mechanisms = ["acquaintance"]

[sources.web]
kind = "recorded"
arrivals = [0.0]

[journey.demonstrate]
work = { mean = "20 h", distribution = "constant" }
with = ["sellers"]
outcomes = [ { to = "follow_up", rate = 1.0 } ]

[journey.follow_up]
work = { mean = "10 h", distribution = "constant" }
outcomes = [ { to = "lost", rate = 1.0 } ]

[teams.specialists]
headcount = 1
calendar = "continuous"
does = ["demonstrate"]

[teams.sellers]
headcount = 1
calendar = "continuous"
does = ["follow_up"]

[effects.acquaintance]
recorded = 0.0
"""


def test_who_was_there_beside_another_is_no_new_face() -> None:
    both = parse(TOGETHER)
    assert felt(run(both, SEED, 0), "follow_up").tolist() == [0.0]
    alone = both.replace({"journey.demonstrate.with": []})
    assert felt(run(alone, SEED, 0), "follow_up") == pytest.approx([-ALONE], abs=1e-6)


BUSY = """
[scenario]
horizon = "120 days"
mechanisms = ["acquaintance", "turnover"]

[sources.web]
leads = "3 / day"

[journey.meet]
work = { mean = "5 h" }
sittings = { length = "2 h", gap = { mean = "1 day" } }
outcomes = [{ to = "deepen", rate = 0.8 }, { to = "lost", rate = 0.2 }]

[journey.deepen]
work = { mean = "3 h" }
urgent = true
outcomes = [{ to = "meet", rate = 0.5 }, { to = "close", rate = 0.3 }, { to = "lost", rate = 0.2 }]

[journey.close]
work = { mean = "4 h" }
outcomes = [{ to = "customer", rate = 0.5 }, { to = "lost", rate = 0.5 }]

[teams.field]
headcount = 7
does = ["meet", "deepen"]
ownership = "OWNERSHIP"
turnover = "90 % / year"
absence = "25 days / year"

[teams.desk]
headcount = 3
does = ["close"]
"""


@pytest.mark.parametrize("ownership", ["pooled", "person"])
def test_hours_with_each_are_those_of_the_log(ownership: str) -> None:
    """Work that is put aside, handed on, stood in for and taken over: every effect at every gate follows from the log's hours by
    person, counted anew."""
    log = run(parse(BUSY.replace("OWNERSHIP", ownership)), SEED, 0)
    paused = log.of(Row.STRETCH)
    in_parts = {(one["number"], one["activity"], one["visit"]) for one in paused}
    done = [one for one in log.of(Row.JOB) if one["hours"] > 0 and not np.isnan(one["end"])]
    plain = [one for one in done if (one["number"], one["activity"], one["visit"]) not in in_parts]
    worked_by = sorted(
        [(one["end"], 0, one) for one in (*paused, *plain)] + [(one["end"], 1, one) for one in done],
        key=lambda one: one[:2],
    )
    spent: dict[int, dict[tuple[int, int], float]] = defaultdict(lambda: defaultdict(float))
    checked = changed = 0
    for _, gate, row in worked_by:
        who = int(row["team"]), int(row["person"])
        with_each = spent[int(row["number"])]
        if not gate:
            with_each[who] += float(row["hours"])
            continue
        expected = math.exp(-sum(with_each.values()) / 20) - math.exp(-with_each[who] / 20)
        assert row["effect_acquaintance"] == pytest.approx(0.7 * expected, abs=1e-6)
        checked, changed = checked + 1, changed + (expected < -0.01)
    assert checked > 500
    assert changed > 100
