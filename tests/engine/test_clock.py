"""The clock against SimPy's own loop, and what it does at its edges."""

import math
from collections.abc import Generator
from typing import Any

import pytest
import simpy
from hypothesis import given
from hypothesis import strategies as st

from orgsim.engine.clock import Clock

DELAYS = st.lists(
    st.sampled_from([0.0, 0.25, 0.5, 0.999, 1.0, 1.5, 2.0, 30.0, 365.25]), min_size=1, max_size=8
)


def told_by_simpy(plan: list[list[float]], until: float) -> list[tuple[float, int, int]]:
    """When each chain of delays goes on, by SimPy's own events and loop."""
    env, told = simpy.Environment(), []

    def ring(_: Any, chain: int, step: int) -> None:
        told.append((env.now, chain, step))
        if step + 1 < len(plan[chain]):
            wait(chain, step + 1)

    def wait(chain: int, step: int) -> None:
        env.timeout(plan[chain][step]).callbacks.append(lambda event: ring(event, chain, step))

    for chain in range(len(plan)):
        wait(chain, 0)
    while env.peek() < until:
        env.step()
    return told


def told_by_clock(plan: list[list[float]], stops: list[float]) -> list[tuple[float, int, int]]:
    """The same by the clock, stopped on the way."""
    env, told = Clock(), []

    def ring(due: tuple[int, int]) -> None:
        chain, step = due
        told.append((env.now, chain, step))
        if step + 1 < len(plan[chain]):
            env.after(plan[chain][step + 1], ring, (chain, step + 1))

    for chain in range(len(plan)):
        env.after(plan[chain][0], ring, (chain, 0))
    for stop in stops:
        env.pass_time(stop)
        assert env.now == stop
    return told


@given(
    st.lists(DELAYS, min_size=1, max_size=6),
    st.lists(st.sampled_from([0.5, 0.75, 1.0, 2.0, 2.5, 31.0]), max_size=3),
)
def test_things_happen_when_and_in_the_order_simpy_has_them(
    plan: list[list[float]], stops: list[float]
) -> None:
    assert told_by_clock(plan, [*sorted(stops), 400.0]) == told_by_simpy(plan, 400.0)


def test_what_is_due_at_the_end_waits_and_what_is_never_due_never_comes() -> None:
    env, told = Clock(), []
    env.after(2.0, told.append, "end")
    env.after(math.inf, told.append, "never")
    env.pass_time(2.0)
    assert (told, env.now) == ([], 2.0)
    env.pass_time(math.inf)
    assert (told, env.now) == (["end"], 2.0)


def test_processes_and_calls_share_one_time() -> None:
    env, told = Clock(), []

    def life() -> Generator[simpy.Event, Any, None]:
        for _ in range(3):
            told.append(("process", env.now))
            yield env.timeout(1.0)

    env.process(life())
    env.every(1.0, lambda: told.append(("call", env.now)), 3.0)
    env.pass_time(10.0)
    assert told == [("process", 0.0), ("call", 1.0), ("process", 1.0), ("call", 2.0), ("process", 2.0)]


def test_an_error_in_a_process_or_a_call_comes_out() -> None:
    env = Clock()

    def life() -> Generator[simpy.Event, Any, None]:
        yield env.timeout(1.0)
        raise ArithmeticError("in a process")

    env.process(life())
    env.after(2.0, lambda _: 1 / 0, None)
    with pytest.raises(ArithmeticError, match="in a process"):
        env.pass_time(10.0)
    with pytest.raises(ZeroDivisionError):
        env.pass_time(10.0)


def test_simpy_itself_can_let_time_pass() -> None:
    env, told = Clock(), []
    assert env.peek() == math.inf
    env.after(0.5, told.append, "today")
    env.after(40.25, told.append, "later")
    env.run(until=30.0)
    assert (told, env.now, env.peek()) == (["today"], 30.0, 40.25)
    env.run()
    assert (told, env.now) == (["today", "later"], 40.25)


def test_a_delay_that_is_no_number_is_an_error() -> None:
    with pytest.raises(ValueError, match="nan"):
        Clock().after(math.nan, print, None)
