"""Replays for tests: made of a log written by hand or of a small firm's run, and read back as a browser would, in Python."""

import base64
import json
import re
import zlib
from functools import cache
from typing import Any

import numpy as np
from logbook import FACTS, Logbook

from orgsim.events.columns import ORGANIZATION, Row
from orgsim.events.log import EventLog
from orgsim.measures.summary import summarize
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.report.replay.replay import Replay, replay
from orgsim.study.run import Run

FIRM = """
[scenario]
horizon = "{horizon}"
[market]
title = {{ en = "Small market", ja = "小さな市場" }}
currency = "JPY"
[sources.web]
title = {{ en = "Web", ja = "ウェブ" }}
leads = "60 / month"
[journey.qualify]
title = {{ en = "Qualify", ja = "見極め" }}
work = {{ mean = "2 h" }}
patience = {{ mean = "4 days" }}
outcomes = [{{ to = "close", rate = 0.5 }}, {{ to = "nurture", rate = 0.3 }}, {{ to = "lost", rate = 0.2 }}]
[journey.close]
title = {{ en = "Close", ja = "商談" }}
work = {{ mean = "9 h" }}
outcomes = [{{ to = "customer", rate = 0.4 }}, {{ to = "nurture", rate = 0.3 }}, {{ to = "lost", rate = 0.3 }}]
[journey.nurture]
work = {{ mean = "0.3 h" }}
optional = true
outcomes = [{{ to = "qualify", rate = 0.1 }}, {{ to = "nurture", rate = 0.9 }}]
[journey.onboard]
title = {{ en = "Onboard", ja = "導入" }}
work = {{ mean = "6 h" }}
[offering]
price = "10_000 / month"
term = "3 months"
[customer]
churn = "30 % / year"
onboarding = {{ activity = "onboard" }}
[organization]
title = {{ en = "{name}", ja = "{name}" }}
[shocks.rival]
title = {{ en = "A rival", ja = "競合" }}
at = "20 days"
lasts = "10 days"
odds = {{ close = 0.5 }}
"""
TOGETHER = """
[teams.sales]
headcount = 4
cost = "6_000_000 / year"
does = ["qualify", "close", "nurture", "onboard"]
"""
APART = """
[teams.inside]
title = { en = "Inside", ja = "内勤" }
headcount = 2
cost = "6_000_000 / year"
does = ["qualify", "nurture"]
changes = [{ at = "15 days", headcount = 1 }]
[teams.field]
title = { en = "Field", ja = "外勤" }
headcount = 1
cost = "6_000_000 / year"
does = ["close"]
[teams.care]
title = { en = "Care", ja = "サポート" }
headcount = 1
cost = "6_000_000 / year"
does = ["onboard"]
"""


def firm(name: str, teams: str, horizon: str = "3 months") -> Scenario:
    """A small firm that wins customers."""
    return parse(FIRM.format(name=name, horizon=horizon) + teams)


@cache
def small() -> Replay:
    """Two organizations of a small firm over three months."""
    return replay({"Together": firm("Together", TOGETHER), "Apart": firm("Apart", APART)})


def of_log(log: EventLog) -> Run:
    """A run of a firm of three teams whose log was written by hand."""
    return Run(firm("By hand", APART), log, summarize(log))


def by_hand() -> EventLog:
    """Five leads in ten days, everybody always on duty. 0 is handed over and buys; 1 goes cold, rests, comes back and waits;
    2 is lost at once; 3 is being worked on; 4 comes on the last day."""
    book = Logbook(FACTS)
    for team in range(3):
        book.staff(team, "joined", 0.0)
    book.arrive(0, 1, 2).arrive(3, day=8.0).arrive(4, day=9.9)
    book.job("qualify", 0, (0.0, 0.0, 0.25), "close")
    book.job("qualify", 2, (0.0, 0.25, 0.5), "lost").change("lost", 2, 0.5)
    book.job("close", 0, (0.25, 1.25, 2.0), "customer").change("customer", 0, 3.0, booked=120.0, mrr=10.0)
    book.job("qualify", 1, (0.0, np.nan, 4.0), "cold", person=-1).change("resting", 1, 4.0)
    book.job("onboard", 0, (3.0, 4.0, 5.0))
    book.change("upsold", 0, 6.0, booked=50.0, mrr=5.0).change("returned", 1, 7.0)
    book.staff(1, "left", 7.5)
    book.job("qualify", 3, (8.0, 9.0, np.nan), "open")
    book.job("close", 1, (7.0, np.nan, np.nan), "open", person=-1)
    book.job("qualify", 4, (9.9, np.nan, np.nan), "open", person=-1)
    for team in range(3):
        book.payroll(team, (0.0, 10.0), hours=240.0)
    return book.read()


def read_back(page: str) -> dict[str, Any]:
    """The document of a page with the columns of each organization as arrays: the reading that unpack.js does, in Python."""
    found = re.search(r'<script type="text/plain" id="log">([A-Za-z0-9+/=]+)</script>', page)
    assert found is not None
    whole = zlib.decompress(base64.b64decode(found[1]))
    at = 4 + int.from_bytes(whole[:4], "little")
    said: dict[str, Any] = json.loads(whole[4:at])
    for one in said["organizations"]:
        one["columns"] = {}
        for head in one["heads"]:
            size = head["count"] * head["bytes"]
            one["columns"][head["name"]] = unfolded(whole[at : at + size], head)
            at += size
    assert at == len(whole)
    said["cases"] = said["cases"].split("\n")
    return said


def unfolded(content: bytes, head: dict[str, Any]) -> list[int]:
    """The numbers of a packed column, one by one."""
    count, found, before = head["count"], list[int](), 0
    for k in range(count):
        folded = sum(content[plane * count + k] << (8 * plane) for plane in range(head["bytes"]))
        value = -(folded + 1) // 2 if folded % 2 else folded // 2
        before = before + value if head["differences"] else value
        found.append(before)
    return found


def minute(day: float) -> int | None:
    """The minute of a moment, None where there is none."""
    return None if np.isnan(day) else round(day * 1440)


def own(entity: str) -> bool:
    """Whether an entity is no lead or customer: events of a source, or the organization itself."""
    return entity == ORGANIZATION or entity.endswith(" events")


def jobs_of(log: EventLog) -> list[tuple[Any, ...]]:
    """Each job of a log: case ("" for none of a lead), activity, team, person, outcome, ready, start, end (minutes), minutes of
    work."""
    named, names = log.case_names().of, log.names
    return [
        (
            "" if own(names.entities[row["entity"]]) else named(row["entity"], row["number"]),
            names.activities[row["activity"]],
            int(row["team"]),
            int(row["person"]),
            names.outcomes[row["outcome"]],
            *(minute(row[name]) for name in ("ready", "start", "end")),
            round(row["hours"] * 60),
        )
        for row in log.of(Row.JOB)
    ]
