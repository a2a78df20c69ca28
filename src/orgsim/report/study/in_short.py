"""A study in one sentence, and in three more: how sure that is, what it hangs on, and what to look at."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from orgsim.language.phrases import Phrase, counting, listed
from orgsim.measures.kpis import KPIS
from orgsim.plan.checks.own_work import always_busy
from orgsim.report.study import parts, warm_up
from orgsim.report.study.reading import StudyReading, finite
from orgsim.report.study.short import InShort, guessed, in_four, joined, noted
from orgsim.study.labels import labels, team_title
from orgsim.study.sentences import best_words

_MOST = 3
"""KPIs that the answer names on one side."""


def in_short(reading: StudyReading) -> InShort:
    """The four sentences of a study."""
    return in_four(
        reading.language,
        _answer(reading),
        certainty=_certainty(reading),
        # What the difference is due to, where it is split, and how many of the numbers behind it are guesses.
        hangs_on=[guessed(reading.study.scenarios, reading.language), *parts.sentences(reading)[:1]],
        look_at=_look_at(reading),
    )


def document(reading: StudyReading) -> dict[str, Any]:
    """The study as its JSON document, begun as its report, in English as all of it."""
    said = in_short(reading if reading.language == "en" else replace(reading, language="en"))
    return {**warm_up.advised_document(reading), "sentences": said.lines}


def _answer(reading: StudyReading) -> str:
    """Which organization does better in what; of one alone, what it comes to."""
    if not reading.others:
        return _of_one(reading)
    if len(reading.others) > 1:
        return _of_several(reading)
    (name,) = reading.others
    told = {verdict: _told(reading, name, verdict) for verdict in ("better", "worse")}
    pair = {"b": reading.titles[name], "a": reading.titles[reading.baseline]}
    if told["better"] and told["worse"]:
        return reading.say(_MIXED, **pair, better=told["better"], worse=told["worse"])
    for verdict, phrase in (("better", _BETTER), ("worse", _WORSE)):
        if told[verdict]:
            return reading.say(phrase, **pair, kpis=told[verdict])
    return reading.say(_NOTHING, **pair)


_BETTER = Phrase("{b} does better than {a} in {kpis}.")
_WORSE = Phrase("{b} does worse than {a} in {kpis}.")
_MIXED = Phrase("Going from {a} to {b} is an exchange: better in {better}; worse in {worse}.")
_NOTHING = Phrase("Between {b} and {a} no difference in the leading figures can be told.")


def _told(reading: StudyReading, name: str, verdict: str) -> str:
    """The leading KPIs of a verdict with their differences; empty where there are none."""
    rows = [row for row in reading.against_baseline(name, reading.headline) if row["verdict"] == verdict]
    said = [
        reading.say(
            "{title} ({text})",
            title=reading.kpi_title(row["kpi"]),
            text=reading.change(row["difference"], KPIS[row["kpi"]].unit),
        )
        for row in rows[:_MOST]
    ]
    more = len(rows) - len(said)
    if more:
        said.append(
            counting("{count} figure more", "{count} figures more", more, count=more).say(reading.language)
        )
    return listed(said, reading.language) if said else ""


def _of_several(reading: StudyReading) -> str:
    """Which of several is best in the figure that leads, and in which others it is surely another one."""
    kpi = reading.kpi_apart
    first = _ables(reading, [kpi])[kpi]
    said = [best_words([reading.kpi_title(kpi)], first, reading.language)]
    others: dict[tuple[str, ...], list[str]] = {}
    for name, able in _ables(reading, [one for one in reading.headline if one != kpi]).items():
        if able and not set(able) & set(first):
            others.setdefault(able, []).append(reading.kpi_title(name))
    elsewhere = [
        reading.say("{names} in {kpis}", names=_or(reading, able), kpis=listed(kpis, reading.language))
        for able, kpis in others.items()
    ]
    if first and elsewhere:
        said.append(reading.say(_ELSEWHERE, elsewhere=reading.say("; ").join(elsewhere)))
    elif elsewhere:
        said.append(reading.say(_BUT, elsewhere=reading.say("; ").join(elsewhere)))
    elif first:
        said.append(reading.say(_NOWHERE))
    return joined(said, reading.language)


_ELSEWHERE = Phrase("Elsewhere another one is surely best: {elsewhere}.")
_BUT = Phrase("Surely best are: {elsewhere}.")
_NOWHERE = Phrase("In no other leading figure is another one surely best.")


def _ables(reading: StudyReading, kpis: list[str]) -> dict[str, tuple[str, ...]]:
    """Who may be best in each KPI of which that can be told, by their titles; nobody where all of them may be."""
    called = labels(reading.study.scenarios, reading.language)
    found: dict[str, tuple[str, ...]] = dict.fromkeys(kpis, ())
    for kpi, rows in reading.study.best(kpis, reading.language).groupby("kpi", sort=False):
        able = tuple(called[str(name)] for name in rows["scenario"][rows["may_be_best"]])
        found[str(kpi)] = able if len(able) < len(rows) else ()
    return found


def _or(reading: StudyReading, names: tuple[str, ...]) -> str:
    told = listed(names, reading.language)
    return told if len(names) == 1 else reading.say("one of {names}", names=told)


def _of_one(reading: StudyReading) -> str:
    found = reading.results[reading.baseline]["kpis"]
    said = [
        reading.say(
            "{title} ({text})",
            title=reading.kpi_title(name),
            text=reading.quantity(found[name]["mean"], KPIS[name].unit),
        )
        for name in reading.headline[:_MOST]
        if finite(found.get(name, {}).get("mean"))
    ]
    title = reading.titles[reading.baseline]
    return (
        reading.say("{title}: {text}.", title=title, text=listed(said, reading.language)) if said else title
    )


def _certainty(reading: StudyReading) -> list[str]:
    """How many of the leading differences can be told, and between what the first of them lies."""
    if not reading.others:
        return [_interval(reading)]
    rows = [row for a, b in reading.pairs for row in reading.against(a, b, reading.headline)]
    told = [row for row in rows if row["verdict"] not in ("cannot tell", "")]
    said = reading.say(
        "{told} of {all} leading differences can be told with {replications} replications (95%, their number allowed for).",
        told=len(told),
        all=len(rows),
        replications=reading.study.replications,
    )
    first = next(
        (
            row
            for row in rows
            if row["kpi"] == reading.kpi_apart and finite(row["low"]) and finite(row["high"])
        ),
        None,
    )
    if first is None:
        return [said]
    lies = reading.say(
        "{kpi}, {pair}: {interval}.",
        kpi=reading.kpi_title(first["kpi"]),
        pair=reading.pair(first["b"], first["a"]),
        interval=reading.changes(first["low"], first["high"], KPIS[first["kpi"]].unit),
    )
    return [said, lies]


def _interval(reading: StudyReading) -> str:
    kpi = reading.headline[0] if reading.headline else ""
    found = reading.results[reading.baseline]["kpis"].get(kpi)
    if found is None or not (finite(found["low"]) and finite(found["high"])):
        return reading.say("{count} replications set no interval.", count=reading.study.replications)
    return reading.say(
        "the mean of {kpi} lies at {interval} (95%, {count} replications); a single history scatters far more.",
        kpi=reading.kpi_title(kpi),
        interval=reading.interval(found["low"], found["high"], KPIS[kpi].unit),
        count=reading.study.replications,
    )


_BUSIEST = Phrase("{team} is the busiest team, {load} of its hours; the waits that follow stand below.")
_BUSIEST_OF = Phrase(
    "the busiest team is {team} of {title}, {load} of its hours; the waits that follow stand below."
)


def _look_at(reading: StudyReading) -> Iterator[str]:
    """The busiest team of all organizations, and what is said of the figures first."""
    busiest = max(_loads(reading), default=None, key=lambda found: found[0])
    if busiest is not None:
        load, name, team = busiest
        words = {
            "team": team_title(reading.study.scenarios[name], team, reading.language),
            "title": reading.titles[name],
            "load": reading.quantity(load, "share"),
        }
        yield reading.say(_BUSIEST_OF if reading.others else _BUSIEST, **words)
    yield noted(len(reading.study.notes(reading.language)), reading.language)


def _loads(reading: StudyReading) -> Iterator[tuple[float, str, str]]:
    for name, scenario in reading.study.scenarios.items():
        filled = always_busy(scenario)
        for team in scenario.all_teams:
            load = reading.results[name]["teams"][team]["utilisation"]["mean"]
            if finite(load) and team not in filled:
                yield load, name, team
