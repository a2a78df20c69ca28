"""The figures of single activities and teams: what each is called, counted in and combined of, and which way is better.

Those marked as headline lead a table of differences: how steps pass on, how long they wait, how much goes cold, how busy
teams are. A pass rate and a load have no better side of their own: a lower bar passes more, and a busier team makes others wait.
"""

from orgsim.fields import Title
from orgsim.measures.kpis import Better, Combined, Kpi, over


def _figure(
    name: str,
    titles: tuple[str, str],
    unit: str,
    better: Better = 0,
    combined: Combined | None = None,
    headline: bool = False,
) -> Kpi:
    return Kpi(name, Title(en=titles[0], ja=titles[1]), unit, better, "", headline, combined)


_ACTIVITY = (
    _figure("pass_rate", ("Best outcome", "通過率"), "share", 0, over("passed", "decided"), headline=True),
    _figure("wait_hours", ("Wait (mean)", "平均待ち時間"), "hours", -1, over("waited_hours", "begun"), headline=True),
    _figure("cold_share", ("Gone cold", "冷めた割合"), "share", -1, over("cold", "over"), headline=True),
    _figure("arrived", ("Arrived", "到着"), "jobs"),
    _figure("done", ("Done", "完了"), "jobs"),
    _figure("open", ("Open at the end", "期末の未完了"), "jobs"),
    _figure("wait_p90_hours", ("Wait (9 of 10 below)", "待ち時間（90％点）"), "hours", -1),
    _figure(
        "wait_office_hours", ("Wait in office hours (mean)", "営業時間内の平均待ち時間"), "hours", -1,
        over("waited_office_hours", "begun"),
    ),
    _figure("in_time_share", ("Begun in time", "期限内に着手した割合"), "share", 1, over("in_time", "timed")),
    _figure("waited_share", ("Had to wait", "待った割合"), "share", -1, over("waited", "begun")),
    _figure(
        "first_pass_rate", ("Best outcome, first time", "初回の通過率"), "share", 0, over("passed_first", "decided_first")
    ),
    _figure("queue_length", ("Waiting at a time", "平均待ち件数"), "jobs", -1),
)  # fmt: skip
_TEAM = (
    _figure("utilisation", ("Load", "稼働率"), "share", 0, over("hours", "capacity_hours"), headline=True),
    _figure("hours", ("Staff hours on jobs", "仕事の時間"), "staff hours"),
    _figure("capacity_hours", ("Staff hours on duty", "勤務時間"), "staff hours"),
    _figure("cost", ("Pay", "人件費"), "money", -1),
    _figure("headcount", ("People", "人数"), "people"),
    _figure("kpi_value", ("Its KPI", "そのKPI"), ""),
)

ACTIVITY_KPIS: dict[str, Kpi] = {kpi.name: kpi for kpi in _ACTIVITY}
"""The figures of an activity by name, leading ones first."""
TEAM_KPIS: dict[str, Kpi] = {kpi.name: kpi for kpi in _TEAM}
"""The figures of a team by name, leading ones first."""
