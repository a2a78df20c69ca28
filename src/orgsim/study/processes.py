"""Worker processes of orgsim's own: they leave Ctrl-C and the user's script to the process that starts them."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import SpawnContext, SpawnProcess
from types import ModuleType
from typing import Any

_MOST_ON_WINDOWS = 61
"""It cannot wait for more processes at once."""


def usable_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return startable(os.cpu_count() or 1)


def startable(count: int) -> int:
    """So many workers, or as many as the system can wait for."""
    return min(count, _MOST_ON_WINDOWS) if sys.platform == "win32" else count


@contextmanager
def _ignoring_interrupts() -> Iterator[None]:
    """A process started within ignores Ctrl-C from its first instant; the one that starts it gets it afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _ScriptWithoutFile(ModuleType):
    """Stands in for the user's script: all that it holds, but no word of where it came from."""

    def __init__(self, script: ModuleType) -> None:
        super().__init__("__main__")
        self._script = script

    def __getattr__(self, name: str) -> Any:
        """What the script holds; other threads may look for it at any time."""
        if name == "__file__":
            raise AttributeError(name)
        return getattr(self._script, name)


_STARTING = threading.Lock()
"""Held by the thread that has put a stand-in for the user's script."""


@contextmanager
def _without_users_script() -> Iterator[None]:
    """A process started within does not run the user's script again; so that needs no `if __name__ == "__main__"`."""
    with _STARTING:
        script = sys.modules["__main__"]
        sys.modules["__main__"] = _ScriptWithoutFile(script)
        try:
            yield
        finally:
            sys.modules["__main__"] = script


class _Worker(SpawnProcess):
    def start(self) -> None:
        with _ignoring_interrupts(), _without_users_script():
            super().start()


class WorkerContext(SpawnContext):
    """Starts fresh interpreters (a fork would copy locks that other threads hold) and remembers them."""

    def __init__(self) -> None:
        super().__init__()
        self.started: list[_Worker] = []

    def Process(self, *args: Any, **kwargs: Any) -> _Worker:  # type: ignore[override]  # noqa: N802
        """A process that is not started yet."""
        worker = _Worker(*args, **kwargs)
        self.started.append(worker)
        return worker
