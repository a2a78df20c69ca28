"""Freezes: nobody is hired for a while, or no leads are bought; worked out by hand."""

import numpy as np
import pytest
from estimates import SEED, scenario
from people_worlds import desk, simulated, staffing

from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures.summary import summarize
from orgsim.plan.derived.demand import expected_leads
from orgsim.plan.derived.freezes import freezes
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run
from orgsim.units import MONTH


def frozen(what: str, at: str, lasts: str) -> str:
    """A freeze as it stands in a file."""
    return f'[[freezes]]\nwhat = "{what}"\nat = "{at}"\nlasts = "{lasts}"\n'


HIRING = frozen("hiring", "5 days", "15 days")


def came(log: EventLog) -> list[float]:
    """When somebody joined after day 0."""
    days = staffing(log, "joined")["end"]
    return [float(day) for day in days if day > 0]


def test_planned_joiners_come_when_the_freeze_is_over() -> None:
    """Days 5 to 20: those of days 5 and 10 come on day 20, that of day 20 too, and those of days 4 and 25 when planned."""
    days = (4, 5, 10, 20, 25)
    changes = ", ".join(f'{{ at = "{day} days", headcount = "+1" }}' for day in days)
    log = simulated(desk(days=50, team=f"changes = [ {changes} ]", effects=HIRING))
    assert came(log) == [4, 20, 20, 20, 25]
    assert summarize(log).teams["desk"]["headcount"] == pytest.approx((50 + 46 + 3 * 30 + 25) / 50)


def test_who_has_not_come_yet_need_not_go() -> None:
    """Two are to come on day 6, two to go on day 8, and one more on day 9: of those to come none does, one goes on day 9."""
    changes = '{ at = "6 days", headcount = "+2" }, { at = "8 days", headcount = "-2" }, { at = "9 days", headcount = "-1" }'
    log = simulated(desk(days=50, people=3, arrivals=[49.0], team=f"changes = [ {changes} ]", effects=HIRING))
    assert came(log) == []
    assert staffing(log, "left")["end"].tolist() == [9.0]


def test_replacements_come_when_the_freeze_is_over_and_are_paid_for_then() -> None:
    """Everybody who leaves would be replaced ten days later; in a freeze from day 0 to day 300 nobody is."""
    effects = '[effects.turnover]\ndelay = "10 days"\n' + frozen("hiring", "0 days", "300 days")
    team = 'cost = "100 / month"\nturnover = "99 % / year"'
    log = simulated(desk("turnover", people=5, team=team, effects=effects))
    left, joined = staffing(log, "left")["end"], came(log)
    assert (left < 290).sum() == 5
    assert joined[:5] == [300.0] * 5
    assert log.of(Row.SPENDING)["end"].tolist() == joined
    there = summarize(log).teams["desk"]
    on_day_300 = 5 - (left < 300).sum()
    assert on_day_300 == 0
    assert there["cost"] == pytest.approx(there["headcount"] * 400 * 100 / MONTH)


def test_rules_of_hiring_order_nobody_in_a_freeze() -> None:
    rule = '[policies.hiring]\ndesk = { when = "load > 0.9", most = 9 }\n'
    effects = rule + frozen("hiring", "100 days", "60 days")
    log = simulated(desk(hours=24, arrivals=[0.0] * 3000, effects=effects))
    assert [day / MONTH for day in came(log)][:3] == pytest.approx([3, 6, 7])


def test_those_who_change_teams_are_not_hired() -> None:
    plan = desk(steps=("serve", "send"), effects=HIRING).replace(
        {
            "teams.desk.does": ["serve"],
            "teams.desk.headcount": 2,
            "teams.post": {"headcount": 0, "does": ["send"]},
            "transfers": [{"at": "10 days", "from": "desk", "to": "post"}],
        }
    )
    assert came(simulated(plan)) == [10.0]


BOUGHT = """
[scenario]
horizon = "100 days"
mechanisms = []
[sources.ads]
leads = "5 / day"
cost = 30
[sources.web]
leads = "5 / day"
[sources.fair]
kind = "event"
every = "10 days"
attendees = {{ mean = 20, cv = 0.1 }}
leads_per_attendee = 0.5
cost = 1000
{fair}
[journey.serve]
work = {{ mean = "0.1 h", distribution = "constant" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]
[journey.prepare]
work = {{ mean = "8 h", distribution = "constant" }}
optional = true
[teams.desk]
headcount = 9
calendar = "continuous"
does = {does}
{rest}
"""
SPENDING = frozen("spending", "25 days", "30 days")


def bought(rest: str = "", prepared: bool = False) -> Scenario:
    """Leads that cost 30 each, free ones, and events that cost 1,000 each."""
    fair, does = ('activity = "prepare"', '["serve", "prepare"]') if prepared else ("", '["serve"]')
    text = BOUGHT.format(rest=rest, fair=fair, does=does)
    if not prepared:
        text = text.split("[journey.prepare]")[0] + "[teams.desk]" + text.split("[teams.desk]")[1]
    return scenario(text)


@pytest.mark.parametrize("prepared", [False, True])
def test_nothing_is_spent_and_nothing_bought_in_a_freeze(prepared: bool) -> None:
    """Days 25 to 55: no bought lead and no event; all else is as without the freeze, with the same luck."""
    usual, log = (run(bought(rest, prepared), SEED, 0) for rest in ("", SPENDING))
    assert log.rows["end"][log.rows["kind"] == Row.SPENDING].tolist() == [10, 20, 60, 70, 80, 90]
    before, after = usual.of(Row.ARRIVAL), log.of(Row.ARRIVAL)
    names = np.array(usual.names.entities)
    kept = (names[before["entity"]] == "web") | (before["end"] < 25) | (before["end"] >= 55)
    assert not kept.all()
    assert after.tobytes() == before[kept].tobytes()
    assert set(names[after[(after["end"] >= 25) & (after["end"] < 55)]["entity"]]) == {"web"}
    spent = summarize(log).kpis["spending"]
    assert spent == pytest.approx(30 * (names[after["entity"]] == "ads").sum() + 6000)
    work = log.of(Row.JOB)
    if prepared:
        assert (work["activity"] == log.names.activities.index("prepare")).sum() == 6


def test_leads_that_are_expected_leave_the_freeze_out() -> None:
    found = expected_leads(bought(SPENDING))
    assert found["ads"] == pytest.approx(5 * 70)
    assert found["web"] == pytest.approx(500)
    assert found["fair"] == pytest.approx(20 * 0.5 * 7)
    recorded = bought(SPENDING).replace(
        {"sources.ads": {"kind": "recorded", "arrivals": [1, 24, 25, 54, 55], "cost": 3}}
    )
    assert expected_leads(recorded)["ads"] == 3
    assert (run(recorded, SEED, 0).of(Row.ARRIVAL)["entity"] == 0).sum() == 3


def test_freezes_that_meet_are_one() -> None:
    rest = (
        SPENDING
        + frozen("spending", "55 days", "5 days")
        + frozen("spending", "30 days", "3 days")
        + frozen("hiring", "1 day", "1 day")
    )
    assert freezes(bought(rest), "spending") == ((25, 60),)
    assert freezes(bought(rest), "hiring") == ((1, 2),)


@pytest.mark.parametrize(
    ("freeze", "told"),
    [
        (
            {"what": "hirings", "at": "1 day", "lasts": "1 day"},
            'freezes.0.what is "hirings"; it must be one of "hiring" or "spending"; did you mean "hiring"?',
        ),
        ({"what": "hiring", "at": "1 day"}, "freezes.0.lasts is missing"),
        (
            {"what": "hiring", "at": 5, "lasts": "1 day"},
            "freezes.0.at is 5; it must be a duration with its unit",
        ),
        (
            {"what": "hiring", "at": "1 day", "last": "1 day"},
            "freezes.0.last is not known; did you mean lasts?",
        ),
    ],
)
def test_freezes_that_cannot_be(freeze: dict[str, object], told: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        desk().replace({"freezes": [freeze]})
    assert told in str(caught.value)


def test_freezes_that_do_nothing_are_noted() -> None:
    assert "freezes.0 stops nothing: no source costs anything" in desk(effects=SPENDING).notes
    assert "freezes.0 comes after the horizon and never happens" in desk(days=3, effects=HIRING).notes
    assert not any("freezes" in note for note in bought(SPENDING).notes)
