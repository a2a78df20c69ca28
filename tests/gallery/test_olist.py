"""The Olist experiment: its estimators on made-up leads, its committed market on the real ones."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from places import ROOT

from orgsim.events.columns import Row
from orgsim.plan.load import load
from orgsim.setup.calibration import calibrate
from orgsim.setup.simulate import run

EXPERIMENTS = ROOT / "experiments"
sys.path.insert(0, str(EXPERIMENTS))

import olist  # noqa: E402
import olist_fit  # noqa: E402
import olist_market  # noqa: E402


@pytest.fixture(scope="module")
def records(shared_data: Path) -> olist_fit.Records:
    """The real records."""
    if not (shared_data / "olist_leads.csv").is_file():
        pytest.skip("olist_leads.csv is not in the folder of real data")
    return olist_fit.read(shared_data)


@pytest.fixture(scope="module")
def fitted(records: olist_fit.Records) -> olist_market.Fitted:
    """The numbers of the market, fitted as the script does."""
    return olist.calibrate(records, olist.ROUNDS, olist.REPLICATIONS)


def made_up(leads: int) -> pd.DataFrame:
    """Leads of two sources, .10 and .25 of them ever won after lognormal(2.5, 1.2) days, seen for 100 days."""
    rng = np.random.default_rng(7)
    source = np.where(rng.random(leads) < 0.4, "a", "b")
    won = rng.random(leads) < np.where(source == "a", 0.10, 0.25)
    lag = np.where(won, np.exp(2.5 + 1.2 * rng.standard_normal(leads)), np.nan)
    lag[lag > 100] = np.nan
    return pd.DataFrame({"source": source, "lag": lag, "follow_up": 100.0})


def test_the_share_ever_won_is_found_behind_the_end_of_the_record() -> None:
    leads = made_up(20_000)
    found = olist_fit.fit_purchases(leads)
    for name, truth in {"a": 0.10, "b": 0.25}.items():
        assert abs(found.rates[name] - truth) < 4 * found.rate_errors[name]
        assert found.rate_errors[name] < 0.01
    assert abs(found.mu - 2.5) < 4 * found.mu_error
    assert abs(found.sigma - 1.2) < 4 * found.sigma_error
    assert found.mu_error < 0.05
    assert (
        found.rate > leads["lag"].notna().mean() + 0.003
    )  # Φ((ln 100 - 2.5) / 1.2) = .96 of the won are seen


def test_standard_errors_are_those_of_a_share() -> None:
    """With nothing censored the error of a source's rate is that of a binomial share."""
    leads = made_up(4_000).assign(follow_up=1e9)
    found = olist_fit.fit_purchases(leads)
    for name, own in leads.groupby("source")["lag"]:
        rate = own.notna().mean()
        assert found.rates[str(name)] == pytest.approx(rate, abs=1e-4)
        assert found.rate_errors[str(name)] == pytest.approx(np.sqrt(rate * (1 - rate) / len(own)), rel=0.02)


def test_arrivals_add_up_by_weekday_and_over_time() -> None:
    """A Poisson regression's fitted counts have the observed totals of each weekday and the observed mean time."""
    days = np.repeat(np.arange(70), [3 + day % 7 + day // 20 for day in range(70)])
    leads = pd.DataFrame({"day": days, "source": "a", "lag": np.nan, "follow_up": 100.0})
    found = olist_fit.fit_arrivals(olist_fit.Records(leads, 1.0, 1.0))
    calendar = np.arange(70)
    growth = (1 + found.growth) ** ((calendar + 0.5) / olist_fit.MONTH)
    rate = found.per_day * np.array(found.weekdays)[calendar % 7] * growth
    counts = np.bincount(days, minlength=70)
    assert np.mean(found.weekdays) == pytest.approx(1)
    for weekday in range(7):
        assert rate[weekday::7].sum() == pytest.approx(counts[weekday::7].sum())
    assert rate @ calendar == pytest.approx(counts @ calendar)


def test_readiness_gives_each_source_its_rate_in_the_engines_gates(records: olist_fit.Records) -> None:
    """The script's quadrature and the engine's agree on how often each source's leads pass all steps."""
    purchases = olist_fit.fit_purchases(records.between(0, olist_fit.FIT_DAYS))
    counts = records.between(0, olist_fit.FIT_DAYS)["source"].value_counts().to_dict()
    rates = olist_market.split(purchases.rate)
    assert np.prod(rates) == pytest.approx(purchases.rate)
    shifts = olist_market.readiness(purchases, counts, rates)
    assert sum(counts[name] * shift for name, shift in shifts.items()) == pytest.approx(0, abs=1e-3)
    reference = olist_market.Reference(*rates, mu=2.0, sigma=1.0)
    fit = olist_market.Fitted(olist_fit.fit_arrivals(records), purchases, counts, shifts, reference)
    gates = calibrate(olist.scenario_of(fit, 10))
    grid = np.arange(-9, 9, 0.01)
    for name, shift in shifts.items():
        density = np.exp(-0.5 * (grid - shift) ** 2)
        passed = density.copy()
        for step in ("qualify", "develop", "close"):
            passed = passed / (1 + np.exp(gates[step, None][0] - olist_market.JUDGEMENT * grid))
        assert passed.sum() / density.sum() == pytest.approx(purchases.rates[name], abs=0.002)


@pytest.mark.slow
@pytest.mark.slow
def test_the_committed_market_is_what_the_fit_gives(fitted: olist_market.Fitted) -> None:
    committed = olist.MARKET.read_text(encoding="utf-8")
    assert olist.differences(committed, olist_market.market_text(fitted)) == []


def test_a_changed_number_is_found_and_a_rounding_is_not() -> None:
    market = '[sources.email]\nleads = "62.2 / month"\nreadiness = -1.314\n'
    assert olist.differences(market, market.replace("62.2", "62.3")) == []
    assert olist.differences(market, market.replace("62.2", "64.2")) == [
        '- leads = "62.2 / month"\n+ leads = "64.2 / month"'
    ]
    assert len(olist.differences(market, market.replace("-1.314", "1.314"))) == 1
    assert len(olist.differences(market, market.replace("email", "mail"))) == 1
    assert olist.differences(market, market + "x\n") == ["the committed file has 3 lines, the fit gives 4"]


@pytest.mark.slow
def test_recorded_arrivals_run_as_they_came(
    fitted: olist_market.Fitted, records: olist_fit.Records, tmp_path: Path
) -> None:
    organization = olist.ORGANIZATION.read_text(encoding="utf-8")
    path = olist_market.write_recorded(fitted, records, tmp_path, organization)
    log = run(load(path), 1, 0)
    leads = olist.purchases_of(log)
    for name in ("day", "source"):
        assert leads[name].value_counts().to_dict() == records.leads[name].value_counts().to_dict()
    ended = log.of(Row.CHANGE)["outcome"]
    names = log.names.outcomes
    assert (ended == names.index("customer")).sum() + (ended == names.index("lost")).sum() == len(
        records.leads
    )
    assert (ended == names.index("customer")).sum() == leads["lag"].notna().sum()


@pytest.mark.slow
def test_simulation_yields_what_was_observed(fitted: olist_market.Fitted, records: olist_fit.Records) -> None:
    """The fitted weeks: every share won within three standard errors, the days to purchase within three too."""
    runs = olist.simulated(olist.scenario_of(fitted, olist_fit.FIT_DAYS), 10)
    end = olist.last_day(records)
    shown = [olist.seen(leads, 0, olist_fit.FIT_DAYS, end) for leads in runs]
    lines = list(olist.comparison(records.between(0, olist_fit.FIT_DAYS), shown))
    assert [line.name for line in lines if abs(line.z) > 3] == []
    overall = lines[0]
    assert overall.simulated == pytest.approx(overall.observed, abs=0.01)


@pytest.mark.slow
def test_the_weeks_not_seen_are_foretold(fitted: olist_market.Fitted, records: olist_fit.Records) -> None:
    """The validation weeks: the share won overall and the leads that came, within three standard errors."""
    runs = olist.simulated(olist.scenario_of(fitted, olist_fit.DAYS), 10)
    end = olist.last_day(records)
    span = olist_fit.FIT_DAYS, olist_fit.DAYS
    shown = [olist.seen(leads, *span, end) for leads in runs]
    observed = records.between(*span)
    overall = next(olist.comparison(observed, shown))
    assert abs(overall.z) < 3
    expected = np.mean([len(leads) for leads in shown])
    dispersion = fitted.arrivals.dispersion
    assert abs(len(observed) - expected) < 3 * np.sqrt(dispersion * expected)


def test_absent_records_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert olist.main(["--data", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert (
        said
        == f"olist_leads.csv and olist_deals.csv not found in {tmp_path}: name their folder with --data\n"
    )
