"""A study as one reader wants it: its language, titles, currency, and which numbers lead."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeGuard

from orgsim.language import Language
from orgsim.language.numbers import NOTHING, interval, quantity
from orgsim.language.phrases import Phrase, say
from orgsim.measures.kpis import KPIS
from orgsim.plan.scenario import Scenario
from orgsim.study.differences import pairs_of
from orgsim.study.labels import labels
from orgsim.study.notes import at_figure
from orgsim.study.quantities import Part

if TYPE_CHECKING:
    import pandas as pd

    from orgsim.study.answer import Study
    from orgsim.study.attribution import Attribution


VERDICTS = {
    "better": Phrase("better"),
    "worse": Phrase("worse"),
    "higher": Phrase("higher"),
    "lower": Phrase("lower"),
    "cannot tell": Phrase("cannot tell"),
}
"""Verdicts as a reader meets them."""


def finite(value: float | None) -> TypeGuard[float]:
    """Whether there is a number."""
    return value is not None and math.isfinite(value)


@dataclass(frozen=True)
class StudyReading:
    """A study and what a reader has to know beside it."""

    study: "Study"
    language: Language = "en"
    command: str = ""
    """What to type to get the same study again."""
    why: "Attribution | None" = None
    """Its differences taken apart, where that was asked for."""
    why_kpi: str | None = None
    """The KPI that is taken apart; the first leading KPI there is when not stated."""

    advice: bool = False
    """Whether advice on a warm-up is asked for."""
    replay: bool = False
    """Whether a replay of the first replication goes beside the page, which then leads to it."""

    @cached_property
    def titles(self) -> dict[str, str]:
        """What each scenario is called."""
        return labels(self.study.scenarios, self.language)

    @cached_property
    def document(self) -> dict[str, Any]:
        """The study as its JSON document."""
        told = self.study.to_json()
        return told if self.why is None else {**told, "why": self.why.to_json()}

    @property
    def version(self) -> str:
        """The version of orgsim that made the study."""
        return str(self.document["orgsim"])

    @property
    def results(self) -> dict[str, Any]:
        """The numbers of each scenario, as the study's JSON document has them."""
        found: dict[str, Any] = self.document["scenarios"]
        return found

    @cached_property
    def differences(self) -> "pd.DataFrame":
        """Every pair that is compared, in every KPI."""
        return self.study.differences(language=self.language)

    @cached_property
    def year_differences(self) -> "pd.DataFrame":
        """The same of the last 12 months, where the study tells them apart."""
        return self.study.differences(language=self.language, period="last year")

    @property
    def baseline(self) -> str:
        """The scenario the others are compared with."""
        return self.study.baseline

    @property
    def others(self) -> list[str]:
        """The scenarios compared with the baseline."""
        return [name for name in self.study.scenarios if name != self.baseline]

    @property
    def first(self) -> Scenario:
        """The baseline's plan; market, horizon and currency of a study are read there."""
        return self.study.scenarios[self.baseline]

    def say(self, text: str | Phrase, /, **values: object) -> str:
        """A phrase in the reader's language."""
        return say(text, self.language, **values)

    def quantity(self, value: float | None, unit: str, signed: bool = False) -> str:
        """A number with its unit; a dash where there is none."""
        return (
            quantity(value, unit, self.first.market.currency, self.language, signed)
            if finite(value)
            else NOTHING
        )

    def change(self, value: float | None, unit: str) -> str:
        """A difference with its sign and unit; between shares it counts percentage points."""
        if unit.startswith("share") and finite(value):
            return self.quantity(100 * value, "points", signed=True)
        return self.quantity(value, unit, signed=True)

    def changes(self, low: float | None, high: float | None, unit: str) -> str:
        """The bounds of a difference."""
        if unit.startswith("share") and finite(low) and finite(high):
            return self.interval(100 * low, 100 * high, "points")
        return self.interval(low, high, unit)

    def interval(self, low: float | None, high: float | None, unit: str) -> str:
        """Two bounds with their unit, one where there is no other, a dash where there are none."""
        if finite(low) and not finite(high):
            return self.say("{least} or more", least=self.quantity(low, unit))
        if not (finite(low) and finite(high)):
            return NOTHING
        return interval(low, high, unit, self.first.market.currency, self.language)

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """The pairs (a, b) that are compared, those with the baseline first."""
        return pairs_of(tuple(self.study.scenarios), self.baseline, self.study.pairs)

    def pair(self, b: str, a: str | None = None) -> str:
        """What the comparison of b with a, or with the baseline, is called."""
        return self.say("{b} against {a}", a=self.titles[a or self.baseline], b=self.titles[b])

    def noted(self, scenario: str, key: str) -> str:
        """Why not to take a figure of a scenario at its word; empty where nothing speaks against it."""
        return at_figure(self.study.conditions(scenario).get(key, ()), self.language)

    def kpi_title(self, name: str) -> str:
        """What a KPI is called."""
        return KPIS[name].title.say(self.language)

    def known(self, name: str) -> bool:
        """Whether some scenario has a value for this KPI."""
        return any(finite(found["kpis"].get(name, {}).get("mean")) for found in self.results.values())

    @cached_property
    def headline(self) -> list[str]:
        """The KPIs that lead the report, those that some scenario has a value for: the named ones, else the headline ones and
        sales of a second line."""
        lines = any(scenario.second_line is not None for scenario in self.study.scenarios.values())
        leading = self.study.leading
        if lines and not self.study.kpis:
            leading = tuple(name for name in KPIS if name in leading or name == "cross_sold")
        return [name for name in leading if self.known(name)]

    @cached_property
    def all_kpis(self) -> list[str]:
        """Every KPI for which some scenario has a value."""
        return [name for name in KPIS if self.known(name)]

    @property
    def kpi_apart(self) -> str:
        """The KPI whose differences are taken apart."""
        return self.why_kpi or self.headline[0]

    def against(self, a: str, b: str, names: Sequence[str]) -> list[dict[Any, Any]]:
        """The paired differences of b against a in these KPIs, in their order."""
        table = self.differences
        own = table[(table["a"] == a) & (table["b"] == b)].set_index("kpi", drop=False)
        return own.loc[[name for name in names if name in own.index]].to_dict("records")

    def against_baseline(self, scenario: str, names: Sequence[str]) -> list[dict[Any, Any]]:
        """The paired differences of a scenario against the baseline in these KPIs, in their order."""
        return self.against(self.baseline, scenario, names)

    @cached_property
    def step_differences(self) -> "pd.DataFrame":
        """Every pair that is compared, in the figures of activities and teams: a column `place` says which, `owner` whose."""
        import pandas as pd

        parts: tuple[tuple[Part, str], ...] = (("activities", "activity"), ("teams", "team"))
        frames = [
            self.study.differences(language=self.language, part=part)
            .rename(columns={column: "owner"})
            .assign(place=part)
            for part, column in parts
        ]
        return pd.concat(frames, ignore_index=True)

    def steps(self) -> list[str]:
        """The activities that decide a purchase, in the order of the files, of all scenarios together."""
        found: dict[str, None] = {}
        for scenario in self.study.scenarios.values():
            found |= dict.fromkeys(
                name for name in scenario.journey if name in _reached(scenario) and name != "nurture"
            )
        return list(found)

    def holder(self, activity: str) -> Scenario:
        """The first scenario whose market has this activity, or that of which it is one team's part; no market has work that an
        organization does for itself, and any scenario knows it."""
        whole = activity.partition(" (")[0]
        has = (scenario for scenario in self.study.scenarios.values() if whole in scenario.journey)
        return next(has, self.first)


def does(scenario: Scenario, activity: str) -> bool:
    """Whether some team does this activity."""
    return any(activity in team.does for team in scenario.all_teams.values())


def _reached(scenario: Scenario) -> set[str]:
    """The activities a lead can come to on its way to the purchase."""
    usual = next(iter(scenario.journey))
    ahead = [source.entry or usual for source in scenario.sources.values()]
    found: set[str] = set()
    while ahead:
        name = ahead.pop()
        if name in scenario.journey and name not in found:
            found.add(name)
            ahead += [aim for outcome in scenario.journey[name].outcomes for aim in outcome.aims]
    return found
