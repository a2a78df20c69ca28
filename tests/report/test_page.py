"""Reports: numbers as people read them, tables, sentences and the page, for studies whose every number is known."""

import html
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from orgsim.errors import OrgsimError
from orgsim.measures.kpis import KPIS
from orgsim.mechanisms import MECHANISMS
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.report.drawing import style
from orgsim.report.explanation.explain import explain
from orgsim.report.study import figures, folder, load, page, sentences, tables, terminal
from orgsim.report.study.in_short import document, in_short
from orgsim.report.study.lettered import scenario_labels
from orgsim.report.study.pictures import pictures
from orgsim.report.study.reading import StudyReading
from orgsim.report.study.tidy import tidy
from orgsim.study.answer import Study
from orgsim.study.compare import compare
from orgsim.study.fairness import remarks
from orgsim.study.sample import Sample

MARKET = """
[market]
title = {{ en = "Small market", ja = "小さな市場" }}
currency = "EUR"
about = "Made up."
[sources.web]
leads = "40 / month"
[journey.qualify]
title = {{ en = "Qualify", ja = "見極め" }}
work = {{ mean = "1 h" }}
outcomes = [{{ to = "close", rate = 0.4 }}, {{ to = "nurture", rate = 0.6 }}]
[journey.close]
work = {{ mean = "2 h" }}
outcomes = [{{ to = "customer", rate = 0.5 }}, {{ to = "lost", rate = 0.5 }}]
[journey.nurture]
work = {{ mean = "1 h" }}
optional = true
outcomes = [{{ to = "qualify", rate = 0.1 }}, {{ to = "nurture", rate = 0.9 }}]
[offering]
price = "100 / month"
[organization]
title = {title}
[teams.sales]
title = {team}
headcount = {people}
cost = "12_000 / year"
does = ["qualify", "close"{extra}]
"""


def scenario(
    name: str, title: str | None = None, team: str = '"Sales"', people: int = 2, extra: str = ""
) -> Scenario:
    """A small scenario; `title` and `team` as TOML."""
    text = MARKET.format(title=title or f'"{name}"', team=team, people=people, extra=extra)
    return parse(text, f"{name}.toml")


def sample(replications: int = 12, **changed: float) -> Sample:
    """Numbers that hardly vary: every KPI 100, or as stated, with a trace of chance that is the same for all."""
    kpis = {name: changed.get(name, 100.0) for name in KPIS}
    kpis |= {
        f"activities.{name}.{key}": value
        for name in ("qualify", "close", "nurture")
        for key, value in _ACTIVITY.items()
    }
    kpis |= {
        "activities.close.wait_hours": 7.0,
        "teams.sales.utilisation": 0.75,
        "teams.sales.headcount": 2.0,
    }
    kpis |= {"teams.sales.cost": 2000.0}
    values = (
        np.array([list(kpis.values())] * replications)
        + (np.arange(replications) - (replications - 1) / 2)[:, None] * 1e-7
    )
    money = np.cumsum(np.full((replications, 5), 1e6), axis=1)
    return Sample(tuple(kpis), values, {"cash": money - 2.5e6, "arr": money})


_ACTIVITY = {
    "arrived": 50.0,
    "done": 45.0,
    "wait_hours": 3.0,
    "wait_p90_hours": 9.0,
    "cold_share": 0.1,
    "pass_rate": 0.4,
    "queue_length": 2.0,
}


def study(scenarios: Mapping[str, Scenario], samples: Mapping[str, Sample], complete: bool = True) -> Study:
    """A study of these scenarios and numbers."""
    first = next(iter(scenarios))
    told = remarks(scenarios, first, scenarios)
    return Study(dict(scenarios), 7, samples, tuple(range(12)), complete, told)


@pytest.fixture
def pair() -> Study:
    """Two organizations: "split" earns 30 more, and pays 5 more for a customer, than "alone"."""
    plans = {"alone": scenario("alone"), "split": scenario("split", extra=', "nurture"')}
    return study(plans, {"alone": sample(), "split": sample(revenue=130.0, cac=105.0)})


@pytest.fixture
def one() -> Study:
    """One organization."""
    return study({"alone": scenario("alone")}, {"alone": sample()})


def printed(reading: StudyReading) -> str:
    """What the terminal shows of a study."""
    paper = Console(file=StringIO(), width=120, color_system=None)
    show = terminal.comparison if reading.others else terminal.single
    show(reading, paper)
    return paper.file.getvalue()  # type: ignore[attr-defined]


class Skeleton(HTMLParser):
    """The elements of a page: which are open, and what their attributes say."""

    VOID = ("meta", "br", "hr", "img", "link", "input")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def of(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of this kind."""
        return [attributes for name, attributes in self.found if name == tag]


def test_the_mechanisms_in_force_are_those_that_explain_says() -> None:
    """What is on but lacks what it needs is not in force; what only some have is said of them."""
    plans = {"alone": scenario("alone"), "split": scenario("split", team='"shared"')}
    plans["alone"] = plans["alone"].replace({"policies.meetings": {"hours": "1 h"}, "policies.strategy": {}})
    acting = {name: set(explain(plan).in_force) for name, plan in plans.items()}
    assert acting["split"] < acting["alone"] < set(plans["alone"].scenario.mechanisms)
    said = sentences.sources(StudyReading(study(plans, {"alone": sample(), "split": sample()})))

    def named(names: set[str]) -> str:
        return ", ".join(MECHANISMS[name].title.say("en") for name in MECHANISMS if name in names)

    assert f"Mechanisms in force: {named(acting['split'])}." in said
    assert f"Besides in force in alone: {named(acting['alone'] - acting['split'])}." in said
    bare = plans["alone"].replace({"scenario.mechanisms": []})
    assert "Mechanisms in force: none." in sentences.sources(
        StudyReading(study({"alone": bare}, {"alone": sample()}))
    )


def test_the_table_of_differences_holds_difference_verdict_and_gain_of_pairing(pair: Study) -> None:
    table = tables.differences(StudyReading(pair), ("alone", "split"), ["revenue", "cac", "profit"])
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["Revenue", "+€30", "€30 to €30", "better", "100.0%"],
        ["Cost of winning a customer", "+€5", "€5 to €5", "worse", "100.0%"],
        ["Profit", "€0", "€0 to €0", "cannot tell", "100.0%"],
    ]


@pytest.mark.usefixtures("undrawn")
def test_a_figure_that_is_not_to_be_taken_at_its_word_has_a_mark() -> None:
    """10 runs of which one won somebody: no upper bound, said below the table, in the notes and behind the sentence."""
    plans = {"alone": scenario("alone"), "split": scenario("split")}
    rare, often = (_with_parts(sample(10), [100.0] * 10, won) for won in ([0.0] * 9 + [1.0], [2.0, 3.0] * 5))
    reading = StudyReading(study(plans, {"alone": rare, "split": often}))
    table = tables.kpis(reading, ["cac_plain"])
    _, one, other = table.rows[0]
    assert (one.text, other.text) == ("€1K ¹", "€40")
    assert one.below.startswith("€307")
    assert one.below.endswith(" or more")
    assert table.note.endswith("\n¹ too few runs: they set no bound")
    [row] = tables.differences(reading, ("alone", "split"), ["cac_plain"]).rows
    assert [cell.text for cell in row[1:4]] == ["−€960 ¹", "–", "cannot tell"]
    assert any("Too few runs to bound some figures" in line for line in reading.study.notes())
    assert "too few runs: they set no bound" in page.render(reading)
    japanese = StudyReading(reading.study, "ja")
    assert tables.kpis(japanese, ["cac_plain"]).rows[0][1].below.endswith("以上")


def _with_parts(one: Sample, spent: list[float], won: list[float]) -> Sample:
    parts = np.array([spent, won]).T
    return Sample(
        (*one.keys, "parts.acquisition_cost", "parts.won"), np.hstack([one.values, parts]), one.series
    )


def test_marks_are_numbered_and_shared_by_what_they_say() -> None:
    marks = tables.Marks()
    said = ["a", "b", "a", ""]
    assert [marks.at(tables.Cell("1"), one).text for one in said] == ["1 ¹", "1 ²", "1 ¹", "1"]
    assert marks.below("Note.") == "Note.\n¹ a\n² b"
    assert tables.Marks().below() == ""


def test_the_steps_that_differ_are_told_with_their_teams() -> None:
    plans = {"alone": scenario("alone"), "split": scenario("split")}
    quick = {"activities.close.wait_hours": 4.0, "teams.sales.utilisation": 0.5}
    luck = np.random.default_rng(1).normal(0, 0.01, 12)
    luck -= luck.mean()
    faster = sample()
    for key, value in quick.items():
        faster.values[:, faster.keys.index(key)] = value + luck
    reading = StudyReading(study(plans, {"alone": sample(), "split": faster}))
    rows = tables.steps(reading, ("alone", "split"), sure=True).rows
    assert [[cell.text for cell in row[:3]] + [row[4].text] for row in rows] == [
        ["Close", "Wait (mean)", "−3 hr", "better"],
        ["Sales", "Load", "−25 points", "lower"],
    ]
    assert len(tables.steps(reading, ("alone", "split")).rows) > 2


def test_the_summary_sorts_kpis_by_verdict(pair: Study) -> None:
    said = sentences.summary(StudyReading(pair), "split")
    assert said.startswith(
        "split against alone: better in Revenue (+€30); worse in Cost of winning a customer (+€5); "
    )
    assert "no telling for Annual recurring revenue, Profit, Value of the firm, Customers won" in said


def test_there_is_a_full_sentence_for_every_headline_kpi(pair: Study) -> None:
    said = sentences.in_full(StudyReading(pair))
    assert len(said) == sum(kpi.headline for kpi in KPIS.values())
    assert any("split earns" in sentence and "than alone" in sentence for sentence in said)


def test_the_bottleneck_names_its_rule(one: Study) -> None:
    busiest, longest, warning = sentences.bottleneck(StudyReading(one), "alone")
    assert busiest == "By the rule of the busiest team, the bottleneck is Sales: 75.0% busy."
    assert longest == "By the rule of the longest mean wait, it is Close: 7 hr."
    assert "rules of thumb" in warning


def test_who_fills_spare_hours_is_not_named_the_bottleneck() -> None:
    """Red is always busy with development; blue is the busiest of those whose load says something."""
    text = """
[scenario]
horizon = "60 days"
[sources.web]
leads = "1 / day"
[journey.first]
work = { mean = "2 h" }
outcomes = [ { to = "second", rate = 0.9 }, { to = "lost", rate = 0.1 } ]
[journey.second]
work = { mean = "1 h" }
outcomes = [ { to = "lost", rate = 1.0 } ]
[teams.red]
headcount = 2
does = ["first"]
[teams.blue]
headcount = 2
does = ["second"]
[policies.development]
team = "red"
left_over = true
"""
    study = compare({"one": parse(text)}, replications=2, workers=1)
    table = study.table("teams").set_index(["team", "kpi"])["mean"]
    assert table["red", "utilisation"] > 0.9 > table["blue", "utilisation"]
    said = " ".join(sentences.bottleneck(StudyReading(study), "one"))
    assert "Blue" in said
    assert "Red" not in said.partition("By the rule of the longest")[0]


def test_a_kpi_that_is_defined_nowhere_is_left_out() -> None:
    plans = {"alone": scenario("alone")}
    reading = StudyReading(study(plans, {"alone": sample(nrr=float("nan"))}))
    assert "nrr" not in reading.headline
    assert "revenue" in reading.headline


def test_the_funnel_says_where_nobody_does_a_step() -> None:
    text = (
        MARKET.replace('to = "nurture", rate = 0.6', 'to = "demo", rate = 0.6')
        + """
[journey.demo]
work = {{ mean = "1 h" }}
optional = true
skipped = "lost"
outcomes = [{{ to = "close", rate = 0.5 }}, {{ to = "lost", rate = 0.5 }}]
"""
    )
    plan = parse(text.format(title='"alone"', team='"Sales"', people=2, extra=""), "alone.toml")
    rows = tables.funnel(StudyReading(study({"alone": plan}, {"alone": sample()}))).rows
    assert [(row[0].text, row[1].text, row[1].below) for row in rows[:3]] == [
        ("Qualify", "50", "40.0%"),
        ("Close", "50", "40.0%"),
        ("Demo", "nobody does it", ""),
    ]


def test_the_load_of_a_team_stands_beside_its_longest_wait(one: Study) -> None:
    [row] = load.teams(StudyReading(one), ["alone"]).rows
    assert [cell.text for cell in row] == ["alone", "Sales", "2", "75.0%", "7 hr", "Close"]


def test_of_three_the_answer_says_where_another_one_is_surely_best() -> None:
    plans = {name: scenario(name) for name in ("few", "some", "many")}
    numbers = {"few": sample(profit=120.0), "some": sample(), "many": sample(revenue=130.0)}
    three = study(plans, numbers)
    leading = replace(three, kpis=("revenue", "profit", "won"))
    assert in_short(StudyReading(leading)).answer == (
        "Revenue: the best is many (95% sure). Elsewhere another one is surely best: few in Profit."
    )
    assert in_short(StudyReading(replace(three, kpis=("won", "revenue", "profit")))).answer == (
        "Customers won: which is best cannot be told. Surely best are: many in Revenue; few in Profit."
    )
    assert in_short(StudyReading(replace(three, kpis=("revenue", "won")))).answer.endswith(
        "(95% sure). In no other leading figure is another one surely best."
    )


@pytest.mark.usefixtures("undrawn")
def test_the_terminal_the_page_and_the_numbers_begin_alike(pair: Study, one: Study) -> None:
    for answer in (pair, one):
        reading = StudyReading(answer, command="orgsim compare here")
        said = in_short(reading).lines
        assert len(said) == 4
        text = " ".join(printed(reading).split())
        assert [line for line in said if line not in text] == []
        assert text.index(said[0]) < text.index("How sure: ") < text.index("What it hangs on: ")
        assert html.unescape(page.render(reading)).count("</p><p>".join(said)) == 1
        assert (
            document(reading)["sentences"] == document(replace(reading, language="ja"))["sentences"] == said
        )


def test_the_terminal_says_what_nobody_does(pair: Study) -> None:
    said = printed(StudyReading(pair))
    assert 'alone: nobody does "nurture"' in said
    assert 'split: nobody does "nurture"' not in said


def test_the_terminal_prints_names_that_look_like_markup_as_they_are() -> None:
    plans = {"alone": scenario("alone", title="'[bold]Us[/bold] [/]'")}
    assert "[bold]Us[/bold] [/]" in printed(StudyReading(study(plans, {"alone": sample()})))


@pytest.mark.parametrize(
    ("complete", "language"),
    [
        pytest.param(True, "en", marks=pytest.mark.slow),
        (True, "ja"),
        (False, "en"),
        pytest.param(False, "ja", marks=pytest.mark.slow),
    ],
)
def test_the_page_is_whole_and_stands_alone(pair: Study, language: str, complete: bool) -> None:
    answer = study(pair.scenarios, pair.samples, complete)
    text = page.render(StudyReading(answer, language, "orgsim compare here"))  # type: ignore[arg-type]
    skeleton = Skeleton(text)
    assert skeleton.open == []
    assert skeleton.of("html") == [{"lang": language}]
    assert re.search(r"https?:|//\w|\bsrc=|@import|url\((?!#)", text) is None
    assert skeleton.of("script") == skeleton.of("link") == skeleton.of("img") == []
    drawn = [one for one in skeleton.of("div") if one.get("role") == "img"]
    assert len(drawn) == 7
    assert len(skeleton.of("svg")) == 8  # and one that holds the outlines of signs for all
    assert all(one["aria-label"] for one in drawn)
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert "orgsim compare here" in text
    assert ("interrupted" in text or "中断" in text) is not complete


@pytest.mark.usefixtures("undrawn")
def test_the_page_names_each_organization_in_its_list_once(pair: Study) -> None:
    text = page.render(StudyReading(pair))
    listed = text[text.index('<section id="organizations">') : text.index('<section id="results">')]
    assert re.findall(r'<th scope="row">([^<]+)</th>', listed) == ["alone", "split"]


@pytest.mark.usefixtures("undrawn")
def test_the_page_of_one_scenario_has_no_differences(one: Study) -> None:
    text = page.render(StudyReading(one))
    assert 'id="differences"' not in text
    assert "By the rule of the busiest team" in text


def test_names_from_files_are_escaped(pair: Study) -> None:
    evil = "'<script>alert(1)</script> \"&$x$'"
    plans = {"alone": scenario("alone", title=evil, team=evil), "split": pair.scenarios["split"]}
    text = page.render(StudyReading(study(plans, pair.samples)))
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert Skeleton(text).open == []


@pytest.mark.usefixtures("undrawn")
def test_japanese_reports_have_japanese_titles(pair: Study) -> None:
    plans = {
        "alone": scenario("alone", title='{ en = "Alone", ja = "一人" }'),
        "split": pair.scenarios["split"],
    }
    text = page.render(StudyReading(study(plans, pair.samples), "ja"))
    assert "組織の比較：小さな市場" in text
    assert "一人" in text
    assert "見極め" in text


def test_long_titles_are_cut_in_figures_and_stay_apart() -> None:
    title = '"' + "A title that goes on and on and on and on and on " * 2
    plans = {"alone": scenario("alone", title=title + '1"'), "split": scenario("split", title=title + '2"')}
    reading = StudyReading(study(plans, {"alone": sample(), "split": sample()}))
    labels = scenario_labels(reading.titles)
    assert len(set(labels.values())) == 2
    assert all(len(label) <= 48 and "…" in label for label in labels.values())


def test_equal_payrolls_are_said(pair: Study) -> None:
    assert sentences.payrolls(StudyReading(pair)) == ["Payrolls are the same: €2K a month at the start."]
    more = study({"alone": scenario("alone"), "split": scenario("split", people=3)}, pair.samples)
    assert sentences.payrolls(StudyReading(more)) == []
    assert more.notes()[0].startswith("split costs 50% more payroll than alone")


@pytest.mark.usefixtures("undrawn")
def test_figures_fall_back_to_english_and_say_so_without_the_japanese_font(
    pair: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(style, "_japanese_font", lambda: None)
    assert style.writes("ja") == "en"
    assert style.drawable("営業", "sales") == "sales"
    assert style.drawable("Sales – é", "sales") == "Sales – é"
    assert "orgsim[cjk]" in page.render(StudyReading(pair, "ja"))
    assert "orgsim[cjk]" not in page.render(StudyReading(pair, "en"))


def test_a_figure_has_no_colour_of_ink_of_its_own(pair: Study) -> None:
    for picture in pictures(StudyReading(pair)):
        assert "#010203" not in picture.svg
        assert "currentColor" in picture.svg


def test_what_lies_beyond_the_forest_is_cut_at_an_arrow() -> None:
    verdicts = {"better": "better", "worse": "worse", "cannot tell": "cannot tell"}
    near = figures.RelativeDifference("Revenue", "split", 0.1, 0.0, 0.2, "better")
    far = figures.RelativeDifference("Cash", "split", 30.0, 20.0, 40.0, "better")
    [axes] = figures.ForestChart([near, far], "relative", verdicts, "en").draw().axes  # type: ignore[arg-type]
    low, high = axes.get_xlim()
    assert (low, high) == (-2.16, 2.16)
    marks = [line.get_marker() for line in axes.lines]
    assert marks.count(">") == 1
    assert all(low <= x <= high for line in axes.lines for x in line.get_xdata())


@pytest.mark.usefixtures("undrawn")
def test_a_difference_without_a_meaningful_base_is_not_drawn_relative_to_it() -> None:
    plans = {"alone": scenario("alone"), "split": scenario("split")}
    answer = study(plans, {"alone": sample(profit=0.0), "split": sample(profit=50.0)})
    drawn = {picture.name: picture for picture in pictures(StudyReading(answer))}
    assert drawn["differences"].title == "Paired differences"
    assert "Profit" in drawn["differences"].caption


def test_two_organizations_alike_can_be_drawn() -> None:
    plans = {"alone": scenario("alone"), "again": scenario("again")}
    drawn = pictures(StudyReading(study(plans, {"alone": sample(), "again": sample()})))
    assert [picture.name for picture in drawn] == [
        "funnel", "load", "teams", "cash", "value", "differences", "arr",
    ]  # fmt: skip


def test_the_tidy_table_holds_estimates_and_differences(pair: Study) -> None:
    table = tidy(pair)
    gap = table[(table["part"] == "difference") & (table["kpi"] == "revenue")].iloc[0]
    assert (gap["scenario"], gap["against"], gap["verdict"]) == ("split", "alone", "better")
    assert gap["value"] == pytest.approx(30)
    means = table[(table["part"] == "estimate") & (table["kpi"] == "revenue")]
    assert list(means["value"].round(1)) == [100.0, 130.0]


def test_the_tidy_table_disarms_names_that_a_spreadsheet_would_run() -> None:
    plans = {"=cmd()": scenario("alone")}
    assert set(tidy(study(plans, {"=cmd()": sample()}))["scenario"]) == {"'=cmd()"}


@pytest.mark.usefixtures("undrawn")
def test_a_folder_is_taken_if_it_is_new_empty_or_ours(tmp_path: Path, pair: Study) -> None:
    ours, empty, foreign = (tmp_path / name for name in ("ours", "empty", "foreign"))
    folder.claim(ours)
    folder.save(StudyReading(pair), ours)
    folder.claim(ours)
    assert {"index.html", "study.json", "kpis.csv", "differences.csv"} <= {
        path.name for path in ours.iterdir()
    }
    empty.mkdir()
    folder.claim(empty)
    foreign.mkdir()
    (foreign / "index.html").write_text("mine")
    with pytest.raises(OrgsimError, match="not an orgsim report; name another folder"):
        folder.claim(foreign)
    with pytest.raises(OrgsimError, match="is a file; --out takes a folder"):
        folder.claim(foreign / "index.html")
    assert [path.name for path in foreign.iterdir()] == ["index.html"]


@pytest.mark.usefixtures("undrawn")
def test_what_an_earlier_study_wrote_is_gone_and_what_anybody_else_did_stays(
    tmp_path: Path, pair: Study
) -> None:
    """As if it had been asked for a replay, and for a list that leads out of the folder."""
    ours = tmp_path / "ours"
    folder.claim(ours)
    folder.save(StudyReading(pair), ours)
    figures_file = ours / "figures.json"
    kept = json.loads(figures_file.read_text())
    assert {"index.html", "study.json", "differences.csv"} <= set(kept["files"])
    kept["files"] += ["replay.html", "../mine.html", "notes.txt", 7]
    figures_file.write_text(json.dumps({**kept, "files": kept["files"][:-1]}))
    others = [ours / "replay.html", ours / "own.html", ours / "notes.txt", tmp_path / "mine.html"]
    for path in others:
        path.write_text("here")
    folder.save(StudyReading(pair), ours)
    assert [path.exists() for path in others] == [False, True, True, True]
    assert "replay.html" not in json.loads(figures_file.read_text())["files"]
    figures_file.write_text(json.dumps(kept))  # damaged: a number among the names
    folder.save(StudyReading(pair), ours)
    assert (ours / "index.html").is_file()


def test_a_folder_of_an_interrupted_study_is_ours(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"")
    folder.claim(tmp_path)


@pytest.mark.usefixtures("undrawn")
def test_the_page_tells_of_work_that_both_organizations_do_for_themselves(tmp_path: Path) -> None:
    """Both develop the product, which is no activity of any market."""
    develops = {"policies.development": {"team": "sales", "share": 0.2}, "scenario.horizon": "3 months"}
    both = {name: scenario(name, people=people).replace(develops) for name, people in (("a", 2), ("b", 3))}
    study = compare(both, replications=2, workers=1)
    folder.save(StudyReading(study), tmp_path)
    rows = [
        row for row in tables.steps(StudyReading(study), ("a", "b")).rows if row[0].text.startswith("Develop")
    ]
    assert {row[0].text for row in rows} == {"Develop the product"}
