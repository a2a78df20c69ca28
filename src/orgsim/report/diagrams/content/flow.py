"""The process flow: sources, activities with their rates, ends, and the life of customers, by who does what."""

from collections.abc import Iterator

from orgsim.language.numbers import number, percent
from orgsim.language.spans import every, span
from orgsim.plan.derived.in_force import acting
from orgsim.plan.derived.kinds import kinds
from orgsim.plan.derived.mix import weight
from orgsim.plan.derived.routes import POOL, Way, doer, entry, reached, source_work, ways
from orgsim.plan.derived.serving import teams_of
from orgsim.plan.model.sources import (
    EventSource,
    RecordedSource,
    ReferralSource,
    SteadySource,
    WordOfMouthSource,
)
from orgsim.report.diagrams.content import day_0
from orgsim.report.diagrams.content.graph import Arrow, Box, Graph, Style, merged
from orgsim.report.diagrams.content.pen import Pen
from orgsim.report.diagrams.content.relation import deciding, departing, leaving_early
from orgsim.report.diagrams.content.ways import care, closers, decides
from orgsim.units import MONTH


def flow(pen: Pen) -> Graph:
    """The process flow of a scenario."""
    scenario = pen.scenario
    path = [name for name in reached(scenario) if name in scenario.journey and name != POOL]
    boxes = [*_sources(pen), *(_work(pen, name) for name in path), *_ends(pen)]
    arrows = [*_entering(pen), *(arrow for name in path for arrow in _onward(pen, name)), *_returning(pen)]
    for box, arrow in (*_care(pen), *_second_line(pen)):
        boxes.append(box)
        arrows.append(arrow)
    arrows += _leaving(pen)
    there = _there(pen)
    known = {box.name: box.below(pen.there(there.get(box.name, 0))) for box in boxes}
    return Graph(
        title=pen.say("Process flow: {scenario}", scenario=pen.scenario_title()),
        boxes=tuple(known.values()),
        arrows=merged([arrow for arrow in arrows if arrow.start in known and arrow.end in known]),
        groups={name: pen.team(name) for name in scenario.teams},
        notes=_notes(pen),
    )


def _there(pen: Pen) -> dict[str, int]:
    """How many are there on day 0, by the box that stands for where they are."""
    found = {_aim(pen, name): count for name, count in day_0.leads(pen.scenario).items()}
    return found | {"end customer": day_0.customers(pen.scenario)}


def _notes(pen: Pen) -> tuple[str, ...]:
    return (
        pen.say(
            "Percentages are the base rates of the market: of leads that come for the first time, served at once by "
            "trained people who know all that was learned. Behind them: the mean time until the lead is there."
        ),
        pen.say(
            "Thick arrows: handoffs between teams. Dashed boxes: work that nobody does. Dashed arrows: leads gone cold "
            "in a queue, steps left out, and work for sources."
        ),
        *pen.hours(),
    )


def _work(pen: Pen, name: str) -> Box:
    """A box for an activity; a name of its own beside those of ends and sources."""
    teams = teams_of(pen.scenario, name)
    title = pen.activity(name)
    others = pen.teams(pen.scenario.journey[name].with_)
    if others and teams:
        together = pen.say("with {teams}", teams=others)
        title = f"{title} ({together})"
    below = pen.teams(teams) if teams else pen.say("nobody does it")
    return Box(
        f"do {name}", (title, below), "work" if teams else "undone", teams[0] if len(teams) == 1 else None
    )


def _aim(pen: Pen, target: str) -> str:
    return f"do {target}" if target in pen.scenario.journey and target != POOL else f"end {target}"


def _sources(pen: Pen) -> Iterator[Box]:
    work = source_work(pen.scenario)
    for name in pen.scenario.sources:
        yield Box(f"source {name}", (pen.source(name), *_amount(pen, name)), "source")
        if name in work:
            yield _work(pen, work[name])


def _amount(pen: Pen, name: str) -> Iterator[str]:
    """How many leads a source brings, and when."""
    source = pen.scenario.sources[name]
    if isinstance(source, SteadySource):
        yield pen.say("{count} leads a month", count=number(source.leads * MONTH, pen.language))
    elif isinstance(source, EventSource):
        leads = number(weight(source) * source.every, pen.language)
        yield pen.say("{every}, {count} leads", every=every(source.every, pen.language), count=leads)
    elif isinstance(source, RecordedSource):
        yield pen.say("{count} recorded leads", count=number(len(source.arrivals), pen.language))
    elif isinstance(source, ReferralSource):
        yield pen.say("{count} a month for each customer", count=number(source.rate * MONTH, pen.language))
    elif source.returns > 0:
        yield pen.say("{rate} come back", rate=percent(source.returns, pen.language))


def _entering(pen: Pen) -> Iterator[Arrow]:
    work = source_work(pen.scenario)
    for name, source in pen.scenario.sources.items():
        yield Arrow(f"source {name}", _aim(pen, entry(pen.scenario, name)))
        if name in work:
            yield Arrow(f"do {work[name]}", f"source {name}", style="weak")
        if isinstance(source, ReferralSource):
            yield Arrow("end customer", f"source {name}", (pen.say("bring others"),), "weak")
        elif isinstance(source, WordOfMouthSource):
            yield Arrow(f"do {source.explained}", f"source {name}", (pen.say("tell others"),), "weak")


def _onward(pen: Pen, name: str) -> Iterator[Arrow]:
    found = ways(pen.scenario, name)
    decided = {way.to for way in found if way.kind == "outcome"}
    for way in found:
        said = pen.say("or gone cold") if way.kind == "cold" and way.to in decided else _said(pen, way)
        yield Arrow(f"do {name}", _aim(pen, way.to), (said,), _style(pen, name, way))


def _said(pen: Pen, way: Way) -> str:
    if way.kind == "cold":
        return pen.say("gone cold")
    if way.kind == "back":
        return pen.say("gone cold there")
    if way.kind == "turned":
        return pen.say("turned away there")
    if way.kind == "skipped":
        return pen.say("left out")
    if way.beside:
        beside = pen.say("(with others)")
        return f"{pen.rate(way)} {beside}"
    if way.after is None:
        return pen.rate(way)
    return pen.say(
        "{rate}, {time}",
        rate=pen.rate(way),
        time=span(way.after.build().mean, pen.language),
    )


def _style(pen: Pen, name: str, way: Way) -> Style:
    if way.kind != "outcome":
        return "weak"
    return _between(pen, name, way.to, pen.scenario.journey[name].with_)


def _between(pen: Pen, before: str, after: str, there: tuple[str, ...] = ()) -> Style:
    """Whether any leads pass to another team between two activities; the teams that were `there` go on."""
    hands = [(doer(kind.content, before), doer(kind.content, after)) for kind in kinds(pen.scenario)]
    passed = any(None not in (one, other) and other not in (one, *there) for one, other in hands)
    return "handoff" if passed else "usual"


def _ends(pen: Pen) -> Iterator[Box]:
    found = reached(pen.scenario)
    if "customer" in found:
        yield Box(
            "end customer", (pen.say("Customer"), *(deciding(pen) if decides(pen.scenario) else ())), "end"
        )
        if decides(pen.scenario):
            yield Box("end churned", (pen.say("Churned"),), "end")
    if "lost" in found or _may_be_lost(pen):
        yield Box("end lost", (pen.say("Lost"),), "end")
    if POOL in found:
        yield Box(f"end {POOL}", (pen.say("At rest"),), "pool")
        if POOL in pen.scenario.journey:
            yield _work(pen, POOL)


def _may_be_lost(pen: Pen) -> bool:
    return POOL in reached(pen.scenario) and any(way.to == "lost" for way in _touched(pen))


def _touched(pen: Pen) -> list[Way]:
    """The ways on from a touch of a lead at rest."""
    return ways(pen.scenario, POOL) if POOL in pen.scenario.journey and doer(pen.scenario, POOL) else []


def _returning(pen: Pen) -> Iterator[Arrow]:
    """The follow-up of leads at rest, and of others that the policy follows up."""
    policy = pen.scenario.policies.nurture
    if POOL not in pen.scenario.journey:
        return
    if not _touched(pen):
        yield Arrow(f"end {POOL}", f"do {POOL}", style="weak")
        return
    said = (
        every(policy.every, pen.language),
        pen.say("{count} touches at most", count=policy.touches),
    )
    yield Arrow(f"end {POOL}", f"do {POOL}", said)
    ends = {"lost" if end == "deals" else end for end in policy.recycles}
    for end in ("lost", "churned"):
        if end in ends:
            yield Arrow(f"end {end}", f"do {POOL}", (pen.say("followed up"),), "weak")
    for way in _touched(pen):
        yield Arrow(f"do {POOL}", _aim(pen, way.to), (_said(pen, way),), _style(pen, POOL, way))


def _care(pen: Pen) -> Iterator[tuple[Box, Arrow]]:
    """What is done for customers, and by which way the work comes."""
    scenario = pen.scenario
    parts = dict(care(scenario))
    begun = parts.get("onboarding")
    for part, activity in parts.items():
        known = part != "onboarding" and begun is not None and doer(scenario, begun) is not None
        before = [str(begun)] if known else closers(scenario)
        style: Style = (
            "weak"
            if doer(scenario, activity) is None
            else max((_between(pen, one, activity) for one in before), default="usual", key=_RANK)
        )
        start = f"do {parts['check_ins']}" if part == "upsell" and "check_ins" in parts else "end customer"
        yield _work(pen, activity), Arrow(start, f"do {activity}", tuple(_when(pen, part)), style)


_RANK = ("weak", "usual", "handoff").index


def _second_line(pen: Pen) -> Iterator[tuple[Box, Arrow]]:
    """Where the second line is proposed to customers, and how often it is sold to those."""
    scenario, line = pen.scenario, pen.scenario.second_line
    if line is None or "cross_selling" not in acting(scenario):
        return
    name = pen.say("Second line") if line.title is None else line.title.say(pen.language)
    yield from _offers(pen, line.activity, "end second line", name)
    if line.offering_activity is not None:
        yield from _offers(pen, line.offering_activity, "end offering", pen.say("Offering"))


def _offers(pen: Pen, activity: str, end: str, name: str) -> Iterator[tuple[Box, Arrow]]:
    """Where what an activity sells comes up, and how often it is sold then."""
    scenario = pen.scenario
    assert scenario.second_line is not None
    parts = dict(care(scenario))
    for talk in scenario.second_line.talks:
        part = _PARTS.get(talk)
        if part is None or part in parts:
            start = "end customer" if part is None else f"do {parts[part]}"
            before = closers(scenario) if part is None else [parts[part]]
            style: Style = max((_between(pen, one, activity) for one in before), default="usual", key=_RANK)
            said = (pen.say("{line} comes up", line=name),)
            yield _work(pen, activity), Arrow(start, f"do {activity}", said, style)
    for way in ways(scenario, activity):
        if way.to == "customer":
            sold = Box(end, (pen.say("{line} sold", line=name),), "end")
            yield sold, Arrow(f"do {activity}", sold.name, (_said(pen, way),))


_PARTS = {
    "onboarding": "onboarding",
    "answer": "incidents",
    "check_in": "check_ins",
    "renewal_talk": "renewal",
}
"""The part of a customer's life that each talk is; a purchase is none."""


def _when(pen: Pen, part: str) -> Iterator[str]:
    """When a part of a customer's life falls due."""
    life, language = pen.scenario.customer, pen.language
    assert life is not None
    if part == "incidents" and life.incidents is not None:
        yield pen.say(
            "{count} a month for each customer", count=number(life.incidents.rate * MONTH, pen.language)
        )
    elif part == "check_ins" and life.check_ins is not None:
        yield every(life.check_ins.every, language)
    elif part == "renewal" and life.renewal is not None:
        yield pen.say("{time} before the term ends", time=span(life.renewal.notice, language))
    elif part == "upsell" and life.upsell is not None:
        yield percent(life.upsell.rate, language)


def _leaving(pen: Pen) -> Iterator[Arrow]:
    """How customers leave."""
    yield Arrow("end customer", "end churned", (*departing(pen), *leaving_early(pen)))
