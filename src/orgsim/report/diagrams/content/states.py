"""The states of a lead, and what moves it from one to another in this organization."""

from collections.abc import Iterator

from orgsim.language.numbers import number, percent
from orgsim.language.phrases import Phrase
from orgsim.language.spans import every, span
from orgsim.plan.derived.in_force import acting
from orgsim.plan.derived.reaching import reach
from orgsim.plan.derived.routes import POOL, Way, arrives, doer, entry, reached, ways
from orgsim.plan.derived.serving import teams_of
from orgsim.plan.model.customer import CustomerLife
from orgsim.plan.model.organization import NurturePolicy
from orgsim.report.diagrams.content.graph import Arrow, Box, Graph
from orgsim.report.diagrams.content.pen import Pen
from orgsim.report.diagrams.content.relation import deciding, departing, leaving_early, repriced, staying
from orgsim.report.diagrams.content.ways import decides
from orgsim.units import MONTH

_AT_REST = ("nurture", "cold", "unworked")
"""Reasons of the policy that lead to the state of rest."""


def states(pen: Pen) -> Graph:
    """The state diagram of a scenario's leads and customers."""
    boxes = [Box("start", (pen.say("New lead"),), "start"), *_states(pen)]
    known = {box.name for box in boxes}
    arrows = [*_process(pen), *_follow_up(pen), *_addressed(pen), *_relation(pen), *_neglected(pen)]
    return Graph(
        title=pen.say("States of a lead: {scenario}", scenario=pen.scenario_title()),
        boxes=tuple(boxes),
        arrows=tuple(arrow for arrow in arrows if arrow.start in known and arrow.end in known),
        notes=_notes(pen),
    )


def _notes(pen: Pen) -> tuple[str, ...]:
    policy = pen.scenario.policies.nurture
    if POOL not in reached(pen.scenario):
        return ()
    if not _followed(pen):
        return (pen.say("Nobody follows up leads at rest: they stay there."),)
    words = {
        "nurture": Phrase("leads not yet ready"),
        "cold": Phrase("leads gone cold in a queue"),
        "unworked": Phrase("leads gone cold before any work"),
        "lost": Phrase("leads lost"),
        "deals": Phrase("deals lost"),
        "churned": Phrase("customers lost"),
    }
    names = pen.say(", ").join(pen.say(words[reason]) for reason in policy.recycles)
    found = [pen.say("Followed up are: {names}.", names=names)]
    if any(way.kind == "back" for way in ways(pen.scenario, POOL)):
        found.append(
            pen.say("Leads gone cold come back to the step whose queue they left, not to one behind it.")
        )
    if any(way.kind == "turned" for way in ways(pen.scenario, POOL)):
        found.append(pen.say("Leads that were turned away come back to the step that did it, not past it."))
    return tuple(found)


def _states(pen: Pen) -> Iterator[Box]:
    found = reached(pen.scenario)
    for name in _steps(pen):
        team = pen.teams(teams_of(pen.scenario, name))
        due = pen.say("next: {activity} ({team})", activity=pen.activity(name), team=team)
        yield Box(_due(name), (_called(pen, name), due), "state")
    if POOL in found:
        yield Box("rest", (pen.say("At rest"),), "state")
    if "lost" in found or any(way.to == "lost" for way in _touches(pen)):
        yield Box("lost", (pen.say("Lost"),), "state")
    if "customer" in found:
        yield Box("customer", (pen.say("Customer"),), "state")
        if decides(pen.scenario):
            yield Box("churned", (pen.say("Churned"),), "state")


def _steps(pen: Pen) -> list[str]:
    """The steps of the journey that somebody does; a lead is in a state for each until that step is done."""
    found = reached(pen.scenario)
    return [
        name for name in found if name in pen.scenario.journey and name != POOL and doer(pen.scenario, name)
    ]


def _entry(pen: Pen, source: str) -> str:
    """The step for which leads of a source come in."""
    return arrives(pen.scenario, entry(pen.scenario, source))


def _due(step: str) -> str:
    return f"due {step}"


def _called(pen: Pen, step: str) -> str:
    """What a lead is called for which a step is next: what the step makes of it that leads there, else which step that is."""
    before = next((name for name in _steps(pen) if name != step and _best(pen, name) == step), None)
    if before is None or step in (_entry(pen, name) for name in pen.scenario.sources):
        return pen.say("Lead")
    makes = pen.scenario.journey[before].makes
    return (
        pen.say("After: {activity}", activity=pen.activity(before))
        if makes is None
        else makes.say(pen.language)
    )


def _best(pen: Pen, step: str) -> str | None:
    """Where a step leads at its best."""
    return next((arrives(pen.scenario, way.to) for way in ways(pen.scenario, step)), None)


def _process(pen: Pen) -> Iterator[Arrow]:
    """New leads, and how a step leads from state to state."""
    scenario, entries = pen.scenario, dict[str, list[str]]()
    for name in scenario.sources:
        entries.setdefault(_entry(pen, name), []).append(_source(pen, name))
    for step, lines in entries.items():
        yield Arrow("start", _state(step), tuple(lines))
    for step in _steps(pen):
        aims = dict.fromkeys(arrives(scenario, way.to) for way in ways(scenario, step))
        for aim in aims:
            passed = (aim in scenario.journey and aim != POOL) or aim == "customer"
            how = pen.say(", ").join(_hows(pen, step, aim))
            if passed:
                how = pen.say("{activity}: {rate}", activity=pen.activity(step), rate=how)
            yield Arrow(_due(step), _state(aim), (how, *(_criterion(pen, step) if passed else ())))


def _state(place: str) -> str:
    """The state of a lead at an activity or an end."""
    return {POOL: "rest", "lost": "lost", "customer": "customer"}.get(place, _due(place))


def _criterion(pen: Pen, step: str) -> Iterator[str]:
    """By what a step decides who passes."""
    activity, language = pen.scenario.journey[step], pen.language
    if len(activity.outcomes) > 1 and activity.judgement:
        weight = number(activity.judgement, language)
        yield pen.say("criterion: readiness (judgement {weight})", weight=weight)
    bar = pen.scenario.policies.criteria.get(step, 0.0) if "criteria" in acting(pen.scenario) else 0.0
    if bar:
        said = Phrase("bar {shift} log-odds looser") if bar > 0 else Phrase("bar {shift} log-odds stricter")
        yield pen.say(said, shift=number(abs(bar), language))


def _source(pen: Pen, name: str) -> str:
    rate = getattr(pen.scenario.sources[name], "leads", None)
    if rate is None:
        return pen.source(name)
    return pen.say(
        "{source}: {count} a month", source=pen.source(name), count=number(rate * MONTH, pen.language)
    )


def _hows(pen: Pen, name: str, target: str) -> list[str]:
    """How a step leads to a place."""
    found = ways(pen.scenario, name)
    return [_how(pen, way) for way in found if arrives(pen.scenario, way.to) == target]


def _how(pen: Pen, way: Way) -> str:
    if way.kind == "outcome":
        return pen.rate(way)
    return pen.say("gone cold") if way.kind == "cold" else pen.say("left out")


def _touches(pen: Pen) -> list[Way]:
    """The ways on from a touch."""
    scenario = pen.scenario
    done = POOL in scenario.journey and doer(scenario, POOL) is not None
    return [way for way in ways(scenario, POOL) if way.kind == "outcome"] if done else []


def _followed(pen: Pen) -> bool:
    return bool(_touches(pen))


def _follow_up(pen: Pen) -> Iterator[Arrow]:
    """How leads come back."""
    policy = pen.scenario.policies.nurture
    back = [way for way in _touches(pen) if way.to not in (POOL, "lost")]
    sleeping = [
        *(["rest"] if set(policy.recycles) & set(_AT_REST) else []),
        *(["lost"] if set(policy.recycles) & {"lost", "deals"} else []),
        *(["churned"] if "churned" in policy.recycles else []),
    ]
    for state in sleeping:
        for way in back:
            yield Arrow(state, _state(arrives(pen.scenario, way.to)), _return(pen, way, policy))
    for way in _touches(pen):
        if way.to == "lost":
            yield Arrow(
                "rest",
                "lost",
                (pen.say("{activity}: {rate}", activity=pen.activity(POOL), rate=pen.rate(way)),),
            )


def _return(pen: Pen, way: Way, policy: NurturePolicy) -> tuple[str, ...]:
    team = pen.teams(teams_of(pen.scenario, POOL))
    return (
        pen.say("{team}: {activity}", team=team, activity=pen.activity(POOL)),
        every(policy.every, pen.language),
        pen.say("{count} touches at most", count=policy.touches),
        pen.say("{rate} a touch", rate=pen.rate(way)),
        *_reached(pen),
    )


def _reached(pen: Pen) -> Iterator[str]:
    """How many touches reach, where not all do."""
    if (share := reach(pen.scenario)) < 1:
        yield pen.say("{rate} of touches reach", rate=percent(share, pen.language))


def _addressed(pen: Pen) -> Iterator[Arrow]:
    """How leads at rest come back who are written to or invited."""
    scenario, force = pen.scenario, acting(pen.scenario)
    mail = scenario.policies.mail
    if mail is not None and "mail" in force and scenario.journey[POOL].outcomes[0].to in scenario.journey:
        said = pen.say("Mailing to leads at rest")
        aim = arrives(scenario, scenario.journey[POOL].outcomes[0].to)
        yield Arrow(
            "rest",
            _state(aim),
            (
                pen.say("{team}: {activity}", team=pen.teams((mail.team,)), activity=said),
                every(mail.every, pen.language),
            ),
        )
    for name, source in scenario.sources.items():
        invites = getattr(source, "invites", 0.0)
        if invites and "invitations" in force:
            said = pen.say("{rate} come to each event", rate=percent(invites, pen.language))
            yield Arrow("rest", _state(_entry(pen, name)), (pen.source(name), said))


def _neglected(pen: Pen) -> Iterator[Arrow]:
    """How customers are touched whom nobody follows up."""
    policy = pen.scenario.policies.neglected
    if policy is None or "neglected" not in acting(pen.scenario) or not _followed(pen):
        return
    team = pen.teams(teams_of(pen.scenario, POOL))
    yield Arrow(
        "customer",
        "customer",
        (
            pen.say("{team}: {activity}", team=team, activity=pen.activity(POOL)),
            pen.say("not followed up for {time}", time=span(policy.after, pen.language)),
        ),
    )


def _relation(pen: Pen) -> Iterator[Arrow]:
    """How customers stay or leave, or come back for a new one."""
    life = pen.scenario.customer or CustomerLife()
    offering = pen.scenario.offering
    if offering is not None and offering.lifetime is not None:
        said = pen.say("replaced after {time}", time=span(offering.lifetime.build().mean, pen.language))
        back = pen.say("{rate} come back", rate=percent(offering.return_share, pen.language))
        for step in dict.fromkeys(_entry(pen, name) for name in pen.scenario.sources):
            yield Arrow("customer", _state(step), (said, back))
    if not decides(pen.scenario):
        return
    yield Arrow(
        "customer",
        "customer",
        (*staying(pen), *repriced(pen), *_talk(pen)),
    )
    if life.upsell is not None and life.check_ins is not None and doer(pen.scenario, life.check_ins.activity):
        said = pen.say("{rate} of check-ins", rate=percent(life.upsell.rate, pen.language))
        yield Arrow(
            "customer",
            "customer",
            (pen.say("buys {more} more: {when}", more=percent(life.upsell.value, pen.language), when=said),),
        )
    yield Arrow(
        "customer",
        "churned",
        (*departing(pen), *deciding(pen), *leaving_early(pen)),
    )


def _talk(pen: Pen) -> Iterator[str]:
    """Whether anybody talks to the customer before the decision."""
    life = pen.scenario.customer
    if life is None or life.renewal is None:
        return
    teams = teams_of(pen.scenario, life.renewal.activity)
    if teams:
        yield pen.say(
            "{team}: {activity}", team=pen.teams(teams), activity=pen.activity(life.renewal.activity)
        )
