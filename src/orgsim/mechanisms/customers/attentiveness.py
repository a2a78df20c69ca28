"""Attentiveness: how much a team's people have their minds on who is before them; a habit, not the queue of the moment.

1 is the reference: people who are never hurried. Each contact moves the habit toward the attention that it left room for:
all of it while nobody waits, less the more jobs wait for each person, none for the time of paperwork. So a team that was
hurried for months is inattentive on a quiet day, and an attentive one keeps its head for some busy weeks.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from orgsim.elementary import exp, power
from orgsim.engine.entities import Account, Job, Person
from orgsim.engine.teams import Team
from orgsim.engine.world import World
from orgsim.fields import StaffHours
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.customers.health import CustomerHealth
from orgsim.mechanisms.shared.declaration import (
    Coefficient,
    Effect,
    Link,
    Mechanism,
    Parameters,
    SmallCoefficient,
    Stock,
    declared,
)


class Attentiveness(Parameters):
    """How attention is learned and unlearned, and what its lack does."""

    hurry: SmallCoefficient = declared(
        0.3, unit="per waiting job per person", source="none found; 0 to 1", status="guess"
    )
    """How waiting jobs take attention from a contact: with w for each person, 1 / (1 + hurry w) of it is left."""
    crowding: SmallCoefficient = declared(
        2.0,
        unit="hours of hurry per hour",
        source="claim A5 (paperwork crowds attention out); none found; 0 to 5",
        status="guess",
    )
    """How many hours without any attention an hour of paperwork counts for: forms are on people's minds before and after, too."""
    habit: Annotated[StaffHours, Field(gt=0)] = declared(
        160.0, unit="staff hours per person", source="none found: a month of work; 40 to 500", status="guess"
    )
    """Staff hours of each person in which about two thirds of the way to a new habit are gone."""
    careless: Annotated[float, Field(ge=1, le=100, allow_inf_nan=False)] = declared(
        2.0, unit="factor", source="claim A5; none found; 1 to 4", status="guess"
    )
    """Factor on the chance of a failure where nobody pays attention at all."""
    felt: Coefficient = declared(
        0.05, unit="log-odds per unit of attention", source="none found; 0 to 0.5", status="guess"
    )
    """What the lack of attention takes from every gate of a lead."""
    noticed: Coefficient = declared(
        0.03, unit="health per unit of attention", source="none found; 0 to 0.3", status="guess"
    )
    """What the lack of attention takes from a customer's health at each work done for it."""


def lost_by(load: float, hurry: float) -> float:
    """Share of attention that a contact lacks while `load` jobs wait for each person; 0 while nobody waits."""
    return hurry * load / (1.0 + hurry * load)


def moved(level: float, aim: float, hours: float, habit: float) -> float:
    """Attentiveness after so many staff hours of work with `aim` of attention, where the habit takes `habit` hours (above 0)."""
    return aim + (level - aim) * exp(-hours / habit)


def carelessness(attention: float, careless: float) -> float:
    """Factor (1 or more) on the chance of a failure with so much attention, in [0, 1]."""
    return power(careless, 1.0 - attention)


def effect(attention: float, felt: float) -> float:
    """Log-odds of a step that a team takes with so much attention, in [0, 1]; 0 or less."""
    return 0.0 - felt * (1.0 - attention)


@dataclass(slots=True)
class Contacts:
    """What a team has worked since the day began."""

    team: Team
    hours: float = 0.0
    """Staff hours of work that has been begun."""
    lost: float = 0.0
    """How much attention it lacked, times hours."""


class TeamAttention:
    """The attentiveness of every team of one run, by code; habits move slowly and are looked at once a day."""

    def __init__(self, world: World, parameters: Attentiveness) -> None:
        self.clock = world.clock
        self.parameters = parameters
        self._hurry = parameters.hurry
        count = len(world.teams)
        self.does: dict[int, int] = {}
        """By activity that one team alone does, the code of that team."""
        self._levels, self._careless = [1.0] * count, [1.0] * count
        """Attentiveness as the day found it, and the factor on the chance of a failure that comes of it."""
        self._today = [Contacts(team) for team in world.teams]
        """By team."""
        self._tomorrow = 0.0

    def assign(self, world: World) -> set[int]:
        """An organization says which team takes which steps; the activities (codes) that several do."""
        doing = [(code, team.code) for team in world.here for code in team.does]
        every = Counter(code for code, _ in doing)
        self.does = {code: team for code, team in doing if every[code] == 1}
        return {code for code, count in every.items() if count > 1}

    def contact(self, job: Job) -> None:
        """Work for a lead or customer begins, hurried or not."""
        if job.case.block is None:  # not a lead: an event, or work of the organization for itself
            return
        person, hours = job.person, job.hours
        queue, today = person.queue, self._today[person.team]  # type: ignore[union-attr]
        today.hours += hours
        waiting = queue.waiting
        if waiting:  # what `lost_by` says, without a call for every job
            team, load = today.team, self._hurry * waiting
            if queue is team.queue:
                load /= len(team.people) or 1
            today.lost += hours * load / (1.0 + load)

    def crowded(self, person: Person, hours: float) -> None:
        """A person does so many staff hours of paperwork."""
        hours *= self.parameters.crowding
        today = self._today[person.team]
        today.hours += hours
        today.lost += hours

    def level(self, team: int) -> float:
        """Attentiveness of a team today, in [0, 1]."""
        if self.clock.now >= self._tomorrow:
            self._turn()
        return self._levels[team]

    def carelessness(self, team: int) -> float:
        """Factor on the chance that a job of a team fails today."""
        if self.clock.now >= self._tomorrow:
            self._turn()
        return self._careless[team]

    def _turn(self) -> None:
        """A day begins: what was done since the last one has become habit."""
        self._tomorrow = self.clock.tomorrow()
        for code, today in enumerate(self._today):
            if hours := today.hours:
                aim, people = 1.0 - today.lost / hours, max(1, len(today.team.people))
                self._set(code, moved(self._levels[code], aim, hours, self.parameters.habit * people))
                today.hours = today.lost = 0.0

    def _set(self, team: int, level: float) -> None:
        self._levels[team] = level
        self._careless[team] = carelessness(level, self.parameters.careless)

    def felt_by_day(self, activity: int) -> float:
        """Log-odds that the lack of attention takes today from a step that one team takes."""
        return effect(self.level(self.does[activity]), self.parameters.felt)

    def felt(self, job: Job) -> float:
        """The same of a step that several teams take, of the job's own."""
        return effect(self.level(job.activity.team), self.parameters.felt)

    def regroup(self, new: list[int], aims: Mapping[Person, int]) -> None:
        """People go to new teams (codes) and take their habits along; a new team has the average of its people."""
        for code in new:
            habits = [self.level(person.team) for person, aim in aims.items() if aim == code]
            if habits:
                self._set(code, sum(habits) / len(habits))


class Noticed:
    """Lets customers notice how attentive those are who care for them."""

    def __init__(self, attention: TeamAttention, health: CustomerHealth) -> None:
        self.attention = attention
        self.health = health
        self.noticed = attention.parameters.noticed

    def cared_for(self, account: Account) -> None:
        """Work for a customer is finished, by the team that has the case now."""
        level = self.attention.level(account.case.team)
        if level < 1.0:
            self.health.move(account, effect(level, self.noticed))


def install(world: World, parameters: Attentiveness, _: Mapping[str, Any]) -> None:
    """Let contacts make habits, and gates and customers feel them."""
    attention = world.lasting(TeamAttention, lambda: TeamAttention(world, parameters))
    health, new = world.part(CustomerHealth), [team.code for team in world.new]
    world.hooks.people_move.add(lambda aims: attention.regroup(new, aims))
    world.hooks.job_starts.add(attention.contact)
    shared = attention.assign(world)
    world.hooks.gate_daily.add(attention.felt_by_day, at=attention.does)
    world.hooks.gate.add(attention.felt, at=shared)
    if health is not None and parameters.noticed > 0:
        world.hooks.cared_for.add(Noticed(attention, health).cared_for)


MECHANISM = Mechanism(
    name="attentiveness",
    title=Phrase("Attentiveness"),
    meaning=Phrase(
        "People who are not hurried keep paying attention; hurry and paperwork unlearn it. Attention prevents failures and is "
        "felt."
    ),
    group="customers",
    parameters=Attentiveness,
    effects=(
        Effect("every gate", "- felt (1 - A), A = attentiveness of the team whose person is there"),
        Effect("health of a customer, at each work done for it", "- noticed (1 - A)"),
        Effect("chance that a job fails, with failures in force", "x careless^(1 - A)"),
        Effect(
            "attentiveness A of a team",
            "A + (1 / (1 + hurry waiting per person) - A) hours / (habit people) at each job; hours of paperwork count crowding "
            "times, with 0 for the fraction",
        ),
    ),
    claims=("A5",),
    gate=effect,
    stocks={
        "attentiveness": Stock(
            title=Phrase("Attentiveness of a team, A"),
            inflow="work that is begun while nobody waits",
            outflow="work that is begun while others wait; paperwork",
            low=0.0,
            high=1.0,
        )
    },
    install=install,
    links=(
        Link("load", "attentiveness", -1),
        Link("paperwork", "attentiveness", -1),
        Link("attentiveness", "failures", -1),
        Link("attentiveness", "win_rate", 1),
        Link("attentiveness", "health", 1),
    ),
)
