"""A firm that exists, whose customers are served by segment: who keeps whom on day 0."""

import pytest
from places import GALLERY

from orgsim.events.columns import Row
from orgsim.measures.summary import summarize
from orgsim.plan.load import load, parse
from orgsim.setup.build import build
from orgsim.setup.simulate import run

FIRM = """
[scenario]
horizon = "8 months"
mechanisms = []
[segments]
small = { share = 0.5 }
large = { share = 0.5 }
[sources.web]
leads = "2 / month"
[journey.close]
work = { mean = "2 h" }
outcomes = [ { to = "customer", rate = 0.5 }, { to = "lost", rate = 0.5 } ]
[journey.check_in]
work = { mean = "1 h" }
[offering]
price = "100 / month"
[customer]
churn = "0 % / year"
check_ins = { activity = "check_in", every = "1 month" }
[firm]
customers = 40
segments = { small = 0.75, large = 0.25 }
[teams.sales]
headcount = 1
does = ["close"]
[teams.desk]
headcount = 2
does = ["check_in"]
serves = ["small"]
ownership = "person"
[teams.key_accounts]
headcount = 1
does = ["check_in"]
serves = ["large"]
ownership = "person"
"""


def test_customers_of_day_0_are_kept_where_their_segment_is_served() -> None:
    world = build(parse(FIRM), 1, 0)
    world.open()
    kept = {team.name: set(getattr(team, "owners", ())) for team in world.teams}
    assert not kept["desk"] & kept["key_accounts"]
    assert len(kept["desk"]) + len(kept["key_accounts"]) == 40
    assert 25 <= len(kept["desk"]) <= 35
    small = {
        account.case.key for account in world.contracts.accounts.present.values() if account.case.segment == 0
    }
    assert kept["desk"] == small


def test_their_check_ins_are_held_by_who_serves_them() -> None:
    log = run(parse(FIRM), 1)
    rows = log.of(Row.JOB)
    held = rows[rows["activity"] == log.names.activities.index("check_in")]
    team_of: dict[int, set[int]] = {}
    for row in held[held["entity"] == log.names.entities.index("firm")]:
        team_of.setdefault(int(row["number"]), set()).add(int(row["team"]))
    assert len(team_of) == 40
    assert all(len(teams) == 1 for teams in team_of.values())


BY_HAND = {"phone": 0.87, "sellers": 0.57, "enterprise": 0.59, "success": 0.88}
"""Loads worked out at the head of the packaged firm's file."""


def test_the_packaged_firm_is_right_and_about_as_busy_as_it_says() -> None:
    """Its customers and deals are there on day 0, and its teams have about the load that its file works out by hand."""
    plan = load(GALLERY / "firms" / "mid-market.toml")
    assert plan.firm is not None
    assert plan.firm.customer_count == 400
    assert sum(plan.firm.waiting.values()) == 105
    assert plan.notes == ()
    busy = summarize(run(plan, 1)).teams
    assert {name: busy[name]["utilisation"] for name in BY_HAND} == pytest.approx(BY_HAND, abs=0.15)
    assert len((GALLERY / "firms" / "mid-market.toml").read_text(encoding="utf-8").splitlines()) < 200
