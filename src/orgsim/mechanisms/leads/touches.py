"""Touches: not every touch reaches its lead, and what was told when it came to rest decides what comes of one that does."""

from collections.abc import Mapping
from typing import Any

from orgsim.engine.entities import Case, Job, Reason
from orgsim.engine.past import Past
from orgsim.engine.world import World
from orgsim.fields import LogOdds, Share
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.handoffs.knowledge import CaseKnowledge
from orgsim.mechanisms.shared.declaration import Coefficient, Effect, Link, Mechanism, Parameters, declared
from orgsim.randomness import purpose

_REACHES = purpose("reached", "whether a touch reaches the lead or customer")
_NONE_KNOWN = "none found; a matter of the market, -1 to 1 tried"


class Touches(Parameters):
    """What a touch in vain costs, and what the reason for the rest says of one that reaches; how many do is stated by
    `journey.nurture.reach`."""

    hours: Share = declared(
        0.25, unit="share of a touch's hours", source="none found; 0.1 to 0.5", status="guess"
    )
    """What a touch takes that does not reach: dialling, a note, no talk."""
    told_not_ready: LogOdds = declared(0.0, unit="log-odds", source=_NONE_KNOWN, status="guess")
    """What it says of a touch that the lead was at rest because it was not ready ("not now")."""
    told_cold: LogOdds = declared(0.0, unit="log-odds", source=_NONE_KNOWN, status="guess")
    """The same of one who went cold in a queue after some work."""
    told_unworked: LogOdds = declared(0.0, unit="log-odds", source=_NONE_KNOWN, status="guess")
    """The same of one with whom nobody has ever talked."""
    told_lost: LogOdds = declared(0.0, unit="log-odds", source=_NONE_KNOWN, status="guess")
    """The same of one who was lost (price, another product)."""
    told_churned: LogOdds = declared(0.0, unit="log-odds", source=_NONE_KNOWN, status="guess")
    """The same of a customer who left."""
    blind: Coefficient = declared(0.3, unit="log-odds", source="none found; 0 to 1", status="guess")
    """Lost by who reads nothing of a lead's history and asks again. With knowledge in force the share that is read is what is
    known over what would be, had nobody changed; all of it without."""


def effect(told: float, unread: float, blind: float) -> float:
    """Log-odds of a touch that reaches: `told` for the reason of the rest, less `blind` for the share of the history that is
    `unread`, in [0, 1]."""
    return told - blind * unread


def unread(known: float, reference: float) -> float:
    """Share of a history that who touches does not know, from what is known and what would be had nobody changed, both in
    [0, 1]; 0 where there is none."""
    return max(0.0, 1.0 - known / reference) if reference > 0 else 0.0


class Reaching:
    """Decides which touches of one run reach, and how those do that reach."""

    def __init__(self, world: World, parameters: Touches, reach: float) -> None:
        self.parameters = parameters
        self.reach = reach
        self.code = world.activities["nurture"].code
        self.knowledge = world.part(CaseKnowledge)
        self.reason = world.remember("reason")
        self.first_steps = {activity.code for activity in world.entries.values()}
        self.told = {
            Reason.NURTURE: parameters.told_not_ready,
            Reason.COLD: parameters.told_cold,
            Reason.UNWORKED: parameters.told_unworked,
            Reason.LOST: parameters.told_lost,
            Reason.CHURNED: parameters.told_churned,
        }

    def reaches(self, job: Job) -> bool:
        """Whether a touch reaches."""
        return job.case.luck(_REACHES, job.visit) < self.reach

    def starts(self, job: Job) -> None:
        """A job begins: a touch that will not reach takes less time."""
        if job.activity.code == self.code and not self.reaches(job):
            job.hours *= self.parameters.hours
            job.trained_hours *= self.parameters.hours

    def ends(self, case: Case, reason: Reason) -> None:
        """A lead or customer has ended up somewhere."""
        case.remembered[self.reason] = float(reason)

    def there(self, past: Past) -> None:
        """A case is there on day 0, perhaps at rest: cold where it left a queue."""
        left = past.case.left
        if left is not None:
            found = Reason.UNWORKED if left.code in self.first_steps else Reason.COLD
            past.case.remembered[self.reason] = float(found)

    def felt(self, job: Job) -> float:
        """Log-odds that what was told, and who reads it, add to a touch."""
        case, missing = job.case, 0.0
        if self.knowledge is not None:
            remembered = case.remembered
            missing = unread(remembered[self.knowledge.known], remembered[self.knowledge.reference])
        told = self.told.get(Reason(int(case.remembered[self.reason])), 0.0)
        return effect(told, missing, self.parameters.blind)


def install(world: World, parameters: Touches, _: Mapping[str, Any]) -> None:
    """Let touches fail to reach, and those that reach feel what was told."""
    touch = world.activities["nurture"]
    assert touch.reach is not None
    reaching, hooks = Reaching(world, parameters, touch.reach), world.hooks
    hooks.case_there.add(reaching.there)
    hooks.journey_ends.add(reaching.ends)
    hooks.gate.add(reaching.felt, at=(touch.code,))
    if touch.reach < 1:
        hooks.job_starts.add(
            reaching.starts, at=[team.code for team in world.here if touch.code in team.does]
        )
        hooks.touch_reaches.add(reaching.reaches)


MECHANISM = Mechanism(
    name="touches",
    title=Phrase("Touches that reach"),
    meaning=Phrase(
        "Not every touch reaches a lead, and why the lead is at rest, and who reads that, decide what comes of one that does."
    ),
    group="leads",
    parameters=Touches,
    effects=(
        Effect(
            "touches", "reach with the chance that journey.nurture.reach states; the others decide nothing"
        ),
        Effect("staff hours of a touch that does not reach", "× hours"),
        Effect("gate of nurture", "told by the reason of the rest - blind × (1 - k / k°)"),
    ),
    claims=("B10", "E1", "E7"),
    needs=("journey.nurture.reach",),
    gate=effect,
    install=install,
    remembers={"reason": "why it came to rest, was lost or left, last"},
    links=(
        Link("nurture", "returns", 1),
        Link("knowledge", "returns", 1),
        Link("returns", "leads", 1),
    ),
)
