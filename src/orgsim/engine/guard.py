"""The guard of a run: what goes on without end, or without time passing, ends it in words.

It looks once in some thousand things that are asked of the clock, which costs nothing per thing.
"""

from collections.abc import Callable, Sequence

from orgsim.engine.clock import Clock
from orgsim.engine.log import LogWriter
from orgsim.engine.teams import Team
from orgsim.errors import OrgsimError

AT_ONCE = 100_000
"""Things that may happen at one instant in any run."""
_PER_ROW = 20
"""Things that happen for each row of a log, at most: with the mechanisms of the house fewer than three."""
_AHEAD = 2
"""Things planned at the same time for each row that a log may have, at most: leads on their way, dates of customers. Each is
about as large as a row."""
_HINT = "look for work and patience of no time, and for outcomes and cold that lead back"


class Guard:
    """Sees to it that time passes, and that a run makes and keeps no more than could be meant."""

    def __init__(
        self, clock: Clock, log: LogWriter, teams: Sequence[Team], usual: float, meant: Callable[[], float]
    ) -> None:
        """`usual` rows may be made by any run; `meant` says how many may have been meant for this one, asked when it matters."""
        self.clock = clock
        self.log = log
        self.teams = teams
        self._usual = usual
        self._meant = meant
        self._instant, self._since = -1.0, 0
        """The moment seen last, and how many things had been asked for when it was first seen."""
        clock.watch(self.look)

    def look(self, things: int) -> None:
        """Raise OrgsimError when so many `things`, asked for so far, are too many for the time that has passed."""
        now = self.clock.now
        if now != self._instant:
            self._instant, self._since = now, things
        elif things - self._since > AT_ONCE and things - self._since > AT_ONCE + self._meant():
            raise OrgsimError(
                f"time stands still on day {now:.6g}: {things - self._since:,} things happened at one instant; something "
                f"goes round in a circle that takes no time: {_HINT}"
            )
        if self._too_many(things):
            self._usual = max(self._usual, self._meant())
            if self._too_many(things):
                raise OrgsimError(
                    f"this run had made {len(self.log):,} events by day {now:.6g}, {self.waiting():,} jobs waited and "
                    f"{self.clock.pending():,} things were to come, and at most {self._usual:,.0f} events were to be expected "
                    f"of it: something goes round again and again in little time, or more is asked for than people can do: "
                    f"{_HINT}"
                )

    def waiting(self) -> int:
        """Jobs that wait, each of which will be a row."""
        return sum(team.waiting() for team in self.teams)

    def _too_many(self, things: int) -> bool:
        return (
            things > _PER_ROW * self._usual
            or len(self.log) + self.waiting() > self._usual
            or self.clock.pending() > _AHEAD * self._usual
        )
