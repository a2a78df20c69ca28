"""The relations of teams: who does what, and what passes from hand to hand."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from orgsim.language.numbers import number, percent
from orgsim.language.phrases import Phrase, counting
from orgsim.plan.derived.headcounts import counts
from orgsim.plan.derived.in_force import acting
from orgsim.plan.derived.routes import POOL, arrives, doer, jobs, reached, ways
from orgsim.plan.model.customer import CustomerLife
from orgsim.plan.scenario import Scenario
from orgsim.report.diagrams.content import day_0
from orgsim.report.diagrams.content.between import guided, shared
from orgsim.report.diagrams.content.graph import Arrow, Box, Graph
from orgsim.report.diagrams.content.pen import Pen
from orgsim.report.diagrams.content.ways import Stream, care, closers, streams
from orgsim.report.diagrams.content.working_time import away, on_duty, usual
from orgsim.study.labels import MEASURED_ON
from orgsim.units import DAYS_PER_YEAR


def teams(pen: Pen) -> Graph:
    """The diagram of a scenario's teams."""
    found, there, hubs = streams(pen.scenario), There.of(pen.scenario), list(shared(pen))
    boxes = [
        Box("leads", (pen.say("Leads"),), "start"),
        *(box for box, _ in hubs),
        *(_team(pen, name, there) for name in pen.scenario.teams),
    ]
    arrows = [
        *_arriving(pen, found),
        *_passing(pen, found),
        *_begun(pen, found),
        *_cared(pen, found),
        *guided(pen),
        *(arrow for _, group in hubs for arrow in group),
    ]
    return Graph(
        title=pen.say("Teams and handoffs: {scenario}", scenario=pen.scenario_title()),
        boxes=tuple(boxes),
        arrows=_together(arrows),
        groups={name: pen.team(name) for name in pen.scenario.teams},
        notes=tuple(_notes(pen, all(stream.visits is not None for stream in found))),
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


@dataclass(frozen=True, slots=True)
class There:
    """What each team has on day 0."""

    leads: Mapping[tuple[str, str], float]
    """By team and activity."""
    customers: Mapping[str, float]

    @classmethod
    def of(cls, scenario: Scenario) -> "There":
        """What the teams of a scenario have."""
        return cls(day_0.leads_by_team(scenario), day_0.customers_by_team(scenario))

    def work(self, pen: Pen, team: str, activity: str) -> str:
        """An activity as a team does it, with the leads that wait there."""
        title = pen.activity(activity)
        for there in pen.there(self.leads.get((team, activity), 0.0)):
            title = pen.say("{title} ({text})", title=title, text=there)
        return title

    def kept(self, pen: Pen, team: str) -> Iterator[str]:
        """The customers of a team."""
        count = round(self.customers.get(team, 0.0))
        if count:
            said = counting("{count} customer", "{count} customers", count, count=number(count, pen.language))
            yield pen.say("{what} on day 0", what=said)


def _team(pen: Pen, name: str, there: There) -> Box:
    team = pen.scenario.teams[name]
    count = counts(pen.scenario, name)
    people = counting("{count} person", "{count} people", 1 if count == "1" else 2, count=count)
    keeps = Phrase("each keeps their own") if team.ownership == "person" else Phrase("one queue for all")
    dealt = (pen.say("dealt out in turn"),) if team.turns == "strict" else ()
    work = [there.work(pen, name, one) for one in team.does if one in pen.scenario.journey]
    time = () if usual(team) else (*on_duty(team, pen.language), *away(team, pen.language))
    inside = _inside(pen, name)
    return Box(
        name,
        (
            pen.team(name),
            pen.say("{people}, {keeps}", people=people, keeps=keeps),
            *dealt,
            *time,
            _kpi(pen, team.kpi),
            *pen.served(name),
            *pen.helped(name),
            *there.kept(pen, name),
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


def _arriving(pen: Pen, found: list[Stream]) -> Iterator[Arrow]:
    amounts: dict[tuple[str, str], float] = {}
    for stream in found:
        for entry, amount in stream.starts.items():
            team = doer(stream.scenario, entry)
            if team is not None:
                amounts[team, entry] = amounts.get((team, entry), 0.0) + amount
    for (team, _), amount in amounts.items():
        yield Arrow("leads", team, (pen.say("{count} of 100 leads", count=number(amount, pen.language)),))


Passed = dict[tuple[str, str, str, str], float]
"""By two teams and what each does: how many of 100 leads pass from the one to the other; NaN where they go round for ever."""


def _passing(pen: Pen, found: list[Stream]) -> Iterator[Arrow]:
    """Leads that go from one team's work to another's, the steps between them that nobody does left out."""
    passed: Passed = {}
    for stream in found:
        for name in (one for one in reached(stream.scenario) if one in stream.scenario.journey):
            for way in ways(stream.scenario, name):
                aim = arrives(stream.scenario, way.to)
                if way.kind == "outcome" and (name, aim) != (POOL, POOL):
                    _pass(passed, stream, (name, aim), way.flow * jobs(stream.scenario, name))
    for key, count in passed.items():
        yield _handoff(pen, key, count, customer=False)


def _pass(passed: Passed, stream: Stream, steps: tuple[str, str], share: float) -> None:
    """Count a share of those who come to one step as passing from its team to that of another, if these are two."""
    before, after = doer(stream.scenario, steps[0]), doer(stream.scenario, steps[1])
    if before is not None and after is not None and before != after:
        count = math.nan if stream.visits is None else stream.visits[steps[0]] * share
        key = (before, after, *steps)
        passed[key] = passed.get(key, 0.0) + count


def _begun(pen: Pen, found: list[Stream]) -> Iterator[Arrow]:
    """New customers that go to those who begin the relation."""
    parts = dict(care(pen.scenario))
    first = next(
        (parts[part] for part in ("onboarding", "incidents", "check_ins", "renewal") if part in parts), None
    )
    passed: Passed = {}
    for stream in found if first is not None else ():
        for name in closers(stream.scenario):
            rate = sum(way.flow for way in ways(stream.scenario, name) if way.to == "customer")
            _pass(passed, stream, (name, str(first)), rate)
    for key, count in passed.items():
        yield _handoff(pen, key, count, customer=True)


def _cared(pen: Pen, found: list[Stream]) -> Iterator[Arrow]:
    """Work for customers that falls to others than those who began the relation."""
    parts = dict(care(pen.scenario))
    begun = parts.get("onboarding")
    for part, activity in parts.items() if begun is not None else ():
        times = _times(pen.scenario.customer, part)
        said = (
            "" if times is None else pen.say("{count} a customer and year", count=number(times, pen.language))
        )
        lines = [
            pen.say("{a} → {b}", a=pen.activity(str(begun)), b=pen.activity(activity)),
            said,
            *_keeps(pen, customer=True),
        ]
        between = {
            (doer(stream.scenario, str(begun)), doer(stream.scenario, activity)): None for stream in found
        }
        for before, after in between:
            if before is not None and after is not None and before != after:
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


def _handoff(pen: Pen, between: tuple[str, str, str, str], count: float, customer: bool) -> Arrow:
    before, after, a, b = between
    lines = [pen.say("{a} → {b}", a=pen.activity(a), b=pen.activity(b))]
    if not math.isnan(count):
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


def _notes(pen: Pen, counted: bool) -> Iterator[str]:
    records = {
        "personal": Phrase("Records: each keeps notes of their own."),
        "sfa": Phrase("Records: deals only."),
        "crm": Phrase("Records: the whole relation."),
    }
    yield pen.say(records[pen.scenario.policies.records.kind])
    if counted:
        yield pen.say(
            "Numbers are expected for 100 new leads at the base rates of the market, when nobody goes cold; a lead may "
            "pass the same way again."
        )
