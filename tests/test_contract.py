"""The contract that all mechanisms share: well declared, silent when neutral, monotone in their strength, and nothing lost."""

import importlib
import inspect
from pathlib import Path

import numpy as np
import pytest
from contract import Case
from estimates import SEED

import orgsim
from orgsim.events.columns import COLUMNS
from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.mechanisms import MECHANISMS
from orgsim.mechanisms.shared.facts import FACTS
from orgsim.mechanisms.shared.variables import VARIABLES
from orgsim.plan.derived.in_force import acting
from orgsim.plan.load import parse
from orgsim.plan.model.content import ScenarioHead
from orgsim.plan.model.in_files import Effects, Policies
from orgsim.plan.scenario import Scenario
from orgsim.report.explanation.moments import text
from orgsim.setup.build import build
from orgsim.setup.moments import moments
from orgsim.setup.simulate import run

EVERY_MOMENT = Path(__file__).parent / "every_moment.txt"
EVERYTHING = orgsim.load(Path(__file__).parents[1] / "benchmarks" / "all.toml").replace(
    {
        "policies.training.who": "newcomers",
        "policies.strategy.action": "people",
        "policies.usage_data.instead": True,
        "policies.stories.renewals": True,
        "policies.analytics": {"team": "marketing", "left_over": True},
        "teams.care.ownership": "person",
        "shocks.rival": {"at": "15 days", "odds": {"close": 0.3}},
    }
)
"""All mechanisms at once, with every policy there is."""


def case(name: str) -> Case:
    """The case of a mechanism, from the file of its own tests."""
    found: Case = importlib.import_module(f"test_mechanism_{name}").CASE
    return found


def logs(scenario: Scenario, replications: int) -> list[EventLog]:
    return [run(scenario, SEED, number) for number in range(replications)]


def shared_columns(log: EventLog, effects: tuple[str, ...]) -> bytes:
    """The bytes of the fixed columns, and of the columns of some effects."""
    names = [column.name for column in COLUMNS] + [f"effect_{name}" for name in effects]
    return b"".join(np.ascontiguousarray(log.rows[name]).tobytes() for name in names)


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
    """For all mechanisms at once; after a change that is meant: python tests/test_contract.py writes it anew."""
    assert EVERY_MOMENT.read_text(encoding="utf-8") == text(moments(EVERYTHING), 120, acting=True)


def test_every_mechanism_acts_at_some_moment_or_orders_queues() -> None:
    acting_somewhere = {actor.name for one in moments(EVERYTHING) for actor in one.actors}
    assert MECHANISMS.keys() - acting_somewhere == {"attention"}


@pytest.mark.parametrize("name", MECHANISMS)
def test_it_acts_in_its_case(name: str) -> None:
    scenario = parse(case(name).scenario)
    assert name in acting(scenario)
    for log in logs(scenario, case(name).replications):
        conservation.check(log)


@pytest.mark.parametrize("name", MECHANISMS)
def test_neutral_is_the_same_as_off_draw_for_draw(name: str) -> None:
    """With parameters that do nothing, every row is what it is with the mechanism off."""
    scenario = parse(case(name).scenario)
    others = [other for other in scenario.scenario.mechanisms if other != name]
    off = run(scenario.replace({"scenario.mechanisms": others}), SEED, 0)
    neutral = run(scenario.replace(case(name).neutral), SEED, 0)
    assert shared_columns(neutral, off.names.effects) == shared_columns(off, off.names.effects)


@pytest.mark.parametrize("name", MECHANISMS)
def test_its_effect_grows_with_its_strength(name: str) -> None:
    one = case(name)
    assert len(one.grid) >= 3
    seen = []
    for value in one.grid:
        scenario = parse(one.scenario).replace({one.path: value})
        seen.append(np.mean([one.observed(log) for log in logs(scenario, one.replications)]))
    steps = np.diff(seen) * one.sign
    assert (steps >= -1e-9).all(), seen
    assert (seen[-1] - seen[0]) * one.sign > 0, seen


if __name__ == "__main__":
    EVERY_MOMENT.write_text(text(moments(EVERYTHING), 120, acting=True), encoding="utf-8")
