"""Forecast: how many leads events will bring, and how surely, from the attendance that is planned or known.

Nothing is simulated: each person who comes becomes a lead with the chance that the source states, independently, and
attendance has the distribution that it states, rounded to whole people. So the leads of one event are a mixture of
binomials, and those of several events its convolution, which is computed by its characteristic function.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from orgsim.distributions import Distribution
from orgsim.errors import unusable
from orgsim.language.phrases import Wording
from orgsim.plan.model.sources import EventSource
from orgsim.plan.scenario import Scenario
from orgsim.plan.text.document import nearest
from orgsim.randomness import Floats

_TAIL = 1e-12
"""Chance of a crowd so large that it is left out."""
_REACH = 40.0
"""Standard deviations above the mean beyond which no number of leads is looked at."""
_MOST = 2e9
"""Steps of arithmetic in one forecast."""


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """What can be said beforehand of the leads of some events of a source."""

    source: str
    events: int
    attendance: float
    """People who come to them: known, or expected."""
    mean: float
    """Leads expected."""
    sd: float
    """Standard deviation of the leads."""
    low: int
    high: int
    """The leads lie between these, both included, with a chance of at least `level`; outside, on either side, with at most half
    of the rest."""
    level: float
    error: float
    """Mean absolute error of the forecast `mean`, as a share of it; NaN where no lead is expected."""
    from_attendance: float
    """Share of the variance that knowing the attendance takes away; NaN without variance."""
    chances: Floats
    """Chance of 0, 1, 2 ... leads."""


def forecast(
    scenario: Scenario,
    source: str,
    *,
    events: int = 1,
    attended: int | Sequence[int] | None = None,
    level: float = 0.9,
) -> Forecast:
    """The leads of some events of a source, as its market states them: without shocks, and if all are held.

    events: how many. attended: how many people come to each, where that is known (one event: a number), in place of `events`.
    level: of the prediction interval. Raises OrgsimError for a source that holds no events, and for numbers out of range.
    """
    stated = _events_of(scenario, source)
    if not 0 < level < 1:
        raise unusable("level is {level}; it must lie between 0 and 1", level=level)
    chance = stated.leads_per_attendee
    if attended is not None:
        crowds = [attended] if isinstance(attended, int) else list(attended)
        if not crowds or min(crowds) < 0:
            raise unusable(
                "attended is {attended}; it must be a number of people, 0 or more, or one for each event",
                attended=attended,
            )
        events, people = len(crowds), sum(crowds)
        one = np.zeros(people + 1)
        one[people] = 1.0
        return _told(source, events, _leads(one, chance, 1), (people, chance, 0.0), level)
    if events < 1:
        raise unusable("events is {events}; it must be 1 or more", events=events)
    one = crowd(stated.attendees.build())
    number = np.arange(len(one))
    mean = float(one @ number)
    spread = float(one @ (number - mean) ** 2)
    chances = _leads(one, chance, events)
    return _told(source, events, chances, (events * mean, chance, events * spread), level)


def _events_of(scenario: Scenario, source: str) -> EventSource:
    stated = scenario.sources.get(source)
    if isinstance(stated, EventSource):
        return stated
    known = [name for name, one in scenario.sources.items() if isinstance(one, EventSource)]
    if stated is not None:
        raise unusable(
            'sources.{source} holds no events; a forecast from attendance needs kind = "event"', source=source
        )
    near = nearest(source, known)
    hint = (
        Wording("; did you mean {near}?", near=near)
        if near
        else Wording("; there are {known}", known=", ".join(known))
        if known
        else ""
    )
    raise unusable('there is no source "{source}" that holds events{hint}', source=source, hint=hint)


def crowd(stated: Distribution) -> Floats:
    """Chances of 0, 1, 2 ... people at an event, from the distribution that is rounded to them."""
    most = math.ceil(stated.quantile(1 - _TAIL)) + 1
    if most > _MOST:
        raise unusable(
            "{most} people may come to an event; that is too many for a forecast", most=format(most, ",.0f")
        )
    below = np.concatenate([[0.0], _below(stated, np.arange(0.5, most + 1.0))])
    chances = np.diff(below)
    return np.asarray(chances / chances.sum())


def _below(stated: Distribution, at: Floats) -> Floats:
    """Chance of less than some numbers."""
    from scipy import stats

    mean, shape = stated.mean, stated.kind
    if shape == "constant" or mean <= 0 or (shape in ("lognormal", "gamma") and stated.cv == 0):
        return np.where(at > mean, 1.0, 0.0)
    if shape == "lognormal":
        spread = math.sqrt(math.log1p(stated.cv**2))
        return np.asarray(stats.norm.cdf((np.log(at) - math.log(mean) + spread**2 / 2) / spread))
    if shape == "gamma":
        return np.asarray(stats.gamma.cdf(at, stated.cv**-2, scale=mean * stated.cv**2))
    if shape == "exponential":
        return np.asarray(-np.expm1(-at / mean))
    if shape == "uniform":
        return np.clip((at - stated.low) / max(stated.high - stated.low, 1e-300), 0.0, 1.0)
    return np.asarray(np.searchsorted(np.sort(np.asarray(stated.values)), at) / len(stated.values))


def _leads(one: Floats, chance: float, events: int) -> Floats:
    """Chances of 0, 1, 2 ... leads of some events with such chances of people at each."""
    number = np.arange(len(one))
    mean = float(one @ number)
    variance = events * (mean * chance * (1 - chance) + chance**2 * float(one @ (number - mean) ** 2))
    reach = min(events * (len(one) - 1.0), events * mean * chance + _REACH * math.sqrt(variance) + 32)
    size = 1 << math.ceil(math.log2(reach + 2))
    if size * float(len(one)) > _MOST:
        raise unusable(
            "{events} events to which up to {count} people come are too many for a forecast; ask for fewer",
            events=format(events, ","),
            count=format(len(one), ","),
        )
    turn = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    step, total = 1 - chance + chance * turn, np.zeros(size // 2 + 1, dtype=np.complex128)
    for part in one[
        ::-1
    ].tolist():  # Horner: the generating function of the people, at (1 - chance + chance z)
        total = total * step + part
    found = np.fft.irfft(total**events, size).clip(0.0)
    return np.asarray(found[: math.floor(reach) + 1] / found.sum())


def _told(
    source: str, events: int, chances: Floats, parts: tuple[float, float, float], level: float
) -> Forecast:
    """The answer. `parts`: people expected, the chance of each, and the variance of the people."""
    people, chance, spread = parts
    mean = people * chance
    noise, varied = people * chance * (1 - chance), chance**2 * spread
    passed, rest = np.cumsum(chances), (1 - level) / 2
    error = float(chances @ np.abs(np.arange(len(chances)) - mean))
    return Forecast(
        source=source,
        events=events,
        attendance=people,
        mean=mean,
        sd=math.sqrt(noise + varied),
        low=int(np.searchsorted(passed, rest + 1e-12)),
        high=min(len(chances) - 1, int(np.searchsorted(passed, 1 - rest - 1e-12))),
        level=level,
        error=error / mean if mean > 0 else math.nan,
        from_attendance=varied / (noise + varied) if noise + varied > 0 else math.nan,
        chances=chances,
    )
