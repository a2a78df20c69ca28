"""The reference of the packaged subscription market, solved: base rates by which an organization, run with customers from day 0,
shows what firms report (docs/findings/reference.md).

Reported figures contain the losses of real firms; written as base rates they would be lost twice. So each unknown of the market
is moved until the figure that it answers to is the reported one, over months 1 to 12 of a stated start:

    churn at a decision      the market's churn a year
    net revenue retention    how often a check-in sells more
    win rate of meetings     the first outcome of `close`
    CAC payback              the price
    expansion / new ARR      customers on day 0
    load of each team        its people

    python experiments/reference.py [--anchor the-model] [--replications 8] [--rounds 12] [--workers 2]
"""

import argparse
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orgsim
from orgsim import Study
from orgsim.plan.scenario import Scenario

SEED = 11
LOAD = 0.85
"""What each team's people are to be busy, of their hours on duty; whole people come as near as they can."""
FULL = 0.93
"""Load from which on a team does not do all that it is asked for."""
PATIENT = 0.7
"""Of each step toward its target that is taken at once: unknowns move one another's figures a little."""


@dataclass(frozen=True)
class Target:
    """A reported figure."""

    name: str
    value: float
    low: float
    high: float
    source: str


TARGETS = (
    Target("churn per decision", 0.12, 0.05, 0.20, "KBCM 2019 (13 %), SaaS Capital (8-10 %)"),
    Target("net revenue retention", 1.02, 1.00, 1.10, "SaaS Capital 2023"),
    Target("win rate of meetings", 0.22, 0.20, 0.30, "usual"),
    Target("CAC payback, months", 18.0, 12.0, 24.0, "Benchmarkit 2024"),
    Target("expansion in new ARR", 0.38, 0.30, 0.45, "KBCM 37 %, Benchmarkit 40 %"),
)
SHOWN = (
    Target("gross revenue retention", 0.88, 0.87, 0.92, "KBCM, SaaS Capital"),
    Target("LTV/CAC", 3.2, 2.0, 5.0, "612 firms"),
)


@dataclass(frozen=True)
class Unknowns:
    """What is solved for."""

    churn: float
    """Share of customers who leave at a yearly decision in the reference."""
    upsell: float
    """Chance that a check-in sells more."""
    close: float
    """Share of meetings that buy."""
    price: float
    """JPY a month."""
    customers: int
    """On day 0."""
    people: Mapping[str, int]
    """Headcount by team."""

    def changes(self) -> dict[str, Any]:
        """The same as changes of a scenario."""
        rest = 1 - self.close
        return {
            "customer.churn": f"{100 * self.churn:.6g} % / year",
            "customer.upsell.rate": self.upsell,
            "offering.price": f"{self.price:.6g} / month",
            "journey.close.outcomes": [
                {"to": "customer", "rate": self.close, "after": {"mean": "20 days", "cv": 1.0}},
                {"to": "nurture", "rate": rest * 7 / 15, "after": {"mean": "20 days", "cv": 1.0}},
                {"to": "lost", "rate": rest * 8 / 15, "after": {"mean": "20 days", "cv": 1.0}},
            ],
            "firm": start(self.customers),
            **{f"teams.{name}.headcount": number for name, number in self.people.items()},
        }


def start(customers: int) -> dict[str, Any]:
    """A firm with so many customers, and the leads under way that its market brings: a flow times the time it takes by hand."""
    return {
        "customers": customers,
        "tenure": {"mean": "2.5 years", "cv": 0.8},
        "pipeline": {"respond": 6, "qualify": 15, "develop": 25, "close": 30},
        "resting": {"leads": 500, "age": {"mean": "120 days"}},
        "staff_tenure": {"mean": "2.5 years"},
    }


SOLVED = Unknowns(
    churn=0.087,
    upsell=0.205,
    close=0.27,
    price=280_000,
    customers=120,
    people={"marketing": 3, "inside_sales": 5, "field_sales": 3, "customer_success": 3},
)
"""About what the script finds with THE MODEL as the anchor: between two of its answers, a tenth apart in price by luck."""


def firm(organization: str, people: Mapping[str, int], *, hires: bool = True) -> Scenario:
    """An organization in the solved market, with so many people in each team, in the firm that is there on day 0; each team
    hires by one rule, the same for every side, since a base that grows asks for more people than it has on day 0."""
    scenario = orgsim.load("b2b-saas", organization).replace(replace(SOLVED, people=people).changes())
    rules = {
        f"policies.hiring.{name}": {"when": "load > 0.9", "most": 3 * number}
        for name, number in people.items()
    }
    return scenario.replace(rules) if hires else scenario


def measured(study: Study, name: str) -> dict[str, list[float]]:
    """The figures of each replication."""
    values = study.values(name)
    added, new = study.series(name, "mrr_added").sum(axis=1), study.series(name, "mrr_new").sum(axis=1)
    return {
        "churn per decision": values["logo_churn"].tolist(),
        "net revenue retention": values["nrr"].tolist(),
        "win rate of meetings": values["activities.close.pass_rate"].tolist(),
        "CAC payback, months": values["payback_months"].tolist(),
        "expansion in new ARR": (added / (added + new)).tolist(),
        "gross revenue retention": values["grr"].tolist(),
        "LTV/CAC": values["ltv_cac"].tolist(),
    }


def mean(values: list[float]) -> float:
    """Of those that are numbers."""
    found = [one for one in values if math.isfinite(one)]
    return math.fsum(found) / len(found)


def half_width(values: list[float]) -> float:
    """Two standard errors."""
    found = [one for one in values if math.isfinite(one)]
    middle = mean(found)
    return 2 * math.sqrt(math.fsum((one - middle) ** 2 for one in found) / (len(found) - 1) / len(found))


def logit(share: float) -> float:
    """Log-odds."""
    return math.log(share / (1 - share))


def moved(share: float, found: float, wanted: float) -> float:
    """A base rate with the log-odds added that its figure lacks."""
    odds = logit(share) + PATIENT * (logit(wanted) - logit(min(max(found, 1e-4), 1 - 1e-4)))
    return 1 / (1 + math.exp(-odds))


def limited(factor: float) -> float:
    """A factor that is no leap: where people are overwhelmed figures say little of what they answer to."""
    return max(0.7, min(1.4, factor))


def stepped(
    now: Unknowns, found: Mapping[str, float], wanted: Mapping[str, float], staff: Mapping[str, int]
) -> Unknowns:
    """The unknowns, each moved toward the figure that answers to it."""
    kept = 1 - found["churn per decision"]
    added, asked = (
        found["net revenue retention"] - kept,
        wanted["net revenue retention"] - (1 - wanted["churn per decision"]),
    )
    share, aim = found["expansion in new ARR"], wanted["expansion in new ARR"]
    grows = (aim / (1 - aim)) / (share / (1 - share))
    return Unknowns(
        churn=moved(now.churn, found["churn per decision"], wanted["churn per decision"]),
        upsell=min(0.9, now.upsell * limited(asked / max(added, 1e-3)) ** PATIENT),
        close=moved(now.close, found["win rate of meetings"], wanted["win rate of meetings"]),
        price=now.price * (found["CAC payback, months"] / wanted["CAC payback, months"]) ** PATIENT,
        customers=max(10, round(now.customers * limited(grows) ** PATIENT)),
        people=staff,
    )


def staffing(study: Study, name: str, scenario: Scenario) -> dict[str, int]:
    """People by whom each team would be as busy as it shall be, by the hours it has worked."""
    values, found = study.values(name), {}
    for team, plan in scenario.teams.items():
        load = mean(values[f"teams.{team}.utilisation"].tolist())
        # Who is busy all day leaves work undone that nobody has counted.
        found[team] = max(1, round(plan.headcount * (load if load < FULL else 1.2 * load) / LOAD))
    return found


def averaged(rounds: Sequence[Unknowns]) -> Unknowns:
    """The mean of some rounds, which wander about the answer by the luck of their runs; the people of the last."""
    number = len(rounds)
    return Unknowns(
        churn=math.fsum(one.churn for one in rounds) / number,
        upsell=math.fsum(one.upsell for one in rounds) / number,
        close=math.fsum(one.close for one in rounds) / number,
        price=math.fsum(one.price for one in rounds) / number,
        customers=round(sum(one.customers for one in rounds) / number),
        people=rounds[-1].people,
    )


def solve(
    base: Scenario,
    begin: Unknowns,
    wanted: Mapping[str, float],
    *,
    replications: int,
    rounds: int,
    workers: int,
) -> Iterator[tuple[Unknowns, dict[str, float]]]:
    """Each round's unknowns and what they show, with luck of its own; people are settled in the first half of the rounds."""
    now = begin
    for turn in range(rounds):
        scenario = base.replace(now.changes())
        study = orgsim.compare({"it": scenario}, replications=replications, seed=SEED + turn, workers=workers)
        found = {name: mean(values) for name, values in measured(study, "it").items()}
        yield now, found
        staff = staffing(study, "it", scenario) if turn < rounds // 2 else now.people
        now = stepped(now, found, wanted, staff)


def main() -> None:
    """Solve, and print simulated beside reported, on luck that was not used to solve."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--anchor", default="the-model")
    parser.add_argument(
        "--replications", type=int, default=8, help="of each round; three times as many at the end"
    )
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    base = orgsim.load("b2b-saas", asked.anchor).replace({"scenario.horizon": "12 months"})
    people = {name: team.headcount for name, team in base.teams.items()}
    begin = Unknowns(churn=0.08, upsell=0.16, close=0.27, price=250_000, customers=120, people=people)
    wanted = {target.name: target.value for target in TARGETS}
    settings = {"replications": asked.replications, "rounds": asked.rounds, "workers": asked.workers}
    passed: list[Unknowns] = []
    for now, found in solve(base, begin, wanted, **settings):
        print(len(passed), {name: round(value, 3) for name, value in found.items()}, flush=True)
        passed.append(now)
    answer = averaged(passed[asked.rounds // 2 :])
    study = orgsim.compare(
        {"it": base.replace(answer.changes())},
        replications=3 * asked.replications,
        seed=1,
        workers=asked.workers,
    )
    said, values = measured(study, "it"), study.values("it")
    print(f"\n{asked.anchor}: {answer}")
    for target in (*TARGETS, *SHOWN):
        value, half = mean(said[target.name]), half_width(said[target.name])
        outside = "" if target.low <= value <= target.high else "  outside"
        print(
            f"{target.name:26} {value:8.3f} ± {half:.3f}   {target.value} ({target.low}-{target.high}){outside}"
        )
    for team in base.teams:
        print(f"load of {team:20} {mean(values[f'teams.{team}.utilisation'].tolist()):.2f}")


if __name__ == "__main__":
    main()
