"""What there is on day 0, in words and numbers."""

from collections.abc import Iterator
from functools import partial

from orgsim.language.numbers import number, quantity
from orgsim.language.phrases import Phrase
from orgsim.plan.model.firm import Firm
from orgsim.plan.scenario import Scenario
from orgsim.report.explanation.assumptions import Assumption
from orgsim.units import MONTH


def of_firm(scenario: Scenario, firm: Firm) -> Iterator[Assumption]:
    """Who is there on day 0, of a firm that exists, and for how long its people have been."""
    if firm.after is not None:
        yield Assumption(
            Phrase(
                "On day 0 there is what {months} months of {organization} in the same market have left, the same under every"
                " organization. It counts from then on, never as won or paid for.",
                months=firm.after.months,
                organization=firm.after.organization.organization.title,
            )
        )
        return
    counts = {
        "customers": firm.customer_count,
        "leads": sum(firm.waiting.values()),
        "resting": firm.resting_count,
    }
    there = Phrase(
        "The firm exists on day 0, the same under every organization: {customers} customers, {leads} leads in process and"
        " {resting} at rest. They count as customers from then on, never as won."
    )
    paying = Phrase(
        "The firm exists on day 0, the same under every organization: {customers} customers who pay {money} a month together,"
        " {leads} leads in process and {resting} at rest. They count as customers from then on, never as won."
    )
    said = {name: partial(number, count) for name, count in counts.items()}
    if firm.mrr is None:
        yield Assumption(there.filled(**said))
    else:
        money = partial(quantity, firm.mrr, "money", scenario.market.currency)
        yield Assumption(paying.filled(**said, money=money))
    if firm.staff_tenure is not None:
        months = firm.staff_tenure.build("exponential").mean / MONTH
        yield Assumption(
            Phrase(
                "The people of day 0 have been there for {months} months on average.",
                months=partial(number, months),
            )
        )
