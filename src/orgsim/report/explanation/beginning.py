"""What there is on day 0, in words and numbers."""

from orgsim.fields import Language, Title
from orgsim.plan.model.firm import Firm
from orgsim.plan.scenario import Scenario
from orgsim.report.explanation.assumptions import Assumption
from orgsim.study.numbers import quantity
from orgsim.units import MONTH


def of_firm(scenario: Scenario, firm: Firm) -> Assumption:
    """Who is there on day 0, of a firm that exists."""
    return Assumption(Title(en=_english(scenario, firm), ja=_japanese(scenario, firm)))


def _recurring(scenario: Scenario, firm: Firm, language: Language) -> str | None:
    return None if firm.mrr is None else quantity(firm.mrr, "money", scenario.market.currency, language)


def _english(scenario: Scenario, firm: Firm) -> str:
    paid = _recurring(scenario, firm, "en")
    said = (
        f"The firm exists on day 0, the same under every organization: {firm.customer_count:,} customers"
        f"{'' if paid is None else f' who pay {paid} a month together'}, {sum(firm.waiting.values()):,} leads in process and "
        f"{firm.resting_count:,} at rest. They count as customers from then on, never as won."
    )
    if firm.staff_tenure is not None:
        months = firm.staff_tenure.build("exponential").mean / MONTH
        said += f" Its people have been there for {months:,.3g} months on average."
    return said


def _japanese(scenario: Scenario, firm: Firm) -> str:
    paid = _recurring(scenario, firm, "ja")
    said = (
        f"初日の時点で会社はすでに存在し、どの組織でも同じです。顧客{firm.customer_count:,}社"
        f"{'' if paid is None else f'（月額合計{paid}）'}、進行中のリード{sum(firm.waiting.values()):,}件、"
        f"保留中のリード{firm.resting_count:,}件。その日から顧客として数えますが、獲得には数えません。"
    )
    if firm.staff_tenure is not None:
        months = firm.staff_tenure.build("exponential").mean / MONTH
        said += f"社員の在籍期間は平均{months:,.3g}か月です。"
    return said
