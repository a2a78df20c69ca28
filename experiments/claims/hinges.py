"""The numbers of the model that a claim hangs on: value, unit, and whether they are measured, reported or guessed."""

import re
from collections.abc import Iterator
from typing import Any

from experiments.claims.firms import MARKET, firm
from experiments.claims.sides import SIDES
from experiments.claims.stated import Claim
from orgsim.mechanisms import MECHANISMS
from orgsim.plan.scenario import Scenario
from orgsim.report.explanation.parameters import Parameter, parameters

NAMED = re.compile(r"`([\w.*]+)`")
JUDGEMENT = "journey.*.judgement"
"""How much readiness decides at each gate: a number of the market, which its file calls a guess."""


def hinges(claim: Claim) -> list[dict[str, Any]]:
    """Every number that a claim names between backquotes, in the order of their names; of a mechanism all its numbers."""
    words = [*claim.hangs_on, *(turn.says for turn in claim.turns)]
    wanted = list(dict.fromkeys(name for one in words for name in NAMED.findall(one)))
    sides = SIDES[claim.key](MARKET) if claim.kind != "estimate" else {"it": firm(MARKET)}
    side = sides[claim.contrasts[0].b if claim.contrasts else "it"]
    register = [one for mechanism in MECHANISMS.values() for one in parameters(side, mechanism)]
    rows = [row for name in wanted for row in _of(name, side, register)]
    return list({row["path"]: row for row in rows}.values())


def _of(name: str, side: Scenario, register: list[Parameter]) -> Iterator[dict[str, Any]]:
    if name == JUDGEMENT:
        for key, step in side.journey.items():
            if step.judgement:
                yield _row(
                    f"journey.{key}.judgement",
                    step.judgement,
                    "log-odds per log-odds",
                    "guess",
                    "the market's",
                )
        return
    stated = side.document().get(*name.split("."))
    if isinstance(stated, str | int | float) and not name.startswith("effects."):
        yield _row(
            name, stated, "", "stated", "scenarios/markets, where each number says where it comes from"
        )
        return
    for one in register:
        if one.path == name or one.path.startswith(f"{name}."):
            yield _row(one.path, one.value, one.unit, one.status, one.source)


def _row(path: str, value: Any, unit: str, status: str, source: str) -> dict[str, Any]:
    shown = float(f"{value:.5g}") if isinstance(value, int | float) else value
    return {"path": path, "value": shown, "unit": unit, "status": status, "source": source}
