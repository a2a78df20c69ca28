"""`orgsim compare`: organizations under the same market."""

from dataclasses import dataclass
from pathlib import Path

from orgsim.cli import options
from orgsim.cli.answer import Wish, answer
from orgsim.cli.study_options import StudyOptions, spread


@dataclass(frozen=True, slots=True)
class ComparisonOptions(StudyOptions):
    """The same for a comparison, which writes a report whatever is said."""

    out: options.Out = Path("report")


@spread
def compare(
    market: options.Market = None,
    organizations: options.Organizations = None,
    replications: options.Replications = None,
    precision: options.Precision = None,
    seed: options.StatedSeed = None,
    horizon: options.Horizon = None,
    settings: options.Settings = None,
    equal: options.Equal = None,
    parts: options.Parts = "path",
    why: options.Why = False,
    kpi: options.Kpi = None,
    pairs: options.Pairs = None,
    control: options.Control = True,
    replay: options.WithReplay = False,
    *,
    study: ComparisonOptions,
) -> None:
    """Compare organizations under the same market, with the same leads and the same luck.

    The first organization is the one the others are measured against. Without arguments: pre-/post-sales, THE MODEL, THE
    MODEL in silos, THE MODEL working together, and pre-/post-sales doing the work that THE MODEL does, under the packaged
    market, at equal payroll. With an experiment file: its base and each of its what-ifs, as it says; what is typed comes
    before that. Writes a report to look at.
    """
    from orgsim.cli.choice import chosen

    names = [name for name in (market, *(organizations or [])) if name is not None]
    choice = chosen(names, options.changes(settings, horizon), study.force)
    if replay:
        from orgsim.report.replay.replay import check_sides

        check_sides(choice.scenarios)
    replications = choice.replications if replications is None else replications
    precision = choice.precision if precision is None else precision
    seed = choice.seed if seed is None else seed
    kpis, pairs = options.named(kpi) or choice.kpis, pairs or choice.pairs
    wish = Wish(study, replications, precision, seed, kpis, pairs, parts, control=control, replay=replay)
    answer(choice.scenarios, wish, choice.equal_payroll if equal is None else equal == "payroll", why)
