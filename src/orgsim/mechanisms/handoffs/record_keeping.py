"""Record keeping: what entering takes, how records go out of date, and how those fall out of use that nobody works with.

A record of deals (`sfa`) takes and keeps the same as one of the whole relation (`crm`) until the purchase; after it only
the second goes on. What is not entered is known as from personal notes, and no record is worth less than these. People
fill in what is read: each time that somebody takes a case over from its record, and each meeting or review, keeps those
who wrote it at it; each entry that nobody asks for is a daily report, and the next one is a little shorter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from orgsim.elementary import exp, power
from orgsim.engine.entities import CUSTOMER, IN_PROCESS, Case, Job, Person
from orgsim.engine.past import Past
from orgsim.engine.world import World
from orgsim.fields import Share, Span, StaffHours
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.handoffs.knowledge import CaseKnowledge, RecordsPolicy
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, Stock, declared
from orgsim.units import MONTH

_READ_IN = frozenset({"meeting", "review"})
"""Work of the organization for itself in which records are gone through."""
_Times = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]


class RecordKeeping(Parameters):
    """What records cost, and what becomes of those that are not kept or not used."""

    entry: StaffHours = declared(
        0.05, unit="staff hours per job", source="none found: three minutes; 0 to 0.5", status="guess"
    )
    """What entering takes at each job that is on record, of who fills in all of it."""
    half_life: Span = declared(
        24 * MONTH,
        unit="days",
        source="none found; vendors' pages quote 2.1 % of contacts out of date a month; wants change sooner; 6 to 48 months",
        status="guess",
    )
    """Time since the last entry in which a record loses half of its worth for who takes the case over."""
    reported: Share = declared(
        0.4,
        unit="share",
        source="claim E2: a daily report bores and is not used; none found; 0.2 to 1",
        status="guess",
    )
    """What is still filled in of a record that only reports; 1 for people who fill in everything, read or not."""
    read: _Times = declared(10.0, unit="entries", source="none found; 2 to 20", status="guess")
    """How many entries that nobody asks for are made up for by one reader who works with the record."""
    reviewed: _Times = declared(5.0, unit="readers", source="none found; 0 to 20", status="guess")
    """For how many readers each meeting or review counts that a person attends."""
    habit: Annotated[float, Field(ge=1, le=1e6, allow_inf_nan=False)] = declared(
        100.0, unit="entries per person", source="none found: some weeks; 30 to 500", status="guess"
    )
    """After how many of its entries two thirds of a new habit are there."""


def filled(level: float, aim: float, times: float, habit: float) -> float:
    """Share of a record that is filled in after `times` more that draw it toward `aim`, where the habit takes `habit` of them."""
    return aim + (level - aim) * exp(-times / habit)


def fresh(days: float, half_life: float) -> float:
    """Share of a record's worth that is left so many elapsed days after the last entry."""
    return power(2.0, -days / half_life)


def used(share: float, notes: float, level: float) -> float:
    """Factor on the `share` of knowledge that a record keeps, of which `level` is filled in; the rest is as from `notes`."""
    return 1.0 if share <= notes else 1.0 - (share - notes) * (1.0 - level) / share


def at_least(factor: float, share: float, notes: float) -> float:
    """Factor on the `share` of knowledge that a record keeps, when who takes the case over may as well go by personal `notes`."""
    return max(factor, notes / share) if share > notes else 1.0


@dataclass(slots=True)
class TeamRecords:
    """What a team does with its records today, and what has been done with them since the day began."""

    entries: int = 0
    """Made since then."""
    readers: float = 0.0
    """Of those that it has made, since then."""
    takes: float = 0.0
    """Staff hours that an entry takes."""
    of_lead: float = 1.0
    of_customer: float = 1.0
    """Factors on what its records keep of a lead and of a customer, when just made."""


class RecordEntries:
    """Who enters what in one run, and what the records are worth; habits move slowly and are looked at once a day."""

    def __init__(self, world: World, parameters: RecordKeeping) -> None:
        self.clock = world.clock
        self.teams = world.teams
        self.parameters = parameters
        self.knowledge = world.part(CaseKnowledge)
        self.entered = world.remember("entered")
        self.policy = RecordsPolicy(kind="personal")
        self.since = 0.0
        """Since when these records are kept (days)."""
        self.hours = 0.0
        """Staff hours that an entry takes."""
        self.after = True
        """Whether there are entries after the purchase."""
        count = len(world.teams)
        self._filled = [1.0] * count
        """By team, which share of its records it fills in; all of them when they are new."""
        self._today = [TeamRecords() for _ in range(count)]
        """By team."""
        self._fresh = [1.0]
        """What is left of that by whole days since the last entry."""
        self._least = 0.0, 0.0
        """What is left of what they keep of a lead and of a customer where personal notes are worth more."""
        self._tomorrow = 0.0

    def follow(self, policy: RecordsPolicy) -> None:
        """From now on such records are kept; what is new is filled in."""
        if policy != self.policy:
            self._tomorrow = self.clock.now
        if policy.kind != self.policy.kind:
            self.since = self.clock.now
            self._filled = [1.0] * len(self._filled)
        self.policy = policy
        usual = 0.0 if policy.kind == "personal" else self.parameters.entry
        self.hours = usual if policy.entry is None else policy.entry
        self.after = policy.kind != "sfa"
        self._least = self._by_notes(False), self._by_notes(True)

    def begin(self, job: Job) -> None:
        """Work begins: who takes the case over reads its record, and will add to it."""
        case, person = job.case, job.person
        if case.block is None:
            return
        if job.start >= self._tomorrow:
            self._turn()
        last, today = case.person, self._today
        if last is not person and last is not None:
            today[case.team].readers += 1.0
        own = today[person.team]  # type: ignore[union-attr]
        own.entries += 1
        job.hours += own.takes

    def begin_before(self, job: Job) -> None:
        """The same where there are no entries after the purchase."""
        if job.case.state < CUSTOMER:
            self.begin(job)

    def note(self, job: Job) -> None:
        """Personal notes are entered where that is stated to take time."""
        if job.case.block is not None:
            job.hours += self.hours

    def _turn(self) -> None:
        """A day begins: what was entered and read since the last one has become habit."""
        self._tomorrow = self.clock.tomorrow()
        rules = self.parameters
        for code, today in enumerate(self._today):
            entries, drawn = today.entries, rules.read * today.readers
            if times := entries + drawn:
                aim, people = (rules.reported * entries + drawn) / times, max(1, len(self.teams[code].people))
                self._filled[code] = filled(self._filled[code], aim, times, rules.habit * people)
                today.entries, today.readers = 0, 0.0
            level = self._filled[code]
            today.takes = self.hours * level
            today.of_lead, today.of_customer = self._used(level, False), self._used(level, True)

    def _used(self, level: float, bought: bool) -> float:
        if self.knowledge is None:
            return 1.0
        rules = self.knowledge.parameters
        return used(rules.kept(self.policy.kind, bought), rules.kept_personal, level)

    def _by_notes(self, bought: bool) -> float:
        if self.knowledge is None:
            return 0.0
        rules = self.knowledge.parameters
        return at_least(0.0, rules.kept(self.policy.kind, bought), rules.kept_personal)

    def reviewed(self, job: Job) -> None:
        """Somebody has done something for the organization; in meetings and reviews records are gone through."""
        if job.activity.name in _READ_IN:
            self._today[job.person.team].readers += self.parameters.reviewed  # type: ignore[union-attr]

    def end(self, job: Job) -> None:
        """Work is done and on record."""
        case = job.case
        if case.block is not None:
            case.remembered[self.entered] = job.end

    def end_before(self, job: Job) -> None:
        """The same where there are no entries after the purchase."""
        if job.case.state < CUSTOMER:
            self.end(job)

    def there(self, past: Past) -> None:
        """A case is there on day 0: the last entry was made now, or at the purchase where there are none after it."""
        case = past.case
        late = self.after or case.state < CUSTOMER
        case.remembered[self.entered] = self.clock.now if late else past.since

    def regroup(self, new: list[int], aims: Mapping[Person, int]) -> None:
        """People go to new teams (codes) and take their habits along; a new team has the average of its people."""
        if not new:
            return
        self._turn()
        for code in new:
            habits = [self._filled[person.team] for person, aim in aims.items() if aim == code]
            if habits:
                self._filled[code] = sum(habits) / len(habits)
        self._tomorrow = self.clock.now

    def kept(self, case: Case) -> float:
        """Factor on what is kept of a case that changes hands, by the record of who had it until now."""
        now, since = self.clock.now, case.remembered[self.entered]
        if now >= self._tomorrow:
            self._turn()
        if since < self.since:
            since = self.since
        try:
            left = self._fresh[int(now - since)]
        except IndexError:
            left = self._aged(int(now - since))
        today, state = self._today[case.team], case.state
        if state is IN_PROCESS or state < CUSTOMER:
            worth, least = today.of_lead * left, self._least[0]
        else:
            worth, least = today.of_customer * left, self._least[1]
        return worth if worth > least else least

    def _aged(self, days: int) -> float:
        """What is left of a record so many days old, looked up with all younger ones."""
        known, half_life = len(self._fresh), self.parameters.half_life
        self._fresh += [fresh(float(one), half_life) for one in range(known, days + 1)]
        return self._fresh[days]


def install(world: World, parameters: RecordKeeping, policies: Mapping[str, Any]) -> None:
    """Let records be entered, read, and go out of date; personal notes only take what is stated of them."""
    entries = world.lasting(RecordEntries, lambda: RecordEntries(world, parameters))
    entries.follow(policies["records"])
    hooks, new = world.hooks, [team.code for team in world.new]
    if entries.policy.kind == "personal":
        if entries.hours > 0:
            hooks.job_starts.add(entries.note)
        return
    hooks.people_move.add(lambda aims: entries.regroup(new, aims))
    hooks.case_there.add(entries.there)
    hooks.job_starts.add(entries.begin if entries.after else entries.begin_before)
    hooks.job_ends.add(entries.end if entries.after else entries.end_before)
    hooks.own_work_ends.add(entries.reviewed)
    if entries.knowledge is not None:
        hooks.record_kept.add(entries.kept)


MECHANISM = Mechanism(
    name="record_keeping",
    title=Phrase("Record keeping"),
    meaning=Phrase(
        "Shared records take time to fill in, go out of date, and are filled in less where nobody works with them."
    ),
    group="handoffs",
    parameters=RecordKeeping,
    effects=(
        Effect("work of each job that is on record", "+ entry F, F = share that the team fills in"),
        Effect(
            "knowledge kept at a change of person, with knowledge in force",
            "x (kept_personal + (kept - kept_personal) F) / kept x 2^(- whole days since the last entry / half_life), in "
            "all no less than kept_personal",
        ),
        Effect(
            "share F that a team fills in",
            "F + (reported - F) / (habit people) at each entry; F + (1 - F) read / (habit people) at each reader, "
            "reviewed times so much at each meeting or review",
        ),
    ),
    claims=("B2", "E2"),
    policies={"records": RecordsPolicy},
    usual={"records": RecordsPolicy(kind="personal")},
    stocks={
        "records": Stock(
            title=Phrase("Share of the records that a team fills in, F"),
            inflow="who takes over a case and reads its record; meetings and reviews",
            outflow="entries, which nobody asks for",
            low=0.0,
            high=1.0,
        )
    },
    install=install,
    remembers={"entered": "when its record was last added to (days)"},
    links=(
        Link("handoffs", "records", 1),
        Link("meetings", "records", 1),
        Link("records", "knowledge", 1),
        Link("records", "load", 1),
    ),
)
