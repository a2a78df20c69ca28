"""Claims about mistakes: what paperwork and attention do against them, and what is said after them (essay A)."""

from collections.abc import Callable, Mapping

from experiments.claims.firms import firm, people
from experiments.claims.trial import Sides

CONTACT = "0.2 h"
"""One contact, as b2b-saas.toml counts them."""
OFTEN = {"effects.failures.base": 0.03}
WORDS = {
    "nothing is said": "none",
    "an excuse": "excuse",
    "an apology": "apology",
    "harm named and prevented": "prevention",
}


def _confirmed(market: str) -> Sides:
    usual = firm(market)
    confirmation = {"activity": "respond", "hours": CONTACT}
    more = {key: value for team in usual.teams for key, value in people(usual, team, 1).items()}
    return {
        "each enquiry confirmed": usual.replace({"policies.confirmation": confirmation}),
        "as usual": usual,
        "as usual, one more in each team": usual.replace(more),
        "each enquiry confirmed, one more in each team": usual.replace(more).replace(
            {"policies.confirmation": confirmation}
        ),
        "no receipt at all": usual.replace({"policies.confirmation": {**confirmation, "given": "none"}}),
    }


def _words(market: str) -> Sides:
    often = firm(market, "the-model", OFTEN)
    return {
        "nothing fails": often.replace({"effects.failures.base": 0}),
        **{said: often.replace({"policies.recovery": {"kind": kind}}) for said, kind in WORDS.items()},
    }


SIDES: Mapping[str, Callable[[str], Sides]] = {"A5": _confirmed, "A6": _words}
"""By key of the claim and market."""
