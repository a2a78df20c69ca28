"""KPIs and their differences in running text: "wins 12% more customers", "the win rate is lower"."""

from dataclasses import dataclass

from orgsim.language import Language
from orgsim.language.numbers import counted, money, number, percent
from orgsim.language.phrases import Phrase, within
from orgsim.measures.kpis import Kpi
from orgsim.study.quantities import SIGNED

DIGITS = 2
"""Digits of a difference in a sentence; money has three."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What is said of a figure of two scenarios, {a} the one compared with and {b}; {noun} where the figure is not named."""

    more: Phrase
    """That b has {much} more of it."""
    less: Phrase
    whether: Phrase
    """The question which of the two it is."""
    same: Phrase


_HIGHER = Telling(
    Phrase("{noun} is {much} higher under {b} than under {a}"),
    Phrase("{noun} is {much} lower under {b} than under {a}"),
    Phrase("whether {noun} is higher or lower under {b} than under {a}"),
    Phrase("{noun} is the same under {b} as under {a}"),
)
_LONGER = Telling(
    Phrase("{noun} is {much} longer under {b} than under {a}"),
    Phrase("{noun} is {much} shorter under {b} than under {a}"),
    Phrase("whether {noun} is longer or shorter under {b} than under {a}"),
    Phrase("{noun} is the same under {b} as under {a}"),
)
_MORE = Telling(
    within("count", "{noun} is {much} higher under {b} than under {a}"),
    within("count", "{noun} is {much} lower under {b} than under {a}"),
    within("count", "whether {noun} is higher or lower under {b} than under {a}"),
    Phrase("{noun} is the same under {b} as under {a}"),
)
_VERBS = {
    "arr": Telling(
        Phrase("{b} ends with {much} more ARR than {a}"),
        Phrase("{b} ends with {much} less ARR than {a}"),
        Phrase("whether {b} ends with more or less ARR than {a}"),
        Phrase("{b} ends with exactly as much ARR as {a}"),
    ),
    "mrr": Telling(
        Phrase("{b} ends with {much} more MRR than {a}"),
        Phrase("{b} ends with {much} less MRR than {a}"),
        Phrase("whether {b} ends with more or less MRR than {a}"),
        Phrase("{b} ends with exactly as much MRR as {a}"),
    ),
    "revenue": Telling(
        Phrase("{b} earns {much} more revenue than {a}"),
        Phrase("{b} earns {much} less revenue than {a}"),
        Phrase("whether {b} earns more or less revenue than {a}"),
        Phrase("{b} earns exactly as much revenue as {a}"),
    ),
    "profit": Telling(
        Phrase("{b} makes {much} more profit than {a}"),
        Phrase("{b} makes {much} less profit than {a}"),
        Phrase("whether {b} makes more or less profit than {a}"),
        Phrase("{b} makes exactly as much profit as {a}"),
    ),
    "won": Telling(
        Phrase("{b} wins {much} more customers than {a}"),
        Phrase("{b} wins {much} fewer customers than {a}"),
        Phrase("whether {b} wins more or fewer customers than {a}"),
        Phrase("{b} wins exactly as many customers as {a}"),
    ),
    "leads": Telling(
        Phrase("{b} receives {much} more leads than {a}"),
        Phrase("{b} receives {much} fewer leads than {a}"),
        Phrase("whether {b} receives more or fewer leads than {a}"),
        Phrase("{b} receives exactly as many leads as {a}"),
    ),
    "open_leads": Telling(
        Phrase("{b} ends with {much} more leads in process than {a}"),
        Phrase("{b} ends with {much} fewer leads in process than {a}"),
        Phrase("whether {b} ends with more or fewer leads in process than {a}"),
        Phrase("{b} ends with exactly as many leads in process as {a}"),
    ),
    "at_rest": Telling(
        Phrase("{b} ends with {much} more leads at rest than {a}"),
        Phrase("{b} ends with {much} fewer leads at rest than {a}"),
        Phrase("whether {b} ends with more or fewer leads at rest than {a}"),
        Phrase("{b} ends with exactly as many leads at rest as {a}"),
    ),
    "lost": Telling(
        Phrase("{b} loses {much} more leads than {a}"),
        Phrase("{b} loses {much} fewer leads than {a}"),
        Phrase("whether {b} loses more or fewer leads than {a}"),
        Phrase("{b} loses exactly as many leads as {a}"),
    ),
    "customers_end": Telling(
        Phrase("{b} ends with {much} more customers than {a}"),
        Phrase("{b} ends with {much} fewer customers than {a}"),
        Phrase("whether {b} ends with more or fewer customers than {a}"),
        Phrase("{b} ends with exactly as many customers as {a}"),
    ),
    "churned": Telling(
        Phrase("{b} loses {much} more customers than {a}"),
        Phrase("{b} loses {much} fewer customers than {a}"),
        Phrase("whether {b} loses more or fewer customers than {a}"),
        Phrase("{b} loses exactly as many customers as {a}"),
    ),
    "cross_sold": Telling(
        Phrase("{b} makes {much} more cross sales than {a}"),
        Phrase("{b} makes {much} fewer cross sales than {a}"),
        Phrase("whether {b} makes more or fewer cross sales than {a}"),
        Phrase("{b} makes exactly as many cross sales as {a}"),
    ),
    "bookings": Telling(
        Phrase("{b} books {much} more contract value than {a}"),
        Phrase("{b} books {much} less contract value than {a}"),
        Phrase("whether {b} books more or less contract value than {a}"),
        Phrase("{b} books exactly as much contract value as {a}"),
    ),
    "cash_end": Telling(
        Phrase("{b} ends with {much} more cash than {a}"),
        Phrase("{b} ends with {much} less cash than {a}"),
        Phrase("whether {b} ends with more or less cash than {a}"),
        Phrase("{b} ends with exactly as much cash as {a}"),
    ),
}
"""Figures of which a scenario does something: it wins customers, makes a profit."""
_NOUNS = {
    "arr": Phrase("annual recurring revenue"),
    "revenue": Phrase("the revenue"),
    "profit": Phrase("the profit"),
    "won": Phrase("the number of customers won"),
    "cash_end": Phrase("the cash at the end"),
    "nrr": Phrase("net revenue retention"),
    "grr": Phrase("gross revenue retention"),
    "logo_churn": Phrase("yearly customer churn"),
    "firm_value": Phrase("the value of the firm"),
    "early_leaving": Phrase("the share of customers who leave within a term"),
    "decisions_per_customer": Phrase("the number of decisions per customer"),
    "cac_plain": Phrase("the acquisition cost over customers won"),
    "payback_plain": Phrase("the payback time of the acquisition cost over customers won"),
    "converted": Phrase("the number of customers who went over"),
    "arr_later": Phrase("annual recurring revenue of the later offering"),
    "revenue_later": Phrase("the revenue of the later offering"),
    "churn_earlier": Phrase("yearly churn under the earlier offering"),
    "churn_later": Phrase("yearly churn under the later offering"),
    "contraction": Phrase("the contraction of customers who stay"),
    "cac": Phrase("the cost of winning a customer"),
    "cash_valley": Phrase("the lowest cash balance"),
    "discounted_value": Phrase("the discounted value"),
    "win_rate": Phrase("the win rate"),
    "win_rate_decided": Phrase("the win rate of decided leads"),
    "open_share": Phrase("the share of leads in process"),
    "time_to_win_median": Phrase("the median time from lead to purchase"),
    "time_to_win_p90": Phrase("the 90% point of the time from lead to purchase"),
    "payroll": Phrase("the payroll"),
    "development_cost": Phrase("the cost of bought-in development"),
    "spending": Phrase("spending on sources"),
    "delivery_cost": Phrase("the cost of delivery"),
    "acquisition_cost": Phrase("the acquisition cost"),
    "payback_months": Phrase("the payback time"),
    "ltv": Phrase("the lifetime value of a customer"),
    "ltv_cac": Phrase("the ratio of lifetime value to CAC"),
    "handoffs_per_customer": Phrase("the number of handoffs per customer"),
    "pass_rate": Phrase("the share of best outcomes at {where}"),
    "first_pass_rate": Phrase("the share of best outcomes at {where} the first time"),
    "wait_hours": Phrase("the mean wait at {where}"),
    "wait_p90_hours": Phrase("the wait at {where} that 9 of 10 stay below"),
    "wait_office_hours": Phrase("the mean wait in office hours at {where}"),
    "in_time_share": Phrase("the share begun in time at {where}"),
    "cold_share": Phrase("the share gone cold at {where}"),
    "waited_share": Phrase("the share that has to wait at {where}"),
    "queue_length": Phrase("the mean queue at {where}"),
    "utilisation": Phrase("the load of {where}"),
    "arrived": Phrase("arrived of {where}"),
    "done": Phrase("done of {where}"),
    "open": Phrase("open at the end of {where}"),
    "hours": Phrase("staff hours on jobs of {where}"),
    "capacity_hours": Phrase("staff hours on duty of {where}"),
    "cost": Phrase("pay of {where}"),
    "headcount": Phrase("people of {where}"),
    "held_hours": Phrase("the staff hours kept free for joint work of {where}"),
    "quota_attainment": Phrase("the share of its quota that {where} reaches"),
    "kpi_value": Phrase("its KPI of {where}"),
}
"""What the other figures are called, those of an activity or a team with the {where} they belong to."""
_LONG = (
    "payback_plain", "payback_months", "time_to_win_median", "time_to_win_p90", "wait_hours", "wait_p90_hours",
    "wait_office_hours", "queue_length",
)  # fmt: skip
"""Figures that are longer or shorter."""
_COUNTED = ("decisions_per_customer", "handoffs_per_customer")
"""Figures that count something, of which other languages say that there is more or less."""


def telling(kpi: Kpi) -> Telling:
    """How a difference in a KPI, or in a figure of an activity or a team, is told."""
    usual = _LONGER if kpi.name in _LONG else _MORE if kpi.name in _COUNTED else _HIGHER
    return _VERBS.get(kpi.name, usual)


def noun(kpi: Kpi, where: str, language: Language) -> str:
    """What a figure is called within a sentence; `where`: the activity or team that it belongs to."""
    return _NOUNS[kpi.name].say(language, where=where) if kpi.name in _NOUNS else kpi.title.say(language)


def is_relative(kpi: Kpi, base: float) -> bool:
    """Whether a difference is told in per cent of the baseline's mean."""
    return kpi.name not in SIGNED and not kpi.unit.startswith("share") and base > 0


def amount(value: float, kpi: Kpi, currency: str, language: Language) -> str:
    """A difference, in the KPI's own unit, without a plus sign: "¥12.3M", "3.1 percentage points", "4.5 days"."""
    if kpi.unit.startswith("money"):
        return money(value, currency, language)
    if kpi.unit.startswith("share"):
        return counted(100 * value, "percentage points", language, DIGITS)
    return counted(value, kpi.unit, language, DIGITS)


def lower_amount(value: float, kpi: Kpi, currency: str, language: Language) -> str:
    """The same as the lower of two bounds: the unit, if it stands behind, is told with the upper one."""
    if kpi.unit.startswith("money"):
        return money(value, currency, language)
    return number(100 * value if kpi.unit.startswith("share") else value, language, DIGITS)


def relative_amount(value: float, language: Language) -> str:
    """A difference in per cent of the baseline's mean."""
    return percent(value, language, DIGITS)
