"""An explanation of a scenario: its facts as a table, as text to print, and as plain objects."""

from html import escape
from typing import TYPE_CHECKING, Any

from orgsim.fields import Plan
from orgsim.language import Language
from orgsim.mechanisms.shared.declaration import Mechanism
from orgsim.plan.budget import payroll
from orgsim.plan.derived.bought_in import bought_in, bought_in_cost
from orgsim.plan.derived.headcounts import headcounts
from orgsim.plan.derived.moments import condition
from orgsim.plan.derived.routes import doer, ways
from orgsim.plan.derived.serving import teams_of
from orgsim.plan.derived.stages import Stage, stages
from orgsim.plan.model.organization import Team, Whom
from orgsim.plan.model.people import PersonQuota
from orgsim.plan.scenario import Scenario
from orgsim.report.diagrams.content import day_0
from orgsim.report.explanation import handout
from orgsim.report.explanation.facts import ScenarioFacts
from orgsim.report.explanation.parameters import Parameter
from orgsim.units import MONTH

if TYPE_CHECKING:
    import pandas as pd


class Explanation(ScenarioFacts):
    """The facts of a scenario, to be shown."""

    def table(self) -> "pd.DataFrame":
        """Every number of the mechanisms in force: `group`, `mechanism`, `parameter` (its path), `value`, `default`, `changed`,
        `unit`, `odds_ratio`, `low`, `high`, `status`, `source`, `meaning`."""
        import pandas as pd

        rows = [
            {"group": mechanism.group, "mechanism": name, **_numbers(one)}
            for name, mechanism in self.in_force.items()
            for one in self.parameters(name)
        ]
        return pd.DataFrame(rows, columns=["group", "mechanism", *_NUMBERS])

    def text(self, width: int = 100, *, every: bool = False) -> str:
        """The explanation as plain text of so many columns: who does what, what acts and the numbers that matter most; with
        `every` also plans, all numbers with their sources, what does not act, and what is taken for granted."""
        return handout.text(self, width, every)

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
            **({"bought_in_per_month": bought_in_cost(scenario)} if bought_in(scenario) else {}),
            "currency": scenario.market.currency,
            "teams": {name: _team(scenario, name) for name in scenario.teams},
            "reorganizations": _reorganizations(scenario, language),
            **_there(scenario),
            "activities": {name: _activity(scenario, name) for name in scenario.journey},
            "mechanisms": {
                name: self._mechanism(name, mechanism) for name, mechanism in self.in_force.items()
            },
            "not_in_force": {name: {"needs": list(needs)} for name, needs in self.missing.items()},
            "assumptions": [one.says.say(language) for one in self.assumptions],
            "statuses": self.statuses,
            "changed": self.changed,
            "notes": list(scenario.notes),
        }

    def _mechanism(self, name: str, mechanism: Mechanism) -> dict[str, Any]:
        return {
            "title": mechanism.title.say(self.language),
            "meaning": mechanism.meaning.say(self.language),
            "group": mechanism.group,
            "claims": list(mechanism.claims),
            "effects": [
                {"on": self.acts_on(name, effect), "says": effect.says} for effect in mechanism.effects
            ],
            "parameters": [_numbers(one) for one in self.parameters(name)],
            "settings": {one.path: _plain(one.value) for one in self.settings(name)},
        }

    def _repr_html_(self) -> str:
        """Show the explanation in a notebook."""
        return f"<pre>{escape(self.text(every=True))}</pre>"


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


def _whom(serves: tuple[str, ...] | Whom) -> Any:
    """Whom a team serves, by what it states of them."""
    return serves.model_dump(exclude_none=True, mode="json") if isinstance(serves, Whom) else list(serves)


def _reorganizations(scenario: Scenario, language: Language) -> list[dict[str, Any]]:
    """The organizations that take over, each with the day on which it does, or the condition for which it waits, and its teams as
    it plans them."""
    return [
        {
            **_moment(stage),
            "organization": stage.plan.organization.title.say(language),
            "teams": {name: _team(stage.plan, key) for key, name in stage.names.items()},
        }
        for stage in stages(scenario)[1:]
    ]


def _moment(stage: Stage[Scenario]) -> dict[str, Any]:
    """When an organization takes over."""
    waits = None if stage.by is None else stage.by.when
    return {"day": stage.begins} if waits is None else {"when": condition(waits, "en")}


def _team(scenario: Scenario, name: str) -> dict[str, Any]:
    team, hiring = scenario.teams[name], scenario.policies.hiring.get(name)
    planned = [{"day": day, "people": people} for day, people in headcounts(scenario, name)]
    stated: dict[str, Any] = {
        "headcounts": planned if len(planned) > 1 else None,
        "hiring": hiring and hiring.model_dump(),
    }
    stated |= team.model_dump(include={"ramp", "commission"})
    if isinstance(team.quota, PersonQuota):
        stated["quota_per_person_and_month"] = team.quota.per_person * MONTH
    return {key: value for key, value in stated.items() if value is not None} | {
        "headcount": team.headcount,
        "cost_per_month": team.headcount * team.cost,
        "kpi": team.kpi,
        "ownership": team.ownership,
        "does": [activity for activity in team.does if activity in scenario.journey],
        **({} if team.serves is None else {"serves": _whom(team.serves)}),
        **team.model_dump(include={"turns", "newcomers"}, exclude_none=True),
        **({"helps": list(team.helps)} if team.helps else {}),
        **_time(team),
    }


def _time(team: Team) -> dict[str, Any]:
    """When its people are there, where that is not in office hours all the time."""
    stated = team.model_dump(mode="json", by_alias=True, include={"calendar", "absence", "absences"})
    usual = {"calendar": "office", "absence": 0.0, "absences": []}
    found = {key: value for key, value in stated.items() if value != usual[key]}
    if "absence" in found:
        found["absence_days_per_year"] = found.pop("absence")
    return found


def _there(scenario: Scenario) -> dict[str, Any]:
    """What there is on day 0, of a firm that exists; leads by activity, `nurture` for those at rest."""
    if scenario.firm is None:
        return {}
    before = scenario.firm.after
    if before is not None:
        title = before.organization.organization.title.en
        return {"on_day_0": {"after": {"organization": title, "months": before.months}}}
    return {"on_day_0": {"customers": day_0.customers(scenario), "leads": day_0.leads(scenario)}}


def _activity(scenario: Scenario, name: str) -> dict[str, Any]:
    activity = scenario.journey[name]
    return {
        "team": doer(scenario, name),
        "work_hours": activity.work.build().mean,
        "judgement": activity.judgement,
        "urgent": activity.urgent,
        "with": list(activity.with_),
        "sitting_hours": None if activity.sittings is None else activity.sittings.length,
        "outcomes": [
            {"to": way.to, "kind": way.kind, "rate": _rate(way.kind, way.rate)}
            for way in ways(scenario, name)
        ],
        **({"teams": list(teams)} if len(teams := teams_of(scenario, name)) > 1 else {}),
        **_by_segment(scenario, name),
    }


def _by_segment(scenario: Scenario, name: str) -> dict[str, Any]:
    """What segments have of their own at an activity, if any do."""
    found: dict[str, Any] = {}
    for segment, stated in scenario.segments.items():
        if name in stated.journey:
            step = stated.journey[name]
            found[segment] = {
                "work_hours": None if step.work is None else step.work.build().mean,
                "rates": step.rates,
            }
    return {"segments": found} if found else {}


def _rate(kind: str, rate: float) -> float | None:
    return None if kind in ("cold", "back", "turned") else rate


def explain(scenario: Scenario, language: Language = "en") -> Explanation:
    """Explain a scenario: its teams and gates, the mechanisms in force with every number's value, unit, range and source,
    what is off and what that would need, and what is taken for granted; in English or Japanese (`language="ja"`)."""
    return Explanation(scenario, language)
