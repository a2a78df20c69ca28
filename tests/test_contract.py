"""The contract that all mechanisms share: well declared, silent when neutral, monotone in their strength, and nothing lost."""

import importlib
import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from contract import Case

from orgsim.mechanisms import MECHANISMS
from orgsim.mechanisms.shared.facts import FACTS
from orgsim.mechanisms.shared.variables import VARIABLES
from orgsim.plan.model.content import ScenarioHead
from orgsim.plan.model.in_files import Effects, Policies
from orgsim.study.contract import POINTS, broken, grows, silent_when_neutral


def case(name: str) -> Case:
    """The case of a mechanism, from the file of its own tests."""
    found: Case = importlib.import_module(f"test_mechanism_{name}").CASE
    return found


@pytest.mark.parametrize("name", MECHANISMS)
def test_it_is_declared_in_full(name: str) -> None:
    room = MECHANISMS[name]
    assert room.name == name
    assert room.title.ja
    assert room.meaning.ja
    assert room.meaning.en.endswith(".")
    assert room.effects
    assert room.claims
    assert room.links
    for link in room.links:
        assert {link.cause, link.effect} <= VARIABLES.keys()
    for title in room.work.values():
        assert title.ja
    for plan in (room.parameters, *room.policies.values()):
        for field in plan.model_fields.values():
            assert field.description
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
