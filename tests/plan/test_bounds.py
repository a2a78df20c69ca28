"""Bounds of what can be run: calendars, dates, people, replications, and columns wide enough for what lies within."""

from typing import Any

import numpy as np
import pytest

import orgsim
from orgsim.errors import OrgsimError
from orgsim.events.columns import Row
from orgsim.plan.load import parse
from orgsim.setup.build import build
from orgsim.setup.simulate import run

QUEUE = """
[scenario]
horizon = "{horizon}"
start = {start}
mechanisms = ["turnover"]
[sources.web]
leads = "1 / day"
[journey.serve]
work = {{ mean = "10 min" }}
outcomes = [{{ to = "lost", rate = 1.0 }}]
[teams.desk]
headcount = 2
does = ["serve"]
"""
USUAL = {"horizon": "100 days", "start": "2024-01-01"}


def said(changes: dict[str, Any], **text: str) -> str:
    """What is wrong with the queue and some changes; empty where nothing is."""
    try:
        parse(QUEUE.format(**{**USUAL, **text})).replace(changes)
    except OrgsimError as error:
        return str(error)
    return ""


def test_a_working_day_has_a_minute() -> None:
    wrong = said({"teams.desk.calendar": {"hours": 0.001}})
    assert "teams.desk.calendar.hours is 0.001; it must be 0.0167 or more" in wrong
    assert said({"teams.desk.calendar": {"hours": 0.0167}}) == ""


def test_the_shortest_working_day_is_run_to_its_end() -> None:
    plan = parse(QUEUE.format(**USUAL)).replace(
        {"teams.desk.calendar": {"hours": 0.0167}, "journey.serve.work.mean": "100000 h"}
    )
    log = run(plan.replace({"scenario.drain": True}))
    ends = log.of(Row.JOB)["end"]
    assert np.nanmax(ends) > 365.25 * 8000  # six million working days


def test_a_scenario_ends_before_dates_do() -> None:
    wrong = said({}, start="9998-12-01")
    assert (
        "line 4  scenario.start is 9998-12-01, from which 100 days reach beyond the year 9998, the last that is dated; "
        "start earlier, or shorten scenario.horizon to 31 days"
    ) in wrong
    assert said({}, start="9998-12-01", horizon="31 days") == ""
    seasons = {"sources.web.seasonality": {"months": [1] * 12, "weekdays": [1] * 7}}
    assert said(seasons, start="9998-12-01", horizon="31 days") == ""


def test_a_recorded_start_is_bounded_too(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("recorded")
    (folder / "r.csv").write_text("t\n9999-12-31 10:00\n", encoding="utf-8")
    text = QUEUE.format(**USUAL).replace("start = 2024-01-01\n", "")
    text = text.replace('leads = "1 / day"', 'kind = "recorded"\nfile = "r.csv"\ntime = "t"')
    with pytest.raises(OrgsimError, match=r"scenario\.start is 9999-12-31"):
        parse(text, str(folder / "it.toml"))


def test_people_in_all_are_bounded() -> None:
    team = {"headcount": 10_000, "does": []}
    ten = {f"teams.t{k}": team | {"does": ["serve"] if k == 0 else []} for k in range(10)}
    policies = {"policies.meetings": {"teams": ["t0"]}}
    assert "the teams have 100,002 people in all; at most 100,000 are run" in said(ten | policies)
    grown = {
        "teams.desk.changes": [{"at": f"{k + 1} days", "headcount": 1 + 9999 * (k % 2)} for k in range(4)]
    }
    assert said(grown) == ""


def test_replications_are_bounded() -> None:
    plan = parse(QUEUE.format(**USUAL))
    with pytest.raises(OrgsimError, match="replications is 100000000; it must be 100,000 or fewer"):
        orgsim.compare({"a": plan, "b": plan}, replications=10**8)


def test_more_people_than_sixteen_bits_count() -> None:
    changes = [{"at": f"{k + 1} days", "headcount": 1 + 99 * (k % 2)} for k in range(9)]
    world = build(parse(QUEUE.format(**USUAL)).replace({"teams.desk.changes": changes}), 1, 0)
    world.teams[0].hired = 2**15 - 1
    world.go()
    joined = world.log.since(0)["person"]
    assert joined.max() == 2**15 - 1 + 2 + 4 * 99 - 1


def test_more_visits_than_sixteen_bits_count() -> None:
    text = QUEUE.format(horizon="40 days", start="2024-01-01").replace(
        'mechanisms = ["turnover"]', "mechanisms = []"
    )
    text = text.replace('leads = "1 / day"', 'kind = "recorded"\narrivals = [1]').replace("10 min", "0.1 s")
    text = text.replace('"lost"', '"customer"').replace(
        '["serve"]', '["serve", "support"]\ncalendar = "continuous"'
    )
    text += '[journey.support]\nwork = { mean = "0.1 s" }\n[offering]\nprice = "1 / month"\n'
    log = run(parse(text + '[customer]\nchurn = "0 % / year"\nincidents = { rate = "1000 / day" }\n'))
    assert log.of(Row.JOB)["visit"].max() > 2**15
