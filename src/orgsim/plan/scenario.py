"""A scenario: everything one run needs, frozen and trusted once it exists."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, get_args

from pydantic import PrivateAttr

from orgsim.errors import OrgsimError, Problem, unusable
from orgsim.fields import Plan, Title
from orgsim.language import Language
from orgsim.mechanisms import MECHANISMS
from orgsim.mechanisms.outside import ORIGINS
from orgsim.plan.checks.amounts import notes
from orgsim.plan.checks.check import checked
from orgsim.plan.checks.draft import tables
from orgsim.plan.derived.mix import settled
from orgsim.plan.derived.moments import said_of, unknown
from orgsim.plan.derived.stages import TeamOfRun, roster, stages
from orgsim.plan.differing import KeyDifference, differences
from orgsim.plan.files import ScenarioFiles
from orgsim.plan.model.content import IN_ANY_ORDER, Content
from orgsim.plan.model.organization import Team
from orgsim.plan.registration import discover
from orgsim.plan.successors import place, stage, with_successors, wrong
from orgsim.plan.text.changes import changed
from orgsim.plan.text.document import Document
from orgsim.plan.text.toml_lines import Path
from orgsim.signs import one_line

__all__ = ["Scenario"]


class Scenario(Content):
    """A market, an organization and a horizon, made by `load` or `parse`; it keeps the tables it was read from."""

    _document: Document | None = PrivateAttr(default=None)

    @classmethod
    def of(cls, document: Document, broken: Iterable[Path] = (), known: Iterable[Problem] = ()) -> "Scenario":
        """The scenario a whole document says; raises ScenarioError with all that is wrong with it (see `checked`)."""
        discover()
        files, broken = ScenarioFiles(), list(broken)
        document = with_successors(document, files)
        broken += files.broken
        problems, concerned = wrong(document, broken)
        scenario = checked(cls, document, [*broken, *concerned], [*known, *files.problems, *problems])
        scenario._document = document
        return scenario

    def document(self) -> Document:
        """The tables it was read from, and where each value was written; raises OrgsimError where there are none."""
        if self._document is None:
            raise unusable("this scenario was not read from files: make scenarios with load or parse")
        document, usual = self._document, ("scenario", "mechanisms")
        if document.get(*usual) is None and set(self.scenario.mechanisms) != MECHANISMS.keys():
            # Mechanisms have been registered since: it goes on to mean those that there were.
            return document.with_value(usual, list(self.scenario.mechanisms), document.origin(usual[:1]))
        return document

    @property
    def name(self) -> str:
        """Short name: that of its file, or of its organization's file."""
        return "scenario" if self._document is None else one_line(self._document.name)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader of a result should know: steps left undone, plans that lie behind the horizon."""
        return self.notes_in("en")

    def notes_in(self, language: Language) -> tuple[str, ...]:
        """The same in a language."""
        document = self.document()
        found = [note.say(language) for note in notes(self, document)]
        for number, one in enumerate(stages(self)[1:]):
            if one.earliest >= self.scenario.horizon:
                continue
            later = (note.say(language) for note in notes(one.plan, stage(document, place(number))))
            found += [said_of(one, text, language) for text in later if text not in found]
        return tuple(found)

    def title(self, language: Language = "en") -> str:
        """Its title in a language, that of its organization where it has none."""
        return (self.scenario.title or self.organization.title).say(language)

    def replace(self, changes: Mapping[str, Any]) -> "Scenario":
        """The scenario with some values changed: dotted paths, and values as in files.

        `scenario.replace({"teams.field_sales.headcount": 10, "journey.close.work.mean": "8 h"})`. A table is merged into
        what is there, key by key, as files are; an empty one, one of another `kind`, or a distribution stated completely, takes
        its place, as lists and single values do. None removes: `{"teams.field_sales": None}`. The mix of leads that the
        journey's base rates describe stays as it was. Raises ScenarioError when the changed scenario has problems.
        """
        after, wrong = changed(self.document(), changes, "change ")
        return self.varied(after, known=wrong)

    def varied(
        self, document: Document, broken: Iterable[Path] = (), known: Iterable[Problem] = ()
    ) -> "Scenario":
        """The scenario of this one's document as it was changed, the mix of leads unchanged; raises ScenarioError as `of`."""
        gone = set(tables(self.document().get("sources"))) - set(tables(document.get("sources")))
        return Scenario.of(settled(document, self.mix, gone), broken, known)

    def diff(self, other: "Scenario") -> tuple[KeyDifference, ...]:
        """What another scenario differs in from this one, key by key; nothing where both give the same numbers.

        Titles and remarks, on which no number depends, come last.
        """
        if self.fingerprint() == other.fingerprint():
            return ()
        return tuple(differences(self, other, (self.document(), other.document())))

    def to_toml(self) -> str:
        """The whole scenario in one text, CSV columns included, which `parse` reads back to an equal scenario."""
        import tomli_w

        return tomli_w.dumps(self.document().data)

    def fingerprint(self) -> str:
        """SHA-256, in hexadecimal, of all that its numbers depend on, however its files are written.

        Titles and remarks do not count, nor does the order of sources, segments, shocks and teams. That of the journey does:
        leads enter at its first activity unless their source says otherwise.
        """
        plan = self.in_order()
        said = plan.model_dump_json(exclude={**_shown_alone(plan), **self._left_out()})
        return hashlib.sha256(said.encode()).hexdigest()

    def in_order(self) -> "Scenario":
        """The same with its tables in the order in which they are run, whatever their order in the files: by name."""
        found = {name: getattr(self, name) for name in IN_ANY_ORDER}
        tables: dict[str, Any] = {name: dict(sorted(table.items())) for name, table in found.items()}
        firm = None if self.firm is None else self.firm.in_order()
        later = tuple(one.in_order() for one in self.reorganizations)
        return self.model_copy(update=tables | {"firm": firm, "reorganizations": later})

    def on(self, day: float) -> "Scenario":
        """The scenario under the organization alone that is in force on a day (0 or later), as if no other were planned.

        Raises OrgsimError where a reorganization may have happened by then that waits for a condition, whose day no plan tells.
        """
        found = stages(self)
        number = sum(one.begins <= day for one in found[1:])
        if len(found) > number + 1 and (waiting := found[number + 1]).earliest <= day:
            raise OrgsimError(unknown(waiting))
        if number == 0:
            return Scenario.of(self.document().without(("reorganizations",)))
        return Scenario.of(replace(stage(self.document(), place(number - 1)), later=False, waits=False))

    @property
    def all_teams(self) -> dict[str, Team]:
        """Every team that there is in a run, by its name there: those of the organizations that take over too."""
        if not self.reorganizations:
            return self.teams
        found = stages(self)
        return {one.name: _as_called(found[one.stage].plan.teams[one.key], one) for one in roster(found)}

    def _left_out(self) -> dict[str, set[str]]:
        """Tables of mechanisms from outside that are off and say nothing of their own: whether they are installed changes
        nothing."""
        off = [MECHANISMS[name] for name in ORIGINS if name not in self.scenario.mechanisms]
        effects: Mapping[str, Plan | None] = {one.name: one.parameters() for one in off}
        policies: dict[str, Any] = {name: one.usual.get(name) for one in off for name in one.policies}
        policies |= {name: {} for one in off for name in one.by_activity}
        return {
            "effects": {
                name for name, usual in effects.items() if getattr(self.effects, name, usual) == usual
            },
            "policies": {
                name for name, usual in policies.items() if getattr(self.policies, name, usual) == usual
            },
        }

    def __eq__(self, other: object) -> bool:
        """Whether both say the same, in whatever files and units."""
        return isinstance(other, Scenario) and self._all_said() == other._all_said()

    def __hash__(self) -> int:
        """Equal scenarios hash alike."""
        return hash(self.fingerprint())

    def _all_said(self) -> str:
        return self.model_dump_json(exclude=self._left_out())


def _as_called(team: Team, one: TeamOfRun) -> Team:
    """A team with the title under which it is told from one of the same name before it."""
    number = one.name.removeprefix(one.key).strip()
    if not number or team.title is None:
        return team
    texts = {
        language: f"{text} ({number})" for language, text in team.title.model_dump(exclude_none=True).items()
    }
    return team.model_copy(update={"title": Title.model_validate(texts)})


def _shown_alone(plan: Plan) -> dict[Any, Any]:
    """What of a plan is for its readers alone, titles and remarks, as pydantic takes it to leave out."""
    found: dict[Any, Any] = {}
    for name, field in type(plan).model_fields.items():
        value = getattr(plan, name, None)  # None for what was registered since the plan was read
        if name == "about" or _is_title(field.annotation):
            found[name] = True
        elif inner := _inside(value):
            found[name] = inner
    return found


def _is_title(kind: Any) -> bool:
    return kind is Title or any(map(_is_title, get_args(kind)))


def _inside(value: Any) -> dict[Any, Any]:
    """The same of the plans that a value is or holds."""
    if isinstance(value, Plan):
        return _shown_alone(value)
    rows = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, tuple) and value and isinstance(value[0], Plan)
        else ()
    )
    return {place: inner for place, one in rows if (inner := _inside(one))}
