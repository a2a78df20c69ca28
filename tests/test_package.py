"""What is shipped: the wheel and the source archive hold all that an installed orgsim reads."""

import tarfile
import zipfile
from pathlib import Path

import pytest
from places import ROOT


def shipped(folder: Path) -> set[str]:
    """The files of a folder that belong to orgsim, without what Python leaves beside them."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel built now."""
    from hatchling.builders.wheel import WheelBuilder

    folder = tmp_path_factory.mktemp("wheel")
    with zipfile.ZipFile(
        next(WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"]))
    ) as built:
        return set(built.namelist())


def test_the_wheel_holds_every_module_template_and_type_marker(wheel: set[str]) -> None:
    assert {f"orgsim/{name}" for name in shipped(ROOT / "src" / "orgsim")} <= wheel
    assert "orgsim/py.typed" in wheel


def test_the_wheel_holds_the_gallery(wheel: set[str]) -> None:
    gallery = shipped(ROOT / "scenarios")
    assert {"markets", "organizations"} <= {name.partition("/")[0] for name in gallery}
    assert {f"orgsim/scenarios/{name}" for name in gallery} <= wheel


def test_the_wheel_holds_nothing_but_orgsim(wheel: set[str]) -> None:
    assert {name.partition("/")[0].partition("-")[0] for name in wheel} == {"orgsim"}


def test_the_source_archive_can_be_tested(tmp_path: Path) -> None:
    from hatchling.builders.sdist import SdistBuilder

    with tarfile.open(
        next(SdistBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"]))
    ) as built:
        names = {name.partition("/")[2] for name in built.getnames()}
    for folder in ("src", "scenarios", "tests"):
        assert {f"{folder}/{name}" for name in shipped(ROOT / folder)} <= names
    assert {"Makefile", "pyproject.toml", "requirements.txt", "requirements-dev.txt"} <= names


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-docs.txt"])
def test_every_pin_carries_its_hashes_and_names_no_package_index(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert pins
    assert [line for line in pins if "==" not in line or "--hash=sha256:" not in line] == []
    assert [
        line for line in lines if "://" in line or line.lstrip().startswith(("--index", "--extra", "-f"))
    ] == []
