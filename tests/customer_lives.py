"""Random lives of a few customers: whatever is offered, sold more, renewed, replaced, given up and bought again."""

import math
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from orgsim.units import MONTH, days, growth_per_month, per_month

World = dict[str, Any]


def _spans(low: int, high: int) -> st.SearchStrategy[str]:
    return st.integers(low, high).map(lambda days: f"{days} days")


def _constant(low: int, high: int) -> st.SearchStrategy[World]:
    return _spans(low, high).map(lambda mean: {"mean": mean, "distribution": "constant"})


@st.composite
def offerings(draw: st.DrawFn) -> World:
    """An offering of any kind, with and without a term."""
    shared: World = {
        "margin": draw(st.sampled_from([1.0, 0.7])),
        "deal_size": draw(
            st.sampled_from([{"mean": 1.0, "distribution": "constant"}, {"mean": 2.0, "cv": 0.5}])
        ),
    }
    kind = draw(st.sampled_from(["subscription", "reorder", "flat_fee", "perpetual"]))
    moved = {
        "price_rise": draw(st.sampled_from(["0 % / year", "7 % / year", "60 % / year"])),
        "first_term_discount": draw(st.sampled_from([0.0, 0.4])),
    }
    if kind == "subscription":
        own: World = {"price": "100 / month", "term": draw(_spans(10, 400))}
        own["billing"] = draw(st.sampled_from(["term", "monthly"]))
    elif kind == "reorder":
        own = {"price": 50, "every": draw(_spans(5, 90))}
    elif kind == "flat_fee":
        own = {"price": "30 / month"}
    else:
        own = {"price": 900}
        if draw(st.booleans()):
            own["maintenance"] = {
                "price": "10 / month",
                "term": draw(_spans(20, 400)),
                "uptake": draw(st.sampled_from([1.0, 0.5])),
            }
        else:
            moved = {}
        if draw(st.booleans()):
            own |= {
                "replaced": {"mean": draw(_spans(60, 600)), "cv": 0.4},
                "loyalty": draw(st.sampled_from([0.0, 0.6])),
            }
    return {"kind": kind, **own, **shared, **moved}


@st.composite
def segments(draw: st.DrawFn, offering: World) -> World:
    """Two segments, of which the second says of its contracts what it can beside the offering."""
    own: World = {"churn": draw(st.sampled_from(["60 % / year", {"mean": "30 % / year", "cv": 0.5}]))}
    if draw(st.booleans()):
        own["price"] = {"subscription": "40 / month", "flat_fee": "70 / month"}.get(offering["kind"], 25)
    if offering["kind"] == "subscription":
        own |= draw(st.fixed_dictionaries({}, optional={"term": _spans(10, 400)}))
        own |= draw(st.fixed_dictionaries({}, optional={"billing": st.sampled_from(["term", "monthly"])}))
    return {"plain": {"share": 0.5}, "apart": {"share": 0.5, **own}}


def _amount(price: str | float) -> float:
    """The number of a price, however it is stated."""
    return per_month(price) if isinstance(price, str) else price


@st.composite
def price_lists(draw: st.DrawFn, offering: World, segments: World) -> list[World]:
    """Two lists, of the offering's price and of those of segments that have their own."""
    recurs = offering["kind"] in ("subscription", "flat_fee")
    found = []
    for day in sorted(draw(st.sets(st.integers(20, 400), min_size=1, max_size=2))):
        prices = [f"{amount} / month" if recurs else float(amount) for amount in (55, 210)]
        own = {name: draw(st.sampled_from(prices)) for name, one in segments.items() if "price" in one}
        found.append({"at": f"{day}.3 days", "price": draw(st.sampled_from(prices)), "segments": own})
    return found


@dataclass(frozen=True)
class Sold:
    """What a customer of size 1 signs."""

    once: float
    monthly: float
    term: float
    by_month: bool
    rise: float
    """Factor on what recurs at a renewal."""
    discount: float
    """Share taken off it in the first term."""
    lists: tuple[tuple[float, float], ...] = ()
    """From which day on the price is so many times that of day 0."""
    licence: bool = False

    def factor(self, now: float) -> float:
        """The price of a day over that of day 0."""
        return [factor for day, factor in ((-math.inf, 1.0), *self.lists) if day <= now][-1]


def offered(world: World, segment: str) -> Sold:
    """What is offered to the leads of a segment."""
    own = world.get("segments", {}).get(segment, {})
    usual = {"term": "12 months", "billing": "monthly"}
    offering = (
        usual | world["offering"] | {key: own[key] for key in ("price", "term", "billing") if key in own}
    )
    kind, price = offering["kind"], offering["price"]
    once, by_month = 0.0, kind != "reorder"
    if kind == "reorder":
        term = days(offering["every"])
        monthly = price * MONTH / term
    elif kind == "perpetual":
        kept = offering.get("maintenance", {"price": "0 / month", "term": "1 day"})
        once, monthly, term = price, per_month(kept["price"]), days(kept["term"])
    else:
        monthly, term = per_month(price), MONTH if kind == "flat_fee" else days(offering["term"])
        by_month = kind == "flat_fee" or offering["billing"] == "monthly"
    rise = (1 + growth_per_month(offering.get("price_rise", "0 % / year"))) ** (term / MONTH)
    key = segment if "price" in own else None
    lists = tuple(
        (days(one["at"]), _amount(stated) / _amount(price))
        for one in world.get("price_lists", [])
        if (stated := one["segments"].get(key) if key else one["price"]) is not None
    )
    return Sold(
        once,
        monthly,
        term,
        by_month,
        rise,
        offering.get("first_term_discount", 0.0),
        lists,
        kind == "perpetual",
    )


@st.composite
def lives(draw: st.DrawFn) -> World:
    """Customers who buy at random moments, are sold more and a second line, renew, replace, leave and buy again."""
    work = {"mean": draw(st.sampled_from(["0 h", "5 h", "90 h"])), "cv": 0.5}
    if work["mean"] == "0 h":
        work = {"mean": "0 h", "distribution": "constant"}
    journey = {
        "close": {
            "work": {"mean": "1 h", "distribution": "constant"},
            "outcomes": [{"to": "customer", "rate": 1.0}],
        },
        "check_in": {"work": work},
        "nurture": {
            "work": work,
            "optional": True,
            "outcomes": [{"to": "close", "rate": 0.5}, {"to": "nurture", "rate": 0.5}],
        },
    }
    upsell: World = {
        "rate": draw(st.sampled_from([0.0, 0.3, 1.0])),
        "value": draw(st.sampled_from([0.1, 0.5])),
    }
    if draw(st.booleans()):
        upsell["activity"] = "expand"
        journey["expand"] = {"work": {"mean": "40 h"}}
    line = draw(st.sampled_from([{"once": 300}, {"price": "20 / month"}, {"once": 7, "price": "5 / month"}]))
    ways = [{"to": "customer", "rate": 0.6}, {"to": "lost", "rate": 0.4}]
    if draw(st.booleans()):
        ways[0]["after"] = draw(_constant(0, 40))
    journey["propose"] = {"work": work, "outcomes": ways}
    arrivals = st.lists(st.integers(0, 200).map(float), min_size=1, max_size=6).map(sorted)
    # Less than 16 model months, which are 487 days: before that no whole number of days is a whole number of months.
    offering, listed = draw(offerings()), draw(arrivals)
    source: World = {"kind": "recorded", "arrivals": listed}
    parts: World = {}
    decides = offering["kind"] != "perpetual" or "maintenance" in offering
    shrinking: World = {"contraction": {"rate": 0.5, "share": 0.3}} if decides and draw(st.booleans()) else {}
    if decides and "replaced" not in offering and draw(st.booleans()):
        refund = draw(st.sampled_from(["unused", "none"]))
        heirs = draw(st.sampled_from([0.0, 0.5]))
        shrinking["early_leaving"] = {"rate": "70 % / year", "refund": refund, "heirs": heirs}
    if draw(st.booleans()):
        parts["segments"] = draw(segments(offering))
        source["arrival_segments"] = [draw(st.sampled_from(["plain", "apart"])) for _ in listed]
    if draw(st.booleans()):
        parts["price_lists"] = draw(price_lists(offering, parts.get("segments", {})))
    return parts | {
        "scenario": {"horizon": draw(_spans(300, 486)), "mechanisms": ["cross_selling"]},
        "sources": {"list": source},
        "journey": journey,
        "offering": offering,
        "customer": {
            "churn": draw(st.sampled_from(["0 % / year", "20 % / year", "80 % / year"])),
            "check_ins": {"every": draw(_spans(10, 200))},
            **shrinking,
            "upsell": upsell,
        },
        "second_line": {**line, "talks": ["purchase", "check_in"]},
        "policies": {"nurture": {"every": "20 days", "recycles": ["churned"]}, "incentive": {}},
        "effects": {"cross_selling": {"own": 0.6}},
        "teams": {"all": {"headcount": 30, "calendar": "continuous", "does": list(journey)}},
    }  # fmt: skip
