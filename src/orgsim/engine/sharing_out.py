"""Sharing out: whoever joins a team whose people keep their customers is given a fair share of them."""

from orgsim.engine.entities import CUSTOMER, Case, Person
from orgsim.engine.owned_team import OwnedTeam


class SharesOut(OwnedTeam):
    """A team in which newcomers take over customers from those who keep most; to be put on top of any such.

    Without that, a leaver's customers would stay for good with the colleagues who happened to be asked next.
    """

    def settle_in(self, person: Person) -> None:
        """A person begins to work, a newcomer with as many customers as come to each."""
        super().settle_in(person)
        if not (person.newcomer and self.cares) or self.unstaffed:
            return
        books = {
            one: [case for case in one.owned.values() if case.state is CUSTOMER]
            for one in self.people
            if one is not person and not one.leaving
        }
        fair = sum(map(len, books.values())) // (len(books) + 1)
        for _ in range(fair):
            most = max(books, key=lambda one: len(books[one]))  # who came first, of those who keep as many
            self._pass_on(books[most].pop(), most, person)  # taken last: whom its keeper knows least

    def _pass_on(self, case: Case, before: Person, person: Person) -> None:
        del before.owned[case.key]
        self.give(case, person)
