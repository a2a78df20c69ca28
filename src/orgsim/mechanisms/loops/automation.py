"""Automation: what analysts keep up to date does part of the routine work, and finds the customers at risk."""

from orgsim.fields import Share, Span, Title
from orgsim.mechanisms.shared.background import Background, Monthly
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, Stock, declared
from orgsim.units import MONTH


class Automation(Parameters):
    """What automation saves and aims, and the work that keeps it up."""

    saving: Share = declared(0.2, unit="share of staff hours", source="none found; 0 to 0.3", status="guess")
    """Staff hours that full automation saves in the activities it serves."""
    aims: Share = declared(0.5, unit="share", source="none found", status="guess")
    """Share of the errors of usage data that full automation removes."""
    upkeep: Monthly = declared(
        80.0, unit="staff hours a model month", source="none found: half a person", status="guess"
    )
    """Analytics that keeps automation full."""
    half_life: Span = declared(6 * MONTH, unit="days", source="none found", status="guess")
    """Time in which half of an automation that nobody keeps up has come to nothing."""


class AnalyticsPolicy(Background):
    """Who keeps the automation up to date, when, and for which activities."""

    activities: tuple[str, ...] | None = None
    """Activities it serves; when not stated, those where leads come in, nurture touches, and answers to customers."""


def factor(automation: float, saving: float) -> float:
    """Factor on the staff hours of routine work, with `automation` in [0, 1] and `saving` the share saved at 1."""
    return 1.0 - saving * automation


def aimed(accuracy: float, automation: float, aims: float) -> float:
    """Accuracy (sensitivity or specificity) of usage data, with part of its errors removed."""
    return accuracy + (1.0 - accuracy) * aims * automation


MECHANISM = Mechanism(
    name="automation",
    title=Title(en="Automation", ja="自動化"),
    meaning=Title(
        en="Analysts keep an automation up to date that saves routine work and aims check-ins; without upkeep it decays.",
        ja="分析担当が整える自動化は定型作業を減らし、フォローすべき顧客を示す。手入れをしなければ衰える。",
    ),
    group="loops",
    parameters=Automation,
    effects=(
        Effect(
            "staff hours of the activities it serves",
            "x (1 - saving A), A as the first of such jobs of the day finds it",
        ),
        Effect("sensitivity and specificity of usage data", "+ (1 - accuracy) aims A"),
        Effect("automation A", "dA/dt = ln 2/half_life (analytics/upkeep - A), at most 1"),
    ),
    claims=("A4", "E4"),
    needs=("policies.analytics",),
    policies={"analytics": AnalyticsPolicy},
    work={"analytics": Title(en="Keep the automation up to date", ja="自動化の整備と分析")},
    stocks={
        "automation": Stock(
            title=Title(en="Automation", ja="自動化"),
            inflow="hours of analytics",
            outflow="what nobody keeps up to date stops working",
            low=0.0,
            high=1.0,
        ),
    },
    links=(
        Link("load", "automation", -1),
        Link("automation", "load", -1),
        Link("automation", "care", 1),
    ),
)
