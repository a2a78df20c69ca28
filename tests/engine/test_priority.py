"""Who is next: priorities against Cobham's formula, and the order of the queue worked by hand."""

from typing import Any, cast

import pytest
from estimates import SEED, controlled, jobs, replicate, scenario
from theory import cobham

from orgsim.engine.entities import Activity, Case, Job
from orgsim.engine.queues import DISCIPLINES, PriorityQueue
from orgsim.events.log import EventLog
from orgsim.setup.simulate import run

TWO_CLASSES = """
[scenario]
horizon = "14000 days"
drain = true
mechanisms = []

[sources.renewals]
leads = "0.3 / day"
entry = "renew"
[sources.enquiries]
leads = "0.4 / day"
entry = "answer"

[journey.renew]
work = { mean = "12 h", distribution = "exponential" }
outcomes = [ { to = "lost", rate = 1.0 } ]
[journey.answer]
work = { mean = "18 h", cv = 0.5 }
outcomes = [ { to = "lost", rate = 1.0 } ]

[teams.desk]
headcount = 1
calendar = "continuous"
does = ["answer", "renew"]
priority = ["renew"]
"""


@pytest.mark.parametrize(
    ("days", "within"), [(1_800, 0.05), pytest.param(14_000, 0.02, marks=pytest.mark.slow)]
)
def test_two_classes_of_work(days: int, within: float) -> None:
    """M/G/1 with two classes, the dearer one first but never interrupting: Cobham's mean waits."""
    seen = (100.0, days - 100.0)

    def measure(log: EventLog) -> dict[str, float]:
        said = {}
        for name in ("renew", "answer"):
            rows = jobs(log, name, seen)
            said[name] = (rows["start"] - rows["ready"]).mean()
            said |= {f"{name} jobs": len(rows), f"{name} work": rows["hours"].mean() / 24}
        return said

    found = replicate(scenario(TWO_CLASSES, horizon=f"{days} days"), 44, measure)
    rates, work = [0.3, 0.4], [0.5, 0.75]
    controls = [
        (found[f"{name} jobs"], (days - 200) * rate)
        for name, rate in zip(("renew", "answer"), rates, strict=True)
    ]
    controls += [(found[f"{name} work"], mean) for name, mean in zip(("renew", "answer"), work, strict=True)]
    first, second = cobham(rates, work, [1.0, 0.5])
    assert controlled(found["renew"], *controls).agrees(first, within)
    assert controlled(found["answer"], *controls).agrees(second, within)


BY_HAND = """
[scenario]
horizon = "30 days"
drain = true
mechanisms = []
start = 2024-01-01

[sources.web]
kind = "recorded"
arrivals = [0.0, 0.1, 0.2, 0.3]
readiness = -1.0
[sources.fair]
kind = "recorded"
arrivals = [0.15, 0.25]
readiness = 1.0

[journey.meet]
work = {{ mean = "12 h", distribution = "constant" }}
order = "{order}"
outcomes = [ {{ to = "pay", rate = {paying} }}, {{ to = "lost", rate = {losing} }} ]
[journey.pay]
work = {{ mean = "6 h", distribution = "constant" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]

[teams.desk]
headcount = {people}
calendar = "continuous"
does = ["meet", "pay"]
ownership = "{ownership}"
priority = {priority}
"""


def by_hand(
    order: str = "fifo",
    *,
    pays: bool = False,
    people: int = 1,
    ownership: str = "pooled",
    priority: str = "[]",
):
    """The jobs of one run, in order of the beginning of work; leads either pay after the meeting or are lost."""
    rates = {"paying": float(pays), "losing": float(not pays)}
    text = BY_HAND.format(order=order, people=people, ownership=ownership, priority=priority, **rates)
    table = run(scenario(text), SEED, 0).frame()
    return table[table["kind"] == "job"].sort_values("start", kind="stable")


def worked(order: str = "fifo", *, pays: bool = False, priority: str = "[]") -> list[str]:
    """Who was worked on by one person, such as "meet web-0"."""
    jobs = by_hand(order, pays=pays, priority=priority)
    return [f"{activity} {case}" for activity, case in zip(jobs["activity"], jobs["case"], strict=True)]


def test_the_oldest_first() -> None:
    assert worked() == ["meet web-0", "meet web-1", "meet fair-0", "meet web-2", "meet fair-1", "meet web-3"]


def test_the_newest_first() -> None:
    """All wait when the first is done at 0.5."""
    assert worked("newest") == [
        "meet web-0",
        "meet web-3",
        "meet fair-1",
        "meet web-2",
        "meet fair-0",
        "meet web-1",
    ]


def test_the_most_promising_first() -> None:
    """Leads of the fair are readier; within a source the oldest goes first."""
    assert worked("score") == [
        "meet web-0",
        "meet fair-0",
        "meet fair-1",
        "meet web-1",
        "meet web-2",
        "meet web-3",
    ]


def test_priority_of_an_activity_over_the_order_of_arrival() -> None:
    """With paying first each lead is finished before the next is met; without, all are met first."""
    leads = ("web-0", "web-1", "fair-0", "web-2", "fair-1", "web-3")
    one_by_one = [f"{step} {lead}" for lead in leads for step in ("meet", "pay")]
    assert worked(pays=True, priority='["pay"]') == one_by_one
    assert worked(pays=True)[:6] == worked()


def test_owners_finish_what_they_began() -> None:
    """With a queue per person, a lead is paid by whoever met it, even while another person is free."""
    jobs = by_hand(pays=True, people=3, ownership="person")
    assert (jobs.groupby("case")["person"].nunique() == 1).all()
    assert jobs["person"].nunique() == 3


def test_a_lead_goes_to_the_owner_with_least_to_do() -> None:
    """Three leads for two people: the third joins the queue of whoever keeps fewest, then of the first."""
    jobs = by_hand(people=2, ownership="person").sort_values("ready")
    assert jobs["person"].tolist() == [0, 1, 0, 1, 0, 1]
    assert jobs["start"].tolist() == pytest.approx([0.0, 0.1, 0.5, 0.6, 1.0, 1.1])


def line(*waiting: tuple[str, int, float, float], order: str = "fifo") -> tuple[PriorityQueue, list[Job]]:
    """A queue with jobs by name, rank, days behind, and when they came (also their promise)."""
    queue, nobody = PriorityQueue(), cast("Any", None)
    jobs = []
    for name, rank, behind, ready in waiting:
        activity = Activity(name, 0, nobody, [], 1.0, DISCIPLINES[order], rank=rank, behind=behind)
        case = Case(0, None, 0, 0, 0, [], promise=ready)
        jobs.append(Job(activity, case, 0, 1.0, (), 0, nobody, nobody, ready=ready))
        queue.push(jobs[-1])
    return queue, jobs


def taken(queue: PriorityQueue) -> str:
    """The names of those who wait, in the order in which they are taken."""
    return " ".join(queue.pop().activity.name for _ in range(queue.waiting))


def test_who_stands_two_days_behind_lets_those_go_first_who_come_within_two_days() -> None:
    queue, _ = line(
        ("old", 0, 2.0, 0.0), ("soon", 0, 0.0, 1.9), ("late", 0, 0.0, 2.1), ("first", 0, 0.0, 0.5)
    )
    assert taken(queue) == "first soon old late"


def test_ranks_go_before_time_and_equals_in_the_order_in_which_they_came() -> None:
    waiting = ("b", 1, 0.0, 0.0), ("a", 0, 0.0, 5.0), ("c", 1, 0.0, 0.0), ("d", 1, 0.0, 0.0)
    assert taken(line(*waiting)[0]) == "a b c d"
    assert taken(line(*waiting, order="newest")[0]) == "a b c d"


@pytest.mark.parametrize(("order", "expected"), [("fifo", "x y z"), ("newest", "z y x"), ("score", "z y x")])
def test_each_discipline_orders_those_of_a_rank(order: str, expected: str) -> None:
    """They came one after another, each more promising than the one before."""
    assert taken(line(("y", 0, 0, 2.0), ("x", 0, 0, 1.0), ("z", 0, 0, 3.0), order=order)[0]) == expected


def test_who_has_left_the_line_is_passed_over() -> None:
    """Who waits is told in the order of coming, whoever would be next."""
    queue, (one, other, third) = line(("one", 1, 0.0, 0.0), ("other", 0, 0.0, 1.0), ("third", 0, 0.0, 2.0))
    assert queue.jobs() == [one, other, third]
    queue.withdraw(other)
    assert (queue.waiting, other.waiting, third.waiting) == (2, False, True)
    assert queue.jobs() == [one, third]
    assert taken(queue) == "third one"
    assert (queue.waiting, queue.jobs()) == (0, [])
    with pytest.raises(IndexError):
        queue.pop()
