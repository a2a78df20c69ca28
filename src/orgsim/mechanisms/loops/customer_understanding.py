"""Customer understanding: what teams know of their customers in general, from interviews whose news is shared.

It is not knowledge of one case, and not of how other teams work: it is what customers in general need, say and do. Who looks
at the customer has a better word at every step. It costs the hours of interviews and of reading, gets stale, and saturates:
the twentieth interview tells little that is new.
"""

import math
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from orgsim.engine import stocks
from orgsim.engine.entities import Account, Job, Person
from orgsim.engine.stocks import Level
from orgsim.engine.teams import Team
from orgsim.engine.world import World
from orgsim.fields import Factor, Plan, Span, StaffHours
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.handoffs.understanding import origins
from orgsim.mechanisms.shared.declaration import (
    Coefficient,
    Effect,
    Link,
    Mechanism,
    Parameters,
    Stock,
    declared,
)


class CustomerUnderstanding(Parameters):
    """How much interviews tell, how long, and what that moves."""

    strength: Coefficient = declared(
        0.035,
        unit="log-odds",
        source="none found for the size: about half of what colleagues who exchange what works win (+15 %, .078 at every step: "
        "see stories); Homburg, Wieseke & Bornemann, J. Marketing 2009, as quoted: what employees know of customers' "
        "needs goes with satisfaction; 0 to .078 tried",
        status="guess",
    )
    """Effect on each step, and on staying, of those who know all that customers have to say."""
    half: Annotated[Factor, Field(ge=0.001)] = declared(
        2.8,
        unit="interviews",
        source="Griffin & Hauser, Marketing Science 1993, as quoted: 20 to 30 interviews tell 90 to 95 % of the needs",
        status="second-hand",
    )
    """Fresh interviews, known to all of a team, at which half of that effect is reached: 25 reach 90 % of it."""
    half_life: Span = declared(365.25, unit="days", source="none found; 90 to 730 tried", status="guess")
    """Elapsed time in which half of what an interview told is out of date."""


class InterviewsPolicy(Plan):
    """Talks with customers, and with those who did not buy, in which nothing is sold."""

    team: str
    """The team that holds them, one person at a time in turn."""
    hours: StaffHours = declared(3.0, unit="staff hours", source="none found", status="guess")
    """Work on one interview: to prepare it, hold it and write it up."""
    every: Span = 7.0
    """Elapsed time between two interviews."""


class CustomerNewsPolicy(Plan):
    """What interviews told is shared: people read it, or hear of it."""

    hours: StaffHours = declared(0.25, unit="staff hours", source="none found", status="guess")
    """What it takes of each person, after each interview."""
    teams: Annotated[tuple[str, ...], Field(min_length=1, max_length=500)] | None = None
    """Teams that share it; all when not stated."""


def effect(interviews: float, strength: float, half: float) -> float:
    """Log-odds of a step done by a team that knows what so many fresh `interviews` (0 or more) told."""
    return strength * stocks.half_full(interviews, half)


def told(people: int) -> float:
    """Interviews by which a team of `people` (1 or more) knows more once one of them knows one more."""
    return 1.0 / people


_NEVER = (-1.0, 0.0)


class Voice:
    """Holds interviews, has their news read, and keeps what each team knows by them."""

    def __init__(self, world: World, parameters: CustomerUnderstanding) -> None:
        self.world = world
        self.clock = world.clock
        self.parameters = parameters
        self.policy: InterviewsPolicy
        self.sharing: list[Team] = []
        self.reading = 0.0
        """Staff hours."""
        self._doers: dict[int, list[int]] = {}
        """By activity, the teams that do it under the organization in force (codes)."""
        self.known: dict[int, Level] = {}
        """By code of the team, interviews that its people know on average."""
        self._felt = _NEVER
        """When a customer decided last, and what it felt."""
        self.held: dict[Person, int] = {}
        """How many interviews each has held."""
        self.owed: set[Person] = set()
        """Who has not come to hold the one that fell due."""
        self.unread: set[Person] = set()
        """Who has not come to read the last news."""

    def follow(self, policy: InterviewsPolicy, news: CustomerNewsPolicy | None) -> None:
        """From now on interviews are held and shared as policies say."""
        self.policy, self._felt, self._doers = policy, _NEVER, {}
        share = news is not None and news.hours > 0
        self.reading = news.hours if news is not None else 0.0
        self.sharing = self.world.teams_named(news.teams) if news is not None and share else []

    def open(self) -> None:
        """Plan the interviews."""
        terms = self.policy.every, self.world.codes[self.policy.team]
        self.world.standing.rounds("interviews", terms, self.policy.every, self.call)

    def call(self) -> None:
        """An interview falls due: it is for who of the team has held the fewest, unless they still owe one."""
        (team,) = self.world.teams_named((self.policy.team,))
        people = [person for person in team.present() if person not in self.owed]
        if people:
            person = min(people, key=lambda one: self.held.get(one, 0))
            self.owed.add(person)
            self.world.own_work.duty(team, person, "interviews", self.policy.hours, self.heard)

    def heard(self, job: Job) -> None:
        """An interview has been held."""
        one = job.person
        assert one is not None
        self.owed.discard(one)
        self.held[one] = self.held.get(one, 0) + 1
        self.learn(one)
        for team in self.sharing:
            for person in team.present():
                if person is not one and person not in self.unread:
                    self.unread.add(person)
                    self.world.own_work.duty(team, person, "customer_news", self.reading, self.read)

    def read(self, job: Job) -> None:
        """Somebody has read the news of an interview."""
        assert job.person is not None
        self.unread.discard(job.person)
        self.learn(job.person)

    def learn(self, person: Person) -> None:
        """Somebody knows one interview more."""
        people, self._felt = max(1, len(self.world.teams[person.team].people)), _NEVER
        self._level(person.team).add(self.clock.now, told(people))

    def _level(self, team: int) -> Level:
        if team not in self.known:
            self.known[team] = Level(half_life=self.parameters.half_life)
        return self.known[team]

    def regroup(self, aims: Mapping[Person, int]) -> None:
        """People go to other teams, each with what their old team knew on average."""
        if not self.world.new:
            return
        now = self.clock.now
        levels = {code: level.level(now) for code, level in self.known.items()}
        self.known, self._felt = {}, _NEVER
        for code, people in origins(self.world, aims).items():
            if people.total():
                amount = sum(n * levels.get(old, 0.0) for old, n in people.items())
                self._level(code).add(now, amount / people.total())

    def of(self, team: int) -> float:
        """Log-odds of what a team does now."""
        level = self.known.get(team)
        if level is None:
            return 0.0
        return effect(level.level(self.clock.now), self.parameters.strength, self.parameters.half)

    def felt(self, code: int) -> float:
        """Log-odds of a step: the mean of those who do it."""
        doers = self._doers.get(code)
        if doers is None:
            doers = self._doers[code] = [team.code for team in self.world.here if code in team.does]
        return math.fsum(map(self.of, doers)) / len(doers) if doers else 0.0

    def felt_by_customer(self, _: Account) -> float:
        """Log-odds of staying: the mean of what is done for customers, the same for all who decide in one moment."""
        now = self.clock.now
        if now != self._felt[0]:
            contracts = self.world.contracts
            assert contracts is not None
            done = [code for code in sorted(contracts.plan.work) if self._done(code)]
            self._felt = now, math.fsum(map(self.felt, done)) / len(done) if done else 0.0
        return self._felt[1]

    def _done(self, code: int) -> bool:
        return any(code in team.does for team in self.world.here)


def install(world: World, parameters: CustomerUnderstanding, policies: Mapping[str, Any]) -> None:
    """Plan the interviews, and let gates and customers feel what is known by them."""
    policy: InterviewsPolicy = policies["interviews"]
    if policy.hours <= 0:
        return
    voice = world.lasting(Voice, lambda: Voice(world, parameters))
    voice.follow(policy, policies["customer_news"])
    world.hooks.run_opens.add(voice.open)
    world.hooks.people_move.add(voice.regroup)
    world.hooks.gate_daily.add(voice.felt)
    if world.contracts is not None:
        world.hooks.stay.add(voice.felt_by_customer)


MECHANISM = Mechanism(
    name="customer_understanding",
    title=Phrase("Understanding of customers"),
    meaning=Phrase(
        "Interviews with customers, shared among teams, make their work fit what customers need, until they are out of date."
    ),
    group="loops",
    parameters=CustomerUnderstanding,
    effects=(
        Effect("gates of a team that knows C interviews", "strength C/(C + half)"),
        Effect(
            "churn at the end of a term, and upsell",
            "log-odds of staying and of buying more + the mean of that over the work for customers that is done",
        ),
        Effect(
            "interviews C known to a team",
            "+ 1 / its people for each who held one or has read its news; halved every half_life",
        ),
        Effect("hours", "of one person at each interview, and of all who share it after it"),
    ),
    claims=("C2", "D4"),
    needs=("policies.interviews",),
    policies={"interviews": InterviewsPolicy, "customer_news": CustomerNewsPolicy},
    work={
        "interviews": Phrase("Interview with a customer"),
        "customer_news": Phrase("Read news of customers"),
    },
    gate=effect,
    renewal=True,
    stocks={
        "customer_understanding": Stock(
            title=Phrase("What a team knows of customers, C"),
            inflow="interviews held or read of",
            outflow="half in each half_life",
            low=0.0,
            high=math.inf,
        )
    },
    install=install,
    links=(
        Link("interviews", "customer_understanding", 1),
        Link("interviews", "load", 1),
        Link("customer_understanding", "win_rate", 1),
        Link("customer_understanding", "churn", -1),
    ),
)
