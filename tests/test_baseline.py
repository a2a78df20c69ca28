"""Event logs are what they were; `make baseline` checks all of them, this a sample."""

import numpy as np
import pytest
from baseline.digests import digest, known, moved, scenarios

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
SAMPLE = [
    name
    for name in scenarios()
    if name.startswith(("all mechanisms", "mechanism ")) or (name.startswith("world ") and name.endswith("5"))
]


def test_the_baseline_knows_every_scenario_and_no_other() -> None:
    assert list(known()) == sorted(scenarios())


def test_logs_of_a_sample_are_as_they_were() -> None:
    assert moved(SAMPLE) == []


@pytest.mark.slow
def test_all_logs_are_as_they_were() -> None:
    assert moved(list(scenarios())) == []


def test_a_digest_feels_one_bit_of_one_number() -> None:
    log = run(parse(SMALL))
    rows = log.rows.copy()
    rows["end"][0] = np.nextafter(rows["end"][0], np.inf)
    assert digest(EventLog(rows, log.names, log.facts)) != digest(log)
    assert digest(run(parse(SMALL))) == digest(log)
