"""What two scenarios differ in, key by key, in the words of their files."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from orgsim import fields
from orgsim.fields import Plan, Title
from orgsim.plan.model.content import IN_ANY_ORDER, Content
from orgsim.plan.text.document import Document, value_at, written
from orgsim.plan.text.toml_lines import Path
from orgsim.units import MONTH


def _days(value: float) -> str:
    months = value / MONTH
    if months >= 1 and abs(months - round(months)) < 1e-9:
        return f"{round(months)} months"
    return f"{value:g} days" if value >= 1 or value == 0 else f"{value * 24:g} h"


_WRITERS: dict[str, Callable[[float], str]] = {
    "Days": _days,
    "Span": _days,
    "StaffHours": lambda value: f"{value:g} h",
    "RatePerDay": lambda value: f"{value:g} / day",
    "MoneyPerMonth": lambda value: f"{value:.12g} / month",
    "GrowthPerMonth": lambda value: f"{value * 100:g} % / month",
    "LostPerYear": lambda value: f"{value * 100:g} % / year",
}
"""How a number that no file states, a default, would be written in one, by the type of its field."""


@dataclass(frozen=True, slots=True)
class KeyDifference:
    """One key in which a scenario differs from another."""

    key: str
    """Dotted, as for `--set`."""
    kind: Literal["changed", "added", "removed", "reordered"]
    """From the first scenario to the second; "reordered" where a table holds the same in another order."""
    before: Any
    """As its file states it, or would state it; None where there is nothing. Of a reordered table, its keys."""
    after: Any
    counts: bool
    """Whether numbers depend on it: not on titles and remarks."""


@dataclass(frozen=True, slots=True)
class _Key:
    """A place in both scenarios."""

    documents: tuple[Document, Document]
    path: Path = ()
    field: FieldInfo | None = None

    def within(self, key: str, field: FieldInfo | None = None) -> "_Key":
        """A place within this one."""
        return _Key(self.documents, (*self.path, key), field)

    def said(self, a: Any, b: Any) -> KeyDifference:
        """What differs here."""
        before, after = (
            self._wrote(document, value) for document, value in zip(self.documents, (a, b), strict=True)
        )
        kind: Literal["added", "removed", "changed"] = (
            "added" if a is None else "removed" if b is None else "changed"
        )
        remark = self.field is not None and self.path[-1] == "about"
        counts = not (isinstance(a, Title) or isinstance(b, Title) or remark)
        return KeyDifference(written(self.path), kind, before, after, counts)

    def _wrote(self, document: Document, value: Any) -> Any:
        """A value as a file states it; one that none states, as it would."""
        stated = value_at(document.data, self.path)
        if value is None or stated is not None:
            return stated
        if isinstance(value, Plan):
            return value.model_dump(mode="json", exclude_none=True)
        if isinstance(value, float):
            return next((write(value) for name, write in _WRITERS.items() if self._is_of(name)), value)
        return (
            list(value)
            if isinstance(value, tuple)
            else value.isoformat()
            if isinstance(value, date)
            else value
        )

    def _is_of(self, name: str) -> bool:
        """Whether the field here is of a type of numbers with units."""
        reader = get_args(getattr(fields, name))[1]
        return self.field is not None and (
            reader in self.field.metadata or reader in _annotations(self.field.annotation)
        )


def differences(a: Content, b: Content, documents: tuple[Document, Document]) -> Iterator[KeyDifference]:
    """Every key in which b differs from a, in the order of the tables; titles and remarks last. `documents` are what their files
    say."""
    found = list(_between(a, b, _Key(documents)))
    yield from (one for one in found if one.counts)
    yield from (one for one in found if not one.counts)


def _between(a: Any, b: Any, here: _Key) -> Iterator[KeyDifference]:
    if isinstance(a, Title) or isinstance(b, Title) or type(a) in (type(None), str, int, bool, float):
        if repr(a) != repr(b):
            yield here.said(a, b)
    elif isinstance(a, Plan) and isinstance(b, Plan):
        known = type(a).model_fields | type(b).model_fields
        for name in known:
            key = here.within(known[name].alias or name, known[name])
            yield from _between(getattr(a, name, None), getattr(b, name, None), key)
    elif isinstance(a, dict) and isinstance(b, dict):
        for key in (*a, *(key for key in b if key not in a)):
            yield from _between(a.get(key), b.get(key), here.within(key))
        before, after = [key for key in a if key in b], [key for key in b if key in a]
        if before != after and not (len(here.path) == 1 and here.path[0] in IN_ANY_ORDER):
            yield KeyDifference(written(here.path), "reordered", before, after, True)
    elif _are_plans(a) and _are_plans(b):
        for k in range(max(len(a), len(b))):
            rows = [side[k] if k < len(side) else None for side in (a, b)]
            yield from _between(rows[0], rows[1], here.within(str(k)))
    elif repr(a) != repr(b):
        yield here.said(a, b)


def _are_plans(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], Plan)


def _annotations(kind: Any) -> Iterator[Any]:
    """What stands beside the types within a type."""
    if get_origin(kind) is Annotated:
        yield from get_args(kind)[1:]
    for inner in get_args(kind):
        yield from _annotations(inner)
