"""A sweep or a map in tables, for the terminal."""

from collections.abc import Iterator
from math import isinf

from orgsim.language import Language
from orgsim.language.numbers import NOTHING, number
from orgsim.language.phrases import Phrase, say
from orgsim.measures.kpis import KPIS
from orgsim.report.study.tables import Cell, ReportTable
from orgsim.report.sweep.words import amount, bounds, setting_title, share_of
from orgsim.study.labels import labels
from orgsim.study.sweep.answer import Setting, SweepResult
from orgsim.study.sweep.indices import Index, SobolIndices
from orgsim.study.sweep.phase import MapResult

_MOST = 20
"""Settings that a table lists."""
_TEN = 10
"""Cases of which a tenth is one at least."""
_BY_INDICES = 3
"""Settings whose Sobol indices are shown."""
LUCK_TITLE = Phrase("Luck (what replications differ in)")


def of_sweep(sweep: SweepResult, kpi: str, language: Language) -> Iterator[ReportTable]:
    """How settings fare, what moves the figure, and where its variance comes from."""
    _, found = sweep.fares(kpi)
    order = sweep.leading(kpi)[0] if KPIS[kpi].better else list(found)
    if len(order) > 1:
        yield _settings(sweep, kpi, order, language)
    for name in sweep.scenarios:
        yield _tornado(sweep, kpi, name, language)
    if sweep.design.kind == "sobol":
        indices = sweep.sobol(kpi)
        first = [one for one in order if one in indices] or list(indices)
        for setting in first[:_BY_INDICES]:
            yield _indices(sweep, kpi, setting, indices[setting], language)


def _settings(sweep: SweepResult, kpi: str, order: list[Setting], language: Language) -> ReportTable:
    points, found = sweep.fares(kpi)
    rows = []
    for setting in order[:_MOST]:
        fare = found[setting]
        cells = [setting_title(sweep, setting, language), amount(sweep, kpi, fare.mean.mean, language)]
        cells.append(bounds(sweep, kpi, fare.mean, language))
        if sweep.design.uncertainties:
            cells += [
                amount(sweep, kpi, fare.worst_decile, language),
                share_of(fare.share_best, language),
                share_of(fare.share_sure, language),
            ]
        rows.append(tuple(map(Cell, cells)))
    heads = [Phrase("Setting"), Phrase("Mean"), Phrase("95% interval")]
    if sweep.design.uncertainties:
        heads += [Phrase("Worst tenth"), Phrase("Best in"), Phrase("Surely best in")]
        said = (
            Phrase(
                "Over {points} cases of what is not known. Worst tenth: one case in ten is worse. Surely: at least 90% sure."
            )
            if points >= _TEN
            else Phrase(
                "Over {points} cases of what is not known. Worst tenth: of so few cases the worst. Surely: at least 90% sure."
            )
        )
        note = said.say(language, points=points)
    else:
        note = ""
    if len(order) > _MOST:
        more = say("{more} settings more stand in settings.csv.", language, more=len(order) - _MOST)
        note = f"{note}\n{more}" if note else more
    title = say("How settings fare: {kpi}", language, kpi=KPIS[kpi].title)
    return ReportTable(title, tuple(head.say(language) for head in heads), tuple(rows), note=note)


def _tornado(sweep: SweepResult, kpi: str, name: str, language: Language) -> ReportTable:
    swings = [one for one in sweep.swings(kpi) if one.scenario == name]
    rows = tuple(
        (
            Cell(one.factor.path),
            Cell(str(one.factor.lowest)),
            Cell(str(one.factor.highest)),
            Cell(amount(sweep, kpi, one.moved.difference.mean, language, signed=True)),
            Cell(bounds(sweep, kpi, one.moved.difference, language)),
        )
        for one in swings
    )
    heads = (Phrase("What is varied"), Phrase("From"), Phrase("To"), Phrase("Change"), Phrase("95% interval"))
    title = say(
        "What moves {kpi}: {title}",
        language,
        kpi=KPIS[kpi].title,
        title=labels(sweep.scenarios, language)[name],
    )
    note = say(
        "One at a time, all else as the scenario states it, where the figure is {base}.",
        language,
        base=amount(sweep, kpi, swings[0].base, language),
    )
    return ReportTable(title, tuple(head.say(language) for head in heads), rows, texts=3, note=note)


def _indices(
    sweep: SweepResult, kpi: str, setting: Setting, found: SobolIndices, language: Language
) -> ReportTable:
    rows = [
        (Cell(factor.path), *_shares(first, language), *_shares(total, language))
        for factor, first, total in zip(sweep.design.sampled, found.first, found.total, strict=True)
    ]
    rows.append(
        (Cell(LUCK_TITLE.say(language)), *_shares(found.luck, language), Cell(NOTHING), Cell(NOTHING))
    )
    heads = [
        Phrase("What is varied"),
        Phrase("By itself"),
        Phrase("95% interval"),
        Phrase("With all others"),
        Phrase("95% interval"),
    ]
    # Where all that is varied is decided, the sample is of every setting together.
    title = say(
        "Where the variance of {kpi} comes from: {title}",
        language,
        kpi=KPIS[kpi].title,
        title=setting_title(sweep, setting, language),
    )
    note = say("Shares of the variance of one future: Sobol indices, and what luck brings.", language)
    if found.constant:
        note = say("The figure is the same at every point.", language)
    return ReportTable(title, tuple(head.say(language) for head in heads), tuple(rows), note=note)


def _shares(one: Index, language: Language) -> tuple[Cell, Cell]:
    low, high = share_of(one.low, language), share_of(one.high, language)
    between = NOTHING if NOTHING in (low, high) else say("{low} to {high}", language, low=low, high=high)
    return Cell(share_of(one.share, language)), Cell(between)


def of_map(found: MapResult, language: Language) -> Iterator[ReportTable]:
    """Where the frontier runs, along the axis on which more of it is seen."""
    every = found.crossings()
    along = max(("x", "y"), key=lambda axis: sum(one.along == axis for one in every))
    own = [one for one in every if one.along == along]
    if not own:
        return
    here, beside = found.axes if along == "x" else found.axes[::-1]
    titles = list(labels(found.scenarios, language).values())
    rows = tuple(
        (
            Cell(_on(one.beside, beside.unit, language)),
            Cell(titles[one.before]),
            Cell(titles[one.after]),
            Cell(_on(one.at, here.unit, language)),
            Cell(
                say("{low} to {high}", language, low=_edge(one.low, language), high=_edge(one.high, language))
            ),
        )
        for one in own
    )
    heads = (
        beside.path,
        say("Better below", language),
        say("Better above", language),
        here.path,
        say("95% interval", language),
    )
    title = say("The frontier: {kpi}", language, kpi=KPIS[found.kpi].title)
    yield ReportTable(title, heads, rows, texts=3)


def _on(value: float, unit: str, language: Language) -> str:
    return f"{number(value, language)} {unit}".strip()


def _edge(value: float, language: Language) -> str:
    return say("beyond the map", language) if isinf(value) else number(value, language)
