"""The value of a number at which a claim turns: its effect over a sweep with the same luck at each value.

Between two values the effect is taken to go straight on. The interval of the place where it crosses 0 is where the 95 % interval
of the effect holds 0: the test of each place, inverted. So it needs no model of the curve, and is open on a side where nothing
can be told up to the last value tried.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from experiments.claims.bench import Bench
from experiments.claims.settings import Setting
from experiments.claims.stated import Claim, Turn
from experiments.claims.trial import Sides, freed, verdict
from orgsim.plan.scenario import Scenario
from orgsim.randomness import Floats
from orgsim.study.ratios import Replicated
from orgsim.study.statistics import Fit, t_interval

BETWEEN = 200
"""Places looked at between two values."""


@dataclass(frozen=True)
class Crossing:
    """Where an effect crosses 0."""

    at: float
    low: float
    """-inf where nothing can be told down to the lowest value tried."""
    high: float
    """inf where nothing can be told up to the highest value tried."""


def turned(claim: Claim, turn: Turn, replications: int, seed: int, bench: Bench) -> dict[str, Any]:
    """What is kept of a sweep: the effect at each value with its interval, and where it crosses 0."""
    contrast = claim.contrasts[turn.contrast - 1]
    sides = Setting().sides(claim, contrast.sides)
    kpis = [] if "." in contrast.kpi else [contrast.kpi]
    curve: list[tuple[Replicated, Fit]] = []
    for value in turn.values:
        study = bench.compare(with_value(sides, turn, value), replications, seed, kpis)
        curve.append(freed(study, contrast))
    points = []
    for value, (one, fit) in zip(turn.values, curve, strict=True):
        inside = t_interval(one.value, one.pseudo, fit=fit)
        points.append(
            {
                "value": value,
                "effect": round(one.value, 5),
                "low": round(inside.low, 5),
                "high": round(inside.high, 5),
                "verdict": verdict(inside.low, inside.high, contrast.delta),
            }
        )
    found = crossings(turn.values, curve)
    return {
        "path": list(turn.paths),
        "says": turn.says,
        "unit": turn.unit,
        "contrast": turn.contrast,
        "now": turn.now if turn.now is not None else value_now(sides[(turn.sides or (contrast.b,))[0]], turn),
        "replications": replications,
        "points": points,
        "crosses": [
            {"at": _short(one.at), "low": _bound(one.low), "high": _bound(one.high)} for one in found
        ],
    }


def with_value(sides: Sides, turn: Turn, value: float) -> dict[str, Scenario]:
    """The sides with the number at a value, in all of them or in those that are named."""
    written: object = f"{value:g} {turn.unit}" if turn.unit else value
    changes = dict.fromkeys(turn.paths, written)
    return {
        name: side.replace(changes) if not turn.sides or name in turn.sides else side
        for name, side in sides.items()
    }


def value_now(side: Scenario, turn: Turn) -> float:
    """What the number is without a change."""
    here: Any = side
    for name in turn.paths[0].split("."):
        here = here[name] if isinstance(here, Mapping) else getattr(here, name)
    return float(here)


def crossings(values: Sequence[float], curve: Sequence[tuple[Replicated, Fit]]) -> list[Crossing]:
    """Every place where the effect, straight between two values, crosses 0, with its interval: as wide as the widest fit of the
    values makes it."""
    places = _places(values)
    effects = np.interp(places, values, [one.value for one, _ in curve])
    pseudo = np.array([one.pseudo for one, _ in curve])
    each = np.array([np.interp(places, values, column) for column in pseudo.T])
    fits = [fit for _, fit in curve]
    fit = Fit(max(one.lost for one in fits), max(one.stretch for one in fits))
    inside = [t_interval(value, each[:, k], fit=fit) for k, value in enumerate(effects)]
    open_ = np.array([not (one.low > 0 or one.high < 0) for one in inside])
    signs = np.sign(effects)
    found = []
    for k in np.flatnonzero((signs[:-1] * signs[1:] < 0) | (signs[1:] == 0) & (signs[:-1] != 0)):
        at = float(places[k] - effects[k] * (places[k + 1] - places[k]) / (effects[k + 1] - effects[k]))
        low, high = int(k), int(k) + 1
        while low >= 0 and open_[low]:
            low -= 1
        while high < len(places) and open_[high]:
            high += 1
        found.append(
            Crossing(
                at,
                float(places[low]) if low >= 0 else -math.inf,
                float(places[high]) if high < len(places) else math.inf,
            )
        )
    return found


def _places(values: Sequence[float]) -> Floats:
    """The values and places between them."""
    parts = [np.linspace(a, b, BETWEEN, endpoint=False) for a, b in pairwise(values)]
    return np.concatenate([*parts, [float(values[-1])]])


def _short(value: float) -> float:
    return float(f"{value:.3g}")


def _bound(value: float) -> float | None:
    return _short(value) if math.isfinite(value) else None
