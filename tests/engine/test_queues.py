"""The engine against queueing theory: every mean within 4 standard errors, every 95 % interval within 2 % of its mean (5 %
where a sixth of the days is run).

Work stands in staff hours; the teams are always on duty, so that 24 staff hours are one day.
"""

import heapq

import numpy as np
import pytest
from estimates import SEED, Rows, controlled, estimate, jobs, outcome, replicate, scenario
from places import BENCHMARKS
from theory import erlang_a, erlang_c, jackson_flows, mmc_wait, pollaczek_khinchine

from orgsim.events.log import EventLog
from orgsim.measures.summary import summarize
from orgsim.setup.simulate import run

DESK = """
[scenario]
horizon = "{horizon} days"
drain = true
mechanisms = []

[sources.web]
leads = "{arrivals} / day"

[journey.serve]
work = {{ mean = "24 h", {shape} }}
{patience}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]

[teams.desk]
headcount = {servers}
calendar = "continuous"
does = ["serve"]
"""


def desk(
    arrivals: float,
    horizon: int,
    servers: int = 1,
    shape: str = 'distribution = "exponential"',
    patience: str = "",
):
    """One team, one activity, mean work one day."""
    return scenario(
        DESK.format(horizon=horizon, arrivals=arrivals, servers=servers, shape=shape, patience=patience)
    )


def waits(rows: Rows) -> Rows:
    """Days in the queue, until work began or the subject left."""
    return np.where(np.isnan(rows["start"]), rows["end"], rows["start"]) - rows["ready"]


def served(log: EventLog, activity: str, seen: tuple[float, float]) -> dict[str, float]:
    """Waits at one activity of the jobs ready in a span, with the controls whose means are known: gaps and work."""
    rows = jobs(log, activity, seen)
    wait = waits(rows)
    return {
        "wait": wait.mean(),
        "waiting": (wait > 0).mean(),
        "gap": (seen[1] - seen[0]) / len(rows),
        "work": rows["hours"].mean() / 24,
        "jobs": len(rows),
    }


@pytest.mark.parametrize(
    ("days", "within"), [(4_400, 0.05), pytest.param(26_000, 0.02, marks=pytest.mark.slow)]
)
def test_one_server_exponential_work(days: int, within: float) -> None:
    """M/M/1 at load 0.4: mean wait 2/3 of the mean work, probability of waiting 0.4."""
    seen = (100.0, float(days))
    found = replicate(desk(0.4, days), 20, lambda log: served(log, "serve", seen))
    controls = (found["gap"], 1 / 0.4), (found["work"], 1.0)
    assert controlled(found["wait"], *controls).agrees(2 / 3, within)
    assert controlled(found["waiting"], *controls).agrees(0.4, within)


@pytest.mark.parametrize(
    ("days", "within"), [(4_200, 0.05), pytest.param(32_000, 0.02, marks=pytest.mark.slow)]
)
def test_one_server_lognormal_work(days: int, within: float) -> None:
    """M/G/1 at load 0.4 with cv 0.8: Pollaczek and Khinchine's mean wait."""
    seen = (100.0, float(days))
    found = replicate(desk(0.4, days, shape="cv = 0.8"), 20, lambda log: served(log, "serve", seen))
    controls = (found["gap"], 1 / 0.4), (found["work"], 1.0)
    assert controlled(found["wait"], *controls).agrees(pollaczek_khinchine(0.4, 1.0, 0.8), within)


@pytest.mark.parametrize(("days", "within"), [(200, 0.05), pytest.param(1_500, 0.02, marks=pytest.mark.slow)])
def test_impatient_leads(days: int, within: float) -> None:
    """Erlang-A, three servers under more work than they can do: who leaves, and how long all wait."""
    plan = desk(3.3, days, servers=3, patience='patience = { mean = "2 days" }\ncold = "lost"')
    seen = (20.0, days - 20.0)

    def measure(log: EventLog) -> dict[str, float]:
        rows = jobs(log, "serve", seen)
        cold = rows["outcome"] == outcome(log, "cold")
        assert (np.isnan(rows["start"]) == cold).all()
        return {"wait": waits(rows).mean(), "cold": cold.mean(), "gap": (days - 40) / len(rows)}

    found = replicate(plan, 40, measure)
    cold, wait = erlang_a(3.3, 1.0, 3, 2.0)
    assert controlled(found["cold"], (found["gap"], 1 / 3.3)).agrees(cold, within)
    assert controlled(found["wait"], (found["gap"], 1 / 3.3)).agrees(wait, within)


def level(rows: Rows, begin: float, end: float, seen: tuple[float, float]) -> tuple[float, float]:
    """Time averages over a span of how many intervals are open, and of the square of that number."""
    times = np.concatenate([[seen[0]], np.clip(np.concatenate([begin, end]), *seen), [seen[1]]])
    steps = np.concatenate([[0], np.ones(len(rows)), -np.ones(len(rows)), [0]])
    order = np.argsort(times, kind="stable")
    spans = np.diff(times[order])
    number = np.cumsum(steps[order])[:-1]
    return float(number @ spans / spans.sum()), float(number**2 @ spans / spans.sum())


@pytest.mark.parametrize(("days", "within"), [(350, 0.05), pytest.param(2_500, 0.02, marks=pytest.mark.slow)])
def test_more_people_than_work(days: int, within: float) -> None:
    """M/G/∞: nobody waits, and the number in work is Poisson whatever the shape of the work (load 3, 25 people)."""
    seen = (50.0, float(days))

    def measure(log: EventLog) -> dict[str, float]:
        rows = jobs(log, "serve")
        mean, square = level(rows, rows["start"], rows["end"], seen)
        return {
            "waited": waits(rows).max(),
            "mean": mean,
            "variance": square - 2 * 3 * mean + 9,
            "jobs": len(rows),
        }

    found = replicate(desk(3.0, days, servers=25, shape="cv = 0.8"), 20, measure)
    assert found["waited"].max() == 0
    assert controlled(found["mean"], (found["jobs"], 3 * days)).agrees(3.0, within)
    assert estimate(found["variance"]).agrees(3.0, within)


JACKSON = """
[scenario]
horizon = "1000 days"
drain = true
mechanisms = []

[sources.web]
leads = "2 / day"
[sources.fair]
leads = "0.5 / day"
entry = "close"

[journey.qualify]
work = { mean = "3.6 h", distribution = "exponential" }
outcomes = [
  { to = "close", rate = 0.6 },
  { to = "qualify", rate = 0.1, after = { mean = "3 days" } },
  { to = "lost", rate = 0.3 },
]

[journey.close]
work = { mean = "4.2 h", distribution = "exponential" }
outcomes = [
  { to = "customer", rate = 0.3 },
  { to = "qualify", rate = 0.2 },
  { to = "close", rate = 0.1, after = { mean = "1 days", distribution = "constant" } },
  { to = "lost", rate = 0.4 },
]

[teams.inside_sales]
headcount = 1
calendar = "continuous"
does = ["qualify"]

[teams.field_sales]
headcount = 1
calendar = "continuous"
does = ["close"]
"""


def test_a_network_with_leads_that_come_back() -> None:
    """An open Jackson network: one step back at once, or to the same step after any delay, and yet each is an M/M/1."""
    seen = (100.0, 1_000.0)

    def measure(log: EventLog) -> dict[str, float]:
        said = {}
        for name in ("qualify", "close"):
            rows = jobs(log, name, seen)
            said |= {f"{name} {k}": v for k, v in served(log, name, seen).items()}
            said[f"{name} stay"] = (rows["end"] - rows["ready"]).mean()
        return said

    found = replicate(scenario(JACKSON), 20, measure)
    flows = jackson_flows([2.0, 0.5], [[0.1, 0.6], [0.2, 0.1]])
    for name, flow, work in zip(("qualify", "close"), flows, (0.15, 0.175), strict=True):
        controls = (found[f"{name} jobs"], 900 * flow), (found[f"{name} work"], work)
        assert estimate(found[f"{name} jobs"]).agrees(900 * flow)
        assert controlled(found[f"{name} stay"], *controls).agrees(work / (1 - flow * work))
        assert controlled(found[f"{name} waiting"], *controls).agrees(flow * work)


W0 = BENCHMARKS / "w0.toml"
STAGES = {
    "market": (4, 0.0224, 100 / 0.7),
    "qualify": (12, 0.1071, 50 / 0.7 / 0.75),
    "close": (10, 0.1222, 27.5 / 0.7 / 0.75 / 0.8),
    "onboard": (8, 0.1833, 12.375 / 0.7 / 0.75 / 0.8 / 0.9),
}
"""Servers, mean work in days, visits per day."""


def half_as_many_servers(rows: Rows, servers: int, seen: tuple[float, float]) -> tuple[float, float]:
    """Mean wait and share that waits if half as many servers, twice as fast, met the same leads at a stage of W0.

    Leads come to the stage when they did, take the same work on each visit and call back after the same delays. What enters a
    stage of an open network is Poisson, so the expectation of the answer is known; and the answer is what the number of
    leads, their work and their bunching make of such a queue, so that this control explains most of the variance.
    """
    order = np.lexsort((rows["visit"], rows["number"]))
    number, visit, ready, end, work = (
        rows[f][order].tolist() for f in ("number", "visit", "ready", "end", "hours")
    )
    calls = [(time, k) for k, time in enumerate(ready) if visit[k] == 0]
    heapq.heapify(calls)
    free = [0.0] * (servers // 2)
    total, waited, count = 0.0, 0, 0
    while calls:
        time, k = heapq.heappop(calls)
        start = max(time, free[0])
        finished = start + work[k] / 24 / 2
        heapq.heapreplace(free, finished)
        if seen[0] <= time < seen[1]:
            total, waited, count = total + start - time, waited + (start > time), count + 1
        if k + 1 < len(number) and number[k + 1] == number[k]:
            heapq.heappush(calls, (finished + ready[k + 1] - end[k], k + 1))
    return total / count, waited / count


def measure_w0(log: EventLog, seen: tuple[float, float]) -> dict[str, float]:
    """What each stage of W0 did, and what half as many servers would have done."""
    said = {}
    for name, (servers, _, _) in STAGES.items():
        wait, waiting = half_as_many_servers(jobs(log, name), servers, seen)
        said |= {f"{name} {k}": v for k, v in served(log, name, seen).items()}
        said |= {f"{name} twin wait": wait, f"{name} twin waiting": waiting}
    return said


@pytest.fixture(scope="module")
def w0() -> dict[str, Rows]:
    """W0 over 16 replications of 300 days behind 60 days of warm-up."""
    plan = scenario(W0.read_text(), horizon="360 days")
    return replicate(plan, 22, lambda log: measure_w0(log, (60.0, 360.0)))


@pytest.mark.slow
@pytest.mark.parametrize("stage", STAGES)
def test_the_reference_workload(w0: dict[str, Rows], stage: str) -> None:
    """W0, an open network of M/M/c with leads that call back: visits, work, mean wait and probability of waiting."""
    servers, work, flow = STAGES[stage]
    twin = flow, work / 2, servers // 2
    controls = (
        (w0[f"{stage} twin wait"], mmc_wait(*twin)),
        (w0[f"{stage} twin waiting"], erlang_c(flow * work / 2, servers // 2)),
    )
    assert estimate(w0[f"{stage} jobs"]).agrees(300 * flow)
    assert estimate(w0[f"{stage} work"]).agrees(work)
    assert controlled(w0[f"{stage} wait"], *controls).agrees(mmc_wait(flow, work, servers))
    assert controlled(w0[f"{stage} waiting"], *controls).agrees(erlang_c(flow * work, servers))


RECORDED = """
[scenario]
horizon = "10 days"
start = 2024-01-01
drain = true
mechanisms = []

[sources.web]
kind = "recorded"
arrivals = {arrivals}

[journey.serve]
work = {{ mean = "{work}", distribution = "constant" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]

[teams.desk]
headcount = {servers}
calendar = "continuous"
does = ["serve"]
"""


def test_constant_gaps_and_constant_work_by_hand() -> None:
    """D/D/1: a lead every 6 hours, 9 hours of work: each waits 3 hours longer than the one before."""
    log = replicate_once(RECORDED.format(arrivals=[0.25 * k for k in range(6)], work="9 h", servers=1))
    rows = jobs(log, "serve")
    assert rows["ready"].tolist() == pytest.approx([0.0, 0.25, 0.5, 0.75, 1.0, 1.25])
    assert rows["start"].tolist() == pytest.approx([0.0, 0.375, 0.75, 1.125, 1.5, 1.875])
    assert rows["end"].tolist() == pytest.approx([0.375, 0.75, 1.125, 1.5, 1.875, 2.25])
    assert rows["hours"].tolist() == [9.0] * 6
    assert rows["person"].tolist() == [0] * 6
    assert [log.names.outcomes[code] for code in rows["outcome"]] == ["lost"] * 6


def test_leads_at_one_moment_by_hand() -> None:
    """Five leads at once for two people with 6 hours of work each: in pairs, in the order of their numbers."""
    log = replicate_once(RECORDED.format(arrivals=[1.0] * 5, work="6 h", servers=2))
    rows = jobs(log, "serve")
    assert rows["number"].tolist() == [0, 1, 2, 3, 4]
    assert rows["start"].tolist() == pytest.approx([1.0, 1.0, 1.25, 1.25, 1.5])
    assert sorted(rows["person"][:2]) == sorted(rows["person"][2:4]) == [0, 1]


def replicate_once(text: str) -> EventLog:
    """The log of one run."""
    return run(scenario(text), SEED, 0)


def shortest_queue_of_servers(ready: Rows, hours: Rows, servers: int) -> Rows:
    """Kiefer and Wolfowitz: when work on each job begins if the one that came first goes to whoever is free first."""
    free = [0.0] * servers
    starts = []
    for time, work in zip(ready.tolist(), hours.tolist(), strict=True):
        start = max(time, free[0])
        heapq.heapreplace(free, start + work / 24)
        starts.append(start)
    return np.array(starts)


def test_every_wait_follows_from_the_works_before_it() -> None:
    """Path by path, not on average: in each stage of W0 every job begins when the recursion of G/G/c says."""
    log = replicate_once(W0.read_text())
    for name, (servers, _, _) in STAGES.items():
        rows = jobs(log, name)
        assert np.allclose(
            rows["start"], shortest_queue_of_servers(rows["ready"], rows["hours"], servers), rtol=0, atol=1e-9
        )
        assert np.allclose(rows["end"], rows["start"] + rows["hours"] / 24, rtol=0, atol=1e-9)


def test_little_holds_for_every_activity() -> None:
    """L = λW at each stage of W0: the mean queue that is measured is the flow times the mean wait that is measured."""
    plan = scenario(W0.read_text(), horizon="260 days", warm_up="60 days")
    for name, said in summarize(run(plan, SEED, 0)).activities.items():
        flow, wait = said["arrived"] / 200, said["wait_hours"] / 24
        assert flow == pytest.approx(STAGES[name][2], rel=0.04)
        assert said["queue_length"] == pytest.approx(flow * wait, rel=0.01)


def test_the_mean_queue_by_hand() -> None:
    """Three leads at once, one person, 6 hours each: two wait a quarter of a day, one of them another quarter."""
    plan = scenario(RECORDED.format(arrivals=[1.0] * 3, work="6 h", servers=1))
    said = summarize(run(plan, SEED, 0)).activities["serve"]
    assert said["queue_length"] == pytest.approx((2 * 0.25 + 0.25) / 10)
    assert said["wait_hours"] == pytest.approx((0 + 6 + 12) / 3)
    assert said["waited_share"] == pytest.approx(2 / 3)
