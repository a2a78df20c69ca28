"""Recurring revenue as figures: what moved it from the first day to the last, and how many customers stay."""

import numpy as np

from orgsim.language.phrases import Phrase, within
from orgsim.measures.customers import BRIDGE
from orgsim.measures.terms import AGES, CLASSES
from orgsim.report.drawing.axis_marks import AxisMarks
from orgsim.report.drawing.bridges import BridgeChart, BridgeStep, RevenueBridge
from orgsim.report.drawing.staying import StayChart, StayLine
from orgsim.report.study.lettered import FigureLabels, Illustration
from orgsim.units import MONTH

_MONTHS_OF_YEAR = 12
_STEPS = {
    "mrr_new": Phrase("new customers"),
    "mrr_added": Phrase("more sold to customers"),
    "mrr_repriced": Phrase("other prices at renewals"),
    "mrr_contracted": Phrase("given up at renewals"),
    "mrr_lost": Phrase("customers lost"),
}
_ENDS = (Phrase("at the start"), Phrase("at the end"))
_BRIDGE = Phrase(
    "Mean over replications: what stood at the start and the rows below it add up to what stands at the end."
)
_STAY = Phrase(
    "Of 100 customers who bought, how many are there after their first decision, their second and so on: at each the share that"
    " stayed among those who decided within the days counted (Kaplan and Meier). Who leaves within a term counts apart."
)
_CLASSES = {
    "short": within("terms", "short terms"),
    "year": within("terms", "terms of a year"),
    "long": within("terms", "long terms"),
}


def bridge(labels: FigureLabels, abreast: int) -> Illustration | None:
    """What moved annual recurring revenue in the days counted; None where nothing recurs."""
    found = {name: one for name in labels.scenarios if (one := _moved(labels, name)) is not None}
    if not found:
        return None
    # What happened in no organization is no row.
    kept = [key for key in BRIDGE if any(abs(one[key]) > 1e-9 for one in found.values())]
    bridges = [
        RevenueBridge(
            labels.scenarios[name],
            labels.places[name],
            one["start"],
            [BridgeStep(labels.say(_STEPS[key]), one[key]) for key in kept],
            one["end"],
        )
        for name, one in found.items()
    ]
    levels = [one["start"] + max(0.0, *(one[key] for key in kept), 0.0) for one in found.values()]
    largest = max(*levels, *(one["end"] for one in found.values()), 1.0)
    mark = AxisMarks(labels.language, "money", largest, labels.reading.first.market.currency)
    ends = labels.say(_ENDS[0]), labels.say(_ENDS[1])
    chart = BridgeChart(bridges, ends, labels.kpi("arr"), mark, abreast)
    return Illustration(chart, Phrase("What moved annual recurring revenue"), _BRIDGE)


def _moved(labels: FigureLabels, name: str) -> dict[str, float] | None:
    """Annual recurring revenue at the start and the end of the days counted, and what moved it; means over replications."""
    study = labels.reading.study
    if any(key not in study.samples[name].series for key in ("mrr", *BRIDGE)):
        return None
    series = {key: _MONTHS_OF_YEAR * study.series(name, key).mean(axis=0) for key in ("mrr", *BRIDGE)}
    if not np.isfinite(series["mrr"]).all() or not series["mrr"].any():
        return None
    # A warm-up that ends within a month leaves the rest of that month to it.
    first = int(np.ceil(study.scenarios[name].scenario.warm_up / MONTH - 1e-9))
    moved = {key: float(series[key][first:].sum()) for key in BRIDGE}
    before = sum(float(series[key][0]) for key in BRIDGE)
    start = float(series["mrr"][first - 1]) if first else float(series["mrr"][0]) - before
    return {"start": start, **moved, "end": float(series["mrr"][-1])}


def staying(labels: FigureLabels) -> Illustration | None:
    """How many customers stay from decision to decision; None where nobody has decided."""
    lines = [line for name in labels.scenarios for line in _lines(labels, name)]
    if not lines:
        return None
    axis, months = labels.say("Customers still there"), labels.say("Months after the purchase")
    return Illustration(
        StayChart(lines, axis, months, labels.language), Phrase("How many customers stay"), _STAY
    )


def _lines(labels: FigureLabels, name: str) -> list[StayLine]:
    means = labels.reading.study.samples[name].means
    curves = {kind: found for kind in CLASSES if (found := _survival(means, kind)) is not None}
    return [
        StayLine(
            labels.scenarios[name]
            if len(curves) == 1
            else labels.say("{title} ({text})", title=labels.scenarios[name], text=_CLASSES[kind]),
            labels.places[name],
            months,
            shares,
        )
        for kind, (months, shares) in curves.items()
    ]


def _survival(means: dict[str, float], kind: str) -> tuple[list[float], list[float]] | None:
    """Months after the purchase and the share that is there still, from (0, 1) on; None where nobody has decided.

    The last age is open: it holds all later decisions, and its share is no longer one of a single decision, so it is left out.
    """
    terms = means.get(f"parts.terms.{kind}", 0.0)
    if not terms:
        return None
    length = means[f"parts.months.{kind}"] / terms
    months, shares = [0.0], [1.0]
    for age in range(1, AGES):
        due, lost = (means[f"parts.{what}.{kind}.{age}"] for what in ("due", "lost"))
        if not due > 0:
            break
        months.append(age * length)
        shares.append(shares[-1] * (1 - lost / due))
    return (months, shares) if len(months) > 1 else None
