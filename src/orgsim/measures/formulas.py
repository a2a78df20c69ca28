"""Formulas: how KPIs that are no sums follow from sums, of one run or over replications (see `Kpi.combined`)."""

from collections.abc import Callable

import numpy as np

from orgsim.measures.bins import Floats, ratios
from orgsim.measures.lifetimes import Parts, churn_per_year, firm_value, lifetime_value, margin
from orgsim.measures.terms import CLASSES, YEAR, cells

_KINDS = (*CLASSES, "never")


def _decisions(end: str = "") -> tuple[str, ...]:
    by_age = (f"{what}.{cell}{end}" for what in ("due", "lost") for cell in cells())
    return (*by_age, *(f"{what}.between{end}" for what in ("due", "lost", "months")))


def _of_kinds(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}.{kind}" for name in names for kind in CLASSES)


CHURN = (*_decisions(), *_of_kinds("held", "terms", "months"), "held.never")
"""What churn is made of."""
CHURN_OF_YEAR = (
    *_decisions(YEAR), *(f"{name}{YEAR}" for name in _of_kinds("held")), *_of_kinds("terms", "months"), f"held.never{YEAR}",
)  # fmt: skip
"""The same of the last 12 months, in the same order."""
EARLY = ("early", *_of_kinds("held"))
"""What leaving within a term is made of."""
LTV = (
    *CHURN, *(f"{name}.{kind}" for name in ("new", "accrued") for kind in _KINDS),
    "won_here.never", *_of_kinds("moved", "given_up", "went_on", "bill"), "early_hazard",
    "rise", "discount",
    "paid", "delivered", "once",
    f"care{YEAR}", f"customer_months{YEAR}",
)  # fmt: skip
"""What lifetime value is made of."""
MATCHED = ("matched_cost", "matched_won")
"""Cost and customers of the same leads."""
NEW = ("paid", "delivered", "once", "mrr_new", "won")
"""What a new customer brings."""
VALUE = (
    "discounted_value", "discount_rate", "living.months", "living.money", "paid", "delivered", f"care{YEAR}",
    f"customer_months{YEAR}", *_decisions(YEAR), *_of_kinds("held", "terms", "months"), "held.never",
    *_of_kinds("pending", "pending_months", "leaving", "fading", "bill"), "early_hazard",
    *(f"{name}.{kind}{YEAR}" for name in ("given_up", "went_on") for kind in CLASSES),
    *(f"living.{what}.{cell}" for what in ("months", "money") for cell in cells()),
)  # fmt: skip
"""What the value of the firm is made of."""


def of(names: tuple[str, ...], formula: Callable[[Parts], Floats]) -> Callable[..., Floats]:
    """A formula of named sums as a function of these sums in the order of their names."""

    def value(*amounts: Floats) -> Floats:
        return np.asarray(formula(dict(zip(names, map(np.asarray, amounts), strict=True))))

    return value


def yearly(lost: Floats, due: Floats, years: Floats) -> Floats:
    """The share lost per year, of decisions at the ends of terms of so many years."""
    return np.asarray(1 - (1 - ratios(lost, due)) ** ratios(1.0, years))


def kept(now: Floats, then: Floats, years: Floats) -> Floats:
    """The share kept per year; rounding that leaves less than nothing counts as nothing."""
    return np.asarray(np.maximum(ratios(now, then), 0.0) ** ratios(1.0, years))


def payback(cost: Floats, customers: Floats, *new: Floats) -> Floats:
    """Months until margin on what a new customer pays (`new`: NEW) has earned what it cost; NaN where it never does."""
    parts: Parts = dict(zip(NEW, new, strict=True))
    share, bought = margin(parts), parts["won"]
    owed = ratios(cost, customers) - share * ratios(parts["once"], bought)
    per_month = share * ratios(parts["mrr_new"], bought)
    months = np.where(per_month > 0, ratios(np.maximum(owed, 0.0), np.maximum(per_month, 0.0)), np.nan)
    return np.where((owed <= 0) & ~np.isnan(per_month), 0.0, months)


def early(lost: Floats, *held: Floats) -> Floats:
    """Customers who left within a term, per customer-year of those who had one (`held`: customer-months by class)."""
    return 12 * ratios(lost, sum(held))


def worth_over_cost(cost: Floats, customers: Floats, *rest: Floats) -> Floats:
    """Lifetime value (`rest`: LTV) over the cost of a customer."""
    return ratios(of(LTV, lifetime_value)(*rest), ratios(cost, customers))


churn = of(CHURN, churn_per_year)
"""Churn per year from CHURN."""
ltv = of(LTV, lifetime_value)
"""Lifetime value from LTV."""
value_of_firm = of(VALUE, firm_value)
"""The value of the firm from VALUE."""
