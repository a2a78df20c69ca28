"""Customers: what happens after the purchase, and which activities that needs."""

from orgsim.fields import Days, LostPerYear, Plan, RatePerDay, Share, Span
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


CUSTOMER_PARTS: dict[str, type[Plan]] = {
    "onboarding": Onboarding,
    "incidents": Incidents,
    "check_ins": CheckIns,
    "renewal": Renewal,
    "upsell": Upsell,
}
"""The parts of a customer's life to which staffed work belongs, in the order in which they come."""


class CustomerLife(Plan):
    """`[customer]`: what happens after the purchase; each part that is not stated does not happen."""

    churn: LostPerYear = 0.12
    """Probability of leaving within a year in the reference, converted to the term (KBCM 2019, SaaS Capital)."""
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
