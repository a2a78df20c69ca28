"""The contract plan: what the market says of staying and leaving, of buying more and of going on with less."""

from dataclasses import dataclass, field

from orgsim.distributions import Chances
from orgsim.engine import odds
from orgsim.engine.entities import Activity
from orgsim.engine.market_changes import MarketChanges


@dataclass(frozen=True, slots=True)
class Upsell:
    """What a check-in may sell."""

    rate: float
    """Probability per check-in held, in the reference."""
    value: float
    """Added recurring revenue as a share of the customer's present one."""
    activity: Activity | None
    """Staffed work that closes it; None where the check-in itself does."""


@dataclass(frozen=True, slots=True)
class Shrinking:
    """How customers who stay go on with less."""

    rate: float
    """Probability at each renewal of one who stays, in the reference."""
    share: float
    """Of its recurring revenue, what it gives up."""
    code: int
    """Code of the outcome in the log."""

    def chance(self, log_odds: float) -> float:
        """The probability, less by `log_odds` of staying."""
        return odds.churn(self.rate, log_odds)


@dataclass(frozen=True, slots=True)
class Skipping:
    """How customers who stay skip orders."""

    rate: float
    """Probability of skipping an order after one that was placed, in the reference."""
    again: float
    """The same after one that was skipped."""
    code: int
    """Code of the outcome in the log."""

    def chance(self, skipped: bool, log_odds: float) -> float:
        """The probability for who has `skipped` the last one or not, less by `log_odds` of staying."""
        return odds.churn(self.again if skipped else self.rate, log_odds)


@dataclass(frozen=True, slots=True)
class Mortality:
    """How customers leave within a term, or leave their contract to somebody."""

    hazard: float
    """Per elapsed day."""
    refund: bool
    """Whether who leaves is paid back what it has paid for the time after that."""
    heirs: float
    """Share of those whose contract somebody takes over."""
    code: int
    """Code of that outcome in the log."""


@dataclass(frozen=True, slots=True)
class ContractPlan:
    """What the market says of staying and leaving."""

    churn: list[Chances]
    """By segment, probability of leaving within a year in the reference; each customer has its own, whoever sells to it."""
    notice: float | None
    """Elapsed days before the end of a term at which the talk about it falls due; None for no talk."""
    upsell: Upsell | None
    segment_odds: list[float] = field(default_factory=lambda: [0.0])
    """Log-odds on churn by segment."""
    shifts: MarketChanges = MarketChanges()
    """Log-odds of market changes on churn."""
    entries: dict[int, Activity] = field(default_factory=dict)
    """By entity, where a source's leads come in."""
    work: frozenset[int] = frozenset()
    """Codes of the activities that are done for customers."""
    shrinking: Shrinking | None = None
    mortality: Mortality | None = None
    skipping: Skipping | None = None
