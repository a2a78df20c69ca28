"""Whether the verdicts of the packaged comparison hang on how the packaged firm was made (docs/findings/packaged-comparison.md).

`orgsim compare` without arguments is run in the packaged market; where other organizations than THE MODEL show what is reported
(the anchors); in a quiet and in a busy firm; and where readiness decides less or more at gates (`judgement`, a guess). A verdict
turns where its difference has another sign and is told apart from 0 there, and fades where it is not told apart.

    python experiments/packaged_verdicts.py [--replications 16] [--workers 2] [--out docs/findings/packaged-comparison.json]
    python experiments/packaged_verdicts.py --table      the tables of the page, from what was kept
"""

import argparse
import json
import math
from pathlib import Path
from typing import Any

import orgsim
from orgsim.cli.choice import chosen
from orgsim.measures.kpis import KPIS
from orgsim.plan.scenario import Scenario

HERE = Path(__file__).parent.parent / "docs" / "findings" / "packaged-comparison.json"
MARKET = "b2b-saas"
GATES = ("qualify", "develop", "close")
VARIANTS: dict[str, tuple[str, float | None]] = {
    "packaged": (MARKET, None),
    "anchor: generalists": (f"{MARKET}-generalist", None),
    "anchor: pre-/post-sales": (f"{MARKET}-pre-post-sales", None),
    "load .65": (f"{MARKET}-quiet", None),
    "load .95": (f"{MARKET}-busy", None),
    "judgement 0": (MARKET, 0.0),
    "judgement 1.6": (MARKET, 1.6),
    "judgement 2.5": (MARKET, 2.5),
}
"""The market of each variant, and how much readiness decides there; as the market has it where None."""
TOLD = ("better", "worse")
RATES = ("nrr", "logo_churn")
MEANS = {
    "turns": "**turns**",
    "told": "told in some",
    "fades": "fades in some",
    "holds": "holds",
    "": "not told",
}
"""What becomes of a verdict over all variants, in the words of the page."""


def sides(market: str, judgement: float | None) -> dict[str, Scenario]:
    """The organizations that are compared when none is named."""
    changes = {} if judgement is None else {f"journey.{gate}.judgement": judgement for gate in GATES}
    return chosen([market], changes, force=False).scenarios


def verdicts(found: orgsim.Study) -> dict[str, dict[str, Any]]:
    """Of each pair and leading KPI the difference, its interval and the verdict."""
    table = found.differences()
    rows = table[table["headline"]].to_dict("records")
    return {
        f"{row['b']}: {row['kpi']}": {
            "kpi": row["kpi"],
            **{key: plain(row[key]) for key in ("relative", "difference", "low", "high")},
            "verdict": row["verdict"],
        }
        for row in rows
    }


def plain(number: float) -> float | None:
    """A number with six digits; None for what is none."""
    return float(f"{number:.6g}") if math.isfinite(number) else None


def fate(packaged: dict[str, Any], there: dict[str, Any]) -> str:
    """What becomes of a verdict in a variant: "holds", "fades" or "turns"; of one that was not told, "told" or ""."""
    if packaged["verdict"] not in TOLD:
        return "told" if there["verdict"] in TOLD else ""
    if there["verdict"] not in TOLD:
        return "fades"
    return "holds" if there["verdict"] == packaged["verdict"] else "turns"


def cell(one: dict[str, Any]) -> str:
    """A difference as the page shows it: relative where it is, in bold where it is told apart from 0; rates in points."""
    relative, bold = one["relative"], "**" if one["verdict"] in TOLD else ""
    if one["kpi"] in RATES or relative is None or not math.isfinite(relative):
        said = (
            f"{100 * one['difference']:+.1f} pt"
            if one["kpi"] in RATES
            else f"{one['difference'] / 1e6:+.0f} M"
        )
    else:
        said = f"{100 * relative:+.0f} %"
    return f"{bold}{said}{bold}".replace("-", "−")


def table(found: dict[str, dict[str, dict[str, Any]]]) -> str:
    """The page's tables: of each side against the first, KPIs down and variants across, and what becomes of each verdict."""
    lines: list[str] = []
    for side in dict.fromkeys(key.rpartition(": ")[0] for key in found["packaged"]):
        lines += [f"### {side}", "", f"| KPI | {' | '.join(found)} | |", "|---" * (len(found) + 2) + "|"]
        for key, said in found["packaged"].items():
            if key.rpartition(": ")[0] == side:
                ends = {fate(said, there[key]) for there in found.values()}
                word = next((one for one in ("turns", "told", "fades", "holds") if one in ends), "")
                cells = " | ".join(cell(there[key]) for there in found.values())
                lines.append(f"| {KPIS[said['kpi']].title.say('en')} | {cells} | {MEANS[word]} |")
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    """Run all variants, tell what turns, and keep what was found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--replications", type=int, default=16)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, default=HERE)
    parser.add_argument("--table", action="store_true", help="print what was kept")
    asked = parser.parse_args()
    if asked.table:
        print(table(json.loads(asked.out.read_text(encoding="utf-8"))["found"]))
        return
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for name, (market, judgement) in VARIANTS.items():
        study = orgsim.compare(
            sides(market, judgement),
            replications=asked.replications,
            workers=asked.workers,
            equal_payroll=True,
            control=False,
        )
        found[name] = verdicts(study)
        print(f"{name} is run", flush=True)
    for key, said in found["packaged"].items():
        fates = [
            f"{name} {end}"
            for name, there in found.items()
            if (end := fate(said, there[key])) not in ("", "holds")
        ]
        print(f"{key:60} {cell(said):12} {said['verdict']:12} {'; '.join(fates)}")
    plain = {"replications": asked.replications, "found": found}
    asked.out.write_text(json.dumps(plain, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
