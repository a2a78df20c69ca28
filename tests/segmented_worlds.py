"""Random small scenarios whose segments have journeys of their own, and whose teams serve some, help others or deal in turn."""

from hypothesis import strategies as st
from small_worlds import World, worlds

SEGMENTS = {
    "small": {"share": 0.6},
    "middle": {"share": 0.3, "readiness": 0.7},
    "large": {"share": 0.1, "readiness": -0.5, "size": 4},
}


RULES: dict[str, tuple[list[str] | World, list[str] | World]] = {
    "segment": (["small", "middle"], ["large"]),
    "score": ({"score_above": 0.1}, {"score_below": 0.1}),
    "number": ({"numbers": [1, 3], "of": 3}, {"numbers": [2], "of": 3}),
}
"""By how a team is cut in two, whom each half serves."""


@st.composite
def segmented(draw: st.DrawFn, mechanisms: bool = True) -> World:
    """A small world in which leads are told apart."""
    world: World = draw(worlds(mechanisms=mechanisms))
    tell_apart(draw, world)
    divide(draw, world)
    return world


def tell_apart(draw: st.DrawFn, world: World) -> None:
    """Give a world three segments, some with steps of their own, and some of its sources shares of them."""
    world["segments"] = {name: dict(segment) for name, segment in SEGMENTS.items()}
    for name in ("small", "large"):
        own = {step: draw(own_step(table)) for step, table in world["journey"].items() if draw(st.booleans())}
        world["segments"][name]["journey"] = {step: table for step, table in own.items() if table}
    for source in world["sources"].values():
        if draw(st.booleans()):
            source["segments"] = draw(
                st.sampled_from([{"large": 1}, {"small": 0.5, "middle": 0.5}, {"small": 0.25, "large": 0.75}])
            )


@st.composite
def own_step(draw: st.DrawFn, step: World) -> World:
    """What a segment states of a step, as far as it fits."""
    found: World = {}
    if draw(st.booleans()) and "mean" in step["work"] and step["work"]["mean"] != "0 h":
        found["work"] = {"mean": "3 h"}
    listed = [way["to"] for way in step.get("outcomes", ())]
    aims = [to[0] if isinstance(to, list) else to for to in listed]
    if aims and len(set(aims)) == len(aims) and draw(st.booleans()):
        best = 1.0 if len(aims) == 1 else 0.5
        found["rates"] = {aim: best if k == 0 else 0.5 / (len(aims) - 1) for k, aim in enumerate(aims)}
    if draw(st.booleans()):
        found["patience"] = {"mean": "2 days"}
    return found


def divide(draw: st.DrawFn, world: World) -> None:
    """Cut some teams in two by segment, by score or in turn; let some help, and some deal out cases in turn."""
    alone = {source["activity"] for source in world["sources"].values() if "activity" in source}
    for name, team in list(world["teams"].items()):
        rule = draw(st.sampled_from([None, "segment", "score", "number"]))
        does = [one for one in team["does"] if one not in alone]
        if rule is not None and does and len(does) == len(team["does"]):
            other = team | {"does": does, "changes": []}
            team["serves"], other["serves"] = RULES[rule]
            world["teams"][f"{name}_too"] = other
    for team in world["teams"].values():
        others = [
            one for other in world["teams"].values() for one in other["does"] if one not in team["does"]
        ]
        if others and draw(st.booleans()):
            team["helps"] = draw(st.lists(st.sampled_from(sorted(set(others))), max_size=2, unique=True))
        if team["ownership"] == "person":
            team["turns"] = draw(st.sampled_from(["strict", "least_busy"]))
            team["newcomers"] = draw(st.sampled_from(["share", "new_cases"]))
