"""Jobs, and what is told them to be done first."""

from typing import Any

from orgsim.engine.entities import Job


def test_what_is_done_first_keeps_its_order() -> None:
    told: list[str] = []
    nobody: Any = None
    job = Job(nobody, nobody, 0, 1.0, (), 0, lambda _: told.append("then"), lambda _: told.append("cold"))
    job.first(lambda _: told.append("one"))
    job.first(lambda _: told.append("two"))
    job.done(job)
    assert told == ["one", "two", "then"]
