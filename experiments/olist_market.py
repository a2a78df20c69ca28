"""The market fitted to Olist's lead funnel, as a TOML file and as recorded arrivals."""

import csv
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from olist_fit import DAYS, FIT_DAYS, MONTH, WEEKDAYS, Arrivals, Floats, Purchases, Records, calendar_day

JUDGEMENT = 0.8
_FITTED_WITH = 'mechanisms = ["cooling", "handoff", "knowledge", "health"]\n'
TITLES = {
    "direct_traffic": ("Direct traffic", "直接流入"),
    "email": ("Email", "メール"),
    "organic_search": ("Organic search", "自然検索"),
    "other": ("Other origins", "その他"),
    "paid_search": ("Paid search", "有料検索"),
    "referral": ("Referral sites", "参照サイト"),
    "social": ("Social media", "ソーシャルメディア"),
    "unknown": ("Unknown origin", "不明"),
}


@dataclass(frozen=True)
class Reference:
    """What the market yields when nothing is lost: rates of the three steps, and the buyer's days of decision."""

    qualify: float
    develop: float
    close: float
    mu: float
    """Mean of the log of the days of decision."""
    sigma: float
    """Standard deviation of the same."""

    @property
    def mean(self) -> float:
        """Mean days of decision."""
        return math.exp(self.mu + self.sigma**2 / 2)

    @property
    def cv(self) -> float:
        """Coefficient of variation of the days of decision."""
        return math.sqrt(math.expm1(self.sigma**2))

    def rates(self) -> tuple[float, float, float]:
        """Rates of the steps, in order."""
        return self.qualify, self.develop, self.close


@dataclass(frozen=True)
class Fitted:
    """All numbers of the market."""

    arrivals: Arrivals
    purchases: Purchases
    counts: dict[str, int]
    """Leads of the fitted days by source."""
    shifts: dict[str, float]
    """Readiness by source."""
    reference: Reference


def split(rate: float) -> tuple[float, float, float]:
    """Divide a conversion among the three steps; only their product is observed.

    Their logs stand in the proportion of those of the second-hand rates .30 (lead to meeting, here in two equal
    steps) and .22 (meeting to won).
    """
    meeting = rate ** (math.log(0.30) / math.log(0.30 * 0.22))
    step = round(math.sqrt(meeting), 3)
    return step, step, rate / step**2


def readiness(
    purchases: Purchases, counts: dict[str, int], rates: tuple[float, float, float]
) -> dict[str, float]:
    """Shift of each source's readiness at which its leads buy as often as observed, the steps being calibrated to the mix.

    The shifts have mean 0 over the mix; solved by turns: cut-points for given shifts, shifts for given cut-points.
    """
    names = sorted(counts)
    share = np.array([counts[name] for name in names]) / sum(counts.values())
    shifts = np.zeros(len(names))
    moved = np.ones(len(names))
    while np.abs(moved - shifts).max() > 1e-7:
        shifts = moved
        cuts = _cuts(shifts, share, rates)
        solved = np.array([_shift_for(purchases.rates[name], cuts) for name in names])
        moved = solved - share @ solved
    return {name: float(shift) for name, shift in zip(names, moved, strict=True)}


def _shift_for(rate: float, cuts: list[float]) -> float:
    """The readiness at which a source's leads buy at a rate."""
    from scipy.optimize import brentq

    return float(brentq(lambda shift: _buying(shift, cuts) - rate, -8.0, 8.0))


def _nodes() -> tuple[Floats, Floats]:
    """Standard normal luck: 60 nodes and weights."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    return nodes, weights / weights.sum()


def _buying(shift: float, cuts: list[float]) -> float:
    """Share of leads with readiness N(shift, 1) that passes all steps."""
    nodes, weights = _nodes()
    odds = [JUDGEMENT * (nodes + shift) - cut for cut in cuts]
    return float(weights @ np.prod([1 / (1 + np.exp(-x)) for x in odds], axis=0))


def _cuts(shifts: Floats, share: Floats, rates: tuple[float, float, float]) -> list[float]:
    """Cut-points at which the mix passes each step at its rate."""
    nodes, weights = _nodes()
    ready = (nodes[None, :] + shifts[:, None]).ravel()
    mass = (share[:, None] * weights[None, :]).ravel()
    cuts = []
    for rate in rates:
        cuts.append(_cut_for(rate, ready, mass / mass.sum()))
        mass = mass / (1 + np.exp(cuts[-1] - JUDGEMENT * ready))
    return cuts


def _cut_for(rate: float, ready: Floats, mass: Floats) -> float:
    """The cut-point that a share of a population passes."""
    from scipy.optimize import brentq

    return float(brentq(lambda cut: mass @ (1 / (1 + np.exp(cut - JUDGEMENT * ready))) - rate, -30, 30))


def market_text(fitted: Fitted) -> str:
    """The market file, the same text for the same numbers."""
    sources = [_source(fitted, name) for name in sorted(fitted.counts)]
    return "\n".join([_head(fitted), *sources, _journey(fitted.reference), _AFTERWARDS])


def recorded_text(fitted: Fitted, organization: str) -> str:
    """A scenario with the recorded arrivals in place of the fitted ones; the CSV files stand beside it."""
    head = f'[scenario]\nhorizon = "{DAYS} days"\nstart = {calendar_day(0)}\ndrain = true\n{_FITTED_WITH}'
    sources = [
        f'[sources.{name}]\nkind = "recorded"\nfile = "{name}.csv"\ntime = "first_contact"\nreadiness = {shift:.3f}\n'
        for name, shift in sorted(fitted.shifts.items())
    ]
    market = '[market]\ntitle = "Olist, recorded arrivals"\n'
    return "\n".join([head, market, *sources, _journey(fitted.reference), _AFTERWARDS, organization])


def write_recorded(fitted: Fitted, records: Records, folder: Path, organization: str) -> Path:
    """Write the recorded scenario and its arrivals (times only) to a folder; the scenario's path.

    The records give the day, not the hour: the leads of a day are spread evenly over it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    leads = records.leads.sort_values(["day", "source"], kind="stable").reset_index(drop=True)
    by_day = leads.groupby("day")["day"]
    leads["time"] = leads["day"] + (by_day.cumcount() * 0.618034 + 0.5) % 1.0
    for name, own in leads.groupby("source"):
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["first_contact"])
            writer.writerows([_stamp(time)] for time in sorted(own["time"]))
    path = folder / "olist-recorded.toml"
    path.write_text(recorded_text(fitted, organization), encoding="utf-8")
    return path


def _stamp(time: float) -> str:
    """The moment `time` days since day 0, to the second."""
    midnight = datetime.combine(calendar_day(0), datetime.min.time())
    return (midnight + timedelta(days=time)).isoformat(" ", "seconds")


def _head(fitted: Fitted) -> str:
    a, p = fitted.arrivals, fitted.purchases
    days = [
        f"{day} {f:.2f} ({e:.2f})" for day, f, e in zip(WEEKDAYS, a.weekdays, a.weekday_errors, strict=True)
    ]
    weekdays = ", ".join(days[:4]) + ",\n#   " + ", ".join(days[4:])
    return f"""\
# Marketplace Olist's lead funnel, fitted by experiments/olist.py; do not edit by hand, run the script.
#
# Records: "Marketing Funnel by Olist" (marketing-qualified leads and won deals), CC BY-NC-SA 4.0; the
# records are not included here, only the numbers below. Fitted on the {sum(fitted.counts.values()):,} leads of
# {calendar_day(0)} to {calendar_day(FIT_DAYS - 1)}; those up to {calendar_day(DAYS - 1)} are kept for validation.
# Standard errors in brackets. Marks: [M] measured, [S] second-hand, [G] guess.
#
# Arrivals [M], Poisson regression: {a.per_day:.2f} leads a day on day 0, growth {100 * a.growth:.1f} %
# ({100 * a.growth_error:.1f} %) a month; by weekday
#   {weekdays}.
# Days differ by {a.dispersion:.1f} times what a Poisson process explains; the errors allow for that, the
# simulation does not. Growth is within its error of none, and ten weeks say nothing about years.
#
# Purchases [M], mixture of a share ever won and lognormal days, censored at the end of the record
# (2018-11-14): {100 * p.rate:.1f} % ({100 * p.rate_error:.1f} %) of leads are ever won; log of the
# days from the day of first contact to the purchase: mean {p.mu:.2f} ({p.mu_error:.2f}), standard deviation
# {p.sigma:.2f} ({p.sigma_error:.2f}).
#
# The observed rates contain Olist's own losses (late answers, handoffs). The rates and the days of
# decision below are those of the reference at which organizations/olist.toml yields what was observed,
# found by simulation (docs/findings/olist.md).
#
# The records end at the purchase and say nothing about money. What stands at the end of this file about
# price and customers is a guess in the gallery's currency, so that whole organizations can be compared; it
# changes nothing before the purchase.

[market]
title = {{ en = "Marketplace Olist, early 2018", ja = "マーケットプレイスOlist（2018年初）" }}
about = "Fitted to the public lead funnel of Olist, January to March 2018 (CC BY-NC-SA 4.0)."

# What is run when nothing else is said: growth fitted on ten weeks is not carried further than this.
[scenario]
horizon = "6 months"
start = {calendar_day(0)}
# The reference was found with these in force; any other would add its losses to those fitted already.
{_FITTED_WITH}"""


def _source(fitted: Fitted, name: str) -> str:
    count, purchases = fitted.counts[name], fitted.purchases
    en, ja = TITLES[name]
    per_month = fitted.arrivals.per_day * MONTH * count / sum(fitted.counts.values())
    weekdays = ", ".join(f"{factor:.3f}" for factor in fitted.arrivals.weekdays)
    return f"""\
# {count} leads; ever won {purchases.rates[name]:.3f} ({purchases.rate_errors[name]:.3f})
[sources.{name}]
title = {{ en = "{en}", ja = "{ja}" }}
kind = "steady"
leads = "{per_month:.1f} / month"
growth = "{100 * fitted.arrivals.growth:.2f} % / month"
readiness = {fitted.shifts[name]:.3f}
seasonality = {{ weekdays = [{weekdays}] }}
"""


def _journey(reference: Reference) -> str:
    q, d, c = (round(rate, 4) for rate in reference.rates())
    return f"""\
# Which of the three steps loses how many is not observed, only their product. Split in the proportion
# of the logs of [S] .30 (lead to meeting, in two equal steps) and .22 (meeting to won). Judgement, hours
# of work and patience are not observed either [G].
[journey.qualify]
title = {{ en = "Qualify", ja = "見込み度の確認" }}
work = {{ mean = "0.4 h", cv = 1.0 }}     # two contacts of 12 min
patience = {{ mean = "30 days" }}
cold = "lost"
judgement = {JUDGEMENT}
outcomes = [
  {{ to = "develop", rate = {q:.4f} }},
  {{ to = "lost", rate = {1 - q:.4f} }},
]

[journey.develop]
title = {{ en = "Develop", ja = "商談化" }}
work = {{ mean = "0.7 h", cv = 1.0 }}     # three to four contacts of 12 min
patience = {{ mean = "30 days" }}
cold = "lost"
judgement = {JUDGEMENT}
outcomes = [
  {{ to = "close", rate = {d:.4f} }},
  {{ to = "lost", rate = {1 - d:.4f} }},
]

[journey.close]
title = {{ en = "Close", ja = "商談・受注" }}
work = {{ mean = "1.5 h", cv = 0.7 }}     # a consultation by telephone and its preparation
patience = {{ mean = "30 days" }}
cold = "lost"
judgement = {JUDGEMENT}
outcomes = [
  # after the consultation the buyer decides: [M] lognormal, median {math.exp(reference.mu):.1f} days
  {{ to = "customer", rate = {c:.4f}, after = {{ mean = "{reference.mean:.1f} days", cv = {reference.cv:.2f} }} }},
  {{ to = "lost", rate = {1 - c:.4f} }},
]
"""


_AFTERWARDS = """\
# Not from the records [G]: about R$ 120 a month (fee and commission of a small shop) at 33 JPY a real, a few
# hours of work with new shops. Loss of customers: the upper end of what subscription firms report, .05-.20 a
# year [R].
[journey.onboard]
title = { en = "Onboard", ja = "出店支援" }
work = { mean = "3 h", cv = 0.8 }

[journey.support]
title = { en = "Support", ja = "サポート" }
work = { mean = "0.5 h", cv = 1.2 }
optional = true

[offering]
kind = "flat_fee"
price = "4_000 / month"
deal_size = { mean = 1.0, cv = 1.0 }
margin = 0.80

[customer]
churn = "20 % / year"

[customer.onboarding]
activity = "onboard"
target = "14 days"

[customer.incidents]
activity = "support"
rate = "0.3 / month"
target = "1 day"
"""
