"""The labour market: people who may be hired come along at random, and each fills the place that has been open longest.

Who comes while nobody is looked for goes elsewhere. With a rate r per day and somebody always looked for, those who are hired
are a Poisson process of rate r; one search by itself takes 1 / r days on average.
"""

from collections import deque
from collections.abc import Callable

from orgsim.elementary import log
from orgsim.engine.clock import Clock
from orgsim.engine.staffing import Staffing
from orgsim.randomness import purpose, uniform

_COMES = purpose("candidate", "when somebody comes along who may be hired")

Search = tuple[Staffing, Callable[[], bool]]
"""For which team somebody is looked for, and how they begin: whether there still was a place for them."""


class LabourMarket:
    """Who may be hired in a run, the same people on the same days under every organization."""

    def __init__(self, clock: Clock, key: int, rate: float) -> None:
        """`key`: of the draws; `rate`: people per elapsed day, 0 for nobody ever."""
        self.clock = clock
        self.key = key
        self.rate = rate
        self.searches: deque[Search] = deque()
        """In the order in which they have begun."""
        self.number = 0
        """How many people have been drawn so far."""
        self.next = 0.0
        """On which day the last of them comes."""
        self.expected = False
        """Whether the clock is set for that day."""

    def seek(self, staffing: Staffing, begins: Callable[[], bool]) -> None:
        """Look for somebody who `begins` on the day on which they come."""
        self.searches.append((staffing, begins))
        self._expect()

    def _expect(self) -> None:
        """Set the clock for the next who comes, while somebody is looked for."""
        if self.expected or not self.searches or self.rate <= 0:
            return
        while self.next <= self.clock.now:
            self._draw()
        self.expected = True
        self.clock.after(self.next - self.clock.now, self.come, None)

    def _draw(self) -> None:
        """On which day the next one comes."""
        self.next -= log(uniform(self.key, _COMES, self.number)) / self.rate
        self.number += 1

    def come(self, _: None) -> None:
        """Somebody comes: the first place takes them that is open and for which people may be hired now."""
        self.expected = False
        self._draw()
        frozen = deque[Search]()
        while self.searches:
            search = self.searches.popleft()
            if search[0].thaws() is not None:
                frozen.append(search)
            elif search[1]():
                break
        self.searches.extendleft(reversed(frozen))
        self._expect()
