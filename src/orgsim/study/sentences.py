"""What a difference means, in a sentence that a manager understands, in English and in Japanese."""

import math
from dataclasses import dataclass

from orgsim.fields import Language
from orgsim.study.differences import Difference
from orgsim.study.numbers import percent
from orgsim.study.words import DIGITS, amount, is_relative, phrase


@dataclass(frozen=True, slots=True)
class SentenceContext:
    """What the sentence has to know besides the difference."""

    a: str
    """How the first scenario is called in the text."""
    b: str
    currency: str
    same_demand: bool
    """Whether both face the same demand."""


def sentence(difference: Difference, context: SentenceContext, language: Language = "en") -> str:
    """Say how b compares with a: by how much, how surely, or that nobody can tell.

    Percentages are of a's mean; KPIs that are shares, and those that may be negative, are compared in their own unit.
    """
    said = _Said(difference, context, language)
    return _japanese(said) if language == "ja" else _english(said)


@dataclass(frozen=True, slots=True)
class _Said:
    difference: Difference
    context: SentenceContext
    language: Language

    def much(self, value: float) -> str:
        """A difference without its sign."""
        base, kpi = self.difference.paired.mean_a, self.difference.kpi
        if is_relative(kpi, base):
            return percent(abs(value) / base, self.language, DIGITS)
        return amount(abs(value), kpi, self.context.currency, self.language)

    def signed(self, value: float) -> str:
        """A difference with its sign."""
        sign = "+" if value > 0 else "−" if value < 0 else ""
        return sign + self.much(value)

    @property
    def bounds(self) -> tuple[float, float]:
        found = self.difference.paired.difference
        return found.low, found.high

    @property
    def is_sure(self) -> bool:
        """Whether the text may state a direction."""
        low, high = self.bounds
        return self.difference.verdict != "cannot tell" and (low > 0 or high < 0)

    @property
    def may_be_chance(self) -> bool:
        """Whether only the number of comparisons forbids a verdict."""
        low, high = self.bounds
        return low > 0 or high < 0

    @property
    def nearer_first(self) -> tuple[float, float]:
        """The bounds of a sure difference, the smaller one first."""
        low, high = self.bounds
        return (low, high) if low > 0 else (high, low)


def _english(said: _Said) -> str:
    low, high = said.bounds
    opening = "Facing the same demand, " if said.context.same_demand else "Each facing its own demand, "
    if math.isnan(low):
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
    words, mean = phrase(said.difference.kpi), said.difference.paired.difference.mean
    a, b, much = said.context.a, said.context.b, said.much(mean)
    change = words.more if mean > 0 else words.less
    if words.verb:
        return f"{b} {words.verb} {much} {change} {words.noun} than {a}"
    return f"{words.noun} is {much} {change} under {b} than under {a}"


def _question(said: _Said) -> str:
    words, a, b = phrase(said.difference.kpi), said.context.a, said.context.b
    if words.verb:
        return f"whether {b} {words.verb} {words.more} or {words.less} {words.noun} than {a}"
    return f"whether {words.noun} is {words.more} or {words.less} under {b} than under {a}"


def _same(said: _Said) -> str:
    words, a, b = phrase(said.difference.kpi), said.context.a, said.context.b
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
    kpi, mean = said.difference.kpi, said.difference.paired.difference.mean
    opening = "同じ需要のもとで、" if said.context.same_demand else "それぞれの需要のもとで、"
    of_b, than_a = f"{said.context.b}の{kpi.title.say('ja')}", f"{said.context.a}より"
    more, less = _japanese_pair(said)
    if math.isnan(low):
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
    return _JAPANESE_PAIRS[
        "fewer" if said.difference.kpi.unit == "count" else phrase(said.difference.kpi).less
    ]


def _japanese_range(said: _Said) -> str:
    near, far = (said.much(value) for value in said.nearer_first)
    if said.bounds[0] == said.bounds[1]:
        return "どの反復でも"
    return f"95％の確からしさで{near}から{far}"
