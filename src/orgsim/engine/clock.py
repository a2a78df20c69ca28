"""The clock: SimPy's environment, with a lean way to call something later."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from heapq import heapify, heappop, heappush
from itertools import chain, count
from typing import Any, TypeVar

from simpy import Environment, Event
from simpy.core import EmptySchedule
from simpy.events import NORMAL, EventPriority

T = TypeVar("T")
_LAST = NORMAL + 1
"""The priority of what is due at the end of an instant."""
_SPAN = 4096
"""Things asked for between two looks of who watches."""
Due = tuple[float, int, int, Callable[[Any], object], Any]
"""When, the priority among things due at the same time, the order of asking, and what is called with which value."""


class Clock(Environment):
    """Elapsed days, and what happens when.

    What is due is a call with one value, which costs a fraction of a `simpy.Timeout` with a callback; that counts, since a
    run is made of them. SimPy's own events, and with them its processes, are such calls too.

    What is due today lies in SimPy's heap, what is due later in a list for each day: thousands of customers wait for
    something months away, and a heap of all that would be slow to look through (a calendar queue: R. Brown, CACM 1988).
    """

    now: float = 0.0
    """The present; an attribute, since it is asked for several times for every job."""

    def __init__(self) -> None:
        super().__init__()
        self._today: list[Due] = self._queue  # type: ignore[assignment]
        self._next_order = self._eid.__next__
        self._midnight = 1.0
        self._later: defaultdict[int, list[Due]] = defaultdict(list)

    def after(self, delay: float, then: Callable[[T], object], value: T) -> None:
        """Call `then` with `value` after `delay` elapsed days (0 or more; infinite: never)."""
        time = self.now + delay
        if time < self._midnight:
            heappush(self._today, (time, NORMAL, self._next_order(), then, value))
        elif time < math.inf:
            self._later[int(time)].append((time, NORMAL, self._next_order(), then, value))
        elif time != math.inf:
            raise ValueError(f"nothing can happen after a delay of {delay}")

    def at_last(self, then: Callable[[T], object], value: T) -> None:
        """Call `then` with `value` at the end of the present instant, after all else that is due at it."""
        heappush(self._today, (self.now, _LAST, self._next_order(), then, value))

    def schedule(self, event: Event, priority: EventPriority = NORMAL, delay: float = 0) -> None:
        """Let an event of SimPy happen after `delay` elapsed days."""
        time = self.now + delay
        due = (time, priority, self._next_order(), _happen, event)
        if time < self._midnight:
            heappush(self._today, due)
        elif time < math.inf:
            self._later[int(time)].append(due)

    def watch(self, look: Callable[[int], None]) -> None:
        """Call `look`, once in some thousand things that are asked for, with how many these were so far; what it raises comes out
        where the next thing is asked for."""

        def spans(begun: int) -> Iterator[range]:
            for first in count(begun, _SPAN):
                look(first)
                yield range(first, first + _SPAN)

        # The numbers of the things come in ranges, so that nothing has to be counted or compared for each of them.
        self._next_order = chain.from_iterable(spans(self._next_order())).__next__

    def every(self, span: float, then: Callable[[], None], until: float) -> None:
        """Call `then` after every `span` elapsed days (more than 0), as long as that is before `until`."""

        def ring(_: None) -> None:
            then()
            self.every(span, then, until)

        if self.now + span < until:
            self.after(span, ring, None)

    def pending(self) -> int:
        """How many things are due now or later."""
        return len(self._today) + sum(map(len, self._later.values()))

    def tomorrow(self) -> float:
        """When the next day begins."""
        return math.floor(self.now) + 1.0

    def pass_time(self, until: float) -> None:
        """Let everything happen that is due before `until` (days; infinite: all there is).

        An error in a process comes out here.
        """
        today = self._today
        while today or self._turn(until):
            if self._midnight > until:
                break
            while today:  # all of it is due before midnight, what is added meanwhile too
                self.now, _, _, then, value = heappop(today)
                then(value)
        while today and today[0][0] < until:
            self.now, _, _, then, value = heappop(today)
            then(value)
        if until < math.inf:
            self.now = until

    def peek(self) -> float:
        """When the next thing is due; infinite for never."""
        return self._today[0][0] if self._today or self._turn(math.inf) else math.inf

    def step(self) -> None:
        """Let the next thing happen; raises EmptySchedule when nothing is due."""
        if math.isinf(self.peek()):
            raise EmptySchedule
        self.now, _, _, then, value = heappop(self._today)
        then(value)

    def _turn(self, until: float) -> bool:
        """Turn to the next day on which something is due, if that is not after `until`."""
        if not self._later:
            return False
        day = min(self._later)
        if day > until:
            return False
        self._today.extend(self._later.pop(day))
        heapify(self._today)
        self._midnight = day + 1.0
        return True


def _happen(event: Event) -> None:
    """What SimPy's own loop does with an event whose time has come."""
    callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]
    for callback in callbacks:
        callback(event)
    if not event._ok and not event.defused:
        raise event._value
