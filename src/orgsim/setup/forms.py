"""Forms: what an activity is for leads of a segment with rates, work or patience of its own there, or of another team."""

import copy
from dataclasses import replace

from orgsim.engine.draws import Draw
from orgsim.engine.entities import Activity
from orgsim.engine.routing import Forms
from orgsim.events.columns import FIRM
from orgsim.plan.derived.kinds import step_of
from orgsim.plan.derived.mix import EVERYONE
from orgsim.plan.derived.serving import Pair, team_for, teams_of
from orgsim.plan.scenario import Scenario
from orgsim.setup.activities import base, least, patience, turned
from orgsim.setup.calibration import Gates
from orgsim.setup.teams import stand


def build_forms(
    scenario: Scenario, activities: dict[str, Activity], gates: Gates
) -> tuple[list[Activity], Forms]:
    """Every form of every activity, and which of them is whose where there are several."""
    found = [_FormsOfOne(scenario, name, activity, gates) for name, activity in activities.items()]
    rows = {one.activity: one.rows() for one in found}
    every = [form for one in found for form in one.found.values()]
    return every, {one.activity: rows[one.activity] for one in found if len(one.found) > 1}


class _FormsOfOne:
    """The forms of one activity, by what makes them differ."""

    def __init__(self, scenario: Scenario, name: str, activity: Activity, gates: Gates) -> None:
        self.scenario = scenario
        self.name = name
        self.activity = activity
        self.gates = gates
        self.segments = tuple(scenario.segments) or (EVERYONE,)
        self.codes = {team: code for code, team in enumerate(scenario.teams)}
        self.shared = len(teams_of(scenario, name)) > 1
        self.found: dict[tuple[str | None, int], Activity] = {(None, activity.team): activity}
        """By the segment that states its own, and the team that does it."""

    def rows(self) -> list[list[Activity]]:
        """What it is by entity and segment of a case: of each source's leads, and of its events, which are of no segment."""
        none = [self.activity] * len(self.segments)
        rows = [
            row
            for source in self.scenario.sources
            for row in ([self._of((source, segment)) for segment in self.segments], none)
        ]
        if self.scenario.firm is not None:
            rows.append([self._of((FIRM, segment)) for segment in self.segments])
        return rows

    def _of(self, pair: Pair) -> Activity:
        segment = pair[1]
        stated = segment in self.scenario.segments and self.name in self.scenario.segments[segment].journey
        team = team_for(self.scenario, self.name, pair) if self.shared else None
        key = segment if stated else None, self.activity.team if team is None else self.codes[team]
        if key not in self.found:
            self.found[key] = self._made(*key)
        return self.found[key]

    def _made(self, segment: str | None, team: int) -> Activity:
        form = copy.copy(self.activity)
        form.outcomes = [replace(outcome) for outcome in form.outcomes]
        if team != form.team:
            stand(form, team, list(self.scenario.teams.values())[team])
        if segment is not None:
            own = step_of(self.scenario, segment, self.name)
            form.cuts = turned(self.gates.get((self.name, segment), self.gates.get((self.name, None), ())))
            form.mean_work = least(own.work.build().mean)
            form.base = base(own) if own.outcomes else 0.0
            if own.patience is not None:
                form.patience = self._patience()
        return form

    def _patience(self) -> Draw | None:
        stated = self.scenario.journey[self.name]
        own = [
            step_of(self.scenario, name, self.name) if one.journey else None
            for name, one in self.scenario.segments.items()
        ]
        return patience(self.name, self.activity.code, stated, own)
