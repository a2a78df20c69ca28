"""When leads arrive: unit-rate luck carried through a source's rate, so that leads keep their luck when the rate changes."""

from collections.abc import Iterator
from datetime import timedelta

import numpy as np

from orgsim.elementary import power_block
from orgsim.engine import odds
from orgsim.engine.draws import GAP
from orgsim.engine.market_changes import MarketChanges
from orgsim.plan.model.sources import EventSource, SteadySource
from orgsim.plan.scenario import Scenario
from orgsim.randomness import Floats, case_keys, entity_key, purpose, uniforms
from orgsim.setup.market_changes import market_changes
from orgsim.units import MONTH

_ATTENDEES = purpose("attendees", "how many people come to an event")
_INTEREST = purpose("interest", "whether who came to an event becomes a lead")
_BLOCK = 4096


def steady_times(scenario: Scenario, name: str, seed: tuple[int, int]) -> Floats:
    """Arrival times (days, ascending, below the horizon) of a steady source: a Poisson process with its rate over time."""
    edges, rates = _rates(scenario, name)
    passed = np.concatenate([[0.0], np.cumsum(rates * np.diff(edges))])
    key = entity_key(*seed, name)
    luck: list[Floats] = []
    total, first = 0.0, 0
    while total < passed[-1]:
        gaps = odds.gaps(uniforms(case_keys(key, first, _BLOCK), GAP))
        luck.append(total + np.cumsum(gaps))
        total, first = float(luck[-1][-1]), first + _BLOCK
    units = np.concatenate(luck) if luck else np.empty(0)
    return _when(units[units < passed[-1]], edges, passed)


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
    edges.update(day for day in changes.edges() if day < horizon)
    ordered = np.array(sorted(edges))
    middles = (ordered[1:] + ordered[:-1]) / 2
    rates = source.leads * power_block(1 + source.growth, middles / MONTH)
    rates = rates * np.array([_season(scenario, source, t) * changes.at(t) for t in middles])
    return ordered, rates


def _season(scenario: Scenario, source: SteadySource, time: float) -> float:
    season = source.seasonality
    if season.months is None and season.weekdays is None:
        return 1.0
    today = scenario.scenario.start + timedelta(days=int(time))
    month = 1.0 if season.months is None else season.months[today.month - 1]
    return month * (1.0 if season.weekdays is None else season.weekdays[today.weekday()])


def arrival_changes(scenario: Scenario, name: str) -> MarketChanges:
    """Factors that market changes put on the arrivals of a source."""
    return market_changes(
        (shock, shock.leads)
        for shock in scenario.shocks.values()
        if shock.sources is None or name in shock.sources
    )


def event_leads(scenario: Scenario, name: str, seed: tuple[int, int]) -> Iterator[tuple[float, int]]:
    """Date (day) and number of leads of each event below the horizon; the same whether or not it is held."""
    source = scenario.sources[name]
    assert isinstance(source, EventSource)
    events = max(0, int(np.ceil(scenario.scenario.horizon / source.every)) - 1)
    keys = case_keys(entity_key(*seed, event_entity(name)), 0, events)
    sizes = source.attendees.build().quantiles(uniforms(keys, _ATTENDEES)) if events else np.empty(0)
    changes = arrival_changes(scenario, name)
    for n in range(events):
        date = (n + 1) * source.every
        attendees = round(float(sizes[n]) * changes.at(date))
        interest = uniforms(case_keys(int(keys[n]), 0, attendees), _INTEREST)
        yield date, int((interest < source.leads_per_attendee).sum())


def event_entity(source: str) -> str:
    """Name of the entity that a source's events belong to."""
    return f"{source} events"
