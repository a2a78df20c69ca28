"""Diagrams: what they hold, Mermaid that is well formed whatever names a file brings, and pictures without overlaps."""

import itertools
import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any, get_args

import pytest

import orgsim
from orgsim.errors import OrgsimError
from orgsim.language import Language
from orgsim.mechanisms.handoffs.knowledge import RecordsPolicy
from orgsim.mechanisms.shared.declaration import Link
from orgsim.plan.gallery import entries
from orgsim.plan.load import load, parse
from orgsim.plan.model.organization import NurturePolicy, Team
from orgsim.plan.scenario import Scenario
from orgsim.report.diagrams.content import cycles, heaviest, loops, ways
from orgsim.report.diagrams.content.graph import Arrow, Box, Graph, merged
from orgsim.report.diagrams.diagram import Kind, draw
from orgsim.report.diagrams.drawing import ink, mermaid
from orgsim.report.diagrams.drawing.places import Layout, Point, Rect, Route
from orgsim.report.drawing import style

KINDS: tuple[Kind, ...] = ("flow", "states", "teams", "loops")
MARKET = """
[market]
title = "Small market"
[sources.web]
leads = "10 / month"
[journey.qualify]
work = { mean = "1 h" }
patience = { mean = "3 days" }
outcomes = [{ to = "demo", rate = 0.4, after = { mean = "2 days" } }, { to = "nurture", rate = 0.5 }, { to = "lost", rate = 0.1 }]
[journey.demo]
work = { mean = "1 h" }
optional = true
skipped = "close"
outcomes = [{ to = "close", rate = 1.0 }]
[journey.close]
work = { mean = "2 h" }
outcomes = [{ to = "customer", rate = 0.25 }, { to = "lost", rate = 0.75 }]
[journey.nurture]
work = { mean = "1 h" }
optional = true
outcomes = [{ to = "close", rate = 0.5 }, { to = "nurture", rate = 0.5 }]
[journey.onboard]
work = { mean = "1 h" }
[journey.support]
work = { mean = "1 h" }
optional = true
[offering]
price = "10 / month"
[customer]
churn = "20 % / year"
[customer.onboarding]
[customer.incidents]
rate = "1 / month"
"""
TEAMS = """
[organization]
title = "Two teams"
[teams.inside]
headcount = 1
does = ["qualify", "nurture"]
kpi = "appointments"
[teams.field]
title = { en = "Field", ja = "外勤" }
headcount = 3
does = ["close", "onboard"]
ownership = "person"
[policies.records]
kind = "sfa"
[policies.nurture]
touches = 2
recycles = ["nurture", "lost", "churned"]
"""
EVIL = '<script>alert(1)</script> "]) %%{init} --> end; #quot; `x` &$x$\u202e\n|'


@pytest.fixture(scope="module")
def small() -> Scenario:
    """Two teams, a demo that nobody gives, and follow-up of all who rest, were lost or have left."""
    return parse(MARKET + TEAMS, "small.toml")


@pytest.fixture(scope="module")
def hostile() -> Scenario:
    """A scenario whose titles try to be syntax."""
    evil = '"' + EVIL.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    text = (MARKET + TEAMS).replace('title = "Two teams"', f"title = {evil}")
    text = text.replace("[teams.inside]", f"[teams.inside]\ntitle = {evil}")
    return parse(text.replace("[journey.qualify]", f"[journey.qualify]\ntitle = {evil}"), "hostile.toml")


def arrows(graph: Graph) -> dict[tuple[str, str], Arrow]:
    """The arrows of a diagram by the titles of their boxes."""
    title = {box.name: box.lines[0] for box in graph.boxes}
    return {(title[arrow.start], title[arrow.end]): arrow for arrow in graph.arrows}


def test_the_flow_has_base_rates_delays_handoffs_and_undone_steps(small: Scenario) -> None:
    graph = draw(small, "flow").graph()
    found = arrows(graph)
    assert {pair: (one.lines, one.style) for pair, one in found.items()} == {
        ("Web", "Qualify"): ((), "usual"),
        ("Qualify", "Demo"): (("40%, 2 days",), "usual"),
        ("Qualify", "At rest"): (("50%", "or gone cold"), "usual"),
        ("Qualify", "Lost"): (("10%",), "usual"),
        ("Demo", "Close"): (("left out",), "weak"),
        ("Close", "Customer"): (("25%",), "usual"),
        ("Close", "Lost"): (("75%",), "usual"),
        ("At rest", "Nurture"): (("every 30 days", "2 touches at most"), "usual"),
        ("Lost", "Nurture"): (("followed up",), "weak"),
        ("Churned", "Nurture"): (("followed up",), "weak"),
        ("Nurture", "Close"): (("50%",), "handoff"),
        ("Nurture", "Qualify"): (("turned away there",), "weak"),
        ("Nurture", "At rest"): (("50%",), "usual"),
        ("Customer", "Onboard"): ((), "usual"),
        ("Customer", "Support"): (("1 a month for each customer",), "weak"),
        ("Customer", "Churned"): (("20% a year",), "usual"),
    }
    boxes = {box.lines[0]: box for box in graph.boxes}
    assert boxes["Demo"].shape == boxes["Support"].shape == "undone"
    assert boxes["Demo"].lines[1] == "nobody does it"
    assert (boxes["Close"].group, boxes["Close"].lines[1]) == ("field", "Field")
    assert boxes["Web"].lines == ("Web", "10 leads a month")
    assert boxes["Customer"].lines == ("Customer", "decides every 12 months")


def test_the_flow_shows_where_the_second_line_is_proposed_and_sold() -> None:
    scenario = orgsim.load("two-divisions", "two-divisions")
    found = {pair: (one.lines, one.style) for pair, one in arrows(draw(scenario, "flow").graph()).items()}
    assert found["Customer", "Propose services"] == (("Services comes up",), "handoff")
    assert found["Check in", "Propose services"] == (("Services comes up",), "handoff")
    assert found["Propose services", "Services sold"] == (("30%",), "usual")
    off = scenario.replace({"scenario.mechanisms": []})
    assert not [pair for pair in arrows(draw(off, "flow").graph()) if "Propose services" in pair]


def test_the_flow_shows_every_meeting_at_which_a_line_comes_up_in_both_directions() -> None:
    """Services people onboard and answer, software people check in; customers of a segment begin with services."""
    ways = [{"to": "customer", "rate": 0.2}, {"to": "lost", "rate": 0.8}]
    packaged = orgsim.load("two-divisions", "two-divisions")
    scenario = packaged.replace(
        {
            "segments": {"a": {"share": 0.5}, "b": {"share": 0.5, "begins": "second_line"}},
            "journey.sell": {"title": "Sell software", "work": {"mean": "5 h"}, "outcomes": ways},
            "teams.software.does": [*packaged.teams["software"].does, "sell"],
            "second_line.offering_activity": "sell",
            "second_line.talks": ["onboarding", "answer", "check_in"],
        }
    )
    found = {pair: (one.lines, one.style) for pair, one in arrows(draw(scenario, "flow").graph()).items()}
    assert found["Onboard", "Propose services"] == (("Services comes up",), "usual")
    assert found["Check in", "Propose services"] == (("Services comes up",), "handoff")
    assert found["Onboard", "Sell software"] == (("Offering comes up",), "handoff")
    assert found["Check in", "Sell software"] == (("Offering comes up",), "usual")
    assert found["Sell software", "Offering sold"] == (("20%",), "usual")
    assert ("Customer", "Propose services") not in found


def test_states_say_what_moves_a_lead(small: Scenario) -> None:
    found = {pair: one.lines for pair, one in arrows(draw(small, "states").graph()).items()}
    back = ("Inside: Nurture", "every 30 days", "2 touches at most", "50% a touch")
    assert found == {
        ("New lead", "Lead"): ("Web: 10 a month",),
        ("Lead", "After: Qualify"): ("Qualify: 40%",),
        ("Lead", "At rest"): ("50%, gone cold",),
        ("Lead", "Lost"): ("10%",),
        ("After: Qualify", "Customer"): ("Close: 25%",),
        ("After: Qualify", "Lost"): ("75%",),
        ("At rest", "After: Qualify"): back,
        ("Lost", "After: Qualify"): back,
        ("Churned", "After: Qualify"): back,
        ("Customer", "Customer"): ("stays for another 12 months",),
        ("Customer", "Churned"): ("20% a year", "decides every 12 months"),
    }


def test_mql_and_sql_are_states_with_their_criteria() -> None:
    plan = load("b2b-saas", "the-model").replace({"policies.criteria": {"qualify": -0.3, "develop": 0.2}})
    graph = draw(plan, "states").graph()
    found = {pair: one.lines for pair, one in arrows(graph).items()}
    judged = "criterion: readiness (judgement 0.8)"
    assert found["Lead", "Contacted lead"] == ("Respond: 75%",)
    assert found["Contacted lead", "MQL"] == ("Qualify (MQL): 40%", judged, "bar 0.3 log-odds stricter")
    assert found["MQL", "SQL"] == ("Develop (SQL): 35%", judged, "bar 0.2 log-odds looser")
    assert found["SQL", "Customer"] == ("Close: 27%", judged)
    boxes = {box.lines[0]: box.lines[1:] for box in graph.boxes}
    assert boxes["MQL"] == ("next: Develop (SQL) (Inside sales)",)
    assert boxes["SQL"] == ("next: Close (Field sales)",)
    named = plan.replace({"journey.develop.makes": {"en": "Meeting", "ja": "商談"}})
    assert ("MQL", "商談") in arrows(draw(named, "states", "ja").graph())
    assert named.fingerprint() == plan.fingerprint()


def test_without_follow_up_nobody_comes_back(small: Scenario) -> None:
    alone = small.replace({"teams.inside.does": ["qualify"]})
    graph = draw(alone, "states").graph()
    assert not [pair for pair in arrows(graph) if pair[0] == "At rest"]
    assert graph.notes == ("Nobody follows up leads at rest: they stay there.",)


def test_teams_hand_over_what_the_records_keep(small: Scenario) -> None:
    graph = draw(small, "teams").graph()
    boxes = {box.name: box.lines for box in graph.boxes}
    assert boxes["inside"][:5] == (
        "Inside", "1 person, one queue for all", "KPI: appointments", "• Qualify", "• Nurture",
    )  # fmt: skip
    assert boxes["field"][1] == "3 people, each keeps their own"
    # Of 100 leads 40 pass qualify and, with the demo left out, come to close; 50 rest, and two touches of 50 %
    # bring three quarters of them, 37.5, to close. Records of deals keep .8 before the purchase.
    (handoff,) = [arrow for arrow in graph.arrows if arrow.style == "handoff"]
    assert handoff.lines == (
        "Qualify → Close", "40 of 100 leads", "80% of what is known is kept", "Nurture → Close", "37.5 of 100 leads",
    )  # fmt: skip


def test_expected_visits_by_hand(small: Scenario) -> None:
    found = ways.streams(small)[0].visits
    assert found is not None
    assert found["close"] == pytest.approx(77.5)
    assert found["customer"] == pytest.approx(77.5 / 4)
    assert found["lost"] == pytest.approx(10 + 77.5 * 0.75)


def test_leads_that_go_round_for_ever_have_no_expectation(tmp_path: Path) -> None:
    text = """
    sources.web.leads = "1 / day"
    teams.all = { headcount = 1, does = ["qualify", "nurture"] }
    [journey.qualify]
    work = { mean = "1 h" }
    outcomes = [{ to = "nurture", rate = 1.0 }]
    [journey.nurture]
    work = { mean = "1 h" }
    outcomes = [{ to = "qualify", rate = 1.0 }]
    """
    (tmp_path / "endless.toml").write_text(text, encoding="utf-8")
    endless = load(tmp_path / "endless.toml", force=True)
    assert [one.visits for one in ways.streams(endless)] == [None]
    assert draw(endless, "teams").graph().notes == ("Records: each keeps notes of their own.",)


@pytest.mark.parametrize(
    ("links", "found"),
    [
        ("a+b b+a", ["R1 a b"]),
        ("a+b b-a", ["B1 a b"]),
        ("a-b b-a", ["R1 a b"]),
        ("a+a", ["R1 a"]),
        ("a+b b+c", []),
        ("a+b b+c c-a c+b", ["R1 b c", "B1 a b c"]),
        ("a+b b+a a+c c-a", ["R1 a b", "B1 a c"]),
        ("a+b a-b b+a", ["R1 a b", "B1 a b"]),
        ("a-b b-c c-a", ["B1 a b c"]),
    ],
)
def test_loops_are_found_and_named_by_the_product_of_their_signs(links: str, found: list[str]) -> None:
    made = [Link(one[0], one[2], 1 if one[1] == "+" else -1) for one in links.split()]
    assert [f"{loop.name} {' '.join(loop.variables)}" for loop in cycles.loops(made)] == found


def test_loops_are_bounded_in_length() -> None:
    ring_of_nine = [Link(str(k), str((k + 1) % 9), 1) for k in range(9)]
    assert cycles.loops(ring_of_nine) == []
    assert len(cycles.loops(ring_of_nine, longest=9)) == 1


def test_causal_loops_come_from_the_mechanisms_in_force(small: Scenario) -> None:
    plain = small.replace({"scenario.mechanisms": ["cooling", "health"]})
    found = arrows(draw(plain, "loops", every=True).graph())
    assert found["Waiting", "Win rate"].sign == -1
    assert found["Waiting", "Health of relations"].sign == -1
    assert found["Health of relations", "Churn"].sign == -1
    assert found["Leads", "Load of the teams"].sign == 1
    notes = draw(plain, "loops", every=True).graph().notes
    assert "B1: Churn → Customers → Load of the teams → Waiting → Health of relations → Churn" in notes
    bare = arrows(draw(small.replace({"scenario.mechanisms": []}), "loops", every=True).graph())
    assert ("Waiting", "Win rate") not in bare


def test_the_links_shown_are_those_of_the_loops_that_move_chances_most(small: Scenario) -> None:
    """Health moves churn by 1 log-odd, cooling the win rate by log 1.4: the loop of 5 links through health weighs 1/5, that of
    the queue through the win rate .34/5, and both find room in ten links, of which they share two."""
    plain = small.replace({"scenario.mechanisms": ["cooling", "health"]})
    graph = draw(plain, "loops").graph()
    assert graph.notes[1:3] == (
        "B1: Churn → Customers → Load of the teams → Waiting → Health of relations → Churn",
        "B2: Customers → Load of the teams → Waiting → Win rate → Deals won → Customers",
    )
    found = arrows(graph)
    assert {pair: one.lines for pair, one in found.items()}["Load of the teams", "Waiting"] == ("B1, B2",)
    assert (found["Waiting", "Win rate"].lines, found["Waiting", "Win rate"].family) == (("B2",), "handoffs")
    assert len(graph.arrows) == 8
    assert graph.notes[-1] == "5 more links are in force."
    few = heaviest.heaviest(plain, loops.links(plain), 5)
    assert {one.link.cause for one in few} == {"churn", "customers", "load", "waiting", "health"}
    weak = plain.replace({"effects.health.odds": 0.1})
    assert "win_rate" in {one.link.cause for one in heaviest.heaviest(weak, loops.links(weak), 5)}


def test_a_local_gain_that_hurts_the_whole_is_shown_where_quotas_press() -> None:
    siloed = load("b2b-saas", "the-model-siloed")
    assert len(draw(siloed, "loops").graph().arrows) <= 10
    (said, *_) = [
        note for note in draw(siloed, "loops").graph().notes if "a local gain that hurts the whole" in note
    ]
    assert said.endswith(
        "Pressure to reach the quota → Soft appointments → Win rate → Deals won → Pressure to reach the quota"
    )
    shared = siloed.replace({"policies.goal.kind": "shared"})
    for every in (False, True):
        assert not [note for note in draw(shared, "loops", every=every).graph().notes if "local gain" in note]


def test_only_causal_loops_can_be_drawn_whole(small: Scenario) -> None:
    with pytest.raises(OrgsimError, match="all links are of causal loops; a diagram of flow has everything"):
        draw(small, "flow", every=True)


def test_variables_that_a_scenario_has_not_are_left_out() -> None:
    graph = draw(load("queue"), "loops", every=True).graph()
    assert {box.name for box in graph.boxes} == {"leads", "load", "waiting"}
    assert graph.notes[-1] == "No loop is closed."


def test_merged_arrows_keep_the_strongest_style_and_lose_signs_that_disagree() -> None:
    made = [Arrow("a", "b", ("x",), "weak", 1), Arrow("a", "b", ("y",), "handoff", -1), Arrow("b", "a")]
    assert merged(made) == (Arrow("a", "b", ("x", "y"), "handoff", 0), Arrow("b", "a"))


def well_formed(text: str) -> None:
    """Check Mermaid text line by line against the few forms that are written."""
    label = r'"[^"<>`]*(?:<br/>[^"<>`]*)*"'
    shape = rf"(?:\[{label}\]|\(\[{label}\]\)|\(\({label}\)\)|\[\({label}\)\])"
    forms = [
        r"---", r'title: "(?:[^"\\<>&]|\\.)*"', r"%% [^%{}<>]*", r"flowchart (?:TB|LR)", r"stateDiagram-v2",
        rf" +n\d+{shape}", rf" +subgraph t\d+\[{label}\]", r" +end",
        rf" +n\d+ (?:-->|==>|-\.->)(?:\|{label}\|)? n\d+",
        r" +classDef undone [\w: -]+", r" +class [\w,]+ undone", r" +style t\d+ [\w:#,]+", r" +linkStyle [\d,]+ stroke:#\w{6}",
        rf" +state {label} as s\d+", r" +s\d+ : [^<>:`|]*", r" +(?:s\d+|\[\*\]) --> s\d+(?: : [^<>:`|]*)?",
    ]  # fmt: skip
    lines = text.splitlines()
    assert [line for line in lines if not any(re.fullmatch(form, line) for form in forms)] == []
    assert sum(line.strip().startswith("subgraph") for line in lines) == lines.count("  end")
    assert "%%{" not in text


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_names_are_no_syntax(hostile: Scenario, kind: Kind) -> None:
    drawn = draw(hostile, kind)
    text = drawn.mermaid()
    well_formed(text)
    assert "<script" not in text
    picture = drawn.svg()
    assert "<script" not in picture
    root = ElementTree.fromstring(picture)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "alert(1)" in (root.findtext("{http://www.w3.org/2000/svg}title") or "")


def test_escaped_labels_word_for_word() -> None:
    assert mermaid.escaped('a "b" [c] <d> 5 % 100 %% #x; 日本（語）') == (
        "a #34;b#34; #91;c#93; #60;d#62; 5 % 100 #37;#37; #35;x#59; 日本（語）"
    )


def gallery_scenarios() -> list[tuple[str, str | None]]:
    """Every scenario of the gallery, and every organization in a market that it fits."""
    listed = entries()
    found: list[tuple[str, str | None]] = [(one.name, None) for one in listed if one.kind == "scenario"]
    names = {kind: [one.name for one in listed if one.kind == kind] for kind in ("market", "organization")}
    for organization in names["organization"]:
        for market in (organization, "b2b-saas", *names["market"]):
            if market in names["market"] and fits(market, organization):
                found.append((market, organization))
                break
    return found


def fits(market: str, organization: str) -> bool:
    try:
        load(market, organization, force=True)
    except OrgsimError:
        return False
    return True


def overlaps(layout: Layout) -> list[str]:
    """Boxes, texts and signs that touch, and lines that run through boxes or texts they do not belong to."""
    boxes = [(box.lines[0], rect) for box, rect in layout.boxes]
    texts = [(" ".join(route.arrow.lines), route.label) for route in layout.routes if route.label]
    signs = [("sign", route.sign) for route in layout.routes if route.sign]
    found = [
        f"{a} on {b}"
        for (a, p), (b, q) in itertools.combinations([*boxes, *texts, *signs], 2)
        if p.meets(q, -0.01)
    ]
    for route in layout.routes:
        own = {route.arrow.start, route.arrow.end}
        solid = [(box.lines[0], rect) for box, rect in layout.boxes if box.name not in own]
        solid += [
            (" ".join(one.arrow.lines), one.label) for one in layout.routes if one.label and one is not route
        ]
        for start, end in itertools.pairwise(route.points):
            found += [f"line through {name}" for name, rect in solid if runs_through(start, end, rect)]
    return found


def runs_through(start: Point, end: Point, rect: Rect) -> bool:
    """Whether a straight line comes into a rectangle (Liang and Barsky)."""
    low, high = 0.0, 1.0
    for a, b, least, most in (
        (start[0], end[0], rect.left, rect.right),
        (start[1], end[1], rect.top, rect.bottom),
    ):
        if abs(b - a) < 1e-9:
            if not least + 0.01 < a < most - 0.01:
                return False
            continue
        times = sorted(((least + 0.01 - a) / (b - a), (most - 0.01 - a) / (b - a)))
        low, high = max(low, times[0]), min(high, times[1])
    return low < high


_SEEN: set[tuple[object, ...]] = set()
"""Diagrams already laid out; several organizations make the same ones."""


def sampled(every: list[tuple[str, str | None]]) -> list[Any]:
    """Every other one in English and every fourth one in Japanese for `make test`, and the rest marked as slow."""
    return [
        pytest.param(*one, language, marks=pytest.mark.slow if k % (4 if language == "ja" else 2) else ())
        for k, one in enumerate(every)
        for language in ("en", "ja")
    ]


@pytest.mark.parametrize(("market", "organization", "language"), sampled(gallery_scenarios()))
def test_every_scenario_of_the_gallery_can_be_drawn_without_overlaps(
    market: str, organization: str | None, language: Language
) -> None:
    scenario = load(market, organization, force=True)
    for kind, every in (*((kind, False) for kind in KINDS), ("loops", True)):
        drawn = draw(scenario, kind, language, every=every)
        well_formed(drawn.mermaid())
        graph = drawn._drawable()
        if (graph.boxes, graph.arrows) in _SEEN:
            continue
        _SEEN.add((graph.boxes, graph.arrows))
        layout = ink.drawing(graph).layout
        assert overlaps(layout) == []
        assert all(rect.left >= -1e-6 and rect.right <= layout.width + 1e-6 for _, rect in layout.boxes)


def test_boxes_in_layers_stand_in_the_order_of_the_arrows(small: Scenario) -> None:
    layout = ink.drawing(draw(small, "flow").graph()).layout
    top = {box.lines[0]: rect.top for box, rect in layout.boxes}
    assert top["Web"] < top["Qualify"] < top["Demo"] < top["Close"] < top["Customer"] < top["Onboard"]


def test_an_overlap_is_found() -> None:
    box = Box("a", ("A",))
    layout = Layout(10, 10, ((box, Rect(0, 0, 4, 4)), (Box("b", ("B",)), Rect(3, 0, 4, 4))), ())
    assert overlaps(layout) == ["A on B"]


def test_a_line_through_a_box_is_found() -> None:
    boxes = tuple((Box(name, (name,)), Rect(x, 0, 4, 4)) for name, x in (("a", 0), ("b", 10), ("c", 20)))
    ways = [((2, 0), (18, 0)), ((2, 0), (2, 3), (18, 3), (18, 0)), ((0, -2), (20, -2.5))]
    routes = [Route(Arrow("a", "c"), points) for points in ways]
    assert [overlaps(Layout(24, 4, boxes, (one,))) for one in routes] == [["line through b"], [], []]
    crossing = Layout(24, 4, boxes, (Route(Arrow("a", "c"), ((5, -9), (15, 9))),))
    assert overlaps(crossing) == ["line through b"]


def test_arrows_that_close_a_circle_point_up_and_the_rest_down(small: Scenario) -> None:
    layout = ink.drawing(draw(small, "flow").graph()).layout
    up = {(one.arrow.start, one.arrow.end) for one in layout.routes if one.points[0][1] > one.points[-1][1]}
    assert up == {("do nurture", "do close"), ("do nurture", "do qualify"), ("end nurture", "do nurture")}


def test_what_a_box_does_to_itself_stands_in_it() -> None:
    graph = Graph("G", (Box("a", ("A",)),), (Arrow("a", "a", ("stays", "buys")),))
    ((box, rect),) = ink.drawing(graph).layout.boxes
    assert box.lines == ("A", "↻ stays", "↻ buys")
    assert (rect.left, rect.top) == (0, 0)
    assert ink.drawing(graph).layout.routes == ()


def test_a_diagram_is_saved_by_its_suffix(small: Scenario, tmp_path: Path) -> None:
    drawn = orgsim.draw(small, "teams")
    assert drawn.save(tmp_path / "teams.svg").read_text(encoding="utf-8") == drawn.svg()
    assert drawn.save(tmp_path / "teams.mmd").read_text(encoding="utf-8") == drawn.mermaid()
    assert drawn.save(str(tmp_path / "teams.png")).read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    with pytest.raises(OrgsimError, match=r"teams\.txt: a diagram can be written as \.svg, \.png, \.mmd"):
        drawn.save(tmp_path / "teams.txt")
    assert {path.name for path in tmp_path.iterdir()} == {"teams.svg", "teams.mmd", "teams.png"}


def test_another_kind_of_diagram_is_refused(small: Scenario) -> None:
    with pytest.raises(
        OrgsimError, match="'map' is no kind of diagram; it must be one of flow, states, teams, loops"
    ):
        draw(small, "map")  # type: ignore[arg-type]


def test_a_diagram_too_large_to_read_is_text_alone() -> None:
    steps = [f"a{k}" for k in range(101)]
    text = '[sources.web]\nleads = "1 / day"\n'
    for step, following in itertools.pairwise([*steps, "lost"]):
        text += f'[journey.{step}]\nwork = {{ mean = "1 h" }}\noutcomes = [{{ to = "{following}", rate = 1.0 }}]\n'
    large = draw(parse(f"{text}[teams.all]\nheadcount = 1\ndoes = {json.dumps(steps)}\n"), "flow")
    well_formed(large.mermaid())
    with pytest.raises(
        OrgsimError, match="103 boxes and 102 arrows are too many for a picture; take Mermaid text"
    ):
        large.svg()


def test_everything_a_file_may_choose_has_words(small: Scenario) -> None:
    for kpi in get_args(Team.model_fields["kpi"].annotation):
        assert draw(small.replace({"teams.field.kpi": kpi}), "teams", "ja").mermaid()
    for records in get_args(RecordsPolicy.model_fields["kind"].annotation):
        assert draw(small.replace({"policies.records.kind": records}), "teams", "ja").graph().notes
    (reasons,) = [get_args(one)[0] for one in [NurturePolicy.model_fields["recycles"].annotation]]
    recycled = small.replace({"policies.nurture.recycles": list(get_args(reasons))})
    assert len(draw(recycled, "states", "ja").graph().notes) == 3


def test_pictures_come_out_the_same_each_time(small: Scenario) -> None:
    assert draw(small, "flow").svg() == draw(small, "flow").svg()


def test_pictures_are_in_english_without_the_japanese_font(
    small: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(style, "_japanese_font", lambda: None)
    drawn = draw(small, "flow", "ja")
    assert "業務の流れ" in drawn.mermaid()
    assert "Process flow" in drawn.svg()
    only = parse((MARKET + TEAMS).replace('en = "Field"', 'en = "外勤"'), "small.toml")
    assert "外勤" not in draw(only, "teams")._drawable().boxes[2].lines[0]


def test_leads_are_drawn_to_the_team_that_serves_them() -> None:
    """Of 100 leads 80 go from the desk to inside sales and 20 to the field; what both do stands in no team's frame."""
    text = """
    [segments.small]
    share = 0.8
    [segments.large]
    share = 0.2
    [sources.web]
    leads = "100 / month"
    [journey.triage]
    work = { mean = "1 h" }
    outcomes = [ { to = "sell", rate = 1.0 } ]
    [journey.sell]
    work = { mean = "1 h" }
    outcomes = [ { to = "customer", rate = 0.5 }, { to = "lost", rate = 0.5 } ]
    [teams.desk]
    headcount = 1
    does = ["triage"]
    [teams.inside]
    headcount = 1
    does = ["sell"]
    serves = ["small"]
    [teams.field]
    headcount = 1
    does = ["sell"]
    serves = ["large"]
    [scenario]
    mechanisms = []
    """
    plan = parse(text)
    arrows = {(one.start, one.end): one.lines for one in draw(plan, "teams").graph().arrows}
    assert arrows["desk", "inside"] == ("Triage → Sell", "80 of 100 leads")
    assert arrows["desk", "field"] == ("Triage → Sell", "20 of 100 leads")
    (sell,) = (box for box in draw(plan, "flow").graph().boxes if box.name == "do sell")
    assert (sell.lines, sell.group) == (("Sell", "Inside, Field"), None)
    assert "serves Small" in draw(plan, "teams").graph().boxes[2].lines
