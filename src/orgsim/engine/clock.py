"""The clock: SimPy's environment, with a lean way to call something later."""

from collections.abc import Callable
from heapq import heappop, heappush
from math import inf
from typing import TypeVar

from simpy import Environment, Event
from simpy.events import NORMAL, EventPriority

T = TypeVar("T")


class Clock(Environment):
    """Elapsed days, and what happens when.

    What is due is a call with one value, which costs a fraction of a `simpy.Timeout` with a callback; that counts, since a
    run is made of them. SimPy's own events, and with them its processes, are such calls too.
    """

    now: float = 0.0
    """The present; an attribute, since it is asked for several times for every job."""

    def after(self, delay: float, then: Callable[[T], object], value: T) -> None:
        """Call `then` with `value` after `delay` elapsed days (0 or more)."""
        heappush(self._queue, (self.now + delay, NORMAL, next(self._eid), then, value))  # type: ignore[misc]

    def schedule(self, event: Event, priority: EventPriority = NORMAL, delay: float = 0) -> None:
        """Let an event of SimPy happen after `delay` elapsed days."""
        heappush(self._queue, (self.now + delay, priority, next(self._eid), _happen, event))  # type: ignore[misc]

    def every(self, span: float, then: Callable[[], None], until: float) -> None:
        """Call `then` after every `span` elapsed days (more than 0), as long as that is before `until`."""

        def ring(_: None) -> None:
            then()
            self.every(span, then, until)

        if self.now + span < until:
            self.after(span, ring, None)

    def pass_time(self, until: float) -> None:
        """Let everything happen that is due before `until` (days; infinite: all there is).

        An error in a process comes out here.
        """
        queue = self._queue
        while queue and queue[0][0] < until:
            self.now, _, _, then, value = heappop(queue)  # type: ignore[misc]
            then(value)
        if until < inf:
            self.now = until


def _happen(event: Event) -> None:
    """What SimPy's own loop does with an event whose time has come."""
    callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]
    for callback in callbacks:
        callback(event)
    if not event._ok and not event.defused:
        raise event._value
