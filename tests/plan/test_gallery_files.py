"""The gallery listed and copied, and the schema that editors use."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from places import GALLERY

from orgsim.errors import OrgsimError
from orgsim.plan.gallery import copy_entry, entries, new_project
from orgsim.plan.json_schema import json_schema
from orgsim.plan.load import load


def test_the_gallery_lists_every_file_with_its_titles() -> None:
    found = entries()
    assert {entry.path.resolve() for entry in found} == {path.resolve() for path in GALLERY.rglob("*.toml")}
    saas = next(entry for entry in found if entry.name == "b2b-saas")
    assert (saas.kind, saas.say("en"), saas.say("ja")) == (
        "market",
        "B2B subscription software",
        "法人向けSaaS",
    )


def test_a_copy_keeps_comments_brings_what_it_names_and_overwrites_nothing(tmp_path: Path) -> None:
    written = copy_entry("organizations/the-model-sfa", tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in written] == [
        "organizations/the-model-sfa.toml",
        "organizations/the-model.toml",
    ]
    assert written[0].read_bytes() == (GALLERY / "organizations" / "the-model-sfa.toml").read_bytes()
    written[0].unlink()
    written[1].write_text("mine")
    with pytest.raises(OrgsimError, match="is there already; nothing was copied"):
        copy_entry("organizations/the-model-sfa", tmp_path)
    assert [path.name for path in tmp_path.rglob("*.*")] == ["the-model.toml"]
    assert written[1].read_text() == "mine"


def test_a_copied_scenario_runs_where_it_is(tmp_path: Path) -> None:
    assert load(copy_entry("the-model", tmp_path)[0]) == load(GALLERY / "the-model.toml")


def test_a_new_project_is_whole_or_not_there(tmp_path: Path) -> None:
    made = new_project("our firm", tmp_path, organization="the-model-sfa")
    files = sorted(path.relative_to(made).as_posix() for path in made.rglob("*.toml"))
    assert files == [
        "markets/b2b-saas.toml",
        "organizations/the-model-sfa.toml",
        "organizations/the-model.toml",
        "scenario.toml",
    ]
    scenario = load(made / "scenario.toml")
    assert (scenario.name, scenario.title("en")) == ("scenario", "our firm")
    assert scenario.policies.records.kind == "sfa"
    with pytest.raises(OrgsimError, match="is there already; choose another name"):
        new_project("our firm", tmp_path)
    for wrong, told in (("../up", "cannot name a folder"), ("", "cannot name a folder")):
        with pytest.raises(OrgsimError, match=told):
            new_project(wrong, tmp_path)
    with pytest.raises(OrgsimError, match="did you mean the-model"):
        new_project("other", tmp_path, organization="the-modle")
    assert [path.name for path in tmp_path.iterdir()] == ["our firm"]


@cache
def the_schema() -> dict[str, Any]:
    """The schema of files, made once for all that is held against it."""
    return json_schema()


TYPES: dict[str, Any] = {
    "string": str,
    "number": (int, float),
    "integer": int,
    "boolean": bool,
    "array": list,
    "object": dict,
}


def misfits(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str = "") -> list[str]:
    """Where a value does not fit a schema: types, references, alternatives, choices, bounds and unknown keys."""
    if "$ref" in schema:
        return misfits(value, root["$defs"][schema["$ref"].rpartition("/")[2]], root, at)
    if "anyOf" in schema:
        tried = [misfits(value, option, root, at) for option in schema["anyOf"]]
        return [] if [] in tried else min(tried, key=len)
    if schema.get("format") == "date":
        return []
    if "type" in schema and not isinstance(value, TYPES[schema["type"]]):
        return [f"{at} is no {schema['type']}"]
    if value not in schema.get("enum", [value]) or value != schema.get("const", value):
        return [f"{at} is no choice"]
    if isinstance(value, int | float) and not schema.get("minimum", value) <= value <= schema.get(
        "maximum", value
    ):
        return [f"{at} is out of bounds"]
    if isinstance(value, list):
        return [
            said
            for k, inner in enumerate(value)
            for said in misfits(inner, schema["items"], root, f"{at}.{k}")
        ]
    if isinstance(value, dict):
        return _table_misfits(value, schema, root, at)
    return []


def _table_misfits(value: dict[str, Any], schema: dict[str, Any], root: dict[str, Any], at: str) -> list[str]:
    found = [f"{at}.{key} is missing" for key in schema.get("required", ()) if key not in value]
    for key, inner in value.items():
        rule = schema.get("properties", {}).get(key, schema.get("additionalProperties", {}))
        if rule is not True:
            found += (
                [f"{at}.{key} is unknown"] if rule is False else misfits(inner, rule, root, f"{at}.{key}")
            )
    return found


@pytest.mark.parametrize("path", sorted(GALLERY.rglob("*.toml")), ids=lambda path: path.stem)
def test_gallery_files_fit_the_schema(path: Path) -> None:
    schema = the_schema()
    assert misfits(tomllib.loads(path.read_text(encoding="utf-8")), schema, schema) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[teams.desk]\nhaedcount = 4", ".teams.desk.haedcount is unknown"),
        ("[teams.desk]\nheadcount = -1", ".teams.desk.headcount is out of bounds"),
        ('[policies.records]\nkind = "fax"', ".policies.records.kind is no choice"),
        ('[journey.x]\noutcomes = [{ to = "y" }]', ".journey.x.outcomes.0.rate is missing"),
        ("[scenario]\ntitle = 5", ".scenario.title is no"),
        ("[journey.x]\nwork = { cv = 0 }", ".journey.x.work.cv is out of bounds"),
        ("[experiment]\nkpi = ['arr']", ".experiment.kpi is unknown"),
        ("[experiment]\nreplications = 1", ".experiment.replications is out of bounds"),
        ("[what_if.x]\nremove = 'teams.desk'", ".what_if.x.remove is no"),
    ],
)
def test_the_schema_refuses_what_files_refuse(text: str, told: str) -> None:
    schema = the_schema()
    assert [said for said in misfits(tomllib.loads(text), schema, schema) if said.startswith(told)]


def test_the_schema_knows_what_only_files_hold() -> None:
    schema = the_schema()
    text = (
        'extends = "a.toml"\n[scenario]\nmarket = "m.toml"\norganization = "the-model"\n[override]\n"a.b" = 1\n'
        '[sources.x]\nkind = "recorded"\nfile = "x.csv"\ntime = "t"\nsegment = "s"\n[sources.y]\ncost = 3\n'
        '[journey.x]\ntitle = "X"\nwork = { distribution = "empirical", file = "x.csv", column = "h", unit = "h" }\n'
    )
    experiment = (
        '[experiment]\nbase = "a.toml"\nkpis = ["arr"]\nhorizon = "9 days"\nprecision = "2 %"\n'
        '[what_if."one more"]\nextends = "x"\nremove = ["teams.x"]\nteams.y.headcount = 3\n"teams.z.headcount" = 4\n'
    )
    assert misfits(tomllib.loads(text), schema, schema) == []
    assert misfits(tomllib.loads(experiment), schema, schema) == []
    assert "null" not in str(schema)
