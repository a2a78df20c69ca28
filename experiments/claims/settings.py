"""Where a claim is asked: in which market, over how many months, in a firm of which size, with people divided how."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from experiments.claims.firms import MARKET, smaller
from experiments.claims.sides import SIDES
from experiments.claims.staffing import best_staffed
from experiments.claims.stated import Claim, Family
from experiments.claims.trial import Sides

Form = Literal["quick", "full"]
MONTHS = 36
WORLDS: dict[Family, tuple[str, ...]] = {
    "anchors": (f"{MARKET}-pre-post-sales", f"{MARKET}-generalist"),
    "loads": (f"{MARKET}-quiet", f"{MARKET}-busy"),
}
"""Markets besides the packaged one: solved so that other organizations show what firms report, and with fewer and more leads and
customers for the same people."""
WORDS = {
    MARKET: "in the packaged firm",
    f"{MARKET}-pre-post-sales": "with pre-/post-sales as the anchor",
    f"{MARKET}-generalist": "with generalists as the anchor",
    f"{MARKET}-quiet": "where people are busy for .65 of their hours",
    f"{MARKET}-busy": "where people are busy for .95 of their hours",
}
"""Where that is."""


@dataclass(frozen=True)
class Setting:
    """One place where a claim is asked."""

    market: str = MARKET
    months: int = MONTHS
    small: bool = False
    """Whether the firm is a third of its size."""
    staffed: bool = False
    """Whether each side's people are divided among its teams as serves it best."""

    def to_json(self) -> dict[str, Any]:
        """As it is kept, with where that is in words."""
        return {**asdict(self), "where": self.where()}

    def where(self) -> str:
        """In words that follow "holds"."""
        if self.staffed:
            return "with each side at its best staffing"
        if self.small or self.months != MONTHS:
            size = " of a firm a third of the size" if self.small else ""
            return f"within {self.months} months{size}"
        return WORDS[self.market]

    def sides(self, claim: Claim, names: Sequence[str] = ()) -> Sides:
        """The sides of a claim there; only those that are named, where some are."""
        made = SIDES[claim.key](self.market)
        found = {name: side for name, side in made.items() if not names or name in names}
        if self.staffed:
            found = {name: best_staffed(claim, side) for name, side in found.items()}
        if self.small:
            found = {name: smaller(side) for name, side in found.items()}
        if self.months != MONTHS:
            found = {
                name: side.replace({"scenario.horizon": f"{self.months} months"})
                for name, side in found.items()
            }
        return found


def settings(claim: Claim, form: Form) -> list[Setting]:
    """Where a claim is asked, the place that decides first.

    Quickly that is the packaged firm alone, and for claims about keeping the longest horizon, where a small firm can be asked.
    What is estimated has horizons and people of its own.
    """
    base = Setting()
    if form == "quick":
        asked = claim.horizons and claim.small and claim.kind != "estimate"
        later = [Setting(months=max(claim.horizons), small=True)] if asked else []
        return [base, *later]
    other = [Setting(market=market) for family in claim.worlds for market in WORLDS[family]]
    if claim.kind == "estimate":
        return [base, *other]
    best = [Setting(staffed=True)] if claim.cut else []
    horizons = [Setting(months=months, small=claim.small) for months in claim.horizons]
    return [base, *best, *other, *(one for one in horizons if one != base)]
