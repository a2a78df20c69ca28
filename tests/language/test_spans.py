"""Lengths of time as people say them."""

from orgsim.language.spans import every, span
from orgsim.units import MONTH


def test_lengths_of_time_as_people_say_them() -> None:
    assert span(MONTH * 12, "en") == "12 months"
    assert span(MONTH, "ja") == "1か月"
    assert span(1 / 24, "en") == "1 hr"
    assert span(1 / 96, "en") == "15 min"
    assert span(83.6, "en") == "83.6 days"
    assert every(MONTH, "en") == "every month"
    assert every(14, "ja") == "14日ごと"
    assert every(MONTH, "ja") == "1か月ごと"
