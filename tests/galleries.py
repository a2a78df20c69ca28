"""Gallery files joined and run, and their logs read: work, states and effects by name."""

import re
from itertools import takewhile
from typing import Any

import numpy as np
from places import GALLERY

import orgsim
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run

SEED = 11
Rows = np.ndarray


def joined(market: str, organization: str, **changes: Any) -> Scenario:
    """A market and an organization of the gallery; `__` stands for the dots in the path of a change."""
    scenario = orgsim.load(
        GALLERY / "markets" / f"{market}.toml",
        organization=GALLERY / "organizations" / f"{organization}.toml",
    )
    return scenario.replace({path.replace("__", "."): value for path, value in changes.items()})


def logs(scenario: Scenario, replications: int = 1) -> list[EventLog]:
    """Independent runs; the same luck for every organization."""
    return [run(scenario, SEED, replication) for replication in range(replications)]


def jobs(log: EventLog, *activities: str) -> Rows:
    """Jobs of some activities; of all when none is named."""
    rows = log.of(Row.JOB)
    codes = [log.names.activities.index(name) for name in activities if name in log.names.activities]
    return rows[np.isin(rows["activity"], codes)] if activities else rows


def hours(log: EventLog, activity: str, since: float = 0.0, until: float = np.inf) -> float:
    """Staff hours of the jobs of an activity that began in a span of days."""
    rows = jobs(log, activity)
    return float(rows["hours"][(rows["start"] >= since) & (rows["start"] < until)].sum())


def changes(log: EventLog, outcome: str) -> Rows:
    """The rows that tell of subjects that came to a state."""
    rows = log.of(Row.CHANGE)
    return rows[rows["outcome"] == log.names.outcomes.index(outcome)]


def there(log: EventLog) -> set[int]:
    """The cases of the firm of day 0; how they came that far is not in the log."""
    rows = log.of(Row.ARRIVAL)
    if "firm" not in log.names.entities:
        return set()
    return set(log.case(rows[rows["entity"] == log.names.entities.index("firm")]).tolist())


def come(log: EventLog, outcome: str) -> Rows:
    """The rows that tell of subjects that came to a state and are not of the firm of day 0."""
    rows = changes(log, outcome)
    return rows[~np.isin(log.case(rows), list(there(log)))]


def ended(log: EventLog, rows: Rows, outcome: str) -> Rows:
    """Those rows that have an outcome."""
    return rows[rows["outcome"] == log.names.outcomes.index(outcome)]


def teams(log: EventLog, rows: Rows) -> list[str]:
    """The teams that did some jobs, in order."""
    return [log.names.teams[code] for code in rows["team"]]


def histories(log: EventLog, subjects: Rows) -> list[Rows]:
    """For each subject of some rows, all jobs worked on for it, in order of their beginning."""
    worked = log.of(Row.JOB)
    worked = worked[~np.isnan(worked["start"])]
    worked = worked[np.argsort(worked["start"], kind="stable")]
    cases = log.case(worked)
    return [worked[cases == case] for case in np.unique(log.case(subjects))]


FIRST_YEAR = re.compile(
    r"Busy in the first year (?:in (?P<market>[\w-]+)\.toml )?\((?:the market; )?experiments/first_year\.py[\w -]*\): "
    r"(?P<loads>.+?) of their hours"
)
"""What the header of a file says of how busy its people are, as measured."""


def header(folder: str, name: str) -> str:
    """The comment at the head of a file of the gallery, without its line breaks."""
    lines = (GALLERY / folder / f"{name}.toml").read_text(encoding="utf-8").splitlines()
    return " ".join(line.lstrip("# ") for line in takewhile(lambda line: line.startswith("#"), lines))
