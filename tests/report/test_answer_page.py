"""The page of an answer that is no comparison: made of the report's parts, and of nothing that acts on a browser."""

import re

import pytest
from long_desks import desk

from orgsim.report.drawing.axis_marks import AxisMarks
from orgsim.report.drawing.values import FirmValue, ValueChart
from orgsim.report.study import terminal
from orgsim.report.study.answer_page import AnswerSheet, render
from orgsim.report.study.tables import Cell, ReportTable

EVIL = "<script>alert(1)</script>"
CHART = ValueChart(
    [FirmValue("Desk", 0, 1e6, 2e6, 3e6, 2e6, 4e6)],
    ("so far", "ahead"),
    "Value",
    AxisMarks("en", "money", 4e6, "JPY"),
)


def sheet(**changed: object) -> AnswerSheet:
    table = ReportTable("Worth", ("Option", "Gain"), ((Cell(EVIL), Cell("+¥3M", "¥2M to ¥4M", "better")),))
    parts = {
        "title": "Where to go",
        "about": "two runs",
        "sentences": ["Go north.", f"Not {EVIL}."],
        "tables": [table],
        "notes": ["It may rain."],
        "scenarios": {"desk": desk()},
    }
    return AnswerSheet(**(parts | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(("language", "heading"), [("en", "In short"), ("ja", "要点")])
def test_the_answer_stands_first_and_the_rest_below(language: str, heading: str) -> None:
    text = render(sheet(), {"value": CHART}, language, "orgsim go --far")  # type: ignore[arg-type]
    assert f"<h2>{heading}</h2>" in text
    assert re.findall(r'<p class="answer">([^<]*)', text) == ["Go north."]
    assert text.index("Go north.") < text.index("<figure>") < text.index("+¥3M") < text.index("It may rain.")
    assert "<pre>orgsim go --far</pre>" in text
    assert f'<html lang="{language}">' in text
    assert (
        '<td class="better number" data-head="Gain"><span class="whole">+¥3M</span><small>¥2M to ¥4M</small></td>'
        in text
    )
    assert desk().fingerprint() in text


def test_nothing_of_a_file_acts_on_the_browser() -> None:
    text = render(sheet(), {"value": CHART}, "en")
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert re.search(r"https?:|//\w|\bsrc=|@import|url\((?!#)", text) is None
    assert "content=\"default-src 'none'; style-src 'unsafe-inline'\"" in text


def test_what_there_is_nothing_of_has_no_section() -> None:
    whole, bare = render(sheet(), {"value": CHART}, "en"), render(sheet(tables=[], notes=[]), {}, "en")
    for text, count in ((whole, 6), (bare, 3)):
        sections = re.findall(r'<section id="([^"]+)">', text)
        assert [f"#{name}" for name in sections] == re.findall(r'<a href="([^"]+)"', text)
        assert len(sections) == count
    assert "<pre>" not in bare
    assert "interrupted" in render(sheet(complete=False), {}, "en")
    assert "interrupted" not in bare


@pytest.mark.parametrize("place", ["about", "sentences", "notes"])
def test_no_terminal_cuts_what_has_no_spaces(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    long = "".join(chr(0x3041 + number % 80) for number in range(300))
    terminal.sheet(sheet(**{place: long if place == "about" else [long]}), "ja")
    assert long in "".join(line.strip("- ") for line in capsys.readouterr().out.splitlines())
