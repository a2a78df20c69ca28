"""Referrals: customers bring others, the more the better they fare, and those who were brought stay longer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import Field

from orgsim.elementary import exp
from orgsim.engine.accounts import Accounts
from orgsim.engine.brought_leads import BroughtLeads, gap
from orgsim.engine.entities import Account
from orgsim.engine.past import Past
from orgsim.engine.world import Brought, World
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.customers.adoption import result
from orgsim.mechanisms.customers.health import CustomerHealth
from orgsim.mechanisms.shared.declaration import Coefficient, Effect, Link, Mechanism, Parameters, declared
from orgsim.randomness import purpose

_WILLING = purpose("willing", "whether a customer who could refer somebody does so")


class Referrals(Parameters):
    """What moves the rate of referrals, and what a referral does to the customer it brings."""

    health: Coefficient = declared(
        1.0, unit="log of the rate per unit of health", source="none found", status="guess"
    )
    """How strongly the health of a customer, and what it gets out of the product, move the rate at which it refers others; 0 for
    not at all."""
    most: Annotated[float, Field(ge=1, le=100, allow_inf_nan=False)] = declared(
        2.0, unit="factor", source="none found", status="guess"
    )
    """The most by which good health and good results multiply the rate."""
    loyalty: Coefficient = declared(
        0.2,
        unit="log-odds",
        source="Schmitt, Skiera & Van den Bulte, J. Marketing 2011: hazard of leaving about 18 % lower; "
        "the sign was found again (IJRM 2015), higher value was not",
        status="reported",
    )
    """Log-odds of staying that a customer has who came by referral."""


def factor(health: float, weight: float, most: float) -> float:
    """Factor on a customer's rate of referrals: exp(weight × health), at most `most` (>= 1); 1 at health 0.

    `health` is how the customer is treated and what it gets out of the product, both as log-odds of staying.
    """
    return min(most, exp(min(weight * health, 700.0)))


class Referring:
    """The referrals of one source: moments at the highest rate, of which health says how many are used.

    The moments are each customer's own, so that a better relation has the same referrals and some more.
    """

    def __init__(self, world: World, accounts: Accounts, brought: Brought, parameters: Referrals) -> None:
        self.world = world
        self.accounts = accounts
        self.parameters = parameters
        self.leads = BroughtLeads(world.journey, brought.source)
        self.rate = brought.rate * parameters.most
        self.moments = world.remember("moments", brought.source.name)

    def begin(self, account: Account) -> None:
        """A relation begins."""
        if account.number:
            # The moment still ahead when the earlier relation ended is known to be late: not to be used again.
            account.case.remembered[self.moments] += 1
        self.expect(account)

    def there(self, past: Past) -> None:
        """A customer is there on day 0."""
        if past.case.account is not None:
            self.begin(past.case.account)

    def expect(self, account: Account) -> None:
        """Wait for the next moment."""
        ordinal, said = int(account.case.remembered[self.moments]), self.leads.said(account.case)
        if self.accounts.at(account, gap(said, ordinal, self.rate), self.moment):
            self.leads.expect(said.key, ordinal)

    def moment(self, account: Account) -> None:
        """A customer could refer somebody, and does so if it fares well enough."""
        ordinal, said = int(account.case.remembered[self.moments]), self.leads.said(account.case)
        account.case.remembered[self.moments] += 1
        self.expect(account)
        health, most = self.world.part(CustomerHealth), self.parameters.most
        felt = (0.0 if health is None else health.felt(account)) + result(self.world, account)
        if said.luck(_WILLING, ordinal) * most < factor(felt, self.parameters.health, most):
            self.leads.bring(account.case, ordinal)
        else:
            self.leads.give_up(said.key, ordinal)


class Loyalty:
    """Customers who were brought by others stay longer."""

    def __init__(self, entities: set[int], loyalty: float) -> None:
        self.entities = entities
        """Of the sources of referrals."""
        self.loyalty = loyalty

    def felt(self, account: Account) -> float:
        """Log-odds of staying."""
        return self.loyalty if account.case.entity in self.entities else 0.0


@dataclass(slots=True)
class _Referred:
    """The referrals of each source, by its entity, whichever organization is in force."""

    of: dict[int, Referring] = field(default_factory=dict)


def _referring(world: World, brought: Brought, parameters: Referrals) -> Referring:
    assert world.contracts is not None
    known = world.lasting(_Referred, _Referred).of
    if brought.source.entity not in known:
        known[brought.source.entity] = Referring(world, world.contracts.accounts, brought, parameters)
    return known[brought.source.entity]


def install(world: World, parameters: Referrals, _: Mapping[str, Any]) -> None:
    """Let customers refer others to every source of referrals."""
    for brought in world.referrals:
        referring = _referring(world, brought, parameters)
        if brought.rate > 0:
            world.hooks.case_there.add(referring.there)
            world.hooks.customer_begins.add(referring.begin)
    entities = {brought.source.entity for brought in world.referrals}
    world.hooks.stay_alone.add(Loyalty(entities, parameters.loyalty).felt)


MECHANISM = Mechanism(
    name="referrals",
    title=Phrase("Referrals"),
    meaning=Phrase(
        "Customers who fare well bring new leads, and customers who were brought by others stay longer."
    ),
    group="leads",
    parameters=Referrals,
    effects=(
        Effect("rate of referrals per customer", "rate × min(most, exp(health × (x + odds y)))"),
        Effect("churn of customers who came by referral", "logistic(logit(base) - loyalty)"),
    ),
    claims=("D4", "E1"),
    needs=("sources.*.kind=referral", "offering"),
    renewal=True,
    install=install,
    remembers={"moments": "by source: how often it could have referred somebody"},
    links=(
        Link("health", "referrals", 1),
        Link("outcome", "referrals", 1),
        Link("customers", "referrals", 1),
        Link("referrals", "leads", 1),
        Link("referrals", "churn", -1),
    ),
)
