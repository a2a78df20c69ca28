"""A small firm in which each cause of a diagnosis can be: two gates, one team, buyers who take time, customers who may leave."""

from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario

FIRM = """
[scenario]
horizon = "12 months"
mechanisms = ["criteria"]

[market]
title = "Small market"
currency = "EUR"

[sources.web]
leads = "3 / day"

[journey.qualify]
work = { mean = "1 h" }
judgement = 1.0
outcomes = [
  { to = "close", rate = 0.5 },
  { to = "lost", rate = 0.5 },
]

[journey.close]
work = { mean = "2 h" }
judgement = 1.0
outcomes = [
  { to = "customer", rate = 0.4, after = { mean = "10 days" } },
  { to = "lost", rate = 0.6, after = { mean = "10 days" } },
]

[offering]
price = "1_000 / month"
term = "1 month"

[customer]
churn = "30 % / year"

[organization]
title = "Everyone does all"

[teams.sales]
headcount = 4
cost = "60_000 / year"
does = ["qualify", "close"]
"""


def firm() -> Scenario:
    """The firm."""
    return parse(FIRM)
