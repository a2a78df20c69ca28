"""What a scenario holds: a market, an organization and a horizon."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from orgsim.fields import Amount, Days, Plan, Share, Span, Titled
from orgsim.mechanisms import MECHANISMS
from orgsim.plan.model.customer import CustomerLife
from orgsim.plan.model.firm import Firm, none_if_nobody
from orgsim.plan.model.in_files import Effects, MechanismName, Policies
from orgsim.plan.model.journey import Activity
from orgsim.plan.model.market import MarketHead, Segment, Shock
from orgsim.plan.model.offering import LaterOffering, Offering, PriceList
from orgsim.plan.model.organization import OrganizationHead, Team
from orgsim.plan.model.people import Freeze, Transfer
from orgsim.plan.model.reorganization import Reorganization
from orgsim.plan.model.second_line import SecondLine
from orgsim.plan.model.sources import Source
from orgsim.units import MONTH


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
    mechanisms: tuple[MechanismName, ...] = tuple(MECHANISMS)
    """Which mechanisms act; all when not stated, none for queues, gates and routing alone."""
    drain: bool = False
    """Whether the run goes on after the horizon, without new leads, until every lead has ended its journey."""
    discount_rate: Share = 0.08
    """Per year, for discounted value."""


IN_ANY_ORDER = ("mix", "segments", "shocks", "sources", "teams")
"""Tables whose order in the files says nothing: they are run in the order of their names."""


class Content(Plan):
    """Everything one run needs."""

    scenario: ScenarioHead = Field(default_factory=ScenarioHead)
    market: MarketHead = MarketHead.model_validate({"title": "Market"})
    segments: dict[str, Segment] = {}
    sources: Annotated[dict[str, Source], Field(min_length=1, max_length=500)]
    journey: Annotated[dict[str, Activity], Field(min_length=1, max_length=500)]
    offering: Offering | None = None
    price_lists: Annotated[tuple[PriceList, ...], Field(max_length=500)] = ()
    offerings: Annotated[tuple[LaterOffering, ...], Field(max_length=1)] = ()
    customer: CustomerLife | None = None
    second_line: SecondLine | None = None
    firm: Annotated[Firm | None, AfterValidator(none_if_nobody)] = None
    """What is there on day 0; nothing when not stated, or when it has nobody and nothing."""
    shocks: Annotated[dict[str, Shock], Field(max_length=500)] = {}
    effects: Effects = Field(default_factory=Effects)
    organization: OrganizationHead = OrganizationHead.model_validate({"title": "Organization"})
    teams: Annotated[dict[str, Team], Field(min_length=1, max_length=500)]
    transfers: Annotated[tuple[Transfer, ...], Field(max_length=10_000)] = ()
    freezes: Annotated[tuple[Freeze, ...], Field(max_length=500)] = ()
    policies: Policies = Field(default_factory=Policies)
    reorganizations: Annotated[tuple[Reorganization, ...], Field(max_length=20)] = ()
    mix: dict[str, Amount] = {}
    """Relative weight of each source in the mix of leads that the base rates of the journey describe; fixed when the
    files are read, so that a what-if on a source changes the mix and not the meaning of the rates."""
