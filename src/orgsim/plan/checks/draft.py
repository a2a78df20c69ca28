"""Who does what and what leads where, read from a document that may still be wrong in other ways."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from orgsim.language.phrases import Phrase
from orgsim.plan.derived.routes import POOL
from orgsim.plan.derived.walks import walk
from orgsim.plan.model.customer import CUSTOMER_PARTS
from orgsim.plan.model.second_line import SecondLine
from orgsim.plan.text.document import Document, nearest, shown

CUSTOMER_WORK = {name: part.model_fields["activity"].default for name, part in CUSTOMER_PARTS.items()}
"""Parts of `[customer]` and the activity each needs when it states none."""
SECOND_LINE_WORK = SecondLine.model_fields["activity"].default
"""The activity that sells the second line when it states none."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """The names in a document's market and organization, and how they hang together.

    `activities` in the order of the journey; `does` the activities of each team; `leads_to` for each activity the names in
    its outcomes, its `cold` and its `skipped`.
    """

    document: Document
    activities: dict[str, dict[str, Any]]
    does: dict[str, list[str]]

    def team_of(self, activity: str) -> str | None:
        """The first team that does an activity."""
        return next((team for team, names in self.does.items() if activity in names), None)

    def teams_of(self, activity: str) -> list[str]:
        """All teams that do an activity, each for its own leads."""
        return [team for team, names in self.does.items() if activity in names]

    def optional(self, activity: str) -> bool:
        """Whether an activity may be left undone."""
        return self.activities[activity].get("optional") is True

    def entries(self) -> list[str]:
        """Activities of the journey where leads come in, in order of the sources."""
        first = next(iter(self.activities), None)
        found = [source.get("entry", first) for source in tables(self.document.get("sources")).values()]
        return [name for name in dict.fromkeys(map(str, found)) if name in self.activities]

    def targets(self, activity: str, as_staffed: bool) -> Iterator[str]:
        """Where leads go from an activity; `as_staffed` for only those ways that the teams' work opens."""
        table = self.activities[activity]
        done = self.team_of(activity) is not None
        if done or not as_staffed or not self.optional(activity):
            yield from (name for _, name in self.outcomes(activity))
            if "patience" in table or any("patience" in step for step in self.own_steps(activity)):
                yield str(table.get("cold", POOL))
        if "skipped" in table and not (as_staffed and done):
            yield str(table["skipped"])

    def own_steps(self, activity: str) -> list[dict[str, Any]]:
        """What segments state of an activity for their own leads."""
        segments = tables(self.document.get("segments")).values()
        return [steps[activity] for one in segments if activity in (steps := tables(one.get("journey")))]

    def outcomes(self, activity: str) -> list[tuple[int, str]]:
        """Position and target of each outcome that names one; once for each of those that a lead goes to at once."""
        found = []
        for k, row in self.rows(activity):
            found += [
                (k, aim) for aim in ([row["to"]] if isinstance(row.get("to"), str) else texts(row.get("to")))
            ]
        return found

    def rows(self, activity: str) -> list[tuple[int, dict[str, Any]]]:
        """Position and table of each outcome."""
        rows = self.activities[activity].get("outcomes")
        return [
            (k, row) for k, row in enumerate(rows if isinstance(rows, list) else []) if isinstance(row, dict)
        ]

    def reached(self, as_staffed: bool) -> list[str]:
        """Activities and ends that leads can come to, in the order in which they do."""

        def onward(name: str) -> Iterable[str]:
            stays = name == POOL and as_staffed and not self.team_of(name)
            return () if stays or name not in self.activities else self.targets(name, as_staffed)

        return walk(self.entries(), onward)

    def customer_work(self) -> dict[str, str]:
        """The activity that each stated part of `[customer]` needs."""
        life = tables(self.document.get("customer"))
        found = {
            part: life[part].get("activity", usual) for part, usual in CUSTOMER_WORK.items() if part in life
        }
        return {part: name for part, name in found.items() if isinstance(name, str)}

    def second_line(self) -> str | None:
        """The activity in which the second line is sold, if there is one."""
        line = self.document.get("second_line")
        found = line.get("activity", SECOND_LINE_WORK) if isinstance(line, dict) else None
        return found if isinstance(found, str) else None

    def second_lines(self) -> dict[str, str]:
        """By key of `[second_line]`, the activities in which one of the lines is sold to who has the other."""
        line, found = self.document.get("second_line"), {"activity": self.second_line()}
        if isinstance(line, dict) and isinstance(line.get("offering_activity"), str):
            found["offering_activity"] = line["offering_activity"]
        return {key: name for key, name in found.items() if name is not None}

    def source_work(self) -> dict[str, str]:
        """The activity that each source with staffed work needs."""
        sources = tables(self.document.get("sources"))
        return {
            name: table["activity"]
            for name, table in sources.items()
            if isinstance(table.get("activity"), str)
        }


def tables(value: Any) -> dict[str, dict[str, Any]]:
    """The entries of a table that are tables themselves."""
    return (
        {name: inner for name, inner in value.items() if isinstance(inner, dict)}
        if isinstance(value, dict)
        else {}
    )


def texts(value: Any) -> list[str]:
    """The texts in a list."""
    return [inner for inner in value if isinstance(inner, str)] if isinstance(value, list) else []


def sketched(document: Document) -> Sketch:
    """The sketch of a document."""
    teams = tables(document.get("teams"))
    does = {name: texts(team.get("does")) for name, team in teams.items()}
    return Sketch(document, tables(document.get("journey")), does)


def without_absent(document: Document) -> Document:
    """The document without activities that a team does but this market does not have, each with a note.

    An organization file is written for several markets. Kept, to be an error, is what stands in the same file as the
    journey or was set by hand, what looks like a misspelt activity that nobody does, and all of a team that would have
    nothing left to do; and all of it where something is left undone that must not be, since it may be meant by another name.
    """
    sketch = sketched(document)
    homes = {document.origin(("journey", name)).file for name in sketch.activities}
    undone = [name for name in sketch.activities if sketch.team_of(name) is None]
    if not all(map(sketch.optional, undone)):
        return document
    for team, does in sketch.does.items():
        origin = document.origin(("teams", team, "does"))
        missing = [name for name in does if name not in sketch.activities]
        absent = [name for name in missing if nearest(name, undone) is None]
        if absent and len(missing) < len(does) and origin.line and origin.file not in homes:
            document = _without_work(document, team, absent)
    return document


def _without_work(document: Document, team: str, absent: list[str]) -> Document:
    for key in ("does", "priority", "helps"):
        path = ("teams", team, key)
        listed = document.get(*path)
        if isinstance(listed, list):
            document = document.with_value(
                path, [name for name in listed if name not in absent], document.origin(path)
            )
    notes = [
        Phrase(
            "teams.{team} does {activity}, which this market does not have", team=team, activity=shown(name)
        )
        for name in absent
    ]
    return replace(document, notes=(*document.notes, *notes))


def with_other_half(document: Document) -> Document:
    """A market with one team that does all of it, or an organization with a journey of just its work; else as it is."""
    sketch = sketched(document)
    halves = {key for key in ("sources", "journey", "teams") if key in document.data}
    if halves in ({"journey"}, {"sources"}, {"sources", "journey"}):
        team = {"headcount": 1, "does": list(sketch.activities) or ["work"]}
        return replace(document, data={**document.data, "teams": {"everyone": team}}, whole=False)
    if halves == {"teams"}:
        work = list(dict.fromkeys(name for does in sketch.does.values() for name in does)) or ["work"]
        step = {"work": {"mean": "1 h"}, "outcomes": [{"to": "lost", "rate": 1}]}
        sources = {f"source-{k}": {"leads": "1 / day", "entry": name} for k, name in enumerate(work)}
        return replace(
            document,
            data={**document.data, "sources": sources, "journey": dict.fromkeys(work, step)},
            whole=False,
        )
    return document
