"""Sources: each brings its leads to the journey, if the work it needs is done."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from orgsim.elementary import power
from orgsim.engine.draws import BLOCK, Block, SourceDraws
from orgsim.engine.entities import Activity, Case, Job
from orgsim.engine.freezes import Freezes, thaw
from orgsim.engine.journey import Journey
from orgsim.engine.log import CANCELLED, DONE
from orgsim.randomness import Floats, case_key, purpose, uniform

_KNOWS = purpose("awareness", "whether a lead still knows a source that is no longer kept up")


@dataclass(slots=True, eq=False)
class Source:
    """A source of leads: who they are, and where they come in."""

    name: str
    entity: int
    draws: SourceDraws
    entry: Activity
    segment_codes: list[int]
    """Outcome code of each segment."""
    promises: list[float]
    """Readiness shift of the source and each segment together."""
    cost: float
    """Per lead."""
    blank: list[float]
    """What mechanisms remember of a new lead: nothing."""

    def arrive(self, journey: Journey, number: int) -> None:
        """Lead `number` of this source comes into being."""
        draws = self.draws
        self.come(journey, number, draws.block(number), number % draws.size)

    def come(self, journey: Journey, number: int, block: Block, place: int) -> None:
        """The lead at a place of a block comes into being as number `number` of this source."""
        segment = block.segments[place]
        case = Case(
            block.keys[place],
            block,
            place,
            self.entity,
            number,
            self.blank.copy(),
            self.promises[segment],
            segment,
        )
        journey.log.arrival(journey.clock.now, case, self.entry.code, self.segment_codes[segment], self.cost)
        journey.enter(case, self.entry)


@dataclass(slots=True, eq=False)
class BoughtSource(Source):
    """A source whose leads cost something, where that is not always spent."""

    freezes: Freezes = ()
    """When nothing is spent, and no lead comes."""

    def come(self, journey: Journey, number: int, block: Block, place: int) -> None:
        """A lead comes into being, unless nothing is spent now."""
        if thaw(self.freezes, journey.clock.now) is None:
            Source.come(self, journey, number, block, place)


@dataclass(slots=True, eq=False)
class SourceWork:
    """The staffed work of a source, done by cases of its own: upkeep, or the preparation of events."""

    journey: Journey
    activity: Activity
    entity: int
    key: int
    """Key of the entity; each job is a case of its own."""
    blank: list[float]

    def case(self, number: int) -> Case:
        """The case of one such job."""
        return Case(case_key(self.key, number), None, 0, self.entity, number, self.blank.copy())

    def cold(self, job: Job) -> None:
        """Nobody has come to do it in time."""
        self.journey.log.plain_job(job, CANCELLED)


class Upkeep:
    """The staffed work that keeps a steady source alive."""

    def __init__(self, work: SourceWork, every: float, fades: float = 0.0) -> None:
        self.work = work
        self.fades = fades
        """Elapsed days in which half of those who would come have forgotten it, once it is no longer kept up; 0 for at once."""
        self.journey = work.journey
        self.every = every
        """Elapsed days from one job of upkeep to the next."""
        self.alive_until = every
        self._job: Job | None = None
        self._number = 0

    def alive(self, time: float) -> bool:
        """Whether the source brings leads at `time`."""
        return time < self.alive_until

    def known(self, time: float) -> float:
        """Share of those who would come at `time` who still know it."""
        if time < self.alive_until:
            return 1.0
        return power(2.0, -(time - self.alive_until) / self.fades) if self.fades else 0.0

    def open(self) -> None:
        """One job falls due at once, and one each span; one still waiting is overtaken by the next."""
        self.due()
        self.journey.clock.every(self.every, self.due, self.journey.until)

    def due(self) -> None:
        """A job of upkeep falls due."""
        if self._job is not None and self._job.waiting:
            self.journey.call_off(self._job)
        case = self.work.case(self._number)
        self._job = self.journey.order(case, self.work.activity, self.done, self.work.cold)
        self.journey.submit(self._job)
        self._number += 1

    def done(self, job: Job) -> None:
        """The work of one span is done: the source lives to the end of the span after it."""
        self.journey.log.plain_job(job, DONE)
        self.alive_until = max(self.alive_until, (job.case.number + 2) * self.every)


class Flow:
    """Leads come one by one; those of a source that was not kept up never do."""

    def __init__(self, journey: Journey, source: Source, times: Floats, upkeep: Upkeep | None) -> None:
        self.journey = journey
        self.source = source
        self.upkeep = upkeep
        self.times: list[float] = times.tolist()
        self._clock = journey.clock
        self._on_time = self._come  # bound once, not for every lead
        blocks = -(-len(times) // BLOCK)
        source.draws.size = max(
            1, -(-len(times) // max(1, blocks))
        )  # blocks alike, so that none is drawn in vain

    def open(self) -> None:
        """The work that keeps the source alive begins, and the first lead is expected."""
        if self.upkeep is not None:
            self.upkeep.open()
        self.expect(0)

    def expect(self, number: int) -> None:
        """Wait for lead `number`, if there is one."""
        if number < len(self.times):
            wait = self.times[number] - self._clock.now
            self._clock.after(wait if wait > 0.0 else 0.0, self._on_time, number)

    def _come(self, number: int) -> None:
        if self.upkeep is None or self.upkeep.alive(self._clock.now) or self._remembered(number, self.upkeep):
            self.source.arrive(self.journey, number)
        self.expect(number + 1)

    def _remembered(self, number: int, upkeep: Upkeep) -> bool:
        """Whether a lead still knows a source that is no longer kept up."""
        if not upkeep.fades:
            return False
        return uniform(case_key(self.source.draws.key, number), _KNOWS) < upkeep.known(self._clock.now)


@dataclass(slots=True, eq=False)
class Event:
    """An event is held on a day and brings leads, numbered from `first`."""

    case: Case
    date: float
    came: int
    """How many people come to it."""
    before: int
    """How many people came to those before it."""
    first: int
    leads: int


@dataclass(slots=True, eq=False)
class Events:
    """A source whose leads come at events that have to be prepared."""

    journey: Journey
    source: Source
    work: SourceWork
    staffed: bool
    """Whether events have to be prepared."""
    cost: float
    """Money per event held."""
    dates: Iterator[tuple[float, int, int]]
    """Date (day), people who come and number of leads of each event, in order."""
    freezes: Freezes = ()
    """When no event is held, since nothing is spent."""
    invites: float = 0.0
    """Share of the leads at rest who come to each, where they are invited."""
    held: tuple[Callable[[int, int], None], ...] = ()
    """Who acts when an event has taken place (see `Hooks.event_held`)."""
    moved: Callable[[int], float] = lambda _: 0.0
    """Log-odds that who came to an event prepared by an activity (code) becomes a lead, beyond those of the reference."""
    drawn: Callable[[int, int, float], tuple[list[int], list[int]]] = lambda *_: ([], [])
    """Of an event's number, people and such log-odds: which of its leads, by place among them, and who else of those who came, by
    place among these, become leads."""
    in_all: Callable[[], int] = lambda: 0
    """How many leads all its events bring in the reference; those who are none there are numbered behind these, by their place
    among all who came."""
    _number: int = 0
    _leads: int = 0
    _came: int = 0
    _events: dict[int, Event] = field(default_factory=dict)

    def open(self) -> None:
        """Preparation of the first event may begin."""
        self.prepare()

    def prepare(self) -> None:
        """Preparation of the next event may begin."""
        following = next(self.dates, None)
        if following is None:
            return
        date, came, leads = following
        event = Event(self.work.case(self._number), date, came, self._came, self._leads, leads)
        self._events[event.case.number] = event
        self._number += 1
        self._leads += leads
        self._came += came
        job = None
        if self.staffed and thaw(self.freezes, date) is None:
            job = self.journey.order(event.case, self.work.activity, self.prepared, self.cold)
            self.journey.submit(job)
        self.journey.clock.after(date - self.journey.clock.now, self._due, (event, job))

    def _due(self, planned: tuple[Event, Job | None]) -> None:
        event, job = planned
        if job is None:
            self.hold(event)
        elif job.waiting:
            self.journey.call_off(job)  # not begun by its date
            self._note(event, 0, CANCELLED)
        self.prepare()

    def cold(self, job: Job) -> None:
        """Nobody has come to prepare an event as long as it could wait."""
        self.work.cold(job)
        self._note(self._events[job.case.number], 0, CANCELLED)

    def prepared(self, job: Job) -> None:
        """The preparation of an event is done; it takes place on its date, or now if that has passed."""
        self.journey.log.plain_job(job, DONE)
        event = self._events[job.case.number]
        self.journey.clock.after(max(0.0, event.date - self.journey.clock.now), self.hold, event)

    def hold(self, event: Event) -> None:
        """The event takes place: its leads are there."""
        journey = self.journey
        if journey.clock.now >= journey.until:
            return
        if thaw(self.freezes, journey.clock.now) is not None:
            self._note(event, 0, CANCELLED)
            return
        self._note(event, event.came, DONE)
        if self.cost:
            journey.log.spending(journey.clock.now, event.case, self.cost)
        for number in self._leads_of(event):
            self.source.arrive(journey, number)
        for held in self.held:
            held(self.source.entity, event.case.number)

    def _leads_of(self, event: Event) -> Iterable[int]:
        """Numbers of the leads that an event brings, as it was prepared."""
        shift = self.moved(self.work.activity.code if self.staffed else -1)
        if not shift:
            return range(event.first, event.first + event.leads)
        kept, more = self.drawn(event.case.number, event.came, shift)
        further = self.in_all() + event.before if more else 0
        return [*(event.first + place for place in kept), *(further + place for place in more)]

    def _note(self, event: Event, came: int, outcome: int) -> None:
        activity = self.work.activity.code if self.staffed else -1
        now = self.journey.clock.now
        self.journey.log.event(now, event.case, event.date, came, activity, outcome)
