"""Two divisions that sell to the same customers, in worlds where nobody waits: what tests of second offers are worked out in."""

from typing import Any

import numpy as np
from estimates import SEED, outcome, scenario

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.setup.simulate import run

FIRM = """
[scenario]
horizon = "{horizon}"
mechanisms = [{mechanisms}]

[sources.web]
kind = "recorded"
arrivals = {arrivals}

[journey.close]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = 1.0 }} ]
[journey.onboard]
work = {{ mean = "1 h", distribution = "constant" }}
[journey.support]
work = {{ mean = "1 h", distribution = "constant" }}
[journey.check_in]
work = {{ mean = "1 h", distribution = "constant" }}
[journey.renew]
work = {{ mean = "1 h", distribution = "constant" }}
[journey.propose]
work = {{ mean = "5 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = {sold} }}, {{ to = "lost", rate = {unsold} }} ]
{journey}

[offering]
kind = "subscription"
price = "100 / month"
term = "12 months"
[customer]
churn = "{churn}"
onboarding = {{ target = "10 days" }}
incidents = {{ rate = "0.5 / month" }}
check_ins = {{ every = "3 months" }}
renewal = {{ notice = "30 days", activity = "renew" }}
[second_line]
once = 300
price = "20 / month"
talks = {talks}
{line}

[teams.software]
headcount = {software}
calendar = "continuous"
does = ["close", "onboard", "support", "check_in", "renew"]
[teams.services]
headcount = {services}
calendar = "continuous"
does = ["propose"{does}]
{more}
"""
BOTH_WAYS = {
    "journey": '[journey.sell]\nwork = { mean = "5 h", distribution = "constant" }\noutcomes = [ { to = "customer", rate = 0.5 },'
    ' { to = "lost", rate = 0.5 } ]\n[segments.software]\nshare = 0.5\n[segments.services]\nshare = 0.5\nbegins = "second_line"',
    "line": 'offering_activity = "sell"',
    "does": ', "sell"',
}
"""Half of the leads begin with the second line; half of those to whom the offering is proposed buy it."""


def text(customers: int = 1000, **words: Any) -> str:
    """The firm's file; all customers buy an hour after day 0 begins."""
    filled = {
        "horizon": "400 days",
        "mechanisms": '"cross_selling"',
        "arrivals": [0.0] * customers,
        "churn": "0 % / year",
    }
    filled |= {"sold": 0.4, "talks": ["purchase"], "journey": "", "line": "", "does": "", "more": ""}
    filled |= {"software": 3000, "services": 3000}
    merged = filled | words
    return FIRM.format(**merged, unsold=1 - merged["sold"])


def firm(customers: int = 1000, **words: Any) -> EventLog:
    """The log of the firm, which adds up."""
    log = run(scenario(text(customers, **words)), SEED, 0)
    conservation.check(log)
    return log


def sales(log: EventLog) -> np.ndarray:
    """The rows of sales of the line that a customer did not have."""
    rows: np.ndarray = log.of(Row.CHANGE)
    return np.asarray(rows[rows["outcome"] == outcome(log, "cross_sold")])
