"""Lengths of time as people say them: "2 months", "15 min", "every month"."""

from orgsim.language import Language
from orgsim.language.numbers import counted
from orgsim.language.phrases import say
from orgsim.units import MONTH


def span(days: float, language: Language) -> str:
    """Elapsed days in the unit that suits them, such as "2 months", "10 days", "6 hr" or "15 min"."""
    months = days / MONTH
    if months >= 1 and abs(months - round(months)) < 1e-6:
        return counted(round(months), "months", language)
    if days >= 1 or days == 0:
        return counted(days, "days", language)
    if days * 24 >= 1:
        return counted(days * 24, "hours", language)
    return counted(days * 1440, "minutes", language)


def every(days: float, language: Language) -> str:
    """How often something falls due, such as "every 3 months" or "every month"."""
    return say("every {time}", language, time=span(days, language).removeprefix("1 "))
