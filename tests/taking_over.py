"""Two teams, and other teams that take over on a day: a small firm for what is worked out by hand of reorganizations."""

from typing import Any

from estimates import scenario
from people_worlds import worked

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.plan.files import ORGANIZATION_KEYS
from orgsim.plan.scenario import Scenario

TWO = """
[scenario]
horizon = "200 days"
mechanisms = []
[sources.web]
kind = "recorded"
arrivals = [0.0]
[journey.first]
work = { mean = "24 h", distribution = "constant" }
outcomes = [ { to = "second", rate = 1.0 } ]
[journey.second]
work = { mean = "24 h", distribution = "constant" }
outcomes = [ { to = "lost", rate = 1.0 } ]
[teams.one]
headcount = 1
cost = "100 / month"
calendar = "continuous"
does = ["first"]
[teams.two]
headcount = 1
cost = "300 / month"
calendar = "continuous"
does = ["second"]
"""
Job = tuple[str, str, int, float, float, float]


def team(*does: str, headcount: int = 1, cost: int = 100, **words: Any) -> dict[str, Any]:
    """A team that is always on duty."""
    stated = {"does": list(does), "headcount": headcount, "cost": f"{cost} / month", "calendar": "continuous"}
    return stated | words


ONE, SECOND = team("first"), team("second", cost=300)
"""The teams that are there from the beginning."""


def two(at: float, teams: dict[str, Any], /, changes: dict[str, Any] | None = None, **row: Any) -> Scenario:
    """Two teams, the second of which goes on with what the first has done, until other teams take over on a day."""
    successor = {"teams": teams} | ({"policies": row.pop("policies")} if "policies" in row else {})
    rows = {"reorganizations": [{"at": f"{at} days", "organization": successor} | row]}
    return scenario(TWO).replace((changes or {}) | rows)


def jobs(log: EventLog) -> list[Job]:
    """Activity, team, person, and when it was ready, begun and done, of each job that was begun, in the order of begin."""
    names = log.names
    return [
        (
            names.activities[row["activity"]],
            names.teams[row["team"]],
            int(row["person"]),
            *(round(float(row[name]), 6) for name in ("ready", "start", "end")),
        )
        for row in worked(log)
    ]  # type: ignore[misc]


def moves(log: EventLog, since: float = 1e-9) -> list[tuple[float, str, int, str]]:
    """Who joined and left, in the order of the log: day, team, person, and which."""
    rows = log.of(Row.STAFFING)
    return [
        (
            round(float(row["end"]), 6),
            log.names.teams[row["team"]],
            int(row["person"]),
            log.names.outcomes[row["outcome"]],
        )
        for row in rows[rows["end"] >= since]
    ]


def paid(log: EventLog) -> dict[str, float]:
    """What each team was paid."""
    rows = log.of(Row.PAYROLL)
    return {
        name: float(rows[rows["team"] == code]["cost"].sum()) for code, name in enumerate(log.names.teams)
    }


def again_when(plan: Scenario, when: str) -> Scenario:
    """A scenario whose own organization takes over when a condition holds."""
    document = plan.document()
    own = {key: table for key in ORGANIZATION_KEYS if (table := document.get(key)) is not None}
    return plan.replace({"reorganizations": [{"when": when, "organization": own}]})
