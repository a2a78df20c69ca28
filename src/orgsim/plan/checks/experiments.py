"""What the parts of an experiment file have to say together, and the names of its what-ifs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from orgsim.errors import Problem
from orgsim.language.phrases import Wording
from orgsim.measures.kpis import KPIS
from orgsim.plan.model.experiment import MOST_VALUES, ExperimentHead, ExperimentTables
from orgsim.plan.text.document import Document, listed, meant, nearest, shown, written
from orgsim.signs import one_line

MOST_ANCESTORS = 10
_LONGEST_NAME = 100


def misstated(document: Document, path: tuple[str, ...], message: str) -> Problem:
    """A problem with the value at a path, which the message goes on about."""
    return document.problem(path, Wording("{name} {what}", name=written(path), what=message))


def head(document: Document, stated: ExperimentHead) -> Iterator[Problem]:
    """What the keys of `[experiment]` have to say together."""
    other = [key for key in ("market", "organization") if getattr(stated, key) is not None]
    here = ("experiment",)
    if stated.base is not None and other:
        yield misstated(
            document,
            (*here, other[0]),
            Wording("is stated beside base; state base, or market and organization"),
        )
    elif len(other) == 1:
        missing = "organization" if other == ["market"] else "market"
        yield misstated(document, (*here, other[0]), Wording("needs {missing} beside it", missing=missing))
    elif stated.base is None and not other:
        yield misstated(
            document, here, Wording('needs a base = "scenario.toml", or a market and an organization')
        )
    yield from no_kpis(document, "experiment", stated.kpis)


def no_kpis(document: Document, table: str, stated: Sequence[str]) -> Iterator[Problem]:
    """Names below `kpis` of a table that are those of no KPI."""
    for k, name in enumerate(stated):
        if name not in KPIS:
            near = nearest(name, list(KPIS))
            hint = (
                Wording('did you mean "{near}"?', near=near)
                if near
                else Wording("there are {kpis}", kpis=", ".join(KPIS))
            )
            yield document.problem(
                (table, "kpis", str(k)),
                Wording(
                    "{table}.kpis has {name}, which is no KPI; {hint}",
                    table=table,
                    name=shown(name),
                    hint=hint,
                ),
            )


def names(document: Document, said: ExperimentTables) -> Iterator[Problem]:
    """Names that can be shown and told apart, known ones that are extended, and no more values than are read."""
    taken: dict[str, str] = {}
    for key, what_if in said.what_if.items():
        path, name = ("what_if", key), one_line(key).strip()
        if not name or len(name) > _LONGEST_NAME:
            yield misstated(
                document,
                path,
                Wording("must have a name of 1 to {longest_name} signs", longest_name=_LONGEST_NAME),
            )
        elif name in taken:
            yield misstated(
                document,
                path,
                Wording(
                    "is shown as {name}, as is {found}",
                    name=shown(name),
                    found=written(("what_if", taken[name])),
                ),
            )
        taken.setdefault(name, key)
        if what_if.extends is not None:
            yield from _ancestors(document, said, key)
    count = _values(document.data["what_if"])
    if count > MOST_VALUES:
        yield misstated(
            document,
            ("what_if",),
            Wording(
                "changes {count} values; at most {most_values} are read",
                count=format(count, ","),
                most_values=format(MOST_VALUES, ","),
            ),
        )


def _ancestors(document: Document, said: ExperimentTables, key: str) -> Iterator[Problem]:
    known = list(said.what_if)
    path, line = ("what_if", key, "extends"), [key]
    while (parent := said.what_if[line[-1]].extends) is not None:
        if parent not in said.what_if:
            if len(line) == 1:
                near = nearest(parent, known)
                hint = meant(near and shown(near), Wording("there are {known}", known=listed(known)))
                yield misstated(
                    document,
                    path,
                    Wording(
                        "is {parent}, which is no what-if of this file; {hint}",
                        parent=shown(parent),
                        hint=hint,
                    ),
                )
            return
        if parent in line:
            if parent == key:
                yield misstated(
                    document,
                    path,
                    Wording(
                        "is {line}, which extends this one in turn",
                        line=shown(line[1] if len(line) > 1 else key),
                    ),
                )
            return
        line.append(parent)
        if len(line) > MOST_ANCESTORS:
            yield misstated(
                document,
                path,
                Wording("leads through more than {most_ancestors} what-ifs", most_ancestors=MOST_ANCESTORS),
            )
            return


def _values(table: Mapping[str, Any]) -> int:
    """Values in nested tables, a list counted as one."""
    return sum(_values(value) if isinstance(value, dict) else 1 for value in table.values())
