"""What a scenario holds: a market, an organization and a horizon."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from orgsim.fields import Amount, Days, Plan, Share, Span, Titled
from orgsim.mechanisms import MECHANISMS
from orgsim.mechanisms.customers.care import Care
from orgsim.mechanisms.customers.failures import Failures
from orgsim.mechanisms.customers.health import Health
from orgsim.mechanisms.customers.usage_data import UsageData
from orgsim.mechanisms.handoffs.cooling import Cooling
from orgsim.mechanisms.handoffs.knowledge import Knowledge
from orgsim.mechanisms.handoffs.rotation import Rotation
from orgsim.mechanisms.handoffs.understanding import Understanding
from orgsim.mechanisms.incentives.attention import Attention
from orgsim.mechanisms.incentives.cross_selling import CrossSelling
from orgsim.mechanisms.incentives.pressure import Pressure
from orgsim.mechanisms.leads.ageing import Ageing
from orgsim.mechanisms.leads.referrals import Referrals
from orgsim.mechanisms.leads.word_of_mouth import WordOfMouth
from orgsim.mechanisms.loops.automation import Automation
from orgsim.mechanisms.loops.product import Product
from orgsim.mechanisms.loops.reputation import Reputation
from orgsim.mechanisms.loops.stories import Stories
from orgsim.mechanisms.loops.strategy import Strategy
from orgsim.mechanisms.people.ability import Ability
from orgsim.mechanisms.people.learning import Learning
from orgsim.mechanisms.people.switching import Switching
from orgsim.mechanisms.people.training import Training
from orgsim.mechanisms.people.turnover import Turnover
from orgsim.plan.model.customer import CustomerLife
from orgsim.plan.model.journey import Activity
from orgsim.plan.model.market import MarketHead, Segment, Shock
from orgsim.plan.model.offering import Offering
from orgsim.plan.model.organization import OrganizationHead, Policies, Team
from orgsim.plan.model.second_line import SecondLine
from orgsim.plan.model.sources import Source
from orgsim.units import MONTH

MechanismName = Literal[
    "cooling",
    "handoff",
    "knowledge",
    "health",
    "learning",
    "switching",
    "ability",
    "training",
    "turnover",
    "attention",
    "pressure",
    "cross_selling",
    "ageing",
    "referrals",
    "word_of_mouth",
    "care",
    "usage_data",
    "failures",
    "understanding",
    "rotation",
    "strategy",
    "product",
    "automation",
    "stories",
    "reputation",
]


class ScenarioHead(Plan):
    """`[scenario]`: what is run; in a file `market` and `organization` name the files it joins."""

    title: Titled | None = None
    """Name shown in reports; the organization's when not stated."""
    horizon: Span = MONTH * 36
    """Time simulated, from day 0."""
    warm_up: Days = 0.0
    """Days at the beginning that are not counted."""
    start: date = date(2024, 1, 1)
    """Calendar date of day 0."""
    mechanisms: tuple[MechanismName, ...] = tuple(MECHANISMS)  # type: ignore[arg-type]
    """Which mechanisms act; all when not stated, none for queues, gates and routing alone."""
    drain: bool = False
    """Whether the run goes on after the horizon, without new leads, until every lead has ended its journey."""
    discount_rate: Share = 0.08
    """Per year, for discounted value."""


class Effects(Plan):
    """`[effects.NAME]`: parameters of mechanisms (handoff is a policy of the organization)."""

    cooling: Cooling = Cooling()
    knowledge: Knowledge = Knowledge()
    health: Health = Health()
    learning: Learning = Learning()
    switching: Switching = Switching()
    ability: Ability = Ability()
    training: Training = Training()
    turnover: Turnover = Turnover()
    attention: Attention = Attention()
    pressure: Pressure = Pressure()
    cross_selling: CrossSelling = CrossSelling()
    ageing: Ageing = Ageing()
    referrals: Referrals = Referrals()
    word_of_mouth: WordOfMouth = WordOfMouth()
    reputation: Reputation = Reputation()
    care: Care = Care()
    usage_data: UsageData = UsageData()
    failures: Failures = Failures()
    understanding: Understanding = Understanding()
    rotation: Rotation = Rotation()
    strategy: Strategy = Strategy()
    product: Product = Product()
    automation: Automation = Automation()
    stories: Stories = Stories()


class Content(Plan):
    """Everything one run needs."""

    scenario: ScenarioHead = ScenarioHead()
    market: MarketHead = MarketHead.model_validate({"title": "Market"})
    segments: dict[str, Segment] = {}
    sources: Annotated[dict[str, Source], Field(min_length=1, max_length=500)]
    journey: Annotated[dict[str, Activity], Field(min_length=1, max_length=500)]
    offering: Offering | None = None
    customer: CustomerLife | None = None
    second_line: SecondLine | None = None
    shocks: Annotated[dict[str, Shock], Field(max_length=500)] = {}
    effects: Effects = Effects()
    organization: OrganizationHead = OrganizationHead.model_validate({"title": "Organization"})
    teams: Annotated[dict[str, Team], Field(min_length=1, max_length=500)]
    policies: Policies = Policies()
    mix: dict[str, Amount] = {}
    """Relative weight of each source in the mix of leads that the base rates of the journey describe; fixed when the
    files are read, so that a what-if on a source changes the mix and not the meaning of the rates."""
