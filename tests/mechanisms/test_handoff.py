"""Handoff: the time and the work that a change of teams takes."""

import numpy as np
import pytest
from contract import Case
from estimates import SEED, jobs

from orgsim.events.log import EventLog
from orgsim.plan.load import parse
from orgsim.setup.simulate import run

RELAY = """
[scenario]
horizon = "60 days"
mechanisms = ["handoff"]

[sources.web]
leads = "3 / day"

[journey.first]
work = { mean = "1 h", distribution = "constant" }
outcomes = [{ to = "second", rate = 1.0 }]

[journey.second]
work = { mean = "2 h", distribution = "constant" }
outcomes = [{ to = "third", rate = 1.0 }]

[journey.third]
work = { mean = "3 h", distribution = "constant" }
outcomes = [{ to = "lost", rate = 1.0 }]

[teams.red]
headcount = 40
calendar = "continuous"
does = ["first"]

[teams.blue]
headcount = 40
calendar = "continuous"
does = ["second", "third"]

[policies.handoff]
delay = "6 h"
confirmation = "30 min"
"""


def to_the_end(log: EventLog) -> float:
    """Mean days from a lead's first job to the end of its last."""
    last = jobs(log, "third")
    last = last[~np.isnan(last["end"])]
    came = dict(zip(log.case(jobs(log, "first")).tolist(), jobs(log, "first")["ready"].tolist(), strict=True))
    return float(
        np.mean([row["end"] - came[case] for row, case in zip(last, log.case(last).tolist(), strict=True)])
    )


CASE = Case(
    scenario=RELAY,
    neutral={"policies.handoff.delay": "0 h", "policies.handoff.confirmation": "0 h"},
    path="policies.handoff.confirmation",
    grid=("0 h", "30 min", "2 h", "8 h"),
    observed=to_the_end,
    sign=1,
    replications=1,
)


def test_one_lead_by_hand() -> None:
    """1 h, then 6 h of handover and 30 min of reading up before 2 h, then 3 h in the same team without either."""
    plan = parse(RELAY).replace({"sources.web": {"kind": "recorded", "arrivals": [1.0]}})
    log = run(plan, SEED, 0)
    times = [
        ((rows["ready"][0] - 1) * 24, (rows["end"][0] - 1) * 24, rows["hours"][0])
        for rows in (jobs(log, name) for name in ("first", "second", "third"))
    ]
    assert times[0] == pytest.approx((0, 1, 1))
    assert times[1] == pytest.approx((7, 9.5, 2.5))
    assert times[2] == pytest.approx((9.5, 12.5, 3))


def test_nobody_hands_over_to_themselves() -> None:
    one_team = {"headcount": 40, "calendar": "continuous", "does": ["first", "second", "third"]}
    log = run(parse(RELAY).replace({"teams": None, "teams.all": one_team}), SEED, 0)
    assert (jobs(log, "second")["hours"] == 2).all()
    assert to_the_end(log) == pytest.approx(6 / 24)


@pytest.mark.parametrize(("team", "later", "hours"), [("blue", 0.0, 2.0), ("red", 0.25, 2.5)])
def test_work_for_a_customer_is_handed_over_as_well_but_not_to_who_sold(
    team: str, later: float, hours: float
) -> None:
    """Onboarding (2 h) by the team that sold begins at once; by another, after 6 h and with 30 min of reading up."""
    plan = parse(RELAY).replace(
        {
            "sources.web": {"kind": "recorded", "arrivals": [1.0]},
            "journey.third.outcomes": [{"to": "customer", "rate": 1.0}],
            "journey.onboard": {"work": {"mean": "2 h", "distribution": "constant"}},
            "offering": {"kind": "perpetual", "price": 900},
            "customer": {"onboarding": {"activity": "onboard", "target": "3 days"}},
            f"teams.{team}.does": [*parse(RELAY).teams[team].does, "onboard"],
        }
    )
    log = run(plan, SEED, 0)
    (sold,), (onboarded,) = jobs(log, "third"), jobs(log, "onboard")
    assert onboarded["ready"] - sold["end"] == pytest.approx(later)
    assert onboarded["hours"] == pytest.approx(hours)
