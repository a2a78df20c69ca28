"""The closed forms themselves, on values known from elsewhere."""

import pytest
from theory import cobham, erlang_a, erlang_c, jackson_flows, mmc_wait, pollaczek_khinchine


def test_one_server() -> None:
    assert erlang_c(0.5, 1) == pytest.approx(0.5)
    assert mmc_wait(0.5, 1.0, 1) == pytest.approx(1.0)


def test_two_servers() -> None:
    """C(2, a) = a² / (2 + a)."""
    assert erlang_c(1.0, 2) == pytest.approx(1 / 3)
    assert mmc_wait(1.0, 1.0, 2) == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("arrivals", "work", "servers", "wait", "waiting"),
    [
        (100 / 0.7, 0.0224, 4, 0.016700, 0.59643),
        (71.42857142857143 / 0.75, 0.1071, 12, 0.029354, 0.49334),
        (52.38095238095238 / 0.8, 0.1222, 10, 0.025032, 0.40945),
        (29.464285714285715 / 0.9, 0.1833, 8, 0.032751, 0.35719),
    ],
    ids=["market", "qualify", "close", "onboard"],
)
def test_the_table_of_w0(arrivals: float, work: float, servers: int, wait: float, waiting: float) -> None:
    assert mmc_wait(arrivals, work, servers) == pytest.approx(wait, rel=2e-5)
    assert erlang_c(arrivals * work, servers) == pytest.approx(waiting, rel=2e-5)


def test_flows_of_a_loop() -> None:
    assert jackson_flows([1.0, 0.0], [[0.0, 1.0], [0.5, 0.0]]) == pytest.approx([2.0, 2.0])


def test_exponential_work_is_a_case_of_general_work() -> None:
    assert pollaczek_khinchine(0.6, 1.0, 1.0) == pytest.approx(mmc_wait(0.6, 1.0, 1))
    assert pollaczek_khinchine(0.6, 1.0, 0.0) == pytest.approx(mmc_wait(0.6, 1.0, 1) / 2)


def test_priorities_keep_the_work_in_the_system() -> None:
    """Kleinrock's conservation law: the waits weighted by load add up as without priorities."""
    rates, work = [0.3, 0.4], [1.0, 0.5]
    waits = cobham(rates, work, [1.0, 1.0])
    load = sum(a * w for a, w in zip(rates, work, strict=True))
    residual = sum(a * w**2 for a, w in zip(rates, work, strict=True))
    assert sum(a * w * wait for a, w, wait in zip(rates, work, waits, strict=True)) == pytest.approx(
        load * residual / (1 - load)
    )


def test_endless_patience_is_erlang_c() -> None:
    assert erlang_a(2.0, 1.0, 3, 1e9)[1] == pytest.approx(mmc_wait(2.0, 1.0, 3))


def test_patience_like_work_makes_each_queue_an_infinite_server() -> None:
    """With mean patience = mean work, the number in the system is Poisson with mean load."""
    import math

    load, servers = 3.0, 3
    queued = sum(
        (n - servers) * math.exp(-load) * load**n / math.factorial(n) for n in range(servers + 1, 60)
    )
    left, wait = erlang_a(load, 1.0, servers, 1.0)
    assert wait == pytest.approx(queued / load)
    assert left == pytest.approx(queued / load)
