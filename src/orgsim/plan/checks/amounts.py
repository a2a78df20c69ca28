"""What the numbers of a checked scenario say together: sums, spans, and what is worth a note."""

import math
from collections.abc import Iterator
from datetime import date
from functools import partial

from orgsim.errors import Problem
from orgsim.language.numbers import number
from orgsim.language.phrases import Phrase, Wording, listed
from orgsim.plan.checks.complaints import Complaint
from orgsim.plan.checks.firm import firm, firm_notes
from orgsim.plan.checks.gates import unfelt, unjudged
from orgsim.plan.checks.never import nobody_buys, too_late
from orgsim.plan.checks.oversights import oversights
from orgsim.plan.checks.own_work import overbooked
from orgsim.plan.checks.pay import unearned, unpaid
from orgsim.plan.checks.prices import prices
from orgsim.plan.checks.reorganizations import headcounts, reorganizations, surplus
from orgsim.plan.checks.second_offers import begun, unlearned
from orgsim.plan.checks.serving import coverage
from orgsim.plan.checks.size import MOST_ATTENDEES, too_large
from orgsim.plan.checks.working_time import absences, unusual_hours
from orgsim.plan.derived.demand import attendees, expected_leads, jobs_by_kind
from orgsim.plan.derived.headcounts import peak, quota, staffed
from orgsim.plan.derived.kinds import kinds
from orgsim.plan.derived.kpi_work import fulfilling
from orgsim.plan.derived.routes import ENDS, POOL, customer_work, doers, reached, source_work
from orgsim.plan.derived.walks import leading_to
from orgsim.plan.model.content import Content
from orgsim.plan.model.sources import ReferralSource, WordOfMouthSource
from orgsim.plan.text.document import Document
from orgsim.units import MONTH

_LOW, _HIGH = 2 / 3, 1.5
"""Quotas outside these multiples of what the rates give were hardly meant for the market."""
MOST_PEOPLE = 100_000
"""People of all teams together: each takes a few KB of memory in every worker process."""
_LAST_DAY = date(9999, 1, 1)
"""The day before which a scenario has to end: work begun before its end may take some time more."""
_OUT = ""
"""Whatever is no activity that decides."""


def amounts(content: Content, document: Document) -> list[Problem]:
    """Problems between numbers that are each possible by themselves."""
    found = []
    if content.scenario.warm_up >= content.scenario.horizon:
        path = ("scenario", "warm_up")
        length = Wording("{horizon} days", horizon=format(content.scenario.horizon, "g"))
        found.append(
            document.problem(
                path,
                Wording("scenario.warm_up must end before the scenario does, after {length}", length=length),
            )
        )
    total = sum(segment.share for segment in content.segments.values())
    if content.segments and abs(total - 1) > 1e-9:
        found.append(
            document.problem(
                ("segments",),
                Wording(
                    "the shares of the segments add to {total}; they must add to 1",
                    total=format(total, ".6g"),
                ),
            )
        )
    if content.mix and not sum(content.mix.values()) > 0:
        found.append(document.problem(("mix",), Wording("mix: at least one weight must be more than 0")))
    found += [
        document.problem(path, message)
        for path, message in (
            *overbooked(content),
            *((*coverage(content), *unfelt(content), *unjudged(content)) if document.whole else ()),
            *(() if document.later else headcounts(content, document)),
            *unearned(content),
            *_beyond(content),
            *prices(content, document),
            *begun(content),
            *firm(content),
            *absences(content),
            *reorganizations(content),
        )
    ]
    for name in _endless(content):
        message = Wording(
            "leads that come to journey.{name} never leave the journey: some outcome must lead to an end",
            name=name,
        )
        found.append(document.problem(("journey", name), message))
    return found


def _beyond(content: Content) -> Iterator[Complaint]:
    """Days after which there are no dates, and more people, in teams or at events, than a run has memory or time for."""
    start, horizon = content.scenario.start, content.scenario.horizon
    days = (_LAST_DAY - start).days
    if horizon > days:
        shorter = (
            Wording(", or shorten scenario.horizon to {days} days", days=format(days, ","))
            if days > 0
            else ""
        )
        yield (
            ("scenario", "start"),
            Wording(
                "scenario.start is {start}, from which {horizon} days reach beyond the year 9998, the last "
                "that is dated; start earlier{shorter}",
                start=start,
                horizon=format(horizon, ",.10g"),
                shorter=shorter,
            ),
        )
    crowds = attendees(content)
    if (crowd := sum(crowds.values())) > MOST_ATTENDEES:
        largest = max(crowds, key=crowds.__getitem__)
        yield (
            ("sources", largest, "attendees"),
            Wording(
                "about {crowd} million people come to the events, most of them to those of "
                "sources.{largest}; at most {most_attendees} million are run: lower its attendees, or let it "
                "hold fewer events",
                crowd=format(crowd / 1000000.0, ",.4g"),
                largest=largest,
                most_attendees=MOST_ATTENDEES // 10**6,
            ),
        )
    sizes = {name: peak(content, name) for name in content.teams}
    if (total := sum(sizes.values())) > MOST_PEOPLE:
        largest = max(sizes, key=sizes.__getitem__)
        yield (
            ("teams", largest, "headcount"),
            Wording(
                "the teams have {total} people in all; at most {most_people} are run: lower their headcounts "
                "(teams.{largest} has {sizes})",
                total=format(total, ","),
                most_people=format(MOST_PEOPLE, ","),
                largest=largest,
                sizes=format(sizes[largest], ","),
            ),
        )


def _endless(content: Content) -> list[str]:
    """Activities with outcomes from which no way of a rate above 0 leads to an end of the journey, for leads of some kind."""
    return list(dict.fromkeys(name for kind in kinds(content) for name in _round(kind.content)))


def _round(content: Content) -> list[str]:
    deciding = {name: activity.outcomes for name, activity in content.journey.items() if activity.outcomes}
    inside = deciding.keys() - ENDS
    ways = {
        name: {aim if aim in inside else _OUT for way in outcomes if way.rate > 0 for aim in way.aims}
        for name, outcomes in deciding.items()
    }
    leaving = leading_to(ways, {_OUT})
    return [name for name in ways if name not in leaving]


def notes(content: Content, document: Document) -> Iterator[Phrase]:
    """What is allowed but may surprise."""
    yield from document.notes
    yield from _left_undone(content)
    yield from unlearned(content)
    for name, team in content.teams.items():
        late = [change for change in team.changes if change.at >= content.scenario.horizon]
        if late:
            yield Phrase(
                "teams.{team} plans {count} change(s) of headcount after the horizon, which never happen",
                team=name,
                count=len(late),
            )
        if not staffed(content, name):
            yield Phrase(
                "teams.{team} has nobody from day 0 to the horizon, so nothing that it does is ever done: let somebody join in"
                " its changes, or leave the team out",
                team=name,
            )
    for name, rule in content.policies.hiring.items():
        if rule.most <= content.teams[name].headcount:
            yield Phrase(
                "policies.hiring.{team} hires nobody while the team has {most} or more, and it has {now} on day 0",
                team=name,
                most=partial(number, rule.most),
                now=partial(number, content.teams[name].headcount),
            )
    yield from nobody_buys(content)
    yield from surplus(content)
    yield from too_late(content)
    yield from _silent(content)
    yield from firm_notes(content)
    yield from _quotas(content)
    yield from unusual_hours(content)
    yield from unpaid(content)
    yield from oversights(content, document)
    if document.whole and (large := too_large(content)):
        yield Phrase("{reason}; it is run with --force alone", reason=large)


def _quotas(content: Content) -> Iterator[Phrase]:
    """Quotas that press nobody, and such as another market must have been meant for."""
    asked = {name: quota(content, name) for name in content.teams}
    jobs = jobs_by_kind(content, expected_leads(content), there=True) if any(asked.values()) else []
    # Nobody buys in the journey that stands in for the market of an organization by itself.
    sells = any(way.to == "customer" for activity in content.journey.values() for way in activity.outcomes)
    for name, team in content.teams.items():
        shall = asked[name]
        if shall is None:
            continue
        if team.kpi not in ("leads", "appointments", "bookings"):
            yield Phrase(
                'teams.{team} has a quota, but its kpi, "{kpi}", is nothing that a quota counts, so it presses nobody',
                team=name,
                kpi=team.kpi,
            )
            continue
        within = sum(
            found.get(step, 0.0) * way.rate
            for kind, found, _ in jobs
            for step, target in fulfilling(content, name)
            if step not in team.does or step in kind.content.teams[name].does
            for way in kind.content.journey[step].outcomes
            if way.to == target
        )
        usual = within / content.scenario.horizon
        if not sells:
            continue
        if usual == 0:
            yield Phrase(
                "teams.{team} has a quota, but no lead of this market comes to a step that counts for it",
                team=name,
            )
        elif math.isfinite(usual) and not _LOW * usual <= shall <= _HIGH * usual:
            low = Phrase(
                "teams.{team} has a quota of {quota} / month where the rates of the journey give about {usual} / month, so the"
                " team will hardly ever be behind: state the quota for this market"
            )
            high = Phrase(
                "teams.{team} has a quota of {quota} / month where the rates of the journey give about {usual} / month, so the"
                " team will be behind most of the time: state the quota for this market"
            )
            yield (low if shall < usual else high).filled(
                team=name, quota=partial(number, shall * MONTH), usual=partial(number, usual * MONTH)
            )


def _silent(content: Content) -> Iterator[Phrase]:
    """Sources whose leads others bring, where nobody does."""
    done = doers(content)
    for name, source in content.sources.items():
        if isinstance(source, ReferralSource | WordOfMouthSource):
            mechanism = "referrals" if isinstance(source, ReferralSource) else "word_of_mouth"
            if mechanism not in content.scenario.mechanisms:
                yield Phrase(
                    'sources.{source} brings no leads, because scenario.mechanisms leaves "{mechanism}" out',
                    source=name,
                    mechanism=mechanism,
                )
            elif isinstance(source, ReferralSource) and content.offering is None:
                yield Phrase(
                    "sources.{source} brings no leads, because nothing is sold: there are no customers to refer others",
                    source=name,
                )
            elif isinstance(source, WordOfMouthSource) and source.explained not in done:
                yield Phrase(
                    'nobody does "{activity}", so sources.{source} brings no leads',
                    activity=source.explained,
                    source=name,
                )


def _left_undone(content: Content) -> Iterator[Phrase]:
    """Optional work that nobody does."""
    done, come_to = doers(content), reached(content)
    for name, activity in content.journey.items():
        if name in done:
            continue
        sources = [source for source, needed in source_work(content).items() if needed == name]
        if sources:
            yield Phrase(
                'nobody does "{activity}", so these sources bring no leads: {sources}',
                activity=name,
                sources=partial(listed, sources),
            )
        elif name == POOL and name in come_to:
            yield Phrase('nobody does "nurture", so leads at rest are not followed up')
        elif "customer" in come_to and name in customer_work(content).values():
            yield Phrase('nobody does "{activity}", so customers go without it', activity=name)
        elif content.second_line is not None and name == content.second_line.activity:
            yield Phrase('nobody does "{activity}", so the second line is not sold', activity=name)
        elif content.second_line is not None and name == content.second_line.offering_activity:
            yield Phrase(
                'nobody does "{activity}", so the offering is not sold to who began with the second line',
                activity=name,
            )
        elif name in come_to:
            yield Phrase(
                'nobody does "{activity}", so leads go on to "{next}"',
                activity=name,
                next=str(activity.skipped),
            )
