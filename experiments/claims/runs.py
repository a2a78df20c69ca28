"""Runs that put claims to the test: in two stages, or quickly in one.

The first stage, on luck of its own, says how many runs an interval of half the smallest effect that matters would take, which
always decides; nothing else is taken from it. The verdict is drawn once, on as many fresh runs.
"""

import math
from bisect import bisect_left
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context
from typing import Any

import orgsim
from experiments.claims.bench import Bench
from experiments.claims.hinges import hinges
from experiments.claims.settings import Form, Setting, settings
from experiments.claims.sides import ESTIMATES
from experiments.claims.stated import Claim, Contrast
from experiments.claims.trial import Found, found, verdict_of_estimate
from experiments.claims.turning import turned
from orgsim.study.statistics import t_quantile

SEED = 20261128
"""Of the runs a verdict is drawn on; the quick form has the first 20 of them."""
STAGE_1 = 20261127
"""Of the first stage."""
FIRST = 20
"""Runs of the first stage, of the quick form, and of a verdict at least."""
FEW = 3
"""Sides of the quick form, where more are not needed for the contrast that decides."""
LUCK = "of the decisions and in people"
"""Which luck is taken out of effects, where a figure feels it."""
MANY = 10**6
"""More runs than anybody asks for."""


@dataclass(frozen=True)
class Work:
    """How much is run."""

    form: Form
    most: int = 80
    """Runs of a verdict at most, in the place that decides."""
    elsewhere: int = FIRST
    """The same in all other places; no first stage where that is the least."""
    of_sweep: int = FIRST
    """Runs at each value of a number that a claim may turn on."""
    workers: int = 2
    ledger: str | None = None


def put_to_the_test(claim: Claim, work: Work) -> dict[str, Any]:
    """What is kept of a form of a claim: what it was asked with, a row for each place, turning values, and the time it took."""
    estimate = claim.kind == "estimate"
    pool = (
        ProcessPoolExecutor(work.workers, get_context("spawn")) if work.workers > 1 and not estimate else None
    )
    bench = Bench(work.workers, work.ledger, pool)
    try:
        rows = [_row(claim, one, work, bench) for one in settings(claim, work.form)]
        sweeps = claim.turns if work.form == "full" and not estimate else ()
        turns = [turned(claim, one, work.of_sweep, SEED, bench) for one in sweeps]
    finally:
        if pool is not None:
            pool.shutdown()
    return {
        "stated": statement(claim),
        "orgsim": orgsim.__version__,
        "seed": SEED,
        **(
            {"stage_1_seed": STAGE_1, "most": work.most, "elsewhere": work.elsewhere}
            if work.form == "full"
            else {}
        ),
        "rows": rows,
        "turns": turns,
        **({} if estimate else {"luck": LUCK, "runs": bench.runs}),
    }


def statement(claim: Claim) -> dict[str, Any]:
    """What was written down of a claim before its runs, and the numbers of the model it hangs on, as they are kept."""
    said = {key: value for key, value in asdict(claim).items() if value not in ((), None, "")}
    return {**said, "answers": dict(claim.answers), "numbers": hinges(claim)}


def _row(claim: Claim, setting: Setting, work: Work, bench: Bench) -> dict[str, Any]:
    """What runs say in one place."""
    told = {**setting.to_json(), "where": where(claim, setting)}
    print(f"  {told['where']}", flush=True)
    if claim.kind == "estimate":
        return {"setting": told, **_estimated(claim, setting, work)}
    asked = claim.contrasts if work.form == "full" else quick(claim, setting)
    first: dict[str, Any] = {}
    runs = FIRST
    most = work.most if setting == Setting() else work.elsewhere
    if work.form == "full" and most > FIRST:
        one = study_of(claim, setting, asked[:1], FIRST, STAGE_1, bench)[0]
        needed = runs_needed(one)
        runs = max(FIRST, min(needed, most))
        first = {
            "stage_1": {
                "replications": FIRST,
                "effect": short(one.effect),
                "half": half(one),
                "needs": needed,
            }
        }
    contrasts = [kept(one) for one in study_of(claim, setting, asked, runs, SEED, bench)]
    whole = {"setting": told, **first, "replications": runs, "contrasts": contrasts}
    if setting == Setting() and runs > work.elsewhere == FIRST:
        # The luck of these runs is in the effects of all places: what sets a place apart is seen over the same runs alone.
        whole["same_runs"] = [
            kept(one) for one in study_of(claim, setting, asked[:1], FIRST, SEED, replace(bench, runs=0))
        ]
    return {**whole, "people": _people(claim, setting)} if setting.staffed else whole


def where(claim: Claim, setting: Setting) -> str:
    """Where a setting is, in words that follow "holds"; the place that decides by the claim's own, where it has some."""
    return (claim.place if setting == Setting() else "") or setting.where()


def quick(claim: Claim, setting: Setting) -> tuple[Contrast, ...]:
    """The contrasts of the quick form: the one that decides, and in the first place those after it as long as there are few sides
    to run."""
    if setting != Setting():
        return claim.contrasts[:1]
    sides, asked = set[str](), list[Contrast]()
    for one in claim.contrasts:
        more = sides | set(one.sides)
        if asked and len(more) > max(FEW, len(sides)):
            break
        sides = more
        asked.append(one)
    return tuple(asked)


def _people(claim: Claim, setting: Setting) -> dict[str, dict[str, int]]:
    """How many people each team of a side has."""
    sides = setting.sides(claim, [name for one in claim.contrasts for name in one.sides])
    return {name: {key: team.headcount for key, team in side.teams.items()} for name, side in sides.items()}


def study_of(
    claim: Claim,
    setting: Setting,
    asked: tuple[Contrast, ...],
    replications: int,
    seed: int,
    bench: Bench,
) -> list[Found]:
    """What runs say of some contrasts of a claim in one place, its sides with the same luck."""
    sides = setting.sides(claim, [name for one in asked for name in one.sides])
    kpis = list(dict.fromkeys(one.kpi for one in asked if "." not in one.kpi))
    study = bench.compare(sides, replications, seed, kpis)
    return [found(study, one) for one in asked]


def runs_needed(one: Found) -> int:
    """How many runs narrow the interval of a first stage to half the smallest effect that matters on each side."""
    reach = half(one)
    if not (math.isfinite(reach) and reach > 0):
        return FIRST
    spread, wanted = reach * math.sqrt(FIRST) / t_quantile(FIRST), one.contrast.delta / 2
    return bisect_left(range(MANY), True, lo=2, key=lambda n: spread * t_quantile(n) / math.sqrt(n) <= wanted)


def _estimated(claim: Claim, setting: Setting, work: Work) -> dict[str, Any]:
    """Figures with intervals, and what the first of them says of the claim."""
    most = work.most if setting == Setting() else work.elsewhere
    runs = FIRST if work.form == "quick" else most
    rows = ESTIMATES[claim.key](setting.market, runs, SEED, workers=work.workers, ledger=work.ledger)
    figures = [
        {name: value if isinstance(value, str) else _finite(value) for name, value in row.items()}
        for row in rows
    ]
    said = verdict_of_estimate(claim, rows[0]["low"], rows[0]["high"])
    return {"replications": 0 if claim.without_runs else runs, "figures": figures, "verdict": said}


def _finite(value: float) -> float | None:
    """Five digits of a number; None for a bound that there is not."""
    return short(value) if math.isfinite(value) else None


def kept(one: Found) -> dict[str, Any]:
    """A contrast's numbers, rounded as far as they are shown."""
    return {
        "kpi": one.contrast.kpi,
        "a": short(one.figures[0]),
        "b": short(one.figures[1]),
        "effect": round(one.effect, 5),
        "low": round(one.low, 5),
        "high": round(one.high, 5),
        "p": float(f"{one.p:.3g}"),
        "verdict": one.verdict,
    }


def half(one: Found) -> float:
    """Half the interval's width."""
    return round((one.high - one.low) / 2, 5)


def short(value: float) -> float:
    """Five digits of a number."""
    return float(f"{value:.5g}")
