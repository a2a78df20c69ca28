"""Another offering from a day on: new customers sign it, and some of those who are there go over to it when their term ends."""

from dataclasses import dataclass

from orgsim.engine.deals import Price, Terms
from orgsim.engine.entities import Account, Case
from orgsim.randomness import purpose

_CONVERSION = purpose("conversion", "whether a customer goes over to what is sold now when its term ends")


@dataclass(frozen=True, slots=True)
class Conversion:
    """Who goes over to another offering."""

    begins: float
    """Day from which on it is sold."""
    share: float
    """Of the customers whose term of the earlier one ends from then on, and who stay."""
    code: int
    """Code of the outcome in the log."""


class LaterPrice(Price):
    """What two offerings that follow one another ask of each customer."""

    later: list[Terms]
    """Those of the later one, by segment."""
    conversion: Conversion

    def offered(self, case: Case, now: float) -> Terms:
        """The terms by which a case signs now."""
        return (self.by_segment if now < self.conversion.begins else self.later)[case.segment]

    def signed(self, account: Account) -> Terms:
        """The terms by which an account has signed."""
        return (self.later if account.deal.offering else self.by_segment)[account.case.segment]

    def goes_over(self, account: Account, now: float) -> bool:
        """Whether a customer who stays at the end of a term goes over to the later offering."""
        conversion = self.conversion
        if account.deal.offering or now < conversion.begins:
            return False
        return account.case.luck(_CONVERSION, account.term) < conversion.share

    def convert(self, account: Account) -> float:
        """Turn a contract into one of the later offering, and give by how much more recurs: what a customer pays moves in the
        proportion of the two prices, and nothing has to be replaced any more."""
        deal, terms = account.deal, self.later[account.case.segment]
        more = (deal.mrr - deal.beside) * (terms.mrr / deal.listed - 1)
        deal.mrr += more
        deal.listed, deal.offering, deal.replaced = terms.mrr, terms.offering, None
        return more
