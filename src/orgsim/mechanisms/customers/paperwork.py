"""Paperwork: confirmations at bookings, whom they reassure and whom they burden."""

from typing import Literal

from orgsim.elementary import power
from orgsim.engine.entities import CUSTOMER, Case, Job
from orgsim.engine.world import World
from orgsim.fields import Plan, Share, StaffHours
from orgsim.mechanisms.customers.attentiveness import TeamAttention
from orgsim.mechanisms.customers.health import CustomerHealth
from orgsim.mechanisms.shared.declaration import Coefficient, Parameters, declared

_ALL_KNOWN = 60
"""Earlier bookings after which nobody gets any more familiar."""


class Receipts(Parameters):
    """What confirmations at bookings, and their lack, do."""

    confirmed: Share = declared(0.5, unit="factor", source="none found; 0.2 to 1", status="guess")
    """Factor on the chance for a case whose booking was confirmed with paperwork."""
    burdened: Coefficient = declared(
        0.05, unit="log-odds per confirmation", source="claim A5; none found; 0 to 0.3", status="guess"
    )
    """What a confirmation takes from the odds of the booking it is asked for."""
    bothered: Coefficient = declared(
        0.02, unit="health per confirmation", source="claim A5; none found; 0 to 0.1", status="guess"
    )
    """What a confirmation takes from the health of one who is a customer."""
    uneasy: Coefficient = declared(
        0.2, unit="log-odds", source="claim A5; none found; 0 to 0.5", status="guess"
    )
    """What a first booking lacks where the organization gives no receipt (`given` in `[policies.confirmation]`)."""
    familiar: Share = declared(0.3, unit="factor per booking", source="none found; 0 to 0.8", status="guess")
    """How much of that unease each earlier booking leaves."""


class ConfirmationPolicy(Plan):
    """Paperwork at bookings that prevents failures, takes time and attention, and is a burden. Without this table nothing is
    assumed about receipts: the market's rates hold with those that are usual there."""

    hours: StaffHours = declared(0.5, unit="staff hours", source="none found", status="guess")
    """Staff time it adds to each job of the activity that has it."""
    activity: str | None = None
    """Activity of the journey it is added to; when not stated, every one that can end in a purchase."""
    given: Literal["all", "first", "none"] = "all"
    """At which bookings: `all`, at the `first` of each lead alone, or at `none`, so that nobody gets a receipt."""


def burden(confirmed: bool, burdened: float) -> float:
    """Log-odds of a booking, or health, that a confirmation takes from whom it is asked of; 0 or less."""
    return 0.0 - burdened if confirmed else 0.0


def unease(confirmed: bool, earlier: float, uneasy: float, familiar: float) -> float:
    """Log-odds that a booking without a receipt lacks after so many `earlier` ones, each of which leaves `familiar` of it."""
    return 0.0 if confirmed else 0.0 - uneasy * power(familiar, earlier)


class Paperwork:
    """Confirms bookings in one run."""

    def __init__(self, world: World, parameters: Receipts) -> None:
        self.world = world
        self.parameters = parameters
        self.health = world.part(CustomerHealth)
        self.attention = world.part(TeamAttention)
        self.confirmed = world.remember("confirmed")
        self.bookings = world.remember("bookings")
        self.policy = ConfirmationPolicy()
        self._felt = [
            unease(False, float(earlier), parameters.uneasy, parameters.familiar)
            for earlier in range(_ALL_KNOWN + 1)
        ]
        self.at: frozenset[int] = frozenset()
        """Codes of the activities that are bookings; none where nothing is stated."""

    def follow(self, policy: ConfirmationPolicy | None) -> None:
        """From now on these bookings are confirmed."""
        self.policy = policy or ConfirmationPolicy()
        self.at = frozenset(
            activity.code
            for name, activity in self.world.activities.items()
            if policy is not None
            and (name == policy.activity or (policy.activity is None and activity.sells))
        )

    def book(self, job: Job) -> None:
        """Work on a booking begins."""
        case = job.case
        remembered, earlier = case.remembered, self.earlier(case)
        remembered[self.bookings] = earlier + 1.0
        given = self.policy.given
        if given == "none" or (given == "first" and earlier):
            remembered[self.confirmed] = 0.0
            return
        remembered[self.confirmed] = 1.0
        job.hours += self.policy.hours
        if self.attention is not None:
            self.attention.crowded(job.person, self.policy.hours)  # type: ignore[arg-type]
        if self.health is not None and case.state is CUSTOMER and case.account is not None:
            self.health.move(case.account, burden(True, self.parameters.bothered))

    def earlier(self, case: Case) -> float:
        """Bookings before this one; who is a customer, or was one, has made one at the least."""
        return max(case.remembered[self.bookings], 0.0 if case.account is None else 1.0)

    def felt(self, job: Job) -> float:
        """Log-odds that a confirmation, or its lack, takes from the gate of a booking."""
        remembered = job.case.remembered
        if remembered[self.confirmed]:
            return burden(True, self.parameters.burdened)
        return self._felt[min(_ALL_KNOWN, max(0, int(remembered[self.bookings]) - 1))]
