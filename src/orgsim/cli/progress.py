"""How far a study is, on standard error: a bar for people, a line for every tenth where nobody watches."""

import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Told = Callable[[int, int, float], None]
"""What a study calls after each replication: done, wanted, seconds left."""


@contextmanager
def shown(quiet: bool) -> Iterator[Told | None]:
    """Progress for as long as the block lasts; None when `quiet`."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        with _bar() as told:
            yield told
    else:
        yield _Lines()


def headed(head: str, told: Told) -> Told:
    """The same with a line before it as soon as there is anything to tell."""
    heads = [head]

    def after_head(done: int, wanted: int, seconds: float) -> None:
        if heads:
            print(heads.pop(), file=sys.stderr, flush=True)
        told(done, wanted, seconds)

    return after_head


@contextmanager
def _bar() -> Iterator[Told]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[left]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("runs", total=None, left="")

        def told(done: int, wanted: int, seconds: float) -> None:
            bar.update(task, completed=done, total=wanted, left=left(seconds))

        yield told


class _Lines:
    """Prints a line whenever another tenth is done."""

    def __init__(self) -> None:
        self.tenths = 0

    def __call__(self, done: int, wanted: int, seconds: float) -> None:
        tenths = done * 10 // wanted
        if tenths != self.tenths:
            self.tenths = tenths
            print(
                f"{done} of {wanted} runs{', ' if left(seconds) else ''}{left(seconds)}",
                file=sys.stderr,
                flush=True,
            )


def left(seconds: float) -> str:
    """The time left in words, such as "about 1 min 20 s left"; empty when nobody knows or nothing is left."""
    if not math.isfinite(seconds) or seconds < 1:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"about {hours} h {minutes} min left"
    return f"about {minutes} min {rest} s left" if minutes else f"about {rest} s left"
