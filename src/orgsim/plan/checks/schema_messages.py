"""What a schema finds wrong with a document, said in the words of the files."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from orgsim.errors import Problem
from orgsim.language.phrases import Wording
from orgsim.mechanisms.outside import BROKEN
from orgsim.plan.text.document import Document, listed, meant, nearest, shown, written
from orgsim.plan.text.toml_lines import Path

FILE_KEYS: dict[str, tuple[str, ...]] = {
    "Scenario": ("extends", "override"),
    "ScenarioHead": ("market", "organization", "firm"),
    "RecordedSource": ("file", "time", "segment", "zone", "file_zone", "dates"),
    **dict.fromkeys(("CustomersThere", "DealsThere"), ("file", "zone", "file_zone", "dates", "decimal")),
    **dict.fromkeys(("WorkTime", "ElapsedTime", "Size"), ("file", "column", "unit", "decimal")),
}
"""Keys that a file may hold and its reader resolves, by the name of the model they stand beside."""


def problems(
    error: ValidationError, document: Document, model: type[BaseModel]
) -> Iterator[tuple[Path, str, Problem]]:
    """Each thing the schema found: its path, the schema's word for it, and the problem; at most the first hundred."""
    details = [
        (detail, path)
        for detail in error.errors(include_url=False)[:100]
        if (path := _path(detail, document.data))
    ]
    meant = {_meant(path, document, model) for detail, path in details if detail["type"] == "extra_forbidden"}
    for detail, path in details:
        kind = detail["type"]
        if (
            (kind == "missing" and path in meant)
            or _other_branch(detail)
            or _cut_short(detail, path, document)
        ):
            continue
        where = path[:-1] if kind == "missing" else _nearer(path, kind, document)
        yield path, kind, document.problem(where, _message(detail, path, document, model))


def _path(detail: ErrorDetails, data: Any) -> Path | None:
    """The path in the file: a schema's location without the names of the alternatives it tried."""
    path: Path = ()
    parts = detail["loc"]
    for position, part in enumerate(parts):
        named = position == len(parts) - 1 and detail["type"] == "missing"
        key = str(part)
        if isinstance(data, dict) and (key in data or named):
            data = data.get(key)
        elif isinstance(data, list | tuple) and isinstance(part, int) and part < len(data):
            data = data[part]
        elif not isinstance(data, dict | list | tuple) and position < len(parts) - 1:
            return None
        else:
            continue
        path = (*path, key)
    return (*path, "kind") if detail["type"] == "union_tag_invalid" else path


def _meant(path: Path, document: Document, model: type[BaseModel]) -> Path:
    """The path that an unknown key is taken for."""
    return (*path[:-1], nearest(path[-1], allowed_keys(model, path[:-1], document.data)) or "")


def _cut_short(detail: ErrorDetails, path: Path, document: Document) -> bool:
    """Whether a list only seems short because reading it stopped at its first wrong entry."""
    return detail["type"] == "too_short" and len(document.get(*path) or ()) >= detail["ctx"]["min_length"]


def _nearer(path: Path, kind: str, document: Document) -> Path:
    """The key within a table that a complaint about the whole table is about."""
    keys = {
        "rates": ("outcomes", "rates"),
        "shares": ("segments",),
        "order": ("changes", "arrivals"),
        "length": ("arrival_segments",),
        "hours": ("opens", "hours"),
        "turns": ("turns",),
        "newcomers": ("newcomers",),
        "breaks": ("breaks",),
        "target": ("within",),
        "some": ("hours",),
        "segment": ("size", "churn_odds"),
        "recurs": ("price_rise", "first_term_discount"),
    }
    return next(((*path, key) for key in keys.get(kind, ()) if document.get(*path, key) is not None), path)


def _other_branch(detail: ErrorDetails) -> bool:
    """Whether this is the complaint of an alternative the user did not mean: a text is not meant as a table, nor the reverse."""
    tried = str(detail["loc"][-1]) if detail["loc"] else ""
    if ("Hours" in tried or "Whom" in tried) and detail["type"] == "model_type":
        return not isinstance(detail["input"], dict)
    if "serves" in detail["loc"] and detail["type"] == "tuple_type":
        return isinstance(detail["input"], dict)
    return tried.startswith("literal[") and isinstance(detail["input"], dict)


def _message(detail: ErrorDetails, path: Path, document: Document, model: type[BaseModel]) -> str:
    name, kind = written(path), detail["type"]
    context = detail.get("ctx", {})
    if kind == "missing":
        return Wording("{name} is missing", name=name)
    if broken := _broken(detail, path):
        return Wording("{name}: {what}", name=name, what=broken)
    if kind == "extra_forbidden":
        return _unknown(path, allowed_keys(model, path[:-1], document.data))
    if kind in _WHOLE:
        return Wording("{name}: {what}", name=name or Wording("the scenario"), what=_said(detail))
    if kind in ("unit", "finite", "size"):
        return Wording("{name} is {input}; {msg}", name=name, input=shown(detail["input"]), msg=_said(detail))
    if kind in _WANTED:
        return Wording(
            "{name} is {input}; it must be {what}",
            name=name,
            input=shown(detail["input"]),
            what=_WANTED[kind](context),
        )
    if kind in ("literal_error", "union_tag_invalid"):
        return _choice(detail, name)
    if kind in ("too_short", "too_long"):
        return _length(detail, name)
    return Wording(
        "{name} is {input}; {lower}{msg}",
        name=name,
        input=shown(detail["input"]),
        lower=detail["msg"][:1].lower(),
        msg=detail["msg"][1:],
    )


def _said(detail: ErrorDetails) -> str:
    """What a validator of the house said, in words of any language; what pydantic says in its own."""
    return str(detail.get("ctx", {}).get("words", detail["msg"]))


def _broken(detail: ErrorDetails, path: Path) -> str | None:
    """What keeps the mechanism from being used that a file names, if an installed package should bring it."""
    if path[:2] == ("scenario", "mechanisms"):
        found = BROKEN.get(str(detail["input"]))
    else:
        found = BROKEN.get(path[1]) if path[0] in ("effects", "policies") and len(path) == 2 else None
    return None if found is None else str(found)


_FEW = 10
"""Choices that are all listed beside the nearest one."""
_WHOLE = (
    "spread",
    "rates",
    "shares",
    "scores",
    "numbers",
    "order",
    "length",
    "hours",
    "turns",
    "newcomers",
    "breaks",
    "absence",
    "target",
    "some",
    "price",
    "churn",
    "ramp",
    "segment",
    "recurs",
    "list",
    "records",
)


def _amount(number: Any) -> str:
    return f"{number:,}" if isinstance(number, int) else f"{number:,.10g}"


_WANTED: dict[str, Callable[[dict[str, Any]], str]] = {
    "greater_than_equal": lambda ctx: Wording("{ge} or more", ge=_amount(ctx['ge'])),
    "greater_than": lambda ctx: Wording("more than {gt}", gt=_amount(ctx['gt'])),
    "less_than_equal": lambda ctx: Wording("{le} or less", le=_amount(ctx['le'])),
    "less_than": lambda ctx: Wording("less than {lt}", lt=_amount(ctx['lt'])),
    "int_type": lambda _: Wording("a whole number"),
    "float_type": lambda _: Wording("a number"),
    "finite_number": lambda _: Wording("a finite number"),
    "string_type": lambda _: Wording("a text in quotes, such as \"qualify\""),
    "bool_type": lambda _: Wording("true or false"),
    "date_type": lambda _: Wording("a date without quotes, such as 2024-01-31"),
    "tuple_type": lambda _: Wording("a list in square brackets"),
    "dict_type": lambda _: Wording("a table"),
    "model_type": lambda ctx: (
        Wording('a text or a table {{ en = "…", ja = "…" }}')
        if ctx.get("class_name") == "Title"
        else Wording("a table")
    ),
    "union_tag_not_found": lambda _: Wording("a table"),
}  # fmt: skip


_GONE: dict[Path, str] = {
    (
        "effects",
        "health",
        "new_owner",
    ): Wording("a new owner is a new face; say what that costs by effects.acquaintance.odds")
}
"""Keys that there have been, and what says the same now."""


def _unknown(path: Path, allowed: list[str]) -> str:
    if path in _GONE:
        return Wording("{path} is no more: {gone}", path=written(path), gone=_GONE[path])
    hint = meant(nearest(path[-1], allowed), Wording("known here: {known}", known=", ".join(allowed)))
    return Wording("{path} is not known; {hint}", path=written(path), hint=hint)


def _choice(detail: ErrorDetails, name: str) -> str:
    context = detail.get("ctx", {})
    value = detail["input"]
    if detail["type"] == "union_tag_invalid":
        value = value.get("kind") if isinstance(value, dict) else value
    wanted = str(context.get("expected") or context.get("expected_tags", ""))
    choices = [word.strip("' ") for word in wanted.replace(" or ", ", ").split(",")]
    table = Wording(" or a table of working hours") if name.endswith(".calendar") else ""
    near = nearest(value, choices) if isinstance(value, str) else None
    hint = Wording('; did you mean "{near}"?', near=near) if near else ""
    if near and len(choices) > _FEW:
        return Wording(
            "{name} is {value}, which is none of the {count} that are known here{hint}",
            name=name,
            value=shown(value),
            count=len(choices),
            hint=hint,
        )
    one = "" if len(choices) == 1 else Wording("one of ")
    return Wording(
        "{name} is {value}; it must be {one}{choices}{table}{hint}",
        name=name,
        value=shown(value),
        one=one,
        choices=listed(choices, "or"),
        table=table,
        hint=hint,
    )


def _length(detail: ErrorDetails, name: str) -> str:
    context = detail.get("ctx", {})
    number = context.get("actual_length")
    found = "more" if number is None or number > 10**7 else _amount(number)
    if detail["type"] == "too_short":
        least = context["min_length"]
        if least == 1:
            return Wording("{name} is empty; it must have at least one entry", name=name)
        return Wording(
            "{name} has {found} entries; it must have {least}", name=name, found=found, least=_amount(least)
        )
    return Wording(
        "{name} has {found} entries; it must have {max_length} or fewer",
        name=name,
        found=found,
        max_length=_amount(context["max_length"]),
    )


def allowed_keys(model: type[BaseModel], path: Path, data: Any) -> list[str]:
    """Keys that a file may hold in the table at a path; empty where that table's keys are names of the user's own."""
    found = _model_at(model, path, data)
    if found is None:
        return []
    return [*_keys(found), *FILE_KEYS.get(found.__name__, ())]


def _keys(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a table by their keys in files; one that is a word of Python has another name there."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _model_at(model: type[BaseModel], path: Path, data: Any) -> type[BaseModel] | None:
    annotation: Any = model
    for part in path:
        here = _chosen(annotation, data)
        if isinstance(here, type) and issubclass(here, BaseModel):
            field = _keys(here).get(part)
            if field is None:
                return None
            annotation = field.annotation
        elif get_origin(here) in (dict, tuple):
            annotation = next(arg for arg in reversed(get_args(here)) if arg is not Ellipsis)
        data = (
            data.get(part)
            if isinstance(data, dict)
            else None
            if not isinstance(data, list)
            else data[int(part)]
        )
    here = _chosen(annotation, data)
    return here if isinstance(here, type) and issubclass(here, BaseModel) else None


def _chosen(annotation: Any, data: Any) -> Any:
    """The one type meant by an annotation: the alternative whose `kind` the table states, else its usual one."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if not _is_union(annotation):
        return annotation
    options = [_chosen(option, data) for option in get_args(annotation)]
    models = [option for option in options if isinstance(option, type) and issubclass(option, BaseModel)]
    kind = data.get("kind") if isinstance(data, dict) else None
    names = next((option for option in options if get_origin(option) is dict), None)
    if names is not None and not any(key in model.model_fields for model in models for key in data or ()):
        return names
    for option in models:
        field = option.model_fields.get("kind")
        if field is not None and (
            kind in get_args(field.annotation) if kind is not None else not field.is_required()
        ):
            return option
    return models[0] if models else next((option for option in options if option is not type(None)), None)


def _is_union(annotation: Any) -> bool:
    return get_origin(annotation) is Union or type(annotation).__name__ == "UnionType"
