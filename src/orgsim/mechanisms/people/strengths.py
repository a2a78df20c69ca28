"""Strengths: a firm that begins puts its people where they are strongest, as far as it can see."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field

from orgsim.elementary import log, log1p, sqrt
from orgsim.engine.entities import Activity
from orgsim.engine.places import person_key
from orgsim.engine.teams import Team
from orgsim.engine.world import World
from orgsim.fields import Plan, Share
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.people.ability import Abilities
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared
from orgsim.randomness import purpose, purpose_of

_BELIEVED = "belief about {}"
purpose(_BELIEVED, "how wrong an organization is about how able somebody is at an activity")


class Strengths(Parameters):
    """What an organization sees of its people's strengths."""

    seen: Share = declared(
        0.4,
        unit="correlation",
        source="Bommer et al., Personnel Psychology 1995: superiors' ratings with measured results, .389 in a meta-analysis",
        status="reported",
    )
    """Between what is believed of how able a person is at an activity and how able they are; 1 for one who knows, 0 where nothing
    is seen and everybody stays where they would be anyway."""


class StrengthsPolicy(Plan):
    """`[policies.strengths]`: the people of day 0 are put to the teams where they are strongest, as far as that is seen; who
    comes later comes to the team that has a place. It acts by what ability lets people differ in."""

    teams: Annotated[tuple[str, ...], Field(min_length=2, max_length=500)] | None = None
    """Teams among which people are dealt; all that do work of the journey when not stated."""


def strength(slowness: float, quality: float, base: float) -> float:
    """Log of what a person gets through an activity per hour over what the reference does: of a factor on work time, and of
    log-odds at a gate that a share `base` passes (1 where no gate decides)."""
    return quality * (1.0 - base) - log(slowness)


def doubt(spread: float, seen: float) -> float:
    """Standard deviation of what is wrongly believed, so that beliefs about strengths of a `spread` correlate by `seen` (> 0)."""
    return spread * sqrt(1.0 / (seen * seen) - 1.0)


class Founding:
    """Who is put to which team on day 0."""

    def __init__(self, world: World, abilities: Abilities, seen: float, teams: Sequence[Team]) -> None:
        self.world = world
        self.abilities = abilities
        self.seen = seen
        self.teams = teams
        self._shares = {team: self._shares_of(team) for team in teams}
        done = {code for team in teams for code in team.does}
        self.of = {activity.code: activity for activity in world.activities.values() if activity.code in done}
        """By code, the activities that are done."""
        self._doubts = {code: self._doubt(activity) for code, activity in self.of.items()}
        """By activity, the standard deviation of what is wrongly believed."""
        self._purposes = {code: purpose_of(_BELIEVED, activity.name) for code, activity in self.of.items()}
        self._wrong: dict[tuple[int, int], float] = {}
        """Standard normals of what is wrongly believed, by the key of a person's draws and the purpose."""

    def put(self) -> None:
        """Deal the people of the teams anew, before they join."""
        teams = self.teams
        places = [self.world.staffing[team.code].places for team in teams]
        sizes = [self.world.staffing[team.code].first for team in teams]
        pool = [
            (key, k)
            for k, (one, size) in enumerate(zip(places, sizes, strict=True))
            for key in one.foreseen(size)
        ]
        keys = [person_key(key) for key, _ in pool]
        self.abilities.foresee(keys, self.of)
        self._wrong = self.abilities.standards(keys, self._purposes.values())
        beliefs = [[self.believed(key, team) for team in teams] for key in keys]
        found = _dealt(beliefs, [home for _, home in pool], sizes)
        self.abilities.chosen = True
        for k, one in enumerate(places):
            one.deal([key for (key, _), aim in zip(pool, found, strict=True) if aim == k])

    def believed(self, key: int, team: Team) -> float:
        """How strong somebody is believed to be in a team: mean over what it does, weighted by the market's hours."""
        return sum(share * self.at(key, self.of[code]) for code, share in self._shares[team])

    def _shares_of(self, team: Team) -> list[tuple[int, float]]:
        """What a team does, and the share of the market's hours of each."""
        hours = self.world.facts[team.code].hours
        whole = sum(hours[code] for code in team.does)
        return [(code, hours[code] / whole if whole else 1 / len(team.does)) for code in team.does]

    def at(self, key: int, activity: Activity) -> float:
        """How strong somebody is believed to be at an activity."""
        abilities, code, base = self.abilities, activity.code, _base(activity)
        quality = abilities.parameters.quality * abilities.goodness(key, code)
        true = strength(abilities.slowness(key, code), quality, base)
        return true + self._doubts[code] * self._wrong[key, self._purposes[code]]

    def _doubt(self, activity: Activity) -> float:
        """Standard deviation of what is wrongly believed of who does an activity."""
        parameters = self.abilities.parameters
        speed, quality = (
            sqrt(log1p(parameters.cv * parameters.cv)),
            parameters.quality * (1.0 - _base(activity)),
        )
        spread = sqrt(speed * speed + quality * quality + 2 * parameters.fast_and_good * speed * quality)
        return doubt(spread, self.seen)


def _base(activity: Activity) -> float:
    """The share that the gate of an activity passes in the reference; 1 where no gate decides."""
    return activity.base if activity.outcomes else 1.0


def _dealt(beliefs: Sequence[Sequence[float]], homes: Sequence[int], sizes: Sequence[int]) -> list[int]:
    """The team of each person: who stands out most somewhere is placed there first, as long as there are places; of equals who
    would be there anyway."""
    wishes = [
        (sum(row) / len(row) - belief, team != home, person, team)
        for person, (row, home) in enumerate(zip(beliefs, homes, strict=True))
        for team, belief in enumerate(row)
    ]
    left, found = list(sizes), [-1] * len(homes)
    for _, _, person, team in sorted(wishes):
        if found[person] < 0 and left[team]:
            found[person] = team
            left[team] -= 1
    return found


def install(world: World, parameters: Strengths, policies: Mapping[str, Any]) -> None:
    """Put the people of day 0 where they are strongest."""
    abilities, policy = world.part(Abilities), policies["strengths"]
    if world.begun or abilities is None or not parameters.seen:
        return
    teams = [team for team in world.teams_named(policy.teams) if team.does]
    if len(teams) > 1:
        world.hooks.run_opens.add(Founding(world, abilities, parameters.seen, teams).put)


MECHANISM = Mechanism(
    name="strengths",
    title=Phrase("Strengths"),
    meaning=Phrase("A firm that begins puts its people where they are strongest, as far as it can see."),
    group="people",
    parameters=Strengths,
    effects=(
        Effect(
            "who is in which team on day 0",
            "dealt by -ln a + quality z (1 - base) of what a team does (see ability), believed with an error",
        ),
    ),
    claims=("B8",),
    needs=("policies.strengths",),
    policies={"strengths": StrengthsPolicy},
    install=install,
    links=(Link("strengths", "skill", 1),),
)
