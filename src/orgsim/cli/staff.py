"""`orgsim staff`: the best division of people among teams."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from orgsim.cli import options, progress, streams
from orgsim.cli.answer import kept, leave
from orgsim.cli.studied import Giving

if TYPE_CHECKING:
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
    workers: options.Workers = None,
    cluster: options.Cluster = None,
    out: options.Out = None,
    ledger: options.LedgerPath = None,
    shape: options.Shape = "table",
    lang: options.Lang = "en",
    quiet: options.Quiet = False,
    force: options.Force = False,
) -> None:
    """Find the best division of people, or of a budget, among teams, with a guarantee.

    A search on luck of its own names a short list; on fresh luck, the same for all, the best of it is selected with a probability
    of at least 95 %. Says by how much another division may be ahead at most, and what was searched.
    """
    from orgsim.cli.choice import several

    chosen = several(scenarios, options.changes(settings, horizon), force)
    wish: dict[str, Any] = {
        "people": people,
        "budget": budget,
        "kpi": kpi,
        "delta": delta,
        "policies": _tried(policy),
    }
    wish |= {"keep": _teams(keep), "shortlist": shortlist, "search": search, "seconds": seconds, "seed": seed}
    wish |= {"replications": replications, "workers": workers, "cluster": cluster, "ledger": ledger or out}
    if out is not None:
        from orgsim.report.study.folder import claim

        claim(out, ledger)
    study = _studied(chosen, wish, quiet)
    _give(study, Giving(out, shape, lang, quiet, ledger))


def _studied(chosen: dict[str, Any], wish: dict[str, Any], quiet: bool) -> "StaffComparison":
    from orgsim.report.study.staffing import staff as best

    try:
        with progress.shown(quiet) as told:
            return best(chosen, progress=told, **wish)
    except KeyboardInterrupt:
        streams.tell(f"Interrupted before the final could tell anything. {kept(wish['ledger'])}")
        raise typer.Exit(130) from None


def _give(study: "StaffComparison", giving: Giving) -> None:
    """Put the study into its folder, then print it: a reader who leaves early (| head) does not lose it."""
    from orgsim.report.drawing.style import load_without_settings
    from orgsim.report.study import staffing

    load_without_settings()
    out, language = giving.out, giving.language
    paths = staffing.save(study, out, language) if out is not None and study.complete else []
    if giving.shape == "json":
        streams.say_json(study.to_json())
    elif giving.shape == "csv":
        from orgsim.writing import harmless_cell

        table = study.table().map(harmless_cell)
        streams.show(table.to_csv(index=False, lineterminator="\n"), end="")
    else:
        staffing.show(study, language)
    if paths:
        streams.tell(f"Figure and tables: {paths[-1].parent}")
    if not study.complete:
        leave(min(study.runs), giving.kept_in)


def _teams(text: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip()) if text is not None else ()


def _tried(stated: list[str] | None) -> dict[str, list[Any]]:
    """Values to try, by their paths."""
    from orgsim.plan.load import read_change

    found: dict[str, list[Any]] = {}
    for path, value in map(read_change, stated or ()):
        found.setdefault(path, []).append(value)
    return found
