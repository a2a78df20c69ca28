"""Experiments: files that name a base and what-ifs, each of which becomes a scenario of its own."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import ValidationError

from orgsim.errors import OrgsimError, Problem, ScenarioError, unusable
from orgsim.language import Language
from orgsim.language.phrases import Phrase, Wording, say
from orgsim.plan.checks import size
from orgsim.plan.checks.experiments import head, misstated, names
from orgsim.plan.checks.schema_messages import problems
from orgsim.plan.files import ScenarioFiles, is_of_experiment
from orgsim.plan.load import load
from orgsim.plan.model.experiment import ExperimentHead, ExperimentTables
from orgsim.plan.scenario import Scenario
from orgsim.plan.successors import with_successors
from orgsim.plan.text.changes import changed, overridden, removed
from orgsim.plan.text.csv_columns import resolved
from orgsim.plan.text.csv_files import Shelf
from orgsim.plan.text.document import Document, shortened, shown, tuples, written
from orgsim.plan.text.locations import find, home, read_bytes, text_of
from orgsim.plan.text.toml_files import MOST_BYTES, read_text
from orgsim.signs import one_line

AS_IT_IS = "as it is"
"""What a base without a title is called; in sentences in quotation marks, as what-ifs are."""
_QUOTED = Phrase("“as it is”")
_ENDS_WITH_A_PLACE = re.compile(r" line \d+\)$")


@dataclass(frozen=True, slots=True)
class ExperimentPlan:
    """A base and what-ifs on it, checked, and how its file wants them compared."""

    base: Scenario
    """Called by its title, or its organization's; "as it is" where neither states one."""
    what_ifs: dict[str, Scenario]
    """The changed scenarios by their names, in the order of the file."""
    kpis: tuple[str, ...]
    """The KPIs that matter; none for the headline ones."""
    replications: int | None
    precision: float | None
    seed: int
    pairs: Literal["baseline", "all"]
    equal_payroll: bool

    @property
    def scenarios(self) -> dict[str, Scenario]:
        """All of them by name, the base first."""
        return {self.base.name: self.base, **self.what_ifs}

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know: of the base, and of each what-if what holds for it alone."""
        return self.notes_in("en")

    def notes_in(self, language: Language) -> tuple[str, ...]:
        """The same in a language."""
        found = list(self.base.notes_in(language))
        known = set(found)
        for name, scenario in self.what_ifs.items():
            here = written(("what_if", name))
            if scenario.fingerprint() == self.base.fingerprint():
                found.append(say("{what_if} changes nothing that numbers depend on", language, what_if=here))
            own = (note for note in scenario.notes_in(language) if note not in known)
            found += [say("{title}: {text}", language, title=here, text=note) for note in own]
        return tuple(found)


def load_experiment(
    path: str | PathLike[str], changes: Mapping[str, Any] | None = None, force: bool = False
) -> ExperimentPlan:
    """Read an experiment file, its base and all its what-ifs, and check them.

    `changes` are set last, in the base and in every what-if, as in `load`. Raises ScenarioError with all that is wrong, each with
    its line in the experiment file, and OrgsimError for a scenario too large to run unless `force` is given.
    """
    sheet = _ExperimentFile.read(str(path))
    said = sheet.checked()
    base = _base(sheet, said.experiment, changes or {})
    named = _named(base)
    what_ifs = sheet.what_ifs(base, named.name, changes or {})
    if not force:
        _check_sizes(named, what_ifs)
    head = said.experiment
    return ExperimentPlan(
        named,
        what_ifs,
        tuple(dict.fromkeys(head.kpis)),
        head.replications,
        head.precision,
        head.seed,
        head.pairs,
        head.equal == "payroll",
    )


def is_experiment(name: str) -> bool:
    """Whether a name is that of an experiment file; False for a file that cannot be read, whose reader says what is wrong."""
    try:
        return is_of_experiment(_ExperimentFile.read(name).document)
    except OrgsimError:
        return False


def _base(sheet: "_ExperimentFile", head: ExperimentHead, changes: Mapping[str, Any]) -> Scenario:
    """The scenario that what-ifs change, of whatever size."""
    if head.base is not None:
        base = load(sheet.find("base", head.base, "scenario"), changes=changes, force=True)
    else:
        market = sheet.find("market", str(head.market), "market")
        organization = sheet.find("organization", str(head.organization), "organization")
        base = load(market, organization, changes, force=True)
    if head.horizon is None or "scenario.horizon" in changes:
        return base
    stated = ("experiment", "horizon")
    document = base.document().with_value(
        ("scenario", "horizon"), sheet.document.get(*stated), sheet.document.origin(stated)
    )
    return base.varied(document)


def _named(base: Scenario) -> Scenario:
    """The base, called by its title."""
    document = base.document()
    if document.get("scenario", "title") is None and document.get("organization", "title") is None:
        path = ("scenario", "title")
        document = document.with_value(
            path, {one: _QUOTED.say(one) for one in get_args(Language)}, document.origin(path)
        )
        return base.varied(replace(document, name=AS_IT_IS))
    return base.varied(replace(document, name=base.title()))


def _check_sizes(base: Scenario, what_ifs: Mapping[str, Scenario]) -> None:
    size.check(base)
    for name, scenario in what_ifs.items():
        try:
            size.check(scenario)
        except OrgsimError as error:
            raise unusable("{name}: {what}", name=written(("what_if", name)), what=error) from None


@dataclass(slots=True)
class _ExperimentFile:
    """An experiment file while it is read."""

    document: Document
    path: Path
    shelf: Shelf = field(default_factory=Shelf)

    @classmethod
    def read(cls, name: str) -> "_ExperimentFile":
        """The file of a name; raises ScenarioError for one that is not there, or no TOML."""
        try:
            path = find(name, (), Path())
            text = text_of(read_bytes(path, MOST_BYTES))
        except OrgsimError as error:
            raise ScenarioError([Problem(shortened(name, 200), 0, str(error))]) from None
        return cls(read_text(text, shortened(path.name, 200), path.stem), path)

    def checked(self) -> ExperimentTables:
        """What the file says, its what-ifs not applied yet; raises ScenarioError."""
        try:
            said = ExperimentTables.model_validate(tuples(self.document.data), strict=True)
        except ValidationError as error:
            found = {problem for _, _, problem in problems(error, self.document, ExperimentTables)}
            raise ScenarioError(sorted(found)) from None
        wrong = [*head(self.document, said.experiment), *names(self.document, said)]
        if wrong:
            raise ScenarioError(wrong)
        return said

    def find(self, key: str, name: str, kind: str) -> Path:
        """The file that a key of `[experiment]` names, within the folder of this one; raises ScenarioError."""
        try:
            return find(name, (kind,), self.path.parent, home(self.path))
        except OrgsimError as error:
            path = ("experiment", key)
            problem = self.document.problem(
                path, Wording("{path} is {name}; {error}", path=written(path), name=shown(name), error=error)
            )
            raise ScenarioError([problem]) from None

    def what_ifs(self, base: Scenario, called: str, changes: Mapping[str, Any]) -> dict[str, Scenario]:
        """Each what-if applied to the base, which is `called` something; raises ScenarioError."""
        found: dict[str, Scenario] = {}
        wrong: list[Problem] = []
        failed: set[str] = set()
        for key in self.document.data["what_if"]:
            name = one_line(key).strip()
            if name == called:
                wrong.append(
                    misstated(
                        self.document,
                        ("what_if", key),
                        Wording("is what the base is called; give it another name"),
                    )
                )
                continue
            chain = self._chain(key)
            if failed.intersection(chain):
                continue
            try:
                found[name] = self._applied(base, chain, name, changes)
            except ScenarioError as error:
                failed.add(key)
                wrong += [self._at_home(problem, key) for problem in error.problems]
        if wrong:
            raise ScenarioError(wrong)
        return found

    def _applied(self, base: Scenario, chain: list[str], name: str, changes: Mapping[str, Any]) -> Scenario:
        before = base.document()
        document, wrong = before, list[Problem]()
        for key in chain:
            document, found = self._layered(document, key)
            wrong += found
        files = ScenarioFiles(shelf=self.shelf, folder=self.path.parent, root=home(self.path))
        document = with_successors(document, files)
        document, found, broken = resolved(document, self.shelf, files.csv)
        wrong += [*files.problems, *found]
        broken += files.broken
        document, found = changed(document, changes, "--set ")
        wrong += found
        if document.get("scenario", "title") != before.get("scenario", "title"):
            document = replace(document, name=name)
        return base.varied(document, broken, wrong)

    def _layered(self, document: Document, key: str) -> tuple[Document, list[Problem]]:
        """A document with the changes of one what-if."""
        at = ("what_if", key)
        table = dict(self.document.get(*at))
        wrong = []
        for k, dotted in enumerate(table.pop("remove", ())):
            place = (*at, "remove", str(k))
            document, message = removed(document, tuple(dotted.split(".")), self.document.origin(place))
            if message is not None:
                wrong.append(self.document.problem(place, message))
        table.pop("extends", None)
        document, found = overridden(document, replace(self.document, data=table), at)
        return document, [*wrong, *found]

    def _chain(self, key: str) -> list[str]:
        """A what-if behind those that it extends, the first of them first."""
        chain = [key]
        while (parent := self.document.get("what_if", chain[-1], "extends")) is not None:
            chain.append(parent)
        return chain[::-1]

    def _at_home(self, problem: Problem, key: str) -> Problem:
        """A problem of a what-if with its line in this file, wherever what it makes wrong was written."""
        if problem.file == self.document.file:
            return problem
        place = (
            Wording("{file} line {line}", file=problem.file, line=problem.line)
            if problem.line
            else problem.file
        )
        what = problem.message
        if not _ENDS_WITH_A_PLACE.search(what):
            what = Wording("{what} ({place})", what=what, place=place)
        where = ("what_if", key)
        return self.document.problem(where, Wording("{name}: {what}", name=written(where), what=what))
