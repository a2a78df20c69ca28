"""The relations of teams: who does what, and what passes from hand to hand."""

from collections.abc import Iterator, Mapping

from orgsim.language.numbers import number, percent
from orgsim.language.phrases import Phrase, counting
from orgsim.plan.derived.headcounts import counts
from orgsim.plan.derived.in_force import acting
from orgsim.plan.derived.routes import POOL, arrives, doer, jobs, reached, ways
from orgsim.plan.model.customer import CustomerLife
from orgsim.report.diagrams.content.graph import Arrow, Box, Graph
from orgsim.report.diagrams.content.pen import Pen
from orgsim.report.diagrams.content.ways import care, closers, expected, starts
from orgsim.study.labels import MEASURED_ON
from orgsim.units import DAYS_PER_YEAR


def teams(pen: Pen) -> Graph:
    """The diagram of a scenario's teams."""
    visits = expected(pen.scenario)
    boxes = [Box("leads", (pen.say("Leads"),), "start"), *(_team(pen, name) for name in pen.scenario.teams)]
    arrows = [*_arriving(pen), *_passing(pen, visits), *_begun(pen, visits), *_cared(pen)]
    return Graph(
        title=pen.say("Teams and handoffs: {scenario}", scenario=pen.scenario_title()),
        boxes=tuple(boxes),
        arrows=_together(arrows),
        groups={name: pen.team(name) for name in pen.scenario.teams},
        notes=tuple(_notes(pen, visits)),
    )


def _together(arrows: list[Arrow]) -> tuple[Arrow, ...]:
    """One arrow for all that passes between two teams."""
    found: dict[tuple[str, str], list[Arrow]] = {}
    for arrow in arrows:
        found.setdefault((arrow.start, arrow.end), []).append(arrow)
    return tuple(
        Arrow(start, end, tuple(dict.fromkeys(line for one in group for line in one.lines)), group[0].style)
        for (start, end), group in found.items()
    )


def _team(pen: Pen, name: str) -> Box:
    team = pen.scenario.teams[name]
    count = counts(pen.scenario, name)
    people = counting("{count} person", "{count} people", 1 if count == "1" else 2, count=count)
    keeps = Phrase("each keeps their own") if team.ownership == "person" else Phrase("one queue for all")
    work = [pen.activity(activity) for activity in team.does if activity in pen.scenario.journey]
    inside = _inside(pen, name)
    return Box(
        name,
        (
            pen.team(name),
            pen.say("{people}, {keeps}", people=people, keeps=keeps),
            _kpi(pen, team.kpi),
            *(f"• {one}" for one in work),
            *(f"◦ {one}" for one in inside),
        ),
        "team",
        name,
    )


def _kpi(pen: Pen, kpi: str) -> str:
    """What a team is measured on."""
    return pen.say("no KPI") if kpi == "none" else pen.say("KPI: {kpi}", kpi=MEASURED_ON[kpi])


def _inside(pen: Pen, team: str) -> list[str]:
    """Staffed work for the organization itself that falls to a team: by policies that name it, or name no team."""
    found = []
    for mechanism in acting(pen.scenario).values():
        for work, title in mechanism.work.items():
            names = [work] if work in mechanism.policies else list(mechanism.policies)
            stated = [
                one for name in names if (one := getattr(pen.scenario.policies, name, None)) is not None
            ]
            if any(team in named or not named for named in map(_named, stated)):
                found.append(title.say(pen.language))
    return found


def _named(policy: object) -> list[str]:
    """The teams that a policy names."""
    one, many = getattr(policy, "team", None), getattr(policy, "teams", None)
    return [*([one] if isinstance(one, str) else []), *(many if isinstance(many, tuple) else [])]


def _arriving(pen: Pen) -> Iterator[Arrow]:
    for entry, amount in starts(pen.scenario).items():
        team = doer(pen.scenario, entry)
        if team is not None:
            yield Arrow("leads", team, (pen.say("{count} of 100 leads", count=number(amount, pen.language)),))


def _passing(pen: Pen, visits: Mapping[str, float] | None) -> Iterator[Arrow]:
    """Leads that go from one team's work to another's, the steps between them that nobody does left out."""
    found = [name for name in reached(pen.scenario) if name in pen.scenario.journey]
    for name in found:
        before = doer(pen.scenario, name)
        for way in ways(pen.scenario, name):
            if before is None or way.kind != "outcome":
                continue
            aim = arrives(pen.scenario, way.to)
            after = doer(pen.scenario, aim)
            if after is None or after == before or (name == POOL and aim == POOL):
                continue
            count = None if visits is None else visits[name] * jobs(pen.scenario, name) * way.flow
            yield _handoff(pen, (name, aim), count, customer=False)


def _begun(pen: Pen, visits: Mapping[str, float] | None) -> Iterator[Arrow]:
    """New customers that go to those who begin the relation."""
    parts = dict(care(pen.scenario))
    first = next(
        (parts[part] for part in ("onboarding", "incidents", "check_ins", "renewal") if part in parts), None
    )
    after = None if first is None else doer(pen.scenario, first)
    if first is None or after is None:
        return
    for name in closers(pen.scenario):
        before = doer(pen.scenario, name)
        if before is not None and before != after:
            rate = sum(way.rate for way in ways(pen.scenario, name) if way.to == "customer")
            yield _handoff(pen, (name, first), None if visits is None else visits[name] * rate, customer=True)


def _cared(pen: Pen) -> Iterator[Arrow]:
    """Work for customers that falls to others than those who began the relation."""
    parts = dict(care(pen.scenario))
    begun = parts.get("onboarding")
    before = doer(pen.scenario, begun) if begun else None
    for part, activity in parts.items():
        after = doer(pen.scenario, activity)
        if before is None or after is None or before == after:
            continue
        times = _times(pen.scenario.customer, part)
        said = (
            "" if times is None else pen.say("{count} a customer and year", count=number(times, pen.language))
        )
        lines = [
            pen.say("{a} → {b}", a=pen.activity(str(begun)), b=pen.activity(activity)),
            said,
            *_keeps(pen, customer=True),
        ]
        yield Arrow(before, after, tuple(filter(None, lines)), "handoff")


def _times(life: CustomerLife | None, part: str) -> float | None:
    """How often a part of the relation falls due, per customer and year."""
    if life is None:
        return None
    if part == "incidents" and life.incidents is not None:
        return life.incidents.rate * DAYS_PER_YEAR
    if part == "check_ins" and life.check_ins is not None:
        return DAYS_PER_YEAR / life.check_ins.every
    return None


def _handoff(pen: Pen, steps: tuple[str, str], count: float | None, customer: bool) -> Arrow:
    a, b = steps
    before, after = doer(pen.scenario, a), doer(pen.scenario, b)
    assert before is not None
    assert after is not None
    lines = [pen.say("{a} → {b}", a=pen.activity(a), b=pen.activity(b))]
    if count is not None:
        lines.append(pen.say("{count} of 100 leads", count=number(count, pen.language)))
    if after in pen.scenario.journey[a].with_:
        return Arrow(before, after, tuple(lines))  # who was there goes on
    return Arrow(before, after, (*lines, *_keeps(pen, customer)), "handoff")


def _keeps(pen: Pen, customer: bool) -> Iterator[str]:
    """The share of what is known that survives, by the records kept."""
    scenario = pen.scenario
    if "knowledge" in acting(scenario):
        share = scenario.effects.knowledge.kept(scenario.policies.records.kind, customer)
        yield pen.say("{share} of what is known is kept", share=percent(share, pen.language))


def _notes(pen: Pen, visits: Mapping[str, float] | None) -> Iterator[str]:
    records = {
        "personal": Phrase("Records: each keeps notes of their own."),
        "sfa": Phrase("Records: deals only."),
        "crm": Phrase("Records: the whole relation."),
    }
    yield pen.say(records[pen.scenario.policies.records.kind])
    if visits is not None:
        yield pen.say(
            "Numbers are expected for 100 new leads at the base rates of the market, when nobody goes cold; a lead may "
            "pass the same way again."
        )
