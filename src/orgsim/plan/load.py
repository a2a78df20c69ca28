"""The door of the house: TOML files in, one checked scenario out."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

from orgsim.errors import OrgsimError, unusable
from orgsim.language import Language
from orgsim.language.phrases import Phrase
from orgsim.plan.checks import size
from orgsim.plan.checks.currencies import uncounted
from orgsim.plan.checks.draft import tables, with_other_half, without_absent
from orgsim.plan.derived import mix
from orgsim.plan.files import ORGANIZATION_KEYS, ScenarioFiles
from orgsim.plan.scenario import Scenario
from orgsim.plan.successors import with_successors
from orgsim.plan.text.changes import changed, overridden
from orgsim.plan.text.csv_columns import resolved
from orgsim.plan.text.document import Document, shown
from orgsim.plan.text.locations import home
from orgsim.plan.text.toml_files import read_value


def load(
    path: str | PathLike[str],
    organization: str | PathLike[str] | None = None,
    changes: Mapping[str, Any] | None = None,
    force: bool = False,
) -> Scenario:
    """Read a scenario file, or a market file together with an organization file, and check it.

    Names without ".toml" that are no files are looked up in the gallery. `changes` are values to set last, as in
    `Scenario.replace`. Raises ScenarioError with all that is wrong with the files, and OrgsimError for a scenario too
    large to run unless `force` is given.
    """
    files = ScenarioFiles()
    top = files.top(
        str(path), ("scenario", "market", "organization") if organization is None else ("market", "scenario")
    )
    if organization is not None:
        top = _organized(top, files.top(str(organization), ("organization",)))
    document = files.joined(top)
    return _scenario(files, document, changes or {}, force)


def check(path: str | PathLike[str], language: Language = "en") -> tuple[str, ...]:
    """Check one file of any kind, a market or an organization by itself; its notes, in English or Japanese.

    Raises ScenarioError with all that is wrong with it and the files it names.
    """
    files = ScenarioFiles()
    top = files.top(str(path), ("scenario", "market", "organization"))
    document = with_other_half(files.joined(top))
    if not document.whole:
        document = replace(document, notes=(*document.notes, *_unfinished(top)))
    return _scenario(files, document, {}, force=True).notes_in(language)


def parse(text: str, name: str = "scenario.toml") -> Scenario:
    """Check a whole scenario in one text; files it names are looked for in the working folder. Raises ScenarioError."""
    files = ScenarioFiles()
    path = Path(name)
    files.folder, files.root = path.parent, home(path)
    top = files.document(text, path, "scenario", ())
    return _scenario(files, files.joined(replace(top, name=path.stem)), {}, force=False)


def read_change(text: str) -> tuple[str, Any]:
    """The dotted path and the value in a text such as "teams.sales.headcount=10"; raises OrgsimError without an "=".

    The value is read as in a file; what is no TOML value is a text, so that quotes may be left out.
    """
    path, equals, value = text.partition("=")
    if not equals or not path.strip():
        raise unusable(
            "{text} is not a change; write path=value, such as teams.sales.headcount=10", text=shown(text)
        )
    try:
        return path.strip(), read_value(value)
    except OrgsimError as error:
        raise unusable("{name} {what}", name=shown(text), what=error) from None


def _organized(top: Document, organization: Document) -> Document:
    """A scenario or market with its own organization, if any, replaced by another."""
    own = [(key,) for key in ORGANIZATION_KEYS]
    return replace(top.without(*own, ("scenario", "organization")).over(organization), name=organization.name)


def _unfinished(top: Document) -> Iterator[Phrase]:
    """What a scenario file lacks that names one half of a scenario and has nothing of the other yet."""
    if top.get("scenario", "market") is not None:
        yield Phrase(
            "there are no teams yet, so it is checked as a market by itself: to run it needs an organization, inline or as"
            " [scenario] organization"
        )
    elif top.get("scenario", "organization") is not None:
        yield Phrase(
            "there is no market yet, so it is checked as an organization by itself: to run it needs a market, inline or as"
            " [scenario] market"
        )


def _scenario(files: ScenarioFiles, document: Document, changes: Mapping[str, Any], force: bool) -> Scenario:
    """The checked scenario of merged files, with overrides, then changes set."""
    before = document
    for layer in files.overrides:
        document, wrong = overridden(document, layer)
        files.problems += wrong
    document, wrong = changed(document, changes, "--set ")
    files.problems += wrong
    document = with_successors(document, files)
    document, wrong, broken = resolved(document, files.shelf, files.csv)
    usual: dict[str, float] = {}
    if before.get("mix") is None or document.get("mix") is None:
        usual = mix.positive(mix.weights(tables(document.get("sources"))) | files.weights(before))
    document = without_absent(mix.settled(document, usual))
    document = replace(document, notes=(*document.notes, *uncounted(document, files.currencies)))
    scenario = Scenario.of(document, [*files.broken, *broken], [*files.problems, *wrong])
    if not force:
        size.check(scenario)
    return scenario
