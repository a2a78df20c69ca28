"""Talk: people who were explained the value and did not buy come back by themselves, and tell others."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from orgsim.engine.happenings import CUSTOMER, LOST, RESTING, Job, Subject
from orgsim.engine.newcomers import Newcomers, gap
from orgsim.engine.stations import Ending
from orgsim.plan.model.sources import WordOfMouthSource
from orgsim.randomness import name_key, uniform

if TYPE_CHECKING:
    from orgsim.engine.build import Run

_RETURNS, _AFTER = name_key("returns"), name_key("returns after")


def install(run: "Run") -> None:
    """Let people talk of what every source of word of mouth is about."""
    journey = run.journey
    for name, source in run.scenario.sources.items():
        if isinstance(source, WordOfMouthSource):
            talk = Talk(run, name, source)
            talk.station.decided = (*talk.station.decided, talk.explained)
            journey.settled = (*journey.settled, talk.left)


class Talk:
    """One source of word of mouth."""

    def __init__(self, run: "Run", name: str, source: WordOfMouthSource) -> None:
        self.journey = run.journey
        self.env = run.env
        self.source = source
        self.lasts = run.scenario.effects.word_of_mouth.lasts
        self.station = run.stations[source.explained]
        self.newcomers = Newcomers(run, name)
        self.mark = f"explained {name}"
        self.occasions = f"talks {name}"

    def explained(self, job: Job, ending: Ending, effects: Sequence[float]) -> None:  # noqa: ARG002
        """Somebody was explained the value."""
        job.subject.mark(self.mark, 1.0)

    def left(self, subject: Subject, how: str) -> None:
        """Somebody leaves the journey; if it was for nothing, what was explained stays in mind."""
        if subject.marks is None or not subject.marked(self.mark):
            return
        subject.mark(self.mark, 0.0)  # one explanation is talked of once
        if how == "customer":
            return
        occasion = int(subject.marked(self.occasions))
        subject.mark(self.occasions, occasion + 1.0)
        key = self.newcomers.key(subject, occasion)
        if uniform(key, _RETURNS) < self.source.returns:
            self._plan(-math.log1p(-uniform(key, _AFTER)) * self.source.after, subject)
        if self.source.rate > 0:
            self.expect(subject, key, 0, self.env.now + self.lasts)

    def _plan(self, delay: float, subject: Subject) -> None:
        if self.env.now + delay < self.journey.until:
            self.env.after(delay, self._back, subject)

    def _back(self, subject: Subject) -> None:
        if subject.state is RESTING or subject.state is LOST:
            self.journey.come_back(subject, self.newcomers.channel.entry, self.station.code)

    def expect(self, subject: Subject, key: int, ordinal: int, ends: float) -> None:
        """Wait until somebody is told next, if that is before day `ends`."""
        delay = gap(key, ordinal, self.source.rate)
        if self.env.now + delay < min(ends, self.journey.until):
            self.newcomers.expect(key, ordinal)
            self.env.after(delay, self._tell, (subject, key, ordinal, ends))

    def _tell(self, listener: tuple[Subject, int, int, float]) -> None:
        subject, key, ordinal, ends = listener
        if subject.state is not CUSTOMER:  # what customers say is a matter of referrals
            self.newcomers.bring(key, ordinal)
            self.expect(subject, key, ordinal + 1, ends)
        else:
            self.newcomers.give_up(key, ordinal)
