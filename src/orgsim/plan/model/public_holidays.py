"""Public holidays: the free days of a country, or of a part of it, by the library `holidays`, loaded where somebody names one."""

from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from orgsim.language.phrases import Wording
from orgsim.plan.text.document import listed

_YEARS = 110
"""Years for which holidays are looked up; after them week is like week (see the calendars of the engine)."""


def public_holidays(place: str, start: date) -> tuple[date, ...]:
    """The public holidays of a country (such as "JP") or of a part of it ("US-CA") on and after the year of `start`, in order.

    Those that fall on another day in lieu are on that day. Years that the library does not know (after 2100 or so) have none.
    Raises ValueError, in words, for a place that it does not know.
    """
    return _dates(place, start.year)


@lru_cache(maxsize=256)
def _dates(place: str, year: int) -> tuple[date, ...]:
    from holidays import country_holidays

    check(place)
    country, _, part = place.partition("-")
    found = country_holidays(country, subdiv=part or None, years=range(year, min(year + _YEARS, 9999)))
    return tuple(sorted(found))


@lru_cache(maxsize=256)
def check(place: str) -> None:
    """Raise ValueError, in words, for a place whose holidays are not known."""
    from holidays import list_supported_countries
    from holidays.registry import COUNTRIES

    parts = list_supported_countries(include_aliases=False)
    country, dash, part = place.partition("-")
    if country in parts and (part in parts[country] if dash else True):
        return
    if country in parts:
        raise ValueError(
            Wording(
                "{wanted}; {country} has {parts}",
                wanted=_WANTED,
                country=country,
                parts=listed(parts[country]) if parts[country] else "no parts",
            )
        )
    names = {long: code for long, code, *_ in COUNTRIES.values()}
    known = {"uk": "GB"} | {code.lower(): code for code in parts}
    known |= {three.lower(): code for _, code, three, *_ in COUNTRIES.values()}
    known |= {long.lower(): code for long, code in names.items()}
    asked = country.lower().replace(" ", "")
    near = [asked] if asked in known else get_close_matches(asked, known, n=2, cutoff=0.6)
    hint = " or ".join(dict.fromkeys(_shown(known[one], names) for one in near))
    raise ValueError(
        Wording("{wanted}; did you mean {hint}?", wanted=_WANTED, hint=hint) if near else _WANTED
    )


def _shown(code: str, names: dict[str, str]) -> str:
    """A code with the name of its country."""
    return f'"{code}" ({next(name for name, one in names.items() if one == code)})'


_WANTED = Wording(
    'a date, such as 2024-12-31, or a country by its two letters, such as "JP", or a part of '
    'one, such as "US-CA"'
)
