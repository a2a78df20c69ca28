"""Sources that are forgotten little by little when nobody keeps them up: against the closed form."""

import math

import numpy as np
import pytest
from estimates import SEED, scenario

from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.setup.simulate import run

BLOG = """
[scenario]
horizon = "100 days"
mechanisms = []

[sources.blog]
leads = "40 / day"
{activity}
{fades}
[sources.list]
kind = "recorded"
entry = "audit"
arrivals = [{audit}]

[journey.serve]
work = {{ mean = "0 h", distribution = "constant" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]
[journey.audit]
work = {{ mean = "{hours} h", distribution = "constant" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]
[journey.write]
work = {{ mean = "1 h", distribution = "constant" }}
optional = true

[teams.desk]
headcount = 1
calendar = "continuous"
does = ["audit"{does}]
[teams.till]
headcount = 1
calendar = "continuous"
does = ["serve"]
"""


def blog(fades: str | None = "10 days", hours: int = 10_000, audit: float = 3.0, **words: str) -> EventLog:
    """A blog kept up once, on day 0, and then no more for as long as an audit lasts."""
    filled = {"activity": 'activity = "write"', "does": ', "write"'} | words
    said = "" if fades is None else f'fades = "{fades}"'
    log = run(scenario(BLOG.format(fades=said, hours=hours, audit=audit, **filled)), SEED, 0)
    conservation.check(log)
    return log


def came(log: EventLog) -> np.ndarray:
    """Days on which leads of the blog came."""
    rows = log.of(Row.ARRIVAL)
    return np.asarray(rows["end"][rows["entity"] == log.names.entities.index("blog")])


def test_half_of_those_who_would_come_have_forgotten_it_in_each_span() -> None:
    """Full until day 14, 40 a day; then 40 x 10 / ln 2 x (1 - 2^-8.6) more, half of them within ten days."""
    days = came(blog())
    full, after = 40 * 14, 40 * 10 / math.log(2) * (1 - 2**-8.6)
    assert (days < 14).sum() == pytest.approx(full, abs=4 * math.sqrt(full))
    assert (days >= 14).sum() == pytest.approx(after, abs=4 * math.sqrt(after))
    soon = ((days >= 14) & (days < 24)).sum()
    assert soon == pytest.approx(after / 2, abs=4 * math.sqrt(after / 2))


def test_it_is_known_again_when_its_work_is_done() -> None:
    """The audit is over on day 43, and the work of that week is done: 40 a day until the end."""
    days = came(blog(hours=40 * 24))
    assert ((days >= 44) & (days < 100)).sum() == pytest.approx(56 * 40, abs=4 * math.sqrt(56 * 40))
    assert ((days >= 33) & (days < 43)).sum() < 150


def test_the_same_leads_as_where_it_is_forgotten_at_once_and_more() -> None:
    quick, slow, never = (set(came(blog(fades))) for fades in ("2 days", "50 days", "9_999 days"))
    at_once = set(came(blog(None)))
    assert at_once < quick < slow < never
    assert len(never) / len(came(blog(None, hours=1))) == pytest.approx(1, abs=0.02)


def test_where_it_is_kept_up_nothing_is_changed_byte_for_byte() -> None:
    kept = [blog(fades, hours=1).rows.tobytes() for fades in (None, "10 days")]
    assert kept[0] == kept[1]


def test_what_nobody_has_ever_made_known_brings_nobody() -> None:
    assert not came(blog(does="")).size


def test_what_fades_has_to_be_kept_up() -> None:
    with pytest.raises(ScenarioError) as error:
        blog(activity="")
    assert (
        "fades says how a source is forgotten that is not kept up: state its activity, or remove fades"
        in str(error.value)
    )
