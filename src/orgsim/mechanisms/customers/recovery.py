"""Recovery: what is said after a failure, what it makes good or adds, and what is learned from it."""

from typing import Literal

from orgsim.elementary import power
from orgsim.engine.entities import Case
from orgsim.engine.stocks import Level, decayed
from orgsim.engine.world import World
from orgsim.fields import Plan, Share, Span, StaffHours
from orgsim.mechanisms.shared.declaration import Parameters, SmallCoefficient, declared
from orgsim.units import MONTH

Recovery = Literal["none", "excuse", "apology", "prevention"]


class RecoveryWords(Parameters):
    """What words after a failure do, and what is learned from those that name it."""

    restored: Share = declared(
        0.5,
        unit="share of the loss",
        source="de Matos, Henrique & Rossi, J. Service Research 2007: satisfaction yes, repurchase no; 0 to 1",
        status="guess",
    )
    """Share of the loss that a first apology makes good."""
    named: Share = declared(
        0.7, unit="share of the loss", source="claim A6; none found; 0.5 to 1", status="guess"
    )
    """The same of one that names the harm and how the next one is prevented."""
    worn: SmallCoefficient = declared(
        0.3, unit="share of the loss per apology", source="claim A6; none found; 0 to 1", status="guess"
    )
    """How much less each apology restores for every earlier one that is remembered: the third does harm (0.5 - 2 x 0.3 < 0)."""
    memory: Span = declared(6 * MONTH, unit="days", source="none found; 1 to 24 months", status="guess")
    """Time in which half of the apologies are forgotten."""
    excused: SmallCoefficient = declared(
        1.2,
        unit="share of the loss",
        source="claim A6: an excuse costs more than the failure; Bitner, Booms & Tetreault, J. Marketing 1990: a second "
        "deviation; no size found; 0.5 to 2",
        status="guess",
    )
    """What an excuse takes on top, and what too many apologies take at most."""
    lesson: Share = declared(
        0.03,
        unit="share of the failures left",
        source="claim A6; Lapré & Tsikriktsis, Management Science 2006: complaints fall with experience; no size found; 0 to 0.1",
        status="guess",
    )
    """Share of an activity's failures that one failure prevents which was named with the harm it did."""
    lessons_last: Span = declared(
        12 * MONTH, unit="days", source="none found; 3 to 36 months", status="guess"
    )
    """Time in which half of the lessons are forgotten."""


class RecoveryPolicy(Plan):
    """What is said when a job has failed."""

    kind: Recovery = "none"
    """`none` says nothing, an `excuse` explains it away, an `apology` says sorry; `prevention` says sorry, names the harm that
    was done and sees to it that the next one does not happen."""
    hours: StaffHours = declared(0.5, unit="staff hours", source="none found", status="guess")
    """Staff time an apology adds to the job that failed; also with `prevention`."""
    prevention: StaffHours = declared(1.0, unit="staff hours", source="none found; 0 to 8", status="guess")
    """Staff time that `prevention` adds beside that."""

    @property
    def sorry(self) -> bool:
        """Whether an apology is made."""
        return self.kind in ("apology", "prevention")

    @property
    def takes(self) -> float:
        """Staff hours that it adds to a job that failed."""
        return (self.hours if self.sorry else 0.0) + (self.prevention if self.kind == "prevention" else 0.0)


def made_good(share: float, earlier: float, worn: float, worst: float) -> float:
    """Share of a failure's loss that an apology restores after so many `earlier` ones; below 0, by `worst` at most, where it has
    been said too often."""
    return max(0.0 - worst, share - worn * earlier)


def prevented(lessons: float, lesson: float) -> float:
    """Factor (1 or less) on the chance of a failure after so many `lessons`, of which each prevents a share of those left."""
    return power(1.0 - lesson, lessons)


class Amends:
    """What is said after failures in one run, and what has been learned from them."""

    def __init__(self, world: World, parameters: RecoveryWords) -> None:
        self.clock = world.clock
        self.parameters = parameters
        self.policy = RecoveryPolicy()
        self.apologies = world.remember("apologies")
        self.apologized = world.remember("apologized")
        self.lessons: dict[int, Level] = {}
        """By activity, what has been learned from failures that were named."""

    def left(self, case: Case) -> float:
        """Share of a failure's loss that is left after what is said to a case now, which will be remembered."""
        rules, kind = self.parameters, self.policy.kind
        if not self.policy.sorry:
            return 1.0 + rules.excused if kind == "excuse" else 1.0
        remembered, now = case.remembered, self.clock.now
        earlier = decayed(remembered[self.apologies], now - remembered[self.apologized], rules.memory)
        remembered[self.apologies], remembered[self.apologized] = earlier + 1.0, now
        share = rules.restored if kind == "apology" else rules.named
        return 1.0 - made_good(share, earlier, rules.worn, rules.excused)

    def learn(self, activity: int) -> None:
        """A failure at an activity has happened; if it is named, the next ones are rarer."""
        if self.policy.kind == "prevention":
            level = self.lessons.get(activity)
            if level is None:
                level = self.lessons[activity] = Level(self.parameters.lessons_last)
            level.add(self.clock.now, 1.0)

    def rarer(self, activity: int) -> float:
        """Factor on the chance of failures at an activity by what has been learned there."""
        level = self.lessons.get(activity)
        return 1.0 if level is None else prevented(level.level(self.clock.now), self.parameters.lesson)
