"""The difference in three parts: what the cut, the work that is done, and policies and records carry of it.

One organization is turned into the other by families (see `orgsim.plan.hybrids`): first it does the other's work, then it
follows its policies and records, at last it has its cut. What a figure changes by at each step is the family's part; the parts
add up to the whole difference, in every replication, since what is added at one step is where the next begins. In this order
("path") each part is a paired difference of two scenarios. Without an order ("shapley") each part is the mean over all six
orders, the Shapley value (Shapley 1953). Scenarios of the same fingerprint are run once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite, nan
from typing import Any, Literal, Unpack, get_args

import numpy as np

from orgsim.errors import unusable
from orgsim.language.phrases import Phrase, said
from orgsim.measures.kpis import KPIS
from orgsim.plan.hybrids import FAMILIES, Family, HybridError, check_crossable, hybrid
from orgsim.plan.scenario import Scenario
from orgsim.plan.text.document import shown
from orgsim.randomness import Floats
from orgsim.study.control import control
from orgsim.study.effort import Options, settled
from orgsim.study.matching import common_lag, with_lag
from orgsim.study.paired import paired_figures
from orgsim.study.quantities import Quantity
from orgsim.study.ratios import Replicated, jackknifed
from orgsim.study.replications import replicate
from orgsim.study.sample import Experiment, Sample
from orgsim.study.shapley import coalitions
from orgsim.study.statistics import Estimate, estimate, gaps_of
from orgsim.study.tables import in_currency, plain

Order = Literal["path", "shapley"]
"""Whether families change hands in one order, or parts are means over all orders."""
Share = Literal["cut", "work", "policies", "total"]
SHARES: dict[Share, Phrase] = {
    "cut": Phrase("Division of labour"),
    "work": Phrase("Work that is done"),
    "policies": Phrase("Policies and records"),
    "total": Phrase("Whole difference"),
}
"""The parts of a difference in the order in which they are told."""

Pair = tuple[str, str]
Corner = frozenset[Family]
"""The families that are those of the second organization already."""
Step = tuple[Corner, Corner]
_UNKNOWN = Estimate(nan, nan, nan, 0)


@dataclass(frozen=True, eq=False, repr=False)
class Split:
    """The differences of a study in three parts."""

    order: Order
    corners: Mapping[Pair, Mapping[Corner, str]]
    """Per pair that is split: which sample is that of the organization with these families of the second one."""
    samples: Mapping[str, Sample]
    """Of the study's own scenarios, and of those between them."""
    between: Mapping[str, Scenario]
    """The scenarios that were run besides those of the study, by the names of their samples."""
    unsplit: Mapping[Pair, Phrase]
    """Pairs that are not split, and why."""
    control: bool = False
    """Whether the luck of the decisions is taken out: of each part that of the whole difference, so that they add up."""

    def part(self, pair: Pair, kpi: str, part: Share) -> Estimate:
        """What a part carries of the second organization's difference from the first, with its 95 % interval.

        Unknown where an organization of the pair, or one between them, leaves the KPI undefined.
        """
        found = {corner: self._figures[kpi, name] for corner, name in self.corners[pair].items()}
        known = {corner: one for corner, one in found.items() if one is not None}
        gaps, lucks = self.gaps(pair, kpi, part), self._lucks(pair, kpi)
        line = control(gaps, lucks)
        if len(known) < len(found):
            return estimate(gaps) if line is None else estimate(line.of_values(gaps), line.fit)
        if not all(isfinite(one.value) for one in known.values()):
            return _UNKNOWN
        moves = steps(self.order)[part].items()
        if len(moves) == 1:
            (((first, last), _),) = moves
            return paired_figures(known[first], known[last], lucks).difference
        value = sum(weight * (known[b].value - known[a].value) for (a, b), weight in moves)
        without = sum(weight * (known[b].without - known[a].without) for (a, b), weight in moves)
        whole = Replicated(value, np.asarray(without))
        return jackknifed(whole) if line is None else jackknifed(line.of_figure(whole), line.fit)

    def gaps(self, pair: Pair, kpi: str, part: Share) -> Floats:
        """The part in each replication: the parts add up to the total in every one that defines the KPI everywhere, and are NaN
        in the others. Of figures that follow from sums it is the pseudo-value of the jackknife. With the luck."""
        columns = {corner: self._column(name, kpi) for corner, name in self.corners[pair].items()}
        known = np.isfinite(np.array(list(columns.values()))).all(axis=0)
        moves = steps(self.order)[part]
        found = sum(weight * gaps_of(columns[a], columns[b]) for (a, b), weight in moves.items())
        return np.where(known, found, nan)

    def rows(self, currencies: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        """One row per pair, KPI and part: a, b, kpi, part, order, mean, low, high, unit, count."""
        for a, b in self.corners:
            for kpi in KPIS.values():
                unit = in_currency(kpi.unit, currencies[a])
                for part in SHARES:
                    found = self.part((a, b), kpi.name, part)
                    if found.count:
                        numbers = {"mean": found.mean, "low": found.low, "high": found.high}
                        told = {"a": a, "b": b, "kpi": kpi.name, "part": part, "order": self.order}
                        yield {**told, **numbers, "unit": unit, "count": found.count}

    def document(self, currencies: Mapping[str, str]) -> dict[str, Any]:
        """The same as plain objects for JSON; null where there is no bound. Pairs that are not split stand apart."""
        rows = [{key: plain(value) for key, value in row.items()} for row in self.rows(currencies)]
        unsplit = [{"a": a, "b": b, "reason": said(reason, "en")} for (a, b), reason in self.unsplit.items()]
        return {"order": self.order, "rows": rows, "unsplit": unsplit}

    def _lucks(self, pair: Pair, kpi: str) -> tuple[Floats, ...]:
        """The luck of the whole difference that is taken out of its parts."""
        return Quantity(KPIS[kpi]).luck(*(self.samples[name] for name in pair)) if self.control else ()

    def _column(self, name: str, kpi: str) -> Floats:
        """A number per replication."""
        found = self._figures[kpi, name]
        return self.samples[name].column(kpi) if found is None else found.pseudo

    @cached_property
    def _figures(self) -> dict[tuple[str, str], Replicated | None]:
        """By KPI and sample, the figures that follow from sums; None for a mean of replications."""
        return {
            (kpi.name, name): Quantity(kpi).replicated(sample)
            for kpi in KPIS.values()
            for name, sample in self.samples.items()
        }


def split(
    scenarios: Mapping[str, Scenario],
    samples: Mapping[str, Sample],
    pairs: Sequence[Pair],
    *,
    seed: int,
    order: Order = "path",
    control: bool = False,
    **options: Unpack[Options],
) -> Split:
    """Split the differences of some pairs of a finished study; what lies between them is run as often as its scenarios were.

    control: whether the luck of the decisions is taken out. options: workers, ledger, progress: see
    `orgsim.study.effort.Options`. Raises OrgsimError for an order that there is not, and
    KeyboardInterrupt after Ctrl-C: a difference is split whole or not at all, and the ledger keeps what is finished.
    """
    marks: dict[str, str] = {}
    for name, one in scenarios.items():
        marks.setdefault(one.fingerprint(), name)
    corners, between, unsplit = dict[Pair, dict[Corner, str]](), dict[str, Scenario](), dict[Pair, Phrase]()
    for pair in pairs:
        try:
            found = _between(scenarios[pair[0]], scenarios[pair[1]], order)
        except HybridError as error:
            unsplit[pair] = error.reason
            continue
        corners[pair] = {frozenset(): pair[0], frozenset(FAMILIES): pair[1]}
        for corner, one in found.items():
            mark = one.fingerprint()
            between |= {} if mark in marks else {mark: one}
            corners[pair][corner] = marks.setdefault(mark, mark)
    more: Mapping[str, Sample] = {}
    if between:
        count = len(next(iter(samples.values())).values)
        usual: Options = {**options, "replications": count, "precision": None}
        done = replicate(Experiment(between, seed), settled(usual))
        if not done.complete:
            raise KeyboardInterrupt
        more = with_lag(done.samples, common_lag(samples, scenarios))
    return Split(order, corners, {**samples, **more}, between, unsplit, control=control)


def _between(a: Scenario, b: Scenario, order: Order) -> dict[Corner, Scenario]:
    """The organizations between two, by the families that are those of the second; raises HybridError."""
    check_crossable(a, b)
    corners = dict.fromkeys(corner for moves in steps(order).values() for step in moves for corner in step)
    return {
        corner: hybrid(*(b if family in corner else a for family in ("cut", "work", "policies")))
        for corner in corners
        if 0 < len(corner) < len(FAMILIES)
    }


def steps(order: Order) -> dict[Share, dict[Step, float]]:
    """Per part, the steps at which it changes hands, with their weights; OrgsimError for an order that there is not."""
    if order not in get_args(Order):
        raise unusable('parts is {order}; it must be "path" or "shapley"', order=shown(order))
    whole: dict[Step, float] = {(frozenset(), frozenset(FAMILIES)): 1.0}
    found: dict[Share, dict[Step, float]] = {"cut": {}, "work": {}, "policies": {}, "total": whole}
    for part in FAMILIES:
        before: Corner = frozenset(FAMILIES[: FAMILIES.index(part)])
        taken = [(1.0, before)] if order == "path" else coalitions(part, FAMILIES)
        found[part] = {(on, on.union((part,))): weight for weight, on in taken}
    return found
