"""Staff: the best division of so many people, or of a budget, among the teams of one organization or of several.

A search on luck of its own names a short list; ranking and selection on fresh luck chooses from it, with a guarantee.
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any, Unpack

import numpy as np

from orgsim.errors import OrgsimError, unusable
from orgsim.measures.kpis import KPIS
from orgsim.plan.scenario import Scenario
from orgsim.randomness import Floats
from orgsim.study.divisions import Pool, pool, spent, unknown_team
from orgsim.study.effort import Effort, Options, settled
from orgsim.study.quantities import checked
from orgsim.study.selection import SelectionRule, confirm, select
from orgsim.study.staff_answer import Zone
from orgsim.study.staff_runs import Division, StaffRuns, StaffWork, refuse, seed_of_search
from orgsim.study.staff_search import TRIED, Search
from orgsim.study.staffing import StaffStudy
from orgsim.units import per_month, share

__all__ = ["StaffStudy", "staff"]

SHORTLIST, SEARCH, MOST, FIRST = 11, 300, 100, 10
"""What is done when nothing is said: divisions of the final, runs of the search, replications of a division in the final at most,
and at least."""
_OF_FRONT = 40
"""Replications of each division of a front when nothing is said."""
_SIZES = {"": 1.0, "k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9}
_AMOUNT = re.compile(r"\s*([+-]?[\d_]*\.?\d+(?:[eE][+-]?\d+)?)\s*([kKMB]?)\s*")
_SHARE = re.compile(r"\s*([^%]*%)\s*(?:of\s+(\w+)\s*)?")


def staff(
    scenarios: Scenario | Mapping[str, Scenario],
    *,
    people: int | None = None,
    budget: str | None = None,
    kpi: str | Sequence[str] = "firm_value",
    delta: str | float | None = None,
    policies: Mapping[str, Sequence[Any]] | None = None,
    keep: Sequence[str] = (),
    shortlist: int = SHORTLIST,
    search: int = SEARCH,
    seconds: float | None = None,
    seed: int = 1,
    **options: Unpack[Options],
) -> StaffStudy:
    """Find the best division of people among teams, in the first scenario or in any of several, and under any of some policies.

    people: in all teams together, as many as there are on day 0 when not stated; or `budget`: their pay, such as "250M / year",
    or "today" for what is paid now. Each team has one person at least; teams in `keep` stay as they are.
    kpi: what shall be best: one KPI with a value of its own in each run, or two ("firm_value,won") for the divisions of which
    none is beaten in both. delta: the lead that does not matter: an amount, "2 %" of the KPI as people are divided today (when
    not stated), or "2 % of arr". policies: by dotted path, values to try besides what the scenario says.
    shortlist: divisions of the final; search: runs of the search; seconds: wall time after which no more runs are begun, once
    each division of the final has its first ten. The final runs each division at most `replications` times, 100 when not stated
    (exactly 40 times for two KPIs).
    options: replications, workers, ledger, progress: see `orgsim.study.effort.Options`; a precision cannot be asked for.

    Ctrl-C during the final ends it early, with what is known by then (`complete` is False); before it raises KeyboardInterrupt.
    Raises OrgsimError for what cannot be divided, told or run.
    """
    named = checked([one.strip() for one in (kpi.split(",") if isinstance(kpi, str) else kpi)])
    _check(named, options, shortlist, search, seconds)
    zone = _zone("2 %" if delta is None else delta, named) if len(named) == 1 else None
    if zone is None and delta is not None:
        raise unusable("delta is the lead of the best in one KPI; two have a front, which needs none")
    usual: Options = {**options, "replications": options.get("replications") or (MOST if zone else _OF_FRONT)}
    effort = settled(usual)
    if effort.most < 2:
        raise unusable("replications is 1; a selection needs 2 or more")
    given = {scenarios.name: scenarios} if isinstance(scenarios, Scenario) else dict(scenarios)
    variants = _variants(given, policies or {})
    pools = _pools(variants, people, budget, keep)
    kpis = (*named, *([zone.kpi] if zone and zone.kpi else []))
    end = None if seconds is None else time.monotonic() + seconds
    with StaffRuns(StaffWork(variants, pools), kpis, effort) as runs:
        return _found(runs, named, zone, (shortlist, search, seed, end), effort)


def _found(
    runs: StaffRuns,
    named: tuple[str, ...],
    zone: Zone | None,
    how: tuple[int, int, int, float | None],
    effort: Effort,
) -> StaffStudy:
    """Search, then select."""
    shortlist, most, seed, end = how
    signs = [KPIS[name].better for name in named]
    now = time.monotonic()
    runs.tell(most + shortlist * min(FIRST, effort.most))
    own = seed_of_search(seed)
    search = Search(runs, own, signs, most, _past(None if end is None else now + (end - now) / 2))
    divisions = tuple(search.find(shortlist))
    work, none = runs.work, np.empty((0, len(divisions), len(named)))
    study = StaffStudy(work.scenarios, work.pools, named, seed, divisions, search.told(), none)
    if zone is not None:
        zone = zone.settled(float(runs.values(divisions[:1], own, 0, TRIED)[:, 0, -1].mean()))
    luck = _Final(runs, divisions, seed, signs)
    most = _affordable(runs, end, len(divisions), effort.most)
    runs.tell(runs.done + most * len(divisions))
    return _selected(study, luck, zone, most, end) if zone is not None else _front(study, luck, most, end)


class _Final:
    """The runs of the final, on luck that the search has not seen; more is better."""

    def __init__(
        self, runs: StaffRuns, divisions: Sequence[Division], seed: int, signs: Sequence[int]
    ) -> None:
        self._runs, self._divisions, self._seed = runs, divisions, seed
        self.signs = np.array(signs, dtype=float)
        self.interrupted = False

    def values(self, places: Sequence[int], first: int, last: int) -> Floats:
        """Replication × division × goal."""
        asked = [self._divisions[place] for place in places]
        try:
            found = self._runs.values(asked, self._seed, first, last)
        except KeyboardInterrupt:
            self.interrupted = True
            raise
        return np.asarray(found[:, :, : len(self.signs)] * self.signs)

    def first_goal(self, places: Sequence[int], first: int, last: int) -> Floats:
        """Replication × division, of the first goal."""
        return self.values(places, first, last)[:, :, 0]


def _selected(study: StaffStudy, luck: _Final, zone: Zone, most: int, end: float | None) -> StaffStudy:
    """The best of the short list."""
    past = _past(end)
    rule = SelectionRule(zone.amount, most, first=min(FIRST, most))
    found = select(luck.first_goal, len(study.divisions), rule, kept=(0,), stopped=past)
    if found.ended and not luck.interrupted:
        found = confirm(luck.first_goal, found, past)
    values = found.values[:, :, None] * luck.signs
    return replace(study, values=values, selection=found, zone=zone, complete=not luck.interrupted)


def _front(study: StaffStudy, luck: _Final, most: int, end: float | None) -> StaffStudy:
    """The divisions of the short list, each on as many replications: which of them none beats, the study itself tells."""
    past, places = _past(end), range(len(study.divisions))
    values = luck.values(places, 0, 2)
    try:
        while len(values) < most and not past():
            values = np.concatenate((values, luck.values(places, len(values), len(values) + 1)))
    except KeyboardInterrupt:
        pass
    return replace(study, values=values * luck.signs, complete=not luck.interrupted)


def _past(end: float | None) -> Callable[[], bool]:
    return lambda: end is not None and time.monotonic() >= end


def _affordable(runs: StaffRuns, end: float | None, divisions: int, most: int) -> int:
    """Replications of each division that the time left allows, were all of them run to the end; as many as asked where enough."""
    if end is None or not runs.timed or not runs.seconds:
        return most
    each = runs.seconds / runs.timed
    fitting = int(max(0.0, end - time.monotonic()) / each / divisions)
    # Those that go out early leave their time to the others.
    return max(min(most, FIRST), min(most, 2 * fitting))


def _check(
    named: tuple[str, ...], options: Options, shortlist: int, search: int, seconds: float | None
) -> None:
    refuse(named)
    if not 1 <= len(named) <= 2:
        raise unusable(
            "kpi names {count} KPIs; name one, or two for the divisions of which none is beaten in both",
            count=len(named),
        )
    if options.get("precision") is not None:
        raise unusable("a selection runs until its delta is reached, not to a precision; state delta")
    for name, value, least, most in (("shortlist", shortlist, 2, 100), ("search", search, TRIED, 10_000)):
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise unusable(
                "{name} is {value}; it must be a whole number from {least} to {most}",
                name=name,
                value=value,
                least=least,
                most=format(most, ","),
            )
    if seconds is not None and not seconds > 0:
        raise unusable("seconds is {seconds}; it must be more than 0", seconds=seconds)


def _zone(delta: str | float, named: tuple[str, ...]) -> Zone:
    """The lead that does not matter, as it was asked for."""
    wrong = unusable(
        'delta is {delta}; it must be more than 0, such as "2 %", "2 % of arr" or an amount such as '
        '"500_000"',
        delta=repr(delta),
    )
    if isinstance(delta, str) and (match := _SHARE.fullmatch(delta)) is not None:
        try:
            found = Zone(share(match[1]), match[2] or named[0], str(delta))
        except ValueError:
            raise wrong from None
        own, other = KPIS[named[0]].unit, KPIS[checked([found.kpi])[0]].unit
        if own.partition(" ")[0] != other.partition(" ")[0]:
            raise unusable(
                "delta is a share of {kpi} ({other}), and {named} is told in {own}: name a KPI of that unit",
                kpi=found.kpi,
                other=other,
                named=named[0],
                own=own,
            )
        refuse([found.kpi])
    else:
        amount = _amount(delta) if isinstance(delta, str) else float(delta)
        found = Zone(float("nan") if amount is None else amount, "", str(delta))
    if not 0 < found.share < float("inf"):
        raise wrong
    return found


def _amount(text: str) -> float | None:
    match = _AMOUNT.fullmatch(text)
    return None if match is None else float(match[1].replace("_", "")) * _SIZES[match[2]]


def _monthly(budget: str) -> float:
    """A budget per month."""
    amount, _, time_unit = budget.partition("/")
    found = _amount(amount)
    try:
        if found is None or not found > 0:
            raise ValueError
        return per_month(f"{found!r} / {time_unit.strip()}")
    except ValueError:
        raise unusable(
            'budget is {budget}; it must be pay per time, such as "250M / year" or "1_200_000 / month", '
            'or "today"',
            budget=repr(budget),
        ) from None


def _variants(given: Mapping[str, Scenario], policies: Mapping[str, Sequence[Any]]) -> dict[str, Scenario]:
    """Each scenario as it is and under every combination of the policies to try."""
    if not given:
        raise unusable("there is no scenario to staff")
    choices = [[None, *((path, value) for value in values)] for path, values in policies.items()]
    found: dict[str, Scenario] = {}
    for name, scenario in given.items():
        for combination in product(*choices):
            chosen = dict(filter(None, combination))
            words = [name, *(f"{path} = {value}" for path, value in chosen.items())]
            found[", ".join(words)] = scenario.replace(chosen) if chosen else scenario
    return found


def _pools(
    variants: Mapping[str, Scenario], people: int | None, budget: str | None, keep: Sequence[str]
) -> dict[str, Pool]:
    """What is divided in each: the same number of people, or the same budget."""
    if people is not None and budget is not None:
        raise unusable("people and budget are both stated; one of them is divided")
    if people is not None and (isinstance(people, bool) or not isinstance(people, int) or people < 1):
        raise unusable("people is {people}; it must be a whole number, 1 or more", people=people)
    first = next(iter(variants.values()))
    if len({one.market.currency for one in variants.values()}) > 1:
        raise unusable(
            "the scenarios count in different currencies; they cannot be told from one another by money"
        )
    monthly = None if budget is None else spent(first) if budget.strip() == "today" else _monthly(budget)
    if people is None and monthly is None:
        people = sum(team.headcount for team in first.teams.values())
    for team in keep:
        if not any(team in one.teams for one in variants.values()):
            raise OrgsimError(unknown_team(team, first))
    own = {name: [team for team in keep if team in one.teams] for name, one in variants.items()}
    return {name: pool(scenario, people, monthly, own[name]) for name, scenario in variants.items()}
