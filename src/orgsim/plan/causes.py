"""What may have changed in a firm or its market, each cause as a change that a scenario can state: at a date, and of a size.

A cause is a what-if like any other: a shock of the market, fewer people planned, or another bar at a gate. So whoever is told of
one can run it.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, get_args

from orgsim.errors import unusable
from orgsim.language.phrases import Phrase, Wording
from orgsim.plan.derived.routes import arrives, doers, entry
from orgsim.plan.scenario import Scenario
from orgsim.plan.text.document import meant, nearest, shown
from orgsim.units import MONTH

CauseKind = Literal["competitor", "efficiency", "churn", "demand", "people", "decisions", "criteria"]
KINDS: tuple[CauseKind, ...] = get_args(CauseKind)
SIZES: Mapping[CauseKind, tuple[float, float]] = {
    "competitor": (0.35, 0.75),
    "efficiency": (0.4, 0.8),
    "churn": (1.5, 4.0),
    "demand": (0.4, 0.85),
    "people": (0.2, 0.6),
    "decisions": (1.3, 3.0),
    "criteria": (0.75, 2.0),
}
"""Between which sizes each is believed to lie where nothing is stated [guesses]. competitor: odds ratio of the purchase;
efficiency: odds ratio at the steps before it; churn: odds ratio of leaving; demand: factor on the leads that arrive; people:
share of a team that is gone; decisions: factor on the time that buyers take; criteria: log-odds by which a bar is raised or
lowered."""
ENQUIRIES = 0.45
"""A competitor who takes an odds ratio of the purchases takes that to this power of the leads: .7 of the odds and .85 of the
leads, as in the packaged market that changes [a guess]."""
_BEYOND = {"competitor": (0.01, 1.0), "efficiency": (0.01, 1.0), "churn": (1.0, 100.0), "demand": (0.01, 1.0),
           "people": (0.0, 1.0), "decisions": (1.0, 20.0), "criteria": (0.0, 10.0)}  # fmt: skip
"""Between which sizes each may be stated to lie, the bounds left out."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that may have changed, of a size that is not known."""

    kind: CauseKind
    target: str
    """The team that people have left; empty for all else."""
    low: float
    high: float
    """Between which sizes it lies, in the unit of `SIZES`."""
    state: Callable[[float, float], dict[str, Any]]
    """From the day and the size to the changes that `Scenario.replace` takes."""
    people: int = 0
    """Of how many people some have left."""

    @property
    def name(self) -> str:
        """Such as "competitor" or "people:sales"."""
        return f"{self.kind}:{self.target}" if self.target else self.kind

    def size(self, share: float) -> float:
        """The size at a share from 0 to 1 of what is believed: evenly by `strength`; of a bar first lower, then higher."""
        if self.kind == "criteria":
            side, way = (-1.0, 2 * share) if share < 0.5 else (1.0, 2 * share - 1)
            return side * (self.low + way * (self.high - self.low))
        if self.kind == "people":
            return round(
                max(1, min(self.people - 1, round(self.people * self._along(share)))) / self.people, 6
            )
        ends = math.log(self.low), math.log(self.high)
        return float(f"{math.exp(ends[0] + share * (ends[1] - ends[0])):.4g}")

    def strength(self, size: float) -> float:
        """How strong it is, 0 for not at all: the logarithm of an odds ratio or a factor, a share, log-odds."""
        return size if self.kind in ("people", "criteria") else math.log(size)

    def changes(self, month: int, size: float) -> dict[str, Any]:
        """What to change in the scenario for it to happen at the beginning of a model month (from 1)."""
        return self.state((month - 1) * MONTH, size)

    def _along(self, share: float) -> float:
        return self.low + share * (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Causes:
    """The causes that a scenario can have, and those that it cannot."""

    found: tuple[Cause, ...]
    left_out: Mapping[str, Phrase]
    """By name, why not."""


def causes(
    scenario: Scenario,
    kinds: Sequence[str] = KINDS,
    sizes: Mapping[str, tuple[float, float]] | None = None,
) -> Causes:
    """The causes of some kinds in a scenario, with the sizes that are believed: `SIZES` where none are stated.

    Raises OrgsimError for a kind that there is not, and for sizes that cannot be.
    """
    ranges = {**SIZES, **_checked(sizes or {})}
    for kind in kinds:
        _known(kind)
    makers: dict[CauseKind, Callable[[Scenario], Iterator[_Stated]]] = {
        "competitor": _competitor,
        "efficiency": _efficiency,
        "churn": _churn,
        "demand": _demand,
        "people": _people,
        "decisions": _decisions,
        "criteria": _criteria,
    }
    found: list[Cause] = []
    left_out: dict[str, Phrase] = {}
    for kind in KINDS:
        for one in makers[kind](scenario) if kind in kinds else ():
            if isinstance(one, Phrase):
                left_out[kind] = one
            else:
                target, people, state = one
                found.append(Cause(kind, target, *ranges[kind], state, people))
    return Causes(tuple(found), left_out)


_Stated = Phrase | tuple[str, int, Callable[[float, float], dict[str, Any]]]
"""Why there is none; or of which team, of how many people, and how it is stated."""


def _known(kind: str) -> CauseKind:
    for one in KINDS:
        if one == kind:
            return one
    near = nearest(kind, list(KINDS))
    hint = meant(near, Wording("there are {kinds}", kinds=", ".join(KINDS)))
    raise unusable("{kind} is no cause; {hint}", kind=shown(kind), hint=hint)


def _checked(sizes: Mapping[str, tuple[float, float]]) -> dict[CauseKind, tuple[float, float]]:
    found: dict[CauseKind, tuple[float, float]] = {}
    for name, (low, high) in sizes.items():
        kind = _known(name)
        least, most = _BEYOND[kind]
        if not least < low < high < most:
            raise unusable(
                "the sizes of {kind} are {low} to {high}; they must ascend and lie between {least} and {most}",
                kind=kind,
                low=format(low, "g"),
                high=format(high, "g"),
                least=format(least, "g"),
                most=format(most, "g"),
            )
        found[kind] = low, high
    return found


def way_to_purchase(scenario: Scenario) -> list[str]:
    """The steps with a gate on the best way from where leads come in to the purchase that somebody does, in order."""
    done, found, seen = doers(scenario), list[str](), set[str]()
    source = next(iter(scenario.sources), None)
    here = arrives(scenario, next(iter(scenario.journey)) if source is None else entry(scenario, source))
    while here in scenario.journey and here not in seen:
        seen.add(here)
        outcomes = scenario.journey[here].outcomes
        if here in done and len(outcomes) > 1:
            found.append(here)
        here = arrives(scenario, outcomes[0].to) if outcomes else ""
    return found


def _shock(
    scenario: Scenario, kind: str, said: Callable[[float], dict[str, Any]], day: float, size: float
) -> Any:
    name = kind
    while name in scenario.shocks:
        name += "_again"
    return {f"shocks.{name}": {"at": _time(day), **said(size)}}


def _time(day: float) -> str:
    months = day / MONTH
    return f"{round(months)} months" if abs(months - round(months)) < 1e-9 else f"{day!r} days"


def _competitor(scenario: Scenario) -> Iterator[_Stated]:
    gates = way_to_purchase(scenario)
    if not gates:
        yield Phrase("no step decides on a purchase")
        return

    def said(size: float) -> dict[str, Any]:
        return {"leads": round(size**ENQUIRIES, 4), "odds": {gates[-1]: size}}

    yield "", 0, partial(_shock, scenario, "competitor", said)


def _efficiency(scenario: Scenario) -> Iterator[_Stated]:
    before = way_to_purchase(scenario)[:-1]
    if not before:
        yield Phrase("there is no step before the purchase")
        return
    yield (
        "",
        0,
        partial(_shock, scenario, "less_efficient", lambda size: {"odds": dict.fromkeys(before, size)}),
    )


def _churn(scenario: Scenario) -> Iterator[_Stated]:
    if scenario.customer is None or scenario.offering is None:
        yield Phrase("nobody is a customer who may leave")
        return
    yield "", 0, partial(_shock, scenario, "more_churn", lambda size: {"churn_odds": size})


def _demand(scenario: Scenario) -> Iterator[_Stated]:
    if not any(one.kind in ("steady", "event") for one in scenario.sources.values()):
        yield Phrase("no source brings leads by itself")
        return
    yield "", 0, partial(_shock, scenario, "fewer_enquiries", lambda size: {"leads": size})


def _decisions(scenario: Scenario) -> Iterator[_Stated]:
    slow = [
        name
        for name in way_to_purchase(scenario)
        if any(one.after is not None for one in scenario.journey[name].outcomes)
    ]
    if not slow:
        yield Phrase("no buyer takes time to decide")
        return
    said = partial(dict.fromkeys, slow)
    yield "", 0, partial(_shock, scenario, "longer_decisions", lambda size: {"delays": said(size)})


def _people(scenario: Scenario) -> Iterator[_Stated]:
    """One cause for each team that always has two people or more."""
    if scenario.reorganizations or scenario.transfers:
        yield Phrase("another organization takes over during the run, or people are transferred")
        return
    found = False
    for name, team in scenario.teams.items():
        people = team.headcount
        if people >= 2 and team.does and not team.changes:
            found = True
            yield name, people, partial(_fewer, name, people)
    if not found:
        yield Phrase("no team has two people or more, and as many all the time")


def _fewer(team: str, people: int, day: float, size: float) -> dict[str, Any]:
    return {f"teams.{team}.changes": [{"at": _time(day), "headcount": f"-{round(people * size)}"}]}


def _criteria(scenario: Scenario) -> Iterator[_Stated]:
    gates = way_to_purchase(scenario)
    if len(gates) < 2:
        yield Phrase("there is no step before the purchase")
    elif scenario.reorganizations or scenario.transfers:
        yield Phrase("another organization takes over during the run, or people are transferred")
    elif scenario.journey[gates[-2]].judgement == 0 or "criteria" not in scenario.scenario.mechanisms:
        yield Phrase("a bar that is set changes nothing here")
    else:
        yield "", 0, partial(_bar, scenario, gates[-2])


def _bar(scenario: Scenario, gate: str, day: float, size: float) -> dict[str, Any]:
    """The same organization with another bar takes over from itself."""
    document = scenario.document()
    tables = {key: document.get(key) for key in ("organization", "teams", "policies")}
    policies = dict(tables["policies"] or {})
    own = dict(policies.get("criteria") or {})
    policies["criteria"] = own | {gate: round(own.get(gate, 0.0) + size, 6)}
    organization = {**{key: table for key, table in tables.items() if table}, "policies": policies}
    return {"reorganizations": [{"at": _time(day), "organization": organization}]}
