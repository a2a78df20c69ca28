"""What a document names of a CSV file: its table, its columns, and how what stands in them is meant."""

from zoneinfo import ZoneInfo, available_timezones

from orgsim.errors import OrgsimError, ScenarioError
from orgsim.language.phrases import Wording
from orgsim.plan.text.csv_files import CsvTable, Shelf
from orgsim.plan.text.document import Document, listed, meant, nearest, shown, written
from orgsim.plan.text.time_stamps import DAY_FIRST, MONTH_FIRST, Rules
from orgsim.plan.text.toml_lines import Path


def named_table(document: Document, path: Path, shelf: Shelf) -> CsvTable:
    """The CSV table that the table at `path` names; raises ScenarioError."""
    file = document.get(*path, "file")
    where = (*path, "file")
    try:
        return shelf.table(file)
    except ScenarioError:
        raise
    except OrgsimError as error:
        raise ScenarioError(
            [
                document.problem(
                    where,
                    Wording(
                        "{where} is {name}: {error}", where=written(where), name=shown(file.name), error=error
                    ),
                )
            ]
        ) from None


def named_column(document: Document, path: Path, table: CsvTable, meaning: str) -> str:
    """The name of the column that the last key of `path` states; raises ScenarioError when the CSV has none such."""
    name = document.get(*path)
    if name is None:
        raise ScenarioError(
            [
                document.problem(
                    path[:-1],
                    Wording(
                        "{path} is missing; it must name {meaning} of {name}",
                        path=written(path),
                        meaning=meaning,
                        name=table.name,
                    ),
                )
            ]
        )
    if not isinstance(name, str) or name not in table.columns:
        near = nearest(name, table.columns) if isinstance(name, str) else None
        hint = meant(
            near and shown(near), Wording("its columns are {columns}", columns=listed(table.columns))
        )
        message = Wording(
            "{path} is {name}, which {name_2} does not have; {hint}",
            path=written(path),
            name=shown(name),
            name_2=table.name,
            hint=hint,
        )
        raise ScenarioError([document.problem(path, message)])
    if table.columns.count(name) > 1:
        message = Wording(
            "{path} is {name}, which is the name of {count} columns of {name_2}",
            path=written(path),
            name=shown(name),
            count=table.columns.count(name),
            name_2=table.name,
        )
        raise ScenarioError([document.problem(path, message)])
    return name


def choice(document: Document, path: Path, choices: tuple[str, ...]) -> str | None:
    """One of some words, if it is stated; raises ScenarioError for any other."""
    value = document.get(*path)
    if value is None or (isinstance(value, str) and value in choices):
        return value
    message = Wording(
        "{path} is {value}; it must be {choices}",
        path=written(path),
        value=shown(value),
        choices=listed(list(choices), "or"),
    )
    raise ScenarioError([document.problem(path, message)])


def _zone(document: Document, path: Path) -> ZoneInfo | None:
    """A time zone, if it is stated; raises ScenarioError for one that nobody knows."""
    name = document.get(*path)
    if name is None:
        return None
    known = available_timezones()
    if isinstance(name, str) and name in known:
        return ZoneInfo(name)
    near = _like_zone(name, known) if isinstance(name, str) else None
    hint = (
        Wording('did you mean "{near}"?', near=near)
        if near
        else Wording('it must be the name of a time zone, such as "Asia/Tokyo"')
    )
    raise ScenarioError(
        [
            document.problem(
                path, Wording("{path} is {name}; {hint}", path=written(path), name=shown(name), hint=hint)
            )
        ]
    )


def _like_zone(name: str, known: set[str]) -> str | None:
    """The zone most like a name, its last part included: Tokyo is Asia/Tokyo."""
    wanted = name.strip().replace(" ", "_").lower()
    of_place = sorted(zone for zone in known if zone.lower() == wanted or zone.lower().endswith(f"/{wanted}"))
    return of_place[0] if of_place else nearest(name, sorted(known))


def stamp_rules(document: Document, path: Path) -> Rules:
    """How the time stamps of a source are meant; raises ScenarioError."""
    zone, file_zone = _zone(document, (*path, "zone")), _zone(document, (*path, "file_zone"))
    if file_zone is not None and zone is None:
        where = (*path, "file_zone")
        message = Wording(
            '{where} is stated, but not the zone of the office, to which to convert; add zone = "…"',
            where=written(where),
        )
        raise ScenarioError([document.problem(where, message)])
    return Rules(zone, file_zone, choice(document, (*path, "dates"), (DAY_FIRST, MONTH_FIRST)))
