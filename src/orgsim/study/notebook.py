"""Progress in a notebook: a bar of text in the cell's output, which is replaced as work goes on."""

import math
import sys
import time
from collections.abc import Callable
from typing import Any

_WIDTH = 30
_EVERY = 0.2
"""Seconds between two pictures of the bar."""


def bar_of_notebook() -> Callable[[int, int, float], None] | None:
    """A bar, where this process is the kernel of a notebook; None elsewhere."""
    shell = sys.modules.get("IPython")
    running = shell.get_ipython() if shell is not None else None
    if running is None or not hasattr(running, "kernel"):
        return None
    return _Bar(sys.modules["IPython"].display)


class _Bar:
    """Shows how far a study is."""

    def __init__(self, display: Any) -> None:
        self._display = display
        self._shown: Any = None
        self._last = -math.inf

    def __call__(self, done: int, total: int, left: float) -> None:
        """Show the bar anew, a few times a second at most, and at the end."""
        now = time.monotonic()
        if done < total and now - self._last < _EVERY:
            return
        self._last = now
        picture = {"text/plain": picture_of(done, total, left)}
        if self._shown is None:
            self._shown = self._display.display(picture, raw=True, display_id=True)
        else:
            self._shown.update(picture, raw=True)


def picture_of(done: int, total: int, left: float) -> str:
    """The bar as text, such as "[######----] 12 of 20 runs, 5 s left"."""
    full = _WIDTH * done // total if total else _WIDTH
    known = math.isfinite(left) and left >= 1
    time_left = (f", {left / 60:,.0f} min left" if left >= 120 else f", {left:.0f} s left") if known else ""
    return f"[{'#' * full}{'-' * (_WIDTH - full)}] {done:,} of {total:,} runs{time_left}"
