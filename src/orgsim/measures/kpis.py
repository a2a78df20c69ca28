"""The KPIs of a run: what each is called, counted in and computed from, and which way is better.

All are totals over the window from the warm-up's end to the horizon unless the formula says otherwise.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from orgsim.language.phrases import Phrase, within
from orgsim.measures import formulas
from orgsim.measures.bins import Floats, ratios
from orgsim.measures.offerings import EARLIER, LATER

Better = Literal[-1, 0, 1]


@dataclass(frozen=True, slots=True)
class Combined:
    """How a figure follows from sums, so that over replications it is a function of their means and never a mean of ratios.

    A mean over the replications that define a ratio leaves out those that won nobody, and with them the truth.
    """

    parts: tuple[str, ...]
    """Names of the sums in `Summary.parts`, each defined in every replication."""
    value: Callable[..., Floats]
    """From one array per part, in this order, element by element; NaN where the figure is undefined."""
    plain: bool = False
    """Whether it is the first part over the second, and nothing else."""


@dataclass(frozen=True, slots=True)
class Kpi:
    """One figure of a run."""

    name: str
    """Its key in results."""
    title: Phrase
    unit: str
    """"money" and "money / month" are in the market's currency; "share", "share / year", "days", "months", "count", "ratio"."""
    better: Better
    """+1: more is better; -1: less is better; 0: neither."""
    formula: Phrase | None
    """None for figures of activities and teams."""
    headline: bool
    """Whether it belongs to the few that are shown first."""
    combined: Combined | None = None
    """How it follows from sums; none for what is a sum, a level or a quantile of one replication."""


def over(above: str, below: str) -> Combined:
    """One sum over another."""
    return Combined((above, below), ratios, plain=True)


def _kpi(
    name: str,
    title: Phrase,
    unit: str,
    better: Better,
    formula: Phrase,
    headline: bool = False,
    combined: Combined | None = None,
) -> Kpi:
    return Kpi(name, title, unit, better, formula, headline, combined)


_ALL = (
    _kpi("arr", within("kpi", "Annual recurring revenue"), "money / year", 1, Phrase("12 MRR, at the horizon"), True),
    _kpi("revenue", within("kpi", "Revenue"), "money", 1, Phrase("what customers paid"), True),
    _kpi(
        "profit", within("kpi", "Profit"), "money", 1,
        Phrase("revenue - delivery cost - payroll - bought-in development - spending on sources"), True,
    ),
    _kpi(
        "firm_value", within("kpi", "Value of the firm"), "money", 1,
        Phrase("discounted value + what the customers of the horizon will still bring less their care, discounted alike: of each"
        " (margin × MRR - care per customer-month) × expected discounted months, the next decision at the chance logged for it,"
        " later ones at lost / due by age; margin of the window, care and decisions of the last 12 months;"
        " MRR as it is, no new customers"), True,
        Combined(formulas.VALUE, formulas.value_of_firm),
    ),
    _kpi("won", within("kpi", "Customers won"), "count", 1, Phrase("purchases, those of customers who came back included"), True),
    _kpi(
        "nrr", within("kpi", "Net revenue retention"), "share / year", 1,
        Phrase("MRR at the horizon of those who were customers 12 months earlier (or at the warm-up's end, if later) / their MRR"
               " then, per year"), True, Combined(("retention_net", "retention_base", "retention_years"), formulas.kept),
    ),
    _kpi(
        "logo_churn", within("kpi", "Customer churn"), "share / year", -1,
        Phrase("1 - (1 - customers lost / decisions due)^(12 / months of a term), of each class of terms, weighted by customers"
               " held; none before a customer has decided whether to stay"), True, Combined(formulas.CHURN, formulas.churn),
    ),
    _kpi(
        "cac", within("kpi", "Cost of winning a customer"), "money", -1,
        Phrase("money and work spent on the leads that arrived until a lag before the horizon / their purchases; the lag is the"
               " time in which nine of ten buyers have bought"), True, over(*formulas.MATCHED),
    ),
    _kpi(
        "cash_valley", within("kpi", "Lowest cash balance"), "money", 1, Phrase("minimum of the cash balance; 0 on day 0"), True,
    ),
    _kpi("leads", within("kpi", "Leads"), "count", 0, Phrase("leads that arrived")),
    _kpi("open_leads", within("kpi", "Leads in process"), "count", 0, Phrase("leads that arrived, in process when the log ends")),
    _kpi("at_rest", within("kpi", "Leads at rest"), "count", 0, Phrase("leads that arrived, at rest when the log ends")),
    _kpi("lost", within("kpi", "Leads lost"), "count", -1, Phrase("leads that arrived, lost when the log ends")),
    _kpi(
        "win_rate", within("kpi", "Win rate"), "share", 1,
        Phrase("of the leads that arrived, the share that had bought when the log ends; leads in process count as not (yet) won"),
        combined=over("leads_won", "leads"),
    ),
    _kpi(
        "win_rate_decided", within("kpi", "Win rate of decided leads"), "share", 1,
        Phrase("leads that arrived and bought / those that arrived and are no longer in process (bought, at rest or lost)"),
        combined=over("leads_won", "leads_decided"),
    ),
    _kpi(
        "open_share", within("kpi", "Share of leads in process"), "share", 0, Phrase("leads in process / leads that arrived"),
        combined=over("open_leads", "leads"),
    ),
    _kpi(
        "time_to_win_median", within("kpi", "Time from lead to purchase, median"), "days", -1,
        Phrase("median of purchase - arrival, over the leads that arrived and bought"),
    ),
    _kpi(
        "time_to_win_p90", within("kpi", "Time from lead to purchase, 90% point"), "days", -1,
        Phrase("90% quantile of purchase - arrival, over the leads that arrived and bought"),
    ),
    _kpi(
        "customers_end", within("kpi", "Customers at the end"), "count", 1,
        Phrase("purchases - customers lost or about to replace what they bought, since day 0"),
    ),
    _kpi("churned", within("kpi", "Customers lost"), "count", -1, Phrase("customers who left")),
    _kpi(
        "contraction", within("kpi", "Contraction"), "money / month", -1,
        Phrase("recurring revenue that customers who stayed gave up at renewals"),
    ),
    _kpi("cross_sold", within("kpi", "Cross sales"), "count", 1, Phrase("customers who bought the line that they did not have")),
    _kpi(
        "bookings", within("kpi", "Bookings"), "money", 1,
        Phrase("value of the contracts signed and renewed, each over its term, and of what is added to them, over the rest"
               " of it"),
    ),
    _kpi("mrr", within("kpi", "Monthly recurring revenue"), "money / month", 1, Phrase("recurring revenue at the horizon")),
    _kpi(
        "grr", within("kpi", "Gross revenue retention"), "share / year", 1,
        Phrase("as net revenue retention, each customer counted with at most its earlier MRR"),
        combined=Combined(("retention_gross", "retention_base", "retention_years"), formulas.kept),
    ),
    _kpi(
        "early_leaving", within("kpi", "Leaving within a term"), "share / year", -1,
        Phrase("customers who left before the end of a term / customer-years under contract; not part of customer churn"),
        combined=Combined(formulas.EARLY, formulas.early),
    ),
    _kpi(
        "converted", within("kpi", "Customers who went over"), "count", 0,
        Phrase("customers who went over from a licence to the subscription that took its place"),
    ),
    _kpi(
        "arr_later", within("kpi", "Annual recurring revenue of the later offering"), "money / year", 0,
        Phrase("12 MRR, at the horizon, of the customers who have the subscription that took the licence's place"),
    ),
    _kpi(
        "revenue_later", within("kpi", "Revenue of the later offering"), "money", 0,
        Phrase("what customers paid from their purchase of that subscription on, or from when they went over to it"),
    ),
    _kpi(
        "churn_earlier", within("kpi", "Churn under the earlier offering"), "share / year", -1,
        Phrase("of the decisions at the end of a term of maintenance, the share that left, per year"),
        combined=Combined(EARLIER, formulas.yearly),
    ),
    _kpi(
        "churn_later", within("kpi", "Churn under the later offering"), "share / year", -1,
        Phrase("of the decisions at the end of a term of the subscription that took the licence's place, the share that left,"
               " per year"),
        combined=Combined(LATER, formulas.yearly),
    ),
    _kpi("payroll", within("kpi", "Payroll"), "money", -1, Phrase("pay of all teams, commissions included")),
    _kpi(
        "development_cost", within("kpi", "Bought-in development"), "money", -1,
        Phrase("cost of development that the organization buys in because it states none, where the product has to be developed"),
    ),
    _kpi("spending", within("kpi", "Spending on sources"), "money", -1, Phrase("cost of leads and of events")),
    _kpi("delivery_cost", within("kpi", "Cost of delivery"), "money", 0, Phrase("cost of delivering what customers paid for")),
    _kpi(
        "acquisition_cost", within("kpi", "Acquisition cost"), "money", -1,
        Phrase(
             "spending on sources + commissions on contracts + pay of teams, busy or idle, by their reference hours before and"
             " after the purchase"
         ),
    ),
    _kpi(
        "cac_plain", within("kpi", "Acquisition cost over customers won"), "money", -1,
        Phrase("acquisition cost / customers won, both of the window, whether or not the one has led to the other"),
        combined=over("acquisition_cost", "won"),
    ),
    _kpi(
        "payback_months", within("kpi", "Payback"), "months", -1,
        Phrase("(CAC - margin × one-off price) / (margin × MRR of a new customer)"),
        combined=Combined((*formulas.MATCHED, *formulas.NEW), formulas.payback),
    ),
    _kpi(
        "payback_plain", within("kpi", "Payback of the acquisition cost over customers won"), "months", -1,
        Phrase("as payback, with acquisition cost / customers won in place of CAC"),
        combined=Combined(("acquisition_cost", "won", *formulas.NEW), formulas.payback),
    ),
    _kpi(
        "ltv", within("kpi", "Lifetime value"), "money", 1,
        Phrase("margin × one-off price + (margin × MRR - care per customer-month, of the last 12 months) × expected months, from"
               " the share that stays at each age of the contract, that of the last age with 50 decisions for all later ones; no"
               " discount"),
        combined=Combined(formulas.LTV, formulas.ltv),
    ),
    _kpi(
        "ltv_cac", within("kpi", "Lifetime value over CAC"), "ratio", 1, Phrase("LTV / CAC"),
        combined=Combined((*formulas.MATCHED, *formulas.LTV), formulas.worth_over_cost),
    ),
    _kpi(
        "decisions_per_customer", within("kpi", "Decisions per customer"), "count", 0,
        Phrase("decisions of customers whether to stay / customers who were there in the window"),
        combined=over("decisions", "customers"),
    ),
    _kpi("cash_end", within("kpi", "Cash at the end"), "money", 1, Phrase("cash balance at the horizon; it is 0 on day 0")),
    _kpi(
        "discounted_value", within("kpi", "Discounted value"), "money", 1,
        Phrase("sum of money in less money out, each discounted to the warm-up's end"),
    ),
    _kpi(
        "handoffs_per_customer", within("kpi", "Handoffs per customer"), "count", -1,
        Phrase("changes of team between consecutive jobs of a buyer, up to its first job after the purchase"),
        combined=over("handoffs", "buyers"),
    ),
)  # fmt: skip

KPIS: dict[str, Kpi] = {kpi.name: kpi for kpi in _ALL}
"""Every KPI by name, headline ones first."""
