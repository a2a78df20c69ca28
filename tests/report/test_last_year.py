"""The last 12 months on the terminal and on the page, in both languages; nothing of them in short runs."""

import re
from collections.abc import Callable
from dataclasses import replace
from io import StringIO

import pytest
from long_desks import desk, growing
from rich.console import Console

import orgsim
from orgsim.plan.scenario import Scenario
from orgsim.report.study import last_year, load, page, terminal
from orgsim.report.study.reading import StudyReading

pytestmark = pytest.mark.usefixtures("undrawn")


Compared = Callable[..., orgsim.Study]


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    """Compares scenarios; a ledger keeps the runs that several studies look at."""
    usual = {"replications": 8, "seed": 5, "workers": 1, "ledger": tmp_path_factory.mktemp("kept")}

    def compared(**scenarios: Scenario) -> orgsim.Study:
        return orgsim.compare(scenarios, **usual)

    return compared


@pytest.fixture(scope="module")
def two(compared: Compared) -> orgsim.Study:
    return compared(today=desk(), grown=growing())


@pytest.fixture(scope="module")
def one(compared: Compared) -> orgsim.Study:
    return compared(desk=growing())


@pytest.fixture(scope="module")
def short(compared: Compared) -> orgsim.Study:
    return compared(today=desk("23 months"), grown=growing("23 months"))


def printed(reading: StudyReading) -> str:
    out = StringIO()
    show = terminal.comparison if reading.others else terminal.single
    show(reading, Console(file=out, width=160))
    return out.getvalue()


def titles(reading: StudyReading) -> list[str]:
    """The headings of the page."""
    return re.findall(r"<h2>(.*?)</h2>", page.render(reading))


def test_kpis_down_and_scenarios_across(two: orgsim.Study) -> None:
    reading = StudyReading(two)
    results, gaps = last_year.tables(reading)
    assert (results.title, results.columns) == ("In the last 12 months", ("KPI", "“today”", "“grown”"))
    assert [row[0].text for row in results.rows] == [
        "Annual recurring revenue",
        "Revenue",
        "Profit",
        "Customers won",
        "Net revenue retention",
        "Customer churn",
        "Gross revenue retention",
        "Payroll",
    ]
    assert [cell.text for cell in results.rows[-1][1:]] == ["¥36K", "¥108K"]
    assert gaps.title == "In the last 12 months: “grown” against “today”"


def test_of_the_differences_those_that_can_be_told(two: orgsim.Study) -> None:
    """Profit falls by the pay of two, for sure; payroll does not lead, and what nobody can tell stands in the files alone."""
    reading = StudyReading(two)
    gaps = last_year.tables(reading)[1]
    told = two.differences(period="last year")
    told = told[told["headline"] & (told["verdict"] != "cannot tell")]
    assert [row[0].text for row in gaps.rows] == [reading.kpi_title(name) for name in told["kpi"]]
    profit = next(row for row in gaps.rows if row[0].text == "Profit")
    assert (profit[3].text, profit[3].tone) == ("worse", "worse")
    assert "Payroll" not in [row[0].text for row in gaps.rows]


def test_a_pair_without_a_difference_that_can_be_told_says_so(compared: Compared) -> None:
    study = compared(a=desk(), b=desk())
    [results] = last_year.tables(StudyReading(study))
    assert results.note.startswith(
        "“b” against “a”: no difference in the leading figures of these months can be told.\n"
    )
    [japanese] = last_year.tables(StudyReading(study, "ja"))
    assert "この12か月の主要指標に差があるかは、判断できません。" in japanese.note


def test_where_nothing_of_the_year_leads_or_a_side_is_short_there_is_nothing_to_tell(
    compared: Compared, two: orgsim.Study
) -> None:
    named = replace(two, kpis=("cac",))
    mixed = compared(long=desk(), short=desk("23 months"))
    for study in (named, mixed):
        [results] = last_year.tables(StudyReading(study))
        assert "no difference" not in results.note
    assert [cell.text for cell in results.rows[-1]] == ["Payroll", "¥36K", "–"]


def test_the_load_of_the_year_stands_beside_the_whole(two: orgsim.Study) -> None:
    table = load.teams(StudyReading(two), ["today", "grown"])
    assert table.columns[3:5] == ("Load", "Load in the last 12 months")
    found = two.table("teams", period="last year").set_index("scenario")["mean"]
    assert [row[4].text for row in table.rows] == [f"{100 * found[name]:.1f}%" for name in ("today", "grown")]


@pytest.mark.parametrize(
    ("language", "title", "of_load"),
    [
        ("en", "In the last 12 months", "Load in the last 12 months"),
        ("ja", "直近12か月", "直近12か月の稼働率"),
    ],
)
def test_the_terminal_and_the_page_show_it(
    one: orgsim.Study, two: orgsim.Study, language: str, title: str, of_load: str
) -> None:
    for study in (one, two):
        reading = StudyReading(study, language)  # type: ignore[arg-type]
        lines = [line.strip() for line in printed(reading).splitlines()]
        assert title in lines
        assert any(of_load in line for line in lines)
        assert title in titles(reading)
    # Of the comparison: the results of the year come before its differences.
    behind = [line for line in lines if line.startswith((f"{title}: ", f"{title}："))]
    assert lines.index(title) < lines.index(behind[0])


def test_nothing_of_it_in_a_short_run(short: orgsim.Study) -> None:
    reading, japanese = StudyReading(short), StudyReading(short, "ja")
    assert last_year.tables(reading) == []
    assert "last 12 months" not in printed(reading)
    assert "直近12か月" not in printed(japanese)
    assert titles(reading)[4:6] == ["Results", "Paired differences"]
    assert 'id="last_year"' not in page.render(reading)
    assert load.teams(reading, ["today"]).columns[3:5] == ("Load", "Longest mean wait")
