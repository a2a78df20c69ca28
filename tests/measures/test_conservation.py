"""Logs that do not add up are refused, with the lead and the day."""

import re

import pytest
from logbook import Logbook

from orgsim.measures.conservation import ConservationError, check


def sound() -> Logbook:
    """Leads on every way through the states."""
    book = Logbook().arrive(0, 1, 2, 3, 4)
    book.change("resting", 0, 1).change("returned", 0, 2).change("customer", 0, 3, booked=120, mrr=10)
    book.change("upsold", 0, 4, mrr=5).change("renewed", 0, 5, booked=180).change("churned", 0, 6, mrr=-15)
    book.change("lost", 1, 1).change("returned", 1, 2).change("resting", 1, 2).change("lost", 1, 2)
    return book.change("customer", 2, 1, mrr=10).pay(2, 1, 10).change("resting", 3, 4)


def test_a_sound_log_passes() -> None:
    check(sound().read())
    check(Logbook().read())


WRONG = {
    "web-9 changed or paid without having arrived on day 2": sound().change("lost", 9, 2),
    "web-9 changed or paid without having arrived on day 3": sound().pay(9, 3, 1),
    "web-4 arrived a second time on day 7": sound().arrive(4, day=7.0),
    "web-0 was churned and became 'renewed' on day 7": sound().change("renewed", 0, 7),
    "web-4 was in process and became 'returned' on day 7": sound().change("returned", 4, 7),
    "web-3 was at rest and became 'customer' on day 7": sound().change("customer", 3, 7),
    "web-2 was customer and became 'lost' on day 7": sound().change("lost", 2, 7),
    "web-2 was customer and became 'customer' on day 7": sound().change("customer", 2, 7),
    "web-4 was in process and became 'joined' on day 7": sound().change("joined", 4, 7),
    "web-3 changed before it arrived or before its last change on day 3": sound().change("lost", 3, 3),
    "web-5 changed before it arrived or before its last change on day 1": sound()
    .arrive(5, day=2.0)
    .change("lost", 5, 1),
    "web-2 has recurring revenue below 0 on day 7": sound().change("upsold", 2, 7, mrr=-11),
    "web-2 is no customer but has recurring revenue on day 7": sound().change("churned", 2, 7, mrr=-9),
    "web-4 is no customer but has recurring revenue on day 7": sound().change("lost", 4, 7, mrr=3),
}


@pytest.mark.parametrize("message", WRONG)
def test_a_log_that_does_not_add_up_is_refused(message: str) -> None:
    with pytest.raises(ConservationError, match=f"^{re.escape(message)}$"):
        check(WRONG[message].read())
