"""Product: development keeps a product up with the market's standard, which moves on.

What is there is measured against the standard: 1 is a product at the standard, and a product that nobody develops loses
half of its worth with every half-life. Quality Q is the distance from the standard, -1 to 1. Who states no development
policy has a Q of 0: where the market says that the product has to be developed, the hours that keep it there are bought
in; elsewhere there is nothing to develop.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from orgsim.engine.bought_in import BoughtIn
from orgsim.engine.entities import Account, Person
from orgsim.engine.stocks import Level
from orgsim.engine.world import World
from orgsim.fields import Span, StaffHours
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.loops.developers import Developers
from orgsim.mechanisms.shared.background import SETTING_UP, Background, Monthly, arrange, per_hour
from orgsim.mechanisms.shared.declaration import (
    Coefficient,
    Effect,
    Link,
    Mechanism,
    Parameters,
    Stock,
    declared,
)
from orgsim.units import MONTH

STANDARD, BEST = 1.0, 2.0
"""Worth of a product at the market's standard, and the most it can be ahead."""


class Product(Parameters):
    """How fast the standard moves on, what work keeps up with it, and what a better product moves."""

    purchase: Coefficient = declared(
        1.0, unit="log-odds per unit of quality", source="none found", status="guess"
    )
    """Effect of quality on the last step before the purchase."""
    renewal: Coefficient = declared(
        1.0, unit="log-odds per unit of quality", source="none found", status="guess"
    )
    """Effect of quality on customers' staying and buying more."""
    half_life: Span = declared(
        24 * MONTH, unit="days", source="none found; 1 to 4 years tried", status="guess"
    )
    """Time in which a product that nobody develops loses half of its worth against the standard."""
    keeps_up: Monthly = declared(
        160.0, unit="staff hours a model month", source="none found: about one developer", status="guess"
    )
    """Development, without customers' feedback, that keeps the product at the standard; what an organization buys in that states
    none where the product has to be developed."""
    set_up: StaffHours = declared(
        0.3,
        unit="staff hours",
        source=SETTING_UP,
        status="second-hand",
    )
    """Lost to getting into development, or assurance, in each block of left-over time, and of reserved time whenever one comes to
    it from other work: the more, the shorter the blocks are."""
    experience: Annotated[float, Field(ge=0, le=1)] = declared(
        0.31,
        unit="elasticity",
        source="COCOMO II (Boehm et al. 2000), as quoted: with 2 months of experience with application, platform and language "
        "1.74 times the effort of 1 year, with 6 months 1.31, with 3 years .73, with 6 years .58: slope of the logarithms .31",
        status="second-hand",
    )
    """How what comes of an hour of development grows with experience: who spends half of their work on leads and customers has
    half the experience of a developer who has been there as long, and an hour of theirs is worth 2^-0.31 of the developer's."""
    experience_half_life: Span = declared(
        365.25, unit="days", source="none found; as what is learned of other work", status="guess"
    )
    """Time in which half of what a person has done, development and other work, no longer counts."""
    catching_up: Annotated[float, Field(ge=0, le=1)] = declared(
        0.022,
        unit="staff hours",
        source="Perry, Staudenmayer & Votta 1994, as quoted: developers talk unplanned for 75 minutes a day, with 7 colleagues: "
        "75 / 7 minutes for each one's 8 hours; mild beside QSM 2012, as quoted: 8.5 people need several times the effort of 2.1",
        status="second-hand",
    )
    """What everybody who develops needs to follow an hour of development by another: with n of them, an hour is worth
    1/(1 + 0.022 (n - 1)) of what one alone does in it, however many hours each of them has."""
    guided: Coefficient = declared(0.5, unit="share", source="none found", status="guess")
    """What full feedback adds to the yield of an hour of development."""
    hears_all: Monthly = declared(
        80.0, unit="staff hours a model month", source="none found: half a person", status="guess"
    )
    """Assurance that keeps the feedback full."""
    feedback_half_life: Span = declared(3 * MONTH, unit="days", source="none found", status="guess")
    """Time in which half of what customers said is out of date."""


class DevelopmentPolicy(Background):
    """Who develops the product, and when."""


class AssurancePolicy(Background):
    """Who tests with customers and brings back what they say, and when."""


def built(hours: float, feedback: float, guided: float, keeps_up: float, half_life: float) -> float:
    """Worth that `hours` staff hours of development add, with `feedback` in [0, 1] and a half-life in days."""
    return hours * (1.0 + guided * feedback) * per_hour(keeps_up, half_life)


def effect(product_quality: float, purchase: float) -> float:
    """Log-odds of a purchase that quality in [-1, 1] adds."""
    return 0.0 + purchase * product_quality


class ProductQuality:
    """Hours of development and assurance become quality, which buyers and customers feel."""

    def __init__(self, world: World, parameters: Product) -> None:
        self.clock = world.clock
        self.parameters = parameters
        self.worth = Level(parameters.half_life, high=BEST, amount=STANDARD, seen=world.clock.now)
        self.feedback = Level(parameters.feedback_half_life, high=1.0)
        self._heard = per_hour(parameters.hears_all, parameters.feedback_half_life)
        self.developers = Developers(
            world.clock, parameters.experience, parameters.experience_half_life, parameters.catching_up
        )

    def developed(self, person: Person, hours: float) -> None:
        """A person has developed for so many hours, without those lost to getting into it."""
        self.add(self.developers.develop(person, hours))

    def add(self, hours: float) -> None:
        """So many hours of who does nothing but develop are done."""
        rules, now = self.parameters, self.clock.now
        known = self.feedback.level(now)
        self.worth.add(now, built(hours, known, rules.guided, rules.keeps_up, rules.half_life))

    def assured(self, _: Person, hours: float) -> None:
        """So many hours of assurance are done."""
        self.feedback.add(self.clock.now, hours * self._heard)

    def quality(self) -> float:
        """Distance from the market's standard, in [-1, 1]."""
        return self.worth.level(self.clock.now) - STANDARD

    def felt_by_buyers(self, _: int) -> float:
        """Log-odds of a purchase."""
        return effect(self.quality(), self.parameters.purchase)

    def felt_by_customers(self, _: Account) -> float:
        """Log-odds of staying, and of buying more."""
        return effect(self.quality(), self.parameters.renewal)


def install(world: World, parameters: Product, policies: Mapping[str, Any]) -> None:
    """Let the product gain by development and lose against the market, from the standard on day 0; or buy development in."""
    if policies["development"] is None:
        product = buy_in(world, parameters)
        if product is None:
            return
    else:
        product = world.lasting(ProductQuality, lambda: ProductQuality(world, parameters))
        arrange(world, policies["development"], "development", product.developed, parameters.set_up)
        (team,) = world.teams_named((policies["development"].team,))
        world.hooks.job_ends.add(product.developers.work, at=(team.code,))
        world.hooks.person_moves.add(product.developers.move)
        world.hooks.person_leaves.add(product.developers.go)
    if policies["assurance"] is not None:
        arrange(world, policies["assurance"], "assurance", product.assured, parameters.set_up)
    last = [activity.code for activity in world.activities.values() if activity.sells]
    world.hooks.gate_daily.add(product.felt_by_buyers, at=last)
    world.hooks.stay.add(product.felt_by_customers)


def buy_in(world: World, parameters: Product) -> ProductQuality | None:
    """Buy in the development that keeps a product at the standard: one that others have developed goes on from where it is; any
    other is there, and None."""
    product = world.part(ProductQuality)
    bought = world.lasting(BoughtIn, lambda: BoughtIn(world.clock, world.log, world.staffing, world.until))
    bought.done = None if product is None else product.add
    monthly = parameters.keeps_up
    world.standing.keep("bought-in development", monthly, lambda: bought.begin(monthly))
    return product


MECHANISM = Mechanism(
    name="product",
    title=Phrase("Product quality"),
    meaning=Phrase(
        "Development guided by customers improves the product; one that nobody develops falls behind the market. "
        "Where no development is stated, what keeps it up is bought in."
    ),
    group="loops",
    parameters=Product,
    effects=(
        Effect("gate of the last step before the purchase", "purchase Q"),
        Effect("churn at the end of a term, upsell", "log-odds of staying and of buying more + renewal Q"),
        Effect(
            "hours of development and assurance",
            "block - set_up x (times begun, in left-over time or after other work, or taken up again)",
        ),
        Effect(
            "hours of development",
            "less catching_up x what others have developed since one's last block; x (d/(d + w))^experience, d and w the "
            "person's hours of development and for leads and customers, half of which no longer count after "
            "experience_half_life",
        ),
        Effect(
            "profit and cash, where no development is stated",
            "- keeps_up x mean pay per hour on duty a model month (Q stays 0)",
        ),
        Effect("quality Q", "d(1 + Q)/dt = ln 2/half_life (development (1 + guided F)/keeps_up - (1 + Q))"),
        Effect("feedback F", "dF/dt = ln 2/feedback_half_life (assurance/hears_all - F), at most 1"),
    ),
    claims=("A4", "D5"),
    needs=("policies.development or offering.developed",),
    policies={"development": DevelopmentPolicy, "assurance": AssurancePolicy},
    work={
        "development": Phrase("Develop the product"),
        "assurance": Phrase("Assure quality with customers"),
    },
    gate=effect,
    renewal=True,
    stocks={
        "product": Stock(
            title=Phrase("Product quality"),
            inflow="hours of development, more where feedback guides them",
            outflow="the market's standard moves on",
            low=-1.0,
            high=1.0,
        ),
        "feedback": Stock(
            title=Phrase("Assured customer feedback"),
            inflow="hours of assurance",
            outflow="what customers said gets out of date",
            low=0.0,
            high=1.0,
        ),
    },
    install=install,
    links=(
        Link("load", "development", -1),
        Link("development", "product", 1),
        Link("feedback", "product", 1),
        Link("product", "win_rate", 1),
        Link("product", "churn", -1),
    ),
)
