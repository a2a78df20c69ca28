"""The claim about a jeweller who explains to every visitor (essay A)."""

from collections.abc import Callable, Mapping

from experiments.claims.firms import firm, people
from experiments.claims.trial import Sides

SHOWROOMS = 11
"""People of the packaged showrooms, who explain for half an hour."""
DOES = ["respond", "close", "nurture", "check_in"]
VISITS = {"teams.showrooms.priority": ["close", "explain", "respond"]}
"""Whoever was told goes on to choose at once; visitors and requests go before letters."""
# As many people as are busy for .85 of their hours, as eleven are who explain for half an hour (measured in two to four runs: 8
# who explain to nobody .85; for an hour 13 are busy for .79, for two hours 17 for .75, so about 12 and 15).
EXPLAINED = {"half an hour": ("0.5 h", 11), "an hour": ("1 h", 12), "two hours": ("2 h", 15)}
UNTOLD = (8, 11)


def _explained(_: str) -> Sides:
    usual = firm("jeweller", "jeweller", VISITS)
    silent = usual.replace({"teams.showrooms.does": DOES, "teams.showrooms.priority": ["close", "respond"]})
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
