"""The labour market: so many people a month and no more, whoever looks for them; by hand and against closed forms."""

import math

import numpy as np
import pytest
from people_worlds import desk, simulated, staffing
from taking_over import team, two

from orgsim.engine.clock import Clock
from orgsim.engine.labour import LabourMarket
from orgsim.errors import ScenarioError
from orgsim.events.columns import ORGANIZATION, Row
from orgsim.events.log import EventLog
from orgsim.measures.summary import summarize
from orgsim.plan.scenario import Scenario
from orgsim.randomness import entity_key, name_key, uniform
from orgsim.report.explanation.explain import explain
from orgsim.units import MONTH

GROWING = 'changes = [ {{ at = "10 days", headcount = "+{by}" }} ]'


def town(candidates: str | None, *mechanisms: str, **words: object) -> Scenario:
    """A desk in a market with so many people who may be hired."""
    plan = desk(*mechanisms, **words)
    return (
        plan
        if candidates is None
        else plan.replace({"market.title": "Town", "market.candidates": candidates})
    )


def came(log: EventLog, team: int = 0) -> list[float]:
    """When somebody joined a team after day 0."""
    rows = staffing(log, "joined")
    return [float(row["end"]) for row in rows if row["end"] > 0 and row["team"] == team]


def candidates(rate: float, days: float, replication: int = 0) -> list[float]:
    """On which days people come along whom somebody might hire, by their luck."""
    key = entity_key(20240101, replication, ORGANIZATION)
    found, day, number = list[float](), 0.0, 0
    while day < days:
        day -= math.log(uniform(key, name_key("candidate"), number)) / rate
        found.append(day)
        number += 1
    return found[:-1]


def test_planned_joiners_come_as_they_are_found() -> None:
    """Five are to come on day 10: the first five who come along from then on."""
    log = simulated(town("3 / month", team=GROWING.format(by=5)))
    expected = [day for day in candidates(3 / MONTH, 400) if day > 10][:5]
    assert came(log) == pytest.approx(expected, rel=1e-12)
    assert summarize(log).teams["desk"]["headcount"] == pytest.approx(
        1 + sum(400 - day for day in expected) / 400
    )


def test_with_somebody_always_looked_for_hires_are_as_many_as_there_are_people() -> None:
    """900 places and 2 a month: over 390 days 25.6 hires on average, with the variance of a Poisson number."""
    plan = town("2 / month", team=GROWING.format(by=900))
    found = [len(came(simulated(plan, k))) for k in range(60)]
    mean = 390 * 2 / MONTH
    assert np.mean(found) == pytest.approx(mean, abs=4 * math.sqrt(mean / 60))


def test_one_search_takes_the_time_to_the_next_person() -> None:
    """Exponential with mean 1 / rate: of 100 runs the mean is within 4 standard errors."""
    plan = town("3 / month", team=GROWING.format(by=1))
    waits = [came(simulated(plan, k))[0] - 10 for k in range(100)]
    assert np.mean(waits) == pytest.approx(MONTH / 3, abs=4 * MONTH / 3 / math.sqrt(100))


def test_very_many_people_are_as_good_as_no_limit_and_nobody_is_nobody() -> None:
    team = GROWING.format(by=3)
    assert came(simulated(town("1000 / day", team=team))) == pytest.approx([10.0] * 3, abs=0.02)
    assert came(simulated(town("0 / month", team=team))) == []
    free = town(None, team=team)
    assert came(simulated(free)) == [10.0] * 3


def test_who_stays_by_the_plan_is_the_same_run_byte_for_byte() -> None:
    """Where nobody is looked for, a labour market changes nothing."""
    assert simulated(town("1 / month")).rows.tobytes() == simulated(town(None)).rows.tobytes()


def test_replacements_and_planned_joiners_wait_in_one_line() -> None:
    """Everybody who leaves is looked for from 10 days later on; the two of day 200 stand behind them."""
    effects = '[effects.turnover]\ndelay = "10 days"\ncost = 2\n'
    team = 'cost = "100 / month"\nturnover = "80 % / year"\n' + GROWING.replace("10 days", "200 days").format(
        by=2
    )
    log = simulated(town("1.5 / month", "turnover", people=12, team=team, effects=effects))
    sought = sorted([*(float(day) + 10 for day in staffing(log, "left")["end"]), 200.0, 200.0])
    expected = list[float]()
    for day in candidates(1.5 / MONTH, 400):
        if len(expected) < len(sought) and sought[len(expected)] < day:
            expected.append(day)
    assert len(expected) >= 8
    assert came(log) == pytest.approx(expected, rel=1e-12)
    spent = log.of(Row.SPENDING)
    assert spent["end"] == pytest.approx(expected, rel=1e-12)
    assert set(spent["cost"].tolist()) == {200.0}


def test_a_cut_takes_those_who_are_still_looked_for() -> None:
    """Of four looked for from day 10 on two are struck off on day 11, and two more, with one who is there, on day 12."""
    changes = [(10, "+4"), (11, "-2"), (12, "-3")]
    team = (
        "changes = [" + ", ".join(f'{{ at = "{day} days", headcount = "{by}" }}' for day, by in changes) + "]"
    )
    log = simulated(town("0.1 / month", people=3, arrivals=[399.0], team=team))
    assert not [day for day in candidates(0.1 / MONTH, 4000) if 10 < day < 12]
    assert came(log) == []
    assert staffing(log, "left")["end"].tolist() == [12.0]


def test_in_a_freeze_nobody_is_hired_and_who_comes_goes_elsewhere() -> None:
    """Looked for from day 10 on, and hired from day 200 on."""
    freeze = '[[freezes]]\nwhat = "hiring"\nat = "12 days"\nlasts = "188 days"\n'
    log = simulated(town("2 / month", team=GROWING.format(by=4), effects=freeze))
    met = [day for day in candidates(2 / MONTH, 400) if 10 < day < 12 or day > 200][:4]
    assert came(log) == pytest.approx(met, rel=1e-12)


def test_rules_of_hiring_count_those_whom_they_look_for() -> None:
    """Always overloaded, with room for three more: ordered after 3, 4 and 5 months, and nobody after that."""
    rule = '[policies.hiring]\ndesk = { when = "load > 0.9", most = 4 }\n'
    plan = town("0.4 / month", hours=24, arrivals=[0.0] * 3000, effects=rule, days=900)
    ordered = [3 * MONTH, 4 * MONTH, 5 * MONTH]
    expected = list[float]()
    for day in candidates(0.4 / MONTH, 900):
        if len(expected) < 3 and ordered[len(expected)] < day:
            expected.append(day)
    assert len(expected) == 3
    assert came(simulated(plan)) == pytest.approx(expected, rel=1e-12)


def test_a_reorganization_looks_for_people_too() -> None:
    """From day 10 on one team of four does what two people did: two places more, for the next two who come along."""
    plan = two(
        10.0,
        {"all": team("first", "second", headcount=4)},
        {"market.title": "Town", "market.candidates": "2 / month"},
        delay="5 days",
    )
    log = simulated(plan)
    expected = [day for day in candidates(2 / MONTH, 400) if day > 15][:2]
    assert [day for day in came(log, 2) if day > 10] == pytest.approx(expected, rel=1e-12)


def test_the_first_search_is_the_first_served() -> None:
    """Searches of two teams take turns by when they have begun; one that is void leaves the person to the next."""
    clock = Clock()
    market = LabourMarket(clock, 7, 1.0)
    hired = list[str]()

    class Open:
        def thaws(self) -> None:
            return None

    def begins(name: str, there: bool = True) -> bool:
        if there:
            hired.append(f"{name} on day {clock.now:.6f}")
        return there

    for name, there in (("a", True), ("void", False), ("b", True)):
        market.seek(Open(), lambda name=name, there=there: begins(name, there))  # type: ignore[arg-type, misc]
    clock.pass_time(1e6)
    days, day = list[float](), 0.0
    for number in range(2):
        day -= math.log(uniform(7, name_key("candidate"), number))
        days.append(day)
    assert hired == [f"{name} on day {day:.6f}" for name, day in zip("ab", days, strict=True)]
    assert not market.searches


def test_more_people_leave_than_can_be_found() -> None:
    """Twenty people of whom 40 % leave within a year: 20 x -ln .6 = 10.2; six can be found."""
    plan = town("0.5 / month", "turnover", people=20, team='turnover = "40 % / year"')
    said = [str(note) for note in plan.notes if "market.candidates" in str(note)]
    assert said == [
        "about 10.2 people would leave within a year, and 6 can be found (market.candidates): places stay vacant"
    ]
    enough = plan.replace({"market.candidates": "1 / month"})
    assert not [note for note in enough.notes if "market.candidates" in str(note)]
    assert "of those who may be hired, 1 a month come along" in explain(enough).text(400, every=True)


def test_too_many_people_are_an_error() -> None:
    with pytest.raises(ScenarioError) as error:
        town("2000 / day")
    assert 'market.candidates is "2000 / day"; it must be 1,000 or less' in str(error.value)


def test_it_is_the_same_for_every_organization() -> None:
    """Two plans that look for people at different times meet the same people."""
    both = [
        came(simulated(town("2 / month", team=GROWING.replace("10 days", at).format(by=900))))
        for at in ("10 days", "100 days")
    ]
    assert both[1] == pytest.approx([day for day in both[0] if day > 100], rel=1e-12)
