"""`orgsim staff`: the best division of people among teams."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from orgsim.cli import options
from orgsim.cli.study_options import StudyOptions, spread
from orgsim.language.phrases import Wording

if TYPE_CHECKING:
    from orgsim.cli.progress import Told
    from orgsim.report.study.staffing import StaffComparison

Names = Annotated[
    list[str],
    typer.Argument(
        metavar="SCENARIO...",
        help="A scenario; or several, or a market and organizations for it: people may then be divided in any of them.",
    ),
]
People = Annotated[
    int | None,
    typer.Option(min=1, show_default="as many as there are", help="People of all teams together, on day 0."),
]
Budget = Annotated[
    str | None,
    typer.Option(
        metavar="PAY",
        help='In place of people: the pay of all teams, such as "250M / year", or "today" for what they are paid now.',
    ),
]
Goals = Annotated[
    str,
    typer.Option(
        metavar="NAMES",
        help="What shall be best: a KPI; or two, such as arr,won, for the divisions that none beats in both.",
    ),
]
Delta = Annotated[
    str | None,
    typer.Option(
        metavar="LEAD",
        show_default="2 %",
        help='The lead that does not matter: a share of the KPI as people are divided today, such as "2 %"; of another, such as '
        '"2 % of arr"; or an amount, such as 500_000 or 1.5M.',
    ),
]
Policies = Annotated[
    list[str] | None,
    typer.Option(
        "--policy",
        metavar="PATH=VALUE",
        help="A value to try besides what the scenario says; may be repeated, for several values and several paths.",
    ),
]
Keep = Annotated[
    str | None, typer.Option(metavar="TEAMS", help="Teams that stay as they are, such as support,success.")
]
Shortlist = Annotated[int, typer.Option(min=2, max=100, help="Divisions that are compared in the final.")]
SearchRuns = Annotated[
    int,
    typer.Option(
        "--search", min=3, max=10_000, metavar="RUNS", help="Runs of the search for the short list."
    ),
]
Most = Annotated[
    int | None,
    typer.Option(
        "--replications",
        "-n",
        min=2,
        show_default="100; 40 with two KPIs",
        help="Replications of each division in the final: at most; exactly with two KPIs.",
    ),
]
Seconds = Annotated[
    float | None,
    typer.Option(
        min=1,
        metavar="SECONDS",
        help="Wall time after which no more runs are begun, once each division of the final has its first ten; then it says what "
        "is known.",
    ),
]


@spread
def staff(
    scenarios: Names,
    people: People = None,
    budget: Budget = None,
    kpi: Goals = "firm_value",
    delta: Delta = None,
    policy: Policies = None,
    keep: Keep = None,
    shortlist: Shortlist = 11,
    search: SearchRuns = 300,
    replications: Most = None,
    seconds: Seconds = None,
    seed: options.Seed = 1,
    horizon: options.Horizon = None,
    settings: options.Settings = None,
    *,
    study: StudyOptions,
) -> None:
    """Find the best division of people, or of a budget, among teams, with a guarantee.

    A search on luck of its own names a short list; on fresh luck, the same for all, the best of it is selected with a probability
    of at least 95 %. Says by how much another division may be ahead at most, and what was searched.
    """
    from orgsim.cli.choice import several
    from orgsim.cli.studied import AnswerForm, give

    chosen = several(scenarios, options.changes(settings, horizon), study.force)
    wish: dict[str, Any] = {
        "people": people,
        "budget": budget,
        "kpi": kpi,
        "delta": delta,
        "policies": _tried(policy),
    }
    wish |= {"keep": _teams(keep), "shortlist": shortlist, "search": search, "seconds": seconds, "seed": seed}

    def make(told: "Told | None") -> "StaffComparison":
        from orgsim.report.study.staffing import staff as best

        return best(chosen, **wish, **study.effort(told, replications=replications))

    form = AnswerForm(finished=_least, before=Wording("before the final could tell anything"))
    give(make, study, form)


def _least(found: "StaffComparison") -> int:
    """Replications that every division of the final has."""
    return min(found.runs)


def _teams(text: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip()) if text is not None else ()


def _tried(stated: list[str] | None) -> dict[str, list[Any]]:
    """Values to try, by their paths."""
    from orgsim.plan.load import read_change

    found: dict[str, list[Any]] = {}
    for path, value in map(read_change, stated or ()):
        found.setdefault(path, []).append(value)
    return found
