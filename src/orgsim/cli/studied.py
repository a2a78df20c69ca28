"""How a study with an answer of its own kind is made and given: progress, the form asked for, a folder, Ctrl-C."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from orgsim.cli import progress, streams
from orgsim.cli.answer import leave
from orgsim.cli.options import Format, Language
from orgsim.cli.progress import Told

if TYPE_CHECKING:
    import pandas as pd

    from orgsim.plan.scenario import Scenario


class Answered(Protocol):
    """What such a study answers with."""

    @property
    def complete(self) -> bool:
        """False when it was interrupted before all was run."""

    @property
    def replications(self) -> int:
        """How many of each scenario it rests on."""

    def table(self) -> "pd.DataFrame":
        """Its numbers as one tidy table."""

    def to_json(self) -> Mapping[str, Any]:
        """All of it as plain objects."""

    def save(self, folder: str | Path, language: Language = "en") -> list[Path]:
        """Write its tables and its figure into a folder."""


A = TypeVar("A", bound=Answered)


@dataclass(frozen=True, slots=True)
class Giving:
    """How the answer is given."""

    out: Path | None
    shape: Format
    language: Language
    quiet: bool
    parts: bool = True
    """Whether a part of the runs gives an answer, too."""


def small_enough(name: str, organization: str | None, changes: Mapping[str, Any], force: bool) -> "Scenario":
    """The scenario meant by a name, or by those of a market and an organization; OrgsimError for one that is too large to run
    unless `force` is given, or when files are wrong."""
    from orgsim.cli.choice import one
    from orgsim.plan.checks import size

    found = one(name, organization, changes)
    if not force:
        size.check(found)
    return found


def give(make: Callable[[Told | None], A], show: Callable[[A], None], giving: Giving) -> None:
    """Make a study, told how to report its progress, write it into its folder and print it; `show` prints it for people.

    Leaves with 130 after Ctrl-C, when what finished has been printed. Raises OrgsimError for what cannot be run.
    """
    from orgsim.report.drawing.style import load_without_settings, writes
    from orgsim.report.study import folder

    if giving.out is not None:
        folder.claim(giving.out)
    try:
        with progress.shown(giving.quiet) as told:
            found = make(told)
    except KeyboardInterrupt:
        leave(0, giving.out, parts=giving.parts)
    load_without_settings()
    written = found.save(giving.out, giving.language) if giving.out and found.complete else []
    if giving.shape == "json":
        streams.say_json(found.to_json())
    elif giving.shape == "csv":
        from orgsim.writing import harmless_cell

        table = found.table().map(harmless_cell)
        streams.show(table.to_csv(index=False, lineterminator="\n"), end="")
    else:
        show(found)
    if written:
        streams.tell(f"Written: {', '.join(map(str, written))}")
        if giving.language != writes(giving.language):
            streams.tell(
                "Labels of the figure are in English, since the Japanese font is not installed: pip install 'orgsim[cjk]'"
            )
    if not found.complete:
        leave(found.replications, giving.out)
