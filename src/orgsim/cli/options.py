"""The options that several commands share."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from orgsim.cli import spoken
from orgsim.errors import unusable
from orgsim.language import Language
from orgsim.language.phrases import Wording

if TYPE_CHECKING:
    from orgsim.plan.scenario import Scenario

NO_FONT = Wording(
    "Labels of the figure are in English, since no Japanese font is installed: pip install 'orgsim[cjk]', or the system's Noto "
    "Sans CJK (such as the package fonts-noto-cjk)"
)
"""Said where a figure was asked for in Japanese."""
Format = Literal["table", "json", "csv"]


def percentage(text: str) -> float:
    """A share from a text such as "2 %", "2%" or "0.02"; typer says what is wrong with another."""
    from orgsim.units import share

    try:
        return share(text) if "%" in text else float(text)
    except ValueError:
        raise typer.BadParameter(Wording('give a share such as "2 %" or 0.02')) from None


def named(kpi: str | None) -> tuple[str, ...]:
    """The KPIs that `--kpi` names; raises OrgsimError for one that there is not, and where none is named."""
    from orgsim.errors import unusable
    from orgsim.study.quantities import checked

    names = [name.strip() for name in kpi.split(",") if name.strip()] if kpi is not None else []
    if kpi is not None and not names:
        raise unusable("--kpi names no KPI; give names such as arr,won")
    return checked(names)


def table(option: str, text: str) -> dict[str, Any]:
    """The table that an option's text states in TOML, such as `{ hours = "8 h" }`; raises OrgsimError for anything else."""
    from orgsim.plan.text.toml_files import read_value

    found = read_value(text)
    if not isinstance(found, dict):
        raise unusable("{option} must be a table in braces, such as '{{ key = \"value\" }}'", option=option)
    return found


def changes(settings: list[str] | None, horizon: str | None) -> dict[str, Any]:
    """What `--set path=value` and `--horizon` change, by dotted path; raises OrgsimError for a setting that is none."""
    from orgsim.plan.load import read_change

    found = dict(map(read_change, settings or ()))
    return found if horizon is None else {**found, "scenario.horizon": horizon}


def on_day(scenario: "Scenario", time: str | None) -> "Scenario":
    """The scenario under the organization that `--on` asks for; its first where it asks for none."""
    from orgsim.units import days

    if time is None:
        return scenario
    try:
        return scenario.on(max(0.0, days(time)))
    except ValueError:
        raise typer.BadParameter(
            Wording('give a time from day 0, such as "13 months"'), param_hint="--on"
        ) from None


ScenarioName = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A scenario file, or a name from the gallery; or a market.")
]
OrganizationName = Annotated[
    str | None, typer.Argument(metavar="ORGANIZATION", help="With a market: the organization in it.")
]
Market = Annotated[
    str | None,
    typer.Argument(
        help="A market: a file, or a name from the gallery; or a scenario file; or an experiment.",
        metavar="MARKET",
    ),
]
Organizations = Annotated[
    list[str] | None,
    typer.Argument(
        help="Organizations for the market, and scenario files, which bring their own.",
        metavar="ORGANIZATION",
    ),
]
Replications = Annotated[
    int | None,
    typer.Option("--replications", "-n", min=2, show_default="40", help="Replications of each scenario."),
]
Precision = Annotated[
    float | None,
    typer.Option(
        parser=percentage,
        metavar="SHARE",
        help='Run until half of each interval is at most that share of its mean, such as "2 %": of the KPIs named by --kpi, and '
        "of their differences.",
    ),
]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same numbers.")]
StatedSeed = Annotated[
    int | None,
    typer.Option(
        "--seed", min=0, show_default="1, or the experiment's", help="The same seed gives the same numbers."
    ),
]
Horizon = Annotated[str | None, typer.Option(metavar="TIME", help='Time simulated, such as "36 months".')]
OnDay = Annotated[
    str | None,
    typer.Option(
        "--on", metavar="TIME", help='The organization in force at this time from day 0, such as "13 months".'
    ),
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change a value of the files; may be repeated."),
]
Workers = Annotated[
    int | None, typer.Option(min=1, show_default="as many as cores", help="Processes at work.")
]
Cluster = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="Have the runs done by the workers of a Dask scheduler, such as tcp://10.0.0.1:8786 (needs orgsim[cluster]).",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", "-o", metavar="DIR", help="Folder for the report, its tables and the ledger."),
]
LedgerPath = Annotated[
    Path | None,
    typer.Option(
        "--ledger",
        metavar="PATH",
        show_default="that of --out",
        help="Ledger that several studies share, a file or a folder: what one has run, the others take from it.",
    ),
]
Shape = Annotated[Format, typer.Option("--format", "-f", help="What is printed on standard output.")]
Lang = Annotated[
    Language,
    typer.Option(
        is_eager=True,
        callback=spoken.chosen,
        show_default="what ORGSIM_LANG says, else en",
        help="Language of the answer, and of help and messages.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
Force = Annotated[bool, typer.Option("--force", help="Run even if more than 20 million events are expected.")]
ForceMany = Annotated[
    bool,
    typer.Option("--force", help="Run even more than 20,000 runs, or more than 20 million events in one."),
]
Equal = Annotated[
    Literal["payroll", "nothing"] | None,
    typer.Option(
        help="Scale headcounts to the payroll of the first organization, or leave them.",
        show_default="payroll where orgsim chooses the organizations, else nothing, or the experiment's",
    ),
]
Why = Annotated[
    bool,
    typer.Option(
        "--why",
        help="Take the differences apart: what each family of mechanisms carries (some dozens of runs a replication).",
    ),
]
Parts = Annotated[
    Literal["path", "shapley", "none"],
    typer.Option(
        help="Say what each difference is due to (division of labour, work done, policies and records): along one path, at most "
        "two organizations more to run for each pair; by all orders, at most six; or not at all."
    ),
]
Control = Annotated[
    bool,
    typer.Option(
        "--control/--no-control",
        help="Take the luck of the decisions out of the differences, which makes their intervals narrower, or leave it in.",
    ),
]
WithReplay = Annotated[
    bool,
    typer.Option(
        "--replay",
        help="Put a page beside the report on which the first run of each organization can be played.",
    ),
]
Advice = Annotated[
    bool,
    typer.Option(
        "--warm-up-advice",
        help="Say how many months are better left out of a steady state (MSER-5), or that there is none.",
    ),
]
Kpi = Annotated[
    str | None,
    typer.Option(
        metavar="NAMES",
        show_default="the headline KPIs",
        help="The KPIs that matter, such as firm_value,arr: verdicts and --precision are about these, --why about the first.",
    ),
]
Pairs = Annotated[
    Literal["baseline", "all"] | None,
    typer.Option(
        show_default="baseline, or the experiment's",
        help="Compare each organization with the first, or every two.",
    ),
]
MatchedFor = Annotated[
    str | None,
    typer.Option(
        "--pairs",
        metavar="MARKET",
        help="List the organizations for this market that differ in their cut alone; with --out, write them.",
    ),
]
Like = Annotated[
    str | None,
    typer.Option(
        metavar="ORGANIZATION",
        show_default="the market's namesake, else the-model",
        help="With --pairs: whose work, people, pay, records and policies all of them have.",
    ),
]
