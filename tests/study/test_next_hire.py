"""What single changes are worth: by hand in a firm of one bottleneck, with the same luck, against rules of thumb."""

import json
from itertools import pairwise
from math import isnan
from typing import Any

import pytest
from single_changes_worlds import HORIZON, PAY, PRICE, firm

from orgsim import next_hire
from orgsim.errors import OrgsimError
from orgsim.plan.derived.headcounts import headcounts
from orgsim.plan.load import load
from orgsim.plan.scenario import Scenario
from orgsim.plan.single_changes import POINT, SingleChange, single_changes
from orgsim.report.next_hire.answer import NextHire
from orgsim.study.next_hire import AS_IT_IS
from orgsim.units import MONTH

QUICK: dict[str, Any] = {"replications": 7, "workers": 1}
PAID = PAY * HORIZON / MONTH
"""To one more person of the front team; the back team's cost twice as much."""


@pytest.fixture(scope="module")
def by_hand() -> NextHire:
    return next_hire(firm(), "profit", also=["won"], kinds=["person"], **QUICK)


@pytest.fixture(scope="module")
def by_luck() -> NextHire:
    """Two of five who are greeted go away."""
    half = firm(journey__greet__outcomes=[{"to": "sell", "rate": 0.6}, {"to": "lost", "rate": 0.4}])
    return next_hire(half, "profit", also=["won"], kinds=["person"], **QUICK)


def test_one_more_person_is_worth_what_the_bottleneck_sells_less_their_pay(by_hand: NextHire) -> None:
    """One person sells to every second lead, two to each: 242 leads in time for the horizon, 121 more bought."""
    back, front = by_hand.ranking
    assert (back.change.name, front.change.name) == ("person:back", "person:front")
    assert back.paired.difference.mean == pytest.approx(121 * PRICE - 2 * PAID, rel=1e-12)
    assert front.paired.difference.mean == pytest.approx(-PAID, rel=1e-12)
    assert front.paired.difference.low == pytest.approx(-PAID, rel=1e-12)
    assert (back.verdict, front.verdict) == ("better", "worse")
    assert (back.chance, front.chance, by_hand.chance_of_none) == (1, 0, 0)
    assert (back.may_be_best, front.may_be_best) == (True, False)
    assert by_hand.payroll("person:front") == pytest.approx(PAID, rel=1e-12)


def test_one_more_person_elsewhere_changes_nothing_but_pay(by_luck: NextHire) -> None:
    samples = by_luck.study.samples
    base, more = samples[AS_IT_IS], samples["person:front"]
    for key in ("won", "revenue", "lost", "activities.sell.wait_hours", "activities.greet.done"):
        assert more.column(key).tolist() == base.column(key).tolist()
    assert by_luck.ranking[-1].paired.difference.mean == pytest.approx(-PAID, rel=1e-12)
    assert len(set(base.column("won"))) > 1, "luck decides how many buy"


def test_the_rule_of_the_lowest_pass_rate_misleads(by_luck: NextHire) -> None:
    found = {one.named.rule: (one.named.team, one.judgement) for one in by_luck.rules}
    assert found["lowest_pass_rate"] == ("front", "misleads")
    assert found["busiest"] == ("back", "names the best")
    assert found["longest_queue"] == ("back", "names the best")
    (rule,) = [one for one in by_luck.rules if one.named.rule == "lowest_pass_rate"]
    assert rule.named.value == pytest.approx(0.6, abs=0.05)
    assert rule.high == 0
    assert rule.low < 0


def test_rules_and_options_stand_in_the_sentences(by_luck: NextHire) -> None:
    first, *rest = by_luck.sentences()
    assert first.startswith("The next person is worth most in Back: the profit +")
    assert "no other team is as good a place (95% sure)" in first
    assert any(
        "Not to be followed here: “Lowest pass rate”, “Most leads lost”. It says Front" in said
        for said in rest
    )
    assert by_luck.sentences("ja")[0] != first


def test_more_customers_are_told_beside(by_hand: NextHire) -> None:
    table = by_hand.table().set_index(["option", "kpi"])
    assert table.loc[("person:back", "won"), "difference"] == 121
    assert table.loc[("person:front", "won"), "difference"] == 0
    assert table.loc[("person:front", "won"), "verdict"] == "cannot tell"


def test_the_document_is_plain(by_hand: NextHire) -> None:
    told = json.loads(json.dumps(by_hand.to_json(), allow_nan=False))
    assert [one["option"] for one in told["options"][:2]] == ["person:back", "person:front"]
    assert told["kpi"] == "profit"
    assert told["options"][0]["chance_best"] == 1


def test_the_figure_has_a_row_for_each_option_the_best_one_first(by_hand: NextHire) -> None:
    (axes,) = by_hand.plot().axes
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        "One more person: Back",
        "One more person: Front",
    ]
    low, high = axes.get_ylim()
    assert low > high, "the first row is at the top"


def test_of_alike_options_none_is_said_to_be_best() -> None:
    """In a month in which nobody comes nothing can be gained; leaving all as it is costs least."""
    found = next_hire(firm(sources__web__arrivals=[60.9]), "won", kinds=["person"], **QUICK)
    assert [one.verdict for one in found.ranking] == ["cannot tell", "cannot tell"]
    assert found.chance_of_none == pytest.approx(1 / 3)
    assert [one.chance for one in found.ranking] == pytest.approx([1 / 3, 1 / 3])
    assert found.sentences()[0].startswith(
        "Whether one more person anywhere makes the number of customers won better"
    )


def planned(scenario: Scenario, team: str) -> list[tuple[float, int]]:
    """From which days on how many people are planned, days that change nothing left out."""
    found = headcounts(scenario, team)
    return found[:1] + [b for a, b in pairwise(found) if a[1] != b[1]]


def one_more(scenario: Scenario, joins: str = "0 days") -> SingleChange:
    (found,) = [
        one for one in single_changes(scenario, ["person"], joins=joins).changes if one.target == "back"
    ]
    return found


@pytest.mark.parametrize(
    ("headcount", "changes", "joins", "wanted"),
    [
        (1, [], "0 days", [(0, 2)]),
        (1, [("9 days", 3), ("20 days", 0), ("30 days", 2)], "0 days", [(0, 2), (9, 4), (20, 0), (30, 3)]),
        (
            1,
            [("9 days", "+2"), ("20 days", "-3"), ("30 days", "+2")],
            "0 days",
            [(0, 2), (9, 4), (20, 0), (30, 3)],
        ),
        (0, [("9 days", 1)], "0 days", [(0, 0), (9, 2)]),
        (0, [("9 days", "+1")], "5 days", [(0, 0), (9, 2)]),
        (1, [("9 days", 3)], "5 days", [(0, 1), (5, 2), (9, 4)]),
        (1, [("9 days", 3)], "12 days", [(0, 1), (9, 3), (12, 4)]),
        (1, [("9 days", "+1"), ("20 days", "+1")], "12 days", [(0, 1), (9, 2), (12, 3), (20, 4)]),
    ],
)
def test_one_more_person_is_one_more_at_all_times_when_anybody_is_there(
    headcount: int, changes: list[tuple[str, Any]], joins: str, wanted: list[tuple[float, int]]
) -> None:
    rows = [{"at": at, "headcount": number} for at, number in changes]
    base = firm(teams__back__headcount=headcount, teams__back__changes=rows)
    assert planned(one_more(base, joins).scenario, "back") == wanted


def test_a_point_is_taken_from_the_other_outcomes_in_proportion() -> None:
    base = load("b2b-saas", "the-model")
    found = {one.target: one.scenario for one in single_changes(base, ["point"]).changes}
    rates = [outcome.rate for outcome in found["develop"].journey["develop"].outcomes]
    assert rates == pytest.approx([0.36, 0.40 * 0.64 / 0.65, 0.25 * 0.64 / 0.65])
    assert sum(rates) == pytest.approx(1, abs=1e-12)
    assert [one.key for one in base.diff(found["close"]) if one.counts] == [
        f"journey.close.outcomes.{k}.rate" for k in range(3)
    ]


def test_segments_that_state_rates_have_their_point_as_well() -> None:
    base = firm(
        segments={
            "small": {"share": 0.5},
            "large": {"share": 0.5, "journey": {"greet": {"rates": {"sell": 0.2, "lost": 0.8}}}},
        },
        journey__greet__outcomes=[{"to": "sell", "rate": 0.6}, {"to": "lost", "rate": 0.4}],
    )
    (found,) = [one.scenario for one in single_changes(base, ["point"]).changes if one.target == "greet"]
    assert found.segments["large"].journey["greet"].rates == pytest.approx(
        {"sell": 0.2 + POINT, "lost": 0.79}
    )
    assert found.journey["greet"].outcomes[0].rate == pytest.approx(0.61)


def test_a_rate_of_all_cannot_be_raised() -> None:
    found = single_changes(firm(), ["point"])
    assert found.changes == ()
    with pytest.raises(OrgsimError, match="there is nothing to try in scenario"):
        next_hire(firm(), "profit", kinds=["point"], **QUICK)


def test_policies_are_introduced_and_taken_away() -> None:
    base = load("b2b-saas", "the-model-collaborating")
    found = {one.name: one.scenario for one in single_changes(base, ["policy"]).changes}
    assert {"without:meetings", "without:records", "without:nurture", "with:handover"} <= found.keys()
    assert not {"with:meetings", "with:records", "with:nurture", "without:hiring"} & found.keys()
    assert found["without:meetings"].policies.meetings is None
    assert found["without:records"].policies.records.kind == "personal"
    assert not any("nurture" in team.does for team in found["without:nurture"].teams.values())
    old = load("b2b-saas", "pre-post-sales")
    introduced = {one.name: one.scenario for one in single_changes(old, ["policy"]).changes}
    assert "nurture" in introduced["with:nurture"].teams["sales"].does
    assert introduced["with:records"].policies.records.kind == "crm"
    assert "with:neglected" not in introduced, "nobody follows anybody up there"


def test_what_no_mechanism_acts_by_is_not_tried() -> None:
    found = single_changes(firm(), ["policy", "training"])
    assert found.changes == ()
    assert found.left_out["with:meetings"].say("en") == "it would change nothing here"
    assert (
        found.left_out["training:back"].say("en")
        == "nobody learns by practice here, so it would only cost time"
    )


def test_training_has_the_terms_that_are_stated() -> None:
    base = load("b2b-saas", "the-model")
    found = single_changes(
        base, ["training"], training={"hours": "8 h", "who": "all", "every": "1 year"}
    ).changes
    assert [one.target for one in found] == list(base.teams)
    assert found[0].scenario.policies.training.teams == ("marketing",)
    assert found[0].scenario.policies.training.hours == 8
    stated = base.replace({"policies.training": {"hours": "4 h", "teams": ["marketing"]}})
    more = {one.target: one.scenario for one in single_changes(stated, ["training"]).changes}
    assert list(more) == ["inside_sales", "field_sales", "customer_success"]
    assert more["field_sales"].policies.training.teams == ("marketing", "field_sales")
    assert more["field_sales"].policies.training.hours == 4


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"kpi": "leads"}, "options cannot be ranked by leads: neither more nor less of it is better"),
        ({"kpi": "profits"}, "there is no KPI"),
        ({"kinds": ["people"]}, "there are no changes of the kind"),
        ({"policies": ["meeting"]}, "is no policy that can be tried here; did you mean meetings"),
        ({"joins": "99 months"}, "it must be a time from day 0 within the horizon"),
        ({"joins": "soon"}, "it must be a time from day 0 within the horizon"),
    ],
)
def test_what_cannot_be_asked_is_said(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(OrgsimError, match=said):
        next_hire(firm(), **asked, **QUICK)


def test_a_kpi_that_is_defined_nowhere_cannot_rank() -> None:
    free = firm().replace({"offering": None, "journey.sell.outcomes.0.to": "customer"})
    with pytest.raises(
        OrgsimError, match="does not define firm_value; rank its options by another KPI, such as won"
    ):
        next_hire(free, kinds=["person"], replications=2, workers=1)


def test_a_firm_that_changes_its_organization_is_refused() -> None:
    base = load("b2b-saas", "pre-post-sales")
    changing = base.replace({"reorganizations": [{"at": "12 months", "organization": "the-model"}]})
    with pytest.raises(OrgsimError, match="another organization takes over"):
        single_changes(changing)


def test_a_single_replication_tells_no_chances() -> None:
    found = next_hire(firm(), "profit", kinds=["person"], replications=1, workers=1)
    assert all(isnan(one.chance) for one in found.ranking)
    assert {one.verdict for one in found.ranking} == {"cannot tell"}
    assert {one.judgement for one in found.rules} == {"cannot tell"}
