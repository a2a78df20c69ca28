"""When leads arrive: unit-rate luck carried through a source's rate, so that leads keep their luck when the rate changes."""

from collections.abc import Iterator

import numpy as np

from orgsim.elementary import power_block
from orgsim.engine import odds
from orgsim.engine.draws import GAP
from orgsim.engine.market_changes import MarketChanges
from orgsim.errors import unusable
from orgsim.plan.checks import size
from orgsim.plan.model.sources import EventSource, SteadySource
from orgsim.plan.scenario import Scenario
from orgsim.randomness import Floats, case_keys, entity_key, purpose, uniforms
from orgsim.setup.market_changes import market_changes
from orgsim.setup.prospects import Intensity, enquiries
from orgsim.units import HOURS_PER_DAY, MONTH

_ATTENDEES = purpose("attendees", "how many people come to an event")
_INTEREST = purpose("interest", "whether who came to an event becomes a lead")
_BLOCK = 4096
_CROWD = 1_000_000
"""People at an event who are asked at a time, which bounds the memory that a large one needs."""


def steady_times(scenario: Scenario, name: str, seed: tuple[int, int]) -> Floats:
    """Arrival times (days, ascending, below the horizon) of a steady source: a Poisson process with its rate over time."""
    prospects = scenario.market.prospects
    if prospects is not None:
        steady = [one for one, source in scenario.sources.items() if isinstance(source, SteadySource)]
        courses = [Intensity(*_course(scenario, one)) for one in steady]
        luck = [_luck(one, seed, course.passed[-1]) for one, course in zip(steady, courses, strict=True)]
        return np.array(enquiries(courses, luck, prospects)[steady.index(name)])
    edges, passed = _course(scenario, name)
    return _when(_luck(name, seed, float(passed[-1])), edges, passed)


def _course(scenario: Scenario, name: str) -> tuple[Floats, Floats]:
    """The edges of spans of constant rate of a steady source, and its integrated rate at each."""
    edges, rates = _rates(scenario, name)
    passed = np.concatenate([[0.0], np.cumsum(rates * np.diff(edges))])
    if not size.may_make(scenario, passed[-1]):
        raise unusable(
            "sources.{name} would bring about {passed} leads, more than is run: look at its growth, its "
            "seasons and the shocks that come together",
            name=name,
            passed=format(passed[-1], ",.0f"),
        )
    return edges, passed


def _luck(name: str, seed: tuple[int, int], mass: float) -> Floats:
    """The moments of a Poisson process of rate 1 below a time, that of a source."""
    key = entity_key(*seed, name)
    luck: list[Floats] = []
    total, first = 0.0, 0
    while total < mass:
        gaps = odds.gaps(uniforms(case_keys(key, first, _BLOCK), GAP))
        luck.append(total + np.cumsum(gaps))
        total, first = float(luck[-1][-1]), first + _BLOCK
    units = np.concatenate(luck) if luck else np.empty(0)
    return np.asarray(units[units < mass])


def _when(units: Floats, edges: Floats, passed: Floats) -> Floats:
    """Times at which the integrated rate reaches `units`; spans with rate 0 are stepped over."""
    moving = np.concatenate([[True], np.diff(passed) > 0])
    begins = np.concatenate([edges[:-1][np.diff(passed) > 0], edges[-1:]])
    ends = edges[moving]
    k = np.searchsorted(passed[moving], units, side="right")
    left = passed[moving][k] - units
    width = ends[k] - begins[k - 1]
    mass = passed[moving][k] - passed[moving][k - 1]
    times: Floats = ends[k] - left / mass * width
    return times


def _rates(scenario: Scenario, name: str) -> tuple[Floats, Floats]:
    """Edges of spans of constant rate from day 0 to the horizon, and the leads per day in each."""
    source = scenario.sources[name]
    assert isinstance(source, SteadySource)
    horizon = scenario.scenario.horizon
    edges = {0.0, horizon}
    season, changes = source.seasonality, arrival_changes(scenario, name)
    if source.growth or season.months or season.weekdays:
        edges.update(float(day) for day in range(int(horizon) + 1))
    if season.hours is not None:
        hours = np.arange(int(horizon * HOURS_PER_DAY) + 1) / HOURS_PER_DAY
        edges.update(hours[hours < horizon].tolist())
    edges.update(day for day in changes.edges() if day < horizon)
    ordered = np.array(sorted(edges))
    middles = (ordered[1:] + ordered[:-1]) / 2
    rates = source.leads * power_block(1 + source.growth, middles / MONTH)
    return ordered, rates * (_season(scenario, source, middles) * changes.over(middles))


def _season(scenario: Scenario, source: SteadySource, times: Floats) -> Floats:
    """The factors of a source's seasons at some times."""
    season, factors = source.seasonality, np.ones(len(times))
    days = np.datetime64(scenario.scenario.start, "D") + times.astype(np.int64)
    if season.months is not None:
        factors = np.array(season.months)[days.astype("datetime64[M]").astype(np.int64) % 12]
    if season.weekdays is not None:
        # Day 0 of numpy's calendar was a Thursday.
        factors = factors * np.array(season.weekdays)[(days.astype(np.int64) + 3) % 7]
    if season.hours is not None:
        relative = np.array(season.hours) * len(season.hours) / sum(season.hours)
        factors = factors * relative[(times % 1.0 * HOURS_PER_DAY).astype(np.int64)]
    return factors


def arrival_changes(scenario: Scenario, name: str) -> MarketChanges:
    """Factors that market changes put on the arrivals of a source."""
    return market_changes(
        (shock, shock.leads)
        for shock in scenario.shocks.values()
        if shock.sources is None or name in shock.sources
    )


def event_leads(scenario: Scenario, name: str, seed: tuple[int, int]) -> Iterator[tuple[float, int, int]]:
    """Date (day), people who come and number of leads of each event below the horizon; the same whether or not it is held."""
    source = scenario.sources[name]
    assert isinstance(source, EventSource)
    number = np.ceil(scenario.scenario.horizon / source.every) - 1
    if not size.may_make(scenario, number):
        raise unusable(
            "sources.{name} would hold {number} events, more than is run: hold them less often",
            name=name,
            number=format(number, ",.0f"),
        )
    events = max(0, int(number))
    keys = case_keys(entity_key(*seed, event_entity(name)), 0, events)
    sizes = source.attendees.build().quantiles(uniforms(keys, _ATTENDEES)) if events else np.empty(0)
    changes = arrival_changes(scenario, name)
    came = 0
    for n in range(events):
        date = (n + 1) * source.every
        attendees = float(sizes[n]) * changes.at(date)
        if not came + attendees <= size.MOST_ATTENDEES:
            raise unusable(
                "{attendees} people would come to the event that sources.{name} holds on day {date}, and "
                "{came} have come to the earlier ones; at most {most_attendees} are run: look at its "
                "attendees",
                attendees=format(attendees, ",.0f"),
                name=name,
                date=format(date, ".6g"),
                came=format(came, ","),
                most_attendees=format(size.MOST_ATTENDEES, ","),
            )
        people = round(attendees)
        came += people
        yield date, people, _interested(int(keys[n]), people, source.leads_per_attendee)


def _interested(event: int, attendees: int, share: float) -> int:
    """How many of those who came to an event, given by its key, become leads."""
    return sum(
        int((uniforms(case_keys(event, first, min(_CROWD, attendees - first)), _INTEREST) < share).sum())
        for first in range(0, attendees, _CROWD)
    )


def leads_in_all(scenario: Scenario, name: str, seed: tuple[int, int]) -> int:
    """How many leads all events of a source bring in the reference."""
    return sum(leads for _, _, leads in event_leads(scenario, name, seed))


def moved_leads(
    scenario: Scenario, name: str, seed: tuple[int, int], number: int, attendees: int, shift: float
) -> tuple[list[int], list[int]]:
    """Who of those who came to an event becomes a lead when the odds are moved: of the leads in the reference, by their place
    among these, and of all others, by their place among all."""
    source = scenario.sources[name]
    assert isinstance(source, EventSource)
    event = int(case_keys(entity_key(*seed, event_entity(name)), number, 1)[0])
    luck = uniforms(case_keys(event, 0, attendees), _INTEREST)
    share = source.leads_per_attendee
    moved = odds.upsell(share, shift)
    kept = np.flatnonzero(luck[luck < share] < moved)
    more = np.flatnonzero((luck >= share) & (luck < moved))
    return kept.tolist(), more.tolist()


def event_entity(source: str) -> str:
    """Name of the entity that a source's events belong to."""
    return f"{source} events"
