"""What counts for a team's KPI: which activities, and which of their outcomes, read from who does what.

leads: the work that sources need, and the team's steps from which leads come to another team.
appointments: the team's steps whose best outcome sends leads on to another team.
bookings: the team's steps on the way to the purchase, and the sale of the second line.
retention: what is done for customers (onboarding, incidents, check-ins, talks before renewal).
lifetime_value: that, and what sells customers more.
"""

from orgsim.plan.model.content import Content

_RETAINING = ("onboarding", "incidents", "check_ins", "renewal")


def doers(content: Content) -> dict[str, str]:
    """The team that does each activity done."""
    return {name: team for team, plan in content.teams.items() for name in plan.does}


def arrives(content: Content, target: str) -> str:
    """Where a lead sent to `target` comes to: an activity that somebody does, or an end; steps left undone are skipped."""
    done, seen = doers(content), set[str]()
    while target in content.journey and target != "nurture" and target not in done and target not in seen:
        seen.add(target)
        target = content.journey[target].skipped or "lost"
    return target


def steps(content: Content) -> dict[str, tuple[str, ...]]:
    """The activities that leads in process come to and somebody does, each with where its outcomes of a rate above 0 lead to.

    Following up leads at rest (nurture) is none of them.
    """
    ahead = [source.entry or next(iter(content.journey)) for source in content.sources.values()]
    if "nurture" in doers(content) and "nurture" in content.journey:
        ahead += [outcome.to for outcome in content.journey["nurture"].outcomes]
    found: dict[str, tuple[str, ...]] = {}
    while ahead:
        name = arrives(content, ahead.pop())
        if name in found or name not in content.journey or name == "nurture":
            continue
        activity = content.journey[name]
        found[name] = tuple(arrives(content, way.to) for way in activity.outcomes if way.rate > 0)
        ahead += [*found[name], activity.cold]
    return found


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
            return _leading_to(steps(content), {"customer"}) | _second_line(content)
        case "retention":
            return _customer_work(content, _RETAINING)
        case "lifetime_value":
            return _customer_work(content, (*_RETAINING, "upsell")) | _second_line(content)
    return set()


def fulfilling(content: Content, team: str) -> set[tuple[str, str]]:
    """What counts toward a team's quota: pairs of an activity and the target of its outcome; none where nothing can.

    leads and appointments: leads sent on to another team by its best outcome. bookings: purchases and sales of the second
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
    done = doers(content)
    best = {
        name: arrives(content, content.journey[name].outcomes[0].to)
        for name in steps(content)
        if content.journey[name].outcomes and done[name] == team
    }
    return {name for name, target in best.items() if target in done and done[target] != team}


def _leads(content: Content, team: str) -> set[str]:
    done = doers(content)
    own = {name: ways for name, ways in steps(content).items() if done[name] == team}
    work = {getattr(source, "activity", None) for source in content.sources.values()}
    return _leading_to(own, _appointments(content, team)) | {name for name in work if name is not None}


def _leading_to(ways: dict[str, tuple[str, ...]], aims: set[str]) -> set[str]:
    """The aims, and all from which one of them can be reached."""
    found = set(aims)
    while more := {name for name, targets in ways.items() if name not in found and found & set(targets)}:
        found |= more
    return found


def _customer_work(content: Content, parts: tuple[str, ...]) -> set[str]:
    found = (getattr(content.customer, part, None) for part in parts)
    return {part.activity for part in found if part is not None and part.activity is not None}


def _second_line(content: Content) -> set[str]:
    line = content.second_line
    return set() if line is None or line.activity not in doers(content) else {line.activity}
