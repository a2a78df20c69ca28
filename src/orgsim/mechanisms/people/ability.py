"""Ability: people differ in how fast and how well they do each activity, practice being equal."""

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from orgsim.elementary import exp, log1p, normal_quantile, normal_quantile_block, sqrt
from orgsim.engine.entities import Account, Activity, Job, Person
from orgsim.engine.gates import OfPerson
from orgsim.engine.world import World
from orgsim.fields import Share
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.shared.declaration import (
    Effect,
    Link,
    Mechanism,
    Parameters,
    SmallCoefficient,
    declared,
)
from orgsim.randomness import purpose, purpose_of, uniform, uniforms

_ALL, _SIDE, _OWN = "ability", "ability on side {}", "ability at {}"
purpose(_ALL, "how able a person is")
purpose(_SIDE, "how able a person is at work before the purchase, after it, or for the organization itself")
purpose(_OWN, "how able a person is at one activity")
_WELL, _WELL_SIDE, _WELL_OWN = "quality", "quality on side {}", "quality at {}"
purpose(_WELL, "how well a person works")
purpose(_WELL_SIDE, "how well a person works before the purchase, after it, or for the organization itself")
purpose(_WELL_OWN, "how well a person does one activity")
_SPEED_DRAWS, _QUALITY_DRAWS = (_ALL, _SIDE, _OWN), (_WELL, _WELL_SIDE, _WELL_OWN)


class Ability(Parameters):
    """How far people differ, from one another and from one activity to the next."""

    cv: Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)] = declared(
        0.35,
        unit="coefficient of variation",
        source="BPI Challenge 2012 (.29, 34 people) and bank calls 1999 (.41, 21 agents)",
        status="measured",
    )
    """Standard deviation over mean of people's speeds at an activity, and of their factors on work time; lognormal. The mean
    speed is that of the reference, so that a team of many does as much in an hour as people who are all alike."""
    alike: Share = declared(
        0.6,
        unit="correlation",
        source="BPI Challenge 2012 work items: .59 (95 % .36 to .75), 44 people at 4 activities",
        status="measured",
    )
    """Between a person's speeds at two activities on the same side of the purchase, and between how well they do them; 1 for
    people who are as good at one thing as at any other."""
    across: Share = declared(
        0.5,
        unit="share",
        source="DeCarlo & Lam, J. Academy of Marketing Science 2016: hunters and farmers differ by trait; no size",
        status="guess",
    )
    """Of what a person's activities on one side of the purchase have in common, the share that those on the other side have, too:
    `alike` times this is the correlation of opening with keeping."""
    quality: SmallCoefficient = declared(
        0.15,
        unit="log-odds",
        source="none found; with the spread of speed, sales per hour of who does all steps of b2b-saas differ by .4",
        status="guess",
    )
    """Standard deviation between people of how well they do an activity: at its gate, and when a customer whom they care for
    decides. A team of many passes on as many as the reference; 0 for people who differ in speed alone."""
    fast_and_good: Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False)] = declared(
        0.0, unit="correlation", source="none found", status="guess"
    )
    """Between how fast and how well a person does an activity. Fast people do more of the jobs, so above 0 a busy team passes on
    more than the reference."""


def factor(normal: float, cv: float) -> float:
    """A person's factor on work time, from a standard normal draw; its inverse, the speed, has mean 1."""
    variance = log1p(cv * cv)
    return exp(sqrt(variance) * normal + variance / 2)


def mixed(common: float, side: float, own: float, alike: float, across: float) -> float:
    """A standard normal from three: a person's at all work, on one side of the purchase, and at one activity alone."""
    shared = sqrt(across) * common + sqrt(1.0 - across) * side
    return sqrt(alike) * shared + sqrt(1.0 - alike) * own


def effect(normal: float, base: float, quality: float) -> float:
    """Log-odds of a step of which a share `base` passes in the reference, from a standard normal draw.

    To second order in `quality` the share that passes is `base` on average over people: the odds of the good ones gain more
    passes than those of the others lose where fewer than half pass, and that is taken off.
    """
    return quality * normal - quality * quality / 2.0 * (1.0 - 2.0 * base)


class Abilities:
    """How able everybody is, the same persons under every what-if."""

    def __init__(self, world: World, parameters: Ability) -> None:
        self.world = world
        self.parameters = parameters
        self.factors: dict[Person, dict[int, float]] = {}
        """On work time, by person and activity."""
        self.normals: dict[Person, dict[int, float]] = {}
        """How well people do activities, in standard deviations."""
        self._drawn: dict[tuple[int, int], float] = {}
        """Standard normals, by the key of a person's draws and what is drawn."""
        self._named: dict[tuple[int, tuple[str, str, str]], tuple[int, int, int]] = {}
        """What is drawn of each person for an activity: for all work, for its side of the purchase, for itself."""
        contracts = world.contracts
        self.later: frozenset[int] = frozenset() if contracts is None else contracts.plan.work
        """Codes of the activities after the purchase."""
        plan = None if contracts is None else contracts.service.plan
        talks = () if plan is None else (plan.renewal, plan.check_ins, plan.incidents, plan.onboarding)
        self.cares: tuple[Activity, ...] = tuple(talk[0] for talk in talks if talk is not None)
        """What is done for customers: what tells most about staying comes first."""
        self.cared_for: dict[int, int | None] = {}
        """By team (code), what of it comes first among what it does under the organization in force."""
        self.came: dict[int, tuple[Person, tuple[int, ...]]] = {}
        """By the key of everybody who has joined, whom they were first, and what their team did (codes of activities)."""
        self.chosen = False
        """Whether people were put into teams for how able they are."""
        self.check_in = None if plan is None or plan.check_ins is None else plan.check_ins[0].code

    def welcome(self, person: Person) -> None:
        """Somebody has joined, with the abilities that are theirs, in whichever team."""
        self.factors[person], self.normals[person] = {}, {}
        self.came.setdefault(person.key, (person, self.world.teams[person.team].does))

    def begin(self, job: Job) -> None:
        """A job takes its person longer, or less long, than somebody of average ability."""
        activity = job.activity
        try:
            job.hours *= self.factors[job.person][activity.code]  # type: ignore[index]
        except KeyError:
            person: Person = job.person  # type: ignore[assignment]
            found = 1.0 if activity.duty else self.slowness(person.key, activity.code)
            self.factors[person][activity.code] = found
            job.hours *= found

    def skill(self, person: Person, activity: Activity) -> float:
        """Log-odds at the gate of a form of an activity of a person who did the job."""
        return effect(self._normal(person, activity.code), activity.base, self.parameters.quality)

    def keeping(self, account: Account) -> float:
        """Log-odds of staying of a customer, by who worked for it last: how well they do the talk about it, or what their team
        does for customers in place of that."""
        person, contracts = account.case.person, self.world.contracts
        assert contracts is not None
        code = None if person is None else self._cares_by(person)
        if person is None or code is None:
            return 0.0
        loyal = contracts.price.terms.loyalty if account.deal.term is None else 1 - contracts.base(account)
        return effect(self._normal(person, code), loyal, self.parameters.quality)

    def selling_more(self, account: Account) -> float:
        """Log-odds that a check-in sells more, by who held it."""
        person, contracts = account.case.person, self.world.contracts
        assert contracts is not None
        assert contracts.plan.upsell is not None
        if person is None or self.check_in not in self.world.teams[person.team].does:
            return 0.0
        normal = self._normal(person, self.check_in)
        return effect(normal, contracts.plan.upsell.rate, self.parameters.quality)

    def slowness(self, key: int, code: int) -> float:
        """Factor on the work time of an activity of somebody, by the key of their draws."""
        return factor(self._draw(key, code, _SPEED_DRAWS), self.parameters.cv)

    def goodness(self, key: int, code: int) -> float:
        """How well somebody does an activity, by the key of their draws, in standard deviations."""
        r = self.parameters.fast_and_good
        own = sqrt(1.0 - r * r) * self._draw(key, code, _QUALITY_DRAWS)
        return own - r * self._draw(key, code, _SPEED_DRAWS) if r else own

    @staticmethod
    def standards(keys: Sequence[int], names: Collection[int]) -> dict[tuple[int, int], float]:
        """A standard normal for each of some people (by the keys of their draws) and purposes: `normal_quantile` of `uniform`."""
        people = np.array(keys, dtype=np.uint64)
        lucks = [uniforms(people, name) for name in names]
        normals = normal_quantile_block(np.concatenate(lucks)).tolist() if lucks else []
        return dict(zip(((key, name) for name in names for key in keys), normals, strict=True))

    def foresee(self, keys: Sequence[int], codes: Collection[int]) -> None:
        """Draw at once what will be asked of many people, by the keys of their draws, at some activities."""
        names = {
            name
            for code in codes
            for draws in (_SPEED_DRAWS, _QUALITY_DRAWS)
            for name in self._names(code, draws)
        }
        self._drawn |= self.standards(keys, names)

    def _normal(self, person: Person, code: int) -> float:
        known = self.normals[person]
        found = known.get(code)
        if found is None:
            found = known[code] = self.goodness(person.key, code)
        return found

    def _cares_by(self, person: Person) -> int | None:
        team, known = person.team, self.cared_for
        if team not in known:
            does = self.world.teams[team].does
            known[team] = next((one.code for one in self.cares if one.code in does), None)
        return known[team]

    def _draw(self, key: int, code: int, names: tuple[str, str, str]) -> float:
        common, sided, alone = (self._standard(key, name) for name in self._names(code, names))
        return mixed(common, sided, alone, self.parameters.alike, self.parameters.across)

    def _names(self, code: int, names: tuple[str, str, str]) -> tuple[int, int, int]:
        named = self._named.get((code, names))
        if named is None:
            named = self._named[code, names] = self._name(code, names)
        return named

    def _name(self, code: int, names: tuple[str, str, str]) -> tuple[int, int, int]:
        everything, side, own = names
        where = "later" if code in self.later else "before" if code < len(self.world.activities) else "own"
        activity = self.world.names.activities[code]
        return purpose_of(everything, ""), purpose_of(side, where), purpose_of(own, activity)

    def _standard(self, key: int, name: int) -> float:
        """A standard normal of a person, drawn once: what activities have in common, and what was foreseen of it."""
        found = self._drawn.get((key, name))
        if found is None:
            found = self._drawn[key, name] = normal_quantile(uniform(key, name))
        return found


def install(world: World, parameters: Ability, _: Mapping[str, Any]) -> None:
    """Let people differ in speed and in quality."""
    abilities = world.lasting(Abilities, lambda: Abilities(world, parameters))
    abilities.cared_for.clear()
    world.hooks.person_joins.add(abilities.welcome)
    world.hooks.job_starts.add(abilities.begin)
    if not parameters.quality:
        return
    world.hooks.gate.add(OfPerson(abilities.skill))
    if world.contracts is not None:
        world.hooks.stay_alone.add(abilities.keeping)
        if world.contracts.plan.upsell is not None:
            world.hooks.buy_more.add(abilities.selling_more)


MECHANISM = Mechanism(
    name="ability",
    title=Phrase("Ability"),
    meaning=Phrase(
        "People differ in how fast and how well they do each activity, and who leaves takes their own ability along."
    ),
    group="people",
    parameters=Ability,
    effects=(
        Effect(
            "work of every job but duties",
            "× a, drawn for each person and activity; lognormal, the speed 1/a has mean 1",
        ),
        Effect("every gate", "quality z - quality^2/2 (1 - 2 base), z drawn for each person and activity"),
        Effect(
            "a customer's decision to stay, and what a check-in sells",
            "the same, by who worked for the customer last and how well they do what keeps it",
        ),
    ),
    claims=("B1", "B5", "B8", "B9"),
    gate=effect,
    renewal=True,
    install=install,
    links=(Link("skill", "load", -1), Link("skill", "win_rate", 1), Link("skill", "churn", -1)),
)
