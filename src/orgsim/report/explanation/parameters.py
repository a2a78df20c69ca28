"""The numbers that mechanisms work with in a scenario: value, unit, range, source, and how far it can be trusted."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from annotated_types import Ge, Gt, Le, Lt
from pydantic.fields import FieldInfo

from orgsim.fields import Plan, Title
from orgsim.language import Language
from orgsim.language.numbers import NOTHING, counted, number, percent
from orgsim.language.phrases import Phrase, listed, say
from orgsim.language.spans import span
from orgsim.meanings import meanings
from orgsim.mechanisms.shared.declaration import Mechanism, Status, meaning
from orgsim.plan.scenario import Scenario

_SHARES = ("share", "probability")
"""Units of numbers in [0, 1] that people read as percentages."""
_LIMITING = ("most", "deepest")
"""Names of numbers that bound an effect."""

STATUSES = {
    "measured": Phrase("measured"),
    "reported": Phrase("reported"),
    "second-hand": Phrase("second-hand"),
    "guess": Phrase("guess"),
}
"""How far a number can be trusted, as a reader meets it."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of a mechanism."""

    path: str
    """Where it is set, such as "effects.cooling.factor"."""
    value: Any
    """In its unit, as the engine uses it."""
    default: Any
    unit: str
    low: float | None
    high: float | None
    """Its bounds; None where there is none."""
    limits: Mapping[str, float]
    """The same by their signs, such as {"≥": 0.0}."""
    source: str
    status: Status
    meaning: str

    @property
    def changed(self) -> bool:
        """Whether the scenario says something else than the default."""
        return bool(self.value != self.default)

    @property
    def odds_ratio(self) -> float | None:
        """The factor on the odds that it stands for; None where it is not about odds."""
        if not isinstance(self.value, int | float) or isinstance(self.value, bool):
            return None
        if self.unit.startswith("log-odds"):
            return math.exp(min(700.0, self.value))
        return float(self.value) if self.unit.startswith("odds ratio") else None

    @property
    def pull(self) -> float:
        """How far it moves a chance for one unit of what it counts by: the size of its log-odds. 0 for what is not about odds,
        and for numbers that only say how far others may go."""
        ratio = None if self.path.rpartition(".")[2] in _LIMITING else self.odds_ratio
        return abs(math.log(ratio)) if ratio else 0.0

    def bounds(self, language: Language) -> str:
        """The bounds in words, such as "0–100" or "> 0"."""
        said = {sign: number(bound, language) for sign, bound in self.limits.items()}
        if said.keys() == {"≥", "≤"}:
            return f"{said['≥']}–{said['≤']}"
        return ", ".join(f"{sign} {bound}" for sign, bound in said.items())


@dataclass(frozen=True, slots=True)
class PolicySetting:
    """One thing that the organization has decided in a policy."""

    path: str
    value: Any
    meaning: str


def parameters(scenario: Scenario, mechanism: Mechanism) -> list[Parameter]:
    """The numbers of a mechanism in a scenario, those that single activities state for themselves included."""
    return [one for path, plan in _places(scenario, mechanism) for one in _declared(path, plan)]


def settings(scenario: Scenario, mechanism: Mechanism) -> list[PolicySetting]:
    """What the organization's policies say about a mechanism."""
    found = []
    for name in mechanism.policies:
        plan = getattr(scenario.policies, name, None)
        if isinstance(plan, Plan):
            found += list(_decided(f"policies.{name}", plan))
    for name, kind in mechanism.by_activity.items():
        about = _line(meaning(kind))
        stated: Mapping[str, float] = getattr(scenario.policies, name, {})
        found += [PolicySetting(f"policies.{name}.{one}", value, about) for one, value in stated.items()]
    return found


def _places(scenario: Scenario, mechanism: Mechanism) -> Iterator[tuple[str, Plan]]:
    """Where the parameters of a mechanism stand in a scenario."""
    for table, plans in (("effects", scenario.effects), ("policies", scenario.policies)):
        plan = getattr(plans, mechanism.name, None)
        if isinstance(plan, mechanism.parameters):
            yield f"{table}.{mechanism.name}", plan
    for activity, plan in scenario.journey.items():
        own = getattr(plan, mechanism.name, None)
        if isinstance(own, mechanism.parameters):
            yield f"journey.{activity}.{mechanism.name}", own


def _declared(path: str, plan: Plan) -> Iterator[Parameter]:
    said = meanings(type(plan))
    for name, field in type(plan).model_fields.items():
        about = field.json_schema_extra
        if isinstance(about, dict) and "status" in about:
            low, high, limits = _bounds(field)
            yield Parameter(
                path=f"{path}.{name}",
                value=getattr(plan, name),
                default=field.get_default(call_default_factory=True),
                unit=str(about["unit"]),
                low=low,
                high=high,
                limits=limits,
                source=str(about["source"]),
                status=about["status"],  # type: ignore[arg-type]
                meaning=_line(said.get(name, "")),
            )


def _decided(path: str, plan: Plan) -> Iterator[PolicySetting]:
    said = meanings(type(plan))
    for name, field in type(plan).model_fields.items():
        about = field.json_schema_extra
        if not (isinstance(about, dict) and "status" in about):
            yield PolicySetting(f"{path}.{name}", getattr(plan, name), _line(said.get(name, "")))


def _line(text: str) -> str:
    return " ".join(text.split())


_SIGNS = ((Ge, "ge", "≥"), (Gt, "gt", ">"), (Le, "le", "≤"), (Lt, "lt", "<"))


def _bounds(field: FieldInfo) -> tuple[float | None, float | None, dict[str, float]]:
    """The bounds of a number's field: both numbers, and all by their signs."""
    parts = [one for part in field.metadata for one in getattr(part, "metadata", [part])]
    found: dict[str, float] = {
        sign: float(getattr(one, key)) for one in parts for kind, key, sign in _SIGNS if isinstance(one, kind)
    }
    return found.get("≥", found.get(">")), found.get("≤", found.get("<")), found


def shown(value: Any, unit: str, language: Language) -> str:
    """A value with its unit as people read it."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return say("yes", language) if value else say("no", language)
    if isinstance(value, int | float):
        return _number(value, unit, language)
    if isinstance(value, Title):
        return value.say(language)
    if isinstance(value, Plan):
        return shown(value.model_dump(exclude_none=True), "", language)
    if isinstance(value, Mapping):
        return listed((f"{key} {shown(one, '', language)}" for key, one in value.items()), language)
    if isinstance(value, list | tuple):
        return listed((shown(one, unit, language) for one in value), language) or NOTHING
    return str(value)


def _number(value: float, unit: str, language: Language) -> str:
    if unit == "days":
        return span(value, language)
    if unit in _SHARES:
        return percent(value, language)
    return counted(value, unit, language)
