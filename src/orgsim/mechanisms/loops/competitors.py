"""Competitors who react: the more deals a firm wins, the more of those whom it takes them from answer, after a while.

What they see is the firm's rate of purchases, as they remember it. As long as it is no higher than the rate up to which
nobody minds, nothing happens: the market's base rates already hold against competitors as they are, so that doing worse
than that makes nothing easier.
"""

import math
from collections.abc import Mapping
from typing import Any

from orgsim.elementary import log
from orgsim.engine.entities import Case, Reason
from orgsim.engine.stocks import Level
from orgsim.engine.world import World
from orgsim.fields import RatePerDay, Span
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.shared.declaration import (
    Effect,
    Link,
    Mechanism,
    Parameters,
    SmallCoefficient,
    Stock,
    declared,
)
from orgsim.units import MONTH

_BOUGHT = Reason.BOUGHT


class Competitors(Parameters):
    """From where on competitors notice the firm, how hard they answer and how late."""

    noticed: RatePerDay = declared(
        0.0, unit="purchases a day", source="the market's: what the firm wins today, say", status="guess"
    )
    """Purchases up to which nobody minds; in a file such as "8 / month". At 0, where it is not stated, competitors react to
    nobody."""
    strength: SmallCoefficient = declared(
        0.3,
        unit="log-odds per log of purchases",
        source="Steenkamp et al. 2005: most attacks are not answered (400 consumer categories); size none found, 0 to 1 tried",
        status="guess",
    )
    """By how much the odds of a purchase fall as purchases rise above that: at twice as many they are divided by 2^strength."""
    half_life: Span = declared(
        6 * MONTH, unit="days", source="none found; 3 to 12 months tried", status="guess"
    )
    """Time in which half of what they see of a change has become an answer; and in which half of it is forgotten."""


def seen(level: float, half_life: float) -> float:
    """Purchases per elapsed day that a level stands for, to which each adds 1 and which fades with a half-life (days)."""
    return level * log(2.0) / half_life


def effect(excess: float, strength: float) -> float:
    """Log-odds of a purchase, with purchases that are `excess` (> 0) times those up to which nobody minds."""
    return 0.0 - strength * log(max(1.0, excess))


class Rivals:
    """What competitors have seen of the firm's purchases, from nothing on day 0."""

    def __init__(self, world: World, parameters: Competitors) -> None:
        self.clock = world.clock
        self.parameters = parameters
        self.level = Level(parameters.half_life)

    def told(self, _: Case, reason: Reason) -> None:
        """Somebody has bought, perhaps."""
        if reason is _BOUGHT:
            self.level.add(self.clock.now, 1.0)

    def felt(self, _: int) -> float:
        """Log-odds of a purchase."""
        rules = self.parameters
        rate = seen(self.level.level(self.clock.now), rules.half_life)
        return effect(rate / rules.noticed, rules.strength)


def install(world: World, parameters: Competitors, _: Mapping[str, Any]) -> None:
    """Let competitors see purchases, and the last step before the purchase feel their answer."""
    rivals = world.lasting(Rivals, lambda: Rivals(world, parameters))
    world.hooks.journey_ends.add(rivals.told)
    last = [activity.code for activity in world.activities.values() if activity.sells]
    world.hooks.gate_daily.add(rivals.felt, at=last)


MECHANISM = Mechanism(
    name="competitors",
    title=Phrase("Competitors who react"),
    meaning=Phrase(
        "Where the market says from how many purchases on the firm is noticed, competitors answer its success, after a while:"
        " the more it wins, the harder the next deal is to win."
    ),
    group="loops",
    parameters=Competitors,
    effects=(
        Effect(
            "gate of the last step before the purchase",
            "-strength ln(purchases seen / noticed), and nothing below noticed",
        ),
        Effect("purchases seen", "d(seen)/dt = ln 2/half_life (purchases - seen), from 0 on day 0"),
    ),
    claims=("C2", "C6"),
    needs=("effects.competitors.noticed",),
    gate=effect,
    stocks={
        "rivals": Stock(
            title=Phrase("Purchases that competitors have seen"),
            inflow="purchases",
            outflow="forgotten by half in half_life",
            low=0.0,
            high=math.inf,
        )
    },
    install=install,
    links=(Link("won", "rivals", 1), Link("rivals", "win_rate", -1)),
)
