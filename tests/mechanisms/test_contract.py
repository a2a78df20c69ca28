"""The contract that all mechanisms share: well declared, silent when neutral, monotone in their strength, and nothing lost."""

import importlib
import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from contract import Case
from estimates import SEED
from places import BENCHMARKS

import orgsim
from orgsim.meanings import meanings
from orgsim.mechanisms import MECHANISMS
from orgsim.mechanisms.shared.facts import FACTS
from orgsim.mechanisms.shared.variables import VARIABLES
from orgsim.plan.load import parse
from orgsim.plan.model.content import ScenarioHead
from orgsim.plan.model.in_files import Effects, Policies
from orgsim.report.explanation.moments import text
from orgsim.setup.build import build
from orgsim.setup.moments import moments
from orgsim.study.contract import POINTS, broken, grows, silent_when_neutral

EVERY_MOMENT = Path(__file__).parent / "every_moment.txt"
EVERYTHING = orgsim.load(BENCHMARKS / "all.toml").replace(
    {
        "policies.training.who": "newcomers",
        "policies.handover": {"at": "teams"},
        "policies.strategy.action": "people",
        "policies.usage_data.instead": True,
        "policies.stories.renewals": True,
        "policies.analytics": {"team": "marketing", "share": None, "left_over": True},
        "teams.care.ownership": "person",
        "sources.seminar": {
            "kind": "event",
            "activity": "prepare",
            "every": "9 days",
            "attendees": {"mean": 9},
            "leads_per_attendee": 0.2,
        },
        "journey.prepare": {"work": {"mean": "1 h"}},
        "teams.marketing.does": ["market", "prepare"],
        "policies.effort.prepare": 1.5,
        "shocks.rival": {"at": "15 days", "odds": {"close": 0.3}},
    }
)
"""All mechanisms at once, with every policy there is."""


def case(name: str) -> Case:
    """The case of a mechanism, from the file of its own tests."""
    found: Case = importlib.import_module(f"mechanisms.test_{name}").CASE
    return found


@pytest.mark.parametrize("name", MECHANISMS)
def test_it_is_declared_in_full(name: str) -> None:
    room = MECHANISMS[name]
    assert room.name == name
    assert room.title.say("ja") != room.title.say("en")
    assert room.meaning.say("ja").endswith("。")
    assert room.meaning.say("en").endswith(".")
    assert room.effects
    assert room.claims
    assert room.links
    for link in room.links:
        assert {link.cause, link.effect} <= VARIABLES.keys()
    for title in room.work.values():
        assert title.say("ja") != title.say("en")
    for plan in (room.parameters, *room.policies.values()):
        assert meanings(plan).keys() == plan.model_fields.keys()
    for field in room.parameters.model_fields.values():
        assert isinstance(field.json_schema_extra, dict)
        assert field.json_schema_extra["status"] in ("measured", "reported", "second-hand", "guess")
        assert field.json_schema_extra["unit"]
        assert field.json_schema_extra["source"]


@pytest.mark.parametrize("name", MECHANISMS)
def test_files_can_name_it(name: str) -> None:
    room = MECHANISMS[name]
    assert name in ScenarioHead().mechanisms
    assert set(room.policies) <= Policies.model_fields.keys()
    if not any(plan is room.parameters for plan in room.policies.values()):
        assert Effects.model_fields[name].annotation is room.parameters


def test_what_files_can_name_is_a_mechanism() -> None:
    assert set(ScenarioHead().mechanisms) == MECHANISMS.keys()
    assert Effects.model_fields.keys() <= MECHANISMS.keys()


@pytest.mark.parametrize("name", [name for name, room in MECHANISMS.items() if room.gate is not None])
def test_arguments_of_an_effect_are_facts_first_then_parameters(name: str) -> None:
    room = MECHANISMS[name]
    assert room.gate is not None
    arguments = list(inspect.signature(room.gate).parameters)
    parameters = [argument in room.parameters.model_fields for argument in arguments]
    assert parameters == sorted(parameters), "facts of the job come first, then parameters"
    assert not set(arguments) & set(FACTS) & set(room.parameters.model_fields)


@pytest.mark.parametrize("name", MECHANISMS)
def test_its_effects_are_functions_of_plain_numbers(name: str) -> None:
    """Equations stand at the top of its file and know neither parameters nor anything that lives in a run."""
    module = importlib.import_module(MECHANISMS[name].parameters.__module__)
    plain = {"float", "int", "bool", "Sequence[tuple[float, float]]", "Mapping[int, float]", "dict[int, int]"}
    for function in vars(module).values():
        if not inspect.isfunction(function) or function.__module__ != module.__name__:
            continue
        kinds = list(inspect.get_annotations(function).values())
        if not function.__name__.startswith("_") and "World" not in map(spelled, kinds):
            assert set(map(spelled, kinds)) <= plain, function


def spelled(kind: object) -> str:
    """A type as it is written."""
    return kind.__name__ if type(kind) is type else str(kind).replace("collections.abc.", "")


@pytest.mark.parametrize("name", MECHANISMS)
def test_what_it_remembers_of_a_case_is_declared(name: str) -> None:
    world = build(parse(case(name).scenario), SEED, 0)
    used = {
        place.partition(".")[2].partition(" ")[0] for place in world.remembers if place.startswith(f"{name}.")
    }
    assert used <= MECHANISMS[name].remembers.keys()


def test_all_that_is_declared_to_be_remembered_is() -> None:
    world = build(EVERYTHING, SEED, 0)
    used = {place.partition(" ")[0] for place in world.remembers}
    assert used == {f"{name}.{what}" for name, one in MECHANISMS.items() for what in one.remembers}
    assert len(world.blank) == len(world.remembers)


def test_who_acts_when() -> None:
    """For all mechanisms at once. After a change that is meant, the file is written anew by
    `PYTHONPATH=tests python tests/mechanisms/test_contract.py`."""
    assert EVERY_MOMENT.read_text(encoding="utf-8") == text(moments(EVERYTHING), 120, acting=True)


def test_every_mechanism_acts_at_some_moment_or_orders_queues() -> None:
    acting_somewhere = {actor.name for one in moments(EVERYTHING) for actor in one.actors}
    assert MECHANISMS.keys() - acting_somewhere == {"attention"}


@pytest.mark.parametrize("name", MECHANISMS)
@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.__name__)
def test_it_keeps_the_contract(name: str, point: Callable[[str, Case], Iterator[str]]) -> None:
    assert list(point(name, case(name))) == []


def test_a_broken_contract_is_found() -> None:
    kept = case("ageing")
    switched_off = kept.scenario.replace('["ageing"]', "[]")
    off, few, flat = broken("ageing", replace(kept, scenario=switched_off, grid=(0.0, 0.2)))
    assert off == "ageing is not in force in its case"
    assert few == "the case of ageing tries 2 strengths; it must try 3 or more"
    assert flat.startswith("what effects.ageing.rate moves does not go down with it: [")
    (said,) = silent_when_neutral("ageing", replace(kept, neutral={"effects.ageing.rate": 0.1}))
    assert said == "with {'effects.ageing.rate': 0.1} the log is not what it is without ageing"
    (said,) = grows("ageing", replace(kept, sign=1))
    assert said.startswith("what effects.ageing.rate moves does not go up with it: [")


if __name__ == "__main__":
    EVERY_MOMENT.write_text(text(moments(EVERYTHING), 120, acting=True), encoding="utf-8")
