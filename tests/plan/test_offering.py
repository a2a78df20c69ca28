"""What each kind of offering says of its terms."""

import math
from typing import Any

import pytest
from pydantic import TypeAdapter

from orgsim.plan.model.offering import Offering
from orgsim.units import MONTH

TERMS = ("paid_at_once", "paid_per_month", "uptake", "term_days", "billed_monthly")


@pytest.mark.parametrize(
    ("stated", "terms"),
    [
        ({"price": "9 / month"}, (0, 9, 1, 12 * MONTH, True)),
        ({"price": "9 / month", "term": "6 months", "billing": "term"}, (0, 9, 1, 6 * MONTH, False)),
        ({"kind": "flat_fee", "price": "9 / month"}, (0, 9, 1, MONTH, True)),
        ({"kind": "reorder", "price": 9, "every": "3 months"}, (0, 3, 1, 3 * MONTH, False)),
        ({"kind": "perpetual", "price": 9}, (9, 0, 0, math.inf, False)),
        (
            {
                "kind": "perpetual",
                "price": 9,
                "maintenance": {"price": "2 / month", "uptake": 0.7, "term": "24 months"},
            },
            (9, 2, 0.7, 24 * MONTH, True),
        ),
    ],
)
def test_terms(stated: dict[str, Any], terms: tuple[float, ...]) -> None:
    offering = TypeAdapter[Any](Offering).validate_python(stated)
    assert tuple(getattr(offering, name) for name in TERMS) == pytest.approx(terms)
    assert (offering.lifetime, offering.return_share) == (None, 1 if offering.kind != "perpetual" else 0.5)


def test_what_wears_out_says_when_and_who_comes_back() -> None:
    stated = {"kind": "perpetual", "price": 9, "replaced": {"mean": "60 months"}, "loyalty": 0.3}
    offering = TypeAdapter[Any](Offering).validate_python(stated)
    assert offering.lifetime is not None
    assert offering.lifetime.build().mean == pytest.approx(60 * MONTH)
    assert offering.return_share == 0.3
