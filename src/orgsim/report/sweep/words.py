"""What a sweep or a map says: the sentence to take away first, then what it hangs on."""

from collections.abc import Iterator
from functools import partial
from math import isfinite, isnan

import numpy as np

from orgsim.language import Language
from orgsim.language.numbers import NOTHING, interval, number, percent, quantity
from orgsim.language.phrases import Phrase, listed, say
from orgsim.measures.kpis import KPIS
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


def sentences(sweep: SweepResult, kpi: str, language: Language) -> list[str]:
    """The answer in a sentence or two: which setting, how surely; what moves it most."""
    _, settings = sweep.fares(kpi)
    if len(settings) == 1:
        found = [_range(sweep, kpi, next(iter(settings)), language)]
    else:
        # Where no side is better there is no best setting, and the table says what each comes to.
        found = [_best(sweep, kpi, language)] if KPIS[kpi].better else []
    for name in sweep.scenarios:
        own = [one for one in sweep.swings(kpi) if one.scenario == name]
        found.append(_largest(sweep, kpi, own, language))
    return found


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
    yield say(
        "Intervals are those of luck. That these points were run and not others is no part of them.", language
    )


def map_sentence(found: MapResult, language: Language) -> str:
    """Who wins on how much of a map."""
    titles, shares = labels(found.scenarios, language), found.shares()
    won = [
        say(
            "{title} is best on {share}",
            language,
            title=titles[name],
            share=partial(percent, share, digits=2),
        )
        for name, share in shares.items()
        if name and share > 0
    ]
    values = {"kpi": KPIS[found.kpi].title, "x": found.axes[0].path, "y": found.axes[1].path}
    if not won:
        return say(
            "{kpi} over {x} and {y}: it can be told nowhere on the map who is best.", language, **values
        )
    if (whole := next((name for name, share in shares.items() if name and share == 1), None)) is not None:
        said = Phrase(
            "{kpi} over {x} and {y}: {title} is best on the whole map (at least 90% sure everywhere)."
        )
        return said.say(language, title=titles[whole], **values)
    return say(
        "{kpi} over {x} and {y}: {won} of the map (each at least 90% sure there); on {rest} it cannot be told.",
        language,
        won=listed(won, language),
        rest=partial(percent, shares[""], digits=2),
        **values,
    )


def map_outlook(found: MapResult, language: Language) -> Iterator[str]:
    """What more runs would tell of a map; nothing where nothing is left to be told."""
    if found.alike > 0:
        yield say(
            "On {share} of the map the best two come to the same in every run: no number of runs tells them apart.",
            language,
            share=partial(percent, found.alike, digits=2),
        )
    if found.shares()[""] > found.alike:
        soon, late = found.outlooks
        yield say(
            "Of the points where it cannot be told, {times} times the runs ({runs} of each organization) would probably tell "
            "{told}, {more} times {later}. Where two are equally good no number of runs tells: luck would show a winner at a "
            "fifth of such points at most.",
            language,
            times=soon.times,
            runs=partial(number, soon.runs),
            told=partial(percent, soon.told, digits=2),
            more=late.times,
            later=partial(percent, late.told, digits=2),
        )


def unknown(found: MapResult, language: Language) -> str:
    """What the grey of a map is called: with how much there is, and how much there would be with more runs."""
    grey = found.shares()[""]
    if grey <= found.alike:
        return say("cannot be told", language)
    soon = found.outlooks[0]
    return say(
        "cannot be told: {grey} (with {times} times the runs about {left})",
        language,
        grey=partial(percent, grey, digits=2),
        times=soon.times,
        left=partial(percent, soon.grey, digits=2),
    )


def map_notes(found: MapResult, language: Language) -> Iterator[str]:
    """What a reader has to know of a map."""
    if not found.complete:
        yield say("Interrupted: this rests on the runs that were finished.", language)
    counts = found.explored.counts
    yield say(
        "{runs} runs of each organization at {seen} of {cells} points; between them differences are interpolated.",
        language,
        runs=found.runs,
        seen=int((counts > 0).sum()),
        cells=len(counts),
    )


def share_of(value: float, language: Language) -> str:
    """A share, or a dash."""
    return NOTHING if isnan(value) else percent(round(value, 3), language, 2)


def _currency(sweep: SweepResult | MapResult) -> str:
    return next(iter(sweep.scenarios.values())).market.currency
