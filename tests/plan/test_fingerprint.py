"""The fingerprint of a scenario: all that its numbers depend on, and nothing else."""

import tomllib

import pytest
import tomli_w

from orgsim.plan.load import load, parse
from orgsim.setup.simulate import run

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
SEGMENTS = {
    "small": {"title": "Small", "share": 0.7},
    "large": {"title": "Large", "share": 0.3, "size": 4.0, "churn_odds": 0.5, "readiness": -0.4},
}
SHOCKS = {
    "rival": {"title": "Rival", "at": "30 days", "odds": {"close": 0.8}},
    "boom": {"title": "Boom", "at": "40 days", "leads": 1.5},
}
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


def test_the_order_of_tables_changes_neither_the_fingerprint_nor_the_run() -> None:
    data = load("b2b-saas", "the-model").replace(
        {"segments": SEGMENTS, "shocks": SHOCKS, "scenario.horizon": "90 days"}
    )
    tables = tomllib.loads(data.to_toml())
    for name in ("segments", "shocks", "sources", "teams"):
        assert len(tables[name]) > 1
        tables[name] = dict(reversed(tables[name].items()))
    turned = parse(tomli_w.dumps(dict(reversed(tables.items()))))
    assert list(turned.teams) == list(data.teams)[::-1]
    assert turned.fingerprint() == data.fingerprint()
    logs = [run(one, seed=3) for one in (data, turned)]
    assert logs[0].names == logs[1].names
    assert logs[0].facts == logs[1].facts
    assert logs[0].rows.tobytes() == logs[1].rows.tobytes()


def test_the_order_of_the_journey_counts() -> None:
    tables = tomllib.loads(SCENARIO)
    tables["sources"]["web"]["entry"] = tables["sources"]["fair"]["entry"] = "qualify"
    before = parse(tomli_w.dumps(tables))
    tables["journey"] = dict(reversed(tables["journey"].items()))
    assert parse(tomli_w.dumps(tables)).fingerprint() != before.fingerprint()
