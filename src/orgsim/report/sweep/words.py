"""What a sweep or a map says: the sentence to take away first, then what it hangs on."""

from collections.abc import Iterator
from functools import partial
from math import isfinite, isnan

import numpy as np

from orgsim.language import Language
from orgsim.language.numbers import NOTHING, interval, percent, quantity
from orgsim.language.phrases import Phrase, listed, say
from orgsim.measures.kpis import KPIS
from orgsim.report.study.short import InShort, guessed, in_four, noted
from orgsim.study.labels import labels
from orgsim.study.statistics import CONFIDENCE, Estimate
from orgsim.study.sweep.answer import Setting, SweepResult, Swing
from orgsim.study.sweep.phase import MapResult

_FEW = 10


def amount(
    sweep: SweepResult | MapResult, kpi: str, value: float, language: Language, signed: bool = False
) -> str:
    """A figure with its unit."""
    return quantity(value, KPIS[kpi].unit, _currency(sweep), language, signed)


def bounds(sweep: SweepResult, kpi: str, found: Estimate, language: Language) -> str:
    """Its 95 % interval."""
    return interval(found.low, found.high, KPIS[kpi].unit, _currency(sweep), language)


def setting_title(sweep: SweepResult, setting: Setting, language: Language) -> str:
    """What a setting is called: the scenario where there are several, and what is decided."""
    title = labels(sweep.scenarios, language)[setting.scenario]
    if not setting.levers:
        return title
    stated = listed((f"{path} = {value}" for path, value in setting.levers), language)
    return (
        stated
        if len(sweep.scenarios) == 1
        else say("{title} with {stated}", language, title=title, stated=stated)
    )


def sentences(sweep: SweepResult, kpi: str, language: Language) -> InShort:
    """Which setting, how surely; on how many runs that rests; what moves it most; and how settings fare where things go badly."""
    _, settings = sweep.fares(kpi)
    order = _order(sweep, kpi)
    if len(settings) == 1:
        answer = _range(sweep, kpi, order[0], language)
    else:
        answer = (_best if KPIS[kpi].better else _between)(sweep, kpi, language)
    own = [one for one in sweep.swings(kpi) if one.scenario == order[0].scenario]
    below = noted(len(list(notes(sweep, language))), language)
    return in_four(
        language,
        answer,
        certainty=[_runs(sweep, language)],
        hangs_on=[_largest(sweep, kpi, own, language), guessed_of_all(sweep, language)],
        look_at=[_badly(sweep, kpi, language) or _other_movers(sweep, kpi, order[0], language), below],
    )


def _order(sweep: SweepResult, kpi: str) -> list[Setting]:
    """The settings, the best on average first; of a KPI without a better side the highest."""
    _, settings = sweep.fares(kpi)
    if KPIS[kpi].better and len(settings) > 1:
        return sweep.leading(kpi)[0]
    return sorted(settings, key=lambda one: -settings[one].mean.mean)


def _runs(sweep: SweepResult, language: Language) -> str:
    return say(
        "{replications} replications of each of {points} points; intervals are those of luck. That these points were run and not"
        " others is no part of them.",
        language,
        replications=sweep.replications,
        points=len(sweep.points),
    )


def guessed_of_all(sweep: SweepResult | MapResult, language: Language) -> str:
    """How many of the numbers behind a sweep or a map are guesses, as a sentence of its own."""
    text = guessed(sweep.scenarios, language)
    return text[:1].upper() + text[1:]


def _between(sweep: SweepResult, kpi: str, language: Language) -> str:
    """Between what a KPI without a better side lies."""
    order, (_, settings) = _order(sweep, kpi), sweep.fares(kpi)
    first, last = order[0], order[-1]
    return say(
        "{kpi} lies between {low} ({last}) and {high} ({first}).",
        language,
        kpi=KPIS[kpi].title,
        first=partial(_title, sweep, first),
        last=partial(_title, sweep, last),
        high=amount(sweep, kpi, settings[first].mean.mean, language),
        low=amount(sweep, kpi, settings[last].mean.mean, language),
    )


def _badly(sweep: SweepResult, kpi: str, language: Language) -> str:
    """What the two best settings come to in the worst tenth of what is not known; empty where there is no such choice."""
    _, settings = sweep.fares(kpi)
    if len(settings) < 2 or not sweep.design.uncertainties or not KPIS[kpi].better:
        return ""
    first, second = _order(sweep, kpi)[:2]
    return say(
        "where things go badly (the worst tenth of the cases), {first} comes to {one}, {second} to {other}.",
        language,
        first=partial(_title, sweep, first),
        second=partial(_title, sweep, second),
        one=amount(sweep, kpi, settings[first].worst_decile, language),
        other=amount(sweep, kpi, settings[second].worst_decile, language),
    )


def _other_movers(sweep: SweepResult, kpi: str, setting: Setting, language: Language) -> str:
    """What else was varied, the strongest first."""
    paths = [one.factor.path for one in sweep.swings(kpi) if one.scenario == setting.scenario]
    if len(paths) < 2:
        return say("the figure shows how far {path} moves it.", language, path=paths[0])
    return say(
        "after it {path} moves it most; the figure ranks all that was varied.", language, path=paths[1]
    )


def _best(sweep: SweepResult, kpi: str, language: Language) -> str:
    points, settings = sweep.fares(kpi)
    order, chance = sweep.leading(kpi)
    first, second = order[:2]
    values = {
        "kpi": KPIS[kpi].title,
        "first": partial(_title, sweep, first),
        "second": partial(_title, sweep, second),
        "mean": amount(sweep, kpi, settings[first].mean.mean, language),
        "other": amount(sweep, kpi, settings[second].mean.mean, language),
        "chance": partial(percent, min(chance, 0.999), digits=3),
        "points": points,
        "share": partial(percent, settings[first].share_best, digits=2),
    }
    unknown = bool(sweep.design.uncertainties)
    if chance >= CONFIDENCE:
        phrase = (
            Phrase(
                "{kpi}: {first} is best, with {mean} on average over the {points} cases of what is not known ({chance} sure), and"
                " in {share} of these cases."
            )
            if unknown
            else Phrase("{kpi}: {first} is best, with {mean} ({chance} sure).")
        )
    else:
        phrase = (
            Phrase(
                "{kpi}: it cannot be told which setting is best. On average over the {points} cases of what is not known {first}"
                " comes to {mean}, {second} to {other}."
            )
            if unknown
            else Phrase(
                "{kpi}: it cannot be told which setting is best; {first} comes to {mean}, {second} to {other}."
            )
        )
    return phrase.say(language, **values)


def _title(sweep: SweepResult, setting: Setting, language: Language) -> str:
    return setting_title(sweep, setting, language)


def _range(sweep: SweepResult, kpi: str, setting: Setting, language: Language) -> str:
    means = sweep.spread(kpi, setting)
    low, middle, high = np.quantile(means, [0.1, 0.5, 0.9]).tolist()
    return say(
        "{kpi} lies between {low} and {high} in 8 of 10 of the {points} cases that were run; half of them are above {middle}.",
        language,
        kpi=KPIS[kpi].title,
        low=amount(sweep, kpi, low, language),
        high=amount(sweep, kpi, high, language),
        middle=amount(sweep, kpi, middle, language),
        points=len(means),
    )


def _largest(sweep: SweepResult, kpi: str, swings: list[Swing], language: Language) -> str:
    """What moves a figure of one scenario most."""
    one = swings[0]
    found = one.moved.difference
    title = labels(sweep.scenarios, language)[one.scenario]
    if not (isfinite(found.low) and (found.low > 0 or found.high < 0)):
        return say(
            "{kpi}, {title}: nothing that was varied moves it by itself so much that it can be told from luck.",
            language,
            title=title,
            kpi=KPIS[kpi].title,
        )
    return say(
        "{kpi}, {title}: {path} moves it most; at {to} it is {change} against {start} (95% interval: {interval}).",
        language,
        title=title,
        path=one.factor.path,
        kpi=KPIS[kpi].title,
        to=str(one.factor.highest),
        start=str(one.factor.lowest),
        change=amount(sweep, kpi, found.mean, language, signed=True),
        interval=bounds(sweep, kpi, found, language),
    )


def notes(sweep: SweepResult, language: Language) -> Iterator[str]:
    """What a reader has to know of a sweep."""
    if not sweep.complete:
        yield say("Interrupted: this rests on the replications that every point had finished.", language)
    if (missing := sweep.undefined(sweep.kpi)) > 0:
        yield say(
            "{kpi} is not defined everywhere: {missing} cases of what is not known are left out.",
            language,
            kpi=KPIS[sweep.kpi].title,
            missing=missing,
        )
    for path in sweep.idle:
        yield say(
            "{path} changes nothing that numbers depend on, from its lowest to its highest value.",
            language,
            path=path,
        )
    if sweep.replications < _FEW:
        yield say("{n} replications of each point: intervals are rough.", language, n=sweep.replications)


def share_of(value: float, language: Language) -> str:
    """A share, or a dash."""
    return NOTHING if isnan(value) else percent(round(value, 3), language, 2)


def _currency(sweep: SweepResult | MapResult) -> str:
    return next(iter(sweep.scenarios.values())).market.currency
