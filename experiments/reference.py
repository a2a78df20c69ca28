"""The reference of the packaged subscription market, solved: base rates by which an organization shows in its first year what is
reported of firms (docs/findings/reference.md). scenarios/markets/b2b-saas.toml has them, rounded.

Reported figures contain the losses of real firms; written as base rates they would be lost twice. So each unknown of the market
is moved until the figure that it answers to is the reported one, over months 1 to 12 of a stated start:

    churn at a decision      the market's churn a year
    net revenue retention    how often a check-in sells more
    win rate of meetings     the first outcome of `close`
    CAC payback              the price
    expansion / new ARR      customers on day 0
    load of each team        its people, of THE MODEL; others have as many at the same pay

    python experiments/reference.py [--anchor the-model] [--replications 8] [--rounds 12] [--workers 2]
    python experiments/reference.py --look [--anchor the-model]      what the packaged market shows, without solving
    python experiments/reference.py --recover 10                     solve for ten firms whose reference is known

Other anchors: `generalist`, and `pre-post-sales`, which calls no customer, so that nothing can be solved by what check-ins sell:
its net retention and expansion stay where they are. Their answers are b2b-saas-generalist.toml and b2b-saas-pre-post-sales.toml.
"""

import argparse
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orgsim
from orgsim import Study
from orgsim.plan.scenario import Scenario

SEED = 11
LOAD = 0.85
"""What each team's people are to be busy, of their hours on duty; whole people come as near as they can."""
LOADS = (0.75, 0.90)
"""Within which a team is as busy as in a firm: no fewer people would do, and no more are needed."""
FULL = 0.93
"""Load from which on a team does not do all that it is asked for."""
IT = "it"
"""What a study calls the one scenario that it runs."""
PATIENT = 0.7
"""Of each step toward its target that is taken at once: unknowns move one another's figures a little."""


@dataclass(frozen=True)
class Effort:
    """How much is run."""

    replications: int
    """Of each round; three times as many where figures are told."""
    rounds: int
    workers: int

    def run(self, scenario: Scenario, replications: int, seed: int) -> Study:
        """A study of one scenario."""
        return orgsim.compare({IT: scenario}, replications=replications, seed=seed, workers=self.workers)


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

    def changes(self, base: Scenario) -> dict[str, Any]:
        """The same as changes of a scenario; what else comes of a meeting stands to one another as there."""
        bought, *others = base.journey["close"].outcomes
        rest, after = (1 - self.close) / (1 - bought.rate), {"mean": "20 days", "cv": 1.0}
        return {
            "customer.churn": f"{100 * self.churn:.6g} % / year",
            "customer.upsell.rate": self.upsell,
            "offering.price": f"{self.price:.6g} / month",
            "journey.close.outcomes": [
                {"to": bought.to, "rate": self.close, "after": after},
                *({"to": one.to, "rate": rest * one.rate, "after": after} for one in others),
            ],
            "firm.customers": self.customers,
            **{f"teams.{name}.headcount": number for name, number in self.people.items()},
        }


def unknowns(scenario: Scenario) -> Unknowns:
    """What a scenario states of them."""
    customer, offering, there = scenario.customer, scenario.offering, scenario.firm
    assert customer is not None
    assert customer.upsell is not None
    assert offering is not None
    assert there is not None
    assert isinstance(there.customers, int)
    people = {name: team.headcount for name, team in scenario.teams.items()}
    close = scenario.journey["close"].outcomes[0].rate
    return Unknowns(customer.churn, customer.upsell.rate, close, offering.price, there.customers, people)


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
    """The unknowns, each moved toward the figure that answers to it; what check-ins sell stays where nothing is sold so."""
    kept = 1 - found["churn per decision"]
    added, asked = (
        found["net revenue retention"] - kept,
        wanted["net revenue retention"] - (1 - wanted["churn per decision"]),
    )
    share, aim = found["expansion in new ARR"], wanted["expansion in new ARR"]
    sells = share > 0
    grows = (aim / (1 - aim)) / (share / (1 - share)) if sells else 1.0
    return Unknowns(
        churn=moved(now.churn, found["churn per decision"], wanted["churn per decision"]),
        upsell=min(0.9, now.upsell * limited(asked / max(added, 1e-3)) ** PATIENT) if sells else now.upsell,
        close=moved(now.close, found["win rate of meetings"], wanted["win rate of meetings"]),
        price=now.price * (found["CAC payback, months"] / wanted["CAC payback, months"]) ** PATIENT,
        customers=max(10, round(now.customers * limited(grows) ** PATIENT)),
        people=staff,
    )


def staffing(study: Study, name: str, scenario: Scenario) -> dict[str, int]:
    """People by whom each team would be as busy as it shall be, by the hours it has worked; those that it has where that fits."""
    values, found = study.values(name), {}
    for team, plan in scenario.teams.items():
        load = mean(values[f"teams.{team}.utilisation"].tolist())
        # Who is busy all day leaves work undone that nobody has counted.
        wanted = max(1, round(plan.headcount * (load if load < FULL else 1.2 * load) / LOAD))
        found[team] = plan.headcount if LOADS[0] <= load <= LOADS[1] else wanted
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
    wanted: Mapping[str, float],
    effort: Effort,
    *,
    seed: int = SEED,
    staffs: bool = False,
    say: bool = False,
) -> Unknowns:
    """Unknowns by which an organization shows what is wanted, from those that it has: each round has luck of its own.

    The answer is the mean of the second half of the rounds. `staffs`: whether people are settled, too, in the first half.
    """
    now = unknowns(base)
    passed: list[Unknowns] = []
    for turn in range(effort.rounds):
        scenario = base.replace(now.changes(base))
        study = effort.run(scenario, effort.replications, seed + turn)
        found = {name: mean(values) for name, values in measured(study, IT).items()}
        if say:
            print(turn, {name: round(value, 3) for name, value in found.items()}, flush=True)
        passed.append(now)
        settles = staffs and turn < effort.rounds // 2
        now = stepped(now, found, wanted, staffing(study, IT, scenario) if settles else now.people)
    return averaged(passed[effort.rounds // 2 :])


def tell(name: str, base: Scenario, answer: Unknowns, effort: Effort) -> None:
    """Print simulated beside reported, on luck that was not used to solve."""
    study = effort.run(base.replace(answer.changes(base)), 3 * effort.replications, 1)
    said, values = measured(study, IT), study.values(IT)
    print(f"\n{name}: {answer}")
    for target in (*TARGETS, *SHOWN):
        value, half = mean(said[target.name]), half_width(said[target.name])
        outside = "" if target.low <= value <= target.high else "  outside"
        print(
            f"{target.name:26} {value:8.3f} ± {half:.3f}   {target.value} ({target.low}-{target.high}){outside}"
        )
    for team in base.teams:
        print(f"load of {team:20} {mean(values[f'teams.{team}.utilisation'].tolist()):.2f}")


def recovered(base: Scenario, number: int, effort: Effort) -> Iterator[tuple[Unknowns, dict[str, float]]]:
    """Firms of a known reference, drawn at random, and how far what is solved for them shows what they showed.

    Their customers are no more than their people can serve: where a team is full all the time, what it leaves undone decides, and
    figures hardly answer to the unknowns any more. Of each figure the difference in standard errors of the difference, both firms
    run with luck of their own. Rounds are of twice as many runs as else, so that what the solver itself does not know is small
    beside that.
    """
    rounds = replace(effort, replications=2 * effort.replications)
    luck, here = random.Random(SEED), unknowns(base)
    for turn in range(number):
        known = Unknowns(
            churn=luck.uniform(0.05, 0.15),
            upsell=luck.uniform(0.12, 0.30),
            close=luck.uniform(0.20, 0.35),
            price=here.price * luck.uniform(0.7, 1.4),
            customers=luck.randint(70, 110),
            people=here.people,
        )
        runs = 3 * effort.replications
        shown = measured(effort.run(base.replace(known.changes(base)), runs, 1000 + turn), IT)
        wanted = {name: mean(values) for name, values in shown.items()}
        answer = solve(base, wanted, rounds, seed=SEED * 1000 * (turn + 1))
        again = measured(effort.run(base.replace(answer.changes(base)), runs, 2000 + turn), IT)
        yield (
            known,
            {
                target.name: 2
                * (mean(again[target.name]) - mean(shown[target.name]))
                / math.hypot(half_width(again[target.name]), half_width(shown[target.name]))
                for target in TARGETS
            },
        )


def main() -> None:
    """Solve, look, or recover what is known."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--anchor", default="the-model")
    parser.add_argument("--market", default="b2b-saas")
    parser.add_argument("--look", action="store_true", help="what the market shows as it is")
    parser.add_argument("--recover", type=int, metavar="N", help="solve for N firms of a known reference")
    parser.add_argument(
        "--replications", type=int, default=8, help="of each round; three times as many at the end"
    )
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    base = orgsim.load(asked.market, asked.anchor).replace({"scenario.horizon": "12 months"})
    effort = Effort(asked.replications, asked.rounds, asked.workers)
    if asked.recover:
        off: list[float] = []
        for known, apart in recovered(base, asked.recover, effort):
            print(known, {name: round(value, 2) for name, value in apart.items()}, flush=True)
            off += apart.values()
        within = sum(abs(one) <= 2 for one in off)
        print(
            f"{within} of {len(off)} figures within 2 standard errors, the farthest {max(map(abs, off)):.2f}"
        )
        return
    wanted = {target.name: target.value for target in TARGETS}
    staffs = asked.anchor == "the-model"
    answer = unknowns(base) if asked.look else solve(base, wanted, effort, staffs=staffs, say=True)
    tell(asked.anchor, base, answer, effort)


if __name__ == "__main__":
    main()
