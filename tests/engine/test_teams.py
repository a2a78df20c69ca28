"""Who keeps a subject: where each person keeps their own, until the subject has ended; and whom a new one goes to."""

import pytest
from estimates import SEED, jobs, scenario

from orgsim.events.log import EventLog
from orgsim.setup.simulate import run

DESK = """
[scenario]
horizon = "{days} days"
mechanisms = []

{sources}

{journey}

[teams.desk]
headcount = {people}
calendar = "continuous"
ownership = "person"
does = [{does}]
{more}
"""


def source(name: str, entry: str, *hours: float) -> str:
    """A source whose leads come to an activity at given hours of the run."""
    days = ", ".join(str(hour / 24) for hour in hours)
    return f'[sources.{name}]\nkind = "recorded"\nentry = "{entry}"\narrivals = [{days}]\n'


def step(name: str, hours: float, to: str, after: str = "") -> str:
    """An activity of constant work that always ends the same way."""
    return (
        f'[journey.{name}]\nwork = {{ mean = "{hours} h", distribution = "constant" }}\n'
        f'outcomes = [ {{ to = "{to}", rate = 1.0{after} }} ]\n'
    )


def desk(sources: str, journey: str, *does: str, days: int = 40, people: int = 2, more: str = "") -> EventLog:
    """A run of one team whose people keep their subjects."""
    done = ", ".join(f'"{name}"' for name in does)
    text = DESK.format(sources=sources, journey=journey, does=done, days=days, people=people, more=more)
    return run(scenario(text), SEED, 0)


def served(log: EventLog, activity: str) -> list[int]:
    """Who did the jobs of an activity, in order of readiness."""
    people: list[int] = jobs(log, activity)["person"].tolist()
    return people


def test_subjects_at_rest_stay_with_those_who_met_them() -> None:
    """Leads come one by one, each to who keeps fewest: to one and the other in turn, since nobody lets go of any."""
    log = desk(source("web", "serve", 0, 24, 48, 72), step("serve", 1, "nurture"), "serve")
    assert served(log, "serve") == [0, 1, 0, 1]


def test_nobody_keeps_a_lead_that_is_lost() -> None:
    """Each lead is lost before the next comes: all find two free people who keep nobody, and go to the first."""
    log = desk(source("web", "serve", 0, 24, 48, 72), step("serve", 1, "lost"), "serve")
    assert served(log, "serve") == [0, 0, 0, 0]


def test_nobody_keeps_a_lead_that_is_lost_at_a_touch() -> None:
    """The first rests and is lost at its touch on day 30: who comes on day 31 finds two people who keep nobody."""
    journey = step("serve", 1, "nurture") + step("nurture", 1, "lost")
    log = desk(source("web", "serve", 0, 31 * 24), journey, "serve", "nurture")
    assert served(log, "nurture") == [0]
    assert served(log, "serve") == [0, 0]


LICENCE = """
[offering]
kind = "perpetual"
price = 900
replaced = {{ mean = "10 days", distribution = "constant" }}
loyalty = {loyalty}
[customer]
"""


def test_nobody_keeps_a_customer_who_has_left() -> None:
    """Each buys after an hour and leaves ten days later: who comes then goes to the same person, who comes sooner does not."""
    words = step("close", 1, "customer"), "close"
    later, sooner = (
        desk(source("web", "close", 0, hours), *words, more=LICENCE.format(loyalty=0.0))
        for hours in (12 * 24, 9 * 24)
    )
    assert served(later, "close") == [0, 0]
    assert served(sooner, "close") == [0, 1]


def test_who_comes_back_to_buy_again_goes_to_the_least_busy() -> None:
    """Person 1 kept the customer, who comes back a new lead while both are free and the other keeps nobody any more.

    The first lead takes person 0 an hour and is lost; the second comes meanwhile, so that person 1 sells to it.
    """
    journey = step("refuse", 1, "lost") + step("close", 2, "customer")
    sources = source("list", "refuse", 0) + source("web", "close", 0.5)
    log = desk(sources, journey, "refuse", "close", days=11, more=LICENCE.format(loyalty=1.0))
    assert served(log, "refuse") == [0]
    assert served(log, "close") == [1, 0]


def test_a_new_subject_goes_to_who_is_free_rather_than_to_who_has_no_queue() -> None:
    """At hour 11 both keep one lead and nobody has a queue, but person 0 works on the second step of theirs.

    The lead of hour 0 is met by person 0 and comes to its second step (4 h) ten hours later, that of hour 5 by person 1.
    """
    journey = step("meet", 1, "close", ', after = { mean = "9 h", distribution = "constant" }')
    log = desk(source("web", "meet", 0, 5, 11), journey + step("close", 4, "lost"), "meet", "close", days=2)
    assert jobs(log, "close")["ready"][0] * 24 == pytest.approx(10)
    assert served(log, "meet") == [0, 1, 1]
    assert served(log, "close") == [0, 1, 1]
    third = jobs(log, "meet")[2]
    assert third["start"] == third["ready"]
