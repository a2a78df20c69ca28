"""Calibration: cut-points of the gates, from the base rates of the file.

They are solved on the readiness that first-time leads have when they come to the step, gate after gate: leads whose path
has led to no activity twice, served at once, by trained people who know all. `orgsim.engine.gates` says what a gate is.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from orgsim.elementary import exp_block, log, logistic_block
from orgsim.plan.derived.kinds import step_of
from orgsim.plan.derived.mix import EVERYONE, segment_shares, stated_mix
from orgsim.plan.derived.routes import POOL, entry
from orgsim.plan.derived.serving import pairs
from orgsim.plan.model.journey import Activity
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


Gates = dict[tuple[str, str | None], Cuts]
"""Cut-points by activity and by the segment that states rates there; None for those that all other leads share."""
Crowd = dict[str | None, dict[str, Floats]]
"""Weights of readiness on one grid, by the segment that states rates anywhere (None: all other leads), and by place."""
Passing = defaultdict[str | None, dict[str, Floats]]
"""By the same, and by step side by side with others, the chance to pass it."""
Beside = tuple[Mapping[str, tuple[str, ...]], dict[str, Floats]]
"""The steps that lie side by side with each (see `_side_by_side`), and the chances to pass those that are done."""


def calibrate(scenario: Scenario) -> Gates:
    """Cut-points for every activity with outcomes, for the scenario's reference mix of leads.

    The rates of a segment hold for its own leads, those of the activity for all others together.
    """
    grid, arriving = _arriving(scenario)
    places = (*scenario.journey, "customer")
    at: Crowd = {
        one: {place: entering.get(place, np.zeros_like(grid)) for place in places}
        for one, entering in arriving.items()
    }
    everyone = {one: np.sum(list(entering.values()), axis=0) for one, entering in arriving.items()}
    gates: Gates = {}
    beside, passing = _side_by_side(scenario.journey), Passing(dict)
    for name in _in_order(scenario.journey, list(dict.fromkeys(p for one in arriving.values() for p in one))):
        if not scenario.journey[name].outcomes:
            continue
        for own, together in _groups(scenario, name, at):
            met = sum((at[one][name] for one in together), np.zeros_like(grid))
            if not met.sum() > 0:
                met = sum((everyone[one] for one in together), np.zeros_like(grid))
            if not met.sum() > 0:  # of no weight in the mix: leads that others bring, or none at all
                met = _like(scenario, own, grid)
            gates[name, own] = _cuts(_activity(scenario, name, own), Readiness(grid, met))
        for one, weights in at.items():
            cuts = gates.get((name, one), gates[name, None])
            _leave(
                scenario.journey[name],
                (name, cuts),
                Readiness(grid, weights[name]),
                weights,
                (beside, passing[one]),
            )
    for name in () if scenario.second_line is None else scenario.second_line.activities:
        _propose(scenario, name, grid, at, gates)
    return gates


def _leave(
    activity: Activity, gate: tuple[str, Cuts], met: Readiness, at: dict[str, Floats], side_by_side: Beside
) -> None:
    """Add what leaves a gate to the populations of the steps it leads to; of steps side by side those who pass all of them."""
    (name, cuts), (beside, passing) = gate, side_by_side
    apart = activity.outcomes[0].to if name in beside else None
    _pass_on(activity, cuts, met, at, apart)
    if apart is None:
        return
    passing[name] = _passing(activity, cuts, met.grid)
    if apart in at and passing.keys() >= set(beside[name]):
        all_pass = np.prod([passing[step] for step in beside[name]], axis=0)
        at[apart] = at[apart] + met.weights * all_pass


def _propose(scenario: Scenario, name: str, grid: Floats, at: Crowd, gates: Gates) -> None:
    """Calibrate what sells the other line on all who buy, where nobody comes to it otherwise."""
    for own, together in _groups(scenario, name, at) if (name, None) in gates else ():
        buyers = sum((at[one]["customer"] for one in together), np.zeros_like(grid))
        if sum(float(at[one][name].sum()) for one in together) == 0 < buyers.sum():
            gates[name, own] = _cuts(_activity(scenario, name, own), Readiness(grid, buyers))


def _groups(scenario: Scenario, name: str, crowd: Crowd) -> list[tuple[str | None, list[str | None]]]:
    """Whose cut-points at an activity are solved together: all that state no rates there, and each of the others by itself."""
    alone = [one for one in crowd if one is not None and _stated(scenario, name, one)]
    groups: list[tuple[str | None, list[str | None]]] = [(None, [one for one in crowd if one not in alone])]
    groups += [(one, [one]) for one in alone]
    return groups


def _stated(scenario: Scenario, name: str, segment: str) -> bool:
    """Whether a segment states its own rates at an activity."""
    steps = scenario.segments[segment].journey
    return name in steps and steps[name].rates is not None


def _activity(scenario: Scenario, name: str, segment: str | None) -> Activity:
    return scenario.journey[name] if segment is None else step_of(scenario, segment, name)


def _arriving(scenario: Scenario) -> tuple[Floats, Crowd]:
    """A grid, and the readiness of new leads by the activity where they enter."""
    mix = stated_mix(scenario)
    shifts = [
        (_crowd(scenario, segment), entry(scenario, name), shift, mix[name] * share)
        for name, source in scenario.sources.items()
        for segment, share in segment_shares(scenario, name).items()
        for shift in [source.readiness + (scenario.segments[segment].readiness if scenario.segments else 0.0)]
    ]
    low = min(shift for _, _, shift, _ in shifts) - _REACH
    high = max(shift for _, _, shift, _ in shifts) + _REACH
    grid = np.arange(low, high + _STEP, _STEP)
    arriving: Crowd = {}
    for one, place, shift, amount in shifts:
        density = amount * exp_block(-0.5 * (grid - shift) ** 2)
        entering = arriving.setdefault(one, {})
        entering[place] = entering.get(place, 0.0) + density
    return grid, arriving


def _like(scenario: Scenario, segment: str | None, grid: Floats) -> Floats:
    """Readiness of leads of a segment from all sources that bring any, or of the average lead."""
    shifts = [
        scenario.sources[source].readiness + scenario.segments[one].readiness
        for source, one in pairs(scenario)
        if one == segment
    ]
    return sum((exp_block(-0.5 * (grid - shift) ** 2) for shift in shifts or (0.0,)), np.zeros_like(grid))


def _crowd(scenario: Scenario, segment: str) -> str | None:
    """The segment itself where it states rates anywhere."""
    steps = scenario.segments[segment].journey.values() if scenario.segments else ()
    return segment if any(step.rates is not None for step in steps) else None


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
        cuts.append(_cut(wanted, activity.judgement, population.grid.tobytes(), population.weights.tobytes()))
    return tuple(cuts)


@lru_cache(maxsize=512)
def _cut(wanted: float, judgement: float, grid: bytes, weights: bytes) -> float:
    """The cut-point that a share `wanted` of a population passes: the same in every replication of a scenario, and kept."""
    from scipy.optimize import brentq

    if wanted <= 1e-12:
        return float("inf")
    if wanted >= 1 - 1e-12:
        return float("-inf")
    if judgement == 0:
        return log((1 - wanted) / wanted)
    population = Readiness(np.frombuffer(grid), np.frombuffer(weights))
    reach = 40 + judgement * float(np.abs(population.grid).max())
    root = brentq(
        lambda cut: _share_above(cut, judgement, population) - wanted, -reach, reach, xtol=1e-12, rtol=1e-14
    )
    return float(root)


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


def come_that_far(scenario: Scenario, gates: Gates) -> dict[str, list[Readiness]]:
    """Readiness of first-time leads who come to each activity, to rest and to a purchase, by segment."""
    grid, arriving = _arriving(scenario)
    order = _in_order(scenario.journey, list(dict.fromkeys(p for one in arriving.values() for p in one)))
    found: dict[str, list[Readiness]] = {name: [] for name in (*scenario.journey, "customer", POOL)}
    for segment in tuple(scenario.segments) or (EVERYONE,):
        at, passing = {name: np.zeros_like(grid) for name in found}, dict[str, Floats]()
        for place, weights in _of_segment(scenario, segment, grid):
            at[place] = at[place] + weights
        for name in order:
            if (name, None) in gates:
                cuts, met = (
                    gates.get((name, _crowd(scenario, segment)), gates[name, None]),
                    Readiness(grid, at[name]),
                )
                beside = (_side_by_side(scenario.journey), passing)
                _leave(scenario.journey[name], (name, cuts), met, at, beside)
        for name, weights in at.items():
            found[name].append(Readiness(grid, weights))
    return found


def _of_segment(scenario: Scenario, segment: str, grid: Floats) -> list[tuple[str, Floats]]:
    """Where the new leads of a segment enter, and the density of their readiness."""
    found, mix = [], stated_mix(scenario)
    for name, source in scenario.sources.items():
        share = segment_shares(scenario, name).get(segment, 0.0)
        shift = source.readiness + (scenario.segments[segment].readiness if scenario.segments else 0.0)
        found.append((entry(scenario, name), mix[name] * share * exp_block(-0.5 * (grid - shift) ** 2)))
    return found
