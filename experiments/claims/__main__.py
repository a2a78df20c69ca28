"""Put claims to the test: run their sides with the same luck, draw the verdicts, keep them and write the page.

    python -m experiments.claims [KEY ...] [--replications 20] [--market b2b-saas] [--ledger FOLDER] [--workers 2]
    python -m experiments.claims --page      the page alone, from what was kept (docs/findings/claims.json)

36 months of the packaged firm, seed 20261128, 20 replications: a first answer, in which "cannot tell" is allowed. One ledger
serves all claims, so that THE MODEL as packaged is run once.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import orgsim
from experiments.claims.firms import MARKET
from experiments.claims.page import page
from experiments.claims.sides import SIDES
from experiments.claims.stated import Claim, claims
from experiments.claims.trial import Found, found

HERE = Path(__file__).parent
KEPT = HERE.parents[1] / "docs" / "findings" / "claims.json"
SEED = 20261128


def put_to_the_test(claim: Claim, market: str, replications: int, **how: Any) -> dict[str, Any]:
    """What is kept of a claim: the runs it rests on, and each contrast with its figures, effect, interval and verdict."""
    sides = SIDES[claim.key](market)
    kpis = list(dict.fromkeys(one.kpi for one in claim.contrasts if "." not in one.kpi))
    study = orgsim.compare(sides, replications=replications, seed=SEED, kpis=kpis, **how)
    return {
        "market": market,
        "months": 36,
        "replications": study.replications,
        "seed": SEED,
        "contrasts": [kept(found(study, one)) for one in claim.contrasts],
    }


def kept(one: Found) -> dict[str, Any]:
    """A contrast's numbers, rounded as far as they are shown."""
    return {
        "kpi": one.contrast.kpi,
        "a": float(f"{one.figures[0]:.5g}"),
        "b": float(f"{one.figures[1]:.5g}"),
        "effect": round(one.effect, 5),
        "low": round(one.low, 5),
        "high": round(one.high, 5),
        "p": float(f"{one.p:.3g}"),
        "verdict": one.verdict,
    }


def main() -> None:
    """Run what is asked for, and write what was found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("keys", nargs="*", metavar="KEY")
    parser.add_argument("--replications", type=int, default=20)
    parser.add_argument("--market", default=MARKET)
    parser.add_argument("--ledger", help="folder whose ledger keeps the runs")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--page", action="store_true", help="write the page alone")
    asked = parser.parse_args()
    known = claims()
    if unknown := sorted(set(asked.keys) - set(known)):
        parser.error(f"no claim {unknown[0]!r}; there are {', '.join(known)}")
    results = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    for key in () if asked.page else asked.keys or known:
        how = {"ledger": asked.ledger, "workers": asked.workers}
        results[key] = put_to_the_test(known[key], asked.market, asked.replications, **how)
        first = results[key]["contrasts"][0]
        print(
            f"{key} {known[key].title}: {first['verdict']} ({first['effect']:+.3f}, {first['low']:+.3f} to {first['high']:+.3f})",
            flush=True,
        )
        KEPT.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    KEPT.with_suffix(".md").write_text(page(known, results), encoding="utf-8")


if __name__ == "__main__":
    main()
