"""The report as one HTML page that needs nothing else: no network, no fonts, no scripts."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from orgsim.report.drawing.style import writes
from orgsim.report.study import last_year, load, parts, sentences, tables, why
from orgsim.report.study.pictures import pictures
from orgsim.report.study.reading import StudyReading
from orgsim.signs import clean

if TYPE_CHECKING:
    from jinja2 import Environment


def render(reading: StudyReading) -> str:
    """The whole page as HTML; names from the user's files are escaped, and signs that act on a browser are gone."""
    template = _paper(reading).get_template("page.html.jinja")
    text = template.render(
        lang=reading.language,
        reading=reading,
        version=reading.version,
        about=sentences.about(reading),
        in_english=writes(reading.language) != reading.language,
        drawings={picture.name: picture for picture in pictures(reading)},
        parts=parts.picture(reading),
        parts_tables=parts.tables(reading),
        why=why.picture(reading),
        why_tables=why.tables(reading),
        summaries=[*parts.sentences(reading), *sentences.summaries(reading)],
        verdicts=sentences.in_full(reading),
        **_tables(reading),
        **_conditions(reading),
    )
    return clean(text)


def _paper(reading: StudyReading) -> "Environment":
    import jinja2

    paper = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
    )
    paper.globals["say"] = reading.say
    return paper


def _tables(reading: StudyReading) -> dict[str, Any]:
    return {
        "headline": tables.kpis(reading, reading.headline),
        "results": tables.kpis(reading, reading.all_kpis),
        "last_year": last_year.tables(reading),
        "organizations": tables.organizations(reading),
        "differences": [tables.differences(reading, pair, reading.headline) for pair in reading.pairs],
        "all_differences": [tables.differences(reading, pair, reading.all_kpis) for pair in reading.pairs],
        "step_differences": [tables.steps(reading, pair) for pair in reading.pairs],
        "funnel": tables.funnel(reading),
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
        "sources": sentences.sources(reading),
        "fingerprints": {name: scenario.fingerprint() for name, scenario in scenarios.items()},
    }
