"""The report as one HTML page that needs nothing else: no network, no fonts, no scripts."""

import re
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orgsim.language import Language
from orgsim.language.phrases import Phrase, say
from orgsim.report.drawing import style, svg
from orgsim.report.study import (
    assumed,
    cohorts,
    last_year,
    load,
    own_kpis,
    parts,
    sentences,
    tables,
    why,
    worth,
)
from orgsim.report.study.in_short import in_short
from orgsim.report.study.lettered import Picture
from orgsim.report.study.pictures import pictures
from orgsim.report.study.reading import StudyReading
from orgsim.signs import clean
from orgsim.study.tables import made_by

if TYPE_CHECKING:
    from markupsafe import Markup

_AMOUNT = re.compile(r"[+−][^\s\d+−]\S*")
"""A sign, a currency and what follows without a space."""


def render(reading: StudyReading) -> str:
    """The whole page as HTML; names from the user's files are escaped, and signs that act on a browser are gone."""
    drawn = {picture.name: picture for picture in pictures(reading)}
    beside = {"parts": parts.picture(reading), "why": why.picture(reading)}
    drawn |= {name: picture for name, picture in beside.items() if picture is not None}
    shelf, bare = svg.shared([picture.svg for picture in drawn.values()])
    drawn = {
        name: replace(picture, svg=text) for (name, picture), text in zip(drawn.items(), bare, strict=True)
    }
    found = _tables(reading)
    return paper(
        "page",
        reading.language,
        reading=reading,
        title=_title(reading),
        about=sentences.about(reading),
        complete=reading.study.complete,
        contents=_contents(reading, found, drawn),
        shelf=shelf,
        drawings=drawn,
        short=in_short(reading),
        crossings=worth.crossings(reading),
        parts=drawn.get("parts"),
        parts_tables=parts.tables(reading),
        why=drawn.get("why"),
        why_tables=why.tables(reading),
        summaries=[*parts.sentences(reading), *sentences.summaries(reading)],
        verdicts=sentences.in_full(reading),
        **found,
        **_conditions(reading),
    )


def paper(template: str, language: Language, **content: object) -> str:
    """A page of a template, in the frame that all pages share; escaped, and without signs that act on a browser."""
    import jinja2

    room = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
    )
    room.globals["say"] = partial(_said, language)
    room.filters["unbroken"] = _unbroken
    in_english = style.writes(language) != language
    text = room.get_template(f"{template}.html.jinja").render(
        lang=language, in_english=in_english, version=made_by(), **content
    )
    return clean(text)


def _unbroken(text: str) -> "Markup":
    """A text in which no line ends between the sign of an amount and its currency, where browsers would end one."""
    from markupsafe import Markup, escape

    return Markup(_AMOUNT.sub(r'<span class="whole">\g<0></span>', str(escape(text))))


def _said(language: Language, text: str, /, **values: object) -> str:
    return say(text, language, **values)


def _title(reading: StudyReading) -> str:
    if not reading.others:
        return reading.titles[reading.baseline]
    market = reading.first.market.title.say(reading.language)
    return reading.say("Organizations compared: {market}", market=market)


def _contents(
    reading: StudyReading, found: dict[str, Any], drawn: dict[str, Picture]
) -> list[tuple[str, str]]:
    """The sections that the page has, in its order: their names and headings."""
    every: dict[str, str | Phrase | None] = {
        "short": Phrase("In short"),
        "figures": Phrase("On one page"),
        "findings": Phrase("Findings"),
        "organizations": found["organizations"].title,
        "results": Phrase("Results"),
        "last_year": found["last_year"][0].title if found["last_year"] else None,
        "differences": Phrase("Paired differences") if reading.others else None,
        "parts": drawn["parts"].title if "parts" in drawn else None,
        "why": drawn["why"].title if "why" in drawn else None,
        "funnel": found["funnel"].title,
        "load": found["teams"].title,
        "assumptions": Phrase("Assumptions"),
        "again": Phrase("How to get this again"),
    }
    return [
        (name, heading if isinstance(heading, str) else reading.say(heading))
        for name, heading in every.items()
        if heading is not None
    ]


def _tables(reading: StudyReading) -> dict[str, Any]:
    return {
        "headline": tables.kpis(reading, reading.headline),
        "results": tables.kpis(reading, reading.all_kpis),
        "last_year": last_year.tables(reading),
        "cohorts": cohorts.tables(reading),
        "organizations": tables.organizations(reading),
        "differences": [tables.differences(reading, pair, reading.headline) for pair in reading.pairs],
        "all_differences": [tables.differences(reading, pair, reading.all_kpis) for pair in reading.pairs],
        "step_differences": [tables.steps(reading, pair) for pair in reading.pairs],
        "funnel": tables.funnel(reading),
        "own_kpis": own_kpis.table(reading),
        "assumed": assumed.table(reading.study.scenarios, reading.language),
        "teams": load.teams(reading, list(reading.titles)),
        "activities": [
            table(reading, name) for name in reading.titles for table in (tables.chain, tables.activities)
        ],
    }


def _conditions(reading: StudyReading) -> dict[str, Any]:
    """What the numbers rest on: payrolls, people, plans, and what is left undone."""
    scenarios = reading.study.scenarios
    return {
        "notes": [
            *sentences.payrolls(reading),
            *reading.study.notes(reading.language),
            *parts.unsplit(reading),
        ],
        "bottlenecks": {reading.titles[name]: sentences.bottleneck(reading, name) for name in scenarios},
        "left_undone": {
            reading.titles[name]: scenario.notes_in(reading.language)
            for name, scenario in scenarios.items()
            if scenario.notes
        },
        "granted": assumed.granted(reading.study.scenarios, reading.language),
        "sources": sentences.sources(reading),
        "fingerprints": {name: scenario.fingerprint() for name, scenario in scenarios.items()},
    }
