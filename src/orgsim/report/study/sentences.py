"""What a study says in sentences: verdicts, bottlenecks, and what it rests on."""

from collections.abc import Mapping
from typing import Any

from orgsim.language.phrases import Phrase, listed
from orgsim.measures.kpis import KPIS
from orgsim.plan.budget import payroll
from orgsim.plan.checks.own_work import always_busy
from orgsim.plan.scenario import Scenario
from orgsim.report.study import assumed
from orgsim.report.study.load import longest_wait
from orgsim.report.study.reading import StudyReading, finite
from orgsim.study.labels import activity_title, labels, team_title
from orgsim.study.sentences import best_words
from orgsim.units import MONTH

_SAME = 0.005
"""Share of the payroll below which a difference is none; above it the study's notes tell of it."""
_GROUPS = {
    "better": Phrase("better in {kpis}"),
    "worse": Phrase("worse in {kpis}"),
    "higher": Phrase("higher in {kpis}"),
    "lower": Phrase("lower in {kpis}"),
    "cannot tell": Phrase("no telling for {kpis}"),
}


def about(reading: StudyReading) -> str:
    """One line on what was run."""
    head = reading.first.scenario
    months = head.horizon / MONTH
    is_whole = months >= 1 and abs(months - round(months)) < 1e-6
    counted = reading.quantity(months, "months") if is_whole else reading.quantity(head.horizon, "days")
    return reading.say(
        "{market}, {horizon}, {replications} replications, seed {seed}",
        market=reading.first.market.title.say(reading.language),
        horizon=counted,
        replications=reading.study.replications,
        seed=reading.study.seed,
    )


def summaries(reading: StudyReading) -> list[str]:
    """A sentence on each pair that is compared; beside them, with three scenarios or more, which is best in each leading KPI."""
    said = [summary(reading, b, a) for a, b in reading.pairs]
    if len(reading.titles) > 2:
        said += _bests(reading)
    return said


def _bests(reading: StudyReading) -> list[str]:
    """Which is best, one sentence for all KPIs of the same answer."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for kpi, rows in reading.study.best(reading.headline, reading.language).groupby("kpi", sort=False):
        able = tuple(rows["scenario"][rows["may_be_best"]])
        title = KPIS[str(kpi)].title.say(reading.language)
        groups.setdefault(able if len(able) < len(rows) else (), []).append(title)
    called = labels(reading.study.scenarios, reading.language)
    return [
        best_words(titles, [called[name] for name in able], reading.language)
        for able, titles in groups.items()
    ]


def summary(reading: StudyReading, scenario: str, against: str | None = None) -> str:
    """One sentence on a scenario against another, or the baseline: in what it does better or worse, and what cannot be told."""
    base = against or reading.baseline
    rows = reading.against(base, scenario, reading.headline)
    parts = []
    for verdict, phrase in _GROUPS.items():
        named = [_briefly(reading, row) for row in rows if row["verdict"] == verdict]
        if named:
            parts.append(reading.say(phrase, kpis=reading.say(", ").join(named)))
    return reading.say(
        "{pair}: {verdicts}.", pair=reading.pair(scenario, base), verdicts=reading.say("; ").join(parts)
    )


def _briefly(reading: StudyReading, row: Mapping[Any, Any]) -> str:
    """A KPI's title, and for a verdict the size of the difference and why not to rely on it."""
    title = reading.kpi_title(row["kpi"])
    if row["verdict"] == "cannot tell":
        return title
    told = [reading.change(row["difference"], KPIS[row["kpi"]].unit), row["note"]]
    return reading.say("{title} ({text})", title=title, text=listed(filter(None, told), reading.language))


def in_full(reading: StudyReading) -> list[str]:
    """One full sentence per leading KPI and pair."""
    return [str(row["sentence"]) for a, b in reading.pairs for row in reading.against(a, b, reading.headline)]


def payrolls(reading: StudyReading) -> list[str]:
    """That payrolls are the same, where they are; where they differ, the study's notes say so."""
    costs = [payroll(scenario) for scenario in reading.study.scenarios.values()]
    if not reading.others or costs[0] <= 0 or max(abs(cost / costs[0] - 1) for cost in costs) >= _SAME:
        return []
    return [
        reading.say(
            "Payrolls are the same: {cost} a month at the start.", cost=reading.quantity(costs[0], "money")
        )
    ]


def bottleneck(reading: StudyReading, name: str) -> list[str]:
    """The busiest team and the longest wait of a scenario, as the rules of thumb they are."""
    said = [*_busiest(reading, name), *_longest_wait(reading, name, reading.study.scenarios[name])]
    warning = reading.say(
        "Both are rules of thumb; one more person there, compared with today, shows what it is worth."
    )
    return [*said, warning] if said else []


def _busiest(reading: StudyReading, name: str) -> list[str]:
    scenario = reading.study.scenarios[name]
    loads = {team: reading.results[name]["teams"][team]["utilisation"]["mean"] for team in scenario.all_teams}
    # Who fills spare hours with work for the organization is always busy, which says nothing about a bottleneck.
    filled = always_busy(scenario)
    known = {team: load for team, load in loads.items() if finite(load) and team not in filled}
    if not known:
        return []
    team = max(known, key=known.__getitem__)
    return [
        reading.say(
            "By the rule of the busiest team, the bottleneck is {team}: {load} busy.",
            team=team_title(scenario, team, reading.language),
            load=reading.quantity(known[team], "share"),
        )
    ]


def _longest_wait(reading: StudyReading, name: str, scenario: Scenario) -> list[str]:
    waits = {}
    for team in scenario.all_teams:
        activity = longest_wait(reading, name, team)
        if activity is not None:
            waits[activity] = reading.results[name]["activities"][activity]["wait_hours"]["mean"]
    if not waits:
        return []
    slowest = max(waits, key=waits.__getitem__)
    return [
        reading.say(
            "By the rule of the longest mean wait, it is {activity}: {wait}.",
            activity=activity_title(scenario, slowest, reading.language),
            wait=reading.quantity(waits[slowest], "hours"),
        )
    ]


def sources(reading: StudyReading) -> list[str]:
    """What the days are, which mechanisms act, and what the market and the organizations rest on in their files' own words."""
    head = reading.first.scenario
    said = [
        reading.say(
            "Horizon {horizon}, of which the first {warm_up} are not counted.",
            horizon=reading.quantity(head.horizon, "days"),
            warm_up=reading.quantity(head.warm_up, "days"),
        ),
        *assumed.sentences(reading.study.scenarios, reading.language),
    ]
    named = {reading.first.market.title.say(reading.language): reading.first.market.about}
    named |= {
        reading.titles[name]: scenario.organization.about
        for name, scenario in reading.study.scenarios.items()
    }
    return said + [
        reading.say("{title}: {text}", title=title, text=text) for title, text in named.items() if text
    ]
