"""Registration: a mechanism from outside can do what the house's own can; what cannot be registered is said in words."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from outsiders import SCENARIO, imported, module, taken_out_after
from pydantic import create_model

import orgsim
from orgsim.fields import Plan, Title
from orgsim.mechanisms import MECHANISMS
from orgsim.mechanisms.shared.declaration import Link, Mechanism, Parameters, declared
from orgsim.plan.checks.needs import unfound
from orgsim.plan.json_schema import json_schema
from orgsim.plan.load import parse
from orgsim.study.attribution import families
from orgsim.study.labels import activity_title

HOUSE = tuple(MECHANISMS)


@pytest.fixture
def tiring(tmp_path: Path) -> Iterator[ModuleType]:
    """The module of a mechanism that nobody has registered yet."""
    with taken_out_after(), imported(module(tmp_path, "tiring"), "tiring") as found:
        yield found


class Nothing(Parameters):
    """A mechanism without numbers."""


class Overtime(Plan):
    """A policy."""

    team: str


def mechanism(**stated: Any) -> Mechanism:
    """A mechanism that may be registered, but for what is stated."""
    usual: dict[str, Any] = {
        "name": "overtime",
        "title": Title(en="Overtime"),
        "meaning": Title(en="People stay longer."),
        "group": "people",
        "parameters": Nothing,
        "effects": (),
        "claims": (),
    }
    return Mechanism(**{**usual, **stated})


def test_it_acts_behind_the_houses_own_and_when_files_say_nothing(tiring: ModuleType) -> None:
    orgsim.register(tiring.MECHANISM)
    plan = parse(SCENARIO.replace('mechanisms = ["tiring"]', ""))
    assert plan.scenario.mechanisms == (*HOUSE, "tiring")
    log = orgsim.simulate(plan).log
    assert list(log.columns)[-1] == "effect_tiring"
    calls = log[(log["kind"] == "job") & (log["outcome"] != "open")]
    assert calls["effect_tiring"].tolist() == pytest.approx((-0.3 * calls["visit"]).tolist())
    assert calls["visit"].max() > 1


def test_explanations_diagrams_schema_and_attribution_tell_of_it(tiring: ModuleType) -> None:
    orgsim.register(tiring.MECHANISM)
    plan = parse(SCENARIO)
    (number,) = orgsim.explain(plan).parameters("tiring")
    assert (number.path, number.value, number.default) == ("effects.tiring.per_visit", 0.3, 0.2)
    assert (number.unit, number.source, number.status) == ("log-odds per visit", "none found", "guess")
    assert number.meaning == "Log-odds lost for each earlier visit to the same step."
    off = orgsim.explain(plan.replace({"scenario.mechanisms": []})).text(every=True)
    assert "Tiring (tiring): switched off in scenario.mechanisms" in off
    (gate,) = [moment for moment in orgsim.moments(plan) if moment.actors]
    assert (gate.name, gate.actors[0].name) == ("gate", "tiring")
    drawn = orgsim.draw(plan, "loops", every=True).mermaid()
    assert "Annoyance" in drawn
    schema = json_schema()
    assert schema["$defs"]["Effects"]["properties"]["tiring"]
    assert "tiring" in json.dumps(schema["$defs"]["ScenarioHead"])
    assert families(plan) == {"leads": ("tiring",)}


def test_it_is_explained_in_japanese_in_the_words_of_its_package(tiring: ModuleType) -> None:
    orgsim.register(tiring.MECHANISM)
    text = orgsim.explain(parse(SCENARIO), "ja").text(200, every=True)
    (effect,) = tiring.MECHANISM.effects
    assert "Tiring [effects.tiring]：A lead that is asked again and again loses patience." in text
    assert f"{effect.on}への効果：{effect.says}" in text


def test_the_schema_stays_what_it_was_where_a_class_from_outside_is_called_like_one_of_orgsim() -> None:
    def policy(name: str) -> type[Plan]:
        made: type[Plan] = create_model(name, __base__=Plan, __module__="elsewhere", size=(float, 1.0))
        return made

    before = json_schema()
    with taken_out_after():
        orgsim.register(mechanism(policies={"one": policy("Title"), "two": policy("WorkTime")}))
        after = json_schema()
    assert after["properties"].keys() == before["properties"].keys()
    assert after["$defs"].keys() - before["$defs"].keys() == {
        "Nothing",
        "elsewhere__Title",
        "elsewhere__WorkTime",
    }
    for name in before["$defs"].keys() - {"Effects", "Policies", "ScenarioHead"}:
        assert after["$defs"][name] == before["$defs"][name]


def test_work_of_it_has_its_title_and_is_no_step_of_the_journey() -> None:
    work = {"stay_late": Title(en="Stay late")}
    with taken_out_after():
        orgsim.register(mechanism(work=work))
        plan = parse(SCENARIO.replace('"tiring"', '"overtime"').partition("[effects")[0])
        assert activity_title(plan, "stay_late", "en") == "Stay late"
        with pytest.raises(orgsim.ScenarioError) as said:
            parse(plan.to_toml().replace("call", "stay_late"))
    assert "journey.stay_late: stay_late is the work of the mechanism overtime" in str(said.value)


def test_a_policy_that_names_a_team_names_one_that_there_is() -> None:
    with taken_out_after():
        orgsim.register(mechanism(policies={"overtime": Overtime}, needs=("policies.overtime",)))
        text = SCENARIO.replace('"tiring"', '"overtime"').partition("[effects")[0]
        assert parse(f'{text}\n[policies.overtime]\nteam = "sales"').policies.overtime.team == "sales"
        with pytest.raises(orgsim.ScenarioError) as said:
            parse(f'{text}\n[policies.overtime]\nteam = "sails"')
    assert 'policies.overtime.team is "sails"' in str(said.value)
    assert 'did you mean "sales"?' in str(said.value)


def test_a_scenario_loaded_before_means_what_it_meant(tiring: ModuleType) -> None:
    silent = SCENARIO.replace('mechanisms = ["tiring"]', "").partition("[effects")[0]
    before = parse(silent)
    print_of_it, rows = before.fingerprint(), orgsim.simulate(before).events.rows.tobytes()
    orgsim.register(tiring.MECHANISM)
    assert before.fingerprint() == print_of_it
    assert orgsim.simulate(before).events.rows.tobytes() == rows
    changed = before.replace({"scenario.horizon": "90 days"})
    assert changed.scenario.mechanisms == HOUSE
    assert changed.replace({"scenario.horizon": "60 days"}) == before
    assert parse(before.to_toml()) == before
    assert parse(silent) != before
    assert parse(silent).scenario.mechanisms == (*HOUSE, "tiring")
    named = before.replace({"scenario.mechanisms": ["tiring"], "effects.tiring.per_visit": 1.0})
    assert named.effects.tiring.per_visit == 1.0


def test_a_scenario_without_it_is_the_same_whether_it_is_there_or_not(tiring: ModuleType) -> None:
    text = SCENARIO.replace('"tiring"', '"cooling"').partition("[effects")[0]
    before = parse(text)
    orgsim.register(tiring.MECHANISM)
    assert parse(text) == before
    assert parse(f"{text}\n[effects.tiring]\nper_visit = 2.0") != before


def test_the_same_again_changes_nothing(tiring: ModuleType) -> None:
    orgsim.register(tiring.MECHANISM)
    orgsim.register(tiring.MECHANISM)
    assert list(MECHANISMS) == [*HOUSE, "tiring"]
    with pytest.raises(orgsim.OrgsimError) as said:
        orgsim.register(replace(tiring.MECHANISM))
    assert str(said.value) == (
        "there is a mechanism tiring already, from the module tiring; choose another name"
    )


class Undeclared(Parameters):
    """Numbers of unknown origin."""

    share: float = 0.2
    hours: float = declared(2.0, unit="h", source="", status="guess")
    days: float = declared(..., unit="days", source="none found", status="guess")


class Unfinished(Plan):
    """A policy of a type that there is not."""

    who: "Nobody"  # type: ignore[name-defined]  # noqa: F821


def test_nothing_is_left_of_one_that_files_cannot_hold() -> None:
    with taken_out_after():
        with pytest.raises(NameError, match="Nobody"):
            orgsim.register(mechanism(policies={"unfinished": Unfinished}))
        assert tuple(MECHANISMS) == HOUSE
        assert orgsim.load("the-model").scenario.mechanisms == HOUSE


class Rated(Parameters):
    """One number."""

    rate: float = declared(1.0, unit="log-odds", source="none found", status="guess")


def felt(rate: float, wait: float) -> float:
    """An effect with its arguments the wrong way round."""
    return rate * wait


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("overtime", '"overtime" is no mechanism: a Mechanism is wanted'),
        (mechanism(name="care"), "there is a mechanism care already, of orgsim itself; choose another name"),
        (mechanism(name="over time"), '"over time" cannot name a mechanism; use letters, digits and _'),
        (mechanism(name="copy"), '"copy" cannot name a mechanism; use letters, digits and _'),
        (
            mechanism(title="Overtime"),
            'the mechanism overtime cannot be registered: its title is no Title; write title=Title(en="...")',
        ),
        (
            mechanism(group="happiness"),
            'the mechanism overtime cannot be registered: its group is "happiness"; it must be one of "handoffs", "people", '
            '"incentives", "leads", "customers" or "loops"',
        ),
        (
            mechanism(parameters=Overtime),
            "the mechanism overtime cannot be registered: its parameters are no subclass of Parameters",
        ),
        (
            mechanism(parameters=Undeclared),
            'the mechanism overtime cannot be registered: its parameter share states no "unit", "source" and "status"; write '
            'share: ... = declared(...); its parameter hours states no "source"; write hours: ... = declared(...); its parameter '
            "days has no default",
        ),
        (
            mechanism(policies={"records": Overtime}),
            "the mechanism overtime cannot be registered: there is a policy records already; choose another name",
        ),
        (
            mechanism(policies={"nurture": Overtime, "be late": dict}),
            "the mechanism overtime cannot be registered: there is a policy nurture already; choose another name; "
            '"be late" cannot name a policy; use letters, digits and _; its policy be late is no subclass of Plan',
        ),
        (
            mechanism(usual={"overtime": Overtime(team="sales")}),
            "the mechanism overtime cannot be registered: its usual policy overtime is none of its policies",
        ),
        (
            mechanism(work={"story": Title(en="Story"), "done": Title(en="Done"), "late": "Late"}),
            "the mechanism overtime cannot be registered: there is work called story already; choose another name; its work "
            "done is called like a word of the event log; choose another name; the title of its work late is no Title; write "
            'Title(en="...")',
        ),
        (
            mechanism(links=(Link("load", "fatigue", 1),)),
            "the mechanism overtime cannot be registered: its links name fatigue, which is no variable; give it a title in "
            "variables",
        ),
        (
            mechanism(needs=("offring", "policies.strategi", "sources.*.kind=referal", "teams.desk.kpi.x")),
            "the mechanism overtime cannot be registered: it needs offring, but no scenario can state offring there; did you "
            "mean offering?; it needs policies.strategi, but no scenario can state strategi there; did you mean strategy?; it "
            'needs sources.*.kind=referal, but sources.*.kind is one of "steady", "event", "recorded", "referral" or '
            '"word_of_mouth"; it needs teams.desk.kpi.x, but no scenario can state x there',
        ),
        (
            mechanism(needs="offering"),
            'the mechanism overtime cannot be registered: it needs offering, which is no tuple; write needs=("offering",)',
        ),
        (
            mechanism(parameters=type("Felt", (Parameters,), {}), gate=lambda mood: mood),
            "the mechanism overtime cannot be registered: its gate asks for mood, which is neither a fact (wait, hours, visit, "
            "slowness) nor a parameter",
        ),
    ],
)
def test_what_cannot_be_registered_is_said(wrong: Any, said: str) -> None:
    with taken_out_after(), pytest.raises(orgsim.OrgsimError) as error:
        orgsim.register(wrong)
    assert str(error.value) == said
    assert tuple(MECHANISMS) == HOUSE


def test_arguments_of_a_gate_are_facts_first() -> None:
    turned = mechanism(parameters=Rated, gate=felt)
    with taken_out_after(), pytest.raises(orgsim.OrgsimError, match="are not facts first, then parameters"):
        orgsim.register(turned)


def test_every_need_of_the_house_can_be_stated_and_so_can_those_of_its_own_policies() -> None:
    for one in MECHANISMS.values():
        assert list(unfound(one)) == []
    own = mechanism(policies={"overtime": Overtime}, needs=("policies.overtime", "policies.overtime.team"))
    assert list(unfound(own)) == []
    assert list(unfound(replace(own, needs=("policies.overtime or offering.developed",)))) == []
    assert list(unfound(replace(own, needs=("policies.overtime or offering.develop",)))) == [
        "it needs offering.develop, but no scenario can state develop there; did you mean developed?"
    ]
    assert list(unfound(replace(own, needs=("policies.overtime.tem",)))) == [
        "it needs policies.overtime.tem, but no scenario can state tem there; did you mean team?"
    ]
