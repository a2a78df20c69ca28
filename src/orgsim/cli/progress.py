"""How far a study is, on standard error: a bar for people, a line for every tenth where nobody watches."""

import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from orgsim.cli import spoken, streams
from orgsim.language.phrases import Wording, said, say

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
            _tell(heads.pop())
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
        task = bar.add_task(say("runs", spoken.language()), total=None, left="")

        def told(done: int, wanted: int, seconds: float) -> None:
            bar.update(task, completed=done, total=wanted, left=said(left(seconds), spoken.language()))

        yield told


class _Lines:
    """Prints a line whenever another tenth is done."""

    def __init__(self) -> None:
        self.tenths = 0

    def __call__(self, done: int, wanted: int, seconds: float) -> None:
        tenths = done * 10 // wanted
        if tenths != self.tenths:
            self.tenths = tenths
            rest = left(seconds)
            told = Wording("{done} of {wanted} runs", done=done, wanted=wanted)
            _tell(Wording("{told}, {rest}", told=told, rest=rest) if rest else told)


def left(seconds: float) -> str:
    """The time left in words, such as "about 1 min 20 s left"; empty when nobody knows or nothing is left."""
    if not math.isfinite(seconds) or seconds < 1:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return Wording("about {hours} h {minutes} min left", hours=hours, minutes=minutes)
    if minutes:
        return Wording("about {minutes} min {rest} s left", minutes=minutes, rest=rest)
    return Wording("about {rest} s left", rest=rest)


def _tell(text: str) -> None:
    streams.tell(text)
    sys.stderr.flush()
