"""The clock: SimPy's event loop, with a lean way to call something later."""

from collections.abc import Callable
from heapq import heappop, heappush
from math import inf
from typing import Any

from simpy import Environment
from simpy.events import NORMAL


class Alarm:
    """As much of an event as SimPy's loop looks at: what it calls, what it carries, and that it did not fail."""

    __slots__ = ("_value", "callbacks")
    _ok = True

    def __init__(self, then: Callable[[Any], None], value: Any) -> None:
        self.callbacks: list[Callable[[Any], None]] | None = [then]
        self._value = value


class Clock(Environment):
    """Elapsed days, and what happens when.

    An alarm does what a `simpy.Timeout` with a callback does at less cost, which counts: a run is made of them.
    """

    def after(self, delay: float, then: Callable[[Any], None], value: Any = None) -> None:
        """Call `then` after `delay` elapsed days (0 or more) with an event that carries `value`."""
        heappush(self._queue, (self._now + delay, NORMAL, next(self._eid), Alarm(then, value)))  # type: ignore[misc]

    def every(self, span: float, then: Callable[[], None], until: float) -> None:
        """Call `then` after every `span` elapsed days (more than 0), as long as that is before `until`."""

        def ring(_: Any) -> None:
            then()
            self.every(span, then, until)

        if self._now + span < until:
            self.after(span, ring)

    def pass_time(self, until: float) -> None:
        """Let everything happen that is due before `until` (days; infinite: all there is).

        As `run(until)`, without a call for each event. An error in a process comes out here.
        """
        queue = self._queue
        while queue and queue[0][0] < until:
            self._now, _, _, event = heappop(queue)
            callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]
            for callback in callbacks:
                callback(event)
            if not event._ok:
                raise event._value
        if until < inf:
            self._now = until
