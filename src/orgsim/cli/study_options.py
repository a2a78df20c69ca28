"""Options that every study's command has, declared once: a command takes them as one argument."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack, get_type_hints

from orgsim.cli import options
from orgsim.cli.progress import Told

if TYPE_CHECKING:
    from orgsim.study.effort import Options


@dataclass(frozen=True, slots=True)
class StudyOptions:
    """Where runs are done and kept, and how the answer is given."""

    workers: options.Workers = None
    cluster: options.Cluster = None
    out: options.Out = None
    ledger: options.LedgerPath = None
    shape: options.Shape = "table"
    lang: options.Lang = "en"
    quiet: options.Quiet = False
    force: options.Force = False

    @property
    def kept_in(self) -> Path | None:
        """Where finished work is kept: in the folder of the answer, unless a ledger is named."""
        return self.ledger or self.out

    def effort(self, told: Told | None, **more: Unpack["Options"]) -> "Options":
        """Where runs are done, where they are kept, and who is told; and what else is said of the effort."""
        found: Options = {"workers": self.workers, "cluster": self.cluster, "ledger": self.kept_in}
        found["progress"] = told
        return {**found, **more}


@dataclass(frozen=True, slots=True)
class ManyRunsOptions(StudyOptions):
    """The same for a study of so many runs that their number is looked at, too."""

    force: options.ForceMany = False


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """A command one argument of which is a dataclass of options, as typer needs it: with an argument for each of these."""
    stated = inspect.signature(command, eval_str=True)
    taken: list[inspect.Parameter] = []
    together: dict[str, type[Any]] = {}
    for name, one in stated.parameters.items():
        if is_dataclass(one.annotation):
            assert isinstance(one.annotation, type)
            together[name] = one.annotation
            hints = get_type_hints(one.annotation, include_extras=True)
            taken += [
                inspect.Parameter(own.name, one.KEYWORD_ONLY, default=own.default, annotation=hints[own.name])
                for own in fields(one.annotation)
            ]
        else:
            taken.append(one.replace(kind=one.KEYWORD_ONLY))

    @wraps(command)
    def call(**given: Any) -> None:
        for name, kind in together.items():
            given[name] = kind(**{own.name: given.pop(own.name) for own in fields(kind)})
        command(**given)

    call.__annotations__ = {one.name: one.annotation for one in taken}
    call.__signature__ = stated.replace(parameters=taken)  # type: ignore[attr-defined]
    return call
