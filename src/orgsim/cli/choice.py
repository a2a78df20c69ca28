"""Which scenarios are meant by the files and names that were typed after `orgsim compare`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from orgsim.errors import ScenarioError, unusable
from orgsim.language.phrases import Wording
from orgsim.plan.experiment import is_experiment, load_experiment
from orgsim.plan.files import ScenarioFiles
from orgsim.plan.hybrids import HybridError, with_work_of
from orgsim.plan.load import load
from orgsim.plan.scenario import Scenario
from orgsim.plan.text.document import listed, meant, nearest, shown
from orgsim.plan.text.locations import gallery_names
from orgsim.signs import one_line

USUAL_MARKET = "b2b-saas"
_BEFORE_AFTER, _MODEL = "pre-post-sales", "the-model"
USUAL_ORGANIZATIONS = (_BEFORE_AFTER, _MODEL, "the-model-siloed", "the-model-collaborating")
"""What is compared when no organization is named; a gallery organization called like the market goes before them."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be compared, and how where nothing is said of it."""

    scenarios: dict[str, Scenario]
    equal_payroll: bool = False
    """Whether headcounts are scaled to equal payrolls where nothing is said of it."""
    kpis: tuple[str, ...] = ()
    replications: int | None = None
    precision: float | None = None
    seed: int = 1
    pairs: Literal["baseline", "all"] = "baseline"


def chosen(names: Sequence[str], changes: Mapping[str, Any], force: bool) -> Choice:
    """The scenarios meant by `names`: a market and organizations for it, scenario files, or both; none for the usual ones; or an
    experiment.

    Raises OrgsimError when there are fewer than two, when an experiment does not stand alone or an organization stands first, or
    when files are wrong.
    """
    if not names:
        return Choice(_fitting(USUAL_MARKET, changes, force), equal_payroll=True)
    if (experiment := next(filter(is_experiment, names), None)) is not None:
        return _of_experiment(experiment, names, changes, force)
    first, *others = names
    kind = kind_of(first, ("market", "scenario", "organization"))
    if kind == "organization":
        raise unusable(
            "{first} is an organization; name the market first: orgsim compare MARKET {first} ...",
            first=first,
        )
    if kind == "market" and not others:
        return Choice(_fitting(first, changes, force), equal_payroll=True)
    if not others:
        raise unusable(
            "{first} is one scenario; name another to compare it with, or use: orgsim run {first}",
            first=first,
        )
    found = [(first, load(first, changes=changes, force=force))] if kind == "scenario" else []
    market = first if kind == "market" else None
    found += [(name, _other(name, market, changes, force)) for name in others]
    if len(found) < 2:
        raise unusable("{others} is one organization; name another to compare it with", others=others[0])
    return Choice(_named(found))


def one_or_more(names: Sequence[str], changes: Mapping[str, Any], force: bool) -> Choice:
    """What is to be shown side by side: as `chosen`, where one scenario alone will do too.

    Raises OrgsimError when an organization stands first, when an experiment does not stand alone, and when files are wrong.
    """
    alone = len(names) == 1 and kind_of(names[0], ("scenario", "market", "organization")) != "scenario"
    if not names or alone or any(map(is_experiment, names)):
        return chosen(names, changes, force)
    return Choice(several(names, changes, force))


def several(names: Sequence[str], changes: Mapping[str, Any], force: bool) -> dict[str, Scenario]:
    """One scenario or more meant by `names`: a market and organizations for it, scenario files, or both.

    Raises OrgsimError when none is named, for an experiment, when an organization stands first or a market alone, and when files
    are wrong.
    """
    if not names:
        raise unusable("name a scenario, a market and organizations for it, or a sweep file")
    if any(map(is_experiment, names)):
        raise unusable("an experiment names what is compared; name a scenario, or a market and organizations")
    first, *others = names
    kind = kind_of(first, ("scenario", "market", "organization"))
    if kind == "organization":
        raise unusable("{first} is an organization; name the market before it", first=first)
    if kind == "market" and not others:
        raise unusable("{first} is a market; name organizations for it after it", first=first)
    found = [(first, load(first, changes=changes, force=force))] if kind == "scenario" else []
    market = first if kind == "market" else None
    return _named([*found, *((name, _other(name, market, changes, force)) for name in others)])


def _of_experiment(name: str, names: Sequence[str], changes: Mapping[str, Any], force: bool) -> Choice:
    if len(names) > 1:
        raise unusable(
            "{name} is an experiment, which brings all that it compares: orgsim compare {name}", name=name
        )
    plan = load_experiment(name, changes, force)
    how = (plan.equal_payroll, plan.kpis, plan.replications, plan.precision, plan.seed, plan.pairs)
    return Choice(plan.scenarios, *how)


def pair(names: Sequence[str]) -> tuple[tuple[str, Scenario], tuple[str, Scenario]]:
    """The two scenarios meant by `names`, each with what it is called: two scenarios; a market and two organizations, or a market
    and an organization twice; or an experiment and one what-if, to compare with its base, or two.

    Raises OrgsimError for anything else, and when files are wrong.
    """
    first, *others = names
    if is_experiment(first):
        plan = load_experiment(first, force=True).scenarios
        wanted = [next(iter(plan)), *others] if len(others) == 1 else others
        parts = [(name, _what_if(plan, name, first)) for name in wanted]
    elif len(names) == 2:
        parts = [(name, one(name, None, {})) for name in names]
    elif len(names) == 3:
        parts = [(name, one(first, name, {})) for name in others]
    else:
        places = (names[k : k + 2] for k in (0, 2)) if len(names) == 4 else ()
        parts = [
            (f"{market} {organization}", one(market, organization, {})) for market, organization in places
        ]
    if len(parts) != 2:
        raise unusable(
            "name two scenarios, a market and two organizations, or an experiment and one or two of its "
            "what-ifs"
        )
    return parts[0], parts[1]


def _what_if(plan: Mapping[str, Scenario], name: str, of: str) -> Scenario:
    if name not in plan:
        near = nearest(name, list(plan))
        hint = meant(near and shown(near), Wording("it has {plan}", plan=listed(list(plan))))
        raise unusable("{name} is no what-if of {of}; {hint}", name=shown(name), of=of, hint=hint)
    return plan[name]


def one(name: str, organization: str | None, changes: Mapping[str, Any]) -> Scenario:
    """The scenario meant by a scenario's name, or by those of a market and an organization; it need not be small enough to run.

    Raises OrgsimError when a market stands alone, when an organization stands first, or when files are wrong.
    """
    kind = kind_of(
        name, ("scenario" if organization is None else "market", "scenario", "market", "organization")
    )
    if kind == "organization":
        raise unusable("{name} is an organization; name the market before it", name=name)
    if kind == "market" and organization is None:
        raise unusable("{name} is a market; name an organization after it", name=name)
    return load(name, organization, changes, force=True)


def kind_of(name: str, kinds: tuple[str, ...]) -> str:
    """Whether a file or gallery entry is a "market", an "organization" or a "scenario"; `kinds` in order of preference.

    The first of them for a file that cannot be read: loading it says what is wrong.
    """
    files = ScenarioFiles()
    tables = files.top(name, kinds)
    if files.problems and not tables.data:
        return kinds[0]
    sells = (
        tables.get("sources") is not None
        or tables.get("journey") is not None
        or tables.get("scenario", "market") is not None
    )
    staffed = tables.get("teams") is not None or tables.get("scenario", "organization") is not None
    if staffed and not sells and tables.get("scenario") is None:
        return "organization"
    return "scenario" if staffed or tables.get("scenario", "market") is not None else "market"


def _fitting(market: str, changes: Mapping[str, Any], force: bool) -> dict[str, Scenario]:
    """The market under its own gallery organization, if it has one, and all usual ones that fit it."""
    packaged = gallery_names("organization")
    names = [name for name in (Path(market).stem, *USUAL_ORGANIZATIONS) if name in packaged]
    found: list[tuple[str, Scenario]] = []
    misfits: list[ScenarioError] = []
    for name in names:
        try:
            found.append((name, load(market, name, changes, force)))
        except ScenarioError as error:
            misfits.append(error)
    found += _with_the_same_work(dict(found))
    if misfits and (not found or market == USUAL_MARKET):
        raise misfits[0]
    if len(found) < 2:
        raise unusable(
            "only {found} fits {market}; name others: orgsim compare {market} ORGANIZATION ...",
            found=found[0][0],
            market=market,
        )
    return _named(found)


def _with_the_same_work(found: Mapping[str, Scenario]) -> list[tuple[str, Scenario]]:
    """Beside pre-/post-sales as it is: the same doing all that THE MODEL does, where that is more."""
    if not {_BEFORE_AFTER, _MODEL} <= found.keys():
        return []
    try:
        one = with_work_of(found[_BEFORE_AFTER], found[_MODEL])
    except HybridError:
        return []
    return [] if one is found[_BEFORE_AFTER] else [(one.name, one)]


def _other(name: str, market: str | None, changes: Mapping[str, Any], force: bool) -> Scenario:
    kind = kind_of(name, ("organization", "scenario", "market"))
    if kind == "scenario":
        return load(name, changes=changes, force=force)
    if kind == "market":
        raise unusable(
            "{name} is a market; only the first argument can be one, then organizations and scenarios follow",
            name=name,
        )
    if market is None:
        raise unusable(
            "{name} is an organization without a market: name a market first, before it", name=name
        )
    return load(market, name, changes, force)


def _named(found: Sequence[tuple[str, Scenario]]) -> dict[str, Scenario]:
    """Scenarios by their short names, or by what was typed where two have the same; raises OrgsimError for doubles."""
    short = [scenario.name for _, scenario in found]
    named: dict[str, Scenario] = {}
    for typed, scenario in found:
        name = scenario.name if short.count(scenario.name) == 1 else one_line(typed)
        if name in named:
            raise unusable("{name} is named twice", name=name)
        named[name] = scenario
    return named
