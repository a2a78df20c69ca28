"""The fingerprint of a scenario: all that its numbers depend on, and nothing else."""

import pytest

from orgsim.plan.load import parse

SCENARIO = """
[scenario]
title = "A"
horizon = "60 days"
[market]
title = { en = "A", ja = "A" }
about = "A"
[segments.small]
title = "A"
share = 1.0
[sources.web]
title = "A"
leads = "2 / day"
[sources.fair]
leads = "1 / day"
[journey.qualify]
title = "A"
work = { mean = "1 h" }
outcomes = [{ to = "close", rate = 0.5 }, { to = "lost", rate = 0.5 }]
[journey.close]
work = { mean = "2 h" }
outcomes = [{ to = "customer", rate = 0.5 }, { to = "lost", rate = 0.5 }]
[offering]
price = "10_000 / month"
[shocks.crisis]
title = "A"
at = "90 days"
leads = 0.5
[organization]
title = { en = "A", ja = "A" }
about = "A"
[teams.sales]
title = "A"
headcount = 2
does = ["qualify", "close"]
"""
SHOWN = [
    "scenario.title",
    "market.title",
    "market.title.ja",
    "market.about",
    "segments.small.title",
    "sources.web.title",
    "sources.fair.title",
    "journey.qualify.title",
    "journey.close.title",
    "shocks.crisis.title",
    "organization.title",
    "organization.title.ja",
    "organization.about",
    "teams.sales.title",
]
COUNTED = {
    "scenario.horizon": "61 days",
    "segments.small.readiness": 0.1,
    "sources.web.leads": "3 / day",
    "journey.close.work.mean": "3 h",
    "shocks.crisis.leads": 0.6,
    "teams.sales.headcount": 3,
    "teams.sales.kpi": "leads",
    "policies.nurture.touches": 3,
    "effects.cooling.factor": 3,
    "market.currency": "USD",
}


@pytest.mark.parametrize("path", SHOWN)
def test_what_is_for_readers_alone_does_not_count(path: str) -> None:
    before = parse(SCENARIO)
    after = before.replace({path: "B"})
    assert after.fingerprint() == before.fingerprint()
    assert after != before


@pytest.mark.parametrize(("path", "value"), COUNTED.items(), ids=COUNTED)
def test_whatever_numbers_depend_on_counts(path: str, value: object) -> None:
    before = parse(SCENARIO)
    assert before.replace({path: value}).fingerprint() != before.fingerprint()


def test_a_team_called_title_counts() -> None:
    text = SCENARIO.replace("[teams.sales]", "[teams.title]")
    before = parse(text)
    assert before.replace({"teams.title.headcount": 9}).fingerprint() != before.fingerprint()


def test_how_a_file_is_written_does_not_count() -> None:
    written = SCENARIO.replace('"60 days"', '"1440 h"').replace("rate = 0.5", 'rate = "50 %"')
    assert parse(written).fingerprint() == parse(SCENARIO).fingerprint()
    assert parse(written) == parse(SCENARIO)
