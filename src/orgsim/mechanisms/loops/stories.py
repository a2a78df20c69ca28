"""Stories: customers who do well become success stories, which persuade others where they are told."""

import math
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import Field

from orgsim.elementary import exp
from orgsim.engine import odds, stocks
from orgsim.engine.contracts import Contracts
from orgsim.engine.entities import Account, Job
from orgsim.engine.past import Past
from orgsim.engine.stocks import Level
from orgsim.engine.teams import Team
from orgsim.engine.world import World
from orgsim.fields import Days, Factor, Plan, RatePerDay, Span, StaffHours
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.customers.adoption import result
from orgsim.mechanisms.customers.health import CustomerHealth
from orgsim.mechanisms.shared.declaration import (
    Coefficient,
    Effect,
    Link,
    Mechanism,
    Parameters,
    Stock,
    declared,
)
from orgsim.randomness import purpose
from orgsim.units import MONTH

_GAP = purpose("story gap", "elapsed days until a customer is next asked for a story")
_READY = purpose("story", "whether a customer who is asked offers a story")


class Stories(Parameters):
    """Which customers have a story to tell, how long it is worth telling and what it moves."""

    strength: Coefficient = declared(
        0.078,
        unit="log-odds",
        source="none found for stories; solved for 15 % more first-visit wins in b2b-saas.toml at full use, a size borrowed from "
        "Sandvik, Saouma, Seegert & Stanton, QJE 2020 (colleagues who exchange what works: +15 %, 0 to 25 %). 0 to 0.57: with "
        "that sales rise there by .236 % with 1 % more stories at half use, as with what buyers say online (You, Vadakkepatt & "
        "Joshi, J. Marketing 2015, consumer goods); but a market's rates come from firms who tell some",
        status="guess",
    )
    """Effect on each step where stories are told, when there are very many."""
    staying: Coefficient = declared(
        0.14,
        unit="log-odds",
        source="none found: as much as they move a whole purchase, ln 1.15 for 15 % more wins (see strength); 0 to ln 1.25",
        status="guess",
    )
    """Effect on staying where customers are told them. To stay is one decision on what a newcomer decides step by step, so that
    the same message moves it by as much as all steps together."""
    half: Annotated[Factor, Field(ge=0.001)] = declared(
        5.0, unit="stories", source="none found", status="guess"
    )
    """Stories at which half of that effect is reached."""
    half_life: Span = declared(
        182.0,
        unit="days",
        source="none found for stories; peer exchange lasts over 20 weeks (Sandvik et al., QJE 2020)",
        status="guess",
    )
    """Time in which half of the stories have lost their worth."""
    rate: RatePerDay = declared(
        0.02 / MONTH,
        unit="per customer and day",
        source="none found: one customer in four a year",
        status="guess",
    )
    """How often a customer at reference health is ready to tell a story; in a file such as "0.02 / month"."""
    gamma: Coefficient = declared(1.0, unit="per unit of health", source="none found", status="guess")
    """How much oftener healthier customers are, and those who get more out of the product: the rate is multiplied by
    exp(gamma x both)."""
    most: Annotated[Factor, Field(ge=1, le=1000)] = declared(
        3.0, unit="factor", source="none found", status="guess"
    )
    """Bound of that factor."""
    threshold: Annotated[float, Field(ge=-100, le=100, allow_inf_nan=False)] = declared(
        -0.2, unit="health", source="none found: a little less than all done on time", status="guess"
    )
    """Customers whose health is lower have no story to tell; nor have those who get so much less out of the product than was
    planned, as log-odds of staying."""
    after: Days = declared(6 * MONTH, unit="days", source="none found", status="guess")
    """Time from the purchase until there is something to tell."""


class StoriesPolicy(Plan):
    """Who makes stories of customers' success, and where they are told."""

    team: str
    """The team that makes them, behind all its work for leads and customers."""
    hours: StaffHours = declared(16.0, unit="staff hours", source="none found", status="guess")
    """Work on one story."""
    delay: Days = declared(14.0, unit="days", source="none found", status="guess")
    """From the end of that work until it is told: approval by the customer, publication."""
    feeds: tuple[str, ...] | None = None
    """Activities where stories are told; all steps of the purchase when not stated."""
    renewals: bool | None = None
    """Whether customers who decide about staying are told them too. When not stated they are where somebody talks with customers,
    at check-ins or before renewals: who has a good story tells it there, and what is published customers read as well."""


def readiness(health: float, result: float, threshold: float, gamma: float, most: float) -> float:
    """Factor on the rate of stories for a customer's health and its result with the product: 0 where either is below the
    threshold, at most `most`."""
    if min(health, result) < threshold:
        return 0.0
    return min(most, exp(min(gamma * (health + result), 700.0)))


def effect(stories_told: float, strength: float, half: float) -> float:
    """Log-odds that `stories_told` (0 where none are told) add to a step."""
    return strength * stocks.half_full(stories_told, half)


class Newsroom:
    """Makes stories of customers' success."""

    policy: StoriesPolicy

    def __init__(self, world: World, contracts: Contracts, parameters: Stories) -> None:
        self.world = world
        self.clock = world.clock
        self.accounts = contracts.accounts
        self.team: Team | None = None
        """Who makes stories; nobody where the organization in force has no policy for it."""
        self.parameters = parameters
        self.told = Level(parameters.half_life)
        """Stories that are told now."""
        self.asked = world.remember("asked")
        self.expected = world.remember("expected")

    def follow(self, policy: StoriesPolicy) -> Callable[[], None]:
        """From now on stories are made as a policy says; what ends it. Customers who were not asked until now are from now on."""
        self.policy = policy
        (self.team,) = self.world.teams_named((policy.team,))
        self.team.use_priorities()  # behind all work for leads and customers
        if self.parameters.rate > 0:
            for account in list(self.accounts.present.values()):
                if not account.case.remembered[self.expected]:
                    self.begin(account)
        return self.end

    def end(self) -> None:
        """Nobody makes stories any more."""
        self.team = None

    def begin(self, account: Account) -> None:
        """A relation begins; after some time there may be something to tell."""
        account.case.remembered[self.expected] = 1.0
        self.accounts.at(account, self.parameters.after, self.plan)

    def there(self, past: Past) -> None:
        """A customer is there on day 0, and may have something to tell already."""
        if past.case.account is not None:
            past.case.remembered[self.expected] = 1.0
            ahead = past.since + self.parameters.after - self.clock.now
            self.accounts.at(past.case.account, max(0.0, ahead), self.plan)

    def plan(self, account: Account) -> None:
        """Draw when the customer is next asked: as often as any customer could offer a story."""
        case = account.case
        asked = case.remembered[self.asked]
        case.remembered[self.asked] = asked + 1
        fastest = self.parameters.rate * self.parameters.most
        self.accounts.at(account, odds.gap(case.luck(_GAP, int(asked)), fastest), self.ask)

    def ask(self, account: Account) -> None:
        """The customer offers a story or not, in proportion to how ready its health makes it."""
        rules, health = self.parameters, self.world.part(CustomerHealth)
        felt = 0.0 if health is None else health.felt(account)
        gets = result(self.world, account)
        ready = readiness(felt, gets, rules.threshold, rules.gamma, rules.most)
        asked = int(account.case.remembered[self.asked])
        lucky = account.case.luck(_READY, asked) * rules.most < ready
        if lucky and self.team is not None:
            self.team.submit(self.world.own_work.job(self.team, "story", self.policy.hours, self.made))
        self.plan(account)

    def made(self, _: Job) -> None:
        """A story is made, and told after the delay."""
        self.clock.after(self.policy.delay, self.tell, None)

    def tell(self, _: None) -> None:
        """One story more is told."""
        self.told.add(self.clock.now, 1.0)

    def felt(self, _: object) -> float:
        """Log-odds where stories are told."""
        return effect(self.told.level(self.clock.now), self.parameters.strength, self.parameters.half)

    def holds(self, _: object) -> float:
        """Log-odds of staying where customers are told."""
        return effect(self.told.level(self.clock.now), self.parameters.staying, self.parameters.half)


def steps(world: World) -> set[str]:
    """The steps of the purchase: all activities that decide where a lead goes, nurture touches apart."""
    return {name for name, activity in world.activities.items() if activity.outcomes and name != "nurture"}


def talks(world: World, contracts: Contracts) -> bool:
    """Whether somebody talks with customers, at check-ins or before renewals."""
    plan = contracts.service.plan
    return any(talk is not None and world.does(talk[0]) for talk in (plan.check_ins, plan.renewal))


def install(world: World, parameters: Stories, policies: Mapping[str, Any]) -> None:
    """Let customers offer stories, a team make them, and gates and renewals feel them."""
    assert world.contracts is not None
    policy: StoriesPolicy = policies["stories"]
    contracts = world.contracts
    newsroom = world.lasting(Newsroom, lambda: Newsroom(world, contracts, parameters))
    terms = policy, world.codes[policy.team]
    world.standing.keep("stories", terms, lambda: newsroom.follow(policy))
    if parameters.rate > 0:
        world.hooks.case_there.add(newsroom.there)
        world.hooks.customer_begins.add(newsroom.begin)
    feeds = steps(world) if policy.feeds is None else policy.feeds
    world.hooks.gate_daily.add(newsroom.felt, at={world.activities[name].code for name in feeds})
    if talks(world, contracts) if policy.renewals is None else policy.renewals:
        world.hooks.stay_alone.add(newsroom.holds)


MECHANISM = Mechanism(
    name="stories",
    title=Phrase("Success stories"),
    meaning=Phrase(
        "Customers who do well become success stories, which win and hold customers where they are told, until they are stale."
    ),
    group="loops",
    parameters=Stories,
    effects=(
        Effect("gates where stories are told", "strength S/(S + half)"),
        Effect(
            "churn at the end of a term, where customers are told",
            "log-odds of staying + staying S/(S + half)",
        ),
        Effect(
            "stories offered by a customer",
            "rate min(most, exp(gamma (x + odds y))) from `after` on, while neither x nor odds y is below the threshold",
        ),
        Effect("stories S", "+ 1 when one is made and the delay has passed; halved every half_life"),
    ),
    claims=("C7", "D4"),
    needs=("policies.stories", "offering"),
    policies={"stories": StoriesPolicy},
    work={"story": Phrase("Make a success story")},
    gate=effect,
    renewal=True,
    stocks={
        "stories": Stock(
            title=Phrase("Success stories"),
            inflow="stories made of customers who do well",
            outflow="stories get stale",
            low=0.0,
            high=math.inf,
        ),
    },
    install=install,
    remembers={
        "asked": "how often it was asked for a story",
        "expected": "1 for whom it is planned when it is asked next",
    },
    links=(
        Link("customers", "stories", 1),
        Link("health", "stories", 1),
        Link("outcome", "stories", 1),
        Link("stories", "win_rate", 1),
        Link("stories", "churn", -1),
        Link("stories", "load", 1),
    ),
)
