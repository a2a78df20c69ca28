"""Learning: practice makes a person faster and better at an activity, and time without it undoes part of that."""

import math
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from orgsim.elementary import log, log2, power
from orgsim.engine.entities import Activity, Job, Person
from orgsim.engine.gates import OfTheSlow
from orgsim.engine.ramping import RampingTeam
from orgsim.engine.stocks import decayed
from orgsim.engine.veterans import Veterans
from orgsim.engine.world import World
from orgsim.fields import Share, Span, StaffHours
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.shared.declaration import (
    Coefficient,
    Effect,
    Link,
    Mechanism,
    Parameters,
    Stock,
    declared,
)

_NEVER = (0.0, 0.0)
_ANY = -1
"""In a person's practice: that of all activities together."""
_NO_TIME = 1e-9
"""Mean work (staff hours) at or below which an activity takes no time."""


class Learning(Parameters):
    """How practice of one activity shortens its work and raises its odds; a trained person is the reference, never bettered."""

    progress: Annotated[float, Field(gt=0, le=1)] = declared(
        0.95,
        unit="work time after twice the practice over work time before",
        source="BPI Challenge 2012 work items: .95 for newcomers (elasticity -.070, standard error .026), .97 for all",
        status="measured",
    )
    """Progress ratio: each doubling of practice leaves this share of the work time; 1 for no learning, .8 to 1 in the sources."""
    hours: StaffHours = declared(
        520.0,
        unit="staff hours of the activity",
        source="Bridge Group, as quoted: 3 months in inside sales, 5 in field sales (870 h); 174 h a month",
        status="second-hand",
    )
    """Practice of one activity after which a person is trained in it."""
    half_life: Span = declared(
        365.25,
        unit="days",
        source="none found for this work; skills fade over a year without use",
        status="guess",
    )
    """Elapsed time in which half of all practice is forgotten."""
    initial: Share = declared(
        1.0,
        unit="share of the hours until trained",
        source="none found: the reference is trained people",
        status="guess",
    )
    """Practice that those who are there on day 0 have in everything their team does; who joins later begins without any."""
    transfer: Share = declared(0.0, unit="share", source="none found", status="guess")
    """What an hour of one activity is worth as practice of another, where `teaches` of `[journey.NAME]` says nothing of the two;
    the smaller, the more specialists gain."""
    odds: Coefficient = declared(
        1.0, unit="log-odds per log of work time", source="none found: proportional", status="guess"
    )
    """Effect of lacking practice on gates: a person who takes 10 % longer wins with odds about 10 % lower."""


def exponent(progress: float) -> float:
    """b of the power law of practice, 0 or more, from its progress ratio in (0, 1]."""
    return 0.0 - log2(progress)


def slowness(practice: float, work: float, hours: float, exponent: float) -> float:
    """Work time over that of a trained person, 1 or more: max(1, ((practice + work) / (hours + work))^-exponent).

    `practice` is staff hours remembered, `work` > 0 the mean work of the activity, `hours` the practice until trained.
    """
    return 1.0 if practice >= hours else power((practice + work) / (hours + work), -exponent)


def effect(slowness: float, odds: float) -> float:
    """Log-odds of a step done by a person who takes `slowness` (1 or more) times as long as a trained one; 0 or less."""
    return 0.0 - odds * log(slowness)


class Practice:
    """What people have practised, and how slow that leaves them."""

    def __init__(self, world: World, parameters: Learning) -> None:
        self.world = world
        self.parameters = parameters
        self.exponent = exponent(parameters.progress)
        self._trained = {
            activity.code: activity.practice
            for activity in world.activities.values()
            if activity.practice is not None
        }
        self._most = max(parameters.hours, *self._trained.values(), 0.0)
        """Practice with which anybody is trained in anything."""
        self._journey = len(world.activities)
        self._own_work = range(self._journey, len(world.names.activities))
        self._ramping: set[Person] = set()
        """Those for whom what they lack is stated by month for their team, instead of following from practice."""
        self._does = [(*team.does, *team.helps) for team in world.teams]
        self._half_life, self._transfer = parameters.half_life, parameters.transfer
        self._teaches = self._transfer > 0 or any(one.taught_by for one in world.activities.values())
        """Whether practice of any activity is worth something as practice of another."""
        self._clock = world.clock
        self._left: dict[Job, float] = {}
        """Of jobs in sittings, the hours of a trained person that do not count as practice yet."""
        self._steps: dict[Activity, tuple[float, float]] = {}
        """By form of an activity, mean work and practice until trained."""
        self._of: dict[Person, dict[int, tuple[float, float]]] = {}
        """By person and activity: staff hours of practice still remembered, and when they were last counted (days)."""

    def trained(self, code: int) -> float:
        """Staff hours of practice after which a person is trained in an activity."""
        return self._trained.get(code, self.parameters.hours)

    def welcome(self, person: Person) -> None:
        """Somebody has joined: who is there on day 0 has done the team's work before, for as long as they have been there where
        that is stated."""
        self._of[person] = {}
        if person.since <= 0:
            veterans = self.world.part(Veterans)
            for code in self._does[person.team]:
                hours = self.parameters.initial * self.trained(code)
                if veterans is not None:
                    hours = min(hours, veterans.practised(person, code, self._half_life))
                self.add(person, code, hours, 0.0)
            for code in self._own_work:  # known by itself; it teaches nothing about leads and customers
                self._of[person][code] = (self.parameters.initial * self.trained(code), 0.0)
        elif person.newcomer and isinstance(self.world.teams[person.team], RampingTeam):
            self._ramping.add(person)

    def move(self, before: Person, person: Person) -> None:
        """Who comes from another team knows what they knew."""
        self._of[person].update(self._of[before])

    def known(self, person: Person, code: int, now: float) -> float:
        """Staff hours of practice of an activity itself that a person remembers."""
        hours, counted = self._of[person].get(code, _NEVER)
        return decayed(hours, now - counted, self.parameters.half_life) if hours else 0.0

    def add(self, person: Person, code: int, hours: float, now: float) -> None:
        """Count practice."""
        self._of[person][code] = (self.known(person, code, now) + hours, now)
        if self.parameters.transfer:
            self._of[person][_ANY] = (self.known(person, _ANY, now) + hours, now)

    def begin(self, job: Job) -> None:
        """A job begins: it takes its person longer than a trained one, and its hours count as practice from now on."""
        activity = job.activity
        if activity.duty:
            return
        now, code, of = job.start, activity.code, self._of[job.person]  # type: ignore[index]
        try:  # `decayed`, without a call for every job
            practice, counted = of[code]
            practice *= power(2.0, (counted - now) / self._half_life)
        except KeyError:
            practice = 0.0
        of[code] = practice + job.trained_hours, now
        if self._teaches:
            practice += self._transferred(job, practice)
        # Most people are trained, and those are the reference; who joins a team with a ramp is slow by that alone.
        if practice < self._most and job.person not in self._ramping:
            work, trained = self._steps.get(activity) or self._step(activity)
            if practice < trained:
                job.slowness = slowness(practice, work, trained, self.exponent)
                job.hours *= job.slowness

    def begin_in_sittings(self, job: Job) -> None:
        """A job begins that may be worked in sittings: then its hours count as practice when they have been worked."""
        self.begin(job)
        if job.activity.shape.sittings is not None:
            self._left[job] = job.trained_hours
            self.add(job.person, job.activity.code, -job.trained_hours, job.start)  # type: ignore[arg-type]

    def pause(self, job: Job, hours: float) -> None:
        """A job is put aside after so many staff hours since it was begun or taken up."""
        if job in self._left:
            self._practise(job, min(self._left[job], hours / job.slowness))

    def end_in_sittings(self, job: Job) -> None:
        """A job ends that may have been worked in sittings."""
        if job in self._left:
            self._practise(job, self._left[job])
            del self._left[job]

    def _practise(self, job: Job, hours: float) -> None:
        self._left[job] -= hours
        self.add(job.person, job.activity.code, hours, self._clock.now)  # type: ignore[arg-type]

    def _transferred(self, job: Job, practice: float) -> float:
        """What a person's practice of other activities is worth in that of a job, whose hours count from now on."""
        person: Person = job.person  # type: ignore[assignment]
        worth, now = 0.0, job.start
        if self._transfer:
            whole = self.known(person, _ANY, now)
            self._of[person][_ANY] = whole + job.trained_hours, now
            worth = self._transfer * max(0.0, whole - practice)
        for code, share in job.activity.taught_by:
            worth += (share - self._transfer) * self.known(person, code, now)
        return max(0.0, worth)

    def _step(self, activity: Activity) -> tuple[float, float]:
        """Mean work and practice until trained; what takes no time needs no practice."""
        work = activity.mean_work
        step = work, self.trained(activity.code) if work > _NO_TIME else 0.0
        self._steps[activity] = step
        return step

    def unsure(self, slowness: float) -> float:
        """Log-odds that a gate lacks because of who did the job, by their slowness; none for who is trained."""
        return effect(slowness, self.parameters.odds)


def install(world: World, parameters: Learning, _: Mapping[str, Any]) -> None:
    """Let people become better by practice."""
    practice = world.lasting(Practice, lambda: Practice(world, parameters))
    world.hooks.person_joins.add(practice.welcome)
    world.hooks.person_moves.add(practice.move)
    sittings = {one.team for one in world.forms if one.shape.sittings is not None}
    if sittings:
        world.hooks.job_starts.add(practice.begin, at={team.code for team in world.teams} - sittings)
        world.hooks.job_starts.add(practice.begin_in_sittings, at=sittings)
        world.hooks.job_paused.add(practice.pause, at=sittings)
        world.hooks.job_ends.add(practice.end_in_sittings, at=sittings)
    else:
        world.hooks.job_starts.add(practice.begin)
    world.hooks.gate.add(OfTheSlow(practice.unsure))


MECHANISM = Mechanism(
    name="learning",
    title=Phrase("Learning"),
    meaning=Phrase(
        "People work faster and better the more they have practised an activity, and forget what they do not use."
    ),
    group="people",
    parameters=Learning,
    effects=(
        Effect(
            "work of every job but duties (meetings, training)",
            "x f, f = max(1, ((h + w)/(hours + w))^log2(progress))",
        ),
        Effect("every gate", "-odds ln f"),
    ),
    claims=("B8", "B9", "E6", "C1"),
    gate=effect,
    stocks={
        "practice": Stock(
            Phrase("Practice"),
            inflow="staff hours worked, by person and activity, as a trained person would need them; training",
            outflow="forgetting (half_life); people who leave",
            low=0.0,
            high=math.inf,
        )
    },
    install=install,
    links=(
        Link("load", "practice", 1),
        Link("practice", "skill", 1),
        Link("novices", "skill", -1),
        Link("skill", "load", -1),
        Link("skill", "win_rate", 1),
    ),
)
