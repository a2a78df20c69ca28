"""The claim about a jeweller who explains to every visitor (essay A)."""

from collections.abc import Callable, Mapping

from experiments.claims.firms import firm, people
from experiments.claims.trial import Sides

SHOWROOMS = 11
"""People of the packaged showrooms, who explain for half an hour."""
DOES = ["respond", "close", "nurture", "check_in"]
VISITS = {"teams.showrooms.priority": ["close", "explain"]}
"""Whoever was told goes on to choose at once, and visitors go before letters."""
# As many people as the hours by hand in jeweller.toml ask for, at the same load: showrooms need 1,507 - 218 (handing over)
# - 60 (repairs) = 1,229 hours a month, 218 of them for the half hour; so 1,011 / 1,229 x 11 = 9 who explain to nobody, 13
# who explain for an hour, 17 for two.
EXPLAINED = {"half an hour": ("0.5 h", 11), "an hour": ("1 h", 13), "two hours": ("2 h", 17)}
UNTOLD = (9, 11)


def _explained(_: str) -> Sides:
    usual = firm("jeweller", "jeweller", VISITS)
    silent = usual.replace({"teams.showrooms.does": DOES, "teams.showrooms.priority": ["close"]})
    sides = {
        f"explained to nobody, {number} people": silent.replace(
            people(silent, "showrooms", number - SHOWROOMS)
        )
        for number in UNTOLD
    }
    for said, (work, number) in EXPLAINED.items():
        longer = usual.replace({"journey.explain.work.mean": work})
        sides[f"{said}, {number} people"] = longer.replace(people(longer, "showrooms", number - SHOWROOMS))
    return sides


SIDES: Mapping[str, Callable[[str], Sides]] = {"A3": _explained}
"""By key of the claim and market."""
