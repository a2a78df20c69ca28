"""Numbers and KPIs in running text: "JPY 12.3 million", "8.4 %", "wins 12 % more customers"."""

import math
from dataclasses import dataclass

from orgsim.fields import Language
from orgsim.measures.kpis import Kpi

_SCALES = ((1e9, "billion"), (1e6, "million"))
_MYRIADS = ((1e8, "億"), (1e4, "万"))
_SIGNED = ("profit", "cash_end", "cash_valley", "discounted_value")
"""KPIs that may be below 0, of which a percentage says nothing."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """How English speaks of a KPI: somebody *verb*s more *noun*, or (without a verb) *noun* is higher."""

    noun: str
    verb: str = ""
    less: str = "less"
    """less revenue, fewer customers, a lower rate, a shorter time."""

    @property
    def more(self) -> str:
        """The opposite of `less`."""
        return _OPPOSITES[self.less]


_PHRASES = {
    "arr": Phrase("ARR", "ends with"),
    "mrr": Phrase("MRR", "ends with"),
    "revenue": Phrase("revenue", "earns"),
    "profit": Phrase("profit", "makes"),
    "won": Phrase("customers", "wins", less="fewer"),
    "leads": Phrase("leads", "receives", less="fewer"),
    "open_leads": Phrase("leads in process", "ends with", less="fewer"),
    "at_rest": Phrase("leads at rest", "ends with", less="fewer"),
    "lost": Phrase("leads", "loses", less="fewer"),
    "customers_end": Phrase("customers", "ends with", less="fewer"),
    "churned": Phrase("customers", "loses", less="fewer"),
    "cross_sold": Phrase("cross sales", "makes", less="fewer"),
    "bookings": Phrase("contract value", "books"),
    "nrr": Phrase("net revenue retention", less="lower"),
    "grr": Phrase("gross revenue retention", less="lower"),
    "logo_churn": Phrase("yearly customer churn", less="lower"),
    "cac": Phrase("the cost of winning a customer", less="lower"),
    "cash_valley": Phrase("the lowest cash balance", less="lower"),
    "cash_end": Phrase("cash", "ends with"),
    "discounted_value": Phrase("the discounted value", less="lower"),
    "win_rate": Phrase("the win rate", less="lower"),
    "win_rate_decided": Phrase("the win rate of decided leads", less="lower"),
    "open_share": Phrase("the share of leads in process", less="lower"),
    "time_to_win_median": Phrase("the median time from lead to purchase", less="shorter"),
    "time_to_win_p90": Phrase("the 90 % point of the time from lead to purchase", less="shorter"),
    "payroll": Phrase("the payroll", less="lower"),
    "spending": Phrase("spending on sources", less="lower"),
    "delivery_cost": Phrase("the cost of delivery", less="lower"),
    "acquisition_cost": Phrase("the acquisition cost", less="lower"),
    "payback_months": Phrase("the payback time", less="shorter"),
    "ltv": Phrase("the lifetime value of a customer", less="lower"),
    "ltv_cac": Phrase("the ratio of lifetime value to CAC", less="lower"),
    "handoffs_per_customer": Phrase("the number of handoffs per customer", less="lower"),
}


_OPPOSITES = {"less": "more", "fewer": "more", "lower": "higher", "shorter": "longer"}


def phrase(kpi: Kpi) -> Phrase:
    """How English speaks of the KPI."""
    return _PHRASES.get(kpi.name, Phrase(kpi.title.en[:1].lower() + kpi.title.en[1:], less="lower"))


def is_relative(kpi: Kpi, base: float) -> bool:
    """Whether a difference is told in per cent of the baseline's mean."""
    return kpi.name not in _SIGNED and not kpi.unit.startswith("share") and base > 0


def _digits(value: float, count: int = 2) -> str:
    """A number with at least so many digits that count, whole from there on, without zeros that say nothing."""
    if value == 0:
        return "0"
    places = max(0, count - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{min(places, 4)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(value: float, currency: str, language: Language) -> str:
    """An amount of money in running text, such as "JPY 12.3 million" or "1,230万円"."""
    steps = _MYRIADS if language == "ja" else _SCALES
    scale, mark = next(((size, mark) for size, mark in steps if abs(value) >= size), (1.0, ""))
    number = _digits(float(f"{value / scale:.3g}"), 3)
    if language == "ja":
        return f"{number}{mark}円" if currency == "JPY" else f"{number}{mark}{currency}"
    return f"{currency} {number} {mark}".rstrip()


def amount(value: float, kpi: Kpi, currency: str, language: Language) -> str:
    """A difference, in the KPI's own unit, without a plus sign: "JPY 12.3 million", "3.1 percentage points", "4.5 days"."""
    japanese = language == "ja"
    if kpi.unit.startswith("money"):
        text = money(value, currency, language)
    elif kpi.unit.startswith("share"):
        text = f"{_digits(100 * value)}{'ポイント' if japanese else ' percentage points'}"
    elif kpi.unit in ("days", "months"):
        text = (
            f"{_digits(value)}{ {'days': '日', 'months': 'か月'}[kpi.unit] if japanese else ' ' + kpi.unit }"
        )
    else:
        text = _digits(value)
    return text.replace("-", "−")


def per_cent(share: float, language: Language) -> str:
    """A share as a percentage: 0.123 is "12 %"."""
    return (_digits(100 * share) + ("％" if language == "ja" else " %")).replace("-", "−")
