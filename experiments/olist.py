"""Does a market fitted to ten weeks of a real lead funnel reproduce its conversion and its days to purchase, and the weeks after?

    python experiments/olist.py                 fit, write scenarios/markets/olist.toml, simulate, compare with the records
    python experiments/olist.py --check         fit again and compare with the committed file; exit 1 if they differ

The answer is in docs/findings/olist.md.
"""

import argparse
import math
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from olist_fit import (
    DAYS,
    FIT_DAYS,
    QUANTILES,
    Floats,
    Records,
    fit_arrivals,
    fit_purchases,
    quantile_errors,
    read,
)
from olist_market import Fitted, Reference, market_text, readiness, split, write_recorded

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures.summary import summarize
from orgsim.plan.load import load, parse
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run

ROOT = Path(__file__).resolve().parents[1]
MARKET = ROOT / "scenarios" / "markets" / "olist.toml"
ORGANIZATION = ROOT / "scenarios" / "organizations" / "olist.toml"
ROUNDS, REPLICATIONS = 5, 30
"""Of the search for the reference."""
TOLERANCE = 0.01
"""Relative difference of numbers that --check lets pass: other machines round differently."""


def purchases_of(log: EventLog) -> pd.DataFrame:
    """Simulated leads like the records: `day`, `source`, and `lag` from the beginning of that day to the purchase (NaN: none)."""
    arrivals, changes = log.of(Row.ARRIVAL), log.of(Row.CHANGE)
    won = changes[changes["outcome"] == log.names.outcomes.index("customer")]
    bought = pd.Series(won["end"], index=log.case(won))
    day = np.floor(arrivals["end"]).astype(int)
    source = np.array(log.names.entities, dtype=object)[arrivals["entity"]]
    lag = bought.reindex(log.case(arrivals)).to_numpy() - day
    return pd.DataFrame({"day": day, "source": source, "lag": lag})


def simulated(scenario: Scenario, replications: int) -> list[pd.DataFrame]:
    """The leads of each replication."""
    return [purchases_of(run(scenario, 1, replication)) for replication in range(replications)]


def scenario_of(fitted: Fitted, days: int) -> Scenario:
    """The fitted market with an organization like Olist's, until every lead of `days` days has ended its journey."""
    text = market_text(fitted) + ORGANIZATION.read_text(encoding="utf-8")
    return parse(text, "olist.toml").replace({"scenario.horizon": f"{days} days", "scenario.drain": True})


def calibrate(records: Records, rounds: int, replications: int) -> Fitted:
    """Find the reference at which an organization like Olist's yields the fitted share won and days to purchase.

    Each round simulates the market as it stands and moves the rate of the last step by the difference in log-odds of the share
    ever won; the log of the days of decision by the mean difference, and its spread by the ratio of the spreads, of the logs of
    the QUANTILES of the days to purchase.
    """
    leads = records.between(0, FIT_DAYS)
    purchases = fit_purchases(leads)
    counts = {str(name): int(n) for name, n in leads["source"].value_counts().sort_index().items()}
    rates = split(purchases.rate)
    reference = Reference(*rates, mu=purchases.mu, sigma=purchases.sigma)
    fitted = Fitted(fit_arrivals(records), purchases, counts, readiness(purchases, counts, rates), reference)
    wanted = purchases.rate, purchases.log_quantiles()
    for _ in range(rounds):
        runs = pd.concat(simulated(scenario_of(fitted, FIT_DAYS), replications))
        got = float(runs["lag"].notna().mean()), np.log(np.quantile(runs["lag"].dropna(), QUANTILES))
        fitted = replace(fitted, reference=_moved(fitted.reference, wanted, got))
    return fitted


def _moved(reference: Reference, wanted: tuple[float, Floats], got: tuple[float, Floats]) -> Reference:
    close = 1 / (1 + math.exp(-_logit(reference.close) - _logit(wanted[0]) + _logit(got[0])))
    shift = float((wanted[1] - got[1]).mean())
    stretch = float(wanted[1].std() / got[1].std())
    return replace(reference, close=close, mu=reference.mu + shift, sigma=reference.sigma * stretch)


def _logit(p: float) -> float:
    return math.log(p / (1 - p))


@dataclass(frozen=True)
class Line:
    """One line of the comparison: a statistic observed and simulated, each with its standard error."""

    name: str
    observed: float
    observed_error: float
    simulated: float
    simulated_error: float

    @property
    def z(self) -> float:
        """Difference in standard errors."""
        return (self.simulated - self.observed) / math.hypot(self.observed_error, self.simulated_error)


def comparison(observed: pd.DataFrame, runs: list[pd.DataFrame]) -> Iterator[Line]:
    """Observed beside simulated: share won, overall and by source, and quantiles of the days to purchase of the won."""
    yield _share("won, all sources", observed, runs)
    for source in sorted(observed["source"].unique()):
        mine = [leads[leads["source"] == source] for leads in runs]
        yield _share(f"won, {source}", observed[observed["source"] == source], mine)
    lags = observed["lag"].dropna().to_numpy()
    points = np.array([np.quantile(leads["lag"].dropna(), QUANTILES) for leads in runs])
    errors = quantile_errors(lags)
    for k, q in enumerate(QUANTILES):
        error = points[:, k].std(ddof=1) / math.sqrt(len(runs))
        yield Line(
            f"days to purchase, {q:.0%}",
            float(np.quantile(lags, q)),
            float(errors[k]),
            float(points[:, k].mean()),
            error,
        )


def _share(name: str, observed: pd.DataFrame, runs: list[pd.DataFrame]) -> Line:
    # One lead more and half of it won keep the error of a source without wins from being nothing.
    rate = (observed["lag"].notna().sum() + 0.5) / (len(observed) + 1)
    shares = np.array([leads["lag"].notna().mean() for leads in runs])
    error = math.sqrt(rate * (1 - rate) / len(observed))
    return Line(
        name,
        float(observed["lag"].notna().mean()),
        error,
        float(shares.mean()),
        shares.std(ddof=1) / math.sqrt(len(runs)),
    )


def seen(leads: pd.DataFrame, first: int, last: int, end: float) -> pd.DataFrame:
    """Leads of some days, purchases after the end of the record (day `end`) unseen."""
    mine = leads[(leads["day"] >= first) & (leads["day"] < last)]
    return mine.assign(lag=mine["lag"].where(mine["day"] + mine["lag"] < end))


def last_day(records: Records) -> float:
    """The day at whose beginning the record ends."""
    return float((records.leads["day"] + records.leads["follow_up"]).iloc[0])


def table(title: str, rows: list[Line]) -> str:
    """A comparison as text in columns."""
    head = f"{title}\n{'':28}{'observed':>10}{'(error)':>10}{'simulated':>11}{'(error)':>10}{'z':>7}"
    lines = [
        f"{r.name:28}{r.observed:10.3f}{r.observed_error:10.3f}{r.simulated:11.3f}{r.simulated_error:10.3f}{r.z:7.1f}"
        for r in rows
    ]
    return "\n".join([head, *lines, ""])


def report(fitted: Fitted, records: Records, replications: int, folder: Path) -> Iterator[str]:
    """The fitted and the recorded arrivals through the organization, beside what was observed."""
    end = last_day(records)
    recorded = write_recorded(fitted, records, folder, ORGANIZATION.read_text(encoding="utf-8"))
    scenarios = {"fitted arrivals": scenario_of(fitted, DAYS), "recorded arrivals": load(recorded)}
    parts = {"fitted weeks": (0, FIT_DAYS), "validation weeks": (FIT_DAYS, DAYS)}
    for name, scenario in scenarios.items():
        runs = simulated(scenario, replications)
        for part, (first, last) in parts.items():
            observed = records.between(first, last)
            shown = [seen(leads, first, last, end) for leads in runs]
            arrived = np.mean([len(leads) for leads in shown])
            title = f"{name}, {part}: {len(observed)} leads observed, {arrived:.0f} simulated (mean of {replications})"
            yield table(title, list(comparison(observed, shown)))


def losses(fitted: Fitted, replications: int = 20) -> str:
    """Share won of the fitted weeks' leads as the mechanisms are added one by one: what the organization itself loses."""
    whole = scenario_of(fitted, FIT_DAYS).replace({"scenario.drain": True})
    lines = [
        f"reference:{math.prod(activity.outcomes[0].rate for activity in whole.journey.values() if activity.outcomes):34.3f}"
    ]
    for count in range(4):
        acting = ["cooling", "handoff", "knowledge"][:count]
        scenario = whole.replace({"scenario.mechanisms": acting})
        won = [summarize(run(scenario, 1, number)).kpis["win_rate"] for number in range(replications)]
        name = "+ " + acting[-1] if acting else "queues and patience"
        lines.append(f"{name:38}{np.mean(won):6.3f}{np.std(won) / replications**0.5:8.3f}")
    return "\n".join(["share won as losses are added (error)", *lines, ""])


def differences(committed: str, fresh: str) -> list[str]:
    """Lines in which two market files differ by more than TOLERANCE in a number, or in words."""
    number = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
    old, new = committed.splitlines(), fresh.splitlines()
    if len(old) != len(new):
        return [f"the committed file has {len(old)} lines, the fit gives {len(new)}"]
    return [
        f"- {a}\n+ {b}"
        for a, b in zip(old, new, strict=True)
        if not _alike(number.sub("#", a), number.sub("#", b), _numbers(number, a), _numbers(number, b))
    ]


def _numbers(number: re.Pattern[str], line: str) -> Floats:
    return np.array([float(text.replace(",", "")) for text in number.findall(line)])


def _alike(words: str, other_words: str, numbers: Floats, other_numbers: Floats) -> bool:
    return words == other_words and bool(np.allclose(numbers, other_numbers, rtol=TOLERANCE, atol=0.002))


def arguments(words: list[str]) -> argparse.Namespace:
    """What was asked on the command line."""
    parser = argparse.ArgumentParser(
        description="Fit a market to Olist's lead funnel and compare simulation and record."
    )
    parser.add_argument(
        "--data",
        type=Path,
        default=ROOT.parent / "shared" / "data",
        help="folder of olist_leads.csv and olist_deals.csv",
    )
    parser.add_argument(
        "--check", action="store_true", help="compare the committed market with a fresh fit, write nothing"
    )
    parser.add_argument("--replications", type=int, default=40, help="of the comparison (default 40)")
    parser.add_argument(
        "--out", type=Path, help="folder for the recorded scenario; a temporary one when not stated"
    )
    return parser.parse_args(words)


def main(words: list[str]) -> int:
    """Fit, then write or check the market, then simulate; the exit code."""
    asked = arguments(words)
    missing = [name for name in ("olist_leads.csv", "olist_deals.csv") if not (asked.data / name).is_file()]
    if missing:
        print(
            f"{' and '.join(missing)} not found in {asked.data}: name their folder with --data",
            file=sys.stderr,
        )
        return 2
    records = read(asked.data)
    fitted = calibrate(records, ROUNDS, REPLICATIONS)
    text = market_text(fitted)
    if asked.check:
        found = differences(MARKET.read_text(encoding="utf-8"), text)
        print("\n".join(found) or "scenarios/markets/olist.toml is what the fit gives")
        return 1 if found else 0
    MARKET.write_text(text, encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        for part in report(fitted, records, asked.replications, asked.out or Path(folder)):
            print(part)
    print(losses(fitted))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
