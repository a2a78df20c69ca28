"""Ledgers as a reader meets them: what one holds, what was removed or merged, and whether its numbers come out again."""

import math
from collections.abc import Iterable
from pathlib import Path

from orgsim.language import Language
from orgsim.language.numbers import number
from orgsim.language.phrases import Phrase, counting, say
from orgsim.report.study.tables import Cell, ReportTable
from orgsim.study.ledger import Merged
from orgsim.study.ledger_care import LedgerContents, Pruned
from orgsim.study.verify import Deviation, Verification

_MEGABYTE = 1e6
_SHOWN = 20
"""Rows that are printed of a long table."""


def contents(found: LedgerContents, language: Language) -> list[str]:
    """What a ledger holds, in sentences."""
    ages = [found.age(one.first) for one in found.sets]
    known = [age for age in ages if age is not None]
    said = [
        counting(
            "{path}: {count} replication, {size} MB.",
            "{path}: {count} replications, {size} MB.",
            found.replications,
            path=found.path,
            count=number(found.replications, language),
            size=number(found.size / _MEGABYTE, language),
        )
    ]
    if known:
        oldest = _age(max(known))
        latest = _age(min(age for one in found.sets if (age := found.age(one.last)) is not None))
        said.append(
            Phrase("Written {oldest} ago.", oldest=oldest)
            if oldest == latest
            else Phrase("Written from {oldest} to {latest} ago.", oldest=oldest, latest=latest)
        )
    if found.stale:
        said.append(
            Phrase(
                "{count} of them were made by other code than that of today, and no study takes them: --prune removes them.",
                count=number(found.stale, language),
            )
        )
    if found.failures:
        said.append(
            Phrase(
                "Replications that failed and have not succeeded since: {count}. To run them again: orgsim verify {path}",
                count=found.failures,
                path=found.path,
            )
        )
    return [one.say(language) for one in said]


def table(found: LedgerContents, language: Language) -> ReportTable:
    """The same scenario by scenario."""
    rows = tuple(
        (
            Cell(one.name or one.scenario[:12]),
            Cell(say("yes", language) if one.current else say("no", language)),
            Cell(str(one.seed)),
            Cell(number(one.replications, language)),
            Cell(number(one.size / _MEGABYTE, language)),
            Cell(_age(found.age(one.last)).say(language)),
        )
        for one in found.sets[:_SHOWN]
    )
    heads = (
        say("Scenario", language),
        say("Taken by studies", language),
        say("Seed", language),
        say("Replications", language),
        say("MB", language),
        say("Age", language),
    )
    more = len(found.sets) - len(rows)
    note = Phrase("and {count} more", count=more).say(language) if more > 0 else ""
    return ReportTable(say("What it holds", language), heads, rows, 2, note)


def _age(days: float | None) -> Phrase:
    if days is None:
        return Phrase("of unknown age")
    whole = math.floor(days)
    if whole == 0:
        return Phrase("less than a day")
    return counting("{days} day", "{days} days", whole, days=whole)


def pruned(found: Pruned, language: Language) -> str:
    """What was removed."""
    return counting(
        "{count} replication removed; the file is {freed} MB smaller.",
        "{count} replications removed; the file is {freed} MB smaller.",
        found.replications,
        count=number(found.replications, language),
        freed=number(found.freed / _MEGABYTE, language),
    ).say(language)


def merged(found: Merged, into: Path, language: Language) -> list[str]:
    """What came of a merger."""
    said = [
        counting(
            "{count} replication taken into {path}; {known} were there already.",
            "{count} replications taken into {path}; {known} were there already.",
            found.taken,
            count=number(found.taken, language),
            path=into,
            known=number(found.known, language),
        )
    ]
    if found.damaged:
        said.append(
            Phrase(
                "Damaged and left out, to be computed anew when a study needs them: {count}.",
                count=number(found.damaged, language),
            )
        )
    return [one.say(language) for one in said]


def verified(found: Verification, language: Language) -> list[str]:
    """Whether the numbers come out again, in the first sentence; then what differs, what failed and what was not looked at."""
    said: list[Phrase] = []
    if found.deviations:
        said.append(
            counting(
                "{wrong} of {count} replication comes out otherwise than it stands in {path}: do not use this ledger, nor what "
                "was made of it, before you know why.",
                "{wrong} of {count} replications come out otherwise than they stand in {path}: do not use this ledger, nor what "
                "was made of it, before you know why.",
                found.checked,
                wrong=len(found.deviations),
                count=found.checked,
                path=found.path,
            )
        )
        said += [_deviation(one) for one in found.deviations[:_SHOWN]]
    elif found.checked:
        said.append(
            counting(
                "{count} replication of {held} in {path} was run again and comes out the same, to the last bit.",
                "{count} replications of {held} in {path} were run again and come out the same, to the last bit.",
                found.checked,
                count=found.checked,
                held=number(found.held, language),
                path=found.path,
            )
        )
    said += [
        Phrase(
            "Replication {number} of {scenario} (seed {seed}) fails again: {error}",
            number=one.replication,
            scenario=one.scenario,
            seed=one.seed,
            error=one.now,
        )
        if one.now
        else Phrase(
            "Replication {number} of {scenario} (seed {seed}) failed before ({error}), and does not now.",
            number=one.replication,
            scenario=one.scenario,
            seed=one.seed,
            error=one.before,
        )
        for one in found.failures
    ]
    return [one.say(language) for one in (*said, *_left_out(found))]


def _deviation(one: Deviation) -> Phrase:
    place = {"number": one.replication, "scenario": one.scenario, "seed": one.seed}
    if one.error:
        return Phrase(
            "Replication {number} of {scenario} (seed {seed}) fails: {error}", **place, error=one.error
        )
    return counting(
        "Replication {number} of {scenario} (seed {seed}): {figures} figure differs: {first} is {computed}, and stands there as "
        "{stored}.",
        "Replication {number} of {scenario} (seed {seed}): {figures} figures differ, among them {first}, which is {computed} and "
        "stands there as {stored}.",
        len(one.figures),
        **place,
        figures=len(one.figures),
        first=one.figures[0],
        computed=_exactly(one.computed),
        stored=_exactly(one.stored),
    )


def _exactly(value: float | None) -> object:
    return Phrase("undefined") if value is None else repr(value)


def _left_out(found: Verification) -> Iterable[Phrase]:
    if found.damaged:
        yield Phrase(
            "Damaged since they were written, as their digests say: {count}. Studies compute them anew; --prune removes them.",
            count=found.damaged,
        )
    if found.of_other_code:
        yield Phrase(
            "Made by other code than that of today, and not run again, since no study takes them: {count}.",
            count=found.of_other_code,
        )
    if found.unreadable:
        yield Phrase(
            "Not run again, since the scenario is not kept with them or means something else now: {count}.",
            count=found.unreadable,
        )
