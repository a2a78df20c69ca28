"""Mail: all leads at rest are written to at once; hardly any work, and hardly anybody answers."""

import math
from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from orgsim.engine.entities import End, Job
from orgsim.engine.world import World
from orgsim.fields import Plan, Share, Span, StaffHours
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.shared.at_rest import AtRest, leads_at_rest
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared
from orgsim.randomness import purpose, uniforms
from orgsim.units import MONTH

_ANSWERS = purpose("mail", "whether a lead at rest answers a mailing, or wants no more of them")


class Mail(Parameters):
    """What a mail does to a lead at rest."""

    worth: Share = declared(
        0.05,
        unit="share of a touch's chance to bring a lead back",
        source="none found; 0 to 0.2",
        status="guess",
    )
    """Chance that a mail brings a lead back, against that of a touch in the reference."""
    tires: Share = declared(
        0.003,
        unit="share per mailing",
        source="vendors' pages on mail to businesses: 0.1 to 0.5 % leave a list at each mailing",
        status="second-hand",
    )
    """Who wants no more mails after one."""
    ripens: Span = declared(MONTH, unit="days", source="none found; a week to a year", status="guess")
    """Time since the last mail in which as much interest has ripened as `worth` says; mails that follow one another sooner bring
    less each, in proportion."""


class MailPolicy(Plan):
    """`[policies.mail]`: mails to all leads at rest, whether they are followed up or not."""

    team: str
    """The team that writes them."""
    every: Span = MONTH
    """Time between two mailings; the first comes after it."""
    hours: StaffHours = 4.0
    """Staff hours of one person for a mailing, however many leads it goes to; it goes out when they are done."""


def chance(worth: float, touch: float, every: float, ripens: float) -> float:
    """Chance that a mail brings a lead back: `worth` of that of a touch, less where mails come sooner than each `ripens` days."""
    return worth * touch * min(1.0, every / ripens)


def brought_back(back: float, tired: float, mailings: int) -> float:
    """Share of leads at rest that so many mailings bring back, when each brings back `back` of those still on the list and loses
    `tired` of them."""
    found, listed = 0.0, 1.0
    for _ in range(mailings):
        found, listed = found + back * listed, listed * (1.0 - back - tired)
    return found


class Mailings:
    """The mailings of one run."""

    def __init__(self, world: World, parameters: Mail, at_rest: AtRest) -> None:
        self.world = world
        self.parameters = parameters
        self.at_rest = at_rest
        self.tired = world.remember("tired")
        self.sent = 0
        """How many there were so far."""

    def due(self, policy: MailPolicy) -> None:
        """A mailing falls due: somebody of the team writes it, if anybody is there."""
        (team,) = self.world.teams_named((policy.team,))
        present = team.present()
        if policy.hours > 0 and present:
            writer = present[self.sent % len(present)]
            self.world.own_work.duty(team, writer, "mailing", policy.hours, partial(self.send, policy.every))
        elif present:
            self.send(policy.every)

    def send(self, every: float, _: Job | None = None) -> None:
        """It goes out to all who are at rest and on the list; one does each `every` days."""
        world = self.world
        listed = [case for case in self.at_rest.now(-math.inf) if not case.remembered[self.tired]]
        touch, number = world.activities["nurture"], self.sent
        self.sent += 1
        outcome = touch.outcomes[0]
        if not listed or outcome.end is not End.ACTIVITY or world.clock.now >= world.until:
            return
        rules = self.parameters
        back, tires = chance(rules.worth, touch.base, every, rules.ripens), rules.tires
        keys = np.array([case.key for case in listed], dtype=np.uint64)
        for case, luck in zip(listed, uniforms(keys, _ANSWERS, number).tolist(), strict=True):
            if luck < back:
                world.journey.recall(case, outcome)
            elif luck >= 1.0 - tires:
                case.remembered[self.tired] = 1.0


def install(world: World, parameters: Mail, policies: Mapping[str, Any]) -> None:
    """Write to all leads at rest, again and again."""
    policy: MailPolicy = policies["mail"]
    at_rest = leads_at_rest(world)
    mailings = world.lasting(Mailings, lambda: Mailings(world, parameters, at_rest))

    def plan() -> None:
        world.standing.rounds("mail", policy, policy.every, lambda: mailings.due(policy))

    world.hooks.run_opens.add(plan)


MECHANISM = Mechanism(
    name="mail",
    title=Phrase("Mail to leads at rest"),
    meaning=Phrase("Mails to all leads at rest take hardly any work and bring few of them back."),
    group="leads",
    parameters=Mail,
    effects=(
        Effect(
            "leads at rest, at each mailing",
            "worth × min(1, every/ripens) × the chance of a touch that they come back; tires of them want no more",
        ),
        Effect("hours of who writes it", "hours a mailing"),
    ),
    claims=("B10", "E1", "E7"),
    needs=("policies.mail", "journey.nurture"),
    policies={"mail": MailPolicy},
    work={"mailing": Phrase("Mailing to leads at rest")},
    install=install,
    remembers={"tired": "1 for who wants no more mails"},
    links=(
        Link("resting", "returns", 1),
        Link("returns", "leads", 1),
    ),
)
