"""What a firm watches month by month, counted once more from the log by plain loops."""

import math

import numpy as np
import pytest
from diagnosed_worlds import firm

from orgsim.measures.reading import read
from orgsim.measures.watched import watched
from orgsim.setup.simulate import run
from orgsim.units import MONTH


def test_decisions_and_times_are_those_of_the_log() -> None:
    log = run(firm(), 5, 0)
    found, frame = watched(read(log)), log.frame()
    months = 12
    decided, passed = np.zeros((2, months)), np.zeros((2, months))
    due, took = np.zeros(months), [[] for _ in range(months)]  # type: ignore[var-annotated]
    arrived: dict[str, float] = {}
    bought: set[str] = set()
    for row in frame.to_dict("records"):
        case, end = row["case"], row["end"]
        if row["kind"] == "arrival":
            arrived[case] = end
        if row["kind"] == "job" and row["activity"] in ("qualify", "close") and not math.isnan(end):
            step, month = ("qualify", "close").index(row["activity"]), int(end // MONTH)
            decided[step, month] += 1
            passed[step, month] += row["outcome"] in ("close", "customer")
        if row["kind"] == "change" and row["outcome"] in ("renewed", "churned"):
            due[min(int(np.nextafter(end, -1) // MONTH), months - 1)] += 1
        if row["kind"] == "change" and row["outcome"] == "customer" and case not in bought:
            bought.add(case)
            took[int(end // MONTH)].append(end - arrived[case])
    for step, name in enumerate(("qualify", "close")):
        assert found[f"decided.{name}"] == decided[step].tolist()
        assert found[f"passed.{name}"] == passed[step].tolist()
    assert found["due"] == due.tolist()
    assert due.sum() > 100
    assert found["days_to_win"] == pytest.approx(
        [np.mean(one) if one else math.nan for one in took], nan_ok=True
    )
    assert found["leads"] == [
        sum(int(day // MONTH) == month for day in arrived.values()) for month in range(months)
    ]
