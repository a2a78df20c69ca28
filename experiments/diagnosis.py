"""How often does a diagnosis name the cause that was put in, and how often do rules of thumb?

    python experiments/diagnosis.py --out build/diagnosis                  all of it: 690 runs of two thirds of a second
    python experiments/diagnosis.py --out build/diagnosis --months 6       the same runs, of which half a year is watched
    python experiments/diagnosis.py --out build/diagnosis --figures leads,won,churned,customers
    python experiments/diagnosis.py --out build/diagnosis --off            the scenario is not quite right: 100 other runs
    python experiments/diagnosis.py --out build/diagnosis --dates          dates that nobody knows: 400 other runs

Blind cases have another seed than the runs from which the diagnosis has learnt. It goes on where it stopped, by its ledger.
The answer is in docs/findings/diagnosis.md.
"""

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import orgsim
from orgsim.plan.causes import Cause, CauseKind, causes
from orgsim.plan.scenario import Scenario
from orgsim.randomness import Floats
from orgsim.setup.simulate import run
from orgsim.study.diagnosis.diagnose import chosen_from_log, estimated, prior_of, verdict_of
from orgsim.study.diagnosis.model import NOTHING, PriorBelief, Trained, filled, trained
from orgsim.study.diagnosis.observed import Observation
from orgsim.study.diagnosis.statistics import Months, blocks_of, summarized, told
from orgsim.study.diagnosis.training import (
    SIZES,
    DrawnCause,
    RawRuns,
    belief,
    drawn,
    figures_of,
    simulated,
    summed_up,
)
from orgsim.study.effort import Effort, settled

MARKET, ORGANIZATION = "b2b-saas", "pre-post-sales"
HORIZON, SINCE = 24, 13
DATES = range(8, 20)
"""Months among which dates are drawn that nobody knows."""
LEARNT, BLIND = 1, 2
"""Seeds."""
OFF = {
    "shocks.off": {"at": "0 days", "leads": 1.1, "odds": {"qualify": 0.9, "close": 1.15}, "churn_odds": 1.2}
}
"""What is different from day 0 in a firm of which the scenario is not quite right."""
Verdicts = list[str]


@dataclass(frozen=True)
class Cases:
    """Blind cases as months of figures, with what is true of each."""

    months: Mapping[str, Floats]
    true: tuple[str, ...]
    strength: tuple[float, ...]
    """From 0, the weakest size that is believed, to 1; NaN where nothing has changed."""


def scenario_of() -> Scenario:
    """The firm."""
    return orgsim.load(MARKET, ORGANIZATION, {"scenario.horizon": f"{HORIZON} months"})


def runs_of(scenario: Scenario, plans: Sequence[DrawnCause], seed: int, effort: Effort) -> RawRuns:
    """Every run of some plans, all figures of every month."""
    figures = list(figures_of(run(scenario, 1, 0)))
    return simulated(scenario, figures, range(1, HORIZON + 1), plans, seed, effort)


def cases_of(raw: RawRuns) -> Cases:
    """Runs as blind cases: of those without any change as many as of a cause."""
    parts = [{name: values[: len(raw.drawn[0].sizes)] for name, values in raw.base.items()}]
    true, strength = [NOTHING] * len(raw.drawn[0].sizes), [np.nan] * len(raw.drawn[0].sizes)
    for plan in raw.drawn:
        parts.append(dict(raw.causes[plan.cause.name]))
        true += [plan.cause.kind] * len(plan.sizes)
        ends = [abs(plan.cause.strength(size)) for size in (plan.cause.low, plan.cause.high)]
        strength += [
            float((abs(plan.cause.strength(size)) - min(ends)) / (max(ends) - min(ends)))
            for size in plan.sizes
        ]
    return Cases(
        {name: np.concatenate([part[name] for part in parts]) for name in parts[0]},
        tuple(true),
        tuple(strength),
    )


def watched(months: Months, last: int) -> dict[str, Floats]:
    """The first months alone."""
    return {name: np.asarray(values)[:, :last] for name, values in months.items()}


def learn(raw: RawRuns, last: int, since: int | None, names: Sequence[str] | None, level: float) -> Trained:
    """What a diagnosis learns from runs of which months up to `last` are watched."""
    base = watched(raw.base, last)
    every = Observation(tuple(range(1, last + 1)), {name: values[0] for name, values in base.items()})
    chosen = [name for name in names or chosen_from_log(every).figures if np.isfinite(base[name]).any()]
    figures, blocks = summarized(chosen), blocks_of(every.months, since)
    own = RawRuns(base, {name: watched(one, last) for name, one in raw.causes.items()}, raw.drawn)
    runs = summed_up(own, figures, blocks, np.ones(len(figures) * len(blocks.of), dtype=bool))
    found = [plan.cause for plan in raw.drawn]
    dates = [since] if since is not None else list(DATES)
    beliefs = {one.name: belief(one, dates).occasions for one in found}
    return trained(runs, PriorBelief(beliefs, prior_of(found, None), level), LEARNT)


def by_kind(weights: Mapping[str, Floats]) -> dict[str, Floats]:
    """Weights summed up over teams."""
    found: dict[str, Floats] = {}
    for name, values in weights.items():
        kind = name.partition(":")[0]
        found[kind] = found.get(kind, np.zeros_like(values)) + values
    return found


def diagnosed(model: Trained, cases: Cases, last: int) -> tuple[Verdicts, dict[str, Floats]]:
    """What the diagnosis says of each case, and its weights."""
    values = told(model.runs.figures, model.runs.blocks, watched(cases.months, last)).values
    seen = filled(values)[:, model.runs.kept]
    weights, fits = by_kind(model.classify(seen).weights), model.fit(seen)
    said = []
    for place, fit in enumerate(fits):
        own = dict(
            sorted(((kind, float(one[place])) for kind, one in weights.items()), key=lambda pair: -pair[1])
        )
        verdict = verdict_of(own, float(fit))
        said.append(next(iter(own)) if verdict in ("a cause", "nothing") else verdict)
    return said, weights


# -- rules of thumb: each reads the same months, before and after, and names one cause or nothing ----------------------


def changes(cases: Cases, last: int, since: int) -> dict[str, dict[str, Floats]]:
    """Of each figure that a rule reads, in the direction that is for the worse: its relative change and its z-score."""
    steps = [name.partition(".")[2] for name in cases.months if name.startswith("decided.")]
    shares = {f"passed.{step}": (f"passed.{step}", f"decided.{step}", -1) for step in steps}
    shares["churn"] = ("churned", "due", 1)
    found: dict[str, dict[str, Floats]] = {}
    for name, sign in (("leads", -1), ("days_to_win", 1), *((f"wait_hours.{step}", 1) for step in steps)):
        found[name] = _changed(cases.months[name][:, :last], None, since, sign)
    for name, (above, below, sign) in shares.items():
        found[name] = _changed(cases.months[above][:, :last], cases.months[below][:, :last], since, sign)
    return found


def _changed(values: Floats, whole: Floats | None, since: int, sign: int) -> dict[str, Floats]:
    parts = slice(0, since - 1), slice(since - 1, None)
    with np.errstate(invalid="ignore", divide="ignore"):
        months = values if whole is None else values / whole
        if whole is None:
            before, after = (np.nanmean(values[:, part], axis=1) for part in parts)
        else:
            before, after = (values[:, part].sum(axis=1) / whole[:, part].sum(axis=1) for part in parts)
        spread = np.nanstd(months[:, parts[0]], axis=1, ddof=1)
        count = months.shape[1] - (since - 1)
        z = (after - before) / (spread * np.sqrt(1 / (since - 1) + 1 / count))
        relative = (after - before) / before
    return {
        "relative": np.nan_to_num(sign * relative),
        "z": np.nan_to_num(sign * z),
        "after": np.nan_to_num(after),
    }


def cause_named(figure: str, steps: Sequence[str]) -> str:
    """The cause of which a figure is taken to speak."""
    head, _, step = figure.partition(".")
    if head == "passed":
        return {steps[-1]: "competitor", steps[-2]: "criteria"}.get(step, "efficiency")
    return {"leads": "demand", "days_to_win": "decisions", "churn": "churn", "wait_hours": "people"}[head]


Changed = dict[str, dict[str, Floats]]


def most(by: str, found: Changed, steps: Sequence[str], least: float) -> Verdicts:
    """The figure that changed most names the cause; nothing below a bar."""
    names = list(found)
    table = np.array([found[name][by] for name in names])
    return [
        cause_named(names[int(column.argmax())], steps) if column.max() >= least else NOTHING
        for column in table.T
    ]


def first_down(found: Changed, steps: Sequence[str], least: float) -> Verdicts:
    """Down the funnel, then to the customers: the first figure that is worse by so much names the cause."""
    order = ["leads", *(f"passed.{step}" for step in steps), "days_to_win", "churn"]
    table = np.array([found[name]["relative"] >= least for name in order])
    return [
        cause_named(order[int(column.argmax())], steps) if column.any() else NOTHING for column in table.T
    ]


def lowest_rate(found: Changed, steps: Sequence[str], least: float) -> Verdicts:
    """The step with the lowest pass rate names the cause, if its rate fell by so much."""
    names = [f"passed.{step}" for step in steps]
    table = np.array([found[name]["after"] for name in names])
    lowest = table.argmin(axis=0)
    fell = [found[names[k]]["relative"][place] >= least for place, k in enumerate(lowest)]
    return [cause_named(names[k], steps) if down else NOTHING for k, down in zip(lowest, fell, strict=True)]


def longest_wait(found: Changed, steps: Sequence[str], least: float) -> Verdicts:
    """Where the longest wait has become longer by so much, people are missing."""
    names = [f"wait_hours.{step}" for step in steps]
    longest = np.array([found[name]["after"] for name in names]).argmax(axis=0)
    return [
        "people" if found[names[k]]["relative"][place] >= least else NOTHING
        for place, k in enumerate(longest)
    ]


RULES: dict[str, tuple[Callable[[Changed, Sequence[str], float], Verdicts], tuple[float, ...]]] = {
    "largest relative change": (partial(most, "relative"), (0.0, 0.1, 0.2, 0.3, 0.5)),
    "largest z-score": (partial(most, "z"), (0.0, 1.0, 2.0, 3.0, 4.0)),
    "first step down the funnel": (first_down, (0.05, 0.1, 0.15, 0.2, 0.3)),
    "lowest pass rate": (lowest_rate, (-9.0, 0.05, 0.1, 0.2)),
    "longest wait": (longest_wait, (-9.0, 0.1, 0.3, 0.5)),
}
"""Each with the bars that are tried; it gets the one with which it hits most of the blind cases, which favours the rules."""


def balanced(said: Sequence[str], true: Sequence[str]) -> float:
    """Mean over the causes, and nothing, of the share that is named; "cannot tell" and "none of these" count as no hit."""
    return float(
        np.mean(
            [np.mean([said[k] == kind for k, one in enumerate(true) if one == kind]) for kind in set(true)]
        )
    )


def hits(said: Sequence[str], cases: Cases) -> dict[str, float]:
    """The same by how strong the cause is: the weaker and the stronger half of the sizes."""
    found = {}
    for name, low, high in (("weak", -1.0, 0.5), ("strong", 0.5, 2.0)):
        own = [k for k, one in enumerate(cases.strength) if low <= one < high]
        found[name] = balanced([said[k] for k in own], [cases.true[k] for k in own])
    return found


def brier(weights: Mapping[str, Floats], true: Sequence[str]) -> float:
    """Mean squared distance of weights and truth, kinds weighing alike."""
    errors = np.array(
        [sum((weights[kind][k] - (kind == one)) ** 2 for kind in weights) for k, one in enumerate(true)]
    )
    return float(np.mean([errors[[one == kind for one in true]].mean() for kind in set(true)]))


def as_weights(said: Sequence[str], kinds: Sequence[str]) -> dict[str, Floats]:
    """What a rule says, as if it were sure."""
    return {kind: np.array([float(one == kind) for one in said]) for kind in kinds}


def reliability(weights: Mapping[str, Floats], true: Sequence[str]) -> list[dict[str, float]]:
    """All weights of all cases by their size: what was said, and how often it was so."""
    rows = []
    for low, high in ((0, 0.05), (0.05, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 1.0001)):
        said, so = [], []
        for kind, values in weights.items():
            for k, value in enumerate(values.tolist()):
                if low <= value < high:
                    said.append(value)
                    so.append(true[k] == kind)
        rows.append(
            {"from": low, "to": min(high, 1.0), "count": len(said), "said": float(np.mean(said)) if said else np.nan,
             "was so": float(np.mean(so)) if so else np.nan}
        )  # fmt: skip
    return rows


def confusion(said: Sequence[str], true: Sequence[str]) -> dict[str, dict[str, int]]:
    """By what was true, how often each was said."""
    columns = list(dict.fromkeys([*true, *said, "cannot tell", "none of these"]))
    return {
        kind: {
            name: sum(a == kind and b == name for a, b in zip(true, said, strict=True)) for name in columns
        }
        for kind in dict.fromkeys(true)
    }


FOREIGN_CAUSES: dict[str, dict[str, Any]] = {
    "enquiries surge": {"shocks.surge": {"at": "12 months", "leads": 1.6}},
    "one step alone stops working": {"shocks.step": {"at": "12 months", "odds": {"qualify": 0.3}}},
    "competitor and churn at once": {
        "shocks.both": {"at": "12 months", "leads": 0.8, "odds": {"close": 0.5}, "churn_odds": 3.0}
    },
}
"""Changes that no cause of a diagnosis is."""


def foreign_runs(scenario: Scenario, count: int, effort: Effort) -> Cases:
    """Runs in which something else has changed."""
    kinds: dict[str, CauseKind] = dict(
        zip(FOREIGN_CAUSES, ("demand", "efficiency", "competitor"), strict=True)
    )
    plans = []
    for number, (name, changes_of) in enumerate(FOREIGN_CAUSES.items()):
        stated = partial(_stated, changes_of)
        cause = Cause(kinds[name], name, 0.5, 0.6, stated)
        luck = tuple(range(number * count, (number + 1) * count))
        plans.append(
            DrawnCause(cause, (SINCE,) * count, (0.5,) * count, tuple(one % (2 * count) for one in luck))
        )
    raw = runs_of(scenario, plans, BLIND, effort)
    months = {
        name: np.concatenate([raw.causes[plan.cause.name][name] for plan in plans]) for name in raw.base
    }
    true = tuple(plan.cause.target for plan in plans for _ in range(count))
    return Cases(months, true, (np.nan,) * len(true))


def _stated(changes_of: dict[str, Any], _day: float, _size: float) -> dict[str, Any]:
    return changes_of


def show(name: str, value: object) -> None:
    """Print one result."""
    print(f"\n{name}", flush=True)
    print(json.dumps(value, indent=1) if isinstance(value, dict | list) else value, flush=True)


def covered(model: Trained, raw: RawRuns, last: int, dates: Sequence[int]) -> dict[str, float]:
    """How often the 90 % interval of a date and of a size held the truth, of the cause that was true; and by how many months the
    middle of the first was off. Sizes are weighed on a grid, of which half a step is allowed for."""
    months, sizes, off = list[bool](), list[bool](), list[float]()
    for plan in raw.drawn:
        values = told(
            model.runs.figures, model.runs.blocks, watched(raw.causes[plan.cause.name], last)
        ).values
        shares = model.classify(filled(values)[:, model.runs.kept]).within(plan.cause.name)
        own = belief(plan.cause, dates)
        strengths = own.occasions.strength
        step = abs(plan.cause.strength(plan.cause.high) - plan.cause.strength(plan.cause.low)) / SIZES / 2
        for place, share in enumerate(shares):
            month, size = estimated(own.occasions.month, share), estimated(strengths, share)
            months.append(month.low <= plan.months[place] <= month.high)
            sizes.append(size.low - step <= plan.cause.strength(plan.sizes[place]) <= size.high + step)
            off.append(abs(month.middle - plan.months[place]))
    return {
        "month": float(np.mean(months)), "months off": float(np.mean(off)), "size": float(np.mean(sizes)), "cases": len(off)
    }  # fmt: skip


def draw(rows: Sequence[Mapping[str, float]], path: Path) -> None:
    """The reliability as a picture: what weights said against how often it was so, with two standard errors."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.2, 5.0), layout="constrained")
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], color="#888888", linewidth=1)
    known = [row for row in rows if row["count"]]
    error = [
        2 * np.sqrt(max(row["was so"] * (1 - row["was so"]), 1 / row["count"]) / row["count"])
        for row in known
    ]
    axes.errorbar(
        [row["said"] for row in known], [row["was so"] for row in known], error, fmt="o", color="#0072b2"
    )
    axes.set_xlabel("weight that the diagnosis gave")
    axes.set_ylabel("share of cases in which it was so")
    axes.set_title("A cause of a stated weight is the true one so often", loc="left", fontsize=10)
    figure.savefig(path)


def rules(cases: Cases, last: int, since: int) -> dict[str, tuple[float, float, Verdicts]]:
    """By rule: its hit rate, its best bar and what it says."""
    steps = [name.partition(".")[2] for name in cases.months if name.startswith("decided.")]
    found = changes(cases, last, since)
    told_by = {}
    for name, (rule, bars) in RULES.items():
        tried = [(balanced(said := rule(found, steps, bar), cases.true), bar, said) for bar in bars]
        told_by[name] = max(tried, key=lambda one: one[0])
    return told_by


def report(model: Trained, cases: Cases, last: int, since: int | None, plot: Path | None) -> None:
    """Print how the diagnosis fares, and the rules where the date is known."""
    said, weights = diagnosed(model, cases, last)
    kinds = list(weights)
    hit, cannot = balanced(said, cases.true), float(np.mean([one == "cannot tell" for one in said]))
    show("temperature", model.left_out.temperature)
    show("diagnosis", {"balanced hit rate": hit, **hits(said, cases), "cannot tell": cannot,
                       "none of these": float(np.mean([one == "none of these" for one in said])),
                       "Brier": brier(weights, cases.true)})  # fmt: skip
    show("confusion", confusion(said, cases.true))
    show("reliability", reliability(weights, cases.true))
    if plot is not None:
        draw(reliability(weights, cases.true), plot)
    for name, (rate, bar, words) in rules(cases, last, since).items() if since else ():
        show(name, {"balanced hit rate": rate, "bar": bar, **hits(words, cases),
                    "Brier": brier(as_weights(words, kinds), cases.true)})  # fmt: skip


def main() -> None:
    """Run what is missing, and print the answer."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--replications", type=int, default=30, help="training runs and blind cases of each cause"
    )
    parser.add_argument(
        "--months", type=int, default=HORIZON - SINCE + 1, help="months watched after the change"
    )
    parser.add_argument("--figures", help="figures that are watched, all when not stated")
    parser.add_argument("--level", type=float, default=0.1)
    parser.add_argument("--plot", type=Path, help="a file for the reliability plot")
    parser.add_argument("--dates", action="store_true")
    parser.add_argument(
        "--off", action="store_true", help="blind cases are of a firm that is not quite the scenario's"
    )
    parser.add_argument("--workers", type=int, default=1)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    scenario = scenario_of()
    effort = settled({"replications": asked.replications, "workers": asked.workers, "ledger": asked.out})
    dates = list(DATES) if asked.dates else [SINCE]
    found = causes(scenario).found
    last = HORIZON if asked.dates else SINCE - 1 + asked.months
    raw = runs_of(scenario, drawn(found, dates, asked.replications, LEARNT), LEARNT, effort)
    firm = scenario.replace(OFF) if asked.off else scenario
    count = asked.replications // 3 if asked.off or asked.dates else asked.replications
    cases = runs_of(firm, drawn(found, dates, count, BLIND), BLIND, replace(effort, most=count))
    blind = cases_of(cases)
    names = asked.figures.split(",") if asked.figures else None
    model = learn(raw, last, None if asked.dates else SINCE, names, asked.level)
    report(model, blind, last, None if asked.dates else SINCE, asked.plot)
    show("90 % intervals of the true cause", covered(model, cases, last, dates))
    if not asked.dates and not asked.off:
        others = foreign_runs(scenario, asked.replications, effort)
        show("something else", confusion(diagnosed(model, others, last)[0], others.true))


if __name__ == "__main__":
    main()
