"""Worker processes of orgsim's own: they leave Ctrl-C and the user's script to the process that starts them."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

if sys.platform == "linux":
    from multiprocessing.context import ForkServerContext as BaseContext
    from multiprocessing.context import ForkServerProcess as BaseProcess
else:
    from multiprocessing.context import SpawnContext as BaseContext
    from multiprocessing.context import SpawnProcess as BaseProcess

_PRELOADED = ["orgsim.study.sample"]
"""Imported once, by the process that others are forked from, in place of once by each of them."""
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


class _Worker(BaseProcess):
    def start(self) -> None:
        with _ignoring_interrupts(), _without_users_script():
            super().start()


class WorkerContext(BaseContext):
    """Starts fresh processes and remembers them: on Linux copies of one that has imported orgsim and does nothing else (a copy of
    the user's would copy locks that other threads hold), elsewhere interpreters that begin anew."""

    def __init__(self) -> None:
        super().__init__()
        self.started: list[_Worker] = []
        if sys.platform == "linux":
            self.set_forkserver_preload(_PRELOADED)

    def Process(self, *args: Any, **kwargs: Any) -> _Worker:  # type: ignore[override]  # noqa: N802
        """A process that is not started yet."""
        worker = _Worker(*args, **kwargs)
        self.started.append(worker)
        return worker
