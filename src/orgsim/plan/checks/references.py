"""What one part of a scenario says of another: names that must exist, work that somebody must do, ways that must lead on.

The rules read the document as written, so that they speak together with the schema's complaints about the same files.
"""

from collections.abc import Iterator
from itertools import islice

from orgsim.errors import Problem
from orgsim.mechanisms import MECHANISMS
from orgsim.plan.checks import naming, own_work
from orgsim.plan.checks.draft import Complaint, Sketch, sketched, tables, texts
from orgsim.plan.derived.routes import ENDS, POOL
from orgsim.plan.text.changes import NAMED
from orgsim.plan.text.document import Document, listed, nearest, shown, written
from orgsim.plan.text.toml_lines import Path

MOST_ENTRIES = 500


def names(document: Document) -> list[Problem]:
    """Problems between the parts of a document; none for one with more entries than any check allows."""
    if any(len(table) > MOST_ENTRIES for key in NAMED if isinstance(table := document.get(key), dict)):
        return []
    sketch = sketched(document)
    rules = (
        naming.spelling,
        naming.meanings,
        naming.work_of_policies,
        _ways,
        _references,
        _policies,
        own_work.background,
        own_work.idle,
        _circles,
        _teams,
        _twice,
        _undone,
        _undecided,
        _unreached,
        _customers,
        _second_line,
    )
    complaints = (complaint for rule in rules for complaint in rule(sketch))
    return [document.problem(path, message) for path, message in islice(complaints, 100)]


def _misnamed(path: Path, name: str, what: str, known: list[str]) -> Complaint:
    near = nearest(name, known)
    hint = f'did you mean "{near}"?' if near else f"known are {listed(known)}"
    return path, f"{written(path)} is {shown(name)}; it must be {what}; {hint}"


def _ways(sketch: Sketch) -> Iterator[Complaint]:
    """Every outcome, `cold` and `skipped` leads to something."""
    known = list(sketch.activities)
    for name, table in sketch.activities.items():
        for k, target in sketch.outcomes(name):
            if target not in (*known, *ENDS):
                path = ("journey", name, "outcomes", str(k), "to")
                yield _misnamed(
                    path, target, "an activity of the journey, customer, nurture or lost", [*known, *ENDS]
                )
        for key, ends in (("cold", ENDS[1:]), ("skipped", ENDS)):
            aim = table.get(key)
            if isinstance(aim, str) and aim not in (*known, *ends):
                what = f"an activity of the journey, {', '.join(ends[:-1])} or {ends[-1]}"
                yield _misnamed(("journey", name, key), aim, what, [*known, *ends])


def _circles(sketch: Sketch) -> Iterator[Complaint]:
    """Nobody is sent round and round without any work: neither by `cold` nor by `skipped`."""
    for key, meaning in (("cold", "leads that left the queue"), ("skipped", "leads that skip the step")):
        ways = {name: table.get(key) for name, table in sketch.activities.items()}
        for name in ways:
            seen, here = [name], ways[name]
            while isinstance(here, str) and here in ways and here not in seen:
                seen.append(here)
                here = ways[here]
            if here == name:
                circle = " -> ".join([*seen, name][:10])
                yield (
                    ("journey", name, key),
                    f"journey.{name}.{key} sends {meaning} round in a circle: {circle}",
                )


def _references(sketch: Sketch) -> Iterator[Complaint]:
    """What sources, shocks, records and the mix name exists."""
    document, known = sketch.document, list(sketch.activities)
    sources = tables(document.get("sources"))
    for name, table in sources.items():
        for key in ("entry", "activity"):
            if isinstance(table.get(key), str) and table[key] not in known:
                yield _misnamed(("sources", name, key), table[key], "an activity of the journey", known)
        if isinstance(aim := table.get("explained"), str) and aim not in known:
            yield _misnamed(("sources", name, "explained"), aim, "an activity of the journey", known)
        yield from _recorded_segments(sketch, name)
    if sources and all(table.get("kind") in ("referral", "word_of_mouth") for table in sources.values()):
        yield (
            ("sources",),
            "all leads would be brought by earlier ones: add a source that is steady, event or recorded",
        )
    for name, shock in tables(document.get("shocks")).items():
        for k, source in enumerate(texts(shock.get("sources"))):
            if source not in sources:
                yield _misnamed(("shocks", name, "sources", str(k)), source, "a source", list(sources))
        for key in ("odds", "delays"):
            for activity in shock[key] if isinstance(shock.get(key), dict) else ():
                if activity not in known:
                    yield _named_key(("shocks", name, key, activity), "an activity of the journey", known)
    booking = ("policies", "confirmation", "activity")
    if isinstance(confirmed := document.get(*booking), str) and confirmed not in known:
        yield _misnamed(booking, confirmed, "an activity of the journey", known)
    for policy, key in (("stories", "feeds"), ("analytics", "activities")):
        for k, name in enumerate(texts(document.get("policies", policy, key))):
            if name not in known:
                path = ("policies", policy, key, str(k))
                yield _misnamed(path, name, "an activity of the journey", known)
    for source in document.data["mix"] if isinstance(document.get("mix"), dict) else ():
        if source not in sources:
            yield _named_key(("mix", source), "a source", list(sources))


_WITH_TEAM = {
    policy
    for room in MECHANISMS.values()
    for policy, plan in room.policies.items()
    if "team" in plan.model_fields
}
"""Policies that name one team."""


def _policies(sketch: Sketch) -> Iterator[Complaint]:
    """Policies name teams that exist, each once."""
    known = list(tables(sketch.document.get("teams")))
    policies = tables(sketch.document.get("policies"))
    for policy, table in policies.items():
        team = table.get("team") if policy in _WITH_TEAM else None
        if isinstance(team, str) and team not in known:
            yield _misnamed(("policies", policy, "team"), team, "a team", known)
        named = texts(table.get("teams"))
        for k, name in enumerate(named):
            path = ("policies", policy, "teams", str(k))
            if name not in known and known:
                yield _misnamed(path, name, "a team", known)
            elif name in named[:k]:
                yield path, f"{written(path[:3])} has {shown(name)} twice"


def _named_key(path: Path, what: str, known: list[str]) -> Complaint:
    near = nearest(path[-1], known)
    hint = f"did you mean {near}?" if near else f"known are {listed(known)}"
    return path, f"{written(path)}: {shown(path[-1])} is not {what}; {hint}"


def _recorded_segments(sketch: Sketch, source: str) -> Iterator[Complaint]:
    segments = list(tables(sketch.document.get("segments")))
    path = ("sources", source, "arrival_segments")
    for name in sorted(set(texts(sketch.document.get(*path))) - set(segments))[:5]:
        near = nearest(name, segments)
        hint = f"did you mean {near}?" if near else "add it, or drop the column of segments"
        yield (
            path,
            f"{written(path[:2])} has leads of the segment {shown(name)}, which [segments] does not have; {hint}",
        )


def _teams(sketch: Sketch) -> Iterator[Complaint]:
    """Teams do what the journey has, and first what they do."""
    known = list(sketch.activities)
    for team, does in sketch.does.items():
        path = ("teams", team, "does")
        if does and known and not set(does) & set(known):
            yield (
                path,
                f"teams.{team} does nothing that the journey has ({listed(known)}), only {listed(does)}",
            )
            continue
        for k, name in enumerate(does):
            if name not in sketch.activities and known:
                near = nearest(name, known)
                hint = f'did you mean "{near}"?' if near else f"its activities are {listed(known)}"
                yield (
                    (*path, str(k)),
                    f"{written(path)} has {shown(name)}, which the journey does not have; {hint}",
                )
            elif name in does[:k]:
                yield (*path, str(k)), f"{written(path)} has {shown(name)} twice"
        for k, name in enumerate(texts(sketch.document.get("teams", team, "priority"))):
            if name not in does:
                at = ("teams", team, "priority", str(k))
                yield (
                    at,
                    f"{written(at[:3])} has {shown(name)}, which the team does not do; it does {listed(does)}",
                )


def _twice(sketch: Sketch) -> Iterator[Complaint]:
    """No activity is done by two teams."""
    first: dict[str, str] = {}
    for team, does in sketch.does.items():
        for name in dict.fromkeys(does):
            other = first.setdefault(name, team)
            if other != team:
                where = sketch.document.place(("teams", other, "does"))
                path = ("teams", team, "does", str(does.index(name)))
                yield (
                    path,
                    f"teams.{other} ({where}) and teams.{team} both do {shown(name)}; one team does each activity",
                )


def _undone(sketch: Sketch) -> Iterator[Complaint]:
    """Everything that leads, sources and customers need is done by a team, or optional."""
    if not sketch.does:
        return
    reached = sketch.reached(as_staffed=True)
    needed = [name for name in reached if name in sketch.activities]
    needed += [name for name in sketch.source_work().values() if name in sketch.activities]
    if "customer" in reached:
        needed += [name for name in sketch.customer_work().values() if name in sketch.activities]
        needed += [name for name in [sketch.second_line()] if name in sketch.activities]
    for name in dict.fromkeys(needed):
        if sketch.team_of(name) is None and not sketch.optional(name):
            place = sketch.document.place(("journey", name))
            yield (
                ("teams",),
                f"nobody does {shown(name)}: add it to a team's does, or remove it from the journey ({place})",
            )
        elif (
            sketch.team_of(name) is None
            and name in reached
            and name != POOL
            and "skipped" not in sketch.activities[name]
        ):
            yield (
                ("journey", name),
                f'journey.{name} is optional and nobody does it: say where leads go instead, such as skipped = "lost"',
            )


def _undecided(sketch: Sketch) -> Iterator[Complaint]:
    """Steps that leads come to decide where they go next."""
    for name in sketch.reached(as_staffed=True):
        if name in sketch.activities and sketch.team_of(name) and not sketch.activities[name].get("outcomes"):
            yield (
                ("journey", name),
                f"journey.{name} has no outcomes, but leads come to it: say where they go from there",
            )


def _unreached(sketch: Sketch) -> Iterator[Complaint]:
    """Every activity is met by somebody."""
    if not sketch.entries():
        return
    met = {
        *sketch.reached(as_staffed=False),
        *sketch.customer_work().values(),
        *sketch.source_work().values(),
        sketch.second_line(),
        POOL,
    }
    for name in sketch.activities:
        if name not in met:
            message = f"nothing leads to journey.{name}: name it in an outcome, a source or [customer], or remove it"
            yield ("journey", name), message


def _customers(sketch: Sketch) -> Iterator[Complaint]:
    """Customers buy something, and what is done for them is in the journey."""
    document, known = sketch.document, list(sketch.activities)
    life = document.get("customer")
    if not isinstance(life, dict):
        return
    if "customer" in sketch.reached(as_staffed=False) and document.get("offering") is None:
        yield ("customer",), "[customer] says how customers live, but nothing what they buy: add [offering]"
    if "upsell" in life and "check_ins" not in life:
        yield ("customer", "upsell"), "customer.upsell happens at check-ins: add [customer.check_ins]"
    for part, name in sketch.customer_work().items():
        if name in known:
            continue
        path = ("customer", part, "activity")
        if document.get(*path) is None:
            message = f"customer.{part} needs the activity {shown(name)}, which the journey does not have; add it or name another"
            yield path[:2], message
        else:
            yield _misnamed(path, name, "an activity of the journey", known)


def _second_line(sketch: Sketch) -> Iterator[Complaint]:
    """The second line is sold to customers, in an activity that can end in a sale."""
    document, name = sketch.document, sketch.second_line()
    if not isinstance(document.get("second_line"), dict):
        return
    if document.get("offering") is None:
        message = "[second_line] is sold to customers, but nothing says what they buy first: add [offering]"
        yield ("second_line",), message
    path = ("second_line", "activity")
    if name is None:
        return
    if name not in sketch.activities:
        if document.get(*path) is None:
            message = f"second_line needs the activity {shown(name)}, which the journey does not have; add it or name another"
            yield path[:1], message
        else:
            yield _misnamed(path, name, "an activity of the journey", list(sketch.activities))
    elif "customer" not in [target for _, target in sketch.outcomes(name)]:
        message = f"journey.{name} sells the second line, so one of its outcomes must lead to customer"
        yield ("journey", name), message
