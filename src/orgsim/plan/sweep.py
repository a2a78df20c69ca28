"""Sweep files: scenarios, and what is varied in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from orgsim.errors import OrgsimError, Problem, ScenarioError, unusable
from orgsim.language import Language
from orgsim.language.phrases import Wording
from orgsim.plan.checks.experiments import no_kpis
from orgsim.plan.checks.schema_messages import problems
from orgsim.plan.factors import Values, factors_of
from orgsim.plan.files import is_of_sweep
from orgsim.plan.load import load
from orgsim.plan.model.sweep import SweepHead, SweepTables
from orgsim.plan.scenario import Scenario
from orgsim.plan.text.document import Document, meant, nearest, shortened, shown, tuples, written
from orgsim.plan.text.locations import find, home, read_bytes, text_of
from orgsim.plan.text.toml_files import MOST_BYTES, read_text


@dataclass(frozen=True, slots=True)
class SweepPlan:
    """Scenarios and what is varied in them, checked, and how the file wants them run."""

    scenarios: dict[str, Scenario]
    levers: dict[str, Values] = field(default_factory=dict)
    uncertainties: dict[str, Values] = field(default_factory=dict)
    kpis: tuple[str, ...] = ()
    design: Literal["grid", "latin", "sobol"] = "grid"
    points: int | None = None
    replications: int | None = None
    seed: int = 1
    map: tuple[str, str] | None = None
    """The paths of x and y where a map is asked for."""

    def notes_in(self, language: Language) -> tuple[str, ...]:
        """What a reader should know of the scenarios."""
        said = (note for scenario in self.scenarios.values() for note in scenario.notes_in(language))
        return tuple(dict.fromkeys(said))


def load_sweep(
    path: str | PathLike[str], changes: Mapping[str, Any] | None = None, force: bool = False
) -> SweepPlan:
    """Read a sweep file and its scenarios, and check them.

    `changes` are set last in every scenario, as in `load`. Raises ScenarioError with all that is wrong, each with its line, and
    OrgsimError for a scenario too large to run unless `force` is given.
    """
    sheet, place = _read(str(path))
    try:
        said = SweepTables.model_validate(tuples(sheet.data), strict=True)
    except ValidationError as error:
        found = {problem for _, _, problem in problems(error, sheet, SweepTables)}
        raise ScenarioError(sorted(found)) from None
    head = said.sweep
    varied = {part: dict(_leaves(sheet.get(part) or {}, ())) for part in ("levers", "uncertainties")}
    wrong = [*_of_head(sheet, head), *_of_map(sheet, head, {**varied["levers"], **varied["uncertainties"]})]
    if wrong:
        raise ScenarioError(wrong)
    scenarios = _scenarios(sheet, place, head, changes or {}, force)
    if wrong := list(_of_factors(sheet, varied, scenarios)):
        raise ScenarioError(wrong)
    axes = None if head.map is None else (head.map[0], head.map[1])
    return SweepPlan(
        scenarios,
        varied["levers"],
        varied["uncertainties"],
        tuple(dict.fromkeys(head.kpis)),
        head.design,
        head.points,
        head.replications,
        head.seed,
        axes,
    )


def is_sweep(name: str) -> bool:
    """Whether a name is that of a sweep file; False for a file that cannot be read, whose reader says what is wrong."""
    try:
        return is_of_sweep(_read(name)[0])
    except OrgsimError:
        return False


def _read(name: str) -> tuple[Document, Path]:
    try:
        path = find(name, (), Path())
        text = text_of(read_bytes(path, MOST_BYTES))
    except OrgsimError as error:
        raise ScenarioError([Problem(shortened(name, 200), 0, str(error))]) from None
    return read_text(text, shortened(path.name, 200), path.stem), path


def _leaves(table: Mapping[str, Any], at: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Dotted paths with their values, however the file nests them."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*at, key))
        else:
            yield ".".join((*at, key)), value


def _scenarios(
    sheet: Document, place: Path, head: SweepHead, changes: Mapping[str, Any], force: bool
) -> dict[str, Scenario]:
    stated = dict(changes)
    if head.horizon is not None:
        stated = {"scenario.horizon": sheet.get("sweep", "horizon"), **stated}
    found: dict[str, Scenario] = {}
    market = None if head.market is None else _found(sheet, place, ("sweep", "market"), head.market, "market")
    key, kind = ("scenarios", "scenario") if market is None else ("organizations", "organization")
    for k, name in enumerate(head.scenarios or head.organizations):
        file = _found(sheet, place, ("sweep", key, str(k)), name, kind)
        one = load(file, changes=stated, force=force) if market is None else load(market, file, stated, force)
        if one.name in found:
            raise ScenarioError(
                [
                    sheet.problem(
                        ("sweep", key, str(k)),
                        Wording("sweep.{key} has two called {name}", key=key, name=shown(one.name)),
                    )
                ]
            )
        found[one.name] = one
    return found


def _found(sheet: Document, place: Path, at: tuple[str, ...], name: str, kind: str) -> Path:
    """The file that a key names, within the folder of the sweep file; raises ScenarioError."""
    try:
        return find(name, (kind,), place.parent, home(place))
    except OrgsimError as error:
        raise ScenarioError(
            [
                sheet.problem(
                    at, Wording("{at} is {name}; {error}", at=written(at), name=shown(name), error=error)
                )
            ]
        ) from None


def _of_head(sheet: Document, head: SweepHead) -> Iterator[Problem]:
    """What the keys of `[sweep]` have to say together."""
    if head.scenarios and (head.market is not None or head.organizations):
        yield sheet.problem(
            ("sweep", "scenarios"),
            Wording("sweep.scenarios is stated beside a market or organizations; state one of the two"),
        )
    elif not head.scenarios and (head.market is None or not head.organizations):
        yield sheet.problem(
            ("sweep",), Wording('sweep needs scenarios = ["scenario.toml"], or a market and organizations')
        )
    yield from no_kpis(sheet, "sweep", head.kpis)


def _of_map(sheet: Document, head: SweepHead, varied: Mapping[str, Any]) -> Iterator[Problem]:
    for k, path in enumerate(head.map or ()):
        if path not in varied:
            near = nearest(path, list(varied))
            hint = meant(near, Wording("state it in [levers] or [uncertainties]"))
            yield sheet.problem(
                ("sweep", "map", str(k)),
                Wording("sweep.map has {path}, which is not varied; {hint}", path=shown(path), hint=hint),
            )


def _of_factors(
    sheet: Document, varied: Mapping[str, Mapping[str, Any]], scenarios: Mapping[str, Scenario]
) -> Iterator[Problem]:
    """Values that are none, each at its line."""
    for part, table in varied.items():
        for path, values in table.items():
            try:
                if not isinstance(values, list | str):
                    raise unusable(
                        '{path} is {values}; write a range such as "2..6", or a list of values',
                        path=path,
                        values=shown(values),
                    )
                factors_of({path: values}, scenarios)
            except OrgsimError as error:
                places = ((part, path), (part, *path.split(".")))
                at = next((place for place in places if place in sheet.origins), (part,))
                yield sheet.problem(at, Wording("{name}: {what}", name=part, what=error))
