"""Whether a comparison is fair: the same market, the same days, the same payroll; and what is said where it is not."""

from collections.abc import Mapping

from orgsim.errors import OrgsimError
from orgsim.fields import Title
from orgsim.plan.budget import at_payroll, payroll
from orgsim.plan.scenario import Scenario
from orgsim.study.labels import labels
from orgsim.study.numbers import money, percent
from orgsim.study.words import DIGITS

_DEMAND = ("segments", "sources", "shocks")
_MARKET = (*_DEMAND, "journey", "offering", "customer", "second_line", "firm")
_DAYS = ("horizon", "warm_up", "start", "drain")
_WORTH_SAYING = 0.005
"""Share of the payroll; a smaller difference is not mentioned."""

Pair = tuple[str, str]


def with_payroll_of(scenarios: Mapping[str, Scenario], baseline: str) -> dict[str, Scenario]:
    """The scenarios with headcounts scaled to the payroll of the baseline.

    Raises OrgsimError when nobody is paid in the baseline or in another scenario.
    """
    for name, scenario in scenarios.items():
        if payroll(scenario) <= 0:
            raise OrgsimError(f"payrolls cannot be made equal: the teams of {name} cost nothing")
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
) -> tuple[Title, ...]:
    """What a reader has to know before comparing with the baseline; `asked`: the scenarios before payrolls were scaled."""
    english, japanese = labels(scenarios, "en"), labels(scenarios, "ja")
    found: list[Title] = []
    for name in scenarios:
        if name != baseline:
            names = ((english[name], english[baseline]), (japanese[name], japanese[baseline]))
            found += _of_market(scenarios[name], scenarios[baseline], names)
            found += _of_scaling(scenarios[name], asked[name], names)
            found += _of_payroll(scenarios[name], scenarios[baseline], names)
    return tuple(found)


def _of_market(one: Scenario, base: Scenario, names: tuple[Pair, Pair]) -> list[Title]:
    (b, a), (b_ja, a_ja) = names
    found = []
    parts = [part for part in _MARKET if getattr(one, part) != getattr(base, part)]
    if one.market.currency != base.market.currency:
        parts.append("currency")
    if parts:
        listed = ", ".join(parts)
        found.append(
            Title(
                en=f"{b} does not meet the same market as {a} (different: {listed}).",
                ja=f"{b_ja}の市場は{a_ja}と同じではありません（違い：{listed}）。",
            )
        )
    days = [day for day in _DAYS if getattr(one.scenario, day) != getattr(base.scenario, day)]
    if days:
        listed = ", ".join(days)
        found.append(
            Title(
                en=f"{b} is not counted over the same days as {a} (different: {listed}).",
                ja=f"{b_ja}は{a_ja}と同じ期間で数えられていません（違い：{listed}）。",
            )
        )
    return found


def _of_scaling(scaled: Scenario, asked: Scenario, names: tuple[Pair, Pair]) -> list[Title]:
    (b, a), (b_ja, a_ja) = names
    moves = [
        f"{name} {asked.teams[name].headcount} → {team.headcount}"
        for name, team in scaled.teams.items()
        if team.headcount != asked.teams[name].headcount
    ]
    if not moves:
        return []
    listed = ", ".join(moves)
    return [
        Title(
            en=f"The headcounts of {b} were scaled to the payroll of {a}: {listed}.",
            ja=f"{b_ja}の人数を{a_ja}の人件費に合わせました：{listed}。",
        )
    ]


def _of_payroll(one: Scenario, base: Scenario, names: tuple[Pair, Pair]) -> list[Title]:
    (b, a), (b_ja, a_ja) = names
    own, other = payroll(one), payroll(base)
    if one.market.currency != base.market.currency or other <= 0 or abs(own / other - 1) < _WORTH_SAYING:
        return []
    share = abs(own / other - 1)
    more, more_ja = ("more", "多く") if own > other else ("less", "少なく")
    currency = one.market.currency
    return [
        Title(
            en=f"{b} costs {percent(share, 'en', DIGITS)} {more} payroll than {a} at the start"
            f" ({money(own, currency, 'en')} against {money(other, currency, 'en')} a month).",
            ja=f"{b_ja}の当初の人件費は{a_ja}より{percent(share, 'ja', DIGITS)}{more_ja}かかります"
            f"（月{money(own, currency, 'ja')}、{a_ja}は月{money(other, currency, 'ja')}）。",
        )
    ]
