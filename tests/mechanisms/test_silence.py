"""What silence means: whoever states no development, no records and does no care gains nothing by it (issue 12, point 5)."""

import re
from functools import cache
from typing import Any

import numpy as np
import pytest
from estimates import SEED, jobs
from mechanisms.test_acquaintance import ONBOARDED, decision, gone, sold
from mechanisms.test_adoption import club as users
from mechanisms.test_adoption import standing as in_use
from mechanisms.test_care import club, decisions, incidents, standing
from mechanisms.test_neglected import club as neglected
from numpy.lib.recfunctions import repack_fields
from places import ROOT
from taking_over import SECOND, team, two

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures.monthly import monthly
from orgsim.measures.summary import summarize
from orgsim.mechanisms.handoffs.knowledge import Knowledge
from orgsim.mechanisms.handoffs.record_keeping import at_least, fresh, used
from orgsim.plan.derived.bought_in import bought_in, bought_in_cost
from orgsim.plan.hybrids import hybrid
from orgsim.plan.load import load, parse
from orgsim.plan.model.in_files import Policies
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run
from orgsim.study.fairness import remarks
from orgsim.units import MONTH

FIRM = """
[scenario]
horizon = "26 months"
warm_up = "60 days"
mechanisms = ["product", "health"]

[sources.web]
leads = "1 / day"
cost = 10

[journey.answer]
work = { mean = "1 h", distribution = "constant" }
outcomes = [ { to = "close", rate = 1.0 } ]

[journey.close]
work = { mean = "3 h", distribution = "constant" }
outcomes = [ { to = "customer", rate = 0.25 }, { to = "lost", rate = 0.75 } ]

[offering]
price = "100 / month"
term = "6 months"
developed = true

[customer]
churn = "20 % / year"

[effects.product]
keeps_up = "360 h"
set_up = "0 h"

[teams.sellers]
headcount = 3
cost = "1000 / month"
calendar = "continuous"
does = ["close"]

[teams.others]
headcount = 1
cost = "3000 / month"
calendar = "continuous"
does = ["answer"]
"""
"""Four people, always on duty, who are paid 6,000 a month together."""
HOURS = 24 * MONTH
"""Staff hours on duty of one of them a model month."""
RATE = 6000 / (4 * HOURS)
MONEY = {"profit", "firm_value", "cash_end", "cash_valley", "discounted_value", "development_cost"}


def firm(**changes: Any) -> Scenario:
    return parse(FIRM).replace({path.replace("__", "."): value for path, value in changes.items()})


def bought(log: EventLog) -> np.ndarray:
    return log.of(Row.BOUGHT_IN)


def all_but(log: EventLog) -> list[bytes]:
    """All rows but those of what is bought in, without the columns of effects, in one order."""
    rows = log.rows[log.rows["kind"] != Row.BOUGHT_IN]
    names = [name for name in rows.dtype.names or () if not name.startswith("effect_")]
    return sorted(row.tobytes() for row in repack_fields(rows[names]))


# Development


def test_who_states_no_development_pays_for_what_keeps_the_product_up() -> None:
    """360 h a month at 6,000 / (4 x 730.5 h): 739.22 a month, over the whole run, and nothing of it in acquisition."""
    silent, free = run(firm(), SEED, 0), run(firm(offering__developed=False), SEED, 0)
    rows = bought(silent)
    assert rows["hours"].sum() == pytest.approx(26 * 360)
    assert rows["cost"] == pytest.approx(360 * RATE * (rows["end"] - rows["start"]) / MONTH)
    assert rows["start"][0] == 0.0
    assert rows["end"][-1] == silent.facts.horizon
    assert (rows["start"][1:] == rows["end"][:-1]).all()
    assert not len(bought(free))
    paid, spared = summarize(silent).kpis, summarize(free).kpis
    cost = 360 * RATE * (26 - 60 / MONTH)
    assert paid["development_cost"] == pytest.approx(cost)
    assert spared["development_cost"] == 0.0
    assert spared["profit"] - paid["profit"] == pytest.approx(cost)
    assert spared["cash_end"] - paid["cash_end"] == pytest.approx(360 * RATE * 26)
    assert spared["firm_value"] - paid["firm_value"] == pytest.approx(
        spared["discounted_value"] - paid["discounted_value"]
    )
    assert 0.85 * cost < spared["discounted_value"] - paid["discounted_value"] < cost
    moved = {name for name in paid if not np.array_equal(paid[name], spared[name], equal_nan=True)}
    assert moved == MONEY  # not the cost of winning a customer, nor payroll


def test_no_draw_moves_and_nobody_works_for_it() -> None:
    silent, free = run(firm(), SEED, 0), run(firm(offering__developed=False), SEED, 0)
    assert all_but(silent) == all_but(free)
    assert not silent.rows["effect_product"].any()


def test_the_months_show_it() -> None:
    table = monthly(run(firm(scenario__horizon="2.5 months", scenario__warm_up="0 days"), SEED, 0))
    assert table["development_cost"].tolist() == pytest.approx([360 * RATE, 360 * RATE, 180 * RATE])
    assert table["payroll"].tolist() == pytest.approx([6000, 6000, 3000])


def test_who_has_a_developer_pays_the_same() -> None:
    """Two firms alike but for the statement: one more person at the mean pay who does just what keeps the product up, or the
    same hours bought in. What customers make of quality is off, as it moves with each block."""
    felt = {"effects.product.purchase": 0.0, "effects.product.renewal": 0.0}
    alike = {"teams.others.cost": "1000 / month", "effects.product.keeps_up": f"{HOURS} h"} | felt
    silent = parse(FIRM).replace(alike)
    stated = silent.replace(
        {"teams.makers": team(cost=1000), "policies.development": {"team": "makers", "share": 1.0}}
    )
    bought_by, made_by = summarize(run(silent, SEED, 0)).kpis, summarize(run(stated, SEED, 0)).kpis
    assert made_by["development_cost"] == 0.0
    assert made_by["payroll"] - bought_by["payroll"] == pytest.approx(bought_by["development_cost"])
    for name in ("profit", "firm_value", "cash_end", "discounted_value", "won", "arr", "cac"):
        assert bought_by[name] == pytest.approx(made_by[name]), name


def test_a_month_with_fewer_hours_on_duty_is_no_dearer() -> None:
    """Office hours without holidays, a year: the mean pay per hour on duty of the year, not of each month."""
    rows = bought(run(firm(teams__sellers__calendar="office", teams__others__calendar="office"), SEED, 0))
    mean = 6000 / (4 * 8 * 5 / 7 * MONTH)
    assert rows["cost"][11:] / rows["hours"][11:] == pytest.approx(np.full(len(rows) - 11, mean), rel=0.006)


def test_what_is_expected_of_it_is_what_is_paid() -> None:
    assert bought_in(firm()) == 360
    assert bought_in_cost(firm()) == pytest.approx(360 * RATE)
    assert bought_in(firm(scenario__mechanisms=["health"])) == 0
    assert not len(bought(run(firm(scenario__mechanisms=["health"]), SEED, 0)))


def test_a_firm_without_pay_buys_for_nothing() -> None:
    """An hour is worth what the firm pays for one: that its people cost nothing is said in a note."""
    rows = bought(run(firm(teams__sellers__cost="0 / month", teams__others__cost="0 / month"), SEED, 0))
    assert rows["hours"].sum() == pytest.approx(26 * 360)
    assert not rows["cost"].any()


DEVELOPED = {"offering": {"price": "100 / month", "developed": True}, "scenario.mechanisms": ["product"]}


@pytest.mark.parametrize(("developed", "comes"), [(True, 1), (False, 0)])
def test_who_hires_by_cash_sees_what_was_bought_in(developed: bool, comes: int) -> None:
    """Each month takes 6,000 of pay, and 739 for development: after three the mean balance is -12,000 or -13,478. Leads cost
    nothing, and nothing is earned."""
    rule = {"sellers": {"when": "cash < -12_500", "most": 4}}
    plan = firm(sources__web__cost=0, offering__price="0 / month", offering__developed=developed)
    log = run(
        plan.replace({"policies.hiring": rule, "scenario.horizon": "95 days", "scenario.warm_up": "0 days"}),
        SEED,
        0,
    )
    joined = log.of(Row.STAFFING)
    assert (joined["end"] > 1).sum() == comes


def test_buying_ends_on_the_day_on_which_a_successor_states_development() -> None:
    made = {"development": {"team": "makers", "share": 1.0}}
    teams = {"one": team("first"), "two": SECOND, "makers": team(cost=500)}
    log = run(two(45, teams, changes=DEVELOPED, policies=made), SEED, 0)
    assert bought(log)["end"][-1] == 45.0
    assert bought(log)["hours"].sum() == pytest.approx(160 * 45 / MONTH)
    assert bought(log)["cost"].sum() == pytest.approx(160 * 45 / MONTH * 400 / (2 * HOURS))


def test_buying_goes_on_where_a_successor_states_none_either() -> None:
    rows = bought(run(two(45, {"one": team("first"), "two": SECOND}, changes=DEVELOPED), SEED, 0))
    assert rows["end"][:-1] == pytest.approx(MONTH * np.arange(1, len(rows)))  # in the old rhythm
    assert rows["hours"].sum() == pytest.approx(160 * 200 / MONTH)


def test_who_takes_over_a_product_that_fell_behind_has_it_as_it_is() -> None:
    """Nobody develops for a year, half of the half-life: 1 + Q = 2^-.5. What is bought in from then on lets it come back by the
    same law that holds for hours of one's own: in another year the distance is the share 2^-.5 of what it was."""
    lazy = {"development": {"team": "others", "share": 0.0}}
    plan = parse(FIRM).replace(
        {
            "policies": lazy,
            "scenario.horizon": "24 months",
            "effects.product.half_life": "24 months",
            "reorganizations": [
                {
                    "at": "12 months",
                    "organization": {"teams": {"sellers": team("answer", "close", headcount=3)}},
                }
            ],
        }
    )
    log = run(plan, SEED, 0)
    rows = jobs(log, "close")
    last = rows[(rows["end"] > 23 * MONTH) & ~np.isnan(rows["end"])]
    assert bought(log)["start"][0] == pytest.approx(12 * MONTH)
    behind = 1 - 2**-0.5
    assert last["effect_product"].mean() == pytest.approx(-behind * 2 ** (-11.5 / 24), abs=0.02)


def test_hybrids_buy_where_their_policies_state_no_development() -> None:
    model, continuous = load("b2b-saas", "the-model"), load("b2b-saas", "continuous")
    assert bought_in(model) == 160
    assert bought_in(continuous) == 0
    assert bought_in(hybrid(continuous, continuous, model)) == 160
    assert bought_in(hybrid(model, model, continuous)) == 0


def test_a_comparison_says_who_buys_in_what_the_other_has_people_for() -> None:
    plans = {name: load("b2b-saas", name) for name in ("the-model", "continuous", "generalist")}
    said = [one.say("en") for one in remarks(plans, "the-model", plans)]
    assert [one for one in said if "buys in" in one] == [
        "THE MODEL (records of the whole relation) buys in the development of its product for about ¥613K a month at the start,"
        " which is not in its payroll; Continuous has people of its own for it."
    ]
    turned = [one.say("en") for one in remarks(plans, "continuous", plans) if "buys in" in one.say("en")]
    assert len(turned) == 2
    assert turned[1].startswith("Generalist")


@pytest.mark.parametrize("market", ["recurring-orders", "jeweller"])
def test_goods_have_not_to_be_developed(market: str) -> None:
    plan = load(market, "the-model" if market == "recurring-orders" else "jeweller")
    assert bought_in(plan) == 0


@pytest.mark.parametrize(
    "market",
    [
        "b2b-saas",
        "b2b-segments",
        "changing-market",
        "informed-buyers",
        "lead-sources",
        "membership",
        "perpetual",
    ],
)
def test_software_and_services_have_to_be_developed(market: str) -> None:
    assert bought_in(load(market, "the-model")) == 160


# Records


def test_without_a_word_on_records_everybody_keeps_personal_notes() -> None:
    plan = load("b2b-saas", "pre-post-sales").replace(
        {"scenario.horizon": "4 months", "policies.records": None}
    )
    stated = plan.replace({"policies.records": {"kind": "personal"}})
    assert run(plan, SEED, 0).rows.tobytes() == run(stated, SEED, 0).rows.tobytes()


@pytest.mark.parametrize("kind", ["sfa", "crm"])
@pytest.mark.parametrize("bought_before", [False, True])
def test_no_record_keeps_less_than_personal_notes(kind: Any, bought_before: bool) -> None:
    """However little is filled in, and however long ago: what is stated costs entries, and silence keeps no more."""
    rules = Knowledge()
    share, notes = rules.kept(kind, bought_before), rules.kept("personal", bought_before)
    for filled in (0.0, 0.4, 1.0):
        for days in (0.0, 100.0, 5000.0):
            factor = used(share, notes, filled) * fresh(days, 730.0)
            assert share * max(factor, at_least(0.0, share, notes)) >= notes - 1e-12


# Care


def asked(does: str, **changes: Any) -> Scenario:
    """Customers who ask three times a month and decide after 13 months; a question is to be answered within a day."""
    plan = parse(club(600, customer=incidents("3 / month"), does=does))
    return plan.replace({path.replace("__", "."): value for path, value in changes.items()})


def test_who_never_answers_stays_in_debt_by_hand() -> None:
    """A question of n days ago takes .4 (1 - exp(-(n - 1)/3)), and does not fade: on average .4 x 3 a month x (T - 4 days)."""
    silent = run(asked(', "check_in"', effects__care__repair=0.0), SEED, 0)
    days = 13 * MONTH
    expected = -0.4 * 3 / MONTH * (days - 4)
    found = decisions(silent)["effect_health"]
    error = float(found.std(ddof=1)) / np.sqrt(len(found))
    assert error < 0.1
    assert abs(float(found.mean()) - expected) <= 4 * error


@pytest.mark.parametrize("late", ["3 days", "60 days"])
def test_leaving_questions_open_is_never_better_than_answering_late(late: str) -> None:
    """Each answer takes so long that it comes late; what it has cost fades from then on."""
    work = {"mean": f"{24 * float(late.split()[0])} h", "distribution": "constant"}
    slow = asked(', "check_in", "support"', journey__support__work=work, teams__desk__headcount=900)
    silent = run(asked(', "check_in"'), SEED, 0)
    assert standing(silent) < standing(run(slow, SEED, 0)) < 0


def test_who_answers_at_last_answers_all_that_was_left_open() -> None:
    """A successor does support: from its first answer on nothing of before is owed, and what was lost fades."""

    def under(successor: str) -> Scenario:
        desk = {"headcount": 900, "calendar": "continuous", "does": successor.split()}
        taken = [{"at": "6 months", "organization": {"teams": {"desk": desk}}}]
        return asked(', "check_in"', reorganizations=taken)

    silent, mended = (run(under(does), SEED, 0) for does in ("join check_in", "join check_in support"))
    assert standing(silent) < -4
    assert standing(mended) > 0.5 * standing(silent)


UNDONE = (
    ('onboarding = { activity = "welcome", target = "14 days" }', "welcome"),
    ('renewal = { activity = "talk", notice = "30 days" }', "talk"),
)


@pytest.mark.parametrize(("life", "activity"), UNDONE)
def test_who_leaves_work_for_customers_out_is_never_better_off(life: str, activity: str) -> None:
    """Done badly, two months late, or left out."""
    work = f'{life}\n[journey.{activity}]\noptional = true\nwork = {{ mean = "1440 h", distribution = "constant" }}\n'
    left_out = run(parse(club(20, customer=work)), SEED, 0)
    badly = run(parse(club(20, customer=work, does=f', "check_in", "{activity}"')), SEED, 0)
    assert standing(left_out) < standing(badly) or standing(left_out) < 0 == standing(badly)


def felt(log: EventLog) -> float:
    """What customers feel at their decisions, on average: how they are treated, and what they get out of the product."""
    rows = decisions(log)
    use = rows["effect_adoption"] if "effect_adoption" in (rows.dtype.names or ()) else 0.0
    return float((rows["effect_health"] + use).mean())


def test_who_calls_nobody_is_worse_off_than_strangers_who_call() -> None:
    """Each missed check-in takes .15; one held by a stranger who goes by personal notes .3 (k° - k), after the hour in which 63 %
    of what they did not know is learned: .3 x .8 / e = .09 at most."""
    strangers = 0.3 * (1 - 0.2) * np.exp(-1)
    assert strangers == pytest.approx(0.088, abs=5e-4)
    for mechanisms in (["health", "care", "knowledge"], ["health", "care", "knowledge", "adoption"]):
        plan = parse(club(60, does=', "check_in"')).replace({"scenario.mechanisms": mechanisms})
        held, missed = run(plan, SEED, 0), run(plan.replace({"teams.desk.does": ["join"]}), SEED, 0)
        assert felt(missed) < felt(held)


@pytest.mark.parametrize("missed", [0.0, 0.15])
def test_who_lets_strangers_touch_neglected_customers_takes_no_harm(missed: float) -> None:
    """Each touch is by another of nine hundred who goes by personal notes; nobody was expected to call."""
    on = {
        "scenario.mechanisms": ["health", "knowledge", "neglected"],
        "effects.health.missed_check_in": missed,
    }
    touching = neglected(leads=60, after=2).replace(
        {**on, "offering.term": "13 months", "policies.neglected.every": "30 days"}
    )
    silent = touching.replace({"policies.neglected": None})
    with_touches, without = run(touching, SEED, 0), run(silent, SEED, 0)
    assert len(jobs(with_touches, "nurture")) > 100
    assert standing(with_touches) >= standing(without)
    assert missed or standing(with_touches) == 0
    known = run(touching.replace({"policies.records": {"kind": "crm"}}), SEED, 0)
    assert not missed or standing(known) > standing(without)  # what is on record is made good with


def test_a_customer_of_whom_nobody_takes_care_knows_nobody_who_is_there() -> None:
    """Where the market plans care and no team does any, the seller is not there for the decision; thirty hours were theirs."""
    nobody = {"teams.desk": None, "journey.care.optional": True}
    assert decision(sold().replace(nobody)) == pytest.approx(-gone(0.0, 30), abs=1e-6)
    assert decision(sold(customer=ONBOARDED)) > -gone(0.0, 40)


def test_users_whom_nobody_onboards_or_calls_get_the_least() -> None:
    """Onboarded half a year late and called, onboarded so late alone, and neither."""
    slow = {"welcome": "4380 h"}
    both, late, nothing = (
        in_use(run(parse(users(20, does=does, **slow)), SEED, 0))
        for does in (', "welcome", "check_in"', ', "welcome"', "")
    )
    assert nothing < late < both < 0


# Policies without which something else holds


USUAL: dict[str, Any] = {
    "records": {"kind": "personal"},
    "handoff": {"delay": "6 h", "confirmation": "0.2 h"},
    "nurture": {"every": "30 days", "touches": 9},
    "goal": {"kind": "local"},
    "recovery": {"kind": "none"},
    "effort": {"close": 1.0},
    "criteria": {"qualify": 0.0},
}
"""What silence is the same as."""
THE_MODEL = load("b2b-saas", "the-model")


@cache
def the_model(without: str | None) -> tuple[Scenario, list[bytes]]:
    """Three months of THE MODEL, perhaps without one of its policies, and what comes of it."""
    plan = THE_MODEL.replace({"scenario.horizon": "3 months"})
    if without is not None:
        plan = plan.replace({f"policies.{without}": None})
    return plan, all_but(run(plan, SEED, 0))


@pytest.mark.parametrize("name", USUAL)
def test_silence_is_the_same_as_stating_the_usual(name: str) -> None:
    plan, silent = the_model(name if name in THE_MODEL.document().get("policies") else None)
    assert silent == all_but(run(plan.replace({f"policies.{name}": USUAL[name]}), SEED, 0))


def told() -> dict[str, str]:
    """What the page on assumptions says of each policy that is not stated."""
    page = (ROOT / "docs" / "explanation" / "assumptions.md").read_text("utf-8")
    section = page.split("## What silence means")[1].split("\n## ")[0]
    return {
        name: row.split("|")[2].strip()
        for row in section.splitlines()
        if row.startswith("| `")
        for name in re.findall(r"`([a-z_]+)`", row.split("|")[1])
    }


def test_every_policy_says_what_silence_means() -> None:
    """A new policy has to say so: what holds without it, and why nobody gains by leaving it out."""
    said = told()
    assert {*said} == {*Policies.model_fields}
    assert all(len(text) > 10 for text in said.values())
