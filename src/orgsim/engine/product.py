"""Product at work: hours of development and assurance become quality, which buyers and customers feel."""

from typing import TYPE_CHECKING

from orgsim.engine.background import arrange
from orgsim.engine.stocks import Level
from orgsim.mechanisms.loops import product
from orgsim.mechanisms.shared.background import per_hour

if TYPE_CHECKING:
    from orgsim.engine.build import Run


def install(run: "Run") -> None:
    """Let the product gain by development and lose against the market, from the standard on day 0."""
    env, policies, parameters = run.env, run.scenario.policies, run.scenario.effects.product
    worth = Level(parameters.half_life, high=product.BEST, amount=product.STANDARD)
    feedback = Level(parameters.feedback_half_life, high=1.0)
    heard = per_hour(parameters.hears_all, parameters.feedback_half_life)

    def developed(hours: float) -> None:
        known = feedback.level(env.now)
        made = product.built(hours, known, parameters.guided, parameters.keeps_up, parameters.half_life)
        worth.add(env.now, made)

    def quality() -> float:
        return worth.level(env.now) - product.STANDARD

    assert policies.development is not None
    arrange(run, policies.development, "development", developed)
    if policies.assurance is not None:
        arrange(run, policies.assurance, "assurance", lambda hours: feedback.add(env.now, hours * heard))
    last = {
        station.code
        for station in run.stations.values()
        if any(ending.name == "customer" for ending in station.endings)
    }

    run.moods["product"] = lambda _: product.effect(quality(), parameters.purchase)
    run.places["product"] = last
    if run.customers is not None:
        run.customers.pulls["product"] = lambda _: parameters.renewal * quality()
