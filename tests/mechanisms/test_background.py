"""Background work: the share of hours it gets, what it leaves to customers, and that it ends with the run."""

import numpy as np
import pytest
from estimates import SEED, jobs, outcome

from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.mechanisms.loops.product import ProductQuality
from orgsim.mechanisms.shared.background import head_start, period, productive
from orgsim.plan.checks.size import expected_events
from orgsim.plan.load import parse
from orgsim.setup.simulate import run

WORLD = """
[scenario]
horizon = "{years} years"
mechanisms = ["product"]

[sources.web]
leads = "{leads} / day"

[journey.sell]
work = {{ mean = "4 h" }}
outcomes = [{{ to = "lost", rate = 1 }}]

[teams.makers]
headcount = {people}
calendar = "{calendar}"
ownership = "{ownership}"
does = ["sell"]

[policies.development]
team = "makers"
{when}
"""


def world(when: str, **words: object) -> EventLog:
    """A team that sells and develops."""
    usual = {"years": 2, "leads": 1, "people": 3, "calendar": "office", "ownership": "pooled"}
    log = run(parse(WORLD.format(when=when, **{**usual, **words})), SEED, 0)
    conservation.check(log)
    return log


def share(log: EventLog, activity: str) -> float:
    """Hours of an activity over the hours on duty, from the log."""
    return float(jobs(log, activity)["hours"].sum() / log.of(Row.PAYROLL)["hours"].sum())


def overlap(rows: np.ndarray) -> float:
    """The longest time (days) for which a person did two jobs at once; 0 or less when none did."""
    worst = -1.0
    for person in np.unique(rows["person"]):
        own = np.sort(rows[rows["person"] == person], order="start")
        worst = max(worst, *(own["end"][:-1] - own["start"][1:]))
    return worst


@pytest.mark.parametrize("calendar", ["office", "continuous"])
@pytest.mark.parametrize("ownership", ["pooled", "person"])
def test_the_reserved_share_of_hours_is_worked(calendar: str, ownership: str) -> None:
    """A block of 8 h each 8/.3 h on duty: off by a block a person and what a job of 4 h delays, of 4,174 h or more each."""
    leads = 8 if calendar == "continuous" else 2
    log = world("share = 0.3", calendar=calendar, ownership=ownership, leads=leads)
    assert share(log, "development") == pytest.approx(0.3, abs=0.004)
    assert share(log, "sell") > 0.3
    done = log.of(Row.JOB)
    assert overlap(done[done["outcome"] != outcome(log, "open")]) < 1e-9


@pytest.mark.parametrize("when", ["share = 1", 'share = 1\nblock = "3 h"'])
def test_a_team_may_keep_all_its_hours(when: str) -> None:
    log = world(when, leads=5)
    assert share(log, "development") == pytest.approx(1.0, abs=0.003)
    assert (jobs(log, "sell")["start"] > 0).sum() == 0


def test_shares_hold_under_more_work_than_can_be_done() -> None:
    """Reserved blocks go before customers, however many wait, and however long their jobs are."""
    log = world("share = 0.2", leads=20)
    assert share(log, "development") == pytest.approx(0.2, abs=0.004)
    assert share(log, "sell") == pytest.approx(0.8, abs=0.004)


def test_blocks_of_a_team_are_spread() -> None:
    """Ten people with half of their hours reserved are not all away on the same days."""
    log = world("share = 0.5", people=10, leads=0.01, years=1)
    rows = jobs(log, "development")
    hour = 1 / 24
    noon = np.arange(7.5, 350)
    away = np.array(
        [((rows["start"] <= t + hour) & (rows["end"] > t + hour)).sum() for t in noon if t % 7 < 5]
    )
    assert 3 <= away.min() <= away.max() <= 7
    starts = [head_start(8, 0.5, number) for number in range(10)]
    assert min(starts) == 0
    assert max(starts) < period(8, 0.5) - 8


def test_who_joins_later_keeps_the_share_too() -> None:
    text = WORLD.format(
        when="share = 0.25", years=2, leads=1, people=2, calendar="office", ownership="pooled"
    ).replace(
        "does =",
        'changes = [{ at = "12 months", headcount = 6 }, { at = "18 months", headcount = 1 }]\ndoes =',
    )
    log = run(parse(text), SEED, 0)
    assert share(log, "development") == pytest.approx(0.25, abs=0.01)


@pytest.mark.parametrize("calendar", ["office", "continuous"])
@pytest.mark.parametrize("ownership", ["pooled", "person"])
def test_left_over_hours_are_all_used(calendar: str, ownership: str) -> None:
    log = world("left_over = true", calendar=calendar, ownership=ownership, leads=2)
    assert share(log, "development") + share(log, "sell") == pytest.approx(1.0, abs=0.002)
    assert overlap(log.of(Row.JOB)[log.of(Row.JOB)["outcome"] != outcome(log, "open")]) < 1e-9


@pytest.mark.parametrize("ownership", ["pooled", "person"])
def test_left_over_work_yields_to_customers(ownership: str) -> None:
    """The hours sold are the same with and without it; a customer who finds all at blocks waits at most for one of 2 h."""
    quiet = world("share = 0", calendar="continuous", leads=0.2, ownership=ownership)
    busy = world("left_over = true", calendar="continuous", leads=0.2, ownership=ownership)
    assert jobs(busy, "sell")["hours"][:-1].tolist() == jobs(quiet, "sell")["hours"][:-1].tolist()
    wait = (jobs(busy, "sell")["start"] - jobs(busy, "sell")["ready"]) * 24
    before = (jobs(quiet, "sell")["start"] - jobs(quiet, "sell")["ready"]) * 24
    assert (before == 0).mean() > 0.95
    assert wait[: len(before)][before == 0].max() <= 2 + 1e-6
    assert wait.mean() > 0.1


def test_more_customers_leave_less_over() -> None:
    """Hours developed = hours on duty - hours sold, whatever the load; beyond capacity nothing is left."""
    left = [
        share(world("left_over = true", leads=leads, people=1), "development") for leads in (0.3, 0.7, 1.1, 3)
    ]
    assert left == sorted(left, reverse=True)
    assert left[0] > 0.6
    assert left[-1] < 0.05


def test_idle_people_of_a_large_team_make_few_events() -> None:
    """17 people, all idle, for three years: 17 x 3 x 2,087 h in blocks of 2 h are 53,000 jobs at most, and are expected."""
    text = WORLD.format(
        when="left_over = true", years=3, leads=0.01, people=17, calendar="office", ownership="pooled"
    )
    log = run(parse(text), SEED, 0)
    blocks = len(jobs(log, "development"))
    assert blocks == pytest.approx(17 * 3 * 365.25 * 40 / 7 / 2, rel=0.02)
    assert expected_events(parse(text)) == pytest.approx(blocks, rel=0.03)


@pytest.mark.parametrize("when", ["share = 0.5", "left_over = true"])
@pytest.mark.parametrize("calendar", ["office", "continuous"])
def test_it_ends_with_the_horizon(when: str, calendar: str) -> None:
    """A run that is drained lets leads end their journey, and begins no new block."""
    text = WORLD.format(when=when, years=0.5, leads=2, people=2, calendar=calendar, ownership="pooled")
    plan = parse(text).replace({"scenario.drain": True})
    log = run(plan, SEED, 0)
    rows = jobs(log, "development")
    assert rows["ready"].max() < plan.scenario.horizon
    assert not np.isnan(jobs(log, "sell")["end"]).any()


def test_a_horizon_shorter_than_any_block() -> None:
    log = world('share = 0.000001\nblock = "1000 h"', years=0.001)
    assert len(jobs(log, "development")) == 0
    log = world('left_over = true\nblock = "1000 h"', years=0.01, leads=0.01)
    assert (jobs(log, "development")["outcome"] == outcome(log, "open")).all()


def test_two_kinds_of_left_over_work_take_turns() -> None:
    text = WORLD.format(
        when="left_over = true", years=1, leads=0.5, people=1, calendar="office", ownership="pooled"
    ).replace('"product"', '"product", "automation"')
    log = run(parse(text + '[policies.analytics]\nteam = "makers"\nleft_over = true\n'), SEED, 0)
    assert abs(len(jobs(log, "development")) - len(jobs(log, "analytics"))) <= 1


def test_a_team_that_does_nothing_but_background_work() -> None:
    """Makers who never meet customers develop for all of their hours."""
    text = WORLD.format(
        when="left_over = true", years=1, leads=1, people=1, calendar="office", ownership="pooled"
    ).replace('team = "makers"', 'team = "lab"')
    log = run(parse(text + "[teams.lab]\nheadcount = 2\ndoes = []\n"), SEED, 0)
    rows = log.of(Row.PAYROLL)
    on_duty = rows[rows["team"] == log.names.teams.index("lab")]["hours"].sum()
    assert jobs(log, "development")["hours"].sum() == pytest.approx(on_duty, rel=1e-3)


@pytest.mark.parametrize(
    ("policies", "said"),
    [
        (
            '[policies.development]\nteam = "maker"\nshare = 0.3',
            'line 13  policies.development.team is "maker"; it must be a team; did you mean "makers"?',
        ),
        (
            '[policies.development]\nteam = "makers"',
            "line 12  policies.development does not say when it is done: add share = 0.3 or left_over = true",
        ),
        (
            '[policies.development]\nteam = "makers"\nshare = 0.3\nleft_over = true',
            "line 15  policies.development has both share and left_over = true; state one of them",
        ),
        (
            '[policies.development]\nteam = "makers"\nshare = "1.3"',
            'line 14  policies.development.share is "1.3"; it must be a share, such as 0.3 or "30 %"',
        ),
        (
            '[policies.development]\nteam = "makers"\nleft_over = true\nblock = "1 min"',
            'line 15  policies.development.block is "1 min"; it must be 0.25 or more',
        ),
        (
            '[policies.assurance]\nteam = "makers"\nshare = 0.3',
            "line 12  policies.assurance guides development: add [policies.development]",
        ),
        (
            '[policies.development]\nteam = "makers"\nshare = 0.7\n[policies.analytics]\nteam = "makers"\nshare = 0.4',
            "line 17  policies keep 1.1 of the hours of teams.makers; it must be 1 or less",
        ),
        (
            '[policies.analytics]\nteam = "makers"\nshare = 0.4\nactivities = ["sel"]',
            'line 15  policies.analytics.activities.0 is "sel"; it must be an activity of the journey; did you mean "sell"?',
        ),
        (
            '[policies.stories]\nteam = "makers"\nfeeds = ["close"]',
            'line 14  policies.stories.feeds.0 is "close"; it must be an activity of the journey; known are "sell"',
        ),
        (
            "[teams.lab]\nheadcount = 2\ndoes = []",
            "line 14  teams.lab.does is empty; it must have at least one entry, or the team must help others, take part in joint "
            "work, or have work by a policy",
        ),
    ],
)
def test_what_such_a_policy_must_say(policies: str, said: str) -> None:
    text = """
[sources.web]
leads = "1 / day"

[journey.sell]
work = { mean = "4 h" }
outcomes = [{ to = "lost", rate = 1 }]

[teams.makers]
headcount = 2
does = ["sell"]
"""
    with pytest.raises(ScenarioError) as error:
        parse(text[1:] + "\n" + policies + "\n", "wrong.toml")
    assert str(error.value) == f"wrong.toml has 1 problem\n  {said}"


FOUNDER = """
[scenario]
horizon = "{days} days"
mechanisms = ["product"]

[sources.web]
kind = "recorded"
arrivals = [{arrivals}]

[journey.sell]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [{{ to = "lost", rate = 1 }}]
urgent = {urgent}

[teams.founder]
headcount = 1
does = ["sell"]

[policies.development]
team = "founder"
{when}

[effects.product]
set_up = "0.3 h"
"""


def counted(monkeypatch: pytest.MonkeyPatch, days: float, **words: object) -> list[float]:
    """The hours of each block of a founder that something comes of; a question comes on Tuesday at ten."""
    hours: list[float] = []
    monkeypatch.setattr(ProductQuality, "developed", lambda _, __, one: hours.append(one))
    usual = {"arrivals": 1 + 10 / 24, "urgent": "false", "when": "left_over = true"}
    run(parse(FOUNDER.format(days=days, **{**usual, **words})), SEED, 0)
    return hours


def test_a_day_of_development_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four blocks of 2 h on Monday, and three on Tuesday about the hour of the question: each is a quiet moment of its own."""
    assert counted(monkeypatch, 2) == pytest.approx([1.7] * 7)


def test_reserved_days_that_follow_on_one_another_are_got_into_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """All hours kept, in blocks of a day; the question never gets an answer."""
    assert counted(monkeypatch, 4.9, when="share = 1.0")[:4] == pytest.approx([7.7, 8, 8, 8])


def test_a_block_that_is_interrupted_is_got_into_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same with a question that cannot wait: Tuesday's first block is put aside at ten, and taken up again at eleven."""
    assert counted(monkeypatch, 2, urgent="true") == pytest.approx([1.7, 1.7, 1.7, 1.7, 1.4, 1.7, 1.7])


def test_a_day_kept_free_is_got_into_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fifth of the hours, in blocks of 8: 7.7 of each count, .96 where left-over hours between two questions count .85."""
    assert counted(monkeypatch, 30, when="share = 0.2")[:3] == pytest.approx([7.7] * 3)
    assert productive(8, 1, 0.3) / 8 == pytest.approx(0.9625)
    assert productive(2, 1, 0.3) / 2 == 0.85


def test_less_than_nothing_never_comes_of_a_block() -> None:
    assert productive(0.25, 1, 0.3) == 0
    assert productive(2, 9, 0.3) == 0
    assert productive(2, 3, 0) == 2
