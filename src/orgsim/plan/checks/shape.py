"""How the work of activities is laid out: what is stated of it goes together."""

from collections.abc import Iterator

from orgsim.plan.checks.complaints import Complaint
from orgsim.plan.checks.draft import Sketch, texts
from orgsim.plan.text.document import shown, written


def urgent(sketch: Sketch) -> Iterator[Complaint]:
    """No priority says that something goes before urgent work."""
    for team, does in sketch.does.items():
        path = ("teams", team, "priority")
        listed = [name for name in texts(sketch.document.get(*path)) if name in sketch.activities]
        hurried = [name for name in does if sketch.activities.get(name, {}).get("urgent") is True]
        first = next((name for name in listed if name not in hurried), None)
        if first is None:
            continue
        behind = [name for name in hurried if name not in listed[: listed.index(first)]]
        if behind:
            yield (
                path,
                f"{written(path)} puts {shown(first)} before {shown(behind[0])}, which is urgent and goes before all that is "
                f"not: name {shown(behind[0])} first, or drop {written(('journey', behind[0], 'urgent'))}",
            )
