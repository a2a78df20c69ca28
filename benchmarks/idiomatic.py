"""The yardstick: W0 and W1 as a SimPy modeller would write them, one process per lead and one Resource per stage.

    python benchmarks/idiomatic.py --leads 50000

prints the CPU time per lead. The work is that of w0.toml and w1.toml, with a log of every visit as a tuple.
"""

import argparse
import math
import random
import time
from collections.abc import Generator
from typing import Any, NamedTuple

import simpy

LEADS_PER_DAY = 100.0
CALL_BACK = 5.0
"""Mean days until a lead that is not ready yet comes back."""


class Stage(NamedTuple):
    """One stage of the funnel; times in days, shares of the leads served there."""

    name: str
    servers: int
    work: float
    forward: float
    back: float
    patience: float


STAGES = (
    Stage("market", 4, 0.0224, 0.50, 0.30, 0.1),
    Stage("qualify", 12, 0.1071, 0.55, 0.25, 0.3),
    Stage("close", 10, 0.1222, 0.45, 0.20, 0.4),
    Stage("onboard", 8, 0.1833, 0.90, 0.10, 0.6),
)

Visit = tuple[int, str, int, float, float, float, str]
"""Number of the lead, stage, visit, ready, start, end, outcome."""


class Funnel:
    """The four desks, the luck and the log."""

    def __init__(self, seed: int, patient: bool) -> None:
        self.env = simpy.Environment()
        self.random = random.Random(seed)
        self.patient = patient
        self.desks = [simpy.Resource(self.env, stage.servers) for stage in STAGES]
        self.log: list[Visit] = []

    def arrivals(self, horizon: float) -> Generator[Any, Any, None]:
        """Send in leads until the horizon."""
        number = 0
        while True:
            yield self.env.timeout(self.random.expovariate(LEADS_PER_DAY))
            if self.env.now >= horizon:
                return
            self.env.process(self.lead(number))
            number += 1

    def lead(self, number: int) -> Generator[Any, Any, None]:
        """Carry one lead from stage to stage until it buys or is lost."""
        for place, stage in enumerate(STAGES):
            visit, outcome = 0, "back"
            while outcome == "back":
                ready = self.env.now
                with self.desks[place].request() as request:
                    if self.patient:
                        yield request
                    else:
                        limit = self.env.timeout(self.random.expovariate(1 / stage.patience))
                        if request not in (yield request | limit):
                            self.log.append(
                                (number, stage.name, visit, ready, math.nan, self.env.now, "cold")
                            )
                            return
                    start = self.env.now
                    yield self.env.timeout(self.random.expovariate(1 / stage.work))
                outcome = self.outcome(stage)
                self.log.append((number, stage.name, visit, ready, start, self.env.now, outcome))
                if outcome == "lost":
                    return
                if outcome == "back":
                    visit += 1
                    yield self.env.timeout(self.random.expovariate(1 / CALL_BACK))

    def outcome(self, stage: Stage) -> str:
        """Toss the coin of one visit."""
        luck = self.random.random()
        if luck < stage.forward:
            return "forward"
        return "back" if luck < stage.forward + stage.back else "lost"


def run(leads: int, seed: int, patient: bool) -> list[Visit]:
    """The log of about `leads` leads, run until the funnel is empty; W0 when they are patient, W1 when not."""
    funnel = Funnel(seed, patient)
    funnel.env.process(funnel.arrivals(leads / LEADS_PER_DAY))
    funnel.env.run()
    return funnel.log


def main() -> None:
    """Print CPU time per lead and the mean wait of each stage."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--leads", type=int, default=50_000)
    leads = parser.parse_args().leads
    for name, patient in (("W0", True), ("W1", False)):
        begun = time.process_time()
        log = run(leads, 1, patient)
        print(f"{name}: {(time.process_time() - begun) / leads * 1e6:.1f} µs of CPU per lead")
        for stage in STAGES:
            waits = [
                start - ready
                for _, place, _, ready, start, _, _ in log
                if place == stage.name and start == start
            ]
            print(
                f"  {stage.name:8} {len(waits):8} visits served, mean wait {sum(waits) / len(waits):.5f} days"
            )


if __name__ == "__main__":
    main()
