"""One desk over two years and more, whose last 12 months are told apart; and one that grows where they begin."""

from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario

DESK = """
[scenario]
horizon = "30 months"
mechanisms = []
[market]
title = "Desk"
currency = "JPY"
[organization]
title = { en = "One desk", ja = "一つの窓口" }
[sources.web]
leads = "20 / month"
[journey.serve]
work = { mean = "4 h", cv = 0.5 }
patience = { mean = "2 days" }
cold = "lost"
outcomes = [ { to = "customer", rate = 0.4 }, { to = "lost", rate = 0.6 } ]
[offering]
kind = "subscription"
price = "100 / month"
term = "6 months"
[customer]
churn = "30 % / year"
[teams.desk]
title = { en = "Desk", ja = "窓口" }
headcount = 1
cost = "3_000 / month"
does = ["serve"]
"""


def desk(horizon: str = "30 months", changes: str = "") -> Scenario:
    return parse(DESK + changes, "desk.toml").replace({"scenario.horizon": horizon})


def growing(horizon: str = "30 months") -> Scenario:
    """Two more people from month 18 on."""
    return desk(horizon, 'changes = [ { at = "18 months", headcount = 3 } ]\n')
