"""How a study with an answer of its own kind is made and given: progress, the form asked for, a folder, Ctrl-C."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter, methodcaller
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from orgsim.cli import progress, streams
from orgsim.cli.answer import command, leave
from orgsim.cli.options import NO_FONT
from orgsim.cli.progress import Told
from orgsim.cli.study_options import StudyOptions
from orgsim.language import Language
from orgsim.language.phrases import Wording

if TYPE_CHECKING:
    import pandas as pd

    from orgsim.plan.scenario import Scenario
    from orgsim.report.study.answer_page import AnswerSheet


class Answered(Protocol):
    """What such a study answers with."""

    @property
    def complete(self) -> bool:
        """False when it was interrupted before all was run."""

    def sheet(self, language: Language = "en") -> "AnswerSheet":
        """What is told of it: on the terminal, and on its page."""

    def to_json(self) -> Mapping[str, Any]:
        """All of it as plain objects."""

    def save(self, folder: str | Path, language: Language = "en", *, command: str = "") -> list[Path]:
        """Write its page, its tables and its figure into a folder."""


A = TypeVar("A", bound=Answered)


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """How an answer of its kind is told; each function takes the answer."""

    table: Callable[[Any], "pd.DataFrame"] = methodcaller("table")
    """Its numbers as one tidy table."""
    finished: Callable[[Any], int] = attrgetter("replications")
    """How many runs of each scenario it rests on."""
    before: str = Wording("before any replication was finished")
    """What has to be before there is an answer."""


_USUAL = AnswerForm()


def small_enough(name: str, organization: str | None, changes: Mapping[str, Any], force: bool) -> "Scenario":
    """The scenario meant by a name, or by those of a market and an organization; OrgsimError for one that is too large to run
    unless `force` is given, or when files are wrong."""
    from orgsim.cli.choice import one
    from orgsim.plan.checks import size

    found = one(name, organization, changes)
    if not force:
        size.check(found)
    return found


def give(make: Callable[[Told | None], A], study: StudyOptions, form: AnswerForm = _USUAL) -> None:
    """Make a study, told how to report its progress, write it into its folder and print it.

    Leaves with 130 after Ctrl-C, when what finished has been printed. Raises OrgsimError for what cannot be run.
    """
    from orgsim.report.drawing.style import load_without_settings, writes
    from orgsim.report.study import folder, terminal

    if study.out is not None:
        folder.claim(study.out, study.ledger)
    try:
        with progress.shown(study.quiet) as told:
            found = make(told)
    except KeyboardInterrupt:
        leave(0, study.kept_in, before=form.before)
    load_without_settings()
    # Written before it is printed: a reader of the output who leaves early (| head) does not lose the files.
    written = found.save(study.out, study.lang, command=command()) if study.out and found.complete else []
    if study.shape == "json":
        streams.say_json(found.to_json())
    elif study.shape == "csv":
        from orgsim.writing import harmless_cell

        table = form.table(found).map(harmless_cell)
        streams.show(table.to_csv(index=False, lineterminator="\n"), end="")
    else:
        terminal.sheet(found.sheet(study.lang), study.lang)
    if written:
        streams.tell(Wording("Written: {written}", written=", ".join(map(str, written))))
        if study.lang != writes(study.lang):
            streams.tell(NO_FONT)
    if not found.complete:
        leave(form.finished(found), study.kept_in)
