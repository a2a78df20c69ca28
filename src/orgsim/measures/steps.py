"""The figures of single activities and teams: what each is called, counted in and combined of, and which way is better.

Those marked as headline lead a table of differences: how steps pass on, how long they wait, how much goes cold, how busy
teams are. A pass rate and a load have no better side of their own: a lower bar passes more, and a busier team makes others wait.
"""

from orgsim.language.phrases import Phrase, within
from orgsim.measures.kpis import Better, Combined, Kpi, over


def _figure(
    name: str,
    title: Phrase,
    unit: str,
    better: Better = 0,
    combined: Combined | None = None,
    headline: bool = False,
) -> Kpi:
    return Kpi(name, title, unit, better, None, headline, combined)


_ACTIVITY = (
    _figure("pass_rate", within("kpi", "Best outcome"), "share", 0, over("passed", "decided"), headline=True),
    _figure("wait_hours", within("kpi", "Wait (mean)"), "hours", -1, over("waited_hours", "begun"), headline=True),
    _figure("cold_share", within("kpi", "Gone cold"), "share", -1, over("cold", "over"), headline=True),
    _figure("arrived", within("kpi", "Arrived"), "jobs"),
    _figure("done", within("kpi", "Done"), "jobs"),
    _figure("open", within("kpi", "Open at the end"), "jobs"),
    _figure("wait_p90_hours", within("kpi", "Wait (9 of 10 below)"), "hours", -1),
    _figure(
        "wait_office_hours", within("kpi", "Wait in office hours (mean)"), "hours", -1,
        over("waited_office_hours", "begun"),
    ),
    _figure("in_time_share", within("kpi", "Begun in time"), "share", 1, over("in_time", "timed")),
    _figure("waited_share", within("kpi", "Had to wait"), "share", -1, over("waited", "begun")),
    _figure(
        "first_pass_rate", within("kpi", "Best outcome, first time"), "share", 0, over("passed_first", "decided_first")
    ),
    _figure("queue_length", within("kpi", "Waiting at a time"), "jobs", -1),
)  # fmt: skip
_TEAM = (
    _figure("utilisation", within("kpi", "Load"), "share", 0, over("hours", "capacity_hours"), headline=True),
    _figure("hours", within("kpi", "Staff hours on jobs"), "staff hours"),
    _figure("capacity_hours", within("kpi", "Staff hours on duty"), "staff hours"),
    _figure("held_hours", within("kpi", "Staff hours kept free for joint work"), "staff hours"),
    _figure("cost", within("kpi", "Pay"), "money", -1),
    _figure("headcount", within("kpi", "People"), "people"),
    _figure("kpi_value", within("kpi", "Its KPI"), ""),
    _figure("quota_attainment", within("kpi", "Quota reached"), "ratio", 1, over("reached", "asked")),
)

ACTIVITY_KPIS: dict[str, Kpi] = {kpi.name: kpi for kpi in _ACTIVITY}
"""The figures of an activity by name, leading ones first."""
TEAM_KPIS: dict[str, Kpi] = {kpi.name: kpi for kpi in _TEAM}
"""The figures of a team by name, leading ones first."""
