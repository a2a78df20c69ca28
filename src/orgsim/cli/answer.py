"""How a study is made and given: with its progress, printed in the form asked for, and put into a folder."""

import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

import typer

from orgsim.cli import progress, streams
from orgsim.cli.log import write_log
from orgsim.cli.options import Format
from orgsim.cli.study_options import StudyOptions
from orgsim.language.phrases import Wording

if TYPE_CHECKING:
    from orgsim.plan.scenario import Scenario
    from orgsim.report.study.reading import StudyReading
    from orgsim.study.answer import Study
    from orgsim.study.attribution import Attribution
    from orgsim.study.precision import Precision


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user asked for besides the scenarios."""

    study: StudyOptions
    replications: int | None
    precision: float | None
    seed: int
    kpis: tuple[str, ...] = ()
    """The KPIs that matter; the headline ones when none is named."""
    pairs: Literal["baseline", "all"] = "baseline"
    parts: Literal["path", "shapley", "none"] = "none"
    """How differences are split in parts, if at all."""
    log: Path | None = None
    """A file for the event log of the first replication."""
    control: bool = True
    """Whether the luck of the decisions is taken out of differences."""
    advice: bool = False
    """Whether advice on a warm-up is given."""
    replay: bool = False
    """Whether a replay of the first replication goes beside the report."""


def answer(
    scenarios: "Mapping[str, Scenario]", wish: Wish, equal_payroll: bool = False, why: bool = False
) -> None:
    """Run the scenarios, print what came of it, and put the report into its folder; the log of the first one, if asked for.

    Whatever is to be written, its place is tried before any work.

    Leaves with 130 after Ctrl-C, when what finished has been printed. Raises OrgsimError for what cannot be run.
    """
    from orgsim.report.drawing.style import load_without_settings
    from orgsim.report.study import folder
    from orgsim.report.study.reading import StudyReading

    if wish.study.out is not None:
        folder.claim(wish.study.out, wish.study.ledger)
    if wish.log is not None:
        _log(next(iter(scenarios.values())), wish, wish.log)
    study = _studied(scenarios, wish, equal_payroll)
    study = _split(study, wish) if study.complete else study
    stopped = study.complete and wish.parts != "none" and study.split is None and not study.failures
    parts = _taken_apart(study, wish) if why and study.complete and not stopped else None
    kpi = next(iter(wish.kpis), None)
    reading = StudyReading(study, wish.study.lang, command(), parts, kpi, wish.advice, wish.replay)
    load_without_settings()
    # Written before it is printed: a reader of the output who leaves early (| head) does not lose the report.
    page = folder.save(reading, wish.study.out) if study.complete and wish.study.out is not None else None
    _show(reading, wish.study.shape)
    if page is not None:
        streams.tell(Wording("Report: {page}", page=page))
    if not study.complete:
        leave(study.replications, wish.study.kept_in)
    if stopped:
        leave(study.replications, wish.study.kept_in, Wording("Interrupted while splitting the differences,"))
    if why and (parts is None or not parts.complete):
        leave(
            0 if parts is None else parts.replications,
            wish.study.kept_in,
            Wording("Interrupted while taking the differences apart,"),
        )


def _log(scenario: "Scenario", wish: Wish, path: Path) -> None:
    try:
        write_log(scenario, wish.seed, path)
    except KeyboardInterrupt:
        leave(0, wish.study.kept_in)


def _studied(scenarios: "Mapping[str, Scenario]", wish: Wish, equal_payroll: bool) -> "Study":
    from orgsim.study.compare import compare

    try:
        with progress.shown(wish.study.quiet) as told:
            return compare(
                scenarios,
                seed=wish.seed,
                equal_payroll=equal_payroll,
                kpis=wish.kpis,
                pairs=wish.pairs,
                control=wish.control,
                **wish.study.effort(
                    told,
                    replications=wish.replications,
                    precision=wish.precision,
                    foreseen=None if wish.study.quiet else _foresee,
                ),
            )
    except KeyboardInterrupt:
        leave(0, wish.study.kept_in)


def _foresee(precision: "Precision", most: int) -> None:
    """Say on standard error how many replications a precision takes, as those that are there have it."""
    from orgsim.language.numbers import percent
    from orgsim.study.notes import runs_it_takes

    streams.tell(
        Wording(
            "Precision of {asked}: {say} At most {most} are run.",
            asked=partial(percent, precision.asked),
            say=runs_it_takes(precision),
            most=format(most, ","),
        )
    )


def _split(study: "Study", wish: Wish) -> "Study":
    """The study with its differences split in parts, where that is asked for.

    As it is after Ctrl-C: the comparison itself is not lost by that.
    """
    from orgsim.study.compare import with_parts

    if wish.parts == "none":
        return study
    try:
        with progress.shown(wish.study.quiet) as told:
            told = told and progress.headed(
                Wording("Splitting the differences: division of labour, work, policies."), told
            )
            return with_parts(study, wish.parts, **wish.study.effort(told))
    except KeyboardInterrupt:
        return study


def _taken_apart(study: "Study", wish: Wish) -> "Attribution | None":
    """The differences taken apart; None after Ctrl-C before any replication: the comparison itself is not lost by that."""
    from orgsim.study.attribution import attribute

    if not wish.study.quiet:
        streams.tell(Wording("Taking the differences apart."))
    try:
        with progress.shown(wish.study.quiet) as told:
            return attribute(
                study.scenarios,
                seed=wish.seed,
                **wish.study.effort(told, replications=wish.replications),
            )
    except KeyboardInterrupt:
        return None


def command() -> str:
    """What was typed."""
    return shlex.join(["orgsim", *sys.argv[1:]])


def _show(reading: "StudyReading", shape: Format) -> None:
    if shape == "json":
        from orgsim.report.study.in_short import document

        streams.say_json(document(reading))
    elif shape == "csv":
        from orgsim.report.study.tidy import tidy

        streams.show(tidy(reading.study).to_csv(index=False, lineterminator="\n"), end="")
    else:
        from orgsim.report.study import terminal

        terminal.answer(reading)


def leave(
    finished: int,
    out: Path | None,
    interrupted: str = Wording("Interrupted"),
    before: str = Wording("before any replication was finished"),
) -> NoReturn:
    """After Ctrl-C: say what was going on, what is kept and how to go on, and exit with 130. before: what has to be before there
    is an answer."""
    begun = Wording("after {count} replications of each scenario", count=finished) if finished else before
    streams.tell(
        Wording("{interrupted} {begun}. {kept}", interrupted=interrupted, begun=begun, kept=kept(out))
    )
    raise typer.Exit(130)


def kept(out: Path | None) -> str:
    """What is kept of work that was interrupted, and how to go on."""
    if out is None:
        return Wording("Nothing is kept; with --out DIR, the same command goes on where it stopped.")
    return Wording(
        "What is finished is kept in {out}; the same command goes on from there:\n  {command}",
        out=out,
        command=command(),
    )
