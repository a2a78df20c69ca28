"""Each cut at its best staffing: searched once, kept in staffing.json, read by the sides of claims about the cut.

    python -m experiments.claims.staffing [KEY ...] [--search 40] [--shortlist 4] [--replications 16]

Of as many people at the pay of each side, the division among its teams that is best in the figure the claim is about: a search
names a short list, and ranking and selection on fresh luck chooses from it (`orgsim.staff`). Sides with the same teams in the
same market share one search. What is there is not searched again; remove it from the file to have it searched anew.
"""

import argparse
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orgsim
from experiments.claims.firms import MARKET
from experiments.claims.sides import SIDES
from experiments.claims.stated import Claim, claims
from orgsim.plan.budget import staffed
from orgsim.plan.scenario import Scenario

KEPT = Path(__file__).parent / "staffing.json"
SEED = 20261126
"""Luck of its own: neither that of a first stage nor that of a verdict."""
MONEY = ("won", "arr", "revenue")
"""What a division may be best in; recurring revenue for claims about anything else."""


def best_staffed(claim: Claim, side: Scenario) -> Scenario:
    """A side with its people divided as was found best for its cut; as it is where it has a single team.

    Raises KeyError for a cut that was not searched.
    """
    if len(side.teams) == 1:
        return side
    return staffed(side, kept()[cut_of(claim, side)]["people"])


def kept() -> dict[str, Any]:
    """What was found of each cut."""
    found: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    return found


def unsearched(chosen: Mapping[str, Claim]) -> list[str]:
    """The claims of which a cut was not searched."""
    there = kept()
    return list(dict.fromkeys(claim.key for cut, claim, _ in wanted(chosen) if cut not in there))


def cut_of(claim: Claim, side: Scenario) -> str:
    """What a search is kept under: the market, what is to be best, who does what, and how many they are."""
    people = sum(team.headcount for team in side.teams.values())
    does = "; ".join(f"{name}: {', '.join(sorted(team.does))}" for name, team in sorted(side.teams.items()))
    return f"{side.market.title.say('en')} | {best_in(claim)} | {people} people | {does}"


def best_in(claim: Claim) -> str:
    """The figure in which a division is to be best: the one that decides the claim, where a division can be best in it."""
    decides = claim.contrasts[0].kpi
    return decides if decides in MONEY else "arr"


def wanted(chosen: Mapping[str, Claim]) -> Iterator[tuple[str, Claim, Scenario]]:
    """Every search that claims about the cut need, once: what it is kept under, and the first side that has the cut."""
    seen = set[str]()
    for claim in chosen.values():
        if not claim.cut or claim.kind == "estimate":
            continue
        needed = {name for one in claim.contrasts for name in one.sides}
        for name, side in SIDES[claim.key](MARKET).items():
            cut = cut_of(claim, side)
            if name in needed and len(side.teams) > 1 and cut not in seen:
                seen.add(cut)
                yield cut, claim, side


def searched(claim: Claim, side: Scenario, **effort: Any) -> dict[str, Any]:
    """What is kept of a search: the people of each team, what was best, how it was found and what it took."""
    before = sum(os.times()[:4])
    found = orgsim.staff(side, kpi=best_in(claim), delta="2 %", seed=SEED, **effort)
    return {
        "people": found.people(found.best),
        "today": {name: team.headcount for name, team in side.teams.items()},
        "kpi": best_in(claim),
        "headline": found.headline(),
        "guarantee": found.guarantee(),
        "cpu_seconds": round(sum(os.times()[:4]) - before),
    }


def main() -> None:
    """Search what is not there yet, and keep it after each search."""
    parser = argparse.ArgumentParser(
        prog="python -m experiments.claims.staffing",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    known = claims()
    parser.add_argument("keys", nargs="*", metavar="KEY")
    parser.add_argument("--search", type=int, default=40)
    parser.add_argument("--shortlist", type=int, default=4)
    parser.add_argument("--replications", type=int, default=16)
    asked = parser.parse_args()
    if unknown := sorted(set(asked.keys) - set(known)):
        parser.error(f"no claim {unknown[0]!r}; there are {', '.join(known)}")
    found = kept()
    chosen = {key: known[key] for key in asked.keys or known}
    effort = {"search": asked.search, "shortlist": asked.shortlist, "replications": asked.replications}
    for cut, claim, side in wanted(chosen):
        if cut not in found:
            found[cut] = searched(claim, side, workers=1, **effort)
            print(
                f"{claim.key}: {cut}\n  {found[cut]['headline']} ({found[cut]['cpu_seconds']} s)", flush=True
            )
            KEPT.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
