"""What goes on without end ends in words: circles that take no time or little, and whatever lies beyond what can be run."""

import pytest

from orgsim.engine import guard
from orgsim.engine.clock import Clock
from orgsim.engine.guard import AT_ONCE, Guard
from orgsim.engine.log import LogWriter
from orgsim.errors import OrgsimError
from orgsim.events.columns import Names
from orgsim.plan.checks import size
from orgsim.plan.load import load, parse
from orgsim.plan.scenario import Scenario
from orgsim.setup import arrivals
from orgsim.setup.simulate import run

CIRCLE = """
[scenario]
horizon = "10 days"
mechanisms = []
[sources.web]
leads = "2 / day"
[journey.a]
work = {{ mean = "40 h", distribution = "constant" }}
patience = {{ mean = "{patience}", distribution = "constant" }}
cold = "b"
outcomes = [{{ to = "lost", rate = 1.0 }}]
[journey.b]
work = {{ mean = "{work}", distribution = "constant" }}
outcomes = [{{ to = "a", rate = 1.0 }}]
[teams.one]
headcount = 2
calendar = "continuous"
does = ["a"]
[teams.two]
headcount = 20
calendar = "continuous"
does = ["b"]
"""
"""Two people are asked for 80 hours of work a day and have 48: who finds them busy goes to b and comes back."""
BURST = """
[scenario]
horizon = "10 days"
mechanisms = []
[sources.web]
kind = "recorded"
arrivals = [{arrivals}]
[journey.a]
work = {{ mean = "0 h", distribution = "constant" }}
outcomes = [{{ to = "lost", rate = 1.0 }}]
[teams.one]
headcount = 1
calendar = "continuous"
does = ["a"]
"""
EVENTS = """
[scenario]
horizon = "10 days"
[sources.fair]
kind = "event"
every = "4 days"
attendees = {{ mean = {mean}, distribution = "{shape}"{cv} }}
leads_per_attendee = 0
[journey.a]
work = {{ mean = "1 h" }}
outcomes = [{{ to = "lost", rate = 1.0 }}]
[teams.one]
headcount = 1
does = ["a"]
"""


def forced(tmp_path_factory: pytest.TempPathFactory, text: str) -> Scenario:
    """A scenario that is run whatever its size."""
    path = tmp_path_factory.mktemp("forced") / "it.toml"
    path.write_text(text, encoding="utf-8")
    return load(path, force=True)


def test_a_circle_that_takes_no_time_is_refused_before_it_is_run() -> None:
    with pytest.raises(
        OrgsimError, match=r"more than a million million events.*leave a queue and soon come back"
    ):
        parse(CIRCLE.format(patience="0 s", work="0 h"))


def test_a_circle_that_takes_no_time_ends_in_words_when_it_is_run_all_the_same(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "AT_ONCE", 10_000)
    with pytest.raises(OrgsimError, match=r"time stands still on day \d.*a circle that takes no time"):
        run(forced(tmp_path_factory, CIRCLE.format(patience="0 s", work="0 h")))


def test_a_circle_of_tiny_steps_ends_in_words(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(size, "MOST_EVENTS", 50_000)
    monkeypatch.setattr(size, "expected_events", lambda _: 100.0)
    with pytest.raises(OrgsimError, match=r"this run had made [5-7]\d,\d{3} events by day .* at most 50,000"):
        run(forced(tmp_path_factory, CIRCLE.format(patience="1 s", work="0.1 s")))


def test_a_run_may_make_some_times_what_was_expected(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = forced(tmp_path_factory, CIRCLE.format(patience="10 min", work="1 min"))
    rows = len(run(plan))
    monkeypatch.setattr(size, "MOST_EVENTS", 10)
    assert len(run(plan)) == rows > 1000


@pytest.mark.parametrize(("patience", "work"), [("30 min", "1 min"), ("5 min", "5 min"), ("2 h", "1 h")])
def test_rounds_through_a_queue_are_in_the_estimate(patience: str, work: str) -> None:
    plan = parse(CIRCLE.format(patience=patience, work=work))
    rows = sum(len(run(plan, replication=number)) for number in range(3)) / 3
    assert rows / 3 < size.expected_events(plan) < 3 * rows


def test_many_things_at_one_instant_are_right_where_they_are_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "AT_ONCE", 10_000)
    leads = 11_000
    log = run(parse(BURST.format(arrivals=", ".join(["1.5"] * leads))))
    assert len(log) == 1 + 1 + 3 * leads  # one joins and is paid; each comes, is served and is lost


def test_a_clock_that_is_asked_for_the_same_instant_for_ever_says_so() -> None:
    clock, seen = Clock(), [0]
    Guard(clock, LogWriter(Names((), (), (), (), (), ())), (), 1e9, lambda: 0.0)

    def again(_: None) -> None:
        seen[0] += 1
        clock.after(0.0, again, None)

    clock.after(3.25, again, None)
    with pytest.raises(OrgsimError, match=r"time stands still on day 3\.25"):
        clock.pass_time(10.0)
    assert AT_ONCE < seen[0] < 1.1 * AT_ONCE


def test_things_without_rows_end_too() -> None:
    clock = Clock()
    Guard(clock, LogWriter(Names((), (), (), (), (), ())), (), 1000, lambda: 0.0)
    clock.every(1e-6, lambda: None, 1.0)
    with pytest.raises(OrgsimError, match="had made 0 events"):
        clock.pass_time(1.0)
    assert clock.now < 0.1


def test_what_is_planned_at_the_same_time_is_bounded() -> None:
    clock = Clock()
    Guard(clock, LogWriter(Names((), (), (), (), (), ())), (), 1000, lambda: 0.0)

    def plan_ahead() -> None:
        for number in range(10_000):
            clock.after(1.0 + number, lambda _: None, None)

    with pytest.raises(
        OrgsimError, match=r"had made 0 events by day 0, 0 jobs waited and \d,\d{3} things were"
    ):
        plan_ahead()


@pytest.mark.parametrize("ownership", ["pooled", "person"])
def test_jobs_that_wait_count_as_the_events_they_will_be(
    ownership: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(size, "MOST_EVENTS", 10_000)
    monkeypatch.setattr(size, "expected_events", lambda _: 100.0)
    text = BURST.format(arrivals=", ".join(str(number / 1000) for number in range(9_000)))
    text = text.replace('"0 h"', '"100 h"').replace(
        'does = ["a"]', f'does = ["a"]\nownership = "{ownership}"'
    )
    with pytest.raises(OrgsimError, match=r"by day [4-8]\S*, [4-8],\d{3} jobs waited"):
        run(forced(tmp_path_factory, text))


def test_duties_that_nobody_has_time_for_count_too(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(size, "MOST_EVENTS", 10_000)
    monkeypatch.setattr(size, "expected_events", lambda _: 100.0)
    text = BURST.format(arrivals="1").replace("mechanisms = []", 'mechanisms = ["strategy"]')
    text += '[policies.strategy]\nevery = "1e-4 days"\nhours = "8 h"\n'
    with pytest.raises(OrgsimError, match=r"by day \d\S*, 1\d,\d{3} jobs waited"):
        run(forced(tmp_path_factory, text))


def test_the_number_of_people_at_events_is_bounded_before_the_run() -> None:
    text = EVENTS.format(mean=30_000_000, shape="constant", cv="")
    with pytest.raises(
        OrgsimError,
        match=r"line 7  about 75 million people come to the events, most of them to those of sources\.fair; at most 50 million",
    ):
        parse(text)


def test_the_number_of_people_at_events_is_bounded_in_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(size, "MOST_ATTENDEES", 25_000)
    plan = parse(EVENTS.format(mean=10_000, shape="constant", cv=""))
    assert len(run(plan)) > 0
    monkeypatch.setattr(size, "MOST_ATTENDEES", 19_999)
    with pytest.raises(
        OrgsimError,
        match=r"10,000 people would come to the event that sources\.fair holds on day 8, and 10,000 have come",
    ):
        run(plan)


def test_a_large_event_is_asked_in_parts_with_the_same_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = parse(EVENTS.format(mean=1000, shape="constant", cv="").replace("attendee = 0", "attendee = 0.3"))
    whole = run(plan)
    monkeypatch.setattr(arrivals, "_CROWD", 7)
    assert run(plan).rows.tobytes() == whole.rows.tobytes()
    assert len(whole) > 500


def test_leads_that_come_together_by_seasons_and_shocks_are_bounded(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    text = CIRCLE.format(patience="1 day", work="1 h").replace(
        'leads = "2 / day"',
        'leads = "1000000 / day"\nseasonality = { months = [1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] }',
    )
    with pytest.raises(OrgsimError, match=r"sources\.web would bring about 10,000,000,000 leads"):
        run(forced(tmp_path_factory, text))


def test_memory_that_does_not_suffice_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def short(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("orgsim.setup.simulate.build", short)
    with pytest.raises(OrgsimError, match="this run needs more memory than there is"):
        run(parse(BURST.format(arrivals="1")))


def test_what_may_have_been_meant_is_not_worked_out_for_a_small_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(_: object) -> float:
        raise AssertionError

    monkeypatch.setattr(size, "meant_rows", asked)
    plan = parse(CIRCLE.format(patience="1 day", work="1 h"))
    assert len(run(plan)) > 0
    assert size.may_make(plan, size.MOST_EVENTS)
    with pytest.raises(AssertionError):
        size.may_make(plan, size.MOST_EVENTS + 1)


def test_the_number_of_events_is_bounded_in_the_run(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = EVENTS.format(mean=0, shape="constant", cv="").replace('"4 days"', '"3e-8 days"')
    plan = forced(tmp_path_factory, text)
    monkeypatch.setattr(size, "meant_rows", lambda _: 0.0)
    with pytest.raises(OrgsimError, match=r"sources\.fair would hold 333,333,33\d events, more than is run"):
        run(plan)
