"""Whether a comparison is fair: the same market, the same days, the same payroll; and what is said where it is not."""

from collections.abc import Iterator, Mapping
from functools import partial

from orgsim.errors import unusable
from orgsim.fields import Title
from orgsim.language.numbers import money, percent
from orgsim.language.phrases import Phrase, Sayable
from orgsim.plan.budget import at_payroll, payroll
from orgsim.plan.derived.bought_in import bought_in, bought_in_cost
from orgsim.plan.scenario import Scenario
from orgsim.study.labels import label
from orgsim.study.words import DIGITS

_DEMAND = ("segments", "sources", "shocks")
_MARKET = (*_DEMAND, "journey", "offering", "price_lists", "offerings", "customer", "second_line", "firm")
_DAYS = ("horizon", "warm_up", "start", "drain")
_WORTH_SAYING = 0.005
"""Share of the payroll; a smaller difference is not mentioned."""


def with_payroll_of(scenarios: Mapping[str, Scenario], baseline: str) -> dict[str, Scenario]:
    """The scenarios with headcounts scaled to the payroll of the baseline.

    Raises OrgsimError when nobody is paid in the baseline or in another scenario.
    """
    for name, scenario in scenarios.items():
        if payroll(scenario) <= 0:
            raise unusable("payrolls cannot be made equal: the teams of {name} cost nothing", name=name)
    budget = payroll(scenarios[baseline])
    return {
        name: scenario if name == baseline else at_payroll(scenario, budget)
        for name, scenario in scenarios.items()
    }


def same_demand(a: Scenario, b: Scenario) -> bool:
    """Whether the same leads are there to be had, at the same moments; which of them come may depend on staffed work."""
    return (
        all(getattr(a, part) == getattr(b, part) for part in _DEMAND) and a.scenario.start == b.scenario.start
    )


def remarks(
    scenarios: Mapping[str, Scenario], baseline: str, asked: Mapping[str, Scenario]
) -> tuple[Sayable, ...]:
    """What a reader has to know before comparing with the baseline; `asked`: the scenarios before payrolls were scaled."""
    base, found = scenarios[baseline], list[Sayable]()
    if len(scenarios) > 1 and (caution := _caution(base)) is not None:
        found.append(caution)
    for name, one in scenarios.items():
        if name != baseline:
            about = [*_of_market(one, base), *_of_scaling(one, asked[name])]
            about += [*_of_payroll(one, base), *_of_development(one, base)]
            a, b = partial(label, scenarios, baseline), partial(label, scenarios, name)
            found += [phrase.filled(a=a, b=b) for phrase in about]
    return tuple(found)


def _caution(scenario: Scenario) -> Title | None:
    """What the market says before every comparison; nothing where a file has made another of it, under a title of its own."""
    document = scenario.document()
    said, called = (document.origin(("market", key)).file for key in ("caution", "title"))
    return scenario.market.caution if said == called else None


def _of_market(one: Scenario, base: Scenario) -> Iterator[Phrase]:
    parts = [part for part in _MARKET if getattr(one, part) != getattr(base, part)]
    if one.market.currency != base.market.currency:
        parts.append("currency")
    if parts:
        different = ", ".join(parts)
        yield Phrase("{b} does not meet the same market as {a} (different: {parts}).", parts=different)
    days = [day for day in _DAYS if getattr(one.scenario, day) != getattr(base.scenario, day)]
    if days:
        different = ", ".join(days)
        yield Phrase("{b} is not counted over the same days as {a} (different: {days}).", days=different)


def _of_scaling(scaled: Scenario, asked: Scenario) -> Iterator[Phrase]:
    moves = [
        f"{name} {asked.teams[name].headcount} → {team.headcount}"
        for name, team in scaled.teams.items()
        if team.headcount != asked.teams[name].headcount
    ]
    if moves:
        yield Phrase(
            "The headcounts of {b} were scaled to the payroll of {a}: {moves}.", moves=", ".join(moves)
        )


def _of_payroll(one: Scenario, base: Scenario) -> Iterator[Phrase]:
    own, other = payroll(one), payroll(base)
    if one.market.currency != base.market.currency or other <= 0 or abs(own / other - 1) < _WORTH_SAYING:
        return
    more = Phrase("{b} costs {share} more payroll than {a} at the start ({own} against {other} a month).")
    less = Phrase("{b} costs {share} less payroll than {a} at the start ({own} against {other} a month).")
    yield (more if own > other else less).filled(
        share=partial(percent, abs(own / other - 1), digits=DIGITS),
        own=partial(money, own, one.market.currency),
        other=partial(money, other, one.market.currency),
    )


def _of_development(one: Scenario, base: Scenario) -> Iterator[Phrase]:
    """That one of two buys in the development for which the other has people on its payroll."""
    if bool(bought_in(one)) == bool(bought_in(base)) or one.offering != base.offering:
        return
    buys = one if bought_in(one) else base
    theirs = Phrase(
        "{b} buys in the development of its product for about {cost} a month at the start, which is not in its payroll; {a} has"
        " people of its own for it."
    )
    ours = Phrase(
        "{a} buys in the development of its product for about {cost} a month at the start, which is not in its payroll; {b} has"
        " people of its own for it."
    )
    yield (theirs if buys is one else ours).filled(
        cost=partial(money, bought_in_cost(buys), buys.market.currency)
    )
