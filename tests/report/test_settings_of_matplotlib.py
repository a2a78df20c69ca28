"""Settings of matplotlib, of the user or of a stranger's folder, change no picture and start no program."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from shells import MARKET, SPLIT, fill, typed

LOOK = "path.sketch: 1, 100, 2\naxes.linewidth: 5\nlines.linewidth: 9\nfont.size: 30\nsvg.fonttype: none\n"
WORDS = ("run", "whole.toml", "--replications", "3", "--workers", "1", "--quiet", "--out", "report")


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="a stand-in for LaTeX, and a pipe")
def test_a_report_is_the_same_whatever_lies_beside_it(tmp_path: Path) -> None:
    folder, started = fill(tmp_path / "here"), tmp_path / "started"
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("latex", "dvipng", "gs"):
        (programs / name).write_text(f"#!/bin/sh\ntouch {started}\n", encoding="utf-8")
        (programs / name).chmod(0o755)
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    pages = set()
    for settings in (None, f"{LOOK}text.usetex: True\n".encode(), b"\xff\xfe", "pipe"):
        found = folder / "matplotlibrc"
        found.unlink(missing_ok=True)
        if settings == "pipe":
            os.mkfifo(found)
        elif isinstance(settings, bytes):
            found.write_bytes(settings)
        ended = typed(folder, *WORDS, PATH=path)
        assert (ended.code, ended.err) == (0, f"Report: {Path('report', 'index.html')}\n")
        pages.add((folder / "report" / "index.html").read_bytes())
    assert len(pages) == 1
    assert not started.exists()


def test_settings_of_the_user_change_no_picture(tmp_path: Path) -> None:
    folder, home = fill(tmp_path / "here"), tmp_path / "home"
    home.mkdir()
    for name, settings in (("a.svg", ""), ("b.svg", f"{LOOK}text.usetex: True\n")):
        (home / "matplotlibrc").write_text(settings, encoding="utf-8")
        ended = typed(folder, "draw", "market.toml", "split.toml", "--out", name, MPLCONFIGDIR=str(home))
        assert (ended.code, ended.err) == (0, f"Written: {name}\n")
    assert (folder / "a.svg").read_bytes() == (folder / "b.svg").read_bytes()


def test_settings_made_in_python_change_no_picture_and_stay_as_they_are() -> None:
    import matplotlib

    from orgsim.plan.load import parse
    from orgsim.report.diagrams.diagram import draw

    scenario = parse(MARKET + SPLIT)
    usual = draw(scenario, "flow").svg()
    changed = {
        "text.usetex": True,
        "path.sketch": (1.0, 100.0, 2.0),
        "font.size": 30.0,
        "svg.fonttype": "none",
    }
    with matplotlib.rc_context(changed):  # type: ignore[arg-type]
        assert draw(scenario, "flow").svg() == usual
        assert {name: matplotlib.rcParams[name] for name in changed} == changed


def test_loading_matplotlib_leaves_the_folder_and_the_surroundings_as_they_were(tmp_path: Path) -> None:
    code = """
import os, sys
from orgsim.report.drawing.style import load_without_settings
before = os.getcwd(), dict(os.environ)
load_without_settings()
assert "matplotlib" in sys.modules
assert (os.getcwd(), dict(os.environ)) == before
"""
    for settings in ({}, {"MATPLOTLIBRC": str(tmp_path)}):
        surroundings = {**os.environ, **settings}
        subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=surroundings, timeout=60, check=True)
