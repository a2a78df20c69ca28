"""Sources: each brings its leads to the journey, if the work it needs is done."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

import numpy as np
from simpy import Event, Timeout

from orgsim.engine.arrivals import event_entity, event_leads, steady_times
from orgsim.engine.clock import Clock
from orgsim.engine.happenings import Job, Subject
from orgsim.engine.journey import Journey
from orgsim.engine.luck import BLOCK, Block, SourceLuck
from orgsim.engine.stations import Station
from orgsim.plan.model.sources import EventSource, ReferralSource, SteadySource, WordOfMouthSource
from orgsim.plan.scenario import Scenario
from orgsim.randomness import Floats, entity_key, subject_key

Life = Generator[Event, Any, None]


@dataclass(slots=True, eq=False)
class Channel:
    """A source as the engine meets it."""

    name: str
    entity: int
    luck: SourceLuck
    entry: Station
    segment_codes: list[int]
    """Outcome code of each segment."""
    promises: list[float]
    """Readiness shift of the source and each segment together."""
    cost: float
    """Per lead."""

    def arrive(self, journey: Journey, number: int) -> None:
        """Lead `number` of this source comes into being."""
        self.come(journey, number, self.luck.block(number), number % BLOCK)

    def come(self, journey: Journey, number: int, block: Block, place: int) -> None:
        """The lead at a place of a block comes into being as number `number` of this source."""
        segment = block.segments[place]
        subject = Subject(
            block.keys[place], self.entity, number, self.promises[segment], segment, block, place
        )
        journey.log.arrival(journey.env.now, subject, self.entry.code, self.segment_codes[segment], self.cost)
        journey.enter(subject, self.entry)


class Flow:
    """Leads come one by one; those of a source that was not kept up never do."""

    def __init__(self, journey: Journey, channel: Channel, times: Floats, upkeep: "Upkeep | None") -> None:
        self.journey = journey
        self.channel = channel
        self.upkeep = upkeep
        self.times: list[float] = times.tolist()

    def expect(self, number: int = 0) -> None:
        """Wait for lead `number`, if there is one."""
        if number < len(self.times):
            env = self.journey.env
            env.after(max(0.0, self.times[number] - env.now), self._come, number)

    def _come(self, number: int) -> None:
        if self.upkeep is None or self.upkeep.alive(self.journey.env.now):
            self.channel.arrive(self.journey, number)
        self.expect(number + 1)


class Upkeep:
    """The staffed work that keeps a steady source alive."""

    def __init__(self, journey: Journey, station: Station, every: float, entity: tuple[int, int]) -> None:
        self.journey = journey
        self.station = station
        self.every = every
        self.entity, self.key = entity
        self.alive_until = every
        self.job: Job | None = None

    def alive(self, time: float) -> bool:
        """Whether the source brings leads at `time`."""
        return time < self.alive_until

    def life(self, env: Clock) -> Life:
        """One job falls due each span; one still waiting is overtaken by the next."""
        number = 0
        while env.now < self.journey.until:
            if self.job is not None and self.job.waiting:
                call_off(self.journey, self.job)
            subject = Subject(subject_key(self.key, number), self.entity, number)
            self.job = order(self.journey, subject, self.station, self.done)
            number += 1
            yield Timeout(env, self.every)

    def done(self, job: Job) -> None:
        """The work of one span is done: the source lives to the end of the span after it."""
        self.journey.log.job(job, self.journey.log.outcomes["done"], self.journey.log.no_effects)
        self.alive_until = max(self.alive_until, (job.subject.number + 2) * self.every)


class Events:
    """A source whose leads come at events that have to be prepared."""

    def __init__(self, channel: Channel, station: Station | None, cost: float, key: int) -> None:
        self.channel = channel
        self.station = station
        self.cost = cost
        self.key = key

    def life(self, journey: Journey, scenario: Scenario, seed: tuple[int, int]) -> Life:
        """Preparation of each event may begin when the one before is due; not begun by its date, it is called off."""
        first, before = 0, 0.0
        for number, (date, leads) in enumerate(event_leads(scenario, self.channel.name, seed)):
            event = Subject(subject_key(self.key, number), self.channel.entity + 1, number)
            span = (first, leads, date)
            first += leads
            job = None
            if self.station is not None:
                job = order(journey, event, self.station, self._prepared(journey, span))
            yield Timeout(journey.env, date - before)
            before = date
            if job is None:
                self.hold(journey, event, span)
            elif job.waiting:
                call_off(journey, job)

    def _prepared(self, journey: Journey, span: tuple[int, int, float]) -> Callable[[Job], None]:
        def done(job: Job) -> None:
            journey.log.job(job, journey.log.outcomes["done"], journey.log.no_effects)
            left = max(0.0, span[2] - journey.env.now)
            journey.env.after(left, lambda event: self.hold(journey, event, span), job.subject)

        return done

    def hold(self, journey: Journey, event: Subject, span: tuple[int, int, float]) -> None:
        """The event takes place: its leads are there."""
        if journey.env.now >= journey.until:
            return
        if self.cost:
            journey.log.spending(journey.env.now, event, self.cost)
        for number in range(span[0], span[0] + span[1]):
            self.channel.arrive(journey, number)


def order(journey: Journey, subject: Subject, station: Station, done: Any) -> Job:
    """Give a source's staffed work to its team."""

    def left(job: Job) -> None:
        journey.log.job(job, journey.log.outcomes["cancelled"], journey.log.no_effects)

    job = journey.job(subject, station, done, left)
    assert station.crew is not None
    station.crew.submit(job)
    return job


def call_off(journey: Journey, job: Job) -> None:
    """Take back work that comes too late."""
    assert job.station.crew is not None
    job.station.crew.withdraw(job)
    journey.log.job(job, journey.log.outcomes["cancelled"], journey.log.no_effects)


def open_source(
    journey: Journey,
    scenario: Scenario,
    channel: Channel,
    seed: tuple[int, int],
    stations: dict[str, Station],
) -> None:
    """Start the life of one source; those whose leads others bring have none of their own."""
    env, source = journey.env, scenario.sources[channel.name]
    if isinstance(source, ReferralSource | WordOfMouthSource):
        return
    station = stations[source.activity] if source.activity else None
    key = entity_key(*seed, event_entity(channel.name))
    if station is not None and station.crew is None:
        return  # nobody does the work it needs, so no lead comes
    if isinstance(source, EventSource):
        env.process(Events(channel, station, source.cost, key).life(journey, scenario, seed))
        return
    upkeep = None
    if station is not None:
        every = source.upkeep if isinstance(source, SteadySource) else 7.0
        upkeep = Upkeep(journey, station, every, (channel.entity + 1, key))
        env.process(upkeep.life(env))
    times = (
        steady_times(scenario, channel.name, seed)
        if isinstance(source, SteadySource)
        else np.asarray(source.arrivals)
    )
    Flow(journey, channel, times[times < scenario.scenario.horizon], upkeep).expect()
