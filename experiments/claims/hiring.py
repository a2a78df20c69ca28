"""The claim that the step with the lowest pass rate is the bottleneck (essay E)."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

import orgsim
from experiments.claims.firms import MARKET, firm, odds, people
from experiments.claims.rows import Row, exact, of_mean
from orgsim.plan.scenario import Scenario
from orgsim.randomness import Floats
from orgsim.study.answer import Study
from orgsim.study.rules_of_thumb import rules_of_thumb

# In the packaged market the sales talk passes least, .27. With half of the odds of an appointment (develop) .21 of the leads pass
# there, and with .4 of the odds that an enquiry is worth a talk (qualify) .21 there: then another team does the weakest step.
FIRMS: Mapping[str, tuple[str, Mapping[str, float]]] = {
    "the packaged firm": (MARKET, {}),
    "a quiet one": (f"{MARKET}-quiet", {}),
    "a busy one": (f"{MARKET}-busy", {}),
    "one that gets half as many appointments": (MARKET, {"develop": 0.5}),
    "one whose enquiries are seldom worth a talk": (MARKET, {"qualify": 0.4}),
}
"""Market of each firm, and times the odds of its steps."""
AS_IT_IS = "as it is"
RULES = {
    "lowest_pass_rate": "the lowest pass rate",
    "busiest": "the highest load",
    "longest_queue": "the longest queue",
}
KPI = "arr"


def _one_more(market: str, changed: Mapping[str, float]) -> Mapping[str, Scenario]:
    """A firm, and the firm with one more person in each team."""
    usual = firm(market, "the-model", odds(**changed) if changed else {})
    return {AS_IT_IS: usual, **{team: usual.replace(people(usual, team, 1)) for team in usual.teams}}


def _bottleneck(_: str, replications: int, seed: int, **how: Any) -> list[Row]:
    """What following rules of thumb loses against the best place, in the mean of all firms."""
    lost: dict[str, list[Floats]] = {rule: [] for rule in RULES}
    hits, rows = 0, []
    for name, (market, changed) in FIRMS.items():
        sides = _one_more(market, changed)
        study = orgsim.compare(sides, replications=replications, seed=seed, kpis=[KPI], **how)
        gains = _gains(study)
        named = {one.rule: one.team for one in rules_of_thumb(sides[AS_IT_IS], study.samples[AS_IT_IS])}
        for rule, team in named.items():
            if rule in lost:
                lost[rule].append(regret(gains, team))
        best = max(gains, key=lambda team: float(gains[team].mean()))
        follows = named["lowest_pass_rate"]
        hits += best == follows
        rows.append(
            of_mean(f"{name}: one more where the pass rate is lowest ({follows})", "share", gains[follows])
        )
        rows.append(
            of_mean(f"{name}: one more where it brings most in these runs ({best})", "share", gains[best])
        )
    means = {rule: np.mean(regrets, axis=0) for rule, regrets in lost.items() if regrets}
    says = "what following {rule} loses of recurring revenue against the best place (mean of {count} firms)"
    return [
        *(
            of_mean(says.format(rule=RULES[rule], count=len(FIRMS)), "share", mean)
            for rule, mean in means.items()
        ),
        exact(
            f"firms, of {len(FIRMS)}, in which the lowest pass rate names the place that brings most in these runs",
            "",
            hits,
        ),
        *rows,
    ]


def _gains(study: Study) -> dict[str, Floats]:
    """What one more person in each team brings of recurring revenue, as a share of what there is, by run."""
    base = study.samples[AS_IT_IS].column(KPI)
    return {
        team: (study.samples[team].column(KPI) - base) / base.mean()
        for team in study.scenarios
        if team != AS_IT_IS
    }


def regret(gains: Mapping[str, Floats], named: str) -> Floats:
    """What the named place brings less than the best, by run: the best is chosen by the other half of the runs, since whoever
    chooses the largest of some means by the runs that they are means of finds luck."""
    count = len(gains[named])
    half = np.arange(count) % 2 == 0
    found = np.empty(count)
    for here, there in ((half, ~half), (~half, half)):
        best = max(gains, key=lambda team: float(gains[team][there].mean()))
        found[here] = gains[best][here] - gains[named][here]
    return found


ESTIMATES: Mapping[str, Callable[..., list[Row]]] = {"E5": _bottleneck}
"""By key of the claim: rows from market, replications and seed."""
