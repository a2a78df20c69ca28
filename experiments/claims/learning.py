"""Claims about what people learn: one step or the whole job, and what another division sells (essays D and E)."""

from collections.abc import Callable, Mapping
from typing import Any

import orgsim
from experiments.claims.firms import HORIZON, cut
from experiments.claims.trial import Sides

NEW: Mapping[str, Any] = {"firm.staff_tenure": None, "effects.learning.initial": 0}
TRAINED: Mapping[str, Any] = {"firm.staff_tenure": None}
BEGINNERS: Mapping[str, Mapping[str, Any]] = {"trained": TRAINED, "new": NEW}
SERVICES_FIRST = {
    "segments": {"software": {"share": 0.7}, "services": {"share": 0.3, "begins": "second_line"}},
    "journey.propose_software": {
        "work": {"mean": "12 h", "cv": 0.7},
        "outcomes": [{"to": "customer", "rate": 0.3}, {"to": "lost", "rate": 0.7}],
    },
    "second_line.offering_activity": "propose_software",
    "second_line.learning": "40 h",
    "second_line.talks": ["purchase", "onboarding", "answer", "check_in", "renewal_talk"],
    "teams.software.does": [
        "campaign", "respond", "qualify", "develop", "close", "nurture", "check_in", "renew", "propose_software",
    ],
}  # fmt: skip
"""Some customers begin with services; both products have to be learned, and may come up wherever customers are met."""


def _one_step(market: str) -> Sides:
    cuts = {"whole job": "generalist", "one step": "the-model"}
    return {
        f"{said}, {people}": cut(market, organization).replace(changes)
        for said, organization in cuts.items()
        for people, changes in BEGINNERS.items()
    }


def _skills(_: str) -> Sides:
    untaught = orgsim.load("two-divisions", "two-divisions-incentive", HORIZON).replace(SERVICES_FIRST)
    taught = {"hours": "40 h", "who": "all"}
    return {
        "nobody is taught": untaught,
        "services are taught": untaught.replace({"policies.skills": {**taught, "teams": ["services"]}}),
        "both are taught": untaught.replace({"policies.skills": taught}),
    }


SIDES: Mapping[str, Callable[[str], Sides]] = {"D6": _skills, "E6": _one_step}
"""By key of the claim and market."""
