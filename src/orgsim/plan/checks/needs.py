"""What a mechanism needs of a scenario: whether there is a place in files that its dotted path can mean."""

import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from orgsim.mechanisms.shared.declaration import Mechanism
from orgsim.plan.derived.in_force import OR
from orgsim.plan.model.content import Content
from orgsim.plan.text.document import listed, nearest, shown


def unfound(mechanism: Mechanism) -> Iterator[str]:
    """What is wrong with each of its needs that no scenario can state."""
    own: Mapping[str, Mapping[str, Any]] = {
        "policies": {**mechanism.policies, **dict.fromkeys(mechanism.by_activity, dict[str, Any])},
        "effects": {mechanism.name: mechanism.parameters},
    }
    needs: Any = mechanism.needs  # whatever a package from outside may have written
    if not isinstance(needs, tuple | list):
        yield f'it needs {needs}, which is no tuple; write needs=("{needs}",)'
        return
    each = [one for all_of in needs for one in (all_of.split(OR) if isinstance(all_of, str) else (all_of,))]
    for need in each:
        if not isinstance(need, str):
            yield f'it needs {shown(need)}, which is no path; write needs=("policies.{mechanism.name}",)'
            continue
        path, equals, value = need.partition("=")
        found: list[Any] = [Content]
        for position, key in enumerate(path.split(".")):
            mine = own.get(path.split(".")[0], {}).get(key) if position == 1 else None
            inner = [one for kind in found for one in _inside(kind, key)] or [mine] * (mine is not None)
            if not inner:
                known = [name for kind in found for name in _keys(kind)]
                near = nearest(key, known)
                hint = f"; did you mean {near}?" if near else ""
                yield f"it needs {need}, but no scenario can state {key} there{hint}"
                break
            found = inner
        else:
            choices = [str(choice) for kind in found for choice in _choices(kind)]
            if equals and choices and value not in choices:
                yield f"it needs {need}, but {path} is one of {listed(choices, 'or')}"


def _kinds(annotation: Any) -> list[Any]:
    """The types that an annotation stands for, alternatives apart."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _kinds(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return [kind for one in get_args(annotation) for kind in _kinds(one)]
    return [] if annotation is type(None) else [annotation]


def _inside(kind: Any, key: str) -> list[Any]:
    """The types of what stands at a key of a table; any name is a key where they are the user's own."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        if key in kind.model_fields:
            return _kinds(kind.model_fields[key].annotation)
        return [Any] if isinstance(getattr(kind, key, None), property) else []
    if get_origin(kind) is dict:
        return _kinds(get_args(kind)[1])
    return [Any] if kind is Any else []


def _keys(kind: Any) -> list[str]:
    return list(kind.model_fields) if isinstance(kind, type) and issubclass(kind, BaseModel) else []


def _choices(kind: Any) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) is Literal else ()
