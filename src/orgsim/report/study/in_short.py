"""A study in one sentence, and in three more: how sure that is, what it hangs on, and what to look at."""

from collections.abc import Iterator
from dataclasses import dataclass

from orgsim.language.phrases import Phrase, counting, listed, within
from orgsim.measures.kpis import KPIS
from orgsim.plan.checks.own_work import always_busy
from orgsim.report.explanation.facts import ScenarioFacts
from orgsim.report.study import parts
from orgsim.report.study.reading import StudyReading, finite
from orgsim.study.labels import labels, team_title
from orgsim.study.sentences import best_words

_MOST = 3
"""KPIs that the answer names on one side."""


@dataclass(frozen=True, slots=True)
class InShort:
    """What a reader takes away who reads nothing else."""

    answer: str
    certainty: str
    hangs_on: str
    look_at: str


def in_short(reading: StudyReading) -> InShort:
    """The four sentences of a study."""
    return InShort(_answer(reading), _certainty(reading), _hangs_on(reading), _look_at(reading))


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
    """Which of several is best in the figure that leads."""
    kpi = reading.kpi_apart
    called = labels(reading.study.scenarios, reading.language)
    rows = reading.study.best([kpi], reading.language)
    able = [str(name) for name in rows["scenario"][rows["may_be_best"]]]
    told = able if 0 < len(able) < len(rows) else []
    return best_words([reading.kpi_title(kpi)], [called[name] for name in told], reading.language)


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


def _certainty(reading: StudyReading) -> str:
    """How many of the leading differences can be told, and between what the first of them lies."""
    if not reading.others:
        return _interval(reading)
    rows = [row for a, b in reading.pairs for row in reading.against(a, b, reading.headline)]
    told = [row for row in rows if row["verdict"] not in ("cannot tell", "")]
    said = reading.say(
        "How sure: {told} of {all} leading differences can be told with {replications} replications (95%, their number allowed"
        " for).",
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
        return said
    lies = reading.say(
        "{kpi}, {pair}: {interval}.",
        kpi=reading.kpi_title(first["kpi"]),
        pair=reading.pair(first["b"], first["a"]),
        interval=reading.changes(first["low"], first["high"], KPIS[first["kpi"]].unit),
    )
    return _joined(reading, said, lies)


def _interval(reading: StudyReading) -> str:
    kpi = reading.headline[0] if reading.headline else ""
    found = reading.results[reading.baseline]["kpis"].get(kpi)
    if found is None or not (finite(found["low"]) and finite(found["high"])):
        return reading.say(
            "How sure: {count} replications set no interval.", count=reading.study.replications
        )
    return reading.say(
        "How sure: the mean of {kpi} lies at {interval} (95%, {count} replications); a single history scatters far more.",
        kpi=reading.kpi_title(kpi),
        interval=reading.interval(found["low"], found["high"], KPIS[kpi].unit),
        count=reading.study.replications,
    )


def _hangs_on(reading: StudyReading) -> str:
    """What the difference is due to, where it is split, and how many of the numbers behind it are guesses."""
    split = parts.sentences(reading)
    facts = [ScenarioFacts(scenario, reading.language) for scenario in reading.study.scenarios.values()]
    counted = max((one.statuses for one in facts), key=lambda found: sum(found.values()))
    total, guesses = sum(counted.values()), counted["guess"]
    assumed = (
        reading.say(
            "What it hangs on: of {total} numbers in the mechanisms in force {guesses} are guesses.",
            total=total,
            guesses=guesses,
        )
        if total
        else reading.say("What it hangs on: the numbers of the files alone; no mechanism is in force.")
    )
    return _joined(reading, assumed, *split[:1])


_BUSIEST = Phrase(
    "What to look at: {team} is the busiest team, {load} of its hours; the figures below show the waits that follow."
)
_BUSIEST_OF = Phrase(
    "What to look at: the busiest team is {team} of {title}, {load} of its hours; the figures below show the waits that follow."
)


def _look_at(reading: StudyReading) -> str:
    """The busiest team of all organizations, and what is said of the figures first."""
    busiest = max(_loads(reading), default=None, key=lambda found: found[0])
    said = []
    if busiest is not None:
        load, name, team = busiest
        words = {
            "team": team_title(reading.study.scenarios[name], team, reading.language),
            "title": reading.titles[name],
            "load": reading.quantity(load, "share"),
        }
        said.append(reading.say(_BUSIEST_OF if reading.others else _BUSIEST, **words))
    notes = len(reading.study.notes(reading.language))
    if notes:
        noted = counting(
            "{count} note below says where figures are not to be taken at their word.",
            "{count} notes below say where figures are not to be taken at their word.",
            notes,
            count=notes,
        )
        said.append(noted.say(reading.language))
    return _joined(reading, *said)


def _loads(reading: StudyReading) -> Iterator[tuple[float, str, str]]:
    for name, scenario in reading.study.scenarios.items():
        filled = always_busy(scenario)
        for team in scenario.all_teams:
            load = reading.results[name]["teams"][team]["utilisation"]["mean"]
            if finite(load) and team not in filled:
                yield load, name, team


def _joined(reading: StudyReading, *said: str) -> str:
    """Sentences one after the other."""
    kept = [one for one in said if one]
    text = kept[0] if kept else ""
    for one in kept[1:]:
        text = reading.say(within("sentences", "{first} {second}"), first=text, second=one)
    return text
