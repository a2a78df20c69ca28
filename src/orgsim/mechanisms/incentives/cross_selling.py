"""Cross-selling: when customers are talked to, somebody may propose what another division of the firm sells."""

from orgsim.fields import Plan, Share, Title
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared


class CrossSelling(Parameters):
    """How often the second line comes up in a talk with a customer who does not have it."""

    unasked: Share = declared(0.05, unit="chance per talk", source="none found", status="guess")
    """Chance that somebody proposes another team's product without being paid for it."""
    asked: Share = declared(0.25, unit="chance per talk", source="none found", status="guess")
    """The same with an incentive to do so."""
    own: Share = declared(0.25, unit="chance per talk", source="none found", status="guess")
    """Chance that somebody proposes what their own team sells."""


class IncentivePolicy(Plan):
    """`[policies.incentive]`: what people are paid for besides their own work."""

    other_product: bool = True
    """Whether proposing the other division's product is rewarded."""
    bonus: Share = 0.05
    """Paid out of the value of each such sale (what is paid at once, and what recurs over its first term)."""


def chance(own: bool, rewarded: bool, parameters: CrossSelling) -> float:
    """Chance that the second line is proposed in a talk, by the team that sells it itself (`own`) or by another."""
    if own:
        return parameters.own
    return parameters.asked if rewarded else parameters.unasked


def bonus(once: float, recurring: float, share: float) -> float:
    """Money paid out for a sale worth `once` and `recurring` money over its first term."""
    return share * (once + recurring)


MECHANISM = Mechanism(
    name="cross_selling",
    title=Title(en="Cross-selling", ja="部門をまたぐ提案"),
    meaning=Title(
        en="People who talk to customers propose another division's product when they are rewarded or sell it themselves.",
        ja="顧客と話す人は、報奨があるか自分のチームの製品であれば、他部門の製品も提案する。",
    ),
    group="incentives",
    parameters=CrossSelling,
    effects=(
        Effect(
            "purchase and check-ins held, customers without the second line",
            "proposed with chance own, asked or unasked; the team that sells it then gets a job, whose gate decides",
        ),
        Effect("spending", "bonus × value of a sale that another team had proposed"),
    ),
    claims=("D2", "D6"),
    needs=("second_line", "offering"),
    policies={"incentive": IncentivePolicy},
    spends=True,
    links=(
        Link("care", "cross_sales", 1),
        Link("cross_sales", "revenue", 1),
        Link("cross_sales", "load", 1),
    ),
)
