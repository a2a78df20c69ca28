"""`orgsim transition`: from today's organization to another at a date, against staying."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from orgsim.cli import options
from orgsim.cli.study_options import StudyOptions, spread

if TYPE_CHECKING:
    from orgsim.cli.progress import Told
    from orgsim.report.transition.answer import Transition

To = Annotated[
    str,
    typer.Option(
        "--to", metavar="AFTER", help="The organization that takes over: a file, or a name from the gallery."
    ),
]
At = Annotated[str, typer.Option("--at", metavar="TIME", help='When, from day 0, such as "12 months".')]
Judged = Annotated[
    str,
    typer.Option(
        "--kpi",
        metavar="NAME",
        help="What the change is judged by: profit, arr, revenue, bookings, won or customers.",
    ),
]
People = Annotated[
    str | None,
    typer.Option(
        metavar="TABLE",
        show_default="where most of their work goes",
        help="Who goes where, as in [[reorganizations]]: '{ sales = { marketing = 3 } }'.",
    ),
]
Notice = Annotated[
    str | None,
    typer.Option(
        metavar="TIME",
        show_default="none",
        help="For how long those are paid for whom there is no place any more.",
    ),
]
Delay = Annotated[
    str | None,
    typer.Option(
        metavar="TIME",
        show_default="that of turnover where it is in force, else none",
        help="How long it takes to fill places for which there is nobody.",
    ),
]


@spread
def transition(
    before: options.ScenarioName,
    organization: options.OrganizationName = None,
    *,
    to: To,
    at: At,
    kpi: Judged = "profit",
    people: People = None,
    notice: Notice = None,
    delay: Delay = None,
    replications: options.Replications = None,
    seed: options.Seed = 1,
    horizon: options.Horizon = None,
    settings: options.Settings = None,
    study: StudyOptions,
) -> None:
    """Say when a change of the organization pays for itself: the dip, what it costs at once, and the month of break-even.

    The firm that changes at a date is compared with the same firm that stays as it is, by the same leads and the same luck, month
    by month. Money is discounted to the day of the change.
    """
    from orgsim.cli.studied import give, small_enough

    base = small_enough(before, organization, options.changes(settings, horizon), study.force)
    moved = None if people is None else options.table("--people", people)

    def make(told: "Told | None") -> "Transition":
        from orgsim.report.transition.answer import transition as found

        terms: dict[str, Any] = {"people": moved, "notice": notice, "delay": delay}
        effort = study.effort(told, replications=replications)
        return found(base, to, at, kpi=kpi, seed=seed, **terms, **effort)

    give(make, study)
