"""Helping as a plan says it: which teams help with which activities of others."""

import copy
from collections.abc import Mapping
from dataclasses import replace

from orgsim.engine.entities import Activity
from orgsim.engine.helping import Help, Helped, Offer
from orgsim.engine.journey import Journey
from orgsim.engine.teams import Team
from orgsim.engine.world import World
from orgsim.events.columns import FIRM
from orgsim.plan.derived.mix import EVERYONE
from orgsim.plan.derived.serving import counted_to, serves
from orgsim.plan.derived.stages import Stage
from orgsim.plan.scenario import Scenario
from orgsim.setup.teams import stand


class Helpers:
    """The teams of a run that help others, by code."""

    def __init__(self) -> None:
        self.found: dict[int, Help] = {}

    def build(
        self, stage: Stage[Scenario], teams: Mapping[str, Team], forms: list[Activity], journey: Journey
    ) -> list[Activity]:
        """Let teams, by their names in the plan, offer what others help with; the forms of activities when these do them."""
        own: list[Activity] = []
        for key in stage.plan.teams:
            helper = teams[key]
            if helper.code not in self.found:
                self._help(stage, (key, helper), {team.code: team for team in teams.values()}, forms, journey)
            own += (
                [offer.form for offer in self.found[helper.code].offers] if helper.code in self.found else []
            )
        return own

    def _help(
        self,
        stage: Stage[Scenario],
        who: tuple[str, Team],
        teams: Mapping[int, Team],
        forms: list[Activity],
        journey: Journey,
    ) -> None:
        key, helper = who
        stated, offers = stage.plan.teams[key], list[Offer]()
        for form in (form for name in stated.helps for form in forms if form.name == name):
            other = copy.copy(form)
            other.outcomes = [replace(outcome) for outcome in form.outcomes]
            stand(other, helper.code, stated)
            offer = Offer(helper, other, _whom(stage.plan, key), counted_to(stage.plan))
            team = teams[form.team]
            assert isinstance(team, Helped)
            team.offers.setdefault(form, []).append(offer)
            offers.append(offer)
        if offers:
            self.found[helper.code] = Help(journey, offers)


def _whom(scenario: Scenario, helper: str) -> list[list[bool]] | None:
    """For whom a team works, by entity of a case, and by segment and number; None for all. Work for sources is for nobody in
    particular."""
    team = scenario.teams[helper]
    if team.serves is None:
        return None
    of, segments = range(counted_to(scenario)), tuple(scenario.segments) or (EVERYONE,)

    def row(source: str) -> list[bool]:
        return [serves(scenario, team, (source, segment, number)) for segment in segments for number in of]

    every = [True] * (len(segments) * len(of))
    rows = [one for source in scenario.sources for one in (row(source), every)]
    return rows if scenario.firm is None else [*rows, row(FIRM)]


def let_help(world: World) -> None:
    """Let people who have nothing of their own to do help before they do anything else in spare time."""
    helpers, here = world.part(Helpers), {team.code for team in world.here}
    for code, help_ in helpers.found.items() if helpers is not None else ():
        if code not in here:
            continue
        team = world.teams[code]
        help_.then, team.idles, team.own_work = team.idles, help_, True
        help_.seeks, team.seeks = team.seeks, help_.waits
