"""What Olist's lead funnel says: arrivals, mix of sources, conversion by source, days from lead to purchase.

The records are two tables (CC BY-NC-SA 4.0, not part of this repository): leads with the day of their first contact and
their origin, and won deals with the moment of winning. Lost leads carry no date. No deal was recorded before
2017-12-05, so only leads from 2018-01-01 on are used; the last deal is of 2018-11-14, so a lead without a deal is one not won
by then (censored), not one that is lost.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

START = date(2018, 1, 1)
"""Day 0, a Monday."""
FIT_DAYS = 70
"""Leads of ten whole weeks are fitted (to 2018-03-11)."""
DAYS = 90
"""The leads after those, to 2018-03-31, are kept for validation."""
RARE = 50
"""Origins with fewer leads than this on the fitted days are put together as "other"."""
MONTH = 365.25 / 12
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
QUANTILES = (0.10, 0.25, 0.50, 0.75, 0.90)


@dataclass(frozen=True)
class Records:
    """Leads of all days used, one per row: `day` since START, `source`, `lag` in days (NaN: not won), `follow_up` in days."""

    leads: pd.DataFrame
    sdrs: float
    """Sales development representatives named in the deals of an average month, January to March 2018."""
    reps: float
    """Sales representatives, likewise."""

    def between(self, first: int, last: int) -> pd.DataFrame:
        """Leads that came on days first <= day < last."""
        return self.leads[(self.leads["day"] >= first) & (self.leads["day"] < last)]


@dataclass(frozen=True)
class Arrivals:
    """Leads per day as exp(level + growth * months) * weekday factor, with standard errors."""

    per_day: float
    """On day 0, averaged over the week."""
    growth: float
    """Compound, per model month."""
    growth_error: float
    weekdays: tuple[float, ...]
    """Monday to Sunday, mean 1."""
    weekday_errors: tuple[float, ...]
    dispersion: float
    """Pearson's chi-square over its degrees of freedom; the errors are widened by its root."""


@dataclass(frozen=True)
class Purchases:
    """Share of leads ever won by source, and the lognormal days from first contact to purchase of all that are."""

    rates: dict[str, float]
    rate_errors: dict[str, float]
    mu: float
    sigma: float
    mu_error: float
    sigma_error: float
    rate: float
    """Of the mix as it came."""
    rate_error: float

    def log_quantiles(self) -> Floats:
        """Logs of the QUANTILES of the days to purchase."""
        from scipy.special import ndtri

        return np.asarray(self.mu + self.sigma * ndtri(QUANTILES))


def read(folder: Path) -> Records:
    """The records of `olist_leads.csv` and `olist_deals.csv` in a folder."""
    leads = pd.read_csv(folder / "olist_leads.csv", usecols=["mql_id", "first_contact_date", "origin"])
    deals = pd.read_csv(folder / "olist_deals.csv", usecols=["mql_id", "sdr_id", "sr_id", "won_date"])
    contact = pd.to_datetime(leads["first_contact_date"], format="%d-%m-%Y")
    deals["won"] = pd.to_datetime(deals["won_date"], format="%d-%m-%Y %H:%M")
    end = deals["won"].max().normalize() + pd.Timedelta(days=1)
    leads = leads.assign(contact=contact, day=(contact - pd.Timestamp(START)).dt.days)
    joined = leads.merge(deals[["mql_id", "won"]], on="mql_id", how="left")
    joined["lag"] = (joined["won"] - joined["contact"]).dt.total_seconds() / 86_400
    joined["follow_up"] = (end - joined["contact"]).dt.total_seconds() / 86_400
    kept = joined[(joined["day"] >= 0) & (joined["day"] < DAYS)].reset_index(drop=True)
    kept["source"] = _sources(kept)
    return Records(kept[["day", "source", "lag", "follow_up"]], *_people(deals))


def _sources(leads: pd.DataFrame) -> "pd.Series[str]":
    """Origins as sources: a missing origin is unknown, rare ones are other."""
    origin = leads["origin"].fillna("unknown")
    counts = origin[leads["day"] < FIT_DAYS].value_counts()
    rare = {name for name in origin.unique() if counts.get(name, 0) < RARE}
    return origin.where(~origin.isin(rare), "other")


def _people(deals: pd.DataFrame) -> tuple[float, float]:
    quarter = deals[(deals["won"] >= "2018-01-01") & (deals["won"] < "2018-04-01")]
    by_month = quarter.groupby(quarter["won"].dt.month)
    return float(by_month["sdr_id"].nunique().mean()), float(by_month["sr_id"].nunique().mean())


def fit_arrivals(records: Records) -> Arrivals:
    """Poisson regression of leads per day on weekday and time, on the fitted days."""
    counts = np.bincount(records.between(0, FIT_DAYS)["day"], minlength=FIT_DAYS).astype(float)
    days = np.arange(FIT_DAYS)
    design = np.column_stack([days % 7 == k for k in range(7)] + [(days + 0.5) / MONTH]).astype(float)
    beta = np.append(np.full(7, np.log(counts.mean())), 0.0)
    for _ in range(50):
        rate = np.exp(design @ beta)
        information = design.T @ (rate[:, None] * design)
        beta = beta + np.linalg.solve(information, design.T @ (counts - rate))
    dispersion = float(((counts - rate) ** 2 / rate).sum() / (FIT_DAYS - design.shape[1]))
    covariance = np.linalg.inv(information) * max(dispersion, 1.0)
    level = np.exp(beta[:7])
    factors = level / level.mean()
    # d log factor_k / d beta_j = [k = j] - factor_j / 7
    slopes = np.eye(7) - factors[None, :] / 7
    spread = np.sqrt(np.diag(slopes @ covariance[:7, :7] @ slopes.T)) * factors
    growth = float(np.expm1(beta[7]))
    error = float(np.sqrt(covariance[7, 7]) * (1 + growth))
    return Arrivals(float(level.mean()), growth, error, tuple(factors), tuple(spread), dispersion)


def fit_purchases(leads: pd.DataFrame) -> Purchases:
    """Mixture-cure model: a share of each source's leads is ever won, after a lognormal time, censored at the end of the record.

    One deal is dated before its lead's first contact and others on the same day; a lag below one day is taken as
    "within the first day".
    """
    from scipy.optimize import minimize

    names = sorted(leads["source"].unique())
    loss = _loss(leads, names)
    lags = leads.groupby("source")["lag"]
    raw = ((lags.count() + 0.5) / (lags.size() + 1)).to_numpy()
    start = np.append(np.log(raw / (1 - raw)), [2.8, np.log(1.4)])
    best = minimize(loss, start, method="BFGS", options={"gtol": 1e-6}).x
    covariance = np.linalg.inv(_hessian(loss, best))
    rates = 1 / (1 + np.exp(-best[:-2]))
    slopes = rates * (1 - rates)
    share = np.array([(leads["source"] == name).mean() for name in names])
    errors = np.sqrt(np.diag(covariance))
    gradient = np.append(share * slopes, [0.0, 0.0])
    return Purchases(
        rates={name: float(rate) for name, rate in zip(names, rates, strict=True)},
        rate_errors={name: float(e) for name, e in zip(names, errors[:-2] * slopes, strict=True)},
        mu=float(best[-2]),
        sigma=float(np.exp(best[-1])),
        mu_error=float(errors[-2]),
        sigma_error=float(errors[-1] * np.exp(best[-1])),
        rate=float(share @ rates),
        rate_error=float(np.sqrt(gradient @ covariance @ gradient)),
    )


def _loss(leads: pd.DataFrame, names: list[str]) -> Callable[[Floats], float]:
    """Minus the log-likelihood of (logit share won per source, mu, log sigma)."""
    from scipy.special import log_ndtr, ndtr

    code = leads["source"].map({name: k for k, name in enumerate(names)}).to_numpy()
    lag = leads["lag"].to_numpy()
    won = ~np.isnan(lag)
    early = won & (np.nan_to_num(lag) < 1.0)
    later = won & ~early
    log_lag = np.log(lag[later])
    log_follow = np.log(leads["follow_up"].to_numpy()[~won])

    def loss(theta: Floats) -> float:
        mu, sigma = theta[-2], np.exp(theta[-1])
        log_rate = -np.logaddexp(0.0, -theta[:-2][code])
        seen = log_rate[~won] + log_ndtr((log_follow - mu) / sigma)
        density = -0.5 * ((log_lag - mu) / sigma) ** 2 - np.log(sigma) - log_lag
        total = log_rate[won].sum() + density.sum() + early.sum() * np.log(ndtr(-mu / sigma))
        return -float(total + np.log1p(-np.exp(seen)).sum())

    return loss


def _hessian(loss: Callable[[Floats], float], at: Floats, step: float = 1e-3) -> Floats:
    """Second derivatives by central differences."""
    steps = np.eye(len(at)) * step

    def second(i: int, j: int) -> float:
        a, b = steps[i], steps[j]
        return (loss(at + a + b) - loss(at + a - b) - loss(at - a + b) + loss(at - a - b)) / (4 * step**2)

    return np.array([[second(i, j) for j in range(len(at))] for i in range(len(at))])


def quantile_errors(lags: Floats, draws: int = 2000) -> Floats:
    """Bootstrap standard errors of the QUANTILES of observed lags (seeded)."""
    again = np.random.default_rng(1).choice(lags, size=(draws, len(lags)))
    return np.asarray(np.quantile(again, QUANTILES, axis=1).std(axis=1))


def calendar_day(day: int) -> date:
    """The date of a day since START."""
    return START + timedelta(days=day)
