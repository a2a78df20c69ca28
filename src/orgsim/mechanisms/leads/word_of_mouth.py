"""Word of mouth: people who were explained the value and did not buy come back by themselves, and talk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from orgsim.engine import brought_leads, odds
from orgsim.engine.brought_leads import BroughtLeads
from orgsim.engine.draws import Keyed
from orgsim.engine.entities import CUSTOMER, IN_PROCESS, LOST, RESTING, Case, Job, Outcome, Reason
from orgsim.engine.past import Past
from orgsim.engine.world import Told, World
from orgsim.fields import Span
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared
from orgsim.randomness import purpose
from orgsim.units import MONTH

_RETURNS = purpose("returns", "whether who was explained the value comes back by themselves")
_AFTER = purpose("returns after", "elapsed days until they do")

_BOUGHT = Reason.BOUGHT


class WordOfMouth(Parameters):
    """How long an explanation is talked of; how many return and tell is a matter of the market, in its source."""

    lasts: Span = declared(MONTH * 6, unit="days", source="none found", status="guess")
    """Elapsed time, from the moment they left without buying, during which people tell others."""


def told(rate: float, lasts: float) -> float:
    """New leads that one person brings on average, at `rate` per elapsed day for `lasts` elapsed days."""
    return rate * lasts


class WordsTold:
    """One source of word of mouth: people who were explained the value come back by themselves, and tell others."""

    def __init__(self, world: World, told: Told, lasts: float) -> None:
        self.journey = world.journey
        self.clock = world.clock
        self.source = told
        self.lasts = lasts
        self.leads = BroughtLeads(world.journey, told.source)
        self.explained_to = world.remember("explained", told.source.name)
        self.occasions = world.remember("occasions", told.source.name)

    def explained(self, job: Job, outcome: Outcome, effects: Sequence[float]) -> None:  # noqa: ARG002
        """Somebody was explained the value."""
        job.case.remembered[self.explained_to] = 1.0

    def there(self, past: Past) -> None:
        """A lead is there on day 0, in process, and may have been explained the value."""
        if past.case.state is IN_PROCESS and self.source.explained in past.work:
            past.case.remembered[self.explained_to] = 1.0

    def left(self, case: Case, reason: Reason) -> None:
        """Somebody leaves the journey; if it was for nothing, what was explained stays in mind."""
        if not case.remembered[self.explained_to]:
            return
        case.remembered[self.explained_to] = 0.0  # one explanation is talked of once
        if reason is _BOUGHT:
            return
        occasion = int(case.remembered[self.occasions])
        case.remembered[self.occasions] = occasion + 1.0
        said = self.leads.said(case, occasion)
        if said.luck(_RETURNS) < self.source.returns:
            self._plan(odds.gap(said.luck(_AFTER), 1.0) * self.source.after, case)
        if self.source.rate > 0:
            self.expect(case, occasion, (said, 0), self.clock.now + self.lasts)

    def _plan(self, delay: float, case: Case) -> None:
        if self.clock.now + delay < self.journey.until:
            self.clock.after(delay, self._back, case)

    def _back(self, case: Case) -> None:
        if case.state is RESTING or case.state is LOST:
            self.journey.come_back(case, self.source.source.entry, self.source.explained.code)

    def expect(self, case: Case, occasion: int, draw: tuple[Keyed, int], ends: float) -> None:
        """Wait until somebody is told next, if that is before day `ends`; `draw` is what is said on the occasion, and how many
        have been told."""
        said, ordinal = draw
        delay = brought_leads.gap(said, ordinal, self.source.rate)
        if self.clock.now + delay < min(ends, self.journey.until):
            self.leads.expect(said.key, ordinal)
            self.clock.after(delay, self._tell, (case, occasion, draw, ends))

    def _tell(self, listener: tuple[Case, int, tuple[Keyed, int], float]) -> None:
        case, occasion, (said, ordinal), ends = listener
        if case.state is not CUSTOMER:  # what customers say is a matter of referrals
            self.leads.bring(case, ordinal, occasion)
            self.expect(case, occasion, (said, ordinal + 1), ends)
        else:
            self.leads.give_up(said.key, ordinal)


@dataclass(slots=True)
class _Words:
    """What is told of each source, by its entity, whichever organization is in force."""

    of: dict[int, WordsTold] = field(default_factory=dict)


def install(world: World, parameters: WordOfMouth, _: Mapping[str, Any]) -> None:
    """Let people talk of what every source of word of mouth is about."""
    for told in world.word_of_mouth:
        known = world.lasting(_Words, _Words).of
        if told.source.entity not in known:
            known[told.source.entity] = WordsTold(world, told, parameters.lasts)
        words = known[told.source.entity]
        world.hooks.case_there.add(words.there)
        world.hooks.gate_decided.add(words.explained, at=(told.explained.code,))
        world.hooks.journey_ends.add(words.left)


MECHANISM = Mechanism(
    name="word_of_mouth",
    title=Phrase("Word of mouth"),
    meaning=Phrase(
        "People who were explained the value and did not buy come back by themselves, and tell others."
    ),
    group="leads",
    parameters=WordOfMouth,
    effects=(
        Effect("leads lost or at rest after the explanation", "a share comes back after a while"),
        Effect("new leads", "rate × lasts per person who was explained to and did not buy"),
    ),
    claims=("A3",),
    needs=("sources.*.kind=word_of_mouth",),
    install=install,
    remembers={
        "explained": "by source: 1 for who was explained the value and has not left the journey since",
        "occasions": "by source: how often it has left after an explanation",
    },
    links=(
        Link("leads", "word_of_mouth", 1),
        Link("word_of_mouth", "returns", 1),
        Link("word_of_mouth", "leads", 1),
        Link("returns", "leads", 1),
    ),
)
