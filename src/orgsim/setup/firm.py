"""The firm that exists on day 0, as the engine meets it: its customers, and its leads in process and at rest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from orgsim.distributions import Distribution
from orgsim.engine.contracts import Contracts
from orgsim.engine.entities import Activity, Case
from orgsim.engine.side_by_side import Fork
from orgsim.engine.start import LeadThere, RestingThere, Start
from orgsim.engine.veterans import Veterans
from orgsim.engine.world import World
from orgsim.plan.derived.firm import steps_before
from orgsim.plan.derived.mix import positive
from orgsim.plan.derived.reference_hours import reference_hours
from orgsim.plan.derived.routes import POOL, arrives
from orgsim.plan.derived.working_hours import on_duty
from orgsim.plan.model.firm import DECIDED, DealsThere, Firm, age_of, count_of
from orgsim.plan.scenario import Scenario
from orgsim.randomness import Uint64s, purpose, uniforms
from orgsim.setup.firm_cases import FirmCases
from orgsim.setup.firm_customers import FirmCustomers
from orgsim.units import MONTH

_AGE = purpose("age of a lead", "how long a lead of day 0 has been where it is")
_YEAR = 364.0
"""Days of whole weeks, over which hours on duty are counted."""
_LEAST = 0.01
"""Days for which a lead has been at rest at the least."""


def build_start(world: World, scenario: Scenario) -> Start | None:
    """The firm that exists on day 0; None where a run begins with nothing."""
    if scenario.firm is None:
        return None
    entry = next(iter(world.entries.values()))
    codes = {name: code for code, name in enumerate(world.names.outcomes)}
    segments = [codes[name] for name in world.names.segments]
    done = frozenset[int]() if world.contracts is None else world.contracts.plan.work
    care = tuple(activity for activity in world.activities.values() if activity.code in done)
    start = Start(world.journey, world.contracts, world.hooks, entry, segments, care)
    people = FirmCases(world, scenario)
    if world.contracts is not None:
        world.contracts.plan.entries[people.entity] = entry
        start.customers = FirmCustomers(people, world.contracts).there()
    for group in _groups(scenario.firm):
        cases = people.drawn(group.name, group.count, group.place, group.segments)
        days = group.days(np.array([case.key for case in cases], dtype=np.uint64))
        if group.values is not None and world.contracts is not None:
            _price(world.contracts, cases, group.values)
        if group.place == POOL:
            left = [world.activities[name] if name else None for name in group.left or ("",) * group.count]
            start.resting += map(partial(_at_rest, entry), cases, days, left)
            continue
        place = group.place if group.place == DECIDED else arrives(scenario, group.place)
        activity, work = world.activities.get(place), people.done(steps_before(scenario, place))
        all_at_once = _forks(world).get(place, activity)
        start.leads += [
            LeadThere(case, all_at_once if day > 0 else activity, day, work)
            for case, day in zip(cases, days, strict=True)
        ]
    return start


def _forks(world: World) -> dict[str, Activity]:
    """By step that leads go through at the same time as others: where all of these begin."""
    ways = [way.activity for activity in world.activities.values() for way in activity.outcomes]
    return {step.name: fork for fork in ways if isinstance(fork, Fork) for step in fork.steps}


def _at_rest(entry: Activity, case: Case, day: float, left: Activity | None) -> RestingThere:
    return RestingThere(case, min(day, -_LEAST), (left or entry).code, left)


def _price(contracts: Contracts, cases: list[Case], values: Sequence[float]) -> None:
    """Let leads sign for what is stated of them."""
    for case, value in zip(cases, values, strict=True):
        terms = contracts.price.by_segment[case.segment]
        once, monthly = terms.listed(0.0)
        one = once + monthly * (1 - terms.discount) * (terms.term or 0.0) / MONTH
        if one > 0:
            contracts.price.known[case.key] = value / one


@dataclass(frozen=True, slots=True)
class _Group:
    """Leads at one place."""

    name: str
    """Of their keys."""
    place: str
    count: int
    entered: tuple[float, ...] | None = None
    """Days, where they are stated one by one."""
    age: Distribution | None = None
    """Days that they have been there; None for none."""
    segments: tuple[str, ...] | None = None
    values: tuple[float, ...] | None = None
    left: tuple[str, ...] | None = None
    """Of leads at rest: the step in whose queue each went cold, empty for none."""

    def days(self, keys: Uint64s) -> list[float]:
        """When each came there."""
        if self.entered is not None:
            return list(self.entered)
        if self.age is None:
            return [0.0] * self.count
        return [0.0 - age for age in self.age.quantiles(uniforms(keys, _AGE)).tolist()]


def _groups(firm: Firm) -> Iterator[_Group]:
    """The leads of day 0, place by place."""
    deals = firm.pipeline
    if isinstance(deals, DealsThere):
        for place in dict.fromkeys(deals.activity):
            rows = [row for row, name in enumerate(deals.activity) if name == place]
            columns = (deals.entered, deals.segment, deals.value, deals.left)
            entered, segments, values, left = (
                None if column is None else tuple(column[row] for row in rows) for column in columns
            )
            yield _Group(f"listed lead at {place}", place, len(rows), entered, None, segments, values, left)
        stated = {}
    else:
        stated = deals
    for place, leads in {**stated, POOL: firm.resting}.items():
        age = age_of(leads)
        shape = None if age is None else age.build("exponential")
        yield _Group(f"lead at {place}", place, count_of(leads), age=shape)


def build_veterans(world: World, scenario: Scenario) -> Veterans | None:
    """How long the people of day 0 have been there; None where nothing is said of it. Their hours are spread over what their team
    does as the market's reference hours are."""
    if scenario.firm is None or scenario.firm.staff_tenure is None:
        return None
    reference, names = reference_hours(scenario), {one.code: name for name, one in world.activities.items()}
    hours: dict[int, dict[int, float]] = {}
    for key, team in zip(scenario.teams, world.here, strict=True):
        share = positive({names[code]: reference[names[code]] for code in team.does})
        daily = on_duty(scenario.teams[key], scenario.scenario.start, _YEAR)
        total = sum(share.values())
        hours[team.code] = {code: daily * share[names[code]] / total for code in team.does}
    return Veterans(scenario.firm.staff_tenure.build("exponential"), hours)
