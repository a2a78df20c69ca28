"""The map of who wins where, against frontiers that are known: by a noisy sampler, and by the simulator itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from scipy.special import ndtr

import orgsim
from orgsim.errors import OrgsimError
from orgsim.plan.factors import factors_of
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.randomness import Floats
from orgsim.report.sweep.phase_map import PhaseMap
from orgsim.study.sweep.explore import Explored, Want, cost, drawing, explore, replications_of
from orgsim.study.sweep.frontier import crossings
from orgsim.study.sweep.outlook import alike, outlooks
from orgsim.study.sweep.surface import Surface, fitted, shapes

AXIS = np.linspace(0.0, 1.0, 16)
Height = Callable[[float, float], float]


@dataclass(frozen=True)
class Ground:
    """By how much A is better than B at a point, and how much luck the difference has in a replication."""

    height: Height
    luck: Height


GROUNDS = {
    "line": Ground(lambda x, y: x - 0.7 * y - 0.1, lambda *_: 0.5),
    "curve": Ground(lambda x, y: x - 0.2 - 0.6 * y * y, lambda *_: 0.5),
    "wave": Ground(lambda x, y: y - 0.5 - 0.25 * np.sin(6 * x), lambda *_: 0.7),
    "hyperbola": Ground(lambda x, y: x * y - 0.2, lambda x, _: 0.2 + 0.3 * x),
    "steep": Ground(lambda x, y: 0.5 * np.tanh(8 * (x - 0.3 - 0.3 * y)), lambda _, y: 0.4 + y / 2),
    "one side": Ground(lambda *_: 0.3, lambda *_: 0.8),
}


def sampler(ground: Ground, seed: int) -> Callable[[float, float, int], dict[str, float]]:
    """Two sides with much luck in common, as common random numbers leave it; what is left is skewed."""

    def draw(x: float, y: float, replication: int) -> dict[str, float]:
        random = np.random.default_rng([seed, int(1e6 * x), int(1e6 * y), replication])
        common, own = random.normal(0, 5), random.gamma(4.0) / 2 - 2
        return {"A": common + ground.height(x, y) + ground.luck(x, y) * own, "B": common}

    return draw


def mapped(ground: Ground, seed: int, replications: int = 20) -> Explored:
    return explore(drawing(sampler(ground, seed), AXIS, AXIS, ["A", "B"]), AXIS, AXIS, 2, 1, replications)


def marks(found: Explored, ground: Ground) -> tuple[float, float]:
    """The share of coloured cells that are wrong, and the share of cells that are not coloured."""
    truth = np.array([0 if ground.height(x, y) > 0 else 1 for x in AXIS for y in AXIS])
    coloured = found.winners >= 0
    wrong = (found.winners != truth)[coloured].sum() / max(1, coloured.sum())
    return float(wrong), float(1 - coloured.mean())


@pytest.mark.parametrize("name", ["curve", "hyperbola"])
def test_a_known_frontier_is_found_with_the_runs_of_six_by_six_points(name: str) -> None:
    found = mapped(GROUNDS[name], 3)
    wrong, grey = marks(found, GROUNDS[name])
    assert wrong <= 0.05
    assert grey <= 0.25
    assert found.counts.sum() <= 36 * 20
    # Fewer places than there are were looked at, and most runs lie near the frontier.
    near = np.array([abs(GROUNDS[name].height(x, y)) < 0.15 for x in AXIS for y in AXIS])
    assert (found.counts > 0).sum() < 128
    assert found.counts[near].sum() > 0.6 * found.counts.sum()


@pytest.mark.slow
def test_marks_over_many_maps() -> None:
    found = np.array(
        [marks(mapped(ground, seed), ground) for ground in GROUNDS.values() for seed in range(10)]
    )
    assert found[:, 0].mean() <= 0.05
    assert found[:, 1].mean() <= 0.25
    # Single maps may be worse: each kind of ground keeps within the marks on average.
    by_ground = found.reshape(len(GROUNDS), 10, 2).mean(axis=1)
    assert (by_ground <= [0.05, 0.25]).all()


@pytest.mark.slow
def test_frontiers_are_covered() -> None:
    """95 % intervals of where the line is crossed, over 20 maps and all rows; rows of a map go together, so the bound is wide."""
    ground, hits = GROUNDS["line"], []
    for seed in range(20):
        for one in crossings(mapped(ground, seed)):
            if one.along == "x":
                hits.append(one.low <= 0.7 * one.beside + 0.1 <= one.high)
    assert len(hits) > 19 * 16
    assert np.mean(hits) > 0.88


@pytest.mark.slow
def test_where_nobody_is_better_hardly_anything_is_coloured() -> None:
    """Two sides that are the same but for luck: 20 maps show a winner on an eighth of them at most."""
    nothing = Ground(lambda *_: 0.0, lambda *_: 1.0)
    grey = [marks(mapped(nothing, seed), nothing)[1] for seed in range(20)]
    assert np.mean(grey) > 7 / 8


LOW = {
    "line": Ground(lambda x, y: (x - 0.7 * y - 0.1) / 4, lambda *_: 0.5),
    "curve": Ground(lambda x, y: (x - 0.2 - 0.6 * y * y) / 4, lambda *_: 0.5),
    "wave": Ground(lambda x, y: (y - 0.5 - 0.25 * np.sin(6 * x)) / 4, lambda *_: 0.7),
}
"""Grounds of which so few runs tell little: a difference of a tenth to a third of its luck in one replication."""


@pytest.mark.slow
def test_marks_where_the_signal_is_low() -> None:
    """More stays grey, but of what is coloured no more is wrong than one point in ten, which is what a colour promises."""
    found = np.array([marks(mapped(ground, seed), ground) for ground in LOW.values() for seed in range(8)])
    assert found[:, 0].mean() <= 0.1
    assert 0.2 < found[:, 1].mean() < 0.6


def one_place(mean: float, runs: int, luck: float) -> Explored:
    """A map of one point of which nothing is known but what so many runs have said."""
    surface = Surface(np.ones(1), np.array([[mean]]), np.array([[[luck / runs]]]))
    zero = np.zeros(1)
    return Explored(zero, zero, 2, {(0, 1): surface}, np.array([runs]), {(0, 1): np.array([luck])})


def test_the_chance_that_more_runs_tell_is_that_of_the_normal_law() -> None:
    """A mean of 1 with standard deviation 1 after 10 runs: after 160 the standard deviation is 1/4, and the mean that is found
    then normal around 1 with variance 15/16; it is told where that lies beyond 1.2816/4 on either side."""
    told = outlooks(one_place(1.0, 10, 10.0), times=(16,))
    moves = (15 / 16) ** 0.5
    chance = ndtr((1 - 1.2816 / 4) / moves) + ndtr((-1 - 1.2816 / 4) / moves)
    assert [(one.times, one.runs) for one in told] == [(16, 160)]
    assert told[0].told == pytest.approx(chance, abs=0.01)
    assert told[0].grey == pytest.approx(1 - chance, abs=0.01)
    # No run more tells nothing more, and what is told already is not asked.
    assert outlooks(one_place(1.0, 10, 10.0), times=(1,))[0].told == 0
    assert outlooks(one_place(2.0, 10, 10.0)) == []


def test_more_runs_tell_more_and_none_where_both_come_to_the_same() -> None:
    soon, late = outlooks(one_place(0.5, 10, 10.0))
    assert 0.3 < soon.told < late.told < 1
    exact = one_place(0.0, 10, 0.0)
    assert [one.told for one in outlooks(exact)] == [0, 0]
    assert alike(exact) == 1
    assert alike(one_place(0.0, 10, 10.0)) == 0


@pytest.mark.slow
def test_more_runs_tell_about_as_much_as_was_foreseen() -> None:
    """Of the points that are grey the share that 4 times the runs give to a side, over grounds of high and of low signal."""
    foreseen, found = [], []
    for ground in (GROUNDS["line"], GROUNDS["curve"], GROUNDS["wave"], *LOW.values()):
        for seed in range(3):
            now, later = mapped(ground, seed), mapped(ground, seed, 80)
            grey = now.winners < 0
            foreseen.append(outlooks(now)[0].told)
            found.append((later.winners[grey] >= 0).mean())
    assert np.mean(found) == pytest.approx(np.mean(foreseen), abs=0.15)


def test_sides_that_are_equal_without_luck_are_not_told_apart() -> None:
    same = Ground(lambda *_: 0.0, lambda *_: 0.0)
    found = mapped(same, 1)
    assert (found.winners == -1).all()
    assert alike(found) == 1


def test_a_difference_without_luck_is_exact() -> None:
    sharp = Ground(lambda x, y: x - y + 0.01, lambda *_: 0.0)
    found = mapped(sharp, 1)
    assert marks(found, sharp) == (0.0, 0.0)
    assert found.counts.sum() < 36 * 20


def test_the_worse_side_wins_where_less_is_better() -> None:
    ground = GROUNDS["one side"]
    axis = AXIS[::3]
    found = explore(drawing(sampler(ground, 1), axis, axis, ["A", "B"]), axis, axis, 2, -1, 20)
    assert (found.winners == 1).all()


def test_of_three_sides_each_wins_where_it_is_best() -> None:
    """A, B and C are best on a third of the map each: -x, a constant, and x + slopes that meet at x = 1/3 and 2/3."""

    def draw(x: float, y: float, replication: int) -> dict[str, float]:
        random = np.random.default_rng([7, int(1e6 * x), int(1e6 * y), replication])
        common = random.normal(0, 5)
        heights = {"A": 1 / 3 - x, "B": 0.0, "C": x - 2 / 3}
        return {name: common + height + random.normal(0, 0.2) for name, height in heights.items()}

    axis = np.linspace(0.0, 1.0, 10)
    found = explore(drawing(draw, axis, axis, ["A", "B", "C"]), axis, axis, 3, 1, 16)
    truth = np.array([0 if x < 1 / 3 else 1 if x < 2 / 3 else 2 for x in axis for _ in axis])
    coloured = found.winners >= 0
    assert coloured.mean() > 0.75
    assert (found.winners[coloured] == truth[coloured]).mean() > 0.95
    frontier = {(one.before, one.after) for one in crossings(found) if one.along == "x"}
    assert frontier == {(0, 1), (1, 2)}


def test_what_was_done_before_an_interruption_makes_a_map() -> None:
    calm = drawing(sampler(GROUNDS["line"], 1), AXIS, AXIS, ["A", "B"])
    rounds = []

    def draw(wants: Sequence[Want]) -> Sequence[Floats]:
        rounds.append(len(wants))
        if len(rounds) == 3:
            raise KeyboardInterrupt
        return calm(wants)

    found = explore(draw, AXIS, AXIS, 2, 1, 20)
    assert not found.complete
    assert found.counts.sum() == 5 * (25 + 8)
    assert (found.winners >= 0).any()


def test_an_interruption_before_the_first_places_are_done_is_passed_on() -> None:
    def draw(_: Sequence[Want]) -> Sequence[Floats]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        explore(draw, AXIS, AXIS, 2, 1, 20)


def test_no_two_places_share_a_replication() -> None:
    numbers = [number for place in range(6) for number in replications_of(Want(place, 4), 6)]
    assert sorted(numbers) == list(range(24))
    # More replications of a place begin with those that it has.
    assert [*replications_of(Want(2, 5), 6)][:4] == [*replications_of(Want(2, 4), 6)]


def test_a_small_map_costs_no_more_than_all_of_its_points() -> None:
    assert cost(16, 16, 20) == 720
    assert cost(4, 5, 20) == 400


def test_a_surface_is_known_between_points_and_unknown_far_away() -> None:
    """A plane seen without luck at the corners of a square is a plane between; far outside its slope is less sure than inside."""
    grid = np.array([(x, y) for x in np.linspace(-1, 1, 9) for y in np.linspace(-1, 1, 9)])
    seen = np.flatnonzero((np.abs(grid) <= 0.5).all(axis=1))
    found = fitted(shapes(grid), seen, grid[seen, 0] + 2 * grid[seen, 1], np.full(len(seen), 1e-6))
    assert found.mean == pytest.approx(grid[:, 0] + 2 * grid[:, 1], abs=0.15)
    spread = found.spread.reshape(9, 9)
    assert spread[4, 4] < 0.01 < spread[0, 0]


MARKET = """
[scenario]
horizon = "100 days"
mechanisms = []

[sources.web]
leads = "2 / day"

[journey.qualify]
work = { mean = "0.1 h" }
outcomes = [ { to = "customer", rate = 0.2 }, { to = "second_look", rate = 0.5 }, { to = "lost", rate = 0.3 } ]

[journey.second_look]
work = { mean = "0.1 h" }
optional = true
skipped = "lost"
outcomes = [ { to = "customer", rate = 0.3 }, { to = "lost", rate = 0.7 } ]

[offering]
kind = "perpetual"
price = 100_000

[teams.sales]
headcount = 2
calendar = "continuous"
cost = "300_000 / month"
does = ["qualify"]
"""
SECOND = """
[teams.second]
headcount = 1
calendar = "continuous"
cost = "1_000_000 / month"
does = ["second_look"]
"""


@pytest.fixture(scope="module")
def sides() -> dict[str, Scenario]:
    return {"one look": parse(MARKET), "second look": parse(MARKET + SECOND)}


def test_the_simulators_map_has_the_frontier_of_the_closed_form(sides: dict[str, Scenario]) -> None:
    """A second look wins .5 x .3 of all leads more and costs one person: price x leads x .15 x 100 days = pay of 100 days.

    Teams are hardly ever busy, so that queues do not matter; of leads under way at the end there are hardly any.
    """
    x, y = (
        ("offering.price", [60_000, 120_000, 240_000]),
        ("sources.web.leads", ["0.8 / day", "1.6 / day", "2.4 / day"]),
    )
    found = orgsim.phase_map(sides, x, y, "profit", replications=4, workers=1)
    cells = found.cells()
    worth = (
        cells["offering.price"]
        * cells["sources.web.leads"].str.split().str[0].astype(float)
        * 15
        / (100 / 30.4375 * 1e6)
    )
    told = cells["winner"] != ""
    assert told.mean() >= 0.6
    assert (cells["winner"][told] == np.where(worth[told] > 1, "second look", "one look")).all()
    line = found.frontier()
    on_price = line[line["along"] == "offering.price"]
    assert {*on_price["below"]} == {"one look"}
    assert {*on_price["above"]} == {"second look"}
    assert found.runs <= 9 * 4


def told_of(sides: dict[str, Scenario], explored: Explored) -> PhaseMap:
    x, y = factors_of(
        {"offering.price": [60_000, 120_000], "sources.web.leads": ["1 / day", "2 / day"]}, sides
    )
    return PhaseMap(sides, (x, y), ([60_000], ["1 / day"]), "profit", explored, 1)


def test_it_says_what_more_runs_would_tell(sides: dict[str, Scenario]) -> None:
    found = told_of(sides, one_place(1.0, 10, 10.0))
    (said,) = found.outlook()
    assert said.startswith(
        "Of the points where it cannot be told, 4 times the runs (40 of each organization) would probably tell 70%, 16 "
        "times 85%. Where two are equally good no number of runs tells"
    )
    assert found.outlook("ja")[0].startswith("判断できない点のうち、実行を4倍（各組織40回）にすれば約70%")
    assert found.charts()["map"].unknown == "cannot be told: 100% (with 4 times the runs about 30%)"
    stated = found.to_json()
    assert stated["outlook"] == [said]
    assert [one["runs"] for one in stated["more_runs"]] == [40, 160]
    certainty = found.sentences()[1]
    assert "10 runs" in certainty
    assert said in certainty


def test_it_says_where_no_run_tells(sides: dict[str, Scenario]) -> None:
    same = told_of(sides, one_place(0.0, 10, 0.0))
    assert same.outlook() == [
        "On 100% of the map the best two come to the same in every run: no number of runs tells them apart."
    ]
    assert same.charts()["map"].unknown == "cannot be told"
    assert told_of(sides, one_place(3.0, 10, 10.0)).outlook() == []


def test_what_cannot_be_mapped_is_refused(sides: dict[str, Scenario]) -> None:
    x, y = ("offering.price", "60_000..240_000"), ("sources.web.leads", "1 / day..3 / day")
    with pytest.raises(OrgsimError, match="a map needs two scenarios or more"):
        orgsim.phase_map({"one": sides["one look"]}, x, y, "profit")
    with pytest.raises(OrgsimError, match="leads has no better side"):
        orgsim.phase_map(sides, x, y, "leads")
    with pytest.raises(OrgsimError, match=r"offering\.price cannot be both axes"):
        orgsim.phase_map(sides, x, x, "profit")
    with pytest.raises(OrgsimError, match="replications is 3; a map needs 4 or more"):
        orgsim.phase_map(sides, x, y, "profit", replications=3)
    with pytest.raises(OrgsimError, match="72,000 runs; at most 20,000 are made unless forced"):
        orgsim.phase_map(sides, x, y, "profit", replications=1000)
    with pytest.raises(OrgsimError, match=r"offering\.kind cannot be an axis"):
        orgsim.phase_map(sides, ("offering.kind", ["perpetual", "subscription"]), y, "profit")
