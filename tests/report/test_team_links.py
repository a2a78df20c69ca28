"""What goes from team to team without a case: reviews and feedback in the diagram of teams."""

import orgsim
from orgsim.plan.scenario import Scenario
from orgsim.report.diagrams.diagram import draw

REVIEWS, FEEDBACK = "Strategy reviews", "Assured customer feedback"


def links(plan: Scenario) -> set[tuple[str, str, str]]:
    arrows = draw(plan, "teams").graph().arrows
    return {(one.start, one.end, line) for one in arrows for line in one.lines if line in (REVIEWS, FEEDBACK)}


def test_a_strategy_team_reaches_all_that_it_reviews() -> None:
    plan = orgsim.load("b2b-saas", "continuous-strategy")
    reviewed = {name for name, team in plan.teams.items() if team.does}
    found = links(plan)
    assert len(reviewed) > 1
    assert {end for start, end, line in found if line == REVIEWS} == reviewed
    assert {start for start, _, line in found if line == REVIEWS} == {"strategy"}
    only = plan.replace({"policies.strategy.teams": ["awareness", "strategy"]})
    assert {(start, end) for start, end, line in links(only) if line == REVIEWS} == {
        ("strategy", "awareness")
    }


def test_feedback_goes_from_assurance_to_development() -> None:
    plan = orgsim.load("b2b-saas", "continuous")
    policies = plan.policies
    assert links(plan) == {(policies.assurance.team, policies.development.team, FEEDBACK)}
    same = plan.replace({"policies.assurance.team": policies.development.team})
    assert links(same) == set()


def test_what_does_not_act_links_nobody() -> None:
    plan = orgsim.load("b2b-saas", "continuous-strategy").replace({"scenario.mechanisms": []})
    assert links(plan) == set()


def test_both_are_drawn_in_every_form() -> None:
    drawn = draw(orgsim.load("b2b-saas", "continuous-strategy"), "teams")
    assert REVIEWS in drawn.mermaid()
    assert FEEDBACK in drawn.mermaid()
    assert "<svg" in drawn.svg()
