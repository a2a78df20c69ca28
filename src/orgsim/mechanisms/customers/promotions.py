"""Promotions: all customers are offered more at once, from time to time; few hours, and few who take it."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from orgsim.engine.contracts import Contracts
from orgsim.engine.entities import Job
from orgsim.engine.teams import Team
from orgsim.engine.world import World
from orgsim.fields import Plan, Share, Span, StaffHours
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared
from orgsim.randomness import purpose, uniforms
from orgsim.units import MONTH

_TAKES = purpose("promotion", "whether a customer takes what a promotion offers, or wants no more of them")


class Promotions(Parameters):
    """What a promotion does to a customer."""

    worth: Share = declared(
        0.1, unit="share of a check-in's chance to sell more", source="none found; 0 to 0.3", status="guess"
    )
    """Chance that a promotion sells more to a customer, against that of a check-in held."""
    tires: Share = declared(
        0.003,
        unit="share per promotion",
        source="as mail: vendors' pages, 0.1 to 0.5 % leave a list at each mailing",
        status="second-hand",
    )
    """Who wants no more promotions after one."""
    ripens: Span = declared(3 * MONTH, unit="days", source="none found; a month to a year", status="guess")
    """Time since the last one in which as much demand has ripened as `worth` says; promotions that follow one another sooner sell
    less each, in proportion."""


class PromotionsPolicy(Plan):
    """`[policies.promotions]`: all customers are offered more of what they have."""

    team: str
    """The team that prepares them, and has sold what they sell."""
    every: Span = 3 * MONTH
    """Time between two promotions; the first comes after it."""
    hours: StaffHours = 16.0
    """Staff hours of one person for a promotion, however many customers it goes to; it begins when they are done."""


def share(worth: float, every: float, ripens: float) -> float:
    """A promotion's chance to sell more over that of a check-in, less where promotions come sooner than each `ripens` days."""
    return worth * min(1.0, every / ripens)


class Campaigns:
    """The promotions of one run."""

    def __init__(self, world: World, parameters: Promotions, contracts: Contracts) -> None:
        self.world = world
        self.parameters = parameters
        self.contracts = contracts
        self.tired = world.remember("tired")
        self.held = 0
        """How many there were so far."""

    def due(self, policy: PromotionsPolicy) -> None:
        """A promotion falls due: somebody of the team prepares it, if anybody is there."""
        (team,) = self.world.teams_named((policy.team,))
        present = team.present()
        begins = partial(self.begin, team, policy.every)
        if policy.hours > 0 and present:
            person = present[self.held % len(present)]
            self.world.own_work.duty(team, person, "promotion", policy.hours, begins)
        elif present:
            begins()

    def begin(self, team: Team, every: float, _: Job | None = None) -> None:
        """It goes to all customers who have not had enough of them; one does each `every` days."""
        world, rules, number = self.world, self.parameters, self.held
        self.held += 1
        accounts = [
            account
            for account in self.contracts.accounts.present.values()
            if not account.case.remembered[self.tired]
        ]
        if not accounts or world.clock.now >= world.until:
            return
        worth = share(rules.worth, every, rules.ripens)
        keys, asked = np.array([account.case.key for account in accounts], dtype=np.uint64), False
        for account, luck in zip(accounts, uniforms(keys, _TAKES, number).tolist(), strict=True):
            if luck >= 1.0 - rules.tires:
                account.case.remembered[self.tired] = 1.0
            elif worth > 0 and (luck < worth or not asked):
                # Beyond `worth` nothing moves anybody; one is asked in any case, as of what they look at is brought up to date.
                asked = True
                self.contracts.offer(account, team.code, luck, worth, seen=True)


def install(world: World, parameters: Promotions, policies: Mapping[str, Any]) -> None:
    """Offer more to all customers, again and again."""
    policy: PromotionsPolicy = policies["promotions"]
    contracts = world.contracts
    assert contracts is not None
    campaigns = world.lasting(Campaigns, lambda: Campaigns(world, parameters, contracts))

    def plan() -> None:
        world.standing.rounds("promotions", policy, policy.every, lambda: campaigns.due(policy))

    world.hooks.run_opens.add(plan)


MECHANISM = Mechanism(
    name="promotions",
    title=Phrase("Promotions to customers"),
    meaning=Phrase(
        "Promotions offer more to all customers at once: they take few hours, and few customers take them."
    ),
    group="customers",
    parameters=Promotions,
    effects=(
        Effect(
            "upsell, at each promotion",
            "worth × min(1, every/ripens) × the chance at a check-in; tires of them want no more",
        ),
        Effect("hours of who prepares it", "hours a promotion"),
    ),
    claims=("D4", "E4"),
    needs=("offering", "policies.promotions", "customer.upsell"),
    policies={"promotions": PromotionsPolicy},
    work={"promotion": Phrase("Promotion to customers")},
    install=install,
    remembers={"tired": "1 for who wants no more promotions"},
    links=(Link("customers", "promotions", 1), Link("promotions", "revenue", 1)),
)
