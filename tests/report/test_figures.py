"""Figures for people: texts that never overlap and can be read on a slide, colours that stay, files of every kind."""

import json
import math
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from lettering import faults
from pydantic_core import to_json

import orgsim
from orgsim.errors import OrgsimError
from orgsim.plan.load import parse
from orgsim.report.drawing import (
    bridges,
    divisions,
    flows,
    months,
    palette,
    paper,
    ranking,
    runs,
    staying,
    style,
    sweeps,
    team_months,
    values,
    weighing,
)
from orgsim.report.drawing import curves as curve_charts
from orgsim.report.drawing.axis_marks import AxisMarks
from orgsim.report.drawing.chart import Chart
from orgsim.report.drawing.kept import keep, kept
from orgsim.report.drawing.picture_files import draw_to
from orgsim.report.study import figures

LONG = {"en": "Customer success of large accounts abroad", "ja": "大口海外顧客のカスタマーサクセス部門"}
SHORT = {"en": "Sales", "ja": "営業"}
KPIS = {
    "en": ["Annual recurring revenue", "Revenue", "Profit", "Value of the firm", "Customers won", "Churn"],
    "ja": ["年間経常収益（ARR）", "売上", "利益", "企業価値", "受注数", "解約率（顧客数）"],
}


def named(language: str, count: int) -> list[str]:
    return [f"{(LONG if number % 2 else SHORT)[language]} {number}" for number in range(count)]


def money(language: Any, largest: float = 8.1e8) -> AxisMarks:
    return AxisMarks(language, "money / year", largest, "JPY")


def a_ranking(language: Any) -> Chart:
    dots = [
        ranking.RankedDot(
            name,
            3e8 - 4e7 * k,
            -1e8 - 4e7 * k,
            math.inf if k % 5 == 0 else 8e8,
            "cannot tell",
            "less than 1%",
        )
        for k, name in enumerate(named(language, 16))
    ]
    words = {"better": "better", "worse": "worse", "cannot tell": "cannot tell", "best": "best guess"}
    return ranking.RankingChart(
        dots, KPIS[language][0], "Best of all", words, money(language), "12 options more in the table"
    )


def a_forest(columns: int) -> Callable[[Any], Chart]:
    def made(language: Any) -> Chart:
        rows = [
            figures.RelativeDifference(kpi, name, 0.5 * k - 0.6, 0.5 * k - 3, 0.5 * k + 0.2, "worse")
            for k, kpi in enumerate(KPIS[language])
            for name in named(language, 4)
        ]
        words = {"better": "better", "worse": "worse", "cannot tell": "cannot tell"}
        return figures.ForestChart(rows, LONG[language], words, language, columns)  # type: ignore[arg-type]

    return made


def a_funnel(language: Any) -> Chart:
    counts = {name: [123456.0, 98765.4, 54321.0, 1234.5, 0.0] for name in named(language, 5)}
    return figures.FunnelChart(named(language, 5), counts, list(range(5)), LONG[language], language)


def a_load(language: Any) -> Chart:
    teams = [
        figures.Load(group, place, team, math.nan if place == 3 else 0.999, 12345.6 / (place + 1))
        for place, group in enumerate(named(language, 4))
        for team in named(language, 4)
    ]
    return figures.LoadChart(teams, (LONG[language], LONG[language]), language)


def curves(language: Any) -> Chart:
    lines = [
        curve_charts.Curve(name, place, [place * 1e6 * m for m in range(60)], [-1e8] * 60, [1e9] * 60)
        for place, name in enumerate(named(language, 6))
    ]
    return curve_charts.CurveChart(lines, KPIS[language][0], SHORT[language], money(language, 1e9))


def some_parts(language: Any) -> Chart:
    panels = {
        name: [figures.Part(1e8 * k, 1e8 * k - 3e8, 1e8 * k + 5e8) for k in range(4)]
        for name in named(language, 3)
    }
    return figures.PartsChart(named(language, 4), panels, KPIS[language][0], money(language))


def the_months(language: Any) -> Chart:
    month = [1e7 * k - 1e8 for k in range(60)]
    panel = months.MonthPanel(
        LONG[language], month, [x - 1e8 for x in month], [x + 1e8 for x in month], money(language, 5e8)
    )
    return months.MonthChart(
        [panel, panel], SHORT[language], months.MarkedMonth(LONG[language], 12.0, 3.0, math.inf)
    )


def a_tornado(language: Any) -> Chart:
    bars = [
        sweeps.Bar(f"offering.first_term_discount\n{k} … 50 %", (-1e8, -3e8, 1e8), (4e8, 1e8, 8e8))
        for k in range(4)
    ]
    pieces = [sweeps.Piece(f"{LONG[language]} {k}", 0.3, 0.5, 0.2, 0.7) for k in range(3)]
    pieces += [
        sweeps.Piece(LONG[language], 0.3, 0.5, 0.2, 0.7),
        sweeps.Piece(SHORT[language], 0.2, 0.2, 0.1, 0.3),
    ]
    panels = dict.fromkeys(named(language, 2), bars)
    ends = "at the lowest value", "at the highest value"
    share = AxisMarks(language, "share")
    return sweeps.TornadoChart(
        panels,
        (LONG[language], pieces),
        ends,
        LONG[language],
        money(language),
        ("By itself", "With all others"),
        share,
    )


def a_map(language: Any) -> Chart:
    x, y = [1e5 * k for k in range(1, 17)], [0.25 * k for k in range(16)]
    winners = [[(i + j) % 5 - 1 for j in range(16)] for i in range(16)]
    line = sweeps.Frontier("x", y, x, [v - 1e5 for v in x], [math.inf] * 16)
    sides = [f"{name} wins" for name in named(language, 4)]
    axes = "offering.price (JPY)", "sources.web.leads (/ day)"
    return sweeps.MapChart(
        x, y, winners, [[1.0] * 16] * 16, sides, list(range(4)), [line], axes, "cannot be told", "frontier (dashed: 95%)",
        "runs made here", LONG[language], AxisMarks(language),
    )  # fmt: skip


STATES = {"selected": "selected", "open": "not told from it", "out": "eliminated"}


def some_divisions(language: Any) -> Chart:
    states = list(STATES)
    rows = [
        divisions.DividedRow(
            name, states[min(k, 2)], divisions.Span(-1e7 * k, -math.inf if k == 9 else -5e8, 0.0)
        )
        for k, name in enumerate(named(language, 16))
    ]
    return divisions.DivisionsChart(rows, LONG[language], f"{LONG[language]}, " * 4, STATES, money(language))


def a_front(language: Any) -> Chart:
    points = [
        divisions.DividedPoint(
            f"3-2-{k}", "on the front", divisions.Span(500.0, 400.0, 600.0), divisions.Span(1e8, 9e7, 1.1e8)
        )
        for k in range(16)
    ]
    said = {"on the front": "not surely beaten", "beaten": "beaten in both"}
    return divisions.FrontChart(
        points,
        (KPIS[language][4], KPIS[language][0]),
        LONG[language],
        said,
        (AxisMarks(language, "count", 600.0), money(language)),
    )


def runs_it_takes(language: Any) -> Chart:
    count = np.arange(2, 60)
    half = (4e8 / np.sqrt(count)).tolist()
    panels = [
        runs.PrecisionPanel(
            name,
            2,
            [8e8] * 58,
            [8e8 - h for h in half],
            [8e8 + h for h in half],
            (7e8, 9e8),
            k or None,
            money(language),
        )
        for k, name in enumerate(named(language, 4))
    ]
    return runs.PrecisionChart(panels, SHORT[language], "as asked", "95% interval", "reached")


def a_warm_up(language: Any) -> Chart:
    panels = [
        runs.WarmUpPanel(
            name,
            [1 - math.exp(-m / 8) for m in range(38)],
            None if k == 1 else 15,
            AxisMarks(language, "share"),
        )
        for k, name in enumerate(named(language, 5))
    ]
    return runs.WarmUpChart(panels, SHORT[language], "mean of 5 months", "better left out", 5)


def a_flow(abreast: int) -> Callable[[Any], Chart]:
    def made(language: Any) -> Chart:
        steps = [
            flows.FlowStep(name, 123456 / 3**k, 123456 / 3 ** (k + 1), 61728 / 3**k, 20576 / 3**k)
            for k, name in enumerate(named(language, 6))
        ]
        every = [
            flows.LeadFlow(name, k, steps, f"{LONG[language]} 123,456")
            for k, name in enumerate(named(language, 5))
        ]
        heads = {
            "en": ("went on", "went no further", "nobody worked on"),
            "ja": ("進んだ", "止まった", "手つかず"),
        }
        return flows.FlowChart(every[: 5 if abreast > 1 else 1], heads[language], language, abreast)

    return made


def a_bridge(abreast: int) -> Callable[[Any], Chart]:
    def made(language: Any) -> Chart:
        steps = [bridges.BridgeStep(name, (-1) ** k * 2e8) for k, name in enumerate(named(language, 5))]
        every = [bridges.RevenueBridge(name, k, 3e8, steps, 5e8) for k, name in enumerate(named(language, 5))]
        ends = (SHORT[language], SHORT[language] * 2)
        return bridges.BridgeChart(
            every[: 5 if abreast > 1 else 2], ends, KPIS[language][0], money(language), abreast
        )

    return made


def some_values(language: Any) -> Chart:
    firms = [
        values.FirmValue(name, k, (2 - k) * 1e8, 5e8, (7 - k) * 1e8, 1e8, 9e8)
        for k, name in enumerate(named(language, 5))
    ]
    parts = {"en": ("came in less went out", "what customers will still bring"), "ja": ("収支", "今後")}
    return values.ValueChart(firms, parts[language], KPIS[language][3], money(language))


def who_stays(language: Any) -> Chart:
    lines = [
        staying.StayLine(name, k, [0.0, 12.0, 24.0, 36.0], [1.0, 0.9 - k / 10, 0.8 - k / 10, 0.7 - k / 10])
        for k, name in enumerate(named(language, 5))
    ]
    return staying.StayChart(lines, SHORT[language], LONG[language], language)


def teams_over_months(abreast: int) -> Callable[[Any], Chart]:
    def made(language: Any) -> Chart:
        said = ("11 → 14", "100%", {"en": "1,234 hr", "ja": "1,234時間"}[language])
        rows = [
            team_months.TeamMonths(
                group, place, team, [11.0] * 30 + [14.0] * 30, [0.9] * 60, [math.nan] * 9 + [80.0] * 51, said
            )
            for place, group in enumerate(named(language, 4))
            for team in named(language, 4)
        ]
        heads = {"en": ("People by plan", "Load", "Longest wait"), "ja": ("計画人数", "稼働率", "最長の待ち")}
        return team_months.TeamMonthsChart(
            rows if abreast > 1 else rows[:8],
            heads[language],
            LONG[language],
            LONG[language],
            language,
            abreast,
        )

    return made


def some_weights(language: Any) -> Chart:
    left = {"en": "People have left: ", "ja": "人が減った："}[language]
    bars = [
        weighing.WeightBar(left + name, 0.9 / 2**k, "less than 1%", k == 0)
        for k, name in enumerate(named(language, 14))
    ]
    dots = [
        weighing.DeviationDot(left + name, k - 9.5, 7.5 - k) for k, name in enumerate(named(language, 14))
    ]
    told = {"en": "Months 19 to 24 against the scenario", "ja": "19〜24か月目とシナリオの差"}[language]
    words = weighing.WeighingWords(
        SHORT[language], LONG[language], told, "standard deviations", "observed", LONG[language]
    )
    return weighing.WeighingChart(bars, dots, 0.5, words)


CHARTS: dict[str, Callable[[Any], Chart]] = {
    "ranking": a_ranking,
    "forest": a_forest(2),
    "funnel": a_funnel,
    "load": a_load,
    "curves": curves,
    "parts": some_parts,
    "months": the_months,
    "tornado": a_tornado,
    "map": a_map,
    "divisions": some_divisions,
    "front": a_front,
    "precision": runs_it_takes,
    "warm-up": a_warm_up,
    "weighing": some_weights,
    "flow": a_flow(1),
    "flow on a slide": a_flow(3),
    "bridge": a_bridge(1),
    "bridge on a slide": a_bridge(3),
    "value": some_values,
    "staying": who_stays,
    "team months": teams_over_months(1),
    "team months on a slide": teams_over_months(2),
}
NEEDS_FONT = pytest.mark.skipif(style.writes("ja") != "ja", reason="no Japanese font is installed")


def in_every_language() -> Iterator[Any]:
    """Each figure in both languages; where there is one for a page and one for a slide, `make test` looks at that of the page in
    English and at that of the slide in Japanese."""
    for kind in CHARTS:
        left = {"ja"} if f"{kind} on a slide" in CHARTS else {"en"} if kind.endswith(" on a slide") else set()
        for language in ("en", "ja"):
            marks = [
                *([NEEDS_FONT] if language == "ja" else []),
                *([pytest.mark.slow] if language in left else []),
            ]
            yield pytest.param(kind, language, marks=marks)


@pytest.mark.parametrize(("kind", "language"), [*in_every_language()])
def test_texts_can_be_read_and_never_overlap(
    kind: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert faults(CHARTS[kind](language).draw(), monkeypatch) == []


def test_texts_that_overlap_leave_the_paper_or_are_small_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 4))
    for x, said, size in ((0.5, "one", 10), (0.51, "other", 10), (0.98, "too far", 10), (0.1, "small", 5)):
        figure.text(x, 0.5, said, fontsize=size)
    assert faults(figure, monkeypatch) == [
        "one over other",
        "too far leaves the paper",
        "small has 8.3 points on a slide",
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("market", "organizations"),
    [("young-firm", ("solo-founder", "pair")), ("b2b-segments", ("the-model", "by-segment"))],
)
def test_figures_of_studies_can_be_read(
    market: str, organizations: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    scenarios = {
        name: orgsim.load(market, name, changes={"scenario.horizon": "45 days"}) for name in organizations
    }
    study = orgsim.compare(scenarios, replications=2, workers=1)
    for name, chart in study.charts("en").items():
        assert (name, faults(chart.draw(), monkeypatch)) == (name, [])
    for name, chart in study.charts("ja").items() if style.writes("ja") == "ja" else ():
        assert (name, faults(chart.draw(), monkeypatch)) == (name, [])
    assert next(iter(study.charts())) == "differences"
    single = orgsim.compare({"one": next(iter(scenarios.values()))}, replications=2, workers=1)
    assert next(iter(single.charts())) == "load"


TINY = """
[scenario]
horizon = "60 days"
mechanisms = []
[market]
title = "Desk"
currency = "JPY"
[sources.web]
leads = "1 / day"
[journey.serve]
work = { mean = "2 h" }
outcomes = [ { to = "customer", rate = 0.4 }, { to = "lost", rate = 0.6 } ]
[offering]
kind = "subscription"
price = "10_000 / month"
[teams.desk]
headcount = 1
does = ["serve"]
"""


def test_a_comparison_of_many_shows_as_many_kpis_as_a_slide_has_room_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan = parse(TINY, "desk.toml").replace({"scenario.horizon": "20 days"})
    many = {f"what-if {k}": plan.replace({"sources.web.leads": f"{1 + k / 20} / day"}) for k in range(13)}
    chart = orgsim.compare(many, replications=2, workers=1, kpis=["won", "leads", "arr", "revenue"]).charts()[
        "differences"
    ]
    assert isinstance(chart, figures.ForestChart)
    assert list(dict.fromkeys(row.kpi for row in chart.differences)) == ["Customers won", "Leads"]
    assert chart.axis.splitlines()[1] == "KPIs that stand in the tables alone: 2"
    assert faults(chart.draw(), monkeypatch) == []


def test_an_organization_has_the_same_colour_whoever_stands_beside_it() -> None:
    assert palette.places(["the-model", "pre-post-sales"]) == [1, 0]
    assert palette.places(["mine", "the-model-siloed"])[1] == palette.places(["the-model-siloed"])[0] == 2
    assert palette.places(["mine", "pre-post-sales", "yours", "the-model"]) == [2, 0, 3, 1]
    many = palette.places([f"firm {number}" for number in range(30)] + ["the-model"])
    assert len(set(many)) == 31
    looks = {(palette.colour(place), str(palette.dash(place))) for place in many}
    assert len(looks) == 31


SIGHT = {
    "usual": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
"""Machado, Oliveira and Fernandes (2009), full severity, on linear light."""


def lightness_and_hue(colour: str, sight: Any) -> Any:
    """CIE Lab of a colour as somebody sees it."""
    value = np.array([int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)])
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.asarray(sight) @ linear, 0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ seen
    part = xyz / np.array([0.9505, 1.0, 1.089])
    f = np.where(part > 0.008856, np.cbrt(part), 7.787 * part + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("sight", SIGHT)
def test_colours_are_told_apart_with_any_colour_vision(sight: str) -> None:
    seen = {colour: lightness_and_hue(colour, SIGHT[sight]) for colour in palette.COLOURS}
    gaps = {pair: float(np.linalg.norm(seen[pair[0]] - seen[pair[1]])) for pair in combinations(seen, 2)}
    assert min(gaps.values()) > 12, min(gaps, key=gaps.__getitem__)
    # Red and green of equal lightness are no such pair.
    red, green = (lightness_and_hue(colour, SIGHT["deuteranopia"]) for colour in ("#c04040", "#747a34"))
    assert np.linalg.norm(red - green) < 12


class Drawn:
    """A study with figures of every kind."""

    def charts(self, language: Any = "en") -> dict[str, Chart]:
        """One of each."""
        return {kind: made(language) for kind, made in CHARTS.items()}


def test_every_figure_is_kept_and_drawn_again_as_it_was(tmp_path: Path) -> None:
    keep(Drawn(), tmp_path)
    assert list(kept(tmp_path).figures) == list(CHARTS)
    for kind in CHARTS:
        for language in ("en", "ja"):
            assert plain(kept(tmp_path).chart(kind, language)) == plain(CHARTS[kind](language))
    assert plain(kept(tmp_path).chart(None, "en")) == plain(a_ranking("en"))
    json.loads((tmp_path / "figures.json").read_text(), parse_constant=pytest.fail)


def plain(chart: Chart) -> Any:
    return type(chart), to_json(chart, inf_nan_mode="strings")


def test_a_folder_without_figures_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(
        OrgsimError, match=r"holds no figures \(figures.json\): run the study's command with --out"
    ):
        orgsim.figure(tmp_path)
    with pytest.raises(OrgsimError, match="is no folder; name one that a study wrote"):
        orgsim.figure(tmp_path / "none")
    keep(Drawn(), tmp_path)
    with pytest.raises(OrgsimError, match="has no figure 'pie'; it has ranking, forest"):
        orgsim.figure(tmp_path, "pie")


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"figures": []}', '{"figures": {"a": 1}}', '{"figures": {"a": {"en": {"kind": "pie"}}}}',
     '{"figures": {"a": {"en": {"kind": "load", "teams": 3}}}}', '{"figures": {"a": {"en": {"kind": []}}}}'],
)  # fmt: skip
def test_damaged_figures_are_told(text: str, tmp_path: Path) -> None:
    (tmp_path / "figures.json").write_text(text)
    with pytest.raises(OrgsimError, match="is damaged or of another version of orgsim"):
        orgsim.figure(tmp_path)


def test_a_figure_is_written_as_its_file_says_and_the_same_each_time(tmp_path: Path) -> None:
    begins = {"a.png": b"\x89PNG", "a.svg": b"<svg", "a.pdf": b"%PDF"}
    for name, sign in begins.items():
        for copy in (name, f"again-{name}"):
            draw_to(who_stays("en").draw(), tmp_path / copy)
        content = (tmp_path / name).read_bytes()
        assert content.startswith(sign)
        assert content == (tmp_path / f"again-{name}").read_bytes()
    with pytest.raises(OrgsimError, match=r"must end in \.png, \.svg, \.pdf"):
        draw_to(who_stays("en").draw(), tmp_path / "a.gif")


def test_a_japanese_font_of_the_system_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from matplotlib import font_manager

    there = tmp_path / "IPAexG.ttf"
    there.write_bytes(Path(font_manager.findfont("DejaVu Sans Mono")).read_bytes())
    broken = tmp_path / "NotoSansCJK-Regular.ttc"
    broken.write_bytes(b"no font")
    style._of_system.cache_clear()
    try:
        with monkeypatch.context() as patched:
            patched.setattr(font_manager, "findSystemFonts", lambda: [str(broken), str(there)])
            assert style._of_system() == "DejaVu Sans Mono"
            patched.setattr(font_manager, "findSystemFonts", list)
            style._of_system.cache_clear()
            assert style._of_system() is None
    finally:
        style._of_system.cache_clear()
        fonts = font_manager.fontManager.ttflist
        fonts[:] = [entry for entry in fonts if entry.fname != str(there)]


def test_titles_stay_in_figures_that_are_kept_for_machines_with_a_font(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(style, "_japanese_font", lambda: None)
    assert style.drawable("営業", "sales", "ja") == "営業"
    assert style.drawable("営業", "sales", "en") == "sales"


def test_long_texts_are_folded_by_their_breadth() -> None:
    assert style.folded("a bb ccc", 4) == "a bb\nccc"
    assert style.folded("営業、支援、開発", 8) == "営業、\n支援、\n開発"
    assert style.folded("営業、支援、開発", 12) == "営業、支援、\n開発"
    assert style.folded("人が減った：大口の顧客", 8) == "人が減った：\n大口の顧客"
    assert style.folded("", 4) == ""


def test_a_label_on_a_narrow_figure_has_so_many_lines_of_so_many_signs() -> None:
    assert paper.boxed("Customer success of large accounts", 18) == "Customer success\nof large accounts"
    assert (
        paper.boxed("Customer success of large accounts abroad", 18) == "Customer success\nof large accounts…"
    )
    assert paper.boxed("x" * 60, 20, 1) == "x" * 19 + "…"
    assert paper.boxed("大口海外顧客のカスタマーサクセス部門", 18, 1) == "大口海外顧客のカ…"
    assert paper.boxed("short", 18) == "short"
