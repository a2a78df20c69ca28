"""The rooms of the mechanisms that need more of the engine than a function at the gate: who moves in when a run is set up."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from orgsim.engine import (
    automation,
    cold,
    leavers,
    pace,
    product,
    proposals,
    quotas,
    referring,
    rhythm,
    rotation,
    staleness,
    standing,
    stories,
    strategy,
    talk,
    trainer,
    trust,
    understanding,
    usage,
)

if TYPE_CHECKING:
    from orgsim.engine.build import Run

ROOMS: dict[str, Callable[["Run"], None]] = {
    "cooling": cold.install,
    "learning": pace.learn,
    "switching": pace.switch,
    "ability": pace.differ,
    "training": trainer.install,
    "turnover": leavers.install,
    "pressure": quotas.install,
    "cross_selling": proposals.install,
    "ageing": staleness.install,
    "referrals": referring.install,
    "word_of_mouth": talk.install,
    "care": rhythm.install,
    "usage_data": usage.install,
    "failures": trust.install,
    "understanding": understanding.install,
    "rotation": rotation.install,
    "strategy": strategy.install,
    "product": product.install,
    "automation": automation.install,
    "stories": stories.install,
    "reputation": standing.install,
}
"""By mechanism, what joins it to a run; called in this order for those in force."""
