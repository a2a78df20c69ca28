"""What a study varies: a path of the scenario with the values it may take, listed or as a range."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from orgsim.errors import unusable
from orgsim.plan.files import ORGANIZATION_KEYS
from orgsim.plan.load import read_change
from orgsim.plan.scenario import Scenario
from orgsim.plan.text.document import shown
from orgsim.randomness import Floats

LEVELS = 5
"""Values of a range in a grid, evenly spaced with both ends; whole numbers are taken one by one where there are no more than
..."""
MOST_WHOLE = 16
"""... so many."""
MOST_LISTED = 1_000
_BOUND = re.compile(r"\s*([+-]?(?:\d[\d_]*(?:\.\d[\d_]*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*?)\s*")

Values = Sequence[Any] | str
"""A list of values as in files, or a range such as "8 h..16 h", "5 % / year .. 20 % / year", "2..6"."""


@dataclass(frozen=True, slots=True)
class Factor:
    """One path and what it may be."""

    path: str
    listed: tuple[Any, ...] = ()
    """The values one by one; none for a range."""
    low: float = math.nan
    high: float = math.nan
    unit: str = ""
    """What stands behind the number, such as "h" or "% / year"."""
    whole: bool = False
    """Whether the range has whole numbers alone."""

    @property
    def is_numeric(self) -> bool:
        """Whether its values lie on an axis."""
        return not self.listed or all(_is_number(value) for value in self.listed)

    @property
    def lowest(self) -> Any:
        """The lower end of the range, or the first value."""
        return self.at(0.0)

    @property
    def highest(self) -> Any:
        """The upper end of the range, or the last value."""
        return self.at(1.0)

    def at(self, share: float) -> Any:
        """The value at a share from 0 to 1 of the way: whole numbers and listed values have equal shares."""
        if self.listed:
            return self.listed[min(len(self.listed) - 1, int(share * len(self.listed)))]
        if self.whole:
            count = int(self.high - self.low) + 1
            return int(self.low) + min(count - 1, int(share * count))
        return self.said(self.low + share * (self.high - self.low))

    def levels(self, most: int = LEVELS) -> list[Any]:
        """Its values in a grid: all that are listed; of a range `most`, of whole numbers all where there are few."""
        if self.listed:
            return list(self.listed)
        if self.whole and self.high - self.low < MOST_WHOLE:
            return list(range(int(self.low), int(self.high) + 1))
        values = np.linspace(self.low, self.high, most)
        return list(dict.fromkeys(map(self.said, values.round() if self.whole else values)))

    def said(self, value: float) -> Any:
        """A number of its range as a file states it."""
        if self.whole:
            return round(value)
        # Six digits of the range: more say nothing, and sums of floats would add a tail of noise.
        number = round(float(value), 6 - math.ceil(math.log10(self.high - self.low)))
        return f"{number:.15g} {self.unit}" if self.unit else float(number)


def number_of(value: Any) -> float:
    """Where a value lies on an axis: the number it begins with."""
    match = _BOUND.fullmatch(value) if isinstance(value, str) else None
    return float(match[1].replace("_", "")) if match else float(value)


def factors_of(stated: Mapping[str, Values], scenarios: Mapping[str, Scenario]) -> list[Factor]:
    """The factors that were stated by path; raises OrgsimError for values that are none."""
    return [_factor(str(path), values, scenarios) for path, values in stated.items()]


def read_factor(text: str) -> tuple[str, Values]:
    """The path and the values in a text such as "teams.sales.headcount=2..6" or "journey.close.judgement=[0.5, 0.8]"; raises
    OrgsimError for another."""
    path, value = read_change(text)
    if not isinstance(value, list | str):
        raise unusable(
            "{text} varies nothing; write a range such as {path}=2..6, or a list such as {path}=[2, 4]",
            text=shown(text),
            path=path,
        )
    return path, value


def decided(path: str) -> bool:
    """Whether a path is of what one decides, as far as its table tells: teams, policies and the organization; not the market."""
    return path.partition(".")[0] in ORGANIZATION_KEYS


def concerns(path: str, name: str, scenarios: Mapping[str, Scenario]) -> bool:
    """Whether a path is of one of some scenarios: one of a team that only others have is not, and leaves it as it is."""
    table, _, rest = path.partition(".")
    team = rest.partition(".")[0]
    own = table != "teams" or team in scenarios[name].teams
    return own or not any(team in one.teams for one in scenarios.values())


def _factor(path: str, values: Values, scenarios: Mapping[str, Scenario]) -> Factor:
    if not isinstance(values, str):
        listed = tuple(values)
        if not 2 <= len(listed) <= MOST_LISTED or len(set(map(repr, listed))) < len(listed):
            raise unusable(
                '{path} has {count} values; list 2 to {most_listed} different ones, or a range such as "2..6"',
                path=path,
                count=len(listed),
                most_listed=format(MOST_LISTED, ","),
            )
        return Factor(path, listed)
    parts = [_BOUND.fullmatch(part) for part in values.split("..")]
    found = [(float(part[1].replace("_", "")), part[2], part[1]) for part in parts if part is not None]
    if len(parts) != 2 or len(found) != 2:
        raise unusable(
            '{path} is {values}; write a range such as "2..6", "8 h..16 h" or "5 % / year..20 % / year", '
            "or a list of values",
            path=path,
            values=shown(values),
        )
    (low, first, text), (high, second, other) = found
    unit = second or first
    if first not in ("", unit) or not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise unusable(
            "{path} is {values}; the second bound must be higher than the first, in the same unit",
            path=path,
            values=shown(values),
        )
    plain = not unit and all(part.lstrip("+-").replace("_", "").isdecimal() for part in (text, other))
    return Factor(path, low=low, high=high, unit=unit, whole=plain and not _is_fraction(path, scenarios))


def _is_fraction(path: str, scenarios: Mapping[str, Scenario]) -> bool:
    """Whether some scenario states a number with a decimal point there, so that a range between whole numbers has all between."""
    return any(isinstance(one.document().get(*path.split(".")), float) for one in scenarios.values())


def _is_number(value: Any) -> bool:
    if isinstance(value, str):
        return _BOUND.fullmatch(value) is not None
    return isinstance(value, int | float) and not isinstance(value, bool)


def axis_of(factor: Factor, most: int) -> tuple[list[Any], Floats]:
    """The values of a factor along an axis of a map, `most` of a range, and where they lie; OrgsimError where they lie
    nowhere."""
    values = factor.levels(most)
    if not factor.is_numeric:
        raise unusable(
            "{path} cannot be an axis of a map: {values} is no number",
            path=factor.path,
            values=shown(str(values[0])),
        )
    places = np.array([number_of(value) for value in values], dtype=float)
    if not (np.diff(places) > 0).all():
        raise unusable("the values of {path} must rise along the axis of a map", path=factor.path)
    if len(values) < 2:
        raise unusable("{path} has one value; an axis of a map needs 2 or more", path=factor.path)
    return values, places
