"""What a map says: the four sentences, what its grey is called, and what its reader has to know."""

from collections.abc import Iterator
from functools import partial

from orgsim.language import Language
from orgsim.language.numbers import number, percent
from orgsim.language.phrases import Phrase, listed, say
from orgsim.measures.kpis import KPIS
from orgsim.report.study.short import InShort, guessed, in_four, noted
from orgsim.study.labels import labels
from orgsim.study.sweep.phase import MapResult


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


def map_sentences(found: MapResult, language: Language) -> InShort:
    """Who wins where; on which runs that rests; how much is guessed; and where the frontier runs."""
    counts = found.explored.counts
    runs = say(
        "{runs} runs of each organization at {seen} of {cells} points; between them differences are interpolated.",
        language,
        runs=found.runs,
        seen=int((counts > 0).sum()),
        cells=len(counts),
    )
    return in_four(
        language,
        map_sentence(found, language),
        certainty=[runs, *map_outlook(found, language)],
        hangs_on=[guessed(found.scenarios, language)],
        look_at=[_frontier(found, language), noted(len(list(map_notes(found, language))), language)],
    )


_GREY = Phrase("no frontier runs through the map; the grey of the figure is what cannot be told.")
_WHOLE = Phrase("no frontier runs through the map: nowhere does another one take over.")


def _frontier(found: MapResult, language: Language) -> str:
    """Where one organization takes over from another, in the middle of the map."""
    every = found.crossings()
    if not every:
        return say(
            "no frontier runs through the map; the grey of the figure is what cannot be told.", language
        )
    along = max(("x", "y"), key=lambda axis: sum(one.along == axis for one in every))
    own = sorted((one for one in every if one.along == along), key=lambda one: one.beside)
    middle = own[len(own) // 2]
    here, beside = found.axes if along == "x" else found.axes[::-1]
    titles = list(labels(found.scenarios, language).values())
    return say(
        "at {beside} = {place} the frontier between {before} (below) and {after} (above) lies at {here} = {at}; its bounds stand"
        " in the table.",
        language,
        beside=beside.path,
        place=f"{number(middle.beside, language)} {beside.unit}".strip(),
        before=titles[middle.before],
        after=titles[middle.after],
        here=here.path,
        at=f"{number(middle.at, language)} {here.unit}".strip(),
    )


def map_notes(found: MapResult, language: Language) -> Iterator[str]:
    """What a reader has to know of a map."""
    if not found.complete:
        yield say("Interrupted: this rests on the runs that were finished.", language)
