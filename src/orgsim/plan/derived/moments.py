"""When an organization takes over, in words: after some time, or when the firm has come so far."""

from orgsim.language import Language
from orgsim.language.numbers import number
from orgsim.language.phrases import say
from orgsim.language.spans import span
from orgsim.plan.derived.stages import C, Stage
from orgsim.plan.model.hiring import Condition


def condition(stated: Condition, language: Language) -> str:
    """A condition as it is read, with its number written as the language has it, such as "people >= 4"."""
    return f"{stated.quantity} {stated.comparison} {number(stated.value, language)}"


def said_of(stage: Stage[C], text: str, language: Language) -> str:
    """Something that is said of an organization that takes over, with when it does."""
    assert stage.by is not None
    if stage.by.when is None:
        return say("after {days}: {text}", language, days=span(stage.begins, language), text=text)
    return say("when {condition}: {text}", language, condition=condition(stage.by.when, language), text=text)


def unknown(stage: Stage[C]) -> str:
    """Why nobody can say before a run which organization is in force on a day on which this one may have taken over."""
    assert stage.by is not None
    assert stage.by.when is not None
    title = stage.by.organization.organization.title.en
    return (
        f"nobody knows before a run who is in force on that day: {title} takes over when"
        f" {condition(stage.by.when, 'en')}, on day {stage.earliest:g} at the earliest; give an earlier day, or explain and draw"
        " its organization by itself in the market"
    )
