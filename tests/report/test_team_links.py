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


def sent(plan: Scenario, what: str) -> set[tuple[str, str]]:
    """From which team to which something goes."""
    return {(one.start, one.end) for one in draw(plan, "teams").graph().arrows if what in one.lines}


def common(plan: Scenario) -> dict[tuple[str, ...], set[str]]:
    """What teams share, with who does."""
    graph = draw(plan, "teams").graph()
    boxes = {box.name: box.lines[1:] for box in graph.boxes if box.lines[0] == "Shared by these teams"}
    return {said: {one.end for one in graph.arrows if one.start == name} for name, said in boxes.items()}


def test_nobody_stands_unconnected_who_makes_something_for_others() -> None:
    plan = orgsim.load("b2b-saas", "continuous-strategy")
    assert sent(plan, "Product quality") == {("development", "awareness")}
    assert sent(plan, "Automation") == {("analytics", "awareness"), ("analytics", "quality_assurance")}
    assert sent(plan, "Seminars") == {("awareness", "leads")}
    assert common(plan) == {("meetings every month, 2 hr each",): set(plan.teams)}
    served = plan.replace({"policies.analytics.activities": ["onboard"]})
    assert sent(served, "Automation") == {("analytics", "quality_assurance")}
    graph = draw(plan, "teams").graph()
    assert {name for one in graph.arrows for name in (one.start, one.end)} == {
        box.name for box in graph.boxes
    }


def test_a_shared_goal_meetings_and_guests_are_shown_by_whom_they_join() -> None:
    plan = orgsim.load("b2b-saas", "the-model-collaborating")
    goal = "one goal: each does first what is worth most to the whole"
    meetings, guests = (
        "meetings every 7 days, 1 hr each",
        "1 of each team as guests in others every 6 months, for 1 month",
    )
    assert common(plan) == {(goal, meetings, guests): set(plan.teams)}
    assert sent(plan, "Success stories") == {
        ("customer_success", team) for team in ("marketing", "inside_sales", "field_sales")
    }
    two = plan.replace(
        {"policies.meetings.teams": ["marketing", "inside_sales"], "policies.goal.kind": "local"}
    )
    assert common(two) == {(meetings,): {"marketing", "inside_sales"}, (guests,): set(plan.teams)}
    without = plan.replace({"scenario.mechanisms": []})
    assert common(without) == {}
    reviewed = plan.replace({"policies.strategy": {}, "policies.meetings": None, "policies.rotation": None})
    assert common(reviewed) == {
        (goal, "reviews of the whole every 3 months, by one of each team"): set(plan.teams)
    }


def test_what_customers_said_goes_to_those_who_are_told() -> None:
    news = {
        "policies.interviews": {"team": "marketing"},
        "policies.customer_news": {"teams": ["marketing", "field_sales"]},
    }
    plan = orgsim.load("b2b-saas", "the-model").replace(news)
    assert sent(plan, "Interviews with customers") == {("marketing", "field_sales")}


def test_what_does_not_act_links_nobody() -> None:
    plan = orgsim.load("b2b-saas", "continuous-strategy").replace({"scenario.mechanisms": []})
    assert links(plan) == set()


def test_both_are_drawn_in_every_form() -> None:
    drawn = draw(orgsim.load("b2b-saas", "continuous-strategy"), "teams")
    assert REVIEWS in drawn.mermaid()
    assert FEEDBACK in drawn.mermaid()
    assert "<svg" in drawn.svg()
