"""The example notebooks run from the first cell to the last as they stand, with fewer replications."""

import json
import re
from pathlib import Path
from typing import Any

import matplotlib
import pytest
from places import ROOT

BOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
QUICKER = (
    (r"replications=\d+", "replications=2, workers=1"),
    (r"(diagnose\(.*)replications=2", r"\1replications=10"),  # the fewest that these take
    (r"(phase_map\((?s:.*))replications=2", r"\1replications=4"),
    (r'"scenario.horizon": "24 months"(}\)\nharder)', r'"scenario.horizon": "15 months"\1'),
    (r'"scenario.horizon": "(12|24) months"', '"scenario.horizon": "3 months"'),
    (r'"scenario.horizon": "36 months"', '"scenario.horizon": "9 months"'),
)
"""What the tests change in them: runs, and how long these are."""
LONG = {"diagnose", "divide-people", "sweep-and-map"}
"""They take their time with few runs, too."""


def cells(path: Path, kind: str) -> list[str]:
    """The texts of the cells of a kind."""
    book = json.loads(path.read_text(encoding="utf-8"))
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    return ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == kind]


def test_there_is_one_for_each_job() -> None:
    assert {path.stem for path in BOOKS} == {
        "compare-organizations",
        "diagnose",
        "divide-people",
        "find-the-next-hire",
        "plan-a-transition",
        "sweep-and-map",
    }


@pytest.mark.parametrize(
    "path",
    [pytest.param(one, marks=pytest.mark.slow) if one.stem in LONG else one for one in BOOKS],
    ids=[one.stem for one in BOOKS],
)
def test_notebooks_run(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    matplotlib.use("Agg")
    from matplotlib import pyplot

    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for text in cells(path, "code"):
        for pattern, quicker in QUICKER:
            text = re.sub(pattern, quicker, text)
        exec(text, names)
    assert pyplot.get_fignums() or any(hasattr(one, "plot") for one in names.values())
    pyplot.close("all")


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_notebooks_are_committed_without_outputs(path: Path) -> None:
    book = json.loads(path.read_text(encoding="utf-8"))
    assert all(not cell.get("outputs") and cell.get("execution_count") is None for cell in book["cells"])
    assert cells(path, "markdown")[0].startswith("# ")
