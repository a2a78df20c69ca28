"""Standing: the organization's reputation, made by customers who stay or leave, felt where leads come in."""

from typing import TYPE_CHECKING

from orgsim.engine.accounts import Account
from orgsim.engine.happenings import Subject
from orgsim.engine.stocks import Level
from orgsim.mechanisms.loops import reputation

if TYPE_CHECKING:
    from orgsim.engine.build import Run


def install(run: "Run") -> None:
    """Let decisions of customers, and failures, make the reputation, and the first gates feel it."""
    customers, parameters = run.customers, run.scenario.effects.reputation
    assert customers is not None
    standing = Level(parameters.half_life, high=1.0, low=-1.0)
    entries = {run.stations[run.entry(source)].code for source in run.scenario.sources}

    def hear(said: float) -> None:
        weight = reputation.weight(parameters.voice, len(customers.accounts), parameters.known)
        standing.add(run.env.now, weight * said)

    def decided(account: Account, stayed: bool, base: float) -> None:  # noqa: ARG001
        hear(reputation.surprise(stayed, base))

    def failed(subject: Subject) -> None:
        # Customers talk among customers; what goes wrong for a lead is felt at that lead's own gates.
        if subject.key in customers.accounts:
            hear(-parameters.failure)

    def felt(_: int) -> float:
        return reputation.effect(standing.level(run.env.now), parameters.strength)

    customers.decided = (*customers.decided, decided)
    run.journey.failed = (*run.journey.failed, failed)
    run.moods["reputation"] = felt
    run.places["reputation"] = entries
