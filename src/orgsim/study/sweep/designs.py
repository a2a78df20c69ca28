"""Which points a sweep runs: every setting of what one decides, at the same sample of what one does not know."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any, Literal, get_args

import numpy as np

from orgsim.errors import unusable
from orgsim.plan.factors import Factor
from orgsim.plan.text.document import shown
from orgsim.randomness import Floats

Design = Literal["grid", "latin", "sobol"]
"""Every combination of the values; a Latin hypercube; a scrambled Sobol sequence laid out for Sobol indices."""
Role = Literal["sample", "indices", "tornado"]
"""What a point is run for: the answer over all that is not known, Sobol indices alone, or one thing moved at a time."""
USUAL_POINTS = 32
MOST_POINTS = 65_536
LEAST_SOBOL = 16
"""Points of a Sobol design at least: of fewer the intervals of indices cover too little."""

Row = tuple[Any, ...]
"""One value for each factor."""


@dataclass(frozen=True, slots=True)
class Point:
    """One scenario of a sweep with values in the place of its own."""

    scenario: str
    levers: tuple[tuple[str, Any], ...]
    """Paths and values of what one decides; none where the scenario is left as it is."""
    uncertainties: tuple[tuple[str, Any], ...]
    role: Role = "sample"

    @property
    def changes(self) -> dict[str, Any]:
        """What `Scenario.replace` takes."""
        return dict((*self.levers, *self.uncertainties))

    @property
    def key(self) -> str:
        """The same for points of the same scenario with the same values."""
        return repr((self.scenario, sorted((path, repr(value)) for path, value in self.changes.items())))


@dataclass(frozen=True, slots=True)
class SweepDesign:
    """What a sweep runs, before it is laid out."""

    scenarios: tuple[str, ...]
    levers: tuple[Factor, ...]
    uncertainties: tuple[Factor, ...]
    kind: Design
    points: int
    """Of the sample; a grid has as many as its values give."""
    seed: int
    foreign: frozenset[tuple[str, str]] = frozenset()
    """Scenarios with the paths that are none of theirs: they are no settings of theirs."""

    @property
    def sampled(self) -> tuple[Factor, ...]:
        """The factors over which is sampled: what one does not know; what one decides where everything is known."""
        return self.uncertainties or self.levers

    @property
    def decided(self) -> tuple[Factor, ...]:
        """The factors of which every combination is a setting of its own."""
        return self.levers if self.uncertainties else ()

    @property
    def settings(self) -> int:
        """How many settings of what one decides there are, scenarios included."""
        return len(self.scenarios) * prod(len(one.levels()) for one in self.decided)

    @property
    def count(self) -> int:
        """How many points are run at most."""
        return self.settings * self._sample_size + len(self.scenarios) * (1 + 2 * len(self.sampled))

    @property
    def _sample_size(self) -> int:
        if self.kind == "grid":
            return prod(len(one.levels()) for one in self.sampled)
        return self.points * (len(self.sampled) + 2 if self.kind == "sobol" else 1)

    def sample(self) -> Iterator[tuple[Row, Role]]:
        """The values of the sampled factors, point by point.

        Of a Sobol design the two independent samples A and B, then for each factor A with that factor from B, as Saltelli et al.
        (2010) have it.
        """
        if self.kind == "grid":
            yield from ((row, "sample") for row in product(*(one.levels() for one in self.sampled)))
            return
        shares = _shares(self.kind, self.points, len(self.sampled), self.seed)
        for block, part in enumerate(shares):
            role: Role = "sample" if block < 2 else "indices"
            yield from ((self._row(row), role) for row in part)

    def _row(self, shares: Floats) -> Row:
        return tuple(one.at(float(share)) for one, share in zip(self.sampled, shares, strict=True))

    def laid_out(self) -> list[Point]:
        """All points: setting by setting the sample, then for each scenario what a tornado takes."""
        found = []
        sample = list(self.sample())
        for name in self.scenarios:
            own = [one for one in self.decided if (name, one.path) not in self.foreign]
            for values in product(*(one.levels() for one in own)):
                levers = tuple(zip((one.path for one in own), values, strict=True))
                found += [self._point(name, levers, row, role) for row, role in sample]
        for name in self.scenarios:
            found.append(Point(name, (), (), "tornado"))
            found += [point for factor in self.sampled for point in self.ends(name, factor)]
        return found

    def ends(self, scenario: str, factor: Factor) -> tuple[Point, Point]:
        """A scenario with one factor at its lowest, and at its highest."""
        low, high = (
            self._point(scenario, (), (value,), "tornado", (factor,))
            for value in (factor.lowest, factor.highest)
        )
        return low, high

    def _point(
        self,
        scenario: str,
        levers: tuple[tuple[str, Any], ...],
        row: Row,
        role: Role,
        factors: Sequence[Factor] | None = None,
    ) -> Point:
        stated = tuple(zip((one.path for one in factors or self.sampled), row, strict=True))
        if self.uncertainties:
            return Point(scenario, levers, stated, role)
        own = tuple(one for one in stated if (scenario, one[0]) not in self.foreign)
        return Point(scenario, own, (), role)


def _check_points(kind: str, count: int) -> None:
    if isinstance(count, bool) or not isinstance(count, int) or not 2 <= count <= MOST_POINTS:
        raise unusable(
            "points is {count}; it must be a whole number from 2 to {most_points}",
            count=count,
            most_points=format(MOST_POINTS, ","),
        )
    if kind == "sobol" and count & (count - 1):
        near = max(LEAST_SOBOL, 1 << round(np.log2(count)))
        raise unusable(
            "points is {count}; a Sobol sequence is balanced at powers of 2 alone: take {near}",
            count=count,
            near=near,
        )
    if kind == "sobol" and count < LEAST_SOBOL:
        raise unusable(
            "points is {count}; Sobol indices need {least_sobol} or more",
            count=count,
            least_sobol=LEAST_SOBOL,
        )


def designed(
    scenarios: Sequence[str],
    factors: Mapping[str, Sequence[Factor]],
    kind: str,
    points: int | None,
    seed: int,
) -> SweepDesign:
    """The design of some factors, "levers" and "uncertainties"; raises OrgsimError for one that cannot be."""
    levers, uncertainties = tuple(factors["levers"]), tuple(factors["uncertainties"])
    every = [one.path for one in (*levers, *uncertainties)]
    if not every:
        raise unusable(
            "a sweep varies something: state levers (what one decides) or uncertainties (what one does "
            "not know)"
        )
    if twice := [path for path in every if every.count(path) > 1]:
        raise unusable("{twice} is varied twice", twice=twice[0])
    if kind not in get_args(Design):
        raise unusable('design is {kind}; it must be "grid", "latin" or "sobol"', kind=shown(kind))
    if kind == "grid" and points is not None:
        raise unusable(
            "a grid has as many points as its values: list those that are wanted, or take design latin "
            "or sobol"
        )
    count = USUAL_POINTS if points is None else points
    _check_points(kind, count)
    return SweepDesign(tuple(scenarios), levers, uncertainties, kind, count, seed)  # type: ignore[arg-type]


def _shares(kind: Design, points: int, factors: int, seed: int) -> list[Floats]:
    """Samples from the unit cube, point × factor each: one of a Latin hypercube; A, B and A with a column of B of a Sobol
    design."""
    from scipy.stats import qmc

    random = np.random.default_rng(seed)
    if kind == "latin":
        return [np.asarray(qmc.LatinHypercube(factors, rng=random).random(points))]
    both = qmc.Sobol(2 * factors, rng=random).random(points)
    a, b = both[:, :factors], both[:, factors:]
    mixed = []
    for factor in range(factors):
        one = a.copy()
        one[:, factor] = b[:, factor]
        mixed.append(one)
    return [a, b, *mixed]
