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


BY_HAND = {"phone": 0.92, "sellers": 0.57, "enterprise": 0.58, "success": 0.83}
"""Loads worked out at the head of the packaged firm's file."""


@pytest.mark.slow
def test_the_packaged_firm_is_right_and_about_as_busy_as_it_says() -> None:
    """Its customers and deals are there on day 0, and its teams have about the load that its file works out by hand."""
    plan = load(GALLERY / "firms" / "mid-market.toml")
    assert plan.firm is not None
    assert plan.firm.customer_count == 400
    assert sum(plan.firm.waiting.values()) == 105
    assert plan.notes == ()
    busy = [summarize(run(plan, 1, replication)).teams for replication in range(3)]
    mean = {name: sum(one[name]["utilisation"] for one in busy) / len(busy) for name in BY_HAND}
    assert mean == pytest.approx(BY_HAND, abs=0.15)


def test_a_mid_market_firm_is_written_in_fewer_than_100_lines() -> None:
    """Comments and blank lines included, and no line is longer than a screen is wide."""
    lines = (GALLERY / "firms" / "mid-market.toml").read_text(encoding="utf-8").splitlines()
    assert len(lines) < 100
    assert max(map(len, lines)) <= 140


def test_a_mid_market_firm_says_all_that_such_a_firm_has() -> None:
    plan = load(GALLERY / "firms" / "mid-market.toml")
    assert plan.market.currency == "USD"
    assert len(plan.sources) == 3
    assert plan.segments["enterprise"].term != plan.offering.term  # type: ignore[union-attr]
    closers = [team for team in plan.teams.values() if "close" in team.does]
    assert sorted((team.headcount, team.serves) for team in closers) == [(2, ("enterprise",)), (4, ("smb",))]
    assert [change.headcount for change in plan.teams["sellers"].changes] == ["-2", "+2"]
    assert plan.teams["sellers"].ramp == (0, 0.33, 0.67, 1)
    assert {name: plan.teams[name].headcount for name in ("phone", "success")} == {"phone": 3, "success": 3}
    assert len(plan.teams["phone"].calendar.shifts) == 2  # type: ignore[union-attr]
    assert all(team.commission is not None and team.absence for team in closers)
    titled = [*plan.segments.values(), *plan.teams.values(), *plan.journey.values(), *plan.sources.values()]
    assert all(one.title is not None and one.title.ja for one in titled)
