"""Twelve results that no practitioner believed of the first model, tried again (docs/findings/plausibility.md).

python experiments/plausibility.py [--replications 16] [--case NAME ...] [--workers 2]
"""

import argparse
import math
from collections.abc import Callable, Mapping
from typing import Any

from scipy import stats

import orgsim
from orgsim.plan.scenario import Scenario

Sides = dict[str, Scenario]
AFTER = ["onboard", "support", "check_in", "renew"]
BEFORE = ["campaign", "respond", "qualify", "develop", "close", "nurture"]
PRESSED = {
    "teams.inside_sales.quota": "45 / month",
    "effects.pressure.strength": 1.0,
    "policies.goal": {"kind": "local"},
}


YEARS = {"scenario.horizon": "36 months"}


def the_model(**changes: Any) -> Scenario:
    """The packaged firm with THE MODEL."""
    return orgsim.load("b2b-saas", "the-model", YEARS).replace(changes)


def of_generalists(**changes: Any) -> Scenario:
    """As many people who each do all, at the same pay, in the same market and firm."""
    return orgsim.load("b2b-saas", "generalist", YEARS).replace(changes)


def nobody_leaves(scenario: Scenario) -> Scenario:
    """The same, of whose people none leave."""
    return scenario.replace({f"teams.{name}.turnover": "0 % / year" for name in scenario.teams})


def alone() -> Sides:
    """1, 12. How it does by itself."""
    return {"THE MODEL": the_model()}


def owners() -> Sides:
    """2. Customer success keeps accounts, or is one desk."""
    model, desk = the_model(), {"teams.customer_success.ownership": "pooled"}
    calm = nobody_leaves(model)
    return {
        "one desk": model.replace(desk),
        "owners": model,
        "one desk, nobody leaves": calm.replace(desk),
        "owners, nobody leaves": calm,
    }


def questions() -> Sides:
    """3. How long a question waits in the first year: questions interrupt and long jobs are worked in sittings, or as it was."""
    model = the_model().replace({"scenario.horizon": "12 months"})
    blocks = {"journey.support.urgent": False, "journey.onboard.sittings": None}
    return {"plans go on": model.replace(blocks), "questions interrupt": model}


def appointments(*, hires: bool = True) -> Sides:
    """4. Inside sales asked for three times as many appointments, as readiness counts more and more."""
    sides, model = {}, the_model(**({} if hires else {"policies.hiring": {}}))
    for judgement in (0.8, 2.5):
        gates = {f"journey.{name}.judgement": judgement for name in ("qualify", "develop", "close")}
        sides[f"no quota, judgement {judgement}"] = model.replace(gates)
        sides[f"three times as many, judgement {judgement}"] = model.replace({**gates, **PRESSED})
    return sides


def appointments_without_hires() -> Sides:
    """4. The same, with the people of day 0 alone."""
    return appointments(hires=False)


def generalists() -> Sides:
    """5. Fourteen who each do all, with shared records, or four teams."""
    crm = {"policies.records": {"kind": "crm"}}
    return {
        "generalists": of_generalists().replace(crm),
        "four teams": the_model(),
        "four teams, people where they are strong": the_model(**{"policies.strengths": {}}),
    }


def purchase() -> Sides:
    """6. The same fourteen people with notes of their own, of whom nobody leaves: who sold goes on, or a desk does."""
    keeps = nobody_leaves(of_generalists())
    desk = {
        "headcount": 3,
        "does": AFTER,
        "kpi": "retention",
        "cost": f"{keeps.teams['sales'].cost:.0f} / month",
        "ownership": "person",
    }
    grows = {"policies.hiring.desk": {"when": "load > 0.95", "most": 6, "begins": "12 months"}}
    parted = keeps.replace({"teams.sales.headcount": 11, "teams.sales.does": BEFORE, "teams.desk": desk})
    parted = nobody_leaves(parted.replace(grows))
    return {
        "who sold goes on": keeps,
        "others go on": parted,
        "others go on, a stranger costs nothing": parted.replace({"effects.acquaintance.odds": 0.0}),
    }


def records() -> Sides:
    """7. Records of deals, or of the whole relation: with owners, and at one desk."""
    desk, sfa = {"teams.customer_success.ownership": "pooled"}, {"policies.records": {"kind": "sfa"}}
    return {
        "sfa, one desk": the_model().replace({**desk, **sfa}),
        "crm, one desk": the_model().replace(desk),
        "sfa, owners": the_model().replace(sfa),
        "crm, owners": the_model(),
    }


def stories() -> Sides:
    """8. Customer success writes up success stories, or nobody does; told to newcomers alone, too."""
    told = {"team": "customer_success"}
    return {
        "none": the_model(),
        "told to all": the_model().replace({"policies.stories": told}),
        "told to newcomers": the_model().replace({"policies.stories": {**told, "renewals": False}}),
    }


def development() -> Sides:
    """9. Eight people of a young firm: all do all and develop in spare hours, or for as long as three developers do; or two to
    four of them develop and meet few customers."""
    leads = {"sources.acquaintances.leads": "48 / month", "sources.articles.leads": "48 / month"}
    crm = {"policies.records": {"kind": "crm"}}
    apart = orgsim.load("young-firm", "pair").replace({**leads, **crm})
    together = orgsim.load("young-firm", "solo-founder").replace(
        {**leads, **crm, "teams.founder.headcount": 8}
    )
    kept = {"left_over": False, "share": 0.27}
    return {
        **{
            f"{word} who develop": apart.replace(
                {"teams.partner.headcount": 8 - makers, "teams.maker.headcount": makers}
            )
            for makers, word in ((2, "two"), (3, "three"), (4, "four"))
        },
        "all in spare hours": together,
        "all in as many hours as three": together.replace(
            {f"policies.development.{key}": value for key, value in kept.items()}
        ),
    }


def membership() -> Sides:
    """10. How many members leave within a year."""
    return {"membership first": orgsim.load("membership", "membership-first", YEARS)}


def skimping() -> Sides:
    """11. A third of the hours at every step before the purchase."""
    third = dict.fromkeys(("respond", "qualify", "develop", "close"), 0.33)
    return {"as usual": the_model(), "a third": the_model().replace({"policies.effort": third})}


CASES: Mapping[str, tuple[Callable[[], Sides], tuple[str, ...]]] = {
    "alone": (alone, ("discounted_value", "payback_months", "nrr", "ltv_cac", "logo_churn")),
    "owners": (owners, ("logo_churn", "arr", "nrr")),
    "questions": (questions, ("logo_churn", "arr")),
    "appointments": (appointments, ("won", "win_rate", "arr")),
    "appointments without hires": (appointments_without_hires, ("won", "win_rate", "arr")),
    "generalists": (generalists, ("won", "arr", "logo_churn")),
    "purchase": (purchase, ("logo_churn", "arr", "won")),
    "records": (records, ("won", "logo_churn", "arr")),
    "stories": (stories, ("won", "logo_churn", "arr")),
    "development": (development, ("arr", "won")),
    "membership": (membership, ("logo_churn", "nrr")),
    "skimping": (skimping, ("won", "arr", "logo_churn")),
}
"""The scenarios of each case, and the figures it is about; other sides are compared with the first."""
QUEUES = {"alone": ("respond", "support"), "questions": ("support",)}
"""Activities whose waits and losses are told, too."""


def tell(study: orgsim.Study, case: str, kpis: tuple[str, ...]) -> None:
    """Print what every side shows, and what the others differ by from the first, with 95 % intervals."""
    found = study.table()
    found = found[found["kpi"].isin(kpis)]
    print(found[["scenario", "kpi", "mean", "low", "high"]].to_string(index=False), flush=True)
    if len(study.scenarios) > 1:
        rows = study.differences(kpis=kpis, pairs="all")
        rows = rows[rows["kpi"].isin(kpis)]
        columns = ["a", "b", "kpi", "mean_a", "difference", "low", "high", "relative"]
        print(rows[columns].to_string(index=False), flush=True)
    if case in QUEUES:
        table = study.table("activities")
        print(table[table["activity"].isin(QUEUES[case])].to_string(index=False), flush=True)
        print(study.table("teams").to_string(index=False), flush=True)


def of_each_more(study: orgsim.Study) -> None:
    """Print, for each judgement, the win rate of meetings without a quota, and of those that there are more of with one.

    The second is the difference in customers won over the difference in meetings held, over all replications; its 95 % interval
    by leave-one-out.
    """
    names = list(study.scenarios)
    for plain, pressed in zip(names[::2], names[1::2], strict=True):
        a, b = study.values(plain), study.values(pressed)
        won = (b["won"] - a["won"]).to_numpy()
        held = (b["activities.close.done"] - a["activities.close.done"]).to_numpy()
        number = len(won)
        without = (won.sum() - won) / (held.sum() - held)
        half = stats.t.ppf(0.975, number - 1) * math.sqrt((number - 1) * float(without.var()))
        usual, more = a["won"].sum() / a["activities.close.done"].sum(), won.sum() / held.sum()
        print(
            f"{pressed}: of {held.mean():.0f} meetings more ({held.mean() / a['activities.close.done'].mean():.0%}) won"
            f" {more:.3f} ± {half:.3f}, of those without a quota {usual:.3f}"
        )


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--replications", type=int, default=16)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--case", choices=list(CASES), action="append")
    asked = parser.parse_args()
    for case in asked.case or CASES:
        make, kpis = CASES[case]
        print("\n" + str(make.__doc__), flush=True)
        study = orgsim.compare(
            make(),
            replications=asked.replications,
            workers=asked.workers,
            kpis=list(kpis),
            pairs="all",
            control=False,
        )
        tell(study, case, kpis)
        if make in (appointments, appointments_without_hires):
            of_each_more(study)


if __name__ == "__main__":
    main()
