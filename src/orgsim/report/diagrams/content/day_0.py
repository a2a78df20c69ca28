"""What is there on day 0, as diagrams and explanations count it: customers, leads in process by activity, leads at rest."""

from collections import Counter
from collections.abc import Iterator, Mapping

from orgsim.plan.derived.firm import contracts_there
from orgsim.plan.derived.kinds import Kind, kinds
from orgsim.plan.derived.mix import EVERYONE, mean_shares
from orgsim.plan.derived.routes import POOL, arrives, customer_work, doer
from orgsim.plan.model.firm import DECIDED, DealsThere
from orgsim.plan.scenario import Scenario


def customers(scenario: Scenario) -> int:
    """How many customers there are."""
    return 0 if scenario.firm is None else scenario.firm.customer_count


def leads(scenario: Scenario) -> dict[str, int]:
    """How many leads wait at each activity, those at one that is left undone at where they go on, and at rest (`nurture`)."""
    found: Counter[str] = Counter()
    for (name, _), count in _listed(scenario).items():
        found[name if name == POOL else arrives(scenario, name)] += count
    return dict(found)


def decided(scenario: Scenario) -> int:
    """How many have decided to buy and sign on a day that is stated."""
    firm = scenario.firm
    deals = None if firm is None else firm.pipeline
    return deals.activity.count(DECIDED) if isinstance(deals, DealsThere) else 0


def leads_by_team(scenario: Scenario) -> dict[tuple[str, str], float]:
    """By team and activity, how many leads wait there; on average where their segments are drawn."""
    found: dict[tuple[str, str], float] = {}
    usual = mean_shares(scenario) or {EVERYONE: 1.0}
    listed = _listed(scenario)
    for kind in kinds(scenario) if listed else ():
        drawn = _of_kind(kind, usual)
        for (name, segment), count in listed.items():
            place = name if name == POOL else arrives(kind.content, name)
            team = doer(kind.content, place) if place in kind.content.journey else None
            if team is not None:
                share = drawn if segment is None else kind.among.get(segment, 0.0)
                found[team, place] = found.get((team, place), 0.0) + share * count
    return found


def customers_by_team(scenario: Scenario) -> dict[str, float]:
    """How many customers of day 0 come to each team that begins the relation with theirs; on average where segments are drawn."""
    shares = {
        name: one.share
        for name, one in zip(scenario.segments or (EVERYONE,), contracts_there(scenario), strict=False)
    }
    found: dict[str, float] = {}
    for kind in kinds(scenario) if customers(scenario) else ():
        first = next(_caring(kind), None)
        if first is not None:
            found[first] = found.get(first, 0.0) + customers(scenario) * _of_kind(kind, shares)
    return found


def _caring(kind: Kind) -> Iterator[str]:
    """The teams that care for customers of a kind, by the parts of their life."""
    for activity in customer_work(kind.content).values():
        team = doer(kind.content, activity)
        if team is not None:
            yield team


def _of_kind(kind: Kind, shares: Mapping[str, float]) -> float:
    return sum(share * kind.among.get(name, 0.0) for name, share in shares.items())


def _listed(scenario: Scenario) -> dict[tuple[str, str | None], int]:
    """How many leads are stated at each place, by segment where that is stated; at rest `nurture`."""
    firm = scenario.firm
    if firm is None:
        return {}
    deals = firm.pipeline
    found: Counter[tuple[str, str | None]] = Counter()
    if isinstance(deals, DealsThere):
        of = deals.segment or (None,) * len(deals)
        found.update((name, one) for name, one in zip(deals.activity, of, strict=True) if name != DECIDED)
    else:
        found.update({(name, None): count for name, count in firm.waiting.items()})
    found[POOL, None] += firm.resting_count - sum(n for (name, _), n in found.items() if name == POOL)
    order = {name: place for place, name in enumerate(scenario.journey)}
    placed = sorted(found.items(), key=lambda item: order.get(item[0][0], len(order)))
    return {key: count for key, count in placed if count}
