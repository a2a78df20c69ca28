"""Work as it was done: the stretches of a log's jobs."""

import numpy as np

from orgsim.events.columns import ORGANIZATION, Row
from orgsim.events.log import EventLog


def pieces(log: EventLog) -> np.ndarray:
    """Work in one go: the stretches of jobs that were put aside and of who took part in others', and all other jobs begun."""
    names = ["entity", "number", "activity", "visit", "ready", "team"]
    stretches, jobs = log.of(Row.STRETCH), log.of(Row.JOB)
    told = {row.item() for row in stretches[names]}
    whole = [row.item() not in told for row in jobs[names]]
    jobs = jobs[np.array(whole, dtype=bool) & ~np.isnan(jobs["start"])]
    return np.concatenate((stretches, jobs))


def own_work(log: EventLog, rows: np.ndarray) -> np.ndarray:
    """Which rows are about what is done for the organization itself."""
    named = [*log.names.entities, ""]
    return np.array([named[code] == ORGANIZATION for code in rows["entity"]], dtype=bool)
