"""Turnover: people leave, places stay vacant for a while, and newcomers begin without practice."""

import math
from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from pydantic import Field

from orgsim.elementary import exp, log, log1p
from orgsim.engine.entities import Person
from orgsim.engine.staffing import Staffing
from orgsim.engine.world import World
from orgsim.fields import Days, LostPerYear
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared
from orgsim.randomness import purpose, uniform
from orgsim.units import DAYS_PER_YEAR

_TENURE = purpose("tenure", "days until a person leaves")


class Turnover(Parameters):
    """How often people leave and what replacing them takes."""

    per_year: LostPerYear = declared(
        0.27,
        unit="chance to leave within a year",
        source="HBR 2017 (.27); Bridge Group 2015-17: inside sales .30-.34; customer success .20 is a guess; as quoted",
        status="second-hand",
    )
    """For teams that state no `turnover` of their own, as far as what they do states none (`turnover` of `[journey.NAME]`); the
    same however long somebody has been there."""
    delay: Days = declared(
        42.0,
        unit="days",
        source="SHRM Human Capital Benchmarking Report 2016, as reported by trade press",
        status="second-hand",
    )
    """Elapsed time from notice until somebody new begins. Who gives notice finishes the present job and is paid until then; the
    vacant place costs nothing. Where the market states how many `candidates` there are, the place then waits for one of them."""
    cost: Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)] = declared(
        1.0,
        unit="months of a person's cost",
        source="SHRM 2016: 4,129 USD per hire, well below; agencies take 2 to 4 months' pay (general knowledge)",
        status="guess",
    )
    """What finding somebody new costs, in months of what a person of the team costs, when they begin: whoever joins the firm
    after day 0, in place of one who has left, by a planned change of headcount or by a rule of hiring. Who comes from another
    team costs nothing."""


def tenure(u: float, per_year: float) -> float:
    """Days until a person leaves: exponential, from a uniform draw and the chance to leave within a year; infinite for 0."""
    return math.inf if per_year <= 0 else log(u) / log1p(-per_year) * DAYS_PER_YEAR


def remaining(u: float, per_year: float, days: float) -> float:
    """The uniform number that decides on the rest of a tenure of which `days` have passed: u over the chance to stay so long."""
    return u / max(u, exp(log1p(-per_year) * days / DAYS_PER_YEAR))


class Leavers:
    """People who go of their own accord, and the newcomers who take their places."""

    def __init__(self, world: World, parameters: Turnover) -> None:
        self.world = world
        self.parameters = parameters
        self.luck: dict[int, float] = {}
        """By the key of everybody who has been there, the uniform number that decides how much longer they stay."""
        self.replacing = False
        """Whether who joins now takes the place of somebody who has left."""

    def welcome(self, person: Person) -> None:
        """Somebody has joined: the day they leave is already known to luck. Who has changed teams does not begin anew."""
        world = self.world
        if person.since > 0 and person.key not in self.luck and not self.replacing:
            self.spend(world.staffing[person.team])
        u = self.luck.setdefault(person.key, uniform(person.key, _TENURE))
        days = tenure(u, self.per_year(person))
        if world.clock.now + days < world.until:
            world.clock.after(days, self.leave, person)

    def per_year(self, person: Person) -> float:
        """Chance that a person leaves within a year."""
        stated = self.world.facts[person.team].turnover
        return self.parameters.per_year if stated is None else stated

    def stays(self, person: Person) -> float:
        """Days from joining until somebody leaves of their own accord, if nothing else happens."""
        return tenure(uniform(person.key, _TENURE), self.per_year(person))

    def gone(self, person: Person) -> None:
        """Somebody is gone, perhaps to another team: part of their luck is used up."""
        stayed = self.world.clock.now - person.since
        self.luck[person.key] = remaining(self.luck[person.key], self.per_year(person), stayed)

    def leave(self, person: Person) -> None:
        """Somebody leaves, unless they had to go before."""
        if not person.leaving:
            staffing = self.world.staffing[person.team]
            staffing.lose(person)
            self.world.clock.after(self.parameters.delay, self.replace, staffing)

    def replace(self, staffing: Staffing) -> None:
        """Somebody new begins, unless the place has been cut or given to somebody else; when a freeze of hiring is over."""
        thaws = staffing.thaws()
        if thaws is not None:
            self.world.clock.after(thaws - self.world.clock.now, self.replace, staffing)
            return
        if staffing.seek is None:
            self.begins(staffing)
        else:
            staffing.seek(staffing, partial(self.begins, staffing))

    def begins(self, staffing: Staffing) -> bool:
        """Somebody new begins in place of one who has left; False where the place is there no more."""
        self.replacing = True
        found = staffing.fill()
        self.replacing = False
        if found is not None:
            self.spend(staffing)
        return found is not None

    def spend(self, staffing: Staffing) -> None:
        """Somebody new has been found for a team."""
        cost = self.parameters.cost * staffing.cost
        if cost:
            self.world.own_work.spend(cost, staffing.team.code)


def install(world: World, parameters: Turnover, _: Mapping[str, Any]) -> None:
    """Let people leave every team, and be replaced."""
    leavers = world.lasting(Leavers, lambda: Leavers(world, parameters))
    world.hooks.person_joins.add(leavers.welcome)
    world.hooks.person_leaves.add(leavers.gone)


MECHANISM = Mechanism(
    name="turnover",
    title=Phrase("Turnover"),
    meaning=Phrase(
        "People leave with what only they know; their place stays vacant, then a newcomer takes it."
    ),
    group="people",
    parameters=Turnover,
    effects=(
        Effect(
            "people of a team",
            "each leaves at the rate -ln(1 - per_year) a year; the place is filled after delay",
        ),
        Effect("spending", "+ cost months of pay for everybody who joins the firm after day 0"),
        Effect("cases and accounts a leaver owned", "go to others (see knowledge and acquaintance)"),
    ),
    claims=("B9",),
    spends=True,
    install=install,
    links=(
        Link("turnover", "vacancies", 1),
        Link("turnover", "novices", 1),
        Link("turnover", "knowledge", -1),
        Link("vacancies", "waiting", 1),
    ),
)
