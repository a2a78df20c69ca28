"""The eight answers of README and docs/findings/lead: the words of lead.toml, filled with what was kept of claims."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from experiments.claims.results import Result, shown
from experiments.claims.verdicts import Answer
from experiments.claims.words import contrasts_of

ROOT = Path(__file__).parents[2]
PAGES = {
    "README.md": ("short", "en"),
    "README.ja.md": ("short", "ja"),
    "docs/findings/lead.md": ("long", "en"),
    "docs/findings/lead.ja.md": ("long", "ja"),
}
"""Where the answers stand, at which length and in which language."""
_GAP = re.compile(r"\{([A-E]\d+)\.(\d+)(?: (signed|ends|range|matters))?\}")
_TO = {"en": " to ", "ja": "〜"}
_UNITS = {"en": (" points", " %"), "ja": ("ポイント", "%")}


@cache
def words() -> Mapping[str, Any]:
    """The words as they are written: `first`, and `answers` in order."""
    return tomllib.loads(Path(__file__).with_name("lead.toml").read_text(encoding="utf-8"))


def write_answers(results: Mapping[str, Result]) -> None:
    """Renew the answers on every page that tells them."""
    for name in PAGES:
        path = ROOT / name
        path.write_text(renewed(path.read_text(encoding="utf-8"), name, results), encoding="utf-8")


def renewed(page: str, name: str, results: Mapping[str, Result]) -> str:
    """A page with what stands between its marks as the results have it now."""
    length, language = PAGES[name]
    level = "###" if length == "short" else "##"
    told = [
        f"{level} {number}. {one['title'][language]}\n\n{one[length][language].strip()}"
        for number, one in enumerate(words()["answers"], start=1)
    ]
    for mark, text in (("first answer", words()["first"][language]), ("answers", "\n\n".join(told))):
        begin, end = f"<!-- begin {mark} -->", f"<!-- end {mark} -->"
        before, found, rest = page.partition(begin)
        if found:
            after = rest.partition(end)[2]
            page = f"{before}{begin}\n\n{filled(text, results, language)}\n\n{end}{after}"
    return page


def filled(text: str, results: Mapping[str, Result], language: str) -> str:
    """A text with its gaps filled; KeyError for a claim that was not run."""
    return _GAP.sub(lambda gap: _figure(results[gap[1]], int(gap[2]), gap[3] or "", language), text)


def _figure(result: Result, number: int, how: str, language: str) -> str:
    """One number of a claim, or its interval, in percent or in points, as it moves the figure."""
    form, points = shown(result), False
    row = form["rows"][0]
    if "figures" in row:
        one = row["figures"][number - 1]
        value, low, high = (100 * one[key] for key in ("value", "low", "high"))
    else:
        contrast, one = contrasts_of(form)[number - 1], row["contrasts"][number - 1]
        points = contrast.in_points
        value, *ends = (100 * contrast.sign * one[key] for key in ("effect", "low", "high"))
        low, high = sorted(ends)
        if how == "matters":
            return f"{100 * contrast.delta:.3g}{_UNITS[language][not points]}"
    if how in ("", "ends"):
        value, (low, high) = abs(value), sorted((abs(low), abs(high)))
    form_of = "+.1f" if how in ("signed", "range") else ".1f"
    said = [f"{number:{form_of}}".replace("-", "−") for number in (value, low, high)]
    text = said[0] if how in ("", "signed") else f"{said[1]}{_TO[language]}{said[2]}"
    return text + _UNITS[language][not points]


def broken(results: Mapping[str, Result], found: Mapping[str, Answer]) -> Iterator[str]:
    """What the words were written for and is no longer so."""
    for one in words()["answers"]:
        for presumed in one["presumes"]:
            name, _, wanted = presumed.partition(" ")
            key, _, number = name.partition(".")
            if wanted in ("quick", "full"):
                now = "full" if "full" in results[key] else "quick"
            elif number:
                now = by_itself(shown(results[key])["rows"][0], int(number) - 1)
            else:
                now = found[key].word
            if now != wanted:
                yield f"{one['title']['en']}: {name} was written for {wanted!r}, now it is {now!r}"


def by_itself(row: Mapping[str, Any], place: int) -> str:
    """The verdict on one effect; of an estimate's figure, on which side of 0 its interval lies."""
    if "contrasts" in row:
        return str(row["contrasts"][place]["verdict"])
    low, high = (row["figures"][place][key] for key in ("low", "high"))
    return "above 0" if low > 0 else "below 0" if high < 0 else "around 0"
