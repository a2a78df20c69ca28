"""A study's answer: estimates, paired differences and the sentences they allow."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property, partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.errors import unusable
from orgsim.language import Language
from orgsim.language.numbers import number
from orgsim.language.phrases import Sayable
from orgsim.measures.kpis import KPIS
from orgsim.plan.scenario import Scenario
from orgsim.randomness import Floats
from orgsim.study import last_year, tables
from orgsim.study.best import Best, best
from orgsim.study.differences import Difference, Pairs, differences, pairs_of
from orgsim.study.failures import FailedReplication
from orgsim.study.findings import findings
from orgsim.study.funnel import Period, funnel
from orgsim.study.labels import label, labels
from orgsim.study.notes import Condition, Finding, at_figure, by_key, of_control, of_effort, of_scenarios
from orgsim.study.precision import Precision
from orgsim.study.quantities import Part, Quantity, Window, checked
from orgsim.study.sample import Sample
from orgsim.study.split import Split
from orgsim.study.tables import ToldDifference
from orgsim.study.told import told

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class Study:
    """Scenarios times replications, answered; the first scenario is the one the others are compared with."""

    scenarios: dict[str, Scenario]
    """As they were run, with headcounts scaled where equal payrolls were asked for."""
    seed: int
    samples: Mapping[str, Sample]
    numbers: tuple[int, ...]
    """Which replications: the same in every scenario."""
    complete: bool
    """False when the study was interrupted; it then rests on the replications that every scenario had finished."""
    remarks: tuple[Sayable, ...]
    """What a reader has to know first: payrolls, markets or days that differ."""
    kpis: tuple[str, ...] = ()
    """The KPIs that matter to the reader, in their order; the headline KPIs lead when none is named."""
    pairs: Pairs = "baseline"
    """Which pairs are compared when nothing else is said: each scenario with the baseline, or every two."""
    precision: Precision | None = None
    """What was asked for, and how far it was reached."""
    split: Split | None = None
    """Its differences in three parts, where that was asked for."""
    control: bool = False
    """Whether the luck of the decisions is taken out of its differences (see `orgsim.study.control`)."""
    failures: tuple[FailedReplication, ...] = ()
    """Replications that failed and are left out, in every scenario."""

    @property
    def replications(self) -> int:
        """How many replications of each scenario the answer rests on."""
        return len(self.numbers)

    @property
    def baseline(self) -> str:
        """The scenario the others are compared with: the first."""
        return next(iter(self.scenarios))

    @property
    def leading(self) -> tuple[str, ...]:
        """The KPIs that lead: those that were named, else the headline ones."""
        return self.kpis or tuple(name for name, kpi in KPIS.items() if kpi.headline)

    def notes(self, language: Language = "en") -> tuple[str, ...]:
        """What a reader has to know: what differs between sides, what failed, figures not to be taken at their word."""
        return tuple(remark.say(language) for remark in (*self.remarks, *self._warnings()))

    def values(self, scenario: str) -> "pd.DataFrame":
        """Every number of every replication: one row per replication, columns such as "arr" or "teams.sales.utilisation"."""
        import pandas as pd

        sample = self._sample(scenario)
        return pd.DataFrame(sample.values, pd.Index(self.numbers, name="replication"), list(sample.keys))

    def series(self, scenario: str, name: str) -> Floats:
        """A monthly series such as "cash", replication × month; OrgsimError when the scenario has none of that name."""
        found = self._sample(scenario).series
        if name not in found:
            there = ", ".join(sorted(found))
            raise unusable("there is no monthly series {name!r}; there are {there}", name=name, there=there)
        return found[name]

    @property
    def last_year(self) -> bool:
        """Whether the last 12 months are told apart: where a scenario counts 24 months or more after its warm-up."""
        return last_year.apart(self.samples)

    def table(self, part: Part = "kpis", period: Window = "total") -> "pd.DataFrame":
        """Estimates with 95 % intervals, one row per scenario and KPI: scenario, kpi, mean, low, high, unit, count, note.

        part: "kpis", or "activities" or "teams" for theirs, with a column that names them. A figure that is a ratio is the ratio
        of its means over the replications; a bound is infinite where they set none. `count` is the number of replications in
        which the KPI is defined; KPIs that are defined nowhere are left out. `note` says why not to take a figure at its word.
        period: "last year" for those of the last 12 months (see `orgsim.measures.last_year`), of "kpis" and "teams"; OrgsimError
        where they are not told apart.
        """
        last_year.check(period, part, (), self.samples, self.scenarios)
        return tables.estimates(self.samples, part, self._currencies, self._note, period)

    def funnel(self, scenario: str, period: Period = "total") -> "pd.DataFrame":
        """The funnel of a scenario as a chain, as `Run.funnel` has it, from mean counts over the replications."""
        sample = self._sample(scenario)
        return funnel(sample.means, {name: one.mean(axis=0) for name, one in sample.series.items()}, period)

    def differences(
        self,
        against: str | None = None,
        language: Language = "en",
        *,
        part: Part = "kpis",
        pairs: Pairs | None = None,
        kpis: Sequence[str] = (),
        period: Window = "total",
    ) -> "pd.DataFrame":
        """Every scenario compared with the first, or with the one named in `against`, replication by replication, the luck of the
        decisions taken out (unless `control` is False).

        part: "kpis", or "activities" or "teams" for the figures of steps and teams, with a column that names them. pairs:
        "baseline" or "all", the study's own when not stated. kpis: names that matter in place of the study's own. period: "last
        year" for the last 12 months, as `table` has them; the leading KPIs are then those of the leading ones that it has.
        One row per pair (a = the one compared with, b) and KPI, leading KPIs first: means, difference b − a and relative
        change b / a − 1, each with its 95 % interval, p, p_adjusted (Holm, over the leading KPIs of the pair; its other KPIs
        are a family of their own), verdict on b ("better", "worse", "cannot tell"; "higher", "lower" for what has no better
        side and leads or belongs to a step, else empty), variance_reduction by pairing, correlation, unit, count of pairs,
        headline (whether it leads), sentence, note; control_width (half the interval over that with the luck left in; NaN where
        it is left in) and mean_difference (of the means, with the luck).
        """
        base = against or self.baseline
        asked = checked(kpis)
        last_year.check(period, part, asked, self.samples, self.scenarios)
        found = self._differences(base, part, pairs or self.pairs, asked or self.kpis, period)
        return tables.differences_table(self._told(found, language), part)

    def best(self, kpis: Sequence[str] = (), language: Language = "en") -> "pd.DataFrame":
        """Which scenario is best in each leading KPI: a statement of its own (Hsu's comparisons with the best, 95 %).

        One row per KPI and scenario: kpi, scenario, value, low and high of its lead over the best of the others (in the direction
        in which more is better), may_be_best, unit, sentence. KPIs without a better side, or that some scenario leaves
        undefined in a replication, are left out.
        """
        found = self._best(checked(kpis) or self.leading)
        currency = self._currencies[self.baseline]
        return tables.best_table(found, currency, labels(self.scenarios, language), language)

    def parts(self) -> "pd.DataFrame":
        """What each difference is due to: the division of labour ("cut"), the work that is done at all, policies and records.

        One row per pair, KPI and part ("cut", "work", "policies" and the "total" they add up to): a, b, kpi, part, order ("path"
        or "shapley"), mean of b − a, low, high (95 %), unit, count. Pairs that differ in more than their organizations are left
        out. Raises OrgsimError for a study that was not asked for it.
        """
        import pandas as pd

        if self.split is None:
            raise unusable('this study has no parts: ask for them with compare(..., parts="path")')
        columns = ["a", "b", "kpi", "part", "order", "mean", "low", "high", "unit", "count"]
        return pd.DataFrame(list(self.split.rows(self._currencies)), columns=columns)

    def to_json(self) -> dict[str, Any]:
        """The whole answer as plain objects, ready for `json.dumps`; null where a number is undefined or a bound infinite."""
        parts = {} if self.split is None else {"parts": self.split.document(self._currencies)}
        year = {"last_year": self._year_document()} if self.last_year else {}
        return {
            "orgsim": tables.made_by(),
            "seed": self.seed,
            "replications": self.replications,
            "complete": self.complete,
            "precision": self._precision(),
            "control": self._control(),
            "kpis": list(self.leading),
            "notes": list(self.notes()),
            "scenarios": tables.document(self.samples, self._currencies, self._note),
            "comparisons": self._comparisons("kpis"),
            "steps": [*self._comparisons("activities"), *self._comparisons("teams")],
            "best": tables.best_document(self._best(self.leading), labels(self.scenarios, "en")),
            **year,
            **parts,
        }

    def _year_document(self) -> dict[str, Any]:
        """What is told of the last 12 months."""
        return {
            "scenarios": tables.document_of_year(self.samples, self._currencies, self._note),
            "comparisons": self._comparisons("kpis", "last year"),
            "steps": self._comparisons("teams", "last year"),
        }

    def _comparisons(self, part: Part, period: Window = "total") -> list[dict[str, Any]]:
        found = self._differences(self.baseline, part, self.pairs, self.kpis, period)
        return tables.comparisons(self._told(found, "en"))

    def save(self, folder: str | Path) -> list[Path]:
        """Write kpis.csv, activities.csv, teams.csv, differences.csv, steps.csv and replications.csv into a folder that exists;
        parts.csv where differences are split; last_year.csv and last_year_differences.csv, those of teams behind those of the
        whole, where the last 12 months are told apart.

        Each file is written whole or not at all; returns their paths. Raises OrgsimError where one cannot be written.
        """
        import pandas as pd

        whole = pd.concat({name: self.values(name) for name in self.scenarios}, names=["scenario"])
        frames = {part: self.table(part) for part in ("kpis", "activities", "teams")}
        frames |= {
            "differences": self.differences(),
            "steps": pd.concat([self.differences(part="activities"), self.differences(part="teams")]),
            "replications": whole.reset_index(),
        }
        if self.split is not None:
            frames["parts"] = self.parts()
        if self.last_year:
            periods = [self.table(part, "last year") for part in last_year.PARTS]
            gaps = [self.differences(part=part, period="last year") for part in last_year.PARTS]
            frames["last_year"] = last_year.whole(periods, "kpi")
            frames["last_year_differences"] = last_year.whole(gaps, "kpi")
        return [tables.write(frame, Path(folder) / f"{name}.csv") for name, frame in frames.items()]

    def __repr__(self) -> str:
        """What was compared, in one line."""
        return f"<Study of {', '.join(self.scenarios)}: {self.replications} replications, seed {self.seed}>"

    def _repr_html_(self) -> str:
        """Show headline KPIs and sentences in a notebook."""
        shown = self.table().loc[lambda table: table["kpi"].isin(self.leading)]
        found = self._differences(self.baseline, "kpis", self.pairs, self.kpis)
        leading = [one.sentence for one in self._told(found, "en") if one.difference.leading]
        said = "".join(f"<li>{escape(line)}</li>" for line in (*self.notes(), *leading))
        head = f"<p>{self.replications} replications of each scenario, seed {self.seed}</p>"
        numbers = shown.to_html(index=False, float_format=partial(number, language="en"))
        return f"{head}{numbers}<ul>{said}</ul>"

    @property
    def _currencies(self) -> dict[str, str]:
        return {name: scenario.market.currency for name, scenario in self.scenarios.items()}

    def _sample(self, scenario: str) -> Sample:
        if scenario not in self.samples:
            every = ", ".join(self.samples)
            raise unusable("there is no scenario {a!r} in this study; there are {all}", a=scenario, all=every)
        return self.samples[scenario]

    def _differences(
        self, against: str, part: Part, pairs: Pairs, named: Sequence[str], period: Window = "total"
    ) -> list[Difference]:
        asked = against, part, pairs, tuple(named), period
        if asked not in self._compared:
            self._sample(against)
            chosen, money = pairs_of(tuple(self.scenarios), against, pairs), self._one_currency
            self._compared[asked] = differences(
                self.samples, chosen, named, part=part, money=money, window=period, control=self.control
            )
        return self._compared[asked]

    @cached_property
    def _compared(self) -> dict[tuple[object, ...], list[Difference]]:
        return {}  # a report asks for the same differences several times

    @property
    def _one_currency(self) -> bool:
        return len(set(self._currencies.values())) == 1

    def _best(self, names: Iterable[str]) -> list[Best]:
        chosen = [
            KPIS[name] for name in names if self._one_currency or not KPIS[name].unit.startswith("money")
        ]
        return [found for kpi in chosen if (found := best(self.samples, kpi)) is not None]

    def _told(self, found: Sequence[Difference], language: Language) -> list[ToldDifference]:
        return told(self.scenarios, found, self._conditions, language)

    def _note(self, name: str, quantity: Quantity) -> str:
        return at_figure(self._conditions[name].get(quantity.key, ()), "en")

    def conditions(self, scenario: str) -> Mapping[str, tuple[Condition, ...]]:
        """Why not to take figures of a scenario at their word, by key, such as "cac" or "activities.qualify.wait_hours"."""
        self._sample(scenario)
        return self._conditions[scenario]

    @cached_property
    def _findings(self) -> dict[str, list[Finding]]:
        return {name: findings(one, self.samples[name], self.leading) for name, one in self.scenarios.items()}

    @cached_property
    def _conditions(self) -> dict[str, dict[str, tuple[Condition, ...]]]:
        return {name: by_key(found) for name, found in self._findings.items()}

    def _warnings(self) -> list[Sayable]:
        """What is to be said of the figures."""
        called = {name: partial(label, self.scenarios, name) for name in self.scenarios}
        told = of_effort(self.replications, self.precision, called)
        gain = of_control(self._widths()) if self.control else ()
        return [*told, *gain, *of_scenarios(called, self._findings)]

    def _widths(self) -> list[float]:
        """Of the leading differences from which luck is taken out, half the interval over that with it."""
        found = self._differences(self.baseline, "kpis", self.pairs, self.kpis)
        lines = [one.paired.control for one in found if one.leading]
        return [line.width for line in lines if line is not None]

    def _control(self) -> dict[str, Any]:
        widths = self._widths() if self.control else []
        return {"on": self.control, "width": float(np.median(widths)) if widths else None}

    def _precision(self) -> dict[str, Any] | None:
        if self.precision is None:
            return None
        found = self.precision
        return {
            "asked": found.asked,
            "kpis": list(found.kpis),
            "reached": {name: tables.plain(width) for name, width in found.reached.items()},
            "met": not found.missed,
            "replications_needed": None if found.needed is None else asdict(found.needed),
            "widths": [{**asdict(one), "share": tables.plain(one.share)} for one in found.widths],
        }
