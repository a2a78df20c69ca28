"""Shared activities: the jobs of each team that does an activity beside others, for other leads, as an activity of its own."""

from dataclasses import replace

from orgsim.measures.reading import LogReading


def shared(reading: LogReading) -> dict[str, tuple[str, int]]:
    """What such work is called, with its activity and the code of the team, in the order of activities and teams."""
    does = reading.facts.team_does
    many = [name for name in reading.names.activities if sum(name in one for one in does) > 1]
    teams = reading.names.teams
    return {
        named(name, teams[code]): (name, code)
        for name in many
        for code, one in enumerate(does)
        if name in one
    }


def named(activity: str, team: str) -> str:
    """What the work of one of several teams at an activity is called; no activity or team has such a name."""
    return f"{activity} ({team})"


def apart(reading: LogReading) -> LogReading | None:
    """The log as if the work of each such team were an activity; None where there is none.

    Its activities are those of the log, of which the shared ones have no jobs but those of teams that help, then these.
    """
    found = shared(reading)
    if not found:
        return None
    jobs, names, facts = reading.jobs, reading.names, reading.facts
    activity = jobs.activity.copy()
    for code, (name, team) in enumerate(found.values(), start=len(names.activities)):
        activity[(jobs.activity == names.activities.index(name)) & (jobs.team == team)] = code
    targets = tuple(
        (code, hours, office)
        for code, (name, _) in enumerate(found.values(), start=len(names.activities))
        for one, hours, office in reading.hours.targets
        if names.activities[one] == name
    )
    gates = tuple(facts.gates[names.activities.index(name)] for name, _ in found.values())
    return replace(
        reading,
        jobs=replace(jobs, activity=activity),
        names=replace(names, activities=(*names.activities, *found)),
        facts=replace(facts, gates=(*facts.gates, *gates)),
        hours=replace(reading.hours, targets=(*reading.hours.targets, *targets)),
    )
