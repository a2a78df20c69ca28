"""Event logs are what they were; `make baseline` checks all of them, this a sample."""

import os
import subprocess
import sys
from functools import cache

import numpy as np
import numpy._core._multiarray_umath as processor
import pytest
from baseline.digests import REPLICATION, ROOT, SEED, digest, known, moved, scenarios

from orgsim.events.log import EventLog
from orgsim.plan.load import parse
from orgsim.setup.simulate import run

SMALL = """
[sources.web]
leads = "2 / day"
[journey.serve]
work = { mean = "1 h" }
outcomes = [ { to = "lost", rate = 1 } ]
[teams.desk]
headcount = 1
does = ["serve"]
"""
MAKERS = scenarios()
SAMPLE = [
    name
    for name in MAKERS
    if name.startswith(("all mechanisms", "mechanism ")) or (name.startswith("world ") and name.endswith("5"))
    if name
    not in (
        "all mechanisms, shared goal",
        "all mechanisms, turnover",
    )  # nearest to those with gates and people
]


@cache
def logged(name: str) -> EventLog:
    """The log of a scenario of the sample, run once for all that look at it."""
    return run(MAKERS[name](), SEED, REPLICATION)


def test_the_baseline_knows_every_scenario_and_no_other() -> None:
    assert list(known()) == sorted(MAKERS)


def test_logs_of_a_sample_are_as_they_were() -> None:
    before = known()
    assert [name for name in SAMPLE if digest(logged(name)) != before[name]] == []


@pytest.mark.slow
def test_all_logs_are_as_they_were() -> None:
    assert moved(list(MAKERS)) == []


@pytest.mark.parametrize("hidden", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_logs_are_the_same_whatever_the_processor_can_do(hidden: int) -> None:
    """Some worlds, with all of the processor's features but the first few hidden from numpy."""
    features = [name for name in processor.__cpu_dispatch__ if processor.__cpu_features__[name]]
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "baseline" / "digests.py"), "world 1"],
        env={**os.environ, "NPY_DISABLE_CPU_FEATURES": " ".join(features[hidden:])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "10 of 10 logs as they were\n", done.stderr


@pytest.mark.parametrize("name", [name for name in SAMPLE if not name.startswith("mechanism ")])
def test_no_number_of_a_log_is_minus_zero(name: str) -> None:
    """It would be equal to 0 and another byte, which one way of writing an effect gives and another does not."""
    rows = logged(name).rows
    for field in rows.dtype.names or ():
        values = rows[field]
        assert not (np.signbit(values) & (values == 0)).any() if values.dtype.kind == "f" else True, field


def test_a_digest_feels_one_bit_of_one_number() -> None:
    log = run(parse(SMALL))
    rows = log.rows.copy()
    rows["end"][0] = np.nextafter(rows["end"][0], np.inf)
    assert digest(EventLog(rows, log.names, log.facts)) != digest(log)
    assert digest(run(parse(SMALL))) == digest(log)
