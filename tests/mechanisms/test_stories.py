"""Stories: how many customers offer, when they are made, what they move and how they get stale."""

import math

import numpy as np
import pytest
from contract import Case
from estimates import SEED, first_of_the_day, jobs, outcome

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.mechanisms.loops import stories
from orgsim.plan.load import parse
from orgsim.setup.simulate import run

YEAR = 365.25
WORLD = """
[scenario]
horizon = "{years} years"
mechanisms = [{mechanisms}]

[sources.first]
kind = "recorded"
arrivals = {arrivals}
entry = "join"

[sources.web]
leads = "2 / day"
entry = "ask"

[journey.join]
work = {{ mean = "0 h", distribution = "constant" }}
outcomes = [{{ to = "customer", rate = 1 }}]

[journey.ask]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [{{ to = "buy", rate = 0.5 }}, {{ to = "lost", rate = 0.5 }}]

[journey.buy]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [{{ to = "lost", rate = 1 }}]

[offering]
price = "100 / month"
term = "12 months"

[customer]
churn = "{churn}"
{customer}

[effects.stories]
rate = "1 / year"
gamma = 0
after = "0 days"
half = 1
half_life = "60 days"
strength = 1
{effects}

[teams.sellers]
headcount = {people}
calendar = "continuous"
does = ["join", "ask", "buy"]

[policies.stories]
team = "{team}"
{policy}
"""


def world(customers: int = 100, **words: object) -> str:
    """Customers who all join on the first day, and leads who never buy and feel the stories."""
    usual: dict[str, object] = {"years": 2, "mechanisms": '"stories"', "churn": "0 % / year", "people": 50}
    usual |= {"customer": "", "effects": "", "policy": 'hours = "10 h"\ndelay = "20 days"', "team": "sellers"}
    return WORLD.format(arrivals=[0.0] * customers, **{**usual, **words})


def level(rows: np.ndarray) -> np.ndarray:
    """Stories told, from the effect s = S / (S + 1) at a strength of 1."""
    told = rows["effect_stories"].astype(float)
    return told / (1 - told)


def done(log: EventLog, activity: str) -> np.ndarray:
    rows = jobs(log, activity)
    return rows[~np.isnan(rows["end"])]


CASE = Case(
    scenario=world(20),
    neutral={"effects.stories.rate": "0 / year"},
    path="effects.stories.rate",
    grid=("0.1 / year", "1 / year", "5 / year"),
    observed=lambda log: float(level(done(log, "ask")).mean()),
    sign=1,
    replications=1,
)


def test_offers_come_at_their_rate() -> None:
    """1 a year for 400 customers over two years, as a Poisson process: 2 each, give or take 4 standard errors."""
    log = run(parse(world(400)), SEED, 0)
    assert abs(len(jobs(log, "story")) - 800) <= 4 * math.sqrt(800)
    by_quarter = np.histogram(jobs(log, "story")["ready"], bins=np.linspace(0, 2 * YEAR, 9))[0]
    assert (abs(by_quarter - 100) <= 4 * math.sqrt(100)).all()


def test_there_is_nothing_to_tell_at_first() -> None:
    log = run(parse(world().replace('after = "0 days"', 'after = "9 months"')), SEED, 0)
    assert jobs(log, "story")["ready"].min() > 0.75 * YEAR


def test_stories_settle_where_offers_and_decay_balance() -> None:
    """S = rate x half-life / ln 2 = 400 a year x 60 days / ln 2 = 94.8; as shot noise its variance is S / 2 at any moment."""
    log = run(parse(world(400, years=4)), SEED, 0)
    rows = done(log, "ask")
    late = level(rows)[rows["end"] > YEAR]
    expected = 400 / YEAR * 60 / math.log(2)
    # The mean over 3 years of a process with that variance, correlated over 60 / ln 2 days.
    error = math.sqrt(expected / 2 * 2 * (60 / math.log(2)) / (3 * YEAR))
    assert expected == pytest.approx(94.8, abs=0.1)
    assert error < 0.03 * expected
    assert abs(late.mean() - expected) <= 4 * error


def test_a_story_is_told_after_its_delay_and_then_loses_half_each_half_life() -> None:
    """Every effect in the log is the sum over stories made at least 20 days before of 2^(-age / 60 days)."""
    log = run(parse(world(1, years=3)), SEED, 0)
    told = jobs(log, "story")["end"] + 20
    assert len(told) >= 2
    rows = done(log, "ask")
    decisions = np.concatenate([done(log, name)["end"] for name in ("join", "ask", "buy")])
    age = first_of_the_day(rows["end"], decisions)[:, None] - told[None, :]
    expected = np.where(age >= 0, 2.0 ** (-np.maximum(age, 0) / 60), 0).sum(axis=1)
    assert level(rows) == pytest.approx(expected, rel=1e-4, abs=1e-6)
    assert (level(rows)[rows["end"] < told[0]] == 0).all()


def test_stories_are_told_at_the_steps_they_are_fed_to() -> None:
    """All steps of the purchase when nothing is stated, else the steps named; elsewhere the effect is 0."""
    log = run(parse(world()), SEED, 0)
    assert (done(log, "buy")["effect_stories"][50:] > 0.5).all()
    log = run(parse(world(policy='feeds = ["ask"]')), SEED, 0)
    assert (done(log, "ask")["effect_stories"][100:] > 0.5).all()
    assert (done(log, "buy")["effect_stories"] == 0).all()


@pytest.mark.parametrize("renewals", [True, False])
def test_renewals_feel_them_only_if_fed(renewals: bool) -> None:
    """At ln 3 for staying and very many stories, churn of .3 a year becomes .3 / (.3 + .7 x 3) = 1/8."""
    text = world(
        600, churn="30 % / year", policy=f'hours = "0 h"\ndelay = "0 days"\nrenewals = {str(renewals).lower()}',
        effects="",
    ).replace("strength = 1", f"staying = {math.log(3)}").replace("half = 1", "half = 0.001")  # fmt: skip
    log = run(
        parse(text.replace("1 / year", "20 / year")).replace({"scenario.horizon": "13 months"}), SEED, 0
    )
    changes = log.of(Row.CHANGE)
    left = changes[changes["outcome"] == outcome(log, "churned")]
    expected = 1 / 8 if renewals else 0.3
    assert abs(len(left) / 600 - expected) <= 4 * math.sqrt(expected * (1 - expected) / 600)
    assert left["effect_stories"] == pytest.approx(math.log(3) if renewals else 0, abs=1e-3)


def test_the_odds_of_a_step_follow() -> None:
    """Very many stories at a strength of ln 3: of 1 in 2 who asked 3 in 4 go on."""
    text = (
        world(50, years=6)
        .replace("strength = 1", f"strength = {math.log(3)}")
        .replace("half = 1", "half = 0.001")
    )
    log = run(parse(text), SEED, 0)
    rows = done(log, "ask")
    rows = rows[rows["end"] > YEAR]
    passed = (rows["outcome"] == outcome(log, "buy")).mean()
    assert len(rows) > 3000
    assert abs(passed - 0.75) <= 4 * math.sqrt(0.75 * 0.25 / len(rows))


def test_customers_who_are_not_well_tell_nothing() -> None:
    """Nobody answers their questions, so their health falls below the threshold, and with it the offers."""
    step = '[journey.help]\nwork = { mean = "1 h" }\noptional = true\n\n[journey.join]'
    words = {
        "mechanisms": '"stories", "health"',
        "customer": 'incidents = { activity = "help", rate = "5 / month" }',
    }
    text = world(100, **words).replace("[journey.join]", step)
    log = run(parse(text), SEED, 0)
    assert (jobs(log, "story")["ready"] > 60).sum() == 0
    deaf = parse(text).replace({"effects.stories.threshold": -50.0})
    assert len(jobs(run(deaf, SEED, 0), "story")) > 100


@pytest.mark.parametrize(
    ("talk", "policy", "told"),
    [
        ("", "", False),
        (', "check_in"', "", True),
        (', "check_in"', "renewals = false", False),
        ("", "renewals = true", True),
    ],
)
def test_customers_are_told_where_somebody_talks_with_them(talk: str, policy: str, told: bool) -> None:
    """When `renewals` is not stated: where check-ins are held."""
    step = '[journey.check_in]\nwork = { mean = "1 h" }\noptional = true\n\n[journey.join]'
    text = world(20, customer='check_ins = { every = "2 months" }', policy='hours = "0 h"\n' + policy)
    text = text.replace("[journey.join]", step).replace('"ask", "buy"]', f'"ask", "buy"{talk}]')
    log = run(parse(text), SEED, 0)
    rows = log.of(Row.CHANGE)
    late = rows[(rows["end"] > YEAR) & (rows["outcome"] == outcome(log, "renewed"))]
    assert len(late) >= 20
    assert ((late["effect_stories"] > 0) == told).all()


def test_who_gets_nothing_out_of_the_product_tells_nothing() -> None:
    """Nobody onboards them: however well they are treated, they have no result to tell of, until adoption does not matter."""
    step = '[journey.welcome]\nwork = { mean = "1 h" }\noptional = true\n\n[journey.join]'
    words = {
        "mechanisms": '"stories", "adoption"',
        "customer": 'onboarding = { activity = "welcome", target = "10 days" }',
    }
    plan = parse(world(100, **words).replace("[journey.join]", step))
    assert (jobs(run(plan, SEED, 0), "story")["ready"] > 100).sum() == 0
    assert len(jobs(run(plan.replace({"effects.adoption.odds": 0.0}), SEED, 0), "story")) > 100


def test_readiness_by_hand() -> None:
    assert stories.readiness(0, 0, -0.2, 1, 3) == 1
    assert stories.readiness(-0.3, 0, -0.2, 1, 3) == 0
    assert stories.readiness(0, -0.3, -0.2, 1, 3) == 0
    assert stories.readiness(0.5, -0.1, -0.2, 1, 3) == pytest.approx(math.exp(0.4))
    assert stories.readiness(5, 0, -0.2, 1, 3) == 3
    assert stories.effect(5, 0.1, 5) == pytest.approx(0.05)
    assert stories.effect(0, 0.1, 5) == 0


@pytest.mark.parametrize("ownership", ["pooled", "person"])
def test_stories_wait_behind_all_work_for_leads(ownership: str) -> None:
    """A busy team makes stories only when no lead waits; the leads wait as long as they would for any job begun before."""
    text = world(100, people=1, policy='hours = "1 h"').replace(
        'calendar = "continuous"', f'calendar = "continuous"\nownership = "{ownership}"'
    )
    log = run(parse(text).replace({"sources.web.leads": "14 / day"}), SEED, 0)
    made = done(log, "story")
    leads = np.concatenate([done(log, name) for name in ("ask", "buy")])
    waiting = (
        (leads["ready"] < made["start"][:, None] - 1e-9) & (leads["start"] > made["start"][:, None] + 1e-9)
    ).sum()
    assert len(made) > 100
    assert waiting == 0
    assert (made["start"] - made["ready"]).mean() > (leads["start"] - leads["ready"]).mean()


def test_a_team_without_an_hour_to_spare_makes_none() -> None:
    """What is offered and not made waits in the log as open work, and moves nothing."""
    log = run(parse(world(100, people=1)).replace({"sources.web.leads": "40 / day"}), SEED, 0)
    assert len(jobs(log, "story")) > 100
    assert len(done(log, "story")) <= 1
    assert (done(log, "ask")["effect_stories"] < 0.6).all()


def test_customers_offer_the_same_whatever_the_team() -> None:
    """Each customer's luck is its own: the offers come at the same moments, whoever makes the stories."""
    one = jobs(run(parse(world(50)), SEED, 0), "story")["ready"]
    text = world(50, team="press") + "[teams.press]\nheadcount = 1\ndoes = []\n"
    other = jobs(run(parse(text), SEED, 0), "story")["ready"]
    assert one.tolist() == other.tolist()
