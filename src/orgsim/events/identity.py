"""Names of cases: a lead that somebody brought is called after who brought it, so that it has one name in every organization."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

_LONGEST = 200
"""Characters of a giver's name that stand in the name of a lead; a longer one stands there by its digest."""


class Giver(NamedTuple):
    """Who brought a lead, and which of theirs it is."""

    entity: int
    number: int
    """The case that brought it."""
    occasion: int
    """How often that one had left with something to tell before; 0 for referrals."""
    ordinal: int
    """How many before it that one could have brought on that occasion."""


Givers = Mapping[int, Sequence[Giver]]
"""By entity, who brought each of its cases, in the order of their numbers; only of entities whose cases others bring."""


class CaseNames:
    """Names of cases, such as "web-17", and "referral-2 of web-17" for the third lead that one could have brought."""

    def __init__(self, entities: Sequence[str], givers: Givers) -> None:
        self._entities = entities
        self._givers = givers
        self._known: dict[tuple[int, int], str] = {}

    def of(self, entity: int, number: int) -> str:
        """The name of a case; empty for entity -1, which stands for none."""
        if entity < 0:
            return ""
        case, brought = (entity, number), list[tuple[int, int]]()
        while case not in self._known and case[0] in self._givers:
            brought.append(case)
            giver = self._givers[case[0]][case[1]]
            case = (giver.entity, giver.number)
        name = self._known.get(case) or f"{self._entities[case[0]]}-{case[1]}"
        for case in reversed(brought):
            giver = self._givers[case[0]][case[1]]
            which = f"{giver.occasion}.{giver.ordinal}" if giver.occasion else giver.ordinal
            name = self._known[case] = f"{self._entities[case[0]]}-{which} of {_short(name)}"
        return name


def _short(name: str) -> str:
    """A name, or its digest where it is long: who was brought by those who were brought, and so on."""
    return name if len(name) <= _LONGEST else hashlib.blake2b(name.encode(), digest_size=8).hexdigest()
