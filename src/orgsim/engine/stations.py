"""Stations: an activity as the engine meets it, with its draws, its gate and the team that does it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Optional

import numpy as np

from orgsim.distributions import Distribution
from orgsim.engine.gates import Gate
from orgsim.engine.luck import Block, Draw, VisitLuck
from orgsim.plan.model.journey import Activity
from orgsim.randomness import Floats

if TYPE_CHECKING:
    from orgsim.engine.happenings import Job
    from orgsim.engine.teams import Crew

DRAWS = 3 + 20
"""Purposes drawn in advance per station: work, gate, patience, and the delay after each outcome."""


@dataclass(slots=True, eq=False)
class Ending:
    """Where an outcome leads: to a station, or out of the journey ("customer", "nurture", "lost")."""

    name: str
    code: int
    station: Optional["Station"]
    after: Draw | None = None
    """Elapsed days until the subject is there."""


@dataclass(slots=True, eq=False)
class Station:
    """One activity of the journey in one run."""

    name: str
    code: int
    luck: VisitLuck
    patience: Draw | None
    cuts: list[float]
    """The gate's cut-points with the sign turned, ascending: an outcome is the number of those at or below -score."""
    learning_scale: float
    """Staff hours after which 63 % of what can be known is known: the mean work."""
    order: str
    crew: Optional["Crew"] = None
    team: int = -1
    rank: int = 0
    """Place in its team's priorities; 0 goes first."""
    behind: float = 0.0
    """Days by which its jobs stand behind others of the rank, as if they had come so much later."""
    endings: list[Ending] = field(default_factory=list)
    cold: Ending | None = None
    skipped: Ending | None = None
    forces: tuple[tuple[int, Callable[["Job"], float]], ...] = ()
    """What moves its gate: the column of each effect in the log, and its log-odds at the end of a job."""
    moods: tuple[tuple[int, Callable[[int], float]], ...] = ()
    """What moves its gate whatever the job: the column of each effect, and its log-odds now, from the station's code."""
    mood: list[float] = field(default_factory=list)
    """Log-odds of all effects, in the order of the columns, as the last look at the moods found them; 0 for the others."""
    duty: bool = False
    """Goes before all other work and takes the hours it takes, whoever does it (a meeting, a training)."""
    decided: tuple[Callable[["Job", Ending, Sequence[float]], None], ...] = ()
    """Called when its gate has decided, with the outcome and the effects that moved it."""
    shocks: list[tuple[float, float, float]] = field(default_factory=list)
    """(from day, to day, log-odds) of market changes at this gate."""
    delays: list[tuple[float, float, float]] = field(default_factory=list)
    """(from day, to day, factor) of market changes in the elapsed times after its outcomes."""

    def slowing(self, time: float) -> float:
        """Factor that market changes put on the elapsed times after outcomes at `time`."""
        return math.prod(factor for begin, end, factor in self.delays if begin <= time < end)

    def shift(self, time: float) -> float:
        """Log-odds that market changes add to this gate at `time`."""
        return sum(odds for begin, end, odds in self.shocks if begin <= time < end)


def build_station(name: str, code: int, activity: Activity, gate: Gate) -> Station:
    """A station with its draws; endings and team are joined when all stations stand."""
    work = activity.work.build()
    slot = code * DRAWS
    return Station(
        name=name,
        code=code,
        luck=VisitLuck(
            slot,
            timed(f"work {name}", slot, work),
            Draw(f"gate {name}", slot + 1, _scores(activity.judgement)),
        ),
        patience=None
        if activity.patience is None
        else timed(f"patience {name}", slot + 2, activity.patience.build("exponential")),
        cuts=[-cut for cut in gate.cuts],
        learning_scale=max(work.mean, 1e-9),
        order=activity.order,
    )


def timed(purpose: str, slot: int, distribution: Distribution) -> Draw:
    """A draw from a distribution of times."""
    return Draw(purpose, slot, lambda _, u: distribution.quantiles(u))


def _scores(judgement: float) -> Callable[[Block | None, Floats], Floats]:
    """Luck at a gate before effects: λ z - logit(u)."""

    def scores(block: Block | None, u: Floats) -> Floats:
        luck: Floats = np.log(1 / u - 1)
        return luck if block is None or judgement == 0 else judgement * block.readiness + luck

    return scores


def add_endings(
    station: Station, activity: Activity, stations: dict[str, Station], codes: dict[str, int]
) -> None:
    """Join a station to where its outcomes, its cold leads and those it is skipped for go."""

    def ending(target: str) -> Ending:
        return Ending(target, codes[target], stations.get(target) if target != "nurture" else None)

    for k, outcome in enumerate(activity.outcomes):
        place = ending(outcome.to)
        if outcome.after is not None:
            place.after = timed(
                f"after {station.name} {k}", station.code * DRAWS + 3 + k, outcome.after.build()
            )
        station.endings.append(place)
    station.cold = ending(activity.cold)
    station.skipped = ending(activity.skipped) if activity.skipped else None
