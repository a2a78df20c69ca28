"""A shell for the tests of the command line: a small market with two organizations, and orgsim as a program of its own."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

MARKET = """
[market]
title = "Small market"
[scenario]
horizon = "60 days"
[sources.web]
leads = "2 / day"
[journey.qualify]
work = { mean = "1 h" }
outcomes = [{ to = "close", rate = 0.5 }, { to = "lost", rate = 0.5 }]
[journey.close]
work = { mean = "2 h" }
outcomes = [{ to = "customer", rate = 0.5 }, { to = "lost", rate = 0.5 }]
[offering]
price = "10_000 / month"
"""
ALONE = """
[organization]
title = "Everyone does all"
[teams.sales]
headcount = 2
cost = "6_000_000 / year"
does = ["qualify", "close"]
"""
SPLIT = """
[organization]
title = "Two teams"
[teams.inside]
headcount = 1
cost = "6_000_000 / year"
does = ["qualify"]
[teams.field]
headcount = 3
cost = "6_000_000 / year"
does = ["close"]
"""
PROGRAM = """
import sys
sys.argv[0] = "orgsim"
from orgsim.cli import main
main()
"""

UNDRAWN = f"""
from orgsim.report.drawing import svg
from orgsim.report.study import pictures
pictures._drawn = lambda _chart: None
svg.element = lambda _figure, name: f'<svg id="{{name}}"></svg>'
{PROGRAM}"""
"""The same without pictures in its reports, which take longer than the rest of them."""

BUFFERED = {**os.environ, "PYTHONUNBUFFERED": ""}
"""The surroundings in which output is held back until there is enough of it, as is usual."""


@dataclass(frozen=True)
class Ended:
    """How a command of its own process ended."""

    code: int
    out: str
    err: str


def fill(folder: Path) -> Path:
    """Put market.toml, alone.toml, split.toml and whole.toml into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"market": MARKET, "alone": ALONE, "split": SPLIT, "whole": MARKET + ALONE}
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def typed(
    folder: Path, *words: str | bytes, redirected: str = "", program: str = PROGRAM, **surroundings: str
) -> Ended:
    """Run orgsim with these words in a process of its own; `redirected` as a shell writes it, such as "2>&-"."""
    command = ["sh", "-c", f'exec "$@" {redirected}', "sh", sys.executable, "-c", program, *words]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, timeout=120, check=False, env={**BUFFERED, **surroundings}
    )
    return Ended(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))
