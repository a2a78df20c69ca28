"""Adoption: what onboarding and check-ins do to use, how its outcome follows, and what customers decide by it."""

import math

import numpy as np
import pytest
from contract import Case
from estimates import SEED, Rows, outcome

from orgsim.engine.entities import Account
from orgsim.engine.world import World
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.mechanisms.customers import adoption
from orgsim.mechanisms.customers.adoption import CustomerUse
from orgsim.mechanisms.customers.health import CustomerHealth
from orgsim.mechanisms.shared.relaxation import between, faded, following, held_up, lifted
from orgsim.plan.load import parse
from orgsim.setup.build import build
from orgsim.setup.simulate import run
from orgsim.units import MONTH

CLUB = """
[scenario]
horizon = "{months} months"
mechanisms = [{mechanisms}]

[sources.web]
kind = "recorded"
arrivals = [{arrivals}]

[journey.join]
work = {{ mean = "0 h", distribution = "constant" }}
outcomes = [{{ to = "customer", rate = 1.0 }}]

[journey.welcome]
work = {{ mean = "{welcome}", distribution = "constant" }}
optional = true

[journey.check_in]
work = {{ mean = "0 h", distribution = "constant" }}
optional = true

[offering]
price = "100 / month"
term = "10 months"

[customer]
churn = "30 % / year"
{customer}

[effects.adoption]
{effects}

[teams.desk]
headcount = 900
calendar = "continuous"
does = ["join"{does}]
"""
ALL = ', "welcome", "check_in"'
NEVER = 'onboarding = { activity = "welcome", target = "10 days" }\ncheck_ins = { every = "99 years" }'
PLANNED = 'onboarding = { activity = "welcome", target = "10 days" }\ncheck_ins = { every = "3 months" }'


def club(customers: int = 1, does: str = ALL, **words: object) -> str:
    """Customers who all join on the first day; nothing falls by itself."""
    arrivals = ", ".join(["0.0"] * customers)
    usual = {"months": 11, "mechanisms": '"adoption"', "welcome": "24 h", "customer": PLANNED}
    return CLUB.format(
        **{**usual, "effects": 'lapses = "0 / year"', "does": does, "arrivals": arrivals, **words}
    )


def decisions(log: EventLog) -> Rows:
    """Customers who decided to stay or to leave."""
    rows = log.of(Row.CHANGE)
    return rows[np.isin(rows["outcome"], [outcome(log, "renewed"), outcome(log, "churned")])]


def standing(log: EventLog) -> float:
    """Mean of what adoption adds to the log-odds of staying at the decisions."""
    return float(decisions(log)["effect_adoption"].mean())


def looked_at(text: str, day: float) -> tuple[CustomerUse, World, Account]:
    """The one customer of a club on a day."""
    world = build(parse(text).replace({"scenario.horizon": f"{day} days"}), SEED, 0)
    world.go()
    use = world.part(CustomerUse)
    assert use is not None
    assert world.contracts is not None
    (account,) = world.contracts.accounts.present.values()
    return use, world, account


CASE = Case(
    scenario=club(200, does=""),
    neutral={"effects.adoption.odds": 0.0},
    path="effects.adoption.odds",
    grid=(0.0, 1.0, 2.0, 4.0),
    observed=standing,
    sign=-1,
    replications=1,
)


def test_the_pieces_by_hand() -> None:
    assert faded(0.8, 0.5, 182, 182) == pytest.approx(0.65)
    assert lifted(0.3, 0.7, 1.0) == pytest.approx(0.79)
    assert lifted(0.9, 0.7, 0.8) == 0.9
    assert adoption.led(-5, 90) == 1
    assert adoption.led(90, 90) == pytest.approx(math.exp(-1))
    assert between(0.3, 0.5, 0.5) == pytest.approx(0.4)
    assert adoption.effect(-0.2, 2.0) == pytest.approx(-0.4)


@pytest.mark.parametrize("half_life", [182.0, 60.0, 30.0])
def test_what_follows_use_is_the_solution_of_its_equation(half_life: float) -> None:
    """dy/dt = ln 2/60 (x - y), dx/dt = ln 2/half_life (rest - x), by small steps."""
    x, y, rest, step = -0.4, 0.1, -0.2, 0.01
    for _ in range(9000):
        y += step * math.log(2) / 60 * (x - y)
        x += step * math.log(2) / half_life * (rest - x)
    assert following(0.1, -0.4, -0.2, 90, half_life, 60) == pytest.approx(y, abs=1e-4)


def test_use_in_the_reference_settles_between_two_levels() -> None:
    """Just before a check-in r = k + q (r + c (1 - r) - k) with q = 2^(-1/2): .71; after it .797."""
    q = 2**-0.5
    before = (0.5 + q * (0.3 - 0.5)) / (1 - 0.7 * q)
    assert held_up(9100 - 1e-9, 0.79, 91, 0.5, 0.3, 182) == pytest.approx(before, abs=1e-6)
    assert held_up(9100, 0.79, 91, 0.5, 0.3, 182) == pytest.approx(0.7 * before + 0.3, abs=1e-6)
    assert before == pytest.approx(0.71, abs=1e-3)


@pytest.mark.parametrize("mechanisms", ['"adoption"', '"health", "care", "adoption"'])
def test_in_the_reference_nothing_is_felt(mechanisms: str) -> None:
    """Onboarded before the target, every check-in held, and use falls by itself now and then: 0, to the last bit."""
    text = club(50, months=21, mechanisms=mechanisms, effects='lapses = "2 / year"')
    rows = decisions(run(parse(text), SEED, 0))
    assert len(rows) >= 80
    assert (rows["effect_adoption"] == 0).all()


@pytest.mark.parametrize("thorough", [0.25, 1.5])
def test_onboarding_and_check_ins_bring_use_as_they_are_thorough(thorough: float) -> None:
    """.7 and .3 of the missing use times f^.34; what is planned is the market's."""
    told = f"[policies.effort]\nwelcome = {thorough}\ncheck_in = {thorough}\n"
    done, months, more = thorough, 3 * MONTH, thorough**0.34
    use, _, account = looked_at(club(mechanisms='"adoption", "effort"') + told, months + 0.5)
    onboarded = faded(lifted(0.3, 0.7 * more, 1.0), 0.5, months - done, 182)
    found, planned = lifted(onboarded, 0.3 * more, 1.0), faded(lifted(0.3, 0.7, 1.0), 0.5, months - done, 182)
    assert use.now(account).use == pytest.approx(faded(found, 0.5, 0.5, 182))
    assert use.now(account).plan == pytest.approx(faded(lifted(planned, 0.3, 1.0), 0.5, 0.5, 182))


def test_without_any_check_in_by_hand() -> None:
    """Onboarded after a day use fades from .79 to .5, and is not lifted after 3, 6 and 9 months; its outcome follows."""
    text = club(does=', "welcome"')
    (decision,) = decisions(run(parse(text), SEED, 0))
    use, plan, outcome_of, now = 0.79, 0.79, 0.0, 1.0
    for due in (3 * MONTH, 6 * MONTH, 9 * MONTH):
        outcome_of = following(outcome_of, use - plan, 0.0, due - now, 182, 60)
        use, plan = faded(use, 0.5, due - now, 182), faded(plan, 0.5, due - now, 182)
        plan, now = lifted(plan, 0.3, 1.0), due
    expected = 2.0 * following(outcome_of, use - plan, 0.0, 10 * MONTH - now, 182, 60)
    assert decision["effect_adoption"] == pytest.approx(expected, abs=1e-6)
    assert -0.5 < expected < -0.1


def test_one_who_is_never_onboarded_keeps_what_it_uses_alone() -> None:
    """Check-ins bring nothing that onboarding has not opened: .3 of full use for ever, against .71 to .80 in the plan."""
    use, _, account = looked_at(club(does=', "check_in"'), 280)
    found = use.now(account)
    assert found.use == pytest.approx(0.3)
    assert 0.7 < found.plan < 0.8
    assert found.outcome == pytest.approx(0.3 - 0.75, abs=0.05)


def test_late_onboarding_leads_to_less_and_what_is_led_to_is_kept() -> None:
    """Finished 90 days after its target it leads to 37 %: use .3 + .7 x .37 x .7 at once, and .3 + .37 x .2 in the end."""
    text = club(does=', "welcome"', welcome="2400 h", customer=NEVER)
    use, _, account = looked_at(text, 100.1)
    assert use.now(account).use == pytest.approx(0.3 + 0.7 * 0.7 * math.exp(-1), abs=1e-3)
    use, _, account = looked_at(text.replace('"10 months"', '"20 years"'), 5000)
    assert use.now(account).use == pytest.approx(0.3 + 0.2 * math.exp(-1), abs=1e-6)
    assert use.now(account).plan == pytest.approx(0.5, abs=1e-6)


def test_onboarding_that_is_owed_is_felt_from_its_target_on() -> None:
    """Until day 10 the plan is no better; from then on its use is .79, and the outcome begins to follow."""
    text = club(does="", customer=NEVER)
    use, _, account = looked_at(text, 9)
    assert use.now(account) == (0.3, 0.3, 0.0)
    use, _, account = looked_at(text, 40)
    assert use.now(account).plan == pytest.approx(faded(0.79, 0.5, 30, 182))
    # The plan goes to .5 and the customer stays at .3: their distance goes from -.49 to -.2.
    assert use.now(account).outcome == pytest.approx(following(0.0, -0.49, -0.2, 30, 182, 60))


@pytest.mark.parametrize(("every", "better"), [("3 months", False), ("1 month", True)])
def test_more_check_ins_than_planned_keep_use_above_the_plan(every: str, better: bool) -> None:
    """What is won by more work than planned is a stock; use stays below 1."""
    text = club(30, mechanisms='"adoption", "care"') + f'\n[policies.care]\nevery = "{every}"\n'
    rows = decisions(run(parse(text), SEED, 0))
    assert ((rows["effect_adoption"] > 0.05) == better).all()
    assert (rows["effect_adoption"] < 2 * (1 - 0.7)).all()
    assert better or (rows["effect_adoption"] == 0).all()


def test_use_falls_before_its_outcome() -> None:
    """After one check-in missed the plan is .06 ahead at once, its outcome after 60 days by half."""
    use, _, account = looked_at(club(does=', "welcome"'), 3 * MONTH + 0.5)
    found = use.now(account)
    assert found.use - found.plan == pytest.approx(
        -0.3 * (1 - faded(0.79, 0.5, 3 * MONTH - 1, 182)), abs=1e-3
    )
    assert abs(found.outcome) < 0.01 * abs(found.use - found.plan)


def test_what_falls_by_itself_comes_at_its_rate() -> None:
    """1 a year for 500 customers over 11 months, as a Poisson process; each takes half of what is used."""
    text = club(
        500,
        welcome="0 h",
        customer=NEVER,
        effects='lapses = "1 / year"\nlapse = 0.5\nkept = 1\nonboarding = 1',
    )
    world = build(
        parse(text).replace({"customer.churn": "0 % / year", "effects.adoption.half_life": "900 years"}),
        SEED,
        0,
    )
    world.go()
    use, contracts = world.part(CustomerUse), world.contracts
    assert use is not None
    assert contracts is not None
    falls = [-math.log2(use.now(account).use) for account in contracts.accounts.present.values()]
    expected = 11 * MONTH / 365.25
    assert np.mean(falls) == pytest.approx(expected, abs=4 * math.sqrt(expected / 500) + 0.02)


def test_nothing_is_counted_twice() -> None:
    """With adoption in force health loses half of what it loses alone by a late welcome and by missed check-ins."""
    found = []
    for mechanisms in ('"health"', '"health", "adoption"'):
        (decision,) = decisions(run(parse(club(does="", mechanisms=mechanisms)), SEED, 0))
        found.append(float(decision["effect_health"]))
    assert found[1] == pytest.approx(found[0] / 2, rel=1e-5)
    whole = parse(club(does="", mechanisms='"health", "adoption"')).replace(
        {"effects.adoption.from_health": 0.0}
    )
    (decision,) = decisions(run(whole, SEED, 0))
    assert decision["effect_health"] == pytest.approx(found[0], rel=1e-6)


def test_other_losses_of_health_stay_whole() -> None:
    world = build(parse(club(mechanisms='"health", "adoption"')), SEED, 0)
    health = world.part(CustomerHealth)
    assert health is not None
    assert health._answered_late(1000.0) == pytest.approx(-0.4)
    assert health._onboarded_late(10000.0) == pytest.approx(-0.4)


def test_as_many_leave_as_their_outcome_says() -> None:
    """Never onboarded nor called: odds of the base within 10 months, times exp(-effect)."""
    log = run(parse(club(1000, does="")), SEED, 0)
    rows = decisions(log)
    base = 1 - 0.7 ** (10 / 12)
    chances = base / (1 - base) * math.exp(-float(rows["effect_adoption"][0]))
    expected = chances / (1 + chances)
    assert len(rows) == 1000
    share = (rows["outcome"] == outcome(log, "churned")).mean()
    assert abs(share - expected) <= 4 * math.sqrt(expected * (1 - expected) / 1000)
    assert expected > 1.5 * base


def test_customers_of_day_0_stand_as_planned() -> None:
    text = (
        club(5, months=30, effects='lapses = "1 / year"')
        + '\n[firm]\ncustomers = 40\ntenure = { mean = "15 months" }\n'
    )
    log = run(parse(text), SEED, 0)
    assert len(decisions(log)) > 60
    assert (decisions(log)["effect_adoption"] == 0).all()
