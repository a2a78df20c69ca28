"""The activities of a plan's journey, as the engine meets them: draws, gates, outcomes, facts."""

from collections.abc import Mapping, Sequence

import numpy as np

from orgsim.distributions import Distribution
from orgsim.elementary import log_block, log_one
from orgsim.engine.draws import DRAWS, Block, Draw, Keyed, VisitDraws
from orgsim.engine.entities import Activity, End, Outcome
from orgsim.engine.queues import DISCIPLINES
from orgsim.engine.shape import CutInSittings, Shape
from orgsim.engine.side_by_side import Fork
from orgsim.plan.derived.kinds import journey_of
from orgsim.plan.model import journey as plan
from orgsim.plan.scenario import Scenario
from orgsim.randomness import Floats, purpose, purpose_of, uniform
from orgsim.setup.calibration import Gates
from orgsim.setup.market_changes import market_changes

_WORK, _GATE, _PATIENCE, _AFTER = "work {}", "gate {}", "patience {}", "after {}"
purpose(_WORK, "the staff hours of a visit to an activity")
purpose(_GATE, "how the gate of an activity decides on a visit")
purpose(_PATIENCE, "how long a case waits at an activity before it leaves the queue")
purpose(_AFTER, "the elapsed days after an outcome, by the activity and the outcome's number")
_GAP = "gap {}"
purpose(_GAP, "the elapsed days after a sitting of an activity, by the visit and the number of the sitting")
_MOST_GAPS = 1 << 20
"""Gaps of successive visits are numbered so far apart."""
_NO_TIME = 1e-9
"""Staff hours that an activity takes at the least, as far as anybody divides by them."""
_ENDS = {"customer": End.CUSTOMER, "nurture": End.REST, "lost": End.LOST}


def build_activities(scenario: Scenario, codes: Mapping[str, int], gates: Gates) -> dict[str, Activity]:
    """Every activity of the journey, in its order; `codes` are those of the outcomes in the log."""
    own = [journey_of(scenario, name) if one.journey else {} for name, one in scenario.segments.items()]
    activities = {
        name: _activity(name, code, activity, gates.get((name, None), ()), [one.get(name) for one in own])
        for code, (name, activity) in enumerate(scenario.journey.items())
    }
    shocks = scenario.shocks.values()
    for name, activity in activities.items():
        activity.taught_by = tuple(
            (activities[other].code, one.teaches[name])
            for other, one in scenario.journey.items()
            if name in one.teaches
        )
        _add_outcomes(activity, scenario.journey[name], activities, codes)
        activity.shifts = market_changes(((s, s.odds[name]) for s in shocks if name in s.odds), log_odds=True)
        activity.delays = market_changes((s, s.delays[name]) for s in shocks if name in s.delays)
    return activities


def _activity(
    name: str,
    code: int,
    activity: plan.Activity,
    cuts: tuple[float, ...],
    own: Sequence[plan.Activity | None],
) -> Activity:
    """An activity; `own` is what it is for each segment that states a journey of its own."""
    work, slot = activity.work.build(), code * DRAWS
    rule = activity.cooling
    hours = {k: one.work.build() for k, one in enumerate(own) if one and one.work is not activity.work}
    return Activity(
        name=name,
        code=code,
        draws=VisitDraws(
            slot,
            timed(purpose_of(_WORK, name), slot, work, hours),
            _scores(purpose_of(_GATE, name), slot + 1, activity.judgement),
        ),
        cuts=turned(cuts),
        mean_work=least(work.mean),
        order=DISCIPLINES[activity.order],
        patience=None if activity.patience is None else patience(name, code, activity, own),
        shape=Shape(urgent=activity.urgent, sittings=_sittings(name, activity.sittings)),
        reach=activity.reach,
        practice=activity.practice,
        cooling=None if rule is None else (rule.factor, rule.after),
    )


def turned(cuts: tuple[float, ...]) -> list[float]:
    """Cut-points as a gate looks them up."""
    return [-cut for cut in cuts]


def least(mean: float) -> float:
    """Mean staff hours of a job, as good as nothing at the least."""
    return max(mean, _NO_TIME)


def patience(
    name: str, code: int, activity: plan.Activity, own: Sequence[plan.Activity | None]
) -> Draw | None:
    """How long cases wait at an activity: by the journey, and by what it is for some segments; None where none leaves."""
    usual = None if activity.patience is None else activity.patience.build("exponential")
    found = {
        k: one.patience.build("exponential")
        for k, one in enumerate(own)
        if one and one.patience is not None and one.patience is not activity.patience
    }
    if usual is None and not found:
        return None
    first = next(iter(found.values())) if usual is None else usual
    return timed(purpose_of(_PATIENCE, name), code * DRAWS + 2, first, found)


def timed(key: int, slot: int, usual: Distribution, own: Mapping[int, Distribution]) -> Draw:
    """A draw from a distribution of times: the usual one, or that of the case's segment."""
    if not own:
        return Draw(key, slot, lambda _, u: usual.quantiles(u), lambda _, __, u: usual.quantile(u))

    def times(block: Block, u: Floats) -> Floats:
        found, segments = np.array(usual.quantiles(u)), np.asarray(block.segments)
        for code, distribution in own.items():
            at = np.flatnonzero(segments == code)
            found[at] = distribution.quantiles(u[at])
        return found

    def time(block: Block | None, place: int, u: float) -> float:
        distribution = usual if block is None else own.get(block.segments[place], usual)
        return distribution.quantile(u)

    return Draw(key, slot, times, time)


def _sittings(name: str, stated: plan.Sittings | None) -> CutInSittings | None:
    """How the work of an activity is cut into sittings, each gap a draw of its own."""
    if stated is None:
        return None
    key, gaps = purpose_of(_GAP, name), stated.gap.build()

    def gap(case: Keyed, visit: int, number: int) -> float:
        return gaps.quantile(uniform(case.key, key, visit * _MOST_GAPS + number))

    return CutInSittings(stated.length, gap)


def _fork(steps: list[Activity], join: Outcome, to_first: Outcome) -> Fork:
    """Where several steps begin; who looks for one finds the first."""
    first = steps[0]
    return Fork(
        first.name, first.code, first.draws, [], first.mean_work, first.order,
        skipped=to_first, steps=tuple(steps), join=join,
    )  # fmt: skip


def _scores(key: int, slot: int, judgement: float) -> Draw:
    """Luck at a gate before effects: λ z - logit(u)."""

    def scores(block: Block, u: Floats) -> Floats:
        luck: Floats = log_block(1 / u - 1)
        return luck if judgement == 0 else judgement * block.readiness + luck

    def score(block: Block | None, place: int, u: float) -> float:
        luck = log_one(1 / u - 1)
        return luck if block is None or judgement == 0 else judgement * float(block.readiness[place]) + luck

    return Draw(key, slot, scores, score)


def _add_outcomes(
    activity: Activity, stated: plan.Activity, activities: dict[str, Activity], codes: Mapping[str, int]
) -> None:
    """Join an activity to where its outcomes, its cold cases and those it is skipped for go."""

    def outcome(target: str) -> Outcome:
        end = _ENDS.get(target, End.ACTIVITY)
        return Outcome(target, codes[target], end, activities.get(target) if end is End.ACTIVITY else None)

    for k, way in enumerate(stated.outcomes):
        found = outcome(way.to)
        if way.join is not None:
            found.activity = _fork([activities[aim] for aim in way.aims], outcome(way.join), outcome(way.to))
        if way.after is not None:
            slot = activity.code * DRAWS + 3 + k
            found.after = timed(purpose_of(_AFTER, f"{activity.name} {k}"), slot, way.after.build(), {})
        activity.outcomes.append(found)
    activity.base = base(stated)
    activity.cold = outcome(stated.cold)
    activity.skipped = outcome(stated.skipped) if stated.skipped else None


def base(activity: plan.Activity) -> float:
    """Share of first-time leads that its first outcome, or another to the same aim, takes in the reference."""
    return sum(way.rate for way in activity.outcomes if way.to == activity.outcomes[0].to)
