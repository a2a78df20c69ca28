"""At rest: which leads are at rest, and since when, for those who address all of them at once."""

from dataclasses import dataclass, field

from orgsim.engine.clock import Clock
from orgsim.engine.entities import RESTING, Case, Reason
from orgsim.engine.past import Past
from orgsim.engine.world import World


@dataclass(slots=True)
class AtRest:
    """The leads of one run that are at rest, in the order in which they first came to it."""

    clock: Clock
    cases: dict[int, tuple[Case, float]] = field(default_factory=dict)
    """By key, with the day since which; those who have left it since are dropped when somebody asks."""

    def rests(self, case: Case, _: Reason) -> None:
        """A lead or customer has ended up somewhere."""
        if case.state is RESTING:
            self.cases[case.key] = case, self.clock.now

    def there(self, past: Past) -> None:
        """A case is there on day 0, perhaps at rest."""
        if past.case.state is RESTING:
            self.cases[past.case.key] = past.case, past.since

    def now(self, since: float) -> list[Case]:
        """Who is at rest now, and has been since a day or a later one."""
        self.cases = {key: known for key, known in self.cases.items() if known[0].state is RESTING}
        return [case for case, day in self.cases.values() if day >= since]


def leads_at_rest(world: World) -> AtRest:
    """Have it known in a run which leads are at rest; who asks for them is told of the same."""
    known = world.lasting(AtRest, lambda: AtRest(world.clock))
    told = world.hooks.journey_ends
    if not any(act.call == known.rests for act in told.acts):
        world.hooks.case_there.add(known.there)
        told.add(known.rests)
    return known
