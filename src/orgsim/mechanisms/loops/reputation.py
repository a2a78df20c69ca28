"""Reputation: what is said about the organization, by how many customers stay against how many would in the reference.

A customer's decision speaks for the organization by what it surprises: staying by the chance of leaving in the reference,
leaving by minus the chance of staying. In the reference these cancel out, so that an organization has no reputation, good
or bad, until its customers fare better or worse than that.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from orgsim.engine.accounts import Accounts
from orgsim.engine.entities import Account, Case
from orgsim.engine.stocks import Level
from orgsim.engine.world import World
from orgsim.fields import Span
from orgsim.language.phrases import Phrase
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


class Reputation(Parameters):
    """How reputation is made, forgotten and felt."""

    strength: Coefficient = declared(
        1.0, unit="log-odds per unit of reputation", source="none found", status="guess"
    )
    """Effect on the gates where leads come in."""
    voice: Coefficient = declared(
        1.0, unit="reputation per decision of every customer", source="none found", status="guess"
    )
    """Change of reputation when every present customer decides once and all leave who would have stayed."""
    failure: Coefficient = declared(
        0.1, unit="decisions to leave per failure", source="none found", status="guess"
    )
    """What a customer's failed job says against the organization, where failures are in force; one who leaves says 1."""
    known: Annotated[float, Field(ge=1, le=1e9, allow_inf_nan=False)] = declared(
        20.0, unit="customers", source="none found", status="guess"
    )
    """With fewer customers than this, one of them weighs no more than one in so many."""
    half_life: Span = declared(MONTH * 12, unit="days", source="none found", status="guess")
    """Time in which half of it is forgotten."""


def surprise(stayed: bool, base: float) -> float:
    """What a customer's decision says, in [-1, 1]; `base` in [0, 1] is the chance of leaving in the reference."""
    return base if stayed else base - 1.0


def weight(voice: float, customers: int, known: float) -> float:
    """Change of reputation per unit of surprise of one among so many customers."""
    return voice / max(float(customers), known)


def effect(reputation: float, strength: float) -> float:
    """Log-odds at a gate where leads come in, with a reputation in [-1, 1]."""
    return 0.0 + strength * reputation


class WhatIsSaid:
    """The organization's reputation, made by customers who stay or leave, felt where leads come in."""

    def __init__(self, world: World, accounts: Accounts, parameters: Reputation) -> None:
        self.clock = world.clock
        self.accounts = accounts
        self.parameters = parameters
        self.level = Level(parameters.half_life, high=1.0, low=-1.0)

    def hear(self, said: float) -> None:
        """Something is said of the organization, good (above 0) or bad."""
        share = weight(self.parameters.voice, len(self.accounts.present), self.parameters.known)
        self.level.add(self.clock.now, share * said)

    def decided(self, _: Account, stayed: bool, base: float) -> None:
        """A customer has decided."""
        self.hear(surprise(stayed, base))

    def failed(self, case: Case) -> None:
        """A job has failed. Customers talk among customers; what goes wrong for a lead is felt at that lead's own gates."""
        if case.key in self.accounts.present:
            self.hear(-self.parameters.failure)

    def felt(self, _: int) -> float:
        """Log-odds at the gates where leads come in."""
        return effect(self.level.level(self.clock.now), self.parameters.strength)


def install(world: World, parameters: Reputation, _: Mapping[str, Any]) -> None:
    """Let decisions of customers, and failures, make the reputation, and the first gates feel it."""
    assert world.contracts is not None
    accounts = world.contracts.accounts
    said = world.lasting(WhatIsSaid, lambda: WhatIsSaid(world, accounts, parameters))
    world.hooks.decided.add(said.decided)
    world.hooks.job_fails.add(said.failed)
    world.hooks.gate_daily.add(said.felt, at={activity.code for activity in world.entries.values()})


MECHANISM = Mechanism(
    name="reputation",
    title=Phrase("Reputation"),
    meaning=Phrase(
        "Where more customers stay than usual leads are won more easily, where fewer stay with more difficulty."
    ),
    group="loops",
    parameters=Reputation,
    effects=(Effect("gates of the activities where leads come in", "strength × reputation"),),
    claims=("D4", "E1"),
    needs=("offering",),
    gate=effect,
    stocks={
        "reputation": Stock(
            title=Phrase("Reputation"),
            inflow="customers who stay, by their chance of leaving in the reference",
            outflow="customers who leave, by their chance of staying in the reference; forgotten by half in half_life",
            low=-1.0,
            high=1.0,
        )
    },
    install=install,
    links=(Link("churn", "reputation", -1), Link("reputation", "win_rate", 1)),
)
