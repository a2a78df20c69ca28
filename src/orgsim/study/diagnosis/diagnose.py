"""Diagnose: which cause explains observed monthly figures best, when it began and how strong it is.

The firm is simulated as it is and with each cause, at dates and of sizes drawn from what is believed beforehand; what was
observed is compared with all of these (see `orgsim.study.diagnosis.model`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Unpack

import numpy as np

from orgsim.errors import unusable
from orgsim.events.log import EventLog
from orgsim.language.phrases import Phrase
from orgsim.measures.bins import Bools
from orgsim.plan.causes import KINDS, Cause, causes
from orgsim.plan.scenario import Scenario
from orgsim.randomness import Floats
from orgsim.setup.simulate import run
from orgsim.study.diagnosis.asked import effort_asked, months_asked, prior_of
from orgsim.study.diagnosis.model import NOTHING, PriorBelief, SecondCause, Trained, trained, without_idle
from orgsim.study.diagnosis.observed import Observation
from orgsim.study.diagnosis.statistics import Summarized, blocks_of, summarized, told
from orgsim.study.diagnosis.training import Belief, belief, drawn, figures_of, simulated, summed_up
from orgsim.study.effort import Options

LEVEL = 0.1
"""How far the level of a figure may lie from the scenario's when nothing is said (standard deviation)."""
SURE = 0.5
"""A cause is named that weighs more than all others together."""
FITS = 0.01
"""None is named when a smaller share of runs lies as far from everything."""
SEVERAL = 0.05
"""Two causes are told of when a smaller share of runs with one at most would be explained so much better by a second one."""
_LEFT_OUT = ("lost", "customers", "mrr", "arr", "bookings", "revenue")
"""Figures of a log that say nothing beyond the others: sums and products of them."""
_STEPS_ONLY = ("wait_hours", "queue_length")
Verdict = Literal["a cause", "nothing", "none of these", "cannot tell"]


@dataclass(frozen=True, slots=True)
class Estimated:
    """What is known of the date or the size of a cause, if it is that."""

    middle: float
    low: float
    high: float
    """Between which it lies with 90 %."""


@dataclass(frozen=True, slots=True)
class CauseWeight:
    """One cause, or nothing, and what speaks for it."""

    name: str
    """Such as "churn", "people:sales", "nothing"."""
    prior: float
    weight: float
    month: Estimated | None
    """The model month in which it began; None for nothing."""
    size: Estimated | None
    """Its size, in the unit of `orgsim.plan.causes.SIZES`."""


@dataclass(frozen=True, eq=False, repr=False)
class DiagnosisResult:
    """What explains an observation."""

    scenario: Scenario
    """As it was simulated: up to the last month observed."""
    observation: Observation
    causes: tuple[Cause, ...]
    left_out: Mapping[str, Phrase]
    """Causes that this scenario cannot have, and why."""
    months: tuple[int, ...]
    """Model months in which a cause may have begun."""
    known: bool
    """Whether that is one month, which was stated."""
    model: Trained
    beliefs: Mapping[str, Belief]
    values: Floats
    """The observation as statistics, those that count."""
    replications: int
    seed: int

    @property
    def complete(self) -> bool:
        """True: an interrupted diagnosis gives no answer."""
        return True

    @cached_property
    def weights(self) -> tuple[CauseWeight, ...]:
        """Every cause, and nothing, by weight, the heaviest first."""
        found = self.model.classify(self.values[None, :])
        prior, rows = self.model.learning.prior, []
        for name, weight in found.weights.items():
            at = None if name == NOTHING else self.beliefs[name]
            share = found.within(name)[0]
            month = None if at is None else estimated(np.array(at.months, dtype=float), share)
            size = None if at is None else estimated(np.array(at.sizes), share)
            rows.append(CauseWeight(name, prior[name], float(weight[0]), month, size))
        return tuple(sorted(rows, key=lambda one: -one.weight))

    @cached_property
    def kinds(self) -> dict[str, float]:
        """The weight of each kind of cause (people of whichever team together), and of nothing, the heaviest first."""
        found: dict[str, float] = {}
        for one in self.weights:
            kind = one.name.partition(":")[0]
            found[kind] = found.get(kind, 0.0) + one.weight
        return dict(sorted(found.items(), key=lambda pair: -pair[1]))

    @cached_property
    def fit(self) -> float:
        """The share of simulated runs that lie as far from every cause, and from nothing, as what was observed."""
        return float(self.model.fit(self.values[None, :])[0])

    @cached_property
    def second(self) -> SecondCause:
        """Whether a second cause explains more than luck would let it."""
        return self.model.seconds(self.values[None, :])[0]

    @property
    def verdict(self) -> Verdict:
        """What is said: "none of these" where nothing fits, "cannot tell" where no kind weighs more than all others together."""
        return verdict_of(self.kinds, self.fit)

    @property
    def best(self) -> CauseWeight:
        """The heaviest row of the heaviest kind."""
        kind = next(iter(self.kinds))
        return next(one for one in self.weights if one.name.partition(":")[0] == kind)

    @property
    def at_edge(self) -> bool:
        """Whether the size of the heaviest row is most likely the strongest that was believed."""
        own = self.beliefs.get(self.best.name)
        if own is None or self.best.size is None or len(set(own.sizes)) < 3:
            return False
        strength = self.cause(self.best.name).strength
        ends = sorted(own.sizes, key=lambda size: abs(strength(size)))
        return abs(strength(self.best.size.middle)) >= abs(strength(ends[-1])) * (1 - 1e-9)

    def cause(self, name: str) -> Cause:
        """A cause by its name."""
        return next(one for one in self.causes if one.name == name)

    def __repr__(self) -> str:
        """What was diagnosed, in one line."""
        return (
            f"<Diagnosis of {self.scenario.name}: months {self.observation.months[0]} to {self.observation.months[-1]},"
            f" {len(self.causes)} causes, {self.replications} runs each>"
        )


def verdict_of(kinds: Mapping[str, float], fit: float) -> Verdict:
    """What weights by kind, the heaviest first, and a fit come to."""
    if fit < FITS:
        return "none of these"
    kind, weight = next(iter(kinds.items()))
    if weight <= SURE:
        return "cannot tell"
    return "nothing" if kind == NOTHING else "a cause"


def estimated(values: Floats, shares: Floats) -> Estimated:
    """Median and 90 % interval of values that have these probabilities."""
    order = np.argsort(values, kind="stable")
    below = np.cumsum(shares[order])
    at = [min(int(np.searchsorted(below, level * below[-1])), len(order) - 1) for level in (0.5, 0.05, 0.95)]
    middle, low, high = (float(values[order[place]]) for place in at)
    return Estimated(middle, low, high)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked besides the scenario and the observation."""

    since: tuple[int, int] | None = None
    """The first and the last model month in which a cause may have begun; any but the very first and last when not stated."""
    kinds: Sequence[str] = KINDS
    sizes: Mapping[str, tuple[float, float]] | None = None
    prior: Mapping[str, float] | None = None
    """Relative weights beforehand by kind, and of "nothing"; 1 where none is stated."""
    level: float = LEVEL


def pattern_of(scenario: Scenario, months: int) -> tuple[Scenario, EventLog]:
    """The scenario up to the last month observed, and one run of it."""
    changes = {"scenario.horizon": f"{months} months"}
    if scenario.scenario.warm_up > 0:
        changes["scenario.warm_up"] = "0 days"
    own = scenario.replace(changes)
    return own, run(own, 1, 0)


def explained(
    scenario: Scenario,
    observation: Observation,
    question: Question,
    *,
    seed: int = 1,
    force: bool = False,
    **options: Unpack[Options],
) -> DiagnosisResult:
    """Find what explains an observation of a scenario best.

    options: replications=30 (runs of each cause, twice as many without any change), workers, ledger, progress. Raises OrgsimError
    for what cannot be asked; KeyboardInterrupt after Ctrl-C, when a ledger keeps what is finished.
    """
    effort = effort_asked(options)
    if not 0 <= question.level <= 1:
        raise unusable("level is {level}; it must be a share, 0 to 1", level=format(question.level, "g"))
    own, pattern = pattern_of(scenario, observation.months[-1])
    possible = causes(own, question.kinds, question.sizes)
    if not possible.found:
        why = "; ".join(f"{name}: {reason.say('en')}" for name, reason in possible.left_out.items())
        raise unusable("{name} can have none of these causes ({why})", name=scenario.name, why=why)
    prior_of(possible.found, question.prior)
    span = months_asked(observation.months, question.since)
    months = tuple(range(span[0], span[1] + 1))
    figures = _figures(observation, pattern)
    blocks = blocks_of(observation.months, span[0] if span[0] == span[1] else None)
    seen = told(figures, blocks, observation.figures).values[0]
    plans = drawn(possible.found, months, effort.most, seed)
    needed = tuple(dict.fromkeys(name for one in figures for name in one.needs))
    raw = simulated(own, needed, observation.months, plans, seed, effort, force)
    runs, idle = without_idle(summed_up(raw, figures, blocks, _defined(seen)))
    left = tuple(one for one in possible.found if one.name not in idle)
    if not left:
        raise unusable("none of the causes moves any of these figures: observe others, such as leads and won")
    left_out = {**possible.left_out, **dict.fromkeys(idle, Phrase("it moves none of these figures"))}
    beliefs = {one.name: belief(one, months) for one in left}
    occasions = {name: one.occasions for name, one in beliefs.items()}
    model = trained(runs, PriorBelief(occasions, prior_of(left, question.prior), question.level), seed)
    return DiagnosisResult(
        own, observation, left, left_out, months, len(months) == 1, model, beliefs, seen[runs.kept], effort.most, seed
    )  # fmt: skip


def _figures(observation: Observation, pattern: EventLog) -> tuple[Summarized, ...]:
    """What is told of an observation: figures that move at all in the scenario."""
    known = figures_of(pattern)
    names = [name for name in observation.figures if np.isfinite(np.array(known[name], dtype=float)).any()]
    if not names:
        raise unusable("none of the figures observed is defined in this scenario")
    return summarized(names)


def chosen_from_log(observation: Observation) -> Observation:
    """The figures of a log that are used: without those that follow from others, and waits for work off the way to a purchase."""
    steps = {name.partition(".")[2] for name in observation.figures if name.startswith("decided.")}

    def used(name: str) -> bool:
        head, _, owner = name.partition(".")
        return (
            name not in _LEFT_OUT and head != "queue_length" and (head not in _STEPS_ONLY or owner in steps)
        )

    kept = {name: values for name, values in observation.figures.items() if used(name)}
    return Observation(observation.months, kept, observation.notes)


def _defined(values: Floats) -> Bools:
    defined = np.isfinite(values)
    if not defined.any():
        raise unusable("no figure is known in all months of any part of the time: fill in more cells")
    return defined
