"""Customers of day 0 who began with the second line: drawn, stated one by one, and as a run has left them."""

import math
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from estimates import SEED, jobs, outcome, scenario
from second_line_worlds import BOTH_WAYS, sales, text

from orgsim.events.columns import Row
from orgsim.measures import conservation
from orgsim.measures.summary import summarize
from orgsim.plan.load import load
from orgsim.setup.simulate import run
from orgsim.setup.state import state

NEVER = "[effects.cross_selling]\nunasked = 0\nown = 0\n"


def nobody(**words: Any) -> str:
    """The two divisions without a lead to come."""
    return text(0, **BOTH_WAYS | words).replace('kind = "recorded"\narrivals = []', 'leads = "0 / month"')


def firm(tmp_path: Path, rows: str, **words: Any) -> Path:
    """A firm whose customers of day 0 are stated in a file."""
    (tmp_path / "customers.csv").write_text(rows, encoding="utf-8")
    made = nobody(**{"more": NEVER + '[firm]\ncustomers = { file = "customers.csv" }\n'} | words)
    path = tmp_path / "firm.toml"
    path.write_text(made.replace("[scenario]", "[scenario]\nstart = 2026-01-01"), encoding="utf-8")
    return path


def test_who_is_there_is_drawn_with_the_line_it_began_with() -> None:
    """200 customers, those of software at 100 and those of services at 20 a month, about as many."""
    plan = scenario(nobody(more=NEVER + "[firm]\ncustomers = 200\n"))
    log = run(plan, SEED, 0)
    conservation.check(log)
    bought = log.of(Row.CHANGE)
    begun = bought[bought["outcome"] == outcome(log, "customer")]
    assert set(begun["mrr"]) == {20, 100}
    assert abs((begun["mrr"] == 20).sum() - 100) <= 4 * math.sqrt(50)
    assert summarize(log).kpis["mrr"] == begun["mrr"].sum()


def test_what_is_stated_of_all_together_scales_both_lines() -> None:
    plan = scenario(nobody(more=NEVER + '[firm]\ncustomers = 200\nmrr = "6_000 / month"\n'))
    log = run(plan, SEED, 0)
    conservation.check(log)
    assert summarize(log).kpis["mrr"] == pytest.approx(6_000)


ROWS = """segment,since,mrr,second_line
services,2025-06-01,20,
services,2025-06-01,20,20
services,2025-06-01,120,20
software,2025-06-01,100,
software,2025-06-01,120,20
"""


def test_what_is_stated_says_which_lines_a_customer_has(tmp_path: Path) -> None:
    """Of three who began with services two have them alone; of two others one has not got them: three are to hear of a line."""
    plan = load(firm(tmp_path, ROWS, talks=["check_in"]))
    always = plan.replace(
        {"effects.cross_selling.unasked": 1, "effects.cross_selling.own": 1, "scenario.horizon": "100 days"}
    )
    log = run(always, SEED, 0)
    conservation.check(log)
    assert {int(row["number"]) for row in jobs(log, "sell")} == {0, 1}
    assert {int(row["number"]) for row in jobs(log, "propose")} == {3}
    assert summarize(run(plan, SEED, 0)).kpis["mrr"] == pytest.approx(380)


def test_a_run_goes_on_from_the_state_of_another(tmp_path: Path) -> None:
    """Who has which line at the end of a year is read back so: the same revenue, and nobody is sold what it has."""
    plan = scenario(
        text(200, **BOTH_WAYS | {"talks": ["purchase", "check_in"]}),
        horizon="365 days",
        start=date(2025, 1, 1),
    )
    before = run(plan, SEED, 0)
    state(plan, SEED, 0).write(tmp_path)
    made = nobody(talks=["check_in"], more='[firm]\ncustomers = { file = "customers.csv" }\n')
    path = tmp_path / "next.toml"
    path.write_text(made.replace("[scenario]", "[scenario]\nstart = 2026-01-01"), encoding="utf-8")
    plan = load(path)
    quiet = plan.replace(
        {"effects.cross_selling.unasked": 0, "effects.cross_selling.own": 0, "scenario.horizon": "30 days"}
    )
    assert summarize(run(quiet, SEED, 0)).kpis["mrr"] == pytest.approx(summarize(before).kpis["mrr"])
    always = plan.replace({"effects.cross_selling.unasked": 1, "effects.cross_selling.own": 1})
    after = run(always, SEED, 0)
    conservation.check(after)
    assert 0 < len(sales(after)) == len(set(sales(after)["number"])) <= 200 - len(sales(before))
