"""Veterans: how long the people of day 0 have been there, where that is stated, and what they have practised since."""

from collections.abc import Mapping
from dataclasses import dataclass

from orgsim.distributions import Distribution
from orgsim.elementary import expm1, log
from orgsim.engine.entities import Person
from orgsim.randomness import purpose, uniform

_TENURE = purpose("staff tenure", "how long somebody of day 0 has been there")


@dataclass(frozen=True, slots=True)
class Veterans:
    """The people of day 0."""

    days: Distribution
    """Elapsed days for which they have been there."""
    hours: Mapping[int, Mapping[int, float]]
    """By team and activity, the staff hours that a person works on it per elapsed day."""

    def practised(self, person: Person, activity: int, half_life: float) -> float:
        """Staff hours of practice of an activity of their team that somebody has who forgets half of it in so many days."""
        days = self.days.quantile(uniform(person.key, _TENURE))
        return self.hours[person.team].get(activity, 0.0) * remembered(days, half_life)


def remembered(days: float, half_life: float) -> float:
    """Of practice gathered evenly over so many days until now, the days' worth that is not forgotten."""
    return 0.0 - half_life / log(2.0) * expm1(0.0 - log(2.0) * days / half_life)
