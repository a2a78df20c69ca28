"""Days of the week, times of the day and countries as people write them, by Babel's data on languages: "Mon–Fri", "Japan"."""

from collections.abc import Sequence

from orgsim.language import Language
from orgsim.language.phrases import listed, say

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The days of a week, as files write them."""


def weekdays(days: Sequence[str], language: Language) -> str:
    """Some days of the week, of which there is one at least: "Mon–Fri", "Mon, Wed"; three or more in a row from first to last."""
    from babel.dates import get_day_names

    names = get_day_names("abbreviated", locale=language)
    places = sorted({WEEK.index(one) for one in days})
    if len(places) > 2 and places[-1] - places[0] == len(places) - 1:
        return say("{first}–{last}", language, first=names[places[0]], last=names[places[-1]])
    return listed((names[place] for place in places), language)


def between(begins: float, ends: float, language: Language) -> str:
    """Two times of the day, in hours from midnight; beyond 24 is the next day: "9:00–17:30", "22:00–6:00"."""
    return say("{first}–{last}", language, first=_clock(begins), last=_clock(ends, last=True))


def _clock(hour: float, last: bool = False) -> str:
    """A time of the day; midnight at the end of something is 24:00."""
    minutes = round(hour * 60) % 1440
    if last and not minutes:
        return "24:00"
    return f"{minutes // 60}:{minutes % 60:02}"


def country(code: str, language: Language) -> str:
    """A country by its two letters, or a part of one: "Japan", "United States (CA)"."""
    from babel import Locale

    whole, _, part = code.partition("-")
    name = str(Locale.parse(language).territories.get(whole.upper(), whole))
    return say("{title} ({text})", language, title=name, text=part) if part else name
