"""Ability: people differ in speed, and are the same persons whatever the organization does."""

import math

import numpy as np
import pytest
from contract import Case
from estimates import SEED
from people_worlds import desk, simulated, worked
from scipy.special import ndtri
from scipy.stats import kstest

from orgsim.elementary import normal_quantile
from orgsim.engine.world import World
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.mechanisms.people.ability import Abilities, effect, factor
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.randomness import mix, name_key, uniform
from orgsim.setup.build import build


def spread_of_hours(log: EventLog) -> float:
    """Standard deviation between people of their mean hours a job."""
    rows = worked(log)
    means = [rows["hours"][rows["person"] == person].mean() for person in np.unique(rows["person"])]
    return float(np.std(means))


CASE = Case(
    scenario="""
[scenario]
horizon = "3 months"
mechanisms = ["ability"]

[sources.web]
leads = "20 / day"

[journey.serve]
work = { mean = "3 h", distribution = "constant" }
outcomes = [ { to = "lost", rate = 1.0 } ]

[teams.desk]
headcount = 8
calendar = "continuous"
does = ["serve"]
""",
    neutral={"effects.ability.cv": 0.0, "effects.ability.quality": 0.0},
    path="effects.ability.cv",
    grid=(0.0, 0.2, 0.35, 0.7),
    observed=spread_of_hours,
    sign=1,
    replications=1,
)


def factors(people: int, replication: int = 0) -> np.ndarray:
    """Each person's hours over the usual two, when everybody has one job at once."""
    log = simulated(desk("ability", people=people, arrivals=[0.0] * people), replication)
    rows = worked(log)
    assert sorted(rows["person"]) == list(range(people))
    return rows["hours"][np.argsort(rows["person"])] / 2.0


def test_speeds_are_lognormal_around_1() -> None:
    """Of 4,000 people's speeds the mean is 1, the coefficient of variation .35, the shape lognormal."""
    found = 1 / factors(4000)
    assert abs(found.mean() - 1.0) <= 4 * 0.35 / math.sqrt(4000)
    fourth = (
        (1 + 0.35**2) ** 6 - 4 * (1 + 0.35**2) ** 3 + 6 * (1 + 0.35**2) - 3
    ) / 1  # of a factor, about its mean
    error = math.sqrt((fourth - 0.35**4) / 4000) / (2 * 0.35)
    assert error < 0.02
    assert abs(found.std() - 0.35) <= 4 * error
    sigma = math.sqrt(math.log1p(0.35**2))
    assert kstest((np.log(found) + sigma**2 / 2) / sigma, "norm").pvalue > 1e-4


def test_the_mean_speed_is_exactly_1_in_expectation() -> None:
    """Averaged over a fine grid of the normal quantiles: a team that is always busy does what it would if all were alike."""
    grid = ndtri((np.arange(200_000) + 0.5) / 200_000)
    assert np.mean([1 / factor(z, 0.35) for z in grid]) == pytest.approx(1.0, abs=1e-4)
    assert np.mean([factor(z, 0.35) for z in grid]) == pytest.approx(1 + 0.35**2, abs=1e-3)
    assert factor(2.5, 0.0) == 1.0


def test_the_same_persons_under_every_what_if() -> None:
    """Person k is as fast in a larger team, and in one of another name."""
    assert (factors(30)[:10] == factors(10)).all()
    plan = parse(
        desk("ability", people=10, arrivals=[0.0] * 10).to_toml().replace("teams.desk", "teams.other")
    )
    rows = worked(simulated(plan))
    assert (rows["hours"][np.argsort(rows["person"])] / 2.0 == factors(10)).all()
    assert (factors(10, replication=1) != factors(10)).all()


def test_normals_of_many_people_at_once_are_those_of_each() -> None:
    """What is drawn in one block has the bits of what is drawn alone."""
    keys, names = [3, 2**63 + 5, 2**64 - 1], [name_key("one"), name_key("other")]
    known = {(key, name): normal_quantile(uniform(key, name)) for key in keys for name in names}
    assert Abilities.standards(keys, names) == known
    assert Abilities.standards(keys, []) == {}


def test_a_person_keeps_their_speed() -> None:
    log = simulated(desk("ability", people=3, arrivals=[float(k) for k in range(60)]))
    rows = worked(log)
    for person in range(3):
        assert len(set(rows["hours"][rows["person"] == person])) == 1


FIRM = """
[scenario]
horizon = "26 months"
mechanisms = ["ability"]

[sources.web]
leads = "1 / day"

[journey.find]
work = { mean = "1 h", distribution = "constant" }
outcomes = [ { to = "sell", rate = 0.5 }, { to = "lost", rate = 0.5 } ]

[journey.sell]
work = { mean = "1 h", distribution = "constant" }
outcomes = [ { to = "customer", rate = 0.25 }, { to = "lost", rate = 0.75 } ]

[journey.onboard]
work = { mean = "1 h", distribution = "constant" }

[journey.check_in]
work = { mean = "1 h", distribution = "constant" }

[journey.renew]
optional = true
work = { mean = "1 h", distribution = "constant" }

[offering]
price = "100 / month"
term = "12 months"

[customer]
churn = "30 % / year"
onboarding = { target = "30 days" }
check_ins = { every = "3 months" }
renewal = { notice = "20 days" }
upsell = { rate = 0.2, value = 0.5 }

[effects.ability]
quality = 0.3

[teams.hunters]
headcount = 2
calendar = "continuous"
does = ["find", "sell"]

[teams.farmers]
headcount = 2
calendar = "continuous"
does = ["onboard", "check_in", "renew"]
"""
FIND, SELL, ONBOARD, CHECK_IN, RENEW = range(5)
MANY = [mix(number) for number in range(4000)]
"""Keys of people."""


def abilities(**changed: float) -> Abilities:
    plan = parse(FIRM).replace({f"effects.ability.{name}": value for name, value in changed.items()})
    found = build(plan, SEED, 0).part(Abilities)
    assert found is not None
    return found


def correlation(one: list[float], other: list[float]) -> float:
    return float(np.corrcoef(one, other)[0, 1])


def speeds(of: Abilities, code: int) -> list[float]:
    return [-math.log(of.slowness(key, code)) for key in MANY]


@pytest.mark.parametrize(("alike", "across"), [(0.6, 0.5), (0.9, 0.0), (0.0, 1.0)])
def test_who_is_fast_at_one_thing_is_likely_to_be_at_another(alike: float, across: float) -> None:
    """Speeds, and quality, at two activities correlate by `alike` on one side of the purchase, by alike x across over it; within
    4 standard errors (1 - r^2) / sqrt(n) of a correlation. Fast people are no better."""
    of = abilities(alike=alike, across=across)
    for drawn in (
        lambda code: speeds(of, code),
        lambda code: [of.goodness(key, code) for key in MANY],
    ):
        values = [drawn(code) for code in range(5)]
        for one, other, r in ((FIND, SELL, alike), (CHECK_IN, RENEW, alike), (SELL, RENEW, alike * across)):
            assert abs(correlation(values[one], values[other]) - r) <= 4 * (1 - r * r + 0.01) / math.sqrt(
                4000
            )
    well = [of.goodness(key, SELL) for key in MANY]
    assert abs(correlation(speeds(of, SELL), well)) <= 4 / math.sqrt(4000)
    assert np.std(well) == pytest.approx(1.0, abs=4 / math.sqrt(2 * 4000))


def test_who_is_fast_may_be_good() -> None:
    of = abilities(fast_and_good=0.8)
    well = [of.goodness(key, SELL) for key in MANY]
    assert abs(correlation(speeds(of, SELL), well) - 0.8) <= 4 * 0.36 / math.sqrt(4000)
    assert np.std(well) == pytest.approx(1.0, abs=4 / math.sqrt(2 * 4000))


def test_people_who_are_alike_at_all_they_do() -> None:
    """With `alike` and `across` 1 there is one speed for all work of a person: that of the draw "ability"."""
    of = abilities(alike=1.0, across=1.0)
    for key in MANY[:20]:
        usual = factor(normal_quantile(uniform(key, name_key("ability"))), 0.35)
        assert {of.slowness(key, code) for code in range(5)} == {usual}


@pytest.mark.parametrize("base", [0.02, 0.25, 0.5, 0.8])
def test_a_team_of_many_passes_on_what_the_reference_does(base: float) -> None:
    """Over a fine grid of normal quantiles the mean chance is the base rate, but for terms of the fourth order in `quality`."""
    grid = ndtri((np.arange(20_000) + 0.5) / 20_000)
    moved = np.array([effect(z, base, 0.3) for z in grid])
    assert moved.std() == pytest.approx(0.3, rel=1e-3)
    passed = 1 / (1 + (1 - base) / base * np.exp(-moved))
    assert passed.mean() == pytest.approx(base, rel=0.004)
    plain = 1 / (1 + (1 - base) / base * np.exp(-0.3 * grid))
    assert abs(passed.mean() - base) <= abs(plain.mean() - base) + 1e-9


def test_gates_feel_who_did_the_job() -> None:
    """Of every job of a person at an activity the same: .3 z - .045 (1 - 2 base)."""
    log, of = simulated(parse(FIRM)), abilities()
    people = [person for team in build_open(parse(FIRM)).teams for person in team.people]
    rows = worked(log)
    for code, base in ((FIND, 0.5), (SELL, 0.25)):
        for number in (0, 1):
            mine = rows[(rows["activity"] == code) & (rows["person"] == number)]
            z = of.goodness(people[number].key, code)
            assert mine["effect_ability"] == pytest.approx(
                np.full(len(mine), 0.3 * z - 0.045 * (1 - 2 * base))
            )
            assert len(mine) > 20


def test_a_customer_decides_by_who_talked_with_it() -> None:
    """Nobody but the farmers' check-in and talk about renewal comes before a decision: .3 z - .045 (1 - 2 x .7) of one of them at
    renewing, since .7 stay in the reference; where nobody renews, of their check-ins."""
    for text, code in ((FIRM, RENEW), (FIRM.replace(', "renew"]', "]"), CHECK_IN)):
        plan = parse(text)
        of = abilities()
        keys = [person.key for person in build_open(plan).teams[1].people]
        usual = {round(0.3 * of.goodness(key, code) - 0.045 * (1 - 2 * 0.7), 5) for key in keys}
        log = simulated(plan)
        decided = log.of(Row.CHANGE)
        ends = [log.names.outcomes.index(name) for name in ("renewed", "churned")]
        moved = decided["effect_ability"][np.isin(decided["outcome"], ends)]
        assert len(moved) > 20
        assert {round(float(one), 5) for one in moved} == usual


def test_who_holds_a_check_in_well_sells_more_there() -> None:
    """Farmers differ; with a spread of 2 the better of two sells more often, by odds that are 2 (z1 - z2) apart."""
    plan = parse(FIRM).replace({"effects.ability.quality": 2.0, "customer.churn": "0 % / year"})
    of, keys = abilities(), [person.key for person in build_open(plan).teams[1].people]
    expected = [1 / (1 + 4 * math.exp(-(2 * of.goodness(key, CHECK_IN) - 2 * (1 - 2 * 0.2)))) for key in keys]
    log = simulated(plan)
    rows = worked(log)
    rows = rows[rows["activity"] == CHECK_IN]
    sold = log.of(Row.CHANGE)
    sold = sold[sold["outcome"] == log.names.outcomes.index("upsold")]
    when = {(int(row["number"]), float(row["end"])) for row in sold}
    for number, p in enumerate(expected):
        mine = rows[rows["person"] == number]
        share = np.mean([(int(row["number"]), float(row["end"])) in when for row in mine])
        assert len(mine) > 100
        assert abs(share - p) <= 4 * math.sqrt(p * (1 - p) / len(mine)) + 0.01


def test_one_person_more_makes_nobody_another() -> None:
    usual, more = (
        {person.key for team in build_open(plan).teams for person in team.people}
        for plan in (parse(FIRM), parse(FIRM).replace({"teams.hunters.headcount": 3}))
    )
    assert usual < more


def build_open(plan: Scenario) -> World:
    """A world on day 0, when everybody has joined."""
    world = build(plan, SEED, 0)
    world.open()
    return world
