"""The JSON Schema of the files, for editors: what `load` accepts, file by file.

Any of the four kinds of file, and a file that only changes another, has to pass; so no table is required to be whole, but
for the entries of lists, which are never merged. `orgsim check` says what is missing.
"""

import json
from typing import Any

from orgsim.plan.checks.schema_messages import FILE_KEYS
from orgsim.plan.model.content import Content
from orgsim.plan.model.experiment import ExperimentTables
from orgsim.plan.registration import discover

_TEXT = {"type": "string"}
_TITLE = {"$ref": "#/$defs/Title"}
_NULL = {"type": "null"}
_WORDS = {
    "ge": "minimum",
    "le": "maximum",
    "gt": "exclusiveMinimum",
    "lt": "exclusiveMaximum",
    "oneOf": "anyOf",
}
_WHOLE = (
    "Outcome",
    "HeadcountChange",
    "Transfer",
    "Freeze",
    "PriceList",
    "LaterOffering",
    "Shift",
    "Absence",
    "Reorganization",
)
_ORGANIZED = ("Reorganization", "Predecessor")
"""Tables that hold an organization, or name its file."""
_COLUMNS = ("CustomersThere", "DealsThere")
"""Tables whose keys hold values, or name the column of a CSV."""
_MEANINGS = {
    "extends": "A file whose tables these are merged over, relative to this one, or the name of one in the gallery.",
    "override": "Values set last, at dotted paths or nested.",
    "market": "A market file, relative to this one, or the name of one in the gallery.",
    "firm": "A file that holds [firm], relative to this one.",
    "organization": "An organization file, relative to this one, or the name of one in the gallery.",
    "file": "A CSV file, relative to this one, whose values are read.",
    "column": "The column of the values.",
    "unit": 'The unit of the values, such as "h" or "days".',
    "time": "The column of the time stamps.",
    "segment": "The column of the segments.",
    "zone": 'The time zone of the office, such as "Asia/Tokyo", to which time stamps are converted.',
    "file_zone": "The time zone of time stamps without an offset, where it is not that of the office.",
    "dates": 'Whether dates that end with the year are written "day first" or "month first".',
    "decimal": 'The decimal mark of the numbers, "." or ",".',
}


def json_schema() -> dict[str, Any]:
    """The schema of market, organization, scenario and experiment files, JSON Schema 2020-12."""
    discover()
    schema = _own_names(Content.model_json_schema(mode="validation"))
    schema["$defs"]["Scenario"] = {key: schema[key] for key in ("type", "properties", "additionalProperties")}
    experiment = ExperimentTables.model_json_schema(mode="validation")
    schema["$defs"] |= experiment["$defs"]
    schema["$defs"]["Scenario"]["properties"] |= experiment["properties"]
    for name, part in schema["$defs"].items():
        if name not in _WHOLE:
            part.pop("required", None)
        if name in _ORGANIZED:
            own = part["properties"]["organization"]
            part["properties"]["organization"] = {
                "anyOf": [own, _TEXT],
                "description": own.get("description", ""),
            }
        if name in _COLUMNS:
            part["properties"] = {key: _or_column(said) for key, said in part["properties"].items()}
        part["properties"] |= {
            key: {**_TEXT, "description": _MEANINGS[key]} for key in FILE_KEYS.get(name, ())
        }
    parts: dict[str, Any] = _plain(schema["$defs"])
    whole = parts.pop("Scenario")
    whole["properties"]["override"] = {"type": "object", "description": _MEANINGS["override"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "orgsim files",
        "description": "A market, an organization, a scenario or an experiment of orgsim.",
        **whole,
        "$defs": parts,
    }


def _or_column(said: dict[str, Any]) -> dict[str, Any]:
    """Values as they are said, or the name of a column."""
    options = said.get("anyOf", [{key: value for key, value in said.items() if key != "description"}])
    return {"anyOf": [*options, _TEXT], "description": said.get("description", "")}


def _own_names(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema in which orgsim's own tables are called as ever, where one of a mechanism from outside has the same name."""
    text = json.dumps(schema)
    for name in schema["$defs"]:
        if name.startswith("orgsim__"):
            short = name.rpartition("__")[2]
            text = text.replace(f'/{name}"', f'/{short}"').replace(f'"{name}":', f'"{short}":')
    found: dict[str, Any] = json.loads(text)
    return found


def _plain(part: Any) -> Any:
    """A schema, in terms of what can stand in a file: no null, a text for a title, units instead of converted numbers."""
    if isinstance(part, list):
        return [_plain(inner) for inner in part]
    if not isinstance(part, dict):
        return part
    cleaned = {
        _WORDS.get(key, key): _plain(value) for key, value in part.items() if not _is_noise(part, key, value)
    }
    if "$ref" in cleaned and cleaned["$ref"] == _TITLE["$ref"]:
        del cleaned["$ref"]
        return {**cleaned, "anyOf": [_TITLE, _TEXT]}
    options = [option for option in cleaned.get("anyOf", []) if option != _NULL]
    if len(options) == 1:
        del cleaned["anyOf"]
        return {**options[0], **cleaned}
    return {**cleaned, "anyOf": options} if options else cleaned


def _is_noise(part: dict[str, Any], key: str, value: Any) -> bool:
    """Generated titles, and defaults that are no file's way of writing them."""
    if key == "default":
        kinds = {option.get("type") for option in (part, *part.get("oneOf", ()))}
        return value is None or isinstance(value, dict) or ("string" in kinds and not isinstance(value, str))
    return key == "title" and isinstance(value, str)
