"""What somebody must do, for leads, sources and customers, and where leads must be sent on from it."""

from collections.abc import Iterator

from orgsim.language.phrases import Wording
from orgsim.plan.checks.complaints import Complaint, misnamed
from orgsim.plan.checks.draft import Sketch, tables, texts
from orgsim.plan.derived.routes import POOL
from orgsim.plan.text.document import listed, nearest, shown, written


def teams(sketch: Sketch) -> Iterator[Complaint]:
    """Teams do what the journey has, and first what they do."""
    known = list(sketch.activities)
    for team, does in sketch.does.items():
        path = ("teams", team, "does")
        if does and known and not set(does) & set(known):
            yield (
                path,
                Wording(
                    "teams.{team} does nothing that the journey has ({known}), only {does}",
                    team=team,
                    known=listed(known),
                    does=listed(does),
                ),
            )
            continue
        for k, name in enumerate(does):
            if name not in sketch.activities and known:
                near = nearest(name, known)
                hint = (
                    Wording('did you mean "{near}"?', near=near)
                    if near
                    else Wording("its activities are {known}", known=listed(known))
                )
                yield (
                    (*path, str(k)),
                    Wording(
                        "{path} has {name}, which the journey does not have; {hint}",
                        path=written(path),
                        name=shown(name),
                        hint=hint,
                    ),
                )
            elif name in does[:k]:
                yield (
                    (*path, str(k)),
                    Wording("{path} has {name} twice", path=written(path), name=shown(name)),
                )
        for k, name in enumerate(texts(sketch.document.get("teams", team, "priority"))):
            if name not in does:
                at = ("teams", team, "priority", str(k))
                yield (
                    at,
                    Wording(
                        "{at} has {name}, which the team does not do; it does {does}",
                        at=written(at[:3]),
                        name=shown(name),
                        does=listed(does),
                    ),
                )


def twice(sketch: Sketch) -> Iterator[Complaint]:
    """No activity is done by two teams, unless these say whom they serve (see `serving.coverage`)."""
    first: dict[str, str] = {}
    telling = {
        name for name, team in tables(sketch.document.get("teams")).items() if team.get("serves") is not None
    }
    for team, does in sketch.does.items():
        for name in dict.fromkeys(does):
            other = first.setdefault(name, team)
            if other != team and not {team, other} & telling:
                where = sketch.document.place(("teams", other, "does"))
                path = ("teams", team, "does", str(does.index(name)))
                yield (
                    path,
                    Wording(
                        "teams.{other} ({where}) and teams.{team} both do {name}; one team does each activity",
                        other=other,
                        where=where,
                        team=team,
                        name=shown(name),
                    ),
                )


def undone(sketch: Sketch) -> Iterator[Complaint]:
    """Everything that leads, sources and customers need is done by a team, or optional."""
    if not sketch.does:
        return
    reached = sketch.reached(as_staffed=True)
    needed = [name for name in reached if name in sketch.activities]
    needed += [name for name in sketch.source_work().values() if name in sketch.activities]
    if "customer" in reached:
        needed += [name for name in sketch.customer_work().values() if name in sketch.activities]
        needed += [name for name in sketch.second_lines().values() if name in sketch.activities]
    for name in dict.fromkeys(needed):
        if sketch.team_of(name) is None and not sketch.optional(name):
            place = sketch.document.place(("journey", name))
            yield (
                ("teams",),
                Wording(
                    "nobody does {name}: add it to a team's does, state that it is optional, or remove it from "
                    "the journey ({place})",
                    name=shown(name),
                    place=place,
                ),
            )
        elif (
            sketch.team_of(name) is None
            and name in reached
            and name != POOL
            and "skipped" not in sketch.activities[name]
        ):
            yield (
                ("journey", name),
                Wording(
                    "journey.{name} is optional and nobody does it: say where leads go instead, such as skipped "
                    '= "lost"',
                    name=name,
                ),
            )


def undecided(sketch: Sketch) -> Iterator[Complaint]:
    """Steps that leads come to decide where they go next."""
    for name in sketch.reached(as_staffed=True):
        if name in sketch.activities and sketch.team_of(name) and not sketch.activities[name].get("outcomes"):
            yield (
                ("journey", name),
                Wording(
                    "journey.{name} has no outcomes, but leads come to it: say where they go from there",
                    name=name,
                ),
            )


def unreached(sketch: Sketch) -> Iterator[Complaint]:
    """Every activity is met by somebody."""
    if not sketch.entries():
        return
    met = {
        *sketch.reached(as_staffed=False),
        *sketch.customer_work().values(),
        *sketch.source_work().values(),
        *sketch.second_lines().values(),
        POOL,
    }
    for name in sketch.activities:
        if name not in met:
            message = Wording(
                "nothing leads to journey.{name}: name it in an outcome, a source or [customer], or remove it",
                name=name,
            )
            yield ("journey", name), message


def customers(sketch: Sketch) -> Iterator[Complaint]:
    """Customers buy something, and what is done for them is in the journey."""
    document, known = sketch.document, list(sketch.activities)
    life = document.get("customer")
    if not isinstance(life, dict):
        return
    if "customer" in sketch.reached(as_staffed=False) and document.get("offering") is None:
        yield (
            ("customer",),
            Wording("[customer] says how customers live, but nothing what they buy: add [offering]"),
        )
    if "upsell" in life and "check_ins" not in life:
        yield (
            ("customer", "upsell"),
            Wording("customer.upsell happens at check-ins: add [customer.check_ins]"),
        )
    for part, name in sketch.customer_work().items():
        if name in known:
            continue
        path = ("customer", part, "activity")
        if document.get(*path) is None:
            message = Wording(
                "customer.{part} needs the activity {name}, which the journey does not have; add it or name "
                "another",
                part=part,
                name=shown(name),
            )
            yield path[:2], message
        else:
            yield misnamed(path, name, Wording("an activity of the journey"), known)
