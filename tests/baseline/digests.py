"""Digests of event logs: of the gallery, of every mechanism's case, of all mechanisms at once, and of many small worlds.

    make baseline                               # check all of them
    python tests/baseline/digests.py gallery    # check those whose name begins so
    python tests/baseline/digests.py --write    # results have moved: say why in CHANGELOG.md, in the same commit

A digest is SHA-256 of a log's names, facts and rows, byte for byte.
"""

import argparse
import hashlib
import importlib
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import astuple
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE.parent)]

import orgsim  # noqa: E402
from orgsim.errors import ScenarioError  # noqa: E402
from orgsim.events.log import EventLog  # noqa: E402
from orgsim.mechanisms import MECHANISMS  # noqa: E402
from orgsim.plan.gallery import gallery_names  # noqa: E402
from orgsim.plan.load import parse  # noqa: E402
from orgsim.plan.scenario import Scenario  # noqa: E402
from orgsim.setup.simulate import run  # noqa: E402

DIGESTS = HERE / "digests.json"
WORLDS = HERE / "worlds.json"
SEED, REPLICATION = 7, 0
AWHILE = {"scenario.horizon": "18 months"}
Known = dict[str, str]


def digest(log: EventLog) -> str:
    """SHA-256 of all that a log says."""
    said = json.dumps([astuple(log.names), astuple(log.facts)], default=str)
    return hashlib.sha256(said.encode() + log.rows.tobytes()).hexdigest()


def pairs() -> Iterator[tuple[str, Callable[[], Scenario]]]:
    """Every market of the gallery under every organization that goes with it, long enough for rules of hiring to act, and the
    packaged scenarios."""
    for market in gallery_names("market"):
        for organization in gallery_names("organization"):
            yield (
                f"gallery {market} {organization}",
                lambda m=market, o=organization: orgsim.load(m, o, AWHILE),  # type: ignore[misc]
            )
    for name in gallery_names("scenario"):
        yield f"gallery {name}", lambda n=name: orgsim.load(n)  # type: ignore[misc]


def mechanisms() -> Iterator[tuple[str, Callable[[], Scenario]]]:
    """The case of every mechanism, and all mechanisms at once in the network of the benchmarks, under several policies."""
    for name in MECHANISMS:
        yield f"mechanism {name}", lambda n=name: parse(_case(n))  # type: ignore[misc]
    for name, changes in {
        "gates": {},
        "people": {"policies.strategy": {"every": "10 days", "rule": "longest_wait", "action": "people"}},
        "owners": {f"teams.{team}.ownership": "person" for team in ("inside_sales", "field_sales", "care")},
        "shared goal": {"policies.goal.kind": "shared"},
        "turnover": {"effects.turnover.per_year": "99 % / year", "policies.training.who": "newcomers"},
    }.items():
        yield (
            f"all mechanisms, {name}",
            lambda c=changes: orgsim.load(ROOT / "benchmarks" / "all.toml").replace(  # type: ignore[misc]
                {"scenario.horizon": "40 days", **c}
            ),
        )


def _case(mechanism: str) -> str:
    """The text of the case of a mechanism, whose module is imported only when the case is run."""
    text: str = importlib.import_module(f"mechanisms.test_{mechanism}").CASE.scenario
    return text


def small_worlds() -> Iterator[tuple[str, Callable[[], Scenario]]]:
    """Random small worlds of the property tests, kept as text since how they are drawn changes with its library."""
    for number, text in enumerate(json.loads(WORLDS.read_text(encoding="utf-8"))):
        yield f"world {number:02}", lambda t=text: parse(t)  # type: ignore[misc]


def scenarios() -> dict[str, Callable[[], Scenario]]:
    """By name, what makes each scenario of the baseline."""
    return dict((*pairs(), *mechanisms(), *small_worlds()))


def found(names: list[str]) -> Known:
    """The digests of some scenarios as things stand; "apart" for a market and an organization that do not go together."""
    makers, digests = scenarios(), {}
    for name in names:
        try:
            digests[name] = digest(run(makers[name](), SEED, REPLICATION))
        except ScenarioError:
            digests[name] = "apart"
    return digests


def known() -> Known:
    """The digests of the baseline."""
    read: Known = json.loads(DIGESTS.read_text(encoding="utf-8"))
    return read


def moved(names: list[str]) -> list[str]:
    """Those scenarios whose logs are not what the baseline says."""
    before, now = known(), found(names)
    return [name for name in names if before.get(name) != now[name]]


def main() -> int:
    """Check the baseline, or write it anew; 1 where a log has moved."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("begins", nargs="?", default="", help="only those whose name begins so")
    parser.add_argument("--write", action="store_true", help="write the digests as they are now")
    asked = parser.parse_args()
    names = [name for name in scenarios() if name.startswith(asked.begins)]
    if asked.write:
        kept = (
            {name: value for name, value in known().items() if name in scenarios()}
            if DIGESTS.exists()
            else {}
        )
        digests = dict(sorted((kept | found(names)).items()))
        DIGESTS.write_text(json.dumps(digests, indent=0) + "\n", encoding="utf-8")
        print(f"{len(names)} digests written to {DIGESTS.relative_to(ROOT)}")
        return 0
    away = moved(names)
    print(
        "\n".join(
            [
                *(f"moved: {name}" for name in away),
                f"{len(names) - len(away)} of {len(names)} logs as they were",
            ]
        )
    )
    return 1 if away else 0


if __name__ == "__main__":
    sys.exit(main())
