"""Columns: which effects move what, each in its column of the log."""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from orgsim.engine.entities import Activity
from orgsim.engine.gates import ByForm, OfForm, OfPerson, OfTheSlow, Remembered
from orgsim.engine.hooks import Moment
from orgsim.engine.world import World
from orgsim.errors import unusable


def bind_gate(world: World, activity: Activity, columns: Mapping[str, int]) -> None:
    """Give the gate of an activity what moves it, each effect at its place among the columns that are filled there.

    What today's first decision found of stocks stays as far as they still act. Raises as `in_columns`.
    """
    hooks = world.hooks
    effects, daily = in_columns((hooks.gate, hooks.gate_daily), columns, activity.code)
    before = dict(zip(activity.columns, activity.today, strict=True))
    filled = sorted(column for column, _ in (*effects, *daily))
    places = {column: place for place, column in enumerate(filled)}
    seen = {column for column, _ in daily}
    activity.columns = tuple(filled)
    activity.today = [before.get(column, 0.0) if column in seen else 0.0 for column in filled]
    activity.daily = tuple((places[column], effect) for column, effect in daily)
    placed = [(places[column], effect) for column, effect in effects]
    activity.standing = tuple((at, one.place) for at, one in placed if isinstance(one, Remembered))
    activity.personal = tuple((at, one.table(activity)) for at, one in placed if isinstance(one, OfPerson))
    activity.slow = tuple((at, one.ask) for at, one in placed if isinstance(one, OfTheSlow))
    for at, one in placed:
        if isinstance(one, OfForm):
            activity.today[at] = one.ask(activity)
    found = Remembered, OfPerson, OfTheSlow, OfForm
    others = ((at, one) for at, one in placed if not isinstance(one, found))
    activity.effects = tuple(
        (at, one.tell(activity) if isinstance(one, ByForm) else one) for at, one in others
    )
    activity.row = world.log.row(filled) if filled else None


def in_columns(
    moments: Sequence[Moment[Any]], columns: Mapping[str, int], code: int | None = None
) -> list[tuple[tuple[int, Any], ...]]:
    """Who acts at moments that share the columns of the log, each with its column, in the order of the columns.

    Raises OrgsimError for a mechanism without a column, and for one with two effects that would share one.
    """
    found = []
    taken: set[str] = set()
    for moment in moments:
        acts = [act for act in moment.acts if code is None or act.at is None or code in act.at]
        for act in acts:
            if act.by not in columns:
                raise unusable(
                    "{by} acts at {name} and has no column in the log: state its gate, or renewal=True",
                    by=act.by,
                    name=moment.name,
                )
            if act.by in taken:
                raise unusable(
                    "{by} acts twice at {name}, and has one column in the log", by=act.by, name=moment.name
                )
            taken.add(act.by)
        pairs = [(columns[act.by], act.call) for act in acts]
        found.append(tuple(sorted(pairs, key=itemgetter(0))))
    return found
