"""Means over independent replications, held against theory: within 4 standard errors, and those small enough to tell."""

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from scipy.stats import t as student

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run

SEED = 20240101
Rows = np.ndarray


class Estimate(NamedTuple):
    """A mean with its standard error, and half the width of its 95 % interval as a share of the mean."""

    mean: float
    error: float
    half_width: float

    def agrees(self, expected: float, half_width: float = 0.02) -> bool:
        """Whether theory lies within 4 standard errors and the interval is at most `half_width` wide on each side."""
        return abs(self.mean - expected) <= 4 * self.error and self.half_width <= half_width


def estimate(values: Any) -> Estimate:
    """The mean of one number per replication."""
    values = np.asarray(values, dtype=float)
    return _estimate(values.mean(), values.std(ddof=1) / math.sqrt(len(values)), len(values) - 1)


def controlled(values: Any, *controls: tuple[Any, float]) -> Estimate:
    """The mean with control variates: each control is one number per replication and its mean known from theory."""
    y = np.asarray(values, dtype=float)
    X = np.column_stack([np.ones(len(y)), *(np.asarray(c, dtype=float) - known for c, known in controls)])
    inverse = np.linalg.inv(X.T @ X)
    coefficients = inverse @ X.T @ y
    free = len(y) - X.shape[1]
    residual = float(((y - X @ coefficients) ** 2).sum()) / free
    return _estimate(float(coefficients[0]), math.sqrt(residual * inverse[0, 0]), free)


def _estimate(mean: float, error: float, free: int) -> Estimate:
    return Estimate(float(mean), float(error), float(student.ppf(0.975, free) * error / abs(mean)))


def scenario(text: str, **head: Any) -> Scenario:
    """A scenario from the text of its file, with single values of its [scenario] table replaced."""
    plan = parse(text)
    return plan.replace({f"scenario.{name}": value for name, value in head.items()}) if head else plan


def replicate(
    plan: Scenario, replications: int, measure: Callable[[EventLog], Mapping[str, float]]
) -> dict[str, Rows]:
    """What `measure` says of each independent replication, name by name."""
    said = [measure(run(plan, SEED, replication)) for replication in range(replications)]
    return {name: np.array([numbers[name] for numbers in said]) for name in said[0]}


def jobs(log: EventLog, activity: str, seen: tuple[float, float] = (-math.inf, math.inf)) -> Rows:
    """The jobs of an activity that became ready in a span of days, in order of readiness."""
    rows = log.of(Row.JOB)
    here = rows["activity"] == log.names.activities.index(activity)
    rows = rows[here & (rows["ready"] >= seen[0]) & (rows["ready"] < seen[1])]
    return rows[np.argsort(rows["ready"], kind="stable")]


def outcome(log: EventLog, name: str) -> int:
    """The code of an outcome."""
    return log.names.outcomes.index(name)


def first_of_the_day(moments: Any, decisions: Any) -> Rows:
    """For each moment (days) the first decision on its day: gates feel stocks as the first decision of the day does."""
    ends = np.sort(np.asarray(decisions, dtype=float))
    found: Rows = ends[np.searchsorted(ends, np.floor(np.asarray(moments, dtype=float)))]
    return found
