"""Moments of a run that mattered: overload, people who leave, shocks, another organization, first and longest of their kind."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from orgsim.events.columns import Row
from orgsim.language import Language
from orgsim.language.numbers import percent, quantity
from orgsim.language.phrases import Phrase, say
from orgsim.report.replay.figures import ends
from orgsim.report.replay.record import NURTURE, minutes
from orgsim.study.labels import activity_title, team_title
from orgsim.study.run import Run

FULL = 0.95
"""Load of a team in a month from which on it is called overloaded: beyond it waits grow faster than work."""
_MOST = 40
"""Of a kind and organization that a list bears."""


class Jump(NamedTuple):
    """A moment to go to."""

    minute: int
    """From day 0."""
    organization: int
    """Which of those side by side; -1 for all of them."""
    kind: str
    """"shock", "organization", "load", "queue", "leaves", "first"."""
    text: str

    def to_json(self) -> dict[str, Any]:
        """As plain objects."""
        return self._asdict()


def jumps(runs: Sequence[Run], language: Language) -> list[Jump]:
    """All of them, in the order of time."""
    found = list(_shocks(runs, language))
    for number, run in enumerate(runs):
        parts = (_takeovers, _overloads, _longest_queue, _leaving, _firsts)
        found += [jump for part in parts for jump in part(run, number, language)]
    until = max(_minute(run.events.facts.horizon) for run in runs)
    return sorted((jump for jump in found if 0 <= jump.minute <= until), key=lambda jump: jump.minute)


def _minute(day: float) -> int:
    return int(minutes(np.array([day]))[0])


def _shocks(runs: Sequence[Run], language: Language) -> Iterator[Jump]:
    """What changes the market; of several organizations that all meet it, one moment for all."""
    told = list[tuple[tuple[float, str], int]]()
    for number, run in enumerate(runs):
        for name, shock in run.scenario.shocks.items():
            title = name.replace("_", " ") if shock.title is None else shock.title.say(language)
            told.append(((shock.at, say("The market changes: {title}", language, title=title)), number))
            if shock.lasts is not None:
                text = say("The market is as before: {title} is over", language, title=title)
                told.append(((shock.at + shock.lasts, text), number))
    for one in dict.fromkeys(key for key, _ in told):
        whose = [number for key, number in told if key == one]
        for number in [-1] if len(whose) == len(runs) else whose:
            yield Jump(_minute(one[0]), number, "shock", one[1])


def _takeovers(run: Run, number: int, language: Language) -> Iterator[Jump]:
    for one in run.scenario.reorganizations:
        if one.at is not None:
            title = one.organization.organization.title.say(language)
            text = say("Another organization takes over: {title}", language, title=title)
            yield Jump(_minute(one.at), number, "organization", text)


def _overloads(run: Run, number: int, language: Language) -> Iterator[Jump]:
    """The first month in which each team is overloaded."""
    for team in run.events.names.teams:
        load = np.array(run.summary.series[f"utilisation.{team}"])
        if (full := np.flatnonzero(np.nan_to_num(load) >= FULL)).size:
            month = int(full[0])
            text = say(
                "{team} overloaded for the first time: {load} in month {month}",
                language,
                team=team_title(run.scenario, team, language),
                load=percent(float(load[month]), language, digits=2),
                month=month + 1,
            )
            yield Jump(_beginning(run, month), number, "load", text)


def _longest_queue(run: Run, number: int, language: Language) -> Iterator[Jump]:
    """The month in which most leads or customers wait for one activity; those who rest and wait to be touched do not count."""
    own = [name for name in run.events.names.activities if name in run.scenario.journey and name != NURTURE]
    queues = np.array([run.summary.series[f"queue_length.{name}"] for name in own])
    if not queues.size or not (most := float(queues.max())) > 1:
        return
    place, month = np.unravel_index(int(queues.argmax()), queues.shape)
    text = say(
        "Longest queue: {activity}, {count} waiting on average in month {month}",
        language,
        activity=activity_title(run.scenario, own[int(place)], language),
        count=quantity(most, "", "", language),
        month=int(month) + 1,
    )
    yield Jump(_beginning(run, int(month)), number, "queue", text)


def _beginning(run: Run, month: int) -> int:
    """The minute at which a month begins, counted from 0."""
    return _minute([0.0, *ends(run)][month])


def _leaving(run: Run, number: int, language: Language) -> Iterator[Jump]:
    """People who leave, those who go to another team left out."""
    log = run.events
    staff, left = log.of(Row.STAFFING), log.names.outcomes.index("left")
    came = set(staff["end"][staff["outcome"] != left].tolist())
    gone = [row for row in staff if row["outcome"] == left and row["end"] not in came]
    for row in gone[:_MOST]:
        team = team_title(run.scenario, log.names.teams[row["team"]], language)
        text = say("{team}: no. {number} leaves", language, team=team, number=int(row["person"]) + 1)
        yield Jump(_minute(float(row["end"])), number, "leaves", text)


_FIRST = {
    "customer": Phrase("The first customer"),
    "churned": Phrase("The first customer leaves"),
    "failed": Phrase("The first job for a customer fails"),
}


def _firsts(run: Run, number: int, language: Language) -> Iterator[Jump]:
    log = run.events
    changes = log.of(Row.CHANGE)
    known = (outcome for outcome in _FIRST if outcome in log.names.outcomes)
    for outcome in known:
        days = changes["end"][changes["outcome"] == log.names.outcomes.index(outcome)]
        if (days := days[days >= 0]).size:
            yield Jump(_minute(float(days[0])), number, "first", _FIRST[outcome].say(language))
