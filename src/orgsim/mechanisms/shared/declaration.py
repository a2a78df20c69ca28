"""What every mechanism states about itself, so that explanations, diagrams, schema and docs come from one place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, get_args

from pydantic import Field
from pydantic.fields import FieldInfo

from orgsim.engine.world import World
from orgsim.fields import Plan
from orgsim.language.phrases import Phrase, Sayable

Coefficient = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
"""A strength, from 0 for none to 100."""
SmallCoefficient = Annotated[float, Field(ge=0, le=20, allow_inf_nan=False)]
"""A strength, from 0 for none to 20."""
Status = Literal["measured", "reported", "second-hand", "guess"]
Group = Literal["handoffs", "people", "incentives", "leads", "customers", "loops"]
GROUPS: dict[Group, Phrase] = {
    "handoffs": Phrase("Waiting, handoffs and knowledge"),
    "people": Phrase("People: learning and turnover"),
    "incentives": Phrase("KPIs and incentives"),
    "leads": Phrase("Leads that return"),
    "customers": Phrase("Customer relations"),
    "loops": Phrase("Stocks and loops of the organization"),
}
"""The families of mechanisms that an attribution tells apart."""


def declared(default: Any, *, unit: str, source: str, status: Status, **bounds: Any) -> Any:
    """A parameter with its default, unit, source and how far the source can be trusted; bounds as in pydantic's Field."""
    return Field(default, **bounds, json_schema_extra={"unit": unit, "source": source, "status": status})


def meaning(kind: Any) -> str:
    """What is said of a number by the type of it, if anything."""
    said = (one.description for one in get_args(kind)[1:] if isinstance(one, FieldInfo))
    return next((text for text in said if text), "")


class Parameters(Plan):
    """The parameters of one mechanism; `[effects.NAME]` in a file."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing a mechanism does to an outcome or a rate."""

    on: str
    """What it touches, in the words of the files; a phrase for the catalogues."""
    says: str
    """The equation."""


@dataclass(frozen=True, slots=True)
class Stock:
    """Something an organization builds up and loses again."""

    title: Sayable
    inflow: str
    """What raises it."""
    outflow: str
    """What lowers it."""
    low: float
    high: float
    """Its bounds."""


@dataclass(frozen=True, slots=True)
class Link:
    """A causal link between two variables: those of `orgsim.mechanisms.shared.variables`, and those that mechanisms bring."""

    cause: str
    effect: str
    sign: Literal[1, -1]
    """+1: more of the cause makes more of the effect than there would have been; -1: less."""


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A mechanism: parameters, effects as pure functions, what it does in a run, and what it is for."""

    name: str
    title: Sayable
    """Its name in reports."""
    meaning: Sayable
    """What it assumes, in a sentence for people who do not model."""
    group: Group
    parameters: type[Parameters]
    effects: tuple[Effect, ...]
    claims: tuple[str, ...]
    """The claims it serves, by their numbers in docs/explanation/claims.md."""
    needs: tuple[str, ...] = ()
    """Dotted paths of the scenario that have to be stated (not null, not empty) for it to act, such as "policies.training";
    one of several where " or " stands between them."""
    policies: Mapping[str, type[Plan]] = field(default_factory=dict)
    """Tables `[policies.NAME]` that belong to it."""
    by_activity: Mapping[str, Any] = field(default_factory=dict)
    """Tables `[policies.NAME]` that state one number for each activity they name: the type of the number, with a description."""
    usual: Mapping[str, Plan] = field(default_factory=dict)
    """Those of its policies that hold where none is stated, as they are then."""
    work: Mapping[str, Sayable] = field(default_factory=dict)
    """Staffed work of the organization for itself that it brings, by the name of the activity in the event log."""
    install: Callable[[World, Any, Mapping[str, Any]], None] | None = None
    """Lets it join a run, told the world, its parameters and its policies (None for those not stated): it adds what it does to
    the moments of `world.hooks`. Of a table `by_activity` it is told the numbers by activity. None where its effect at gates is
    all."""
    remembers: Mapping[str, str] = field(default_factory=dict)
    """What it remembers of each case, by the names that it gives to `World.remember`."""
    gate: Callable[..., float] | None = None
    """Log-odds it adds at gates, 0 in the reference condition. Each argument is named after a fact of the job that ends (see
    `orgsim.mechanisms.shared.facts`), first, or after a parameter; what is installed may know the first arguments by itself
    (a stock, say) and call the function."""
    renewal: bool = False
    """Whether it moves the decision of customers to stay."""
    spends: bool = False
    """Whether it costs money besides pay, in rows of spending of the organization."""
    stocks: Mapping[str, Stock] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    """Its part of the causal loops."""
    variables: Mapping[str, Sayable] = field(default_factory=dict)
    """Variables of causal loops that it brings, by the names in its links."""

    @property
    def has_column(self) -> bool:
        """Whether it moves gates or decisions, so that the log has a column of its log-odds."""
        return self.gate is not None or self.renewal
