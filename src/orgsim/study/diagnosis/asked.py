"""What is asked of a diagnosis: its effort, the months in which a cause may have begun, and what is believed beforehand."""

from collections.abc import Mapping, Sequence

from orgsim.errors import unusable
from orgsim.language.phrases import Wording
from orgsim.plan.causes import KINDS, Cause
from orgsim.plan.text.document import meant, nearest, shown
from orgsim.study.diagnosis.model import NOTHING
from orgsim.study.diagnosis.observed import MOST_MONTHS
from orgsim.study.effort import Effort, Options, settled

USUAL_RUNS = 30
"""Training runs of each cause when nothing is said."""
LEAST_RUNS = 10
LEAST_AFTER, LEAST_MONTHS = 3, 6
"""Months that have to be observed from a known date on, and in all where none is known."""


def effort_asked(options: Options) -> Effort:
    """The runs of each cause and where they are done; raises OrgsimError for what a diagnosis cannot do."""
    if options.get("precision") is not None or options.get("precision_kpi") is not None:
        raise unusable("a diagnosis cannot be run to a precision; state replications")
    effort = settled({**options, "replications": options.get("replications") or USUAL_RUNS})
    if effort.most < LEAST_RUNS:
        raise unusable(
            "replications is {most}; a diagnosis needs {least_runs} runs of each cause or more",
            most=effort.most,
            least_runs=LEAST_RUNS,
        )
    return effort


def months_asked(observed: Sequence[int], since: tuple[int, int] | None) -> tuple[int, int]:
    """The months in which a cause may have begun; raises OrgsimError where the observation cannot show any of it."""
    first, last = observed[0], observed[-1]
    if since is None:
        if len(observed) < LEAST_MONTHS:
            raise unusable(
                "{count} months are observed; without a date {least_months} or more are needed: state since "
                "when",
                count=len(observed),
                least_months=LEAST_MONTHS,
            )
        return max(2, first + 2), last - 2
    low, high = since
    if not 2 <= low <= high <= MOST_MONTHS or high > last - LEAST_AFTER + 1:
        raise unusable(
            "since is {low} to {high}; it must be model months that ascend, 2 or later, with "
            "{least_after} observed months from the last of them on (observed are {first} to {last})",
            low=low,
            high=high,
            least_after=LEAST_AFTER,
            first=first,
            last=last,
        )
    return low, high


def prior_of(found: Sequence[Cause], stated: Mapping[str, float] | None) -> dict[str, float]:
    """What is believed beforehand of each cause and of nothing: kinds weigh alike where none is stated, so do teams."""
    own = dict(stated or {})
    kinds = [NOTHING, *dict.fromkeys(one.kind for one in found)]
    for name, weight in own.items():
        if name not in (NOTHING, *KINDS):
            near = nearest(name, [NOTHING, *KINDS])
            hint = meant(near, Wording("there are {found}", found=", ".join((NOTHING, *KINDS))))
            raise unusable("the prior names {name}; {hint}", name=shown(name), hint=hint)
        if not 0 <= weight < float("inf"):
            raise unusable(
                "the prior of {name} is {weight}; it must be a number, 0 or more",
                name=name,
                weight=format(weight, "g"),
            )
    weights = {kind: own.get(kind, 1.0) for kind in kinds}
    total = sum(weights.values())
    if not total > 0:
        raise unusable("the prior leaves no cause: state a weight above 0 for one")
    prior = {NOTHING: weights[NOTHING] / total}
    for one in found:
        alike = sum(other.kind == one.kind for other in found)
        prior[one.name] = weights[one.kind] / total / alike
    return prior
