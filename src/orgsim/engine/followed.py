"""Followed: what is put before what follows a job."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

J = TypeVar("J")


@dataclass(slots=True, eq=False)
class Followed(Generic[J]):
    """What follows a job before which something else is to be done."""

    first: list[Callable[[J], None]]
    then: Callable[[J], None]

    def __call__(self, job: J) -> None:
        """Do all that in its order."""
        for do in self.first:
            do(job)
        self.then(job)
