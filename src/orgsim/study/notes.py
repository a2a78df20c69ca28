"""Honest answers: when a figure is not to be taken at its word, and what is said then.

One table of words (`WORDS`): each condition with what stands at the figure and what is told of the study. The rules that look
for the conditions are in `orgsim.study.findings`; those that an interval meets by itself are `orgsim.study.statistics.Doubt`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import isfinite
from typing import Any, Literal

from orgsim.fields import Language, Title
from orgsim.measures.kpis import KPIS
from orgsim.study.effort import Precision
from orgsim.study.numbers import percent
from orgsim.study.statistics import Doubt

Condition = (
    Doubt
    | Literal["few_decisions", "first_terms", "overloaded", "queue_growing", "unsteady", "nobody_decided"]
)


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of a condition."""

    at_figure: Title
    """In a few words, at the figure, in its row of a table and behind its sentence."""
    of_study: Title
    """A sentence on the study; {places} says in which scenarios, and of which figures, teams or activities."""


WORDS: dict[Condition, Words] = {
    "few_runs": Words(
        Title(
            en="too few runs: the interval may cover less than 95 %",
            ja="反復が少なすぎ、区間が95％に届かない可能性があります",
        ),
        Title(
            en="Too few runs for sound intervals, which may cover less than 95 %: {places}.",
            ja="反復が少なすぎ、区間が95％に届かない可能性があります：{places}。",
        ),
    ),
    "unbounded": Words(
        Title(en="too few runs: they set no bound", ja="反復が少なすぎ、限界が定まりません"),
        Title(
            en="Too few runs to bound some figures, since what they are divided by may be nothing: {places}.",
            ja="反復が少なすぎ、範囲が定まりません（分母が0かもしれません）：{places}。",
        ),
    ),
    "clipped": Words(
        Title(en="interval cut at what is possible", ja="区間はあり得る範囲で切ってあります"),
        Title(
            en="Intervals that reached beyond what is possible are cut there: {places}.",
            ja="あり得る範囲を超えた区間は、そこで切ってあります：{places}。",
        ),
    ),
    "partly_defined": Words(
        Title(en="mean of the runs that define it", ja="定義できる反復だけの平均です"),
        Title(
            en="Not defined in every run, so that the mean is that of the runs that define it: {places}.",
            ja="一部の反復では定義できず、定義できた反復の平均です：{places}。",
        ),
    ),
    "few_decisions": Words(
        Title(en="too few decisions of customers", ja="顧客の判断が少なすぎます"),
        Title(
            en="Customers decided too seldom whether to stay, in all runs together, to know churn and lifetime value: {places}.",
            ja="継続するかどうかの顧客の判断が全反復を合わせても少なすぎ、解約率と生涯価値はよく分かりません：{places}。",
        ),
    ),
    "first_terms": Words(
        Title(en="rests on first terms", ja="初回契約期間だけに基づきます"),
        Title(
            en="Retention, churn and lifetime value rest on first terms: customers decide less than once within the horizon"
            " ({places}). A longer horizon tells more.",
            ja="期間内に顧客が判断するのは平均1回未満で（{places}）、継続率・解約率・生涯価値は初回契約期間だけに基づきます。"
            "期間を長くするとよく分かります。",
        ),
    ),
    "nobody_decided": Words(
        Title(en="nobody has decided yet", ja="まだ誰も判断していません"),
        Title(
            en="No customer came to a decision whether to stay, so churn and lifetime value are not known ({places}).",
            ja="継続するかどうかを判断した顧客はいないため、解約率と生涯価値は分かりません（{places}）。",
        ),
    ),
    "overloaded": Words(
        Title(
            en="no time left: the longer the run, the longer the wait",
            ja="余力がなく、期間が長いほど待ちが延びます",
        ),
        Title(
            en="Teams without time left: {places}. Their queues grow as long as the run lasts, and waits say more about the"
            " horizon than about the organization.",
            ja="余力のないチーム：{places}。期間が続くかぎり待ち行列は伸び、待ち時間は組織よりも期間の長さを表します。",
        ),
    ),
    "queue_growing": Words(
        Title(en="the queue was still growing at the end", ja="待ち行列は期末にもまだ伸びていました"),
        Title(
            en="Queues that were still growing at the end, so that waits are longer in a longer run: {places}.",
            ja="待ち行列が期末にもまだ伸びていました。期間が長ければ待ちも長くなります：{places}。",
        ),
    ),
    "unsteady": Words(
        Title(en="not yet steady after the warm-up", ja="ウォームアップ後もまだ安定していません"),
        Title(
            en="The warm-up is too short for a steady state: from the first to the last third of the months counted the load"
            " moved ({places}).",
            ja="定常状態にはウォームアップが短すぎます。集計した月の最初と最後の三分の一で稼働率が動きました（{places}）。",
        ),
    ),
}

FEW_REPLICATIONS = Title(
    en="{count} replications are few: intervals of ratios (costs per customer, rates, loads, mean waits) may cover less than 95 %"
    " with fewer than 10.",
    ja="反復{count}回は少なめです。10回未満では、比（顧客あたり費用、率、稼働率、平均待ち時間）の区間が95％に届かない可能性があります。",
)
PRECISION_MISSED = Title(
    en="The precision asked for, {asked} of {kpi}, was not reached with {count} replications; half the interval is {places}.",
    ja="求めた精度（{kpi}の{asked}）に反復{count}回では届きませんでした。区間の半分の平均に対する割合：{places}。",
)

ENOUGH_RUNS = 10
"""Replications from which intervals of ratios cover what they say (docs/reference/statistics.md)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A condition that a scenario meets."""

    condition: Condition
    keys: tuple[str, ...]
    """The figures it speaks of, by their keys in a sample."""
    what: Title
    """What the sentence on the scenario lists."""
    told: bool = True
    """Whether it is worth a place in that sentence; it stands at its figures in any case."""


def of_effort(count: int, precision: Precision | None, called: Mapping[str, Title]) -> Iterator[Title]:
    """Whether the replications were enough; `called`: the scenarios by their names in the study."""
    if count < ENOUGH_RUNS:
        yield _filled(FEW_REPLICATIONS, lambda _: {"count": count})
    if precision is not None and precision.missed:
        yield _filled(PRECISION_MISSED, lambda language: _missed(precision, count, called, language))


def _missed(
    precision: Precision, count: int, called: Mapping[str, Title], language: Language
) -> dict[str, Any]:
    widths = {
        called[name]: percent(width, language, 2)
        if isfinite(width)
        else WORDS["unbounded"].at_figure.say(language)
        for name, width in precision.reached.items()
        if name in precision.missed
    }
    told = [_place(name, [width], language) for name, width in widths.items()]
    return {
        "kpi": KPIS[precision.kpi].title.say(language),
        "count": count,
        "asked": percent(precision.asked, language),
        "places": _JOINT[language].join(told),
    }


def _filled(words: Title, values: Callable[[Language], dict[str, Any]]) -> Title:
    return Title(en=words.en.format(**values("en")), ja=words.say("ja").format(**values("ja")))


def of_scenarios(called: Mapping[str, Title], found: Mapping[str, Sequence[Finding]]) -> Iterator[Title]:
    """One sentence for each condition that some scenario meets, in the order of the table of words."""
    for condition, words in WORDS.items():
        places = {
            called[name]: what
            for name, own in found.items()
            if (what := [one.what for one in own if one.condition == condition and one.told])
        }
        if places:
            yield _filled(words.of_study, partial(_places, places))


def _places(places: Mapping[Title, Sequence[Title]], language: Language) -> dict[str, Any]:
    told = [_place(name, [one.say(language) for one in what], language) for name, what in places.items()]
    return {"places": _JOINT[language].join(told)}


_JOINT: dict[Language, str] = {"en": "; ", "ja": "、"}


def _place(name: Title, what: Sequence[str], language: Language) -> str:
    listed = dict.fromkeys(what)
    if language == "ja":
        return f"{name.say(language)}（{'、'.join(listed)}）"
    return f"{name.en}: {', '.join(listed)}"


def by_key(found: Iterable[Finding]) -> dict[str, tuple[Condition, ...]]:
    """The conditions of each figure."""
    conditions: dict[str, tuple[Condition, ...]] = {}
    for one in found:
        for key in one.keys:
            conditions[key] = (*conditions.get(key, ()), one.condition)
    return conditions


def at_figure(conditions: Iterable[Condition], language: Language) -> str:
    """What stands at a figure; empty where nothing is to be said."""
    said = [WORDS[condition].at_figure.say(language) for condition in dict.fromkeys(conditions)]
    return _JOINT[language].join(said)
