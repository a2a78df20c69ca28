"""An explanation of a scenario: what it is, which mechanisms act with which numbers, and what is taken for granted."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

from orgsim.fields import Language, Plan
from orgsim.mechanisms import MECHANISMS
from orgsim.mechanisms.shared.declaration import Mechanism, Status
from orgsim.plan.budget import payroll
from orgsim.plan.derived.in_force import acting, stated
from orgsim.plan.derived.routes import doer, ways
from orgsim.plan.scenario import Scenario
from orgsim.report.explanation.assumptions import Assumption, assumed
from orgsim.report.explanation.parameters import Parameter, Setting, parameters, settings

if TYPE_CHECKING:
    import pandas as pd

STATUSES: tuple[Status, ...] = ("measured", "reported", "second-hand", "guess")


@dataclass(frozen=True)
class Explanation:
    """What there is to know about a scenario before it is run."""

    scenario: Scenario
    language: Language = "en"

    @cached_property
    def in_force(self) -> dict[str, Mechanism]:
        """The mechanisms that act, by name."""
        return acting(self.scenario)

    @cached_property
    def missing(self) -> dict[str, tuple[str, ...]]:
        """The mechanisms that do not act, by name, with what each would need; nothing for those that are switched off."""
        on = self.scenario.scenario.mechanisms
        return {
            name: tuple(need for need in room.needs if not stated(self.scenario, need)) if name in on else ()
            for name, room in MECHANISMS.items()
            if name not in self.in_force
        }

    def parameters(self, mechanism: str) -> list[Parameter]:
        """The numbers of a mechanism in this scenario."""
        return parameters(self.scenario, MECHANISMS[mechanism])

    def settings(self, mechanism: str) -> list[Setting]:
        """What the organization has decided about a mechanism."""
        return settings(self.scenario, MECHANISMS[mechanism])

    @property
    def assumptions(self) -> list[Assumption]:
        """What is taken for granted."""
        return assumed(self.in_force.values())

    @property
    def statuses(self) -> dict[Status, int]:
        """How many numbers of the mechanisms in force have each status."""
        found = Counter(one.status for name in self.in_force for one in self.parameters(name))
        return {status: found[status] for status in STATUSES}

    @property
    def changed(self) -> int:
        """How many numbers of the mechanisms in force differ from their defaults."""
        return sum(one.changed for name in self.in_force for one in self.parameters(name))

    def table(self) -> "pd.DataFrame":
        """Every number of the mechanisms in force: `group`, `mechanism`, `parameter` (its path), `value`, `default`, `changed`,
        `unit`, `odds_ratio`, `low`, `high`, `status`, `source`, `meaning`."""
        import pandas as pd

        rows = [
            {"group": room.group, "mechanism": name, **_numbers(one)}
            for name, room in self.in_force.items()
            for one in self.parameters(name)
        ]
        return pd.DataFrame(rows, columns=["group", "mechanism", *_NUMBERS])

    def text(self, width: int = 100) -> str:
        """The explanation as plain text of so many columns."""
        from orgsim.report.explanation.handout import text

        return text(self, width)

    def to_json(self) -> dict[str, Any]:
        """The explanation as plain objects, as `--format json` prints it."""
        from orgsim.study.tables import made_by

        scenario, language = self.scenario, self.language
        return {
            "orgsim": made_by(),
            "scenario": scenario.name,
            "title": scenario.title(language),
            "fingerprint": scenario.fingerprint(),
            "market": scenario.market.title.say(language),
            "organization": scenario.organization.title.say(language),
            "horizon_days": scenario.scenario.horizon,
            "warm_up_days": scenario.scenario.warm_up,
            "payroll_per_month": payroll(scenario),
            "currency": scenario.market.currency,
            "teams": {name: _team(scenario, name) for name in scenario.teams},
            "activities": {name: _activity(scenario, name) for name in scenario.journey},
            "mechanisms": {name: self._mechanism(name, room) for name, room in self.in_force.items()},
            "not_in_force": {name: {"needs": list(needs)} for name, needs in self.missing.items()},
            "assumptions": [one.says.say(language) for one in self.assumptions],
            "statuses": self.statuses,
            "changed": self.changed,
            "notes": list(scenario.notes),
        }

    def _mechanism(self, name: str, room: Mechanism) -> dict[str, Any]:
        return {
            "title": room.title.say(self.language),
            "meaning": room.meaning.say(self.language),
            "group": room.group,
            "claims": list(room.claims),
            "effects": [{"on": effect.on, "says": effect.says} for effect in room.effects],
            "parameters": [_numbers(one) for one in self.parameters(name)],
            "settings": {one.path: _plain(one.value) for one in self.settings(name)},
        }

    def _repr_html_(self) -> str:
        """Show the explanation in a notebook."""
        return f"<pre>{escape(self.text())}</pre>"


_NUMBERS = (
    "parameter", "value", "default", "changed", "unit", "odds_ratio", "low", "high", "status", "source", "meaning",
)  # fmt: skip


def _numbers(one: Parameter) -> dict[str, Any]:
    values = (
        one.path, _plain(one.value), _plain(one.default), one.changed, one.unit, one.odds_ratio, one.low, one.high,
        one.status, one.source, one.meaning,
    )  # fmt: skip
    return dict(zip(_NUMBERS, values, strict=True))


def _plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, Plan):
        return value.model_dump(mode="json")
    return list(value) if isinstance(value, tuple) else value


def _team(scenario: Scenario, name: str) -> dict[str, Any]:
    team = scenario.teams[name]
    return {
        "headcount": team.headcount,
        "cost_per_month": team.headcount * team.cost,
        "kpi": team.kpi,
        "ownership": team.ownership,
        "does": [activity for activity in team.does if activity in scenario.journey],
    }


def _activity(scenario: Scenario, name: str) -> dict[str, Any]:
    activity = scenario.journey[name]
    return {
        "team": doer(scenario, name),
        "work_hours": activity.work.build().mean,
        "judgement": activity.judgement,
        "outcomes": [
            {"to": way.to, "kind": way.kind, "rate": _rate(way.kind, way.rate)}
            for way in ways(scenario, name)
        ],
    }


def _rate(kind: str, rate: float) -> float | None:
    return None if kind == "cold" else rate


def explain(scenario: Scenario, language: Language = "en") -> Explanation:
    """Explain a scenario: its teams and gates, the mechanisms in force with every number's value, unit, range and source,
    what is off and what that would need, and what is taken for granted; in English or Japanese (`language="ja"`)."""
    return Explanation(scenario, language)
