"""Steps side by side: all have to end, and one that does not end well ends all."""

from typing import Any

import numpy as np
import pytest

from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures.conservation import check
from orgsim.plan.derived.capacity import jobs_of_kinds
from orgsim.plan.derived.routes import visits, ways
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.report.diagrams.diagram import draw
from orgsim.setup.simulate import run

APPROVALS = """
[scenario]
horizon = "100 days"
mechanisms = []
[sources.web]
kind = "recorded"
arrivals = [0.0]
[journey.propose]
work = { mean = "4 h", distribution = "constant" }
outcomes = [{ to = ["legal", "security"], rate = 1.0, join = "close" }]
[journey.legal]
work = { mean = "2 h", distribution = "constant" }
outcomes = [{ to = "close", rate = 1.0 }, { to = "lost", rate = 0.0 }]
[journey.security]
work = { mean = "5 h", distribution = "constant" }
outcomes = [{ to = "close", rate = 1.0 }, { to = "propose", rate = 0.0 }]
[journey.close]
work = { mean = "1 h", distribution = "constant" }
outcomes = [{ to = "lost", rate = 1.0 }]
[teams.sales]
headcount = 1
calendar = "continuous"
does = ["propose", "close"]
[teams.lawyers]
headcount = 1
calendar = "continuous"
does = ["legal"]
[teams.safety]
headcount = 1
calendar = "continuous"
does = ["security"]
"""


def approvals(**changes: Any) -> Scenario:
    return parse(APPROVALS).replace({name.replace("__", "."): value for name, value in changes.items()})


def jobs(log: EventLog) -> list[tuple[str, float, float, str]]:
    """Activity, begin, end (hours) and outcome of each job, in the order in which they ended."""
    names = log.names
    return [
        (
            names.activities[row["activity"]],
            round(float(row["start"]) * 24, 3),
            round(float(row["end"]) * 24, 3),
            names.outcomes[row["outcome"]],
        )
        for row in log.of(Row.JOB)
    ]


def test_all_steps_have_to_end() -> None:
    log = run(approvals())
    assert jobs(log) == [
        ("propose", 0, 4, "legal"),
        ("legal", 4, 6, "close"),
        ("security", 4, 9, "close"),
        ("close", 9, 10, "lost"),
    ]
    check(log)


def test_the_time_after_an_outcome_counts() -> None:
    log = run(
        approvals(
            journey__legal__outcomes=[
                {"to": "close", "rate": 1.0, "after": {"mean": "8 h", "distribution": "constant"}}
            ]
        )
    )
    assert jobs(log)[-1] == ("close", 14, 15, "lost")


def test_one_that_does_not_end_well_ends_all() -> None:
    """The lawyers say no at hour 6: security works on in vain, and what waits there is taken back."""
    no = [{"to": "close", "rate": 0.0}, {"to": "lost", "rate": 1.0}]
    log = run(approvals(journey__legal__outcomes=no, sources__web__arrivals=[0.0, 0.0]))
    assert jobs(log) == [
        ("propose", 0, 4, "legal"),
        ("legal", 4, 6, "lost"),
        ("propose", 4, 8, "legal"),
        ("security", 4, 9, "close"),
        ("legal", 8, 10, "lost"),
        ("security", 9, 14, "close"),
    ]
    log = run(
        approvals(
            journey__legal__outcomes=no,
            sources__web__arrivals=[0.0, 0.0],
            journey__security__work={"mean": "9 h", "distribution": "constant"},
        )
    )
    assert ("security", "cancelled") in [(name, outcome) for name, _, _, outcome in jobs(log)]
    check(log)


def test_a_lead_that_leaves_a_queue_leaves_all() -> None:
    """Two leads; security takes 20 h, and nobody waits there longer than 5 h."""
    log = run(
        approvals(
            sources__web__arrivals=[0.0, 0.0],
            journey__security__work={"mean": "20 h", "distribution": "constant"},
            journey__security__patience={"mean": "5 h", "distribution": "constant"},
            journey__legal__work={"mean": "30 h", "distribution": "constant"},
        )
    )
    ended = {(name, outcome) for name, _, _, outcome in jobs(log)}
    assert ("security", "cold") in ended
    assert ("legal", "cancelled") in ended
    assert [name for name, *_ in jobs(log)].count("close") == 1
    check(log)


def test_back_to_the_proposal_and_again() -> None:
    """Security sends half of the proposals back: rounds are geometric, and each has both steps."""
    back = [{"to": "close", "rate": 0.5}, {"to": "propose", "rate": 0.5}]
    plan = approvals(
        journey__security__outcomes=back,
        sources__web={"kind": "steady", "leads": "1 / day"},
        scenario__horizon="2000 days",
    )
    log = run(plan)
    rows = log.of(Row.JOB)
    counts = [int((rows["activity"] == k).sum()) for k in range(4)]
    leads = len(log.of(Row.ARRIVAL))
    assert np.array(counts) / leads == pytest.approx([2, 2, 2, 1], rel=0.05)
    ((_, expected),) = jobs_of_kinds(plan)
    assert [expected[name] / 2000 for name in ("propose", "legal", "security", "close")] == pytest.approx(
        [2, 2, 2, 1]
    )
    check(log)


def test_expected_numbers_know_that_all_have_to_pass() -> None:
    """.9 x .8 of the proposals come to close; of the other 28 %, a third is lost by legal and two thirds go back."""
    plan = approvals(
        journey__legal__outcomes=[{"to": "close", "rate": 0.9}, {"to": "lost", "rate": 0.1}],
        journey__security__outcomes=[{"to": "close", "rate": 0.8}, {"to": "nurture", "rate": 0.2}],
    )
    found = visits(plan, {"propose": 1.0})
    assert found is not None
    assert [found[name] for name in ("legal", "security", "close", "nurture")] == pytest.approx(
        [1, 1, 0.72, 0.28 * 2 / 3], rel=1e-6
    )
    assert [(way.to, way.rate, way.beside) for way in ways(plan, "propose")] == [
        ("legal", 1.0, True),
        ("security", 1.0, True),
    ]
    assert [(way.to, way.rate) for way in ways(plan, "legal")] == [("close", 0.9), ("lost", 0.1)]
    log = run(
        plan.replace(
            {
                "sources.web": {"kind": "steady", "leads": "3 / day"},
                "scenario.horizon": "2000 days",
                "teams.safety.headcount": 3,
            }
        )
    )
    rows = log.of(Row.JOB)
    assert (rows["activity"] == 3).sum() / len(log.of(Row.ARRIVAL)) == pytest.approx(0.72, abs=0.02)


def test_a_step_left_undone_counts_as_passed() -> None:
    text = APPROVALS.replace("[journey.security]", '[journey.security]\noptional = true\nskipped = "close"')
    text = text.split("[teams.safety]")[0]
    plan = parse(text)
    assert jobs(run(plan))[-1] == ("close", 6, 7, "lost")
    found = visits(plan, {"propose": 1.0})
    assert found is not None
    assert found["close"] == pytest.approx(1)
    text = text.replace("[journey.legal]", '[journey.legal]\noptional = true\nskipped = "close"')
    assert jobs(run(parse(text.split("[teams.lawyers]")[0])))[-1] == ("close", 4, 5, "lost")


def test_each_step_has_its_own_handoff() -> None:
    plan = approvals(
        scenario__mechanisms=["handoff"], policies__handoff={"delay": "3 h", "confirmation": "1 h"}
    )
    assert jobs(run(plan)) == [
        ("propose", 0, 4, "legal"),
        ("legal", 7, 10, "close"),
        ("security", 7, 13, "close"),
        ("close", 16, 18, "lost"),
    ]


def test_diagrams_show_both() -> None:
    said = draw(approvals(), "flow").mermaid()
    assert said.count("100% (with others)") == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"journey.propose.outcomes.0.to": ["legal", "secrity"]}, 'did you mean "security"?'),
        ({"journey.propose.outcomes.0.to": ["legal"]}, "lists 1 step; list two or more"),
        ({"journey.propose.outcomes.0.to": ["legal", "legal"]}, 'has "legal" twice'),
        ({"journey.propose.outcomes.0.to": ["legal", "lost"]}, 'has "lost", an end of the journey'),
        ({"journey.propose.outcomes.0.to": ["legal", "propose"]}, 'has "propose", itself'),
        ({"journey.propose.outcomes.0.join": "clsoe"}, 'did you mean "close"?'),
        (
            {"journey.propose.outcomes": [{"to": ["legal", "security"], "rate": 1.0}]},
            "does not say where they join: add join",
        ),
        ({"journey.propose.outcomes.0.to": "legal"}, "says where several steps join, and to names one"),
        ({"journey.legal.outcomes.0.to": "lost"}, "its first outcome must lead there"),
        ({"journey.close.outcomes.0.to": "legal"}, "so leads come to it by those outcomes alone"),
        ({"journey.security.outcomes.1.to": "legal"}, "each outcome leads to one place, none of them"),
        ({"sources.web.entry": "legal"}, "so leads come to it by those outcomes alone"),
        ({"journey.security.optional": True, "journey.security.skipped": "lost"}, 'it must be "close"'),
    ],
)
def test_what_does_not_go_together_is_an_error(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse(APPROVALS).replace(changes)
    assert said in str(caught.value)


TOUCHED = {
    "journey.nurture": {
        "work": {"mean": "1 h", "distribution": "constant"},
        "optional": True,
        "outcomes": [{"to": "close", "rate": 1.0}],
    },
    "teams.sales.does": ["propose", "close", "nurture"],
    "policies.nurture": {"every": "10 days", "touches": 1, "recycles": ["lost"], "cycles": 1},
}


@pytest.mark.parametrize(
    "left",
    [
        {"journey.legal.outcomes": [{"to": "close", "rate": 0.0}, {"to": "lost", "rate": 1.0}]},
        {"journey.legal.patience": {"mean": "1 h", "distribution": "constant"}, "journey.legal.cold": "lost"},
    ],
    ids=["refused", "gone cold"],
)
def test_who_left_one_of_them_comes_back_to_all(left: dict[str, Any]) -> None:
    """Another lead keeps the lawyers busy; a touch brings who left them back to both steps, and not to the one alone."""
    busy = {
        "sources.web.arrivals": [0.0, 0.01],
        "journey.legal.work.mean": "30 h",
        "teams.sales.headcount": 2,
    }
    log = run(approvals().replace(TOUCHED | busy | left), 1, 0)
    check(log)
    rows, names = log.of(Row.JOB), log.names
    back = 0
    for lead in (0, 1):
        own = rows[rows["number"] == lead]
        own = own[np.argsort(own["ready"], kind="stable")]
        did = [names.activities[one] for one in own["activity"]]
        touched = did.index("nurture") if "nurture" in did else len(did)
        if "close" not in did[:touched]:
            back += 1
            assert sorted(did[touched + 1 : touched + 3]) == ["legal", "security"]
    assert back
