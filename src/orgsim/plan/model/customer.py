"""Customers: what happens after the purchase, and which activities that needs."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from orgsim.distributions import most_uneven
from orgsim.fields import Days, LostPerYear, Plan, RatePerDay, Share, Span, refusal
from orgsim.language.phrases import Wording
from orgsim.units import MONTH


class Onboarding(Plan):
    """Work that starts the relation."""

    activity: str = "onboard"
    """The activity of the journey that this is."""
    target: Days = 14.0
    """Elapsed time from purchase to its end that counts as on time."""


class Incidents(Plan):
    """Questions and failures that customers bring."""

    activity: str = "support"
    """The activity of the journey that answers them."""
    rate: RatePerDay
    """Per customer."""
    target: Days = 1.0
    """Elapsed time to the answer that counts as on time."""


class CheckIns(Plan):
    """Planned talks with each customer."""

    activity: str = "check_in"
    """The activity of the journey that this is."""
    every: Span = MONTH * 3
    """Time between two talks with a customer."""


class Renewal(Plan):
    """A talk before the end of each term."""

    activity: str = "renew"
    """The activity of the journey that this is."""
    notice: Span = 30.0
    """How long before the end of the term it falls due."""


class Upsell(Plan):
    """What a check-in may sell."""

    rate: Share
    """Probability per check-in held, in the reference."""
    value: Share
    """Added recurring revenue as a share of the customer's present one."""
    activity: str | None = None
    """Staffed work that closes it; the check-in itself does when not stated."""


class Contraction(Plan):
    """Customers who stay at a renewal, and go on with less."""

    rate: Share
    """Share of those who stay, at each renewal in the reference; moved by what moves their staying."""
    share: Annotated[Share, Field(lt=1)]
    """Of its recurring revenue, what such a customer gives up."""


class EarlyLeaving(Plan):
    """Customers who leave before the end of a term, at any moment of it, whatever is done for them."""

    rate: LostPerYear
    """Share that would have left so within a year."""
    refund: Literal["unused", "none"] = "none"
    """What has been paid for the time after that is paid back, or is not. What has not been paid yet is owed no more."""
    heirs: Share = 0.0
    """Of those, share whose contract an heir or a successor takes over: it goes on as it is, with somebody whom nobody knows."""


CUSTOMER_PARTS: dict[str, type[Plan]] = {
    "onboarding": Onboarding,
    "incidents": Incidents,
    "check_ins": CheckIns,
    "renewal": Renewal,
    "upsell": Upsell,
}
"""The parts of a customer's life to which staffed work belongs, in the order in which they come."""


class UnevenChurn(Plan):
    """How customers differ in how likely they are to leave: a beta distribution of the yearly chance, drawn for each customer.

    Those who are likely to leave do so early, so that churn falls with the age of a cohort (Fader & Hardie 2007).
    """

    mean: LostPerYear
    """Probability of leaving within a year in the reference, on average of new customers."""
    cv: Annotated[float, Field(ge=0.001, le=1000, allow_inf_nan=False)]
    """Coefficient of variation of it from customer to customer: standard deviation over mean; below √((1 - mean) / mean), where
    everyone leaves within a year for certain or never."""

    @model_validator(mode="after")
    def _possible(self) -> "UnevenChurn":
        if self.mean == 0:
            raise refusal("churn", Wording("the mean must be more than 0 where customers differ"))
        most = most_uneven(self.mean)
        if self.cv >= most:
            facts = {"most": f"{most:.4g}", "mean": f"{self.mean * 100:g}"}
            raise refusal(
                "churn", Wording("its cv must be less than {most} with a mean of {mean} % / year", **facts)
            )
        return self


def _table_or_text(value: Any) -> str:
    return "table" if isinstance(value, dict | UnevenChurn) else "text"


Churn = Annotated[
    Annotated[LostPerYear, Tag("text")] | Annotated[UnevenChurn, Tag("table")],
    Discriminator(_table_or_text),
]
"""Probability of leaving within a year in the reference; a table where customers differ in it."""


class CustomerLife(Plan):
    """`[customer]`: what happens after the purchase; each part that is not stated does not happen."""

    churn: Churn = 0.12
    """Probability of leaving within a year in the reference, converted to the term (KBCM 2019, SaaS Capital); as a table where
    customers differ in it."""
    onboarding: Onboarding | None = None
    """Work that starts the relation."""
    incidents: Incidents | None = None
    """Questions and failures that customers bring."""
    check_ins: CheckIns | None = None
    """Planned talks."""
    renewal: Renewal | None = None
    """A talk before the end of each term."""
    upsell: Upsell | None = None
    """What check-ins may sell."""
    contraction: Contraction | None = None
    """Those who stay and go on with less."""
    early_leaving: EarlyLeaving | None = None
    """Those who leave before the end of a term."""

    def work(self) -> dict[str, str]:
        """The activity that each part that is stated needs, in the order in which the parts come."""
        found = {name: getattr(self, name) for name in CUSTOMER_PARTS}
        return {
            name: part.activity
            for name, part in found.items()
            if part is not None and part.activity is not None
        }

    def activities(self) -> list[str]:
        """Activities of the journey that are done for customers."""
        return list(self.work().values())
