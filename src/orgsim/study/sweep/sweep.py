"""Run a sweep: its points laid out and checked first, then run with the same luck at each."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from orgsim.errors import unusable
from orgsim.measures.kpis import KPIS
from orgsim.plan.factors import concerns, factors_of
from orgsim.plan.sweep import SweepPlan
from orgsim.study.effort import Effort, Options, settled
from orgsim.study.quantities import Quantity, checked
from orgsim.study.sample import Sample
from orgsim.study.sweep.answer import SweepResult, pseudo_values
from orgsim.study.sweep.designs import SweepDesign, designed
from orgsim.study.sweep.runs import (
    Checked,
    Runs,
    Variants,
    check_currency,
    check_runs,
    checked_variants,
    keys_of,
)

USUAL_REPLICATIONS = 10
"""Replications of each point when nothing is said."""


def swept(plan: SweepPlan, effort: Effort, force: bool) -> SweepResult:
    """Run a sweep. Raises OrgsimError for one that cannot be run, KeyboardInterrupt when nothing was finished everywhere."""
    design = _design(plan)
    told = f"{design.count:,} points, {effort.most:,} replications each"
    check_runs(design.count * effort.most, told, force)
    points = design.laid_out()
    named = checked(plan.kpis) or tuple(name for name, kpi in KPIS.items() if kpi.headline)
    every = {point.key: (point.scenario, point.changes) for point in points}
    ready = checked_variants(Variants(plan.scenarios, every), force)
    count, complete = effort.most, True
    with Runs(
        ready, keys_of(named), plan.seed, effort, len(set(ready.fingerprints.values())) * count
    ) as runs:
        try:
            # Replication by replication: what is cut short has the same replications at every point.
            runs.run((key, number) for number in range(count) for key in every)
        except KeyboardInterrupt:
            count, complete = runs.finished(every, count), False
            if count < 2:
                raise
        samples = {key: runs.sample(key, range(count)) for key in every}
    idle = _idle(design, ready)
    if not plan.kpis:
        named = tuple(sorted(named, key=lambda name: not _is_known(name, samples.values())))
    return SweepResult(
        plan.scenarios, design, named, tuple(points), samples, count, plan.seed, complete, idle
    )


def _design(plan: SweepPlan) -> SweepDesign:
    """What is run; raises OrgsimError where that cannot be."""
    if not plan.scenarios:
        raise unusable("there is no scenario to run")
    check_currency(plan.scenarios)
    levers, uncertainties = (factors_of(part, plan.scenarios) for part in (plan.levers, plan.uncertainties))
    factors = {"levers": levers, "uncertainties": uncertainties}
    found = designed(list(plan.scenarios), factors, plan.design, plan.points, plan.seed)
    pairs = ((name, one.path) for name in plan.scenarios for one in levers)
    foreign = frozenset(pair for pair in pairs if not concerns(pair[1], pair[0], plan.scenarios))
    return replace(found, foreign=foreign)


def effort_of(options: Options, usual: int) -> Effort:
    """The effort of a sweep or a map: options without a precision, `usual` replications; at least two, so that luck is known."""
    if options.get("precision") is not None or options.get("precision_kpi") is not None:
        raise unusable("a sweep cannot be run to a precision; state replications")
    effort = settled({**options, "replications": options.get("replications") or usual})
    if effort.most < 2:
        raise unusable(
            "replications is {most}; it must be 2 or more, to tell how much luck there is", most=effort.most
        )
    return effort


def _is_known(kpi: str, samples: Iterable[Sample]) -> bool:
    """Whether every point defines a KPI in every replication."""
    quantity = Quantity(KPIS[kpi])
    return all(np.isfinite(pseudo_values(quantity, sample)).all() for sample in samples)


def _idle(plan: SweepDesign, ready: Checked) -> tuple[str, ...]:
    """Factors whose lowest and highest values make the same scenario, wherever they are tried."""
    return tuple(
        factor.path
        for factor in plan.sampled
        if all(
            ready.fingerprints[low.key] == ready.fingerprints[high.key]
            for low, high in (plan.ends(name, factor) for name in plan.scenarios)
        )
    )
