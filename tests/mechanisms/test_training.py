"""Training: it costs hours and money, and saves the slow beginning."""

import math

import pytest
from contract import Case
from people_worlds import desk, simulated, staffing, worked

from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures.conservation import check
from orgsim.measures.summary import summarize
from orgsim.mechanisms.people.training import gained
from orgsim.plan.load import parse

GROWS = '[[teams.desk.changes]]\nat = "10 days"\nheadcount = 2\n'


def training_hours(log: EventLog) -> float:
    rows = worked(log)
    return float(rows["hours"][rows["activity"] == log.names.activities.index("training")].sum())


CASE = Case(
    scenario="""
[scenario]
horizon = "12 months"
mechanisms = ["learning", "training", "turnover"]

[sources.web]
leads = "3 / day"

[journey.serve]
work = { mean = "3 h" }
outcomes = [ { to = "lost", rate = 1.0 } ]

[teams.desk]
headcount = 4
does = ["serve"]
turnover = "80 % / year"

[policies.training]
hours = "40 h"
cost = 100
""",
    neutral={"policies.training.hours": "0 h", "policies.training.cost": 0},
    path="policies.training.hours",
    grid=("0 h", "8 h", "40 h", "120 h"),
    observed=training_hours,
    sign=1,
    replications=1,
)


def newcomer(policy: str, *mechanisms: str, **words: object) -> EventLog:
    """The jobs of one who joins a desk on day 10, trained as the policy says."""
    effects = f'[policies.training]\n{policy}\n[effects.learning]\nhalf_life = "1_000_000 days"\n'
    plan = desk(
        *(mechanisms or ("learning", "training")), team=GROWS, arrivals=[10.0] * 100, effects=effects, **words
    )
    return simulated(plan)


def test_a_newcomer_is_trained_first_and_begins_with_what_it_is_worth() -> None:
    """40 hours, each worth 2 of practice: the first job as after 80 hours of the work."""
    log = newcomer('hours = "40 h"\ncost = 500')
    first, second = worked(log, person=1)[:2]
    assert log.names.activities[first["activity"]] == "training"
    assert (first["start"], first["hours"]) == (10.0, 40.0)
    assert second["start"] == pytest.approx(10 + 40 / 24)
    assert second["hours"] == pytest.approx(2 * (82 / 522) ** math.log2(0.95), rel=1e-4)
    assert log.of(Row.SPENDING)[["end", "cost", "team"]].tolist() == [(pytest.approx(10 + 40 / 24), 500.0, 0)]
    assert training_hours(log) == 40.0
    check(log)


def test_training_is_spread_over_all_that_the_team_does() -> None:
    log = newcomer('hours = "40 h"', steps=("qualify", "close"))
    second = worked(log, person=1)[1]
    assert second["hours"] == pytest.approx(2 * (42 / 522) ** math.log2(0.95), rel=1e-4)


def test_nobody_is_trained_beyond_trained() -> None:
    assert gained(500.0, 520.0, 80.0) == 520.0
    assert gained(600.0, 520.0, 80.0) == 600.0
    log = newcomer('hours = "1_000 h"', days=400)
    assert worked(log, person=1)["hours"][1:] == pytest.approx(2.0, rel=1e-3)


def test_without_learning_it_costs_and_does_nothing() -> None:
    log = newcomer('hours = "40 h"\ncost = 500', "training")
    rows = worked(log, person=1)
    assert rows["hours"][0] == 40.0
    assert (rows["hours"][1:] == 2.0).all()
    assert log.of(Row.SPENDING)["cost"].sum() == 500.0


def test_everybody_every_so_often() -> None:
    """Three people, trained on days 100, 200 and 300 of 400; day-0 people forget meanwhile and are refreshed."""
    policy = '[policies.training]\nhours = "10 h"\nwho = "all"\nevery = "100 days"\ncost = 7\n'
    log = simulated(desk("learning", "training", people=3, effects=policy))
    rows = worked(log)
    days = rows["start"][rows["activity"] == log.names.activities.index("training")]
    assert sorted(days) == [100.0] * 3 + [200.0] * 3 + [300.0] * 3
    assert summarize(log).kpis["spending"] == 63.0


def test_training_longer_than_its_rhythm_never_piles_up() -> None:
    """60 hours each day: who is still at it is spared the next."""
    policy = '[policies.training]\nhours = "60 h"\nwho = "all"\nevery = "1 day"\n'
    log = simulated(desk("training", days=20, effects=policy))
    rows = worked(log)
    days = rows["start"][rows["activity"] == log.names.activities.index("training")]
    assert days.tolist() == pytest.approx([1, 4, 7, 10, 13, 16, 19])


def test_a_leaver_takes_the_training_along() -> None:
    """Who has gone before a training is not trained; nothing is left waiting."""
    policy = '[policies.training]\nhours = "20 h"\ncost = 1\n'
    plan = desk("training", "turnover", team='turnover = "99.9 % / year"', people=5, effects=policy)
    log = simulated(plan)
    trained = log.of(Row.SPENDING)["cost"] == 1.0
    assert 0 < trained.sum() <= len(staffing(log, "joined")) - 5
    check(log)


TWO = """
[scenario]
horizon = "120 days"
mechanisms = ["learning", "training"]

[sources.web]
kind = "recorded"
arrivals = [ARRIVALS]

[journey.find]
work = { mean = "2 h", distribution = "constant" }
outcomes = [ { to = "sell", rate = 1.0 } ]

[journey.sell]
work = { mean = "2 h", distribution = "constant" }
outcomes = [ { to = "serve", rate = 1.0 } ]

[journey.serve]
work = { mean = "2 h", distribution = "constant" }
outcomes = [ { to = "lost", rate = 1.0 } ]

[teams.sellers]
headcount = 1
calendar = "continuous"
does = ["find", "sell"]
changes = [ { at = "10 days", headcount = 2 } ]

[teams.keepers]
headcount = 1
calendar = "continuous"
does = ["serve"]
changes = [ { at = "10 days", headcount = 2 } ]

[policies.training]
hours = "40 h"
POLICY

[effects.learning]
half_life = "1_000_000 days"
"""


def two_teams(policy: str) -> EventLog:
    """Newcomers to both teams on day 10, when fifty leads come at once."""
    arrivals = ", ".join(["10.0"] * 50)
    return simulated(parse(TWO.replace("POLICY", policy).replace("ARRIVALS", arrivals)))


def trained_teams(log: EventLog) -> set[str]:
    rows = worked(log)
    at = rows["activity"] == log.names.activities.index("training")
    return {log.names.teams[code] for code in rows["team"][at]}


@pytest.mark.parametrize(
    ("policy", "teams"),
    [
        ("", {"sellers", "keepers"}),
        ('teams = ["sellers"]', {"sellers"}),
        ('activities = ["serve"]', {"keepers"}),
        ('who = "all"\nevery = "50 days"\nteams = ["keepers"]', {"keepers"}),
        ('who = "all"\nevery = "50 days"\nactivities = ["find", "sell"]', {"sellers"}),
    ],
)
def test_who_is_trained(policy: str, teams: set[str]) -> None:
    assert trained_teams(two_teams(policy)) == teams


@pytest.mark.parametrize(
    ("policy", "taught"),
    [("", {"find": 40, "sell": 40}), ('activities = ["sell"]', {"find": 0, "sell": 80})],
)
def test_what_is_taught(policy: str, taught: dict[str, int]) -> None:
    """40 hours of worth 2, to a newcomer who does two things: 40 hours of practice in each, or 80 in the one that is taught."""
    log = two_teams(policy)
    rows = worked(log, person=1)
    for name, practice in taught.items():
        code = (log.names.activities.index(name), log.names.teams.index("sellers"))
        first = rows[(rows["activity"] == code[0]) & (rows["team"] == code[1])][0]
        assert first["hours"] == pytest.approx(2 * ((practice + 2) / 522) ** math.log2(0.95), rel=1e-4)


def test_what_nobody_who_is_trained_does_is_an_error() -> None:
    text = TWO.replace("ARRIVALS", "1.0")
    with pytest.raises(ScenarioError) as error:
        parse(text.replace("POLICY", 'teams = ["keepers"]\nactivities = ["sell"]'))
    assert str(error.value).endswith(
        'nobody who is trained does "sell"; name what the teams do that are trained'
    )
    with pytest.raises(ScenarioError) as error:
        parse(text.replace("POLICY", 'teams = ["keeper"]\nactivities = ["sel"]'))
    said = str(error.value)
    assert 'policies.training.teams.0 is "keeper"; it must be a team; did you mean "keepers"?' in said
    assert (
        'policies.training.activities.0 is "sel"; it must be an activity of the journey; did you mean "sell"?'
        in said
    )
