"""Explanations: which mechanisms act with which numbers, what is off, what is taken for granted, and how it is printed."""

import json
import math
import re

import pytest

import orgsim
from orgsim.language import Language
from orgsim.language.phrases import known
from orgsim.meanings import meanings
from orgsim.mechanisms import MECHANISMS
from orgsim.plan.gallery import entries
from orgsim.plan.load import load, parse
from orgsim.plan.scenario import Scenario
from orgsim.report.explanation.assumptions import ASSUMPTIONS
from orgsim.report.explanation.explain import explain
from orgsim.report.explanation.parameters import parameters, settings, shown
from orgsim.report.explanation.weightiest import weightiest

JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")
SMALL = """
[scenario]
horizon = "12 months"
mechanisms = ["cooling", "handoff", "knowledge", "health"]
[market]
title = { en = "Small market", ja = "小さな市場" }
[sources.web]
leads = "10 / month"
[journey.qualify]
work = { mean = "1 h" }
judgement = 0.8
outcomes = [{ to = "close", rate = 0.4, after = { mean = "2 days" } }, { to = "lost", rate = 0.6 }]
[journey.close]
work = { mean = "2 h" }
cooling = { factor = 2.0 }
outcomes = [{ to = "customer", rate = 0.25 }, { to = "lost", rate = 0.75 }]
[journey.nurture]
work = { mean = "1 h" }
optional = true
[effects.knowledge]
odds = 0.5
[organization]
title = "Two teams"
[teams.inside]
headcount = 1
does = ["qualify"]
kpi = "appointments"
[teams.field]
headcount = 3
cost = "12_000 / year"
does = ["close"]
[policies.handoff]
delay = "2 days"
"""


@pytest.fixture(scope="module")
def small() -> Scenario:
    """Four mechanisms switched on, one of which finds no customers; three numbers changed."""
    return parse(SMALL, "small.toml")


def test_mechanisms_in_force_and_what_the_others_need(small: Scenario) -> None:
    found = explain(small)
    assert list(found.in_force) == ["cooling", "handoff", "knowledge"]
    assert found.missing["health"] == ("offering",)
    others = set(MECHANISMS) - {"cooling", "handoff", "knowledge", "health"}
    assert all(found.missing[name] == () for name in others)
    assert set(found.missing) == others | {"health"}


def test_numbers_carry_value_default_unit_bounds_and_source(small: Scenario) -> None:
    found = {
        one.path: one
        for name in ("cooling", "handoff", "knowledge")
        for one in explain(small).parameters(name)
    }
    factor = found["effects.cooling.factor"]
    assert (factor.value, factor.default, factor.changed, factor.unit) == (1.4, 1.4, False, "odds ratio")
    assert (factor.low, factor.high, factor.bounds("en")) == (1, 1000, "1–1,000")
    assert (factor.status, factor.source) == (
        "measured",
        "BPI Challenge 2012, work items of loan applications",
    )
    assert factor.meaning.startswith("Odds when answered at once over odds after a long wait")
    delay = found["policies.handoff.delay"]
    assert (delay.value, delay.default, delay.changed, delay.bounds("en")) == (2.0, 0.25, True, "≥ 0")


def test_what_single_activities_state_for_themselves_is_listed(small: Scenario) -> None:
    found = {one.path: one.value for one in explain(small).parameters("cooling")}
    assert found["journey.close.cooling.factor"] == 2.0
    assert "journey.qualify.cooling.factor" not in found


def test_log_odds_are_odds_ratios_too(small: Scenario) -> None:
    found = {
        one.path: one
        for name in ("cooling", "handoff", "knowledge")
        for one in explain(small).parameters(name)
    }
    odds = found["effects.knowledge.odds"]
    assert odds.odds_ratio == pytest.approx(math.exp(0.5))
    assert found["effects.cooling.factor"].odds_ratio == 1.4
    assert found["policies.handoff.delay"].odds_ratio is None


def test_the_text_word_for_word(small: Scenario) -> None:
    text = explain(small).text(300, every=True)
    for line in (
        "Two teams",
        "Small market; 12 months",
        "Cooling [effects.cooling]: Enquiries answered late are won less often.",
        "  • Health of the relation (health): needs offering",
        "  • Leads are independent of one another.",
        "  • Teams are measured, but their KPIs change nothing in what they do.",
    ):
        assert line in text.splitlines()
    flat = " ".join(text.split())
    assert "Inside 1 ¥0 appointments Qualify" in flat
    assert "Field 3 ¥3K – Close" in flat
    assert "Qualify Inside 1 hr 0.8 40% Close (2 days) 60% lost" in flat
    assert "odds × 1.65" in flat
    assert "0.5 log-odds per" in flat
    assert "guess: none found" in flat
    assert "(default 1" in flat
    assert "2 days * ≥ 0" in flat
    assert "guess: none found" in flat
    assert "switched off in scenario.mechanisms" in flat
    # Cooling has two numbers, measured and guess, in its table and again for one activity; handoff and knowledge 2 and 5.
    assert (
        "11 numbers in the mechanisms in force: measured 2, guess 9. 3 of them differ from their defaults."
        in flat
    )


def test_nothing_in_force_is_said() -> None:
    found = explain(load("queue"))
    assert found.in_force == {}
    assert "No mechanism is in force: only queues, gates and routing." in found.text()
    assert sum(found.statuses.values()) == 0


def test_assumptions_are_lifted_by_mechanisms_that_simulate_them() -> None:
    whole = explain(load("the-model"))
    said = {one.says.say("en") for one in whole.assumptions}
    assert "Work takes as long as it takes, however long the queue." in said
    moved = {
        name for one in whole.in_force.values() for link in one.links for name in (link.cause, link.effect)
    }
    assert {"skill", "turnover"} <= moved
    assert not any(one.startswith(("Everyone works like a trained person", "People stay")) for one in said)
    few = explain(load("the-model", changes={"scenario.mechanisms": ["cooling"]}))
    assert any(one.says.say("en").startswith("People stay") for one in few.assumptions)


def test_the_value_of_the_firm_is_told_with_its_horizon_and_its_rate() -> None:
    changes = {"scenario.horizon": "30 months", "scenario.discount_rate": 0.05}
    [english] = [
        one
        for one in explain(load("the-model", changes=changes)).assumptions
        if "value of the firm" in one.says.say("en")
    ]
    assert "until the horizon (30 months)" in english.says.say("en")
    assert "discounted at 5% a year" in english.says.say("en")
    assert "期末（30か月）" in english.says.say("ja")
    free = explain(load("the-model", changes={"offering.price": "0 / month"}))
    assert not any("value of the firm" in one.says.say("en") for one in free.assumptions)


def test_every_assumption_names_variables_that_exist_and_has_two_languages() -> None:
    from orgsim.mechanisms.shared.variables import VARIABLES

    for one in ASSUMPTIONS:
        assert one.unless | one.about <= set(VARIABLES)
        assert one.says.say("ja")


def test_the_json_document(small: Scenario) -> None:
    found = json.loads(json.dumps(explain(small).to_json()))
    assert found["scenario"] == "small"
    assert found["teams"]["field"] == {
        "headcount": 3, "cost_per_month": pytest.approx(3000), "kpi": "none", "ownership": "pooled", "does": ["close"],
    }  # fmt: skip
    assert found["activities"]["qualify"]["outcomes"] == [
        {"to": "close", "kind": "outcome", "rate": 0.4},
        {"to": "lost", "kind": "outcome", "rate": 0.6},
    ]
    assert found["activities"]["nurture"]["team"] is None
    (odds,) = [
        one
        for one in found["mechanisms"]["knowledge"]["parameters"]
        if one["parameter"] == "effects.knowledge.odds"
    ]
    assert (odds["value"], odds["default"], odds["changed"]) == (0.5, 1.0, True)
    assert found["not_in_force"]["health"] == {"needs": ["offering"]}
    assert found["changed"] == 3


def test_the_table_is_tidy(small: Scenario) -> None:
    table = orgsim.explain(small).table()
    assert list(table["mechanism"].unique()) == ["cooling", "handoff", "knowledge"]
    assert table.set_index("parameter").loc["policies.handoff.delay", "value"] == 2.0
    assert table["changed"].sum() == 3
    assert len(explain(load("queue")).table()) == 0


def test_the_first_pages_say_who_does_what_what_acts_and_what_matters_most(small: Scenario) -> None:
    text = explain(small).text(300)
    flat = " ".join(text.split())
    assert "  • Cooling: Enquiries answered late are won less often." in text.splitlines()
    assert "Qualify Inside 1 hr 0.8 40% Close (2 days)" in flat
    assert "when gone cold" not in flat
    # Of the numbers about odds cooling has log 2 at one activity and log 1.4 at others, knowledge 0.5; no others are in force.
    found = ["journey.close.cooling.factor", "effects.knowledge.odds", "effects.cooling.factor"]
    assert [one.path for one in weightiest(small)] == found
    assert (
        "effects.knowledge.odds 0.5 1.65 Effect of missing knowledge on gates and upsell. guess: none found"
        in flat
    )
    assert "effects.cooling.factor 0.336 1.4" in flat
    for rest in ("Not in force", "Taken for granted", "Range"):
        assert rest not in flat
        assert rest in explain(small).text(300, every=True)


def test_among_equals_numbers_of_mechanisms_in_more_loops_come_first() -> None:
    """In silos the quota's pressure, in the loops of soft appointments and of promises, comes before what has its odds of 1."""
    found = [one.path for one in weightiest(load("b2b-saas", "the-model-siloed"))]
    assert found[:2] == ["effects.adoption.odds", "effects.pressure.strength"]
    bought_in, built = load("b2b-saas", "the-model"), load("b2b-saas", "continuous")
    assert [one.path for one in weightiest(bought_in, 99) if "product" in one.path] == []
    assert len([one.path for one in weightiest(built, 99) if "product" in one.path]) == 2


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_first_pages_are_two(language: Language) -> None:
    for names in (
        ("the-model",),
        ("b2b-saas", "the-model-siloed"),
        ("jeweller", "jeweller"),
        ("b2b-saas", "continuous-strategy"),
    ):
        lines = explain(load(*names), language).text(120).splitlines()
        assert 40 < len(lines) <= 2 * 65


def test_every_number_of_a_mechanism_is_told_in_japanese() -> None:
    """Its meaning and its unit; what policies decide, too; and the sources of the weightiest."""
    for mechanism in MECHANISMS.values():
        said = meanings(mechanism.parameters)
        for name, field in mechanism.parameters.model_fields.items():
            assert JAPANESE.search(known(" ".join(said[name].split()), "ja")), name
            about = field.json_schema_extra
            if isinstance(about, dict) and about.get("unit"):
                assert JAPANESE.search(known(str(about["unit"]), "ja")), name
    names = [(one.name,) for one in entries() if one.kind == "scenario"] + [("b2b-saas", "the-model-siloed")]
    for scenario in (load(*one, force=True) for one in names):
        for mechanism in MECHANISMS.values():
            for one in (*parameters(scenario, mechanism), *settings(scenario, mechanism)):
                assert JAPANESE.search(known(one.meaning, "ja")), one.path
        weighty = [one for one in weightiest(scenario) if not JAPANESE.search(known(one.source, "ja"))]
        assert [one.source for one in weighty] == []


def test_what_a_mechanism_from_outside_says_is_told_as_it_is() -> None:
    assert known("A number of {its} own.", "ja") == "A number of {its} own."


def test_no_source_names_a_file_that_readers_do_not_have() -> None:
    for mechanism in MECHANISMS.values():
        for field in mechanism.parameters.model_fields.values():
            about = field.json_schema_extra
            source = str(about["source"]) if isinstance(about, dict) and "source" in about else ""
            assert not re.search(r"\.(md|py)\b|docs/", source), source


def test_in_japanese(small: Scenario) -> None:
    text = explain(small, "ja").text(120, every=True)
    assert "小さな市場、期間12か月" in text
    assert "働いている仕組み：待ち・引き継ぎ・知識" in text
    assert "2日 *" in text
    assert "次の仕事の時間への効果：+ confirmation" in text


def test_hostile_names_stay_text() -> None:
    text = SMALL.replace('title = "Two teams"', 'title = "<script>[bold]x[/bold]"')
    found = explain(parse(text))
    assert "<script>[bold]x[/bold]" in found.text()
    assert "<script" not in found._repr_html_()


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.25, "days", "6 hr"),
        (0.8, "share", "80%"),
        (1.5, "log-odds", "1.5 log-odds"),
        (None, "days", "–"),
        (True, "", "yes"),
        (("inside", "field"), "", "inside, field"),
        ("crm", "", "crm"),
    ],
)
def test_values_as_people_read_them(value: object, unit: str, said: str) -> None:
    assert shown(value, unit, "en") == said


@pytest.mark.parametrize("name", [one.name for one in entries() if one.kind == "scenario"])
def test_every_scenario_of_the_gallery_is_explained_in_both_languages(name: str) -> None:
    scenario = load(name)
    languages: tuple[Language, ...] = ("en", "ja")
    for language in languages:
        found = explain(scenario, language)
        assert scenario.title(language) in found.text()
        json.dumps(found.to_json(), allow_nan=False)


SERVED = """
[scenario]
mechanisms = []
[segments.small]
share = 0.8
[segments.large]
share = 0.2
journey.sell = { work = { mean = "4 h" }, rates = { customer = 0.2, lost = 0.8 } }
[sources.web]
leads = "100 / month"
[journey.sell]
work = { mean = "1 h" }
outcomes = [ { to = "customer", rate = 0.5 }, { to = "lost", rate = 0.5 } ]
[teams.inside]
headcount = 1
does = ["sell"]
serves = ["small"]
[teams.field]
headcount = 1
does = ["sell"]
serves = ["large"]
[teams.floaters]
headcount = 1
does = []
helps = ["sell"]
"""


def test_what_segments_have_of_their_own_and_who_serves_them() -> None:
    found = explain(parse(SERVED))
    said = found.text(120, every=True)
    assert "Sell (serves Small)" in said
    assert "Inside, Field" in said
    assert "1 hr, Large 4 hr" in said
    assert "50%, Large 20% customer" in said
    plain = found.to_json()
    assert plain["teams"]["field"]["serves"] == ["large"]
    assert plain["teams"]["floaters"]["helps"] == ["sell"]
    assert "helps with Sell" in said
    assert plain["activities"]["sell"]["teams"] == ["inside", "field"]
    assert plain["activities"]["sell"]["segments"] == {
        "large": {"work_hours": 4.0, "rates": {"customer": 0.2, "lost": 0.8}}
    }


def test_development_that_is_bought_in_is_told_with_what_it_costs() -> None:
    """160 h at the mean pay: 14 people for 112 M a year, on duty 173.9 h a month."""
    silent, makes = explain(load("b2b-saas", "the-model")), explain(load("b2b-saas", "continuous"))
    said = [one.says.say("en") for one in silent.assumptions if "buys it in" in one.says.say("en")]
    assert len(said) == 1
    assert "160 staff hours a month" in said[0]
    assert "(¥613K a month at the start)" in said[0]
    assert silent.to_json()["bought_in_per_month"] == pytest.approx(613_279, abs=1)
    assert not any("buys it in" in one.says.say("en") for one in makes.assumptions)
    assert "bought_in_per_month" not in makes.to_json()


def test_what_one_of_two_can_meet_is_said_with_both() -> None:
    beans = explain(load("recurring-orders", "the-model"))
    assert "needs policies.development or offering.developed" in " ".join(beans.text(300, every=True).split())
