"""Where the definitions of KPIs that are ratios come from, and which trap each avoids; the reference pages show them."""

from dataclasses import dataclass

from orgsim.language.phrases import Phrase


@dataclass(frozen=True, slots=True)
class Definition:
    """What stands behind a KPI, or behind several of one kind."""

    kpis: tuple[str, ...]
    source: Phrase
    trap: Phrase


DEFINITIONS = (
    Definition(
        ("logo_churn",),
        Phrase(
            "share lost of contracts that came up for renewal, as surveys count it (KeyBanc, SaaS Capital)"
        ),
        Phrase(
            "Leavers over all customers: who is in a first term cannot leave yet, so a growing base looks loyal (.08 shown where"
            " .12 leave)."
        ),
    ),
    Definition(
        ("churn_earlier", "churn_later"),
        Phrase("the same for maintenance, and for the subscription that took a licence's place"),
        Phrase(
            "One rate for both, which moves with how many have gone over. A decision with which somebody goes over is one about"
            " maintenance."
        ),
    ),
    Definition(
        ("early_leaving",),
        Phrase("leavers over customer-years (occurrence / exposure rate)"),
        Phrase("Mixing who leaves within a term with those who decide at its end."),
    ),
    Definition(
        ("ltv",),
        Phrase(
            "margin × expected lifetime less the cost of service (Gupta, Lehmann, Stuart 2004); lifetime by Kaplan and Meier"
            " (1958) over terms"
        ),
        Phrase(
            "1 / churn, which is wrong off yearly terms and where churn falls with age; customer success that costs nothing."
        ),
    ),
    Definition(("ltv_cac",), Phrase("the two above each other"), Phrase("Each of the two.")),
    Definition(
        ("cac",),
        Phrase("fully loaded cost of sales and marketing per new customer, matched to its leads"),
        Phrase(
            "Spending that has not borne fruit yet makes growth look dear and slow buyers dearer twice; idle sellers look free."
        ),
    ),
    Definition(
        ("cac_plain",),
        Phrase("acquisition cost / customers won of the same days, the usual reading"),
        Phrase("Shown second, since others report it. It is too high while a firm grows."),
    ),
    Definition(
        ("payback_months",),
        Phrase("months of margin on a new customer's recurring revenue that pay its CAC"),
        Phrase(
            "Revenue in place of margin; a licence left out. `payback_plain` is the same with `cac_plain`."
        ),
    ),
    Definition(
        ("nrr", "grr"),
        Phrase("MRR now of the customers of a year ago / their MRR then (KeyBanc, SaaS Capital)"),
        Phrase('New customers in the numerator; "nothing lost" before anybody has had to decide.'),
    ),
    Definition(
        ("firm_value",),
        Phrase("customer-based valuation (Gupta, Lehmann, Stuart 2004; McCarthy, Fader 2018)"),
        Phrase("Cash at a short horizon, where letting customers starve is free."),
    ),
    Definition(
        ("decisions_per_customer",),
        Phrase("decisions / customers who were there"),
        Phrase("A horizon that ends before the promises are paid for."),
    ),
)
"""In the order in which the reference page tells them."""
