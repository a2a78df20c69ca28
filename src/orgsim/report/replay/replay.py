"""`orgsim.replay`: one run of each of some organizations as a page to play, side by side."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from os import PathLike
from pathlib import Path

from orgsim.errors import unusable
from orgsim.language import Language
from orgsim.plan.scenario import Scenario
from orgsim.report.replay.document import document, payload
from orgsim.report.replay.script import FOLDER, script
from orgsim.report.replay.words import PAGE
from orgsim.study.fairness import with_payroll_of
from orgsim.study.labels import labels
from orgsim.study.run import Run, simulate
from orgsim.writing import called, placing

MOST = 6
"""Organizations side by side that a screen bears, and that have colours of their own."""
SUFFIX = ".html"


@dataclass(frozen=True)
class Replay:
    """One run of each of some organizations, with the same leads and the same luck, to be played."""

    runs: Mapping[str, Run]
    language: Language = "en"

    @cached_property
    def html(self) -> str:
        """The page: one file that asks for nothing else, runs no script but its own, and shows names as mere text."""
        titles = labels({name: run.scenario for name, run in self.runs.items()}, self.language)
        said, columns = document(self.runs, list(titles.values()), self.language)
        style, program = (FOLDER / "page.css").read_text(encoding="utf-8"), script()
        parts = {
            "lang": self.language,
            "title": escape(said["title"]),
            "style": style,
            "style_digest": _digest(style),
            "script": program,
            "script_digest": _digest(program),
            "needs": escape(PAGE["needs"].say(self.language)),
            "payload": payload(said, columns),
        }
        page = (FOLDER / "page.html").read_text(encoding="utf-8")
        for name, part in parts.items():
            page = page.replace(f"<!--{name}-->", part)
        return page

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the page into a file that ends in .html; its path. A file that is there is replaced.

        Raises OrgsimError for another ending, or when the file cannot be written.
        """
        aim = Path(path)
        check_suffix(aim)
        with placing(aim) as draft:
            draft.write_text(self.html, encoding="utf-8")
        return aim


def replay(
    scenarios: Mapping[str, Scenario] | Scenario,
    *,
    seed: int = 1,
    replication: int = 0,
    equal_payroll: bool = False,
    language: Language = "en",
) -> Replay:
    """Run each scenario once, with the same luck, for a page to play: `orgsim.replay(scenario).save("replay.html")`.

    scenarios: by the names under which they are shown, or one alone; `equal_payroll` scales headcounts to the payroll of the
    first. It is the run that `simulate` gives for this seed and replication. Raises OrgsimError for more than six, for none, and
    for scenarios that start on different days, which do not go side by side.
    """
    kept = {scenarios.name: scenarios} if isinstance(scenarios, Scenario) else dict(scenarios)
    check_sides(kept)
    if equal_payroll:
        kept = with_payroll_of(kept, next(iter(kept)))
    return Replay({name: simulate(one, seed, replication) for name, one in kept.items()}, language)


def check_sides(scenarios: Mapping[str, Scenario]) -> None:
    """Raise OrgsimError where scenarios cannot be replayed side by side."""
    if not 1 <= len(scenarios) <= MOST:
        raise unusable(
            "a replay shows one to {most} scenarios side by side; these are {count}",
            most=MOST,
            count=len(scenarios),
        )
    if len({one.scenario.start for one in scenarios.values()}) > 1:
        raise unusable("scenarios that start on different days cannot be replayed side by side")


def check_suffix(path: Path) -> None:
    """Raise OrgsimError when a replay cannot be written to a file of that name."""
    if path.suffix != SUFFIX:
        raise unusable(
            "{called}: a replay is one page; name a file that ends in {suffix}",
            called=called(path),
            suffix=SUFFIX,
        )


def _digest(text: str) -> str:
    """What a page's policy has to say of a text for a browser to run or follow it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
