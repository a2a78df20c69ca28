"""`orgsim diagnose`: which cause explains observed monthly figures best."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orgsim.cli import options
from orgsim.cli.study_options import ManyRunsOptions, spread
from orgsim.errors import unusable
from orgsim.language.phrases import Wording

if TYPE_CHECKING:
    from orgsim.cli.progress import Told
    from orgsim.report.diagnosis.answer import Diagnosis

Names = Annotated[
    list[str],
    typer.Argument(
        metavar="SCENARIO [OBSERVED]",
        help="The firm: a scenario, or a market and an organization. Then what was observed, unless --observed says it: a CSV "
        'with a column "month" and one for each figure, an event log that orgsim wrote (.csv, .parquet), or a folder with one.',
    ),
]
Typed = Annotated[
    list[str] | None,
    typer.Option(
        "--observed",
        metavar="FIGURE=VALUES",
        help='A figure with its months in place of a file, such as "won=12,11,9"; may be repeated.',
    ),
]
First = Annotated[
    int,
    typer.Option(min=1, metavar="MONTH", help="The model month of the first of the values of --observed."),
]
Since = Annotated[
    str | None,
    typer.Option(
        metavar="MONTH",
        show_default="any",
        help='The model month in which a cause would have begun, such as 13, or between which, such as "8..20".',
    ),
]
CausesOption = Annotated[
    str | None,
    typer.Option(
        "--causes",
        metavar="NAMES",
        show_default="all",
        help="Causes that are looked at: competitor, efficiency, churn, demand, people, decisions, criteria.",
    ),
]
SizesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--size",
        metavar="CAUSE=LOW..HIGH",
        help='Between which sizes a cause is believed to lie, such as "churn=1.5..4"; may be repeated.',
    ),
]
PriorOption = Annotated[
    str | None,
    typer.Option(
        metavar="CAUSE=WEIGHT,...",
        show_default="all alike",
        help='What is believed beforehand, relative to the others, such as "nothing=3,churn=2".',
    ),
]
LevelOption = Annotated[
    float | None,
    typer.Option(
        parser=options.percentage,
        metavar="SHARE",
        show_default="10 %",
        help="How far the level of each figure may lie from the scenario's (standard deviation).",
    ),
]
RunsOption = Annotated[
    int | None,
    typer.Option(
        "--replications",
        "-n",
        min=10,
        show_default="30",
        help="Runs of each cause; twice as many without any.",
    ),
]


@spread
def diagnose(
    names: Names,
    typed: Typed = None,
    first: First = 1,
    since: Since = None,
    causes: CausesOption = None,
    size: SizesOption = None,
    prior: PriorOption = None,
    level: LevelOption = None,
    replications: RunsOption = None,
    seed: options.Seed = 1,
    settings: options.Settings = None,
    *,
    study: ManyRunsOptions,
) -> None:
    """Say why the figures changed: which cause explains observed months best, since when, how strongly, and how surely.

    The firm is simulated as it is and with each cause, at many dates and sizes; each cause gets the weight with which it
    explains what was observed. The answer may be that nothing need have changed, that it is none of these, or that it cannot be
    told. Figures are those of the scenario month by month, such as leads, won, churned, due, customers, days_to_win,
    decided.STEP, passed.STEP, wait_hours.STEP, utilisation.TEAM.
    """
    from orgsim.cli.studied import AnswerForm, give

    scenario, source = _asked(names, typed or [], settings, study.force)
    wanted: dict[str, Any] = {
        "first": first,
        "since": None if since is None else _months(since),
        "sizes": dict(map(_size, size or ())),
        "prior": _prior(prior),
    }
    if causes is not None:
        wanted["causes"] = [name.strip() for name in causes.split(",") if name.strip()]
    if level is not None:
        wanted["level"] = level

    def make(told: "Told | None") -> "Diagnosis":
        from orgsim.report.diagnosis.answer import diagnose as found

        effort = study.effort(told, replications=replications)
        return found(scenario, source, seed=seed, force=study.force, **wanted, **effort)

    give(make, study, AnswerForm(before=Wording("before all runs were finished")))


def _asked(names: list[str], typed: list[str], settings: list[str] | None, force: bool) -> tuple[Any, Any]:
    """The scenario, and what was observed of it."""
    from orgsim.cli.studied import small_enough
    from orgsim.errors import unusable
    from orgsim.study.diagnosis.observed import read_typed

    given = list(names)
    source: Any = read_typed(typed)
    if not typed:
        if len(given) < 2:
            raise unusable(
                "nothing is observed: name a file after {given}, or type figures, such as --observed "
                "won=12,11,9",
                given=given[0],
            )
        source = Path(given.pop())
        if not source.exists():
            raise unusable("{source}: there is no such file of observed figures", source=source)
    if len(given) > 2:
        raise unusable(
            "name one scenario, or a market and an organization, and one file of what was observed"
        )
    organization = given[1] if len(given) == 2 else None
    return small_enough(given[0], organization, options.changes(settings, None), force), source


def _months(text: str) -> tuple[int, int]:
    from orgsim.plan.text.document import shown

    found = re.fullmatch(r"\s*(\d{1,4})\s*(?:\.\.\s*(\d{1,4})\s*)?", text, re.ASCII)
    if found is None:
        raise unusable(
            '--since is {text}; it must be a model month such as 13, or two such as "8..20"', text=shown(text)
        )
    return int(found[1]), int(found[2] or found[1])


def _size(text: str) -> tuple[str, tuple[float, float]]:
    from orgsim.plan.text.document import shown

    name, _, ends = text.partition("=")
    low, _, high = ends.partition("..")
    try:
        return name.strip(), (options.percentage(low), options.percentage(high))
    except typer.BadParameter:
        raise unusable('--size is {text}; it must be such as "churn=1.5..4"', text=shown(text)) from None


def _prior(text: str | None) -> dict[str, float]:
    from orgsim.plan.text.document import shown

    found = {}
    for part in (text or "").split(","):
        name, _, weight = part.partition("=")
        if text is None:
            continue
        try:
            found[name.strip()] = float(weight)
        except ValueError:
            raise unusable(
                '--prior is {text}; it must be such as "nothing=3,churn=2"', text=shown(text)
            ) from None
    return found
