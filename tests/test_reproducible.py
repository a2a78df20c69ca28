"""The same scenario, seed and replication give the same log, byte for byte: in any process, order and company."""

import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest
from estimates import scenario
from hypothesis import given, settings
from hypothesis import strategies as st
from places import BENCHMARKS
from run_digests import digest
from searching import examples
from small_worlds import World, worlds
from test_properties import plan_of

from orgsim.events.columns import Row
from orgsim.plan.load import parse
from orgsim.setup.simulate import run
from orgsim.study.compare import compare

WORLD = (BENCHMARKS / "w0.toml").read_text()
WORLD = WORLD.replace('horizon = "100 days"', 'horizon = "5 days"')


def test_another_process_with_another_hash_seed(tmp_path: Path) -> None:
    file = tmp_path / "world.toml"
    file.write_text(WORLD)
    program = (
        "import hashlib, sys; from orgsim.setup.simulate import run; from orgsim.plan.load import load;"
        "print(hashlib.sha256(run(load(sys.argv[1]), 7, 3).rows.tobytes()).hexdigest())"
    )
    found = subprocess.run(
        [sys.executable, "-c", program, str(file)],
        env={**os.environ, "PYTHONHASHSEED": "12345" if os.environ.get("PYTHONHASHSEED") != "12345" else "0"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    assert found == digest(WORLD, 7, 3)


@pytest.mark.slow  # another process, two workers, and a run in between are each looked at alone, too
def test_any_number_of_workers_and_any_order() -> None:
    work = [(WORLD, 1, replication) for replication in (2, 0, 3, 1)]
    here = {replication: digest(text, seed, replication) for text, seed, replication in work}
    assert len(set(here.values())) == 4
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        there = {
            w[2]: said
            for w, said in zip(
                reversed(work), pool.map(digest, *zip(*reversed(work), strict=True)), strict=True
            )
        }
    assert here == there


@pytest.mark.slow  # as of whole firms
def test_a_study_by_one_worker_and_by_two() -> None:
    text = WORLD.replace("headcount = 12", "headcount = 14")
    plans = {"today": parse(WORLD), "two more": parse(text)}
    one, two = (compare(plans, replications=4, seed=3, workers=workers) for workers in (1, 2))
    for name in plans:
        assert one.values(name).equals(two.values(name))
    assert one.table().equals(two.table())


@settings(max_examples=examples(15))
@given(worlds(), st.integers(0, 2**63), st.integers(0, 100))
def test_a_run_leaves_nothing_behind(world: World, seed: int, replication: int) -> None:
    """Twice in one process, with another run in between, gives the same bytes."""
    plan = plan_of(world)
    first = run(plan, seed, replication).rows.tobytes()
    run(plan, seed, replication + 1)
    assert run(plan, seed, replication).rows.tobytes() == first


def test_seeds_and_replications_are_different_luck() -> None:
    plan = scenario(WORLD)
    names = ((1, 0), (1, 1), (2, 0), (0, 1))
    arrivals = [run(plan, seed, replication).of(Row.ARRIVAL)["end"][:100] for seed, replication in names]
    for k, times in enumerate(arrivals):
        assert all(not np.isin(times, other).any() for other in arrivals[k + 1 :])
