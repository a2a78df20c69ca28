"""Recycling: leads and customers who rest or have left are followed up, come back with their record, and buy again."""

import math

import numpy as np
import pytest
import tomli_w
from estimates import SEED, jobs, outcome, scenario
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from searching import examples
from small_worlds import World, worlds

from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.measures.summary import summarize
from orgsim.plan.checks.size import too_large
from orgsim.setup.simulate import run
from orgsim.units import MONTH

TEXT = """
[scenario]
horizon = "{horizon}"
mechanisms = [{mechanisms}]

[sources.list]
kind = "recorded"
arrivals = {arrivals}

[journey.close]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = {outcomes}

[journey.nurture]
work = {{ mean = "1 h", distribution = "constant" }}
optional = true
outcomes = {touches}
{journey}

[offering]
{offering}

[customer]
churn = "{churn}"
{customer}

[policies.nurture]
every = "30 days"
touches = 9
recycles = {recycles}
{policies}

[teams.all]
headcount = {people}
calendar = "continuous"
does = ["close", "nurture"{does}]
"""
ALWAYS = '[ { to = "close", rate = 1.0 } ]'
BUY = '[ { to = "customer", rate = 1.0 } ]'
SUBSCRIPTION = 'price = "100 / month"\nterm = "6 months"'


def text(leads: int = 1, **words: object) -> str:
    """Customers who buy on day 0; most leave at the end of each term, and come back when they are asked."""
    filled = {"horizon": "3 years", "mechanisms": "", "outcomes": BUY, "touches": ALWAYS, "journey": ""}
    filled |= {
        "offering": SUBSCRIPTION,
        "churn": "99.99 % / year",
        "customer": "",
        "policies": "",
        "people": 500,
    }
    filled |= {"recycles": '["churned"]', "arrivals": [0.0] * leads, "does": ""}
    return TEXT.format(**{**filled, **words})


def story(log: EventLog, lead: int = 0) -> list[tuple[str, str, float]]:
    """What became of a lead: each change with its activity and its day."""
    rows = log.of(Row.CHANGE)
    rows = rows[rows["number"] == lead]
    said = (*log.names.activities, "")
    return [
        (log.names.outcomes[row["outcome"]], said[row["activity"]], round(float(row["end"]), 3))
        for row in rows
    ]


def how_often(log: EventLog, name: str) -> int:
    """Changes of a kind."""
    return int((log.of(Row.CHANGE)["outcome"] == outcome(log, name)).sum())


def test_a_customer_who_left_is_asked_comes_back_and_buys_again() -> None:
    """Bought after an hour, gone after half a year, touched 30 days later, back an hour after that, customer one hour on."""
    log = run(scenario(text()), SEED, 0)
    conservation.check(log)
    hour, first = 1 / 24, 1 / 24 + 6 * MONTH
    back = first + 30 + hour
    assert story(log)[:4] == [
        ("customer", "", round(hour, 3)),
        ("churned", "", round(first, 3)),
        ("returned", "nurture", round(back, 3)),
        ("customer", "", round(back + hour, 3)),
    ]
    assert story(log)[4] == ("churned", "", round(back + hour + 6 * MONTH, 3))
    assert jobs(log, "close")["visit"].tolist() == list(range(len(jobs(log, "close"))))


def test_nobody_follows_up_who_is_not_named() -> None:
    log = run(scenario(text(recycles='["nurture", "cold", "unworked", "lost"]')), SEED, 0)
    assert [what for what, _, _ in story(log)] == ["customer", "churned"]
    assert len(jobs(log, "nurture")) == 0


@pytest.mark.parametrize("cycles", [0, 1, 2])
def test_so_many_returns_and_no_more(cycles: int) -> None:
    log = run(scenario(text(policies=f"cycles = {cycles}", horizon="6 years")), SEED, 0)
    assert how_often(log, "returned") == cycles
    assert how_often(log, "churned") == cycles + 1


def test_a_refusal_leaves_one_who_left_as_it_was() -> None:
    """One touch, the answer is no: no change of state follows, and no second touch."""
    log = run(
        scenario(text(touches='[ { to = "close", rate = 0.0 }, { to = "lost", rate = 1.0 } ]')), SEED, 0
    )
    conservation.check(log)
    assert [what for what, _, _ in story(log)] == ["customer", "churned"]
    assert len(jobs(log, "nurture")) == 1


def test_the_record_of_the_earlier_relation_goes_on() -> None:
    """The second relation draws its own luck, of incidents as of churn: terms are counted on, not begun anew."""
    life = 'incidents = { activity = "support", rate = "1 / month", target = "1 day" }'
    support = '[journey.support]\nwork = { mean = "1 h" }\noptional = true'
    words = {"customer": life, "journey": support, "does": ', "support"', "mechanisms": '"knowledge"'}
    log = run(scenario(text(leads=50, **words)), SEED, 0)
    conservation.check(log)
    rows = log.of(Row.CHANGE)
    started = {}
    spans: list[tuple[float, float]] = []
    for row in rows[rows["number"] == 0]:
        if row["outcome"] == outcome(log, "customer"):
            started[0] = row["end"]
        if row["outcome"] == outcome(log, "churned"):
            spans.append((float(started[0]), float(row["end"])))
    assert len(spans) > 2
    own = jobs(log, "support")
    own = own[own["number"] == 0]["ready"]
    lives = [np.round(own[(own > begin) & (own < end)] - begin, 6).tolist() for begin, end in spans]
    assert lives[0] != lives[1]
    months = sum(end - begin for begin, end in spans) / MONTH
    assert abs(sum(map(len, lives)) - months) <= 4 * math.sqrt(months)


def test_work_for_an_earlier_relation_that_ends_in_a_later_one_is_nobodys() -> None:
    """An answer that takes two months is finished when its customer has left and bought again; it answers nothing then."""
    life = 'incidents = { activity = "support", rate = "2 / month", target = "1 day" }'
    support = '[journey.support]\nwork = { mean = "1440 h" }\noptional = true'
    words = {
        "customer": life,
        "journey": support,
        "does": ', "support"',
        "mechanisms": '"health", "knowledge"',
    }
    log = run(scenario(text(leads=40, **words)), SEED, 0)
    conservation.check(log)
    assert how_often(log, "returned") > 40


LEADS = text(
    leads=400,
    outcomes='[ { to = "customer", rate = 0.25 }, { to = "nurture", rate = 0.5 }, { to = "lost", rate = 0.25 } ]',
    recycles='["nurture", "lost", "churned"]',
    touches='[ { to = "close", rate = 0.2 }, { to = "nurture", rate = 0.7 }, { to = "lost", rate = 0.1 } ]',
)


def test_the_log_says_where_a_lead_was_and_what_brought_it_back() -> None:
    log = run(scenario(LEADS), SEED, 0)
    conservation.check(log)
    told = {(what, where) for lead in range(400) for what, where, _ in story(log, lead)}
    assert told == {
        ("customer", ""), ("churned", ""), ("renewed", ""), ("resting", "close"), ("lost", "close"), ("lost", "nurture"),
        ("returned", "nurture"),
    }  # fmt: skip


def test_states_add_up_whoever_came_back() -> None:
    """Every lead is open, at rest, lost or won, and those who left and returned are among the won, once."""
    log = run(scenario(LEADS), SEED, 0)
    said = summarize(log).kpis
    rows = log.of(Row.CHANGE)
    buyers = len(np.unique(rows[rows["outcome"] == outcome(log, "customer")]["number"]))
    assert said["won"] > buyers
    assert said["win_rate"] == buyers / 400
    assert said["open_leads"] + said["at_rest"] + said["lost"] + buyers == said["leads"] == 400
    assert said["customers_end"] == said["won"] - said["churned"]
    assert said["cac"] == pytest.approx(said["acquisition_cost"] / said["won"])


def test_leads_gone_cold_are_told_from_those_never_worked() -> None:
    """One person for forty leads: with patience they leave the queue, before any work or after some."""
    patience = 'outcomes = [ { to = "close", rate = 0.5 }, { to = "customer", rate = 0.5 } ]\npatience = { mean = "6 h" }'
    plan = text(leads=40, people=1, recycles='["cold", "unworked"]', policies="cycles = 1")
    plan = plan.replace(f"outcomes = {BUY}", patience)
    log = run(scenario(plan), SEED, 0)
    conservation.check(log)
    rest = log.of(Row.CHANGE)
    rest = rest[rest["outcome"] == outcome(log, "resting")]
    begun = {
        int(row["number"]): float(row["start"]) for row in jobs(log, "close")[::-1] if row["person"] >= 0
    }
    worked = [begun.get(int(row["number"]), math.inf) < row["end"] for row in rest]
    assert 0 < sum(worked) < len(worked)
    only = run(scenario(plan.replace('["cold", "unworked"]', '["cold"]')), SEED, 0)
    first = {int(row["number"]) for row, known in zip(rest, worked, strict=True) if not known}
    touched = set(jobs(only, "nurture")["number"].tolist())
    assert touched
    assert not touched & {n for n in first if n not in begun}


BOTH = """
[scenario]
horizon = "400 days"
mechanisms = ["word_of_mouth"]

[sources.list]
kind = "recorded"
arrivals = {arrivals}

[sources.talk]
kind = "word_of_mouth"
explained = "explain"
returns = 1.0
after = "12 days"

[journey.explain]
work = {{ mean = "480 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = 0.2 }}, {{ to = "nurture", rate = 0.8 }} ]

[journey.nurture]
work = {{ mean = "24 h", distribution = "constant" }}
optional = true
outcomes = [ {{ to = "explain", rate = 0.3 }}, {{ to = "nurture", rate = 0.7 }} ]

[policies.nurture]
every = "10 days"

[teams.shop]
headcount = 100
calendar = "continuous"
does = ["explain"]

[teams.callers]
headcount = 2
calendar = "continuous"
does = ["nurture"]
"""


def test_who_comes_back_unasked_is_not_called_any_more() -> None:
    """Touches that wait or are being made then are cancelled, and none falls due while the lead is in process."""
    log = run(scenario(BOTH.format(arrivals=[0.0] * 60)), SEED, 0)
    conservation.check(log)
    rows = log.of(Row.CHANGE)
    back = rows[(rows["outcome"] == outcome(log, "returned"))]
    unasked = back[back["activity"] == log.names.activities.index("explain")]
    assert len(unasked) > 50
    touches = jobs(log, "nurture")
    cancelled = touches[touches["outcome"] == outcome(log, "cancelled")]
    assert np.isnan(cancelled["start"]).any()
    assert (~np.isnan(cancelled["start"])).any()
    resting = (outcome(log, "resting"), outcome(log, "lost"))
    for touch in touches:
        earlier = rows[(rows["number"] == touch["number"]) & (rows["end"] <= touch["ready"])]
        assert earlier["outcome"][-1] in resting


LICENCE = (
    'kind = "perpetual"\nprice = 1000\nreplaced = { mean = "2 years", distribution = "constant" }\nloyalty = '
)


def test_a_loyal_customer_replaces_what_it_bought() -> None:
    """Bought after an hour; two years later the licence is at its end, and an hour of closing later there is a new one."""
    log = run(scenario(text(offering=LICENCE + "1.0", horizon="5 years")), SEED, 0)
    conservation.check(log)
    life, hour = 2 * 365.25, 1 / 24
    assert story(log) == [
        ("customer", "", round(hour, 3)),
        ("retired", "", round(hour + life, 3)),
        ("returned", "", round(hour + life, 3)),
        ("customer", "", round(2 * hour + life, 3)),
        ("retired", "", round(2 * hour + 2 * life, 3)),
        ("returned", "", round(2 * hour + 2 * life, 3)),
        ("customer", "", round(3 * hour + 2 * life, 3)),
    ]
    said = summarize(log).kpis
    assert (said["won"], said["customers_end"], said["churned"], said["revenue"]) == (3, 1, 0, 3000)
    assert said["win_rate"] == 1
    assert said["time_to_win_median"] == pytest.approx(hour)


def test_the_share_of_customers_who_come_back_to_replace() -> None:
    log = run(scenario(text(leads=2000, offering=LICENCE + "0.4", horizon="3 years")), SEED, 0)
    assert how_often(log, "retired") + how_often(log, "churned") == 2000
    assert abs(how_often(log, "retired") / 2000 - 0.4) <= 4 * math.sqrt(0.24 / 2000)
    assert how_often(log, "returned") >= how_often(log, "retired")


def test_neglect_costs_loyalty() -> None:
    """Nobody calls: with health below 0 fewer than 0.4 come back, by the odds that the log says."""
    calls = {"customer": 'check_ins = { activity = "call", every = "3 months" }', "mechanisms": '"health"'}
    calls["journey"] = '[journey.call]\nwork = { mean = "1 h" }\noptional = true'
    log = run(scenario(text(leads=2000, offering=LICENCE + "0.4", **calls)), SEED, 0)
    rows = log.of(Row.CHANGE)
    decided = rows[np.isin(rows["outcome"], [outcome(log, "retired"), outcome(log, "churned")])]
    decided = decided[decided["end"] < 2 * 365.25 + 1]
    moved = float(decided["effect_health"][0])
    assert moved < -0.2
    expected = 1 / (1 + 1.5 * math.exp(-moved))
    loyal = (decided["outcome"] == outcome(log, "retired")).mean()
    assert abs(loyal - expected) <= 4 * math.sqrt(expected * (1 - expected) / len(decided))
    assert expected < 0.4 - 4 * math.sqrt(0.24 / len(decided))


def test_maintenance_ends_with_the_licence() -> None:
    """Who retires a licence takes its maintenance along, and signs it again with the next."""
    offering = LICENCE + '1.0\nmaintenance = { price = "10 / month" }'
    log = run(scenario(text(offering=offering, churn="0 % / year", horizon="3 years")), SEED, 0)
    conservation.check(log)
    rows = log.of(Row.CHANGE)
    assert rows[rows["mrr"] != 0]["mrr"].tolist() == [10, -10, 10]
    said = summarize(log).kpis
    assert said["mrr"] == 10


@pytest.mark.parametrize("ownership", ["pooled", "person"])
def test_replacements_without_any_delay_do_not_stop_the_clock(ownership: str) -> None:
    """A product that lasts no time lasts a day, so that work of no time still lets time pass; the last goes on the horizon."""
    plan = text(offering=LICENCE.replace('"2 years"', '"0 days"') + "1.0", horizon="30 days")
    plan = plan.replace('mean = "1 h"', 'mean = "0 h"').replace(
        "headcount", f'ownership = "{ownership}"\nheadcount'
    )
    log = run(scenario(plan), SEED, 0)
    conservation.check(log)
    assert how_often(log, "retired") == 30


def test_delays_that_a_shock_makes_longer() -> None:
    """Decisions of 10 days take 25 while buyers compare, for those whose talk ends in that time."""
    decides = '[ { to = "customer", rate = 1.0, after = { mean = "10 days", distribution = "constant" } } ]'
    plan = text(outcomes=decides, arrivals=[0.0, 50.0, 90.0], churn="0 % / year")
    shock = '[shocks.comparing]\nat = "40 days"\nlasts = "30 days"\ndelays = { close = 2.5 }\n'
    log = run(scenario(plan + shock), SEED, 0)
    rows = log.of(Row.CHANGE)
    bought = rows[rows["outcome"] == outcome(log, "customer")]["end"] - 1 / 24
    assert bought.tolist() == pytest.approx([10, 75, 100])


def test_delays_are_of_activities() -> None:
    with pytest.raises(ScenarioError) as error:
        scenario(text() + '[shocks.comparing]\nat = "0 days"\ndelays = { clsoe = 2.0 }\n')
    assert (
        'shocks.comparing.delays.clsoe: "clsoe" is not an activity of the journey; did you mean close?'
        in str(error.value)
    )


@st.composite
def worlds_of_returns(draw: st.DrawFn) -> World:
    """Any small scenario, with every way in which leads and customers come back or bring others."""
    world: World = {**draw(worlds())}
    steps = [name for name in ("first", "second", "third") if name in world["journey"]]
    few = st.sampled_from(["0 / day", "0.02 / day", "0.05 / day"])
    friends = {"kind": "referral", "rate": draw(few), "entry": steps[-1], "cost": 5.0}
    talk = {"kind": "word_of_mouth", "explained": draw(st.sampled_from(steps)), "after": "5 days"}
    talk |= {"returns": draw(st.sampled_from([0.0, 0.5, 1.0])), "rate": draw(few)}
    world["sources"] = {**world["sources"], "friends": friends, "talk": talk}
    recycled = draw(st.sampled_from([["churned"], ["nurture", "lost", "churned", "cold", "unworked"]]))
    world["policies"]["nurture"] |= {"recycles": recycled, "cycles": draw(st.integers(0, 9))}
    if draw(st.booleans()):
        life = draw(st.sampled_from([{"mean": "20 days"}, {"mean": "0 days", "distribution": "constant"}]))
        offering = {
            "kind": "perpetual",
            "price": 900,
            "replaced": life,
            "loyalty": draw(st.sampled_from([0.0, 0.7, 1.0])),
        }
        offering |= draw(st.sampled_from([{}, {"maintenance": {"price": "9 / month", "term": "10 days"}}]))
        world["offering"] = offering
    if draw(st.booleans()):
        del world["scenario"]["mechanisms"]
    return world


@settings(max_examples=examples(25))
@given(worlds_of_returns())
def test_nobody_is_lost_or_counted_twice_in_any_world(world: World) -> None:
    """Whoever comes back or is brought, the states and the revenue add up, and every lead has one fate in the funnel."""
    plan = scenario(tomli_w.dumps(world))
    assume(too_large(plan) is None)
    log = run(plan, SEED, 0)
    conservation.check(log)
    said = summarize(log).kpis
    if said["leads"]:
        won = said["win_rate"] * said["leads"]
        assert said["open_leads"] + said["at_rest"] + said["lost"] + won == pytest.approx(said["leads"])


@pytest.mark.parametrize(("touches", "due"), [(1, [30.0]), (2, [30.0, 62.0])])
def test_after_a_touch_that_was_not_made_comes_the_next(touches: int, due: list[float]) -> None:
    """Due on day 30 and given up two days later, while the only person audits; the next, 30 days on, wins the lead back.

    There is none if the first was all that the lead had coming.
    """
    hardly = '[ { to = "customer", rate = 0.001 }, { to = "nurture", rate = 0.999 } ]'
    log = run(
        scenario(text(outcomes=hardly, horizon="70 days", people=1)).replace(
            {
                "policies.nurture.recycles": ["nurture"],
                "policies.nurture.touches": touches,
                "journey.nurture.patience": {"mean": "2 days", "distribution": "constant"},
                "journey.audit": {
                    "work": {"mean": "600 h", "distribution": "constant"},
                    "outcomes": [{"to": "lost", "rate": 1.0}],
                },
                "sources.late": {"kind": "recorded", "entry": "audit", "arrivals": [29.0]},
                "teams.all.does": ["close", "nurture", "audit"],
            }
        ),
        SEED,
        0,
    )
    touched, hour = jobs(log, "nurture"), 1 / 24
    assert (touched["ready"] - hour).tolist() == pytest.approx(due)
    assert (touched["outcome"][0], touched["end"][0]) == (outcome(log, "cold"), pytest.approx(32 + hour))
    assert how_often(log, "returned") == touches - 1
