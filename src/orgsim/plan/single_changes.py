"""Single changes of a scenario: one more person in a team, one training, one point more at a step, one policy more or less.

Each is the scenario with one thing changed, so that two runs with the same luck differ by that alone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, get_args

from orgsim.errors import ScenarioError, unusable
from orgsim.language.phrases import Phrase, Wording
from orgsim.mechanisms import MECHANISMS
from orgsim.plan.derived.in_force import acts
from orgsim.plan.derived.routes import POOL
from orgsim.plan.scenario import Scenario
from orgsim.plan.text.document import meant, nearest, shown
from orgsim.units import days

ChangeKind = Literal["person", "training", "point", "policy"]
KINDS: tuple[ChangeKind, ...] = get_args(ChangeKind)
POINT = 0.01
"""By how much the rate of a step's best outcome is raised: one percentage point."""
TRAINING: Mapping[str, Any] = {"hours": "16 h", "who": "all", "every": "6 months"}
"""Terms of the training that is tried where none are stated: two days, twice a year, at no cost but the time [a guess]."""
MISSING: Mapping[str, Mapping[str, Any]] = {
    "records": {"kind": "crm"},
    "goal": {"kind": "shared"},
    "meetings": {},
    "rotation": {},
    "handover": {},
    "usage_data": {},
    "neglected": {},
    "confirmation": {},
    "recovery": {"kind": "apology"},
}
"""Policies that are tried where they are missing, as they are without further terms: those that need to name no team."""
_OF_POOL = ("neglected", "mail")
"""Policies that need somebody who follows up leads at rest."""
_CONFIGURES = ("hiring", "nurture", "handoff")
"""Tables of policies that say how something is done that is there in any case."""


@dataclass(frozen=True, slots=True)
class SingleChange:
    """One change of a scenario."""

    kind: ChangeKind
    target: str
    """The team, the step or the policy."""
    adds: bool
    """Whether a policy is introduced (or put in place of another), not taken away; true of all else."""
    scenario: Scenario
    """As it is with this change alone."""

    @property
    def name(self) -> str:
        """Such as "person:sales", "training:sales", "point:close", "with:meetings" or "without:records"."""
        how = ("with" if self.adds else "without") if self.kind == "policy" else self.kind
        return f"{how}:{self.target}"


@dataclass(frozen=True, slots=True)
class Tried:
    """The single changes of a scenario, and those that cannot be tried."""

    changes: tuple[SingleChange, ...]
    left_out: Mapping[str, Phrase]
    """By name, why not; of what was meant to be tried."""


def single_changes(
    scenario: Scenario,
    kinds: Sequence[str] = KINDS,
    *,
    joins: str | float = 0.0,
    training: Mapping[str, Any] | None = None,
    policies: Sequence[str] | None = None,
) -> Tried:
    """The changes of some kinds that this scenario can have.

    joins: when the person joins, from day 0: there from the start and as experienced as the others are then (0), or new at that
    time, with the ramp and what finding somebody costs. training: its terms, as in `[policies.training]`; those stated there, or
    `TRAINING`, when none are given. policies: those that are tried; all that are missing or present when not stated.
    Raises OrgsimError for a kind, a policy, a time or terms that there are not, and for a scenario that changes its organization.
    """
    for kind in kinds:
        if kind not in KINDS:
            raise unusable(
                "there are no changes of the kind {kind}; there are {kinds}",
                kind=shown(kind),
                kinds=", ".join(KINDS),
            )
    if scenario.reorganizations:
        raise unusable(
            "another organization takes over in {name} during the run: name a scenario that keeps its "
            "organization, since one more person today would be counted against the headcounts of the "
            "next one",
            name=scenario.name,
        )
    makers: dict[ChangeKind, Callable[[], Iterator[SingleChange | tuple[str, Phrase]]]] = {
        "person": partial(_people, scenario, _day(scenario, joins)),
        "training": partial(_trainings, scenario, training),
        "point": partial(_points, scenario),
        "policy": partial(_policies, scenario, policies),
    }
    found = [one for kind in KINDS if kind in kinds for one in makers[kind]()]
    changes = tuple(one for one in found if isinstance(one, SingleChange))
    return Tried(changes, dict(one for one in found if not isinstance(one, SingleChange)))


def _day(scenario: Scenario, joins: str | float) -> float:
    try:
        day = days(joins) if isinstance(joins, str) else float(joins)
    except ValueError:
        day = -1.0
    if not 0 <= day < scenario.scenario.horizon:
        raise unusable(
            'joins is {joins}; it must be a time from day 0 within the horizon, such as "1 month"',
            joins=shown(str(joins)),
        )
    return day


def _people(scenario: Scenario, day: float) -> Iterator[SingleChange]:
    """One more person in every team that is ever planned to have anybody."""
    for name, team in scenario.teams.items():
        if team.headcount or team.changes:
            yield SingleChange("person", name, True, scenario.replace(_one_more(scenario, name, day)))


def _one_more(scenario: Scenario, name: str, day: float) -> dict[str, Any]:
    """One person more than planned from a day on, but for the time in which the team has nobody by its plan."""
    team = scenario.teams[name]
    people, raised = team.headcount, day == 0 and team.headcount > 0
    first = team.headcount + raised
    rows: list[dict[str, Any]] = []
    joined = day == 0
    for planned in (*team.changes, None):
        if not joined and (planned is None or planned.at > day):
            joined = True
            if people:
                rows.append({"at": f"{day!r} days", "headcount": "+1"})
                raised = True
        if planned is None:
            break
        before, after = people, people + planned.by(people)
        people, was, raised = after, raised, joined and after > 0
        by = after - before + raised - was
        stated = after + raised if isinstance(planned.headcount, int) else f"{by:+d}"
        rows.append({"at": f"{planned.at!r} days", "headcount": stated})
    path = f"teams.{name}"
    return {f"{path}.headcount": first, **({f"{path}.changes": rows} if rows else {})}


def _trainings(
    scenario: Scenario, terms: Mapping[str, Any] | None
) -> Iterator[SingleChange | tuple[str, Phrase]]:
    """A training for each team that has none."""
    stated = scenario.policies.training
    if stated is not None and terms is not None:
        raise unusable("policies.training is stated in the scenario: change its terms there")
    if stated is not None and stated.teams is None:
        return
    trained = () if stated is None else stated.teams
    table = scenario.document().get("policies", "training") if stated is not None else None
    own = dict(table if isinstance(table, dict) else terms or TRAINING)
    for name, team in scenario.teams.items():
        if name in trained or not team.does:
            continue
        own["teams"] = [*trained, name]
        try:
            found = scenario.replace({"policies.training": own})
        except ScenarioError as error:
            raise unusable(
                "the training cannot be tried: {message}", message=error.problems[0].message
            ) from None
        if not (acts(found, "training") and acts(found, "learning")):
            yield f"training:{name}", Phrase("nobody learns by practice here, so it would only cost time")
        elif found.policies.training.who == "all" and found.policies.training.every >= found.scenario.horizon:
            yield f"training:{name}", Phrase("none would be held within the horizon")
        else:
            yield SingleChange("training", name, True, found)


def _points(scenario: Scenario) -> Iterator[SingleChange | tuple[str, Phrase]]:
    """One point more for the best outcome of every step that somebody does, taken from its other outcomes in proportion."""
    done = {activity for team in scenario.teams.values() for activity in team.does}
    for name, activity in scenario.journey.items():
        if name not in done or len(activity.outcomes) < 2:
            continue
        own = [outcome.rate for outcome in activity.outcomes]
        rows = {"": own} | {
            segment: list(stated.rates.values())
            for segment, one in scenario.segments.items()
            if (stated := one.journey.get(name)) is not None and stated.rates is not None
        }
        places = {segment: _best_of(scenario, segment, name) for segment in rows}
        if any(rates[places[segment]] > 1 - POINT for segment, rates in rows.items()):
            yield f"point:{name}", Phrase("its rate is above 99% already")
            continue
        changes: dict[str, Any] = {}
        for segment, rates in rows.items():
            for k, rate in enumerate(_raised(rates, places[segment])):
                if segment:
                    aim = list(scenario.segments[segment].journey[name].rates or {})[k]
                    changes[f"segments.{segment}.journey.{name}.rates.{aim}"] = rate
                else:
                    changes[f"journey.{name}.outcomes.{k}.rate"] = rate
        yield SingleChange("point", name, True, scenario.replace(changes))


def _best_of(scenario: Scenario, segment: str, activity: str) -> int:
    """At which place the best outcome of a step stands among the rates that a segment, or the journey, states."""
    if not segment:
        return 0
    stated = scenario.segments[segment].journey[activity].rates or {}
    return list(stated).index(scenario.journey[activity].outcomes[0].to)


def _raised(rates: Sequence[float], place: int) -> list[float]:
    """The rates with one point more at a place, the others giving it up in proportion."""
    rest = 1 - rates[place]
    return [
        round(rate + POINT if k == place else rate * (rest - POINT) / rest, 12)
        for k, rate in enumerate(rates)
    ]


def _policies(scenario: Scenario, names: Sequence[str] | None) -> Iterator[SingleChange | tuple[str, Phrase]]:
    """Each policy that is missing introduced, each that is there taken away; of the records also better ones."""
    tables = scenario.document().get("policies")
    stated = [name for name in (tables if isinstance(tables, dict) else {}) if name not in _CONFIGURES]
    known = list(dict.fromkeys([*stated, POOL, *MISSING]))
    for name in names if names is not None else ():
        if name not in known:
            near = nearest(name, known)
            hint = meant(near, Wording("there are {known}", known=", ".join(known)))
            raise unusable("{name} is no policy that can be tried here; {hint}", name=shown(name), hint=hint)
    for name in known if names is None else dict.fromkeys(names):
        if name == POOL:
            yield from _follow_up(scenario)
            continue
        if name in MISSING:
            yield from _tried(
                scenario, name, {f"policies.{name}": dict(MISSING[name])}, adds=True, there=stated
            )
        if name in stated:
            yield from _tried(scenario, name, {f"policies.{name}": None}, adds=False, there=stated)


def _tried(
    scenario: Scenario, name: str, changes: dict[str, Any], adds: bool, there: Sequence[str]
) -> Iterator[SingleChange | tuple[str, Phrase]]:
    """A policy more or less; why not, where that cannot be or changes nothing."""
    if adds and name in there and "kind" not in MISSING[name]:
        return
    how = "with" if adds else "without"
    try:
        found = scenario.replace(changes)
    except ScenarioError as error:
        yield f"{how}:{name}", Phrase("{problem}", problem=error.problems[0].message)
        return
    if found.fingerprint() == scenario.fingerprint():
        return
    idle = name in _OF_POOL and not any(POOL in team.does for team in scenario.teams.values())
    if adds and (idle or not any(acts(found, one) for one in _owners(scenario, name))):
        yield f"{how}:{name}", Phrase("it would change nothing here")
        return
    yield SingleChange("policy", name, adds, found)


def _owners(scenario: Scenario, policy: str) -> list[str]:
    """The mechanisms that are on and have this policy."""
    return [
        name
        for name, one in MECHANISMS.items()
        if policy in one.policies and name in scenario.scenario.mechanisms
    ]


def _follow_up(scenario: Scenario) -> Iterator[SingleChange]:
    """Leads at rest are followed up: by nobody any more, or by the team that does the step to which they come back."""
    if POOL not in scenario.journey:
        return
    doing = [name for name, team in scenario.teams.items() if POOL in team.does]
    if doing:
        left = {name: [one for one in scenario.teams[name].does if one != POOL] for name in doing}
        if all(left.values()):
            changes = {f"teams.{name}.does": does for name, does in left.items()}
            changes |= {f"teams.{name}.priority": kept for name, kept in _priorities(scenario, doing)}
            yield SingleChange("policy", POOL, False, scenario.replace(changes))
        return
    outcomes = scenario.journey[POOL].outcomes
    back = outcomes[0].to if outcomes else next(iter(scenario.journey))
    team = next((name for name, one in scenario.teams.items() if back in one.does), None)
    if team is not None:
        does = [*scenario.teams[team].does, POOL]
        yield SingleChange("policy", POOL, True, scenario.replace({f"teams.{team}.does": does}))


def _priorities(scenario: Scenario, teams: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """What teams prefer, without the follow-up of leads at rest."""
    for name in teams:
        preferred = scenario.teams[name].priority
        if POOL in preferred:
            yield name, [one for one in preferred if one != POOL]
