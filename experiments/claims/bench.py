"""Where the sides of claims are run: with so many workers, one ledger, and a count of the runs."""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import orgsim
from experiments.claims.trial import Sides
from orgsim.study.answer import Study


@dataclass
class Bench:
    """Runs sides with the same luck, and counts the runs: those too that the ledger holds already."""

    workers: int = 1
    ledger: str | None = None
    executor: Executor | None = None
    runs: int = 0

    def compare(self, sides: Sides, replications: int, seed: int, kpis: Sequence[str]) -> Study:
        """The study of some sides. Luck is taken out of contrasts (`trial.freed`), not out of its own differences."""
        self.runs += replications * len(sides)
        return orgsim.compare(
            sides,
            replications=replications,
            seed=seed,
            kpis=list(kpis),
            control=False,
            workers=self.workers,
            ledger=self.ledger,
            executor=self.executor,
        )
