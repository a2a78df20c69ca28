"""The guard of a run: what goes on without end, or without time passing, ends it in words.

It looks once in some thousand things that are asked of the clock, which costs nothing per thing.
"""

from collections.abc import Callable

from orgsim.engine.clock import Clock
from orgsim.engine.log import LogWriter
from orgsim.errors import OrgsimError

AT_ONCE = 100_000
"""Things that may happen at one instant in any run."""
_PER_ROW = 20
"""Things that happen for each row of a log, at most: with the mechanisms of the house fewer than three."""
_HINT = "look for work and patience of no time, and for outcomes and cold that lead back"


class Guard:
    """Sees to it that time passes, and that a run makes no more rows than could be meant."""

    def __init__(self, clock: Clock, log: LogWriter, usual: float, meant: Callable[[], float]) -> None:
        """`usual` rows may be made by any run; `meant` says how many may have been meant for this one, asked when it matters."""
        self.clock = clock
        self.log = log
        self._usual = usual
        self._meant = meant
        self._instant, self._since = -1.0, 0
        """The moment seen last, and how many things had been asked for when it was first seen."""
        clock.watch(self.look)

    def look(self, things: int) -> None:
        """Raise OrgsimError when so many `things`, asked for so far, are too many for the time that has passed."""
        now, rows = self.clock.now, len(self.log)
        if now != self._instant:
            self._instant, self._since = now, things
        elif things - self._since > AT_ONCE and things - self._since > AT_ONCE + self._meant():
            raise OrgsimError(
                f"time stands still on day {now:.6g}: {things - self._since:,} things happened at one instant; something "
                f"goes round in a circle that takes no time: {_HINT}"
            )
        if rows > self._usual or things > _PER_ROW * self._usual:
            self._usual = max(self._usual, self._meant())
            if rows > self._usual or things > _PER_ROW * self._usual:
                raise OrgsimError(
                    f"this run had made {rows:,} events by day {now:.6g}, and at most {self._usual:,.0f} were to be expected of "
                    f"it: something goes round again and again in little time: {_HINT}"
                )
