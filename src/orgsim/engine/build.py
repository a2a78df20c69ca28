"""Setting the stage of one run: stations, teams, journey, customers and sources from the plan."""

import math
from collections.abc import Callable, Collection

from orgsim.engine.accounts import Care
from orgsim.engine.arrivals import event_entity
from orgsim.engine.calendar import calendar_of
from orgsim.engine.clock import Clock
from orgsim.engine.customers import Customers
from orgsim.engine.deals import Price
from orgsim.engine.forces import FACTS, Force, force_of, none, shock
from orgsim.engine.gates import Gate, calibrate
from orgsim.engine.journey import Journey
from orgsim.engine.log import Recorder
from orgsim.engine.luck import SegmentLuck, SourceLuck
from orgsim.engine.memory import Memory
from orgsim.engine.office import Office
from orgsim.engine.pace import Pace
from orgsim.engine.rooms import ROOMS
from orgsim.engine.sources import Channel, open_source
from orgsim.engine.staffing import Payroll
from orgsim.engine.stations import Station, add_endings, build_station
from orgsim.engine.teams import Crew, OwningCrew, crew_of, join_stations
from orgsim.engine.understanding import MutualUnderstanding
from orgsim.engine.usage import Usage
from orgsim.events.columns import ORGANIZATION, Facts, Names
from orgsim.events.log import EventLog
from orgsim.events.outcomes import NAMES as OUTCOME_NAMES
from orgsim.plan.derived.in_force import acting, stated
from orgsim.plan.derived.queue_order import standings
from orgsim.plan.model.customer import CustomerLife
from orgsim.plan.model.sources import RecordedSource
from orgsim.plan.scenario import Scenario
from orgsim.randomness import entity_key


def names_of(scenario: Scenario) -> Names:
    """What the codes in the log of a scenario stand for."""
    rooms = acting(scenario).values()
    entities = [entity for source in scenario.sources for entity in (source, event_entity(source))]
    work = [
        name
        for room in rooms
        if not room.policies or any(stated(scenario, f"policies.{policy}") for policy in room.policies)
        for name in room.work
    ]
    effects = [room.name for room in rooms if room.gate is not None or room.renewal]
    segments = tuple(scenario.segments) or ("all",)
    return Names(
        entities=(*entities, ORGANIZATION) if work or any(room.spends for room in rooms) else tuple(entities),
        activities=tuple(dict.fromkeys((*scenario.journey, *work))),
        teams=tuple(scenario.teams),
        outcomes=tuple(dict.fromkeys((*OUTCOME_NAMES, *scenario.journey, *segments))),
        effects=(*effects, "shock") if scenario.shocks else tuple(effects),
        segments=segments,
    )


class Run:
    """Everything that lives in one run."""

    def __init__(self, scenario: Scenario, seed: int, replication: int) -> None:
        self.scenario = scenario
        self.seed = (seed, replication)
        self.env = Clock()
        self.names = names_of(scenario)
        self.codes = {name: code for code, name in enumerate(self.names.outcomes)}
        self.log = Recorder(self.names, self.codes)
        self.journey = Journey(self.env, self.log, scenario.scenario.horizon)
        self.journey.policy = scenario.policies.nurture
        self.acting = acting(scenario)
        self.stations = self._stations()
        self.crews = self._crews()
        self.memory = self._memory()
        self.customers = self._customers()
        self.office = self._office()
        self.facts: dict[str, Force] = dict(FACTS)
        """What mechanisms may ask of a job that ends; their rooms add to it."""
        self.places: dict[str, Collection[int]] = {}
        """Codes of the stations whose gates an effect can move, by mechanism; all where none are stated."""
        self.moods: dict[str, Callable[[int], float]] = {}
        """Effects on gates that come from stocks alone, by mechanism: log-odds now, from the code of a station."""
        self.forces: dict[str, Force] = {}
        """Effects on gates that a room computes in its own way, by mechanism."""
        self.pace: Pace | None = None
        """What people make of the hours of jobs, where practice, ability or set-up count."""
        self.usage: Usage | None = None
        """Who reads usage data, where somebody does."""
        self.understanding: MutualUnderstanding | None = None
        """How well the teams understand each other, where that is in force."""
        if self.memory is not None:
            self.forces["knowledge"] = self.memory.felt
        self._mechanisms()

    def _stations(self) -> dict[str, Station]:
        gates = calibrate(self.scenario)
        stations = {
            name: build_station(name, code, activity, gates.get(name, Gate(())))
            for code, (name, activity) in enumerate(self.scenario.journey.items())
        }
        for name, activity in self.scenario.journey.items():
            add_endings(stations[name], activity, stations, self.codes)
            stations[name].shocks = [
                (shock.at, shock.at + (shock.lasts or math.inf), math.log(shock.odds[name]))
                for shock in self.scenario.shocks.values()
                if name in shock.odds
            ]
            stations[name].delays = [
                (shock.at, shock.at + (shock.lasts or math.inf), shock.delays[name])
                for shock in self.scenario.shocks.values()
                if name in shock.delays
            ]
        return stations

    def _crews(self) -> list[tuple[Crew, Payroll]]:
        crews, attention = [], standings(self.scenario)
        for code, team in enumerate(self.scenario.teams.values()):
            stations = [self.stations[name] for name in team.does if name in self.stations]
            drawn = len({attention[station.name] for station in stations if station.name in attention}) > 1
            ranked = bool(team.priority) or drawn or any(station.order != "fifo" for station in stations)
            calendar = calendar_of(team, self.scenario.scenario.start)
            crew = crew_of(self.env, code, calendar, (team.ownership, ranked))
            join_stations(crew, stations, team.priority)
            if drawn:
                for station in stations:
                    if station.name not in team.priority:
                        station.rank += attention[station.name].rank
                        station.behind = attention[station.name].behind
            crews.append((crew, Payroll(self.journey, crew, team)))
        return crews

    def _memory(self) -> Memory | None:
        if "knowledge" not in self.acting:
            return None
        memory = Memory(self.scenario.effects.knowledge, self.scenario.policies.records.kind)
        for crew, _ in self.crews:
            crew.beginning, crew.ending = (memory.meet,), (memory.learn,)
        return memory

    def _office(self) -> Office:
        codes = {name: code for code, name in enumerate(self.names.activities)}
        return Office(
            self.env, self.log, len(self.names.entities) - 1, entity_key(*self.seed, ORGANIZATION), codes
        )

    def _mechanisms(self) -> None:
        journey = self.journey
        journey.owning = [crew for crew, _ in self.crews if isinstance(crew, OwningCrew)]
        if "handoff" in self.acting:
            policy = self.scenario.policies.handoff
            journey.handoff = policy.delay, policy.confirmation
        nurture = self.stations.get("nurture")
        if nurture is not None and nurture.crew is not None:
            journey.nurture = nurture
        for name, install in ROOMS.items():
            if name in self.acting:
                install(self)
        for column, name in enumerate(self.names.effects):
            self._join_effect(column, name)
        journey.moody = [station for station in self.stations.values() if station.moods]

    def _join_effect(self, column: int, name: str) -> None:
        """Let an effect act at the gates it can move."""
        mood = self.moods.get(name)
        force = none if mood is not None else self._force(name)
        if mood is None and force is none:
            return
        places = self.places.get(name)
        for station in self.stations.values():
            if places is None or station.code in places:
                station.mood = [0.0] * len(self.names.effects)
                if mood is not None:
                    station.moods = (*station.moods, (column, mood))
                else:
                    station.forces = (*station.forces, (column, force))

    def _force(self, name: str) -> Force:
        if name == "shock":
            self.places[name] = {station.code for station in self.stations.values() if station.shocks}
            return shock
        if name in self.forces:
            return self.forces[name]
        room = self.acting[name]
        return none if room.gate is None else force_of(room, getattr(self.scenario.effects, name), self.facts)

    def entry(self, source: str) -> str:
        """The activity where a source's leads come in."""
        return self.scenario.sources[source].entry or next(iter(self.scenario.journey))

    def _customers(self) -> Customers | None:
        scenario = self.scenario
        if scenario.offering is None:
            self.journey.purchase = lambda subject: self.log.change(self.env.now, subject, "customer")
            return None
        segments = list(scenario.segments.values())
        price = Price(scenario.offering, [segment.size for segment in segments] or [1.0])
        care = Care(scenario.effects.health if "health" in self.acting else None, self.memory)
        customers = Customers(self.journey, scenario.customer or CustomerLife(), price, care)
        customers.caring.stations = self.stations
        # Each source has two entities: its leads, and its events.
        customers.entries = [self.stations[self.entry(name)] for name in scenario.sources for _ in range(2)]
        customers.churn_odds = [math.log(segment.churn_odds) for segment in segments] or [0.0]
        customers.shocks = [
            (shock.at, shock.at + (shock.lasts or math.inf), math.log(shock.churn_odds))
            for shock in scenario.shocks.values()
            if shock.churn_odds != 1
        ]
        self.journey.purchase = customers.buy
        for crew, _ in self.crews:
            if isinstance(crew, OwningCrew):
                crew.cares = any(self.stations[name].crew is crew for name in customers.life.activities())
        return customers

    def go(self) -> None:
        """Open the doors and let time pass to the horizon, or beyond it until the journey is empty."""
        for _, payroll in self.crews:
            payroll.open()
            self.env.process(payroll.months())
            self.env.process(payroll.changes())
        for name in self.scenario.sources:
            open_source(self.journey, self.scenario, self.channel(name), self.seed, self.stations)
        self.env.pass_time(self.scenario.scenario.horizon)
        for _, payroll in self.crews:
            payroll.settle()
        if self.scenario.scenario.drain:
            self.env.pass_time(math.inf)
        self._note_open_jobs()

    def channel(self, name: str) -> Channel:
        """A source as it brings leads to the journey."""
        scenario = self.scenario
        source = scenario.sources[name]
        segments = scenario.segments
        shifts = [segment.readiness for segment in segments.values()] or [0.0]
        shares = [segment.share for segment in segments.values()] or [1.0]
        recorded = None
        if isinstance(source, RecordedSource) and source.arrival_segments:
            recorded = [list(segments).index(segment) for segment in source.arrival_segments]
        luck = SegmentLuck(shares, shifts, recorded)
        return Channel(
            name=name,
            entity=2 * list(scenario.sources).index(name),  # its leads, and behind them its events
            luck=SourceLuck(self.seed, name, source.readiness, luck),
            entry=self.stations[self.entry(name)],
            segment_codes=[self.codes[segment] for segment in self.names.segments],
            promises=[source.readiness + shift for shift in shifts],
            cost=0.0 if source.kind == "event" else source.cost,
        )

    def _note_open_jobs(self) -> None:
        """Write a row for every job that waits or is being worked on at the end."""
        for crew, _ in self.crews:
            for job in crew.unfinished():
                if job.person is not None:
                    job.hours = crew.calendar.hours_between(job.start, self.env.now)
                self.log.job(job, self.codes["open"], self.log.no_effects)

    def read(self) -> EventLog:
        """The log of the run."""
        head = self.scenario.scenario
        return self.log.read(
            Facts(
                horizon=head.horizon,
                warm_up=head.warm_up,
                start=head.start.isoformat(),
                currency=self.scenario.market.currency,
                discount_rate=head.discount_rate,
                entry=self.entry(next(iter(self.scenario.sources))),
                team_does=tuple(team.does for team in self.scenario.teams.values()),
                team_kpi=tuple(team.kpi for team in self.scenario.teams.values()),
                drained=head.drain,
                seed=self.seed[0],
                replication=self.seed[1],
                gates=tuple(
                    tuple(o.to for o in self.scenario.journey[name].outcomes)
                    if name in self.scenario.journey
                    else ()
                    for name in self.names.activities
                ),
                term=math.nan if self.scenario.offering is None else self.scenario.offering.term_days,
            )
        )
