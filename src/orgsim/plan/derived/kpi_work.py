"""What counts for a team's KPI: which activities, and which of their outcomes, read from who does what.

leads: the work that sources need, and the team's steps from which leads come to another team.
appointments: the team's steps whose best outcome sends leads on to another team.
bookings: the team's steps on the way to the purchase, what sells customers more, and the sale of the other line.
retention: what is done for customers (onboarding, incidents, check-ins, talks before renewal).
lifetime_value: that, and what sells customers more.
"""

from orgsim.plan.derived.routes import arrives, customer_work, doers, source_work, steps
from orgsim.plan.derived.walks import leading_to
from orgsim.plan.model.content import Content

_RETAINING = ("onboarding", "incidents", "check_ins", "renewal")


def counting(content: Content, team: str) -> tuple[str, ...]:
    """The activities a team does that count for its KPI, in the order in which it states them; none without a KPI."""
    plan = content.teams[team]
    counted = _counted(content, team)
    return tuple(name for name in plan.does if name in counted)


def _counted(content: Content, team: str) -> set[str]:
    match content.teams[team].kpi:
        case "leads":
            return _leads(content, team)
        case "appointments":
            return _appointments(content, team)
        case "bookings":
            return (
                leading_to(steps(content), {"customer"})
                | _customer_work(content, ("upsell",))
                | _second_line(content)
            )
        case "retention":
            return _customer_work(content, _RETAINING)
        case "lifetime_value":
            return _customer_work(content, (*_RETAINING, "upsell")) | _second_line(content)
    return set()


def fulfilling(content: Content, team: str) -> set[tuple[str, str]]:
    """What counts toward a team's quota: pairs of an activity and the target of its outcome; none where nothing can.

    leads and appointments: leads sent on to another team by its best outcome. bookings: purchases and sales of the other
    line closed by the team; all purchases where the team itself closes none.
    """
    plan = content.teams[team]
    if plan.kpi in ("leads", "appointments"):
        return {(name, content.journey[name].outcomes[0].to) for name in _appointments(content, team)}
    if plan.kpi != "bookings":
        return set()
    closing = {
        (name, way.to)
        for name in (*steps(content), *_second_line(content))
        for way in content.journey[name].outcomes
        if arrives(content, way.to) == "customer"
    }
    return {(name, to) for name, to in closing if name in plan.does} or closing


def _appointments(content: Content, team: str) -> set[str]:
    does = content.teams[team].does
    best = {
        name: arrives(content, content.journey[name].outcomes[0].to)
        for name in steps(content)
        if content.journey[name].outcomes and name in does
    }
    return {name for name, target in best.items() if target in doers(content) and target not in does}


def _leads(content: Content, team: str) -> set[str]:
    own = {name: ways for name, ways in steps(content).items() if name in content.teams[team].does}
    return leading_to(own, _appointments(content, team)) | set(source_work(content).values())


def _customer_work(content: Content, parts: tuple[str, ...]) -> set[str]:
    return {activity for part, activity in customer_work(content).items() if part in parts}


def _second_line(content: Content) -> set[str]:
    line = content.second_line
    return set() if line is None else set(line.activities) & set(doers(content))
