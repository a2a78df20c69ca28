"""The rules that find figures not to be taken at their word; what is said of them stands in `orgsim.study.notes`."""

from collections.abc import Collection, Iterator
from functools import partial
from itertools import product
from typing import get_args

import numpy as np

from orgsim.language.numbers import number, percent
from orgsim.language.phrases import Phrase, counting
from orgsim.measures.shared import named
from orgsim.measures.terms import CLASSES, YEAR, cells
from orgsim.plan.checks.own_work import always_busy
from orgsim.plan.scenario import Scenario
from orgsim.randomness import Floats
from orgsim.study.labels import owner_title
from orgsim.study.notes import Finding
from orgsim.study.quantities import Part, Quantity, Window, quantities
from orgsim.study.sample import LAST_YEAR, Sample
from orgsim.study.statistics import mean_of, p_value
from orgsim.units import MONTH

_ENOUGH_DECISIONS = 50
_ON_RETENTION = ("logo_churn", "nrr", "grr", "ltv", "ltv_cac", "firm_value")
"""KPIs that follow from the decisions of customers."""
_NO_TIME_LEFT = 0.995
_ON_WAITING = ("wait_hours", "wait_p90_hours", "wait_office_hours", "in_time_share", "queue_length")
_SURE = 0.01
"""p below which a change over the months is taken for one."""
_GROWTH, _LEAST_QUEUE = 1.5, 1.0
_LOAD_MOVED = 0.05
_LEAST_MONTHS = 6


def findings(scenario: Scenario, sample: Sample, leading: Collection[str]) -> list[Finding]:
    """What a reader must know of the figures of one scenario; `leading` are the KPIs that matter most."""
    return [
        *_of_intervals(scenario, sample, leading),
        *_of_decisions(scenario, sample, leading),
        *_of_overload(scenario, sample),
        *_of_queues(scenario, sample),
        *_of_warm_up(scenario, sample),
    ]


def _of_intervals(scenario: Scenario, sample: Sample, leading: Collection[str]) -> Iterator[Finding]:
    """What the intervals say themselves; told are those of leading KPIs, of ratios, and of what leads at activities and teams."""
    parts: tuple[Part, ...] = ("kpis", "activities", "teams")
    for part, window in product(parts, get_args(Window)):
        for one in quantities(sample, part, window):
            told = (
                one.kpi.headline
                if part != "kpis"
                else one.kpi.name in leading or one.kpi.combined is not None
            )
            for doubt in one.estimate(sample).doubts:
                yield Finding(doubt, (one.key,), _called(scenario, one), told and window == "total")


def _called(scenario: Scenario, one: Quantity) -> object:
    if one.part == "kpis":
        return one.kpi.title
    return Phrase("{kpi} ({owner})", kpi=one.kpi.title, owner=_title(scenario, one.part, one.owner))


def _of_decisions(scenario: Scenario, sample: Sample, leading: Collection[str]) -> Iterator[Finding]:
    """How many decisions of customers the figures of retention rest on; nothing where there are no customers to decide."""
    decisions, customers = (
        float(np.nansum(sample.column(f"parts.{name}"))) for name in ("decisions", "customers")
    )
    of_the_year = tuple(key for name in _ON_RETENTION if (key := f"{LAST_YEAR}{name}") in sample.keys)
    keys = (*_ON_RETENTION, *of_the_year)
    told = any(name in leading for name in _ON_RETENTION)
    recurs = bool(np.isfinite(sample.column("mrr")).any())
    if not recurs or customers == 0:
        return
    if decisions == 0:
        yield Finding(
            "nobody_decided",
            keys,
            counting("{count} customer", "{count} customers", customers, count=_text(customers)),
            told,
        )
        return
    if decisions < _ENOUGH_DECISIONS:
        yield Finding("few_decisions", keys, _times(decisions), told)
    if decisions < customers and (scenario.firm is None or _on_first_terms(sample) > decisions / 2):
        yield Finding("first_terms", keys, _times(decisions / customers), told)
    lately = _decided_lately(sample)
    if of_the_year and decisions >= _ENOUGH_DECISIONS > lately:
        yield Finding("few_decisions", of_the_year, _times(lately), told=False)


def _decided_lately(sample: Sample) -> float:
    """Decisions at the end of a term, and ends of relations without one, in the last 12 months."""
    keys = [f"parts.due.{cell}{YEAR}" for cell in (*cells(), "between")]
    return float(sum(np.nansum(sample.column(key)) for key in keys))


def _on_first_terms(sample: Sample) -> float:
    """Decisions at the end of first terms."""
    return sum(float(np.nansum(sample.column(f"parts.due.{kind}.1"))) for kind in CLASSES)


def _of_overload(scenario: Scenario, sample: Sample) -> Iterator[Finding]:
    """Teams without time left; who fills spare hours with work for the organization is always busy and has some."""
    filled, teams = always_busy(scenario), scenario.all_teams
    for one in quantities(sample, "teams"):
        if one.kpi.name == "utilisation" and one.owner in teams and one.owner not in filled:
            load = one.estimate(sample)
            if load.mean >= _NO_TIME_LEFT:
                waits = [
                    f"activities.{own}.{name}"
                    for activity in teams[one.owner].does
                    for own in (activity, named(activity, one.owner))
                    for name in _ON_WAITING
                ]
                yield Finding("overloaded", (one.key, *waits), _title(scenario, "teams", one.owner))
    for one in quantities(sample, "teams", "last year"):
        if one.owner in teams and one.owner not in filled and one.estimate(sample).mean >= _NO_TIME_LEFT:
            yield Finding("overloaded", (one.key,), _title(scenario, "teams", one.owner), told=False)


def _of_queues(scenario: Scenario, sample: Sample) -> Iterator[Finding]:
    """Activities whose queue of the last third of the months counted is well above that of the third before."""
    for key, values in sample.series.items():
        place, _, owner = key.partition(".")
        thirds = _thirds(scenario, values)
        if place != "queue_length" or thirds is None:
            continue
        _, before, last = thirds
        grown = mean_of(last) >= max(_GROWTH * mean_of(before), _LEAST_QUEUE)
        if grown and _moved(before, last):
            keys = tuple(f"activities.{owner}.{name}" for name in _ON_WAITING)
            yield Finding("queue_growing", keys, _title(scenario, "activities", owner))


def _of_warm_up(scenario: Scenario, sample: Sample) -> Iterator[Finding]:
    """Teams whose load still moves in the months counted, where a warm-up says that a steady state is meant."""
    if scenario.scenario.warm_up <= 0:
        return
    for key, values in sample.series.items():
        place, _, owner = key.partition(".")
        thirds = _thirds(scenario, values)
        if place != "utilisation" or thirds is None:
            continue
        first, _, last = thirds
        early, late = float(np.mean(first)), float(np.mean(last))
        if abs(late - early) > _LOAD_MOVED and _moved(first, last):
            moved = Phrase(
                "{team} {early} → {late}",
                team=_title(scenario, "teams", owner),
                early=format(100 * early, ".0f"),
                late=partial(percent, round(late, 2)),
            )
            yield Finding("unsteady", (f"teams.{owner}.utilisation",), moved)


def _thirds(scenario: Scenario, values: Floats) -> tuple[Floats, Floats, Floats] | None:
    """Each replication's mean in the first, second and last third of the whole months counted; None where they are few."""
    head = scenario.scenario
    first, end = int(np.ceil(head.warm_up / MONTH - 1e-9)), int(head.horizon / MONTH + 1e-9)
    counted = values[:, first:end]
    if counted.shape[1] < _LEAST_MONTHS or not np.isfinite(counted).all():
        return None
    third = counted.shape[1] // 3
    parts = counted[:, :third], counted[:, -2 * third : -third], counted[:, -third:]
    one, other, last = (np.asarray(part.mean(axis=1), dtype=np.float64) for part in parts)
    return one, other, last


def _moved(before: Floats, after: Floats) -> bool:
    gaps = after - before
    return len(gaps) > 1 and p_value(mean_of(gaps), gaps) < _SURE


def _title(scenario: Scenario, part: Part, owner: str) -> object:
    return partial(owner_title, scenario, part, owner)


def _text(value: float) -> object:
    return partial(number, value, digits=2)


def _times(value: float) -> Phrase:
    return counting("{count} time", "{count} times", value, count=_text(value))
