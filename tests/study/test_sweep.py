"""Sweeps: values, designs, Sobol indices against known ones, how settings fare, and runs against hand calculation."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

import orgsim
from orgsim.errors import OrgsimError
from orgsim.plan.factors import Factor, axis_of, decided, factors_of, read_factor
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.randomness import Floats
from orgsim.study.ledger import FinishedReplication, Ledger
from orgsim.study.sweep.designs import designed
from orgsim.study.sweep.fares import fares, leading
from orgsim.study.sweep.indices import sobol

DESK = """
[scenario]
horizon = "40 days"
mechanisms = []

[sources.web]
leads = "5 / day"
cost = 1_000

[journey.serve]
work = { mean = "1 h" }
judgement = 0.8
outcomes = [ { to = "customer", rate = 0.5 }, { to = "lost", rate = 0.5 } ]

[offering]
kind = "perpetual"
price = 30_000

[teams.desk]
headcount = 3
calendar = "continuous"
cost = "600_000 / month"
does = ["serve"]
"""


@pytest.fixture(scope="module")
def desk() -> Scenario:
    return parse(DESK)


def one(values: Any, path: str = "teams.desk.headcount") -> Factor:
    (found,) = factors_of({path: values}, {"desk": parse(DESK)})
    return found


def test_whole_numbers_are_taken_one_by_one() -> None:
    found = one("2..6")
    assert found.levels() == [2, 3, 4, 5, 6]
    assert [found.at(share) for share in (0.0, 0.19, 0.2, 0.99, 1.0)] == [2, 2, 3, 6, 6]


def test_a_range_of_a_field_with_a_decimal_point_has_all_between() -> None:
    assert one("0..1", "journey.serve.judgement").levels() == [0.0, 0.25, 0.5, 0.75, 1.0]


def test_a_unit_may_be_stated_once_or_twice() -> None:
    for text in ("8..16 h", "8 h..16 h", " 8 h .. 16 h "):
        assert one(text, "journey.serve.work.mean").levels(3) == ["8 h", "12 h", "16 h"]
    assert one("5 % / year..20 % / year").at(0.5) == "12.5 % / year"
    assert one("0.5 / day..2 / day").at(1 / 3) == "1 / day"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ("2", 'teams.desk.headcount is "2"; write a range such as'),
        ("6..2", 'teams.desk.headcount is "6..2"; the second bound must be higher'),
        ("2 h..3 days", "the second bound must be higher than the first, in the same unit"),
        ("low..high", "write a range such as"),
        ([3], "teams.desk.headcount has 1 values; list 2 to 1,000 different ones"),
        ([3, 3], "list 2 to 1,000 different ones"),
    ],
)
def test_values_that_are_none_are_refused(values: Any, message: str) -> None:
    with pytest.raises(OrgsimError) as error:
        one(values)
    assert message in str(error.value)


def test_what_is_typed_is_read_as_in_a_file() -> None:
    assert read_factor("teams.desk.headcount=2..6") == ("teams.desk.headcount", "2..6")
    assert read_factor("a.b=[1, 2.5]") == ("a.b", [1, 2.5])
    with pytest.raises(OrgsimError, match="varies nothing"):
        read_factor("teams.desk.headcount=3")


def test_teams_and_policies_are_decided_the_market_is_not() -> None:
    assert [decided(path) for path in ("teams.a.headcount", "policies.records", "customer.churn", "effects.x")] == [
        True, True, False, False,
    ]  # fmt: skip


def test_an_axis_rises_and_has_numbers() -> None:
    values, places = axis_of(one(["1 / day", "3 / day"]), 16)
    assert values == ["1 / day", "3 / day"]
    assert places.tolist() == [1.0, 3.0]
    with pytest.raises(OrgsimError, match="must rise along the axis"):
        axis_of(one([3, 1]), 16)
    with pytest.raises(OrgsimError, match="is no number"):
        axis_of(one(["many", "few"]), 16)


LEVER, PRICE = Factor("teams.desk.headcount", listed=(2, 3)), Factor("offering.price", low=1.0, high=3.0)
RATE = Factor("sources.web.leads", low=0.0, high=10.0, unit="/ day")


def test_every_setting_meets_the_same_sample() -> None:
    found = designed(["a", "b"], {"levers": [LEVER], "uncertainties": [PRICE, RATE]}, "latin", 8, 1)
    points = [point for point in found.laid_out() if point.role == "sample"]
    by_setting: dict[Any, list[Any]] = {}
    for point in points:
        by_setting.setdefault((point.scenario, point.levers), []).append(point.uncertainties)
    assert len(by_setting) == 4
    first, *others = by_setting.values()
    assert all(other == first for other in others)
    # A Latin hypercube has one point in each eighth of each range.
    assert sorted(int((dict(row)["offering.price"] - 1) * 4) for row in first) == list(range(8))
    assert found.count == len(found.laid_out()) == 4 * 8 + 2 * 5


def test_a_sobol_design_has_two_samples_and_one_for_each_factor() -> None:
    found = designed(["a"], {"levers": [], "uncertainties": [PRICE, RATE]}, "sobol", 16, 1)
    points = [point for point in found.laid_out() if point.role != "tornado"]
    a, b, price, rate = (points[k : k + 16] for k in range(0, 64, 16))
    for k in range(16):
        assert price[k].uncertainties == (b[k].uncertainties[0], a[k].uncertainties[1])
        assert rate[k].uncertainties == (a[k].uncertainties[0], b[k].uncertainties[1])


@pytest.mark.parametrize(
    ("kind", "points", "message"),
    [
        ("sobol", 30, "points is 30; a Sobol sequence is balanced at powers of 2 alone: take 32"),
        ("sobol", 8, "points is 8; Sobol indices need 16 or more"),
        ("grid", 6, "a grid has as many points as its values"),
        ("random", None, 'design is "random"; it must be "grid", "latin" or "sobol"'),
        ("latin", 1, "points is 1; it must be a whole number from 2 to 65,536"),
    ],
)
def test_designs_that_cannot_be_are_refused(kind: str, points: int | None, message: str) -> None:
    with pytest.raises(OrgsimError) as error:
        designed(["a"], {"levers": [LEVER], "uncertainties": [PRICE]}, kind, points, 1)
    assert message in str(error.value)


FIRST, TOTAL = (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437)
"""Of the Ishigami function with a = 7, b = .1 (Ishigami & Homma 1990)."""


def ishigami(shares: Floats) -> Floats:
    x = np.pi * (2 * shares - 1)
    return np.asarray(np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))


def design_of_ishigami(points: int, seed: int) -> tuple[Floats, Floats, Floats]:
    both = stats.qmc.Sobol(6, rng=np.random.default_rng(seed)).random(points)
    a, b = both[:, :3], both[:, 3:]
    mixed = [np.column_stack([b[:, k] if k == factor else a[:, k] for k in range(3)]) for factor in range(3)]
    return ishigami(a), ishigami(b), np.array([ishigami(part) for part in mixed])


def test_the_indices_of_the_ishigami_function_are_the_known_ones_and_those_of_scipy() -> None:
    a, b, mixed = design_of_ishigami(1024, 1)
    found = sobol(a[:, None], b[:, None], mixed[:, :, None])
    assert [index.share for index in found.first] == pytest.approx(FIRST, abs=0.03)
    assert [index.share for index in found.total] == pytest.approx(TOTAL, abs=0.03)
    assert np.isnan(found.luck.share)
    known = stats.sobol_indices(func={"f_A": a[None], "f_B": b[None], "f_AB": mixed[:, None]}, n=1024)
    assert [index.share for index in found.first] == pytest.approx(known.first_order, abs=0.005)
    assert [index.share for index in found.total] == pytest.approx(known.total_order, abs=0.005)
    for index, share in zip((*found.first, *found.total), (*FIRST, *TOTAL), strict=True):
        assert index.low <= share <= index.high


def noisy(values: Floats, random: np.random.Generator, shared: Floats, own: float) -> Floats:
    """Replications of values: luck that all points share, and luck of each point."""
    return np.asarray(values[..., None] + shared + random.normal(0, own, (*values.shape, len(shared))))


def test_luck_takes_its_share_and_leaves_the_indices_in_proportion() -> None:
    """Var f is 13.845; luck of variance 13.845 at every point, seen in 8 replications, halves every share."""
    a, b, mixed = design_of_ishigami(1024, 2)
    random = np.random.default_rng(3)
    shared, own = np.zeros(8), np.sqrt(13.845)
    found = sobol(*(noisy(part, random, shared, own) for part in (a, b, mixed)))
    assert found.luck.share == pytest.approx(0.5, abs=0.03)
    assert [index.share for index in found.first] == pytest.approx([share / 2 for share in FIRST], abs=0.04)
    assert [index.share for index in found.total] == pytest.approx([share / 2 for share in TOTAL], abs=0.04)


def test_luck_that_all_points_share_moves_no_index() -> None:
    a, b, mixed = design_of_ishigami(256, 2)
    shared = 100 * np.random.default_rng(1).normal(size=6)
    calm = sobol(a[:, None], b[:, None], mixed[:, :, None])
    found = sobol(*(part[..., None] + shared for part in (a, b, mixed)))
    ratio = found.total[0].share / found.total[1].share
    assert ratio == pytest.approx(calm.total[0].share / calm.total[1].share, rel=1e-6)
    assert found.luck.share > 0.99


@pytest.mark.slow
def test_intervals_of_indices_cover() -> None:
    """95 % intervals of 6 indices over 100 sweeps of 128 points with luck in 6 replications: each covers 88 of 100 or more."""
    hits = np.zeros((100, 6))
    for seed in range(100):
        random = np.random.default_rng(1000 + seed)
        shared = random.normal(0, 2.0, 6)
        found = sobol(*(noisy(part, random, shared, 2.0) for part in design_of_ishigami(128, seed)))
        share = 13.845 / (13.845 + 4.0 + 4.0)
        for k, (index, truth) in enumerate(zip((*found.first, *found.total), (*FIRST, *TOTAL), strict=True)):
            hits[seed, k] = index.low <= share * truth <= index.high
    assert hits.mean(axis=0).min() >= 0.8
    assert hits.mean() >= 0.88


def test_a_figure_that_does_not_vary_has_no_indices() -> None:
    found = sobol(np.ones((4, 3)), np.ones((4, 3)), np.ones((2, 4, 3)))
    assert found.constant
    assert np.isnan(found.first[0].share)


def test_settings_by_hand() -> None:
    """Two settings at ten points; the second is better at two of them, by so little at one that luck could have made it."""
    luck = np.array([-1.0, 0.0, 1.0, 0.0])
    base = np.arange(10.0)
    first = base[:, None] + luck
    second = (base - 5.0)[:, None] + luck
    second[0] = first[0] + 1.0
    second[1] = first[1] + 0.1 + np.array([-3.0, 3.0, -3.0, 3.0])
    one, other = fares(np.array([first, second]), 1)
    assert one.mean.mean == pytest.approx(4.5)
    assert (one.share_best, other.share_best) == (pytest.approx(0.8), pytest.approx(0.2))
    assert (one.share_sure, other.share_sure) == (pytest.approx(0.8), pytest.approx(0.1))
    assert one.worst_decile == pytest.approx(0.0)
    assert other.worst_decile == pytest.approx(-3.0)
    # Where less is better the worst tenth is the highest.
    assert fares(np.array([first, second]), -1)[0].worst_decile == pytest.approx(9.0)


def test_equal_settings_share_the_points_and_none_is_surely_best() -> None:
    values = np.random.default_rng(1).normal(size=(1, 6, 4))
    found = fares(np.concatenate([values, values]), 1)
    assert [fare.share_best for fare in found] == [0.5, 0.5]
    assert [fare.share_sure for fare in found] == [0.0, 0.0]
    assert leading(np.concatenate([values, values]), 1)[1] == 0.5


def test_the_chance_of_being_best_is_that_of_a_t_test() -> None:
    random = np.random.default_rng(4)
    values = random.normal(size=(2, 1, 12)) + np.array([0.0, 0.4])[:, None, None]
    order, chance = leading(values, 1)
    first, second = values[order[0], 0], values[order[1], 0]
    assert chance == pytest.approx(1 - stats.ttest_rel(first, second, alternative="greater").pvalue)


def test_a_sweep_of_what_is_paid_is_exact(desk: Scenario) -> None:
    """One more person costs 600,000 a month for 40 days; a higher price is earned by every customer won.

    With so much time left three people win as many as two.
    """
    found = orgsim.sweep(
        {"desk": desk},
        levers={"teams.desk.headcount": [3, 4]},
        uncertainties={"offering.price": [20_000, 40_000], "journey.serve.judgement": [0.7, 0.9]},
        kpis=["profit", "won"],
        replications=3,
        workers=1,
    )
    assert len(found.points) == 2 * 4 + 5
    table = found.settings("profit").set_index("teams.desk.headcount")
    pay = 600_000 * 40 / (365.25 / 12)
    assert table.loc[3, "mean"] - table.loc[4, "mean"] == pytest.approx(pay, rel=1e-6)
    assert table.loc[3, "share_sure"] == 1.0
    tornado = found.tornado("profit")
    won = found.table().query("kpi == 'won' and role == 'tornado'")["mean"].iloc[0]
    assert tornado["path"].tolist()[0] == "offering.price"
    assert tornado["change"].iloc[0] == pytest.approx(20_000 * won, rel=1e-6)
    assert tornado["at_from"].iloc[0] == pytest.approx(-10_000 * won, rel=1e-6)
    said = found.sentences()
    assert said[0].startswith("Profit: teams.desk.headcount = 3 is best, with ")
    assert "(99.9% sure), and in 100% of these cases." in said[0]
    with pytest.raises(OrgsimError, match='has no Sobol indices: ask for design="sobol"'):
        found.indices()
    with pytest.raises(OrgsimError, match="this sweep was not asked for arr"):
        found.settings("arr")


def test_finished_runs_are_taken_from_the_ledger_and_from_comparisons(desk: Scenario, tmp_path: Path) -> None:
    orgsim.compare({"desk": desk}, replications=2, workers=1, ledger=tmp_path)
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int, _: float) -> None:
        told.append((done, total))

    def swept() -> orgsim.Sweep:
        told.clear()
        varied = {"journey.serve.judgement": [0.7, 0.9]}
        return orgsim.sweep(
            {"desk": desk},
            uncertainties=varied,
            kpis=["won"],
            replications=2,
            workers=1,
            ledger=tmp_path,
            progress=progress,
        )

    first = swept()
    # Grid and tornado have the same two scenarios; the one as it stands comes from the comparison.
    assert told[0] == (2, 6)
    assert told[-1] == (6, 6)
    again = swept()
    assert told == [(6, 6)]
    assert again.table().equals(first.table())


def test_what_is_done_at_every_point_answers_after_an_interruption(desk: Scenario) -> None:
    def progress(done: int, *_: float) -> None:
        if done == 8:
            raise KeyboardInterrupt

    varied = {"journey.serve.judgement": [0.7, 0.9]}
    found = orgsim.sweep(
        {"desk": desk}, uncertainties=varied, kpis=["won"], replications=10, workers=1, progress=progress
    )
    assert not found.complete
    assert found.replications == 2
    assert found.notes()[0].startswith("Interrupted")


def test_a_team_that_one_organization_alone_has_is_varied_there_alone(desk: Scenario) -> None:
    other = parse(DESK.replace("teams.desk", "teams.counter"))
    found = orgsim.sweep(
        {"desk": desk, "counter": other},
        levers={"teams.desk.headcount": [2, 3]},
        kpis=["payroll"],
        replications=2,
        workers=1,
    )
    table = found.settings().set_index(["scenario", "teams.desk.headcount"])["mean"]
    assert table["desk", 3] == pytest.approx(1.5 * table["desk", 2])
    # Where there is no such team there is one setting.
    assert table["counter"].tolist() == [table["desk", 3]]
    with pytest.raises(OrgsimError, match=r"teams\.dsk is not a team of this scenario; did you mean desk"):
        orgsim.sweep({"desk": desk}, levers={"teams.dsk.headcount": [2, 3]}, workers=1)


def test_a_path_that_changes_nothing_is_told(desk: Scenario) -> None:
    found = orgsim.sweep(
        {"desk": desk},
        uncertainties={"scenario.title": ["one", "two"]},
        kpis=["won"],
        replications=2,
        workers=1,
    )
    assert found.idle == ("scenario.title",)
    assert any(note.startswith("scenario.title changes nothing") for note in found.notes())


def test_too_many_runs_are_refused_before_any_work(desk: Scenario) -> None:
    varied = {"offering.price": list(range(1, 500)), "sources.web.cost": list(range(1, 100))}
    with pytest.raises(OrgsimError, match="494,060 runs; at most 20,000 are made unless forced"):
        orgsim.sweep({"desk": desk}, uncertainties=varied, replications=10)


def test_a_ledger_of_sweeps_keeps_kpis_alone_but_of_the_scenarios_as_they_are(
    desk: Scenario, tmp_path: Path
) -> None:
    uncertainties = {"offering.price": [30_000, 7]}
    orgsim.sweep({"desk": desk}, uncertainties=uncertainties, replications=2, workers=1, ledger=tmp_path)
    cheap = desk.replace({"offering.price": 7})
    with Ledger(tmp_path) as ledger:
        assert ledger.known(desk.fingerprint() + "/kpis", 1) == {}
        assert ledger.known(desk.fingerprint(), 1)[0].series
        assert ledger.known(cheap.fingerprint(), 1) == {}
        known = ledger.known(cheap.fingerprint() + "/kpis", 1)
        assert FinishedReplication(cheap.fingerprint(), 0, known[0]).measured.series == {}
    assert "won" in known[0].values
