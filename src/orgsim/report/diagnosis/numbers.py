"""Tidy tables of a diagnosis, and the same as one JSON document."""

from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.language.phrases import said
from orgsim.report.diagnosis.words import what_if
from orgsim.study.diagnosis.diagnose import FITS, SEVERAL, SURE, DiagnosisResult, Estimated, verdict_of
from orgsim.study.diagnosis.model import NOTHING, truth_by_kind
from orgsim.study.tables import made_by, plain

if TYPE_CHECKING:
    import pandas as pd


def weights(found: DiagnosisResult) -> "pd.DataFrame":
    """See `Diagnosis.table`."""
    import pandas as pd

    rows = []
    for one in found.weights:
        row: dict[str, Any] = {"cause": one.name, "weight": one.weight, "prior": one.prior}
        row |= _estimate("month", one.month) | _estimate("size", one.size)
        stated = ""
        if one.name != NOTHING and one.month is not None and one.size is not None:
            stated = what_if(found.scenario, found.cause(one.name), int(one.month.middle), one.size.middle)
        rows.append(row | {"what_if": stated})
    return pd.DataFrame(rows)


def _estimate(name: str, one: Estimated | None) -> dict[str, float]:
    values = (np.nan,) * 3 if one is None else (one.middle, one.low, one.high)
    return dict(zip((name, f"{name}_low", f"{name}_high"), values, strict=True))


def deviations(found: DiagnosisResult) -> "pd.DataFrame":
    """See `Diagnosis.deviations`."""
    import pandas as pd

    runs, model = found.model.runs, found.model
    luck = model.classes[NOTHING]
    spread = np.sqrt(np.diag(luck.covariance))
    seen = (found.values - luck.means[0]) / spread
    told = {}
    for one in found.weights:
        share = model.classify(found.values[None, :]).within(one.name)[0]
        told[one.name] = (share @ model.classes[one.name].means - luck.means[0]) / spread
    best = found.best.name
    places = np.flatnonzero(runs.kept)
    size = len(runs.blocks.of)
    rows = []
    for place, statistic in enumerate(places.tolist()):
        figure, block = runs.figures[statistic // size], runs.blocks.of[statistic % size]
        rows.append(
            {
                "figure": figure.figure,
                "scale": figure.scale,
                "from_month": block[0],
                "to_month": block[-1],
                "observed": float(seen[place]),
                "explained": float(told[best][place]),
            }
        )
    return pd.DataFrame(rows)


def reliability(found: DiagnosisResult) -> dict[str, float]:
    """How runs left out are told: share told rightly, not told, and told wrongly, kinds weighing as they are believed."""
    weights_of, true = truth_by_kind(found.model)
    names = list(weights_of)
    fits = np.array([found.model.left_out.farther(one) for one in found.model.left_out.distances])
    prior = {name: float(np.sum([v for k, v in found.model.learning.prior.items() if k.partition(":")[0] == name]))
             for name in names}  # fmt: skip
    told = {"right": 0.0, "untold": 0.0, "wrong": 0.0}
    for place, kind in enumerate(true):
        own = dict(
            sorted(((name, float(weights_of[name][place])) for name in names), key=lambda pair: -pair[1])
        )
        verdict = verdict_of(own, float(fits[place]))
        heaviest = next(iter(own))
        outcome = (
            "untold"
            if verdict in ("cannot tell", "none of these")
            else "right"
            if heaviest == kind
            else "wrong"
        )
        told[outcome] += prior[kind] / true.count(kind)
    return told


def document(found: DiagnosisResult) -> dict[str, Any]:
    """See `Diagnosis.to_json`."""
    return {
        "orgsim": made_by(),
        "scenario": found.scenario.name,
        "seed": found.seed,
        "replications": found.replications,
        "complete": True,
        "verdict": found.verdict,
        "kinds": found.kinds,
        "fit": found.fit,
        "threshold": SURE,
        "fit_threshold": FITS,
        "second": {"share": found.second.share, "threshold": SEVERAL, "causes": list(found.second.pair)},
        "months_observed": [found.observation.months[0], found.observation.months[-1]],
        "since": [found.months[0], found.months[-1]],
        "level": found.model.learning.level,
        "temperature": found.model.left_out.temperature,
        "sizes": {one.name: [one.low, one.high] for one in found.causes},
        "weights": _records(weights(found)),
        "deviations": _records(deviations(found)),
        "left_out_runs": reliability(found),
        "left_out_causes": {name: said(reason, "en") for name, reason in found.left_out.items()},
    }


def _records(frame: "pd.DataFrame") -> list[dict[str, Any]]:
    return [{str(key): plain(value) for key, value in row.items()} for row in frame.to_dict("records")]
