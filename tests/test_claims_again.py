"""Eight claims run again, cheaper than the quick form of `make claims-quick`: the same verdicts."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from experiments.claims.bench import Bench
from experiments.claims.results import known
from experiments.claims.runs import SEED, study_of
from experiments.claims.settings import Setting
from experiments.claims.stated import claims

KNOWN = claims()


@dataclass(frozen=True)
class Cheaper:
    """A year instead of three, fewer runs, and a third of the firm where that keeps what is compared."""

    key: str
    contrast: int
    """From 1."""
    small: bool
    replications: int


CASES = (
    Cheaper("A1", 2, small=False, replications=8),
    Cheaper("B6", 3, small=False, replications=8),
    Cheaper("B7", 1, small=False, replications=3),
    Cheaper("C1", 1, small=True, replications=6),
    Cheaper("C8", 2, small=False, replications=12),
    Cheaper("D2", 3, small=False, replications=5),
    Cheaper("E1", 1, small=True, replications=24),
    Cheaper("E2", 1, small=False, replications=8),
)


LONG = {"A1", "C8", "D2", "E1", "E2"}
"""They take five seconds and more each; the other three ask the same of claims of their kinds."""


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the claims run: the packaged firm as it is stands on one side of several."""
    return tmp_path_factory.mktemp("claims") / "runs.sqlite"


@pytest.mark.parametrize(
    "case",
    [pytest.param(one, marks=pytest.mark.slow) if one.key in LONG else one for one in CASES],
    ids=[one.key for one in CASES],
)
def test_the_verdict_is_that_which_was_kept(case: Cheaper, ledger: Path) -> None:
    claim = KNOWN[case.key]
    asked = claim.contrasts[case.contrast - 1]
    there = Setting(months=12, small=case.small)
    (again,) = study_of(claim, there, (asked,), case.replications, SEED, Bench(ledger=str(ledger)))
    kept = known(claim)["quick"]["rows"][0]["contrasts"][case.contrast - 1]
    assert again.verdict == kept["verdict"]
