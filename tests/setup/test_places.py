"""People's luck: dealt to the activities a team does, so that it is the same under every cut of the work."""

from itertools import islice, pairwise, product

import numpy as np
import pytest
from estimates import SEED, scenario

import orgsim
from orgsim.engine.entities import Person
from orgsim.engine.places import Places
from orgsim.events.columns import Row
from orgsim.mechanisms.people.turnover import tenure
from orgsim.plan.derived.leaving import days_seen
from orgsim.plan.derived.reference_hours import reference_hours
from orgsim.plan.scenario import Scenario
from orgsim.randomness import name_key, uniform
from orgsim.setup.build import build
from orgsim.setup.places import build_places, dealt
from orgsim.units import MONTH

TEXT = """
[scenario]
horizon = "24 months"
mechanisms = ["ability", "turnover"]

[sources.web]
leads = "2 / day"

[journey.greet]
work = { mean = "1 h" }
outcomes = [ { to = "explain", rate = 0.5 }, { to = "lost", rate = 0.5 } ]

[journey.explain]
work = { mean = "6 h" }
outcomes = [ { to = "close", rate = 0.5 }, { to = "lost", rate = 0.5 } ]

[journey.close]
work = { mean = "4 h" }
outcomes = [ { to = "lost", rate = 1.0 } ]

TEAMS

[effects.turnover]
per_year = "60 % / year"
"""


def team(name: str, people: int, *does: str, more: str = "") -> str:
    done = ", ".join(f'"{one}"' for one in does)
    return f'[teams.{name}]\nheadcount = {people}\ncalendar = "continuous"\ndoes = [{done}]\n{more}\n'


def plan(*teams: str) -> Scenario:
    """Greeting asks for 1 h of each lead, explaining for 3, closing for 1: per day 2, 6 and 2 h."""
    return scenario(TEXT.replace("TEAMS", "\n".join(teams)))


def lived(found: Scenario) -> list[tuple[str, float, Person]]:
    """Everybody who was there, in order of joining: the team, the day, the person."""
    world = build(found, SEED, 0)
    people: list[tuple[str, float, Person]] = []

    def note(person: Person) -> None:
        people.append((world.names.teams[person.team], world.clock.now, person))

    for one in world.teams:
        one.joins = (*one.joins, note)
    world.go()
    return people


def keys(found: Scenario, *teams: str) -> list[int]:
    """The keys of those of day 0, in order of joining; of all teams or some."""
    return [person.key for name, day, person in lived(found) if day == 0 and name in (teams or name)]


def test_sainte_lague_by_hand() -> None:
    """Of 53, 24 and 23 votes seven seats go to a, b, c, a, a, b, c... (quotients 53 24 23 17.67 10.6 8 7.67 7.57): the
    textbook's example gives 3, 2, 2 of seven."""
    found = list(islice(dealt({"a": 53.0, "b": 24.0, "c": 23.0}), 7))
    assert found == [("a", 0), ("b", 0), ("c", 0), ("a", 1), ("a", 2), ("b", 1), ("c", 1)]


def test_equals_go_in_order_of_the_journey() -> None:
    """0.3 / 3 is a little less than 0.1 in floating point, and equal to it here."""
    assert list(islice(dealt({"x": 0.3, "y": 0.1}), 3)) == [("x", 0), ("x", 1), ("y", 0)]
    assert list(islice(dealt({"x": 1.0, "y": 1.0}), 4)) == [("x", 0), ("y", 0), ("x", 1), ("y", 1)]
    assert list(islice(dealt({"x": 0.1 + 0.2, "y": 0.3}), 2)) == [("x", 0), ("y", 0)]


def test_where_nothing_is_asked_for_all_are_alike() -> None:
    assert list(islice(dealt({"x": 0.0, "y": 0.0}), 2)) == [("x", 0), ("y", 0)]
    assert list(islice(dealt({"x": 0.0, "y": 2.0}), 2)) == [("y", 0), ("y", 1)]


@pytest.mark.parametrize(("most", "hours"), list(product([5, 40], [(1.0, 2.0, 3.0), (7.0, 0.2, 0.2)])))
def test_shares_are_met_to_within_a_place(most: int, hours: tuple[float, ...]) -> None:
    seats = [name for name, _ in islice(dealt(dict(zip("abc", hours, strict=True))), most)]
    for name, amount in zip("abc", hours, strict=True):
        assert abs(seats.count(name) - most * amount / sum(hours)) < 1


def test_reference_hours_by_hand() -> None:
    assert reference_hours(plan(team("all", 1, "greet", "explain", "close"))) == pytest.approx(
        {"greet": 2.0, "explain": 6.0, "close": 2.0}
    )


def test_reference_hours_are_the_market_s_alone() -> None:
    """Neither who does what, nor how leads at rest are followed up, nor the horizon, nor what-ifs on arrivals."""
    model = orgsim.load("b2b-saas", "the-model")
    usual = reference_hours(model)
    assert reference_hours(orgsim.load("b2b-saas", "pre-post-sales")) == usual
    for change in (
        {"scenario.horizon": "12 months"},
        {"policies.nurture": {"touches": 2}},
        {"sources.web.leads": "500 / month"},
    ):
        assert reference_hours(model.replace(change)) == usual


def test_leads_without_number_leave_the_hours_of_a_job() -> None:
    """So many that hours overflow."""
    model = orgsim.load("b2b-saas", "pre-post-sales")
    many = model.model_copy(update={"mix": dict.fromkeys(model.sources, 1e308)})
    assert reference_hours(many)["close"] == pytest.approx(32)
    assert len([places.open() for places in build_places(many, (1, 0)).values()]) == 2


def test_reference_hours_of_customers() -> None:
    """Of b2b-saas by hand: 160 + 30.4375 / 14 × 14 leads a month; of three years' customers each is seen 16 months or so."""
    market = orgsim.load("b2b-saas", "the-model")
    found = reference_hours(market)
    leads = 160 / MONTH + 1.0
    assert found["respond"] == pytest.approx(leads * 0.5)
    assert found["qualify"] == pytest.approx(leads * 0.75 * 2)
    assert found["campaign"] == pytest.approx(30 / 14)
    developed = leads * 0.3 / (1 - 0.35 * 0.34 * back() - 0.40 * back())
    assert found["develop"] == pytest.approx(developed * 10)
    bought = developed * 0.35 * 0.27
    assert found["onboard"] == pytest.approx(bought * 24)
    seen = days_seen(market, 36 * MONTH)
    assert found["check_in"] == pytest.approx(bought * seen / (3 * MONTH) * 3.5)
    assert found["support"] == pytest.approx(bought * seen * 0.8 / MONTH * 2)
    assert found["renew"] == pytest.approx(bought * seen / (12 * MONTH) * 6)


def back() -> float:
    """Share of leads at rest who are developed again: 9 touches of .025."""
    return float(1 - 0.975**9)


def test_life_seen_by_quadrature() -> None:
    """A customer bought at a time even over the years is seen until the end or until they leave."""
    rate, days = -np.log(0.88) / 365.25, 36 * MONTH
    left = (np.arange(100_000) + 0.5) / 100_000 * days
    market = orgsim.load("b2b-saas", "the-model")
    wanted = np.mean((1 - np.exp(-rate * left)) / rate)
    assert days_seen(market.replace({"customer.churn": "12 % / year"}), days) == pytest.approx(
        wanted, rel=1e-6
    )
    assert days_seen(market.replace({"customer.churn": "0 % / year"}), days) == days / 2


def test_those_who_leave_are_others_in_a_longer_run_no_more() -> None:
    """The horizon changes nobody."""
    longer = plan(team("all", 5, "greet", "explain", "close")).replace({"scenario.horizon": "30 months"})
    assert keys(longer) == keys(plan(team("all", 5, "greet", "explain", "close")))


def test_people_of_another_cut_share_luck() -> None:
    """Five who do all are one greeter, three explainers and one closer, as three teams of that size are."""
    together = keys(plan(team("all", 5, "greet", "explain", "close")))
    apart = plan(team("a", 1, "greet"), team("b", 3, "explain"), team("c", 1, "close"))
    assert set(together) == set(keys(apart))
    assert len(set(together)) == 5


def test_one_more_changes_nobody_else() -> None:
    """Neither elsewhere, nor in the team, nor who comes when somebody leaves."""
    usual = lived(plan(team("a", 4, "greet", "close"), team("b", 3, "explain")))
    more = lived(plan(team("a", 5, "greet", "close"), team("b", 3, "explain")))
    extra = {key for *_, key in map(known, more)} - {key for *_, key in map(known, usual)}
    places = {person.place for name, _, person in more if name == "a" and person.key in extra}
    assert places == {4}
    assert len(usual) > 10
    assert [known(one) for one in usual] == [known(one) for one in more if one[2].key not in extra]


def known(one: tuple[str, float, Person]) -> tuple[str, float, int]:
    name, day, person = one
    return name, day, person.key


def test_names_and_orders_change_nothing() -> None:
    usual = plan(team("a", 4, "greet", "close"), team("b", 3, "explain"))
    other = plan(team("explainers", 3, "explain"), team("both", 4, "close", "greet"))
    assert keys(other, "both") == keys(usual, "a")
    assert keys(other, "explainers") == keys(usual, "b")


def explainers(people: int, more: str = "") -> list[tuple[str, float, Person]]:
    """Everybody who was ever in a team that does one thing, beside another for the rest."""
    found = lived(plan(team("a", people, "explain", more=more), team("rest", 1, "greet", "close")))
    return [one for one in found if one[0] == "a"]


def test_who_replaces_a_leaver_is_known_by_the_place() -> None:
    """Whoever fills a place after whom, the draws are those of the place and of how many there were: none twice."""
    people = explainers(6)
    by_place = {place: [p.key for *_, p in people if p.place == place] for place in range(6)}
    again = explainers(9)
    for place, found in by_place.items():
        assert [p.key for *_, p in again if p.place == place] == found
    assert len({p.key for *_, p in people}) == len(people) > 8


def test_places_by_hand() -> None:
    """Three places; the second is left, one more comes, the second is filled; the third is closed and opened again."""
    places = Places(iter([100, 200, 300, 400]))
    for place in range(3):
        places.open()
        assert places.fill() == place
    first = [places.hire(place) for place in range(3)]
    places.vacate(1)
    places.open()
    assert places.fill() == 3
    assert places.fill() == 1
    assert places.hire(1) not in first
    places.vacate(2)
    places.close()
    places.open()
    assert places.fill() == 2
    assert places.hire(2) not in first


def test_a_cut_takes_the_vacancy_and_a_team_grows_into_its_old_places() -> None:
    changes = 'changes = [ { at = "200 days", headcount = 2 }, { at = "400 days", headcount = 6 } ]'
    people = explainers(5, changes)
    assert {p.place for *_, p in people} == set(range(6))
    assert len({p.key for *_, p in people}) == len(people)


def moved() -> dict[int, list[tuple[str, float, float]]]:
    """A run in which reviews move people from a team that has little to do: the stays of everybody, by their key, each with
    the team, the day it began and the day it ended, infinite where it did not."""
    found = plan(team("a", 6, "greet"), team("b", 1, "explain"), team("c", 1, "close")).replace(
        {
            "scenario.mechanisms": ["ability", "turnover", "strategy"],
            "policies.strategy": {"every": "30 days", "teams": ["a", "b"], "hours": "0 h"},
            "sources.web.leads": "12 / day",
            "effects.turnover.per_year": "70 % / year",
        }
    )
    world = build(found, SEED, 0)
    people: list[Person] = []
    for one in world.teams:
        one.joins = (*one.joins, people.append)
    world.go()
    rows = world.log.since(0)
    gone = rows[(rows["kind"] == Row.STAFFING) & (rows["outcome"] == world.names.outcomes.index("left"))]
    left = {(team, person): day for team, person, day in gone[["team", "person", "end"]].tolist()}
    stays: dict[int, list[tuple[str, float, float]]] = {}
    for person in people:
        ended = left.get((person.team, person.number), np.inf)
        stays.setdefault(person.key, []).append((world.names.teams[person.team], person.since, ended))
    return stays


def test_who_changes_teams_stays_who_they_are() -> None:
    """The same key in the new team from the moment they left the old one, and nobody else ever has it."""
    several = [stays for stays in moved().values() if len(stays) > 1]
    assert len(several) >= 2
    for stays in several:
        for (before, _, ended), (after, began, _) in pairwise(stays):
            assert before != after
            assert ended == began


def test_a_tenure_goes_on_in_another_team() -> None:
    """Whatever team they are in, people leave for good on the day that their luck says, all teams having one rate, or up to
    a job later."""
    known = 0
    for key, stays in moved().items():
        began, ended = stays[0][1], stays[-1][2]
        if ended < np.inf:
            assert -1e-9 < ended - began - tenure_of(key) < 1.0
            known += len(stays) > 1
    assert known


def tenure_of(key: int) -> float:
    """Days that a person of 70 % a year stays, straight from the draw."""
    return tenure(uniform(key, name_key("tenure")), 0.7)
