"""Quantities: what can be read from the replications of a scenario, each with its estimate and its paired differences."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal
from weakref import WeakKeyDictionary

from orgsim.errors import unusable
from orgsim.language.phrases import Wording
from orgsim.measures.kpis import KPIS, Combined, Kpi
from orgsim.measures.last_year import LAST_YEAR_KPIS, LAST_YEAR_TEAM_KPIS
from orgsim.measures.luck import BOOK, CARE, FELT, MONEY, PREFIX
from orgsim.measures.steps import ACTIVITY_KPIS, TEAM_KPIS
from orgsim.measures.terms import YEAR
from orgsim.plan.text.document import meant, nearest, shown
from orgsim.randomness import Floats
from orgsim.study.paired import PairedDifference, paired_difference, paired_figures
from orgsim.study.ratios import Replicated, clipped, estimate_combined, possible, replicated
from orgsim.study.sample import LAST_YEAR, Sample
from orgsim.study.statistics import Estimate, estimate, gaps_of

Part = Literal["kpis", "activities", "teams"]
"""What a figure is of: the whole, one activity, one team."""
Window = Literal["total", "last year"]
"""Over which days a figure is counted: all from the warm-up's end to the horizon, or the last 12 months of them."""

SIGNED = ("profit", "cash_end", "cash_valley", "discounted_value", "firm_value")
"""KPIs that are as likely below 0 as above, of which a percentage says nothing."""
_ANY_SIGN = (*SIGNED, "ltv", "ltv_cac")
"""KPIs that may be below 0: care for customers may cost more than they bring."""
_AT_MOST_ONE = ("grr",)
"""KPIs that are no plain share and cannot exceed 1 all the same."""


_PREFIX: dict[Window, str] = {"total": "", "last year": LAST_YEAR}
_END: dict[Window, str] = {"total": "", "last year": YEAR}


_REPLICATED: WeakKeyDictionary[Sample, dict[str, tuple[Combined, Replicated | None]]] = WeakKeyDictionary()
"""Of figures that follow from sums, by key: every comparison, table and figure asks for the same ones."""


@dataclass(frozen=True)
class Quantity:
    """One figure of the whole, of an activity or of a team."""

    kpi: Kpi
    part: Part = "kpis"
    owner: str = ""
    """The activity or the team; empty for a KPI of the whole."""
    window: Window = "total"

    @cached_property
    def key(self) -> str:
        """Its column in a sample."""
        return f"{_PREFIX[self.window]}{self._place}{self.kpi.name}"

    @cached_property
    def possible(self) -> tuple[float, float]:
        """The lowest and the highest value that it can have."""
        if self.kpi.name in _ANY_SIGN:
            return -math.inf, 0.0 if self.kpi.name == "cash_valley" else math.inf
        is_share = self.kpi.unit == "share" or self.kpi.name in _AT_MOST_ONE
        return 0.0, 1.0 if is_share else math.inf

    def estimate(self, sample: Sample) -> Estimate:
        """Over the replications, with an interval inside of what is possible."""
        parts = self._parts(sample)
        if parts is None or self.kpi.combined is None:
            return clipped(estimate(sample.column(self.key)), *self.possible)
        return possible(self.kpi.combined, parts, *self.possible, self.replicated(sample))

    def unclipped(self, sample: Sample) -> Estimate:
        """The same with the interval as the replications have it: its width says how well the figure is known."""
        parts = self._parts(sample)
        if parts is None or self.kpi.combined is None:
            return estimate(sample.column(self.key))
        return estimate_combined(self.kpi.combined, parts, self.replicated(sample))

    def compare(self, a: Sample, b: Sample, control: bool = False) -> PairedDifference:
        """b against a, with an interval inside of what is possible: two shares differ by 1 at most; `control`: without the luck
        of the decisions, where the figure feels it and the samples know it."""
        luck = self.luck(a, b) if control else ()
        one, other = self.replicated(a), self.replicated(b)
        if one is None or other is None:
            found = paired_difference(a.column(self.key), b.column(self.key), luck)
        else:
            found = paired_figures(one, other, luck)
        least, most = self.possible
        reach = most - least
        return replace(found, difference=clipped(found.difference, -reach, reach))

    def luck(self, a: Sample, b: Sample) -> tuple[Floats, ...]:
        """By how much luckier b was than a in each replication, as the figure feels it; of money also what luck both had before
        day 0, and b's work for customers more than a's. None where the figure feels none, or where it is unknown."""
        if self.part != "kpis" or self.kpi.name not in FELT:
            return ()
        kind = FELT[self.kpi.name]
        end, book = _END[self.window], f"parts.{PREFIX}{BOOK}"
        key, care = f"parts.{PREFIX}{kind}{end}", f"parts.{PREFIX}{CARE}_{kind}{end}"
        if key not in a.keys or key not in b.keys:
            return ()
        gaps = gaps_of(a.column(key), b.column(key))
        if kind not in MONEY:
            return (gaps,)
        return gaps, a.column(book) + b.column(book), gaps_of(a.column(care), b.column(care))

    def replicated(self, sample: Sample) -> Replicated | None:
        """The figure with each replication left out; None for what is a mean of replications, each with a value of its own."""
        combined = self.kpi.combined
        if combined is None:
            return None
        known = _REPLICATED.setdefault(sample, {})
        if self.key not in known or known[self.key][0] is not combined:
            parts = self._parts(sample)
            known[self.key] = combined, None if parts is None else replicated(combined, parts)
        return known[self.key][1]

    @property
    def _place(self) -> str:
        return "" if self.part == "kpis" else f"{self.part}.{self.owner}."

    def _parts(self, sample: Sample) -> list[Floats] | None:
        """Its sums; None where a measure of one's own yields the figure alone, and its mean is all there is, and where the
        last year is not told apart: some of its sums are there all the same."""
        if self.kpi.combined is None:
            return None
        if self.window == "last year" and self.key not in sample.keys:
            return None
        keys = [f"parts.{self._place}{name}" for name in self.kpi.combined.parts]
        return [sample.column(key) for key in keys] if all(key in sample.keys for key in keys) else None


def checked(names: Sequence[str]) -> tuple[str, ...]:
    """Names of KPIs, each once; OrgsimError for one that there is not."""
    if isinstance(names, str):
        raise unusable("kpis is {names}; it must be a list of names, such as [{names}]", names=shown(names))
    for name in names:
        if name not in KPIS:
            near = nearest(name, list(KPIS))
            hint = meant(near, Wording("there are {kpis}", kpis=", ".join(KPIS)))
            raise unusable("there is no KPI {name}; {hint}", name=shown(name), hint=hint)
    return tuple(dict.fromkeys(names))


_KNOWN: dict[Window, dict[Part, Mapping[str, Kpi]]] = {
    "total": {"kpis": KPIS, "activities": ACTIVITY_KPIS, "teams": TEAM_KPIS},
    "last year": {"kpis": LAST_YEAR_KPIS, "activities": {}, "teams": LAST_YEAR_TEAM_KPIS},
}


def quantities(sample: Sample, part: Part, window: Window = "total") -> Iterator[Quantity]:
    """The quantities of one scenario: every KPI, or the figures of its activities or teams, in the order of the sample.

    Of the last year there are none in a sample of runs in which it is not told apart.
    """
    known, place = _KNOWN[window][part], f"{_PREFIX[window]}{part}."
    if part == "kpis":
        every = (Quantity(kpi, window=window) for kpi in known.values())
        yield from (one for one in every if window == "total" or one.key in sample.keys)
        return
    for key in sample.keys:
        if key.startswith(place):
            # Names of activities and teams are free of dots in keys of a file; the measure comes last.
            owner, name = key.removeprefix(place).rsplit(".", 1)
            yield Quantity(known[name], part, owner, window)
