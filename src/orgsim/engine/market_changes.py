"""Market changes: what a shock does to a gate, to delays, to arrivals or to churn, and when."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class MarketChanges:
    """Spans in which something is moved; by a sum (log-odds) or by a product (factors) of those that overlap."""

    spans: tuple[tuple[float, float, float], ...] = ()
    """From day, to day (infinite for good), and by how much."""
    multiply: bool = False

    def at(self, time: float) -> float:
        """What they come to at a time (days); 0 for a sum, 1 for a product where nothing is moved."""
        moved = [amount for begins, ends, amount in self.spans if begins <= time < ends]
        return math.prod(moved, start=1.0) if self.multiply else sum(moved, start=0.0)

    def over(self, times: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """What they come to at each of some times (days, ascending); the same bits as one by one."""
        total = np.full(len(times), 1.0 if self.multiply else 0.0)
        for begins, ends, amount in self.spans:
            first, last = np.searchsorted(times, (begins, ends))
            if self.multiply:
                total[first:last] *= amount
            else:
                total[first:last] += amount
        return total

    def edges(self) -> list[float]:
        """The days on which something begins or ends."""
        return [day for begins, ends, _ in self.spans for day in (begins, ends)]
