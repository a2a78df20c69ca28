"""A tiny firm of two teams in which one alone is the bottleneck, and all can be worked out by hand."""

from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario

HORIZON = 61.0
"""Days."""
LEADS = 300
"""One every 6 hours from 6:00 on day 0: the last one comes after the horizon."""
PRICE = 1000.0
PAY = 3000.0
"""Of a person of the front team a month; the back team's people cost twice as much."""

FIRM = f"""
[scenario]
horizon = "{HORIZON:g} days"
mechanisms = []
discount_rate = 0

[market]
title = "Two desks"
currency = "EUR"

[sources.web]
kind = "recorded"
arrivals = {[round(0.25 * k, 6) for k in range(1, LEADS + 1)]}

[journey.greet]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "sell", rate = 1 }} ]

[journey.sell]
work = {{ mean = "10.8 h", distribution = "constant" }}
patience = {{ mean = "2.4 h", distribution = "constant" }}
cold = "lost"
outcomes = [ {{ to = "customer", rate = 1 }} ]

[offering]
kind = "perpetual"
price = {PRICE:g}

[organization]
title = "Two desks"

[teams.front]
headcount = 1
cost = "{PAY:g} / month"
does = ["greet"]
calendar = "continuous"

[teams.back]
headcount = 1
cost = "{2 * PAY:g} / month"
does = ["sell"]
calendar = "continuous"
"""


def firm(**changes: object) -> Scenario:
    """The firm, with values changed by dotted paths with "__" for each dot."""
    found = parse(FIRM)
    return (
        found.replace({path.replace("__", "."): value for path, value in changes.items()})
        if changes
        else found
    )
