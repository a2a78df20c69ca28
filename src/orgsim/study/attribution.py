"""Attribution: how much of the difference between two organizations each family of mechanisms carries.

The whole difference is D(all mechanisms on). With none on, what is left comes from structure alone: who does what, with how
many people, and the queues that follow. Between the two, each family's share is its Shapley value (Shapley 1953): what it
adds when it is switched on, averaged over the orders in which families can be switched on. In each replication one
random order and its reverse are walked, the same in every organization and with common random numbers throughout; this is the
antithetic permutation estimate of the Shapley value (Castro, Gomez & Tejada 2009; Mitchell et al. 2022). In every
replication structure and shares add up to the whole difference exactly. A KPI that follows from sums (a cost per customer) has no
value of its own in a replication: its sums are shared out like that, and of what they come to together, in every order
of families, the Shapley values are taken; they add up exactly, too. Beside it stands ablation: how the whole
difference changes when one family, or one mechanism, is switched off while all others stay on.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from orgsim.errors import unusable
from orgsim.language.phrases import Phrase
from orgsim.measures.kpis import KPIS, Combined
from orgsim.mechanisms import MECHANISMS
from orgsim.mechanisms.shared.declaration import GROUPS
from orgsim.plan.derived.in_force import acting
from orgsim.plan.scenario import Scenario
from orgsim.randomness import Floats, entity_key, name_key, uniform
from orgsim.study.effort import Options, settled
from orgsim.study.measured import Measured
from orgsim.study.ratios import Replicated, jackknifed
from orgsim.study.replications import replicate
from orgsim.study.run import simulate
from orgsim.study.sample import Experiment, Sample
from orgsim.study.shapley import coalitions
from orgsim.study.statistics import Estimate, estimate

if TYPE_CHECKING:
    import pandas as pd

STRUCTURE, TOTAL = "structure", "total"
TITLES: dict[str, Phrase] = {
    STRUCTURE: Phrase("Structure: who does what, and queues"),
    **{str(group): title for group, title in GROUPS.items()},
    TOTAL: Phrase("Whole difference"),
}
"""The parts of a difference in the order in which they are told."""
USUAL = 10
"""Replications when nothing is said; each of them is some dozens of runs."""
_ORDER = name_key("attribution")
_SUMS = tuple(dict.fromkeys(name for kpi in KPIS.values() if kpi.combined for name in kpi.combined.parts))
KEYS = (*KPIS, *(f"parts.{name}" for name in _SUMS))
"""What is kept of each run: the KPIs, and the sums of which some are combined."""


def families(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """The mechanisms in force by their family, families without any left out."""
    found: dict[str, tuple[str, ...]] = {}
    for name, mechanism in acting(scenario).items():
        found[mechanism.group] = (*found.get(mechanism.group, ()), name)
    return {group: found[group] for group in GROUPS if group in found}


def parts(scenario: Scenario, seed: int, replication: int) -> Measured:
    """One replication taken apart: for each of `KEYS` structure, shares, total, and what it is without families or mechanisms."""
    runs = _Runs(scenario, seed, replication)
    own = families(scenario)
    every = frozenset(name for names in own.values() for name in names)
    key = entity_key(seed, replication, "attribution")
    order = sorted(own, key=lambda group: uniform(key ^ name_key(group), _ORDER))
    found = {STRUCTURE: runs.kpis(frozenset()), TOTAL: runs.kpis(every)}
    found |= shares(runs.kpis, own, order)
    found |= {f"without {group}": runs.kpis(every - {*names}) for group, names in own.items()}
    # In an order that every process has, so that the bytes in a ledger are the same wherever they come from.
    found |= {f"without {name}": runs.kpis(every - {name}) for name in sorted(every)}
    values = {
        f"{key}/{part}": float(value)
        for part, row in found.items()
        for key, value in zip(KEYS, row, strict=True)
    }
    return Measured(values, {})


def shares(
    value: Callable[[frozenset[str]], Floats], members: Mapping[str, tuple[str, ...]], order: Sequence[str]
) -> dict[str, Floats]:
    """What each family adds when families are switched on in an order and in its reverse, on average of the two.

    value: from the mechanisms that are on to numbers. The shares add up to the value with all on less that with none on;
    averaged over random orders they are the Shapley values.
    """
    found: dict[str, Floats] = {}
    for way in (order, order[::-1]):
        on: frozenset[str] = frozenset()
        for group in way:
            more = on | {*members[group]}
            found[group] = found.get(group, 0.0) + (value(more) - value(on)) / 2
            on = more
    return found


class _Runs:
    """The runs of one replication, each done once."""

    def __init__(self, scenario: Scenario, seed: int, replication: int) -> None:
        self._scenario = scenario
        self._seed, self._replication = seed, replication
        self._known: dict[frozenset[str], Floats] = {}

    def kpis(self, on: frozenset[str]) -> Floats:
        """All of `KEYS` with these mechanisms on."""
        if on not in self._known:
            chosen = [name for name in self._scenario.scenario.mechanisms if name in on]
            changed = self._scenario.replace({"scenario.mechanisms": chosen})
            found = simulate(changed, self._seed, self._replication).summary
            sums = [found.parts[name] for name in _SUMS]
            self._known[on] = np.array([*found.kpis.values(), *sums])
        return self._known[on]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Attribution:
    """The differences of a study taken apart; the first scenario is the one the others are compared with."""

    scenarios: Mapping[str, Scenario]
    seed: int
    samples: Mapping[str, Sample]
    numbers: tuple[int, ...]
    complete: bool
    """False when it was interrupted; it then rests on the replications that every scenario had finished."""

    @property
    def replications(self) -> int:
        """How many replications it rests on."""
        return len(self.numbers)

    def parts(self) -> list[str]:
        """The parts of a difference: structure, the families in force in some scenario, and the total."""
        present = {group for scenario in self.scenarios.values() for group in families(scenario)}
        return [part for part in TITLES if part in present | {STRUCTURE, TOTAL}]

    def mechanisms(self) -> list[str]:
        """The mechanisms in force in some scenario."""
        present = {name for scenario in self.scenarios.values() for name in acting(scenario)}
        return [name for name in MECHANISMS if name in present]

    def share(self, b: str, kpi: str, part: str) -> Estimate:
        """What a part carries of the difference of a KPI between `b` and the first scenario, with its 95% interval."""
        return self._shares(b, kpi)[part]

    def ablation(self, b: str, kpi: str, one: str) -> Estimate:
        """By how much the whole difference shrinks when a family or mechanism is switched off in both scenarios."""
        combined = KPIS[kpi].combined
        if combined is not None:
            names = (b, next(iter(self.scenarios)))
            return _between(*(self._moved(name, combined, f"without {one}") for name in names))
        return estimate(self._gap(b, kpi, TOTAL) - self._gap(b, kpi, f"without {one}"))

    def table(self) -> "pd.DataFrame":
        """One row per pair, KPI and part: a, b, kpi, part, method ("shapley", "ablation"), mean, low, high, unit, count.

        With method "shapley" the parts from structure to the last family add up to the total. "ablation" rows are given
        for families and for single mechanisms; they need not add up.
        """
        import pandas as pd

        return pd.DataFrame(list(self._rows()))

    def to_json(self) -> dict[str, Any]:
        """The table as plain objects, ready for `json.dumps`; null where a number is undefined."""
        rows = [{key: _plain(value) for key, value in row.items()} for row in self._rows()]
        return {"replications": self.replications, "complete": self.complete, "parts": rows}

    def __repr__(self) -> str:
        """What was taken apart, in one line."""
        return f"<Attribution of {', '.join(self.scenarios)}: {self.replications} replications, seed {self.seed}>"

    def _rows(self) -> Iterable[dict[str, Any]]:
        a, *others = self.scenarios
        currency = self.scenarios[a].market.currency
        for b in others:
            for kpi in KPIS.values():
                told = {"a": a, "b": b, "kpi": kpi.name}
                unit = kpi.unit.replace("money", currency, 1)
                shares = [(part, "shapley", found) for part, found in self._shares(b, kpi.name).items()]
                if shares[-1][2].count == 0:
                    continue
                names = [*self.parts()[1:-1], *self.mechanisms()]
                cut = [(name, "ablation", self.ablation(b, kpi.name, name)) for name in names]
                for part, method, found in (*shares, *cut):
                    numbers = {"mean": found.mean, "low": found.low, "high": found.high}
                    yield {
                        **told,
                        "part": part,
                        "method": method,
                        **numbers,
                        "unit": unit,
                        "count": found.count,
                    }

    def _shares(self, b: str, kpi: str) -> dict[str, Estimate]:
        """What each part carries of the difference of a KPI between `b` and the first scenario."""
        combined, parts = KPIS[kpi].combined, self.parts()
        if combined is not None:
            own, first = (self._shared_out(name, combined) for name in (b, next(iter(self.scenarios))))
            return {part: _between(own[part], first[part]) for part in parts}
        gaps = np.array([self._gap(b, kpi, one) for one in parts])
        # Where one part is undefined the others could not add up.
        known = np.isfinite(gaps).all(axis=0)
        return {part: estimate(np.where(known, gap, np.nan)) for part, gap in zip(parts, gaps, strict=True)}

    def _gap(self, b: str, kpi: str, part: str) -> Floats:
        """One number per replication: the part's value in b less that in the first scenario."""
        return self._values(b, kpi, part) - self._values(next(iter(self.scenarios)), kpi, part)

    def _shared_out(self, name: str, combined: Combined) -> dict[str, Floats]:
        """What each part carries of a figure that follows from sums: over all replications of a scenario, then without each."""
        members = self.parts()[1:-1]
        base, end = self._sums(name, combined, STRUCTURE), self._sums(name, combined, TOTAL)
        moves = {one: self._sums(name, combined, one) for one in members}

        @cache  # every coalition is met once for each member
        def value(on: frozenset[str]) -> Floats:
            joined = [moves[one] for one in members if one in on]
            together = [sum((move[i] for move in joined), start) for i, start in enumerate(base)]
            return combined.value(*together)

        found = {STRUCTURE: combined.value(*base), TOTAL: combined.value(*end)}
        return found | {one: _shapley(value, one, members) for one in members}

    def _moved(self, name: str, combined: Combined, part: str) -> Floats:
        """The figure with everything on less the figure without a part, over all replications, then without each."""
        with_it = combined.value(*self._sums(name, combined, TOTAL))
        return np.asarray(with_it - combined.value(*self._sums(name, combined, part)))

    def _sums(self, name: str, combined: Combined, part: str) -> list[Floats]:
        """The means of its sums at a part: over all replications, then without each."""
        return [_with_each_left_out(self._values(name, f"parts.{key}", part)) for key in combined.parts]

    def _values(self, name: str, kpi: str, part: str) -> Floats:
        sample = self.samples[name]
        if f"{kpi}/{part}" in sample.keys:
            return sample.column(f"{kpi}/{part}")
        # What is not in force in a scenario carries nothing there, and nothing changes without it.
        total = sample.column(f"{kpi}/{TOTAL}")
        return total if part.startswith("without ") else np.where(np.isnan(total), np.nan, 0.0)


def attribute(scenarios: Mapping[str, Scenario], *, seed: int = 1, **options: Unpack[Options]) -> Attribution:
    """Take the differences between the first scenario and each other apart.

    options: replications=10, workers, ledger, progress: see `orgsim.study.effort.Options`; a precision cannot be asked for.
    Each replication of a scenario is about 2 G + M runs for G families and M mechanisms in force. Ctrl-C ends it early with
    what every scenario has finished; raises KeyboardInterrupt when that is nothing, OrgsimError for what cannot be run.
    """
    if len(scenarios) < 2:
        raise unusable("an attribution needs two scenarios or more: it takes a difference apart")
    if options.get("precision") is not None:
        raise unusable("an attribution cannot be run to a precision; state replications")
    usual: Options = {**options, "replications": options.get("replications") or USUAL}
    done = replicate(Experiment(scenarios, seed, parts, purpose="/attribution"), settled(usual))
    return Attribution(scenarios, seed, done.samples, done.numbers, done.complete)


def _with_each_left_out(values: Floats) -> Floats:
    """The mean of some values, then without each of them; NaN where nothing is left."""
    count = len(values)
    if np.ptp(values) == 0:
        return np.full(count + 1, values[0]) if count > 1 else np.array([values[0], np.nan])
    return np.concatenate(([values.mean()], (values.sum() - values) / (count - 1)))


def _shapley(value: Callable[[frozenset[str]], Floats], one: str, members: Sequence[str]) -> Floats:
    """The Shapley value of a member, over all coalitions of the others."""
    found: Floats = np.zeros(())
    for weight, on in coalitions(one, members):
        found = found + weight * (value(on | {one}) - value(on))
    return found


def _between(b: Floats, a: Floats) -> Estimate:
    """b − a by the jackknife; each over all replications, then without each."""
    gap = b - a
    return jackknifed(Replicated(float(gap[0]), gap[1:]))


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not np.isfinite(value) else value
