"""The state of a run at its horizon, as files of a firm that exists: who is there, for another run to begin with."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from operator import itemgetter
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orgsim.engine.entities import IN_PROCESS, NOBODY, Account, End, Job, Outcome
from orgsim.engine.owned_team import OwnedTeam
from orgsim.engine.side_by_side import Fork, SideBySide
from orgsim.engine.world import World
from orgsim.errors import unusable
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.events.outcomes import STAYING
from orgsim.mechanisms.customers.health import CustomerHealth
from orgsim.plan.derived.routes import POOL
from orgsim.plan.derived.taken_over import whole
from orgsim.plan.model.firm import DECIDED
from orgsim.plan.scenario import Scenario
from orgsim.setup.facts import facts_of
from orgsim.setup.simulate import lived
from orgsim.writing import MADE, called, check_place, explained, harmless_cell, placing

if TYPE_CHECKING:
    import pandas as pd

_MOST_HEALTH = 20.0
"""As far as a file can state it."""
Line = dict[str, Any]
Lead = tuple[str, float, int, str]
"""Where a lead is, since when (days; on a way: from when on), the code of its segment, and the step it left cold, if any."""


@dataclass(frozen=True, slots=True)
class FirmState:
    """Who is there on a day."""

    day: date
    """The day on which this is so, which is the `start` of a run that goes on from it."""
    customers: "pd.DataFrame"
    """One row per customer: segment, since, mrr, term_ends, and second_line, owner and health where there are such."""
    deals: "pd.DataFrame"
    """One row per lead in process or at rest: activity, entered, left, segment."""

    def write(self, folder: str | PathLike[str]) -> None:
        """Write customers.csv, deals.csv and firm.toml, which joins them, into a folder, made if it is not there.

        Raises OrgsimError where they cannot be written, or other files of these names are there.
        """
        place = Path(folder)
        prepare(place)
        tables = {"customers": self.customers, "deals": self.deals}
        texts = {f"{name}.csv": _csv(table) for name, table in tables.items() if len(table)}
        for name, text in {**texts, "firm.toml": self._toml(set(texts))}.items():
            aim = place / name
            if aim.exists() and aim.read_bytes() != text.encode():
                raise unusable(
                    "{called} is there already and is another one; name another folder", called=called(aim)
                )
            with placing(aim) as draft:
                draft.write_text(text, encoding="utf-8", newline="")

    def _toml(self, there: set[str]) -> str:
        keys = {"customers": "customers.csv", "pipeline": "deals.csv"}
        lines = [f'{key} = {{ file = "{name}" }}\n' for key, name in keys.items() if name in there]
        return f"# Who is there on {self.day}: state  start = {self.day}  in [scenario].\n[firm]\n{''.join(lines)}"


def prepare(folder: Path) -> None:
    """Make the folder of a state; raises OrgsimError where no file can be written there."""
    with explained(folder, MADE):
        folder.mkdir(parents=True, exist_ok=True)
    check_place(folder / "firm.toml")


def _csv(table: "pd.DataFrame") -> str:
    return str(table.map(harmless_cell).to_csv(index=False, lineterminator="\n"))


def state(scenario: Scenario, seed: int = 1, replication: int = 0) -> FirmState:
    """Who is there at the horizon of a run: customers with the end of their term, leads in process and at rest.

    The day is that of the horizon, at its beginning: with a horizon that is no whole number of days all dates are moved by the
    part of a day. Jobs in work begin anew; what is kept of stocks, queues of care and talks under way is not told. Raises
    OrgsimError for a run that is drained, at the end of which no lead is in process.
    """
    if scenario.scenario.drain:
        raise unusable("a run that is drained has no state to go on from: set scenario.drain = false")
    plan = whole(scenario.in_order())
    return state_of(lived(plan, seed, replication), plan)


def state_of(world: World, scenario: Scenario) -> FirmState:
    """Who is there in a world whose time has passed; the scenario in order, as it was run."""
    import pandas as pd

    log, horizon = world.log.read(facts_of(scenario, world)), scenario.scenario.horizon
    day = scenario.scenario.start + timedelta(days=int(horizon))
    stamps = _Stamps(day, horizon)
    customers = [_customer(world, account, bought, stamps) for account, bought in _bought(world, log)]
    leads = sorted([*_in_process(world), *_at_rest(log)], key=itemgetter(1))
    deals = [
        {
            "activity": place,
            "entered": stamps.of(entered),
            "left": left,
            "segment": world.names.segments[segment],
        }
        for place, entered, segment, left in leads
    ]
    tables = [pd.DataFrame(rows) for rows in (customers, deals)]
    if not scenario.segments:
        tables = [table.drop(columns="segment", errors="ignore") for table in tables]
    return FirmState(day, *(table.loc[:, (table != "").any()] for table in tables))


@dataclass(frozen=True, slots=True)
class _Stamps:
    """Days of a run as time stamps, moved so that the horizon is the beginning of a day."""

    day: date
    horizon: float

    def of(self, moment: float) -> str:
        """The time stamp of a day of the run."""
        return (datetime.combine(self.day, time()) + timedelta(days=moment - self.horizon)).isoformat()


def _bought(world: World, log: EventLog) -> list[tuple[Account, float]]:
    """The customers who are there, each with the day of its purchase."""
    if world.contracts is None:
        return []
    changes, purchase = log.of(Row.CHANGE), log.names.outcomes.index("customer")
    rows = changes[changes["outcome"] == purchase]
    last = dict(zip(log.case(rows).tolist(), rows["end"].tolist(), strict=True))
    offsets = log.case(rows) - rows["number"]
    of_entity = dict(zip(rows["entity"].tolist(), offsets.tolist(), strict=True))
    return [
        (account, last[of_entity[account.case.entity] + account.case.number])
        for account in world.contracts.accounts.present.values()
    ]


def _customer(world: World, account: Account, bought: float, stamps: _Stamps) -> Line:
    case, deal, health = account.case, account.deal, world.part(CustomerHealth)
    return {
        "segment": world.names.segments[case.segment],
        "since": stamps.of(bought),
        "mrr": 0.0 if deal.term is None else deal.mrr,
        "second_line": (deal.mrr if deal.term is None else deal.beside) if account.second_line else "",
        "term_ends": "" if deal.term is None else stamps.of(account.signed_to),
        "owner": _owner(world, account),
        "health": "" if health is None else max(-_MOST_HEALTH, min(_MOST_HEALTH, health.felt(account))),
    }


def _owner(world: World, account: Account) -> str:
    """Who keeps a customer, in the first team that keeps any; empty where nobody does."""
    for team in world.teams:
        if isinstance(team, OwnedTeam) and (person := team.owners.get(account.case.key)) is not None:
            return f"{team.name} {person.number + 1}"
    return ""


def _in_process(world: World) -> Iterator[Lead]:
    """Leads who wait, are worked on, or are on their way to a step or to a purchase; of steps side by side the one that they came
    to first, where they are still."""
    beside: dict[SideBySide, list[tuple[float, Job]]] = {}
    for moment, job in _jobs(world):
        steps = SideBySide.of(job)
        if steps is not None:
            beside.setdefault(steps, []).append((moment, job))
        else:
            yield job.activity.name, moment, job.case.segment, ""
    for steps, found in beside.items():
        order = {job: place for place, job in enumerate(steps.open)}
        moment, job = min((moment, order[job], job) for moment, job in found)[::2]
        yield job.activity.name, moment, job.case.segment, ""
    back = {steps: moment for moment, steps in sorted(_coming_back(world), key=itemgetter(0))}
    last = [(moment, steps.case, steps.join) for steps, moment in back.items() if steps not in beside]
    for moment, case, outcome in (*world.journey.on_the_way(), *last):
        if (place := _place(outcome)) is not None:
            yield place, moment, case.segment, ""


def _place(outcome: Outcome) -> str | None:
    """Where an outcome leads, as a file calls it; None for leads that are lost."""
    aim = outcome.activity
    if isinstance(aim, Fork) and aim.join is not None:
        return next((step.name for step in aim.steps if step.team != NOBODY), None) or _place(aim.join)
    if aim is not None:
        return aim.name
    return {End.CUSTOMER: DECIDED, End.REST: POOL}.get(outcome.end)


def _jobs(world: World) -> Iterator[tuple[float, Job]]:
    """The jobs of leads in process, and since when or from when on they are with their team."""
    there = [(job.ready, job) for team in world.teams for job in team.unfinished()]
    for moment, _, job in world.clock.ahead():
        if isinstance(job, Job) and job.queue is None and job.person is None and math.isnan(job.end):
            there.append((moment, job))  # on its way to its team
    for moment, job in there:
        steps = SideBySide.of(job)
        if job.case.state is not IN_PROCESS or (steps is not None and steps.over):
            continue
        if job.activity.outcomes and job.activity.name != POOL:
            yield moment, job


def _coming_back(world: World) -> Iterator[tuple[float, SideBySide]]:
    """Leads who have passed a step beside others, and when that is over."""
    for moment, _, job in world.clock.ahead():
        if isinstance(job, Job) and not math.isnan(job.end):
            steps = SideBySide.of(job)
            if steps is not None and not steps.over and job in steps.open:
                yield moment, steps


def _at_rest(log: EventLog) -> Iterator[Lead]:
    """Leads at rest, by the log: those whose last change was that."""
    changes, arrivals, names = log.of(Row.CHANGE), log.of(Row.ARRIVAL), log.names
    rest = names.outcomes.index("resting")
    staying = {names.outcomes.index(name) for name in STAYING if name in names.outcomes}
    segment = dict(zip(log.case(arrivals).tolist(), arrivals["outcome"].tolist(), strict=True))
    last: dict[int, tuple[int, float]] = {}
    for case, outcome, day in zip(
        log.case(changes).tolist(), changes["outcome"].tolist(), changes["end"].tolist(), strict=True
    ):
        if outcome not in staying:
            last[case] = outcome, day
    cold = _gone_cold(log)
    for case, (outcome, day) in last.items():
        if outcome == rest:
            yield POOL, day, names.segments.index(names.outcomes[segment[case]]), cold.get((case, day), "")


def _gone_cold(log: EventLog) -> dict[tuple[int, float], str]:
    """The step that each lead left cold, by case and day."""
    jobs, names = log.of(Row.JOB), log.names
    jobs = jobs[jobs["outcome"] == names.outcomes.index("cold")]
    left = zip(log.case(jobs).tolist(), jobs["end"].tolist(), jobs["activity"].tolist(), strict=True)
    return {(case, day): names.activities[activity] for case, day, activity in left}
