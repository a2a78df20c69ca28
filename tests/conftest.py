"""What all tests share: how hypothesis searches, how much of the machine a test takes, and where the real data lie."""

import gc
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("ORGSIM_DATA", ROOT.parent / "shared" / "data"))

# `pytest -n` has given the cores away: threads of linear algebra would only wait for one another. Numpy reads it when imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# One run of a scenario can take a good part of a second: no deadline, and no complaint about slow examples.
_PATIENT = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("same", derandomize=True, database=None, print_blob=True, **_PATIENT)
settings.register_profile("search", **_PATIENT)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def pytest_collection_finish() -> None:
    """Keep the garbage collector from going through all that was imported and collected again and again, and through the rest
    more often than it finds anything."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


@pytest.fixture(autouse=True)
def one_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a test does not say how many workers a study has, it has one: `pytest -n` has given the cores away already."""
    monkeypatch.setattr("orgsim.study.effort.usable_cores", lambda: 1)


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports without pictures, which take longer than the rest of them: for tests that read something else."""
    monkeypatch.setattr("orgsim.report.study.pictures._drawn", lambda _chart: None)
    monkeypatch.setattr("orgsim.report.drawing.svg.element", lambda _figure, name: f'<svg id="{name}"></svg>')


@pytest.fixture
def leave_out_pictures(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on, answers are written into their folders without their picture, which takes longest: for tests that give
    a command again to read what it prints."""
    return lambda: monkeypatch.setattr("orgsim.report.study.folder.save_picture", lambda *_: [])


@pytest.fixture
def unreported(monkeypatch: pytest.MonkeyPatch) -> None:
    """Studies that write no report, which takes longer than to run a small one: for tests that read what is printed."""
    monkeypatch.setattr("orgsim.report.study.folder.save", lambda _reading, folder: folder / "index.html")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real records used for fits and validation; tests are skipped where it is absent."""
    if not DATA.is_dir():
        pytest.skip(
            "the real data are not here: put them into ../shared/data or set ORGSIM_DATA to their folder"
        )
    return DATA
