"""What one part of a scenario says of another: the names in it exist, and nobody is sent round in a circle."""

from collections.abc import Iterator

from orgsim.language.phrases import Wording
from orgsim.mechanisms import MECHANISMS
from orgsim.plan.checks.complaints import Complaint, misnamed, misnamed_key
from orgsim.plan.checks.draft import Sketch, tables, texts
from orgsim.plan.derived.routes import ENDS
from orgsim.plan.text.document import meant, nearest, shown, written


def ways(sketch: Sketch) -> Iterator[Complaint]:
    """Every outcome, `cold` and `skipped` leads to something."""
    known = list(sketch.activities)
    for name, table in sketch.activities.items():
        for k, target in sketch.outcomes(name):
            if target not in (*known, *ENDS):
                path = ("journey", name, "outcomes", str(k), "to")
                yield misnamed(
                    path,
                    target,
                    Wording("an activity of the journey, customer, nurture or lost"),
                    [*known, *ENDS],
                )
        for key, ends in (("cold", ENDS[1:]), ("skipped", ENDS)):
            aim = table.get(key)
            if isinstance(aim, str) and aim not in (*known, *ends):
                what = Wording(
                    "an activity of the journey, {ends} or {ends_2}",
                    ends=", ".join(ends[:-1]),
                    ends_2=ends[-1],
                )
                yield misnamed(("journey", name, key), aim, what, [*known, *ends])


def circles(sketch: Sketch) -> Iterator[Complaint]:
    """Nobody is sent round and round without any work: neither by `cold` nor by `skipped`."""
    for key, meaning in (
        ("cold", Wording("leads that left the queue")),
        ("skipped", Wording("leads that skip the step")),
    ):
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
                    Wording(
                        "journey.{name}.{key} sends {meaning} round in a circle: {circle}",
                        name=name,
                        key=key,
                        meaning=meaning,
                        circle=circle,
                    ),
                )


def names(sketch: Sketch) -> Iterator[Complaint]:
    """What sources, shocks, records and the mix name exists."""
    document, known = sketch.document, list(sketch.activities)
    sources = tables(document.get("sources"))
    for name, table in sources.items():
        for key in ("entry", "activity"):
            if isinstance(table.get(key), str) and table[key] not in known:
                yield misnamed(
                    ("sources", name, key), table[key], Wording("an activity of the journey"), known
                )
        if isinstance(aim := table.get("explained"), str) and aim not in known:
            yield misnamed(("sources", name, "explained"), aim, Wording("an activity of the journey"), known)
        yield from _recorded_segments(sketch, name)
    if sources and all(table.get("kind") in ("referral", "word_of_mouth") for table in sources.values()):
        yield (
            ("sources",),
            Wording(
                "all leads would be brought by earlier ones: add a source that is steady, event or recorded"
            ),
        )
    for name, shock in tables(document.get("shocks")).items():
        for k, source in enumerate(texts(shock.get("sources"))):
            if source not in sources:
                yield misnamed(
                    ("shocks", name, "sources", str(k)), source, Wording("a source"), list(sources)
                )
        for key in ("odds", "delays"):
            for activity in shock[key] if isinstance(shock.get(key), dict) else ():
                if activity not in known:
                    yield misnamed_key(
                        ("shocks", name, key, activity), Wording("an activity of the journey"), known
                    )
    booking = ("policies", "confirmation", "activity")
    if isinstance(confirmed := document.get(*booking), str) and confirmed not in known:
        yield misnamed(booking, confirmed, Wording("an activity of the journey"), known)
    for policy, key in (("stories", "feeds"), ("analytics", "activities"), ("training", "activities")):
        for k, name in enumerate(texts(document.get("policies", policy, key))):
            if name not in known:
                path = ("policies", policy, key, str(k))
                yield misnamed(path, name, Wording("an activity of the journey"), known)
    for policy in (name for room in MECHANISMS.values() for name in room.by_activity):
        for name in table if isinstance(table := document.get("policies", policy), dict) else ():
            if name not in known:
                yield misnamed_key(("policies", policy, name), Wording("an activity of the journey"), known)
    for source in document.data["mix"] if isinstance(document.get("mix"), dict) else ():
        if source not in sources:
            yield misnamed_key(("mix", source), Wording("a source"), list(sources))


def policies(sketch: Sketch) -> Iterator[Complaint]:
    """Policies name teams that exist, each once."""
    known = list(tables(sketch.document.get("teams")))
    policies = tables(sketch.document.get("policies"))
    plans = {policy: plan for room in MECHANISMS.values() for policy, plan in room.policies.items()}
    for policy, table in policies.items():
        one_team = policy in plans and "team" in plans[policy].model_fields
        team = table.get("team") if one_team else None
        if isinstance(team, str) and team not in known:
            yield misnamed(("policies", policy, "team"), team, Wording("a team"), known)
        named = texts(table.get("teams"))
        for k, name in enumerate(named):
            path = ("policies", policy, "teams", str(k))
            if name not in known and known:
                yield misnamed(path, name, Wording("a team"), known)
            elif name in named[:k]:
                yield path, Wording("{path} has {name} twice", path=written(path[:3]), name=shown(name))


def taught(sketch: Sketch) -> Iterator[Complaint]:
    """What is learned from an activity is another one of the journey."""
    known = list(sketch.activities)
    for name, table in sketch.activities.items():
        for other in table["teaches"] if isinstance(table.get("teaches"), dict) else ():
            path = ("journey", name, "teaches", str(other))
            if other not in known:
                yield misnamed_key(path, Wording("an activity of the journey"), known)
            elif other == name:
                yield (
                    path,
                    Wording(
                        "{path} says what an hour is worth as practice of itself, which is 1; name another activity",
                        path=written(path),
                    ),
                )


def trained(sketch: Sketch) -> Iterator[Complaint]:
    """What is taught is done by somebody who is trained."""
    table = tables(sketch.document.get("policies")).get("training", {})
    teams = texts(table.get("teams")) or list(sketch.does)
    done = {activity for team in teams for activity in sketch.does.get(team, ())}
    for k, name in enumerate(texts(table.get("activities"))):
        if name in sketch.activities and name not in done:
            path = ("policies", "training", "activities", str(k))
            yield (
                path,
                Wording(
                    "nobody who is trained does {name}; name what the teams do that are trained",
                    name=shown(name),
                ),
            )


def dealt(sketch: Sketch) -> Iterator[Complaint]:
    """Who is put where they are strongest has work of the journey to be strong at."""
    table = tables(sketch.document.get("policies")).get("strengths", {})
    for k, team in enumerate(texts(table.get("teams"))):
        if sketch.does.get(team) == []:
            path = ("policies", "strengths", "teams", str(k))
            yield (
                path,
                Wording(
                    "teams.{team} does nothing of the journey, so nobody is stronger there than elsewhere; leave "
                    "it out",
                    team=team,
                ),
            )


def transfers(sketch: Sketch) -> Iterator[Complaint]:
    """People go from one team to another one."""
    known, rows = list(tables(sketch.document.get("teams"))), sketch.document.get("transfers")
    known += [team for team in _later_teams(sketch) if team not in known]
    for k, row in enumerate(rows if isinstance(rows, list) else ()):
        ends = {key: row.get(key) for key in ("from", "to")} if isinstance(row, dict) else {}
        for key, team in ends.items():
            if isinstance(team, str) and team not in known and known:
                yield misnamed(("transfers", str(k), key), team, Wording("a team"), known)
        if ends and isinstance(ends["to"], str) and ends["from"] == ends["to"]:
            message = Wording(
                "transfers.{k}.to is {to}, the team that they leave; it must be another",
                k=k,
                to=shown(ends["to"]),
            )
            yield ("transfers", str(k), "to"), message


def _later_teams(sketch: Sketch) -> Iterator[str]:
    """The teams of organizations that take over."""
    rows = sketch.document.get("reorganizations")
    for row in rows if isinstance(rows, list) else ():
        successor = row.get("organization") if isinstance(row, dict) else None
        yield from tables(successor.get("teams")) if isinstance(successor, dict) else ()


def hiring(sketch: Sketch) -> Iterator[Complaint]:
    """Who hires is a team."""
    known, rules = list(tables(sketch.document.get("teams"))), sketch.document.get("policies", "hiring")
    for team in rules if isinstance(rules, dict) else ():
        if team not in known and known:
            yield misnamed_key(("policies", "hiring", team), Wording("a team"), known)


def _recorded_segments(sketch: Sketch, source: str) -> Iterator[Complaint]:
    segments = list(tables(sketch.document.get("segments")))
    path = ("sources", source, "arrival_segments")
    for name in sorted(set(texts(sketch.document.get(*path))) - set(segments))[:5]:
        near = nearest(name, segments)
        hint = meant(near, Wording("add it, or drop the column of segments"))
        yield (
            path,
            Wording(
                "{path} has leads of the segment {name}, which [segments] does not have; {hint}",
                path=written(path[:2]),
                name=shown(name),
                hint=hint,
            ),
        )
