"""Hybrids: who takes over which work, whose policies a team follows, and what becomes of people and pay."""

from itertools import combinations, pairwise

import pytest
from places import GALLERY

from orgsim.errors import OrgsimError
from orgsim.plan.budget import dealt, payroll
from orgsim.plan.hybrids import FAMILIES, OF_CUT, HybridError, check_crossable, hybrid
from orgsim.plan.load import load
from orgsim.plan.matched import matched, matched_gallery, write
from orgsim.plan.model.organization import Team
from orgsim.plan.scenario import Scenario


def of(organization: str, **changes: object) -> Scenario:
    """An organization under b2b-saas; `__` stands for the dots in the path of a change."""
    said = {path.replace("__", "."): value for path, value in changes.items()}
    return load("b2b-saas", organization, said)


MODEL, BEFORE_AFTER = of("the-model"), of("pre-post-sales")
ALONE, CONTINUOUS = of("generalist"), of("continuous")


def fitting() -> dict[str, Scenario]:
    found = {}
    for path in sorted((GALLERY / "organizations").glob("*.toml")):
        try:
            found[path.stem] = of(path.stem)
        except OrgsimError:
            continue
    return found


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_every_pair_of_the_gallery_has_hybrids(every: bool) -> None:
    """Whatever two organizations for b2b-saas, all six between them are valid, do the work of one, keep the records of one, and
    cost what both cost where that is the same; each with the next of the gallery, or all with all."""
    gallery = fitting()
    assert len(gallery) >= 12
    for a, b in combinations(gallery.values(), 2) if every else pairwise(gallery.values()):
        for on in (families for k in (1, 2) for families in combinations(FAMILIES, k)):
            cut, work, policies = (b if family in on else a for family in ("cut", "work", "policies"))
            found = hybrid(cut, work, policies)
            assert _done(found) == _done(work)
            assert found.policies.records == policies.policies.records
            assert {*found.teams} <= {*cut.teams}
            if payroll(a) == pytest.approx(payroll(b)):
                assert payroll(found) == pytest.approx(payroll(a), rel=0.04)


def _done(scenario: Scenario) -> set[str]:
    return {name for team in scenario.teams.values() for name in team.does}


def test_work_that_is_lacking_goes_to_the_nearest_earlier_activity_on_its_side() -> None:
    """Follow-up stands after closing, before the purchase: sales takes it; check-ins come after support: the desk does."""
    found = hybrid(BEFORE_AFTER, MODEL, BEFORE_AFTER)
    assert found.teams["sales"].does == (*BEFORE_AFTER.teams["sales"].does, "nurture")
    assert set(found.teams["support_desk"].does) == {"onboard", "support", "check_in", "renew"}
    assert found.policies == BEFORE_AFTER.policies


def test_work_goes_where_the_other_has_it_if_the_rest_of_that_team_is_the_same() -> None:
    """Follow-up alone differs: it is inside sales' in either, not that of field sales who close just before it."""
    without = of("the-model", teams__inside_sales__does=["develop"])
    assert hybrid(without, MODEL, without).fingerprint() == MODEL.fingerprint()
    assert hybrid(MODEL, without, MODEL).fingerprint() == without.fingerprint()


def test_teams_follow_the_policies_of_who_does_their_heaviest_work() -> None:
    """Closing is most of what the market asks of sales: it is measured as field sales is, and pooled as they are; pay is the mean
    of 3 x 8, 5 x 7.4 and 3 x 9 million, eight as before."""
    found = hybrid(BEFORE_AFTER, MODEL, MODEL)
    sales, desk = found.teams["sales"], found.teams["support_desk"]
    assert (sales.headcount, sales.kpi, sales.ownership) == (11, "bookings", "pooled")
    assert (desk.headcount, desk.kpi, desk.ownership) == (3, "retention", "person")
    assert sales.cost == BEFORE_AFTER.teams["sales"].cost
    assert found.policies.records.kind == "crm"


def test_pay_of_mixed_work_is_the_mean_over_those_who_do_it() -> None:
    """Fourteen generalists of nine instead of eight million: everybody in THE MODEL's chart is paid nine, for as many people."""
    dear = of("generalist", teams__sales__cost="9_000_000 / year")
    found = hybrid(MODEL, MODEL, dear)
    assert {team.cost for team in found.teams.values()} == {9_000_000 / 12}
    assert sum(team.headcount for team in found.teams.values()) == 14
    one = hybrid(dear, MODEL, of("the-model", teams__field_sales__cost="10_700_000 / year"))
    assert one.teams["sales"].cost * 12 == pytest.approx((3 * 8 + 5 * 7.4 + 3 * 10.7 + 3 * 8) / 14 * 1e6)


def test_where_both_cost_the_same_what_lies_between_does_too() -> None:
    """Thirteen at 16 million cost what 26 at eight do: with the others' pay there are as many as the payroll has."""
    alone = {"policies__hiring": {}}
    few = of("generalist", teams__sales__headcount=13, teams__sales__cost="16_000_000 / year", **alone)
    many = of("generalist", teams__sales__headcount=26, **alone)
    found = hybrid(few, few, many)
    assert found.teams["sales"].headcount == 26
    assert found.fingerprint() == many.fingerprint()


def test_people_of_teams_without_work_go_to_the_others() -> None:
    """Nobody develops in THE MODEL: developer and analyst of the continuous organization join its concierges, who have most
    work."""
    found = hybrid(CONTINUOUS, MODEL, MODEL)
    assert {name: team.headcount for name, team in found.teams.items()} == {
        "awareness": 12,
        "quality_assurance": 2,
    }


def test_own_work_goes_to_the_largest_team_where_nobody_is_free_for_it() -> None:
    """Assurance takes the hours it took: a tenth of two people is a fifteenth of three."""
    found = hybrid(MODEL, MODEL, CONTINUOUS)
    assert found.policies.development.team == "inside_sales"
    assert found.policies.assurance.team == "customer_success"
    assert found.policies.assurance.share == pytest.approx(1 / 15)


def test_rotation_needs_two_teams() -> None:
    found = hybrid(
        ALONE, MODEL, of("the-model-collaborating", policies__rotation__teams=["marketing", "field_sales"])
    )
    assert found.policies.rotation is None
    assert found.policies.stories.team == "sales"


def test_all_of_one_organization_is_that_organization() -> None:
    assert hybrid(MODEL, MODEL, MODEL) is MODEL


def test_what_the_cut_is_made_of() -> None:
    """A new key of teams is policy unless it is said to belong to the cut; each of these is a key of teams."""
    assert set(OF_CUT) <= set(Team.model_fields)


def test_what_cannot_be_crossed() -> None:
    later = of("the-model", reorganizations=[{"at": "6 months", "organization": "pre-post-sales"}])
    with pytest.raises(HybridError, match=r"^an organization takes over during the run$"):
        check_crossable(MODEL, later)
    longer = of("the-model", scenario__horizon="12 months")
    with pytest.raises(HybridError, match=r"^they differ in more than their organizations \(scenario\)$"):
        check_crossable(MODEL, longer)
    check_crossable(MODEL, BEFORE_AFTER)


def test_a_hybrid_that_cannot_be_run_says_why() -> None:
    """Two shares of a team of two become more than all of one person's hours."""
    many = of(
        "continuous",
        teams__quality_assurance__headcount=9,
        policies__assurance__share=0.9,
        policies__analytics=None,
        teams__analytics=None,
    ).replace({"policies.analytics": {"team": "quality_assurance", "share": 0.1}})
    small = of("the-model", teams__customer_success__headcount=1)
    with pytest.raises(HybridError) as said:
        hybrid(small, small, many)
    assert str(said.value).startswith(
        "what lies between them could not be run: policies keep 1.9 of the hours of teams.customer_success; it must be 1 or less"
    )


def test_people_are_dealt_by_the_largest_remainder() -> None:
    """Ten people at equal pay for weights of 1, 2 and 4: 1.43, 2.86 and 5.71 are 1, 3 and 6."""
    pay = dict.fromkeys("abc", 5.0)
    assert dealt({"a": 1, "b": 2, "c": 4}, pay, people=0, budget=50) == {"a": 1, "b": 3, "c": 6}
    assert dealt({"a": 1, "b": 2, "c": 4}, dict.fromkeys("abc", 0.0), people=10, budget=0) == {
        "a": 1,
        "b": 3,
        "c": 6,
    }
    assert dealt({"a": 0, "b": 1, "c": 1}, pay, people=0, budget=50, least=1) == {"a": 1, "b": 5, "c": 4}


def test_matched_organizations_have_all_but_the_cut_in_common() -> None:
    """matched-pair-generator: the same work, 14 people at eight million, THE MODEL's records and rules of hiring, up to twice
    as many; no KPI, quota or ownership."""
    found = matched_gallery("b2b-saas")
    assert next(iter(found)) == "the-model"
    assert {"pre-post-sales", "generalist", "continuous"} <= {*found}
    assert "renamed" not in found
    assert "the-model-siloed" not in found
    for one in found.values():
        assert _done(one) == _done(MODEL)
        assert one.policies.model_copy(update={"hiring": MODEL.policies.hiring}) == MODEL.policies
        rule = MODEL.policies.hiring["marketing"]
        assert one.policies.hiring == {
            name: rule.model_copy(update={"most": 2 * team.headcount}) for name, team in one.teams.items()
        }
        assert sum(team.headcount for team in one.teams.values()) == 14
        for team in one.teams.values():
            stated = {key for key in team.model_fields_set if key not in OF_CUT}
            assert stated == {"cost"}
            assert team.cost == pytest.approx(8_000_000 / 12)


def test_between_matched_organizations_lies_nothing() -> None:
    found = [*matched_gallery("b2b-saas").values()]
    for a, b in combinations(found, 2):
        check_crossable(a, b)
        assert hybrid(a, b, a).fingerprint() == a.fingerprint()
        assert hybrid(a, b, b).fingerprint() == a.fingerprint()


def test_matched_like_another_organization() -> None:
    """Own work is done in each; hiring follows the rule of the team whose work it is."""
    like = of("continuous", policies__hiring={"awareness": {"when": "load > 0.9", "most": 20}})
    one = matched(like, MODEL)
    assert one.policies.development.team in one.teams
    assert one.policies.hiring["field_sales"].most == 2 * one.teams["field_sales"].headcount
    assert "customer_success" not in one.policies.hiring or one.teams["customer_success"].does


def test_matched_organizations_can_be_written_and_read(tmp_path) -> None:  # type: ignore[no-untyped-def]
    found = matched_gallery("b2b-saas")
    paths = write(found, tmp_path / "pairs")
    assert [path.name for path in paths][:1] == ["the-model-matched.toml"]
    again = load("b2b-saas", paths[0])
    assert again.fingerprint() == found["the-model"].fingerprint()
    assert again.title() == "THE MODEL (records of the whole relation) (matched)"
    with pytest.raises(OrgsimError, match=r"the-model-matched\.toml is there already; nothing was written$"):
        write(found, tmp_path / "pairs")


def test_who_does_the_same_for_others_keeps_another_pay() -> None:
    """In the packaged firm sellers and enterprise executives do the same for other leads, each at a pay of their own."""
    firm = load("mid-market")
    more = firm.replace({"teams.success.headcount": 4})
    found = hybrid(firm, firm, more)
    assert {name: team.cost for name, team in found.teams.items()} == {
        name: team.cost for name, team in firm.teams.items()
    }
    assert found.fingerprint() == firm.fingerprint()
