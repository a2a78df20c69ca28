"""What a difference means, in a sentence that a manager understands."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orgsim.language import Language
from orgsim.language.phrases import Phrase, listed, say
from orgsim.measures.kpis import Kpi
from orgsim.study.best import Best
from orgsim.study.differences import Difference
from orgsim.study.statistics import Estimate
from orgsim.study.words import amount, is_relative, lower_amount, noun, relative_amount, telling


@dataclass(frozen=True, slots=True)
class SentenceContext:
    """What the sentence has to know besides the difference."""

    a: str
    """How the first scenario is called in the text."""
    b: str
    currency: str
    same_demand: bool
    """Whether both face the same demand."""
    where: str = ""
    """The activity or the team that a figure belongs to; empty for a KPI of the whole."""


def sentence(difference: Difference, context: SentenceContext, language: Language = "en") -> str:
    """Say how b compares with a: by how much, how surely, or that nobody can tell.

    Percentages are of a's mean, their bounds those of the quotient of the means; KPIs that are shares, and those that may be
    negative, are compared in their own unit.
    """
    said = _Said(difference, context, language)
    low, high = said.bounds
    if not math.isfinite(low):
        return say(_TOO_FEW, language, whether=said.whether)
    same_demand = context.same_demand
    if low == high == 0:
        return say(_SAME if same_demand else _SAME_APART, language, same=said.same)
    if said.is_sure:
        return say(_SURE if same_demand else _SURE_APART, language, claim=said.claim, range=said.range)
    bounds = {"low": said.signed(low), "high": said.signed(high)}
    return say(_CHANCE if said.may_be_chance else _UNSURE, language, whether=said.whether, **bounds)


_SURE = Phrase("Facing the same demand, {claim} ({range}).")
_SURE_APART = Phrase("Each facing its own demand, {claim} ({range}).")
_SAME = Phrase("Facing the same demand, {same} in every replication.")
_SAME_APART = Phrase("Each facing its own demand, {same} in every replication.")
_TOO_FEW = Phrase("We cannot tell {whether}: there are too few replications.")
_UNSURE = Phrase("We cannot tell {whether}: the difference lies between {low} and {high} (95% sure).")
_CHANCE = Phrase(
    "We cannot tell {whether}: the difference lies between {low} and {high} (95% sure), but among so many comparisons that may be"
    " chance."
)


def noted(said: str, note: str, language: Language) -> str:
    """A sentence, and behind it why not to rely on it."""
    return say("{sentence} Note: {note}.", language, sentence=said, note=note) if note else said


def best_sentence(found: Best, called: Mapping[str, str], language: Language = "en") -> str:
    """Which scenario is best in a KPI, or among which the best one is."""
    told = len(found.candidates) < len(found.standings)
    return best_words(
        [found.kpi.title.say(language)], [called[name] for name in found.candidates] if told else [], language
    )


def best_words(titles: Sequence[str], candidates: Sequence[str], language: Language = "en") -> str:
    """Which scenario is best in KPIs of these titles, in each by itself: one of the candidates; without any, nobody can tell."""
    kpis, each = listed(titles, language), len(titles) > 1
    if not candidates:
        nobody = Phrase("{kpis}: which is best cannot be told.")
        return say(
            Phrase("{kpis}: which is best in each cannot be told.") if each else nobody, language, kpis=kpis
        )
    names = listed(candidates, language)
    who = names if len(candidates) == 1 else say("one of {names}", language, names=names)
    one = Phrase("{kpis}: the best is {who} (95% sure).")
    return say(
        Phrase("{kpis}: the best in each is {who} (95% sure).") if each else one, language, kpis=kpis, who=who
    )


class _Said:
    """A difference and what its sentence needs of it."""

    def __init__(self, difference: Difference, context: SentenceContext, language: Language) -> None:
        self.difference, self.context, self.language = difference, context, language
        self.kpi: Kpi = difference.kpi
        self.telling = telling(difference.kpi)

    @property
    def _in_per_cent(self) -> bool:
        return is_relative(self.kpi, self.difference.paired.mean_a)

    def much(self, value: float) -> str:
        """A share of a's mean, or an amount, without its sign."""
        if self._in_per_cent:
            return relative_amount(abs(value), self.language)
        return amount(abs(value), self.kpi, self.context.currency, self.language)

    def signed(self, value: float) -> str:
        """The same with its sign."""
        sign = "+" if value > 0 else "−" if value < 0 else ""
        return sign + self.much(value)

    @property
    def claim(self) -> str:
        """That b has more, or less, of it."""
        return self._told(
            self.telling.more if self.mean > 0 else self.telling.less, much=self.much(self.mean)
        )

    @property
    def whether(self) -> str:
        """The question which of the two has more."""
        return self._told(self.telling.whether)

    @property
    def same(self) -> str:
        """That both have as much."""
        return self._told(self.telling.same)

    def _told(self, phrase: Phrase, **values: str) -> str:
        context, called = self.context, noun(self.kpi, self.context.where, self.language)
        return say(phrase, self.language, a=context.a, b=context.b, noun=called, **values)

    @property
    def range(self) -> str:
        """Between which amounts a sure difference lies, the smaller one first."""
        low, high = self.bounds
        if low == high:
            return say("in every replication", self.language)
        near, far = map(abs, (low, high) if low > 0 else (high, low))
        least = self.much(near) if self._in_per_cent else self._lower(near)
        return say("between {near} and {far}, 95% sure", self.language, near=least, far=self.much(far))

    def _lower(self, value: float) -> str:
        return lower_amount(value, self.kpi, self.context.currency, self.language)

    @property
    def mean(self) -> float:
        """The difference as it is told: relative to a's mean, or in the figure's own unit."""
        paired = self.difference.paired
        return paired.difference.mean / paired.mean_a if self._in_per_cent else paired.difference.mean

    @property
    def bounds(self) -> tuple[float, float]:
        """Of what is told."""
        found, relative, base = (
            self._difference,
            self.difference.paired.relative,
            self.difference.paired.mean_a,
        )
        if not self._in_per_cent:
            return found.low, found.high
        low, high = found.low / base, found.high / base
        # The quotient knows that the base is estimated, too; where it says less of the direction, the difference is told.
        if relative.count and _side(low, high) == _side(relative.low, relative.high):
            return relative.low, relative.high
        return low, high

    @property
    def _difference(self) -> Estimate:
        return self.difference.paired.difference

    @property
    def is_sure(self) -> bool:
        """Whether the text may state a direction."""
        return self.difference.verdict != "cannot tell" and self.may_be_chance

    @property
    def may_be_chance(self) -> bool:
        """Whether only the number of comparisons forbids a verdict."""
        return _side(self._difference.low, self._difference.high) != 0


def _side(low: float, high: float) -> int:
    """On which side of 0 an interval lies; 0 where it holds 0."""
    return 1 if low > 0 else -1 if high < 0 else 0
