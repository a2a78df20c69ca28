"""The people of a run as a replay shows them: who was there when, on which hours, and what they have done in all."""

from typing import Any

import numpy as np

from orgsim.language import Language
from orgsim.language.numbers import NOTHING, number, percent
from orgsim.measures.persons import persons
from orgsim.measures.reading import read
from orgsim.report.replay.record import minutes, turns
from orgsim.study.labels import activity_title, team_title
from orgsim.study.run import Run


def teams(run: Run, language: Language) -> list[dict[str, Any]]:
    """Per team its title, what it does in words, and when its people are there: minutes at which they come on duty and go off."""
    log, until = run.events, read(run.events).until
    return [
        {
            "title": team_title(run.scenario, name, language),
            "does": [activity_title(run.scenario, one, language) for one in log.facts.team_does[code]],
            "activities": list(log.facts.team_does[code]),
            "turns": turns(log.facts.on_duty[code], until).tolist(),
        }
        for code, name in enumerate(log.names.teams)
    ]


def people(run: Run, language: Language) -> list[dict[str, Any]]:
    """Everybody who was there, in the order of teams and numbers: when they joined and left (minutes; None for who stayed), hours
    of their own where they keep such, and in words the load and the jobs that `orgsim.measures.persons` has."""
    reading = read(run.events)
    found = persons(reading)
    own = {(team, person): kept for team, person, kept in reading.hours.personal}
    told = []
    for k, (team, person) in enumerate(zip(found["team"].tolist(), found["person"].tolist(), strict=True)):
        load, left = float(found["utilisation"][k]), float(found["left"][k])
        kept = own.get((team, person))
        told.append(
            {
                "team": team,
                "number": person,
                "joined": _minute(float(found["joined"][k])),
                "left": None if np.isnan(left) else _minute(left),
                "turns": None if kept is None else turns(kept, reading.until).tolist(),
                "load": percent(load, language, digits=2) if np.isfinite(load) else NOTHING,
                "jobs": number(float(found["jobs"][k]), language),
            }
        )
    return told


def _minute(day: float) -> int:
    return int(minutes(np.array([day]))[0])
