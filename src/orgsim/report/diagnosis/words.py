"""What causes and monthly figures are called."""

from functools import partial
from typing import Any

from orgsim.language import Language
from orgsim.language.numbers import number, percent
from orgsim.language.phrases import Phrase, say, within
from orgsim.plan.causes import KINDS, Cause, CauseKind, way_to_purchase
from orgsim.plan.scenario import Scenario
from orgsim.study.diagnosis.model import NOTHING
from orgsim.study.diagnosis.statistics import Summarized
from orgsim.study.labels import activity_title, team_title

CAUSES: dict[str, Phrase] = {
    NOTHING: Phrase("nothing has changed"),
    "competitor": Phrase("a competitor has entered"),
    "efficiency": Phrase("the steps before the purchase have become less efficient"),
    "churn": Phrase("more customers leave"),
    "demand": Phrase("fewer enquiries come in"),
    "people": Phrase("people have left"),
    "decisions": Phrase("buyers take longer to decide"),
    "criteria": Phrase("another bar is set for what is passed on"),
}
_LEFT = Phrase("people have left: {team}")
_SIZES: dict[CauseKind, Phrase] = {
    "competitor": Phrase("odds of a purchase × {size}"),
    "efficiency": Phrase("odds at each of these steps × {size}"),
    "churn": Phrase("odds of leaving × {size}"),
    "demand": Phrase("leads × {size}"),
    "people": Phrase("{size} of the team"),
    "decisions": Phrase("time to decide × {size}"),
    "criteria": Phrase("log-odds of being passed on {size}"),
}
_FIGURES: dict[str, Phrase] = {
    "leads": within("kpi", "Leads"),
    "won": within("kpi", "Customers won"),
    "lost": within("kpi", "Leads lost"),
    "churned": within("kpi", "Customers lost"),
    "due": Phrase("Customers who decided whether to stay"),
    "customers": within("kpi", "Customers at the end"),
    "mrr": within("kpi", "Monthly recurring revenue"),
    "arr": within("kpi", "Annual recurring revenue"),
    "days_to_win": Phrase("Days from lead to purchase"),
    "bookings": within("kpi", "Bookings"),
    "revenue": within("kpi", "Revenue"),
}
_PARTS: dict[str, Phrase] = {
    "decided": Phrase("Decisions: {name}"),
    "passed": Phrase("Passed on: {name}"),
    "wait_hours": Phrase("Wait: {name}"),
    "queue_length": Phrase("Queue: {name}"),
    "utilisation": Phrase("Load: {name}"),
}
_SHARES: dict[str, Phrase] = {
    "churned": Phrase("Share of customers lost"),
    "passed": Phrase("Pass rate: {name}"),
}


def kind_title(kind: str, language: Language) -> str:
    """What a kind of cause is called, within a sentence."""
    return say(CAUSES[kind], language)


def title(scenario: Scenario, name: str, language: Language) -> str:
    """What a cause is called: "people have left: Sales"."""
    kind, _, team = name.partition(":")
    return (
        say(_LEFT, language, team=partial(team_title, scenario, team)) if team else kind_title(kind, language)
    )


def begun(text: str) -> str:
    """A phrase that begins a cell or a sentence."""
    return text[:1].upper() + text[1:]


def size_text(cause: Cause, size: float, language: Language) -> str:
    """The size of a cause by itself: "0.62", "27%", "−1.2"."""
    if cause.kind == "people":
        return percent(size, language, 2)
    return number(size, language, 2, signed=cause.kind == "criteria")


def sized(cause: Cause, text: str, language: Language) -> str:
    """What the size of a cause is of: "odds of a purchase × 0.62"."""
    return say(_SIZES[cause.kind], language, size=text)


def figure_title(scenario: Scenario, one: Summarized, language: Language) -> str:
    """What a monthly figure is called."""
    head, _, owner = one.figure.partition(".")
    phrase = _SHARES[head] if one.scale == "share" else _FIGURES.get(head) or _PARTS[head]
    if not owner:
        return say(phrase, language)
    called = team_title if head == "utilisation" else activity_title
    return say(phrase, language, name=partial(called, scenario, owner))


def what_if(scenario: Scenario, cause: Cause, month: int, size: float) -> str:
    """A cause as a scenario states it: path = value."""
    size = size if cause.kind == "people" else float(f"{size:.2g}")
    if cause.kind == "criteria":
        gate = way_to_purchase(scenario)[-2]
        return f"[[reorganizations]] with policies.criteria.{gate} {size:+g}"
    return ", ".join(f"{path} = {in_file(value)}" for path, value in cause.changes(month, size).items())


def in_file(value: Any) -> str:
    """A value as a file states it, on one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {in_file(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(in_file, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else f"{value:g}"


assert set(CAUSES) == {NOTHING, *KINDS}
