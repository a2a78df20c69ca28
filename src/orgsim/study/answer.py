"""A study's answer: estimates, paired differences and the sentences they allow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orgsim.errors import OrgsimError
from orgsim.fields import Language, Title
from orgsim.measures.kpis import KPIS
from orgsim.plan.scenario import Scenario
from orgsim.randomness import Floats
from orgsim.study import tables
from orgsim.study.differences import Difference, differences
from orgsim.study.fairness import same_demand
from orgsim.study.funnel import Period, funnel
from orgsim.study.labels import labels
from orgsim.study.numbers import number
from orgsim.study.sample import Sample
from orgsim.study.sentences import SentenceContext, sentence
from orgsim.study.tables import Part
from orgsim.writing import harmless_cell, placing

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False, repr=False)
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
    remarks: tuple[Title, ...]
    """What a reader has to know first: payrolls, markets or days that differ."""

    @property
    def replications(self) -> int:
        """How many replications of each scenario the answer rests on."""
        return len(self.numbers)

    @property
    def baseline(self) -> str:
        """The scenario the others are compared with: the first."""
        return next(iter(self.scenarios))

    def notes(self, language: Language = "en") -> tuple[str, ...]:
        """What a reader has to know before comparing: payrolls, markets or days that differ."""
        return tuple(remark.say(language) for remark in self.remarks)

    def values(self, scenario: str) -> "pd.DataFrame":
        """Every number of every replication: one row per replication, columns such as "arr" or "teams.sales.utilisation"."""
        import pandas as pd

        sample = self._sample(scenario)
        return pd.DataFrame(sample.values, pd.Index(self.numbers, name="replication"), list(sample.keys))

    def series(self, scenario: str, name: str) -> Floats:
        """A monthly series such as "cash", replication × month; OrgsimError when the scenario has none of that name."""
        found = self._sample(scenario).series
        if name not in found:
            raise OrgsimError(f"there is no monthly series {name!r}; there are {', '.join(sorted(found))}")
        return found[name]

    def table(self, part: Part = "kpis") -> "pd.DataFrame":
        """Estimates with 95 % intervals, one row per scenario and KPI: scenario, kpi, mean, low, high, unit, count.

        part: "kpis", or "activities" or "teams" for theirs, with a column that names them. `count` is the number of
        replications in which the KPI is defined; KPIs that are defined nowhere are left out.
        """
        return tables.estimates(self.samples, part, self._currencies)

    def funnel(self, scenario: str, period: Period = "total") -> "pd.DataFrame":
        """The funnel of a scenario as a chain, as `Run.funnel` has it, from mean counts over the replications."""
        sample = self._sample(scenario)
        return funnel(sample.means, {name: one.mean(axis=0) for name, one in sample.series.items()}, period)

    def differences(self, against: str | None = None, language: Language = "en") -> "pd.DataFrame":
        """Every scenario compared with the first, or with the one named in `against`, replication by replication.

        One row per pair (a = the one compared with, b) and KPI, headline KPIs first: means, difference b − a with its
        95 % interval, p, p_adjusted (Holm, over the headline KPIs of all pairs of this table; the other KPIs are a
        family of their own), verdict on b ("better", "worse", "cannot tell"; empty where neither more nor less is
        better), variance_reduction by pairing, correlation, unit, count of pairs, headline, sentence.
        """
        base = against or self.baseline
        found = self._differences(base)
        return tables.differences_table(found, self._sentences(found, language), self._currencies[base])

    def to_json(self) -> dict[str, Any]:
        """The whole answer as plain objects, ready for `json.dumps`; null where a number is undefined."""
        found = self._differences(self.baseline)
        sentences = self._sentences(found, "en")
        return {
            "orgsim": tables.made_by(),
            "seed": self.seed,
            "replications": self.replications,
            "complete": self.complete,
            "notes": list(self.notes()),
            "scenarios": tables.document(self.samples, self._currencies),
            "comparisons": tables.comparisons(found, sentences, self._currencies[self.baseline]),
        }

    def plot(self, kpi: str) -> Any:
        """Draw a KPI's mean in every scenario with its 95 % interval; returns the matplotlib Axes."""
        if kpi not in KPIS:
            raise OrgsimError(f"there is no KPI {kpi!r}; there are {', '.join(KPIS)}")
        table = self.table()
        own = table[table["kpi"] == kpi].set_index("scenario")
        if own.empty:
            raise OrgsimError(f"{kpi} is defined in no replication of this study")
        margin = (own["high"] - own["low"]) / 2
        # A frame draws in a figure of its own; a series would draw over whatever figure is open.
        axes = own[["mean"]].plot(
            kind="bar", yerr=margin, capsize=4, rot=0, title=KPIS[kpi].title.en, legend=False
        )
        axes.set_xlabel("")
        axes.set_ylabel(own["unit"].iloc[0])
        return axes

    def save(self, folder: str | Path) -> list[Path]:
        """Write kpis.csv, activities.csv, teams.csv, differences.csv and replications.csv into a folder that exists.

        Each file is written whole or not at all; returns their paths. Raises OrgsimError where one cannot be written.
        """
        import pandas as pd

        whole = [self.values(name).assign(scenario=name).reset_index() for name in self.scenarios]
        frames = {part: self.table(part) for part in ("kpis", "activities", "teams")}
        frames |= {
            "differences": self.differences(),
            "replications": pd.concat(whole).set_index("scenario").reset_index(),
        }
        return [_write(frame, Path(folder) / f"{name}.csv") for name, frame in frames.items()]

    def __repr__(self) -> str:
        """What was compared, in one line."""
        return f"<Study of {', '.join(self.scenarios)}: {self.replications} replications, seed {self.seed}>"

    def _repr_html_(self) -> str:
        """Show headline KPIs and sentences in a notebook."""
        table = self.table()
        shown = table[table["kpi"].isin([kpi.name for kpi in KPIS.values() if kpi.headline])]
        found = [one for one in self._differences(self.baseline) if one.kpi.headline]
        said = "".join(f"<li>{escape(line)}</li>" for line in (*self.notes(), *self._sentences(found, "en")))
        head = f"<p>{self.replications} replications of each scenario, seed {self.seed}</p>"
        return head + shown.to_html(index=False, float_format=number) + f"<ul>{said}</ul>"

    @property
    def _currencies(self) -> dict[str, str]:
        return {name: scenario.market.currency for name, scenario in self.scenarios.items()}

    def _sample(self, scenario: str) -> Sample:
        if scenario not in self.samples:
            raise OrgsimError(
                f"there is no scenario {scenario!r} in this study; there are {', '.join(self.samples)}"
            )
        return self.samples[scenario]

    def _differences(self, against: str) -> list[Difference]:
        self._sample(against)
        return differences(self.samples, against, money=len(set(self._currencies.values())) == 1)

    def _sentences(self, found: Sequence[Difference], language: Language) -> list[str]:
        called = labels(self.scenarios, language)
        pairs = {(one.a, one.b) for one in found}
        contexts = {
            (a, b): SentenceContext(
                called[a], called[b], self._currencies[a], same_demand(self.scenarios[a], self.scenarios[b])
            )
            for a, b in pairs
        }
        return [sentence(one, contexts[one.a, one.b], language) for one in found]


def _write(frame: "pd.DataFrame", path: Path) -> Path:
    with placing(path) as draft:
        frame.map(harmless_cell).to_csv(draft, index=False)
    return path
