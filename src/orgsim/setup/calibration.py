"""Calibration: cut-points of the gates, from the base rates of the file.

They are solved on the readiness that first-time leads have when they come to the step, gate after gate: leads whose path
has led to no activity twice, served at once, by trained people who know all. `orgsim.engine.gates` says what a gate is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from orgsim.elementary import exp_block, log, logistic_block
from orgsim.plan.derived.mix import weight
from orgsim.plan.derived.routes import POOL, entry
from orgsim.plan.model.journey import Activity
from orgsim.plan.model.sources import RecordedSource
from orgsim.plan.scenario import Scenario
from orgsim.randomness import Floats

_STEP = 0.02
_REACH = 8.0


Cuts = tuple[float, ...]
"""Cut-points of one activity, descending: outcome k is the first whose cut-point lies below the score."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """Density of readiness on an even grid, with the weight of each node (any total)."""

    grid: Floats
    weights: Floats


def calibrate(scenario: Scenario) -> dict[str, Cuts]:
    """Cut-points for every activity with outcomes, for the scenario's reference mix of leads."""
    arriving = _arriving(scenario)
    grid = next(iter(arriving.values())).grid
    everyone = np.sum([population.weights for population in arriving.values()], axis=0)
    at = {name: np.zeros_like(grid) for name in (*scenario.journey, "customer")}
    for place, population in arriving.items():
        at[place] = at[place] + population.weights
    gates: dict[str, Cuts] = {}
    passing: dict[str, Floats] = {}
    for name in _in_order(scenario.journey, list(arriving)):
        activity = scenario.journey[name]
        if not activity.outcomes:
            continue
        weights = at[name] if at[name].sum() > 0 else everyone
        gates[name] = _cuts(activity, Readiness(grid, weights))
        _leave(scenario.journey, name, (grid, gates[name]), at, passing)
    line = scenario.second_line
    if line is not None and line.activity in gates and at[line.activity].sum() == 0 < at["customer"].sum():
        buyers = Readiness(grid, at["customer"])
        gates[line.activity] = _cuts(scenario.journey[line.activity], buyers)
    return gates


def _arriving(scenario: Scenario) -> dict[str, Readiness]:
    """Readiness of new leads by the activity where they enter."""
    shifts = [
        (entry(scenario, name), source.readiness + shift, amount * share)
        for name, source in scenario.sources.items()
        for amount in [scenario.mix[name] if name in scenario.mix else weight(source)]
        for shift, share in _segment_shifts(scenario, name)
    ]
    low = min(shift for _, shift, _ in shifts) - _REACH
    high = max(shift for _, shift, _ in shifts) + _REACH
    grid = np.arange(low, high + _STEP, _STEP)
    arriving: dict[str, Readiness] = {}
    for place, shift, amount in shifts:
        density = amount * exp_block(-0.5 * (grid - shift) ** 2)
        before = arriving[place].weights if place in arriving else 0.0
        arriving[place] = Readiness(grid, before + density)
    return arriving


def _segment_shifts(scenario: Scenario, source_name: str) -> list[tuple[float, float]]:
    """Readiness shift and share of each segment of a source's leads."""
    source = scenario.sources[source_name]
    if isinstance(source, RecordedSource) and source.arrival_segments:
        names = source.arrival_segments
        counts = {name: names.count(name) for name in set(names)}
        return [(scenario.segments[name].readiness, n / len(names)) for name, n in sorted(counts.items())]
    if scenario.segments:
        return [(segment.readiness, segment.share) for segment in scenario.segments.values()]
    return [(0.0, 1.0)]


def _in_order(journey: Mapping[str, Activity], entries: list[str]) -> list[str]:
    """Activities so that each comes after those that lead to it, edges back to an earlier step left out."""
    order: list[str] = []
    seen: set[str] = set()
    for place in [*entries, *journey]:
        stack = [(place, iter(_next_steps(journey, place)))] if place not in seen else []
        seen.add(place)
        while stack:
            _, following = stack[-1]
            step = next((other for other in following if other not in seen), None)
            if step is None:
                order.append(stack.pop()[0])
            else:
                seen.add(step)
                stack.append((step, iter(_next_steps(journey, step))))
    return order[::-1]


def _next_steps(journey: Mapping[str, Activity], name: str) -> list[str]:
    return [aim for outcome in journey[name].outcomes for aim in outcome.aims if aim in journey]


def _side_by_side(journey: Mapping[str, Activity]) -> dict[str, tuple[str, ...]]:
    """By step that leads go through at the same time as others, all of these."""
    forks = [one.aims for activity in journey.values() for one in activity.outcomes if one.join is not None]
    return {step: aims for aims in forks for step in aims}


def _passing(activity: Activity, cuts: Cuts, grid: Floats) -> Floats:
    """The chance at each node of readiness that a step ends with its best outcome."""
    best = [one.to == activity.outcomes[0].to for one in activity.outcomes]
    last = best.index(False) if False in best else len(best)
    return _above([*cuts, float("-inf")][last - 1], activity.judgement, Readiness(grid, grid))


def _above(cut: float, judgement: float, population: Readiness) -> Floats:
    """The chance at each node of readiness that a score lies above a cut-point."""
    return logistic_block(np.clip(judgement * population.grid - cut, -700, 700))


def _share_above(cut: float, judgement: float, population: Readiness) -> float:
    """Share of a population whose score lies above a cut-point."""
    return float(np.average(_above(cut, judgement, population), weights=population.weights))


def _cuts(activity: Activity, population: Readiness) -> Cuts:
    cuts = []
    for k in range(1, len(activity.outcomes)):
        wanted = sum(outcome.rate for outcome in activity.outcomes[:k])
        cuts.append(_cut(wanted, activity.judgement, population))
    return tuple(cuts)


def _cut(wanted: float, judgement: float, population: Readiness) -> float:
    """The cut-point that a share `wanted` of the population passes."""
    from scipy.optimize import brentq

    if wanted <= 1e-12:
        return float("inf")
    if wanted >= 1 - 1e-12:
        return float("-inf")
    if judgement == 0:
        return log((1 - wanted) / wanted)
    reach = 40 + judgement * float(np.abs(population.grid).max())
    root = brentq(
        lambda cut: _share_above(cut, judgement, population) - wanted, -reach, reach, xtol=1e-12, rtol=1e-14
    )
    return float(root)


def _leave(
    journey: Mapping[str, Activity],
    name: str,
    gate: tuple[Floats, Cuts],
    at: dict[str, Floats],
    passing: dict[str, Floats],
) -> None:
    """Add what leaves a gate, given with the grid of readiness, to the populations `at` all places; `passing` keeps of steps side
    by side who passes, until all of them are known."""
    (grid, cuts), activity, beside = gate, journey[name], _side_by_side(journey)
    apart = activity.outcomes[0].to if name in beside else None
    _pass_on(activity, cuts, Readiness(grid, at[name]), at, apart)
    if apart is None:
        return
    passing[name] = _passing(activity, cuts, grid)
    if apart in at and passing.keys() >= set(beside[name]):
        all_pass = np.prod([passing[step] for step in beside[name]], axis=0)
        at[apart] = at[apart] + at[name] * all_pass


def _pass_on(
    activity: Activity, cuts: Cuts, population: Readiness, at: dict[str, Floats], apart: str | None
) -> None:
    """Add what leaves a gate to the populations of the steps it leads to, but for the one that is kept `apart`."""
    reached = np.zeros_like(population.grid)
    for outcome, cut in zip(activity.outcomes, [*cuts, float("-inf")], strict=True):
        above = _above(cut, activity.judgement, population)
        for aim in outcome.aims:
            if aim in at and aim != apart:
                at[aim] = at[aim] + population.weights * (above - reached)
        reached = above


def come_that_far(scenario: Scenario, gates: Mapping[str, Cuts]) -> dict[str, list[Readiness]]:
    """Readiness of first-time leads who come to each activity, to rest and to a purchase, by segment."""
    arriving = _arriving(scenario)
    grid = next(iter(arriving.values())).grid
    order = _in_order(scenario.journey, list(arriving))
    segments = list(scenario.segments) or ["all"]
    found: dict[str, list[Readiness]] = {name: [] for name in (*scenario.journey, "customer", POOL)}
    for segment in segments:
        at, passing = {name: np.zeros_like(grid) for name in found}, dict[str, Floats]()
        for place, weights in _of_segment(scenario, segment, grid):
            at[place] = at[place] + weights
        for name in order:
            if name in gates:
                _leave(scenario.journey, name, (grid, gates[name]), at, passing)
        for name, weights in at.items():
            found[name].append(Readiness(grid, weights))
    return found


def _of_segment(scenario: Scenario, segment: str, grid: Floats) -> list[tuple[str, Floats]]:
    """Where the new leads of a segment enter, and the density of their readiness."""
    found = []
    for name, source in scenario.sources.items():
        amount = scenario.mix[name] if name in scenario.mix else weight(source)
        shares = {segment: 1.0}
        if isinstance(source, RecordedSource) and source.arrival_segments:
            shares = {segment: source.arrival_segments.count(segment) / len(source.arrival_segments)}
        elif scenario.segments:
            shares = {segment: scenario.segments[segment].share}
        shift = source.readiness + (scenario.segments[segment].readiness if scenario.segments else 0.0)
        density = amount * shares[segment] * exp_block(-0.5 * (grid - shift) ** 2)
        found.append((entry(scenario, name), density))
    return found
