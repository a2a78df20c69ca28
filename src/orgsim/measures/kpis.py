"""The KPIs of a run: what each is called, counted in and computed from, and which way is better.

All are totals over the window from the warm-up's end to the horizon unless the formula says otherwise.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from orgsim.fields import Title
from orgsim.measures import formulas
from orgsim.measures.bins import Floats, ratios

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
    title: Title
    unit: str
    """"money" and "money / month" are in the market's currency; "share", "share / year", "days", "months", "count", "ratio"."""
    better: Better
    """+1: more is better; -1: less is better; 0: neither."""
    formula: str
    headline: bool
    """Whether it belongs to the few that are shown first."""
    combined: Combined | None = None
    """How it follows from sums; none for what is a sum, a level or a quantile of one replication."""


def over(above: str, below: str) -> Combined:
    """One sum over another."""
    return Combined((above, below), ratios, plain=True)


def _kpi(
    name: str,
    titles: tuple[str, str],
    unit: str,
    better: Better,
    formula: str,
    headline: bool = False,
    combined: Combined | None = None,
) -> Kpi:
    return Kpi(name, Title(en=titles[0], ja=titles[1]), unit, better, formula, headline, combined)


_ALL = (
    _kpi("arr", ("Annual recurring revenue", "年間経常収益（ARR）"), "money / year", 1, "12 MRR, at the horizon", True),
    _kpi("revenue", ("Revenue", "売上"), "money", 1, "what customers paid", True),
    _kpi("profit", ("Profit", "利益"), "money", 1, "revenue - delivery cost - payroll - spending on sources", True),
    _kpi(
        "firm_value", ("Value of the firm", "企業価値"), "money", 1,
        "discounted value + what the customers of the horizon will still bring less their care, discounted alike: of each"
        " (margin × MRR - care per customer-month) × expected discounted months, the next decision at the chance logged for it,"
        " later ones at lost / due by age; margin of the window, care and decisions of the last 12 months;"
        " MRR as it is, no new customers", True,
        Combined(formulas.VALUE, formulas.value_of_firm),
    ),
    _kpi("won", ("Customers won", "受注数"), "count", 1, "purchases, those of customers who came back included", True),
    _kpi(
        "nrr", ("Net revenue retention", "売上継続率（NRR）"), "share / year", 1,
        "MRR at the horizon of those who were customers 12 months earlier (or at the warm-up's end, if later) / their MRR then,"
        " per year", True, Combined(("retention_net", "retention_base", "retention_years"), formulas.kept),
    ),
    _kpi(
        "logo_churn", ("Customer churn", "解約率（顧客数）"), "share / year", -1,
        "1 - (1 - customers lost / decisions due)^(12 / months of a term), of each class of terms, weighted by customers held;"
        " none before a customer has decided whether to stay", True, Combined(formulas.CHURN, formulas.churn),
    ),
    _kpi(
        "cac", ("Cost of winning a customer", "顧客獲得単価（CAC）"), "money", -1,
        "money and work spent on the leads that arrived until a lag before the horizon / their purchases; the lag is the time in"
        " which nine of ten buyers have bought", True, over(*formulas.MATCHED),
    ),
    _kpi("cash_valley", ("Lowest cash balance", "資金残高の谷"), "money", 1, "minimum of the cash balance; 0 on day 0", True),
    _kpi("leads", ("Leads", "リード数"), "count", 0, "leads that arrived"),
    _kpi("open_leads", ("Leads in process", "進行中のリード"), "count", 0, "leads that arrived, in process when the log ends"),
    _kpi("at_rest", ("Leads at rest", "保留中のリード"), "count", 0, "leads that arrived, at rest when the log ends"),
    _kpi("lost", ("Leads lost", "失注リード"), "count", -1, "leads that arrived, lost when the log ends"),
    _kpi(
        "win_rate", ("Win rate", "受注率"), "share", 1,
        "of the leads that arrived, the share that had bought when the log ends; leads in process count as not (yet) won",
        combined=over("leads_won", "leads"),
    ),
    _kpi(
        "win_rate_decided", ("Win rate of decided leads", "決着したリードの受注率"), "share", 1,
        "leads that arrived and bought / those that arrived and are no longer in process (bought, at rest or lost)",
        combined=over("leads_won", "leads_decided"),
    ),
    _kpi(
        "open_share", ("Share of leads in process", "進行中リードの割合"), "share", 0, "leads in process / leads that arrived",
        combined=over("open_leads", "leads"),
    ),
    _kpi(
        "time_to_win_median", ("Time from lead to purchase, median", "リードから受注までの日数（中央値）"), "days", -1,
        "median of purchase - arrival, over the leads that arrived and bought",
    ),
    _kpi(
        "time_to_win_p90", ("Time from lead to purchase, 90 % point", "リードから受注までの日数（90％点）"), "days", -1,
        "90 % quantile of purchase - arrival, over the leads that arrived and bought",
    ),
    _kpi(
        "customers_end", ("Customers at the end", "期末顧客数"), "count", 1,
        "purchases - customers lost or about to replace what they bought, since day 0",
    ),
    _kpi("churned", ("Customers lost", "解約数"), "count", -1, "customers who left"),
    _kpi(
        "contraction", ("Contraction", "減額された経常収益"), "money / month", -1,
        "recurring revenue that customers who stayed gave up at renewals",
    ),
    _kpi("cross_sold", ("Cross sales", "他部門製品の販売数"), "count", 1, "customers who bought the second line"),
    _kpi(
        "bookings", ("Bookings", "受注高"), "money", 1,
        "value of the contracts signed and renewed, each over its term, and of what is added to them, over the rest of it",
    ),
    _kpi("mrr", ("Monthly recurring revenue", "月間経常収益（MRR）"), "money / month", 1, "recurring revenue at the horizon"),
    _kpi(
        "grr", ("Gross revenue retention", "総売上継続率（GRR）"), "share / year", 1,
        "as net revenue retention, each customer counted with at most its earlier MRR",
        combined=Combined(("retention_gross", "retention_base", "retention_years"), formulas.kept),
    ),
    _kpi(
        "early_leaving", ("Leaving within a term", "契約期間中の解約率"), "share / year", -1,
        "customers who left before the end of a term / customer-years under contract; not part of customer churn",
        combined=Combined(formulas.EARLY, formulas.early),
    ),
    _kpi("payroll", ("Payroll", "人件費"), "money", -1, "pay of all teams"),
    _kpi("spending", ("Spending on sources", "集客費"), "money", -1, "cost of leads and of events"),
    _kpi("delivery_cost", ("Cost of delivery", "提供原価"), "money", 0, "cost of delivering what customers paid for"),
    _kpi(
        "acquisition_cost", ("Acquisition cost", "顧客獲得費用"), "money", -1,
        "spending on sources + pay of the teams, busy or idle, by their reference hours before and after the purchase",
    ),
    _kpi(
        "cac_plain", ("Acquisition cost over customers won", "獲得費用÷受注数"), "money", -1,
        "acquisition cost / customers won, both of the window, whether or not the one has led to the other",
        combined=over("acquisition_cost", "won"),
    ),
    _kpi(
        "payback_months", ("Payback", "投資回収月数"), "months", -1,
        "(CAC - margin × one-off price) / (margin × MRR of a new customer)",
        combined=Combined((*formulas.MATCHED, *formulas.NEW), formulas.payback),
    ),
    _kpi(
        "payback_plain", ("Payback of the acquisition cost over customers won", "獲得費用÷受注数の回収月数"), "months", -1,
        "as payback, with acquisition cost / customers won in place of CAC",
        combined=Combined(("acquisition_cost", "won", *formulas.NEW), formulas.payback),
    ),
    _kpi(
        "ltv", ("Lifetime value", "顧客生涯価値（LTV）"), "money", 1,
        "margin × one-off price + (margin × MRR - care per customer-month, of the last 12 months) × expected months, from the"
        " share that stays at each age of the contract, that of the last age with 50 decisions for all later ones; no discount",
        combined=Combined(formulas.LTV, formulas.ltv),
    ),
    _kpi(
        "ltv_cac", ("Lifetime value over CAC", "LTV／CAC"), "ratio", 1, "LTV / CAC",
        combined=Combined((*formulas.MATCHED, *formulas.LTV), formulas.worth_over_cost),
    ),
    _kpi(
        "decisions_per_customer", ("Decisions per customer", "顧客あたりの更新判断回数"), "count", 0,
        "decisions of customers whether to stay / customers who were there in the window",
        combined=over("decisions", "customers"),
    ),
    _kpi("cash_end", ("Cash at the end", "期末資金残高"), "money", 1, "cash balance at the horizon; it is 0 on day 0"),
    _kpi(
        "discounted_value", ("Discounted value", "割引現在価値"), "money", 1,
        "sum of money in less money out, each discounted to the warm-up's end",
    ),
    _kpi(
        "handoffs_per_customer", ("Handoffs per customer", "顧客あたりの引き継ぎ回数"), "count", -1,
        "changes of team between consecutive jobs of a buyer, up to its first job after the purchase",
        combined=over("handoffs", "buyers"),
    ),
)  # fmt: skip

KPIS: dict[str, Kpi] = {kpi.name: kpi for kpi in _ALL}
"""Every KPI by name, headline ones first."""
