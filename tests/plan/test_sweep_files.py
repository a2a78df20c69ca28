"""Sweep files: what they say, and every mistake with its line."""

from pathlib import Path

import pytest

from orgsim.errors import ScenarioError
from orgsim.plan.load import load
from orgsim.plan.sweep import is_sweep, load_sweep

STUDY = """[sweep]
market = "b2b-saas"
organizations = ["pre-post-sales", "the-model"]
horizon = "12 months"
kpis = ["firm_value"]
design = "latin"
points = 8
map = ["customer.churn", "offering.price"]

[levers]
policies.records.kind = ["none", "crm"]

[uncertainties]
"customer.churn" = "5 % / year..20 % / year"
offering.price = "200_000 / month..300_000 / month"
"""


def written(tmp_path: Path, text: str) -> str:
    path = tmp_path / "study.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_sweep_file_says_what_is_run_and_varied(tmp_path: Path) -> None:
    name = written(tmp_path, STUDY)
    assert is_sweep(name)
    found = load_sweep(name)
    assert list(found.scenarios) == ["pre-post-sales", "the-model"]
    assert found.scenarios["the-model"].scenario.horizon == pytest.approx(365.25)
    # Dotted and nested paths are the same.
    assert found.levers == {"policies.records.kind": ["none", "crm"]}
    assert list(found.uncertainties) == ["customer.churn", "offering.price"]
    assert (found.kpis, found.design, found.points, found.replications, found.seed) == (
        ("firm_value",),
        "latin",
        8,
        None,
        1,
    )
    assert found.map == ("customer.churn", "offering.price")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('kpis = ["firm_value"]', 'kpis = ["firm_valu"]', 'sweep.kpis has "firm_valu", which is no KPI; did you mean'),
        ('design = "latin"', 'design = "random"', "line 6   sweep.design"),
        ('"offering.price"]', '"offering.prise"]', 'sweep.map has "offering.prise", which is not varied; did you mean'),
        ("5 % / year..20 % / year", "5 % / year", 'line 14  uncertainties: customer.churn is "5 % / year"; write a range'),
        ('["none", "crm"]', "true", "line 11  levers: policies.records.kind is true; write a range"),
        ('organizations = ["pre-post-sales", "the-model"]\n', "", 'sweep needs scenarios = ["scenario.toml"], or a market'),
        ('"the-model"]', '"the-modell"]', "line 3   sweep.organizations.1"),
        ('"pre-post-sales", "the-model"]', '"the-model", "the-model"]', 'line 3   sweep.organizations has two called'),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_their_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in STUDY
    with pytest.raises(ScenarioError) as error:
        load_sweep(written(tmp_path, STUDY.replace(old, new)))
    assert message.replace("   ", " ").replace("  ", " ") in str(error.value).replace("   ", " ").replace(
        "  ", " "
    )


def test_a_sweep_file_is_no_scenario(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="it is a sweep file, not a scenario file; orgsim sweep runs it"):
        load(written(tmp_path, STUDY))
