"""A call that answers with a study, made one that answers with the same study and its figures."""

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
S = TypeVar("S")


def figured(made: Callable[P, Any], kind: type[S]) -> Callable[P, S]:
    """`made` with its words and options; its answer, a dataclass, as the `kind` that adds figures to it and no field."""

    @wraps(made)
    def call(*args: P.args, **options: P.kwargs) -> S:
        found = made(*args, **options)
        return kind(**{one.name: getattr(found, one.name) for one in fields(found)})

    return call
