"""Knowledge: what the person now responsible knows about the subject, and what a change of person loses."""

import math
from typing import Literal

from orgsim.fields import Share, Title
from orgsim.mechanisms.shared.declaration import Coefficient, Effect, Link, Mechanism, Parameters, declared

Records = Literal["personal", "sfa", "crm"]


class Knowledge(Parameters):
    """How knowledge grows with work, is lost at handoffs and acts on later steps."""

    odds: Coefficient = declared(
        1.0, unit="log-odds per unit of knowledge", source="model.md 13", status="guess"
    )
    """Effect of missing knowledge on gates and upsell."""
    kept_personal: Share = declared(
        0.2, unit="share", source="evidence.md: .2 to .8, vendor opinion", status="guess"
    )
    """Kept at a change of person when each keeps notes of their own."""
    kept_sfa: Share = declared(0.6, unit="share", source="model.md 13", status="guess")
    """Kept before the purchase with records of deals only."""
    kept_sfa_customer: Share = declared(0.2, unit="share", source="model.md 13", status="guess")
    """Kept across and after the purchase with records of deals only."""
    kept_crm: Share = declared(
        0.8, unit="share", source="evidence.md: .2 to .8, vendor opinion", status="guess"
    )
    """Kept with records of the whole relation."""


def kept(records: Records, customer: bool, parameters: Knowledge) -> float:
    """Share of knowledge kept at a change of person; `customer`: across or after the purchase."""
    if records == "sfa":
        return parameters.kept_sfa_customer if customer else parameters.kept_sfa
    return parameters.kept_crm if records == "crm" else parameters.kept_personal


def unlearned(hours: float, scale: float) -> float:
    """Share of what was unknown that still is after `hours` of work; `scale` > 0 is the staff hours that make 63 % known."""
    return math.exp(-hours / scale)


def effect(known: float, reference: float, odds: float) -> float:
    """Log-odds of a later step: `odds` times the knowledge missing against the reference without handoffs; 0 or less."""
    return odds * min(0.0, known - reference)


MECHANISM = Mechanism(
    name="knowledge",
    title=Title(en="Knowledge", ja="知識"),
    meaning=Title(
        en="A change of person loses part of what was learned, the more the less is on record.",
        ja="担当者が替わると知っていたことの一部が失われ、記録が少ないほど多く失われる。",
    ),
    group="handoffs",
    parameters=Knowledge,
    effects=(
        Effect("every gate, and upsell", "odds (k - k°), k° = the same work without a change of person"),
        Effect("health of the customer", "through care given without knowing the customer (see health)"),
    ),
    claims=("A2", "B2", "B9", "E2"),
    gate=effect,
    links=(
        Link("handoffs", "knowledge", -1),
        Link("knowledge", "win_rate", 1),
        Link("knowledge", "health", 1),
    ),
)
