"""`orgsim sweep`: what moves a figure, which setting is best, and which organization wins where."""

from dataclasses import replace
from operator import attrgetter, methodcaller
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from orgsim.cli import options
from orgsim.cli.study_options import ManyRunsOptions, spread
from orgsim.errors import unusable
from orgsim.language.phrases import Wording
from orgsim.plan.text.document import meant

if TYPE_CHECKING:
    from orgsim.plan.sweep import SweepPlan
    from orgsim.report.sweep.phase_map import PhaseMap
    from orgsim.report.sweep.sweep import Sweep
    from orgsim.study.effort import Options

Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="STUDY",
        help="A sweep file; or a scenario, or several; or a market and organizations for it.",
    ),
]
Vary = Annotated[
    list[str] | None,
    typer.Option(
        metavar="PATH=VALUES",
        help='What is varied: a range such as "customer.churn=5 % / year..20 % / year", whole numbers such as '
        '"teams.sales.headcount=2..6", or a list "[0.5, 0.8]"; may be repeated. Teams and policies are what one decides, all '
        "else what one does not know; a sweep file can say otherwise.",
    ),
]
DesignOption = Annotated[
    Literal["grid", "latin", "sobol"] | None,
    typer.Option(
        show_default="grid, or the file's",
        help="How what is not known is sampled: every combination, a Latin hypercube, a Sobol sequence (for Sobol indices).",
    ),
]
PointsOption = Annotated[
    int | None,
    typer.Option(min=2, show_default="32", help="Points of a Latin hypercube or a Sobol sequence."),
]
MapOption = Annotated[
    tuple[str, str] | None,
    typer.Option(
        "--map",
        metavar="X Y",
        help="Two paths that are varied: map which organization is best where, in the first --kpi.",
    ),
]
ReplicationsOption = Annotated[
    int | None,
    typer.Option(
        "--replications", "-n", min=2, show_default="10; 20 for a map", help="Replications of each point."
    ),
]


@spread
def sweep(
    names: Names = None,
    vary: Vary = None,
    design: DesignOption = None,
    points: PointsOption = None,
    axes: MapOption = None,
    kpi: options.Kpi = None,
    replications: ReplicationsOption = None,
    seed: options.StatedSeed = None,
    horizon: options.Horizon = None,
    settings: options.Settings = None,
    *,
    study: ManyRunsOptions,
) -> None:
    """Vary what one decides and what one does not know: which setting is best, how surely, and what moves the figure most.

    The same luck meets every point. With --map X Y: over two of the paths, which organization is best where, where it cannot be
    told, and where the frontier runs; runs are spent where it is in doubt. With --out, a folder gets the tables, the figure and a
    ledger to go on from.
    """
    from orgsim.cli.studied import AnswerForm, give
    from orgsim.errors import unusable

    plan = _varied(_plan(names or [], options.changes(settings, horizon), study.force), vary or [])
    plan = replace(
        plan,
        kpis=options.named(kpi) or plan.kpis,
        design=design or plan.design,
        points=plan.points if points is None else points,
        replications=replications or plan.replications,
        seed=plan.seed if seed is None else seed,
        map=axes or plan.map,
    )
    if plan.map is not None and (design is not None or points is not None):
        raise unusable("a map chooses its points itself: leave out --design and --points")
    typed = tuple(text.partition("=")[0].strip() for text in vary or ())
    if plan.map is None:
        give(lambda told: _swept(plan, study.force, study.effort(told)), study)
    else:
        form = AnswerForm(methodcaller("cells"), attrgetter("runs"))
        give(lambda told: _mapped(plan, typed, study.force, study.effort(told)), study, form)


def _plan(names: list[str], changes: dict[str, Any], force: bool) -> "SweepPlan":
    """What the file says, or the scenarios that were named, nothing varied yet."""
    from orgsim.cli.choice import several
    from orgsim.plan.sweep import SweepPlan, is_sweep, load_sweep

    if (study := next(filter(is_sweep, names), None)) is not None:
        if len(names) > 1:
            raise unusable(
                "{study} is a sweep file, which brings all that it varies: orgsim sweep {study}", study=study
            )
        return load_sweep(study, changes, force)
    return SweepPlan(several(names, changes, force))


def _varied(plan: "SweepPlan", vary: list[str]) -> "SweepPlan":
    """The plan with what `--vary` says; it comes before what the file says of a path, and keeps its place there."""
    from orgsim.plan.factors import decided, read_factor

    levers, uncertainties = dict(plan.levers), dict(plan.uncertainties)
    typed: set[str] = set()
    for path, values in map(read_factor, vary):
        if path in typed:
            raise unusable("{path} is varied twice", path=path)
        typed.add(path)
        known = path in levers if path in levers or path in uncertainties else decided(path)
        (levers if known else uncertainties)[path] = values
    return replace(plan, levers=levers, uncertainties=uncertainties)


def _swept(plan: "SweepPlan", force: bool, effort: "Options") -> "Sweep":
    from orgsim.report.sweep.sweep import sweep as swept

    return swept(plan, force=force, **effort)


def _mapped(plan: "SweepPlan", typed: tuple[str, ...], force: bool, effort: "Options") -> "PhaseMap":
    """typed: the paths that were typed after `--vary`."""
    from orgsim.plan.text.document import nearest
    from orgsim.report.sweep.phase_map import phase_map

    assert plan.map is not None
    varied = {**plan.levers, **plan.uncertainties}
    for path in plan.map:
        if path not in varied:
            near = nearest(path, list(varied))
            hint = meant(near, Wording('say how far it goes: --vary "{path}=LOW..HIGH"', path=path))
            raise unusable(
                "{path} is no axis of the map, since nothing varies it; {hint}", path=path, hint=hint
            )
    if beside := [path for path in typed if path not in plan.map]:
        raise unusable(
            "{beside} is varied, but no axis of the map: leave it out, or set it to one value with --set",
            beside=beside[0],
        )
    if not plan.kpis:
        raise unusable("a map is of one KPI: name it, such as --kpi profit")
    x, y = ((path, varied[path]) for path in plan.map)
    effort["replications"] = plan.replications
    return phase_map(plan.scenarios, x, y, plan.kpis[0], seed=plan.seed, force=force, **effort)
