"""KPIs and their differences in running text: "wins more customers", "3.1 percentage points"."""

from dataclasses import dataclass, replace

from orgsim.fields import Language
from orgsim.measures.kpis import Kpi
from orgsim.study.numbers import counted, money
from orgsim.study.quantities import SIGNED

DIGITS = 2
"""Digits of a difference in a sentence; money has three."""


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
    "firm_value": Phrase("the value of the firm", less="lower"),
    "early_leaving": Phrase("the share of customers who leave within a term", less="lower"),
    "decisions_per_customer": Phrase("the number of decisions per customer", less="lower"),
    "cac_plain": Phrase("the acquisition cost over customers won", less="lower"),
    "payback_plain": Phrase("the payback time of the acquisition cost over customers won", less="shorter"),
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


_AT_STEPS = {
    "pass_rate": Phrase("the share of best outcomes at {where}", less="lower"),
    "first_pass_rate": Phrase("the share of best outcomes at {where} the first time", less="lower"),
    "wait_hours": Phrase("the mean wait at {where}", less="shorter"),
    "wait_p90_hours": Phrase("the wait at {where} that 9 of 10 stay below", less="shorter"),
    "wait_office_hours": Phrase("the mean wait in office hours at {where}", less="shorter"),
    "in_time_share": Phrase("the share begun in time at {where}", less="lower"),
    "cold_share": Phrase("the share gone cold at {where}", less="lower"),
    "waited_share": Phrase("the share that has to wait at {where}", less="lower"),
    "queue_length": Phrase("the mean queue at {where}", less="shorter"),
    "utilisation": Phrase("the load of {where}", less="lower"),
}
"""How English speaks of figures of an activity or a team."""


def phrase(kpi: Kpi, where: str = "") -> Phrase:
    """How English speaks of the KPI; `where` is the activity or the team of a figure that belongs to one."""
    if where:
        usual = Phrase(f"{kpi.title.en[:1].lower()}{kpi.title.en[1:]} of {{where}}", less="lower")
        found = _AT_STEPS.get(kpi.name, usual)
        return replace(found, noun=found.noun.format(where=where))
    return _PHRASES.get(kpi.name, Phrase(kpi.title.en[:1].lower() + kpi.title.en[1:], less="lower"))


def is_relative(kpi: Kpi, base: float) -> bool:
    """Whether a difference is told in per cent of the baseline's mean."""
    return kpi.name not in SIGNED and not kpi.unit.startswith("share") and base > 0


def amount(value: float, kpi: Kpi, currency: str, language: Language) -> str:
    """A difference, in the KPI's own unit, without a plus sign: "JPY 12.3 million", "3.1 percentage points", "4.5 days"."""
    if kpi.unit.startswith("money"):
        return money(value, currency, language)
    if kpi.unit.startswith("share"):
        return counted(100 * value, "percentage points", language, DIGITS)
    return counted(value, kpi.unit, language, DIGITS)
