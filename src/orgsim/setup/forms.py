"""Forms: what an activity is for leads of a segment with rates, work or patience of its own there, or of another team."""

import copy
from collections.abc import Mapping
from dataclasses import replace

from orgsim.engine.draws import Draw
from orgsim.engine.entities import Activity
from orgsim.engine.routing import CountedOff
from orgsim.events.columns import FIRM
from orgsim.plan.derived.kinds import step_of
from orgsim.plan.derived.mix import EVERYONE
from orgsim.plan.derived.serving import Lot, counted_to, team_for, teams_of
from orgsim.plan.scenario import Scenario
from orgsim.setup.activities import base, least, patience, turned
from orgsim.setup.calibration import Gates
from orgsim.setup.teams import stand

Known = dict[tuple[str, str | None, int], Activity]
"""Forms by activity, the segment that states its own, and the code of the team that does it."""


def build_forms(
    scenario: Scenario, activities: dict[str, Activity], gates: Gates, codes: Mapping[str, int], known: Known
) -> tuple[list[Activity], dict[str, list[list[Activity]]]]:
    """Every form of every activity, and by activity which of them is whose.

    `codes` are those of the teams; `known` the forms that there are already, to which those made here are added.
    """
    found = [
        _FormsOfOne(scenario, name, activity, gates, (codes, known)) for name, activity in activities.items()
    ]
    rows = {one.name: one.rows() for one in found}
    return [form for one in found for form in one.found.values()], rows


class _FormsOfOne:
    """The forms of one activity, by what makes them differ."""

    def __init__(
        self,
        scenario: Scenario,
        name: str,
        activity: Activity,
        gates: Gates,
        others: tuple[Mapping[str, int], Known],
    ) -> None:
        self.scenario = scenario
        self.name = name
        self.gates = gates
        self.segments = tuple(scenario.segments) or (EVERYONE,)
        self.codes, self.known = others
        self.stated = {self.codes[team]: one for team, one in scenario.teams.items()}
        self.shared = len(teams_of(scenario, name)) > 1
        self.numbers = range(counted_to(scenario) if self.shared else 1)
        self.activity = self.known.setdefault((name, None, activity.team), activity)
        self.found: dict[tuple[str | None, int], Activity] = {(None, activity.team): self.activity}
        """By the segment that states its own, and the team that does it."""

    def rows(self) -> list[list[Activity]]:
        """What it is by entity and segment of a case: of each source's leads, and of its events, which are of no segment."""
        none = [self.activity] * len(self.segments)
        rows = [
            row
            for source in self.scenario.sources
            for row in ([self._of(source, segment) for segment in self.segments], none)
        ]
        if self.scenario.firm is not None:
            rows.append([self._of(FIRM, segment) for segment in self.segments])
        return rows

    def _of(self, source: str, segment: str) -> Activity:
        forms = tuple(self._form((source, segment, number)) for number in self.numbers)
        first = forms[0]
        if all(form is first for form in forms):
            return first
        return CountedOff(
            first.name, first.code, first.draws, first.cuts, first.mean_work, first.order, turns=forms
        )

    def _form(self, lot: Lot) -> Activity:
        segment = lot[1]
        stated = segment in self.scenario.segments and self.name in self.scenario.segments[segment].journey
        team = team_for(self.scenario, self.name, lot) if self.shared else None
        key = segment if stated else None, self.activity.team if team is None else self.codes[team]
        if key not in self.found:
            self.found[key] = self.known.get((self.name, *key)) or self._made(*key)
            self.known[self.name, *key] = self.found[key]
        return self.found[key]

    def _made(self, segment: str | None, team: int) -> Activity:
        form = copy.copy(self.activity)
        form.outcomes = [replace(outcome) for outcome in form.outcomes]
        if team != form.team:
            stand(form, team, self.stated[team])
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
