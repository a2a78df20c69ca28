"""The claim about a jeweller who explains to every visitor (essay A)."""

from collections.abc import Callable, Mapping

from experiments.claims.firms import firm, people
from experiments.claims.trial import Sides

SHOWROOMS = 11
"""People of the packaged showrooms, who explain for half an hour."""
DOES = ["respond", "close", "nurture", "check_in"]
VISITS = {"teams.showrooms.priority": ["close", "explain", "respond"]}
"""Whoever was told goes on to choose at once; visitors and requests go before letters."""
# As many people as are about as busy as the eleven who explain for half an hour, by the load that runs of these sides show
# (`teams.showrooms.utilisation`): hours by hand leave out who returns and who was told.
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
