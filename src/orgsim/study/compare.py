"""Compare scenarios by common random numbers: the same leads and the same luck meet each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Unpack

from orgsim.errors import unusable
from orgsim.language.phrases import Phrase
from orgsim.plan.experiment import ExperimentPlan
from orgsim.plan.scenario import Scenario
from orgsim.study import failures, horizon, matching
from orgsim.study.answer import Study
from orgsim.study.differences import Pairs, pairs_of
from orgsim.study.effort import Effort, Options, settled
from orgsim.study.fairness import remarks, with_payroll_of
from orgsim.study.labels import label
from orgsim.study.matching import common_lag, with_lag
from orgsim.study.quantities import checked
from orgsim.study.replications import replicate
from orgsim.study.sample import Experiment
from orgsim.study.split import Order, split, steps

__all__ = ["Study", "compare", "with_parts"]

_UNSPLIT = Phrase("Differences are not split in parts, since replications failed.")


def compare(
    scenarios: Mapping[str, Scenario] | ExperimentPlan,
    *,
    seed: int | None = None,
    baseline: str | None = None,
    equal_payroll: bool | None = None,
    kpis: Sequence[str] = (),
    pairs: Pairs | None = None,
    parts: Order | None = None,
    control: bool = True,
    **options: Unpack[Options],
) -> Study:
    """Run every scenario with common random numbers (the same leads, the same luck); compare them replication by replication.

    scenarios: by the names under which the study shows them, or an experiment, which also says what is not stated here;
    `baseline` (the first when not stated) is the one the others are compared with, `equal_payroll` scales their headcounts to
    its payroll. `seed` is 1 when not stated.
    `kpis` names the KPIs that matter, in their order: verdicts lead with them and allow for as many comparisons, pair by pair
    (the headline KPIs when none is named). `pairs="all"` compares every two scenarios, not each with the "baseline" alone.
    `parts="path"` or "shapley" splits each difference in three for `Study.parts` (see `with_parts`). Unless `control` is False,
    the luck of the decisions is taken out of the differences, whose intervals get narrower (see `orgsim.study.control`).
    options: see `orgsim.study.effort.Options`. One replication in twenty may fail: it is left out on all sides, and said.

    Ctrl-C ends the study early: it answers with the replications that every scenario has finished (`complete` is then
    False) and raises KeyboardInterrupt when there is none. Raises OrgsimError for what cannot be run.
    """
    if isinstance(scenarios, ExperimentPlan):
        plan = scenarios
        return compare(
            plan.scenarios,
            seed=plan.seed if seed is None else seed,
            baseline=baseline,
            equal_payroll=plan.equal_payroll if equal_payroll is None else equal_payroll,
            kpis=kpis or plan.kpis,
            pairs=pairs or plan.pairs,
            parts=parts,
            control=control,
            **_over({"replications": plan.replications, "precision": plan.precision}, options),
        )
    seed, pairs = 1 if seed is None else seed, pairs or "baseline"
    named = checked(kpis)
    pairs_of((), "", pairs)
    steps(parts or "path")
    if named and options.get("precision_kpi") is None:
        options["precision_kpi"] = named
    asked = _baseline_first(scenarios, baseline)
    effort = _precise(settled(options), pairs, asked)
    run = with_payroll_of(asked, next(iter(asked))) if equal_payroll else asked
    study = replace(_answered(run, asked, seed, effort), kpis=named, pairs=pairs, control=control)
    return study if parts is None or not study.complete else with_parts(study, parts, **options)


def with_parts(study: Study, order: Order = "path", **options: Unpack[Options]) -> Study:
    """A finished study with each of its differences split in three parts, for `Study.parts`.

    They are what the division of labour carries, the work that is done at all, and policies and records. "path" runs at most two
    organizations more for each pair, "shapley" at most six, each as often as the study ran its own. options: workers, ledger,
    progress. Raises KeyboardInterrupt after Ctrl-C. A study of which replications failed is not split, and says so.
    """
    if study.failures:
        return replace(study, remarks=(*study.remarks, _UNSPLIT))
    chosen = pairs_of(tuple(study.scenarios), study.baseline, study.pairs)
    done = split(
        study.scenarios,
        study.samples,
        chosen,
        seed=study.seed,
        order=order,
        control=study.control,
        **options,
    )
    return replace(study, split=done)


def _answered(run: Mapping[str, Scenario], asked: Mapping[str, Scenario], seed: int, effort: Effort) -> Study:
    """The study of scenarios, the first one the baseline; `asked`: as they were before payrolls were scaled."""
    done = replicate(Experiment(run, seed), effort, tolerant=True)
    months = common_lag(done.samples, run)
    samples = with_lag(done.samples, months)
    found = (
        *failures.remark(done.failures, {name: partial(label, run, name) for name in run}),
        *remarks(run, next(iter(run)), asked),
        *matching.remark(months, samples),
        *horizon.remark(samples, run),
    )
    reached = effort.reached(samples)
    study = Study(dict(run), seed, samples, done.numbers, done.complete, found, precision=reached)
    return replace(study, failures=done.failures)


def _precise(effort: Effort, pairs: Pairs, scenarios: Mapping[str, Scenario]) -> Effort:
    """The effort whose precision is that of the pairs that are told; of none where they have no currency in common."""
    if effort.goal is None:
        return effort
    told = pairs if len({one.market.currency for one in scenarios.values()}) == 1 else None
    return replace(effort, goal=replace(effort.goal, pairs=told))


def _over(said: Options, stated: Options) -> Options:
    """What an experiment says of a study's effort, with what is stated besides in its place."""
    found = said.copy()
    found.update({name: value for name, value in stated.items() if value is not None})  # type: ignore[typeddict-item]
    return found


def _baseline_first(scenarios: Mapping[str, Scenario], baseline: str | None) -> dict[str, Scenario]:
    if not scenarios:
        raise unusable("there is no scenario to run")
    if baseline is not None and baseline not in scenarios:
        raise unusable(
            "the baseline {baseline} is none of the scenarios: {scenarios}",
            baseline=repr(baseline),
            scenarios=", ".join(scenarios),
        )
    first = baseline if baseline is not None else next(iter(scenarios))
    return {first: scenarios[first], **scenarios}
