"""Next hire: what single changes of a firm are worth, and which of them is worth most.

One more person in each team, a training, one percentage point more at each step, one policy more or less: every option is the
firm as it is with one change, run with the same leads and the same luck, so that what it is worth is a paired difference. The
pay of a person, or the hours of a training, are in it as far as the KPI counts them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite, nan
from typing import Any, Literal, Unpack

import numpy as np

from orgsim.errors import unusable
from orgsim.language.phrases import Phrase
from orgsim.measures.kpis import KPIS, Kpi
from orgsim.plan.scenario import Scenario
from orgsim.plan.single_changes import KINDS, ChangeKind, SingleChange, single_changes
from orgsim.randomness import Floats
from orgsim.study.answer import Study
from orgsim.study.best import Best, best
from orgsim.study.compare import compare
from orgsim.study.effort import Options
from orgsim.study.paired import PairedDifference
from orgsim.study.posterior import chance_of_best
from orgsim.study.quantities import Quantity, checked
from orgsim.study.ratios import replicated_mean
from orgsim.study.rules_of_thumb import RuleOfThumb, rules_of_thumb
from orgsim.study.sample import Sample
from orgsim.study.statistics import Verdict, gaps_of, holm, verdict

AS_IT_IS = "as it is"
"""The name of the firm without any change, in tables."""
USUAL = "firm_value"
Judgement = Literal["names the best", "may be right", "misleads", "cannot tell"]


@dataclass(frozen=True, slots=True)
class OptionWorth:
    """What one option changes a KPI by."""

    change: SingleChange
    kpi: Kpi
    paired: PairedDifference
    """The firm with the change against the firm as it is."""
    p_adjusted: float
    """Holm's p-value among all options in this KPI."""
    verdict: Verdict
    chance: float
    """Probability that it is the best of all options, leaving everything as it is among them; NaN where it cannot be told."""
    chance_of_kind: float
    """Probability that it is the best of the options of its kind."""
    may_be_best: bool
    """Whether it is among the candidates for the best of its kind (Hsu, 95 %)."""

    @property
    def gain(self) -> float:
        """By how much the KPI is better; below 0 where it is worse."""
        return self.kpi.better * self.paired.difference.mean


@dataclass(frozen=True, slots=True)
class RuleJudged:
    """A rule of thumb, and what one more person in the team that it names is worth."""

    named: RuleOfThumb
    worth: OptionWorth
    low: float
    """Lower bound of that less the best of the other teams (Hsu, 95 %), in the direction in which more is better; at most 0."""
    high: float
    """Upper bound of the same; 0 where another team is surely better."""
    judgement: Judgement


@dataclass(frozen=True, eq=False, repr=False)
class NextHireStudy:
    """Single changes of a firm, ranked by what they are worth in the first KPI."""

    study: Study
    """The firm as it is, first, and with each change."""
    changes: tuple[SingleChange, ...]
    left_out: Mapping[str, Phrase]
    """Changes that could not be tried, by name, and why."""

    @property
    def complete(self) -> bool:
        """False when it was interrupted before all was run."""
        return self.study.complete

    @property
    def replications(self) -> int:
        """How many of each scenario it rests on."""
        return self.study.replications

    @property
    def base(self) -> Scenario:
        """The firm as it is."""
        return self.study.scenarios[AS_IT_IS]

    @property
    def kpi(self) -> Kpi:
        """What options are ranked by."""
        return KPIS[self.study.kpis[0]]

    @cached_property
    def ranking(self) -> tuple[OptionWorth, ...]:
        """All options by what they are worth in the first KPI, the best one first; those that leave it undefined last."""
        found = self.worth(self.kpi.name)
        return tuple(sorted(found, key=lambda one: -one.gain if isfinite(one.gain) else np.inf))

    def worth(self, kpi: str) -> tuple[OptionWorth, ...]:
        """What each option changes a KPI by, in the order in which they were tried."""
        quantity = Quantity(KPIS[kpi])
        samples = self.study.samples
        base = samples[AS_IT_IS]
        paired = [quantity.compare(base, samples[one.name]) for one in self.changes]
        adjusted = holm([one.p for one in paired])
        chances = self._chances(quantity, (AS_IT_IS, *(one.name for one in self.changes)))
        of_kind, standing = dict[str, float](), dict[str, bool]()
        for kind in KINDS:
            names = [one.name for one in self.changes if one.kind == kind]
            of_kind |= self._chances(quantity, names)
            standing |= self._candidates(quantity.kpi, names)
        return tuple(
            OptionWorth(
                change,
                quantity.kpi,
                gap,
                p,
                verdict(gap.difference.mean, p, quantity.kpi.better),
                chances[change.name],
                of_kind[change.name],
                standing[change.name],
            )
            for change, gap, p in zip(self.changes, paired, adjusted, strict=True)
        )

    @cached_property
    def chance_of_none(self) -> float:
        """Probability that no option is better in the first KPI than leaving everything as it is."""
        names = (AS_IT_IS, *(one.name for one in self.changes))
        return self._chances(Quantity(self.kpi), names)[AS_IT_IS]

    def of_kind(self, kind: ChangeKind) -> tuple[OptionWorth, ...]:
        """The options of a kind, the best one first."""
        return tuple(one for one in self.ranking if one.change.kind == kind)

    @cached_property
    def rules(self) -> tuple[RuleJudged, ...]:
        """What the usual rules of thumb name, and whether one more person there is worth as much as elsewhere."""
        people = {one.change.target: one for one in self.of_kind("person")}
        found = self._best([one.change.name for one in people.values()], self.kpi)
        named = rules_of_thumb(self.base, self.study.samples[AS_IT_IS])
        return tuple(_judged(one, people[one.team], found) for one in named if one.team in people)

    def payroll(self, option: str) -> float:
        """By how much an option, by its name, changes the payroll of the days counted, on average."""
        samples, quantity = self.study.samples, Quantity(KPIS["payroll"])
        return quantity.compare(samples[AS_IT_IS], samples[option]).difference.mean

    def __repr__(self) -> str:
        """What was tried, in one line."""
        return (
            f"<NextHire for {self.base.name}: {len(self.changes)} options, {self.study.replications} replications,"
            f" seed {self.study.seed}>"
        )

    def _chances(self, quantity: Quantity, names: Sequence[str]) -> dict[str, float]:
        """The chance of each option to be the best of some; NaN for all where one is undefined or replications are too few."""
        spread = [_spread(quantity, self.study.samples[AS_IT_IS], self.study.samples[name]) for name in names]
        means, values = np.array([mean for mean, _ in spread]), np.array([one for _, one in spread]).T
        if len(names) == 0 or len(values) < 2 or not (np.isfinite(means).all() and np.isfinite(values).all()):
            return dict.fromkeys(names, nan)
        found = chance_of_best(means, values, quantity.kpi.better)
        return dict(zip(names, found.tolist(), strict=True))

    def _candidates(self, kpi: Kpi, names: Sequence[str]) -> dict[str, bool]:
        """Which options of a kind may be the best of it; all where that cannot be told."""
        found = self._best(names, kpi)
        return {name: found is None or name in found.candidates for name in names}

    def _best(self, names: Sequence[str], kpi: Kpi) -> Best | None:
        return best({name: self.study.samples[name] for name in names}, kpi)


def rank_changes(
    scenario: Scenario,
    kpi: str = USUAL,
    *,
    also: Sequence[str] = (),
    kinds: Sequence[str] = KINDS,
    joins: str | float = 0.0,
    training: Mapping[str, Any] | None = None,
    policies: Sequence[str] | None = None,
    seed: int = 1,
    **options: Unpack[Options],
) -> NextHireStudy:
    """Try the single changes of a scenario with common random numbers and rank them by what they are worth in a KPI.

    also: further KPIs that are told of. kinds: "person", "training", "point", "policy", all when not stated; joins, training and
    policies: see `orgsim.plan.single_changes.single_changes`. options: replications=40, workers, ledger, progress: see
    `orgsim.study.effort.Options`.

    Ctrl-C ends it early with the replications that every option has finished (`study.complete` is then False); it raises
    KeyboardInterrupt when there is none. Raises OrgsimError for what cannot be tried.
    """
    names = checked((kpi, *also))
    if KPIS[kpi].better == 0:
        raise unusable(
            "options cannot be ranked by {kpi}: neither more nor less of it is better; name another KPI",
            kpi=kpi,
        )
    tried = single_changes(scenario, kinds, joins=joins, training=training, policies=policies)
    if not tried.changes:
        raise unusable(
            "there is nothing to try in {name}: none of its options of these kinds can be had",
            name=scenario.name,
        )
    run = {AS_IT_IS: scenario} | {one.name: one.scenario for one in tried.changes}
    study = compare(run, seed=seed, kpis=names, **options)
    if not np.isfinite(study.samples[AS_IT_IS].column(kpi)).any() and not _defined(
        kpi, study.samples[AS_IT_IS]
    ):
        raise unusable(
            "{name} does not define {kpi}; rank its options by another KPI, such as won",
            name=scenario.name,
            kpi=kpi,
        )
    return NextHireStudy(study, tried.changes, tried.left_out)


def _defined(kpi: str, sample: Sample) -> bool:
    return Quantity(KPIS[kpi]).estimate(sample).count > 0


def _spread(quantity: Quantity, base: Sample, other: Sample) -> tuple[float, Floats]:
    """By how much a figure differs from that of the firm as it is, and values of the replications that scatter as that does."""
    a, b = quantity.replicated(base), quantity.replicated(other)
    if a is None or b is None:
        a, b = replicated_mean(base.column(quantity.key)), replicated_mean(other.column(quantity.key))
        gaps = gaps_of(base.column(quantity.key), other.column(quantity.key))
        return b.value - a.value, gaps
    return b.value - a.value, gaps_of(a.pseudo, b.pseudo)


def _judged(named: RuleOfThumb, worth: OptionWorth, found: Best | None) -> RuleJudged:
    if found is None:
        return RuleJudged(named, worth, nan, nan, "cannot tell")
    (own,) = [one for one in found.standings if one.scenario == worth.change.name]
    judgement: Judgement = "misleads"
    if own.may_be_best:
        judgement = "names the best" if len(found.candidates) == 1 else "may be right"
    return RuleJudged(named, worth, own.low, own.high, judgement)
