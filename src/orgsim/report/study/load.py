"""The load of the teams of a study, in all and in the last 12 months, beside what waits longest for them."""

from collections.abc import Sequence

from orgsim.measures.shared import named
from orgsim.report.study import last_year
from orgsim.report.study.reading import StudyReading, finite
from orgsim.report.study.tables import Cell, Marks, ReportTable, estimate
from orgsim.study.labels import activity_title, team_title


def teams(reading: StudyReading, names: Sequence[str]) -> ReportTable:
    """One row per team: its people, its load, and the activity whose jobs wait longest."""
    rows, marks = [], Marks()
    for name in names:
        scenario = reading.study.scenarios[name]
        for number, (team, stated) in enumerate(scenario.all_teams.items()):
            found = reading.results[name]["teams"][team]
            people = found.get("headcount", {}).get("mean", stated.headcount)
            rows.append(
                (
                    Cell(reading.titles[name] if number == 0 else ""),
                    Cell(team_title(scenario, team, reading.language)),
                    Cell(reading.quantity(people, "count")),
                    estimate(
                        reading,
                        found["utilisation"],
                        "share",
                        marks,
                        reading.noted(name, f"teams.{team}.utilisation"),
                    ),
                    *last_year.load(reading, name, team, marks),
                    *_longest(reading, name, team, marks),
                )
            )
    heads = (
        reading.say("Organization"),
        reading.say("Team"),
        reading.say("People"),
        reading.say("Load"),
        *([reading.say("Load in the last 12 months")] if reading.study.last_year else []),
        reading.say("Longest mean wait"),
        reading.say("for"),
    )
    note = reading.say(
        "Load: share of the hours on duty spent on jobs. Waits are elapsed time, nights and weekends included."
    )
    title = reading.say("Load and waits by team")
    return ReportTable(title, heads, tuple(rows), texts=2, note=marks.below(note))


def longest_wait(reading: StudyReading, name: str, team: str) -> str | None:
    """The activity of this team whose jobs wait longest on average; None when none was ever begun."""
    found = reading.results[name]["activities"]
    waits = {}
    for activity in reading.study.scenarios[name].all_teams[team].does:
        own = named(activity, team)
        part = own if own in found else activity
        waits[part] = found[part]["wait_hours"]["mean"]
    known = {activity: wait for activity, wait in waits.items() if finite(wait)}
    return max(known, key=known.__getitem__) if known else None


def _longest(reading: StudyReading, name: str, team: str, marks: Marks) -> tuple[Cell, Cell]:
    activity = longest_wait(reading, name, team)
    if activity is None:
        return Cell(reading.quantity(None, "")), Cell("")
    title = activity_title(reading.study.scenarios[name], activity, reading.language)
    found = reading.results[name]["activities"][activity]["wait_hours"]
    said = reading.noted(name, f"activities.{activity}.wait_hours")
    return estimate(reading, found, "hours", marks, said), Cell(title)
