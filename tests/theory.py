"""Closed forms of queueing theory. Rates per day, times in days; `load` is arrivals times mean work."""

import math


def erlang_c(load: float, servers: int) -> float:
    """Probability of waiting in M/M/c (Erlang 1917), through the stable recursion of Erlang's B."""
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = load * blocked / (k + load * blocked)
    return blocked / (1 - load / servers * (1 - blocked))


def mmc_wait(arrivals: float, work: float, servers: int) -> float:
    """Mean wait in M/M/c."""
    load = arrivals * work
    return erlang_c(load, servers) * work / (servers - load)


def pollaczek_khinchine(arrivals: float, work: float, cv: float) -> float:
    """Mean wait in M/G/1."""
    load = arrivals * work
    return load * work * (1 + cv**2) / (2 * (1 - load))


def cobham(arrivals: list[float], work: list[float], cv: list[float]) -> list[float]:
    """Mean wait by class in M/G/1 with non-preemptive priorities, the first class first (Cobham 1954)."""
    residual = sum(a * w**2 * (1 + c**2) / 2 for a, w, c in zip(arrivals, work, cv, strict=True))
    waits, above = [], 0.0
    for a, w in zip(arrivals, work, strict=True):
        below = above + a * w
        waits.append(residual / ((1 - above) * (1 - below)))
        above = below
    return waits


def erlang_a(arrivals: float, work: float, servers: int, patience: float) -> tuple[float, float]:
    """Share that leaves unserved and mean wait over all, in M/M/c + M (Palm 1957), from the birth-death balance."""
    weights, total, queued = [1.0], 1.0, 0.0
    for n in range(1, 2000):
        weights.append(weights[-1] * arrivals / (min(n, servers) / work + max(0, n - servers) / patience))
        total += weights[-1]
        queued += max(0, n - servers) * weights[-1]
    wait = queued / total / arrivals
    return wait / patience, wait


def jackson_flows(arrivals: list[float], routing: list[list[float]]) -> list[float]:
    """Visits per day at each station of an open network: the solution of flow = arrivals + routing^T flow."""
    import numpy as np

    return list(np.linalg.solve(np.eye(len(arrivals)) - np.array(routing).T, np.array(arrivals)))


def geometric(p: float, terms: int) -> list[float]:
    """Probability that a customer leaves at the end of term 1, 2, ... `terms`."""
    return [p * math.pow(1 - p, k) for k in range(terms)]
