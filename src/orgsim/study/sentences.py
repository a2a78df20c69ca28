"""What a difference means, in a sentence that a manager understands, in English and in Japanese."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orgsim.fields import Language
from orgsim.measures.kpis import Kpi
from orgsim.study.best import Best
from orgsim.study.differences import Difference
from orgsim.study.numbers import percent
from orgsim.study.statistics import Estimate
from orgsim.study.words import DIGITS, Phrase, amount, is_relative, phrase


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
    return _japanese(said) if language == "ja" else _english(said)


def noted(said: str, note: str, language: Language) -> str:
    """A sentence, and behind it why not to rely on it."""
    if not note:
        return said
    return f"{said}注：{note}。" if language == "ja" else f"{said} Note: {note}."


def best_sentence(found: Best, called: Mapping[str, str], language: Language = "en") -> str:
    """Which scenario is best in a KPI, or among which the best one is."""
    told = len(found.candidates) < len(found.standings)
    return best_words(
        [found.kpi.title.say(language)], [called[name] for name in found.candidates] if told else [], language
    )


def best_words(titles: Sequence[str], candidates: Sequence[str], language: Language = "en") -> str:
    """Which scenario is best in KPIs of these titles, in each by itself: one of the candidates; without any, nobody can tell."""
    if language == "ja":
        called, each = "、".join(titles), "いずれも" if len(titles) > 1 else ""
        if not candidates:
            return f"{called}：どれが最も良いかは判断できません。"
        who = candidates[0] if len(candidates) == 1 else f"{'、'.join(candidates)}のいずれか"
        return f"{called}：{each}最も良いのは{who}です（95％の確からしさ）。"
    called, each = ", ".join(titles), " in each" if len(titles) > 1 else ""
    if not candidates:
        return f"{called}: which is best{each} cannot be told."
    who = candidates[0] if len(candidates) == 1 else f"one of {', '.join(candidates)}"
    return f"{called}: the best{each} is {who} (95 % sure)."


class _Said:
    """A difference and what its sentence needs of it."""

    def __init__(self, difference: Difference, context: SentenceContext, language: Language) -> None:
        self.difference, self.context, self.language = difference, context, language
        self.kpi: Kpi = difference.kpi
        self.phrase: Phrase = phrase(difference.kpi, context.where)

    @property
    def _in_per_cent(self) -> bool:
        return is_relative(self.kpi, self.difference.paired.mean_a)

    def much(self, value: float) -> str:
        """A share of a's mean, or an amount, without its sign."""
        if self._in_per_cent:
            return percent(abs(value), self.language, DIGITS)
        return amount(abs(value), self.kpi, self.context.currency, self.language)

    def signed(self, value: float) -> str:
        """The same with its sign."""
        sign = "+" if value > 0 else "−" if value < 0 else ""
        return sign + self.much(value)

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

    @property
    def nearer_first(self) -> tuple[float, float]:
        """The bounds of a sure difference, the smaller one first."""
        low, high = self.bounds
        return (low, high) if low > 0 else (high, low)


def _side(low: float, high: float) -> int:
    """On which side of 0 an interval lies; 0 where it holds 0."""
    return 1 if low > 0 else -1 if high < 0 else 0


def _english(said: _Said) -> str:
    low, high = said.bounds
    opening = "Facing the same demand, " if said.context.same_demand else "Each facing its own demand, "
    if not math.isfinite(low):
        return f"We cannot tell {_question(said)}: there are too few replications."
    if low == high == 0:
        return f"{opening}{_same(said)} in every replication."
    if said.is_sure:
        return f"{opening}{_claim(said)} ({_english_range(said)})."
    between = f"the difference lies between {said.signed(low)} and {said.signed(high)} (95 % sure)"
    chance = ", but among so many comparisons that may be chance" if said.may_be_chance else ""
    return f"We cannot tell {_question(said)}: {between}{chance}."


def _english_range(said: _Said) -> str:
    if said.bounds[0] == said.bounds[1]:
        return "in every replication"
    near, far = (said.much(value) for value in said.nearer_first)
    for unit in (" percentage points", " days", " months"):
        if far.endswith(unit):
            near = near.removesuffix(unit)
    return f"between {near} and {far}, 95 % sure"


def _claim(said: _Said) -> str:
    words, mean = said.phrase, said.mean
    a, b, much = said.context.a, said.context.b, said.much(mean)
    change = words.more if mean > 0 else words.less
    if words.verb:
        return f"{b} {words.verb} {much} {change} {words.noun} than {a}"
    return f"{words.noun} is {much} {change} under {b} than under {a}"


def _question(said: _Said) -> str:
    words, a, b = said.phrase, said.context.a, said.context.b
    if words.verb:
        return f"whether {b} {words.verb} {words.more} or {words.less} {words.noun} than {a}"
    return f"whether {words.noun} is {words.more} or {words.less} under {b} than under {a}"


def _same(said: _Said) -> str:
    words, a, b = said.phrase, said.context.a, said.context.b
    if words.verb:
        many = "as many" if words.less == "fewer" else "as much"
        return f"{b} {words.verb} exactly {many} {words.noun} as {a}"
    return f"{words.noun} is the same under {b} as under {a}"


_JAPANESE_PAIRS = {
    "less": ("多い", "少ない"),
    "fewer": ("多い", "少ない"),
    "lower": ("高い", "低い"),
    "shorter": ("長い", "短い"),
}


def _japanese(said: _Said) -> str:
    low, high = said.bounds
    mean = said.mean
    opening = "同じ需要のもとで、" if said.context.same_demand else "それぞれの需要のもとで、"
    where = f"の{said.context.where}" if said.context.where else ""
    of_b, than_a = f"{said.context.b}{where}の{said.kpi.title.say('ja')}", f"{said.context.a}より"
    more, less = _japanese_pair(said)
    if not math.isfinite(low):
        return f"{of_b}が{than_a}{more}か{less}かは、反復回数が足りないため判断できません。"
    if low == high == 0:
        return f"{opening}{of_b}は、どの反復でも{said.context.a}と同じです。"
    if said.is_sure:
        direction = more if mean > 0 else less
        return f"{opening}{of_b}は{than_a}{said.much(mean)}{direction}です（{_japanese_range(said)}）。"
    chance = "。ただし、多くの比較を同時にしているため偶然かもしれません" if said.may_be_chance else ""
    between = f"95％の確からしさで{said.signed(low)}から{said.signed(high)}"
    return f"{of_b}が{than_a}{more}か{less}かは判断できません（差は{between}{chance}）。"


def _japanese_pair(said: _Said) -> tuple[str, str]:
    return _JAPANESE_PAIRS["fewer" if said.kpi.unit == "count" else said.phrase.less]


def _japanese_range(said: _Said) -> str:
    near, far = (said.much(value) for value in said.nearer_first)
    if said.bounds[0] == said.bounds[1]:
        return "どの反復でも"
    return f"95％の確からしさで{near}から{far}"
