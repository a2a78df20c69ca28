"""Odds: chances of staying and of buying more, moved on the log-odds scale. Plain arithmetic."""

from orgsim.elementary import exp, log1p, log1p_block, power
from orgsim.randomness import Floats


def churn(base: float, log_odds: float, shift: float = 0.0) -> float:
    """Probability of leaving at the end of a term: `base` in [0, 1) in the reference, less by `log_odds` of staying, more by
    `shift` (segment, market)."""
    if base <= 0.0:
        return 0.0
    return 1 / (1 + (1 - base) / base * exp(log_odds - shift))


def upsell(base: float, log_odds: float) -> float:
    """Probability that a check-in sells more: `base` in [0, 1] in the reference, moved by `log_odds`."""
    if base in (0.0, 1.0):
        return base
    return 1 / (1 + (1 - base) / base * exp(-log_odds))


def term_churn(per_year: float, years: float) -> float:
    """Probability of leaving within a term of `years`, from the probability within one year."""
    return float(1 - power(1 - per_year, years))


def gap(u: float, rate: float) -> float:
    """Elapsed days to the next of events that come at a `rate` (> 0) per elapsed day, from a uniform draw in (0, 1)."""
    return -log1p(-u) / rate


def gaps(u: Floats) -> Floats:
    """The same of a block of uniform draws, for events that come at a rate of 1."""
    return -log1p_block(-u)
