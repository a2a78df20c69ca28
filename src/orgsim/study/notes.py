"""Honest answers: when a figure is not to be taken at its word, and what is said then.

One table of words (`WORDS`): each condition with what stands at the figure and what is told of the study. The rules that look
for the conditions are in `orgsim.study.findings`; those that an interval meets by itself are `orgsim.study.statistics.Doubt`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import isfinite
from statistics import median
from typing import Literal

from orgsim.language import Language
from orgsim.language.numbers import number, percent
from orgsim.language.phrases import Phrase, listed, said, say, within
from orgsim.measures.kpis import KPIS
from orgsim.study.precision import Precision, Width
from orgsim.study.statistics import Doubt

Condition = (
    Doubt
    | Literal["few_decisions", "first_terms", "overloaded", "queue_growing", "unsteady", "nobody_decided"]
)


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of a condition."""

    at_figure: Phrase
    """In a few words, at the figure, in its row of a table and behind its sentence."""
    of_study: Phrase
    """A sentence on the study; {places} says in which scenarios, and of which figures, teams or activities."""


WORDS: dict[Condition, Words] = {
    "few_runs": Words(
        Phrase("too few runs: the interval may cover less than 95%"),
        Phrase("Too few runs for sound intervals, which may cover less than 95%: {places}."),
    ),
    "unbounded": Words(
        Phrase("too few runs: they set no bound"),
        Phrase(
            "Too few runs to bound some figures, since what they are divided by may be nothing: {places}."
        ),
    ),
    "clipped": Words(
        Phrase("interval cut at what is possible"),
        Phrase("Intervals that reached beyond what is possible are cut there: {places}."),
    ),
    "partly_defined": Words(
        Phrase("mean of the runs that define it"),
        Phrase("Not defined in every run, so that the mean is that of the runs that define it: {places}."),
    ),
    "few_decisions": Words(
        Phrase("too few decisions of customers"),
        Phrase(
            "Customers decided too seldom whether to stay, in all runs together, to know churn and lifetime value: {places}."
        ),
    ),
    "first_terms": Words(
        Phrase("rests on first terms"),
        Phrase(
            "Retention, churn and lifetime value rest on first terms: customers decide less than once within the horizon"
            " ({places}). A longer horizon tells more."
        ),
    ),
    "nobody_decided": Words(
        Phrase("nobody has decided yet"),
        Phrase(
            "No customer came to a decision whether to stay, so churn and lifetime value are not known ({places})."
        ),
    ),
    "overloaded": Words(
        Phrase("no time left: the longer the run, the longer the wait"),
        Phrase(
            "Teams without time left: {places}. Their queues grow as long as the run lasts, and waits say more about the"
            " horizon than about the organization."
        ),
    ),
    "queue_growing": Words(
        Phrase("the queue was still growing at the end"),
        Phrase(
            "Queues that were still growing at the end, so that waits are longer in a longer run: {places}."
        ),
    ),
    "unsteady": Words(
        Phrase("not yet steady after the warm-up"),
        Phrase(
            "The warm-up is too short for a steady state: from the first to the last third of the months counted the load"
            " moved ({places})."
        ),
    ),
}

ENOUGH_RUNS = 10
"""Replications from which intervals of ratios cover what they say (docs/reference/statistics.md)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A condition that a scenario meets."""

    condition: Condition
    keys: tuple[str, ...]
    """The figures it speaks of, by their keys in a sample."""
    what: object
    """What the sentence on the scenario lists, as a gap of a phrase takes it."""
    told: bool = True
    """Whether it is worth a place in that sentence; it stands at its figures in any case."""


def of_effort(count: int, precision: Precision | None, called: Mapping[str, object]) -> Iterator[Phrase]:
    """Whether the replications were enough; `called`: the scenarios by their names in the study."""
    if count < ENOUGH_RUNS:
        yield Phrase(
            "{count} replications are few: intervals of ratios (costs per customer, rates, loads, mean waits) may cover less than"
            " 95% with fewer than 10.",
            count=count,
        )
    if precision is not None and precision.missed:
        yield Phrase(
            "The precision asked for, {asked} of {kpis}, was not reached with {count} replications; half the interval is"
            " {places}.",
            asked=partial(percent, precision.asked),
            kpis=partial(listed, [KPIS[kpi].title for kpi in precision.kpis]),
            count=count,
            places=partial(_several, list(_missed(precision, called))),
        )
        yield runs_it_takes(precision)


def runs_it_takes(precision: Precision) -> Phrase:
    """How many replications a precision takes that is not reached yet."""
    if (needed := precision.needed) is None:
        return Phrase(
            "How many replications that takes cannot be told from {count} of them.", count=precision.count
        )
    return Phrase(
        "As these {count} scatter, that takes about {runs} replications in all (95% sure: {low} to {high}).",
        count=precision.count,
        runs=partial(number, needed.runs),
        low=partial(number, needed.low),
        high=partial(number, needed.high),
    )


def _missed(precision: Precision, called: Mapping[str, object]) -> Iterator[Phrase]:
    """Each mean that is not known as precisely as was asked, and of the differences that which is known least."""
    gaps = [one for one in precision.missed if one.against is not None]
    means = [one for one in precision.missed if one.against is None]
    for one in [*means, *sorted(gaps, key=lambda gap: gap.share)[-1:]]:
        place = called[one.scenario]
        if one.against is not None:
            place = Phrase("{b} against {a}", b=place, a=called[one.against])
        title = KPIS[one.kpi].title
        what = (
            _width(one) if len(precision.kpis) == 1 else Phrase("{kpi} {share}", kpi=title, share=_width(one))
        )
        yield _place(place, [what])


def of_control(widths: Sequence[float]) -> Iterator[Phrase]:
    """What taking out the luck of the decisions has brought; `widths`: half the interval over that with luck, per difference."""
    if widths:
        width = median(widths)
        yield Phrase(
            "The luck of the decisions, whose mean is known, is taken out of differences: intervals are {width} as wide as with"
            " it (median of the leading KPIs), as if there were {times} times the replications. So a difference is a little off"
            " that of the means.",
            width=partial(percent, width),
            times=partial(number, 1 / width**2),
        )


def _width(one: Width) -> object:
    return partial(percent, one.share, digits=2) if isfinite(one.share) else WORDS["unbounded"].at_figure


def of_scenarios(called: Mapping[str, object], found: Mapping[str, Sequence[Finding]]) -> Iterator[Phrase]:
    """One sentence for each condition that some scenario meets, in the order of the table of words."""
    for condition, words in WORDS.items():
        places = [
            _place(called[name], what)
            for name, own in found.items()
            if (what := [one.what for one in own if one.condition == condition and one.told])
        ]
        if places:
            yield words.of_study.filled(places=partial(_several, places))


def _place(name: object, what: Sequence[object]) -> Phrase:
    return Phrase("{scenario}: {what}", scenario=name, what=partial(_each_once, what))


def _each_once(what: Sequence[object], language: Language) -> str:
    return listed(dict.fromkeys(said(one, language) for one in what), language)


def _several(parts: Iterable[Phrase], language: Language) -> str:
    return say(within("notes", "; "), language).join(part.say(language) for part in parts)


def by_key(found: Iterable[Finding]) -> dict[str, tuple[Condition, ...]]:
    """The conditions of each figure."""
    conditions: dict[str, tuple[Condition, ...]] = {}
    for one in found:
        for key in one.keys:
            conditions[key] = (*conditions.get(key, ()), one.condition)
    return conditions


def at_figure(conditions: Iterable[Condition], language: Language) -> str:
    """What stands at a figure; empty where nothing is to be said."""
    return _several((WORDS[condition].at_figure for condition in dict.fromkeys(conditions)), language)
