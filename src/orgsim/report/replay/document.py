"""All that a replay shows as one document: a text of JSON and the packed columns behind it."""

import base64
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from orgsim.errors import unusable
from orgsim.events.columns import FIRM
from orgsim.language import Language
from orgsim.language.numbers import money
from orgsim.measures import conservation
from orgsim.measures.bins import Ints
from orgsim.measures.reading import read
from orgsim.report.drawing.palette import colour, places
from orgsim.report.replay.columns import Head, packed
from orgsim.report.replay.fates import followed
from orgsim.report.replay.figures import ends, figures, shown, totals
from orgsim.report.replay.jumps import jumps
from orgsim.report.replay.people import people, teams
from orgsim.report.replay.record import EVENTS, NURTURE, Registers, minutes, recorded
from orgsim.report.replay.words import PAGE, templates
from orgsim.signs import clean
from orgsim.study.labels import activity_title, plain, segment_title
from orgsim.study.run import Run

MOST_ROWS = 2_000_000
"""Of the logs of all runs together; a browser takes minutes to read more, if it does."""


def document(
    runs: Mapping[str, Run], titles: Sequence[str], language: Language
) -> tuple[dict[str, Any], bytes]:
    """What the page reads, and the bytes of its columns, which `heads` of each organization describe one after the other.

    Raises OrgsimError for logs of more than `MOST_ROWS` rows.
    """
    if (rows := sum(len(run.events) for run in runs.values())) > MOST_ROWS:
        raise unusable(
            "{rows} events are more than a browser can replay; name a shorter --horizon",
            rows=format(rows, ","),
        )
    registers, parts, organizations = Registers(), list[bytes](), list[dict[str, Any]]()
    every = list(runs.values())
    for (name, run), place, title in zip(runs.items(), places(runs), titles, strict=True):
        columns = recorded(run.events, registers)
        heads, content = packed(columns)
        parts.append(content)
        organizations.append(
            _organization(run, title, colour(place), heads, columns, registers, language) | {"name": name}
        )
    facts, series = every[0].events.facts, figures(every, language)
    said = {
        "language": language,
        "title": every[0].scenario.market.title.say(language),
        "start": facts.start,
        "until": max(_minute(read(run.events).until) for run in every),
        "months": [_minute(day) for day in max(map(ends, every), key=len)],
        "seed": facts.seed,
        "replication": facts.replication,
        "cases": "\n".join(registers.cases.names),
        "entities": [_entity(name, every, language) for name in registers.entities.names],
        "activities": _activities(registers.activities.names, every, language),
        "outcomes": _outcomes(registers, every, language),
        "organizations": organizations,
        "figures": [one.to_json() for one in series],
        "shown": shown(series),
        "totals": totals(every, language),
        "jumps": [one.to_json() for one in jumps(every, language)],
        "followed": [one.to_json() for one in followed(every, language)],
        "words": templates(language),
        "alone": PAGE["one_alone" if len(every) == 1 else "one_run"].say(
            language, seed=facts.seed, replication=facts.replication
        ),
    }
    return _cleaned(said), b"".join(parts)


def payload(said: Mapping[str, Any], columns: bytes) -> str:
    """Document and columns as a text of letters, digits, + and / alone: the length of the JSON (4 bytes, lowest first), the JSON
    in UTF-8 and the columns, deflated (zlib) and in base64."""
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    whole = len(text).to_bytes(4, "little") + text + columns
    return base64.b64encode(zlib.compress(whole, 9)).decode()


def _minute(day: float) -> int:
    return int(minutes(np.array([day]))[0])


def _organization(
    run: Run,
    title: str,
    paint: str,
    heads: list[Head],
    columns: Mapping[str, Ints],
    registers: Registers,
    language: Language,
) -> dict[str, Any]:
    paid = np.unique(_paid(columns))
    currency = run.scenario.market.currency
    return {
        "title": title,
        "colour": paint,
        "heads": heads,
        "teams": [
            team | {"activities": registers.activities(team["activities"]).tolist()}
            for team in teams(run, language)
        ],
        "people": people(run, language),
        "pay": {
            str(amount): money(float(amount), currency, language) for amount in paid.tolist() if amount > 0
        },
    }


def _paid(columns: Mapping[str, Ints]) -> Ints:
    """What each customer pays per month after each change, in the order of the changes, customer by customer."""
    case, moved = columns["change.case"], columns["change.mrr"]
    order = np.argsort(case, kind="stable")
    total = np.cumsum(moved[order])
    first = np.flatnonzero(np.diff(case[order], prepend=-1))
    before = np.repeat(total[first] - moved[order][first], np.diff(first, append=len(order)))
    return np.asarray(total - before)


def _entity(name: str, runs: Sequence[Run], language: Language) -> dict[str, Any]:
    """A source, its events, those who are there on day 0, or the organization itself."""
    source = name.removesuffix(EVENTS)
    stated = next((run.scenario.sources[source] for run in runs if source in run.scenario.sources), None)
    title = plain(source) if stated is None or stated.title is None else stated.title.say(language)
    return {"title": title, "firm": name == FIRM}


def _activities(names: Iterable[str], runs: Sequence[Run], language: Language) -> list[dict[str, Any]]:
    """Every activity: its title, whether it is a place in the picture where leads or customers wait, and its place there."""
    found, journey = [], dict[str, None]()
    for run in runs:
        journey |= dict.fromkeys(run.scenario.journey)
    for name in names:
        whole = name.partition(" (")[0]
        has = next((run.scenario for run in runs if whole in run.scenario.journey), runs[0].scenario)
        place = list(journey).index(whole) if whole in journey and whole != NURTURE else None
        found.append(
            {"title": activity_title(has, name, language), "place": place, "touch": whole == NURTURE}
        )
    return found


def _outcomes(registers: Registers, runs: Sequence[Run], language: Language) -> list[dict[str, Any]]:
    """Every outcome: its word in the log, the state to which it moves a case (a number of `conservation.STATES`), the activity to
    which it sends one, and what an activity or segment is called."""
    found, activities = [], registers.activities.names
    for name in registers.outcomes.names:
        moves = conservation.MOVES.get(name)
        title = ""
        for run in runs:
            if name in run.scenario.journey:
                title = title or activity_title(run.scenario, name, language)
            elif name in run.scenario.segments:
                title = title or segment_title(run.scenario, name, language)
        aim = activities.index(name) if name in activities else None
        found.append(
            {"name": name, "state": None if moves is None else moves[1], "activity": aim, "title": title}
        )
    return found


def _cleaned(value: Any) -> Any:
    """The same without signs that act on a reader's screen."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(one) for one in value]
    if isinstance(value, dict):
        return {key: _cleaned(one) for key, one in value.items()}
    return value
