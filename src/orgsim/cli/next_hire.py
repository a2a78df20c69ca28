"""`orgsim next-hire`: where the next person goes, and what else would be worth doing."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from orgsim.cli import options
from orgsim.cli.study_options import StudyOptions, spread

if TYPE_CHECKING:
    from orgsim.cli.progress import Told
    from orgsim.report.next_hire.answer import NextHire

Changes = Annotated[
    str,
    typer.Option(
        metavar="KINDS",
        help="Which changes are tried: person (one more in each team), training (of each team), point (one more at each step),"
        " policy (each that is missing or there).",
    ),
]
Ranked = Annotated[
    str,
    typer.Option(
        "--kpi", metavar="NAMES", help="What changes are ranked by; further KPIs behind it are told of, too."
    ),
]
Policies = Annotated[
    str | None,
    typer.Option(
        metavar="NAMES",
        show_default="all that can be",
        help="The policies that are tried, such as meetings,records.",
    ),
]
Joins = Annotated[
    str,
    typer.Option(
        metavar="TIME",
        help="When the person comes: there from the start, or later, as a newcomer who has to be found and to learn.",
    ),
]
Training = Annotated[
    str | None,
    typer.Option(
        metavar="TABLE",
        show_default="16 h of everybody, every 6 months",
        help='Terms of the training, as in [policies.training]: \'{ hours = "8 h", who = "all", cost = 500 }\'.',
    ),
]


@spread
def next_hire(
    scenario: options.ScenarioName,
    organization: options.OrganizationName = None,
    kpi: Ranked = "firm_value",
    changes: Changes = "person,training,point,policy",
    policies: Policies = None,
    joins: Joins = "0 days",
    training: Training = None,
    replications: options.Replications = None,
    seed: options.Seed = 1,
    horizon: options.Horizon = None,
    settings: options.Settings = None,
    *,
    study: StudyOptions,
) -> None:
    """Say where the next person is worth most, and what else is worth doing: ranked, with intervals and probabilities.

    Every option is the firm as it is with one change, run with the same leads and the same luck: one more person in each team,
    their pay included, a training, one percentage point more at each step, one policy more or less. Beside it stands what the
    usual rules of thumb name (lowest pass rate, busiest team, longest queue, most leads lost), and whether they mislead here.
    """
    from orgsim.cli.studied import give, small_enough

    names = options.named(kpi)
    base = small_enough(scenario, organization, options.changes(settings, horizon), study.force)
    asked: dict[str, Any] = {
        "also": names[1:],
        "kinds": _listed(changes),
        "policies": None if policies is None else _listed(policies),
        "training": None if training is None else options.table("--training", training),
    }

    def make(told: "Told | None") -> "NextHire":
        from orgsim.report.next_hire.answer import next_hire as found

        effort = study.effort(told, replications=replications)
        return found(base, names[0], joins=joins, seed=seed, **asked, **effort)

    give(make, study)


def _listed(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
