"""The clock: calling something later."""

from collections.abc import Callable
from typing import Any

from simpy import Environment, Event
from simpy.events import NORMAL


class Alarm(Event):
    """An event that calls `then` with itself after `delay` elapsed days and carries `value`.

    A `simpy.Timeout` does the same at more cost: its callback has to be added to a list made before.
    """

    def __init__(self, env: Environment, delay: float, then: Callable[[Any], None], value: Any = None) -> None:
        self.env = env
        self.callbacks = [then]
        self._value = value
        self._ok = True
        env.schedule(self, NORMAL, delay)
