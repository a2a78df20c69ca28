"""Standing plans: what comes round again and again, for as long as the organization that plans it is in force."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from orgsim.engine.clock import Clock

Ending = Callable[[], None]


@dataclass(slots=True)
class StandingPlans:
    """The standing plans of one run, by name.

    When another organization takes over, what it plans in the same terms goes on as it is, in the old rhythm; what it plans
    otherwise begins anew; what it does not plan has ended.
    """

    clock: Clock
    until: float
    """The horizon."""
    _kept: dict[Hashable, tuple[object, Ending]] = field(default_factory=dict)
    _planned: set[Hashable] = field(default_factory=set)
    """By the organization in force."""

    def keep(self, name: Hashable, terms: object, begin: Callable[[], Ending]) -> None:
        """Plan something under a name: it goes on where it is kept in the same terms, else `begin` begins it and gives what ends
        it."""
        self._planned.add(name)
        if name in self._kept:
            old, ends = self._kept[name]
            if old == terms:
                return
            ends()
        self._kept[name] = terms, begin()

    def rounds(self, name: Hashable, terms: object, every: float, then: Callable[[], None]) -> None:
        """Plan to call `then` after every so many elapsed days until the horizon."""
        self.keep(name, terms, lambda: self._ring(every, then))

    def _ring(self, every: float, then: Callable[[], None]) -> Ending:
        rounds = Rounds(then)
        self.clock.every(every, rounds.ring, self.until)
        return rounds.end

    def turn(self) -> None:
        """Another organization takes over, and has planned nothing yet."""
        self._planned.clear()

    def drop(self) -> None:
        """It has planned all it plans: what it has not planned is over."""
        for name in [name for name in self._kept if name not in self._planned]:
            self._kept.pop(name)[1]()


@dataclass(slots=True)
class Rounds:
    """Something that comes round until it is ended."""

    then: Callable[[], None]
    over: bool = False

    def ring(self) -> None:
        """It comes round."""
        if not self.over:
            self.then()

    def end(self) -> None:
        """It comes round no more."""
        self.over = True
