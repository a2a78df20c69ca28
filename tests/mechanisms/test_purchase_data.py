"""Purchase data: whom they name, how many of those buy, and when an incentive can go by them."""

import math
from typing import Any

import numpy as np
import pytest
from contract import Case
from estimates import SEED, jobs, outcome, scenario
from second_line_worlds import BOTH_WAYS, firm, sales, text

from orgsim.events.columns import Row
from orgsim.mechanisms.incentives.purchase_data import chance, effect
from orgsim.setup.simulate import run

BOTH = '"cross_selling", "purchase_data"'
REWARDED = "[policies.incentive]\nbonus = 0.1\n"
ALL = "[effects.cross_selling]\nunasked = 0\nasked = 1\n[effects.purchase_data]\nnamed = 1\n"


def data(**words: Any) -> str:
    """A policy of data that are there."""
    stated = {"team": '"services"', "hours": '"0 h"'} | words
    return (
        REWARDED
        + "[policies.purchase_data]\n"
        + "".join(f"{key} = {value}\n" for key, value in stated.items())
    )


CASE = Case(
    scenario=text(
        300,
        mechanisms=BOTH,
        talks=["check_in"],
        more=data(sensitivity=1, specificity=0, hours='"10 h"'),
    ),
    neutral={"effects.purchase_data.named": 0.25, "policies.purchase_data.hours": "0 h"},
    path="effects.purchase_data.named",
    grid=(0.0, 0.2, 0.6, 1.0),
    observed=lambda log: float(len(sales(log))),
    sign=1,
    replications=1,
)


def test_bayes_rule_by_hand() -> None:
    """Of .4 who would buy .7 are named, of .6 others .2: .28 + .12 = .4 of all. Of those named .28 / .4 = .7 buy, of the rest
    .12 / .6 = .2: log-odds of .7 and of .2 less those of .4."""
    assert chance(0.4, 0.7, 0.8) == pytest.approx(0.4)
    logit = [math.log(p / (1 - p)) for p in (0.4, 0.7, 0.2)]
    assert effect(1, 0.7, 0.8) == pytest.approx(logit[1] - logit[0])
    assert effect(-1, 0.7, 0.8) == pytest.approx(logit[2] - logit[0])
    assert effect(0, 0.7, 0.8) == effect(1, 1.0, 0.0) == 0.0
    assert effect(1, 0.9, 1.0) > 25
    assert effect(-1, 1.0, 0.9) < -25


def test_of_those_named_as_many_buy_as_the_two_figures_say() -> None:
    """.4 of all hear of it, of whom .7 buy, and not .4; and the log says what moved them."""
    log = firm(3000, mechanisms=BOTH, more=ALL + data(), horizon="5 days")
    proposed, sold = jobs(log, "propose"), len(sales(log))
    assert abs(len(proposed) - 3000 * 0.4) <= 4 * math.sqrt(3000 * 0.4 * 0.6)
    assert abs(sold - 0.7 * len(proposed)) <= 4 * math.sqrt(len(proposed) * 0.21)
    assert proposed["effect_purchase_data"] == pytest.approx(np.full(len(proposed), math.log(3.5)))
    plain = firm(3000, more=ALL.split("[effects.p")[0] + REWARDED, horizon="5 days")
    assert len(jobs(plain, "propose")) == 3000


def test_data_make_no_buyers() -> None:
    """Where everything is proposed to everybody, named or not, .4 buy as without data: .7 of one half and .2 of the other."""
    more = ALL.replace("unasked = 0", "unasked = 1") + data()
    log = firm(4000, mechanisms=BOTH, more=more, horizon="5 days")
    proposed = jobs(log, "propose")
    assert len(proposed) == 4000
    assert abs(len(sales(log)) - 1600) <= 4 * math.sqrt(4000 * 0.24)
    named = proposed["effect_purchase_data"] > 0
    bought = proposed["outcome"] == outcome(log, "customer")
    assert abs(bought[~named].mean() - 0.2) <= 4 * math.sqrt(0.16 / (~named).sum())


def test_data_that_never_err_name_all_who_buy_and_nobody_else() -> None:
    log = firm(2000, mechanisms=BOTH, more=ALL + data(sensitivity=1, specificity=1), horizon="5 days")
    assert len(jobs(log, "propose")) == len(sales(log))
    assert abs(len(sales(log)) - 800) <= 4 * math.sqrt(2000 * 0.24)


def test_each_talk_finds_customers_anew() -> None:
    """Five talks in a year, at each of which .4 of those who have not got it are named: 1 - .6^5 of all buy."""
    words: dict[str, Any] = {"mechanisms": BOTH, "talks": ["purchase", "check_in"], "horizon": "399 days"}
    log = firm(2000, more=ALL + data(sensitivity=1, specificity=1), **words)
    had = 1 - 0.6**5
    assert len(jobs(log, "propose")) == len(sales(log))
    assert abs(len(sales(log)) - 2000 * had) <= 4 * math.sqrt(2000 * had * (1 - had))


def test_what_the_own_team_proposes_goes_by_no_data() -> None:
    """All in one team: proposed to all, and nothing moves the gate."""
    more = ALL.replace("asked = 1\n[", "asked = 1\nown = 1\n[") + data(team='"software"')
    made = text(500, mechanisms=BOTH, more=more, horizon="5 days").replace(
        '"renew"]\n[teams.services]\nheadcount = 3000\ncalendar = "continuous"\ndoes = [', '"renew", '
    )
    proposed = jobs(run(scenario(made), SEED, 0), "propose")
    assert len(proposed) == 500
    assert not proposed["effect_purchase_data"].any()


def test_they_name_customers_for_the_line_that_they_do_not_have() -> None:
    """A half of those with services would buy software, .4 of the others services."""
    more = ALL + data(sensitivity=1, specificity=1)
    log = firm(2000, mechanisms=BOTH, **BOTH_WAYS | {"horizon": "5 days", "more": more})
    sold = len(sales(log))
    assert len(jobs(log, "sell")) + len(jobs(log, "propose")) == sold
    assert abs(sold - 900) <= 4 * math.sqrt(2000 * 0.45 * 0.55)


def test_nobody_is_rewarded_before_purchases_have_been_analysed() -> None:
    """One customer a day; 48 h of one person's work, and then proposals for those named."""
    arrivals = [float(day) for day in range(10)]
    log = firm(
        10, mechanisms=BOTH, arrivals=arrivals, sold=1.0, more=ALL + data(hours='"48 h"', sensitivity=1)
    )
    (analysis,) = jobs(log, "purchase_data")
    assert (analysis["hours"], analysis["end"]) == (48.0, 2.0)
    assert log.names.teams[analysis["team"]] == "services"
    assert sorted(jobs(log, "propose")["number"]) == list(range(2, 10))


def test_without_a_reward_data_move_nothing() -> None:
    unpaid = "[policies.incentive]\nother_product = false\n"
    stated = unpaid + data().removeprefix(REWARDED)
    with_data, without = (firm(300, mechanisms=BOTH, more=more) for more in (stated, unpaid))
    assert "purchase_data" not in with_data.names.activities
    assert with_data.rows.tobytes() == without.rows.tobytes()


def test_the_reward_is_paid_for_who_was_named() -> None:
    """A tenth of what each sale is worth."""
    log = firm(200, mechanisms=BOTH, more=ALL + data(sensitivity=1, specificity=1), horizon="5 days")
    spent, sold = log.of(Row.SPENDING), sales(log)
    assert len(sold) > 0
    assert sorted(spent["cost"]) == pytest.approx(sorted(0.1 * sold["booked"]))
